//! Metrics: every number that a service publishes, rolled up by simulated minute (SIM-5), as CloudWatch would show it.

use super::chunks::Chunks;
use super::histogram::Histogram;
use super::{NodeIx, Time};
use std::sync::Arc;

/// What a metric's numbers mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MetricKind {
    /// Things that happened: the sum of a minute is what counts.
    Counter,
    /// A level that lasts until it changes.
    Gauge,
    /// Measurements, such as durations: they have an average and percentiles.
    Sample,
}

/// CloudWatch's units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Unit {
    Count,
    Seconds,
    Milliseconds,
    Bytes,
    Percent,
    None,
}

/// The declaration of one metric.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Metric {
    /// The name in CloudWatch.
    pub name: &'static str,
    /// The unit of its values.
    pub unit: Unit,
    /// What its numbers mean.
    pub kind: MetricKind,
    /// One sentence: when it moves.
    pub help: &'static str,
    /// Whether a minute without events has the value 0 rather than no data point.
    pub steady: bool,
    /// Whether it is a custom metric, published without delay (CW-14).
    pub custom: bool,
    /// Whether alarms on it keep their state while data is missing, whatever they say (CW-42).
    pub ignores_missing: bool,
}

impl Metric {
    const fn new(name: &'static str, unit: Unit, kind: MetricKind, help: &'static str) -> Self {
        Self { name, unit, kind, help, steady: false, custom: false, ignores_missing: false }
    }
    /// Things that happened.
    pub const fn counter(name: &'static str, unit: Unit, help: &'static str) -> Self {
        Self::new(name, unit, MetricKind::Counter, help)
    }
    /// A level.
    pub const fn gauge(name: &'static str, unit: Unit, help: &'static str) -> Self {
        Self::new(name, unit, MetricKind::Gauge, help)
    }
    /// Measurements.
    pub const fn sample(name: &'static str, unit: Unit, help: &'static str) -> Self {
        Self::new(name, unit, MetricKind::Sample, help)
    }
    /// A quiet minute has the value 0.
    pub const fn steady(mut self) -> Self {
        self.steady = true;
        self
    }
    /// A custom metric: visible at once.
    pub const fn custom(mut self) -> Self {
        self.custom = true;
        self
    }
    /// Alarms on it keep their state while data is missing.
    pub const fn ignores_missing(mut self) -> Self {
        self.ignores_missing = true;
        self
    }
}

/// The number of a metric in its service's list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct MetricId(pub u16);

/// What one minute of a metric holds. What every count touches stands together at the front.
#[derive(Clone, PartialEq, Debug, Default)]
#[repr(C)]
pub struct Minute {
    /// The sum of the values.
    pub sum: f64,
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
    /// How many values.
    pub count: u64,
    /// For samples: how many values fell where.
    histogram: Histogram,
}

impl Minute {
    fn add(&mut self, value: f64) {
        if self.count == 0 {
            (self.min, self.max) = (value, value);
        } else {
            // Values are numbers, so that a comparison does what `min` and `max` take a call for in WebAssembly.
            if value < self.min {
                self.min = value;
            }
            if value > self.max {
                self.max = value;
            }
        }
        self.sum += value;
        self.count += 1;
    }

    /// The mean of the values.
    pub fn average(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 }
    }

    /// The value below which `p` percent of the values lie (nearest rank), within 0.5 %; `None` without samples.
    pub fn percentile(&self, p: f64) -> Option<f64> {
        self.histogram.percentile(p).map(|value| value.clamp(self.min, self.max))
    }

    /// Lays another minute's values over these.
    pub fn merge(&mut self, other: &Minute) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = other.clone();
            return;
        }
        self.sum += other.sum;
        self.count += other.count;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.histogram.merge(&other.histogram);
    }
}

/// What a metric came to since the start of the run.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Total {
    /// The current level (gauge), the last measurement (sample), or the latest minute's sum (counter).
    pub last: f64,
    /// The sum of all counts or measurements; for a gauge the sum of its minutes' last levels.
    pub sum: f64,
    /// The highest level or measurement; for a counter the highest minute's sum.
    pub max: f64,
    /// How many counts or measurements.
    pub count: u64,
}

/// One metric of one node during a run. What every count touches stands together at the front.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Series {
    kind: MetricKind,
    touched: bool,
    level: f64,
    total: Total,
    open: Minute,
    /// Its declaration.
    pub metric: &'static Metric,
    called: Option<Arc<str>>,
    first: u64,
    /// Finished minutes; the first of them is minute number `first` of the run.
    minutes: Chunks<Option<Minute>, 16>,
    /// Of measurements: what the minutes came to together that are kept no longer; few runs ever have such.
    past: Option<Box<Minute>>,
}

/// Minutes that are kept: a day. Totals last for the whole run.
const KEPT: usize = 1_440;

impl Series {
    /// Its name in CloudWatch: the declared one, or the one that a person gave to a custom metric.
    pub fn name(&self) -> &str {
        self.called.as_deref().unwrap_or(self.metric.name)
    }

    /// The finished minute number `k` (from `60 k` to `60 (k + 1)` seconds): `None` if it has no data or is not kept.
    pub fn minute(&self, k: u64) -> Option<&Minute> {
        self.minutes.get(k.checked_sub(self.first)?)?.as_ref()
    }

    /// The minute that has not ended yet.
    pub fn current(&self) -> &Minute {
        &self.open
    }

    /// Finished minutes that are kept, oldest first, with their numbers.
    pub fn finished(&self) -> impl Iterator<Item = (u64, Option<&Minute>)> {
        (self.first + self.minutes.first()..).zip(self.minutes.iter().map(Option::as_ref))
    }

    /// What it came to.
    pub fn total(&self) -> Total {
        let mut total = self.total;
        match self.kind {
            MetricKind::Counter => {
                total.last = self.open.sum;
                total.max = total.max.max(self.open.sum);
            }
            MetricKind::Gauge => total.last = self.level,
            MetricKind::Sample => {}
        }
        total
    }

    /// All measurements since the start of the run in one, with their percentiles: exact in count, sum and extremes, a
    /// percentile within 0.5 % of the value (see [`Minute::percentile`]). Of a run of more than a day, the last day, unless
    /// [`Meter::remember`] was said at its start. It lays up to a day of minutes together: ask at the end of a run, not at
    /// every event.
    pub fn whole(&self) -> Minute {
        let mut whole = self.past.as_deref().cloned().unwrap_or_default();
        for minute in self.minutes.iter().flatten() {
            whole.merge(minute);
        }
        whole.merge(&self.open);
        whole
    }

    /// Whether it ever had a value.
    pub fn touched(&self) -> bool {
        self.touched
    }

    #[inline]
    fn add(&mut self, value: f64) {
        if self.kind == MetricKind::Gauge && self.touched && value == self.level {
            // The level goes on: that is no news.
            return;
        }
        self.touched = true;
        self.open.add(value);
        let total = &mut self.total;
        total.count += 1;
        match self.kind {
            MetricKind::Counter => total.sum += value,
            MetricKind::Sample => self.measure(value),
            MetricKind::Gauge => {
                self.level = value;
                if value > total.max {
                    total.max = value;
                }
            }
        }
    }

    /// What only a measurement adds to. By itself, so that the many counts do not pay for its calls.
    #[inline(never)]
    fn measure(&mut self, value: f64) {
        self.open.histogram.add(value);
        let total = &mut self.total;
        total.sum += value;
        total.last = value;
        if value > total.max {
            total.max = value;
        }
    }

    fn close(&mut self, remember: bool) {
        let mut done = std::mem::take(&mut self.open);
        done.histogram.pack();
        match self.kind {
            MetricKind::Counter => self.total.max = self.total.max.max(done.sum),
            MetricKind::Gauge if self.touched => {
                // CloudWatch gets one data point a minute: the level at its end; extremes are those of the whole minute.
                done.sum = self.level;
                done.count = 1;
                self.total.sum += self.level;
                self.open = Minute { sum: 0.0, min: self.level, max: self.level, ..Minute::default() };
                self.open.add(self.level);
            }
            _ => {}
        }
        let silent = done.count == 0 && !(self.metric.steady && self.kind == MetricKind::Counter);
        if done.count == 0 && !silent {
            done.count = 1;
        }
        if remember
            && self.kind == MetricKind::Sample
            && self.minutes.len() == KEPT
            && let Some(Some(oldest)) = self.minutes.get(self.minutes.first())
        {
            self.past.get_or_insert_default().merge(oldest);
        }
        self.minutes.push((!silent).then_some(done));
    }
}

/// All metrics of all nodes.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    nodes: Vec<Vec<Series>>,
    minute: u64,
    remember: bool,
}

impl Meter {
    pub(crate) fn enter(&mut self, metrics: &'static [Metric]) {
        let first = self.minute;
        let series = |metric: &'static Metric| Series {
            kind: metric.kind,
            metric,
            called: None,
            level: 0.0,
            open: Minute::default(),
            first,
            minutes: Chunks::keeping(KEPT),
            past: None,
            total: Total::default(),
            touched: false,
        };
        self.nodes.push(metrics.iter().map(series).collect());
    }

    #[inline]
    pub(crate) fn add(&mut self, node: NodeIx, metric: MetricId, value: f64) {
        self.nodes[node.0 as usize][metric.0 as usize].add(value);
    }

    pub(crate) fn name(&mut self, node: NodeIx, metric: MetricId, name: &str) {
        let series = &mut self.nodes[node.0 as usize][metric.0 as usize];
        series.called = (!name.is_empty() && name != series.metric.name).then(|| name.into());
    }

    pub(crate) fn boundary(&mut self, now: Time) {
        self.minute = now.minute();
        for series in self.nodes.iter_mut().flatten() {
            series.close(self.remember);
        }
    }

    /// Says that the percentiles of the whole run will be asked for, however long it is ([`Series::whole`]). Minutes that
    /// are kept no longer are then laid together, which takes time in a run of many days.
    pub fn remember(&mut self) {
        self.remember = true;
    }

    /// The metrics of a node, in the order of its service's list.
    pub fn of(&self, node: NodeIx) -> &[Series] {
        &self.nodes[node.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(metric: Metric) -> Meter {
        let mut meter = Meter::default();
        meter.enter(Box::leak(Box::new([metric])));
        meter
    }

    const N: NodeIx = NodeIx(0);
    const M: MetricId = MetricId(0);

    #[test]
    fn sim_5_a_counter_sums_by_minute_and_a_quiet_minute_is_missing() {
        let mut m = meter(Metric::counter("Sent", Unit::Count, ""));
        m.add(N, M, 1.0);
        m.add(N, M, 2.0);
        m.boundary(Time(60_000_000));
        m.boundary(Time(120_000_000));
        assert_eq!(m.of(N)[0].minute(0).map(|x| (x.sum, x.count)), Some((3.0, 2)));
        assert_eq!(m.of(N)[0].minute(1), None);
        assert_eq!(m.of(N)[0].total(), Total { last: 0.0, sum: 3.0, max: 3.0, count: 2 });
    }

    #[test]
    fn a_steady_counter_has_a_zero_for_a_quiet_minute() {
        let mut m = meter(Metric::counter("Sent", Unit::Count, "").steady());
        m.boundary(Time(60_000_000));
        assert_eq!(m.of(N)[0].minute(0).map(|x| x.sum), Some(0.0));
    }

    #[test]
    fn a_gauge_carries_its_level_into_the_next_minute() {
        let mut m = meter(Metric::gauge("Visible", Unit::Count, ""));
        m.add(N, M, 7.0);
        m.add(N, M, 5.0);
        m.boundary(Time(60_000_000));
        m.add(N, M, 1.0);
        m.boundary(Time(120_000_000));
        let of = |k| m.of(N)[0].minute(k).map(|x| (x.min, x.max, x.average()));
        assert_eq!(of(0), Some((5.0, 7.0, 5.0)));
        assert_eq!(of(1), Some((1.0, 5.0, 1.0)));
    }

    #[test]
    fn percentiles_are_nearest_rank_within_half_a_percent() {
        let mut m = meter(Metric::sample("Latency", Unit::Milliseconds, ""));
        (1..=1000).for_each(|v| m.add(N, M, f64::from(v)));
        let p99 = m.of(N)[0].current().percentile(99.0).unwrap_or(0.0);
        assert!((p99 - 990.0).abs() / 990.0 < 0.006, "{p99}");
    }

    /// Two days with one measurement a minute, 1 to 2,880: the first day is kept no longer, and counts all the same.
    #[test]
    fn a_whole_run_has_its_percentiles_however_long_it_is() {
        let mut m = meter(Metric::sample("Latency", Unit::Milliseconds, ""));
        m.remember();
        for minute in 1..=2_880u32 {
            m.add(N, M, f64::from(minute));
            m.boundary(Time(u64::from(minute) * 60_000_000));
        }
        m.add(N, M, 5_000.0);
        let whole = m.of(N)[0].whole();
        assert_eq!((whole.count, whole.min, whole.max), (2_881, 1.0, 5_000.0));
        assert_eq!(whole.sum, 2_880.0 * 2_881.0 / 2.0 + 5_000.0);
        for (p, rank) in [(50.0, 1_441.0), (99.0, 2_853.0), (100.0, 5_000.0)] {
            let value = whole.percentile(p).unwrap_or_default();
            assert!((value - rank).abs() / rank < 0.005, "p{p}: {value}");
        }
    }
}
