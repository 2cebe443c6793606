//! A family under observation: a first message and everything made from it. A run that follows one keeps all that
//! happens to it, however long ago that is; replaying a run with a follower is how "why?" answers.

use super::{Attributes, Body, Engine, Fate, Message, MessageId, NodeIx, Note, Roll, Time};
use crate::model::Config;
use std::sync::Arc;

/// Notes of one family that are kept; a family that needs more goes round in circles.
const MOST: usize = 5_000;

/// How a message of the family came to be.
#[derive(Clone, Debug)]
pub struct Birth {
    /// The message.
    pub id: MessageId,
    /// The number of the message it was made from, if any.
    pub parent: Option<u64>,
    /// When.
    pub at: Time,
    /// The node that made it.
    pub node: NodeIx,
    /// The content.
    pub body: Body,
    /// The attributes.
    pub attributes: Attributes,
}

/// A note with the settings that were in force when it was made.
#[derive(Clone, Debug)]
pub struct Told {
    /// What happened.
    pub note: Note,
    /// The settings of the node, timed changes included.
    pub config: Arc<Config>,
    /// The settings of the wire concerned.
    pub wire: Option<Arc<Config>>,
}

/// What is known of the messages of one family.
#[derive(Clone, Debug)]
pub struct Family {
    /// The number of the first message, and of members that lost their root because their parent was settled before.
    roots: Vec<u64>,
    births: Vec<Birth>,
    ends: Vec<(u64, Time, Fate)>,
    notes: Vec<Told>,
}

impl Family {
    fn of(root: u64) -> Self {
        Self { roots: vec![root], births: Vec::new(), ends: Vec::new(), notes: Vec::new() }
    }

    /// The members, in order of creation; the first one is the message that all others come from.
    pub fn births(&self) -> &[Birth] {
        &self.births
    }

    /// The members that ended: number, when, how.
    pub fn ends(&self) -> &[(u64, Time, Fate)] {
        &self.ends
    }

    /// How a member ended, if it did.
    pub fn end_of(&self, serial: u64) -> Option<(Time, Fate)> {
        self.ends.iter().find(|(ended, ..)| *ended == serial).map(|(_, at, fate)| (*at, *fate))
    }

    /// What happened to the members, oldest first.
    pub fn notes(&self) -> &[Told] {
        &self.notes
    }

    /// Whether every member has ended.
    pub fn is_over(&self) -> bool {
        !self.births.is_empty() && self.births.len() == self.ends.len()
    }

    pub(crate) fn born(&mut self, message: &Message) {
        let child = message.parent.is_some_and(|p| self.births.iter().any(|b| b.id.serial == p));
        let known = self.roots.contains(&message.root);
        if !known && !child || self.births.len() >= MOST {
            return;
        }
        if !known {
            self.roots.push(message.root);
        }
        self.births.push(Birth {
            id: message.id,
            parent: message.parent,
            at: message.created,
            node: message.node,
            body: message.body.clone(),
            attributes: message.attributes.clone(),
        });
    }

    pub(crate) fn ended(&mut self, message: MessageId, at: Time, fate: Fate) {
        if self.births.iter().any(|b| b.id == message) {
            self.ends.push((message.serial, at, fate));
        }
    }

    /// Whether a note is about one of them, and there is room for it.
    pub(crate) fn wants(&self, root: u64) -> bool {
        root > 0 && self.notes.len() < MOST && self.roots.contains(&root)
    }

    pub(crate) fn noted(&mut self, told: Told) {
        self.notes.push(told);
    }
}

impl Engine {
    /// Follows the family of the message with this number from now on, in place of any other. A message that exists
    /// already is not a member: follow it before it is made.
    pub fn follow(&mut self, root: u64) {
        self.core.family = Some(Box::new(Family::of(root)));
    }

    /// The family that is followed.
    pub fn family(&self) -> Option<&Family> {
        self.core.family.as_deref()
    }

    /// Lists every message that is made from now on.
    pub fn enrol(&mut self) {
        self.core.roll = Some(Box::default());
    }

    /// The list of messages, if one is kept.
    pub fn roll(&self) -> Option<&Roll> {
        self.core.roll.as_deref()
    }
}
