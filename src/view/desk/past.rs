//! The past of the open document: versions kept now and then and before risky deeds, and one of them restored.

use super::shelf::SHELF;
use crate::browser::clock;
use crate::editor::{Edit, Editor};
use crate::exchange;
use crate::exchange::shelf::{EVERY, Reason, Version};
use crate::services::CATALOG;
use crate::view::app::App;
use leptos::prelude::*;

impl App {
    /// The versions of the open document, the latest first.
    pub fn versions(&self) -> Vec<Version> {
        self.desk.current().map(|id| SHELF.versions(&id)).unwrap_or_default()
    }

    /// Notes what the document was before the change that was just kept, if the last version is some minutes old.
    pub(super) fn add_version(&self, id: &str, title: &str, text: &str, now: f64) {
        let desk = &self.desk;
        let due = desk.version_at.get_value().is_none_or(|at| now - at >= EVERY);
        if let Some(before) = desk.before.get_value().filter(|_| due)
            && SHELF.add_version(id, before, now)
        {
            desk.version_at.set_value(Some(now));
        }
        let now = Version { at: now, why: Reason::Changes, title: title.to_owned(), text: text.to_owned() };
        desk.before.set_value(Some(now));
    }

    /// Keeps a version of the document as it is now, before something risky. One that is not kept needs none.
    pub fn keep_version(&self, why: Reason) {
        self.keep();
        let Some(id) = self.desk.current() else { return };
        let title = self.editor.with_untracked(|editor| editor.diagram().title.clone());
        let now = clock::date();
        if SHELF.add_version(&id, Version { at: now, why, title, text: self.desk.text.get_value() }, now) {
            self.desk.version_at.set_value(Some(now));
        }
    }

    /// Goes back to a version; it is a step that can be undone, and the present state is a version from now on.
    pub fn restore(&self, version: &Version) {
        let loaded = match exchange::load(&version.text, &CATALOG) {
            Ok(loaded) => loaded,
            Err(problem) => return self.ui.say(format!("This version is damaged. {problem}")),
        };
        self.keep_version(Reason::BeforeRestore);
        let name = "Restore a version".to_owned();
        if self.edit(Edit::Replace { diagram: Box::new(loaded.diagram), name }) {
            self.change(Editor::show_opening);
            self.keep();
            let at = clock::said(version.at);
            self.ui.say(format!("This is the version of {at}. Undo takes you back to where you were."));
        }
    }
}
