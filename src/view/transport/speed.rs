//! The speed: simulated seconds per second, by the usual steps.

use crate::editor::{Command, Transport};
use crate::view::app::App;
use crate::view::command::SPEEDS;
use crate::view::parts::glyph::Sign;
use crate::view::parts::{signs, words};
use leptos::prelude::*;

/// The speed.
#[component]
pub fn Speed() -> impl IntoView {
    let app = App::here();
    let speed = Memo::new(move |_| app.live.with(|live| live.speed));
    // A link may bring a speed between two usual ones.
    let odd = move || {
        let now = speed.get();
        (!SPEEDS.contains(&now))
            .then(|| view! { <option value=now.to_string() selected=true>{words::speed(now)} " ×"</option> })
    };
    let choose = move |ev| {
        if let Ok(speed) = event_target_value(&ev).parse() {
            app.set_speed(speed);
        }
    };
    let give = move |way| app.run(Command::Transport(way));
    view! {
        <div class="speed" role="group" aria-label="Speed of the run">
            <button class="button" type="button" aria-label="Slower" disabled=move || { speed.get() <= SPEEDS[0] }
                on:click=move |_| give(Transport::Slower)><Sign d=signs::MINUS/></button>
            <select class="select" aria-label="Speed" title="Simulated seconds per second" prop:value=move || speed.get().to_string() on:change=choose>
                {odd}
                {SPEEDS.map(|s| view! {
                    <option value=s.to_string() selected=move || speed.get() == s>{words::speed(s)} " ×"</option>
                }).collect_view()}
            </select>
            <button class="button" type="button" aria-label="Faster" disabled=move || { speed.get() >= SPEEDS[SPEEDS.len() - 1] }
                on:click=move |_| give(Transport::Faster)><Sign d=signs::PLUS/></button>
        </div>
    }
}
