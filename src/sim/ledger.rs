//! The ledger of messages: every message ever created is, at any instant, in exactly one place, and the counts say how
//! many are where. Messages live in a slab; what is settled leaves it, so memory is bounded by what is unsettled.

use super::{Attributes, Body, Lineage, NodeIx, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A message: where it is kept, and its number in order of creation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct MessageId {
    slot: u32,
    /// The number of the message in this run, from 1; never used twice.
    pub serial: u64,
}

/// Where an unsettled message is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// On its way, or being worked on.
    InFlight,
    /// Stored, waiting for somebody.
    Waiting,
    /// Stored in a dead-letter queue.
    DeadLettered,
}

/// How a message ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It did what it was for.
    Delivered,
    /// It grew older than its retention.
    Expired,
    /// A filter kept it out.
    Filtered,
    /// It was given up, for this reason.
    Dropped(&'static str),
}

/// How many messages are where.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Census {
    /// Ever created.
    pub created: u64,
    /// Ended well.
    pub delivered: u64,
    /// On their way or being worked on.
    pub in_flight: u64,
    /// Stored and waiting.
    pub waiting: u64,
    /// Stored in a dead-letter queue.
    pub dead_lettered: u64,
    /// Ended by retention.
    pub expired: u64,
    /// Ended by a filter.
    pub filtered: u64,
    /// Given up.
    pub dropped: u64,
}

impl Census {
    /// Whether every message ever created is in exactly one place.
    pub fn balances(&self) -> bool {
        self.created == self.places().iter().map(|(_, n)| n).sum::<u64>()
    }

    /// The places where a message can be or have ended, by the words that people read, each with how many are there.
    pub fn places(&self) -> [(&'static str, u64); 7] {
        [
            ("delivered", self.delivered),
            ("in flight", self.in_flight),
            ("waiting", self.waiting),
            ("dead-lettered", self.dead_lettered),
            ("expired", self.expired),
            ("filtered", self.filtered),
            ("dropped", self.dropped),
        ]
    }

    /// How many were ever created, and then the places.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        std::iter::once(("created", self.created)).chain(self.places())
    }
}

/// An unsettled message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The number of the message it was made from, if any.
    pub parent: Option<u64>,
    /// The number of the first message of its family (its own, if it has no parent).
    pub root: u64,
    /// The content.
    pub body: Body,
    /// The attributes.
    pub attributes: Attributes,
    /// MessageGroupId.
    pub group: Option<Arc<str>>,
    /// What the chain of requests that led to it has passed, where somebody keeps count.
    pub lineage: Option<Lineage>,
    /// When it was created.
    pub created: Time,
    /// The node that has it.
    pub node: NodeIx,
    /// Where it is.
    pub place: Place,
}

/// All unsettled messages, and the counts of all.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    slots: Vec<Option<Message>>,
    free: Vec<u32>,
    census: Census,
    dropped: BTreeMap<&'static str, u64>,
}

impl Ledger {
    pub(crate) fn create(
        &mut self,
        now: Time,
        node: NodeIx,
        parent: Option<MessageId>,
        body: Body,
        attributes: Attributes,
        place: Place,
    ) -> MessageId {
        self.census.created += 1;
        *self.census.of(place) += 1;
        let serial = self.census.created;
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        });
        let id = MessageId { slot, serial };
        // A parent that was settled meanwhile (a late answer, a duplicate) still is the parent, but its root is lost.
        let root = parent.map_or(serial, |p| self.get(p).map_or(p.serial, |m| m.root));
        let parent = parent.map(|p| p.serial);
        self.slots[slot as usize] =
            Some(Message { id, parent, root, body, attributes, group: None, lineage: None, created: now, node, place });
        id
    }

    /// The message, unless it was settled.
    #[inline]
    pub fn get(&self, id: MessageId) -> Option<&Message> {
        self.slots.get(id.slot as usize)?.as_ref().filter(|m| m.id.serial == id.serial)
    }

    pub(crate) fn group(&mut self, id: MessageId, group: Arc<str>) {
        if let Some(message) = self.slots[id.slot as usize].as_mut().filter(|m| m.id.serial == id.serial) {
            message.group = Some(group);
        }
    }

    pub(crate) fn descend(&mut self, id: MessageId, lineage: Option<Lineage>) {
        if let Some(message) = self.slots[id.slot as usize].as_mut().filter(|m| m.id.serial == id.serial) {
            message.lineage = lineage;
        }
    }

    #[inline]
    pub(crate) fn place(&mut self, id: MessageId, place: Place, node: NodeIx) {
        if let Some(message) = self.slots[id.slot as usize].as_mut().filter(|m| m.id.serial == id.serial) {
            *self.census.of(message.place) -= 1;
            *self.census.of(place) += 1;
            message.place = place;
            message.node = node;
        }
    }

    pub(crate) fn settle(&mut self, id: MessageId, fate: Fate) -> bool {
        let Some(place) = self.get(id).map(|message| message.place) else { return false };
        *self.census.of(place) -= 1;
        self.slots[id.slot as usize] = None;
        self.free.push(id.slot);
        match fate {
            Fate::Delivered => self.census.delivered += 1,
            Fate::Expired => self.census.expired += 1,
            Fate::Filtered => self.census.filtered += 1,
            Fate::Dropped(reason) => self.count_dropped(reason),
        }
        true
    }

    #[inline(never)]
    fn count_dropped(&mut self, reason: &'static str) {
        self.census.dropped += 1;
        *self.dropped.entry(reason).or_default() += 1;
    }

    /// How many messages are where.
    pub fn census(&self) -> &Census {
        &self.census
    }

    /// How many messages were given up, by reason.
    pub fn dropped(&self) -> &BTreeMap<&'static str, u64> {
        &self.dropped
    }

    /// Every unsettled message, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Message> {
        self.slots.iter().flatten()
    }
}

impl Census {
    fn of(&mut self, place: Place) -> &mut u64 {
        match place {
            Place::InFlight => &mut self.in_flight,
            Place::Waiting => &mut self.waiting,
            Place::DeadLettered => &mut self.dead_lettered,
        }
    }
}
