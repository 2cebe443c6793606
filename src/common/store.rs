//! What is kept by the minute, for archives of buses and topics. Copies of a store share the minutes that are over, so that a
//! key-frame costs little.

use crate::sim::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One kept thing, when it came, and how many bytes it has.
pub type Kept<T> = (Time, u64, T);

/// The things of an archive.
#[derive(Clone, Debug)]
pub struct Store<T> {
    minutes: BTreeMap<u64, Arc<Vec<Kept<T>>>>,
    count: u64,
    bytes: u64,
}

impl<T> Default for Store<T> {
    fn default() -> Self {
        Self { minutes: BTreeMap::new(), count: 0, bytes: 0 }
    }
}

impl<T: Clone> Store<T> {
    /// Keeps a thing of so many bytes.
    pub fn keep(&mut self, now: Time, bytes: u64, thing: T) {
        self.count += 1;
        self.bytes += bytes;
        Arc::make_mut(self.minutes.entry(now.minute()).or_default()).push((now, bytes, thing));
    }

    /// Forgets the minutes that ended before this time.
    pub fn forget(&mut self, before: Time) {
        while let Some(first) = self.minutes.first_entry()
            && *first.key() < before.minute()
        {
            let gone = first.remove();
            self.count -= gone.len() as u64;
            self.bytes -= gone.iter().map(|(_, bytes, _)| bytes).sum::<u64>();
        }
    }

    /// The first minute from this one on in which something came.
    pub fn minute_from(&self, minute: u64) -> Option<(u64, &[Kept<T>])> {
        self.minutes.range(minute..).next().map(|(minute, things)| (*minute, things.as_slice()))
    }

    /// How many things there are, and how many bytes.
    pub fn size(&self) -> (u64, u64) {
        (self.count, self.bytes)
    }
}
