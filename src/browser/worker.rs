//! Web workers: a second copy of this program beside the page, and texts between the two.

use js_sys::{Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

/// A worker that runs this program. It ends with [`Helper::end`].
pub struct Helper {
    worker: Worker,
    // Kept, so that the browser may call them.
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(Event)>,
}

impl Helper {
    /// Starts one; `hear` gets every text that it says, `fail` a sentence if it breaks down. `None` if this browser, or the
    /// place from which the page was loaded, allows no workers.
    pub fn start(hear: impl FnMut(String) + 'static, fail: impl FnMut(String) + 'static) -> Option<Self> {
        let document = super::document();
        let module = document.get_element_by_id("program")?.get_attribute("data-module")?;
        let base = document.base_uri().ok().flatten()?;
        let module = web_sys::Url::new_with_base(&module, &base).ok()?.href();
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options("./worker.js", &options).ok()?;
        let start = Object::new();
        Reflect::set(&start, &"module".into(), &module.into()).ok()?;
        // Compiled already, and what either of the two compiles later, the other has too.
        Reflect::set(&start, &"program".into(), &wasm_bindgen::module()).ok()?;
        worker.post_message(&start).ok()?;
        Some(Self::of(worker, hear, fail))
    }

    /// The one that fetched the program for this page (`public/boot.js`), and soon has a copy running. Only for the first who
    /// asks; `None` for everybody else, and where the page fetched the program itself.
    pub fn first(hear: impl FnMut(String) + 'static, fail: impl FnMut(String) + 'static) -> Option<Self> {
        let (window, name) = (super::window(), JsValue::from_str("signalboxHelper"));
        let worker = Reflect::get(&window, &name).ok()?.dyn_into().ok()?;
        Reflect::set(&window, &name, &JsValue::UNDEFINED).ok()?;
        Some(Self::of(worker, hear, fail))
    }

    fn of(worker: Worker, mut hear: impl FnMut(String) + 'static, mut fail: impl FnMut(String) + 'static) -> Self {
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            hear(event.data().as_string().unwrap_or_default());
        });
        let failed = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // A worker that could not even be loaded gives no reason.
            let why = Reflect::get(&event, &"message".into()).ok().and_then(|why| why.as_string());
            fail(why.unwrap_or_else(|| "its file did not load".to_owned()));
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        Self { worker, _heard: heard, _failed: failed }
    }

    /// Says a text to it.
    pub fn say(&self, text: &str) {
        // A text can always be copied.
        let _ = self.worker.post_message(&JsValue::from_str(text));
    }

    /// Ends it, whatever it does.
    pub fn end(&self) {
        // What it said last may still be on its way; nobody listens any more.
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// Whether this copy of the program runs in a worker.
pub fn inside() -> bool {
    js_sys::global().is_instance_of::<DedicatedWorkerGlobalScope>()
}

/// In a worker: says a text to the page.
pub fn say(text: &str) {
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        let _ = scope.post_message(&JsValue::from_str(text));
    }
}

/// In a worker: hears every text of the page.
pub fn hear(mut act: impl FnMut(String) + 'static) {
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            act(event.data().as_string().unwrap_or_default());
        });
        scope.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
    }
}
