//! Whether anybody can see the page: a frame may be scrolled out of sight, a tab may lie behind others.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Element, Event, IntersectionObserver, IntersectionObserverEntry};

/// Whether the page is hidden: its tab lies behind others.
pub fn hidden() -> bool {
    super::document().hidden()
}

/// Calls back whenever the page comes into sight or goes out of it.
pub fn watch(mut act: impl FnMut(bool) + 'static) {
    let seen = std::rc::Rc::new(std::cell::Cell::new(true));
    let tell = std::rc::Rc::new(std::cell::RefCell::new(move |now: bool| act(now)));
    super::listen::in_document("visibilitychange", {
        let (seen, tell) = (seen.clone(), tell.clone());
        move |_| (tell.borrow_mut())(seen.get() && !super::document().hidden())
    });
    let changed = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        let last = entries.iter().last().and_then(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok());
        if let Some(last) = last {
            seen.set(last.is_intersecting());
            (tell.borrow_mut())(last.is_intersecting() && !super::document().hidden());
        }
    });
    // A browser without such observers shows the page as if it were always in sight.
    if let Ok(observer) = IntersectionObserver::new(changed.into_js_value().unchecked_ref())
        && let Some(root) = super::document().document_element()
    {
        observer.observe(&root);
    }
}

/// Keeps two fingers on an element to the page; one finger is left to the browser, which scrolls with it.
pub fn take_two_fingers(element: &Element) {
    let options = AddEventListenerOptions::new();
    options.set_passive(false);
    for name in ["touchstart", "touchmove"] {
        let taken = Closure::<dyn FnMut(Event)>::new(|event: Event| {
            let touches = js_sys::Reflect::get(&event, &"touches".into()).unwrap_or_default();
            let fingers = js_sys::Reflect::get(&touches, &"length".into()).ok().and_then(|n| n.as_f64());
            if fingers >= Some(2.0) && event.cancelable() {
                event.prevent_default();
            }
        });
        // Only a name that is no string could be refused.
        let _ = element.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            taken.into_js_value().unchecked_ref(),
            &options,
        );
    }
}
