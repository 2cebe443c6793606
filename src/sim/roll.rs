//! The roll of messages: a line for each that was made since the roll began, for finding one among all of them. A run
//! keeps none unless it is asked to; replaying a run with a roll is how messages are found.

use super::{Body, Fate, Kind, Message, MessageId, NodeIx, Note, Time};
use std::collections::VecDeque;

/// Messages that are listed: the newest.
pub const MOST: usize = 100_000;
/// Nodes whose touch is remembered: the first of the run.
const NODES: u32 = 128;

/// One message.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The message.
    pub id: MessageId,
    /// The first message of its family.
    pub root: u64,
    /// When it was made.
    pub at: Time,
    /// The content.
    pub body: Body,
    /// The node that made it.
    pub node: NodeIx,
    /// How it ended, if it did.
    pub end: Option<(Time, Fate)>,
    /// Whether it was ever stored as a dead letter.
    pub dead: bool,
    /// How often it was received from a queue.
    pub receives: u32,
    touched: u128,
}

impl Entry {
    /// Whether this node had to do with it. Only the first 128 nodes of a run are remembered.
    pub fn touched(&self, node: NodeIx) -> bool {
        node.0 < NODES && self.touched >> node.0 & 1 == 1
    }

    fn touch(&mut self, node: NodeIx) {
        if node.0 < NODES {
            self.touched |= 1 << node.0;
        }
    }
}

/// The messages, in order of their numbers.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    all: VecDeque<Entry>,
    lost: u64,
}

impl Roll {
    /// The messages, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.all.iter()
    }

    /// How many older messages are no longer listed.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    fn get(&mut self, message: MessageId) -> Option<&mut Entry> {
        let first = self.all.front()?.id.serial;
        let place = usize::try_from(message.serial.checked_sub(first)?).ok()?;
        self.all.get_mut(place)
    }

    pub(crate) fn born(&mut self, message: &Message) {
        if self.all.len() == MOST {
            self.all.pop_front();
            self.lost += 1;
        }
        let Message { id, root, created, node, .. } = *message;
        let body = message.body.clone();
        let mut entry = Entry { id, root, at: created, body, node, end: None, dead: false, receives: 0, touched: 0 };
        entry.touch(node);
        self.all.push_back(entry);
    }

    pub(crate) fn ended(&mut self, message: MessageId, at: Time, fate: Fate) {
        if let Some(entry) = self.get(message) {
            entry.end = Some((at, fate));
        }
    }

    pub(crate) fn noted(&mut self, note: &Note) {
        let Some(entry) = note.reason.message.and_then(|message| self.get(message)) else { return };
        entry.touch(note.node);
        entry.dead |= note.reason.kind == Kind::DeadLettered;
        if note.reason.kind == Kind::Received {
            entry.receives = entry.receives.max(note.reason.nth);
        }
    }
}
