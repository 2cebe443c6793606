//! The title of the design, editable in place.

use crate::browser::{address, focus};
use crate::editor::Edit;
use crate::view::app::App;
use leptos::ev;
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
    let field = NodeRef::<leptos::html::Input>::new();
    let back = move || {
        if let Some(field) = field.get_untracked() {
            field.set_value(&title.get_untracked());
        }
    };
    let commit = move |ev: ev::Event| {
        if !app.edit(Edit::SetTitle(event_target_value(&ev))) {
            back();
        }
    };
    let keys = move |ev: ev::KeyboardEvent| match ev.key().as_str() {
        "Enter" => focus::drop(),
        "Escape" => {
            ev.stop_propagation();
            back();
            focus::drop();
        }
        _ => {}
    };
    view! {
        <input class="title" type="text" aria-label="Title" placeholder="Untitled design" maxlength="200" spellcheck="false"
            autocomplete="off" node_ref=field prop:value=move || title.get() on:change=commit on:keydown=keys/>
    }
}
