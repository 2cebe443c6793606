//! Which keys were seen lately: what an idempotent receiver remembers.

use crate::sim::{Span, Time};
use std::collections::{BTreeSet, VecDeque};

/// Keys seen within a window of time. Keys are kept as 64-bit fingerprints, 16 bytes each, so that a day of them is
/// cheap to keep and to clone; two different keys have the same one in about one of 10^7 runs with a million keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recent {
    window: Span,
    seen: BTreeSet<u64>,
    order: VecDeque<(Time, u64)>,
}

impl Recent {
    /// Remembers keys for so long: a key seen at `t` is known in [t, t + window).
    pub fn new(window: Span) -> Self {
        Self { window, seen: BTreeSet::new(), order: VecDeque::new() }
    }

    /// Whether the key was seen within the window.
    pub fn knows(&mut self, now: Time, key: &str) -> bool {
        self.forget(now);
        self.seen.contains(&fingerprint(key))
    }

    /// Whether the key was seen within the window. If not, it is from now on.
    pub fn seen(&mut self, now: Time, key: &str) -> bool {
        self.forget(now);
        let print = fingerprint(key);
        if !self.seen.insert(print) {
            return true;
        }
        self.order.push_back((now, print));
        false
    }

    fn forget(&mut self, now: Time) {
        while let Some((_, old)) = self.order.front().copied().filter(|(at, _)| *at + self.window <= now) {
            self.order.pop_front();
            self.seen.remove(&old);
        }
    }

    /// How many keys are remembered.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }
}

/// FNV-1a, mixed once more so that neighbouring keys lie far apart.
fn fingerprint(key: &str) -> u64 {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    crate::sim::mix(key.bytes().fold(0xcbf2_9ce4_8422_2325, fnv))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_within_its_window_and_new_afterwards() {
        let mut recent = Recent::new(Span::seconds(10));
        assert!(!recent.seen(Time(0), "a"));
        assert!(!recent.seen(Time(1), "b"));
        assert!(recent.knows(Time(9_999_999), "a") && !recent.knows(Time(9_999_999), "c"));
        assert!(recent.seen(Time(9_999_999), "a"));
        // The window counts from the first time: the repeat did not renew it.
        assert!(!recent.seen(Time(10_000_000), "a"));
        assert_eq!(recent.len(), 2);
    }

    #[test]
    fn memory_is_bounded_by_the_window() {
        let mut recent = Recent::new(Span::seconds(1));
        (0..100_000u64).for_each(|n| assert!(!recent.seen(Time(n * 10_000), &n.to_string())));
        assert_eq!(recent.len(), 100);
    }
}
