//! What a mapping of a stream keeps: a position in each shard, the lanes of its records, and the batch that each lane is at.

use crate::common::shards::{Listed, hash};
use crate::sim::{CallId, LinkId, Received, Time, WakeKey};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Records of a lane that form a batch at most, in bytes (LAM-33).
const LARGEST: u64 = 6 * 1_048_576;
/// So many records are read ahead of the lanes, in each shard (a choice of this model).
pub const AHEAD: usize = 10_000;

/// A lane: of a shard, of the stream at the end of a wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Spot {
    pub link: LinkId,
    pub shard: u32,
    pub lane: u32,
}

impl Spot {
    /// As the number of a wake-up.
    pub fn number(self) -> u64 {
        u64::from(self.link.0) << 40 | u64::from(self.shard) << 8 | u64::from(self.lane)
    }

    /// The lane of such a number.
    pub fn of(number: u64) -> Self {
        Self { link: LinkId((number >> 40) as u32), shard: (number >> 8) as u32, lane: (number & 0xff) as u32 }
    }
}

/// A batch at work, or waiting for its next attempt.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// What is left of it, in pieces that are tried one after the other, the next one last.
    pub pieces: Vec<Vec<Received>>,
    /// Retries that its piece has used up (LAM-34), and failures and throttles in a row, which pace them (LAM-41).
    pub retries: u32,
    pub failures: u32,
    pub throttles: u32,
    /// How often the piece was invoked.
    pub invoked: u32,
    pub runs: bool,
    pub again: Option<(Time, WakeKey)>,
}

impl Work {
    /// The records that are tried next.
    pub fn piece(&self) -> &[Received] {
        self.pieces.last().map_or(&[], Vec::as_slice)
    }

    /// The piece is split in two, of which the first is at least as large (LAM-36).
    pub fn bisect(&mut self) {
        let Some(mut first) = self.pieces.pop() else { return };
        let second = first.split_off(first.len().div_ceil(2));
        self.pieces.push(second);
        self.pieces.push(first);
        self.fresh();
    }

    /// What is tried next has not been tried yet.
    pub fn fresh(&mut self) {
        (self.retries, self.throttles, self.invoked) = (0, 0, 0);
    }
}

/// Records of a shard that stay in order.
#[derive(Clone, Debug, Default)]
pub struct Lane {
    pub waiting: VecDeque<Received>,
    bytes: u64,
    pub window: Option<WakeKey>,
    /// The window is over: what is there makes a batch.
    pub over: bool,
    pub work: Option<Work>,
}

impl Lane {
    /// A record comes.
    pub fn push(&mut self, record: Received) {
        self.bytes += record.body.bytes();
        self.waiting.push_back(record);
    }

    /// Whether what waits is as much as a batch takes.
    pub fn is_full(&self, most: usize) -> bool {
        self.waiting.len() >= most || self.bytes >= LARGEST
    }

    /// The next batch: at most so many records, and 6 MB (LAM-33).
    pub fn batch(&mut self, most: usize) -> Vec<Received> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while let Some(next) = self.waiting.front() {
            let size = next.body.bytes();
            if batch.len() >= most || (!batch.is_empty() && bytes + size > LARGEST) {
                break;
            }
            bytes += size;
            batch.extend(self.waiting.pop_front());
        }
        self.bytes -= bytes;
        batch
    }

    fn idle(&self) -> bool {
        self.waiting.is_empty() && self.work.is_none()
    }
}

/// A shard that is read.
#[derive(Clone, Debug)]
pub struct Shard {
    /// The sequence number from which it is read on.
    pub next: u64,
    pub asked: Option<CallId>,
    /// It is read again later.
    pub resting: bool,
    /// It was closed, and is read to its end.
    pub ended: bool,
    pub lanes: Vec<Lane>,
}

impl Shard {
    /// A shard that is read from a position on.
    pub fn new(next: u64, lanes: u32) -> Self {
        Self { next, asked: None, resting: false, ended: false, lanes: vec![Lane::default(); lanes as usize] }
    }

    /// Records that were read and that no batch has taken yet.
    pub fn ahead(&self) -> usize {
        self.lanes.iter().map(|lane| lane.waiting.len()).sum()
    }

    /// Which lane a record belongs to: that of its partition key (LAM-32).
    pub fn lane_of(&self, record: &Received) -> usize {
        let key = record.group.as_deref().unwrap_or_default();
        (hash(key) % self.lanes.len() as u128) as usize
    }

    /// Other lanes from now on: what waits is dealt anew, in order; what is at work stays where it is.
    pub fn follow(&mut self, lanes: u32) -> Vec<WakeKey> {
        let now = self.lanes.len();
        if now == lanes as usize || self.lanes.iter().any(|lane| lane.work.is_some()) {
            return Vec::new();
        }
        let windows = self.lanes.iter_mut().filter_map(|lane| lane.window.take()).collect();
        let mut waiting: Vec<Received> = self.lanes.drain(..).flat_map(|lane| lane.waiting).collect();
        waiting.sort_by_key(|record| record.receipt.place);
        self.lanes = vec![Lane::default(); lanes as usize];
        for record in waiting {
            let lane = self.lane_of(&record);
            self.lanes[lane].push(record);
        }
        windows
    }
}

/// A mapping of a stream at work.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    pub shards: BTreeMap<u32, Shard>,
    /// The shards as the stream last told them.
    pub known: Vec<Listed>,
    /// Shards that are read to their end and worked off.
    finished: BTreeSet<u32>,
    pub asked: Option<CallId>,
    /// It has heard which shards there are.
    pub begun: bool,
}

impl Reader {
    /// Begins with shards that it may read now: a shard's parents come first (KIN-11). The numbers of those that are new.
    pub fn begin(&mut self, latest: bool, lanes: u32) -> Vec<u32> {
        // Of what was there before the mapping, LATEST reads nothing.
        let skips = latest && !self.begun;
        self.begun = true;
        let listed: BTreeSet<u32> = self.known.iter().map(|shard| shard.shard).collect();
        let mut new = Vec::new();
        for shard in &self.known {
            if self.finished.contains(&shard.shard) || self.shards.contains_key(&shard.shard) {
                continue;
            }
            if skips && shard.closed {
                self.finished.insert(shard.shard);
                continue;
            }
            let waits = |parent: &u32| listed.contains(parent) && !self.finished.contains(parent);
            if !skips && shard.parents.iter().any(waits) {
                continue;
            }
            let from = if skips { shard.next } else { 0 };
            self.shards.insert(shard.shard, Shard::new(from, lanes));
            new.push(shard.shard);
        }
        new
    }

    /// Lets go of a shard that is read to its end and worked off. True if it was.
    pub fn finish(&mut self, shard: u32) -> bool {
        let over = self.shards.get(&shard).is_some_and(|s| s.ended && s.lanes.iter().all(Lane::idle));
        if over {
            self.shards.remove(&shard);
            self.finished.insert(shard);
        }
        over
    }

    /// The lane at this place.
    pub fn lane(&mut self, spot: Spot) -> Option<&mut Lane> {
        self.shards.get_mut(&spot.shard)?.lanes.get_mut(spot.lane as usize)
    }

    /// Lanes in which a batch failed and is to be tried again: the shard, and how often it has failed.
    pub fn blocked(&self) -> Option<(u32, u32)> {
        let lanes = self.shards.iter().flat_map(|(id, shard)| shard.lanes.iter().map(move |lane| (*id, lane)));
        let failing = lanes.filter_map(|(id, lane)| Some((id, lane.work.as_ref()?.failures)));
        failing.filter(|(_, failures)| *failures > 1).max_by_key(|(_, failures)| *failures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(shard: u32, parents: &[u32], closed: bool) -> Listed {
        Listed { shard, parents: parents.to_vec(), closed, oldest: 1, next: 50 }
    }

    #[test]
    fn kin_11_a_shard_is_read_after_its_parents_and_those_that_are_gone_hold_nobody_up() {
        let mut reader = Reader { known: vec![listed(2, &[1], true), listed(3, &[2], false), listed(4, &[2], false)], ..Reader::default() };
        assert_eq!(reader.begin(false, 1), [2], "shard 1 is no longer listed");
        assert!(!reader.finish(2), "it has not ended");
        reader.shards.get_mut(&2).expect("it is read").ended = true;
        assert!(reader.finish(2));
        assert_eq!(reader.begin(false, 1), [3, 4]);
    }

    #[test]
    fn kin_8_latest_begins_behind_what_is_there_and_reads_later_shards_whole() {
        let mut reader = Reader { known: vec![listed(0, &[], true), listed(1, &[0], false)], ..Reader::default() };
        assert_eq!(reader.begin(true, 1), [1]);
        assert_eq!(reader.shards[&1].next, 50);
        reader.known.push(listed(2, &[], false));
        assert_eq!((reader.begin(true, 1), reader.shards[&2].next), (vec![2], 0));
    }

    #[test]
    fn a_spot_is_the_number_of_its_wake_ups() {
        let spot = Spot { link: LinkId(77), shard: 4_000_000_000, lane: 9 };
        assert_eq!(Spot::of(spot.number()), spot);
    }
}
