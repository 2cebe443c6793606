//! The agenda: what is due when. Equal instants are ordered by the meaning of what is due (SIM-9), then by the node
//! concerned, then by the order of asking; never by how the queue happens to be built.
//!
//! How it is built: most of what a node asks for comes due in the order in which it asks, for its delays are constant (a
//! visibility timeout, a topic's latency). So each node has two lines for each class (for it may wait for something far off
//! and for much that is near), first in, first out, and only the head of each line takes part in the race for what is next: a heap with a few dozen entries, however much is due. What does
//! not come at the end of its line goes to the heap itself. What is due at this very instant stands apart, in order.

use super::Time;
use super::heap::Heap;
use std::cmp::Ordering;
use std::collections::VecDeque;

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

/// Something due at this very instant; what nobody can cancel is kept right here.
#[derive(Clone, Debug)]
struct Near<E> {
    entry: Entry,
    due: Option<E>,
}

#[derive(Clone, Debug)]
struct Slot<E> {
    stamp: u32,
    /// The line that it stands in; [`NO_LINE`] for none.
    line: u32,
    due: Option<E>,
}

/// Something due: its rank, and where it is kept. Stale once the stamp of its slot has moved on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Entry {
    time: Time,
    /// Class (4 bits), node (20 bits), turn (40 bits): the order within an instant.
    order: u64,
    slot: u32,
    stamp: u32,
}

impl Entry {
    /// The order of the agenda; no two entries have the same.
    #[inline]
    fn rank(&self) -> u128 {
        u128::from(self.time.0) << 64 | u128::from(self.order)
    }

    /// The number of the first of the lines for its node and class.
    fn line(&self) -> usize {
        ((self.order >> 40 & 0xf_ffff) as usize * CLASSES + (self.order >> 60) as usize) * LINES
    }
}

impl Ord for Entry {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Entry {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
    // A comparison of two numbers, not of their comparison.
    #[inline]
    fn lt(&self, other: &Self) -> bool {
        self.rank() < other.rank()
    }
    #[inline]
    fn le(&self, other: &Self) -> bool {
        self.rank() <= other.rank()
    }
    #[inline]
    fn gt(&self, other: &Self) -> bool {
        self.rank() > other.rank()
    }
}

/// What one node asked for in one class, in order of time. The first entry is in the heap too.
#[derive(Clone, Debug, Default)]
struct Line {
    entries: VecDeque<Entry>,
    stale: usize,
}

const CLASSES: usize = 10;
/// Lines of a node for one class.
const LINES: usize = 2;
const NO_LINE: u32 = u32::MAX;
const NO_SLOT: u32 = u32::MAX;
/// A line is swept when more than half of it, and more than this, is stale.
const SWEEP: usize = 64;

/// What is due, earliest first.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    /// Due at the instant of what was taken last, the next one at the end.
    near: Vec<Near<E>>,
    heap: Heap<Entry>,
    lines: Vec<Line>,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
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
            free: Vec::new(),
            now: Time::START,
            turn: 0,
            live: 0,
        }
    }
}

impl<E> Agenda<E> {
    /// Takes its turn: the order within an instant.
    fn turn(&mut self, class: Class, entity: u32) -> u64 {
        self.turn += 1;
        self.live += 1;
        (class as u64) << 60 | u64::from(entity & 0xf_ffff) << 40 | self.turn & 0xff_ffff_ffff
    }

    /// As [`Agenda::add`], for what is never cancelled: at this very instant it costs less.
    pub fn post(&mut self, time: Time, class: Class, entity: u32, what: E) {
        if time != self.now {
            self.add(time, class, entity, what);
            return;
        }
        let order = self.turn(class, entity);
        self.approach(Near { entry: Entry { time, order, slot: NO_SLOT, stamp: 0 }, due: Some(what) });
    }

    /// Finds the place of something due at this very instant.
    fn approach(&mut self, near: Near<E>) {
        let at = self.near.iter().rposition(|n| n.entry > near.entry).map_or(0, |n| n + 1);
        self.near.insert(at, near);
    }

    /// Puts `what` on the agenda of node number `entity` (below 2^20) at `time`.
    pub fn add(&mut self, time: Time, class: Class, entity: u32, what: E) -> WakeKey {
        let order = self.turn(class, entity);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { stamp: 0, line: NO_LINE, due: None });
            self.slots.len() as u32 - 1
        });
        let place = &mut self.slots[slot as usize];
        (place.due, place.line) = (Some(what), NO_LINE);
        let entry = Entry { time, order, slot, stamp: place.stamp };
        let key = WakeKey { slot, stamp: place.stamp };
        if time == self.now {
            self.approach(Near { entry, due: None });
            return key;
        }
        let first = entry.line();
        if first + LINES > self.lines.len() {
            self.lines.resize_with(first + LINES, Line::default);
        }
        let fits = |line: &Line| line.entries.back().is_none_or(|last| last.time <= time);
        let Some(number) = (first..first + LINES).find(|n| fits(&self.lines[*n])) else {
            self.heap.push(entry);
            return key;
        };
        let line = &mut self.lines[number].entries;
        if line.is_empty() {
            self.heap.push(entry);
        }
        line.push_back(entry);
        place.line = number as u32;
        key
    }

    /// Takes something off the agenda; nothing happens if it was due already or was cancelled before.
    pub fn cancel(&mut self, key: WakeKey) -> Option<E> {
        let place = &mut self.slots[key.slot as usize];
        if place.stamp != key.stamp {
            return None;
        }
        let (due, line) = (place.due.take(), place.line);
        self.release(key.slot);
        if line != NO_LINE {
            let Self { lines, slots, .. } = self;
            let line = &mut lines[line as usize];
            line.stale += 1;
            if line.stale > SWEEP && line.stale > line.entries.len() / 2 {
                // The first stays, stale or not: it stands in the heap.
                let first = line.entries.front().copied();
                line.entries.retain(|e| Some(*e) == first || slots[e.slot as usize].stamp == e.stamp);
                line.stale = 0;
            }
        }
        due
    }

    fn release(&mut self, slot: u32) {
        let place = &mut self.slots[slot as usize];
        place.stamp = place.stamp.wrapping_add(1);
        self.free.push(slot);
        self.live -= 1;
    }

    /// Takes the first entry of the heap; if it was the head of a line, the next of that line takes its place.
    fn advance(&mut self) {
        let Self { heap, lines, slots, .. } = self;
        let Some(entry) = heap.peek().copied() else { return };
        // What is still due knows its line; what was cancelled may have left its place to something else.
        let slot = &slots[entry.slot as usize];
        let mine = if slot.stamp == entry.stamp {
            (slot.line != NO_LINE).then_some(slot.line as usize)
        } else {
            let first = entry.line();
            let holds = |line: &Line| line.entries.front() == Some(&entry);
            (first..lines.len().min(first + LINES)).find(|n| holds(&lines[*n]))
        };
        if let Some(line) = mine.map(|n| &mut lines[n]) {
            line.entries.pop_front();
            while let Some(next) = line.entries.front() {
                if slots[next.slot as usize].stamp == next.stamp {
                    return heap.replace(*next);
                }
                line.entries.pop_front();
                line.stale = line.stale.saturating_sub(1);
            }
        }
        heap.pop();
    }

    /// The next entry that is not stale, and whether it is due at the instant of the last one.
    fn first(&mut self) -> Option<(Entry, bool)> {
        loop {
            let far = self.heap.peek().copied();
            let near = self.near.last().map(|near| near.entry);
            let (entry, near) = match (near, far) {
                (Some(near), far) if far.is_none_or(|far| near < far) => (near, true),
                (_, far) => (far?, false),
            };
            if entry.slot == NO_SLOT || self.slots[entry.slot as usize].stamp == entry.stamp {
                return Some((entry, near));
            }
            if near {
                self.near.pop();
            } else {
                self.advance();
            }
        }
    }

    /// When the next thing is due.
    pub fn next_time(&mut self) -> Option<Time> {
        self.first().map(|(entry, _)| entry.time)
    }

    /// Takes the next thing that is due at or before `limit`.
    pub fn pop(&mut self, limit: Time) -> Option<(Time, E)> {
        let (entry, near) = self.first()?;
        let time = entry.time;
        if time > limit {
            return None;
        }
        self.now = time;
        if !near {
            self.advance();
        } else if let Some(Near { due: Some(due), .. }) = self.near.pop() {
            self.live -= 1;
            return Some((time, due));
        }
        let due = self.slots[entry.slot as usize].due.take();
        self.release(entry.slot);
        due.map(|due| (time, due))
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
        let near = self.near.iter().filter_map(|near| near.due.as_ref());
        near.chain(self.slots.iter().filter_map(|slot| slot.due.as_ref()))
    }

    /// Everything on the agenda with its time, in no particular order.
    pub fn due(&self) -> impl Iterator<Item = (Time, &E)> {
        // The heads of lines are in the heap already.
        let lined = self.lines.iter().flat_map(|line| line.entries.iter().skip(1));
        let near = self.near.iter().map(|near| &near.entry);
        let kept = near.chain(self.heap.iter()).chain(lined).filter_map(|entry| {
            let slot = self.slots.get(entry.slot as usize).filter(|slot| slot.stamp == entry.stamp)?;
            Some((entry.time, slot.due.as_ref()?))
        });
        kept.chain(self.near.iter().filter_map(|near| Some((near.entry.time, near.due.as_ref()?))))
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
