//! A name that is edited in place: Enter and leaving the field take what was typed, Esc and a refusal put the old name back.

use crate::view::app::App;
use leptos::ev;
use leptos::prelude::*;

/// The field of a name.
#[component]
pub fn NameField(
    /// The name as it is.
    #[prop(into)]
    name: Signal<String>,
    /// Takes another name; false if it was refused.
    take: impl Fn(String) -> bool + Clone + 'static,
    /// Where the focus goes after Enter and Esc; back to the canvas if nothing else is said.
    #[prop(optional, into)]
    done: Option<Callback<()>>,
    /// The id of the field.
    #[prop(optional, into)]
    id: Option<String>,
    /// Its class.
    class: &'static str,
    /// What it is called, where no label does.
    #[prop(optional)]
    label: Option<&'static str>,
    /// What stands in it while it is empty.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// The most characters.
    #[prop(default = 80)]
    most: usize,
) -> impl IntoView {
    let app = App::here();
    let field = NodeRef::<leptos::html::Input>::new();
    let back = move || {
        if let Some(field) = field.get_untracked() {
            field.set_value(&name.get_untracked());
        }
    };
    let commit = move |typed: String| {
        if typed.trim() == name.get_untracked() || !take(typed) {
            back();
        }
    };
    let leave = move || match done {
        Some(done) => done.run(()),
        // A sheet covers the canvas.
        None if app.ui.sheet.get_untracked().is_some() => crate::browser::focus::drop(),
        None => app.go_to_canvas(),
    };
    let enter = commit.clone();
    let keys = move |ev: ev::KeyboardEvent| {
        match ev.key().as_str() {
            // Not the end of a name, but of a word that is put together of several keys.
            "Enter" if ev.is_composing() => return,
            "Enter" => enter(event_target_value(&ev)),
            "Escape" => back(),
            _ => return,
        }
        // The key must not reach what gets the focus.
        ev.prevent_default();
        ev.stop_propagation();
        leave();
    };
    view! {
        <input class=class id=id type="text" aria-label=label placeholder=hint maxlength=most.to_string() spellcheck="false" autocomplete="off"
            node_ref=field prop:value=move || name.get() on:change=move |ev| commit(event_target_value(&ev)) on:keydown=keys/>
    }
}
