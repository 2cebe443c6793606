//! How often something happened in the last ten seconds: the number on a card.

use crate::sim::Time;

const SLOTS: usize = 10;

/// A count per second over the last ten full seconds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rate {
    slots: [u64; SLOTS],
    /// The second that is counted now, its slot, and the instant at which it ends.
    second: u64,
    slot: usize,
    ends: u64,
    first: Option<u64>,
}

impl Rate {
    /// Counts `n` things now.
    #[inline]
    pub fn add(&mut self, now: Time, n: u64) {
        if now.0 >= self.ends {
            self.roll(now);
        }
        self.slots[self.slot] += n;
    }

    fn roll(&mut self, now: Time) {
        let second = now.0 / 1_000_000;
        self.first.get_or_insert(second);
        let passed = second.saturating_sub(self.second).min(SLOTS as u64);
        for k in 0..passed {
            self.slots[((second - k) % SLOTS as u64) as usize] = 0;
        }
        self.second = second;
        self.slot = (second % SLOTS as u64) as usize;
        self.ends = (second + 1) * 1_000_000;
    }

    /// Things a second, over the last ten seconds or since the first thing if that is less long ago.
    pub fn per_second(&self, now: Time) -> f64 {
        let Some(first) = self.first else { return 0.0 };
        let mut rolled = self.clone();
        rolled.roll(now);
        let open = rolled.slots[rolled.slot];
        let finished = (rolled.second - first).min(SLOTS as u64 - 1);
        if finished == 0 {
            return open as f64;
        }
        // The second that has only begun does not count: it would make the number sink at each full second.
        (rolled.slots.iter().sum::<u64>() - open) as f64 / finished as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_reads_as_its_rate_and_silence_as_zero() {
        let mut rate = Rate::default();
        (0..200).for_each(|k| rate.add(Time(k * 100_000), 1));
        assert_eq!(rate.per_second(Time(20_000_000)), 10.0);
        assert_eq!(rate.per_second(Time(20_550_000)), 10.0);
        assert_eq!(rate.per_second(Time(40_000_000)), 0.0);
    }

    #[test]
    fn nothing_yet_is_zero() {
        assert_eq!(Rate::default().per_second(Time(5)), 0.0);
    }
}
