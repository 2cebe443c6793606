//! What the editor wants of the page after an input: said, shown, copied, focused.

use super::app::App;
use super::inspector::{LABEL_FIELD, NAME_FIELD};
use super::ui::{Sheet, Tab};
use crate::browser::{clipboard, clock, focus};
use crate::editor::{Effect, Selection, Subject};
use leptos::prelude::*;

impl App {
    /// Carries out what the editor wants of the page.
    pub fn carry_out(&self, effects: Vec<Effect>) {
        for effect in effects {
            self.carry_out_one(effect);
        }
    }

    fn carry_out_one(&self, effect: Effect) {
        let app = *self;
        match effect {
            Effect::Announce(text) => self.ui.announce(text),
            Effect::Refused(refusal) => self.ui.say(refusal.to_string()),
            Effect::Inspect(subject) => self.inspect(&subject),
            Effect::Offer(offer) => self.ui.offer.set(Some(offer)),
            Effect::Menu(hit, at) => self.ui.menu.set(Some((hit, at))),
            Effect::EditName(node) => {
                self.inspect(&Subject::Node(node));
                // The inspector shows the node only after this turn.
                clock::later(0, || {
                    focus::give(NAME_FIELD);
                });
            }
            Effect::EditLabel(wire) => {
                self.inspect(&Subject::Wire(wire));
                clock::later(0, || {
                    focus::give(LABEL_FIELD);
                });
            }
            Effect::Write(remark) => {
                self.ui.sheet.set(None);
                self.ui.writing.set(Some(remark));
            }
            Effect::CopyText(text) => clipboard::write(text, move |done| {
                if !done {
                    app.ui.say("The browser did not let this page use the clipboard.");
                }
            }),
            Effect::ReadClipboard => clipboard::read(move |text| match text {
                Some(text) => app.paste(&text),
                None => app
                    .ui
                    .say("The browser did not let this page read the clipboard. Press Ctrl+V or ⌘V on the canvas."),
            }),
            Effect::Focus(node) => self.ui.focus.set(Some(node)),
            Effect::FocusPorts(node) => self.ui.ports.set(Some(node)),
            Effect::LeavePanel => self.leave_panel(),
        }
    }

    /// Closes the drawer and lets go of the message that is followed; without them, the outline.
    fn leave_panel(&self) {
        let panel = self.ui.drawer.with_untracked(Option::is_some) || self.ui.message.with_untracked(Option::is_some);
        if !panel {
            self.ui.outline.set(false);
        }
        self.ui.drawer.set(None);
        self.ui.message.set(None);
    }

    /// Brings in copied nodes.
    pub fn paste(&self, text: &str) {
        match self.change(|editor| editor.paste_text(text, None)) {
            Ok(said) => self.ui.announce(format!("Pasted {said}.")),
            Err(refusal) => self.ui.say(refusal.to_string()),
        }
    }

    /// Selects something, shows it on the canvas and in the inspector.
    pub fn inspect(&self, subject: &Subject) {
        self.change(|editor| match subject {
            Subject::Node(node) => {
                editor.select(Selection::node(node));
                editor.reveal(node);
            }
            Subject::Wire(wire) => editor.select(Selection::wire(wire)),
            Subject::Remark(remark) => editor.select(Selection::remark(remark)),
        });
        self.ui.tab.set(Tab::Settings);
        if self.ui.narrow.get_untracked() {
            self.ui.sheet.set(Some(Sheet::Inspector));
        }
    }
}
