//! Keeping: every change is kept by itself, a moment after it was made.

use super::shelf::{SHELF, new_id};
use super::{Origin, Saved};
use crate::browser::{address, clock, listen};
use crate::editor::Editor;
use crate::exchange;
use crate::exchange::shelf::Refused;
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::embed;
use leptos::prelude::*;

/// Milliseconds after a change until it is kept.
const PATIENCE: i32 = 300;

impl App {
    /// Keeps every change from now on, and opens links that are pasted into the address bar.
    pub fn keep_from_now_on(&self) {
        let app = *self;
        address::on_fragment(move |fragment| {
            if !fragment.is_empty() {
                app.open_text(&fragment, Origin::Link);
            }
        });
        if embed::here().is_some() {
            return;
        }
        let revision = Memo::new(move |_| app.editor.with(Editor::revision));
        Effect::new(move |_| {
            if revision.get() != app.desk.revision.get_value() {
                // What cannot be kept stays told until it can.
                if !app.desk.saved.get_untracked().alarming() {
                    app.desk.saved.set(Saved::Saving);
                }
                if !app.desk.waiting.get_value() {
                    app.desk.waiting.set_value(true);
                    app.keep_soon();
                }
            }
        });
        listen::anywhere("pagehide", move |_| app.keep());
        listen::in_document("visibilitychange", move |_| app.keep());
        listen::anywhere("beforeunload", move |ev| {
            app.keep();
            // The browser asks, in words of its own, whether to leave what is not kept.
            if app.desk.saved.get_untracked().alarming() {
                ev.prevent_default();
            }
        });
        self.watch_other_tabs();
    }

    /// Keeps what was changed in a moment; while something is dragged, when it is dropped.
    fn keep_soon(&self) {
        let app = *self;
        clock::later(PATIENCE, move || match app.editor.try_with_untracked(|editor| editor.tool().drags()) {
            Some(true) => app.keep_soon(),
            Some(false) => app.keep(),
            None => {}
        });
    }

    /// Keeps what was changed, if anything was.
    pub fn keep(&self) {
        let desk = &self.desk;
        desk.waiting.set_value(false);
        let Some(revision) = self.editor.try_with_untracked(Editor::revision) else { return };
        if embed::here().is_some() {
            return;
        }
        let before = desk.saved.get_untracked();
        if revision == desk.revision.get_value() && !before.alarming() {
            return;
        }
        let (text, title) =
            self.editor.with_untracked(|e| (exchange::write(e.diagram(), &CATALOG), e.diagram().title.clone()));
        let now = clock::date();
        let mut id = desk.id.get_value();
        // Another tab has the same document open and kept its own changes: this one becomes a document of its own.
        if id.as_ref().is_some_and(|id| SHELF.read(id).is_some_and(|there| there != desk.text.get_value())) {
            id = None;
            self.ui.say("This design was changed in another tab as well; what you do here is now kept as a copy.");
        }
        let id = id.unwrap_or_else(new_id);
        let saved = match SHELF.keep(&id, &title, &text, now) {
            Ok(()) => {
                desk.id.set_value(Some(id.clone()));
                desk.text.set_value(text.clone());
                self.add_version(&id, &title, &text, now);
                self.tell_other_tabs();
                // From here on a reload opens the work, not the link it began with.
                address::clear_fragment();
                Saved::Saved
            }
            Err(Refused::Full) => Saved::Full,
            Err(Refused::Off) => Saved::Off,
        };
        desk.revision.set_value(revision);
        if saved.alarming() && !before.alarming() {
            desk.put_off.set(false);
            self.ui.announce(saved.said());
        }
        desk.saved.set(saved);
        desk.shelf.update(|n| *n += 1);
    }
}
