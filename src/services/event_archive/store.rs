//! Kept events by the minute. Copies of a store share the minutes that are over, so that a key-frame costs little.

use crate::sim::{Body, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One kept event, and when it came.
pub type Kept = (Time, Body);

/// The events of an archive.
#[derive(Clone, Debug, Default)]
pub struct Store {
    minutes: BTreeMap<u64, Arc<Vec<Kept>>>,
    count: u64,
    bytes: u64,
}

impl Store {
    /// Keeps an event.
    pub fn keep(&mut self, now: Time, event: Body) {
        self.count += 1;
        self.bytes += event.bytes();
        Arc::make_mut(self.minutes.entry(now.minute()).or_default()).push((now, event));
    }

    /// Forgets the minutes that ended before this time.
    pub fn forget(&mut self, before: Time) {
        while let Some(first) = self.minutes.first_entry()
            && *first.key() < before.minute()
        {
            let gone = first.remove();
            self.count -= gone.len() as u64;
            self.bytes -= gone.iter().map(|(_, event)| event.bytes()).sum::<u64>();
        }
    }

    /// The first minute from this one on that has events.
    pub fn minute_from(&self, minute: u64) -> Option<(u64, &[Kept])> {
        self.minutes.range(minute..).next().map(|(minute, events)| (*minute, events.as_slice()))
    }

    /// How many events there are, and how many bytes.
    pub fn size(&self) -> (u64, u64) {
        (self.count, self.bytes)
    }
}
