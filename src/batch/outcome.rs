//! One run of a batch: run in slices, and what it came to in numbers.

use crate::sim::{Engine, MetricKind, Plan, Stepped, Time};
use serde::{Deserialize, Serialize};

/// What a number is of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct What {
    /// The id of the node; empty for the run as a whole.
    pub node: String,
    /// The metric, or what became of messages.
    pub metric: String,
    /// Which number of the metric: `sum` of a counter, `last` and `max` of a level, `mean`, `max`, `p50` and `p99` of
    /// measurements. A percentile is that of all measurements of the run (nearest rank), within 0.5 %.
    pub of: String,
}

/// What a run came to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// Its seed.
    pub seed: u64,
    /// The numbers.
    pub numbers: Vec<(What, f64)>,
    /// The ids of nodes that were ever in ALARM.
    pub alarms: Vec<String>,
    /// The fingerprint of the run.
    pub digest: String,
}

/// A run under way.
pub struct Run {
    engine: Engine,
    seed: u64,
    until: Option<Time>,
}

/// "To the end" is at most so far: a design with customers that never stop has no end.
const END: Time = Time(24 * 3_600_000_000);

/// "To the end" looks for the end after so many events each time. Fixed, so that a run ends at the same event whatever
/// the slices in which it is run.
const LOOK: u64 = 1_000;

impl Run {
    /// A run of this plan with this seed, until an instant or (`None`) until nothing is left to happen but the ends of
    /// minutes, a day at most.
    pub fn new(plan: &Plan, seed: u64, until: Option<Time>) -> Self {
        let mut engine = Engine::new(Plan { seed, ..plan.clone() });
        engine.trace_mut().keep(0);
        engine.meter_mut().remember();
        Self { engine, seed, until }
    }

    /// Handles so many events, or a few more; whether the run is over.
    pub fn work(&mut self, budget: u64) -> bool {
        if let Some(until) = self.until {
            return self.engine.run_until(until, budget) == Stepped::Reached;
        }
        let mut done = 0;
        while done < budget {
            if self.engine.run_until(END, LOOK) == Stepped::Reached || self.engine.outlook().is_none() {
                return true;
            }
            done += LOOK;
        }
        false
    }

    /// How far it is, from 0 to 1; a run to the end may be over long before 1.
    pub fn progress(&self) -> f64 {
        self.engine.now().0 as f64 / self.until.unwrap_or(END).0.max(1) as f64
    }

    /// What it came to.
    pub fn outcome(&self) -> Outcome {
        let mut numbers = Vec::new();
        let mut add = |node: &str, metric: &str, of: &str, x: f64| {
            numbers.push((What { node: node.into(), metric: metric.into(), of: of.into() }, x));
        };
        for (what, n) in self.engine.census().counts() {
            add("", what, "sum", n as f64);
        }
        let mut alarms = Vec::new();
        for ix in self.engine.nodes() {
            let (id, _) = self.engine.who(ix);
            for series in self.engine.meter().of(ix).iter().filter(|series| series.touched()) {
                let (name, total) = (series.name(), series.total());
                match series.metric.kind {
                    MetricKind::Counter => add(id.as_str(), name, "sum", total.sum),
                    MetricKind::Gauge => {
                        add(id.as_str(), name, "last", total.last);
                        add(id.as_str(), name, "max", total.max);
                    }
                    MetricKind::Sample => {
                        add(id.as_str(), name, "mean", total.sum / total.count.max(1) as f64);
                        add(id.as_str(), name, "max", total.max);
                        let whole = series.whole();
                        for (of, p) in [("p50", 50.0), ("p99", 99.0)] {
                            if let Some(x) = whole.percentile(p) {
                                add(id.as_str(), name, of, x);
                            }
                        }
                    }
                }
            }
            let changes = self.engine.transitions(ix).unwrap_or_default();
            if changes.iter().any(|change| change.to == "ALARM") {
                alarms.push(id.to_string());
            }
        }
        Outcome { seed: self.seed, numbers, alarms, digest: self.engine.trace().digest() }
    }
}
