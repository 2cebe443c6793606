//! What many runs say together. Runs may come in any order; they are taken in by the order of their seeds, so that the
//! sums have the same bits whoever ran them.

use super::{Outcome, Stats, What};
use std::collections::BTreeMap;

/// One number over all runs.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// What it is of.
    pub what: What,
    /// Its statistics. Runs in which the metric had no value are not in them.
    pub stats: Stats,
    /// The seeds of the runs with the smallest and the largest value.
    pub ends: (u64, u64),
}

/// All runs so far.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Summary {
    lines: BTreeMap<What, (Stats, (u64, u64))>,
    alarms: BTreeMap<String, u64>,
    runs: u64,
    /// Runs that came before their turn, by their place.
    early: BTreeMap<usize, Outcome>,
    next: usize,
}

impl Summary {
    /// Takes in the run number `place` of the batch, counted from 0.
    pub fn add(&mut self, place: usize, outcome: Outcome) {
        self.early.insert(place, outcome);
        while let Some(outcome) = self.early.remove(&self.next) {
            self.next += 1;
            self.take(outcome);
        }
    }

    fn take(&mut self, outcome: Outcome) {
        self.runs += 1;
        for (what, x) in outcome.numbers {
            let (stats, ends) = self.lines.entry(what).or_insert((Stats::default(), (outcome.seed, outcome.seed)));
            if stats.n == 0 || x < stats.min {
                ends.0 = outcome.seed;
            }
            if stats.n == 0 || x > stats.max {
                ends.1 = outcome.seed;
            }
            stats.add(x);
        }
        for id in outcome.alarms {
            *self.alarms.entry(id).or_default() += 1;
        }
    }

    /// How many runs are in it.
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// Its numbers, those of the run as a whole first, then by node.
    pub fn lines(&self) -> impl Iterator<Item = Line> {
        let line = |(what, (stats, ends)): (&What, &(Stats, (u64, u64)))| Line {
            what: what.clone(),
            stats: *stats,
            ends: *ends,
        };
        self.lines.iter().map(line)
    }

    /// In how many runs each node was ever in ALARM; nodes that never were are left out.
    pub fn alarms(&self) -> &BTreeMap<String, u64> {
        &self.alarms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(seed: u64, x: f64) -> Outcome {
        let what = What { node: "q".into(), metric: "Sent".into(), of: "sum".into() };
        Outcome { seed, numbers: vec![(what, x)], alarms: vec!["bell".into()], digest: String::new() }
    }

    #[test]
    fn the_order_in_which_runs_come_in_changes_nothing() {
        let values = [0.1, 7.3, 2.2, 1e9, 3.3];
        let add = |order: [usize; 5]| {
            let mut summary = Summary::default();
            order.iter().for_each(|n| summary.add(*n, outcome(*n as u64 + 10, values[*n])));
            summary
        };
        let (one, other) = (add([0, 1, 2, 3, 4]), add([4, 2, 0, 3, 1]));
        assert_eq!(one, other);
        let line = one.lines().next().expect("a line");
        assert_eq!((line.ends, one.runs(), one.alarms()["bell"]), ((10, 13), 5, 5));
    }
}
