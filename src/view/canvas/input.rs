//! From the browser's events to the inputs of the editor's hand: pointers, the wheel, and the keys that belong to the
//! canvas alone (all others are the page's).

use super::stage::Stage;
use super::{focus, popups};
use crate::browser::clock;
use crate::editor::{Button, Hit, Input, LONG_PRESS, Mods, Pointer, Pointing, Thing, Tool, Turn, hit_test};
use crate::model::{NodeId, Point, RemarkId};
use crate::view::app::App;
use crate::view::embed;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent, WheelEvent};

/// A line and a page of the wheel in pixels.
const LINE: f64 = 20.0;
const PAGE: f64 = 400.0;
/// How near to a bead a click asks about its message, in pixels: by mouse and by finger.
const BEAD: f64 = 10.0;
const BEAD_TOUCH: f64 = 16.0;

/// Whether an event belongs to something on the canvas that looks after itself: a list, a button, a field.
fn foreign(event: &Event) -> bool {
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    target.is_some_and(|t| t.closest("[data-own]").ok().flatten().is_some())
}

/// The pointer of an event, over `hit`.
fn pointer(stage: &Stage, event: &PointerEvent, hit: Hit) -> Pointer {
    let page = Point::new(event.client_x().into(), event.client_y().into());
    Pointer {
        id: event.pointer_id(),
        kind: match event.pointer_type().as_str() {
            "touch" => Pointing::Touch,
            "pen" => Pointing::Pen,
            _ => Pointing::Mouse,
        },
        screen: page - stage.on_page().min,
        button: match event.button() {
            1 => Button::Middle,
            2 => Button::Right,
            _ => Button::Main,
        },
        mods: Mods { shift: event.shift_key(), alt: event.alt_key(), command: event.ctrl_key() || event.meta_key() },
        hit,
        time: event.time_stamp(),
    }
}

/// While dragging only this matters: whether the pointer is on the canvas at all.
fn inside(stage: &Stage, event: &PointerEvent) -> Hit {
    let page = Point::new(event.client_x().into(), event.client_y().into());
    if stage.on_page().contains(page) { Hit::Empty } else { Hit::Outside }
}

/// A button goes down or a finger touches.
pub fn down(app: App, stage: Stage, event: &PointerEvent) {
    if foreign(event) {
        return;
    }
    super::measure(app, stage);
    popups::close(app, stage);
    stage.pressed.set_value(true);
    let mut at = pointer(&stage, event, Hit::Empty);
    at.hit = app.editor.with_untracked(|e| hit_test(e.diagram(), e.camera(), e.selection(), at.screen, at.kind));
    if at.button == Button::Main && matches!(at.hit, Hit::Empty | Hit::Wire(_)) {
        let reach = if at.kind == Pointing::Touch { BEAD_TOUCH } else { BEAD };
        let root = stage.beads.with_value(|beads| beads.as_ref().and_then(|find| find(at.screen, reach)));
        if let Some(root) = root {
            event.prevent_default();
            return app.ask_why(root);
        }
    }
    if let Some(element) = stage.element.get_untracked() {
        // A pointer that is gone already cannot be captured; its end will be told.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
    if event.button() == 1 {
        // The middle button would begin to scroll.
        event.prevent_default();
    }
    let finger = at.kind == Pointing::Touch;
    stage.input(&Input::Down(at));
    if finger {
        wait_for_long_press(app, stage, event.pointer_id());
    }
}

/// A pointer moves, with or without a button.
pub fn moved(app: App, stage: Stage, event: &PointerEvent) {
    let idle = app.editor.with_untracked(|editor| *editor.tool() == Tool::Idle);
    if !idle && (event.buttons() > 0 || !foreign(event)) {
        stage.input(&Input::Move(pointer(&stage, event, inside(&stage, event))));
        if app.editor.with_untracked(|editor| editor.tool().drags()) {
            app.wake();
        }
    }
}

/// A button goes up or a finger leaves.
pub fn up(app: App, stage: Stage, event: &PointerEvent) {
    let began_here = stage.pressed.get_value();
    stage.pressed.set_value(false);
    let idle = app.editor.with_untracked(|editor| *editor.tool() == Tool::Idle);
    if !idle && (began_here || !foreign(event)) {
        let at = pointer(&stage, event, inside(&stage, event));
        popups::watch_for_wire(app, stage, at.screen, || stage.input(&Input::Up(at.clone())));
    }
}

/// A finger leaves: the browser would make a click of it, on whatever this very tap brought up under the finger.
pub fn lifted(event: &Event) {
    if !foreign(event) && event.cancelable() {
        event.prevent_default();
    }
}

/// The browser takes the pointer away.
pub fn cancelled(app: App, stage: Stage) {
    stage.pressed.set_value(false);
    if app.editor.with_untracked(|editor| *editor.tool() != Tool::Idle) {
        stage.input(&Input::Cancel);
    }
}

fn wait_for_long_press(app: App, stage: Stage, finger: i32) {
    let pressing = move || {
        app.editor.try_with_untracked(|editor| match editor.tool() {
            Tool::Pressing(press) if press.pointer.id == finger => Some(press.pointer.time),
            _ => None,
        })
    };
    let began = pressing().flatten();
    clock::later(LONG_PRESS as i32, move || {
        if began.is_some() && pressing().flatten() == began {
            stage.input(&Input::LongPress);
        }
    });
}

/// A turn of the wheel, a stroke or a pinch on a touchpad.
pub fn wheel(app: App, stage: Stage, event: &WheelEvent) {
    if foreign(event) || embed::leaves_to_page(app, event) {
        return;
    }
    event.prevent_default();
    let unit = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => LINE,
        WheelEvent::DOM_DELTA_PAGE => PAGE,
        _ => 1.0,
    };
    let page = Point::new(event.client_x().into(), event.client_y().into());
    let turn = Turn {
        screen: page - stage.on_page().min,
        by: Point::new(event.delta_x() * unit, event.delta_y() * unit),
        lines: event.delta_mode() != WheelEvent::DOM_DELTA_PIXEL,
        command: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
    };
    app.change(|editor| editor.wheel(&turn));
}

/// A key that belongs to the canvas: Tab goes from card to card, and among the valid targets while a wire is drawn.
pub fn key(app: App, stage: Stage, event: &KeyboardEvent) {
    if foreign(event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let wiring = stage.wiring.with_untracked(Option::is_some);
    let taken = match event.key().as_str() {
        "Tab" if wiring => {
            stage.input(&Input::Choose(if event.shift_key() { -1 } else { 1 }));
            true
        }
        // On a port, which is a button, the page leaves arrows alone.
        "ArrowRight" | "ArrowDown" | "ArrowLeft" | "ArrowUp" if wiring => {
            let back = matches!(event.key().as_str(), "ArrowLeft" | "ArrowUp");
            stage.input(&Input::Choose(if back { -1 } else { 1 }));
            true
        }
        "Enter" | " " if wiring => {
            let at = app.editor.with_untracked(|editor| match editor.tool() {
                Tool::Wiring(wiring) => editor.camera().to_screen(wiring.at),
                _ => Point::default(),
            });
            popups::watch_for_wire(app, stage, at, || stage.input(&Input::Confirm));
            true
        }
        "Tab" => match thing_of(event).and_then(|thing| stage.beside(&thing, event.shift_key())) {
            Some(next) => focus::thing(&next),
            None => false,
        },
        _ => false,
    };
    if taken {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// The card, frame or note that an event happened in.
fn thing_of(event: &Event) -> Option<Thing> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let thing = target.closest("[data-node], [data-remark]").ok()??;
    let card = thing.get_attribute("data-node").map(|id| Thing::Node(NodeId::new(&id)));
    card.or_else(|| thing.get_attribute("data-remark").map(|id| Thing::Remark(RemarkId::new(&id))))
}

/// Esc and the keys of a wire under way also count while the focus is nowhere: the canvas takes it.
pub fn hold_focus(stage: Stage) {
    Effect::new(move |_| {
        if stage.wiring.with(Option::is_some) {
            focus::hold(&stage);
        }
    });
}

/// What the mouse looks like.
pub fn hand(app: App) -> Memo<&'static str> {
    Memo::new(move |_| {
        app.editor.with(|editor| match editor.tool() {
            Tool::Panning { .. } | Tool::Pinching(_) => "grabbing",
            Tool::Wiring(_) => "wire",
            Tool::Moving(_) | Tool::Sizing(_) => "move",
            Tool::Placing(_) => "wire",
            _ if editor.pans() => "grab",
            _ => "",
        })
    })
}

/// A button of the mouse goes down (or a tap ends): the browser would move the focus there. What this very press opened
/// keeps it.
pub fn pressed(app: App, stage: Stage, event: &ev::MouseEvent) {
    if !foreign(event) && popups::open(app, stage) {
        event.prevent_default();
    }
}

/// The events of a hand that must not reach the browser: its own menu, its own dragging of pictures and text.
pub fn stop(event: &ev::MouseEvent) {
    if !foreign(event) {
        event.prevent_default();
    }
}
