//! The run's controls: reset, step, play, speed, the simulated clock, the timeline, the seed.

mod seed;
mod speed;
mod standing;
mod timeline;

use crate::editor::{Command, Transport as Way};
use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use leptos::prelude::*;

/// The bar at the bottom.
#[component]
pub fn Transport() -> impl IntoView {
    let app = App::here();
    let playing = Memo::new(move |_| app.live.with(|live| live.playing));
    let skip = Memo::new(move |_| app.live.with(|live| live.skip_idle));
    let now = Memo::new(move |_| app.live.with(|live| live.now.to_string()));
    let give = move |way: Way| app.run(Command::Transport(way));
    view! {
        <footer class="transport" role="group" aria-label="Run">
            <button class="button reset" type="button" aria-label="Reset" title="Back to the start of the run; the design stays as it is"
                on:click=move |_| give(Way::Reset)><Sign d=signs::RESET/> <span class="wide-only">"Reset"</span></button>
            <button class="button main play" type="button" aria-label=move || if playing.get() { "Pause" } else { "Play" }
                on:click=move |_| give(Way::PlayPause)>
                {move || if playing.get() {
                    view! { <Sign d=signs::PAUSE full=true/> "Pause" }
                } else {
                    view! { <Sign d=signs::PLAY full=true/> "Play" }
                }}
            </button>
            <button class="button step" type="button" aria-label="Step" title="Run exactly one event"
                on:click=move |_| give(Way::StepForward)><Sign d=signs::STEP/> <span class="wide-only">"Step"</span></button>
            <speed::Speed/>
            <button class="button icon skip" type="button" aria-label="Skip idle time" aria-pressed=move || skip.get().to_string()
                title="Jump over stretches in which nothing happens"
                on:click=move |_| app.set_skip_idle(!skip.get_untracked())><Sign d=signs::SKIP/></button>
            <div class="clock">
                <span role="timer" aria-label="Simulated time">{move || now.get()}</span>
                <span class="under" aria-hidden="true">"simulated"</span>
            </div>
            <timeline::Timeline/>
            <seed::Seed/>
            <standing::Standing/>
        </footer>
    }
}
