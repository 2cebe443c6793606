//! The trace of a run: a digest of every note ever made, the newest notes themselves, and the flights to draw.

use super::chunks::Chunks;
use super::rng::mix;
use super::{Kind, LinkId, MessageId, NodeIx, Note, Reason, Time};

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
    pub kind: Kind,
    /// The message concerned.
    pub message: Option<MessageId>,
}

/// The trace. Memory is bounded by `keep` notes and `keep` flights; the digest covers everything.
#[derive(Clone, Debug)]
pub struct Trace {
    digest: u64,
    notes: Chunks<Note>,
    /// The first note of each kind at each node, in the order in which they were made.
    firsts: Vec<First>,
    /// Which kinds each node has had: bit `k` for kind number `k`.
    had: Vec<u32>,
    flights: Vec<Flight>,
    missed: u64,
    draw: bool,
}

/// The first note of a kind at a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct First {
    /// The node.
    pub node: NodeIx,
    /// What kind of thing happened.
    pub kind: Kind,
    /// When.
    pub at: Time,
    /// The first message of the family concerned, 0 if no message is.
    pub root: u64,
}

/// Notes that are kept unless somebody asks for more.
const KEEP: usize = 20_000;
/// Flights that are kept between two looks; a page that looks 60 times a second draws fewer.
const FLIGHTS: usize = 4_096;

impl Default for Trace {
    fn default() -> Self {
        Self {
            digest: 0,
            notes: Chunks::keeping(KEEP),
            firsts: Vec::new(),
            had: Vec::new(),
            flights: Vec::new(),
            missed: 0,
            draw: false,
        }
    }
}

impl Trace {
    /// Takes a note into the digest. Whether it is to be written down too: then comes [`Trace::add`], else [`Trace::pass`].
    #[inline]
    pub(crate) fn digest_in(&mut self, at: Time, node: NodeIx, reason: &Reason) -> bool {
        let serial = reason.message.map_or(0, |m| m.serial);
        let head = u64::from(node.0) << 8 | reason.kind as u64;
        let rule = reason.rule.bytes().fold(0u64, |h, c| h << 7 ^ u64::from(c));
        // Each step is a bijection of the digest so far: nothing that differed can become equal again but by chance.
        for word in [at.0, head, serial, rule, reason.a as u64, reason.b as u64] {
            self.digest = (self.digest.rotate_left(29) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        let had = self.had.get(node.0 as usize).copied().unwrap_or_default();
        self.notes.keeps() || had & 1 << reason.kind as u32 == 0
    }

    /// Counts a note that is not kept and is not the first of its kind.
    #[inline]
    pub(crate) fn pass(&mut self) {
        self.notes.pass();
    }

    /// Keeps a note.
    pub(crate) fn add(&mut self, at: Time, node: NodeIx, root: u64, reason: Reason) {
        let (place, bit) = (node.0 as usize, 1 << reason.kind as u32);
        if place >= self.had.len() {
            self.had.resize(place + 1, 0);
        }
        if self.had[place] & bit == 0 {
            self.had[place] |= bit;
            self.firsts.push(First { node, kind: reason.kind, at, root });
        }
        if self.notes.keeps() {
            self.notes.push(Note { number: self.notes.count(), at, node, reason, root });
        } else {
            self.notes.pass();
        }
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
        self.notes.keep(notes);
    }

    /// Says whether flights are collected for drawing.
    pub fn draw(&mut self, on: bool) {
        self.draw = on;
        self.flights.clear();
    }

    /// Whether flights are collected for drawing.
    #[inline]
    pub fn draws(&self) -> bool {
        self.draw
    }

    /// The flights since the last call, and how many more there were than can be kept.
    pub fn take_flights(&mut self) -> (Vec<Flight>, u64) {
        (std::mem::take(&mut self.flights), std::mem::take(&mut self.missed))
    }

    /// The notes that are kept, oldest first.
    pub fn notes(&self) -> impl DoubleEndedIterator<Item = &Note> {
        self.notes.iter()
    }

    /// The first note of each kind at each node, in the order in which they were made; kept for the whole run.
    pub fn firsts(&self) -> &[First] {
        &self.firsts
    }

    /// The kept notes from number `from` on.
    pub fn since(&self, from: u64) -> impl DoubleEndedIterator<Item = &Note> {
        self.notes.since(from)
    }

    /// The number of the oldest note that is kept.
    pub fn oldest(&self) -> u64 {
        self.notes.first()
    }

    /// How many notes were ever made.
    pub fn count(&self) -> u64 {
        self.notes.count()
    }

    /// A fingerprint of every note ever made: equal runs have equal digests, on every machine.
    pub fn digest(&self) -> String {
        format!("{:016x}", mix(self.digest ^ self.notes.count()))
    }
}
