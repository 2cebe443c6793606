//! The agenda: what is due when. Equal instants are ordered by the meaning of what is due (SIM-9), then by the node
//! concerned, then by the order of asking; never by how the queue happens to be built.

use super::Time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

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

#[derive(Clone, Debug)]
struct Slot<E> {
    stamp: u32,
    due: Option<E>,
}

/// The order of the agenda: time, then class and node in one number, then turn; at last slot and stamp.
type Rank = (Time, u64, u64, u32, u32);

/// What is due, earliest first.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    heap: BinaryHeap<Reverse<Rank>>,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    turn: u64,
    live: usize,
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new(), slots: Vec::new(), free: Vec::new(), turn: 0, live: 0 }
    }
}

impl<E> Agenda<E> {
    /// Puts `what` on the agenda of node number `entity` at `time`.
    pub fn add(&mut self, time: Time, class: Class, entity: u32, what: E) -> WakeKey {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { stamp: 0, due: None });
            self.slots.len() as u32 - 1
        });
        let place = &mut self.slots[slot as usize];
        place.due = Some(what);
        self.turn += 1;
        self.live += 1;
        let rank = (class as u64) << 32 | u64::from(entity);
        self.heap.push(Reverse((time, rank, self.turn, slot, place.stamp)));
        WakeKey { slot, stamp: place.stamp }
    }

    /// Takes something off the agenda; nothing happens if it was due already or was cancelled before.
    pub fn cancel(&mut self, key: WakeKey) -> Option<E> {
        let place = &mut self.slots[key.slot as usize];
        if place.stamp != key.stamp {
            return None;
        }
        let due = place.due.take();
        self.release(key.slot);
        due
    }

    fn release(&mut self, slot: u32) {
        let place = &mut self.slots[slot as usize];
        place.stamp = place.stamp.wrapping_add(1);
        self.free.push(slot);
        self.live -= 1;
    }

    /// When the next thing is due.
    pub fn next_time(&mut self) -> Option<Time> {
        while let Some(Reverse((time, _, _, slot, stamp))) = self.heap.peek() {
            if self.slots[*slot as usize].stamp == *stamp {
                return Some(*time);
            }
            self.heap.pop();
        }
        None
    }

    /// Takes the next thing that is due at or before `limit`.
    pub fn pop(&mut self, limit: Time) -> Option<(Time, E)> {
        if self.next_time()? > limit {
            return None;
        }
        let Reverse((time, _, _, slot, _)) = self.heap.pop()?;
        let due = self.slots[slot as usize].due.take();
        self.release(slot);
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
        self.slots.iter().filter_map(|slot| slot.due.as_ref())
    }

    /// Everything on the agenda with its time, in no particular order.
    pub fn due(&self) -> impl Iterator<Item = (Time, &E)> {
        self.heap.iter().filter_map(|Reverse((time, _, _, slot, stamp))| {
            let slot = self.slots.get(*slot as usize).filter(|s| s.stamp == *stamp)?;
            Some((*time, slot.due.as_ref()?))
        })
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
                keys.push(agenda.add(Time(time), class, entity, n));
                naive.push((time, class, entity, n));
                if cancel {
                    let victim = (time as usize * 7 + n) % keys.len();
                    prop_assert_eq!(agenda.cancel(keys[victim]).is_some(), naive.iter().any(|e| e.3 == victim));
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
