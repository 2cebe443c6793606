//! The timeline: how far the run is and has been, what happens when, past and to come. Drag it to go anywhere.

use super::chips::{self, Chip, Face};
use super::popover::Popover;
use crate::browser::pointer;
use crate::editor::{Command, Transport};
use crate::sim::{Span, Time};
use crate::view::app::App;
use crate::view::parts::glyph::{Mark, Sign};
use crate::view::parts::words;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// Steps of the arrow keys: alone, with Shift, and of the page keys.
const STEPS: [Span; 3] = [Span::seconds(1), Span::seconds(10), Span::minutes(1)];

/// The timeline.
#[component]
pub fn Timeline() -> impl IntoView {
    let app = App::here();
    let chips = Memo::new(move |_| {
        app.beat.track();
        app.editor.with(|editor| app.playback(|playback| chips::of(playback, editor.diagram())))
    });
    let end = Memo::new(move |_| {
        let furthest = app.live.with(|live| live.furthest);
        chips.with(|chips| chips::end_of(furthest, chips.iter()))
    });
    let share = move |at: u64| (at as f64 / end.get().0.max(1) as f64 * 100.0).min(100.0);
    let percent = move |at: u64| format!("{:.2}%", share(at));
    // Labels that would run into each other are left to the tooltip.
    let labelled = Memo::new(move |_| chips.with(|chips| chips::apart(chips, end.get())));
    let open = RwSignal::new(None::<Chip>);
    let chip = move |chip: Chip| {
        let Chip { at, lasts, label, title, face, .. } = chip.clone();
        let ahead = Memo::new(move |_| app.live.with(|live| live.furthest.0 < at));
        let shown = (at, label.clone());
        let class = match face {
            Face::Mark(meaning) => format!("m-{}", meaning.class()),
            Face::Sign(_) => "by-hand".to_owned(),
        };
        let it = chip.clone();
        let is_open = Memo::new(move |_| open.with(|o| o.as_ref() == Some(&it)));
        view! {
            {lasts.map(|lasts| view! {
                <div class=format!("spell {class}") aria-hidden="true" style:left=move || percent(at)
                    style:width=move || format!("{:.2}%", share(at + lasts) - share(at))></div>
            })}
            <button class=format!("chip {class}") class:ahead=move || ahead.get() type="button" aria-haspopup="dialog"
                aria-expanded=move || is_open.get().to_string() aria-label=title.clone() title=title style:left=move || percent(at)
                on:click=move |_| open.set(if is_open.get_untracked() { None } else { Some(chip.clone()) })>
                {match face {
                    Face::Mark(meaning) => view! { <Mark meaning/> }.into_any(),
                    Face::Sign(d) => view! { <Sign d/> }.into_any(),
                }}
            </button>
            <span class="label" aria-hidden="true" hidden=move || labelled.with(|l| !l.contains(&shown))
                style:left=move || percent(at)>{label}</span>
        }
    };
    view! {
        <div class="timeline" dir="ltr" role="group" aria-label="Timeline">
            <Scrubber end/>
            <For each=move || chips.get() key=|chip| (chip.at, chip.title.clone()) children=chip/>
            <span class="end" aria-hidden="true">{move || words::short_clock(end.get())}</span>
            {move || open.get().map(|chip| {
                let at = percent(chip.at);
                view! { <Popover chip at open/> }
            })}
        </div>
    }
}

/// The rail and its head: a slider over simulated time.
#[component]
fn Scrubber(end: Memo<Span>) -> impl IntoView {
    let app = App::here();
    let rail = NodeRef::<html::Div>::new();
    let percent = move |at: Time| format!("{:.2}%", (at.0 as f64 / end.get().0.max(1) as f64 * 100.0).min(100.0));
    let now = Memo::new(move |_| app.live.with(|live| live.now));
    let been = Memo::new(move |_| app.live.with(|live| live.furthest));
    // Where the pointer is over the rail, and whether the run was playing before it was taken hold of.
    let pointed = RwSignal::new(None::<Time>);
    let held = RwSignal::new(None::<bool>);
    let under = move |ev: &ev::PointerEvent| {
        let along = pointer::along(&*rail.get_untracked()?, ev);
        Some(Time((along * end.get_untracked().0 as f64) as u64))
    };
    let down = move |ev: ev::PointerEvent| {
        if ev.button() != 0 {
            return;
        }
        pointer::capture(&ev);
        held.set(Some(app.live.with_untracked(|live| live.playing)));
        if let Some(at) = under(&ev) {
            app.seek(at);
        }
    };
    let moved = move |ev: ev::PointerEvent| {
        let at = under(&ev);
        pointed.set(at);
        if let (Some(_), Some(at)) = (held.get_untracked(), at) {
            app.seek(at);
        }
    };
    let up = move |_: ev::PointerEvent| {
        // Held on the way, the run goes on from where it was let go.
        if held.get_untracked() == Some(true) && app.live.with_untracked(|live| live.seeking.is_none()) {
            app.play();
        }
        held.set(None);
    };
    let keys = move |ev: ev::KeyboardEvent| {
        let ends = match ev.key().as_str() {
            "Home" => Some(Transport::ToStart),
            "End" => Some(Transport::ToEnd),
            _ => None,
        };
        if let Some(way) = ends {
            ev.prevent_default();
            ev.stop_propagation();
            return app.run(Command::Transport(way));
        }
        let by = match (ev.key().as_str(), ev.shift_key()) {
            ("ArrowRight" | "ArrowUp", shift) => (STEPS[usize::from(shift)], true),
            ("ArrowLeft" | "ArrowDown", shift) => (STEPS[usize::from(shift)], false),
            ("PageUp", _) => (STEPS[2], true),
            ("PageDown", _) => (STEPS[2], false),
            _ => return,
        };
        ev.prevent_default();
        ev.stop_propagation();
        let now = app.live.with_untracked(|live| live.now);
        app.seek(match by {
            (step, true) => now + step,
            (step, false) => Time(now.0.saturating_sub(step.0)),
        });
    };
    view! {
        <div class="scrubber" class:held=move || held.get().is_some() node_ref=rail role="slider" tabindex="0"
            aria-label="Simulated time" aria-valuemin="0" aria-valuemax=move || (end.get().0 / 1_000_000).to_string()
            aria-valuenow=move || (now.get().0 / 1_000_000).to_string()
            aria-valuetext=move || format!("{} of {}", now.get(), words::short_clock(end.get()))
            on:pointerdown=down on:pointermove=moved on:pointerup=up on:pointercancel=up
            on:pointerleave=move |_| pointed.set(None) on:keydown=keys>
            <div class="rail"></div>
            <div class="been" style:width=move || percent(been.get())></div>
            <div class="done" style:width=move || percent(now.get())></div>
            <div class="head" style:left=move || percent(now.get())></div>
            {move || pointed.get().map(|at| view! {
                <span class="pointed number" aria-hidden="true" style:left=percent(at)>{at.to_string()}</span>
            })}
        </div>
    }
}
