//! A run that can go back: the engine, key-frames of its past, and the log of what a person did to it. Going back is
//! going to a key-frame and replaying from there; the log makes the replay exact.

use super::frames::{KeyFrame, KeyFrames};
use super::log::{Act, Deed, Difference};
use crate::model::Happening;
use crate::sim::{Engine, Plan, Stepped, Time};
use std::sync::Arc;

/// Events handled at most before the next look at whether a key-frame is due.
const LOOK: u64 = 1_024;

/// A moment of a run: an instant, and how many events were handled by then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// The simulated instant.
    pub at: Time,
    /// How many events were handled; `None`: all that are due at or before `at`.
    pub events: Option<u64>,
}

impl Moment {
    /// The instant, with all that is due by then done.
    pub fn at(at: Time) -> Self {
        Self { at, events: None }
    }
}

/// A run with its past.
#[derive(Clone)]
pub struct Reel {
    plan: Arc<Plan>,
    engine: Engine,
    frames: KeyFrames,
    log: Vec<Deed>,
    /// How many deeds of the log the engine contains.
    done: usize,
}

impl Reel {
    /// A run at its start.
    pub fn new(plan: Plan) -> Self {
        let engine = Engine::new(plan.clone());
        let mut reel = Self { plan: Arc::new(plan), engine, frames: KeyFrames::default(), log: Vec::new(), done: 0 };
        reel.frames.offer(&reel.engine, 0);
        reel
    }

    /// The run as it is now.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The run, to say what its trace keeps and to take flights from it.
    pub fn engine_mut(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// What a person did to the run, in order. Those from [`Reel::done`] on lie ahead.
    pub fn log(&self) -> &[Deed] {
        &self.log
    }

    /// How many deeds of the log have been done by now.
    pub fn done(&self) -> usize {
        self.done
    }

    /// The plan in force after so many deeds.
    pub fn plan_after(&self, deeds: usize) -> &Arc<Plan> {
        let adopted = self.log[..deeds].iter().rev().find_map(|deed| match &deed.what {
            Act::Adopt(plan) => Some(plan),
            Act::Happen(_) => None,
        });
        adopted.unwrap_or(&self.plan)
    }

    /// What deed number `n` changed of the design; `None` if it is no edit.
    pub fn difference(&self, n: usize) -> Option<Difference> {
        let Act::Adopt(new) = &self.log.get(n)?.what else { return None };
        Some(Difference::between(self.plan_after(n), new))
    }

    /// How many key-frames there are, and how many messages they hold together.
    pub fn size(&self) -> (usize, u64) {
        self.frames.size()
    }

    /// The key-frames up to now, oldest first.
    pub(super) fn past(&self) -> &[Arc<KeyFrame>] {
        self.frames.until(self.engine.events())
    }

    /// How far the run has ever been: scrubbing up to here replays, beyond it the run goes where it has not been.
    pub fn furthest(&self) -> Time {
        self.tip().now().max(self.engine.now())
    }

    /// The moment of [`Reel::furthest`]. A run may be paused amid an instant, so its events are counted too.
    pub fn end(&self) -> Moment {
        Moment { at: self.furthest(), events: Some(self.tip().events()) }
    }

    /// The run at its furthest: what the timeline shows of the way there.
    pub fn tip(&self) -> &Engine {
        match self.frames.furthest() {
            Some(frame) if frame.engine.events() > self.engine.events() => &frame.engine,
            _ => &self.engine,
        }
    }

    /// Runs towards `goal`, at most `budget` events; deeds of the log happen at their places.
    pub fn run_until(&mut self, goal: Time, budget: u64) -> Stepped {
        let mut left = budget;
        loop {
            let begun = self.engine.events();
            let part = left.min(LOOK);
            let stepped = match self.log.get(self.done).map(|deed| (deed.at, deed.events)) {
                None => self.engine.run_until(goal, part),
                Some((at, Some(events))) if events <= begun => {
                    if at > goal {
                        self.engine.idle_until(goal);
                        return Stepped::Reached;
                    }
                    self.redo();
                    continue;
                }
                Some((_, Some(events))) => self.engine.run_until(goal, part.min(events - begun)),
                Some((at, None)) => {
                    let before = Time(at.0.saturating_sub(1));
                    match self.engine.run_until(goal.min(before), part) {
                        Stepped::Reached if at <= goal => {
                            self.redo();
                            continue;
                        }
                        stepped => stepped,
                    }
                }
            };
            self.frames.offer(&self.engine, self.done);
            left -= self.engine.events() - begun;
            if stepped == Stepped::Reached || left == 0 {
                return stepped;
            }
        }
    }

    /// Does the next deed of the log, here.
    fn redo(&mut self) {
        let deed = &mut self.log[self.done];
        self.engine.idle_until(deed.at);
        deed.events = Some(self.engine.events());
        let what = deed.what.clone();
        self.done += 1;
        self.act(what);
    }

    fn act(&mut self, what: Act) {
        match what {
            Act::Happen(happening) => self.engine.inject(happening),
            Act::Adopt(plan) => self.engine.adopt((*plan).clone()),
        }
    }

    /// Goes on with another plan, now. Edits that lie ahead are taken off the log, for they were made to a design that
    /// is no more; faults that lie ahead stay at their instants. How many edits were taken off.
    pub fn adopt(&mut self, plan: Plan) -> usize {
        let ahead = self.log.len();
        let mut n = 0;
        let done = self.done;
        self.log.retain(|deed| {
            n += 1;
            n <= done || matches!(deed.what, Act::Happen(_))
        });
        self.add(Act::Adopt(Arc::new(plan)));
        ahead + 1 - self.log.len()
    }

    /// Lets something happen, now or later.
    pub fn inject(&mut self, happening: Happening) {
        self.add(Act::Happen(happening));
    }

    /// Logs a deed and does it. What was known of the future is no more.
    fn add(&mut self, what: Act) {
        self.frames.cut(self.done, self.engine.events());
        self.log[self.done..].iter_mut().for_each(|deed| deed.events = None);
        let (at, events) = (self.engine.now(), Some(self.engine.events()));
        self.log.insert(self.done, Deed { at, events, what: what.clone() });
        self.done += 1;
        self.act(what);
    }

    /// A run at its start for which this log is written already: going on does the deeds at their places.
    pub fn with_log(plan: Plan, log: Vec<Deed>) -> Self {
        Self { log, ..Self::new(plan) }
    }

    /// Takes deed number `n` back: the run is what it would be now without it. Edits made later lose what they had from
    /// it. False, with nothing changed, for an edit of more than settings that others follow.
    pub fn take_back(&mut self, n: usize) -> bool {
        if n >= self.log.len() {
            return false;
        }
        if let Some(change) = self.difference(n) {
            let last = !self.log[n + 1..].iter().any(|deed| matches!(deed.what, Act::Adopt(_)));
            if !change.only_settings() && !last {
                return false;
            }
            for deed in &mut self.log[n + 1..] {
                if let Act::Adopt(plan) = &mut deed.what {
                    change.take_back(Arc::make_mut(plan));
                }
            }
        }
        let now = Moment::at(self.engine.now());
        let gone = self.log.remove(n);
        self.log[n..].iter_mut().for_each(|deed| deed.events = None);
        self.frames.cut(n, gone.events.unwrap_or(u64::MAX));
        if n < self.done {
            self.rewind(|deeds, _| deeds <= n);
            self.pursue(now, &mut || true);
        }
        true
    }

    /// Takes a planned happening off the plan, as if it had never been on it; the run is what it would be now.
    pub fn unplan(&mut self, happening: &Happening) {
        let forget = |plan: &mut Plan| plan.happenings.retain(|h| h != happening);
        forget(Arc::make_mut(&mut self.plan));
        for deed in &mut self.log {
            deed.events = None;
            if let Act::Adopt(plan) = &mut deed.what {
                forget(Arc::make_mut(plan));
            }
        }
        let now = Moment::at(self.engine.now());
        self.restart();
        self.pursue(now, &mut || true);
    }

    fn restart_closed(&mut self) {
        let fresh = Engine::new((*self.plan).clone());
        self.replace(fresh, 0);
    }

    fn restart(&mut self) {
        self.restart_closed();
        self.frames.clear();
        self.frames.offer(&self.engine, 0);
    }

    /// Puts another engine in the place of this one; what is drawn and kept stays as it was asked for.
    fn replace(&mut self, engine: Engine, done: usize) {
        let draws = self.engine.trace().draws();
        self.engine = engine;
        self.engine.trace_mut().draw(draws);
        self.done = done;
    }

    /// Goes to the latest key-frame that fits.
    fn rewind(&mut self, fits: impl Fn(usize, &Engine) -> bool) {
        match self.frames.latest(|frame| fits(frame.deeds, &frame.engine)) {
            Some(frame) => {
                let (engine, deeds) = (frame.engine.clone(), frame.deeds);
                self.replace(engine, deeds);
            }
            None => self.restart(),
        }
    }

    /// Prepares for a moment: goes back to the key-frame before it, or forward to the latest one before it. What
    /// remains to be run is done by [`Reel::pursue`].
    pub fn aim(&mut self, moment: Moment) {
        self.frames.mark(&self.engine, self.done);
        let by_then = |engine: &Engine| match moment.events {
            Some(events) => engine.events() < events || engine.events() == events && engine.now() <= moment.at,
            None => engine.now() <= moment.at,
        };
        let ahead = by_then(&self.engine);
        let better = self.frames.latest(|frame| by_then(&frame.engine));
        if !ahead || better.is_some_and(|frame| frame.engine.events() > self.engine.events()) {
            self.rewind(|_, engine| by_then(engine));
        }
    }

    /// Runs to a moment that lies ahead, in slices, as long as `more_time` says so; whether it is reached.
    pub fn pursue(&mut self, moment: Moment, more_time: &mut dyn FnMut() -> bool) -> bool {
        loop {
            let left = moment.events.map_or(u64::MAX, |events| events.saturating_sub(self.engine.events()));
            if left == 0 {
                self.settle(moment.at);
                return true;
            }
            let limit = if moment.events.is_some() { Time(u64::MAX) } else { moment.at };
            if self.run_until(limit, left.min(LOOK)) == Stepped::Reached {
                return true;
            }
            if !more_time() {
                return false;
            }
        }
    }

    /// All events of a moment are handled: the deeds up to its instant, and the clock.
    fn settle(&mut self, at: Time) {
        let events = self.engine.events();
        while self.log.get(self.done).is_some_and(|d| d.at <= at && d.events.is_some_and(|e| e <= events)) {
            self.redo();
        }
        self.engine.idle_until(at);
    }

    /// Goes to a moment of the past or of the future.
    pub fn seek(&mut self, moment: Moment) {
        self.aim(moment);
        self.pursue(moment, &mut || true);
    }

    /// The run from its start, as a copy that lists every message; it adds no key-frames.
    pub fn enrolled(&self) -> Reel {
        let mut copy = self.clone();
        copy.frames = self.frames.closed();
        copy.engine.trace_mut().draw(false);
        copy.restart_closed();
        copy.engine.enrol();
        copy
    }

    /// The run as it was at an instant, as a copy whose trace ends there.
    pub fn copy_at(&self, at: Time) -> Reel {
        let mut copy = self.clone();
        copy.frames = self.frames.closed();
        copy.engine.trace_mut().draw(false);
        copy.seek(Moment::at(at));
        copy
    }

    /// The run from before message number `serial` was made, as a copy to look into: it follows that message's family
    /// and adds no key-frames.
    pub fn before_message(&self, serial: u64) -> Reel {
        let mut copy = self.clone();
        copy.frames = self.frames.closed();
        copy.engine.trace_mut().draw(false);
        copy.rewind(|_, engine| engine.census().created < serial);
        copy.engine.follow(serial);
        copy
    }
}
