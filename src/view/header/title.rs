//! The title of the design, editable in place.

use crate::browser::address;
use crate::editor::{Edit, LONGEST_TITLE};
use crate::view::app::App;
use crate::view::parts::name::NameField;
use leptos::prelude::*;

/// The title.
#[component]
pub fn Title() -> impl IntoView {
    let app = App::here();
    let title = Memo::new(move |_| app.editor.with(|e| e.diagram().title.clone()));
    Effect::new(move |_| {
        let title = title.get();
        address::set_title(&if title.is_empty() { "Signalbox".to_owned() } else { format!("{title} · Signalbox") });
    });
    view! {
        <NameField name=title take=move |title| app.edit(Edit::SetTitle(title)) class="title" label="Title" hint="Untitled design" most=LONGEST_TITLE/>
    }
}
