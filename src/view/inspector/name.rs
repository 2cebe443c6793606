//! A node's name, editable in place.

use crate::editor::Edit;
use crate::model::NodeId;
use crate::view::app::App;
use leptos::ev;
use leptos::prelude::*;

/// The id of the name's field, for "Rename".
pub const NAME_FIELD: &str = "node-name";

/// The name of a node.
#[component]
pub fn Name(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let app = App::here();
    let name = {
        let id = id.clone();
        Memo::new(move |_| app.editor.with(|e| e.diagram().nodes.get(&id).map(|n| n.name.clone())).unwrap_or_default())
    };
    let field = NodeRef::<leptos::html::Input>::new();
    let back = move || {
        if let Some(field) = field.get_untracked() {
            field.set_value(&name.get_untracked());
        }
    };
    let commit = move |ev: ev::Event| {
        let typed = event_target_value(&ev);
        if typed.trim() == name.get_untracked() || !app.edit(Edit::Rename { node: id.clone(), name: typed }) {
            back();
        }
    };
    // Done: back to the card, unless a sheet covers it.
    let done = move || match app.ui.sheet.get_untracked() {
        None => app.go_to_canvas(),
        Some(_) => crate::browser::focus::drop(),
    };
    let keys = move |ev: ev::KeyboardEvent| match ev.key().as_str() {
        "Enter" => done(),
        "Escape" => {
            ev.stop_propagation();
            back();
            done();
        }
        _ => {}
    };
    view! {
        <input class="name" id=NAME_FIELD type="text" aria-label="Name" maxlength="80" spellcheck="false" autocomplete="off"
            node_ref=field prop:value=move || name.get() on:change=commit on:keydown=keys/>
    }
}
