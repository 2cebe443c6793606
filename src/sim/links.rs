//! The wires of a run: which port of which node each end is.

use crate::model::{Config, WireId};
use std::sync::Arc;

/// The number of a node in a run. Nodes that were there at the start are numbered in order of their ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct NodeIx(pub u32);

/// The number of a port in its service's list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct PortId(pub u8);

/// The number of a wire in a run; never used twice, so that a behaviour may keep it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct LinkId(pub u32);

/// A wire of a run.
#[derive(Clone, Debug)]
pub struct Link {
    /// The wire of the diagram.
    pub wire: WireId,
    /// The node that it leaves.
    pub from: NodeIx,
    /// The out port.
    pub out: PortId,
    /// The node that it enters.
    pub to: NodeIx,
    /// The in port.
    pub into: PortId,
    /// The key of the role in which the ports are joined: a port that speaks several learns here which one it is.
    pub role: &'static str,
    /// The settings of the wire.
    pub config: Arc<Config>,
    /// The permission that is missing, if every call over the wire is denied (IAM-1).
    pub denied: Option<&'static str>,
    /// False once the wire was deleted during the run.
    pub alive: bool,
}

impl Link {
    /// The node at the other end.
    #[inline]
    pub fn other(&self, me: NodeIx) -> NodeIx {
        if self.from == me { self.to } else { self.from }
    }

    /// The node at the end of the wire's direction, or at its beginning.
    pub fn end(&self, forward: bool) -> NodeIx {
        if forward { self.to } else { self.from }
    }

    /// The port at this node's end.
    #[inline]
    pub fn port_of(&self, node: NodeIx) -> PortId {
        if self.from == node { self.out } else { self.into }
    }
}
