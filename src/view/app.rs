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
use super::embed;
use super::frames::Drawer;
use super::live::{Board, Live};
use super::run::Pace;
use super::ui::Ui;
use crate::catalog::assemble;
use crate::check::Problem;
use crate::editor::{Edit, Editor, Effect, Undo, same_run};
use crate::model::{Diagram, Happening};
use crate::playback::Playback;
use crate::services::CATALOG;
use leptos::prelude::*;

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
    pub(super) playback: StoredValue<Playback, LocalStorage>,
    pub(super) board: StoredValue<Board, LocalStorage>,
    pub(super) drawers: StoredValue<Vec<Drawer>, LocalStorage>,
    pub(super) pace: StoredValue<Pace>,
    /// The design that the run follows.
    pub(super) followed: StoredValue<Diagram, LocalStorage>,
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
                // Read, not only tracked: a memo that nobody has read follows nothing.
                revision.get();
                if embed::hides_answers() { Vec::new() } else { editor.with_untracked(Editor::problems) }
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
        let before = self.editor.with_untracked(|editor| (edit.name(editor.diagram(), &CATALOG), editor.revision()));
        match self.change(|editor| editor.perform(&edit, undo)) {
            Ok(()) => {
                // What changed nothing needs no word.
                if self.editor.with_untracked(Editor::revision) != before.1 {
                    self.ui.announce(format!("{}.", before.0));
                }
                true
            }
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
        let at_start =
            self.playback.with_value(|p| p.engine().events() == 0 && p.reel().log().is_empty() && !p.playing());
        if at_start || new.seed != old.seed {
            drop(old);
            self.start_over(new);
            return;
        }
        let fresh: Vec<Happening> = new.happenings.iter().filter(|h| !old.happenings.contains(h)).cloned().collect();
        let gone: Vec<Happening> = old.happenings.iter().filter(|h| !new.happenings.contains(h)).cloned().collect();
        let rewired = !same_run(&planless(&new), &planless(&old));
        drop(old);
        let plan = assemble(&new, &CATALOG);
        let mut taken = 0;
        if rewired {
            self.playback.update_value(|playback| taken = playback.adopt(plan));
        }
        for happening in &gone {
            self.turn(|playback| playback.unplan(happening));
        }
        self.playback.update_value(|playback| {
            let now = playback.engine().now().0;
            fresh.into_iter().filter(|h| h.at >= now).for_each(|h| playback.inject(h));
        });
        if taken > 0 {
            let changes = if taken == 1 { "One change that you made" } else { "Changes that you made" };
            self.ui
                .say(format!("{changes} later in this run left the timeline, because the design was changed before."));
        }
        self.followed.set_value(new);
        self.refresh();
    }

    /// Says that the run follows this design already: what comes is no edit.
    pub fn follows(&self, diagram: Diagram) {
        self.followed.set_value(diagram);
    }

    pub(super) fn start_over(&self, diagram: Diagram) {
        self.playback.update_value(|playback| playback.reset(assemble(&diagram, &CATALOG)));
        self.board.update_value(Board::restart);
        self.pace.update_value(|pace| pace.run += 1);
        self.followed.set_value(diagram);
        self.refresh();
        self.wake();
    }
}

/// The design without its planned events.
fn planless(diagram: &Diagram) -> Diagram {
    Diagram { happenings: Vec::new(), ..diagram.clone() }
}
