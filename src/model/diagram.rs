//! A diagram: nodes, the wires between their ports, and the timed happenings.

use super::{Bookmark, Config, Happening, NodeId, Point, Rect, Remark, RemarkId, RemarkKind, WireId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a person drew. A plain value: cheap to clone (nodes and wires are shared), compared by content.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Diagram {
    /// The title of the document.
    pub title: String,
    /// The seed of every random stream of a run.
    pub seed: u64,
    /// The services placed on the canvas.
    pub nodes: BTreeMap<NodeId, Arc<Node>>,
    /// The connections between their ports.
    pub wires: BTreeMap<WireId, Arc<Wire>>,
    /// Timed faults, load changes and commands, in order of time.
    pub happenings: Vec<Happening>,
    /// Bookmarked moments, in the order of a talk. They have no part in a run.
    pub bookmarks: Vec<Bookmark>,
    /// The names that a person gave to wires. They have no part in a run.
    pub labels: BTreeMap<WireId, String>,
    /// Frames and notes. They have no part in a run.
    pub remarks: BTreeMap<RemarkId, Arc<Remark>>,
}

/// One service placed on the canvas.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// The key of its service in the catalog; an unknown key is kept and saved back unchanged.
    pub service: String,
    /// The name that a person gave it.
    pub name: String,
    /// The top left corner of its card.
    pub at: Point,
    /// The settings that differ from the defaults.
    pub config: Config,
}

/// A connection from an out port to an in port.
#[derive(Clone, PartialEq, Debug)]
pub struct Wire {
    /// The node that it leaves.
    pub from: NodeId,
    /// The name of the out port.
    pub out: String,
    /// The node that it enters.
    pub to: NodeId,
    /// The name of the in port.
    pub into: String,
    /// The settings of the connection (a subscription's filter, a mapping's batch size, …).
    pub config: Config,
}

impl Diagram {
    /// The wires that touch a node, in order of their ids.
    pub fn wires_of<'a>(&'a self, node: &'a NodeId) -> impl Iterator<Item = (&'a WireId, &'a Arc<Wire>)> {
        self.wires.iter().filter(move |(_, w)| &w.from == node || &w.to == node)
    }

    /// The rectangle around all cards, frames and notes; `None` for an empty canvas.
    pub fn bounds(&self) -> Option<Rect> {
        let cards = self.nodes.values().map(|n| Rect::card(n.at));
        cards.chain(self.remarks.values().map(|r| r.area)).reduce(Rect::union)
    }

    /// An id for a new frame or note that is not taken: `frame1`, `frame2`, …
    pub fn free_remark_id(&self, kind: RemarkKind) -> RemarkId {
        let stem = match kind {
            RemarkKind::Frame => "frame",
            RemarkKind::Note => "note",
        };
        let mut ids = (1u64..).map(|n| RemarkId::new(&format!("{stem}{n}")));
        ids.find(|id| !self.remarks.contains_key(id)).unwrap_or_else(|| RemarkId::new(stem))
    }

    /// A node id that is not taken: `wish`, or `wish2`, `wish3`, …
    pub fn free_node_id(&self, wish: &str) -> NodeId {
        free(wish, |text| self.nodes.contains_key(&NodeId::new(text)), NodeId::new)
    }

    /// A wire id that is not taken: `wish`, or `wish2`, `wish3`, …
    pub fn free_wire_id(&self, wish: &str) -> WireId {
        free(wish, |text| self.wires.contains_key(&WireId::new(text)), WireId::new)
    }

    /// A name for a new node that no other node has.
    pub fn free_name(&self, wish: &str) -> String {
        free(wish, |text| self.nodes.values().any(|n| n.name == text), str::to_owned)
    }
}

fn free<T>(wish: &str, taken: impl Fn(&str) -> bool, make: impl Fn(&str) -> T) -> T {
    if !taken(wish) {
        return make(wish);
    }
    let mut n = 2u32;
    loop {
        let text = format!("{wish}{n}");
        if !taken(&text) {
            return make(&text);
        }
        n += 1;
    }
}
