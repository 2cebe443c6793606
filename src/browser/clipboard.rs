//! The clipboard, as text.

use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Puts a text on the clipboard and says whether the browser allowed it.
pub fn write(text: String, then: impl FnOnce(bool) + 'static) {
    // Pages that were not loaded securely have no clipboard; asking for it then would throw.
    let clipboard = super::window().navigator();
    if !super::window().is_secure_context() {
        return then(false);
    }
    let promise = clipboard.clipboard().write_text(&text);
    spawn_local(async move { then(JsFuture::from(promise).await.is_ok()) });
}

/// Reads the text on the clipboard; `None` if the browser or the person refuses.
pub fn read(then: impl FnOnce(Option<String>) + 'static) {
    if !super::window().is_secure_context() {
        return then(None);
    }
    let promise = super::window().navigator().clipboard().read_text();
    spawn_local(async move { then(JsFuture::from(promise).await.ok().and_then(|text| text.as_string())) });
}
