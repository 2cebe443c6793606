//! The declaration of a service.

use super::{Field, Port, Preset, Role, Side};
use crate::model::{Config, Node, NodeId, Wire, WireId};
use crate::sim::{Behaviour, Metric};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that the rest of the house knows about a service.
pub struct Service {
    /// The key in documents: lower case, never changed.
    pub key: &'static str,
    /// The number in links: 1 to 255, never changed and never used again.
    pub code: u8,
    /// The name in the palette: "Queue".
    pub name: &'static str,
    /// The name that a new node gets, such as "Queue" or "OrderQueue"-like stems.
    pub stem: &'static str,
    /// The family that it is listed under.
    pub family: super::Family,
    /// One sentence for the palette's tooltip and the guide's head.
    pub tagline: &'static str,
    /// More words under which the search finds it: "sqs buffer fifo".
    pub keywords: &'static str,
    /// The glyph: SVG shapes on a 20-unit grid, drawn with the family's colour (no `<svg>` around them).
    pub icon: &'static str,
    /// Its settings. Links number them by their place: append only.
    pub fields: &'static [Field],
    /// Its ports. Links number them by their place: append only.
    pub ports: &'static [Port],
    /// Its metrics.
    pub metrics: &'static [Metric],
    /// The namespace of its metrics, such as `AWS/SQS`.
    pub namespace: &'static str,
    /// Its prices.
    pub prices: &'static [Price],
    /// The rules that it follows.
    pub facts: &'static [Fact],
    /// What it leaves out, a sentence each.
    pub not_modelled: &'static [&'static str],
    /// Faults that the faults panel offers.
    pub faults: &'static [FaultPreset],
    /// Commands that a person can give.
    pub commands: &'static [Command],
    /// Its CloudFormation type, if it has one.
    pub cfn: Option<&'static str>,
    /// The second line of its card: "SQS standard".
    pub subtitle: fn(&Look) -> &'static str,
    /// What is wrong or risky about a node of this service, beyond values out of range.
    pub check: fn(&Look) -> Vec<Finding>,
    /// What it does.
    pub behaviour: fn() -> Box<dyn Behaviour>,
}

/// A price, counted from a metric.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Price {
    /// What is paid for: "requests".
    pub what: &'static str,
    /// US dollars for `per` units.
    pub usd: f64,
    /// How many units that buys.
    pub per: f64,
    /// The metrics whose sum is the number of units; empty: one unit for each node and month.
    pub counted: &'static [&'static str],
    /// How many units a month cost nothing in the free tier.
    pub free: f64,
    /// Above so many units a month `per` further ones cost so many US dollars instead; rising.
    pub tiers: &'static [(f64, f64)],
    /// Where and when the price was read.
    pub source: &'static str,
}

impl Price {
    /// What so many units of one month cost, in US dollars, if the first `free` of them cost nothing.
    pub fn of(&self, units: f64, free: f64) -> f64 {
        let (mut dollars, mut usd, mut from) = (0.0, self.usd, free);
        for (above, cheaper) in self.tiers {
            dollars += (units.min(*above) - from).max(0.0) * usd;
            (usd, from) = (*cheaper, from.max(*above));
        }
        (dollars + (units - from).max(0.0) * usd) / self.per
    }
}

/// How faithfully a rule is followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fidelity {
    /// As the source says.
    Modelled,
    /// Close: the sentence says how.
    Approximated,
}

/// A rule that the service follows, in our words.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fact {
    /// The rule's id in the fact sheet: `SQS-7`.
    pub rule: &'static str,
    /// The rule, in one sentence.
    pub text: &'static str,
    /// How faithfully.
    pub fidelity: Fidelity,
}

impl Fact {
    /// A rule that is followed as the source says.
    pub const fn modelled(rule: &'static str, text: &'static str) -> Self {
        Self { rule, text, fidelity: Fidelity::Modelled }
    }
    /// A rule that is followed closely.
    pub const fn approximated(rule: &'static str, text: &'static str) -> Self {
        Self { rule, text, fidelity: Fidelity::Approximated }
    }
}

/// A fault that can be injected with one click.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct FaultPreset {
    /// What it is called: "Down".
    pub label: &'static str,
    /// One sentence: what happens.
    pub help: &'static str,
    /// The settings that it lays over the node's own.
    pub set: &'static [(&'static str, Preset)],
    /// How long it lasts unless a person says otherwise, in seconds.
    pub lasts: u64,
}

/// A command that a person can give to a running node.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Command {
    /// Its key in documents, AWS's name where there is one: `StartMessageMoveTask`.
    pub key: &'static str,
    /// What the button says.
    pub label: &'static str,
    /// One sentence: what happens.
    pub help: &'static str,
    /// Its arguments.
    pub fields: &'static [Field],
}

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// AWS would refuse it, or the run cannot do what is drawn.
    Error,
    /// It runs, but probably not as hoped.
    Warning,
    /// Worth knowing.
    Hint,
}

/// What a service's own check finds.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub what: String,
    /// What to do, in a sentence.
    pub remedy: String,
    /// The rule behind it, if there is one.
    pub rule: &'static str,
    /// The setting concerned; empty: none.
    pub field: &'static str,
    /// The wire concerned, if the setting is a wire's.
    pub wire: Option<WireId>,
}

impl Finding {
    /// A finding without a rule or a setting.
    pub fn new(severity: Severity, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { severity, what: what.into(), remedy: remedy.into(), rule: "", field: "", wire: None }
    }
    /// The rule behind it.
    pub fn rule(mut self, rule: &'static str) -> Self {
        self.rule = rule;
        self
    }
    /// The setting concerned.
    pub fn field(mut self, field: &'static str) -> Self {
        self.field = field;
        self
    }
    /// The wire concerned.
    pub fn wire(mut self, wire: &WireId) -> Self {
        self.wire = Some(wire.clone());
        self
    }
}

/// A node as its service's checks see it: its settings and its neighbourhood.
pub struct Look<'a> {
    /// The node.
    pub node: &'a Node,
    /// All nodes of the design, by their ids.
    pub nodes: &'a BTreeMap<NodeId, Arc<Node>>,
    /// The wires at the node, in order of their ids.
    pub neighbours: Vec<Neighbour<'a>>,
}

/// What is at the other end of a wire.
pub struct Neighbour<'a> {
    /// The wire's id.
    pub id: &'a WireId,
    /// The wire.
    pub wire: &'a Wire,
    /// The port at this node's end.
    pub port: &'a str,
    /// Whether the wire leaves this node.
    pub leaves: bool,
    /// The node at the other end.
    pub peer: &'a Node,
    /// The role that the wire plays; `None` if its ends have none in common.
    pub role: Option<&'static Role>,
}

impl Neighbour<'_> {
    /// Whether the wire plays one of these roles.
    pub fn is(&self, roles: &[Role]) -> bool {
        self.role.is_some_and(|role| roles.iter().any(|wanted| wanted.key == role.key))
    }
}

impl Look<'_> {
    /// The node's settings.
    pub fn config(&self) -> &Config {
        &self.node.config
    }

    /// The nodes of the same service, this one included: what they have in common is shared among them.
    pub fn fellows(&self) -> impl Iterator<Item = &Node> {
        self.nodes.values().map(|node| &**node).filter(|node| node.service == self.node.service)
    }

    /// The wires at one of the node's ports.
    pub fn at(&self, port: &str) -> impl Iterator<Item = &Neighbour<'_>> {
        self.neighbours.iter().filter(move |n| n.port == port)
    }
}

impl Service {
    /// A port by name, with its number.
    pub fn port(&self, name: &str) -> Option<(usize, &'static Port)> {
        self.ports.iter().enumerate().find(|(_, p)| p.name == name)
    }

    /// The ports of one side.
    pub fn side(&self, side: Side) -> impl Iterator<Item = &'static Port> {
        self.ports.iter().filter(move |p| p.side == side)
    }

    /// A check that finds nothing.
    pub fn no_check(_: &Look) -> Vec<Finding> {
        Vec::new()
    }
}
