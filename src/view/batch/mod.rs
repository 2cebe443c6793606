//! Many runs: the same design with many seeds, in a worker beside the page; means with their intervals as they come in.

mod course;
mod results;
pub mod worker;

use crate::view::app::App;
use crate::view::parts::words::read_time;
use course::{Course, Standing};
use leptos::prelude::*;
use results::Results;

/// How many runs may be asked for here; the command line does more.
const COUNTS: [u64; 5] = [1, 5, 20, 100, 200];

/// The dialog's body.
#[component]
pub fn Batch() -> impl IntoView {
    let app = App::here();
    let (count, until) = (RwSignal::new(20u64), RwSignal::new("10 min".to_owned()));
    let to_end = RwSignal::new(false);
    let course = Course::new();
    let problem = move || {
        (!to_end.get() && read_time(&until.get()).is_none_or(|t| t.0 == 0))
            .then_some("Write it as 10 min, 90 s or 1:30.")
    };
    let start = move |_| {
        let length = read_time(&until.get_untracked()).filter(|_| !to_end.get_untracked());
        app.editor.with_untracked(|editor| {
            let first = editor.diagram().seed;
            let seeds = (0..count.get_untracked()).map(|n| first.wrapping_add(n)).collect();
            course.start(editor.diagram(), seeds, length);
        });
    };
    let running = move || course.standing.get() == Standing::Running;
    view! {
        <p class="help">
            "One run is one draw of chance. Many runs with different seeds say what to expect: each ± is half of a 95 % interval, which in 95 \
            of 100 batches like this one covers the true mean."
        </p>
        <div class="batch-ask">
            <label>"Runs "
                <select class="select" aria-label="Number of runs" disabled=running on:change=move |ev| count.set(event_target_value(&ev).parse().unwrap_or(20))>
                    {COUNTS.map(|n| view! { <option value=n.to_string() selected=move || count.get() == n>{n}</option> }).collect_view()}
                </select>
            </label>
            <label>"each for "
                <input class="input" type="text" aria-label="How long" autocomplete="off" disabled=move || running() || to_end.get()
                    prop:value=move || until.get() on:input=move |ev| until.set(event_target_value(&ev))/>
            </label>
            <label class="batch-end">
                <input type="checkbox" disabled=running prop:checked=move || to_end.get() on:change=move |ev| to_end.set(event_target_checked(&ev))/>
                "to the end (a day at most)"
            </label>
            {move || if running() {
                view! { <button class="button" type="button" on:click=move |_| course.cancel()>"Cancel"</button> }.into_any()
            } else {
                view! { <button class="button main" type="button" disabled=move || problem().is_some() on:click=start>"Start"</button> }.into_any()
            }}
        </div>
        <p class="field-error" hidden=move || problem().is_none()>{problem}</p>
        <div class="batch-progress" hidden=move || course.standing.get() == Standing::Idle>
            <div class="batch-bar" role="progressbar" aria-label="Runs that are over" aria-valuemin="0" aria-valuemax="100"
                aria-valuenow=move || format!("{:.0}", course.share() * 100.0)><span style:width=move || format!("{:.1}%", course.share() * 100.0)></span></div>
            <p class="help number">{move || course.said()}</p>
            <p class="unseen" role="status">{move || course.spoken.get()}</p>
            <p class="help" hidden=move || !course.alone.get()>
                "This browser allows no background runs here, so the page does them itself, between frames: slower, with the same results."
            </p>
        </div>
        <Show when=move || course.tally.with(|tally| tally.summary.runs() > 0)><Results tally=course.tally/></Show>
    }
}
