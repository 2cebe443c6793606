//! The visible messages of a queue in their order. Nearly all become visible at the end of it and are received from its
//! front, so they stand in a line; what belongs far into it stands beside it, in a sorted set.

use crate::sim::Time;
use std::collections::{BTreeSet, VecDeque};

/// By the time that orders them (SQS-15), then by number.
pub type Key = (Time, u64);

/// Visible messages in order.
#[derive(Clone, Debug, Default)]
pub struct Visible {
    line: VecDeque<Key>,
    strays: BTreeSet<Key>,
}

/// A key is put into the line if no more than so many have to move.
const NEAR: usize = 64;

impl Visible {
    /// Adds a message. `in_line` says whether it will leave from the front, as far as one can know.
    pub fn insert(&mut self, key: Key, in_line: bool) {
        if in_line && self.line.back().is_none_or(|last| *last < key) {
            self.line.push_back(key);
        } else {
            self.insert_far(key, in_line);
        }
    }

    #[cold]
    #[inline(never)]
    fn insert_far(&mut self, key: Key, in_line: bool) {
        if !in_line {
            self.strays.insert(key);
            return;
        }
        let at = self.line.partition_point(|k| *k < key);
        if at.min(self.line.len() - at) <= NEAR {
            self.line.insert(at, key);
        } else {
            self.strays.insert(key);
        }
    }

    /// Takes a message out.
    pub fn remove(&mut self, key: &Key) {
        if self.line.front() == Some(key) {
            self.line.pop_front();
        } else {
            self.remove_far(key);
        }
    }

    #[cold]
    #[inline(never)]
    fn remove_far(&mut self, key: &Key) {
        if (self.strays.is_empty() || !self.strays.remove(key))
            && let Ok(at) = self.line.binary_search(key)
        {
            self.line.remove(at);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.line.len() + self.strays.len()
    }

    /// The first of them.
    pub fn first(&self) -> Option<Key> {
        match (self.line.front(), self.strays.first()) {
            (Some(line), Some(stray)) => Some(*line.min(stray)),
            (line, stray) => line.or(stray).copied(),
        }
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Key> {
        let (mut line, mut strays) = (self.line.iter().peekable(), self.strays.iter().peekable());
        std::iter::from_fn(move || match (line.peek(), strays.peek()) {
            (Some(a), Some(b)) if a < b => line.next().copied(),
            (_, Some(_)) => strays.next().copied(),
            _ => line.next().copied(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Against a sorted set, with keys that come at the end, at the front, in the middle and beside the line.
        #[test]
        fn it_is_in_order_whatever_comes_and_goes(ops in proptest::collection::vec((0u64..1_000, 0u8..8, any::<u16>()), 1..700)) {
            let (mut visible, mut naive) = (Visible::default(), BTreeSet::new());
            for (n, (time, what, which)) in (0u64..).zip(ops) {
                let victim = naive.iter().nth(usize::from(which) % naive.len().max(1)).copied();
                match (what, victim) {
                    (0, Some(victim)) => { naive.remove(&victim); visible.remove(&victim); }
                    (1, Some(_)) => { let first = naive.pop_first().unwrap_or_default(); visible.remove(&first); }
                    _ => {
                        let key = (Time(if what < 4 { n * 2 } else { time }), n);
                        naive.insert(key);
                        visible.insert(key, what != 5);
                    }
                }
                prop_assert_eq!(visible.first(), naive.first().copied());
                prop_assert_eq!(visible.len(), naive.len());
            }
            prop_assert_eq!(visible.iter().collect::<Vec<_>>(), naive.into_iter().collect::<Vec<_>>());
        }
    }
}
