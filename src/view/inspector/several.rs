//! Several things at once: how many, and what can be done to all of them.

use crate::editor::{Action, action};
use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use crate::view::parts::words::many;
use leptos::prelude::*;

/// What puts them in order, with its sign.
const ORDER: [(&str, &str); 8] = [
    ("align-left", signs::ALIGN_LEFT),
    ("align-centre", signs::ALIGN_CENTRE),
    ("align-right", signs::ALIGN_RIGHT),
    ("align-top", signs::ALIGN_TOP),
    ("align-middle", signs::ALIGN_MIDDLE),
    ("align-bottom", signs::ALIGN_BOTTOM),
    ("distribute-across", signs::SPREAD_ACROSS),
    ("distribute-down", signs::SPREAD_DOWN),
];
const DEEDS: [&str; 4] = ["add-frame", "duplicate", "fit-selection", "delete"];

/// The panel of several things.
#[component]
pub fn Several(
    /// How many nodes.
    nodes: usize,
    /// How many wires.
    wires: usize,
    /// How many frames and notes.
    remarks: usize,
) -> impl IntoView {
    let app = App::here();
    let parts: Vec<String> = [(nodes, "node"), (wires, "wire"), (remarks, "remark")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| many(n, what))
        .collect();
    let said = match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    };
    let idle = move |action: &'static Action| app.editor.with(|e| !action.enabled(e));
    let known = |id: &str| action(id);
    let order = ORDER
        .iter()
        .filter_map(|(id, sign)| Some((known(id)?, *sign)))
        .map(|(action, sign)| {
            view! {
                <button class="button icon" type="button" aria-label=action.name title=action.name
                    disabled=move || idle(action) on:click=move |_| app.run(action.command)><Sign d=sign/></button>
            }
        })
        .collect_view();
    let deeds = DEEDS
        .iter()
        .filter_map(|id| known(id))
        .map(|action| {
            view! {
                <button class="button small" class:danger=action.id == "delete" type="button" title=action.hint
                    disabled=move || idle(action) on:click=move |_| app.run(action.command)>{action.name}</button>
            }
        })
        .collect_view();
    view! {
        <header class="subject"><h2>{said} " selected"</h2></header>
        <div class="order" role="group" aria-label="Align and distribute">{order}</div>
        <div class="deeds">{deeds}</div>
        <p class="help">"Drag any of them to move all. Arrow keys move them by one step of the grid, with Shift by four."</p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buttons_name_actions_that_there_are() {
        for id in ORDER.iter().map(|(id, _)| *id).chain(DEEDS) {
            assert!(action(id).is_some(), "{id}");
        }
    }
}
