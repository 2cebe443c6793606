//! A design as a small picture: a bar for each node in the colour of its family, a line for each wire, its frames and notes.

use crate::exchange::load;
use crate::model::{Rect, RemarkKind};
use crate::services::CATALOG;
use leptos::prelude::*;

/// The picture of a document; nothing for one that cannot be read, or is empty.
pub fn thumbnail(text: &str) -> AnyView {
    let Ok(loaded) = load(text, &CATALOG) else { return ().into_any() };
    let diagram = loaded.diagram;
    let Some(bounds) = diagram.bounds() else { return ().into_any() };
    let (corner, size) = (bounds.min, bounds.size());
    let middle = |id| diagram.nodes.get(id).map(|node| Rect::card(node.at).center());
    let wires = diagram.wires.values().filter_map(|wire| Some((middle(&wire.from)?, middle(&wire.to)?)));
    let lines: String = wires.map(|(a, b)| format!("M{} {}L{} {}", a.x, a.y, b.x, b.y)).collect();
    let remarks = diagram.remarks.values().map(|remark| {
        let frame = remark.kind == RemarkKind::Frame;
        let (at, size) = (remark.area.min, remark.area.size());
        view! { <rect class="thumb-note" class:thumb-frame=frame x=at.x y=at.y width=size.w height=size.h rx="14"/> }
    });
    let nodes = diagram.nodes.values().map(|node| {
        let family = CATALOG.get(&node.service).map_or("people", |service| service.family.class());
        let card = Rect::card(node.at);
        let (at, size) = (card.min, card.size());
        view! {
            <rect class=format!("thumb-node family-{family}") x=at.x y=at.y width=size.w height=size.h rx="14"/>
        }
    });
    view! {
        <svg class="thumb" viewBox=format!("{} {} {} {}", corner.x, corner.y, size.w, size.h) aria-hidden="true">
            {remarks.collect_view()}
            <path class="thumb-wires" d=lines/>
            {nodes.collect_view()}
        </svg>
    }
    .into_any()
}
