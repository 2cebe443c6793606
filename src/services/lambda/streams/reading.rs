//! The shards of a stream: when each is read on, and what comes of it (LAM-31, LAM-39).

use super::super::behaviour::{Function, LIST, READ, tag};
use super::super::*;
use super::StreamSettings;
use super::lane::{AHEAD, Lanes, StreamMapping};
use super::working::passes;
use crate::common::reading::{Manner, Names, Reader, of_place};
use crate::sim::{Answer, Ask, CallId, Context, Kind, LinkId, Query, Reason, Received};
use std::collections::BTreeMap;

/// A shard is read again; the number is the wire's and the shard's.
pub const READ_AGAIN: u32 = 40;
/// The stream is asked again which shards it has; the number is the wire's.
pub const LIST_AGAIN: u32 = 41;

const NAMES: Names = Names { list: tag(LIST, 0), read: tag(READ, 0), list_again: LIST_AGAIN, read_again: READ_AGAIN };

impl StreamSettings {
    fn manner(&self) -> Manner {
        Manner { enabled: self.enabled, latest: self.latest, pushed: self.pushed, rule: "LAM-31" }
    }
}

impl Function {
    /// Mappings of streams come, go, or have other settings.
    pub fn follow_streams(&mut self, cx: &mut Context) {
        let settings = self.settings();
        self.streams.retain(|link, mapping| {
            let stays = settings.streams.contains_key(link);
            if !stays {
                mapping.reader.leave(cx);
            }
            stays
        });
        for (link, s) in &settings.streams {
            let new = || StreamMapping { reader: Reader::new(*link, NAMES, s.manner()), shards: BTreeMap::new() };
            self.streams.entry(*link).or_insert_with(new).reader.follow(cx, s.manner());
        }
    }

    /// Goes on with all streams.
    pub fn pump_streams(&mut self, cx: &mut Context) {
        let links: Vec<LinkId> = self.streams.keys().copied().collect();
        links.into_iter().for_each(|link| self.pump_stream(cx, link));
    }

    /// Goes on with all shards of a stream.
    pub fn pump_stream(&mut self, cx: &mut Context, link: LinkId) {
        let shards = self.streams.get_mut(&link).map(|mapping| mapping.reader.shards(cx)).unwrap_or_default();
        shards.into_iter().for_each(|shard| self.pump_shard(cx, link, shard));
    }

    /// Starts what is ready in the lanes of a shard, and reads on if there is room.
    pub fn pump_shard(&mut self, cx: &mut Context, link: LinkId, shard: u32) {
        self.pump_lanes(cx, link, shard);
        let paused = self.intake() == Some(0);
        let Some(mapping) = self.streams.get_mut(&link).filter(|_| !paused) else { return };
        let Some(lanes) = mapping.shards.get(&shard) else { return };
        if mapping.reader.ended(shard) && lanes.idle() {
            mapping.shards.remove(&shard);
            let new = mapping.reader.finish(cx, shard);
            return self.begin_shards(cx, link, new);
        }
        mapping.reader.read(cx, shard, AHEAD.saturating_sub(lanes.ahead()));
    }

    /// The stream has said which shards it has.
    pub fn listed(&mut self, cx: &mut Context, link: LinkId, call: CallId, answer: &Answer) {
        let new = self.streams.get_mut(&link).map(|mapping| mapping.reader.listed(cx, call, answer)).unwrap_or_default();
        self.begin_shards(cx, link, new);
    }

    fn begin_shards(&mut self, cx: &mut Context, link: LinkId, new: Vec<u32>) {
        let count = self.settings().streams.get(&link).map_or(1, |s| s.lanes);
        for shard in new {
            if let Some(mapping) = self.streams.get_mut(&link) {
                mapping.shards.insert(shard, Lanes::new(count));
            }
            self.pump_shard(cx, link, shard);
        }
    }

    /// A read was answered.
    pub fn shard_read(&mut self, cx: &mut Context, number: u64, call: CallId, answer: Answer) {
        let (link, shard) = of_place(number);
        let Some(mapping) = self.streams.get_mut(&link) else { return };
        let records = mapping.reader.answered(cx, shard, call, answer);
        self.taken(cx, link, shard, records);
        self.pump_shard(cx, link, shard);
    }

    /// A shard may be read again.
    pub fn read_again(&mut self, cx: &mut Context, number: u64) {
        let (link, shard) = of_place(number);
        if let Some(mapping) = self.streams.get_mut(&link) {
            mapping.reader.rested(shard);
        }
        self.pump_shard(cx, link, shard);
    }

    /// Records go into their lanes, unless the filter keeps them out.
    fn taken(&mut self, cx: &mut Context, link: LinkId, shard: u32, records: Vec<Received>) {
        let settings = self.settings();
        let Some(s) = settings.streams.get(&link) else { return };
        let Some(lanes) = self.streams.get_mut(&link).and_then(|mapping| mapping.shards.get_mut(&shard)) else { return };
        let through = |record: &Received| s.filter.as_ref().is_none_or(|filter| passes(filter, record));
        let mut left = Vec::new();
        for record in records {
            if through(&record) { lanes.push(record) } else { left.push(record.receipt) }
        }
        if left.is_empty() {
            return;
        }
        cx.count(FILTERED, left.len() as u64);
        for receipt in &left {
            let reason = Reason::new("LAM-39", Kind::Filtered, "kept out by the filter of the mapping: skipped");
            cx.note(reason.about(receipt.message).on(link).because("FilterCriteria"));
        }
        cx.ask(Query::new(link, Ask::Delete(left.into())).unanswered());
    }
}
