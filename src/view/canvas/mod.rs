//! The canvas: wires and cards as elements under one transformed layer, beads on an overlay above them, and the hand that
//! works on it all. Gestures are the editor's; this only forwards what the browser hears and draws what the editor holds.
//!
//! Absent by design: any service by name, decisions about edits, simulated logic.

mod backdrop;
mod card;
mod drafts;
mod each;
mod focus;
mod guides;
mod hint;
mod input;
mod labels;
mod minimap;
pub mod overlay;
mod pick;
mod popups;
mod ports;
mod refusal;
mod remark;
pub mod spark;
pub mod stage;
mod wire;
pub mod words;
mod zoom;

use crate::editor::FAR;
use crate::model::{Point, Rect, RemarkKind, Size};
use crate::view::app::App;
use crate::view::slices::Later;
use backdrop::Backdrop;
use card::Card;
use drafts::Drafts;
use guides::Guides;
use hint::Hint;
use labels::Labels;
use leptos::prelude::*;
use minimap::Map;
use overlay::Overlay;
use popups::Popups;
use refusal::Refused;
use remark::Remarks;
use stage::Stage;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wire::Wires;
use zoom::Zoom;

/// How many times larger than the card the rings become from far away.
const MOST_REACH: f64 = 6.0;

/// The canvas of the page.
#[component]
pub fn Canvas() -> impl IntoView {
    Stage::provide();
    view! { <Later><Ground/></Later> }
}

/// What everything on the canvas is in.
#[component]
fn Ground() -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let nodes = Memo::new(move |_| stage.design(|d| d.nodes.keys().cloned().collect::<Vec<_>>()));
    let hand = input::hand(app);
    // From far away the rings stay large enough for a finger.
    let reach = Memo::new(move |_| format!("{:.3}", (1.0 / stage.camera.get().zoom).clamp(1.0, MOST_REACH)));
    let far = Memo::new(move |_| stage.camera.get().zoom < FAR);
    watch_size(app, stage);
    input::hold_focus(stage);
    follow_focus(app);
    follow_ports(app);
    pan_at_the_edge(app);

    view! {
        <div
            class="stage"
            class:far=move || far.get()
            // Places on the canvas are places, whatever the direction of writing.
            dir="ltr"
            node_ref=stage.element
            role="application"
            aria-label="Canvas"
            tabindex="-1"
            data-hand=move || hand.get()
            on:pointerdown=move |event| input::down(app, stage, &event)
            on:pointermove=move |event| input::moved(app, stage, &event)
            on:pointerup=move |event| input::up(app, stage, &event)
            on:pointercancel=move |_| input::cancelled(app, stage)
            on:touchend=move |event| input::lifted(&event)
            on:mousedown=move |event| input::pressed(app, stage, &event)
            on:wheel=move |event| input::wheel(app, stage, &event)
            on:keydown=move |event| input::key(app, stage, &event)
            on:contextmenu=move |event| input::stop(&event)
            on:dragstart=move |event| input::stop(&event)
        >
            <Later><Backdrop/></Later>
            <div class="layer" style:transform=move || stage.camera.get().css() style=("--zoom", move || format!("{:.3}", stage.camera.get().zoom)) style=("--reach", move || reach.get())>
                <Later><Remarks kind=RemarkKind::Frame/></Later>
                <Later><Wires/></Later>
                <Later><Labels/></Later>
                <Later><Remarks kind=RemarkKind::Note/></Later>
                <For each=move || nodes.get() key=Clone::clone children=|id| view! { <Later><Card id=id/></Later> }/>
                <Later><Drafts/></Later>
                <Later><Guides/></Later>
            </div>
            <Later><Overlay/></Later>
            <Later><Hint/></Later>
            <Later><Map/></Later>
            <Later><Zoom/></Later>
            <Later><Refused/></Later>
            <Later><Popups/></Later>
        </div>
    }
}

/// Reads where the canvas is on the page, and tells those who have to know.
fn measure(app: App, stage: Stage) {
    let Some(element) = stage.element.get_untracked() else { return };
    let bounds = element.get_bounding_client_rect();
    let size = Size { w: bounds.width(), h: bounds.height() };
    let min = Point::new(bounds.left(), bounds.top());
    let rect = Rect { min, max: min + Point::new(size.w, size.h) };
    if app.ui.stage.get_untracked() != rect {
        app.ui.stage.set(rect);
    }
    if stage.size.get_untracked() != size && size.w > 0.0 {
        stage.size.set(size);
        app.change(|editor| editor.set_viewport(size));
    }
}

fn watch_size(app: App, stage: Stage) {
    Effect::new(move |watching: Option<bool>| {
        let Some(element) = stage.element.get() else { return false };
        if watching == Some(true) {
            return true;
        }
        measure(app, stage);
        let changed = Closure::<dyn FnMut()>::new(move || measure(app, stage)).into_js_value();
        // The canvas lives as long as the page, and so does its observer.
        web_sys::ResizeObserver::new(changed.unchecked_ref()).is_ok_and(|observer| {
            observer.observe(&element);
            true
        })
    });
}

/// A node that shall have the focus gets it, as soon as its card is there. While the outline covers the canvas, the node's
/// heading there gets it.
fn follow_focus(app: App) {
    Effect::new(move |_| {
        if let Some(node) = app.ui.focus.get().filter(|_| !app.ui.outline.get()) {
            app.ui.focus.set(None);
            crate::browser::clock::later(0, move || {
                focus::card(&node);
            });
        }
    });
}

/// The ports of a node get the focus when a person asks for them.
fn follow_ports(app: App) {
    Effect::new(move |_| {
        if let Some(node) = app.ui.ports.get() {
            app.ui.ports.set(None);
            crate::browser::clock::later(0, move || {
                if !focus::port(&node, false) {
                    app.ui.say("It has no ports: nothing can be joined to it.");
                }
            });
        }
    });
}

/// While something is dragged near the edge, the canvas moves under it.
fn pan_at_the_edge(app: App) {
    app.on_frame(move |frame| {
        let (drags, pans) =
            app.editor.with_untracked(|editor| (editor.tool().drags(), editor.edge_pan(frame.elapsed).is_some()));
        // A change of the editor is looked at by the whole page: none is made for nothing.
        if pans {
            app.hand(|editor| editor.auto_pan(frame.elapsed));
        }
        drags
    });
}
