//! The whole screen for the page, where the browser offers it. Some do not (phones), some refuse (frames, a page that no
//! hand has touched): the page then simply stays where it is.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Asks for the whole screen.
pub fn take() {
    if let Some(root) = super::document().document_element() {
        ask(&root, "requestFullscreen");
    }
}

/// Gives it back.
pub fn give_back() {
    if taken() {
        ask(&super::document(), "exitFullscreen");
    }
}

/// Whether the page has it now.
pub fn taken() -> bool {
    super::document().fullscreen_element().is_some()
}

/// Calls back whenever the page was given the whole screen, or lost it (Esc is the browser's own key for that).
pub fn watch(mut act: impl FnMut(bool) + 'static) {
    super::listen::in_document("fullscreenchange", move |_| act(taken()));
}

/// Calls a method that may be missing, and whose promise may be broken: neither is an error of the page.
fn ask(of: &JsValue, method: &str) {
    let Some(method) = Reflect::get(of, &method.into()).ok().and_then(|method| method.dyn_into::<Function>().ok())
    else {
        return;
    };
    if let Some(promise) = method.call0(of).ok().and_then(|answer| answer.dyn_into::<Promise>().ok()) {
        spawn_local(async move {
            // Refused: the page is as large as it was.
            let _ = JsFuture::from(promise).await;
        });
    }
}
