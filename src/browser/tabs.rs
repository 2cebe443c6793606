//! Texts between the tabs of this browser that show this page.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel that every tab of this page can join.
pub struct Channel(BroadcastChannel);

impl Channel {
    /// Joins; `hear` gets every text of the other tabs, for as long as the page lives. `None` if this browser has no such
    /// thing, or does not allow it here.
    pub fn join(name: &str, mut hear: impl FnMut(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            hear(event.data().as_string().unwrap_or_default());
        });
        channel.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
        Some(Self(channel))
    }

    /// Says a text to all others.
    pub fn say(&self, text: &str) {
        // A text can always be copied.
        let _ = self.0.post_message(&text.into());
    }
}
