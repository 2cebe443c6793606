//! A heap. What takes the place of the least mostly belongs far down, so the way there is one comparison a level: first all
//! the way down, then up again as far as it must.

/// The least on top.
#[derive(Clone, Debug)]
pub struct Heap<T>(Vec<T>);

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
        self.rise(self.0.len() - 1, item);
    }

    /// Puts an item into the hole at `at`, or as far above as it must be.
    #[inline]
    fn rise(&mut self, mut at: usize, item: T) {
        let all = &mut self.0[..];
        while at > 0 && item < all[(at - 1) / 2] {
            all[at] = all[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        all[at] = item;
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
        let (mut at, mut child) = (0, 1);
        while child + 1 < all.len() {
            child += usize::from(all[child + 1] < all[child]);
            all[at] = all[child];
            (at, child) = (child, 2 * child + 1);
        }
        if child + 1 == all.len() {
            all[at] = all[child];
            at = child;
        }
        self.rise(at, item);
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
                prop_assert_eq!(heap.0.len(), naive.len());
            }
        }
    }
}
