//! A list that only grows at its end and forgets its beginning, made to be cloned: everything but the newest few items
//! lies in shared blocks, so a key-frame of a long run costs no more than one of a short run.

use std::collections::VecDeque;
use std::sync::Arc;

/// The newest items of a growing list, in blocks of `BLOCK`. Items are numbered from 0 in order of arrival and keep
/// their numbers.
#[derive(Clone, Debug)]
pub struct Chunks<T, const BLOCK: usize = 256> {
    /// Full blocks, oldest first. Those at the front may hold items that are forgotten already.
    blocks: VecDeque<Arc<[T]>>,
    open: Vec<T>,
    /// How many items ever arrived.
    count: u64,
    keep: usize,
}

impl<T, const BLOCK: usize> Chunks<T, BLOCK> {
    /// A list that keeps the newest `keep` items.
    pub fn keeping(keep: usize) -> Self {
        Self { blocks: VecDeque::new(), open: Vec::new(), count: 0, keep }
    }

    /// Says how many of the newest items to keep from now on; what is forgotten does not come back.
    pub fn keep(&mut self, keep: usize) {
        self.keep = keep;
        if keep == 0 {
            self.open.clear();
        }
        self.forget();
    }

    /// Whether any item is kept at all.
    #[inline]
    pub fn keeps(&self) -> bool {
        self.keep > 0
    }

    /// Counts an item that is not kept.
    #[inline]
    pub fn pass(&mut self) {
        self.count += 1;
    }

    /// Adds an item at the end. With nothing to keep, it is only counted.
    pub fn push(&mut self, item: T) {
        self.count += 1;
        if self.keep == 0 {
            return;
        }
        self.open.push(item);
        if self.open.len() == BLOCK {
            let block = std::mem::replace(&mut self.open, Vec::with_capacity(BLOCK));
            self.blocks.push_back(block.into());
            self.forget();
        }
    }

    fn forget(&mut self) {
        while self.blocks.front().is_some_and(|block| self.held() - block.len() >= self.keep) {
            self.blocks.pop_front();
        }
    }

    fn held(&self) -> usize {
        self.blocks.len() * BLOCK + self.open.len()
    }

    /// How many items ever arrived.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many items are kept.
    pub fn len(&self) -> usize {
        self.held().min(self.keep)
    }

    /// Whether no item is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the oldest item that is kept.
    pub fn first(&self) -> u64 {
        self.count - self.len() as u64
    }

    /// The item with this number, if it is kept.
    pub fn get(&self, number: u64) -> Option<&T> {
        let place = self.held().checked_sub(usize::try_from(self.count.checked_sub(number)?).ok()?)?;
        if number < self.first() {
            return None;
        }
        match self.blocks.get(place / BLOCK) {
            Some(block) => block.get(place % BLOCK),
            None => self.open.get(place - self.blocks.len() * BLOCK),
        }
    }

    /// The kept items from this number on, oldest first.
    pub fn since(&self, number: u64) -> impl DoubleEndedIterator<Item = &T> {
        (number.max(self.first())..self.count).filter_map(|n| self.get(n))
    }

    /// All kept items, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.since(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Against a plain list of everything that ever arrived.
        #[test]
        fn it_holds_the_newest_items_under_their_numbers(keep in 0usize..700, pushes in 0u64..2_000, from in 0u64..2_100) {
            let mut chunks: Chunks<u64> = Chunks::keeping(keep);
            (0..pushes).for_each(|n| chunks.push(n));
            let kept: Vec<u64> = (pushes.saturating_sub(keep as u64)..pushes).collect();
            prop_assert_eq!(chunks.iter().copied().collect::<Vec<_>>(), kept.clone());
            prop_assert_eq!(chunks.iter().rev().copied().collect::<Vec<_>>(), kept.iter().rev().copied().collect::<Vec<_>>());
            prop_assert_eq!(chunks.len(), kept.len());
            let late: Vec<u64> = kept.iter().copied().filter(|n| *n >= from).collect();
            prop_assert_eq!(chunks.since(from).copied().collect::<Vec<_>>(), late);
            prop_assert_eq!(chunks.get(from).copied(), kept.contains(&from).then_some(from));
        }
    }

    #[test]
    fn a_clone_shares_its_blocks_and_goes_its_own_way() {
        let mut one: Chunks<u64> = Chunks::keeping(10_000);
        (0..1_000).for_each(|n| one.push(n));
        let mut two = one.clone();
        assert!(one.blocks.iter().zip(&two.blocks).all(|(a, b)| Arc::ptr_eq(a, b)));
        one.push(1);
        two.push(2);
        assert_eq!((one.get(1_000), two.get(1_000)), (Some(&1), Some(&2)));
    }

    #[test]
    fn keeping_fewer_forgets_at_once_and_keeping_none_goes_on_counting() {
        let mut chunks: Chunks<u64> = Chunks::keeping(1_000);
        (0..900).for_each(|n| chunks.push(n));
        chunks.keep(3);
        assert_eq!(chunks.iter().copied().collect::<Vec<_>>(), [897, 898, 899]);
        chunks.keep(0);
        chunks.push(900);
        assert_eq!((chunks.count(), chunks.len(), chunks.get(900)), (901, 0, None));
    }
}
