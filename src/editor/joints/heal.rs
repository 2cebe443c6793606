//! Which gaps a deletion leaves: pairs of nodes that were connected through the deleted ones.

use crate::catalog::Catalog;
use crate::model::{Diagram, NodeId, Wire};
use std::collections::BTreeSet;

/// Pairs (before, after) of nodes that stay and were connected by messages through deleted nodes only.
pub fn gaps(diagram: &Diagram, catalog: &Catalog, deleted: &BTreeSet<NodeId>) -> Vec<(NodeId, NodeId)> {
    let carries = |wire: &Wire| catalog.ends(diagram, wire).is_some_and(|(out, into)| !out.control && !into.control);
    let wires: Vec<&Wire> = diagram.wires.values().map(|w| &**w).filter(|w| carries(w)).collect();
    let mut gaps = BTreeSet::new();
    for entry in wires.iter().filter(|w| !deleted.contains(&w.from) && deleted.contains(&w.to)) {
        let (mut seen, mut open) = (BTreeSet::new(), vec![&entry.to]);
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            for wire in wires.iter().filter(|w| &w.from == node) {
                if deleted.contains(&wire.to) {
                    open.push(&wire.to);
                } else if wire.to != entry.from {
                    gaps.insert((entry.from.clone(), wire.to.clone()));
                }
            }
        }
    }
    gaps.into_iter().collect()
}
