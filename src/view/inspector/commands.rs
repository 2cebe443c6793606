//! Commands that a person can give to a node, with their arguments.

use super::form::Form;
use crate::catalog::{Command, Field, Service};
use crate::model::{Config, Happening, NodeId, What};
use crate::view::app::App;
use leptos::prelude::*;

/// The commands of a service as buttons; nothing if it has none.
#[component]
pub fn Commands(
    /// The node.
    id: NodeId,
    /// Its service.
    service: &'static Service,
) -> impl IntoView {
    (!service.commands.is_empty()).then(|| {
        let buttons = service.commands.iter().map(|command| view! { <One id=id.clone() command/> }).collect_view();
        view! {
            <section class="commands">
                <h3 class="heading">"Commands"</h3>
                {buttons}
            </section>
        }
    })
}

#[component]
fn One(id: NodeId, command: &'static Command) -> impl IntoView {
    let app = App::here();
    let with = RwSignal::new(Config::default());
    let config = Memo::new(move |_| with.get());
    let write = Callback::new(move |(name, value): (&'static str, _)| {
        with.update(|config| match value {
            Some(value) => drop(config.0.insert(name.to_owned(), value)),
            None => config.unset(name),
        });
    });
    let give = move |_| {
        let what = What::Do { command: command.key.to_owned(), with: with.get_untracked() };
        let at = app.engine(|engine| engine.now().0);
        app.inject(Happening { at, node: id.clone(), what, label: command.label.to_owned() });
        app.ui.announce(format!("{} given.", command.label));
    };
    let fields: Vec<&'static Field> = command.fields.iter().collect();
    let button = view! {
        <button class="button small" type="button" title=command.help on:click=give>{command.label}</button>
    };
    if fields.is_empty() {
        view! { <div class="command">{button}</div> }.into_any()
    } else {
        view! {
            <details class="command with">
                <summary>{command.label} "…"</summary>
                <Form fields config write/>
                {button}
            </details>
        }
        .into_any()
    }
}
