//! The ends of a wire in its panel, for those who drag nothing: where it starts, where it ends, and what is put in between.

use crate::editor::{Edit, Editor, End, Offer, Selection};
use crate::model::{NodeId, WireId};
use crate::view::app::App;
use crate::view::parts::choices::{self, Chosen, options};
use leptos::ev;
use leptos::prelude::*;

/// Ids of the two lists of ends.
const STARTS: &str = "wire-starts";
const ENDS: &str = "wire-ends";
/// The id of the list of what could come in between.
const BETWEEN: &str = "wire-between";

/// Both ends and what could be put between them.
#[component]
pub fn WireEnds(
    /// The wire.
    id: WireId,
) -> impl IntoView {
    view! {
        <At id=id.clone() end=End::From label="Starts at" field=STARTS/>
        <At id=id.clone() end=End::To label="Ends at" field=ENDS/>
        <Between id/>
    }
}

/// Nodes of the design with their names, by name.
fn named(editor: &Editor, nodes: Vec<NodeId>) -> Vec<(NodeId, String)> {
    let known = nodes.into_iter().filter_map(|id| Some((id.clone(), editor.diagram().nodes.get(&id)?.name.clone())));
    let mut known: Vec<_> = known.collect();
    known.sort_by(|a, b| a.1.cmp(&b.1));
    known
}

/// One end: the nodes at which it can be.
#[component]
fn At(id: WireId, end: End, label: &'static str, field: &'static str) -> impl IntoView {
    let app = App::here();
    let revision = Memo::new(move |_| app.editor.with(Editor::revision));
    let id = StoredValue::new(id);
    let choices = Memo::new(move |_| {
        revision.get();
        app.editor.with_untracked(|editor| named(editor, id.with_value(|id| editor.ends_for(id, end))))
    });
    let now = Memo::new(move |_| {
        revision.get();
        app.editor.with_untracked(|editor| {
            let wire = id.with_value(|id| editor.diagram().wires.get(id).cloned())?;
            Some(if end == End::From { wire.from.clone() } else { wire.to.clone() })
        })
    });
    let list = NodeRef::<leptos::html::Select>::new();
    let move_it = move |ev: ev::Event| {
        let node = NodeId::new(&event_target_value(&ev));
        match id.with_value(|id| app.change(|editor| editor.reconnect(id, end, &node))) {
            Ok(()) => {
                let done = app.editor.with_untracked(|editor| editor.history().undo_name().map(str::to_owned));
                app.ui.announce(done.map_or_else(String::new, |done| format!("{done}.")));
            }
            Err(refusal) => {
                app.ui.say(refusal.to_string());
                if let (Some(list), Some(now)) = (list.get_untracked(), now.get_untracked()) {
                    list.set_value(now.as_str());
                }
            }
        }
    };
    view! {
        <div class="field wide" hidden=move || choices.with(|choices| choices.len() < 2)>
            <label for=field>{label}</label>
            <select class="select" id=field node_ref=list on:change=move_it>
                // Not made anew when another is chosen: the list has the focus, and a person may go on through it.
                {move || choices.get().into_iter().map(|(node, name)| {
                    let value = node.to_string();
                    let selected = move || now.with(|now| now.as_ref() == Some(&node));
                    view! { <option translate="no" value=value prop:selected=selected>{name}</option> }
                }).collect_view()}
            </select>
        </div>
    }
}

/// What can be put into the wire: nodes of the design that have no wires yet, and new services.
#[component]
fn Between(id: WireId) -> impl IntoView {
    let app = App::here();
    let revision = Memo::new(move |_| app.editor.with(Editor::revision));
    let id = StoredValue::new(id);
    let choices = Memo::new(move |_| {
        revision.get();
        app.editor.with_untracked(|editor| {
            let (spare, offer) = id.with_value(|id| (editor.spare_for(id), editor.between(id)));
            (named(editor, spare), offer)
        })
    });
    let none = Memo::new(move |_| {
        choices.with(|(spare, offer)| spare.is_empty() && offer.as_ref().is_none_or(|offer| offer.services.is_empty()))
    });
    let chosen = RwSignal::new(String::new());
    let put = move |ev: ev::SubmitEvent| {
        ev.prevent_default();
        let (choice, (_, offer)) = (chosen.get_untracked(), choices.get_untracked());
        if let Some(node) = put_in(app, &id.get_value(), &choice, offer) {
            app.change(|editor| editor.select(Selection::node(&node)));
            // A sheet that covers the canvas shows the node.
            if app.ui.sheet.get_untracked().is_none() {
                app.ui.focus.set(Some(node));
            }
        }
    };
    view! {
        <form class="field wide" on:submit=put hidden=move || none.get()>
            <label for=BETWEEN>"Put in between"</label>
            <select class="select" id=BETWEEN on:change=move |ev| chosen.set(event_target_value(&ev))>
                {move || {
                    let (spare, offer) = choices.get();
                    options(spare, offer)
                }}
            </select>
            <button class="button small wire-put" type="submit">"Put in between"</button>
        </form>
    }
}

/// Puts what was chosen into a wire and says so; the node that is there now.
fn put_in(app: App, wire: &WireId, choice: &str, offer: Option<Offer>) -> Option<NodeId> {
    let (key, offer) = match (choices::chosen(choice), offer) {
        (Some(Chosen::Node(node)), _) => {
            return app.edit(Edit::Splice { node: node.clone(), wire: wire.clone() }).then_some(node);
        }
        (Some(Chosen::New(key)), Some(offer)) => (key, offer),
        _ => {
            app.ui.say("Choose first what shall come in between.");
            return None;
        }
    };
    match app.change(|editor| editor.accept(&offer, &key)) {
        Ok(node) => {
            let name = app.editor.with_untracked(|e| e.diagram().nodes.get(&node).map(|n| n.name.clone()));
            app.ui.announce(format!("Put {} into the wire.", name.unwrap_or_default()));
            Some(node)
        }
        Err(refusal) => {
            app.ui.say(refusal.to_string());
            None
        }
    }
}
