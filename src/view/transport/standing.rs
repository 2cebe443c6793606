//! How the run stands, when there is something to say about it: nothing left, or nothing for a while.

use crate::view::app::App;
use leptos::prelude::*;

/// Idle time that is worth a word, in wall milliseconds.
const LONG: f64 = 1500.0;

/// What there is to say.
#[derive(Clone, PartialEq)]
enum Say {
    Nothing,
    Over,
    Until(String),
}

/// The word over the bar.
#[component]
pub fn Standing() -> impl IntoView {
    let app = App::here();
    let empty = Memo::new(move |_| app.editor.with(|e| e.diagram().nodes.is_empty()));
    let said = Memo::new(move |_| {
        if empty.get() {
            return Say::Nothing;
        }
        app.live.with(|live| {
            let idle = live.next.map(|next| next.since(live.now));
            match idle {
                None => Say::Over,
                Some(idle) if live.now.0 > 0 && live.playing && idle.as_millis() > LONG * live.speed => {
                    Say::Until(live.next.map(|next| next.to_string()).unwrap_or_default())
                }
                _ => Say::Nothing,
            }
        })
    });
    Effect::new(move |_| {
        if said.get() == Say::Over && app.live.with_untracked(|live| live.playing) {
            app.pause();
            app.ui.announce("Paused: nothing is left to happen.");
        }
    });
    move || match said.get() {
        Say::Nothing => ().into_any(),
        Say::Over => view! { <p class="standing plain">"Nothing is left to happen."</p> }.into_any(),
        Say::Until(when) => view! {
            <p class="standing">
                {format!("Nothing is due until {when}")}
                <button class="button small" type="button" on:click=move |_| app.skip()>"Skip"</button>
            </p>
        }
        .into_any(),
    }
}
