//! A limit on invocations a second: what is above it waits in order and is never refused (EB-27, EB-30).

use crate::sim::parts::TokenBucket;
use crate::sim::{Span, Time, WakeKey};
use std::collections::VecDeque;

/// A gate with its queue.
#[derive(Clone, Debug)]
pub struct Gate {
    bucket: TokenBucket,
    queue: VecDeque<u64>,
    /// The wake-up for the first in the queue.
    pub wake: Option<WakeKey>,
}

impl Gate {
    /// An open gate that lets `rate` through a second.
    pub fn new(rate: i64, now: Time) -> Self {
        Self { bucket: TokenBucket::new(rate as f64, rate as f64, now), queue: VecDeque::new(), wake: None }
    }

    /// Changes the rate; who waits goes on waiting.
    pub fn resize(&mut self, rate: i64, now: Time) {
        self.bucket.resize(rate as f64, rate as f64, now);
    }

    /// Whether `n` may pass at once; if not, it waits in the queue.
    pub fn enter(&mut self, now: Time, n: u64) -> bool {
        let passes = self.queue.is_empty() && self.bucket.take(now, 1);
        if !passes {
            self.queue.push_back(n);
        }
        passes
    }

    /// The next that may pass now; those that are no longer `alive` leave the queue.
    pub fn next(&mut self, now: Time, alive: impl Fn(u64) -> bool) -> Option<u64> {
        while self.queue.front().is_some_and(|n| !alive(*n)) {
            self.queue.pop_front();
        }
        let free = !self.queue.is_empty() && self.bucket.take(now, 1);
        if free { self.queue.pop_front() } else { None }
    }

    /// How long the first in the queue has to wait; `None` if nobody does.
    pub fn wait(&mut self, now: Time) -> Option<Span> {
        if self.queue.is_empty() { None } else { self.bucket.wait(now, 1) }
    }
}
