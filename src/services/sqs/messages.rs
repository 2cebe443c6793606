//! The messages of a queue and their order: who is visible, delayed or in flight, who is the oldest, who ends next.

use crate::sim::{LinkId, MessageId, Time, WakeKey};
use std::collections::{BTreeMap, BTreeSet};

/// What a stored message is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Waits for its delay to end.
    Delayed(WakeKey),
    /// Can be received; ordered by the time in it (SQS-15).
    Visible(Time),
    /// Was received; comes back when the wake-up fires.
    InFlight(WakeKey),
}

/// One stored message.
#[derive(Clone, Debug)]
pub struct Stored {
    pub message: MessageId,
    pub state: State,
    /// When it was first stored in any queue: retention counts from here (SQS-8).
    pub enqueued: Time,
    /// Its age counts from here: the enqueue, or the move to a dead-letter queue (SQS-8).
    pub age_from: Time,
    /// When it first became visible here.
    pub first_visible: Option<Time>,
    pub received_at: Time,
    pub receives: u32,
    /// The wire over which it came as a dead letter.
    pub via: Option<LinkId>,
}

/// Receives from which a message counts as poisonous (SQS-18).
const POISONOUS: u32 = 3;

/// All messages of a queue, by the order in which they were stored.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    all: BTreeMap<u64, Stored>,
    by_message: BTreeMap<MessageId, u64>,
    visible: BTreeSet<(Time, u64)>,
    fresh: BTreeSet<(Time, u64)>,
    ends: BTreeSet<(Time, u64)>,
    next: u64,
    delayed: u64,
    in_flight: u64,
}

impl Messages {
    /// Stores a message; it is counted by its state.
    pub fn store(&mut self, stored: Stored) -> u64 {
        let n = self.next;
        self.next += 1;
        self.by_message.insert(stored.message, n);
        self.fresh.insert((stored.age_from, n));
        self.ends.insert((stored.enqueued, n));
        self.enter(n, stored.state);
        self.all.insert(n, stored);
        n
    }

    fn enter(&mut self, n: u64, state: State) {
        match state {
            State::Delayed(_) => self.delayed += 1,
            State::Visible(at) => drop(self.visible.insert((at, n))),
            State::InFlight(_) => self.in_flight += 1,
        }
    }

    fn leave(&mut self, n: u64, state: State) {
        match state {
            State::Delayed(_) => self.delayed -= 1,
            State::Visible(at) => drop(self.visible.remove(&(at, n))),
            State::InFlight(_) => self.in_flight -= 1,
        }
    }

    pub fn get(&self, n: u64) -> Option<&Stored> {
        self.all.get(&n)
    }

    pub fn find(&self, message: MessageId) -> Option<u64> {
        self.by_message.get(&message).copied()
    }

    /// Puts a message into another state.
    pub fn change(&mut self, n: u64, state: State) {
        let Some(stored) = self.all.get_mut(&n) else { return };
        let before = std::mem::replace(&mut stored.state, state);
        self.leave(n, before);
        self.enter(n, state);
    }

    /// Makes a message visible at `now`, at its place in the order (SQS-15): by the time it was first visible, or, once
    /// it was received three times, at the back (SQS-18).
    pub fn show(&mut self, n: u64, now: Time) {
        let Some(stored) = self.all.get_mut(&n) else { return };
        let first = *stored.first_visible.get_or_insert(now);
        let at = if stored.receives < POISONOUS { first } else { now };
        self.change(n, State::Visible(at));
    }

    /// Counts a receive at `now` and says how many there were.
    pub fn receive(&mut self, n: u64, now: Time) -> u32 {
        let Some(stored) = self.all.get_mut(&n) else { return 0 };
        stored.receives += 1;
        stored.received_at = now;
        if stored.receives == POISONOUS {
            self.fresh.remove(&(stored.age_from, n));
        }
        stored.receives
    }

    /// Takes a message out.
    pub fn remove(&mut self, n: u64) -> Option<Stored> {
        let stored = self.all.remove(&n)?;
        self.by_message.remove(&stored.message);
        self.fresh.remove(&(stored.age_from, n));
        self.ends.remove(&(stored.enqueued, n));
        self.leave(n, stored.state);
        Some(stored)
    }

    /// The visible messages, first come first.
    pub fn visible(&self) -> impl Iterator<Item = u64> {
        self.visible.iter().map(|(_, n)| *n)
    }

    /// How many are visible, in flight, delayed.
    pub fn counts(&self) -> (u64, u64, u64) {
        (self.visible.len() as u64, self.in_flight, self.delayed)
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// From when the oldest message counts that is not poisonous (SQS-18).
    pub fn oldest(&self) -> Option<Time> {
        self.fresh.first().map(|(at, _)| *at)
    }

    /// The message whose retention ends first, and when it was enqueued.
    pub fn ends_first(&self) -> Option<(Time, u64)> {
        self.ends.first().copied()
    }

    /// Every message, in the order of storing.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Stored)> {
        self.all.iter().map(|(n, stored)| (*n, stored))
    }
}
