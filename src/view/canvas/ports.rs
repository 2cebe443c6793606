//! The rings at the left and right of a card, where wires are drawn from and to. A hand uses them through the canvas
//! (see `input`); a keyboard or a screen reader presses them like buttons.

use super::focus;
use super::stage::Stage;
use crate::editor::End;
use crate::model::NodeId;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// The ports of a card.
#[component]
pub fn Ports(
    /// The node.
    id: NodeId,
    /// Its name.
    name: Signal<String>,
    /// Whether it has ports at the left and at the right.
    sides: Signal<(bool, bool)>,
) -> impl IntoView {
    let (left, right) = (id.clone(), id.clone());
    // From ring to ring, and back to the card.
    let (stage, card) = (Stage::here(), StoredValue::new(id));
    let keys = move |event: KeyboardEvent| {
        let moved = stage.wiring.with_untracked(Option::is_none)
            && card.with_value(|id| match event.key().as_str() {
                "ArrowLeft" => focus::port(id, true),
                "ArrowRight" => focus::port(id, false),
                "Escape" => focus::card(id),
                _ => false,
            });
        if moved {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let into = Memo::new(move |_| sides.get().0);
    let out = Memo::new(move |_| sides.get().1);
    let port = |shown: Memo<bool>, id: NodeId, class: &'static str, said: &'static str, end: End| {
        move || {
            let id = id.clone();
            shown.get().then(move || {
                view! {
                    <button
                        type="button"
                        class=class
                        tabindex="-1"
                        aria-label=move || format!("{said} {}", name.get())
                        on:keydown=keys
                        on:click=move |event| {
                            // A mouse was heard already when it went down; a key or a screen reader has no detail.
                            if event.detail() == 0 {
                                stage.wire(&id, end);
                            }
                        }
                    >
                        <span class="port-ring"></span>
                    </button>
                }
            })
        }
    };
    view! {
        {port(into, left, "port in", "Wire to", End::From)}
        {port(out, right, "port out", "Wire from", End::To)}
    }
}
