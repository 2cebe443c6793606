//! Key-frames: clones of the run at moments of its past, many of the recent past and few of long ago, from which any
//! moment is reached by a short replay.
//!
//! Between two key-frames lie at most [`GAP`] events, or a [`SPREAD`]th of the events since, whichever is more. So there
//! are about `SPREAD · ln(events / (SPREAD · GAP)) + 2 · SPREAD` of them: 55 after an hour of the e-commerce design
//! (1.8 million events), 180 after a milliard events; and never more than [`MOST`]. What they hold together is bounded
//! too: messages stand for memory, and above [`HEAVY`] of them the spread is halved.

use crate::sim::Engine;
use std::sync::Arc;

/// Events between two key-frames of the recent past.
const GAP: u64 = 8_192;
/// A replay is at most this part of the events since.
const SPREAD: u64 = 16;
/// Key-frames at most.
pub const MOST: usize = 256;
/// Messages that all key-frames together may hold before they are thinned harder: about 300 bytes each.
pub const HEAVY: u64 = 500_000;

/// A moment of the past.
#[derive(Clone)]
pub struct KeyFrame {
    /// The run.
    pub engine: Engine,
    /// How many deeds of the log it contains.
    pub deeds: usize,
}

impl KeyFrame {
    fn events(&self) -> u64 {
        self.engine.events()
    }

    fn weight(&self) -> u64 {
        let census = self.engine.census();
        1 + census.in_flight + census.waiting + census.dead_lettered
    }
}

/// The key-frames of a run, oldest first. The first is the start and is always kept.
#[derive(Clone, Default)]
pub struct KeyFrames {
    all: Vec<Arc<KeyFrame>>,
    /// No more key-frames are taken in.
    closed: bool,
}

impl KeyFrames {
    /// The same key-frames, to which none is added: for a copy of the run that looks into its past.
    pub fn closed(&self) -> Self {
        Self { all: self.all.clone(), closed: true }
    }

    /// Keeps the run as it is now, if the last key-frame is far enough behind.
    pub fn offer(&mut self, engine: &Engine, deeds: usize) {
        match self.all.last() {
            None => self.push(engine, deeds),
            Some(last) if engine.events() >= last.events() + GAP => self.push(engine, deeds),
            Some(_) => {}
        }
    }

    /// Keeps the run as it is now, if it is further than all key-frames: the place to go on from after a look back.
    pub fn mark(&mut self, engine: &Engine, deeds: usize) {
        if self.all.last().is_none_or(|last| engine.events() > last.events()) {
            self.push(engine, deeds);
        }
    }

    fn push(&mut self, engine: &Engine, deeds: usize) {
        if self.closed {
            return;
        }
        let mut engine = engine.clone();
        engine.trace_mut().draw(false);
        self.all.push(Arc::new(KeyFrame { engine, deeds }));
        let heavy = self.size().1 / HEAVY;
        self.thin(SPREAD >> heavy.min(4));
        if self.all.len() > MOST {
            self.all.remove(1);
        }
    }

    /// Drops what lies closer together than its age demands, in one sweep from the oldest on.
    fn thin(&mut self, spread: u64) {
        let now = self.all.last().map_or(0, |frame| frame.events());
        let mut n = 1;
        while n + 1 < self.all.len() {
            let (before, after) = (self.all[n - 1].events(), self.all[n + 1].events());
            if after - before <= GAP.max((now - after) / spread.max(1)) {
                self.all.remove(n);
            } else {
                n += 1;
            }
        }
    }

    /// The latest key-frame that `fits`; they fit up to some moment and not beyond.
    pub fn latest(&self, fits: impl Fn(&KeyFrame) -> bool) -> Option<&KeyFrame> {
        self.all[..self.all.partition_point(|frame| fits(frame))].last().map(|frame| &**frame)
    }

    /// Forgets the key-frames that hold more than so many deeds, or are later than this moment: the past was changed.
    pub fn cut(&mut self, deeds: usize, events: u64) {
        self.all.retain(|frame| frame.deeds <= deeds && frame.events() <= events);
    }

    /// Forgets everything, the start too.
    pub fn clear(&mut self) {
        self.all.clear();
    }

    /// The furthest of them.
    pub fn furthest(&self) -> Option<&KeyFrame> {
        self.all.last().map(|frame| &**frame)
    }

    /// How many there are, and how many messages they hold together.
    pub fn size(&self) -> (usize, u64) {
        (self.all.len(), self.all.iter().map(|frame| frame.weight()).sum())
    }

    /// Those up to a moment.
    pub fn until(&self, events: u64) -> &[Arc<KeyFrame>] {
        &self.all[..self.all.partition_point(|frame| frame.events() <= events)]
    }
}
