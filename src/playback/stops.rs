//! Breakpoints: conditions under which a run pauses by itself, and the sentence that says why it did.

use crate::model::NodeId;
use crate::sim::{Engine, Kind, NodeIx, Note, Place, Time};
use std::collections::BTreeSet;

/// Pause when …
#[derive(Clone, PartialEq, Debug)]
pub enum Stop {
    /// a dead-letter queue gets its first message.
    DeadLetter,
    /// an alarm changes its state.
    Alarm,
    /// a message is received for the nth time.
    Receives(u32),
    /// a metric of a node passes a value, upwards or downwards.
    Metric {
        /// Whose.
        node: NodeId,
        /// Its CloudWatch name.
        metric: String,
        /// Above or below the value.
        above: bool,
        /// The value: of the level of a gauge, the count of the current minute, or the last measurement.
        value: f64,
    },
    /// this node handles something.
    Handles(NodeId),
}

/// Why a run paused by itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Halt {
    /// When.
    pub at: Time,
    /// In a sentence.
    pub why: String,
    /// Where.
    pub node: Option<NodeId>,
    /// The first message of the family concerned.
    pub root: Option<u64>,
}

/// The breakpoints of a run, and what they have seen of it.
#[derive(Clone, Default)]
pub struct Stops {
    set: Vec<Stop>,
    /// Notes up to this number were looked at.
    looked: u64,
    /// Nodes that have had a dead letter.
    dead: BTreeSet<NodeIx>,
    /// How many changes of state each node has had.
    changes: Vec<usize>,
    /// Whether the condition on a metric held at the last look, by its place in `set`.
    held: Vec<bool>,
}

impl Stops {
    /// The breakpoints that are set.
    pub fn set(&self) -> &[Stop] {
        &self.set
    }

    /// Sets these, and no others.
    pub fn replace(&mut self, set: Vec<Stop>, engine: &Engine) {
        self.set = set;
        self.begin(engine);
    }

    /// Whether there is anything to look for.
    pub fn any(&self) -> bool {
        !self.set.is_empty()
    }

    /// Begins to look from here: what is so already stops nobody.
    pub fn begin(&mut self, engine: &Engine) {
        self.looked = engine.trace().count();
        self.changes.clear();
        for ix in engine.nodes() {
            *changes_of(&mut self.changes, ix) = engine.transitions(ix).map_or(0, <[_]>::len);
        }
        self.dead.clear();
        if self.set.contains(&Stop::DeadLetter) {
            let dead = engine.ledger().iter().filter(|m| m.place == Place::DeadLettered).map(|m| m.node);
            self.dead.extend(dead);
        }
        self.held = self.set.iter().map(|stop| passed(stop, engine).is_some()).collect();
    }

    /// Whether what happened since the last look is a reason to pause.
    pub fn look(&mut self, engine: &Engine) -> Option<Halt> {
        let mut halt = None;
        for note in engine.trace().since(self.looked) {
            // All notes are looked at, so that none stops the run twice.
            for stop in &self.set {
                let found = noticed(stop, note, engine, &mut self.dead, &mut self.changes);
                halt = halt.or(found.map(|why| Halt {
                    at: note.at,
                    why,
                    node: Some(engine.who(note.node).0.clone()),
                    root: Some(note.root).filter(|root| *root > 0),
                }));
            }
        }
        self.looked = engine.trace().count();
        for (stop, held) in self.set.iter().zip(&mut self.held) {
            let now = passed(stop, engine);
            if let (Some((node, why)), false) = (&now, *held) {
                halt = halt.or(Some(Halt { at: engine.now(), why: why.clone(), node: Some(node.clone()), root: None }));
            }
            *held = now.is_some();
        }
        halt
    }
}

fn changes_of(changes: &mut Vec<usize>, node: NodeIx) -> &mut usize {
    let place = node.0 as usize;
    if changes.len() <= place {
        changes.resize(place + 1, 0);
    }
    &mut changes[place]
}

/// Whether a note is what a breakpoint waits for.
fn noticed(
    stop: &Stop,
    note: &Note,
    engine: &Engine,
    dead: &mut BTreeSet<NodeIx>,
    changes: &mut Vec<usize>,
) -> Option<String> {
    let (id, name) = engine.who(note.node);
    match stop {
        Stop::DeadLetter => {
            let message = note.reason.message.and_then(|m| engine.ledger().get(m))?;
            let stored = note.reason.kind == Kind::DeadLettered
                && message.place == Place::DeadLettered
                && message.node == note.node;
            (stored && dead.insert(note.node)).then(|| format!("{name} got its first message"))
        }
        Stop::Alarm => {
            let all = engine.transitions(note.node)?;
            let known = std::mem::replace(changes_of(changes, note.node), all.len());
            all.last().filter(|_| all.len() > known).map(|change| format!("{name} is {}", change.to))
        }
        Stop::Receives(nth) => {
            let received = note.reason.kind == Kind::Received && note.reason.nth == *nth;
            let message = note.reason.message.filter(|_| received)?;
            Some(format!("message {} was received from {name} for the {} time", message.serial, ordinal(*nth)))
        }
        Stop::Handles(node) => (id == node).then(|| format!("{name}: {}", note.sentence())),
        Stop::Metric { .. } => None,
    }
}

/// Whether a metric is beyond the value of a breakpoint, and how to say so.
fn passed(stop: &Stop, engine: &Engine) -> Option<(NodeId, String)> {
    let Stop::Metric { node, metric, above, value } = stop else { return None };
    let ix = engine.node(node)?;
    let series = engine.meter().of(ix).iter().find(|series| series.name() == metric)?;
    let now = series.total().last;
    let beyond = series.touched() && if *above { now > *value } else { now < *value };
    let way = if *above { "above" } else { "below" };
    beyond.then(|| (node.clone(), format!("{metric} of {} is {now}, {way} {value}", engine.who(ix).1)))
}

/// 1st, 2nd, 3rd, 4th, … 11th.
pub fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
