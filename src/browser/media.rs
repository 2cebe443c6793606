//! What the system and the person say about how the page should look and move.

use super::listen;

/// The system asks for a dark page.
pub const DARK: &str = "(prefers-color-scheme: dark)";
/// The system asks for less motion.
pub const CALM: &str = "(prefers-reduced-motion: reduce)";
/// The page is too narrow for panels at both sides.
pub const NARROW: &str = "(max-width: 860px)";

/// Calls back now and whenever the answer to a media query changes.
pub fn watch(query: &str, mut act: impl FnMut(bool) + 'static) {
    let Ok(Some(list)) = super::window().match_media(query) else { return act(false) };
    act(list.matches());
    let asked = list.clone();
    listen::on(&list, "change", move |_| act(asked.matches()));
}

/// Sets (or removes) an attribute of the root element, which style sheets look at.
pub fn mark_root(name: &str, value: Option<&str>) {
    let Some(root) = super::document().document_element() else { return };
    // Only a name that is none could be refused.
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Whether this is a Mac or one of its kin, whose people press ⌘ where others press Ctrl.
pub fn apple() -> bool {
    let agent = super::window().navigator().user_agent().unwrap_or_default();
    ["Mac", "iPhone", "iPad"].iter().any(|name| agent.contains(name))
}

/// The languages that the person reads, the best first, as tags: `de-CH`, `en`.
pub fn languages() -> Vec<String> {
    super::window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}
