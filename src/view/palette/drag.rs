//! A hand on a service of the palette: a click places it where there is room, a drag brings it to its place. The way of the
//! pointer is the editor's business; here it is only told where the pointer is.

use super::place;
use crate::browser::focus;
use crate::catalog::Service;
use crate::editor::{Button, Hit, Input, Mods, Pointer, Pointing, Tool};
use crate::model::Point;
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::parts::glyph::Glyph;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// What a hand does with one service.
#[derive(Clone, Copy)]
pub struct Grip {
    app: App,
    service: &'static Service,
    /// Where the pointer went down, while it is down.
    down: StoredValue<Option<Point>>,
    /// Whether it became a drag, so that the click that follows places nothing.
    dragged: StoredValue<bool>,
}

impl Grip {
    /// No hand yet.
    pub fn new(app: App, service: &'static Service) -> Self {
        Self { app, service, down: StoredValue::new(None), dragged: StoredValue::new(false) }
    }

    /// A button goes down or a finger touches.
    pub fn down(&self, ev: &PointerEvent) {
        self.dragged.set_value(false);
        if ev.button() != 0 || ev.pointer_type() == "touch" {
            // A finger scrolls the list; it taps to place.
            return;
        }
        self.down.set_value(Some(page(ev)));
        // At once: a quick hand is past the edge of the item before it has moved as far as a drag needs.
        if let Some(target) = ev.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) {
            // Without the capture the drag ends at the edge of the list, which harms nothing.
            let _ = target.set_pointer_capture(ev.pointer_id());
        }
    }

    /// The pointer moves.
    pub fn moved(&self, ev: &PointerEvent) {
        let Some(from) = self.down.get_value() else { return };
        let far = from.distance(page(ev)) >= Pointing::Mouse.threshold();
        if !self.dragged.get_value() {
            if !far {
                return;
            }
            let pointer = self.pointer(ev);
            if let Err(refusal) = self.app.change(|editor| editor.begin_placing(self.service.key, &pointer)) {
                self.down.set_value(None);
                return self.app.ui.say(refusal.to_string());
            }
            self.dragged.set_value(true);
        }
        let pointer = self.pointer(ev);
        self.app.hand(|editor| editor.input(&Input::Move(pointer)));
    }

    /// The button goes up.
    pub fn up(&self, ev: &PointerEvent) {
        if self.down.get_value().is_some() && self.dragged.get_value() {
            let pointer = self.pointer(ev);
            self.app.hand(|editor| editor.input(&Input::Up(pointer)));
            // The new node is what the next key is about.
            focus::drop();
        }
        self.down.set_value(None);
    }

    /// The browser takes the pointer away.
    pub fn cancel(&self) {
        if self.down.get_value().is_some() && self.dragged.get_value() {
            self.app.hand(|editor| editor.input(&Input::Cancel));
        }
        self.down.set_value(None);
    }

    /// A click or a tap (`pointed`), or Enter.
    pub fn clicked(&self, pointed: bool) {
        if self.dragged.get_value() {
            return self.dragged.set_value(false);
        }
        // After a click the new node is what the next key is about; with the keyboard a person may want to place more.
        place(self.app, self.service.key, pointed);
    }

    fn pointer(&self, ev: &PointerEvent) -> Pointer {
        let stage = self.app.ui.stage.get_untracked();
        let at = page(ev);
        let over = ev.view().and_then(|v| v.document()).and_then(|d| d.element_from_point(at.x as f32, at.y as f32));
        let on_stage = stage.contains(at)
            && over.is_none_or(|e| {
                e.closest(".stage").ok().flatten().is_some() || e.closest(".palette-item").ok().flatten().is_none()
            });
        Pointer {
            id: ev.pointer_id(),
            kind: if ev.pointer_type() == "pen" { Pointing::Pen } else { Pointing::Mouse },
            screen: at - stage.min,
            button: Button::Main,
            mods: Mods { shift: ev.shift_key(), alt: ev.alt_key(), command: ev.ctrl_key() || ev.meta_key() },
            hit: if on_stage { Hit::Empty } else { Hit::Outside },
            time: ev.time_stamp(),
        }
    }
}

fn page(ev: &PointerEvent) -> Point {
    Point::new(f64::from(ev.client_x()), f64::from(ev.client_y()))
}

/// The service on its way while it is not over the canvas (there the canvas shows where the card would come).
#[component]
pub fn Ghost() -> impl IntoView {
    let app = App::here();
    let carried = Memo::new(move |_| {
        app.editor.with(|editor| match editor.tool() {
            Tool::Placing(p) if !p.sticky && p.at.is_none() => Some((p.service.clone(), p.screen)),
            _ => None,
        })
    });
    let service = Memo::new(move |_| carried.with(|c| c.as_ref().map(|(key, _)| key.clone())));
    let place = move || {
        let at = carried.with(|c| c.as_ref().map(|(_, at)| *at)).unwrap_or_default() + app.ui.stage.get().min;
        format!("transform: translate({:.0}px, {:.0}px)", at.x - 78.0, at.y - 46.0)
    };
    move || {
        let service = CATALOG.get(&service.get()?)?;
        Some(view! { <div class="ghost" aria-hidden="true" style=place><Glyph service/> {service.name}</div> })
    }
}
