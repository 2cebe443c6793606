//! A node's name, editable in place.

use crate::editor::Edit;
use crate::model::NodeId;
use crate::view::app::App;
use crate::view::parts::name::NameField;
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
    view! {
        <NameField name take=move |name| app.edit(Edit::Rename { node: id.clone(), name }) id=NAME_FIELD class="name" label="Name"/>
    }
}
