//! The lineage of a message: which nodes the chain of requests that led to it has passed, and how often each. Who passes
//! it on and who cuts it off is the services' business; the engine only knows where wires lead back to where they began.

use super::{Link, NodeIx};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many nodes are remembered: of a longer chain, those that it passed last.
const MOST: usize = 32;

/// The nodes of a chain, the one passed last at the end, each with how often it was passed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lineage(Arc<Vec<(NodeIx, u32)>>);

impl Lineage {
    /// How often the chain has passed a node.
    pub fn passes(&self, node: NodeIx) -> u32 {
        self.0.iter().find(|(passed, _)| *passed == node).map_or(0, |(_, times)| *times)
    }

    /// The chain after one more node; without a chain before it, one that begins there.
    pub(crate) fn through(before: Option<&Self>, node: NodeIx) -> Self {
        let mut all = before.map_or_else(Vec::new, |lineage| lineage.0.to_vec());
        let times = match all.iter().position(|(passed, _)| *passed == node) {
            Some(at) => all.remove(at).1,
            None => 0,
        };
        if all.len() == MOST {
            all.remove(0);
        }
        all.push((node, times.saturating_add(1)));
        Self(Arc::new(all))
    }
}

/// The nodes from which wires lead back to themselves, through others or not.
pub(crate) fn in_loops(links: &[Link]) -> BTreeSet<NodeIx> {
    let mut next: BTreeMap<NodeIx, Vec<NodeIx>> = BTreeMap::new();
    for link in links.iter().filter(|link| link.alive) {
        next.entry(link.from).or_default().push(link.to);
    }
    let returns = |start: &NodeIx| {
        let (mut seen, mut ahead) = (BTreeSet::new(), vec![*start]);
        while let Some(node) = ahead.pop() {
            for &to in next.get(&node).into_iter().flatten() {
                if to == *start {
                    return true;
                }
                if seen.insert(to) {
                    ahead.push(to);
                }
            }
        }
        false
    };
    next.keys().filter(|start| returns(start)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Config, WireId};
    use crate::sim::PortId;

    fn link(from: u32, to: u32, alive: bool) -> Link {
        Link {
            wire: WireId::new("w"),
            from: NodeIx(from),
            out: PortId(0),
            to: NodeIx(to),
            into: PortId(0),
            role: "",
            config: Arc::new(Config::default()),
            denied: None,
            alive,
        }
    }

    #[test]
    fn a_chain_counts_how_often_it_passed_each_node() {
        let (a, b) = (NodeIx(1), NodeIx(2));
        let mut chain = Lineage::through(None, a);
        for node in [b, a, a] {
            chain = Lineage::through(Some(&chain), node);
        }
        assert_eq!((chain.passes(a), chain.passes(b), chain.passes(NodeIx(3))), (3, 1, 0));
    }

    #[test]
    fn a_long_chain_forgets_the_nodes_that_it_passed_first() {
        let mut chain = Lineage::through(None, NodeIx(0));
        for n in 1..=MOST as u32 {
            chain = Lineage::through(Some(&chain), NodeIx(n));
        }
        assert_eq!((chain.passes(NodeIx(0)), chain.passes(NodeIx(1)), chain.0.len()), (0, 1, MOST));
        // A node that is passed again is not forgotten before those that were not.
        chain = Lineage::through(Some(&chain), NodeIx(1));
        chain = Lineage::through(Some(&chain), NodeIx(99));
        assert_eq!((chain.passes(NodeIx(1)), chain.passes(NodeIx(2))), (2, 0));
    }

    #[test]
    fn loops_are_found_through_other_nodes_and_dead_wires_do_not_count() {
        let nodes = |links: &[Link]| in_loops(links).into_iter().map(|n| n.0).collect::<Vec<_>>();
        // 0 leads into the loop of 1, 2 and 3, which leads out to 4; 5 leads to itself.
        let all = [(0, 1), (1, 2), (2, 3), (3, 1), (3, 4), (5, 5)].map(|(from, to)| link(from, to, true));
        assert_eq!(nodes(&all), [1, 2, 3, 5]);
        let mut cut = all.to_vec();
        cut[3] = link(3, 1, false);
        assert_eq!(nodes(&cut), [5]);
    }
}
