//! A new connection in the outline: chosen among the services of the design that can take it, and among those that could
//! be added for it.

use super::service::heading_id;
use super::{Shared, name_of};
use crate::editor::{Direction, Offer};
use crate::model::NodeId;
use crate::view::parts::choices::{self, Chosen, options};
use leptos::ev;
use leptos::prelude::*;

/// What can be chosen.
#[derive(Clone, PartialEq, Default)]
struct Choices {
    /// Nodes of the design: id, name, how they would be joined.
    here: Vec<(NodeId, String, &'static str)>,
    /// Services that could be added.
    new: Option<Offer>,
}

/// The form.
#[component]
pub fn Connect(
    /// The node that the connection leaves.
    id: NodeId,
) -> impl IntoView {
    let shared = Shared::here();
    let app = shared.app;
    let field = format!("{}-connect", heading_id(&id));
    let node = StoredValue::new(id);
    let choices = Memo::new(move |_| {
        shared.revision.get();
        app.editor.with_untracked(|editor| {
            let id = node.get_value();
            let name = |id: &NodeId| editor.diagram().nodes.get(id).map_or_else(String::new, |n| n.name.clone());
            let valid = editor.targets_for(&id).into_iter().filter_map(|target| {
                let label = target.ways.ok()?.first()?.0.label;
                Some((target.node.clone(), name(&target.node), label))
            });
            let mut here: Vec<_> = valid.collect();
            here.sort_by(|a, b| a.1.cmp(&b.1));
            Choices { here, new: editor.quick_add(&id, Direction::Right).filter(|offer| !offer.services.is_empty()) }
        })
    });
    let chosen = RwSignal::new(String::new());
    let select = NodeRef::<leptos::html::Select>::new();
    let connect = move |ev: ev::SubmitEvent| {
        ev.prevent_default();
        let (choice, id) = (chosen.get_untracked(), node.get_value());
        let (done, is_new) = match choices::chosen(&choice) {
            Some(Chosen::Node(to)) => (app.change(|editor| editor.connect(&id, &to, None)).map(|_| to), false),
            Some(Chosen::New(key)) => {
                let Some(offer) = choices.with_untracked(|c| c.new.clone()) else { return };
                (app.change(|editor| editor.accept(&offer, &key)), true)
            }
            None => return app.ui.say("Choose first where the connection shall lead."),
        };
        match done {
            Ok(to) => {
                app.ui.announce(format!("Connected {} to {}.", name_of(app, &id), name_of(app, &to)));
                chosen.set(String::new());
                if let Some(select) = select.get_untracked() {
                    select.set_value("");
                }
                // A new service is gone on with; after a connection between old ones, more may follow.
                if is_new {
                    shared.go(&to);
                }
            }
            Err(refusal) => app.ui.say(refusal.to_string()),
        }
    };
    let none = Memo::new(move |_| choices.with(|c| c.here.is_empty() && c.new.is_none()));
    let for_field = field.clone();
    view! {
        <form class="outline-form" on:submit=connect hidden=move || none.get()>
            <label for=for_field>"Connect to"</label>
            <select class="select" id=field node_ref=select on:change=move |ev| chosen.set(event_target_value(&ev))>
                {move || {
                    let Choices { here, new } = choices.get();
                    let said = here.into_iter().map(|(id, name, label)| (id, format!("{name}, {}", app.ui.said(label))));
                    options(said.collect(), new)
                }}
            </select>
            <button class="button small" type="submit">"Connect"</button>
        </form>
        <p class="help" hidden=move || !none.get()>"Nothing can be joined to it."</p>
    }
}
