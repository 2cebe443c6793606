//! Where the keyboard's focus is, and how to move it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

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

/// Takes the focus from whatever has it.
pub fn drop() {
    if let Some(element) = focused().and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.blur();
    }
}
