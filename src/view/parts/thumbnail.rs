//! A design as a small picture: a bar for each node in the colour of its family, a line for each wire.

use crate::exchange::load;
use crate::model::Point;
use crate::services::CATALOG;
use leptos::prelude::*;

/// The width and height of a bar.
const NODE: (f64, f64) = (168.0, 84.0);

/// The picture of a document; nothing for one that cannot be read, or has no nodes.
pub fn thumbnail(text: &str) -> AnyView {
    let Ok(loaded) = load(text, &CATALOG) else { return ().into_any() };
    let diagram = loaded.diagram;
    let spots: Vec<_> = diagram.nodes.values().map(|node| node.at).collect();
    if spots.is_empty() {
        return ().into_any();
    }
    let least = |of: fn(&Point) -> f64| spots.iter().map(of).fold(f64::MAX, f64::min);
    let most = |of: fn(&Point) -> f64| spots.iter().map(of).fold(f64::MIN, f64::max);
    let (left, top) = (least(|p| p.x), least(|p| p.y));
    let (width, height) = (most(|p| p.x) - left + NODE.0, most(|p| p.y) - top + NODE.1);
    let middle = |id| diagram.nodes.get(id).map(|node| (node.at.x + NODE.0 / 2.0, node.at.y + NODE.1 / 2.0));
    let wires = diagram.wires.values().filter_map(|wire| Some((middle(&wire.from)?, middle(&wire.to)?)));
    let lines: String = wires.map(|(a, b)| format!("M{} {}L{} {}", a.0, a.1, b.0, b.1)).collect();
    let nodes = diagram.nodes.values().map(|node| {
        let family = CATALOG.get(&node.service).map_or("people", |service| service.family.class());
        view! {
            <rect class=format!("thumb-node family-{family}") x=node.at.x y=node.at.y width=NODE.0 height=NODE.1 rx="14"/>
        }
    });
    view! {
        <svg class="thumb" viewBox=format!("{left} {top} {width} {height}") aria-hidden="true">
            <path class="thumb-wires" d=lines/>
            {nodes.collect_view()}
        </svg>
    }
    .into_any()
}
