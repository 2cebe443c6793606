//! What an empty canvas says.

use super::stage::Stage;
use crate::editor::{Command, Panel};
use crate::view::app::App;
use crate::view::embed;
use leptos::prelude::*;

/// One sentence, while nothing is placed.
#[component]
pub fn Hint() -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let empty = Memo::new(move |_| stage.diagram.with(|d| d.nodes.is_empty()));
    view! {
        <Show when=move || empty.get()>
            <p class="hint">
                "Drag a service here, or press " <kbd>"/"</kbd> " to find one"
                // A page inside another one has no designs but the one that it was given.
                <Show when=|| embed::here().is_none()>
                    <button class="button small" type="button" on:click=move |_| app.run(Command::Panel(Panel::Open))>"Open an example"</button>
                </Show>
            </p>
        </Show>
    }
}
