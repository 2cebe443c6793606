//! What nodes have in common. Pools: something of which there is so much for all together. Each claims a part and uses some of
//! it; nobody is asked for permission, who wants more looks at the sum first. Buckets: so much a second for all together.
//! What a pool or a bucket stands for is the business of those who share it.

use super::parts::TokenBucket;
use super::{NodeIx, Time};
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
pub(crate) struct Pools {
    pools: BTreeMap<&'static str, Pool>,
    buckets: BTreeMap<&'static str, Bucket>,
}

/// A bucket from which many nodes take.
#[derive(Clone, Debug, Default)]
struct Bucket {
    /// Rate and burst, by those who say how large it is.
    sizes: BTreeMap<NodeIx, (f64, f64)>,
    /// What holds if nobody says anything, and the bucket; made when somebody takes from it first.
    made: Option<((f64, f64), TokenBucket)>,
}

/// The least that anybody says.
fn least(sizes: &BTreeMap<NodeIx, (f64, f64)>) -> Option<(f64, f64)> {
    sizes.values().copied().reduce(|(r, b), (rate, burst)| (r.min(rate), b.min(burst)))
}

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
        let pool = self.pools.entry(key).or_default();
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
        self.pools.get(key).and_then(|pool| pool.shares.get(node.0 as usize)).copied().unwrap_or_default()
    }

    /// The sum of all parts.
    pub fn sum(&self, key: &str) -> Share {
        self.pools.get(key).map_or_else(Share::default, |pool| pool.sum)
    }

    /// A node says how much there is, or no longer says so.
    pub fn size(&mut self, key: &'static str, node: NodeIx, size: Option<u64>) {
        let sizes = &mut self.pools.entry(key).or_default().sizes;
        match size {
            Some(size) => sizes.insert(node, size),
            None => sizes.remove(&node),
        };
    }

    /// How much there is: the least that anybody says. `None`: nobody says anything.
    pub fn size_of(&self, key: &str) -> Option<u64> {
        self.pools.get(key)?.sizes.values().min().copied()
    }

    /// A node says what rate and burst a bucket has, or no longer says so.
    /// What is in the bucket stays, as far as it fits.
    pub fn size_bucket(&mut self, key: &'static str, node: NodeIx, size: Option<(f64, f64)>, now: Time) {
        let bucket = self.buckets.entry(key).or_default();
        match size {
            Some(size) => bucket.sizes.insert(node, size),
            None => bucket.sizes.remove(&node),
        };
        if let Some((usual, made)) = &mut bucket.made {
            let (rate, burst) = least(&bucket.sizes).unwrap_or(*usual);
            made.resize(rate, burst, now);
        }
    }

    /// A bucket that all take from: its rate and burst are the least that anybody says, or the usual ones if nobody says
    /// anything.
    pub fn bucket(&mut self, key: &'static str, usual: (f64, f64), now: Time) -> &mut TokenBucket {
        let bucket = self.buckets.entry(key).or_default();
        let Bucket { sizes, made } = bucket;
        let make = || {
            let (rate, burst) = least(sizes).unwrap_or(usual);
            (usual, TokenBucket::new(rate, burst, now))
        };
        &mut made.get_or_insert_with(make).1
    }

    /// A node left.
    pub fn leave(&mut self, node: NodeIx, now: Time) {
        let keys: Vec<&'static str> = self.pools.keys().copied().collect();
        for key in keys {
            self.claim(key, node, Share::default());
            self.size(key, node, None);
        }
        let keys: Vec<&'static str> = self.buckets.keys().copied().collect();
        for key in keys {
            self.size_bucket(key, node, None, now);
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
        pools.leave(B, Time::START);
        assert_eq!((pools.sum("p"), pools.sum("q")), (share(2, 2), share(0, 0)));
    }

    #[test]
    fn the_least_that_anybody_says_is_how_much_there_is() {
        let mut pools = Pools::default();
        assert_eq!(pools.size_of("p"), None);
        pools.size("p", A, Some(100));
        pools.size("p", B, Some(40));
        assert_eq!(pools.size_of("p"), Some(40));
        pools.leave(B, Time::START);
        assert_eq!(pools.size_of("p"), Some(100));
        pools.size("p", A, None);
        assert_eq!(pools.size_of("p"), None);
    }

    #[test]
    fn all_take_from_one_bucket_which_is_as_large_as_the_least_that_anybody_says() {
        let mut pools = Pools::default();
        let at = |seconds: u64| Time(seconds * 1_000_000);
        let take = |pools: &mut Pools, now, n| pools.bucket("b", (3.0, 3.0), now).take(now, n);
        assert!(take(&mut pools, at(0), 3), "the usual burst");
        assert!(!take(&mut pools, at(0), 1));
        pools.size_bucket("b", A, Some((10.0, 8.0)), at(0));
        pools.size_bucket("b", B, Some((5.0, 20.0)), at(0));
        assert!(!take(&mut pools, at(0), 1), "what was taken stays taken");
        assert!(take(&mut pools, at(1), 5), "the least rate");
        assert!(!take(&mut pools, at(1), 1));
        assert!(take(&mut pools, at(9), 8), "the least burst");
        assert!(!take(&mut pools, at(9), 1));
        pools.leave(B, at(9));
        assert!(take(&mut pools, at(10), 8), "who stays says what counts");
        pools.leave(A, at(10));
        assert!(!take(&mut pools, at(20), 4));
        assert!(take(&mut pools, at(20), 3));
    }
}
