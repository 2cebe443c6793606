//! Many runs: the same design with many seeds, in a worker beside the page; means with their intervals as they come in.

mod results;
pub mod worker;

use crate::batch::Summary;
use crate::batch::wire::{Job, VERSION, Word};
use crate::browser::worker::Helper;
use crate::exchange;
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::parts::words::read_time;
use leptos::prelude::*;
use results::Results;

/// How many runs may be asked for here; the command line does more.
const COUNTS: [u64; 5] = [1, 5, 20, 100, 200];

/// How a batch stands.
#[derive(Clone, PartialEq)]
enum Standing {
    Idle,
    Running,
    Done,
    Cancelled,
    Failed(String),
}

/// The dialog's body.
#[component]
pub fn Batch() -> impl IntoView {
    let app = App::here();
    let (count, until) = (RwSignal::new(20u64), RwSignal::new("10 min".to_owned()));
    let to_end = RwSignal::new(false);
    let standing = RwSignal::new(Standing::Idle);
    let summary = RwSignal::new_local(Summary::default());
    let part = RwSignal::new(0.0f64);
    let asked = RwSignal::new(0u64);
    let helper = StoredValue::new_local(None::<Helper>);
    let end = move || {
        helper.update_value(|helper| {
            if let Some(helper) = helper.take() {
                helper.end();
            }
        });
    };
    on_cleanup(end);
    let problem = move || {
        (!to_end.get() && read_time(&until.get()).is_none_or(|t| t.0 == 0))
            .then_some("Write it as 10 min, 90 s or 1:30.")
    };
    let start = move |_| {
        end();
        let length = read_time(&until.get_untracked()).map(|t| t.0).filter(|_| !to_end.get_untracked());
        let (document, first) =
            app.editor.with_untracked(|e| (exchange::write(e.diagram(), &CATALOG), e.diagram().seed));
        let seeds: Vec<u64> = (first..first + count.get_untracked()).collect();
        asked.set(seeds.len() as u64);
        summary.set(Summary::default());
        part.set(0.0);
        standing.set(Standing::Running);
        let job = Job { document, seeds, until: length };
        let hear = move |text: String| match serde_json::from_str::<Word>(&text) {
            Ok(Word::Ready(VERSION)) => {
                let text = serde_json::to_string(&job).unwrap_or_default();
                helper.with_value(|helper| {
                    if let Some(helper) = helper {
                        helper.say(&text)
                    }
                });
            }
            Ok(Word::Ready(_)) => {
                standing
                    .set(Standing::Failed("Signalbox was updated meanwhile. Reload the page, and try again.".into()));
            }
            Ok(Word::Progress { part: done, .. }) => part.set(done),
            Ok(Word::Over { place, outcome }) => {
                part.set(0.0);
                summary.update(|summary| summary.add(place, outcome));
            }
            Ok(Word::Done) => {
                standing.set(Standing::Done);
                app.ui.announce("All runs are over.");
            }
            Ok(Word::Problem(why)) => standing.set(Standing::Failed(why)),
            Err(_) => {
                standing.set(Standing::Failed("The background run said something unexpected. Reload the page.".into()))
            }
        };
        let fail = move |why: String| standing.set(Standing::Failed(format!("The background run broke down: {why}")));
        let started = Helper::start(hear, fail);
        if started.is_none() {
            let why = "This browser allows no background runs here. The command line does the same: signalbox run FILE --seeds 1..20.";
            standing.set(Standing::Failed(why.into()));
        }
        helper.set_value(started);
    };
    let cancel = move |_| {
        end();
        standing.set(Standing::Cancelled);
    };
    let running = move || standing.get() == Standing::Running;
    let share = move || {
        let all = asked.get().max(1) as f64;
        ((summary.with(Summary::runs) as f64 + part.get()) / all).min(1.0)
    };
    let said = move || {
        let (runs, all) = (summary.with(Summary::runs), asked.get());
        match standing.get() {
            Standing::Idle => String::new(),
            Standing::Running => format!("{runs} of {all} runs"),
            Standing::Done => format!("{runs} runs, all over"),
            Standing::Cancelled => format!("Cancelled after {runs} of {all} runs"),
            Standing::Failed(why) => why,
        }
    };
    view! {
        <p class="help">
            "One run is one draw of chance. Many runs with different seeds say what to expect: each ± is half of a 95 % interval, which in 95 "
            "of 100 batches like this one covers the true mean."
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
                view! { <button class="button" type="button" on:click=cancel>"Cancel"</button> }.into_any()
            } else {
                view! { <button class="button main" type="button" disabled=move || problem().is_some() on:click=start>"Start"</button> }.into_any()
            }}
        </div>
        <p class="field-error" hidden=move || problem().is_none()>{problem}</p>
        <div class="batch-progress" hidden=move || standing.get() == Standing::Idle>
            <div class="batch-bar" role="progressbar" aria-label="Runs that are over" aria-valuemin="0" aria-valuemax="100"
                aria-valuenow=move || format!("{:.0}", share() * 100.0)><span style:width=move || format!("{:.1}%", share() * 100.0)></span></div>
            <p class="help number" role="status">{said}</p>
        </div>
        <Show when=move || summary.with(|s| s.runs() > 0)><Results summary/></Show>
    }
}
