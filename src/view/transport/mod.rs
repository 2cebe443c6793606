//! The run's controls: reset, step back and forward, play, speed, the simulated clock, the timeline, breakpoints, the seed.

mod chips;
mod popover;
mod seed;
mod speed;
mod standing;
mod stops;
mod timeline;

use crate::editor::{Command, Transport as Way};
use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::{signs, words};
use crate::view::slices::Later;
use leptos::prelude::*;

/// The bar at the bottom.
#[component]
pub fn Transport() -> impl IntoView {
    let app = App::here();
    let playing = Memo::new(move |_| app.live.with(|live| live.playing));
    let skip = Memo::new(move |_| app.live.with(|live| live.skip_idle));
    let still = Memo::new(move |_| app.live.with(|live| live.events == 0));
    let give = move |way: Way| app.run(Command::Transport(way));
    view! {
        <section class="transport" aria-label="Run">
            <button class="button reset" type="button" aria-label="Reset" title="Back to the start of the run; the design stays as it is"
                on:click=move |_| give(Way::Reset)><Sign d=signs::RESET/> <span class="wide-only">"Reset"</span></button>
            <button class="button icon back" type="button" aria-label="Step back" title="Take the last event back"
                disabled=move || still.get() on:click=move |_| give(Way::StepBack)><Sign d=signs::STEP_BACK/></button>
            <button class="button main play" type="button" aria-label=move || if playing.get() { "Pause" } else { "Play" }
                on:click=move |_| give(Way::PlayPause)>
                {move || if playing.get() {
                    view! { <Sign d=signs::PAUSE full=true/> "Pause" }
                } else {
                    view! { <Sign d=signs::PLAY full=true/> "Play" }
                }}
            </button>
            <button class="button icon step" type="button" aria-label="Step" title="Run exactly one event"
                on:click=move |_| give(Way::StepForward)><Sign d=signs::STEP/></button>
            <Later><speed::Speed/></Later>
            <button class="button icon skip" type="button" aria-label="Skip idle time" aria-pressed=move || skip.get().to_string()
                title="Jump over stretches in which nothing happens"
                on:click=move |_| app.set_skip_idle(!skip.get_untracked())><Sign d=signs::SKIP/></button>
            <Later><Clock/></Later>
            <Later><timeline::Timeline/></Later>
            <Later><stops::Stops/></Later>
            <Later><seed::Seed/></Later>
            <Later><standing::Standing/></Later>
        </section>
    }
}

/// Simulated time, and how fast it passes if that is slower than asked for.
#[component]
fn Clock() -> impl IntoView {
    let app = App::here();
    let now = Memo::new(move |_| app.live.with(|live| live.now.to_string()));
    let slow = Memo::new(move |_| app.live.with(|live| live.slow));
    view! {
        <div class="clock">
            <span role="timer" aria-label="Simulated time">{move || now.get()}</span>
            {move || match slow.get() {
                None => view! { <span class="under" aria-hidden="true">"simulated"</span> }.into_any(),
                Some(reached) => view! {
                    <span class="under slow" title="More happens than this device can keep up with: simulated time runs slower than asked">
                        {format!("slow, {} ×", words::speed(reached))}
                    </span>
                }
                .into_any(),
            }}
        </div>
    }
}
