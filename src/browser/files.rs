//! Files: one saved to the person's disk, one chosen from it.

use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlInputElement, Url};

/// Files larger than this are not read: a design needs a thousandth of it.
const LARGEST: f64 = 10_000_000.0;

/// Why a file was not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unread {
    /// It is larger than any design.
    TooLarge,
    /// The browser could not read it.
    Unreadable,
}

/// Offers a text to be saved under a name.
pub fn save(name: &str, kind: &str, text: &str) {
    let offer = || -> Result<(), JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
        let address = Url::create_object_url_with_blob(&blob)?;
        let link: HtmlAnchorElement = super::document().create_element("a")?.unchecked_into();
        link.set_href(&address);
        link.set_download(name);
        link.click();
        // Some browsers begin to read only after this turn.
        super::clock::later(10_000, move || {
            let _ = Url::revoke_object_url(&address);
        });
        Ok(())
    };
    // A browser that cannot make files of its own has no way to save; there is nothing to fall back to.
    let _ = offer();
}

/// Lets the person choose a file and reads it as text: its name, and what is in it.
pub fn choose(accept: &str, then: impl FnOnce(String, Result<String, Unread>) + 'static) {
    let Ok(input) = super::document().create_element("input") else { return };
    let input: HtmlInputElement = input.unchecked_into();
    input.set_type("file");
    input.set_accept(accept);
    let chosen = input.clone();
    let changed = Closure::once_into_js(move || {
        if let Some(file) = chosen.files().and_then(|files| files.get(0)) {
            read(file, then);
        }
    });
    input.set_onchange(Some(changed.unchecked_ref()));
    input.click();
}

/// Reads a file as text: its name, and what is in it.
pub fn read(file: File, then: impl FnOnce(String, Result<String, Unread>) + 'static) {
    let name = file.name();
    if file.size() > LARGEST {
        return then(name, Err(Unread::TooLarge));
    }
    let promise = file.text();
    spawn_local(async move {
        let text = JsFuture::from(promise).await.ok().and_then(|text| text.as_string());
        then(name, text.ok_or(Unread::Unreadable));
    });
}
