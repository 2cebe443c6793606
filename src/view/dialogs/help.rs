//! Help: what the hand and the keys do. The keys come from the list of actions.

use crate::browser::media;
use crate::editor::{ACTIONS, Action, Group};
use crate::view::command::offered;
use leptos::prelude::*;

/// What the pointer does.
const HAND: [(&str, &str); 10] = [
    ("Click or drag a service", "places it"),
    ("Drag from the ring at the right of a card", "draws a wire; cards that can take it light up"),
    ("Click a ring, then a card", "draws a wire without dragging"),
    ("Drag on the empty canvas", "selects with a frame (mouse) or moves the canvas (finger)"),
    ("Space and drag, or the middle button", "moves the canvas"),
    ("Wheel, or two fingers", "zooms or moves the canvas"),
    ("Long press with a finger", "opens what can be done there; dragged on, it draws a frame"),
    ("Shift and click", "adds to the selection"),
    ("Alt and drag", "copies what is dragged"),
    ("Double click on the empty canvas", "offers services to place there"),
];

/// The dialog's body.
#[component]
pub fn Help() -> impl IntoView {
    let apple = media::apple();
    let groups = Group::ALL
        .into_iter()
        .filter_map(|group| {
            let fit = |a: &&Action| a.group == group && !a.keys.is_empty() && offered(a.command);
            let lines = lines(ACTIONS.iter().filter(fit), apple);
            (!lines.is_empty()).then(|| {
                view! {
                    <section>
                        <h3 class="heading">{group.title()}</h3>
                        <dl class="keys">
                            {lines.into_iter().map(|(name, hint, keys)| {
                                let keys = keys.into_iter().map(|key| view! { <kbd>{key}</kbd> }).collect_view();
                                view! { <div title=hint><dt>{name}</dt><dd>{keys}</dd></div> }
                            }).collect_view()}
                        </dl>
                    </section>
                }
            })
        })
        .collect_view();
    view! {
        <div class="help-body scroll" tabindex="0">
            <p>
                "Place services, wire them from ring to ring, press Play. Every message is simulated: where it waits, why it is tried again, \
                when it is given up. Select anything to see its settings, and "<b>"Why?"</b>" for the rules behind what it did."
            </p>
            <div class="help-columns">
                <section>
                    <h3 class="heading">"With the hand"</h3>
                    <dl class="keys hand">
                        {HAND.map(|(what, does)| view! { <div><dt>{what}</dt><dd>{does}</dd></div> }).collect_view()}
                    </dl>
                </section>
                {groups}
            </div>
        </div>
    }
}

/// Names, hints and keys of actions. Those that are one action in four directions (they share their hint) become one line
/// with the keys of the first four.
fn lines(actions: impl Iterator<Item = &'static Action>, apple: bool) -> Vec<(String, &'static str, Vec<String>)> {
    let mut families: Vec<Vec<&'static Action>> = Vec::new();
    for action in actions {
        match families.last_mut().filter(|family| family[0].hint == action.hint) {
            Some(family) => family.push(action),
            None => families.push(vec![action]),
        }
    }
    let line = |family: Vec<&'static Action>| {
        let first = family[0];
        if family.len() < 4 {
            return family.into_iter().map(|a| (a.name.to_owned(), a.hint, keys_of(a, apple))).collect::<Vec<_>>();
        }
        let name = first.name.split(' ').next().unwrap_or(first.name);
        let shown: Vec<String> = family.iter().take(4).map(|action| action.shown(apple)).collect();
        // With modifiers four full chords would be too long for the line.
        let keys = match shown[0].trim_end_matches(['←', '→', '↑', '↓']) {
            "" => shown,
            held => vec![format!("{held}arrow")],
        };
        vec![(format!("{name} (as the arrows point)"), first.hint, keys)]
    };
    families.into_iter().flat_map(line).collect()
}

/// The keys of an action, each once: some have two places on the keyboard.
fn keys_of(action: &Action, apple: bool) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for chord in action.keys {
        let shown = chord.shown(apple);
        if !keys.contains(&shown) {
            keys.push(shown);
        }
    }
    keys
}
