//! The browser's clocks: wall time in milliseconds, and the frame clock.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    super::window().performance().map_or(0.0, |p| p.now())
}

/// Calls back before the next frame is drawn, with the wall time of that frame in milliseconds.
pub fn next_frame(then: impl FnOnce(f64) + 'static) {
    let callback = Closure::once_into_js(then);
    // Without a frame clock (a page that is being closed) there is no next frame.
    let _ = super::window().request_animation_frame(callback.unchecked_ref());
}

/// Calls back after so many milliseconds.
pub fn later(ms: i32, then: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(then);
    let _ = super::window().set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), ms);
}

/// Gives the browser its turn. It comes back sooner than after [`later`], which waits some milliseconds when it is called again
/// and again.
pub async fn turn() {
    let Ok(channel) = web_sys::MessageChannel::new() else { return };
    let (here, there) = (channel.port1(), channel.port2());
    until(|then| {
        here.set_onmessage(Some(then));
        // A channel that was just made takes messages.
        let _ = there.post_message(&JsValue::NULL);
    })
    .await;
}

/// Waits for the next frame. A page that nobody sees has none: there a tenth of a second passes.
pub async fn frame() {
    until(|then| {
        let window = super::window();
        let _ = window.request_animation_frame(then);
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(then, 100);
    })
    .await;
}

/// Waits until the function that it hands out is called.
pub async fn until(mut hand_out: impl FnMut(&js_sys::Function)) {
    let promise = js_sys::Promise::new(&mut |then, _| hand_out(&then));
    // Nobody refuses it.
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// Milliseconds since 1970, for saying when a design was last changed. Never for a run.
pub fn date() -> f64 {
    js_sys::Date::now()
}

/// A number by chance, for ids of documents and for the dice. Never inside a run.
pub fn chance() -> u64 {
    (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64
}

/// An instant (milliseconds since 1970) as the person's own language writes date and time.
pub fn said(instant: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(instant));
    String::from(date.to_locale_string("default", &JsValue::UNDEFINED))
}
