//! Timed events that belong to a diagram: faults, load changes, an operator's action.

use super::{Config, NodeId};

/// Something that happens to one node at a simulated instant.
#[derive(Clone, PartialEq, Debug)]
pub struct Happening {
    /// When, in microseconds of simulated time.
    pub at: u64,
    /// To whom.
    pub node: NodeId,
    /// What.
    pub what: What,
    /// A few words for the timeline, such as "flash sale"; empty: the page makes some.
    pub label: String,
}

/// The two kinds of happening.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// Settings change, and change back after `lasts` microseconds (`None`: they stay).
    Set {
        /// The settings laid over the node's own.
        patch: Config,
        /// How long, in microseconds.
        lasts: Option<u64>,
    },
    /// A command of the service is given once, such as `StartMessageMoveTask`.
    Do {
        /// The command's key in the service's declaration.
        command: String,
        /// Its arguments.
        with: Config,
    },
}
