//! A problem: how bad, where, what, and what to do.

use crate::catalog::{Finding, Severity};
use crate::model::{NodeId, WireId};

/// Something wrong or risky.
#[derive(Clone, PartialEq, Debug)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// Where.
    pub spot: Spot,
    /// What is wrong, in a sentence.
    pub what: String,
    /// What to do, in a sentence.
    pub remedy: String,
    /// The rule behind it, such as `SQS-7`; empty: none.
    pub rule: &'static str,
    /// The setting concerned; empty: none.
    pub field: String,
}

/// Where a problem is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Spot {
    /// The diagram as a whole.
    Diagram,
    /// A node.
    Node(NodeId),
    /// A wire.
    Wire(WireId),
    /// A timed event, by its place in the list.
    Happening(usize),
}

impl Problem {
    /// A problem without a rule or a setting.
    pub(super) fn new(severity: Severity, spot: Spot, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { severity, spot, what: what.into(), remedy: remedy.into(), rule: "", field: String::new() }
    }

    /// The setting concerned.
    pub(super) fn field(mut self, field: &str) -> Self {
        self.field = field.to_owned();
        self
    }

    /// What a service's own check found at a node.
    pub(super) fn found(node: &NodeId, finding: Finding) -> Self {
        let Finding { severity, what, remedy, rule, field, wire } = finding;
        let spot = wire.map_or_else(|| Spot::Node(node.clone()), Spot::Wire);
        Self { severity, spot, what, remedy, rule, field: field.to_owned() }
    }
}
