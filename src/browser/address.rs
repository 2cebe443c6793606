//! The address of the page: its fragment carries a design, and goes to no server.

use super::listen;

/// The fragment, without its `#`.
pub fn fragment() -> String {
    let hash = super::window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// The query: what is behind the question mark, which says how the page is shown.
pub fn query() -> String {
    super::window().location().search().unwrap_or_default()
}

/// The address of this page without query and fragment.
pub fn page() -> String {
    let whole = super::window().location().href().unwrap_or_default();
    whole.split(['#', '?']).next().unwrap_or_default().to_owned()
}

/// The address of this page, standing for itself, with another fragment.
pub fn with_fragment(fragment: &str) -> String {
    format!("{}#{fragment}", page())
}

/// Takes the fragment out of the address bar without a step in the browser's history.
pub fn clear_fragment() {
    if fragment().is_empty() {
        return;
    }
    let whole = super::window().location().href().unwrap_or_default();
    let page = whole.split('#').next().unwrap_or_default();
    if let Ok(history) = super::window().history() {
        // A page without a place in the history (inside a frame) keeps its fragment; that does no harm.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(page));
    }
}

/// Calls back whenever somebody changes the fragment: another link was pasted into the address bar.
pub fn on_fragment(act: impl FnMut(String) + 'static) {
    let mut act = act;
    listen::on(&super::window(), "hashchange", move |_| act(fragment()));
}

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    super::document().set_title(title);
}
