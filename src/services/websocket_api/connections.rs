//! The connections of clients: which are open, since when, and which end next (APIGW-34).

use crate::sim::{LinkId, Span, Time};
use std::collections::{BTreeMap, BTreeSet};

/// A connection, named by the wire of its clients and what tells them apart.
pub type Name = (LinkId, String);

#[derive(Clone, Debug)]
struct Open {
    id: u64,
    since: Time,
    active: Time,
    ends: Time,
}

/// All open connections.
#[derive(Clone, Debug, Default)]
pub struct Connections {
    open: BTreeMap<Name, Open>,
    by_id: BTreeMap<u64, Name>,
    by_end: BTreeSet<(Time, Name)>,
    numbered: u64,
}

impl Connections {
    /// Opens a connection; its id.
    pub fn open(&mut self, name: Name, now: Time, idle: Span, life: Span) -> u64 {
        self.numbered += 1;
        let ends = (now + idle).min(now + life);
        self.by_id.insert(self.numbered, name.clone());
        self.by_end.insert((ends, name.clone()));
        self.open.insert(name, Open { id: self.numbered, since: now, active: now, ends });
        self.numbered
    }

    /// The id of a connection, if it is open.
    pub fn id(&self, name: &Name) -> Option<u64> {
        self.open.get(name).map(|open| open.id)
    }

    /// The connection with an id.
    pub fn by_id(&self, id: u64) -> Option<&Name> {
        self.by_id.get(&id)
    }

    /// Since when a connection is open, and when the last message went over it.
    pub fn times(&self, name: &Name) -> Option<(Time, Time)> {
        self.open.get(name).map(|open| (open.since, open.active))
    }

    /// A message went over it: its idle time begins anew, but it never lives longer than it may.
    pub fn touch(&mut self, name: &Name, now: Time, idle: Span, life: Span) {
        let Some(open) = self.open.get_mut(name) else { return };
        self.by_end.remove(&(open.ends, name.clone()));
        open.active = now;
        open.ends = (now + idle).min(open.since + life);
        self.by_end.insert((open.ends, name.clone()));
    }

    /// Closes a connection: its id, and how long it was open.
    pub fn close(&mut self, name: &Name, now: Time) -> Option<(u64, Span)> {
        let open = self.open.remove(name)?;
        self.by_id.remove(&open.id);
        self.by_end.remove(&(open.ends, name.clone()));
        Some((open.id, now.since(open.since)))
    }

    /// The connection that ends first, and when.
    pub fn ends_first(&self) -> Option<&(Time, Name)> {
        self.by_end.first()
    }

    /// How many are open.
    pub fn len(&self) -> usize {
        self.open.len()
    }
}
