//! Opening and saving: links, files, examples and what this browser keeps come in through one door.

use super::moment::look;
use super::shelf::SHELF;
use super::{Origin, Saved, scenarios};
use crate::browser::files::{self, Unread};
use crate::browser::{address, clock, image};
use crate::editor::{Camera, Editor, picture};
use crate::exchange::shelf::{Reason, Version};
use crate::exchange::{self, LoadError, Loaded, png};
use crate::model::{Diagram, Size};
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::embed;
use crate::view::ui::Dialog;
use leptos::prelude::*;

/// The most pixels of a picture, and the longest side: what every browser can draw.
const MOST_PIXELS: f64 = 16_000_000.0;
const LONGEST_SIDE: f64 = 8_000.0;
/// Said when the browser draws no picture.
const NO_PICTURE: &str = "The browser could not draw the picture. Export it as SVG: that needs no drawing.";
/// The seed of a new design.
const SEED: u64 = 7;

impl App {
    /// The document or the link that [`App::open_first`] will read.
    pub fn first_text(&self) -> String {
        let fragment = address::fragment();
        let kept = || last_kept().and_then(|id| SHELF.read(&id));
        let example = || scenarios::ALL.first().map(|scenario| scenario.text.to_owned()).unwrap_or_default();
        if fragment.is_empty() { kept().unwrap_or_else(example) } else { fragment }
    }

    /// What the page begins with: the design of the link, else the last document, else the example.
    pub fn open_first(&self) {
        let fragment = address::fragment();
        if !fragment.is_empty() && self.open_text(&fragment, Origin::Link) {
            return;
        }
        if !last_kept().is_some_and(|id| self.open_kept(&id)) {
            self.open_scenario(0);
        }
    }

    /// Opens a document or a link as something new; false, and a sentence in a dialog, if that cannot be done.
    pub fn open_text(&self, text: &str, origin: Origin) -> bool {
        match origin {
            Origin::Link => self.keep_version(Reason::BeforeLink),
            _ => self.keep(),
        }
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
        let Some(text) = SHELF.read(id) else { return false };
        match exchange::load(&text, &CATALOG) {
            Ok(loaded) => {
                SHELF.remember(id);
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

    /// Saves the design as a file.
    pub fn save_file(&self) {
        let (text, title) =
            self.editor.with_untracked(|e| (exchange::write(e.diagram(), &CATALOG), e.diagram().title.clone()));
        files::save(&format!("{}.signalbox.json", file_name(&title)), "application/json", &text);
        self.ui.announce("Saved as a file.");
    }

    /// Downloads the design as a picture that opens again.
    pub fn save_picture(&self) {
        let (picture, title) = self.editor.with_untracked(|e| {
            let document = exchange::write(e.diagram(), &CATALOG);
            (picture::svg(e.diagram(), &CATALOG, &document), e.diagram().title.clone())
        });
        files::save(&format!("{}.signalbox.svg", file_name(&title)), "image/svg+xml", &picture);
        self.ui.announce("Saved as a picture. It opens again in Signalbox.");
    }

    /// Downloads the design as a picture of pixels, with the design inside: it opens again.
    pub fn save_png(&self) {
        let app = *self;
        let (document, picture, title) = self.editor.with_untracked(|e| {
            let document = exchange::write(e.diagram(), &CATALOG);
            (document, picture::plain(e.diagram(), &CATALOG), e.diagram().title.clone())
        });
        let name = format!("{}.signalbox.png", file_name(&title));
        let size = picture.bounds.size();
        let scale = sharpness(size);
        image::draw(&picture.svg, (size.w * scale, size.h * scale), move |canvas| {
            let Some(canvas) = canvas else { return app.ui.say(NO_PICTURE) };
            image::png(&canvas, move |bytes| match bytes.and_then(|bytes| png::with_document(&bytes, &document)) {
                Some(bytes) => {
                    files::save_bytes(&name, "image/png", &bytes);
                    app.ui.announce("Saved as a picture. It opens again in Signalbox.");
                }
                None => app.ui.say(NO_PICTURE),
            });
        });
    }

    /// Lets the person choose a file, and opens it.
    pub fn open_file(&self) {
        let app = *self;
        files::choose(".json,.svg,.png,application/json,image/svg+xml,image/png,text/plain", move |name, text| {
            app.open_read(&name, text)
        });
    }

    /// Opens what was read of a file.
    pub fn open_read(&self, name: &str, bytes: Result<Vec<u8>, Unread>) {
        let problem = match bytes.map(|bytes| exchange::text_of(&bytes)) {
            Ok(Ok(text)) => {
                if self.open_text(&text, Origin::File) {
                    self.ui.dialog.set(None);
                    self.ui.announce(format!("Opened {name}."));
                }
                return;
            }
            Ok(Err(problem)) => return self.refuse(Origin::File, &problem),
            Err(Unread::TooLarge) => "It is larger than any design. Choose a file that was saved by Signalbox.",
            Err(Unread::Unreadable) => {
                "The browser could not read it. Check that the file is still there, and try again."
            }
        };
        self.ui.dialog.set(Some(Dialog::Notice(format!("{name} was not opened"), problem.to_owned())));
    }

    /// Lays a design that was read on the desk: a new run, a new history.
    pub(in crate::view) fn lay_open(&self, loaded: Loaded, id: Option<String>, text: String, saved: Saved) {
        let Loaded { diagram, repairs, extras } = loaded;
        self.open(diagram);
        self.editor.update(|editor| {
            if editor.diagram().nodes.is_empty() {
                editor.look(Camera::default());
            }
            self.desk.view.set_value(extras.camera);
            if let Some(camera) = extras.camera {
                look(editor, camera.center, camera.zoom);
            }
        });
        self.begin_past(id.as_deref());
        self.desk.id.set_value(id);
        self.desk.text.set_value(text);
        self.tell_other_tabs();
        self.desk.revision.set_value(self.editor.with_untracked(Editor::revision));
        self.desk.saved.set(saved);
        self.ui.message.set(None);
        self.ui.bookmark.set(None);
        if let Some(moment) = extras.moment {
            self.reach(moment);
        }
        if !repairs.is_empty() {
            let text = format!("Some of it had to be put right or left out:\n{}", repairs.join("\n"));
            self.ui.dialog.set(Some(Dialog::Notice("Opened, with repairs".to_owned(), text)));
        }
    }

    /// What was opened is the first version of what becomes of it, or one more of those that there are.
    fn begin_past(&self, id: Option<&str>) {
        let kept = id.and_then(|id| SHELF.line(id));
        let before = self.editor.with_untracked(|e| {
            let at = kept.map(|kept| kept.changed).filter(|at| *at > 0.0).unwrap_or_else(clock::date);
            let text = exchange::write(e.diagram(), &CATALOG);
            Version { at, why: Reason::Opened, title: e.diagram().title.clone(), text }
        });
        let empty = self.editor.with_untracked(|e| e.diagram().nodes.is_empty());
        self.desk.before.set_value((!empty).then_some(before));
        self.desk.version_at.set_value(id.and_then(|id| Some(SHELF.versions(id).first()?.at)));
    }

    fn refuse(&self, origin: Origin, problem: &LoadError) {
        let title = match origin {
            Origin::Link => "This link cannot be opened",
            _ => "This document cannot be opened",
        };
        self.ui.dialog.set(Some(Dialog::Notice(title.to_owned(), problem.to_string())));
    }
}

/// The document that this browser showed last. A page inside another one shows what that one gave it, never what the reader keeps.
fn last_kept() -> Option<String> {
    SHELF.last().filter(|_| embed::here().is_none())
}

/// Pixels per unit of a picture of this size: two, less if it would be too large for a browser.
fn sharpness(size: Size) -> f64 {
    (MOST_PIXELS / (size.w * size.h).max(1.0)).sqrt().min(LONGEST_SIDE / size.w.max(size.h).max(1.0)).min(2.0)
}

/// A title as a file name: letters, digits and hyphens.
pub fn file_name(title: &str) -> String {
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
    use super::{LONGEST_SIDE, MOST_PIXELS, file_name, sharpness};
    use crate::model::Size;

    #[test]
    fn pictures_are_sharp_and_never_too_large() {
        assert_eq!(sharpness(Size { w: 1_000.0, h: 600.0 }), 2.0);
        for (w, h) in [(10_000.0, 400.0), (9_000.0, 9_000.0), (1.0, 100_000.0)] {
            let scale = sharpness(Size { w, h });
            assert!(
                w * h * scale * scale <= MOST_PIXELS * 1.001 && w.max(h) * scale <= LONGEST_SIDE * 1.001,
                "{w} × {h}"
            );
        }
    }

    #[test]
    fn titles_become_names_of_files() {
        assert_eq!(file_name("E-commerce: order / processing"), "e-commerce-order-processing");
        assert_eq!(file_name("  ../..  "), "design");
        assert_eq!(file_name("Überweisung №7"), "überweisung-7");
    }
}
