//! The agenda: what is due when. Equal instants are ordered by the meaning of what is due (SIM-9), then by the node
//! concerned, then by the order of asking; never by how the queue happens to be built.
//!
//! How it is built: most of what a node asks for comes due in the order in which it asks, for its delays are constant (a
//! visibility timeout, a topic's latency). So each node has two lines for each class (for it may wait for something far off
//! and for much that is near), first in, first out, and only the head of each line takes part in the race for what is
//! next: a heap with a few dozen runners, however much is due. What does not come at the end of a line races by itself.
//! What is due at this very instant stands apart, in order.

use super::Time;
use super::heap::Heap;
use std::cmp::Ordering;

/// The order of things that are due at the same instant (SIM-9, CW-49).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Class {
    /// A minute ends: metrics are rolled up before anything else happens in the new one.
    Boundary,
    /// A fault, a load change, a command, an edit.
    Happening,
    /// Retention, visibility, delay, deduplication, cache and quota periods end.
    Expiry,
    /// Work ends, answers arrive.
    Completion,
    /// Patience ends: an answer exactly at the timeout is in time.
    Timeout,
    /// New calls, polls and scheduled retries.
    Start,
    /// Metric alarms are evaluated.
    Watch,
    /// Composite alarms are evaluated.
    Combine,
    /// Suppressor timers end.
    Suppress,
    /// Alarm actions run.
    Act,
}

/// The handle that cancels something on the agenda.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WakeKey {
    slot: u32,
    stamp: u32,
}

/// When something is due, and in which order within the instant: class (4 bits), node (20 bits), turn (40 bits). No two
/// things have the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Rank {
    time: Time,
    order: u64,
}

/// Something due, in its place. A free place has the order 0, which nothing due has.
#[derive(Clone, Debug)]
struct Slot<E> {
    rank: Rank,
    stamp: u32,
    /// The line that it stands in, and its neighbours there; [`NONE`] for none. `after` a free place comes the next free one.
    line: u32,
    before: u32,
    after: u32,
    what: E,
}

/// Something due at this very instant; what nobody can cancel has no place but this.
#[derive(Clone, Copy, Debug)]
struct Near<E> {
    order: u64,
    slot: u32,
    what: E,
}

/// What races for being next: the head of a line, or something by itself. What is cancelled stays in the race until it is
/// first, and then somebody else has its place or nobody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Runner {
    rank: Rank,
    slot: u32,
    line: u32,
}

impl Runner {
    #[inline]
    fn number(&self) -> u128 {
        self.rank.number()
    }
}

impl Rank {
    /// A number in the order of the agenda.
    #[inline]
    fn number(&self) -> u128 {
        u128::from(self.time.0) << 64 | u128::from(self.order)
    }
}

impl Ord for Runner {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.number().cmp(&other.number())
    }
}

impl PartialOrd for Runner {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
    // A comparison of two numbers, not of their comparison.
    #[inline]
    fn lt(&self, other: &Self) -> bool {
        self.number() < other.number()
    }
    #[inline]
    fn le(&self, other: &Self) -> bool {
        self.number() <= other.number()
    }
    #[inline]
    fn gt(&self, other: &Self) -> bool {
        self.number() > other.number()
    }
}

/// What one node asked for in one class, in order of time.
#[derive(Clone, Copy, Debug)]
struct Line {
    first: u32,
    last: u32,
    /// When the last one is due that joined while the line races.
    until: Time,
    /// Whether it has a runner. That one may be cancelled, and even the line empty; the runner is no later than the line.
    races: bool,
}

const EMPTY: Line = Line { first: NONE, last: NONE, until: Time::START, races: false };
const CLASSES: usize = 10;
/// Lines of a node for one class.
const LINES: usize = 2;
const NONE: u32 = u32::MAX;

/// What is due, earliest first.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    /// Due at the instant of what was taken last, the next one at the end.
    near: Vec<Near<E>>,
    heap: Heap<Runner>,
    lines: Vec<Line>,
    slots: Vec<Slot<E>>,
    /// The first free place.
    free: u32,
    /// The instant of what was taken last.
    now: Time,
    turn: u64,
    live: usize,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self {
            near: Vec::new(),
            heap: Heap::default(),
            lines: Vec::new(),
            slots: Vec::new(),
            free: NONE,
            now: Time::START,
            turn: 0,
            live: 0,
        }
    }
}

impl<E: Copy> Agenda<E> {
    /// Takes its turn: the order within an instant.
    #[inline]
    fn turn(&mut self, class: Class, entity: u32) -> u64 {
        self.turn += 1;
        self.live += 1;
        (class as u64) << 60 | u64::from(entity & 0xf_ffff) << 40 | self.turn & 0xff_ffff_ffff
    }

    /// As [`Agenda::add`], for what is never cancelled: at this very instant it costs less.
    #[inline]
    pub fn post(&mut self, time: Time, class: Class, entity: u32, what: E) {
        if time != self.now {
            self.add(time, class, entity, what);
            return;
        }
        let order = self.turn(class, entity);
        self.approach(Near { order, slot: NONE, what });
    }

    /// Finds the place of something due at this very instant.
    #[inline]
    fn approach(&mut self, near: Near<E>) {
        if self.near.last().is_none_or(|last| last.order > near.order) {
            self.near.push(near);
        } else {
            let at = self.near.partition_point(|n| n.order > near.order);
            self.near.insert(at, near);
        }
    }

    /// Puts `what` on the agenda of node number `entity` (below 2^20) at `time`.
    pub fn add(&mut self, time: Time, class: Class, entity: u32, what: E) -> WakeKey {
        let order = self.turn(class, entity);
        let rank = Rank { time, order };
        let slot = self.keep(rank, what);
        let key = WakeKey { slot, stamp: self.slots[slot as usize].stamp };
        if time == self.now {
            self.approach(Near { order, slot, what });
            return key;
        }
        let first = ((entity & 0xf_ffff) as usize * CLASSES + class as usize) * LINES;
        if first + LINES > self.lines.len() {
            self.lines.resize(first + LINES, EMPTY);
        }
        for (line, number) in self.lines[first..first + LINES].iter_mut().zip(first as u32..) {
            if line.races && line.until > time {
                continue;
            }
            let last = std::mem::replace(&mut line.last, slot);
            line.until = time;
            if last == NONE {
                line.first = slot;
            } else {
                self.slots[last as usize].after = slot;
            }
            let place = &mut self.slots[slot as usize];
            (place.line, place.before) = (number, last);
            if !line.races {
                line.races = true;
                self.heap.push(Runner { rank, slot, line: number });
            }
            return key;
        }
        self.heap.push(Runner { rank, slot, line: NONE });
        key
    }

    /// Finds a free place.
    #[inline]
    fn keep(&mut self, rank: Rank, what: E) -> u32 {
        if let Some(place) = self.slots.get_mut(self.free as usize) {
            let slot = std::mem::replace(&mut self.free, place.after);
            (place.rank, place.line, place.after, place.what) = (rank, NONE, NONE, what);
            return slot;
        }
        self.slots.push(Slot { rank, stamp: 0, line: NONE, before: NONE, after: NONE, what });
        self.slots.len() as u32 - 1
    }

    /// Empties a place, which leaves its line.
    #[inline]
    fn release(&mut self, slot: u32) -> E {
        let place = &mut self.slots[slot as usize];
        let (line, before, after) = (place.line, place.before, std::mem::replace(&mut place.after, self.free));
        place.rank.order = 0;
        place.stamp = place.stamp.wrapping_add(1);
        let what = place.what;
        self.free = slot;
        self.live -= 1;
        if let Some(line) = self.lines.get_mut(line as usize) {
            match self.slots.get_mut(before as usize) {
                Some(place) => place.after = after,
                None => line.first = after,
            }
            match self.slots.get_mut(after as usize) {
                Some(place) => place.before = before,
                None => line.last = before,
            }
        }
        what
    }

    /// Takes something off the agenda; nothing happens if it was due already or was cancelled before.
    pub fn cancel(&mut self, key: WakeKey) -> Option<E> {
        if self.slots[key.slot as usize].stamp != key.stamp {
            return None;
        }
        Some(self.release(key.slot))
    }

    /// The first runner was taken, or cancelled: the head of its line runs on.
    #[inline]
    fn advance(&mut self, line: u32) {
        if let Some(line) = self.lines.get_mut(line as usize) {
            if let Some(place) = self.slots.get(line.first as usize) {
                return self.heap.replace(Runner { rank: place.rank, slot: line.first, line: place.line });
            }
            line.races = false;
        }
        self.heap.pop();
    }

    /// Whether what had this order, and perhaps a place, is still due.
    #[inline]
    fn is_due(&self, slot: u32, order: u64) -> bool {
        self.slots.get(slot as usize).is_none_or(|place| place.rank.order == order)
    }

    /// When the next thing is due.
    pub fn next_time(&mut self) -> Option<Time> {
        while let Some(near) = self.near.last()
            && !self.is_due(near.slot, near.order)
        {
            self.near.pop();
        }
        while let Some(far) = self.heap.peek().copied()
            && !self.is_due(far.slot, far.rank.order)
        {
            self.advance(far.line);
        }
        let near = self.near.last().map(|_| self.now);
        let far = self.heap.peek().map(|far| far.rank.time);
        near.into_iter().chain(far).min()
    }

    /// Takes the next thing that is due at or before `limit`.
    #[inline]
    pub fn pop(&mut self, limit: Time) -> Option<(Time, E)> {
        loop {
            let far = self.heap.peek().copied();
            if let Some(near) = self.near.last().copied()
                && far.is_none_or(|far| Rank { time: self.now, order: near.order }.number() < far.number())
            {
                if self.now > limit {
                    return None;
                }
                self.near.pop();
                if near.slot == NONE {
                    self.live -= 1;
                } else if self.is_due(near.slot, near.order) {
                    self.release(near.slot);
                } else {
                    continue;
                }
                return Some((self.now, near.what));
            }
            let far = far.filter(|far| far.rank.time <= limit)?;
            if !self.is_due(far.slot, far.rank.order) {
                self.advance(far.line);
                continue;
            }
            let what = self.release(far.slot);
            self.advance(far.line);
            self.now = self.now.max(far.rank.time);
            return Some((far.rank.time, what));
        }
    }

    /// How many things are on the agenda.
    pub fn len(&self) -> usize {
        self.live
    }

    /// Whether nothing is due, ever.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// Everything on the agenda, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &E> {
        self.due().map(|(_, what)| what)
    }

    /// Everything on the agenda with its time, in no particular order.
    pub fn due(&self) -> impl Iterator<Item = (Time, &E)> {
        let near = self.near.iter().filter(|near| near.slot == NONE).map(|near| (self.now, &near.what));
        near.chain(self.slots.iter().filter(|place| place.rank.order > 0).map(|place| (place.rank.time, &place.what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sim_9_equal_instants_go_by_class_then_node_then_turn() {
        let mut agenda = Agenda::default();
        for (class, entity, name) in [
            (Class::Start, 1, "start 1"),
            (Class::Timeout, 9, "timeout"),
            (Class::Start, 0, "start 0"),
            (Class::Completion, 9, "completion"),
            (Class::Expiry, 9, "expiry"),
            (Class::Start, 0, "start 0 again"),
        ] {
            agenda.add(Time(5), class, entity, name);
        }
        let order: Vec<_> = std::iter::from_fn(|| agenda.pop(Time(5)).map(|(_, e)| e)).collect();
        assert_eq!(order, ["expiry", "completion", "timeout", "start 0", "start 0 again", "start 1"]);
    }

    proptest! {
        /// Against a list that is sorted at every look: same order, same survivors.
        #[test]
        fn agrees_with_a_sorted_list(ops in proptest::collection::vec((0u64..50, 0u8..4, 0u32..3, any::<bool>()), 1..200)) {
            let classes = [Class::Expiry, Class::Completion, Class::Timeout, Class::Start];
            let mut agenda = Agenda::default();
            let mut naive: Vec<(u64, Class, u32, usize)> = Vec::new();
            let mut keys = Vec::new();
            for (n, (time, class, entity, cancel)) in ops.into_iter().enumerate() {
                let class = classes[class as usize];
                // What is never cancelled takes the other way in, and has no key.
                if n % 3 == 2 {
                    agenda.post(Time(time), class, entity, n);
                } else {
                    keys.push((n, agenda.add(Time(time), class, entity, n)));
                }
                naive.push((time, class, entity, n));
                if cancel {
                    let (victim, key) = keys[(time as usize * 7 + n) % keys.len()];
                    prop_assert_eq!(agenda.cancel(key).is_some(), naive.iter().any(|e| e.3 == victim));
                    naive.retain(|e| e.3 != victim);
                }
                if n % 5 == 4 {
                    naive.sort();
                    prop_assert_eq!(agenda.next_time(), naive.first().map(|e| Time(e.0)));
                    let expected = naive.first().filter(|e| e.0 <= 25).copied();
                    prop_assert_eq!(agenda.pop(Time(25)).map(|(t, e)| (t.0, e)), expected.map(|e| (e.0, e.3)));
                    if expected.is_some() { naive.remove(0); }
                }
            }
            naive.sort();
            prop_assert_eq!(agenda.len(), naive.len());
            let rest: Vec<_> = std::iter::from_fn(|| agenda.pop(Time(u64::MAX)).map(|(_, e)| e)).collect();
            prop_assert_eq!(rest, naive.iter().map(|e| e.3).collect::<Vec<_>>());
        }
    }
}
