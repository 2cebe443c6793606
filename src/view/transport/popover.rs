//! What a chip of the timeline says, and what can be done with it: go there, take it back, see its node.

use super::chips::{Chip, Source};
use crate::browser::{clock, focus};
use crate::editor::{Edit, Subject};
use crate::model::Diagram;
use crate::playback::{Difference, restore};
use crate::sim::Time;
use crate::view::app::App;
use leptos::ev;
use leptos::prelude::*;
use std::sync::Arc;

/// A card over the chip.
#[component]
pub fn Popover(chip: Chip, at: String, open: RwSignal<Option<Chip>>) -> impl IntoView {
    let app = App::here();
    let Chip { at: when, title, node, source, .. } = chip;
    clock::later(0, || {
        focus::give_first(".chip-card button");
    });
    let keys = move |ev: ev::KeyboardEvent| {
        if ev.key() == "Escape" {
            ev.stop_propagation();
            open.set(None);
            focus::give_first(".timeline .scrubber");
        }
    };
    let left = move |ev: ev::FocusEvent| {
        if !focus::goes_into(&ev, ".timeline") {
            open.set(None);
        }
    };
    let go = move |_| {
        app.seek(Time(when));
        open.set(None);
    };
    let back = match source {
        Source::Deed(n) => Some(view! {
            <button class="button small" type="button" title="As if it had never been done; the run is played again from there"
                on:click=move |_| { open.set(None); take_back(app, n); }>"Take back"</button>
        }
        .into_any()),
        Source::Planned(happening) => Some(view! {
            <button class="button small" type="button" title="Take it off the plan; the run is played again without it"
                on:click=move |_| {
                    open.set(None);
                    let place = app.editor.with_untracked(|e| e.diagram().happenings.iter().position(|h| *h == happening));
                    if let Some(n) = place {
                        app.edit(Edit::RemoveHappening(n));
                    }
                }>"Remove"</button>
        }
        .into_any()),
        Source::Run => None,
    };
    let node = node.map(|node| view! {
        <button class="button small quiet" type="button" on:click=move |_| { open.set(None); app.inspect(&Subject::Node(node.clone())); }>"Show"</button>
    });
    let said = title.clone();
    // Beside the chip as far along its own width as the chip is along the timeline: so it never sticks out at an end.
    view! {
        <div class="chip-card" role="dialog" aria-label=title style:left=at.clone() style:transform=format!("translateX(-{at})") on:keydown=keys on:focusout=left>
            <p>{said}</p>
            <div class="chip-acts">
                <button class="button small main" type="button" on:click=go>"Go there"</button>
                {back}
                {node}
            </div>
        </div>
    }
}

/// Takes a deed back, in the run and, if it was an edit, in the design.
fn take_back(app: App, n: usize) {
    let change = app.playback(|playback| playback.reel().difference(n));
    if !app.take_back(n) {
        return;
    }
    let Some(change) = change else {
        app.ui.announce("Taken back.");
        return;
    };
    let now = app.editor.with_untracked(|editor| editor.diagram().clone());
    if !change.only_settings() {
        // The last edit: the editor's own undo brings back what it deleted, at its place.
        app.follows(now);
        app.ui.say("The run goes on without that change. Undo it in the design too, if it shall not come again.");
        return;
    }
    let without = without(&now, &change);
    app.follows(without.clone());
    app.edit(Edit::Replace { diagram: Box::new(without), name: "change taken back on the timeline".into() });
}

/// A design without a change of settings.
fn without(diagram: &Diagram, change: &Difference) -> Diagram {
    let mut old = diagram.clone();
    for (id, before, after) in &change.nodes {
        if let Some(node) = old.nodes.get_mut(id) {
            restore(&mut Arc::make_mut(node).config, before, after);
        }
    }
    for (id, before, after) in &change.wires {
        if let Some(wire) = old.wires.get_mut(id) {
            restore(&mut Arc::make_mut(wire).config, before, after);
        }
    }
    old
}
