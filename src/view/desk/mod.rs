//! Documents: which one is open, whether it is kept, and how one comes in or goes out. Work is kept by itself in this
//! browser, each document under a name of its own; opening something never writes over what is kept.

pub mod scenarios;
mod shelf;

pub use shelf::Kept;

use super::app::App;
use super::ui::Dialog;
use crate::browser::files::{self, Unread};
use crate::browser::{address, clock, listen};
use crate::editor::Editor;
use crate::exchange::{self, LoadError, Loaded};
use crate::model::Diagram;
use crate::services::CATALOG;
use leptos::prelude::*;

/// Milliseconds after a change until it is kept.
const PATIENCE: i32 = 300;
/// The seed of a new design.
const SEED: u64 = 7;

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
            Saved::Full => "storage is full: save it as a file",
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
    /// The name under which it is kept, once it is.
    id: StoredValue<Option<String>>,
    /// Its text as this page last read or wrote it, to notice another tab.
    text: StoredValue<String>,
    /// The revision of the editor that is kept or needs no keeping.
    revision: StoredValue<u64>,
    /// A save is on its way.
    waiting: StoredValue<bool>,
}

impl Desk {
    /// An empty desk.
    pub fn new() -> Self {
        Self {
            saved: RwSignal::new(Saved::Untouched(Origin::Example)),
            shelf: RwSignal::new(0),
            id: StoredValue::new(None),
            text: StoredValue::new(String::new()),
            revision: StoredValue::new(0),
            waiting: StoredValue::new(false),
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

/// Keeping.
impl App {
    /// Keeps every change from now on, and opens links that are pasted into the address bar.
    pub fn keep_from_now_on(&self) {
        let app = *self;
        let revision = Memo::new(move |_| app.editor.with(Editor::revision));
        Effect::new(move |_| {
            if revision.get() != app.desk.revision.get_value() {
                app.desk.saved.set(Saved::Saving);
                if !app.desk.waiting.get_value() {
                    app.desk.waiting.set_value(true);
                    clock::later(PATIENCE, move || app.keep());
                }
            }
        });
        listen::anywhere("pagehide", move |_| app.keep());
        listen::in_document("visibilitychange", move |_| app.keep());
        address::on_fragment(move |fragment| {
            if !fragment.is_empty() {
                app.open_text(&fragment, Origin::Link);
            }
        });
    }

    /// Keeps what was changed, if anything was.
    pub fn keep(&self) {
        let desk = &self.desk;
        desk.waiting.set_value(false);
        let Some(revision) = self.editor.try_with_untracked(Editor::revision) else { return };
        if revision == desk.revision.get_value() {
            return;
        }
        let (text, title) =
            self.editor.with_untracked(|e| (exchange::write(e.diagram(), &CATALOG), e.diagram().title.clone()));
        let mut id = desk.id.get_value();
        // Another tab has the same document open and kept its own changes: this one becomes a document of its own.
        if id.as_ref().is_some_and(|id| shelf::read(id).is_some_and(|there| there != desk.text.get_value())) {
            id = None;
            self.ui.say("This design was changed in another tab as well; what you do here is now kept as a copy.");
        }
        let id = id.unwrap_or_else(shelf::new_id);
        let saved = match shelf::keep(&id, &title, &text) {
            Ok(()) => {
                desk.id.set_value(Some(id));
                desk.text.set_value(text);
                // From here on a reload opens the work, not the link it began with.
                address::clear_fragment();
                Saved::Saved
            }
            Err(problem) => problem,
        };
        desk.revision.set_value(revision);
        if saved.alarming() && !desk.saved.get_untracked().alarming() {
            self.ui.announce(saved.said());
        }
        desk.saved.set(saved);
        desk.shelf.update(|n| *n += 1);
    }
}

/// Coming in and going out.
impl App {
    /// What the page begins with: the design of the link, else the last document, else the example.
    pub fn open_first(&self) {
        let fragment = address::fragment();
        if !fragment.is_empty() && self.open_text(&fragment, Origin::Link) {
            return;
        }
        match shelf::last() {
            Some(id) if self.open_kept(&id) => {}
            _ => self.open_scenario(0),
        }
    }

    /// Opens a document or a link as something new; false, and a sentence in a dialog, if that cannot be done.
    pub fn open_text(&self, text: &str, origin: Origin) -> bool {
        self.keep();
        match exchange::load(text, &CATALOG) {
            Ok(loaded) => {
                self.lay_open(loaded, None, String::new(), Saved::Untouched(origin));
                if origin != Origin::Link {
                    address::clear_fragment();
                }
                true
            }
            Err(problem) => {
                self.refuse(origin, &problem);
                false
            }
        }
    }

    /// Opens a document that is kept in this browser.
    pub fn open_kept(&self, id: &str) -> bool {
        self.keep();
        let Some(text) = shelf::read(id) else { return false };
        match exchange::load(&text, &CATALOG) {
            Ok(loaded) => {
                shelf::remember(id);
                self.lay_open(loaded, Some(id.to_owned()), text, Saved::Saved);
                address::clear_fragment();
                true
            }
            Err(problem) => {
                self.refuse(Origin::File, &problem);
                false
            }
        }
    }

    /// Opens one of the examples.
    pub fn open_scenario(&self, number: usize) {
        if let Some(scenario) = scenarios::ALL.get(number) {
            self.open_text(scenario.text, Origin::Example);
        }
    }

    /// Begins with an empty canvas.
    pub fn new_design(&self) {
        self.keep();
        let diagram = Diagram { title: "Untitled design".to_owned(), seed: SEED, ..Diagram::default() };
        self.lay_open(
            Loaded { diagram, repairs: Vec::new(), extras: Default::default() },
            None,
            String::new(),
            Saved::Untouched(Origin::New),
        );
        address::clear_fragment();
    }

    /// Forgets a document that is kept.
    pub fn forget(&self, id: &str) {
        shelf::forget(id);
        if self.desk.id.get_value().as_deref() == Some(id) {
            self.desk.id.set_value(None);
            self.desk.saved.set(Saved::Untouched(Origin::New));
        }
        self.desk.shelf.update(|n| *n += 1);
    }

    /// The documents that are kept, the latest first.
    pub fn kept(&self) -> Vec<Kept> {
        shelf::all()
    }

    /// Saves the design as a file.
    pub fn save_file(&self) {
        let (text, title) =
            self.editor.with_untracked(|e| (exchange::write(e.diagram(), &CATALOG), e.diagram().title.clone()));
        files::save(&format!("{}.signalbox.json", file_name(&title)), "application/json", &text);
        self.ui.announce("Saved as a file.");
    }

    /// Lets the person choose a file, and opens it.
    pub fn open_file(&self) {
        let app = *self;
        files::choose(".json,application/json,text/plain", move |name, text| app.open_read(&name, text));
    }

    /// Opens what was read of a file.
    pub fn open_read(&self, name: &str, text: Result<String, Unread>) {
        let problem = match text {
            Ok(text) => {
                if self.open_text(&text, Origin::File) {
                    self.ui.dialog.set(None);
                    self.ui.announce(format!("Opened {name}."));
                }
                return;
            }
            Err(Unread::TooLarge) => "It is larger than any design. Choose a file that was saved by Signalbox.",
            Err(Unread::Unreadable) => {
                "The browser could not read it. Check that the file is still there, and try again."
            }
        };
        self.ui.dialog.set(Some(Dialog::Notice(format!("{name} was not opened"), problem.to_owned())));
    }

    fn lay_open(&self, loaded: Loaded, id: Option<String>, text: String, saved: Saved) {
        let Loaded { diagram, repairs, extras } = loaded;
        self.open(diagram);
        self.editor.update(|editor| {
            if editor.diagram().nodes.is_empty() {
                editor.look(crate::editor::Camera::default());
            }
            if let Some(camera) = extras.camera {
                let view = crate::editor::Camera::new(0.0, 0.0, camera.zoom);
                let viewport = editor.viewport();
                editor.look(view.centred(camera.center, viewport));
            }
        });
        if let Some(moment) = extras.moment {
            self.set_speed(moment.speed);
            if let Some(node) = moment.selected {
                self.editor.update(|editor| editor.select(crate::editor::Selection::node(&node)));
            }
        }
        self.desk.id.set_value(id);
        self.desk.text.set_value(text);
        self.desk.revision.set_value(self.editor.with_untracked(Editor::revision));
        self.desk.saved.set(saved);
        self.ui.message.set(None);
        if !repairs.is_empty() {
            let text = format!("Some of it had to be put right or left out:\n{}", repairs.join("\n"));
            self.ui.dialog.set(Some(Dialog::Notice("Opened, with repairs".to_owned(), text)));
        }
    }

    fn refuse(&self, origin: Origin, problem: &LoadError) {
        let title = match origin {
            Origin::Link => "This link cannot be opened",
            _ => "This document cannot be opened",
        };
        self.ui.dialog.set(Some(Dialog::Notice(title.to_owned(), problem.to_string())));
    }
}

/// A title as a file name: letters, digits and hyphens.
fn file_name(title: &str) -> String {
    let mut name = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name: String = name.trim_end_matches('-').chars().take(60).collect();
    if name.is_empty() { "design".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn titles_become_names_of_files() {
        assert_eq!(file_name("E-commerce: order / processing"), "e-commerce-order-processing");
        assert_eq!(file_name("  ../..  "), "design");
        assert_eq!(file_name("Überweisung №7"), "überweisung-7");
    }
}
