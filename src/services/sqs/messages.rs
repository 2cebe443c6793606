//! The messages of a queue and their order: who is visible, delayed or in flight, who is the oldest, who ends next.

use super::groups::{Groups, Standing};
use super::tenants::Tenants;
use super::visible::Visible;
use crate::sim::parts::Order;
use crate::sim::{LinkId, MessageId, Time, WakeKey};
use std::sync::Arc;

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
    /// MessageGroupId.
    pub group: Option<Arc<str>>,
}

/// Receives from which a message counts as poisonous in a standard queue (SQS-18); a FIFO queue never reorders.
const POISONOUS: u32 = 3;

impl From<State> for Standing {
    fn from(state: State) -> Self {
        match state {
            State::Delayed(_) => Standing::Delayed,
            State::Visible(_) => Standing::Visible,
            State::InFlight(_) => Standing::InFlight,
        }
    }
}

/// All messages of a queue. Each has a number of its own, in the order in which they were stored; its lowest bits say where
/// it is kept, so that it is found at once.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    places: Vec<Option<(u64, Stored)>>,
    free: Vec<u32>,
    visible: Visible,
    /// By the time from which their age counts; poisonous ones have left.
    fresh: Order<(Time, u64)>,
    /// By the time from which their retention counts.
    ends: Order<(Time, u64)>,
    stored: u64,
    delayed: u64,
    in_flight: u64,
    pub lanes: Lanes,
}

/// What a MessageGroupId means.
#[derive(Clone, Debug)]
pub enum Lanes {
    /// Of a standard queue: a tenant (SQS-28).
    Fair(Tenants),
    /// Of a FIFO queue: a group in strict order (SQS-21).
    Fifo(Groups),
}

impl Default for Lanes {
    fn default() -> Self {
        Lanes::Fair(Tenants::default())
    }
}

/// The bits of a number that say where a message is kept: a queue holds 16 million at once.
const PLACE: u32 = 24;

fn place(n: u64) -> usize {
    (n & ((1 << PLACE) - 1)) as usize
}

impl Messages {
    /// Stores a message; it is counted by its state.
    pub fn store(&mut self, stored: Stored) -> u64 {
        let at = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() as u32 - 1
        });
        let n = self.stored << PLACE | u64::from(at);
        self.stored += 1;
        self.fresh.add((stored.age_from, n));
        self.ends.add((stored.enqueued, n));
        if let (Lanes::Fair(tenants), Some(group)) = (&mut self.lanes, &stored.group) {
            if !tenants.any() {
                tenants.begin(self.visible.iter(), self.in_flight);
            }
            tenants.sent(group, stored.age_from);
        }
        self.enter(n, stored.state, stored.group.as_ref());
        self.places[at as usize] = Some((n, stored));
        n
    }

    fn enter(&mut self, n: u64, state: State, group: Option<&Arc<str>>) {
        match state {
            State::Delayed(_) => self.delayed += 1,
            State::Visible(at) => {
                // Groups and tenants take messages out of the middle of the order.
                let in_line = matches!(&self.lanes, Lanes::Fair(tenants) if !tenants.any());
                self.visible.insert((at, n), in_line);
            }
            State::InFlight(_) => self.in_flight += 1,
        }
        match (&mut self.lanes, group) {
            (Lanes::Fifo(groups), Some(group)) => groups.set(n, group, state.into()),
            (Lanes::Fair(tenants), group) if group.is_some() || tenants.any() => {
                tenants.note(group, n, state, true);
            }
            _ => {}
        }
    }

    fn leave(&mut self, n: u64, state: State, group: Option<&Arc<str>>) {
        match state {
            State::Delayed(_) => self.delayed -= 1,
            State::Visible(at) => self.visible.remove(&(at, n)),
            State::InFlight(_) => self.in_flight -= 1,
        }
        if let Lanes::Fair(tenants) = &mut self.lanes
            && (group.is_some() || tenants.any())
        {
            tenants.note(group, n, state, false);
        }
    }

    pub fn get(&self, n: u64) -> Option<&Stored> {
        get(&self.places, n)
    }

    fn get_mut(&mut self, n: u64) -> Option<&mut Stored> {
        let (m, stored) = self.places.get_mut(place(n))?.as_mut()?;
        (*m == n).then_some(stored)
    }

    fn poisonous(&self) -> u32 {
        match self.lanes {
            Lanes::Fair(_) => POISONOUS,
            Lanes::Fifo(_) => u32::MAX,
        }
    }

    /// Puts a message into another state.
    pub fn change(&mut self, n: u64, state: State) {
        let Some(stored) = self.get_mut(n) else { return };
        let before = std::mem::replace(&mut stored.state, state);
        let group = stored.group.clone();
        self.leave(n, before, group.as_ref());
        self.enter(n, state, group.as_ref());
    }

    /// Makes a message visible at `now`, at its place in the order (SQS-15): by the time it was first visible, or, once
    /// it was received three times, at the back (SQS-18).
    pub fn show(&mut self, n: u64, now: Time) {
        let poisonous = self.poisonous();
        let Some(stored) = self.get_mut(n) else { return };
        let first = *stored.first_visible.get_or_insert(now);
        let at = if stored.receives < poisonous { first } else { now };
        self.change(n, State::Visible(at));
    }

    /// Counts a receive at `now` and says how many there were.
    pub fn receive(&mut self, n: u64, now: Time) -> u32 {
        let Some(stored) = self.get_mut(n) else { return 0 };
        stored.receives += 1;
        stored.received_at = now;
        let receives = stored.receives;
        if receives == self.poisonous() {
            self.grow_stale();
        }
        receives
    }

    /// A message left, or became poisonous.
    fn grow_stale(&mut self) {
        let (places, poisonous) = (&self.places, self.poisonous());
        self.fresh.leave(|(_, n)| get(places, *n).is_some_and(|stored| stored.receives < poisonous));
    }

    /// Takes a message out.
    pub fn remove(&mut self, n: u64) -> Option<Stored> {
        self.get(n)?;
        let (_, stored) = self.places[place(n)].take()?;
        self.free.push(place(n) as u32);
        if stored.receives < self.poisonous() {
            self.grow_stale();
        }
        let places = &self.places;
        self.ends.leave(|(_, n)| get(places, *n).is_some());
        self.leave(n, stored.state, stored.group.as_ref());
        if let (Lanes::Fifo(groups), Some(group)) = (&mut self.lanes, &stored.group)
            && let Some(next) = groups.remove(n, group)
            && let Some(group) = get(&self.places, next).and_then(|next| next.group.clone())
        {
            groups.list(&group);
        }
        Some(stored)
    }

    /// The visible messages, first come first.
    pub fn visible(&self) -> impl Iterator<Item = u64> {
        self.visible.iter().map(|(_, n)| n)
    }

    /// The first of the visible messages.
    pub fn first_visible(&self) -> Option<u64> {
        self.visible.first().map(|(_, n)| n)
    }

    /// A consumer is done with a message that it received, or has lost it (SQS-28).
    pub fn worked(&mut self, n: u64, now: Time) {
        if let Lanes::Fair(tenants) = &mut self.lanes
            && tenants.any()
            && let Some(stored) = get(&self.places, n)
            && matches!(stored.state, State::InFlight(_))
        {
            tenants.worked(stored.group.as_ref(), now.since(stored.received_at), now);
        }
    }

    /// How many are visible, in flight, delayed.
    pub fn counts(&self) -> (u64, u64, u64) {
        (self.visible.len() as u64, self.in_flight, self.delayed)
    }

    pub fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// From when the oldest message counts that is not poisonous (SQS-18).
    pub fn oldest(&self) -> Option<Time> {
        self.fresh.first().map(|(at, _)| at)
    }

    /// The message whose retention ends first, and when it was enqueued.
    pub fn ends_first(&self) -> Option<(Time, u64)> {
        self.ends.first()
    }

    /// Every message, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Stored)> {
        self.places.iter().flatten().map(|(n, stored)| (*n, stored))
    }

    /// Every message, in the order of storing.
    pub fn in_order(&self) -> Vec<(u64, &Stored)> {
        let mut all: Vec<_> = self.iter().collect();
        all.sort_by_key(|(n, _)| *n);
        all
    }
}

fn get(places: &[Option<(u64, Stored)>], n: u64) -> Option<&Stored> {
    let (m, stored) = places.get(place(n))?.as_ref()?;
    (*m == n).then_some(stored)
}
