//! The still frame of the page (`#loading` of `index.html`), which is seen until the program has built the page below it.

/// Takes it away. A page without one (a test) is as good.
pub fn remove() {
    if let Some(frame) = super::document().get_element_by_id("loading") {
        frame.remove();
    }
}
