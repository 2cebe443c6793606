//! The wires: a curve each, thicker the busier it is, dotted where it carries control rather than messages, with a broad
//! invisible twin for the hand and grips at the ends while it is selected.

use super::stage::Stage;
use crate::editor::Camera;
use crate::model::{Diagram, Point, WireId};
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::slices::Later;
use leptos::prelude::*;

/// The thickness of a quiet wire and of the busiest, in canvas units.
const THIN: f64 = 1.7;
const THICK: f64 = 4.5;
/// How far along the wire its grips are, in pixels; the editor feels for them there.
const GRIP: f64 = 16.0;

/// All wires.
#[component]
pub fn Wires() -> impl IntoView {
    let stage = Stage::here();
    let ids = Memo::new(move |_| stage.design(|d| d.wires.keys().cloned().collect::<Vec<_>>()));
    view! {
        <svg class="wires">
            <For each=move || ids.get() key=Clone::clone children=|id| view! { <Later><Wire id=id/></Later> }/>
        </svg>
    }
}

/// One wire.
#[component]
fn Wire(
    /// Its id.
    id: WireId,
) -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let live = app.wire(&id);
    let route = ReadSignal::from(stage.ways.get(&id));
    let id = StoredValue::new(id);
    let path = Memo::new(move |_| route.with(|r| r.as_ref().map_or_else(String::new, |r| r.path())));
    // Names of wires are nothing that a run knows of.
    let own = Memo::new(move |_| stage.names.with(|names| id.with_value(|id| names.get(id).cloned())));
    let nature = Memo::new(move |_| {
        let own = own.get();
        stage.design(|d| id.with_value(|id| nature(d, id, own.as_deref())))
    });
    let thick = Memo::new(move |_| thickness(live.with(|live| live.rate)));
    let selected = Memo::new(move |_| stage.selection.with(|s| id.with_value(|id| s.wires.contains(id))));
    let into = Memo::new(move |_| stage.into.with(|into| id.with_value(|id| into.as_ref() == Some(id))));
    let class = move || {
        let control = if nature.with(|n| n.control) { " control" } else { "" };
        let selected = if selected.get() { " selected" } else { "" };
        let into = if into.get() { " into" } else { "" };
        format!("wire{control}{selected}{into}")
    };
    view! {
        <g class=class>
            <path class="wire-hit" d=move || path.get() role="graphics-symbol" aria-label=move || nature.with(|n| n.name.clone())/>
            <path class="wire-line" d=move || path.get() style=("--thick", move || format!("{:.1}px", thick.get())) aria-hidden="true"/>
            <Show when=move || selected.get()>
                {move || {
                    let ends = route.with(|r| r.as_ref().map(|r| {
                        let along = inset(stage.camera.get(), r.length());
                        [r.at(along), r.at(1.0 - along)]
                    }));
                    ends.map(|ends| ends.map(|at| view! { <Grip at=at/> }))
                }}
            </Show>
        </g>
    }
}

/// The handle at an end of a selected wire.
#[component]
fn Grip(
    /// Where it is, on the canvas.
    at: Point,
) -> impl IntoView {
    let zoom = Stage::here().camera.get_untracked().zoom;
    view! {
        <circle class="wire-grip" cx=format!("{:.1}", at.x) cy=format!("{:.1}", at.y) r=format!("{:.2}", 5.0 / zoom) aria-hidden="true"/>
    }
}

fn inset(camera: Camera, length: f64) -> f64 {
    (GRIP / camera.zoom / length.max(1.0)).min(0.4)
}

/// What a wire is called, and whether it carries control.
#[derive(Clone, PartialEq, Default)]
struct Nature {
    name: String,
    control: bool,
}

fn nature(diagram: &Diagram, id: &WireId, own: Option<&str>) -> Nature {
    let Some(wire) = diagram.wires.get(id) else { return Nature::default() };
    let name = |id| diagram.nodes.get(id).map_or("?", |n| n.name.as_str());
    let ends = CATALOG.ends(diagram, wire);
    let label = ends.map_or(wire.out.as_str(), |(out, _)| out.label);
    let control = ends.is_some_and(|(out, into)| out.control || into.control);
    let (from, to) = (name(&wire.from), name(&wire.to));
    let name = match own {
        Some(own) => format!("{from} to {to}, {label}, named {own}"),
        None => format!("{from} to {to}, {label}"),
    };
    Nature { name, control }
}

/// The thickness of a wire with so many messages a (simulated) second: one unit more for every factor of ten, in half
/// units, so that it does not change all the time.
fn thickness(rate: f64) -> f64 {
    let exact = libm::log10(1.0 + rate) * 1.2;
    (THIN + (exact * 2.0).round() / 2.0).min(THICK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn busier_wires_are_thicker_up_to_a_limit() {
        let widths: Vec<f64> = [0.0, 1.0, 10.0, 100.0, 1e6].map(thickness).into();
        assert_eq!(widths[0], THIN);
        assert!(widths.windows(2).all(|w| w[0] <= w[1]) && widths[2] > widths[0] && widths[3] > widths[2]);
        assert_eq!(widths[4], THICK);
    }

    #[test]
    fn a_steady_stream_does_not_make_its_wire_flicker() {
        assert_eq!(thickness(98.0), thickness(103.0));
    }
}
