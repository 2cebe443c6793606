//! The state of the page itself: which panels are open, what is said, how it looks. Never part of a document.

use super::slices::Slices;
use super::voice::Voice;
use crate::editor::{Hit, Offer};
use crate::model::{NodeId, Point, Rect, RemarkId};
use crate::words::Words;
use leptos::prelude::*;
use std::rc::Rc;

/// The colours of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    /// As the system says.
    System,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
    /// Black on white with dark colours and thick lines: a projector washes colours out.
    Projector,
}

impl Theme {
    /// All themes, with their words in the style sheet and in what is kept, and their names in the menu.
    pub const ALL: [(Theme, &'static str, &'static str); 4] = [
        (Theme::System, "system", "Look as the system has it"),
        (Theme::Light, "light", "Light"),
        (Theme::Dark, "dark", "Dark"),
        (Theme::Projector, "projector", "Projector"),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(theme, ..)| *theme == self).map_or("system", |(_, word, _)| word)
    }

    /// The theme of a word; the system's for any other.
    pub fn of(word: &str) -> Self {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map_or(Theme::System, |(theme, ..)| *theme)
    }
}

/// The tabs of the inspector.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    /// The form.
    Settings,
    /// What the node holds.
    Messages,
    /// Its charts.
    Metrics,
    /// Its own notes.
    Why,
}

/// The lists that the drawer above the transport can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drawer {
    /// Notes of the run, newest first.
    Events,
    /// What is wrong with the diagram.
    Problems,
    /// Faults now and by plan.
    Faults,
    /// The journey of the message that a person follows.
    Journey,
    /// Messages found among all.
    Find,
    /// Bookmarked moments: a talk.
    Moments,
    /// What the run costs.
    Costs,
}

/// Dialogs: one at a time.
#[derive(Clone, PartialEq, Debug)]
pub enum Dialog {
    /// Copy a link, save, open.
    Share,
    /// Every command.
    Commands,
    /// The nodes of this design, by name.
    FindNode,
    /// Many runs with many seeds.
    Batch,
    /// The link to this moment as a code, as large as the screen.
    Code(String),
    /// A film of the run.
    Record,
    /// Every key.
    Help,
    /// What this is.
    About,
    /// Every rule, and how faithfully it is followed.
    Fidelity,
    /// Diagrams of this browser and those that come along.
    Gallery,
    /// The guide of a service, by its key.
    Guide(String),
    /// The designs that this browser keeps.
    Documents,
    /// What the open design was.
    Versions,
    /// A sentence (title, text) that a person has to see.
    Notice(String, String),
}

/// Sheets of the narrow page: one at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sheet {
    /// The palette.
    Palette,
    /// The inspector.
    Inspector,
}

/// Something said at the bottom of the canvas for a few seconds.
#[derive(Clone, PartialEq, Debug)]
pub struct Toast {
    /// The sentence.
    pub text: String,
    /// Counts up, so that the same sentence twice is said twice.
    pub number: u64,
}

/// The signals of the page.
#[derive(Clone, Copy)]
pub struct Ui {
    /// What of the page is still to be built.
    pub slices: Slices,
    /// Light or dark, as chosen.
    pub theme: RwSignal<Theme>,
    /// The language of the page, as a tag: `en`.
    pub language: RwSignal<&'static str>,
    /// The catalogue of that language; English has none.
    pub words: StoredValue<Option<Rc<Words>>, LocalStorage>,
    /// Whether the page is dark now (chosen or by the system); drawn things look here.
    pub dark: RwSignal<bool>,
    /// Whether the system asks for less motion: no travelling beads.
    pub calm: RwSignal<bool>,
    /// Whether the page is narrow: sheets in place of side panels.
    pub narrow: RwSignal<bool>,
    /// Which tab of the inspector is open.
    pub tab: RwSignal<Tab>,
    /// Which list the drawer shows.
    pub drawer: RwSignal<Option<Drawer>>,
    /// Which dialog is open.
    pub dialog: RwSignal<Option<Dialog>>,
    /// Whether the inspector is shown beside the canvas.
    pub inspector: RwSignal<bool>,
    /// Whether the outline stands in the place of the canvas.
    pub outline: RwSignal<bool>,
    /// Which sheet of the narrow page is up.
    pub sheet: RwSignal<Option<Sheet>>,
    /// What is said at the moment.
    pub toast: RwSignal<Option<Toast>>,
    /// What screen readers are told, politely.
    pub voice: Voice,
    /// The family of messages (number of its first message) that a person follows; the canvas marks its beads.
    pub message: RwSignal<Option<u64>>,
    /// The bookmark that was visited last, by its place in the talk.
    pub bookmark: RwSignal<Option<usize>>,
    /// Where the canvas is on the page, in client pixels. The canvas keeps it up to date.
    pub stage: RwSignal<Rect>,
    /// A list of services to choose from, at a place of the canvas; the canvas shows it.
    pub offer: RwSignal<Option<Offer>>,
    /// A context menu for what is under the pointer, at a place in pixels of the canvas element; the canvas shows it.
    pub menu: RwSignal<Option<(Hit, Point)>>,
    /// A node that shall have the keyboard's focus; the canvas gives it and sets this to `None`.
    pub focus: RwSignal<Option<NodeId>>,
    /// Whether the minimap is shown.
    pub minimap: RwSignal<bool>,
    /// The frame or note that is written on, where it is.
    pub writing: RwSignal<Option<RemarkId>>,
    /// Whether the run is being presented: panels away, everything large.
    pub present: RwSignal<bool>,
    /// Whether a red point follows the pointer.
    pub laser: RwSignal<bool>,
    /// Counts up when a turn of the wheel was left to the page around this one.
    pub scrolled_past: RwSignal<u64>,
    /// A node whose ports shall have the keyboard's focus; the canvas gives it and sets this to `None`.
    pub ports: RwSignal<Option<NodeId>>,
}

impl Ui {
    /// The page as it opens.
    pub fn new() -> Self {
        Self {
            slices: Slices::new(),
            theme: RwSignal::new(Theme::System),
            language: RwSignal::new("en"),
            words: StoredValue::new_local(None),
            dark: RwSignal::new(false),
            calm: RwSignal::new(false),
            narrow: RwSignal::new(false),
            tab: RwSignal::new(Tab::Settings),
            drawer: RwSignal::new(None),
            dialog: RwSignal::new(None),
            inspector: RwSignal::new(true),
            outline: RwSignal::new(false),
            sheet: RwSignal::new(None),
            toast: RwSignal::new(None),
            voice: Voice::new(),
            message: RwSignal::new(None),
            bookmark: RwSignal::new(None),
            stage: RwSignal::new(Rect::default()),
            offer: RwSignal::new(None),
            menu: RwSignal::new(None),
            focus: RwSignal::new(None),
            minimap: RwSignal::new(false),
            writing: RwSignal::new(None),
            present: RwSignal::new(false),
            laser: RwSignal::new(false),
            scrolled_past: RwSignal::new(0),
            ports: RwSignal::new(None),
        }
    }

    /// Says a sentence: shown for a few seconds and told to screen readers.
    pub fn say(&self, text: impl Into<String>) {
        let text = text.into();
        self.announce(text.clone());
        self.toast.update(|toast| {
            let number = toast.as_ref().map_or(0, |t| t.number) + 1;
            *toast = Some(Toast { text, number });
        });
    }

    /// A text as the page says it: for what compares with what a person typed. Texts that are only shown need it not.
    pub fn said(&self, text: &str) -> String {
        let said = self.words.with_value(|words| words.as_ref().and_then(|words| words.say(text)));
        said.unwrap_or_else(|| text.to_owned())
    }

    /// Answers what a person did, to screen readers only.
    pub fn announce(&self, text: impl Into<String>) {
        self.voice.answer(text);
    }
}

impl Default for Ui {
    fn default() -> Self {
        Self::new()
    }
}
