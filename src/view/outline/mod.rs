//! The outline: the design in words. Headings, lists and forms say what the canvas shows and change what it changes, for
//! reading aloud, for the keyboard alone, and for narrow pages. It edits through the page's one door, so that undo, the run
//! and the saved document follow as they do after a drag.

mod connect;
mod remarks;
mod service;
mod wires;

use crate::browser::{clock, focus};
use crate::catalog::Family;
use crate::editor::{Editor, reading_order};
use crate::model::NodeId;
use crate::services::CATALOG;
use crate::sim::Census;
use crate::view::app::App;
use crate::view::drawer::Events;
use crate::view::parts::words::{count, many};
use leptos::ev;
use leptos::prelude::*;
use service::Service;
use std::collections::BTreeSet;

/// The id of the heading that gets the focus when nothing is selected.
const HEADING: &str = "outline-heading";
/// The id of the list of services to add.
const ADD: &str = "outline-add";

/// Which services are open, and what else the parts of the outline share.
#[derive(Clone, Copy)]
struct Shared {
    app: App,
    open: RwSignal<BTreeSet<NodeId>>,
    /// Grows with every change of the design: what is asked of the whole design is asked again then, and not whenever
    /// something is selected.
    revision: Memo<u64>,
}

impl Shared {
    fn here() -> Self {
        expect_context()
    }

    /// Opens a service and gives its heading the focus, as soon as it is there.
    fn go(&self, id: &NodeId) {
        self.open.update(|open| {
            open.insert(id.clone());
        });
        let heading = service::heading_id(id);
        clock::later(0, move || {
            focus::give(&heading);
            focus::show(&heading);
        });
    }
}

/// The outline, while it is open.
#[component]
pub fn Outline() -> impl IntoView {
    let app = App::here();
    let open = Memo::new(move |_| app.ui.outline.get());
    move || open.get().then(|| view! { <Whole/> })
}

#[component]
fn Whole() -> impl IntoView {
    let app = App::here();
    let revision = Memo::new(move |_| app.editor.with(Editor::revision));
    let shared = Shared { app, open: RwSignal::new(BTreeSet::new()), revision };
    provide_context(shared);
    let order = Memo::new(move |_| {
        revision.get();
        app.editor.with_untracked(|editor| reading_order(editor.diagram()))
    });
    let size = Memo::new(move |_| {
        revision.get();
        app.editor.with_untracked(|editor| (editor.diagram().nodes.len(), editor.diagram().wires.len()))
    });
    begin(shared);
    // A node that shall have the focus has its heading here; the canvas is out of sight.
    Effect::new(move |_| {
        if let Some(node) = app.ui.focus.get() {
            app.ui.focus.set(None);
            shared.go(&node);
        }
    });
    on_cleanup(move || {
        if let Some(node) = app.editor.with_untracked(|editor| editor.selection().only_node().cloned()) {
            app.ui.focus.set(Some(node));
        }
    });
    view! {
        <section class="outline scroll" aria-labelledby=HEADING>
            <header class="outline-top">
                <h2 id=HEADING tabindex="-1">"Outline"</h2>
                <p class="help">{move || format!("{}, {}", many(size.get().0, "service"), many(size.get().1, "connection"))}</p>
                <button class="button small" type="button" on:click=move |_| app.ui.outline.set(false)>"Back to the canvas"</button>
            </header>
            <Add/>
            <ol class="outline-services" aria-label="Services" on:keydown=walk>
                <For each=move || order.get() key=Clone::clone children=|id| view! { <Service id/> }/>
            </ol>
            <p class="help" hidden=move || !order.with(Vec::is_empty)>"Nothing is placed yet. Choose a service above and add it."</p>
            <remarks::Remarks/>
            <section class="outline-run" aria-labelledby="outline-run">
                <h3 id="outline-run">"The run"</h3>
                <p class="number">{move || app.live.with(|live| run_in_words(&live.now.to_string(), live.playing, &live.census))}</p>
            </section>
            <section class="outline-log" aria-labelledby="outline-log">
                <h3 id="outline-log">"What happened"</h3>
                <Events/>
            </section>
        </section>
    }
}

/// The focus comes in: to what is selected, or to the heading.
fn begin(shared: Shared) {
    match shared.app.editor.with_untracked(|editor| editor.selection().only_node().cloned()) {
        Some(node) => shared.go(&node),
        None => clock::later(0, || {
            focus::give(HEADING);
        }),
    }
}

/// Up and Down go from heading to heading, Home and End to the ends of the list.
fn walk(ev: ev::KeyboardEvent) {
    if !focus::hits_class(&ev, "outline-name") || ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
        return;
    }
    let by = match ev.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "Home" => i32::MIN / 2,
        "End" => i32::MAX / 2,
        _ => return,
    };
    ev.prevent_default();
    ev.stop_propagation();
    focus::walk(".outline-name", by);
}

/// A service is chosen by its name and added where there is room.
#[component]
fn Add() -> impl IntoView {
    let shared = Shared::here();
    let app = shared.app;
    let chosen = RwSignal::new(String::new());
    let add = move |ev: ev::SubmitEvent| {
        ev.prevent_default();
        let key = chosen.get_untracked();
        if key.is_empty() {
            return app.ui.say("Choose a service first.");
        }
        match app.change(|editor| editor.place_near(&key)) {
            Ok(id) => {
                app.ui.announce(format!("Added {}.", name_of(app, &id)));
                shared.go(&id);
            }
            Err(refusal) => app.ui.say(refusal.to_string()),
        }
    };
    let families = Family::ALL.into_iter().map(|family| {
        let members = CATALOG.services().iter().filter(move |s| s.family == family);
        let options = members.map(|s| view! { <option value=s.key>{s.name}</option> }).collect_view();
        view! { <optgroup label=family.title()>{options}</optgroup> }
    });
    view! {
        <form class="outline-form" on:submit=add>
            <label for=ADD>"Add a service"</label>
            <select class="select" id=ADD on:change=move |ev| chosen.set(event_target_value(&ev))>
                <option value="">"Choose…"</option>
                {families.collect_view()}
            </select>
            <button class="button small" type="submit">"Add"</button>
        </form>
    }
}

/// What a node is called.
fn name_of(app: App, id: &NodeId) -> String {
    app.editor.with_untracked(|e| e.diagram().nodes.get(id).map(|n| n.name.clone())).unwrap_or_default()
}

/// The run as a whole in a sentence or two.
fn run_in_words(now: &str, playing: bool, census: &Census) -> String {
    let stands = if playing { format!("Running at {now}.") } else { format!("Standing at {now}.") };
    if census.created == 0 {
        return format!("{stands} No message was created yet.");
    }
    let said: Vec<String> =
        census.places().into_iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{} {word}", count(n))).collect();
    format!("{stands} {} created: {}.", many(census.created as usize, "message"), said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_is_told_by_the_places_that_hold_something() {
        let mut census = Census::default();
        assert_eq!(run_in_words("00:00", false, &census), "Standing at 00:00. No message was created yet.");
        (census.created, census.delivered, census.dead_lettered) = (1_204, 1_200, 4);
        assert_eq!(
            run_in_words("02:10", true, &census),
            "Running at 02:10. 1,204 messages created: 1,200 delivered, 4 dead-lettered."
        );
    }
}
