//! The log of what a person did to a run while it ran: faults by hand and edits of the design, each at its exact place
//! among the events, so that a replay does the same at the same place.

use crate::model::{Config, Happening, NodeId, WireId};
use crate::sim::{Plan, Time};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One thing that a person did to a run.
#[derive(Clone)]
pub struct Deed {
    /// When, in simulated time.
    pub at: Time,
    /// After how many events. `None`: not known (the past was changed since); it is done when the clock reaches `at`.
    pub events: Option<u64>,
    /// What.
    pub what: Act,
}

/// What a person can do to a run.
#[derive(Clone)]
pub enum Act {
    /// Something happens to a node, then or later.
    Happen(Happening),
    /// The run goes on with another plan.
    Adopt(Arc<Plan>),
}

/// How two plans differ.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Difference {
    /// Nodes with other settings: those before and those after.
    pub nodes: Vec<(NodeId, Config, Config)>,
    /// Wires with other settings: those before and those after.
    pub wires: Vec<(WireId, Config, Config)>,
    /// Nodes that only one plan has.
    pub came: BTreeSet<NodeId>,
    /// Nodes that are gone.
    pub went: BTreeSet<NodeId>,
    /// Wires that only one plan has, or that join other ports.
    pub rewired: BTreeSet<WireId>,
}

impl Difference {
    /// How `new` differs from `old`.
    pub fn between(old: &Plan, new: &Plan) -> Self {
        let mut all = Self::default();
        for (id, node) in &new.nodes {
            match old.nodes.get(id) {
                None => drop(all.came.insert(id.clone())),
                Some(before) if before.config != node.config => {
                    all.nodes.push((id.clone(), before.config.clone(), node.config.clone()));
                }
                Some(_) => {}
            }
        }
        all.went = old.nodes.keys().filter(|id| !new.nodes.contains_key(*id)).cloned().collect();
        for (id, wire) in &new.wires {
            let ends = |w: &crate::sim::PlannedWire| (w.from.clone(), w.out, w.to.clone(), w.into);
            match old.wires.get(id) {
                Some(before) if ends(before) == ends(wire) => {
                    if before.config != wire.config {
                        all.wires.push((id.clone(), before.config.clone(), wire.config.clone()));
                    }
                }
                _ => drop(all.rewired.insert(id.clone())),
            }
        }
        all.rewired.extend(old.wires.keys().filter(|id| !new.wires.contains_key(*id)).cloned());
        all
    }

    /// Whether only settings differ: such an edit can be taken back whatever came after it.
    pub fn only_settings(&self) -> bool {
        self.came.is_empty() && self.went.is_empty() && self.rewired.is_empty()
    }

    /// Takes the changed settings back in a later plan, where they still have the value that this change gave them.
    pub fn take_back(&self, plan: &mut Plan) {
        for (id, before, after) in &self.nodes {
            if let Some(node) = plan.nodes.get_mut(id) {
                restore(&mut node.config, before, after);
            }
        }
        for (id, before, after) in &self.wires {
            if let Some(wire) = plan.wires.get_mut(id) {
                restore(&mut wire.config, before, after);
            }
        }
    }
}

/// Properties that `after` has otherwise than `before` go back to `before`, unless they were changed once more.
pub fn restore(config: &mut Config, before: &Config, after: &Config) {
    let names: BTreeSet<&String> = before.0.keys().chain(after.0.keys()).collect();
    for name in names {
        let (old, new) = (before.0.get(name), after.0.get(name));
        if old != new && config.0.get(name) == new {
            match old {
                Some(value) => drop(config.0.insert(name.clone(), value.clone())),
                None => drop(config.0.remove(name)),
            }
        }
    }
}
