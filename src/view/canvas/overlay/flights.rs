//! What is under way on the wires, for drawing. Departures go in, beads come out; where a bead is follows from the clock
//! alone. Departures that would overlap become one bead that stands for many; no departure is lost.
//!
//! Absent by design: the browser. In steady state a frame allocates nothing: the lanes keep their room.

use super::{Rail, Weight};
use crate::model::{Point, Rect};
use crate::sim::{Kind, Time};
use crate::view::meaning::Meaning;
use std::collections::VecDeque;

/// Beads of one lane that are nearer than this (in canvas units) look like one, and become one: two single ones, and a
/// single one behind a larger one that stands for many.
const BLUR: f64 = 4.0;
const BLUR_LARGE: f64 = 14.0;
/// Where there is less than this for each message on a lane, it is crowded: beads stand for many and keep [`GAP`].
const ROOM: f64 = 11.0;
/// On a crowded lane beads are at least so far apart; those that stand for many are larger and keep clear of each other.
const GAP: f64 = 22.0;
/// The box of [`Meaning::path`]: how wide a bead for a single message is.
pub(super) const BOX: f64 = 12.0;
/// What is left between two large beads.
const CLEAR: f64 = 2.0;
/// How many beads there may be before they stand for more; it moves between these with the measured frame time.
const CAPS: (f64, f64) = (300.0, 12_000.0);
const FIRST_CAP: f64 = 1_500.0;
/// How far along its way the newest bead of a single step is left standing.
const SHOWN: f64 = 0.6;
/// The meanings in the order in which they are drawn: the rare and the bad lie on top.
const LAYERS: [Meaning; 6] =
    [Meaning::Flying, Meaning::Waiting, Meaning::Good, Meaning::Throttled, Meaning::Retrying, Meaning::Dead];
/// Ways on one wire: there and back, followed by a person or not, for each meaning.
const WAYS: usize = 4 * LAYERS.len();

/// One bead: it left at this moment of the flight clock and stands for so many messages.
#[derive(Clone, Copy, Debug)]
struct Bead {
    left: f64,
    messages: u32,
    /// The family of the first of them, 0 if none is known.
    root: u64,
}

/// Beads of one way of one wire, oldest first.
#[derive(Clone, Default, Debug)]
struct Lane {
    beads: VecDeque<Bead>,
    messages: u64,
    busy: bool,
}

/// One bead as it is drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Drawn {
    /// Where, in canvas units.
    pub at: Point,
    /// Its meaning.
    pub meaning: Meaning,
    /// How many it stands for.
    pub weight: Weight,
    /// Whether a person follows it.
    pub followed: bool,
}

/// Everything that is under way. Wires are numbered by the caller; `rails` holds their curves by that number.
#[derive(Clone, Debug)]
pub struct Flights {
    rails: Vec<Option<Rail>>,
    lanes: Vec<Lane>,
    /// The lanes that have beads, by meaning.
    busy: [Vec<u32>; LAYERS.len()],
    /// Milliseconds of wall time during which beads moved.
    clock: f64,
    /// The clock one frame ago.
    before: f64,
    /// Simulated time now and one frame ago.
    now: Time,
    then: Time,
    moving: bool,
    /// While paused: the clock runs on to here, to show what a step did.
    coast: f64,
    live: usize,
    cap: f64,
    /// How much further than [`GAP`] apart beads are to be, so that the cap holds.
    pressure: f64,
    /// How many times as large as the canvas around them beads are drawn.
    spread: f64,
    frame: f64,
}

impl Default for Flights {
    fn default() -> Self {
        Self {
            rails: Vec::new(),
            lanes: Vec::new(),
            busy: Default::default(),
            clock: 0.0,
            before: 0.0,
            now: Time::START,
            then: Time::START,
            moving: false,
            coast: 0.0,
            live: 0,
            cap: FIRST_CAP,
            pressure: 1.0,
            spread: 1.0,
            frame: 1000.0 / 60.0,
        }
    }
}

impl Flights {
    /// Gives a wire its curve, a new one, or (with `None`) takes it away together with its beads.
    pub fn lay(&mut self, wire: usize, rail: Option<Rail>) {
        if self.rails.len() <= wire {
            self.rails.resize(wire + 1, None);
            self.lanes.resize_with((wire + 1) * WAYS, Lane::default);
        }
        if rail.is_none() {
            for lane in &mut self.lanes[wire * WAYS..(wire + 1) * WAYS] {
                self.live -= lane.beads.len();
                lane.beads.clear();
                lane.messages = 0;
            }
        }
        self.rails[wire] = rail;
    }

    /// Beads are drawn so many times as large as the canvas around them: far away, and while presenting. From now on they
    /// keep clear of each other as such.
    pub fn spread(&mut self, times: f64) {
        self.spread = times;
    }

    /// Begins a frame that comes `wall_ms` after the last one, at this simulated time. If simulated time went back, what
    /// was under way vanishes. While paused, beads stand still.
    pub fn frame(&mut self, wall_ms: f64, now: Time, playing: bool) {
        if now < self.now {
            self.clear();
            self.now = now;
        }
        (self.then, self.now) = (self.now, now);
        self.moving = playing;
        self.before = self.clock;
        // A page that was hidden goes on where it was.
        let passed = wall_ms.clamp(0.0, 100.0);
        self.clock += if playing { passed } else { passed.min((self.coast - self.clock).max(0.0)) };
        self.retire();
        self.adapt(wall_ms);
    }

    /// Something left one end of a wire at this simulated instant, which lies within the frame. What a person follows
    /// is kept apart from the crowd.
    pub fn depart(&mut self, wire: usize, at: Time, forward: bool, kind: Kind, followed: bool, root: u64) {
        let Some(Some(rail)) = self.rails.get(wire) else { return };
        let duration = rail.duration();
        let length = (rail.length() / self.spread).max(GAP);
        let left = if self.moving {
            let (frame, into) = (self.now.since(self.then).0, at.since(self.then).0);
            let part = if frame == 0 { 1.0 } else { (into as f64 / frame as f64).min(1.0) };
            self.before + (self.clock - self.before) * part
        } else {
            self.coast = self.coast.max(self.clock + duration * SHOWN);
            self.clock
        };
        let layer = LAYERS.iter().position(|m| *m == Meaning::of(kind)).unwrap_or_default();
        let number = wire * WAYS + layer * 4 + usize::from(followed) * 2 + usize::from(forward);
        let full = self.live as f64 > 2.0 * self.cap;
        let lane = &mut self.lanes[number];
        lane.messages += 1;
        let crowded = self.pressure > 1.0 || lane.messages as f64 * ROOM > length;
        let last = lane.beads.back().map_or(0, |last| last.messages);
        let gap = match (crowded, last > 1) {
            (true, _) => (Weight::of(last).size() * BOX + CLEAR).max(GAP * self.pressure),
            (false, true) => BLUR_LARGE,
            (false, false) => BLUR,
        };
        let apart = gap / length * duration;
        match lane.beads.back_mut() {
            Some(last) if full || left - last.left < apart => last.messages = last.messages.saturating_add(1),
            _ => {
                lane.beads.push_back(Bead { left, messages: 1, root });
                self.live += 1;
                if !std::mem::replace(&mut lane.busy, true) {
                    self.busy[layer].push(number as u32);
                }
            }
        }
    }

    /// All beads of wires that touch `seen` (a rectangle in canvas units), the rare and the bad last.
    pub fn beads(&self, seen: Rect) -> impl Iterator<Item = Drawn> + '_ {
        self.lanes_seen(seen).flat_map(move |(meaning, number, rail)| {
            let duration = rail.duration();
            let (forward, followed) = (number % 2 == 1, number % 4 >= 2);
            self.lanes[number].beads.iter().map(move |bead| {
                let part = (self.clock - bead.left) / duration;
                let at = rail.at(if forward { part } else { 1.0 - part });
                Drawn { at, meaning, weight: Weight::of(bead.messages), followed }
            })
        })
    }

    /// The family of the bead nearest to a place, if one with a family is within reach (in canvas units).
    pub fn nearest(&self, at: Point, reach: f64) -> Option<u64> {
        let around = Rect::spanning(Point::new(at.x - reach, at.y - reach), Point::new(at.x + reach, at.y + reach));
        let beads = self.lanes_seen(around).flat_map(|(_, number, rail)| {
            let forward = number % 2 == 1;
            self.lanes[number].beads.iter().filter(|bead| bead.root > 0).map(move |bead| {
                let part = (self.clock - bead.left) / rail.duration();
                (rail.at(if forward { part } else { 1.0 - part }).distance(at), bead.root)
            })
        });
        beads.filter(|(away, _)| *away <= reach).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, root)| root)
    }

    /// The wires that have something under way, with what it means: for those who want no moving beads.
    pub fn lit(&self, seen: Rect) -> impl Iterator<Item = (Meaning, &Rail)> + '_ {
        self.lanes_seen(seen).map(|(meaning, _, rail)| (meaning, rail))
    }

    fn lanes_seen(&self, seen: Rect) -> impl Iterator<Item = (Meaning, usize, &Rail)> + '_ {
        LAYERS.into_iter().zip(&self.busy).flat_map(move |(meaning, numbers)| {
            numbers.iter().filter_map(move |number| {
                let number = *number as usize;
                let rail = self.rails[number / WAYS].as_ref().filter(|t| t.bounds().touches(seen))?;
                Some((meaning, number, rail))
            })
        })
    }

    /// Milliseconds of wall time during which beads moved.
    pub fn clock(&self) -> f64 {
        self.clock
    }

    /// How many beads there are, on and off the screen.
    pub fn live(&self) -> usize {
        self.live
    }

    /// How many messages the beads stand for.
    pub fn messages(&self) -> u64 {
        let busy = self.busy.iter().flatten();
        busy.map(|number| self.lanes[*number as usize].messages).sum()
    }

    /// How many there may be before they stand for more.
    #[cfg(test)]
    pub fn cap(&self) -> usize {
        self.cap as usize
    }

    /// Whether another frame would look different if nothing new departed.
    pub fn moves(&self) -> bool {
        self.live > 0 && (self.moving || self.clock < self.coast)
    }

    /// Nothing is under way any more.
    pub fn clear(&mut self) {
        for number in self.busy.iter_mut().flat_map(|numbers| numbers.drain(..)) {
            let lane = &mut self.lanes[number as usize];
            lane.beads.clear();
            lane.messages = 0;
            lane.busy = false;
        }
        self.live = 0;
        self.coast = self.clock;
    }

    fn retire(&mut self) {
        let Self { busy, lanes, rails, live, clock, .. } = self;
        for numbers in busy {
            numbers.retain(|number| {
                let lane = &mut lanes[*number as usize];
                let duration = rails[*number as usize / WAYS].as_ref().map_or(0.0, Rail::duration);
                while let Some(bead) = lane.beads.pop_front_if(|bead| *clock - bead.left >= duration) {
                    lane.messages = lane.messages.saturating_sub(u64::from(bead.messages));
                    *live -= 1;
                }
                lane.busy = !lane.beads.is_empty();
                lane.busy
            });
        }
    }

    /// Slow frames lower the cap, quick ones raise it while it is needed; beads then stand for more or for fewer.
    fn adapt(&mut self, wall_ms: f64) {
        // One slow frame says nothing: loading, another tab, a pause of the page.
        self.frame += (wall_ms.clamp(0.0, 60.0) - self.frame) * 0.05;
        let crowded = self.live as f64 > 0.6 * self.cap;
        if crowded && self.frame > 21.0 {
            self.cap = (self.cap * 0.97).max(CAPS.0);
        } else if crowded && self.frame < 17.5 {
            self.cap = (self.cap * 1.01).min(CAPS.1);
        }
        let over = self.live as f64 / self.cap;
        self.pressure = if over > 1.0 { self.pressure * 1.1 } else { self.pressure * 0.98 }.clamp(1.0, 50.0);
    }
}

#[cfg(test)]
#[path = "flights_tests.rs"]
mod tests;
