//! The throughput of a FIFO queue (SQS-24, SQS-25).

use crate::sim::parts::TokenBucket;
use crate::sim::{Span, Time};

/// Calls a second and action, for a queue or a partition (SQS-24, SQS-25).
const CALLS: f64 = 300.0;
/// A partition is added when calls stay above this share of what there is for so long (a choice of this model, SQS-25).
const BUSY_SHARE: f64 = 0.8;
const BUSY_FOR: Span = Span::seconds(60);

/// An API action, as far as throughput is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    Send = 0,
    Receive = 1,
    Delete = 2,
    ChangeVisibility = 3,
}

/// The buckets of a queue: one for each action and partition.
#[derive(Clone, Debug)]
pub struct Throughput {
    /// At most so many partitions; 1 without high throughput.
    most: usize,
    partitions: Vec<[TokenBucket; 4]>,
    /// Calls in the present window of observation, and when it began.
    calls: [u64; 4],
    since: Time,
}

impl Throughput {
    /// With one partition, and at most so many.
    pub fn new(most: usize, now: Time) -> Self {
        let mut all = Self { most, partitions: Vec::new(), calls: [0; 4], since: now };
        all.grow(1, now);
        all
    }

    fn grow(&mut self, to: usize, now: Time) {
        let bucket = || TokenBucket::new(CALLS, CALLS, now);
        self.partitions.resize_with(to, || [bucket(), bucket(), bucket(), bucket()]);
    }

    /// How many partitions there may be.
    pub fn most(&self) -> usize {
        self.most
    }

    /// How many partitions there are.
    pub fn partitions(&self) -> usize {
        self.partitions.len()
    }

    /// The partition of a group (SQS-25).
    pub fn of(&self, group: &str) -> usize {
        (hash(group) % self.partitions.len() as u64) as usize
    }

    /// Whether a call to a partition passes. A receive goes to any partition.
    pub fn take(&mut self, action: Action, partition: Option<usize>, now: Time) -> bool {
        self.observe(now);
        let which = action as usize;
        let passes = match partition {
            Some(at) => self.partitions[at][which].take(now, 1),
            None => self.partitions.iter_mut().any(|buckets| buckets[which].take(now, 1)),
        };
        self.calls[which] += 1;
        passes
    }

    /// Doubles the partitions after a minute above 80 %.
    fn observe(&mut self, now: Time) {
        let passed = now.since(self.since);
        if passed < BUSY_FOR {
            return;
        }
        let room = CALLS * self.partitions.len() as f64 * passed.as_seconds();
        let busy = self.calls.iter().any(|calls| *calls as f64 > BUSY_SHARE * room);
        if busy && self.partitions.len() < self.most {
            self.grow((self.partitions.len() * 2).min(self.most), now);
        }
        (self.calls, self.since) = ([0; 4], now);
    }
}

/// FNV-1a: any fixed hash would do, AWS does not publish its own.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqs_24_three_hundred_calls_a_second() {
        let mut calls = Throughput::new(1, Time::START);
        let passed = |calls: &mut Throughput, at| (0..1_000).filter(|_| calls.take(Action::Send, Some(0), Time(at))).count();
        assert_eq!(passed(&mut calls, 0), 300);
        assert_eq!(passed(&mut calls, 500_000), 150);
        assert!(calls.take(Action::Receive, None, Time(500_000)), "each action has its own");
        assert!(calls.take(Action::Delete, Some(0), Time(500_000)));
    }

    #[test]
    fn sqs_25_partitions_double_after_a_busy_minute_and_one_group_stays_in_one() {
        let mut calls = Throughput::new(233, Time::START);
        let groups: Vec<String> = (0..64).map(|n| format!("group {n}")).collect();
        for second in 0..=61 {
            for n in 0..600 {
                let at = calls.of(&groups[n % 64]);
                calls.take(Action::Send, Some(at), Time(second * 1_000_000));
            }
        }
        assert_eq!(calls.partitions(), 2);
        let at = Time(62_000_000);
        assert_eq!((0..1_000).filter(|_| calls.take(Action::Send, Some(calls.of("one")), at)).count(), 300);
    }
}
