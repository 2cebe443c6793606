//! What an empty canvas says.

use super::stage::Stage;
use leptos::prelude::*;

/// One sentence, while nothing is placed.
#[component]
pub fn Hint() -> impl IntoView {
    let stage = Stage::here();
    let empty = Memo::new(move |_| stage.diagram.with(|d| d.nodes.is_empty()));
    view! {
        <Show when=move || empty.get()>
            <p class="hint">"Drag a service here, or press " <kbd>"/"</kbd> " to find one"</p>
        </Show>
    }
}
