//! The page around this one, when it stands in a frame: texts in JSON from it and to it. Nobody else is heard.

use js_sys::{JSON, Object};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, Window};

/// Texts longer than this are not read.
const LONGEST: u32 = 10_000_000;

/// The window of the page around this one; nothing if there is none.
fn outer() -> Option<Window> {
    let window = super::window();
    let parent = window.parent().ok().flatten()?;
    (!Object::is(&parent, &window)).then_some(parent)
}

/// Hears what the page around this one says: the message as JSON, and the origin that it came from.
pub fn hear(mut act: impl FnMut(String, String) + 'static) {
    super::listen::anywhere("message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
        let ours = event.source().zip(outer()).is_some_and(|(from, outer)| Object::is(&from, &outer));
        if !ours {
            return;
        }
        // What is no JSON (circles, functions) is no message of ours either.
        let Ok(text) = JSON::stringify(&event.data()) else { return };
        if text.is_string() && text.length() <= LONGEST {
            act(text.into(), event.origin());
        }
    });
}

/// Says something in JSON to the page around this one, if it is of this origin (`*`: of whichever).
pub fn say(text: &str, origin: &str) {
    let Some(outer) = outer() else { return };
    if let Ok(message) = JSON::parse(text) {
        // An origin that is none: then there is nobody to say it to.
        let _ = outer.post_message(&message, origin);
    }
}
