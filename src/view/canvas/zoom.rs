//! The buttons that zoom: what a wheel or two fingers do, for everybody else.

use super::stage::Stage;
use crate::editor::{Command, Panel, Verb};
use crate::view::app::App;
use leptos::prelude::*;

/// Smaller, 100 %, larger, everything.
#[component]
pub fn Zoom() -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let percent = Memo::new(move |_| format!("{:.0} %", stage.camera.get().zoom * 100.0));
    let run = move |verb: Verb| move |_| app.run(Command::Verb(verb));
    view! {
        <div class="zoom" role="group" aria-label="Zoom" data-own="">
            <button type="button" aria-label="Zoom out" title="Zoom out" on:click=run(Verb::ZoomOut)>"−"</button>
            <button
                type="button"
                class="zoom-now"
                aria-label=move || format!("Zoom to 100 %, now {}", percent.get())
                title="Zoom to 100 %"
                on:click=run(Verb::ZoomActual)
            >
                {move || percent.get()}
            </button>
            <button type="button" aria-label="Zoom in" title="Zoom in" on:click=run(Verb::ZoomIn)>"+"</button>
            <button type="button" aria-label="Minimap" title="Minimap" aria-pressed=move || app.ui.minimap.get().to_string()
                on:click=move |_| app.run(Command::Panel(Panel::Minimap))>
                <svg class="sign" viewBox="0 0 20 20" aria-hidden="true">
                    <path d="M3.4 4.4h13.2v11.2H3.4ZM9.6 9h4.8v4H9.6Z"/>
                </svg>
            </button>
            <button type="button" aria-label="Show everything" title="Show everything" on:click=run(Verb::FitAll)>
                <svg class="sign" viewBox="0 0 20 20" aria-hidden="true">
                    <path d="M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4"/>
                </svg>
            </button>
        </div>
    }
}
