//! Where the keyboard's focus is, and how to move it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

/// The element that has the focus, unless that is the page as a whole.
pub fn focused() -> Option<Element> {
    super::document().active_element().filter(|e| e.tag_name() != "BODY")
}

/// Gives the focus to the element with this id; false if there is none.
pub fn give(id: &str) -> bool {
    let Some(element) = super::document().get_element_by_id(id) else { return false };
    give_to(&element);
    true
}

/// Gives the focus to the first element that a selector finds.
pub fn give_first(selector: &str) -> bool {
    let Ok(Some(element)) = super::document().query_selector(selector) else { return false };
    give_to(&element);
    true
}

fn give_to(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // An element that cannot have the focus leaves it where it is.
        let _ = element.focus();
    }
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.select();
    }
}

/// Whether the keyboard's focus is somewhere in this page, not in the one around it or in another window.
pub fn in_page() -> bool {
    super::document().has_focus().unwrap_or(true)
}

/// The first element that a selector finds.
pub fn first(selector: &str) -> Option<Element> {
    super::document().query_selector(selector).ok().flatten()
}

/// Whether what has the focus is one of those that a selector finds.
pub fn is(selector: &str) -> bool {
    focused().is_some_and(|element| element.matches(selector).unwrap_or(false))
}

/// Takes the focus from whatever has it.
pub fn drop() {
    if let Some(element) = focused().and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.blur();
    }
}

/// Opens the closed sections around the element that a selector finds, brings it into view and gives the focus to the
/// first control in it.
pub fn open_and_give(selector: &str) {
    let Ok(Some(element)) = super::document().query_selector(selector) else { return };
    let mut around = element.parent_element();
    while let Some(outer) = around {
        if outer.tag_name() == "DETAILS" {
            // Only a name that is none could be refused.
            let _ = outer.set_attribute("open", "");
        }
        around = outer.parent_element();
    }
    element.scroll_into_view();
    if let Ok(Some(control)) = element.query_selector("input, select, textarea, [role=switch]") {
        give_to(&control);
    }
}

/// Gives the focus to the next (+1) or previous (-1) of the elements that a selector finds, from the one that has it.
pub fn walk(selector: &str, by: i32) {
    let Ok(all) = super::document().query_selector_all(selector) else { return };
    let all: Vec<Element> = (0..all.length()).filter_map(|n| all.item(n)?.dyn_into().ok()).collect();
    let here = focused().and_then(|now| all.iter().position(|e| *e == now));
    let there = match here {
        Some(here) => (here as i32).saturating_add(by).clamp(0, all.len() as i32 - 1) as usize,
        None => 0,
    };
    if let Some(element) = all.get(there) {
        give_to(element);
    }
}

/// Whether the focus that an event tells of goes to something inside what a selector finds. Losing it to nothing at all
/// (the window went to the background) counts as inside.
pub fn goes_into(ev: &web_sys::FocusEvent, selector: &str) -> bool {
    let to = ev.related_target().and_then(|target| target.dyn_into::<Element>().ok());
    match to {
        Some(to) => to.closest(selector).ok().flatten().is_some(),
        None => !super::document().has_focus().unwrap_or(true),
    }
}

/// Whether an event is about an element of this kind itself, not about something inside it.
pub fn hits(ev: &web_sys::Event, tag: &str) -> bool {
    ev.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| element.tag_name() == tag)
}

/// Whether the focus comes from a dialog: one that closed gives it back to where it was before.
pub fn given_back(ev: &web_sys::FocusEvent) -> bool {
    let from = ev.related_target().and_then(|from| from.dyn_into::<Element>().ok());
    from.is_some_and(|element| element.closest("dialog").ok().flatten().is_some())
}

/// Whether the focus is inside what a selector finds.
pub fn within(selector: &str) -> bool {
    focused().is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// Puts what a selector finds first out of reach of the keyboard, the pointer and screen readers, or back.
pub fn set_inert(selector: &str, inert: bool) {
    let Ok(Some(element)) = super::document().query_selector(selector) else { return };
    // Only a name that is none could be refused.
    let _ = element.toggle_attribute_with_force("inert", inert);
}

/// Whether an event is about something inside an element of this class.
pub fn hits_class(ev: &web_sys::Event, class: &str) -> bool {
    let target = ev.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.and_then(|element| element.closest(&format!(".{class}")).ok().flatten()).is_some()
}

/// The id of the element after the one with this id among those that a selector finds, or of the one before it if it is
/// the last.
pub fn beside(selector: &str, id: &str) -> Option<String> {
    let all = super::document().query_selector_all(selector).ok()?;
    let ids: Vec<String> =
        (0..all.length()).filter_map(|n| Some(all.item(n)?.dyn_into::<Element>().ok()?.id())).collect();
    let here = ids.iter().position(|other| other == id)?;
    ids.get(here + 1).or_else(|| ids.get(here.checked_sub(1)?)).cloned()
}

/// Selects the whole text of the field that an event is about.
pub fn select_all(ev: &web_sys::Event) {
    let Some(target) = ev.target() else { return };
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        input.select();
    } else if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        area.select();
    }
}

/// Scrolls just so far that the element with this id is seen.
pub fn show(id: &str) {
    if let Some(element) = super::document().get_element_by_id(id) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
