//! Pace: how simulated time follows wall time. Play, pause, speed, step forward and back, seek, skip idle, breakpoints;
//! the run is asked once a frame to go as far as it should, and simulated time slows down rather than the page.
//!
//! Absent by design: the browser, the catalog, pixels. Wall time comes in as milliseconds since the last frame.

mod frames;
mod inquiry;
mod log;
mod reel;
mod spark;
mod stops;
#[cfg(test)]
mod tests;

pub use frames::{HEAVY, MOST};
pub use inquiry::{Inquiry, Outcome, Owner, WhatIf};
pub use log::{Act, Deed, Difference, restore};
pub use reel::{Moment, Reel};
pub use spark::Spark;
pub use stops::{Halt, Stop, Stops, ordinal};

use crate::model::Happening;
use crate::sim::{Engine, NodeIx, Outlook, Plan, Span, Stepped, Time};

/// The slowest and the fastest speed: simulated seconds per second.
pub const SPEEDS: (f64, f64) = (0.01, 1000.0);

/// Events handled between two looks at the clock.
const SLICE: u64 = 256;
/// A course is drawn anew from at most so many key-frames, the newest.
const RETRACED: usize = 64;
/// Idle time shorter than this is not worth skipping, in seconds of wall time.
const IDLE: f64 = 0.4;

/// A run and its pace.
#[derive(Clone)]
pub struct Playback {
    reel: Reel,
    sparks: Vec<Spark>,
    stops: Stops,
    halt: Option<Halt>,
    /// The moment that is being run to, whatever the speed.
    seeking: Option<Moment>,
    playing: bool,
    speed: f64,
    skip_idle: bool,
    behind: bool,
    skipped: Option<(Span, Outlook)>,
    /// The part of a microsecond that the last frame left over.
    rest: f64,
    /// Where simulated time should be.
    goal: Time,
}

impl Playback {
    /// A run at its start, paused, at speed 1.
    pub fn new(plan: Plan) -> Self {
        let mut reel = Reel::new(plan);
        reel.engine_mut().trace_mut().draw(true);
        Self {
            reel,
            sparks: Vec::new(),
            stops: Stops::default(),
            halt: None,
            seeking: None,
            playing: false,
            speed: 1.0,
            skip_idle: false,
            behind: false,
            skipped: None,
            rest: 0.0,
            goal: Time::START,
        }
    }

    /// The run.
    pub fn engine(&self) -> &Engine {
        self.reel.engine()
    }

    /// The run, to take flights from its trace.
    pub fn engine_mut(&mut self) -> &mut Engine {
        self.reel.engine_mut()
    }

    /// The run with its past and its log.
    pub fn reel(&self) -> &Reel {
        &self.reel
    }

    /// Whether simulated time moves.
    pub fn playing(&self) -> bool {
        self.playing
    }

    /// Lets simulated time move.
    pub fn play(&mut self) {
        self.playing = true;
        self.halt = None;
        self.seeking = None;
        self.goal = self.engine().now();
    }

    /// Stops simulated time where it is.
    pub fn pause(&mut self) {
        self.playing = false;
        self.behind = false;
        self.skipped = None;
    }

    /// Back to the start with this plan, paused; speed, idle skipping and breakpoints stay, the log is emptied.
    pub fn reset(&mut self, plan: Plan) {
        let (speed, skip_idle, mut stops) = (self.speed, self.skip_idle, std::mem::take(&mut self.stops));
        *self = Self::new(plan);
        stops.begin(self.engine());
        (self.speed, self.skip_idle, self.stops) = (speed, skip_idle, stops);
    }

    /// Back to the start with this plan, and with a log of deeds that happen again at their places.
    pub fn replay(&mut self, plan: Plan, log: Vec<Deed>) {
        self.reset(plan.clone());
        self.reel = Reel::with_log(plan, log);
        self.engine_mut().trace_mut().draw(true);
        self.arrived();
    }

    /// Pauses and handles exactly one event, minute boundaries included; false if nothing is left to happen. A jump that
    /// is still on its way ends here.
    pub fn step(&mut self) -> bool {
        self.pause();
        (self.halt, self.seeking) = (None, None);
        let before = self.engine().events();
        self.reel.run_until(Time(u64::MAX), 1);
        self.arrived();
        self.engine().events() > before
    }

    /// Pauses and takes the last event back; false at the start.
    pub fn step_back(&mut self) -> bool {
        let Some(events) = self.engine().events().checked_sub(1) else { return false };
        self.seek_events(events);
        true
    }

    /// Pauses at an instant, with all done that is due by then.
    pub fn seek(&mut self, to: Time) {
        self.seek_moment(Moment::at(to));
    }

    /// Pauses after exactly so many events.
    pub fn seek_events(&mut self, events: u64) {
        self.seek_moment(Moment { at: Time::START, events: Some(events) });
    }

    /// Pauses at a moment.
    pub fn seek_moment(&mut self, moment: Moment) {
        self.aim(moment);
        while !self.pursue(&mut || true) {}
    }

    /// Pauses and turns to a moment: what lies near is reached at once, the rest frame by frame. [`Playback::seeking`]
    /// says how far it is.
    pub fn aim(&mut self, moment: Moment) {
        self.pause();
        self.halt = None;
        self.reel.aim(moment);
        self.seeking = Some(moment);
    }

    /// The moment that is being run to.
    pub fn seeking(&self) -> Option<Moment> {
        self.seeking
    }

    /// Goes on towards the moment that was aimed at; whether it is reached.
    fn pursue(&mut self, more_time: &mut dyn FnMut() -> bool) -> bool {
        let Some(moment) = self.seeking else { return true };
        if !self.reel.pursue(moment, more_time) {
            return false;
        }
        self.seeking = None;
        self.arrived();
        true
    }

    /// The run jumped or stepped: what is drawn and watched begins anew here.
    fn arrived(&mut self) {
        self.engine_mut().trace_mut().take_flights();
        let Self { reel, stops, .. } = self;
        stops.begin(reel.engine());
        self.retrace();
    }

    /// Draws the courses anew, from what the key-frames know of the way here.
    fn retrace(&mut self) {
        self.sparks.clear();
        let past = self.reel.past();
        let skip = past.len().saturating_sub(RETRACED);
        for frame in &past[skip..] {
            record(&mut self.sparks, &frame.engine);
        }
        record(&mut self.sparks, self.reel.engine());
    }

    /// Simulated seconds per second of wall time.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// Sets the speed, within [`SPEEDS`].
    pub fn set_speed(&mut self, speed: f64) {
        self.speed = speed.clamp(SPEEDS.0, SPEEDS.1);
    }

    /// Whether stretches in which nothing happens are jumped over.
    pub fn skip_idle(&self) -> bool {
        self.skip_idle
    }

    /// Sets whether stretches in which nothing happens are jumped over.
    pub fn set_skip_idle(&mut self, on: bool) {
        self.skip_idle = on;
    }

    /// The breakpoints.
    pub fn stops(&self) -> &[Stop] {
        self.stops.set()
    }

    /// Sets these breakpoints and no others.
    pub fn set_stops(&mut self, stops: Vec<Stop>) {
        let Self { reel, stops: mine, .. } = self;
        mine.replace(stops, reel.engine());
    }

    /// Why the run paused by itself, until it goes on.
    pub fn halt(&self) -> Option<&Halt> {
        self.halt.as_ref()
    }

    /// Whether the last frame's time was too short for all events: simulated time runs slower than the speed says.
    pub fn behind(&self) -> bool {
        self.behind
    }

    /// How much idle time the last frame jumped over, if it did, and what comes after it.
    pub fn skipped(&self) -> Option<(Span, Outlook)> {
        self.skipped
    }

    /// Moves on by one frame of `wall_ms` milliseconds. `more_time` is asked between slices of work and says whether
    /// this frame's budget lasts; what is not done by then is left to later frames.
    pub fn frame(&mut self, wall_ms: f64, more_time: &mut dyn FnMut() -> bool) {
        if self.seeking.is_some() {
            self.pursue(more_time);
            return;
        }
        if !self.playing {
            return;
        }
        // After a pause of the page (a hidden tab) the run goes on from where it was, it does not race to catch up.
        let exact = wall_ms.clamp(0.0, 250.0) * 1e3 * self.speed + self.rest;
        let advance = exact.floor();
        self.rest = exact - advance;
        self.goal = self.engine().now() + Span(advance as u64);
        self.skipped = None;
        if self.skip_idle {
            self.jump();
        }
        self.behind = false;
        // With a breakpoint every event is looked at before the next one.
        let slice = if self.stops.any() { 1 } else { SLICE };
        let mut turns = 0;
        while self.reel.run_until(self.goal, slice) == Stepped::Yielded {
            turns += slice;
            let Self { reel, stops, .. } = self;
            if let Some(halt) = stops.look(reel.engine()).filter(|_| slice == 1) {
                self.pause();
                self.halt = Some(halt);
                break;
            }
            if turns >= SLICE {
                turns = 0;
                if !more_time() {
                    self.behind = true;
                    break;
                }
            }
        }
        self.record();
    }

    /// Jumps to just before the next event if nothing happens for a while that a person would notice.
    fn jump(&mut self) {
        let now = self.engine().now();
        let Some(next) = self.idle().filter(|next| next.at > self.goal) else { return };
        if next.at.since(now).as_seconds() > IDLE * self.speed {
            let to = Time(next.at.0 - 1).max(self.goal);
            self.skipped = Some((to.since(now), next));
            self.goal = to;
        }
    }

    /// What comes next, if nothing does for a while that a person would notice at this speed.
    pub fn idle(&mut self) -> Option<Outlook> {
        let now = self.engine().now();
        // Cheap, and enough while things happen.
        let soon = self.engine_mut().next_time()?.since(now).as_seconds() <= IDLE * self.speed;
        if soon && now > Time::START {
            // The end of a minute may be all that is near.
            let routine = self.engine().outlook()?;
            return Some(routine).filter(|next| next.at.since(now).as_seconds() > IDLE * self.speed);
        }
        self.engine().outlook()
    }

    /// Jumps over idle time, to just before the next thing that happens; minutes end on the way.
    pub fn skip(&mut self) {
        if let Some(next) = self.engine().outlook() {
            let to = Time(next.at.0.saturating_sub(1)).max(self.engine().now());
            self.reel.run_until(to, u64::MAX);
            self.record();
        }
    }

    /// Goes on with an edited design. How many edits, made later in the run, were taken off the log because of it.
    pub fn adopt(&mut self, plan: Plan) -> usize {
        self.reel.adopt(plan)
    }

    /// Lets something happen, now or later.
    pub fn inject(&mut self, happening: Happening) {
        self.reel.inject(happening);
    }

    /// Takes deed number `n` of the log back; see [`Reel::take_back`].
    pub fn take_back(&mut self, n: usize) -> bool {
        let taken = self.reel.take_back(n);
        self.arrived();
        taken
    }

    /// Takes a planned happening off the plan; see [`Reel::unplan`].
    pub fn unplan(&mut self, happening: &Happening) {
        self.reel.unplan(happening);
        self.arrived();
    }

    /// The course of a node's headline number, for its sparkline: at most 48 points, oldest first.
    pub fn spark(&self, node: NodeIx) -> &[f32] {
        self.sparks.get(node.0 as usize).map_or(&[], Spark::points)
    }

    fn record(&mut self) {
        record(&mut self.sparks, self.reel.engine());
    }
}

/// Adds a point to every course, if it is time for one.
fn record(sparks: &mut Vec<Spark>, engine: &Engine) {
    let now = engine.now();
    let nodes: Vec<NodeIx> = engine.nodes().collect();
    if let Some(last) = nodes.last() {
        sparks.resize_with(sparks.len().max(last.0 as usize + 1), Spark::default);
    }
    if !sparks.first().is_some_and(|s| s.wants(now)) {
        return;
    }
    for node in nodes {
        let trend = engine.status(node).trend;
        sparks[node.0 as usize].add(now, trend as f32);
    }
}
