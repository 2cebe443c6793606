//! The connections of a service in the outline: where they lead, how busy they are, their settings, and how to be rid of
//! them.

use super::Shared;
use super::service::heading_id;
use crate::browser::{clock, focus};
use crate::editor::Edit;
use crate::model::{Diagram, NodeId, Wire, WireId};
use crate::services::CATALOG;
use crate::view::inspector::WireForm;
use crate::view::parts::words;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One end of a wire, as the node at the other end sees it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Line {
    wire: WireId,
    /// Whether it leaves the node.
    leaves: bool,
    peer: NodeId,
    name: String,
    label: &'static str,
}

/// The connections of a node: first those that leave it.
#[component]
pub fn Wires(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let shared = Shared::here();
    let node = id.clone();
    let all = Memo::new(move |_| {
        shared.revision.get();
        shared.app.editor.with_untracked(|editor| lines(editor.diagram(), &id))
    });
    view! {
        <ul class="outline-wires" aria-label="Connections">
            <For each=move || all.get() key=Clone::clone children=move |line| view! { <One node=node.clone() line/> }/>
        </ul>
        <p class="help" hidden=move || !all.with(Vec::is_empty)>"Not connected yet."</p>
    }
}

fn lines(diagram: &Diagram, id: &NodeId) -> Vec<Line> {
    let line = |(wire_id, wire): (&WireId, &Arc<Wire>)| {
        let leaves = &wire.from == id;
        let peer = if leaves { &wire.to } else { &wire.from };
        let name = diagram.nodes.get(peer).map_or_else(|| peer.to_string(), |n| n.name.clone());
        let label = CATALOG.ends(diagram, wire).map_or("", |(out, _)| out.label);
        Line { wire: wire_id.clone(), leaves, peer: peer.clone(), name, label }
    };
    let mut all: Vec<Line> = diagram.wires_of(id).map(line).collect();
    all.sort_by(|a, b| b.leaves.cmp(&a.leaves).then_with(|| a.name.cmp(&b.name)).then_with(|| a.wire.cmp(&b.wire)));
    all
}

#[component]
fn One(node: NodeId, line: Line) -> impl IntoView {
    let shared = Shared::here();
    let app = shared.app;
    let Line { wire, leaves, peer, name, label } = line;
    let open = RwSignal::new(false);
    let live = app.wire(&wire);
    let rate = Memo::new(move |_| match live.with(|live| live.rate) {
        rate if rate > 0.0 => format!("{} a second", words::number(rate)),
        _ => String::new(),
    });
    let (way, settings, away) = if leaves {
        ("leads to", format!("Settings of the connection to {name}"), format!("Delete the connection to {name}"))
    } else {
        ("comes from", format!("Settings of the connection from {name}"), format!("Delete the connection from {name}"))
    };
    let delete = {
        let wire = wire.clone();
        move |_| {
            if app.edit(Edit::Delete { nodes: BTreeSet::new(), wires: BTreeSet::from([wire.clone()]), heal: false }) {
                let heading = heading_id(&node);
                clock::later(0, move || {
                    focus::give(&heading);
                });
            }
        }
    };
    let wire = StoredValue::new(wire);
    view! {
        <li class="outline-wire">
            <span class="outline-wire-said">
                <span>{way}</span> " " <button class="link" type="button" translate="no" on:click=move |_| shared.go(&peer)>{name.clone()}</button>
                {(!label.is_empty()).then(|| view! { ": " <span>{label}</span> })}
            </span>
            <span class="help number">{move || rate.get()}</span>
            <button class="button small" type="button" aria-label=settings aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>"Settings"</button>
            <button class="button small danger" type="button" aria-label=away on:click=delete>"Delete"</button>
            <Show when=move || open.get()>
                <div class="outline-settings"><WireForm id=wire.get_value()/></div>
            </Show>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::sketch;

    #[test]
    fn connections_that_leave_come_first() {
        let d = sketch("src A 0 0; queue B 200 0; fn C 400 0; A>B; B>C");
        let said: Vec<(bool, String)> =
            lines(&d, &NodeId::new("B")).into_iter().map(|line| (line.leaves, line.name)).collect();
        assert_eq!(said, [(true, "C".to_owned()), (false, "A".to_owned())]);
    }
}
