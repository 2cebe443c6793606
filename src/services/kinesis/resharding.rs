//! More shards, or fewer: UpdateShardCount, and the splits of an on-demand stream (KIN-11, KIN-12).

use super::behaviour::{RESHARDED, Stream};
use super::shard::Shard;
use super::*;
use crate::common::shards::start;
use crate::sim::{Class, Context, Kind, Reason, Span, Time, Token};

/// An on-demand stream begins with so many shards (KIN-12).
pub const FIRST_ON_DEMAND: u32 = 4;
/// UpdateShardCount may be called so often in a day (KIN-11).
const MOST_UPDATES: usize = 10;
const DAY: Span = Span::seconds(86_400);
/// A shard of an on-demand stream that takes more than this in a second will be split (KIN-12).
const HOT_BYTES: u64 = 500_000;
const MINUTE: u64 = 60;

impl Stream {
    /// So many equal shards, when the run begins.
    pub(super) fn open(&mut self, count: u32, now: Time) {
        for n in 0..count {
            self.shards.insert(n, Shard::new(start(n, count), last(n, count), Vec::new(), now));
        }
        self.numbered = count;
    }

    /// How many shards take records.
    pub(super) fn open_shards(&self) -> u32 {
        self.shards.values().filter(|shard| shard.closed.is_none()).count() as u32
    }

    /// The open shard of a key.
    pub(super) fn shard_of(&self, place: u128) -> u32 {
        // The newest first: those are the open ones.
        self.shards.iter().rev().find(|(_, shard)| shard.takes(place)).map_or(0, |(id, _)| *id)
    }

    /// ShardCount was changed: an UpdateShardCount begins, unless it may not.
    pub(super) fn follow_count(&mut self, cx: &mut Context) {
        let (now, open, wanted) = (cx.now(), self.open_shards(), self.count);
        if self.on_demand || self.updating.is_some() || wanted == open {
            return;
        }
        self.updates.retain(|at| *at + DAY > now);
        let refuse = |cx: &mut Context, text| {
            let reason = Reason::new("KIN-11", Kind::Failed, text).a(i64::from(open)).b(i64::from(wanted));
            cx.note(reason.because("ShardCount"));
        };
        if wanted > open * 2 || wanted < open.div_ceil(2) {
            return refuse(cx, "UpdateShardCount refused: from {a} shards it goes at most to the double or the half, not to {b}");
        }
        if self.updates.len() >= MOST_UPDATES {
            return refuse(cx, "UpdateShardCount from {a} to {b} refused: ten in 24 hours are the most");
        }
        self.updates.push(now);
        self.updating = Some(wanted);
        let lasts = self.resharding * u64::from(wanted.abs_diff(open));
        let reason = Reason::new("KIN-11", Kind::Changed, "UpdateShardCount to {a} shards: done in {b:t}");
        cx.note(reason.a(i64::from(wanted)).b(lasts.0 as i64).because("ReshardingSeconds"));
        cx.wake_after(Class::Start, lasts, Token::new(RESHARDED, 0));
    }

    /// An UpdateShardCount is done: the old shards close, new ones of equal size open.
    pub(super) fn resharded(&mut self, cx: &mut Context) {
        let Some(count) = self.updating.take() else { return };
        let ranges = (0..count).map(|n| (start(n, count), last(n, count))).collect();
        let open = self.shards.iter().filter(|(_, shard)| shard.closed.is_none()).map(|(id, _)| *id).collect();
        self.replace(cx, open, ranges);
        let reason = Reason::new("KIN-11", Kind::Scaled, "{a} shards take records; the old ones are read to their end");
        cx.note(reason.a(i64::from(count)).because("ShardCount"));
        self.follow_count(cx);
    }

    /// Open shards are replaced by others that take the same keys.
    fn replace(&mut self, cx: &mut Context, old: Vec<u32>, ranges: Vec<(u128, u128)>) {
        let now = cx.now();
        for (from, to) in ranges {
            let overlaps = |id: &&u32| self.shards.get(id).is_some_and(|shard| shard.from <= to && from <= shard.to);
            let parents = old.iter().filter(overlaps).copied().collect();
            self.shards.insert(self.numbered, Shard::new(from, to, parents, now));
            self.numbered += 1;
        }
        for id in &old {
            if let Some(shard) = self.shards.get_mut(id) {
                shard.closed = Some(now);
            }
        }
        // Whoever waits at the end of an old shard hears that it has ended.
        old.into_iter().for_each(|id| self.push(cx, id));
        cx.gauge(OPEN_SHARDS, f64::from(self.open_shards()));
    }

    /// A minute is over: an on-demand stream looks for shards that have been too busy for long.
    pub(super) fn look_for_heat(&mut self, cx: &mut Context) {
        let now = cx.now();
        let mut split = Vec::new();
        for (id, shard) in self.shards.iter_mut().filter(|(_, shard)| shard.closed.is_none()) {
            let hot = std::mem::take(&mut shard.minute) > HOT_BYTES * MINUTE;
            // It began with the minute that is over.
            let since = *shard.hot.get_or_insert(Time(now.0.saturating_sub(MINUTE * 1_000_000)));
            if !hot {
                shard.hot = None;
            } else if now.since(since) >= self.split_after {
                split.push(*id);
            }
        }
        if !self.on_demand {
            return;
        }
        for id in split {
            let Some((from, to)) = self.shards.get(&id).map(|shard| (shard.from, shard.to)).filter(|(from, to)| from < to) else { continue };
            let middle = from + (to - from) / 2;
            self.replace(cx, vec![id], vec![(from, middle), (middle + 1, to)]);
            let reason = Reason::new("KIN-12", Kind::Scaled, "shard {a} took more than 500 KB a second for long: split, {b} shards now");
            cx.note(reason.a(i64::from(id)).b(i64::from(self.open_shards())).because("SplitAfterSeconds"));
        }
    }
}

/// The last place of part `n` of `parts`.
fn last(n: u32, parts: u32) -> u128 {
    if n + 1 == parts { u128::MAX } else { start(n + 1, parts) - 1 }
}
