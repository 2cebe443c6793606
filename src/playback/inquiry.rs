//! Questions to the past, answered by replaying it: what became of a message and all that was made from it, and what
//! would have become of it with another setting. The run itself is not touched.

use super::reel::{Moment, Reel};
use crate::model::{NodeId, Value, WireId};
use crate::sim::{Engine, Family, Fate, Kind, Place, Plan, Span, Stepped, Time};

/// Events handled between two looks at whether the story is over.
const LOOK: u64 = 64;
/// Without an end, "what if" looks so much further than the run has come.
const BEYOND: Span = Span::minutes(15);

/// What became of a message and its family, up to the moment at which the question was put.
pub struct Inquiry {
    reel: Reel,
    until: Moment,
    over: Option<Time>,
    done: bool,
}

/// Where a setting is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Owner {
    /// In a node's form.
    Node(NodeId),
    /// In a wire's form.
    Wire(WireId),
}

/// A setting with another value, from the instant on at which the message was made.
#[derive(Clone, PartialEq, Debug)]
pub struct WhatIf {
    /// Whose setting.
    pub owner: Owner,
    /// The property.
    pub property: String,
    /// The other value; `None`: the default.
    pub value: Option<Value>,
}

/// How the messages of a family stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// Messages in all.
    pub made: u64,
    /// Ended well.
    pub delivered: u64,
    /// On their way or waiting.
    pub open: u64,
    /// In a dead-letter queue.
    pub dead_lettered: u64,
    /// Too old.
    pub expired: u64,
    /// Kept out by a filter.
    pub filtered: u64,
    /// Given up.
    pub dropped: u64,
    /// How often one of them was received from a queue.
    pub receives: u64,
    /// When the last thing happened to one of them.
    pub last: Time,
}

impl Inquiry {
    /// Asks what became of the message with this number.
    pub fn new(reel: &Reel, root: u64) -> Self {
        let engine = reel.engine();
        let until = Moment { at: engine.now(), events: Some(engine.events()) };
        Self { reel: reel.before_message(root), until, over: None, done: false }
    }

    /// Asks what would have become of it. Nothing is known beyond [`BEYOND`] the present of the run.
    pub fn what_if(reel: &Reel, root: u64, what: &WhatIf) -> Self {
        let mut asked = Self::new(reel, root);
        let reel = &mut asked.reel;
        let unborn = |reel: &Reel| reel.engine().family().is_some_and(|family| family.births().is_empty());
        while unborn(reel) && asked.until.events.is_some_and(|events| reel.engine().events() < events) {
            reel.run_until(Time(u64::MAX), 1);
        }
        let mut plan: Plan = (**asked.reel.plan_after(asked.reel.done())).clone();
        what.lay_over(&mut plan);
        asked.reel.adopt(plan);
        asked.until = Moment::at(asked.until.at + BEYOND);
        asked
    }

    /// Replays, as long as `more_time` says so; whether the answer is complete.
    pub fn work(&mut self, more_time: &mut dyn FnMut() -> bool) -> bool {
        while !self.done {
            let engine = self.reel.engine();
            let left = self.until.events.map_or(LOOK, |events| events.saturating_sub(engine.events()).min(LOOK));
            let stepped = self.reel.run_until(self.until.at, left);
            let engine = self.reel.engine();
            self.over = self.over.or(engine.family().filter(|f| f.is_over()).map(|_| engine.now()));
            // What happens at the instant of the end belongs to the story.
            self.done = left == 0 || stepped == Stepped::Reached || self.over.is_some_and(|at| engine.now() > at);
            if !self.done && !more_time() {
                return false;
            }
        }
        true
    }

    /// The whole answer at once.
    pub fn answered(mut self) -> Self {
        self.work(&mut || true);
        self
    }

    /// What is known so far. Empty if there never was such a message.
    pub fn family(&self) -> &Family {
        self.reel.engine().family().expect("an inquiry follows a family")
    }

    /// The replayed run: names, wires and messages that still exist.
    pub fn engine(&self) -> &Engine {
        self.reel.engine()
    }

    /// How the messages of the family stand.
    pub fn outcome(&self) -> Outcome {
        let family = self.family();
        let mut all = Outcome { made: family.births().len() as u64, ..Outcome::default() };
        for birth in family.births() {
            match (family.end_of(birth.id.serial), self.engine().ledger().get(birth.id)) {
                (Some((_, Fate::Delivered)), _) => all.delivered += 1,
                (Some((_, Fate::Expired)), _) => all.expired += 1,
                (Some((_, Fate::Filtered)), _) => all.filtered += 1,
                (Some((_, Fate::Dropped(_))), _) => all.dropped += 1,
                (None, Some(message)) if message.place == Place::DeadLettered => all.dead_lettered += 1,
                (None, _) => all.open += 1,
            }
        }
        let received = |kind: Kind, nth: u32| kind == Kind::Received && nth > 0;
        all.receives =
            family.notes().iter().filter(|told| received(told.note.reason.kind, told.note.reason.nth)).count() as u64;
        all.last = family.notes().last().map_or(Time::START, |told| told.note.at);
        all
    }
}

impl WhatIf {
    fn lay_over(&self, plan: &mut Plan) {
        let config = match &self.owner {
            Owner::Node(id) => plan.nodes.get_mut(id).map(|node| &mut node.config),
            Owner::Wire(id) => plan.wires.get_mut(id).map(|wire| &mut wire.config),
        };
        let Some(config) = config else { return };
        match &self.value {
            Some(value) => drop(config.0.insert(self.property.clone(), value.clone())),
            None => config.unset(&self.property),
        }
    }
}
