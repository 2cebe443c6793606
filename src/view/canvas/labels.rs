//! The names of wires, on their wires. A hand reaches them as it reaches the wire below.

use super::stage::Stage;
use crate::editor::labels::{Label, labels};
use crate::model::WireId;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// All names, inside the layer of the canvas.
#[component]
pub fn Labels() -> impl IntoView {
    let stage = Stage::here();
    let all: Memo<BTreeMap<WireId, Label>> =
        Memo::new(move |_| stage.diagram.with(|d| stage.routes.with(|routes| labels(d, routes))));
    let ids = Memo::new(move |_| all.with(|all| all.keys().cloned().collect::<Vec<_>>()));
    let one = move |id: WireId| {
        let label = Memo::new(move |_| all.with(|all| all.get(&id).cloned()));
        let style = move || {
            label.with(|label| {
                label.as_ref().map(|l| {
                    let (at, size) = (l.area.min, l.area.size());
                    format!(
                        "transform:translate({:.1}px,{:.1}px);width:{:.1}px;height:{:.0}px",
                        at.x, at.y, size.w, size.h
                    )
                })
            })
        };
        let text = move || label.with(|label| label.as_ref().map(|l| l.text.clone()));
        // The wire itself says its name to screen readers.
        view! { <span class="wire-name" translate="no" aria-hidden="true" style=style>{text}</span> }
    };
    view! { <For each=move || ids.get() key=Clone::clone children=one/> }
}
