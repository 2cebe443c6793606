//! The journey, or an interval of the run, as a file: CSV, a Mermaid sequence diagram, a picture.

use crate::browser::files;
use crate::sim::{Kind, Time};
use crate::story::{Journey, csv, mermaid, svg};
use crate::view::app::App;
use crate::view::meaning::Meaning;
use crate::view::parts::words::read_time;
use leptos::prelude::*;

/// Colours of the picture: the light ones of the page, which paper has too.
fn colour(kind: Kind) -> &'static str {
    match Meaning::of(kind) {
        Meaning::Flying => "#2563eb",
        Meaning::Waiting => "#5f6f86",
        Meaning::Retrying => "#b45309",
        Meaning::Throttled => "#7c3aed",
        Meaning::Dead => "#c81e1e",
        Meaning::Good => "#15803d",
    }
}

/// The buttons.
#[component]
pub fn Export(journey: RwSignal<Journey, LocalStorage>) -> impl IntoView {
    let app = App::here();
    let ends = journey.with_untracked(|journey| {
        let at = |step: Option<&crate::story::Step>| step.map_or(Time::START, |step| step.at);
        (at(journey.steps.first()), at(journey.steps.last()))
    });
    let (from, to) = (RwSignal::new(ends.0.to_string()), RwSignal::new(Time(ends.1.0 + 100_000).to_string()));
    let only = RwSignal::new(true);
    let interval = move || Some((read_time(&from.get())?, read_time(&to.get())?)).filter(|(a, b)| a <= b);
    let write = move |make: fn(&crate::sim::Engine, Time, Time, Option<u64>) -> String, ending: &str, kind: &str| {
        let Some((from, to)) = interval() else { return };
        let root = journey.with_untracked(|journey| only.get_untracked().then_some(journey.root));
        let copy = app.playback(|playback| playback.reel().copy_at(to.min(playback.engine().now())));
        files::save(
            &format!("signalbox-{root}.{ending}", root = journey.with_untracked(|j| j.root)),
            kind,
            &make(copy.engine(), from, to, root),
        );
    };
    let picture = move |_| {
        journey.with_untracked(|journey| {
            let title = format!("Journey of message {}", journey.root);
            files::save(&format!("signalbox-{}.svg", journey.root), "image/svg+xml", &svg(journey, &title, &colour));
        });
    };
    let wrong = move || interval().is_none();
    view! {
        <section class="why-export">
            <h3 class="heading">"Write it out"</h3>
            <div class="writing-row">
                <label>"from " <input class="input" type="text" aria-label="From" autocomplete="off" prop:value=move || from.get()
                    on:input=move |ev| from.set(event_target_value(&ev))/></label>
                <label>"to " <input class="input" type="text" aria-label="To" autocomplete="off" prop:value=move || to.get()
                    on:input=move |ev| to.set(event_target_value(&ev))/></label>
                <label><input type="checkbox" prop:checked=move || only.get() on:change=move |ev| only.set(event_target_checked(&ev))/> " only this family"</label>
            </div>
            <p class="field-error" hidden=move || !wrong()>"Write both ends as 90 s, 2 min or 1:30, the earlier one first."</p>
            <div class="writing-row">
                <button class="button small" type="button" disabled=wrong on:click=move |_| write(csv, "csv", "text/csv")>"CSV"</button>
                <button class="button small" type="button" disabled=wrong on:click=move |_| write(mermaid, "mmd", "text/plain")>"Mermaid"</button>
                <button class="button small" type="button" on:click=picture>"Picture (SVG)"</button>
            </div>
        </section>
    }
}
