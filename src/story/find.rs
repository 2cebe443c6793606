//! Finding messages among all that a run has made so far: by number, text, state, way and time. The run is replayed once
//! with a roll of its messages; questions are then answered from the roll.

use crate::model::NodeId;
use crate::playback::{Moment, Reel};
use crate::sim::{Engine, Entry, Fate, Place, Time};

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// On its way, or worked on.
    InFlight,
    /// Stored and waiting.
    Waiting,
    /// In a dead-letter queue now.
    DeadLettered,
    /// Ended well.
    Delivered,
    /// Older than its retention.
    Expired,
    /// Kept out by a filter.
    Filtered,
    /// Given up.
    Dropped,
}

impl State {
    /// All states with the word for each.
    pub const ALL: [(State, &'static str); 7] = [
        (State::InFlight, "in flight"),
        (State::Waiting, "waiting"),
        (State::DeadLettered, "dead-lettered"),
        (State::Delivered, "delivered"),
        (State::Expired, "expired"),
        (State::Filtered, "filtered"),
        (State::Dropped, "dropped"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }
}

/// What is looked for; what is left out does not matter.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Query {
    /// A number (the message's or its family's), or a part of the body, whatever its case.
    pub text: String,
    /// What became of it.
    pub state: Option<State>,
    /// A node that had to do with it or with a relative: "went to PaymentDLQ".
    pub through: Option<NodeId>,
    /// Made at this instant or later.
    pub from: Option<Time>,
    /// Made at this instant or earlier.
    pub to: Option<Time>,
}

/// A message that was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Its number.
    pub serial: u64,
    /// The first message of its family.
    pub root: u64,
    /// When it was made.
    pub at: Time,
    /// Where it was made.
    pub node: NodeId,
    /// The name of the place.
    pub name: String,
    /// What became of it.
    pub state: State,
    /// How often it was received from a queue.
    pub receives: u32,
    /// The beginning of its body.
    pub body: String,
}

/// Characters of a body that a line shows.
const SHOWN: usize = 90;

/// A search through a run up to its present.
pub struct Search {
    reel: Reel,
    until: Moment,
    done: bool,
}

impl Search {
    /// Prepares to look through the run.
    pub fn new(reel: &Reel) -> Self {
        let engine = reel.engine();
        let until = Moment { at: engine.now(), events: Some(engine.events()) };
        Self { reel: reel.enrolled(), until, done: false }
    }

    /// Replays, as long as `more_time` says so; whether the whole run was seen.
    pub fn work(&mut self, more_time: &mut dyn FnMut() -> bool) -> bool {
        self.done = self.done || self.reel.pursue(self.until, more_time);
        self.done
    }

    /// The part of the run that was seen, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let all = self.until.events.unwrap_or(0).max(1);
        self.reel.engine().events() as f64 / all as f64
    }

    /// How many older messages are not listed, because only the newest 100,000 are.
    pub fn lost(&self) -> u64 {
        self.reel.engine().roll().map_or(0, crate::sim::Roll::lost)
    }

    /// The first `most` messages that fit, newest first, and how many fit in all.
    pub fn find(&self, query: &Query, most: usize) -> (Vec<Found>, usize) {
        let engine = self.reel.engine();
        let Some(roll) = engine.roll() else { return (Vec::new(), 0) };
        let text = query.text.trim().to_lowercase();
        let number = text.trim_start_matches('#').parse::<u64>().ok();
        let through = query.through.as_ref().map(|id| engine.node(id));
        let fits = |entry: &&Entry| {
            let named = || number.is_some_and(|n| entry.id.serial == n || entry.root == n);
            let said = || entry.body.text().to_lowercase().contains(&text);
            (text.is_empty() || named() || said())
                && query.from.is_none_or(|from| entry.at >= from)
                && query.to.is_none_or(|to| entry.at <= to)
                && through.is_none_or(|ix| ix.is_some_and(|ix| entry.touched(ix)))
                && query.state.is_none_or(|state| state_of(entry, engine) == state)
        };
        let mut all = 0;
        let mut found = Vec::new();
        for entry in roll.entries().rev().filter(fits) {
            all += 1;
            if found.len() < most {
                found.push(shown(entry, engine));
            }
        }
        (found, all)
    }
}

fn state_of(entry: &Entry, engine: &Engine) -> State {
    match entry.end {
        Some((_, Fate::Delivered)) => State::Delivered,
        Some((_, Fate::Expired)) => State::Expired,
        Some((_, Fate::Filtered)) => State::Filtered,
        Some((_, Fate::Dropped(_))) => State::Dropped,
        None => match engine.ledger().get(entry.id).map(|message| message.place) {
            Some(Place::DeadLettered) => State::DeadLettered,
            Some(Place::Waiting) => State::Waiting,
            _ => State::InFlight,
        },
    }
}

fn shown(entry: &Entry, engine: &Engine) -> Found {
    let (id, name) = engine.who(entry.node);
    let text = entry.body.text();
    let mut body: String = text.chars().take(SHOWN).collect();
    if body.len() < text.len() {
        body.push('…');
    }
    Found {
        serial: entry.id.serial,
        root: entry.root,
        at: entry.at,
        node: id.clone(),
        name: name.to_owned(),
        state: state_of(entry, engine),
        receives: entry.receives,
        body,
    }
}
