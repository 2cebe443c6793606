//! How much a table can read or write: its own capacity, that of its partitions, and how on-demand capacity grows
//! (DDB-3 to DDB-7). One [`Capacity`] each for reads and for writes.

use crate::sim::parts::TokenBucket;
use crate::sim::{Span, Time};
use std::collections::BTreeMap;

/// Unused provisioned capacity is kept for so long (DDB-3).
const BURST_SECONDS: f64 = 300.0;
/// Above double the previous peak a table may throttle until so long after it went there (DDB-6).
const GROWTH: Span = Span::minutes(30);
/// A key that keeps its partition hot for so long gets one of its own (DDB-5).
const HEAT: Span = Span::minutes(5);
/// Heat is over after so long without a throttle.
const COOL: Span = Span::minutes(1);
/// So many keys get a partition of their own at most.
const MOST_ISOLATED: usize = 64;
/// A table's on-demand quota, in units a second (DDB-6).
const TABLE_QUOTA: f64 = 40_000.0;

/// What AWS says about one side of a table.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Kind {
    /// Units a second of one partition (DDB-4).
    pub partition: f64,
    /// Units a second that a new on-demand table sustains (DDB-6).
    pub fresh: f64,
}

/// Writes.
pub const WRITES: Kind = Kind { partition: 1_000.0, fresh: 4_000.0 };
/// Reads.
pub const READS: Kind = Kind { partition: 3_000.0, fresh: 12_000.0 };

/// How a table is paid for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Mode {
    /// So many units a second.
    Provisioned(f64),
    /// What is asked for, with a cap if there is one.
    OnDemand(Option<f64>),
}

/// What had no capacity left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Throttle {
    /// The table's provisioned capacity.
    Provisioned,
    /// The table's on-demand capacity of the moment, or its cap.
    OnDemand,
    /// One partition.
    Partition,
}

#[derive(Clone, Debug)]
struct Partition {
    bucket: TokenBucket,
    hot: Option<(Time, Time)>,
    /// The key that met most of the throttles, by majority vote.
    suspect: (u64, u32),
}

/// One side of a table. Costs are counted in halves of a unit, because an eventually consistent read costs half of one.
#[derive(Clone, Debug)]
pub struct Capacity {
    kind: Kind,
    mode: Mode,
    table: TokenBucket,
    partitions: Vec<Partition>,
    isolated: BTreeMap<u64, TokenBucket>,
    /// Units a second.
    peak: f64,
    rising: Option<(Time, f64)>,
    /// Halves of a unit, in this minute.
    used: u64,
}

const HALVES: f64 = 2.0;

impl Capacity {
    /// A side of a new table.
    pub fn new(kind: Kind, mode: Mode, now: Time) -> Self {
        let mut side = Self {
            kind,
            mode,
            table: TokenBucket::new(0.0, 0.0, now),
            partitions: Vec::new(),
            isolated: BTreeMap::new(),
            peak: kind.fresh / 2.0,
            rising: None,
            used: 0,
        };
        let (rate, burst) = side.size();
        side.table = TokenBucket::new(rate, burst, now);
        side
    }

    /// Changes the mode or the capacity; what was stored stays, as far as it fits.
    pub fn configure(&mut self, mode: Mode, now: Time) {
        self.mode = mode;
        let (rate, burst) = self.size();
        self.table.resize(rate, burst, now);
    }

    /// How many partitions this side alone would need.
    pub fn partitions_needed(&self) -> usize {
        let rate = self.rate();
        (rate / self.kind.partition).ceil().max(1.0) as usize
    }

    /// Spreads the table over so many partitions; they only ever become more.
    pub fn spread(&mut self, partitions: usize, now: Time) {
        let bucket = bucket(self.kind, now);
        while self.partitions.len() < partitions {
            self.partitions.push(Partition { bucket: bucket.clone(), hot: None, suspect: (0, 0) });
        }
    }

    /// Units a second at the moment.
    pub fn rate(&self) -> f64 {
        match self.mode {
            Mode::Provisioned(rate) => rate,
            Mode::OnDemand(cap) => (2.0 * self.peak).min(TABLE_QUOTA).min(cap.unwrap_or(TABLE_QUOTA)),
        }
    }

    /// Rate and burst of the table's bucket, in halves of a unit.
    fn size(&self) -> (f64, f64) {
        let rate = self.rate() * HALVES;
        match self.mode {
            Mode::Provisioned(_) => (rate, rate * BURST_SECONDS),
            Mode::OnDemand(_) => (rate, rate),
        }
    }

    /// Uses `halves` of a unit for the key at this place, if the table and the key's partition both have them.
    ///
    /// # Errors
    /// What had none left, and the key that just got a partition of its own because of that, if one did.
    pub fn take(&mut self, place: u64, halves: u64, now: Time) -> Result<(), (Throttle, bool)> {
        if !self.table.has(now, halves) {
            let throttle = match self.mode {
                Mode::Provisioned(_) => Throttle::Provisioned,
                Mode::OnDemand(_) => Throttle::OnDemand,
            };
            return Err((throttle, false));
        }
        let count = self.partitions.len().max(1) as u64;
        let partition = self.partitions.get_mut((place % count) as usize);
        if let Some(own) = self.isolated.get_mut(&place) {
            if !own.take(now, halves) {
                return Err((Throttle::Partition, false));
            }
        } else if let Some(partition) = partition
            && !partition.bucket.take(now, halves)
        {
            let isolate = partition.heat(place, now).filter(|_| self.isolated.len() < MOST_ISOLATED);
            if let Some(key) = isolate {
                self.isolated.insert(key, bucket(self.kind, now));
            }
            return Err((Throttle::Partition, isolate.is_some()));
        }
        self.table.take(now, halves);
        self.used += halves;
        Ok(())
    }

    /// A minute ends: on-demand capacity follows the peaks.
    pub fn minute(&mut self, now: Time) {
        let average = self.used as f64 / HALVES / 60.0;
        self.used = 0;
        if average > self.peak {
            let (since, highest) = self.rising.unwrap_or((now, 0.0));
            self.rising = Some((since, highest.max(average)));
        }
        if let Some((_, highest)) = self.rising.filter(|(since, _)| now.since(*since) >= GROWTH) {
            (self.peak, self.rising) = (highest, None);
            let (rate, burst) = self.size();
            self.table.resize(rate, burst, now);
        }
    }
}

fn bucket(kind: Kind, now: Time) -> TokenBucket {
    TokenBucket::new(kind.partition * HALVES, kind.partition * HALVES, now)
}

impl Partition {
    /// A throttle because of this key. The key that is to get a partition of its own, once the heat has lasted.
    fn heat(&mut self, place: u64, now: Time) -> Option<u64> {
        let since = self.hot.filter(|(_, last)| now.since(*last) < COOL).map(|(since, _)| since);
        if since.is_none() {
            self.suspect = (place, 0);
        }
        let since = since.unwrap_or(now);
        self.hot = Some((since, now));
        let (key, votes) = self.suspect;
        self.suspect = match votes {
            _ if key == place => (key, votes.saturating_add(1)),
            0 => (place, 1),
            _ => (key, votes - 1),
        };
        (now.since(since) >= HEAT).then(|| {
            self.hot = None;
            self.suspect.0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000;

    fn side(kind: Kind, mode: Mode) -> Capacity {
        let mut side = Capacity::new(kind, mode, Time::START);
        let needed = side.partitions_needed();
        side.spread(needed, Time::START);
        side
    }

    /// How many of `n` writes of one unit pass in each second, evenly spread over time and keys.
    fn seconds(side: &mut Capacity, from: u64, seconds: u64, n: u64, key: impl Fn(u64) -> u64) -> Vec<u64> {
        let one = |second: u64, k: u64, side: &mut Capacity| {
            let now = Time((from + second) * SECOND + k * SECOND / n);
            u64::from(side.take(key(second * n + k), 2, now).is_ok())
        };
        (0..seconds).map(|s| (0..n).map(|k| one(s, k, side)).sum()).collect()
    }

    #[test]
    fn ddb_3_a_table_of_10_units_stores_300_seconds_of_them() {
        let mut side = side(WRITES, Mode::Provisioned(10.0));
        let passed = seconds(&mut side, 0, 60, 100, |n| n);
        // 3,000 stored units, of which 90 a second are used up net of the refill: 33.3 s.
        assert_eq!(passed[..33], [100; 33]);
        assert_eq!(passed[35..], [10; 25]);
    }

    #[test]
    fn ddb_4_one_key_gets_1000_writes_a_second_however_large_the_table_is() {
        let mut side = side(WRITES, Mode::Provisioned(10_000.0));
        let passed = seconds(&mut side, 0, 10, 2_000, |_| 7);
        assert_eq!(passed[0], 1_999, "the first second has the bucket's store");
        assert_eq!(passed[2..], [1_000; 8]);
    }

    #[test]
    fn ddb_5_a_hot_key_is_isolated_after_five_minutes_and_its_neighbours_breathe_again() {
        let mut side = side(WRITES, Mode::Provisioned(2_000.0));
        assert_eq!(side.partitions.len(), 2);
        // Two keys of the same partition: one hot with 1,800 a second, one with 200.
        let key = |n: u64| if n.is_multiple_of(10) { 4 } else { 2 };
        let before = seconds(&mut side, 0, 290, 2_000, key);
        assert_eq!(before[100..].iter().max(), Some(&1_000), "both share 1,000 a second");
        seconds(&mut side, 290, 30, 2_000, key);
        assert!(side.isolated.contains_key(&2), "the key with most of the throttles");
        assert_eq!(seconds(&mut side, 320, 5, 2_000, key)[2..], [1_200; 3], "1,000 of the hot key and all 200 others");
    }

    #[test]
    fn ddb_6_a_new_on_demand_table_takes_4000_writes_a_second_and_double_its_peak_after_half_an_hour() {
        let mut side = side(WRITES, Mode::OnDemand(None));
        assert_eq!(side.rate(), 4_000.0);
        // 3,000 a second is more than the 2,000 that a new table counts as its peak.
        side.used = 3_000 * 60 * 2;
        side.minute(Time(60 * SECOND));
        assert_eq!(side.rate(), 4_000.0);
        side.minute(Time((60 + 29 * 60) * SECOND));
        assert_eq!(side.rate(), 4_000.0);
        side.minute(Time((60 + 30 * 60) * SECOND));
        assert_eq!(side.rate(), 6_000.0);
        side.used = 30_000 * 60 * 2;
        side.minute(Time(3_600 * SECOND));
        side.minute(Time(5_400 * SECOND));
        assert_eq!(side.rate(), 40_000.0, "the table's quota");
    }

    #[test]
    fn ddb_6_a_cap_holds() {
        assert_eq!(side(READS, Mode::OnDemand(Some(100.0))).rate(), 100.0);
        assert_eq!(side(READS, Mode::OnDemand(None)).rate(), 12_000.0);
    }
}
