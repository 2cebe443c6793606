//! The timeline: how far the run is, and what happens when, past and to come.

use crate::editor::Subject;
use crate::model::{Happening, NodeId, What};
use crate::sim::{Engine, Span, Time};
use crate::view::app::App;
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::Mark;
use crate::view::parts::words;
use crate::view::watch::telling;
use leptos::prelude::*;

/// Ends that a timeline may have, in seconds.
const ENDS: [u64; 14] = [60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 259_200, 604_800];

/// State changes that are shown; older ones are in the event list.
const STATES: usize = 40;

/// Something on the timeline.
#[derive(Clone, PartialEq, Debug)]
struct Chip {
    /// When, in microseconds.
    at: u64,
    /// How long it lasts, if it does.
    lasts: Option<u64>,
    /// A few words.
    label: String,
    /// All there is to say.
    title: String,
    meaning: Meaning,
    node: NodeId,
}

/// The timeline.
#[component]
pub fn Timeline() -> impl IntoView {
    let app = App::here();
    let chips = Memo::new(move |_| {
        app.beat.track();
        app.engine(|engine| {
            let mut all = planned(engine);
            all.extend(states(engine));
            all
        })
    });
    let end = Memo::new(move |_| {
        let now = app.live.with(|live| live.now);
        chips.with(|chips| end_of(now, chips.iter()))
    });
    let share = move |at: u64| (at as f64 / end.get().0.max(1) as f64 * 100.0).min(100.0);
    let head = move || share(app.live.with(|live| live.now.0));
    // Labels that would run into each other are left to the tooltip.
    let labelled = Memo::new(move |_| chips.with(|chips| apart(chips, end.get())));
    let said = move || app.live.with(|live| format!("{} of {}", live.now, words::short_clock(end.get())));
    let chip = move |chip: Chip| {
        let Chip { at, lasts, label, title, meaning, node } = chip;
        let ahead = Memo::new(move |_| app.live.with(|live| live.now.0 < at));
        let shown = (at, label.clone());
        view! {
            {lasts.map(|lasts| view! {
                <div class=format!("spell m-{}", meaning.class()) aria-hidden="true" style:left=move || format!("{:.2}%", share(at))
                    style:width=move || format!("{:.2}%", share(at + lasts) - share(at))></div>
            })}
            <button class=format!("chip m-{}", meaning.class()) class:ahead=move || ahead.get() type="button"
                aria-label=title.clone() title=title style:left=move || format!("{:.2}%", share(at))
                on:click=move |_| app.inspect(&Subject::Node(node.clone()))><Mark meaning/></button>
            <span class="label" aria-hidden="true" hidden=move || labelled.with(|l| !l.contains(&shown))
                style:left=move || format!("{:.2}%", share(at))>{label}</span>
        }
    };
    view! {
        <div class="timeline" role="group" aria-label="Timeline">
            <div class="rail" aria-hidden="true"></div>
            <div class="done" aria-hidden="true" style:width=move || format!("{:.2}%", head())></div>
            <For each=move || chips.get() key=|chip| (chip.at, chip.title.clone()) children=chip/>
            <div class="head" role="img" aria-label=said style:left=move || format!("{:.2}%", head())></div>
            <span class="end" aria-hidden="true">{move || words::short_clock(end.get())}</span>
        </div>
    }
}

/// What happens by plan or by hand.
fn planned(engine: &Engine) -> Vec<Chip> {
    let chip = |h: &Happening| {
        let name = engine.node(&h.node).map(|ix| engine.who(ix).1.to_owned()).unwrap_or_default();
        let (lasts, meaning) = match &h.what {
            What::Set { lasts, .. } => (*lasts, Meaning::Retrying),
            What::Do { .. } => (None, Meaning::Flying),
        };
        let label = label(h, &name);
        let spell = lasts.map(|l| format!(" for {}", Span(l))).unwrap_or_default();
        Chip {
            at: h.at,
            lasts,
            title: format!("{label} at {}{spell}", Time(h.at)),
            label,
            meaning,
            node: h.node.clone(),
        }
    };
    engine.happenings().iter().map(chip).collect()
}

/// The latest changes of state: alarms that went off and came back.
fn states(engine: &Engine) -> Vec<Chip> {
    let mut all = Vec::new();
    for ix in engine.nodes() {
        let (id, name) = engine.who(ix);
        for change in telling(engine.transitions(ix).unwrap_or_default()) {
            let label = format!("{name} {}", change.to);
            let title = format!("{label} at {}: {}", change.at, change.why);
            let meaning = Meaning::of_state(change.to);
            all.push(Chip { at: change.at.0, lasts: None, label, title, meaning, node: id.clone() });
        }
    }
    all.sort_by_key(|chip| chip.at);
    let late = all.len().saturating_sub(STATES);
    all.split_off(late)
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

/// Where the timeline ends: beyond everything planned and beyond now, at a round time.
fn end_of<'a>(now: Time, chips: impl Iterator<Item = &'a Chip>) -> Span {
    let last = chips.map(|chip| chip.at.saturating_add(chip.lasts.unwrap_or(0))).max().unwrap_or(0);
    let need = (last as f64 * 1.08).max(now.0 as f64 * 1.02) / 1e6;
    let round = ENDS.iter().copied().find(|end| *end as f64 >= need.max(300.0));
    Span::seconds(round.unwrap_or_else(|| (need / 604_800.0).ceil() as u64 * 604_800))
}

/// The chips whose labels have room, by instant and label.
fn apart(chips: &[Chip], end: Span) -> Vec<(u64, String)> {
    let mut sorted: Vec<&Chip> = chips.iter().collect();
    sorted.sort_by_key(|c| c.at);
    let mut kept = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for chip in sorted {
        let at = chip.at as f64 / end.0.max(1) as f64;
        // In hundredths of the rail; a letter takes a little more than one.
        let half = (chip.label.chars().count() as f64 * 0.6).min(14.0) / 100.0;
        if at - half >= last && at - half > -0.02 {
            kept.push((chip.at, chip.label.clone()));
            last = at + half;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chip(seconds: u64, lasts: Option<u64>) -> Chip {
        let (at, lasts) = (seconds * 1_000_000, lasts.map(|s| s * 1_000_000));
        let (label, title) = (format!("a sale of shoes {seconds}"), String::new());
        Chip { at, lasts, label, title, meaning: Meaning::Retrying, node: NodeId::new("A") }
    }

    #[test]
    fn the_timeline_ends_at_a_round_time_beyond_now_and_all_plans() {
        assert_eq!(end_of(Time::START, [].iter()), Span::minutes(5));
        assert_eq!(end_of(Time::START, [chip(120, Some(600))].iter()), Span::minutes(15));
        assert_eq!(end_of(Time(301_000_000), [].iter()), Span::minutes(10));
        assert_eq!(end_of(Time(2_000_000_000_000), [].iter()), Span::seconds(4 * 604_800));
    }

    #[test]
    fn labels_that_would_run_into_each_other_are_left_out() {
        let kept = apart(&[chip(100, None), chip(105, None), chip(200, None)], Span::minutes(5));
        assert_eq!(kept.iter().map(|(at, _)| at / 1_000_000).collect::<Vec<_>>(), [100, 200]);
    }
}
