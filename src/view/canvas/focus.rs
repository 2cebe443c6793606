//! Moving the keyboard's focus among cards, without letting the browser scroll.

use super::stage::Stage;
use crate::editor::Thing;
use crate::model::NodeId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

/// Gives the focus to the card of a node; false if it has none.
pub fn card(id: &NodeId) -> bool {
    element("node", "data-node", id.as_str())
}

/// Gives the focus to a card, a frame or a note; false if it is not there.
pub fn thing(thing: &Thing) -> bool {
    match thing {
        Thing::Node(id) => card(id),
        Thing::Remark(id) => element("remark", "data-remark", id.as_str()),
    }
}

fn element(class: &str, attribute: &str, id: &str) -> bool {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else { return false };
    let cards = document.get_elements_by_class_name(class);
    let mut all = (0..cards.length()).filter_map(|n| cards.item(n)?.dyn_into::<HtmlElement>().ok());
    match all.find(|card| card.get_attribute(attribute).as_deref() == Some(id)) {
        Some(card) => {
            give(&card);
            true
        }
        None => false,
    }
}

/// Takes the focus to the canvas unless something on it has it.
pub fn hold(stage: &Stage) {
    let Some(element) = stage.element.get_untracked() else { return };
    let focused = web_sys::window().and_then(|w| w.document()).and_then(|d| d.active_element());
    if !focused.is_some_and(|focused| element.contains(Some(&focused))) {
        give(&element);
    }
}

/// Gives the focus to an element where it is.
pub fn give(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // An element that cannot have the focus leaves it where it is.
    let _ = element.focus_with_options(&options);
}
