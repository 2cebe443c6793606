//! The trace of a run: a digest of every note ever made, the newest notes themselves, and the flights to draw.

use super::rng::mix;
use super::{LinkId, MessageId, NodeIx, Note, Reason, Time};
use std::collections::VecDeque;

/// Something that left one end of a wire, for the page to draw.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Flight {
    /// The wire.
    pub link: LinkId,
    /// When it left.
    pub at: Time,
    /// Along the wire's direction, or against it.
    pub forward: bool,
    /// What kind of thing: its colour and shape.
    pub kind: super::Kind,
    /// The message concerned.
    pub message: Option<MessageId>,
}

/// The trace. Memory is bounded by `keep` notes and `keep` flights; the digest covers everything.
#[derive(Clone, Debug)]
pub struct Trace {
    digest: u64,
    count: u64,
    notes: VecDeque<Note>,
    flights: Vec<Flight>,
    missed: u64,
    keep: usize,
    draw: bool,
}

/// Notes that are kept unless somebody asks for more.
const KEEP: usize = 20_000;
/// Flights that are kept between two looks; a page that looks 60 times a second draws fewer.
const FLIGHTS: usize = 4_096;

impl Default for Trace {
    fn default() -> Self {
        Self { digest: 0, count: 0, notes: VecDeque::new(), flights: Vec::new(), missed: 0, keep: KEEP, draw: false }
    }
}

impl Trace {
    pub(crate) fn add(&mut self, at: Time, node: NodeIx, root: u64, reason: Reason) {
        let serial = reason.message.map_or(0, |m| m.serial);
        let head = u64::from(node.0) << 8 | reason.kind as u64;
        let text = reason.rule.bytes().fold(0u64, |h, c| h.wrapping_mul(31).wrapping_add(u64::from(c)));
        for word in [at.0, head, serial, text, reason.a as u64, reason.b as u64] {
            self.digest = mix(self.digest ^ word);
        }
        if self.keep > 0 {
            if self.notes.len() == self.keep {
                self.notes.pop_front();
            }
            self.notes.push_back(Note { number: self.count, at, node, reason, root });
        }
        self.count += 1;
    }

    pub(crate) fn fly(&mut self, flight: Flight) {
        if !self.draw {
            return;
        }
        if self.flights.len() < FLIGHTS {
            self.flights.push(flight);
        } else {
            self.missed += 1;
        }
    }

    /// How many notes to keep; 0 keeps none (the digest is complete all the same).
    pub fn keep(&mut self, notes: usize) {
        self.keep = notes;
        while self.notes.len() > notes {
            self.notes.pop_front();
        }
    }

    /// Whether flights are collected for drawing.
    pub fn draw(&mut self, on: bool) {
        self.draw = on;
        self.flights.clear();
    }

    /// The flights since the last call, and how many more there were than can be kept.
    pub fn take_flights(&mut self) -> (Vec<Flight>, u64) {
        (std::mem::take(&mut self.flights), std::mem::take(&mut self.missed))
    }

    /// The notes that are kept, oldest first.
    pub fn notes(&self) -> impl DoubleEndedIterator<Item = &Note> + ExactSizeIterator {
        self.notes.iter()
    }

    /// The kept notes from number `from` on.
    pub fn since(&self, from: u64) -> impl Iterator<Item = &Note> {
        let first = self.count - self.notes.len() as u64;
        self.notes.iter().skip(from.saturating_sub(first) as usize)
    }

    /// How many notes were ever made.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// A fingerprint of every note ever made: equal runs have equal digests, on every machine.
    pub fn digest(&self) -> String {
        format!("{:016x}", mix(self.digest ^ self.count))
    }
}
