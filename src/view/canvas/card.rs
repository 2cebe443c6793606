//! A node's card: its icon, name, big number, small print and sparkline, its ports, and how it stands while a hand is at
//! work. What it shows comes from the service's declaration and the node's status, never from knowing the service.

use super::ports::Ports;
use super::stage::Stage;
use super::{spark, words};
use crate::catalog::{Look, Side};
use crate::editor::Thing;
use crate::model::{Diagram, NodeId, Point};
use crate::services::CATALOG;
use crate::sim::Tone;
use crate::view::app::App;
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::{longest_part, parts};
use leptos::prelude::*;

/// The size of the sparkline, in canvas units.
const SPARK: (f64, f64) = (48.0, 20.0);

/// What the design says of a node.
#[derive(Clone, PartialEq)]
struct Title {
    name: String,
    kind: String,
    family: &'static str,
    icon: &'static str,
    /// Whether it has ports at the left and at the right.
    ports: (bool, bool),
}

/// What the run says of it.
#[derive(Clone, PartialEq)]
struct Face {
    big: (String, &'static str),
    small: String,
    tone: Tone,
}

/// One node on the canvas.
#[component]
pub fn Card(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let live = app.node(&id);
    let place = ReadSignal::from(stage.places.get(&id));
    let id = StoredValue::new(id);

    let title = Memo::new(move |_| stage.design(|d| id.with_value(|id| title(d, id))));
    let face = Memo::new({
        let live = live.clone();
        move |_| {
            if title.with(|t| t.icon.is_empty()) {
                return Face { big: (String::new(), ""), small: "kept, but not simulated".into(), tone: Tone::Plain };
            }
            live.with(|live| {
                let status = &live.status;
                Face { big: words::reading(&status.reading), small: status.small.clone(), tone: status.tone }
            })
        }
    });
    let line = Memo::new(move |_| live.with(|live| spark::line(&live.spark, SPARK.0, SPARK.1)));
    let label = Memo::new(move |_| title.with(|t| face.with(|f| words::card(&t.name, &t.kind, &f.big, &f.small))));
    let selected = Memo::new(move |_| stage.selection.with(|s| id.with_value(|id| s.nodes.contains(id))));
    let hand = Memo::new(move |_| stage.wiring.with(|w| id.with_value(|id| w.as_ref().map_or("", |w| w.stance(id)))));
    let class = move || {
        let tone = match face.with(|f| f.tone) {
            Tone::Plain => "",
            Tone::Good => " good",
            Tone::Warning => " warning",
            Tone::Bad => " bad",
            Tone::Unknown => " pending",
        };
        let selected = if selected.get() { " selected" } else { "" };
        title.with(|t| {
            let known = if t.icon.is_empty() { " unknown" } else { "" };
            format!("node family-{}{tone}{selected}{known}{}", t.family, hand.get())
        })
    };
    let name = Signal::derive(move || title.with(|t| t.name.clone()));

    view! {
        <div
            class=class
            role="group"
            aria-label=move || label.get()
            aria-current=move || selected.get().then_some("true")
            tabindex=move || {
                let here = Thing::Node(id.get_value());
                if stage.entrance.with(|e| e.as_ref() == Some(&here)) { "0" } else { "-1" }
            }
            data-node=id.with_value(|id| id.to_string())
            style:transform=move || {
                let Point { x, y } = place.get().unwrap_or_default();
                format!("translate({x}px,{y}px)")
            }
            on:focus=move |event| stage.focused(&Thing::Node(id.get_value()), &event)
            // After a wire was drawn by keyboard the wire is selected, but the card has the focus: arrows mean the card.
            on:keydown=move |event| {
                if event.key().starts_with("Arrow") {
                    stage.entered(&Thing::Node(id.get_value()));
                }
            }
        >
            <svg class="node-icon" viewBox="0 0 20 20" aria-hidden="true" inner_html=move || title.with(|t| t.icon)></svg>
            // It may break before its capitals, where it has several lines: from afar.
            <span class="node-name" translate="no" style=("--longest", move || longest_part(&name.get()).to_string())>
                {move || parts(&name.get()).into_iter().map(|part| view! { {part}<wbr/> }).collect_view()}
            </span>
            <span class="node-kind">{move || title.with(|t| t.kind.clone())}</span>
            <span class="node-line">
                <Shape tone=Signal::derive(move || face.with(|f| f.tone))/>
                <b class="node-big">{move || face.with(|f| f.big.0.clone())}</b>
                <span class="node-unit">{move || face.with(|f| f.big.1)}</span>
                <svg class="node-spark" viewBox="0 0 48 20" preserveAspectRatio="none" aria-hidden="true">
                    <path d=move || line.get() vector-effect="non-scaling-stroke"></path>
                </svg>
            </span>
            <span class="node-small">{move || face.with(|f| f.small.clone())}</span>
            <Ports id=id.get_value() name=name sides=Signal::derive(move || title.with(|t| t.ports))/>
            <span class="node-tick" aria-hidden="true">
                <svg viewBox="0 0 12 12"><path d=Meaning::Good.path()></path></svg>
            </span>
        </div>
    }
}

/// The shape beside a word or number that is good or bad, so that it is not told by colour alone.
#[component]
fn Shape(
    /// How the node is doing.
    tone: Signal<Tone>,
) -> impl IntoView {
    let meaning = Memo::new(move |_| match tone.get() {
        Tone::Bad => Some(Meaning::Dead),
        Tone::Good => Some(Meaning::Good),
        Tone::Plain | Tone::Warning | Tone::Unknown => None,
    });
    move || {
        meaning.get().map(|meaning| {
            let class =
                format!("mark node-shape m-{}{}", meaning.class(), if meaning.filled() { "" } else { " hollow" });
            view! { <svg class=class viewBox="0 0 12 12" aria-hidden="true"><path d=meaning.path()></path></svg> }
        })
    }
}

/// The words and the icon of a node. A service that this version does not know has no icon, and its key for a name.
fn title(diagram: &Diagram, id: &NodeId) -> Title {
    let blank = Title { name: String::new(), kind: String::new(), family: "people", icon: "", ports: (false, false) };
    let Some(node) = diagram.nodes.get(id) else { return blank };
    let name = node.name.clone();
    let Some(service) = CATALOG.get(&node.service) else {
        return Title { name, kind: format!("unknown service “{}”", node.service), ..blank };
    };
    let kind = Look::at_node(diagram, id, &CATALOG).map_or(service.name, |look| (service.subtitle)(&look)).to_owned();
    let has = |side| service.side(side).next().is_some();
    Title { name, kind, family: service.family.class(), icon: service.icon, ports: (has(Side::In), has(Side::Out)) }
}
