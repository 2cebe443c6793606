//! What an empty canvas says.

use super::stage::Stage;
use crate::editor::{Command, Panel};
use crate::view::app::App;
use crate::view::embed;
use crate::view::ui::Sheet;
use leptos::prelude::*;

/// One sentence, while nothing is placed.
#[component]
pub fn Hint() -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let empty = Memo::new(move |_| stage.diagram.with(|d| d.nodes.is_empty()));
    view! {
        <Show when=move || empty.get()>
            <p class="hint" data-own="">
                // On a narrow page the services are in a sheet, and there may be no keyboard.
                <Show
                    when=move || app.ui.narrow.get() && embed::palette()
                    fallback=|| view! { "Drag a service here, or press " <kbd>"/"</kbd> " to find one" }
                >
                    <span class="hint-said">"The canvas is empty."</span>
                    <button class="button small main" type="button" on:click=move |_| app.ui.sheet.set(Some(Sheet::Palette))>"Add a service"</button>
                </Show>
                // A page inside another one has no designs but the one that it was given.
                <Show when=|| embed::here().is_none()>
                    <button class="button small" type="button" on:click=move |_| app.run(Command::Panel(Panel::Open))>"Open an example"</button>
                </Show>
            </p>
        </Show>
    }
}
