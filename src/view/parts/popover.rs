//! What opens over a button and goes again: by the button, by Esc, and when the focus leaves it. Esc and a choice give the
//! focus back to the button; arrows, Home and End go through a menu.

use crate::browser::{clock, focus};
use leptos::ev;
use leptos::prelude::*;

/// One that is open or closed.
#[derive(Clone, Copy)]
pub struct Popover {
    open: RwSignal<bool>,
    /// A selector of what holds both, the button and what opens.
    place: &'static str,
    /// The id of the button.
    button: &'static str,
    /// A selector of what gets the focus.
    first: &'static str,
    /// A selector of what the arrows go through; nothing if it is no menu.
    items: Option<&'static str>,
}

impl Popover {
    /// A card with controls, at first closed.
    pub fn card(place: &'static str, button: &'static str, first: &'static str) -> Self {
        Self { open: RwSignal::new(false), place, button, first, items: None }
    }

    /// A menu with items, at first closed.
    pub fn menu(place: &'static str, button: &'static str, first: &'static str, items: &'static str) -> Self {
        Self { items: Some(items), ..Self::card(place, button, first) }
    }

    /// Whether it is open.
    pub fn is_open(self) -> bool {
        self.open.get()
    }

    /// The same as the button tells it (`aria-expanded`).
    pub fn expanded(self) -> String {
        self.open.get().to_string()
    }

    /// A click on the button.
    pub fn toggle(self) {
        self.open.update(|open| *open = !*open);
        if self.open.get_untracked() {
            clock::later(0, move || {
                focus::give_first(self.first);
            });
        }
    }

    /// Closes it; the button has the focus.
    pub fn close(self) {
        self.open.set(false);
        focus::give(self.button);
    }

    /// A key that was pressed in it.
    pub fn key(self, ev: &ev::KeyboardEvent) {
        let by = match ev.key().as_str() {
            "Escape" if self.open.get_untracked() => {
                ev.stop_propagation();
                return self.close();
            }
            // The focus goes on by itself, from the place of the item.
            "Tab" if self.items.is_some() => return self.open.set(false),
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "Home" => i32::MIN,
            "End" => i32::MAX,
            _ => return,
        };
        let Some(items) = self.items else { return };
        ev.prevent_default();
        ev.stop_propagation();
        focus::walk(items, by);
    }

    /// The focus left something in it.
    pub fn left(self, ev: &ev::FocusEvent) {
        // A click beside it takes the focus out, too.
        if !focus::goes_into(ev, self.place) {
            self.open.set(false);
        }
    }
}
