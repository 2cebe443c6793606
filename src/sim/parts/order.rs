//! Who comes first: keys in order, most of which arrive in order and leave from the front. What leaves from the middle is
//! only forgotten when it comes to the front, or when more than half of the list is gone.

use std::collections::VecDeque;

/// Keys in order. The owner knows which of them still count, and says so when it looks.
#[derive(Clone, Debug, Default)]
pub struct Order<K> {
    keys: VecDeque<K>,
    gone: usize,
}

/// The list is swept when more than this, and more than half of it, is gone.
const SWEEP: usize = 64;

impl<K: Ord + Copy> Order<K> {
    /// Adds a key.
    pub fn add(&mut self, key: K) {
        if self.keys.back().is_none_or(|last| *last <= key) {
            self.keys.push_back(key);
        } else {
            let at = self.keys.partition_point(|k| *k <= key);
            self.keys.insert(at, key);
        }
    }

    /// A key no longer counts; `counts` tells of every key whether it still does.
    pub fn leave(&mut self, counts: impl Fn(&K) -> bool) {
        self.gone += 1;
        if self.gone > SWEEP && self.gone > self.keys.len() / 2 {
            self.keys.retain(counts);
            self.gone = 0;
        } else {
            while self.keys.front().is_some_and(|key| !counts(key)) {
                self.keys.pop_front();
                self.gone = self.gone.saturating_sub(1);
            }
        }
    }

    /// All keys in order, with some that no longer count.
    pub fn iter(&self) -> impl Iterator<Item = K> + '_ {
        self.keys.iter().copied()
    }

    /// The first key. Those that no longer count never stand here.
    pub fn first(&self) -> Option<K> {
        self.keys.front().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        /// Against a sorted set.
        #[test]
        fn the_first_is_the_least_that_counts(ops in proptest::collection::vec((0u32..500, any::<bool>()), 1..600)) {
            let (mut order, mut naive) = (Order::default(), BTreeSet::new());
            for (n, (key, leaves)) in ops.into_iter().enumerate() {
                let victim = naive.iter().nth(key as usize % naive.len().max(1)).copied();
                if let Some(victim) = victim.filter(|_| leaves) {
                    naive.remove(&victim);
                    order.leave(|k| naive.contains(k));
                } else {
                    naive.insert((key / 50 + n as u32, n));
                    order.add((key / 50 + n as u32, n));
                }
                prop_assert_eq!(order.first(), naive.first().copied());
                prop_assert!(order.keys.len() <= 2 * naive.len() + SWEEP + 1);
            }
        }
    }
}
