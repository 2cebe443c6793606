//! The documents of this browser: renamed, copied, deleted and put back.

use super::shelf::{SHELF, new_id};
use super::{Origin, Saved};
use crate::browser::clock;
use crate::editor::{Edit, LONGEST_TITLE};
use crate::exchange;
use crate::exchange::shelf::{Kept, copy_title};
use crate::services::CATALOG;
use crate::view::app::App;
use leptos::prelude::*;

/// What the page says when the browser takes nothing more.
const NO_ROOM: &str = "This browser has no room left for that. Delete a design for good under “Recently deleted”, or save this one as a file.";

impl App {
    /// The documents that are kept, the latest first.
    pub fn kept(&self) -> Vec<Kept> {
        SHELF.all()
    }

    /// The documents that were deleted and can be put back, the latest first.
    pub fn deleted(&self) -> Vec<Kept> {
        SHELF.bin()
    }

    /// Gives a document another title.
    pub fn rename_kept(&self, id: &str, title: &str) {
        if self.desk.current().as_deref() == Some(id) {
            if self.edit(Edit::SetTitle(title.to_owned())) {
                self.keep();
            }
            return;
        }
        let title: String = title.trim().chars().take(LONGEST_TITLE).collect();
        self.rewrite(id, id, &title);
    }

    /// Makes a copy of a document, beside it.
    pub fn duplicate_kept(&self, id: &str) {
        self.keep();
        let Some(kept) = SHELF.line(id) else { return };
        let title = self.title_for_a_copy(&kept.title);
        if self.rewrite(id, &new_id(), &title) {
            self.ui.announce(format!("Copied as {title}."));
        }
    }

    /// Goes on with a copy of the open document; the document stays as it was kept.
    pub fn continue_as_copy(&self) {
        let (title, locked) = self.editor.with_untracked(|editor| (editor.diagram().title.clone(), editor.locked()));
        self.desk.id.set_value(None);
        self.desk.text.set_value(String::new());
        self.desk.version_at.set_value(None);
        // A design that is locked keeps its title.
        let title = if locked { title } else { self.title_for_a_copy(&title) };
        if !locked {
            self.edit(Edit::SetTitle(title.clone()));
        }
        // The copy is kept even if nothing was changed in it.
        self.desk.revision.set_value(u64::MAX);
        self.keep();
        self.tell_other_tabs();
        self.ui.say(match self.desk.saved.get_untracked() {
            Saved::Saved => format!("You go on with “{title}”."),
            // Why, says the header and the line above the canvas.
            _ => format!("You go on with “{title}”, which is not kept."),
        });
    }

    /// Deletes a document; it can be put back. False if the browser did not take it.
    pub fn delete_kept(&self, id: &str) -> bool {
        self.keep();
        if SHELF.delete(id, clock::date()).is_err() {
            self.ui.say(NO_ROOM);
            return false;
        }
        if self.desk.current().as_deref() == Some(id) {
            // The design stays on the canvas; its next change makes a document of it again.
            self.desk.id.set_value(None);
            self.desk.saved.set(Saved::Untouched(Origin::New));
            self.tell_other_tabs();
        }
        self.desk.shelf.update(|n| *n += 1);
        true
    }

    /// Puts a deleted document back.
    pub fn put_back(&self, id: &str) {
        if SHELF.put_back(id).is_err() {
            return self.ui.say(NO_ROOM);
        }
        // It is still on the canvas, and nothing was changed since: it is the open one again.
        if self.desk.current().is_none() && SHELF.read(id).is_some_and(|text| text == self.desk.text.get_value()) {
            self.desk.id.set_value(Some(id.to_owned()));
            self.desk.saved.set(Saved::Saved);
            SHELF.remember(id);
            self.tell_other_tabs();
        }
        self.desk.shelf.update(|n| *n += 1);
    }

    /// Deletes a document for good.
    pub fn erase(&self, id: &str) {
        SHELF.erase(id);
        // There is room again, perhaps for what is waiting for it.
        self.keep();
        self.desk.shelf.update(|n| *n += 1);
    }

    /// A title for a copy that no document has.
    fn title_for_a_copy(&self, title: &str) -> String {
        let taken: Vec<String> = SHELF.all().into_iter().map(|kept| kept.title).collect();
        copy_title(title, &taken, LONGEST_TITLE)
    }

    /// Writes the document `from` with another title as `to`.
    fn rewrite(&self, from: &str, to: &str, title: &str) -> bool {
        let Some(text) = SHELF.read(from) else { return false };
        match exchange::load(&text, &CATALOG) {
            Ok(mut loaded) => {
                title.clone_into(&mut loaded.diagram.title);
                let text = exchange::write(&loaded.diagram, &CATALOG);
                if SHELF.put(to, title, &text, clock::date()).is_err() {
                    self.ui.say(NO_ROOM);
                    return false;
                }
                self.desk.shelf.update(|n| *n += 1);
                true
            }
            Err(problem) => {
                self.ui.say(format!("This document is damaged. {problem}"));
                false
            }
        }
    }
}
