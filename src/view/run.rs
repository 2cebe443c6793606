//! The run behind the page: its controls, the signals that follow it, and the frame clock that moves it on. The loop sleeps
//! while nothing moves.

use super::app::App;
use super::frames::Frame;
use super::live::{Board, Live, NodeLive, WireLive, two_digits};
use crate::browser::clock;
use crate::model::{Happening, NodeId, WireId};
use crate::playback::{Moment, Playback, Stop};
use crate::sim::{Engine, Time};
use leptos::prelude::*;

/// Milliseconds between two refreshes of the signals.
const REFRESH: f64 = 100.0;
/// Milliseconds between two beats.
const BEAT: f64 = 250.0;
/// Milliseconds that the engine may take of a frame.
const BUDGET: f64 = 6.0;
/// Milliseconds that it may take of a frame in which nothing else moves, because the run is on its way to a moment.
const SEEK: f64 = 40.0;

/// The frame loop's own memory.
#[derive(Clone, Copy, Default)]
pub(super) struct Pace {
    /// A frame was asked for.
    pub(super) asked: bool,
    /// When the last frame was, if the loop did not sleep since.
    pub(super) last: Option<f64>,
    /// When the signals were last refreshed.
    pub(super) refreshed: f64,
    /// When the panels last looked, and what time it was in the run then.
    pub(super) beaten: f64,
    pub(super) beaten_at: Time,
    /// The speed that was reached, if it was less than asked for.
    pub(super) slow: Option<f64>,
    /// Which run this is.
    pub(super) run: u64,
}

/// The run.
impl App {
    /// The card of a node.
    pub fn node(&self, id: &NodeId) -> ArcRwSignal<NodeLive> {
        self.board.try_update_value(|board| board.node(id)).expect("the page lives")
    }

    /// A wire.
    pub fn wire(&self, id: &WireId) -> ArcRwSignal<WireLive> {
        self.board.try_update_value(|board| board.wire(id)).expect("the page lives")
    }

    /// Looks at the run as it is now, untracked: track [`App::live`] to look again.
    pub fn engine<T>(&self, look: impl FnOnce(&Engine) -> T) -> T {
        self.playback.with_value(|playback| look(playback.engine()))
    }

    /// Lets simulated time move.
    pub fn play(&self) {
        self.drive(Playback::play);
    }

    /// Stops simulated time where it is.
    pub fn pause(&self) {
        self.drive(Playback::pause);
    }

    /// Handles exactly one event.
    pub fn step(&self) {
        self.drive(|playback| {
            playback.step();
        });
    }

    /// Sets the speed: simulated seconds per second.
    pub fn set_speed(&self, speed: f64) {
        self.drive(|playback| playback.set_speed(speed));
    }

    /// Sets whether stretches in which nothing happens are jumped over.
    pub fn set_skip_idle(&self, on: bool) {
        self.drive(|playback| playback.set_skip_idle(on));
    }

    /// Goes on to just before the next thing that happens; the ends of minutes are no such thing.
    pub fn skip(&self) {
        self.drive(Playback::skip);
    }

    /// Pauses and takes the last event back.
    pub fn step_back(&self) {
        self.turn(|playback| {
            playback.step_back();
        });
    }

    /// Pauses and goes to an instant of the past or the future, with all done that is due by then. What is far is
    /// reached over several frames.
    pub fn seek(&self, to: Time) {
        self.seek_moment(Moment::at(to));
    }

    /// Pauses and goes to a moment; see [`App::seek`].
    pub fn seek_moment(&self, moment: Moment) {
        self.turn(|playback| {
            playback.aim(moment);
            let begun = clock::now();
            playback.frame(0.0, &mut || clock::now() - begun < SEEK);
        });
    }

    /// Sets the breakpoints.
    pub fn set_stops(&self, stops: Vec<Stop>) {
        self.drive(|playback| playback.set_stops(stops));
    }

    /// Looks at the run with its past, untracked: track [`App::live`] or [`App::beat`] to look again.
    pub fn playback<T>(&self, look: impl FnOnce(&Playback) -> T) -> T {
        self.playback.with_value(look)
    }

    /// Takes deed number `n` of the log back, whatever came after it. An edit of more than settings can be taken back
    /// only while it is the last one; if it is not, the page says so and the answer is false.
    pub fn take_back(&self, n: usize) -> bool {
        let mut taken = false;
        self.turn(|playback| taken = playback.take_back(n));
        if !taken {
            self.ui.say(
                "Nodes or wires came or went here, and the design was changed since. Undo the later changes first.",
            );
        }
        taken
    }

    /// Changes where the run is: what flies is forgotten, for it flew elsewhere.
    pub(super) fn turn(&self, act: impl FnOnce(&mut Playback)) {
        self.pace.update_value(|pace| pace.run += 1);
        self.board.update_value(Board::restart);
        self.drive(act);
    }

    /// Back to the start, paused.
    pub fn reset(&self) {
        let diagram = self.editor.with_untracked(|editor| editor.diagram().clone());
        self.start_over(diagram);
    }

    /// Lets something happen to the run now or later; it does not become part of the design.
    pub fn inject(&self, happening: Happening) {
        self.drive(|playback| playback.inject(happening));
    }

    fn drive(&self, act: impl FnOnce(&mut Playback)) {
        self.playback.update_value(act);
        self.refresh();
        self.wake();
    }

    /// Brings the signals up to date with the run.
    pub(super) fn refresh(&self) {
        let mut live = self.playback.try_update_value(Live::of).unwrap_or_default();
        self.playback.with_value(|playback| self.board.update_value(|board| board.refresh(playback)));
        let wall = clock::now();
        let pace = self.pace.get_value();
        let beat = !live.playing || wall - pace.beaten >= BEAT;
        live.slow = pace.slow.filter(|_| live.playing);
        if beat && live.playing {
            live.slow = self.slowness(&live, wall - pace.beaten, pace);
        }
        if self.live.with_untracked(|before| *before == live) {
            return;
        }
        if beat {
            self.pace.update_value(|pace| (pace.beaten, pace.beaten_at, pace.slow) = (wall, live.now, live.slow));
        }
        self.live.set(live);
        if beat {
            self.beat.update(|beat| *beat += 1);
        }
    }

    /// The speed that was reached since the last beat, to two digits, if the run fell behind.
    fn slowness(&self, live: &Live, elapsed: f64, pace: Pace) -> Option<f64> {
        let behind = self.playback.with_value(Playback::behind);
        let reached = live.now.since(pace.beaten_at).as_millis() / elapsed.max(1.0);
        // One slow frame is no news, and a beat after a pause says nothing.
        (behind && elapsed < 4.0 * BEAT && reached < 0.9 * live.speed).then(|| two_digits(reached))
    }
}

/// The frame clock.
impl App {
    /// Registers somebody who draws every frame.
    pub fn on_frame(&self, drawer: impl FnMut(&Frame) -> bool + 'static) {
        self.drawers.update_value(|drawers| drawers.push(Box::new(drawer)));
        self.wake();
    }

    /// Asks for a frame, for the loop sleeps while nothing moves.
    pub fn wake(&self) {
        let app = *self;
        if self.pace.with_value(|pace| pace.asked) {
            return;
        }
        self.pace.update_value(|pace| pace.asked = true);
        clock::next_frame(move |wall| app.frame(wall));
    }

    fn frame(&self, wall: f64) {
        let Some(mut pace) = self.pace.try_get_value() else { return };
        pace.asked = false;
        let elapsed = pace.last.map_or(0.0, |last| (wall - last).max(0.0));
        let playing = self.playback.try_update_value(|playback| {
            let begun = clock::now();
            let budget = if playback.seeking().is_some() { SEEK } else { BUDGET };
            playback.frame(elapsed, &mut || clock::now() - begun < budget);
            playback.playing() || playback.seeking().is_some()
        });
        let Some(playing) = playing else { return };
        let (flights, missed) =
            self.playback.try_update_value(|p| p.engine_mut().trace_mut().take_flights()).unwrap_or_default();
        self.board.update_value(|board| flights.iter().for_each(|flight| board.flew(flight.link.0)));
        // Drawers are taken out while they draw, so that they may use the page as they like.
        let mut drawers = self.drawers.try_update_value(std::mem::take).unwrap_or_default();
        let more = self.playback.with_value(|playback| {
            let engine = playback.engine();
            let (now, speed, run) = (engine.now(), playback.speed(), pace.run);
            let flights = flights.as_slice();
            let frame = Frame { wall, elapsed, now, playing, speed, engine, flights, missed, run };
            let mut more = false;
            for draw in &mut drawers {
                // Everybody draws, whoever else wants another frame.
                more |= draw(&frame);
            }
            more
        });
        self.drawers.update_value(|now| {
            drawers.append(now);
            *now = drawers;
        });
        let again = playing || more;
        pace.last = again.then_some(wall);
        if wall - pace.refreshed >= REFRESH || !playing {
            pace.refreshed = wall;
            self.refresh();
        }
        self.pace.update_value(|kept| {
            kept.last = pace.last;
            kept.refreshed = pace.refreshed;
            kept.asked = false;
        });
        if again {
            self.wake();
        }
    }
}
