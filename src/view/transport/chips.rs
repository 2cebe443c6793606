//! What stands on the timeline: faults and edits, alarms, the first dead letters. Taken from the run at its furthest, so
//! that a look back does not hide what is known of the way ahead.

use crate::model::{Diagram, Happening, NodeId, Value, What};
use crate::playback::{Act, Difference, Playback};
use crate::sim::{Engine, Kind, Place, Span, Time};
use crate::view::meaning::Meaning;
use crate::view::parts::{signs, words};
use crate::view::watch::telling;

/// State changes that are shown; older ones are in the event list.
const STATES: usize = 40;

/// Something on the timeline.
#[derive(Clone, PartialEq, Debug)]
pub struct Chip {
    /// When, in microseconds.
    pub at: u64,
    /// How long it lasts, if it does.
    pub lasts: Option<u64>,
    /// A few words.
    pub label: String,
    /// All there is to say.
    pub title: String,
    /// How it looks.
    pub face: Face,
    /// Where.
    pub node: Option<NodeId>,
    /// Where it comes from.
    pub source: Source,
}

/// How a chip looks.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Face {
    /// A meaning's colour and shape.
    Mark(Meaning),
    /// A sign in the accent colour: what a person did.
    Sign(&'static str),
}

/// Where a chip comes from: what can be done with it.
#[derive(Clone, PartialEq, Debug)]
pub enum Source {
    /// The plan of the design.
    Planned(Happening),
    /// Deed number so and so of the log.
    Deed(usize),
    /// The run itself.
    Run,
}

/// All chips, in no particular order.
pub fn of(playback: &Playback, diagram: &Diagram) -> Vec<Chip> {
    let tip = playback.reel().tip();
    let planned = diagram.happenings.iter().map(|h| happening(h, diagram, Source::Planned(h.clone())));
    let mut all: Vec<Chip> = planned.collect();
    all.extend(deeds(playback, diagram));
    all.extend(states(tip));
    all.extend(dead_letters(tip));
    all
}

fn name_of<'a>(diagram: &'a Diagram, node: &'a NodeId) -> &'a str {
    diagram.nodes.get(node).map_or_else(|| node.as_str(), |n| &n.name)
}

fn happening(h: &Happening, diagram: &Diagram, source: Source) -> Chip {
    let (lasts, meaning) = match &h.what {
        What::Set { lasts, .. } => (*lasts, Meaning::Retrying),
        What::Do { .. } => (None, Meaning::Flying),
    };
    let name = name_of(diagram, &h.node);
    let label = match &h.what {
        _ if !h.label.is_empty() => h.label.clone(),
        What::Set { patch, .. } => format!("{name}: {}", words::settings(patch)),
        What::Do { command, .. } => format!("{name}: {command}"),
    };
    let spell = lasts.map(|l| format!(" for {}", Span(l))).unwrap_or_default();
    let by = if matches!(source, Source::Planned(_)) { "" } else { ", by hand" };
    let title = format!("{label} at {}{spell}{by}", Time(h.at));
    Chip { at: h.at, lasts, label, title, face: Face::Mark(meaning), node: Some(h.node.clone()), source }
}

/// What a person did to the run while it ran.
fn deeds(playback: &Playback, diagram: &Diagram) -> Vec<Chip> {
    let reel = playback.reel();
    let chip = |(n, deed): (usize, &crate::playback::Deed)| match &deed.what {
        Act::Happen(h) if diagram.happenings.contains(h) => None,
        Act::Happen(h) => Some(happening(h, diagram, Source::Deed(n))),
        Act::Adopt(_) => {
            let change = reel.difference(n)?;
            let label = changed(&change, diagram);
            let node = change.nodes.first().map(|(id, ..)| id.clone()).or_else(|| change.came.first().cloned());
            Some(Chip {
                at: deed.at.0,
                lasts: None,
                title: format!("{label}, changed at {}", deed.at),
                label,
                face: Face::Sign(signs::PENCIL),
                node: node.filter(|id| diagram.nodes.contains_key(id)),
                source: Source::Deed(n),
            })
        }
    };
    reel.log().iter().enumerate().filter_map(chip).collect()
}

/// An edit in a few words: "PaymentQueue: VisibilityTimeout 30 → 45".
pub fn changed(change: &Difference, diagram: &Diagram) -> String {
    let nodes = change.nodes.iter().map(|(id, before, after)| (name_of(diagram, id).to_owned(), before, after));
    let wires = change.wires.iter().map(|(id, before, after)| {
        let ends = diagram.wires.get(id).map(|w| (name_of(diagram, &w.from), name_of(diagram, &w.to)));
        (ends.map_or_else(|| id.to_string(), |(a, b)| format!("{a} to {b}")), before, after)
    });
    let mut said = Vec::new();
    for (who, before, after) in nodes.chain(wires) {
        let names = before.0.keys().chain(after.0.keys().filter(|name| !before.0.contains_key(*name)));
        for name in names {
            let (old, new) = (before.get(name), after.get(name));
            if old != new {
                said.push(format!("{who}: {name} {} → {}", value(old), value(new)));
            }
        }
    }
    let counted = [(change.came.len(), "added"), (change.went.len(), "deleted")];
    said.extend(counted.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", words::many(*n, "node"))));
    if !change.rewired.is_empty() && change.came.is_empty() && change.went.is_empty() {
        said.push(format!("{} rewired", words::many(change.rewired.len(), "wire")));
    }
    match said.len() {
        0 => "The design".to_owned(),
        1 | 2 => said.join("; "),
        n => format!("{} and {} more changes", said[0], n - 1),
    }
}

fn value(value: Option<&Value>) -> String {
    const LONG: usize = 24;
    let text = value.map_or_else(|| "default".to_owned(), ToString::to_string);
    if text.chars().count() > LONG { format!("{}…", text.chars().take(LONG).collect::<String>()) } else { text }
}

/// The latest changes of state: alarms that went off and came back.
fn states(engine: &Engine) -> Vec<Chip> {
    let mut all = Vec::new();
    for ix in engine.nodes() {
        let (id, name) = engine.who(ix);
        for change in telling(engine.transitions(ix).unwrap_or_default()) {
            let label = format!("{name} {}", change.to);
            all.push(Chip {
                at: change.at.0,
                lasts: None,
                title: format!("{label} at {}: {}", change.at, change.why),
                label,
                face: Face::Mark(Meaning::of_state(change.to)),
                node: Some(id.clone()),
                source: Source::Run,
            });
        }
    }
    all.sort_by_key(|chip| chip.at);
    let late = all.len().saturating_sub(STATES);
    all.split_off(late)
}

/// The first arrival in each dead-letter queue.
fn dead_letters(engine: &Engine) -> Vec<Chip> {
    let holds = |ix| engine.ledger().iter().any(|m| m.node == ix && m.place == Place::DeadLettered);
    let firsts = engine.trace().firsts().iter().filter(|first| first.kind == Kind::DeadLettered && holds(first.node));
    let chip = |first: &crate::sim::First| {
        let (id, name) = engine.who(first.node);
        Chip {
            at: first.at.0,
            lasts: None,
            label: format!("{name}: first dead letter"),
            title: format!("{name} got its first dead letter at {}", first.at),
            face: Face::Mark(Meaning::Dead),
            node: Some(id.clone()),
            source: Source::Run,
        }
    };
    firsts.map(chip).collect()
}

/// Ends that a timeline may have, in seconds.
const ENDS: [u64; 14] = [60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 259_200, 604_800];

/// Where the timeline ends: beyond everything planned and beyond now, at a round time.
pub fn end_of<'a>(now: Time, chips: impl Iterator<Item = &'a Chip>) -> Span {
    let last = chips.map(|chip| chip.at.saturating_add(chip.lasts.unwrap_or(0))).max().unwrap_or(0);
    let need = (last as f64 * 1.08).max(now.0 as f64 * 1.02) / 1e6;
    let round = ENDS.iter().copied().find(|end| *end as f64 >= need.max(300.0));
    Span::seconds(round.unwrap_or_else(|| (need / 604_800.0).ceil() as u64 * 604_800))
}

/// The chips whose labels have room, by instant and label.
pub fn apart(chips: &[Chip], end: Span) -> Vec<(u64, String)> {
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
    use crate::model::Config;

    fn chip(seconds: u64, lasts: Option<u64>) -> Chip {
        let (at, lasts) = (seconds * 1_000_000, lasts.map(|s| s * 1_000_000));
        let (label, title) = (format!("a sale of shoes {seconds}"), String::new());
        let face = Face::Mark(Meaning::Retrying);
        Chip { at, lasts, label, title, face, node: Some(NodeId::new("A")), source: Source::Run }
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

    #[test]
    fn an_edit_is_said_in_a_few_words() {
        let config = |n: i64| Config::from([("VisibilityTimeout", Value::Whole(n))]);
        let settings =
            Difference { nodes: vec![(NodeId::new("Orders"), Config::default(), config(45))], ..Difference::default() };
        assert_eq!(changed(&settings, &Diagram::default()), "Orders: VisibilityTimeout default → 45");
        let more = Difference { came: [NodeId::new("New")].into(), ..Difference::default() };
        assert_eq!(changed(&more, &Diagram::default()), "1 node added");
    }
}
