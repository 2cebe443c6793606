//! One wire: what it is, its settings, and how to be rid of it.

use super::ends::WireEnds;
use super::form::{Complaints, Form};
use crate::browser::focus;
use crate::editor::{Edit, Owner, Subject};
use crate::model::{NodeId, WireId};
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::name::NameField;
use crate::view::parts::{signs, words};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The id of the name's field, for "Rename".
pub const LABEL_FIELD: &str = "wire-name";

/// What the panel needs to know of the two ends.
#[derive(Clone, PartialEq)]
struct Ends {
    from: NodeId,
    to: NodeId,
    from_name: String,
    to_name: String,
}

/// The panel of a wire.
#[component]
pub fn WirePanel(
    /// The wire.
    id: WireId,
) -> impl IntoView {
    let app = App::here();
    let ends = {
        let id = id.clone();
        Memo::new(move |_| {
            app.editor.with(|e| {
                let wire = e.diagram().wires.get(&id)?;
                let name =
                    |node: &NodeId| e.diagram().nodes.get(node).map_or_else(|| node.to_string(), |n| n.name.clone());
                Some(Ends {
                    from: wire.from.clone(),
                    to: wire.to.clone(),
                    from_name: name(&wire.from),
                    to_name: name(&wire.to),
                })
            })
        })
    };
    // Made once: what has the focus keeps it when the wire gets other ends.
    let there = Memo::new(move |_| ends.with(Option::is_some));
    move || there.get().then(|| view! { <Known id=id.clone() ends/> })
}

#[component]
fn Known(id: WireId, ends: Memo<Option<Ends>>) -> impl IntoView {
    let app = App::here();
    let live = app.wire(&id);
    let rate = move || match live.with(|l| l.rate) {
        rate if rate > 0.0 => format!("{} a second now", words::number(rate)),
        _ => "nothing moves now".to_owned(),
    };
    let delete = {
        let id = id.clone();
        move |_| {
            app.edit(Edit::Delete { nodes: BTreeSet::new(), wires: BTreeSet::from([id.clone()]), heal: false });
        }
    };
    let heading = move || {
        ends.get().map(|Ends { from, to, from_name, to_name }| view! {
            <h2>
                <button class="link" type="button" translate="no" on:click=move |_| app.inspect(&Subject::Node(from.clone()))>{from_name}</button>
                <span aria-hidden="true">" → "</span>
                <span class="unseen">" to "</span>
                <button class="link" type="button" translate="no" on:click=move |_| app.inspect(&Subject::Node(to.clone()))>{to_name}</button>
            </h2>
        })
    };
    view! {
        <header class="subject wire-subject">{heading}</header>
        <Label id=id.clone()/>
        <p class="help number">{rate}</p>
        <WireForm id=id.clone()/>
        <WireEnds id/>
        <button class="button small danger wire-delete" type="button" on:click=delete><Sign d=signs::BIN/> "Delete wire"</button>
    }
}

/// What a wire does, the ways in which its ends could be joined, and its settings.
#[component]
pub fn WireForm(
    /// The wire.
    id: WireId,
) -> impl IntoView {
    let app = App::here();
    // Other ports have other settings.
    let ports = {
        let id = id.clone();
        Memo::new(move |_| app.editor.with(|e| e.diagram().wires.get(&id).map(|w| (w.out.clone(), w.into.clone()))))
    };
    move || ports.get().map(|(out, into)| view! { <Joined id=id.clone() out into/> })
}

#[component]
fn Joined(id: WireId, out: String, into: String) -> impl IntoView {
    let app = App::here();
    let (fields, said) = app.editor.with_untracked(|e| {
        let diagram = e.diagram();
        let Some(wire) = diagram.wires.get(&id) else { return (Vec::new(), None) };
        let name = |node: &NodeId| diagram.nodes.get(node).map_or_else(|| node.to_string(), |n| n.name.clone());
        let role = CATALOG.role(diagram, wire);
        let said = role.map(|role| (name(&wire.from), role.sender, name(&wire.to), role.receiver));
        (CATALOG.wire_fields(diagram, wire), said)
    });
    let config = {
        let id = id.clone();
        Memo::new(move |_| {
            app.editor.with(|e| e.diagram().wires.get(&id).map(|w| w.config.clone())).unwrap_or_default()
        })
    };
    let complaints: Complaints = {
        let id = id.clone();
        Memo::new(move |_| app.problems.with(|all| crate::view::problems::of_wire(all, &id)))
    };
    let write = {
        let id = id.clone();
        Callback::new(move |(field, value): (&'static str, _)| {
            app.edit(Edit::SetConfig { owner: Owner::Wire(id.clone()), field: field.to_owned(), value });
        })
    };
    let none = fields.is_empty();
    view! {
        <p class="wire-said">
            {match said {
                // In pieces: names stay as they are, what the two do is said in the language of the page.
                Some((from, sends, to, receives)) => view! {
                    <span translate="no">{from}</span>" "<span>{sends}</span>"; "<span translate="no">{to}</span>" "<span>{receives}</span>"."
                }.into_any(),
                None => "The two ends have no integration in common any more: nothing moves here.".into_any(),
            }}
        </p>
        <Ways id out into/>
        <Form fields config complaints=Some(complaints) write/>
        {none.then(|| view! { <p class="help">"This wire has no settings."</p> })}
    }
}

/// The name of a wire, which stands on it on the canvas.
#[component]
fn Label(id: WireId) -> impl IntoView {
    let app = App::here();
    let name = {
        let id = id.clone();
        Memo::new(move |_| app.editor.with(|e| e.diagram().labels.get(&id).cloned()).unwrap_or_default())
    };
    // The wire stays selected, which it would not with the focus on a card.
    let done = Callback::new(|()| {
        focus::give_first(".wire-subject .link");
    });
    view! {
        <div class="field wide">
            <label for=LABEL_FIELD>"Name on the canvas"</label>
            <NameField name done take=move |name| app.edit(Edit::LabelWire { wire: id.clone(), name }) id=LABEL_FIELD class="input"/>
        </div>
    }
}

/// The ways in which the two nodes can be joined, where there is more than one.
#[component]
fn Ways(id: WireId, out: String, into: String) -> impl IntoView {
    let app = App::here();
    let ways = app.editor.with_untracked(|e| e.ways_of(&id));
    (ways.len() > 1).then(|| {
        let now = format!("{out}.{into}");
        let chosen = move |ev| {
            let value = event_target_value(&ev);
            if let Some((out, into)) = value.split_once('.') {
                let done = app.change(|editor| editor.rejoin(&id, out, into));
                if let Err(refusal) = done {
                    app.ui.say(refusal.to_string());
                }
            }
        };
        let options = ways
            .into_iter()
            .map(|(out, into)| {
                let value = format!("{}.{}", out.name, into.name);
                let selected = value == now;
                view! { <option value=value selected=selected>{format!("{} → {}", out.label, into.label)}</option> }
            })
            .collect_view();
        view! {
            <label class="field wide">
                <span>"Ports"</span>
                <select class="select" on:change=chosen>{options}</select>
            </label>
        }
    })
}
