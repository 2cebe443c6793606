//! Pace: how simulated time follows wall time. Play, pause, speed, step, skip idle; the engine is asked once a frame to
//! run as far as it should, and simulated time slows down rather than the page.
//!
//! Absent by design: the browser, the catalog, pixels. Wall time comes in as milliseconds since the last frame.

mod spark;

pub use spark::Spark;

use crate::model::Happening;
use crate::sim::{Engine, NodeIx, Plan, Span, Stepped, Time};

/// The slowest and the fastest speed: simulated seconds per second.
pub const SPEEDS: (f64, f64) = (0.01, 1000.0);

/// Events handled between two looks at the clock.
const SLICE: u64 = 256;
/// Idle time shorter than this is not worth skipping, in seconds of wall time.
const IDLE: f64 = 0.4;

/// A run and its pace.
#[derive(Clone)]
pub struct Playback {
    engine: Engine,
    sparks: Vec<Spark>,
    playing: bool,
    speed: f64,
    skip_idle: bool,
    behind: bool,
    skipped: Option<Span>,
    /// The part of a microsecond that the last frame left over.
    rest: f64,
    /// Where simulated time should be.
    goal: Time,
}

impl Playback {
    /// A run at its start, paused, at speed 1.
    pub fn new(plan: Plan) -> Self {
        let mut engine = Engine::new(plan);
        engine.trace_mut().draw(true);
        Self {
            engine,
            sparks: Vec::new(),
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
        &self.engine
    }

    /// The run, to take flights from its trace.
    pub fn engine_mut(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// Whether simulated time moves.
    pub fn playing(&self) -> bool {
        self.playing
    }

    /// Lets simulated time move.
    pub fn play(&mut self) {
        self.playing = true;
        self.goal = self.engine.now();
    }

    /// Stops simulated time where it is.
    pub fn pause(&mut self) {
        self.playing = false;
        self.behind = false;
        self.skipped = None;
    }

    /// Back to the start with this plan, paused; speed and idle skipping stay.
    pub fn reset(&mut self, plan: Plan) {
        let (speed, skip_idle) = (self.speed, self.skip_idle);
        *self = Self::new(plan);
        (self.speed, self.skip_idle) = (speed, skip_idle);
    }

    /// Pauses and handles exactly one event, minute boundaries included; false if nothing is left to happen.
    pub fn step(&mut self) -> bool {
        self.pause();
        let stepped = self.engine.step();
        self.record();
        stepped
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

    /// Whether the last frame's time was too short for all events: simulated time runs slower than the speed says.
    pub fn behind(&self) -> bool {
        self.behind
    }

    /// How much idle time the last frame jumped over, if it did.
    pub fn skipped(&self) -> Option<Span> {
        self.skipped
    }

    /// Moves on by one frame of `wall_ms` milliseconds. `more_time` is asked between slices of work and says whether
    /// this frame's budget lasts; what is not done by then is left to later frames.
    pub fn frame(&mut self, wall_ms: f64, more_time: &mut dyn FnMut() -> bool) {
        if !self.playing {
            return;
        }
        // After a pause of the page (a hidden tab) the run goes on from where it was, it does not race to catch up.
        let exact = wall_ms.clamp(0.0, 250.0) * 1e3 * self.speed + self.rest;
        let advance = exact.floor();
        self.rest = exact - advance;
        self.goal = self.engine.now() + Span(advance as u64);
        self.skipped = None;
        if self.skip_idle {
            self.jump();
        }
        self.behind = false;
        while self.engine.run_until(self.goal, SLICE) == Stepped::Yielded {
            if !more_time() {
                self.behind = true;
                break;
            }
        }
        self.record();
    }

    /// Jumps to just before the next event if nothing happens for a while that a person would notice.
    fn jump(&mut self) {
        let Some(next) = self.engine.next_time() else { return };
        let ahead = next.since(self.engine.now());
        if next > self.goal && ahead.as_seconds() > IDLE * self.speed {
            let to = Time(next.0 - 1).max(self.goal);
            self.skipped = Some(to.since(self.engine.now()));
            self.goal = to;
        }
    }

    /// Goes on with an edited design.
    pub fn adopt(&mut self, plan: Plan) {
        self.engine.adopt(plan);
    }

    /// Lets something happen, now or later.
    pub fn inject(&mut self, happening: Happening) {
        self.engine.inject(happening);
    }

    /// The course of a node's headline number, for its sparkline: at most 48 points, oldest first.
    pub fn spark(&self, node: NodeIx) -> &[f32] {
        self.sparks.get(node.0 as usize).map_or(&[], Spark::points)
    }

    fn record(&mut self) {
        let now = self.engine.now();
        let nodes: Vec<NodeIx> = self.engine.nodes().collect();
        if let Some(last) = nodes.last() {
            self.sparks.resize_with(self.sparks.len().max(last.0 as usize + 1), Spark::default);
        }
        if !self.sparks.first().is_some_and(|s| s.wants(now)) {
            return;
        }
        for node in nodes {
            let trend = self.engine.status(node).trend;
            self.sparks[node.0 as usize].add(now, trend as f32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simulated_time_follows_wall_time_at_the_speed_and_loses_no_fraction() {
        let mut playback = Playback::new(Plan::default());
        playback.set_speed(0.01);
        playback.play();
        for _ in 0..1_000 {
            playback.frame(16.6667, &mut || true);
        }
        // 1000 frames of 16.6667 ms at a hundredth: 166.667 ms, to within one frame's microsecond.
        assert!(playback.engine().now().0.abs_diff(166_667) <= 1, "{:?}", playback.engine().now());
    }

    #[test]
    fn a_paused_run_stands_still_and_a_reset_goes_back() {
        let mut playback = Playback::new(Plan::default());
        playback.set_speed(100.0);
        playback.play();
        playback.frame(100.0, &mut || true);
        playback.pause();
        playback.frame(100.0, &mut || true);
        assert_eq!(playback.engine().now(), Time(10_000_000));
        playback.reset(Plan::default());
        assert_eq!((playback.engine().now(), playback.speed(), playback.playing()), (Time::START, 100.0, false));
    }

    #[test]
    fn idle_time_is_skipped_up_to_the_next_event() {
        let mut playback = Playback::new(Plan::default());
        playback.set_skip_idle(true);
        playback.play();
        playback.frame(16.0, &mut || true);
        // The only event of an empty design is the end of the first minute.
        assert_eq!(playback.engine().now(), Time(59_999_999));
        assert_eq!(playback.skipped(), Some(Span(59_999_999)));
    }
}
