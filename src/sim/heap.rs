//! A heap with four children to a node: half as deep as one with two, so that taking the least costs half the moves.

/// The least on top.
#[derive(Clone, Debug)]
pub struct Heap<T>(Vec<T>);

const CHILDREN: usize = 4;

impl<T> Default for Heap<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Ord + Copy> Heap<T> {
    /// The least.
    pub fn peek(&self) -> Option<&T> {
        self.0.first()
    }

    /// Adds an item.
    pub fn push(&mut self, item: T) {
        self.0.push(item);
        let mut at = self.0.len() - 1;
        while at > 0 {
            let parent = (at - 1) / CHILDREN;
            if self.0[parent] <= item {
                break;
            }
            self.0[at] = self.0[parent];
            at = parent;
        }
        self.0[at] = item;
    }

    /// Takes the least away.
    pub fn pop(&mut self) {
        if let Some(last) = self.0.pop()
            && !self.0.is_empty()
        {
            self.replace(last);
        }
    }

    /// Puts an item in the place of the least.
    pub fn replace(&mut self, item: T) {
        let all = &mut self.0[..];
        let mut at = 0;
        loop {
            let first = at * CHILDREN + 1;
            if first >= all.len() {
                break;
            }
            let children = first..(first + CHILDREN).min(all.len());
            let mut least = first;
            for child in children.skip(1) {
                if all[child] < all[least] {
                    least = child;
                }
            }
            if item <= all[least] {
                break;
            }
            all[at] = all[least];
            at = least;
        }
        all[at] = item;
    }

    /// All items, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    proptest! {
        /// Against the heap of the standard library.
        #[test]
        fn the_least_is_on_top(ops in proptest::collection::vec((0u8..3, any::<u16>()), 1..300)) {
            let (mut heap, mut naive) = (Heap::default(), BinaryHeap::new());
            for (what, n) in ops {
                match what {
                    0 => { heap.pop(); naive.pop(); }
                    1 if heap.peek().is_some() => { heap.replace(n); naive.pop(); naive.push(Reverse(n)); }
                    _ => { heap.push(n); naive.push(Reverse(n)); }
                }
                prop_assert_eq!(heap.peek(), naive.peek().map(|Reverse(n)| n));
                prop_assert_eq!(heap.iter().count(), naive.len());
            }
        }
    }
}
