//! The page's one door to everything below it: the editor, the run and the state of the page, handed to every component
//! by context (`App::here()`).
//!
//! How to build on it:
//! - Read the design from `app.editor` (slice it with a `Memo`); change it with `app.edit(…)` or `app.change(|editor| …)`.
//!   The run, the autosave and the undo history follow by themselves; moving a node touches no simulation.
//! - A card reads `app.node(&id)`, a wire `app.wire(&id)`, everything else about the run `app.live`: all of them change at
//!   most ten times a second, and only when their own value did. `app.engine(|engine| …)` looks deeper, untracked.
//! - Whoever draws every frame registers with `app.on_frame(|frame| …)`.
//! - Inputs of the hand go to the editor with `app.hand(|editor| editor.input(…))`, which also carries out the effects that
//!   come back; offers of services, context menus and focus arrive as signals in `app.ui`.
//! - Whatever a person can do by key, menu or command list is a `Command` of an `editor::Action`: `app.run(command)`.

use super::desk::Desk;
use super::frames::{Drawer, Frame};
use super::live::{Board, Live, NodeLive, WireLive, two_digits};
use super::ui::Ui;
use crate::browser::clock;
use crate::catalog::assemble;
use crate::check::Problem;
use crate::editor::{Edit, Editor, Effect, Undo, same_run};
use crate::model::{Diagram, Happening, NodeId, WireId};
use crate::playback::Playback;
use crate::services::CATALOG;
use crate::sim::{Engine, Time};
use leptos::prelude::*;

/// Milliseconds between two refreshes of the signals.
const REFRESH: f64 = 100.0;
/// Milliseconds between two beats.
const BEAT: f64 = 250.0;
/// Milliseconds that the engine may take of a frame.
const BUDGET: f64 = 6.0;

/// Everything that a component may ask for. Copy it freely.
#[derive(Clone, Copy)]
pub struct App {
    /// The design being edited, its history, the selection, the tool and the camera.
    pub editor: RwSignal<Editor, LocalStorage>,
    /// The run as a whole.
    pub live: RwSignal<Live>,
    /// The state of the page.
    pub ui: Ui,
    /// The open document, and whether it is kept.
    pub desk: Desk,
    /// What is wrong or risky in the design.
    pub problems: Memo<Vec<Problem>>,
    /// Beats four times a second while the run moves, and at every change while it stands: for panels that look deeper than
    /// the signals, with [`App::engine`].
    pub beat: RwSignal<u64>,
    playback: StoredValue<Playback, LocalStorage>,
    board: StoredValue<Board, LocalStorage>,
    drawers: StoredValue<Vec<Drawer>, LocalStorage>,
    pace: StoredValue<Pace>,
    /// The design that the run follows.
    followed: StoredValue<Diagram, LocalStorage>,
}

/// The frame loop's own memory.
#[derive(Clone, Copy, Default)]
struct Pace {
    /// A frame was asked for.
    asked: bool,
    /// When the last frame was, if the loop did not sleep since.
    last: Option<f64>,
    /// When the signals were last refreshed.
    refreshed: f64,
    /// When the panels last looked, and what time it was in the run then.
    beaten: f64,
    beaten_at: Time,
    /// The speed that was reached, if it was less than asked for.
    slow: Option<f64>,
    /// Which run this is.
    run: u64,
}

impl App {
    /// The page with this editor, ready and paused; provides itself as context.
    pub fn provide(editor: Editor) -> Self {
        let diagram = editor.diagram().clone();
        let mut playback = Playback::new(assemble(&diagram, &CATALOG));
        let live = Live::of(&mut playback);
        let editor = RwSignal::new_local(editor);
        let revision = Memo::new(move |_| editor.with(Editor::run_revision));
        let app = Self {
            editor,
            problems: Memo::new(move |_| {
                revision.track();
                editor.with_untracked(Editor::problems)
            }),
            desk: Desk::new(),
            beat: RwSignal::new(0),
            live: RwSignal::new(live),
            ui: Ui::new(),
            playback: StoredValue::new_local(playback),
            board: StoredValue::new_local(Board::default()),
            drawers: StoredValue::new_local(Vec::new()),
            pace: StoredValue::new(Pace::default()),
            followed: StoredValue::new_local(diagram),
        };
        provide_context(app);
        app.refresh();
        app
    }

    /// The page that this component belongs to.
    pub fn here() -> Self {
        expect_context()
    }
}

/// The design.
impl App {
    /// Carries an edit out as a step of its own. A refusal is said on the page, and the answer is false.
    pub fn edit(&self, edit: Edit) -> bool {
        self.perform(edit, Undo::Step)
    }

    /// Carries an edit out. A refusal is said on the page, and the answer is false.
    pub fn perform(&self, edit: Edit, undo: Undo) -> bool {
        match self.change(|editor| editor.perform(&edit, undo)) {
            Ok(()) => true,
            Err(refusal) => {
                self.ui.say(refusal.to_string());
                false
            }
        }
    }

    /// Changes the editor in any way: edits, selection, camera. The run follows if the simulation is touched.
    pub fn change<T>(&self, change: impl FnOnce(&mut Editor) -> T) -> T {
        let mut answer = None;
        self.editor.update(|editor| answer = Some(change(editor)));
        self.follow();
        answer.expect("update runs its closure")
    }

    /// Changes the editor and carries out what it wants of the page.
    pub fn hand(&self, change: impl FnOnce(&mut Editor) -> Vec<Effect>) {
        let effects = self.change(change);
        self.carry_out(effects);
    }

    /// Opens another design: a new run, a new history.
    pub fn open(&self, diagram: Diagram) {
        self.editor.update(|editor| editor.open(diagram.clone()));
        self.start_over(diagram);
    }

    /// Lets the run follow the design.
    fn follow(&self) {
        let editor = self.editor.read_untracked();
        let old = self.followed.read_value();
        if same_run(editor.diagram(), &old) {
            return;
        }
        let new = editor.diagram().clone();
        drop(editor);
        let at_start = self.playback.with_value(|p| p.engine().now() == Time::START && !p.playing());
        if at_start || new.seed != old.seed {
            drop(old);
            self.start_over(new);
            return;
        }
        let fresh: Vec<Happening> = new.happenings.iter().filter(|h| !old.happenings.contains(h)).cloned().collect();
        let gone = old.happenings.iter().any(|h| !new.happenings.contains(h));
        drop(old);
        self.playback.update_value(|playback| {
            playback.adopt(assemble(&new, &CATALOG));
            let now = playback.engine().now().0;
            fresh.into_iter().filter(|h| h.at >= now).for_each(|h| playback.inject(h));
        });
        if gone {
            self.ui.say("What was planned for this run still happens; the change counts from the next Reset on.");
        }
        self.followed.set_value(new);
        self.refresh();
    }

    fn start_over(&self, diagram: Diagram) {
        self.playback.update_value(|playback| playback.reset(assemble(&diagram, &CATALOG)));
        self.board.update_value(Board::restart);
        self.pace.update_value(|pace| pace.run += 1);
        self.followed.set_value(diagram);
        self.refresh();
        self.wake();
    }
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

    /// Goes on to just before the next event.
    pub fn skip(&self) {
        self.drive(|playback| {
            if let Some(next) = playback.engine_mut().next_time() {
                let to = Time(next.0.saturating_sub(1)).max(playback.engine().now());
                playback.engine_mut().run_until(to, 1);
            }
        });
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
    fn refresh(&self) {
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
            playback.frame(elapsed, &mut || clock::now() - begun < BUDGET);
            playback.playing()
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
            {
                // Every drawer draws, whoever else wants another frame.
                let mut more = false;
                for draw in drawers.iter_mut() {
                    more |= draw(&frame);
                }
                more
            }
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
