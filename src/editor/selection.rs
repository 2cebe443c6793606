//! What a person has picked: nodes, wires, frames and notes.

use super::Thing;
use crate::model::{Diagram, NodeId, Rect, RemarkId, WireId};
use std::collections::BTreeSet;

/// The picked nodes, wires, frames and notes. The editor keeps it inside the diagram.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    /// The nodes.
    pub nodes: BTreeSet<NodeId>,
    /// The wires.
    pub wires: BTreeSet<WireId>,
    /// The frames and notes.
    pub remarks: BTreeSet<RemarkId>,
}

impl Selection {
    /// One node.
    pub fn node(id: &NodeId) -> Self {
        Self::of_nodes([id.clone()])
    }

    /// One wire.
    pub fn wire(id: &WireId) -> Self {
        Self { wires: BTreeSet::from([id.clone()]), ..Self::default() }
    }

    /// These nodes.
    pub fn of_nodes(nodes: impl IntoIterator<Item = NodeId>) -> Self {
        Self { nodes: nodes.into_iter().collect(), ..Self::default() }
    }

    /// One frame or note.
    pub fn remark(id: &RemarkId) -> Self {
        Self { remarks: BTreeSet::from([id.clone()]), ..Self::default() }
    }

    /// Everything.
    pub fn all(diagram: &Diagram) -> Self {
        Self {
            nodes: diagram.nodes.keys().cloned().collect(),
            wires: diagram.wires.keys().cloned().collect(),
            remarks: diagram.remarks.keys().cloned().collect(),
        }
    }

    /// Whether nothing is picked.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.wires.is_empty() && self.remarks.is_empty()
    }

    /// How many things are picked.
    pub fn len(&self) -> usize {
        self.nodes.len() + self.wires.len() + self.remarks.len()
    }

    /// How many things are picked that have a place of their own: nodes, frames and notes.
    pub fn pieces(&self) -> usize {
        self.nodes.len() + self.remarks.len()
    }

    /// The frame or note, if exactly one and nothing else is picked.
    pub fn only_remark(&self) -> Option<&RemarkId> {
        self.remarks.first().filter(|_| self.len() == 1)
    }

    /// The node, if exactly one node and nothing else is picked.
    pub fn only_node(&self) -> Option<&NodeId> {
        self.nodes.first().filter(|_| self.len() == 1)
    }

    /// The wire, if exactly one wire and nothing else is picked.
    pub fn only_wire(&self) -> Option<&WireId> {
        self.wires.first().filter(|_| self.len() == 1)
    }

    /// Whether a thing is picked.
    pub fn contains(&self, thing: &Thing) -> bool {
        match thing {
            Thing::Node(id) => self.nodes.contains(id),
            Thing::Remark(id) => self.remarks.contains(id),
        }
    }

    /// This selection and one more thing.
    pub fn with(&self, thing: &Thing) -> Self {
        let mut next = self.clone();
        match thing {
            Thing::Node(id) => next.nodes.insert(id.clone()),
            Thing::Remark(id) => next.remarks.insert(id.clone()),
        };
        next
    }

    /// This selection but for one thing.
    pub fn without(&self, thing: &Thing) -> Self {
        let mut next = self.clone();
        match thing {
            Thing::Node(id) => next.nodes.remove(id),
            Thing::Remark(id) => next.remarks.remove(id),
        };
        next
    }

    /// Whether all of this is in another selection, too.
    pub fn is_within(&self, other: &Self) -> bool {
        self.nodes.is_subset(&other.nodes)
            && self.wires.is_subset(&other.wires)
            && self.remarks.is_subset(&other.remarks)
    }

    /// This selection with the node added, or without it if it was in.
    pub fn toggled_node(&self, id: &NodeId) -> Self {
        let mut next = self.clone();
        if !next.nodes.remove(id) {
            next.nodes.insert(id.clone());
        }
        next
    }

    /// This selection with the wire added, or without it if it was in.
    pub fn toggled_wire(&self, id: &WireId) -> Self {
        let mut next = self.clone();
        if !next.wires.remove(id) {
            next.wires.insert(id.clone());
        }
        next
    }

    /// This selection with the frame or note added, or without it if it was in.
    pub fn toggled_remark(&self, id: &RemarkId) -> Self {
        let mut next = self.clone();
        if !next.remarks.remove(id) {
            next.remarks.insert(id.clone());
        }
        next
    }

    /// This selection and these nodes.
    pub fn with_nodes(&self, nodes: impl IntoIterator<Item = NodeId>) -> Self {
        let mut next = self.clone();
        next.nodes.extend(nodes);
        next
    }

    /// Forgets what is no longer in the diagram.
    pub fn keep_existing(&mut self, diagram: &Diagram) {
        self.nodes.retain(|id| diagram.nodes.contains_key(id));
        self.wires.retain(|id| diagram.wires.contains_key(id));
        self.remarks.retain(|id| diagram.remarks.contains_key(id));
    }

    /// The rectangle around the picked nodes, frames and notes and around the ends of the picked wires; `None` if nothing is picked.
    pub fn bounds(&self, diagram: &Diagram) -> Option<Rect> {
        let ends = self.wires.iter().filter_map(|id| diagram.wires.get(id)).flat_map(|w| [&w.from, &w.to]);
        let cards = self.nodes.iter().chain(ends).filter_map(|id| diagram.nodes.get(id));
        let remarks = self.remarks.iter().filter_map(|id| diagram.remarks.get(id)).map(|r| r.area);
        cards.map(|n| Rect::card(n.at)).chain(remarks).reduce(Rect::union)
    }
}
