//! Files: one saved to the person's disk, one chosen from it.

use js_sys::{Array, Uint8Array};
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
    save_bytes(name, kind, text.as_bytes());
}

/// Offers bytes to be saved under a name.
pub fn save_bytes(name: &str, kind: &str, bytes: &[u8]) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes).into());
    // A browser that cannot make files of its own has no way to save; there is nothing to fall back to.
    if let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) {
        save_blob(name, &blob);
    }
}

/// Offers what the browser made itself to be saved under a name.
pub fn save_blob(name: &str, blob: &Blob) {
    let offer = || -> Result<(), JsValue> {
        let address = Url::create_object_url_with_blob(blob)?;
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
    let _ = offer();
}

/// Lets the person choose a file and reads it: its name, and what is in it.
pub fn choose(accept: &str, then: impl FnOnce(String, Result<Vec<u8>, Unread>) + 'static) {
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

/// Reads a file: its name, and what is in it.
pub fn read(file: File, then: impl FnOnce(String, Result<Vec<u8>, Unread>) + 'static) {
    let name = file.name();
    if file.size() > LARGEST {
        return then(name, Err(Unread::TooLarge));
    }
    let promise = file.array_buffer();
    spawn_local(async move {
        let bytes = JsFuture::from(promise).await.map(|buffer| Uint8Array::new(&buffer).to_vec());
        then(name, bytes.map_err(|_| Unread::Unreadable));
    });
}
