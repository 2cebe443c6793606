//! Pools: something of which there is so much for many nodes together. Each claims a part and uses some of it; nobody is
//! asked for permission, who wants more looks at the sum first. What a pool stands for is the business of those who share it.

use super::NodeIx;
use std::collections::BTreeMap;

/// A part of a pool, or the sum of all parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Share {
    /// What others cannot have.
    pub claimed: u64,
    /// What is in use.
    pub used: u64,
}

/// The pools of a run, by their keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pools(BTreeMap<&'static str, Pool>);

#[derive(Clone, Debug, Default)]
struct Pool {
    /// By node.
    shares: Vec<Share>,
    sum: Share,
    /// How much there is, by those who say so.
    sizes: BTreeMap<NodeIx, u64>,
}

impl Pools {
    /// The part of a node is this from now on.
    pub fn claim(&mut self, key: &'static str, node: NodeIx, share: Share) {
        let pool = self.0.entry(key).or_default();
        let at = node.0 as usize;
        if pool.shares.len() <= at {
            pool.shares.resize(at + 1, Share::default());
        }
        let before = std::mem::replace(&mut pool.shares[at], share);
        pool.sum.claimed = pool.sum.claimed - before.claimed + share.claimed;
        pool.sum.used = pool.sum.used - before.used + share.used;
    }

    /// The part of a node.
    pub fn of(&self, key: &str, node: NodeIx) -> Share {
        self.0.get(key).and_then(|pool| pool.shares.get(node.0 as usize)).copied().unwrap_or_default()
    }

    /// The sum of all parts.
    pub fn sum(&self, key: &str) -> Share {
        self.0.get(key).map_or_else(Share::default, |pool| pool.sum)
    }

    /// A node says how much there is, or no longer says so.
    pub fn size(&mut self, key: &'static str, node: NodeIx, size: Option<u64>) {
        let sizes = &mut self.0.entry(key).or_default().sizes;
        match size {
            Some(size) => sizes.insert(node, size),
            None => sizes.remove(&node),
        };
    }

    /// How much there is: the least that anybody says. `None`: nobody says anything.
    pub fn size_of(&self, key: &str) -> Option<u64> {
        self.0.get(key)?.sizes.values().min().copied()
    }

    /// A node left.
    pub fn leave(&mut self, node: NodeIx) {
        let keys: Vec<&'static str> = self.0.keys().copied().collect();
        for key in keys {
            self.claim(key, node, Share::default());
            self.size(key, node, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: NodeIx = NodeIx(0);
    const B: NodeIx = NodeIx(7);

    fn share(claimed: u64, used: u64) -> Share {
        Share { claimed, used }
    }

    #[test]
    fn a_pool_adds_up_what_its_nodes_claim_until_they_leave() {
        let mut pools = Pools::default();
        pools.claim("p", A, share(10, 3));
        pools.claim("p", B, share(5, 5));
        pools.claim("q", B, share(1, 1));
        assert_eq!((pools.sum("p"), pools.of("p", B), pools.sum("none")), (share(15, 8), share(5, 5), share(0, 0)));
        pools.claim("p", A, share(2, 2));
        assert_eq!(pools.sum("p"), share(7, 7));
        pools.leave(B);
        assert_eq!((pools.sum("p"), pools.sum("q")), (share(2, 2), share(0, 0)));
    }

    #[test]
    fn the_least_that_anybody_says_is_how_much_there_is() {
        let mut pools = Pools::default();
        assert_eq!(pools.size_of("p"), None);
        pools.size("p", A, Some(100));
        pools.size("p", B, Some(40));
        assert_eq!(pools.size_of("p"), Some(40));
        pools.leave(B);
        assert_eq!(pools.size_of("p"), Some(100));
        pools.size("p", A, None);
        assert_eq!(pools.size_of("p"), None);
    }
}
