//! Reads and pushes, what consumers are done with, and what grows too old (KIN-6 to KIN-10, KIN-13).

use super::behaviour::{EXPIRE, PUSH, Stream};
use super::shard::Refused;
use super::*;
use crate::common::shards::{Listed, write};
use crate::sim::{Answer, CallId, Class, Context, Fate, Fault, Kind, LinkId, Place, Read, Reason, Receipt, Span, Token};

impl Stream {
    /// The shards that a consumer may have to read (ListShards).
    pub(super) fn listing(&self) -> Answer {
        let all: Vec<Listed> = self.shards.iter().map(|(id, shard)| shard.listed(*id, self.next)).collect();
        Answer::Done { status: 200, body: Some(write(&all)), made: None }
    }

    /// GetRecords, or a push that is waited for.
    pub(super) fn read(&mut self, cx: &mut Context, call: CallId, link: LinkId, read: Read) {
        let (now, bit) = (cx.now(), self.bit(link));
        let latency = self.get.draw(cx.stream());
        let Some(shard) = self.shards.get_mut(&read.shard) else {
            return cx.answer(call, Answer::failed(Fault::NotFound, 400, "ResourceNotFoundException"), latency);
        };
        for number in shard.skipped(link, bit, read.from) {
            self.done(cx, read.shard, number, bit, false);
        }
        let Some(shard) = self.shards.get_mut(&read.shard) else { return };
        if read.pushed {
            shard.waiting.insert(link, (call, read));
            return self.push(cx, read.shard);
        }
        if let Err(refused) = shard.admit(now) {
            cx.count(READ_EXCEEDED, 1);
            self.starved.add(now, 1);
            let text = match refused {
                Refused::Calls => "read refused: all consumers of shard {a} share five reads a second",
                Refused::Bytes => "read refused: all consumers of shard {a} share 2 MB a second",
            };
            let reason = Reason::new("KIN-6", Kind::Throttled, text).on(link).a(i64::from(read.shard));
            cx.note(reason.because("EnhancedFanOut"));
            let answer = Answer::failed(Fault::Throttled, 400, "ProvisionedThroughputExceededException");
            return cx.answer(call, answer, latency);
        }
        let answer = self.collected(cx, link, read);
        cx.answer(call, answer, latency);
    }

    /// What a read returns.
    fn collected(&mut self, cx: &mut Context, link: LinkId, read: Read) -> Answer {
        let (now, bit) = (cx.now(), self.bit(link));
        let Some(shard) = self.shards.get_mut(&read.shard) else { return self.listing() };
        let (batch, bytes) = shard.collect(cx, (link, bit), read.shard, read);
        let Some(last) = batch.last() else {
            let ended = shard.ended(read.from);
            if !read.pushed {
                cx.gauge(ITERATOR_AGE, 0.0);
            }
            return if ended { self.listing() } else { Answer::Messages { batch, left: 0 } };
        };
        let left = shard.behind(last.receipt.place);
        let age = shard.entry(last.receipt.place).map_or(Span::ZERO, |entry| now.since(entry.at));
        for record in &batch {
            cx.place(record.receipt.message, Place::InFlight);
            let text = if read.pushed { "pushed to a consumer" } else { "read by a consumer, and stays in the stream" };
            cx.note(Reason::new("KIN-13", Kind::Sent, text).about(record.receipt.message).on(link));
        }
        let (records, of_bytes, of_age) = if read.pushed { (PUSHED, PUSHED_BYTES, BEHIND) } else { (READ_RECORDS, READ_BYTES, ITERATOR_AGE) };
        cx.count(records, batch.len() as u64);
        cx.count(of_bytes, bytes);
        cx.gauge(of_age, age.as_millis());
        if self.on_demand {
            cx.count(ON_DEMAND_OUT, bytes);
        }
        Answer::Messages { batch, left }
    }

    /// Answers those who wait for a push, as far as there is something for them.
    pub(super) fn push(&mut self, cx: &mut Context, id: u32) {
        let now = cx.now();
        let Some(shard) = self.shards.get(&id) else { return };
        let waiting: Vec<(LinkId, CallId, Read)> = shard.waiting.iter().map(|(link, (call, read))| (*link, *call, *read)).collect();
        for (link, call, read) in waiting {
            let Some(shard) = self.shards.get_mut(&id) else { return };
            if !cx.waits(call) {
                shard.waiting.remove(&link);
                continue;
            }
            let (has, ended) = (shard.has(read.from), shard.ended(read.from));
            let wait = shard.wait_to_push(link, now);
            if !has && !ended {
                continue;
            }
            if wait > Span::ZERO {
                // One look is enough for all records that come meanwhile.
                if shard.push_at.is_none_or(|at| now + wait < at) {
                    shard.push_at = Some(now + wait);
                    cx.wake_after(Class::Start, wait, Token::new(PUSH, u64::from(id)));
                }
                continue;
            }
            shard.waiting.remove(&link);
            let latency = self.propagation.draw(cx.stream());
            let answer = self.collected(cx, link, read);
            cx.answer(call, answer, latency);
        }
    }

    /// A consumer is done with records.
    pub(super) fn checkpoint(&mut self, cx: &mut Context, link: LinkId, receipts: &[Receipt], discarded: bool) {
        let bit = self.bit(link);
        for receipt in receipts {
            self.done(cx, receipt.receive, receipt.place, bit, discarded);
        }
        cx.gauge(HELD, self.held as f64);
    }

    fn done(&mut self, cx: &mut Context, id: u32, number: u64, bit: u64, discarded: bool) {
        let wanted = self.wanted();
        let Some(entry) = self.shards.get_mut(&id).and_then(|shard| shard.entry(number)) else { return };
        entry.done |= bit;
        entry.discarded |= discarded;
        if entry.settled || wanted & !entry.done != 0 {
            return;
        }
        entry.settled = true;
        let (message, discarded) = (entry.message, entry.discarded);
        self.held -= 1;
        if discarded {
            let text = "every consumer has gone on, and one of them without having worked on it";
            cx.note(Reason::new("KIN-13", Kind::Dropped, text).about(message));
            cx.settle(message, Fate::Dropped("a consumer of the stream discarded it"));
        } else {
            cx.note(Reason::new("KIN-13", Kind::Delivered, "every consumer of this design is done with it").about(message));
            cx.settle(message, Fate::Delivered);
        }
        if let Some(shard) = self.shards.get_mut(&id) {
            shard.tidy();
        }
    }

    /// A consumer came or went: what the others are done with may be done for good.
    pub(super) fn recount(&mut self, cx: &mut Context) {
        let wanted = self.wanted();
        if wanted == 0 {
            return;
        }
        let through = |entry: &&super::shard::Entry| !entry.settled && wanted & !entry.done == 0;
        let all: Vec<(u32, u64)> = (self.shards.iter())
            .flat_map(|(id, shard)| shard.entries.iter().filter(through).map(|entry| (*id, entry.number)))
            .collect();
        for (id, number) in all {
            self.done(cx, id, number, 0, false);
        }
    }

    /// Sees to it that somebody looks when the oldest record grows too old.
    pub(super) fn expect_expiry(&mut self, cx: &mut Context) {
        if self.expiry.is_some() {
            return;
        }
        let oldest = self.shards.values().filter_map(|shard| shard.entries.front()).map(|entry| entry.at).min();
        if let Some(at) = oldest {
            self.expiry = Some(cx.wake_at(Class::Expiry, at + self.retention, Token::new(EXPIRE, 0)));
        }
    }

    /// What is older than the retention goes (KIN-9).
    pub(super) fn expire(&mut self, cx: &mut Context) {
        self.expiry = None;
        let (now, retention) = (cx.now(), self.retention);
        let mut gone = Vec::new();
        for shard in self.shards.values_mut() {
            while let Some(entry) = shard.entries.front().filter(|entry| entry.at + retention <= now) {
                if !entry.settled {
                    gone.push((entry.message, entry.seen));
                }
                shard.entries.pop_front();
            }
        }
        for (message, seen) in gone {
            self.held -= 1;
            self.lost.add(now, 1);
            let text = if seen == 0 { "older than the retention: gone, and nobody has read it" } else { "older than the retention: gone before every consumer was done with it" };
            cx.note(Reason::new("KIN-9", Kind::Expired, text).about(message).because("RetentionPeriodHours"));
            cx.settle(message, Fate::Expired);
        }
        cx.gauge(HELD, self.held as f64);
        let empty = |shard: &super::shard::Shard| shard.entries.is_empty() && shard.closed.is_some_and(|at| at + retention <= now);
        self.shards.retain(|_, shard| !empty(shard));
        self.expect_expiry(cx);
    }
}
