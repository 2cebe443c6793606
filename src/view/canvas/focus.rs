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

/// Gives the focus to a port of a node: the one where wires come in (`left`) or the one where they leave, or the only one
/// that there is; false if there is none.
pub fn port(id: &NodeId, left: bool) -> bool {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else { return false };
    let rings = document.get_elements_by_class_name("port");
    let of_card = |ring: &HtmlElement| {
        let card = ring.closest("[data-node]").ok().flatten();
        card.and_then(|card| card.get_attribute("data-node")).as_deref() == Some(id.as_str())
    };
    let all = (0..rings.length()).filter_map(|n| rings.item(n)?.dyn_into::<HtmlElement>().ok());
    let mut mine = all.filter(of_card);
    let ring = if left { mine.next() } else { mine.next_back() };
    match ring {
        Some(ring) => {
            give(&ring);
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
