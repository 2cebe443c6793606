//! Pointers: how far along an element they are, and keeping them with the element that they were pressed on.

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// How far along an element's width a pointer is: 0 at its left edge or left of it, 1 at its right edge or beyond.
pub fn along(element: &Element, event: &PointerEvent) -> f64 {
    let rect = element.get_bounding_client_rect();
    ((f64::from(event.client_x()) - rect.x()) / rect.width().max(1.0)).clamp(0.0, 1.0)
}

/// The element that handles this event gets all that follows of this pointer.
pub fn capture(event: &PointerEvent) {
    if let Some(element) = event.current_target().and_then(|t| t.dyn_into::<Element>().ok()) {
        // Refused only for a pointer that is gone already.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}
