//! Why? The journey of a message: what happened to it and to everything made from it, step by step, with the rule and the
//! setting behind each, and what another value would have changed.

mod export;
mod family;
mod step;
mod what_if;

use crate::browser::{clock, focus};
use crate::playback::Inquiry;
use crate::services::CATALOG;
use crate::story::{Axis, Journey, Step, in_words};
use crate::view::app::App;
use crate::view::embed;
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::{Mark, Sign};
use crate::view::parts::signs;
use crate::view::ui::Drawer;
use leptos::prelude::*;

/// Milliseconds of a frame that the replay may take.
const BUDGET: f64 = 7.0;
/// While the run moves, the answer is brought up to date after so many beats.
const BEATS: u64 = 8;

impl App {
    /// Opens the journey of the family that begins with this message.
    pub fn ask_why(&self, root: u64) {
        // Who asked from a panel goes on reading here; who asked on the canvas stays there.
        let reads = focus::within(".drawer, .inspector, .outline");
        self.ui.message.set(Some(root));
        if embed::hides_answers() {
            return self.ui.say(format!("Message {root} is marked on the canvas from now on."));
        }
        self.ui.drawer.set(Some(Drawer::Journey));
        self.ui.sheet.set(None);
        if reads {
            self.go_into_drawer();
        }
    }
}

/// Replays in slices, a frame at a time, until the work is done or `wanted` says that nobody waits for it any more.
pub(super) fn in_slices(
    mut work: impl FnMut(&mut dyn FnMut() -> bool) -> bool + 'static,
    wanted: impl Fn() -> bool + 'static,
    done: impl FnOnce() + 'static,
) {
    clock::next_frame(move |_| {
        if !wanted() {
            return;
        }
        let begun = clock::now();
        if work(&mut || clock::now() - begun < BUDGET) {
            done();
        } else {
            in_slices(work, wanted, done);
        }
    });
}

/// What is being asked: the message, and the moment of the run.
type Asked = (Option<u64>, u64);

/// The panel.
#[component]
pub fn JourneyPanel() -> impl IntoView {
    let app = App::here();
    let journey = RwSignal::new_local(Journey::default());
    let working = RwSignal::new(false);
    let turn = StoredValue::new(0u64);
    let asked = Memo::new(move |_| -> Asked {
        let playing = app.live.with(|live| live.playing);
        let moment = if playing { app.beat.get() / BEATS } else { app.live.with(|live| live.events) };
        (app.ui.message.get(), moment)
    });
    Effect::new(move |_| {
        let (root, _) = asked.get();
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let Some(root) = root else { return journey.set(Journey::default()) };
        working.set(true);
        let inquiry = StoredValue::new_local(app.playback(|playback| Inquiry::new(playback.reel(), root)));
        let work = move |more: &mut dyn FnMut() -> bool| inquiry.try_update_value(|i| i.work(more)).unwrap_or(true);
        let done = move || {
            let told = inquiry.with_value(|inquiry| {
                app.editor.with_untracked(|editor| Journey::of(inquiry, root, editor.diagram(), &CATALOG))
            });
            working.set(false);
            if journey.with_untracked(|before| *before != told) {
                journey.set(told);
            }
            inquiry.dispose();
        };
        in_slices(work, move || turn.try_get_value() == Some(mine), done);
    });
    let chosen = RwSignal::new(None::<u64>);
    // Without a choice, the last step that names a setting is the one that people ask about.
    let step = Memo::new_with_compare(
        move |_| {
            journey.with(|journey| {
                let by_hand = chosen.get().and_then(|n| journey.steps.iter().find(|s| s.number == n));
                let telling = || journey.steps.iter().rev().find(|s| s.setting.is_some());
                by_hand.or_else(telling).or_else(|| journey.last_word()).cloned()
            })
        },
        |a: Option<&Option<Step>>, b: Option<&Option<Step>>| a != b,
    );
    let known = move || journey.with(|journey| !journey.steps.is_empty());
    let said = move || journey.with(|journey| in_words(&journey.outcome));
    view! {
        <div class="journey">
            <Show when=known fallback=move || view! { <Nothing working/> }>
                <p class="journey-outcome" role="status">
                    <b>{move || app.ui.message.get().map(|root| format!("Message {root}"))}</b> " " {said} "."
                    <span class="help" hidden=move || !working.get()>" Looking again…"</span>
                </p>
                <div class="journey-body">
                    <Steps journey chosen step/>
                    <div class="journey-detail scroll" tabindex="0" role="region" aria-label="The chosen step">
                        {move || step.get().map(|step| view! { <step::Detail step journey/> })}
                        <family::Family journey/>
                        <export::Export journey/>
                    </div>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Nothing(working: RwSignal<bool>) -> impl IntoView {
    let app = App::here();
    view! {
        <div class="journey-nothing">
            <p class="help">
                {move || match (app.ui.message.get(), working.get()) {
                    (Some(_), true) => "Replaying the run…",
                    (Some(_), false) => "Nothing is known of this message: it is not made yet at this moment of the run.",
                    (None, _) => "Choose a message: on a wire, in a queue's list, in the list of events, or find one.",
                }}
            </p>
            <button class="button small" type="button" on:click=move |_| app.ui.drawer.set(Some(Drawer::Find))>
                <Sign d=signs::FIND/> "Find messages"
            </button>
        </div>
    }
}

/// The waterfall: a line a step.
#[component]
fn Steps(
    journey: RwSignal<Journey, LocalStorage>,
    chosen: RwSignal<Option<u64>>,
    step: Memo<Option<Step>>,
) -> impl IntoView {
    let rows = move || {
        journey.with(|journey| {
            let axis = Axis::of(journey.steps.iter().map(|step| step.at));
            let row = |(n, step): (usize, &Step)| (step.clone(), axis.at(n), axis.at(n + 1));
            journey.steps.iter().enumerate().map(row).collect::<Vec<_>>()
        })
    };
    let line = move |(it, from, to): (Step, f64, f64)| {
        let number = it.number;
        let is_chosen = move || step.with(|s| s.as_ref().is_some_and(|s| s.number == number));
        let meaning = Meaning::of(it.kind);
        let wait = it.until_next.filter(|span| span.0 >= 1_000_000).map(|span| format!(", then {span}"));
        view! {
            <li>
                <button class="leg" class:chosen=is_chosen type="button" aria-current=move || is_chosen().then_some("step")
                    on:click=move |_| chosen.set(Some(number))>
                    <span class="leg-at number">{it.at.to_string()}</span>
                    <span class="leg-node">{it.name}</span>
                    <span class=format!("leg-track m-{}", meaning.class()) aria-hidden="true">
                        <span class="leg-bar" style:left=format!("{:.2}%", from * 100.0) style:width=format!("{:.2}%", (to - from) * 100.0)></span>
                        <span class="leg-mark" style:left=format!("{:.2}%", from * 100.0)><Mark meaning/></span>
                    </span>
                    <span class="leg-text"><span class="unseen">{it.kind.word()} ": "</span>{it.text}<span class="help">{wait}</span></span>
                    {(!it.rule.is_empty()).then(|| view! { <span class="rule">{it.rule}</span> })}
                </button>
            </li>
        }
    };
    view! {
        <ol class="legs scroll" aria-label="Steps" title="Long waits are squeezed: a gap of g ms is drawn ln(1 + g) long">
            {move || rows().into_iter().map(line).collect_view()}
        </ol>
    }
}
