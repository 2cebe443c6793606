//! Documents: which one is open, whether it is kept, and how one comes in or goes out. Work is kept by itself in this
//! browser, each document under a name of its own; opening something never writes over what is kept.

mod documents;
mod keep;
mod moment;
mod open;
mod past;
pub mod scenarios;
mod shelf;
mod tabs;

use crate::exchange::link::Camera;
use crate::exchange::shelf::Version;
pub(super) use moment::look;
pub use open::file_name;

use leptos::prelude::*;

/// Whether the open document is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saved {
    /// It came from an example, a link or a file and was not changed: there is nothing to keep yet.
    Untouched(Origin),
    /// A change is about to be kept.
    Saving,
    /// It is kept.
    Saved,
    /// There is no room left.
    Full,
    /// The browser keeps nothing for this page.
    Off,
}

/// Where an untouched document came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// It comes along with the page.
    Example,
    /// A link.
    Link,
    /// A file.
    File,
    /// An empty canvas.
    New,
}

impl Saved {
    /// A word or a sentence for the header.
    pub const fn said(self) -> &'static str {
        match self {
            Saved::Untouched(Origin::Example) => "example",
            Saved::Untouched(Origin::Link) => "from a link",
            Saved::Untouched(Origin::File) => "from a file",
            Saved::Untouched(Origin::New) => "new",
            Saved::Saving => "saving…",
            Saved::Saved => "saved",
            Saved::Full => "not saved: no room left",
            Saved::Off => "not saved: this browser keeps nothing for the page",
        }
    }

    /// Whether a person should do something about it.
    pub const fn alarming(self) -> bool {
        matches!(self, Saved::Full | Saved::Off)
    }
}

/// The open document.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Whether it is kept.
    pub saved: RwSignal<Saved>,
    /// Counts up when the list of kept documents changed.
    pub shelf: RwSignal<u64>,
    /// The part of the canvas that it was opened to show, if its link said one: looked at once the canvas has its size.
    pub(super) view: StoredValue<Option<Camera>>,
    /// The name under which it is kept, once it is.
    pub(super) id: StoredValue<Option<String>>,
    /// Its text as this page last read or wrote it, to notice another tab.
    pub(super) text: StoredValue<String>,
    /// The revision of the editor that is kept or needs no keeping.
    pub(super) revision: StoredValue<u64>,
    /// A save is on its way.
    pub(super) waiting: StoredValue<bool>,
    /// What the document was before its next change.
    pub(super) before: StoredValue<Option<Version>>,
    /// When its last version was kept, in milliseconds since 1970.
    pub(super) version_at: StoredValue<Option<f64>>,
    /// Whether another tab has it open too.
    pub twice: RwSignal<bool>,
    /// Whether another tab changed it.
    pub changed_elsewhere: RwSignal<bool>,
    /// Whether the person put off what there is to say of it.
    pub put_off: RwSignal<bool>,
    others: StoredValue<tabs::Others, LocalStorage>,
}

impl Desk {
    /// An empty desk.
    pub fn new() -> Self {
        Self {
            saved: RwSignal::new(Saved::Untouched(Origin::Example)),
            shelf: RwSignal::new(0),
            view: StoredValue::new(None),
            id: StoredValue::new(None),
            text: StoredValue::new(String::new()),
            revision: StoredValue::new(0),
            waiting: StoredValue::new(false),
            before: StoredValue::new(None),
            version_at: StoredValue::new(None),
            twice: RwSignal::new(false),
            changed_elsewhere: RwSignal::new(false),
            put_off: RwSignal::new(false),
            others: StoredValue::new_local(tabs::Others::new()),
        }
    }

    /// The name under which the open document is kept.
    pub fn current(&self) -> Option<String> {
        self.id.get_value()
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}
