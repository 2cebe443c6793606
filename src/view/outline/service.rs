//! One service of the outline: its heading, how it stands, what it is joined to, and once opened its name, its settings and
//! its connections.

use super::connect::Connect;
use super::wires::Wires;
use super::{ADD, Shared, name_of};
use crate::browser::{clock, focus};
use crate::catalog::Look;
use crate::editor::{Edit, Editor, Selection, Subject};
use crate::model::{Diagram, NodeId};
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::canvas::words;
use crate::view::inspector::NodeForm;
use crate::view::parts::glyph::{Glyph, Sign};
use crate::view::parts::name::NameField;
use crate::view::parts::signs;
use leptos::ev;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The id of a service's heading button.
pub fn heading_id(id: &NodeId) -> String {
    // Ids of nodes may hold anything, those of elements no blanks.
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("_{:x}", u32::from(c)) };
    format!("outline-of-{}", id.as_str().chars().map(plain).collect::<String>())
}

/// What the design says of a node.
#[derive(Clone, PartialEq, Default)]
struct Facts {
    name: String,
    service: String,
    kind: String,
    joined: String,
}

/// One service.
#[component]
pub fn Service(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let shared = Shared::here();
    let app = shared.app;
    let facts = {
        let id = id.clone();
        Memo::new(move |_| {
            shared.revision.get();
            app.editor.with_untracked(|editor| facts(editor.diagram(), &id))
        })
    };
    let live = app.node(&id);
    let stands = Memo::new(move |_| {
        live.with(|live| {
            let (big, unit) = words::reading(&live.status.reading);
            let big = format!("{big} {unit}");
            let parts = [big.trim(), live.status.small.as_str()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        })
    });
    let selected = {
        let id = id.clone();
        Memo::new(move |_| app.editor.with(|editor| editor.selection().nodes.contains(&id)))
    };
    let open = {
        let id = id.clone();
        Memo::new(move |_| shared.open.with(|open| open.contains(&id)))
    };
    let heading = heading_id(&id);
    let (labelled, controls) = (heading.clone(), format!("{heading}-body"));
    let body_id = controls.clone();
    let node = StoredValue::new(id);
    let toggle = move |to: Option<bool>| {
        let id = node.get_value();
        shared.open.update(|open| {
            if to.unwrap_or(!open.contains(&id)) {
                open.insert(id)
            } else {
                open.remove(&id)
            };
        });
    };
    let keys = move |ev: ev::KeyboardEvent| {
        if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
            return;
        }
        match ev.key().as_str() {
            "ArrowRight" => toggle(Some(true)),
            "ArrowLeft" => toggle(Some(false)),
            "Delete" | "Backspace" => delete(shared, &node.get_value()),
            "F2" => {
                toggle(Some(true));
                let field = name_id(&node.get_value());
                clock::later(0, move || {
                    focus::give(&field);
                });
            }
            _ => return,
        }
        ev.prevent_default();
        ev.stop_propagation();
    };
    let service = Memo::new(move |_| facts.with(|f| f.service.clone()));
    let said = move || facts.with(|f| format!("{}, {}", f.name, f.kind));
    view! {
        <li class="outline-service" class:selected=move || selected.get()>
            <h3>
                <button class="outline-name" type="button" id=heading aria-label=said aria-expanded=move || open.get().to_string()
                    aria-controls=move || open.get().then(|| controls.clone())
                    on:focus=move |_| node.with_value(|id| select(app, id)) on:click=move |_| toggle(None) on:keydown=keys>
                    <Sign d=signs::DOWN/>
                    {move || CATALOG.get(&service.get()).map(|service| view! { <Glyph service/> })}
                    <span class="outline-title" translate="no">{move || facts.with(|f| f.name.clone())}</span>
                    // What is heard is what is seen, with a pause.
                    <span class="unseen">","</span>" "
                    <span class="kind">{move || facts.with(|f| f.kind.clone())}</span>
                </button>
            </h3>
            <p class="outline-stands number">{move || stands.get()}</p>
            <p class="outline-joined help">{move || facts.with(|f| f.joined.clone())}</p>
            <Show when=move || open.get()>
                <div class="outline-body" id=body_id.clone() role="group" aria-labelledby=labelled.clone()>
                    <Name id=node.get_value()/>
                    <h4>"Settings"</h4>
                    {move || match CATALOG.get(&service.get()) {
                        Some(service) if service.fields.is_empty() => view! { <p class="help">"It has no settings."</p> }.into_any(),
                        Some(service) => view! { <div class="outline-settings"><NodeForm id=node.get_value() service/></div> }.into_any(),
                        None => view! { <p class="help">"This version does not know the service: it takes no part in the run."</p> }.into_any(),
                    }}
                    <h4>"Connections"</h4>
                    <Wires id=node.get_value()/>
                    <Connect id=node.get_value()/>
                </div>
            </Show>
        </li>
    }
}

/// Selects a node, as the canvas would; the inspector follows.
fn select(app: App, id: &NodeId) {
    let alone = |editor: &Editor| editor.selection().only_node() == Some(id);
    if !app.editor.with_untracked(alone) {
        app.change(|editor| {
            editor.select(Selection::node(id));
            editor.reveal(id);
        });
    }
}

/// Deletes a node with its connections. The focus goes to the heading beside it, or to the list of services to add.
fn delete(shared: Shared, id: &NodeId) {
    let app = shared.app;
    let next = focus::beside(".outline-name", &heading_id(id));
    if app.edit(Edit::Delete { nodes: BTreeSet::from([id.clone()]), wires: BTreeSet::new(), heal: false }) {
        clock::later(0, move || {
            focus::give(next.as_deref().unwrap_or(ADD));
        });
    }
}

fn name_id(id: &NodeId) -> String {
    format!("{}-name", heading_id(id))
}

/// The name, the way to everything else about it, and how to be rid of it.
#[component]
fn Name(id: NodeId) -> impl IntoView {
    let shared = Shared::here();
    let app = shared.app;
    let name = {
        let id = id.clone();
        Memo::new(move |_| {
            shared.revision.get();
            name_of(app, &id)
        })
    };
    let field_id = name_id(&id);
    let node = StoredValue::new(id);
    let heading = Callback::new(move |()| {
        focus::give(&heading_id(&node.get_value()));
    });
    view! {
        <div class="outline-form">
            <label for=field_id.clone()>"Name"</label>
            <NameField name take=move |name| app.edit(Edit::Rename { node: node.get_value(), name }) done=heading id=field_id.clone() class="input"/>
            <button class="button small" type="button" aria-label=move || format!("Inspect {}: messages, metrics and reasons", name.get())
                on:click=move |_| app.inspect(&Subject::Node(node.get_value()))>"Inspect"</button>
            <button class="button small danger" type="button" aria-label=move || format!("Delete {}", name.get())
                on:click=move |_| delete(shared, &node.get_value())>"Delete"</button>
        </div>
    }
}

fn facts(diagram: &Diagram, id: &NodeId) -> Facts {
    let Some(node) = diagram.nodes.get(id) else { return Facts::default() };
    let look = Look::at_node(diagram, id, &CATALOG);
    let kind = match (CATALOG.get(&node.service), look) {
        (Some(service), Some(look)) => (service.subtitle)(&look).to_owned(),
        (Some(service), None) => service.name.to_owned(),
        (None, _) => format!("unknown service “{}”", node.service),
    };
    Facts { name: node.name.clone(), service: node.service.clone(), kind, joined: joined(diagram, id) }
}

/// What a node is joined to: "From Customers. To Orders, Payments."
fn joined(diagram: &Diagram, id: &NodeId) -> String {
    let name = |id: &NodeId| diagram.nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for (_, wire) in diagram.wires_of(id) {
        if &wire.to == id { from.push(name(&wire.from)) } else { to.push(name(&wire.to)) }
    }
    let list = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names.join(", ")
    };
    match (list(from), list(to)) {
        (from, to) if from.is_empty() && to.is_empty() => "Not connected.".to_owned(),
        (from, to) if from.is_empty() => format!("To {to}."),
        (from, to) if to.is_empty() => format!("From {from}."),
        (from, to) => format!("From {from}. To {to}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::sketch;

    #[test]
    fn what_a_node_is_joined_to_is_one_line() {
        let d = sketch("src A 0 0; queue B 200 0; fn C 400 0; A>B; B>C");
        assert_eq!(joined(&d, &NodeId::new("B")), "From A. To C.");
        assert_eq!(joined(&d, &NodeId::new("A")), "To B.");
        assert_eq!(joined(&sketch("src A 0 0"), &NodeId::new("A")), "Not connected.");
    }
}
