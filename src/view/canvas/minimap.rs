//! The minimap: every node in the colour of its state and what is seen of the design; a drag or an arrow key moves the view.

use super::stage::Stage;
use crate::editor::Minimap;
use crate::model::{NodeId, Point, Rect, RemarkKind, Size};
use crate::sim::Tone;
use crate::view::app::App;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Its size, in pixels.
const BOX: Size = Size { w: 180.0, h: 120.0 };
/// What an arrow key moves the view by, in pixels.
const STRIDE: f64 = 80.0;

/// The map, while it is shown.
#[component]
pub fn Map() -> impl IntoView {
    let app = App::here();
    view! { <Show when=move || app.ui.minimap.get()><Shown/></Show> }
}

#[component]
fn Shown() -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let element = NodeRef::<html::Div>::new();
    let view = Memo::new(move |_| stage.camera.get().view(stage.size.get()));
    // While a hand drags on it the map holds still.
    let held = RwSignal::new(None::<Minimap>);
    let map = Memo::new(move |_| {
        held.get().unwrap_or_else(|| {
            let design = stage.diagram.with(|d| d.bounds());
            Minimap::of(design.unwrap_or(view.get()), view.get(), BOX)
        })
    });
    let nodes = Memo::new(move |_| stage.diagram.with(|d| d.nodes.keys().cloned().collect::<Vec<_>>()));
    let frames = move || {
        let areas = stage.diagram.with(|d| d.remarks.values().map(|r| (r.kind, r.area)).collect::<Vec<_>>());
        let map = map.get();
        areas
            .into_iter()
            .map(move |(kind, area)| {
                let class = if kind == RemarkKind::Frame { "map-frame" } else { "map-note" };
                shape(class, map.area(area))
            })
            .collect_view()
    };
    let look = move |event: &PointerEvent| {
        let Some(element) = element.get_untracked() else { return };
        let bounds = element.get_bounding_client_rect();
        let at = Point::new(f64::from(event.client_x()) - bounds.left(), f64::from(event.client_y()) - bounds.top());
        let middle = map.get_untracked().canvas(at);
        app.change(|editor| editor.look_at(middle));
    };
    let down = move |event: PointerEvent| {
        event.prevent_default();
        if let Some(target) = event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) {
            // A pointer that is gone already cannot be captured; its end will be told.
            let _ = target.set_pointer_capture(event.pointer_id());
        }
        held.set(Some(map.get_untracked()));
        look(&event);
    };
    let moved = move |event: PointerEvent| {
        if held.with_untracked(Option::is_some) {
            look(&event);
        }
    };
    let keys = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => Point::new(STRIDE, 0.0),
            "ArrowRight" => Point::new(-STRIDE, 0.0),
            "ArrowUp" => Point::new(0.0, STRIDE),
            "ArrowDown" => Point::new(0.0, -STRIDE),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        app.change(|editor| editor.look(editor.camera().panned(by)));
    };
    view! {
        <div class="minimap" data-own="" role="group" aria-label="Minimap. Arrow keys move the view." tabindex="0" node_ref=element
            on:pointerdown=down on:pointermove=moved on:pointerup=move |_| held.set(None)
            on:pointercancel=move |_| held.set(None) on:keydown=keys>
            <svg width=BOX.w height=BOX.h aria-hidden="true">
                {frames}
                <For each=move || nodes.get() key=Clone::clone children=move |id| view! { <Dot id map/> }/>
                {move || shape("map-view", map.get().area(view.get()))}
            </svg>
        </div>
    }
}

/// A node on the map.
#[component]
fn Dot(id: NodeId, map: Memo<Minimap>) -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let live = app.node(&id);
    let tone = Memo::new(move |_| live.with(|live| live.status.tone));
    let at = ReadSignal::from(stage.places.get(&id));
    let is = move |wanted: Tone| tone.get() == wanted;
    let place = Memo::new(move |_| at.get().map(|at| map.get().area(Rect::card(at))).unwrap_or_default());
    view! {
        <rect class="map-node" class:good=move || is(Tone::Good) class:warning=move || is(Tone::Warning)
            class:bad=move || is(Tone::Bad) x=move || text(place.get().min.x) y=move || text(place.get().min.y)
            width=move || text(place.get().size().w.max(2.0)) height=move || text(place.get().size().h.max(2.0)) rx="1.5"/>
    }
}

fn text(x: f64) -> String {
    format!("{x:.1}")
}

fn shape(class: &'static str, area: Rect) -> impl IntoView {
    let (at, size) = (area.min, area.size());
    view! { <rect class=class x=text(at.x) y=text(at.y) width=text(size.w.max(2.0)) height=text(size.h.max(2.0)) rx="1.5"/> }
}
