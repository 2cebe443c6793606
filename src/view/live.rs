//! What the page shows of a run: a plain snapshot, taken at most ten times a second, and one signal per node and per
//! wire that changes only when its own node or wire did. Nothing else of the page touches the engine.

use crate::model::{NodeId, WireId};
use crate::playback::{Halt, Moment, Playback};
use crate::sim::{Census, Outlook, Status, Time};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The run as a whole.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Live {
    /// The simulated instant.
    pub now: Time,
    /// Whether simulated time moves.
    pub playing: bool,
    /// Simulated seconds per second, as asked for.
    pub speed: f64,
    /// Whether idle stretches are jumped over.
    pub skip_idle: bool,
    /// Simulated seconds per second as they came to be, if that is less than asked for because there is too much to do.
    pub slow: Option<f64>,
    /// How many messages are where.
    pub census: Census,
    /// What comes next, if nothing does for a while that a person would notice.
    pub idle: Option<Outlook>,
    /// Whether nothing will ever happen again.
    pub over: bool,
    /// Why the run paused by itself.
    pub halt: Option<Halt>,
    /// Where the run is on its way to, whatever the speed.
    pub seeking: Option<Moment>,
    /// How far the run has ever been.
    pub furthest: Time,
    /// How many things a person did to the run while it ran.
    pub deeds: usize,
    /// How many notes were ever made: lists of notes read on from here.
    pub notes: u64,
    /// How many events were handled.
    pub events: u64,
    /// How many happenings the run knows, by plan or by hand.
    pub happenings: usize,
}

/// One node of the run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NodeLive {
    /// What its card shows.
    pub status: Status,
    /// The course of its headline number, oldest first: at most 48 points.
    pub spark: Vec<f32>,
}

/// One wire of the run.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct WireLive {
    /// Things sent along it per simulated second, either way, smoothed; rounded to two significant digits.
    pub rate: f64,
}

/// The signals by node and by wire. Made on demand, so that a card may ask before the run knows its node.
#[derive(Default)]
pub struct Board {
    nodes: BTreeMap<NodeId, ArcRwSignal<NodeLive>>,
    wires: BTreeMap<WireId, ArcRwSignal<WireLive>>,
    rates: BTreeMap<u32, Rate>,
    last: Time,
}

#[derive(Default)]
struct Rate {
    fresh: u64,
    smooth: f64,
}

/// How many simulated seconds the rate of a wire looks back.
const MEMORY: f64 = 2.0;

impl Board {
    /// The signal of a node.
    pub fn node(&mut self, id: &NodeId) -> ArcRwSignal<NodeLive> {
        self.nodes.entry(id.clone()).or_insert_with(|| ArcRwSignal::new(NodeLive::default())).clone()
    }

    /// The signal of a wire.
    pub fn wire(&mut self, id: &WireId) -> ArcRwSignal<WireLive> {
        self.wires.entry(id.clone()).or_insert_with(|| ArcRwSignal::new(WireLive::default())).clone()
    }

    /// Counts a flight over a wire of the run.
    pub fn flew(&mut self, link: u32) {
        self.rates.entry(link).or_default().fresh += 1;
    }

    /// The run begins again: rates start from nothing.
    pub fn restart(&mut self) {
        self.rates.clear();
        self.last = Time::START;
    }

    /// Brings every signal up to date; those whose value is the same stay silent.
    pub fn refresh(&mut self, playback: &Playback) {
        let engine = playback.engine();
        for ix in engine.nodes() {
            let (id, _) = engine.who(ix);
            let now = NodeLive { status: engine.status(ix), spark: playback.spark(ix).to_vec() };
            let signal = self.node(id);
            if signal.with_untracked(|before| *before != now) {
                signal.set(now);
            }
        }
        let elapsed = engine.now().since(self.last).as_seconds();
        self.last = engine.now();
        if elapsed <= 0.0 {
            return;
        }
        let keep = libm::exp(-elapsed / MEMORY);
        let rates = std::mem::take(&mut self.rates);
        for (link, mut rate) in rates {
            rate.smooth = rate.smooth * keep + rate.fresh as f64 / elapsed * (1.0 - keep);
            rate.fresh = 0;
            let now = WireLive { rate: two_digits(rate.smooth) };
            let signal = self.wire(&engine.link(crate::sim::LinkId(link)).wire);
            if signal.with_untracked(|before| *before != now) {
                signal.set(now);
            }
            self.rates.insert(link, rate);
        }
    }
}

/// Two significant digits, so that a steady stream does not make its wire flicker; below 0.05 nothing.
pub fn two_digits(x: f64) -> f64 {
    if x < 0.05 {
        return 0.0;
    }
    let digits = libm::log10(x).floor() - 1.0;
    let step = libm::pow(10.0, digits.abs());
    // Divided by a whole number, what is left prints as it is meant: 6.8, where 68 times 0.1 would be 6.800000000000001.
    if digits < 0.0 { (x * step).round() / step } else { (x / step).round() * step }
}

impl Live {
    /// The run as it is now.
    pub fn of(playback: &mut Playback) -> Self {
        let idle = playback.idle();
        let engine = playback.engine();
        Self {
            now: engine.now(),
            playing: playback.playing(),
            speed: playback.speed(),
            skip_idle: playback.skip_idle(),
            slow: None,
            census: engine.census().clone(),
            over: idle.is_none() && engine.outlook().is_none(),
            idle,
            halt: playback.halt().cloned(),
            seeking: playback.seeking(),
            furthest: playback.reel().furthest(),
            deeds: playback.reel().log().len(),
            notes: engine.trace().count(),
            events: engine.events(),
            happenings: engine.happenings().len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::two_digits;

    #[test]
    fn two_digits_print_as_two_digits() {
        let said = [0.04, 0.0512, 0.237, 0.3, 0.68, 6.8049, 9.96, 12.49, 68.0, 6_849.0, 123_456.0]
            .map(|x| two_digits(x).to_string());
        assert_eq!(said, ["0", "0.051", "0.24", "0.3", "0.68", "6.8", "10", "12", "68", "6800", "120000"]);
    }
}
