//! Several things at once: how many, and what can be done to all of them.

use crate::editor::{Command, action};
use crate::view::app::App;
use crate::view::parts::words::many;
use leptos::prelude::*;

const DEEDS: [&str; 7] =
    ["align-left", "align-right", "align-top", "align-bottom", "duplicate", "fit-selection", "delete"];

/// The panel of several things.
#[component]
pub fn Several(
    /// How many nodes.
    nodes: usize,
    /// How many wires.
    wires: usize,
) -> impl IntoView {
    let app = App::here();
    let said = match (nodes, wires) {
        (n, 0) => many(n, "node"),
        (0, w) => many(w, "wire"),
        (n, w) => format!("{} and {}", many(n, "node"), many(w, "wire")),
    };
    let buttons = DEEDS
        .iter()
        .filter_map(|id| action(id))
        .map(|action| {
            let command: Command = action.command;
            let idle = move || app.editor.with(|e| !action.enabled(e));
            view! {
                <button class="button small" class:danger=action.id == "delete" type="button" title=action.hint disabled=idle
                    on:click=move |_| app.run(command)>{action.name}</button>
            }
        })
        .collect_view();
    view! {
        <header class="subject"><h2>{said} " selected"</h2></header>
        <div class="deeds">{buttons}</div>
        <p class="help">"Drag any of them to move all. Arrow keys move them by one step of the grid, with Shift by four."</p>
    }
}
