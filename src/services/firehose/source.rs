//! A data stream as the source: its shards are read to their end, in place of records that are put (KIN-13).

use super::behaviour::{LIST_AGAIN, READ_AGAIN, Stream};
use super::*;
use crate::common::reading::{Manner, Names, Reader, of_place};
use crate::sim::{Answer, Ask, CallId, Context, LinkId, Parcel, Query, Received};

/// Tags of the reader's questions; those of batches are their numbers.
pub(super) const LIST: u64 = 1 << 61;
pub(super) const READ: u64 = 1 << 62;
/// While so many records are in batches that the destination has not taken, the rest stays in the data stream (a choice of
/// this model).
const MOST_UNDER_WAY: usize = 50_000;
/// A read takes at most so many (KIN-6).
const MOST_RECORDS: usize = 10_000;

const NAMES: Names = Names { list: LIST, read: READ, list_again: LIST_AGAIN, read_again: READ_AGAIN };

impl Stream {
    /// A data stream is wired to it, or is no more.
    pub(super) fn follow_source(&mut self, cx: &mut Context) {
        let source = cx.links(SOURCE).first().copied();
        if source != self.source {
            if let Some(mut reader) = self.reader.take() {
                reader.leave(cx);
            }
            let manner = Manner { enabled: true, latest: false, pushed: false, rule: "KIN-13" };
            self.reader = source.map(|link| Reader::new(link, NAMES, manner));
            self.source = source;
        }
        self.read_all(cx);
    }

    /// Reads all shards on.
    pub(super) fn read_all(&mut self, cx: &mut Context) {
        let shards = self.reader.as_mut().map(|reader| reader.shards(cx)).unwrap_or_default();
        shards.into_iter().for_each(|shard| self.read_on(cx, shard));
    }

    fn read_on(&mut self, cx: &mut Context, shard: u32) {
        let room = if self.under_way() < MOST_UNDER_WAY { MOST_RECORDS } else { 0 };
        let Some(reader) = &mut self.reader else { return };
        if reader.ended(shard) {
            let new = reader.finish(cx, shard);
            return new.into_iter().for_each(|shard| self.read_on(cx, shard));
        }
        reader.read(cx, shard, room);
    }

    /// The data stream has answered.
    pub(super) fn source_answered(&mut self, cx: &mut Context, call: CallId, tag: u64, answer: Answer) {
        let Some(reader) = &mut self.reader else { return };
        if tag & READ == 0 {
            let new = reader.listed(cx, call, &answer);
            return new.into_iter().for_each(|shard| self.read_on(cx, shard));
        }
        let (link, shard) = of_place(tag & !READ);
        let records = reader.answered(cx, shard, call, answer);
        self.read(cx, link, records);
        self.read_on(cx, shard);
    }

    /// A shard may be read again.
    pub(super) fn read_again(&mut self, cx: &mut Context, number: u64) {
        let (_, shard) = of_place(number);
        if let Some(reader) = &mut self.reader {
            reader.rested(shard);
        }
        self.read_on(cx, shard);
    }

    /// Records are taken over; from then on the data stream has done its part.
    fn read(&mut self, cx: &mut Context, link: LinkId, records: Vec<Received>) {
        let Some(last) = records.last() else { return };
        let created = cx.message(last.receipt.message).map(|message| message.created);
        cx.gauge(BEHIND, created.map_or(0.0, |at| cx.now().since(at).as_millis()));
        cx.count(READ_RECORDS, records.len() as u64);
        cx.count(READ_BYTES, records.iter().map(|record| record.body.bytes()).sum());
        let receipts: Vec<_> = records.iter().map(|record| record.receipt).collect();
        for record in records {
            let message = record.receipt.message;
            let lineage = cx.message(message).and_then(|m| m.lineage.clone());
            self.take_over(cx, link, Parcel::new(record.body, Some(message)).descended(lineage));
        }
        cx.ask(Query::new(link, Ask::Delete(receipts.into())).unanswered());
        cx.gauge(BUFFERED, self.buffer.len() as f64);
    }
}
