//! Listening to the whole page. A listener lives as long as the page: these are for things that are set up once.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// Calls back at every event of this name.
pub fn on(target: &EventTarget, name: &str, act: impl FnMut(Event) + 'static) {
    let callback = Closure::<dyn FnMut(Event)>::new(act).into_js_value();
    // Only a name that is no string could be refused.
    let _ = target.add_event_listener_with_callback(name, callback.unchecked_ref());
}

/// Calls back at every event of this name anywhere in the window.
pub fn anywhere(name: &str, act: impl FnMut(Event) + 'static) {
    on(&super::window(), name, act);
}

/// Calls back at every event of this name in the document.
pub fn in_document(name: &str, act: impl FnMut(Event) + 'static) {
    on(&super::document(), name, act);
}
