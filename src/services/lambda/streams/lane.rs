//! What a mapping of a stream keeps: the lanes of the records of each shard, and the batch that each lane is at.

use crate::common::reading::Reader;
use crate::common::shards::hash;
use crate::sim::{LinkId, Received, Time, WakeKey};
use std::collections::{BTreeMap, VecDeque};

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

/// The lanes of a shard.
#[derive(Clone, Debug)]
pub struct Lanes(pub Vec<Lane>);

impl Lanes {
    /// So many empty lanes.
    pub fn new(count: u32) -> Self {
        Self(vec![Lane::default(); count as usize])
    }

    /// Records that were read and that no batch has taken yet.
    pub fn ahead(&self) -> usize {
        self.0.iter().map(|lane| lane.waiting.len()).sum()
    }

    /// Whether nothing waits and nothing is at work.
    pub fn idle(&self) -> bool {
        self.0.iter().all(Lane::idle)
    }

    /// A record goes to the lane of its partition key (LAM-32).
    pub fn push(&mut self, record: Received) {
        let place = hash(record.group.as_deref().unwrap_or_default());
        let lane = (place % self.0.len() as u128) as usize;
        self.0[lane].push(record);
    }

    /// So many lanes from now on, unless one of them is at work: what waits is dealt anew, in order. The windows that were
    /// open and are no more.
    pub fn follow(&mut self, count: u32) -> Vec<WakeKey> {
        if self.0.len() == count as usize || self.0.iter().any(|lane| lane.work.is_some()) {
            return Vec::new();
        }
        let windows = self.0.iter_mut().filter_map(|lane| lane.window.take()).collect();
        let mut waiting: Vec<Received> = self.0.drain(..).flat_map(|lane| lane.waiting).collect();
        waiting.sort_by_key(|record| record.receipt.place);
        *self = Self::new(count);
        waiting.into_iter().for_each(|record| self.push(record));
        windows
    }
}

/// A mapping of a stream at work: where it is, and the lanes of each shard.
#[derive(Clone, Debug)]
pub struct StreamMapping {
    pub reader: Reader,
    pub shards: BTreeMap<u32, Lanes>,
}

impl StreamMapping {
    /// The lane at this place.
    pub fn lane(&mut self, spot: Spot) -> Option<&mut Lane> {
        self.shards.get_mut(&spot.shard)?.0.get_mut(spot.lane as usize)
    }

    /// The shard in which a batch has failed most often in a row, and how often; once is not worth a word.
    pub fn blocked(&self) -> Option<(u32, u32)> {
        let lanes = self.shards.iter().flat_map(|(id, lanes)| lanes.0.iter().map(move |lane| (*id, lane)));
        let failing = lanes.filter_map(|(id, lane)| Some((id, lane.work.as_ref()?.failures)));
        failing.filter(|(_, failures)| *failures > 1).max_by_key(|(_, failures)| *failures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_is_the_number_of_its_wake_ups() {
        let spot = Spot { link: LinkId(77), shard: 4_000_000_000, lane: 9 };
        assert_eq!(Spot::of(spot.number()), spot);
    }
}
