//! What the engine is given to run: nodes with their behaviours, wires between numbered ports, timed happenings.

use super::{Behaviour, Metric, NodeIx, PortId};
use crate::model::{Config, Happening, NodeId, WireId};
use std::collections::BTreeMap;

/// A design, ready to run.
#[derive(Clone, Default)]
pub struct Plan {
    /// The seed of every random stream.
    pub seed: u64,
    /// The nodes.
    pub nodes: BTreeMap<NodeId, PlannedNode>,
    /// The wires; their ends are in `nodes`.
    pub wires: BTreeMap<WireId, PlannedWire>,
    /// Timed faults, load changes and commands; those of unknown nodes are passed over.
    pub happenings: Vec<Happening>,
}

/// A node, ready to run.
#[derive(Clone)]
pub struct PlannedNode {
    /// The name that a person gave it.
    pub name: String,
    /// Its settings.
    pub config: Config,
    /// The metrics that it publishes; its behaviour names them by their place in this list.
    pub metrics: &'static [Metric],
    /// The namespace of its metrics, such as `AWS/SQS`.
    pub namespace: &'static str,
    /// What it does.
    pub behaviour: Box<dyn Behaviour>,
}

/// A wire, ready to run.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedWire {
    /// The node that it leaves.
    pub from: NodeId,
    /// The out port.
    pub out: PortId,
    /// The node that it enters.
    pub to: NodeId,
    /// The in port.
    pub into: PortId,
    /// The key of the role in which the ports are joined.
    pub role: &'static str,
    /// The settings of the wire.
    pub config: Config,
    /// The permission that is missing, if every call over the wire is denied.
    pub denied: Option<&'static str>,
}

/// What the engine knows of a node, apart from its behaviour.
#[derive(Clone)]
pub(crate) struct NodeState {
    pub id: NodeId,
    pub name: std::sync::Arc<str>,
    pub namespace: &'static str,
    pub alive: bool,
    /// Whether wires lead from it back to it.
    pub in_loop: bool,
    pub base: Config,
    /// Settings in force, later ones over earlier ones, by the number of the happening that set them.
    pub overrides: Vec<(u32, Config)>,
    pub config: std::sync::Arc<Config>,
    pub stream: super::Stream,
}

impl NodeState {
    pub fn new(seed: u64, id: &NodeId, node: &PlannedNode) -> Self {
        Self {
            id: id.clone(),
            name: node.name.as_str().into(),
            namespace: node.namespace,
            alive: true,
            in_loop: false,
            base: node.config.clone(),
            overrides: Vec::new(),
            config: std::sync::Arc::new(node.config.clone()),
            stream: super::Stream::of(seed, id.as_str()),
        }
    }

    /// Works out the settings in force.
    pub fn settle_config(&mut self) {
        let all = self.overrides.iter().fold(self.base.clone(), |all, (_, patch)| all.with(patch));
        self.config = std::sync::Arc::new(all);
    }
}

/// Where the nodes of a plan stand in a run.
pub(crate) fn index(nodes: &[NodeState], id: &NodeId) -> Option<NodeIx> {
    nodes.iter().position(|n| n.alive && &n.id == id).map(|n| NodeIx(n as u32))
}
