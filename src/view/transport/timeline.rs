//! The timeline: how far the run is, and what happens when, past and to come.

use crate::editor::Subject;
use crate::model::{Happening, What};
use crate::sim::{Span, Time};
use crate::view::app::App;
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::Mark;
use crate::view::parts::words;
use leptos::prelude::*;

/// Ends that a timeline may have, in seconds.
const ENDS: [u64; 14] = [60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 259_200, 604_800];

/// Something on the timeline.
#[derive(Clone, PartialEq)]
struct Chip {
    number: usize,
    happening: Happening,
    label: String,
}

/// The timeline.
#[component]
pub fn Timeline() -> impl IntoView {
    let app = App::here();
    let chips = Memo::new(move |_| {
        app.live.with(|live| live.happenings);
        // Another design has other happenings, even if there are as many.
        app.editor.with(|e| e.run_revision());
        app.engine(|engine| {
            let name = |h: &Happening| engine.node(&h.node).map(|ix| engine.who(ix).1.to_owned()).unwrap_or_default();
            let chip =
                |(number, h): (usize, &Happening)| Chip { number, happening: h.clone(), label: label(h, &name(h)) };
            engine.happenings().iter().enumerate().map(chip).collect::<Vec<_>>()
        })
    });
    let end = Memo::new(move |_| {
        let now = app.live.with(|live| live.now);
        chips.with(|chips| end_of(now, chips.iter().map(|c| &c.happening)))
    });
    let share = move |at: u64| (at as f64 / end.get().0.max(1) as f64 * 100.0).min(100.0);
    let head = move || share(app.live.with(|live| live.now.0));
    // Labels that would run into each other are left to the tooltip.
    let labelled = Memo::new(move |_| chips.with(|chips| apart(chips, end.get())));
    let said = move || app.live.with(|live| format!("{} of {}", live.now, words::short_clock(end.get())));
    view! {
        <div class="timeline" role="group" aria-label="Timeline">
            <div class="rail" aria-hidden="true"></div>
            <div class="done" aria-hidden="true" style:width=move || format!("{:.2}%", head())></div>
            <For each=move || chips.get() key=|chip| (chip.number, chip.label.clone(), chip.happening.at) children=move |chip| {
                let Chip { number, happening, label } = chip;
                let at = happening.at;
                let meaning = meaning(&happening);
                let ahead = Memo::new(move |_| app.live.with(|live| live.now.0 < at));
                let spell = match &happening.what {
                    What::Set { lasts: Some(lasts), .. } => Some(*lasts),
                    _ => None,
                };
                let title = format!("{} at {}{}", label, Time(at), spell.map(|s| format!(" for {}", Span(s))).unwrap_or_default());
                let class = format!("chip m-{}", meaning.class());
                let text = label.clone();
                view! {
                    {spell.map(|lasts| view! {
                        <div class=format!("spell m-{}", meaning.class()) aria-hidden="true" style:left=move || format!("{:.2}%", share(at))
                            style:width=move || format!("{:.2}%", share(at + lasts) - share(at))></div>
                    })}
                    <button class=class class:ahead=move || ahead.get() type="button" aria-label=title.clone() title=title
                        style:left=move || format!("{:.2}%", share(at))
                        on:click=move |_| app.inspect(&Subject::Node(happening.node.clone()))><Mark meaning/></button>
                    <span class="label" aria-hidden="true" hidden=move || labelled.with(|l| !l.contains(&number))
                        style:left=move || format!("{:.2}%", share(at))>{text.clone()}</span>
                }
            }/>
            <div class="head" role="img" aria-label=said style:left=move || format!("{:.2}%", head())></div>
            <span class="end" aria-hidden="true">{move || words::short_clock(end.get())}</span>
        </div>
    }
}

/// A few words for a happening.
pub fn label(happening: &Happening, node: &str) -> String {
    if !happening.label.is_empty() {
        return happening.label.clone();
    }
    match &happening.what {
        What::Set { patch, .. } => format!("{node}: {}", words::settings(patch)),
        What::Do { command, .. } => format!("{node}: {command}"),
    }
}

/// The colour and shape of a happening: faults and load changes are what a person set; commands are what a person did.
fn meaning(happening: &Happening) -> Meaning {
    match happening.what {
        What::Set { .. } => Meaning::Retrying,
        What::Do { .. } => Meaning::Flying,
    }
}

/// Where the timeline ends: beyond everything planned and beyond now, at a round time.
fn end_of<'a>(now: Time, happenings: impl Iterator<Item = &'a Happening>) -> Span {
    let over = |h: &Happening| match h.what {
        What::Set { lasts: Some(lasts), .. } => h.at.saturating_add(lasts),
        _ => h.at,
    };
    let last = happenings.map(over).max().unwrap_or(0);
    let need = (last as f64 * 1.08).max(now.0 as f64 * 1.02) / 1e6;
    let round = ENDS.iter().copied().find(|end| *end as f64 >= need.max(300.0));
    Span::seconds(round.unwrap_or_else(|| (need / 604_800.0).ceil() as u64 * 604_800))
}

/// The numbers of the chips whose labels have room.
fn apart(chips: &[Chip], end: Span) -> Vec<usize> {
    let mut sorted: Vec<&Chip> = chips.iter().collect();
    sorted.sort_by_key(|c| c.happening.at);
    let mut kept = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for chip in sorted {
        let at = chip.happening.at as f64 / end.0.max(1) as f64;
        // In hundredths of the rail; a letter takes a little more than one.
        let half = (chip.label.chars().count() as f64 * 0.6).min(14.0) / 100.0;
        if at - half >= last && at - half > -0.02 {
            kept.push(chip.number);
            last = at + half;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Config, NodeId};

    fn at(seconds: u64, lasts: Option<u64>) -> Happening {
        let what = What::Set { patch: Config::default(), lasts: lasts.map(|s| s * 1_000_000) };
        Happening { at: seconds * 1_000_000, node: NodeId::new("A"), what, label: "sale".into() }
    }

    #[test]
    fn the_timeline_ends_at_a_round_time_beyond_now_and_all_plans() {
        assert_eq!(end_of(Time::START, [].into_iter()), Span::minutes(5));
        assert_eq!(end_of(Time::START, [at(120, Some(600))].iter()), Span::minutes(15));
        assert_eq!(end_of(Time(301_000_000), [].into_iter()), Span::minutes(10));
        assert_eq!(end_of(Time(2_000_000_000_000), [].into_iter()), Span::seconds(4 * 604_800));
    }

    #[test]
    fn labels_that_would_run_into_each_other_are_left_out() {
        let chip = |number, s| Chip { number, happening: at(s, None), label: "a sale of shoes".into() };
        assert_eq!(apart(&[chip(0, 100), chip(1, 105), chip(2, 200)], Span::minutes(5)), [0, 2]);
    }
}
