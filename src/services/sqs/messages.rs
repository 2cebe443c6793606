//! The messages of a queue and their order: who is visible, delayed or in flight, who is the oldest, who ends next.

use super::groups::{Groups, Standing};
use super::tenants::Tenants;
use super::visible::Visible;
use crate::sim::parts::Order;
use crate::sim::{LinkId, MessageId, Time, WakeKey};
use std::collections::BTreeSet;
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

/// A message that left.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    pub message: MessageId,
    pub state: State,
    pub receives: u32,
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
    /// What was stored in each place last.
    places: Vec<Stored>,
    /// The number of the message in each place, [`NOBODY`] for none; and the same without poisonous ones. They stand apart,
    /// close together, because whole orders are held against them.
    numbers: Vec<u64>,
    sound: Vec<u64>,
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

/// The number of no message.
const NOBODY: u64 = u64::MAX;

/// The bits of a number that say where a message is kept: a queue holds 16 million at once.
const PLACE: u32 = 24;

fn place(n: u64) -> usize {
    (n & ((1 << PLACE) - 1)) as usize
}

impl Messages {
    /// Stores a message; it is counted by its state.
    #[inline]
    pub fn store(&mut self, stored: Stored) -> u64 {
        let at = self.free.pop().unwrap_or_else(|| {
            self.numbers.push(NOBODY);
            self.sound.push(NOBODY);
            self.numbers.len() as u32 - 1
        });
        let n = self.stored << PLACE | u64::from(at);
        self.stored += 1;
        self.fresh.add((stored.age_from, n));
        self.ends.add((stored.enqueued, n));
        if let Some(group) = &stored.group {
            self.sent(group, stored.age_from);
        }
        self.enter(n, stored.state, stored.group.as_ref());
        match self.places.get_mut(at as usize) {
            Some(place) => *place = stored,
            None => self.places.push(stored),
        }
        (self.numbers[at as usize], self.sound[at as usize]) = (n, n);
        n
    }

    #[cold]
    #[inline(never)]
    fn sent(&mut self, group: &Arc<str>, at: Time) {
        if let Lanes::Fair(tenants) = &mut self.lanes {
            if !tenants.any() {
                tenants.begin(self.visible.iter(), self.in_flight);
            }
            tenants.sent(group, at);
        }
    }

    /// Whether nobody names a group or a tenant: then only the order counts.
    #[inline]
    fn plain(&self) -> bool {
        matches!(&self.lanes, Lanes::Fair(tenants) if !tenants.any())
    }

    #[inline]
    fn enter(&mut self, n: u64, state: State, group: Option<&Arc<str>>) {
        match state {
            State::Delayed(_) => self.delayed += 1,
            State::Visible(at) => {
                // Groups and tenants take messages out of the middle of the order.
                let in_line = self.plain();
                self.visible.insert((at, n), in_line);
            }
            State::InFlight(_) => self.in_flight += 1,
        }
        if group.is_some() || !self.plain() {
            self.enter_lane(n, state, group);
        }
    }

    #[cold]
    #[inline(never)]
    fn enter_lane(&mut self, n: u64, state: State, group: Option<&Arc<str>>) {
        match (&mut self.lanes, group) {
            (Lanes::Fifo(groups), Some(group)) => groups.set(n, group, state.into()),
            (Lanes::Fair(tenants), group) if group.is_some() || tenants.any() => {
                tenants.note(group, n, state, true);
            }
            _ => {}
        }
    }

    #[inline]
    fn leave(&mut self, n: u64, state: State, group: Option<&Arc<str>>) {
        match state {
            State::Delayed(_) => self.delayed -= 1,
            State::Visible(at) => self.visible.remove(&(at, n)),
            State::InFlight(_) => self.in_flight -= 1,
        }
        if group.is_some() || !self.plain() {
            self.leave_lane(n, state, group);
        }
    }

    #[cold]
    #[inline(never)]
    fn leave_lane(&mut self, n: u64, state: State, group: Option<&Arc<str>>) {
        if let Lanes::Fair(tenants) = &mut self.lanes
            && (group.is_some() || tenants.any())
        {
            tenants.note(group, n, state, false);
        }
    }

    pub fn get(&self, n: u64) -> Option<&Stored> {
        get(&self.places, &self.numbers, n)
    }

    fn get_mut(&mut self, n: u64) -> Option<&mut Stored> {
        if is_in(&self.numbers, n) { self.places.get_mut(place(n)) } else { None }
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
            self.grow_stale(n);
        }
        receives
    }

    /// A message left, or became poisonous.
    fn grow_stale(&mut self, n: u64) {
        self.sound[place(n)] = NOBODY;
        let sound = &self.sound;
        self.fresh.leave(|(_, n)| is_in(sound, *n));
    }

    /// Takes a message out.
    pub fn remove(&mut self, n: u64) -> Option<Left> {
        let stored = self.get_mut(n)?;
        let left = Left { message: stored.message, state: stored.state, receives: stored.receives };
        let group = stored.group.take();
        self.free.push(place(n) as u32);
        if left.receives < self.poisonous() {
            self.grow_stale(n);
        }
        self.numbers[place(n)] = NOBODY;
        let numbers = &self.numbers;
        self.ends.leave(|(_, n)| is_in(numbers, *n));
        self.leave(n, left.state, group.as_ref());
        if let Some(group) = &group {
            self.free_lane(n, group);
        }
        Some(left)
    }

    /// A message of a group has left: the next one may go.
    #[cold]
    #[inline(never)]
    fn free_lane(&mut self, n: u64, group: &Arc<str>) {
        if let Lanes::Fifo(groups) = &mut self.lanes
            && let Some(next) = groups.remove(n, group)
            && let Some(group) = get(&self.places, &self.numbers, next).and_then(|next| next.group.clone())
        {
            groups.list(&group);
        }
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
            && let Some(stored) = get(&self.places, &self.numbers, n)
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

    /// The same without the messages of these tenants (SQS-28).
    pub fn oldest_without(&self, noisy: &BTreeSet<Arc<str>>) -> Option<Time> {
        let quiet = |n| self.get(n).is_some_and(|s| s.group.as_ref().is_none_or(|group| !noisy.contains(group)));
        self.fresh.iter().find(|(_, n)| quiet(*n)).map(|(at, _)| at)
    }

    /// The message whose retention ends first, and when it was enqueued.
    pub fn ends_first(&self) -> Option<(Time, u64)> {
        self.ends.first()
    }

    /// Every message, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Stored)> {
        self.numbers.iter().copied().zip(&self.places).filter(|(n, _)| *n != NOBODY)
    }

    /// Every message, in the order of storing.
    pub fn in_order(&self) -> Vec<(u64, &Stored)> {
        let mut all: Vec<_> = self.iter().collect();
        all.sort_by_key(|(n, _)| *n);
        all
    }
}

/// Whether the message with this number is among these.
fn is_in(numbers: &[u64], n: u64) -> bool {
    numbers.get(place(n)) == Some(&n)
}

fn get<'a>(places: &'a [Stored], numbers: &[u64], n: u64) -> Option<&'a Stored> {
    if is_in(numbers, n) { places.get(place(n)) } else { None }
}
