//! A data stream: what it keeps, and which part of it answers to what.

use super::shard::Shard;
use super::*;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Call, Context, Delay, Fault, Held, LinkId, MessageId, Span, Status, Time, Token, View, WakeKey,
};
use std::collections::BTreeMap;

/// The oldest record grows too old.
pub(super) const EXPIRE: u32 = 0;
/// A consumer's own throughput allows another push; the number is the shard's.
pub(super) const PUSH: u32 = 1;
/// An UpdateShardCount is done.
pub(super) const RESHARDED: u32 = 2;

/// As many consumers have a bit of their own; further ones share the last.
const BITS: usize = 63;
/// The 99th percentile of a read or a push is so many times its median (a choice of this model).
const SPREAD: u64 = 4;
/// A minute as a part of an hour.
const HOUR: f64 = 1.0 / 60.0;

/// A data stream.
#[derive(Clone, Default)]
pub struct Stream {
    pub(super) mode: &'static str,
    pub(super) on_demand: bool,
    pub(super) count: u32,
    pub(super) retention: Span,
    pub(super) resharding: Span,
    pub(super) split_after: Span,
    latency: Delay,
    pub(super) get: Delay,
    pub(super) propagation: Delay,
    /// All shards that hold records or may be read still, by number; and the number of the next one.
    pub(super) shards: BTreeMap<u32, Shard>,
    pub(super) numbered: u32,
    /// The sequence number of the next record.
    pub(super) next: u64,
    /// Records that are not settled.
    pub(super) held: u64,
    /// Consumers: each has a bit, that of its place here; and which of them there still are.
    consumers: Vec<LinkId>,
    present: u64,
    registered: u64,
    pub(super) updating: Option<u32>,
    pub(super) updates: Vec<Time>,
    pub(super) expiry: Option<WakeKey>,
    pub(super) rate: Rate,
    pub(super) throttled: Rate,
    pub(super) starved: Rate,
    pub(super) lost: Rate,
}

impl Stream {
    /// The bit of a consumer.
    pub(super) fn bit(&self, link: LinkId) -> u64 {
        let place = self.consumers.iter().position(|known| *known == link).unwrap_or(BITS);
        1 << place.min(BITS)
    }

    /// The bits of all consumers; none if nobody reads.
    pub(super) fn wanted(&self) -> u64 {
        // Without a consumer nothing is ever done with.
        if self.present == 0 { u64::MAX } else { self.present }
    }

    fn know_consumers(&mut self, cx: &mut Context) {
        let links = cx.links(CONSUMERS);
        for link in &links {
            if !self.consumers.contains(link) {
                self.consumers.push(*link);
            }
        }
        let before = self.present;
        self.present = links.iter().fold(0, |bits, link| bits | self.bit(*link));
        self.registered = links.iter().filter(|link| FAN_OUT.of(&cx.link_config(**link))).count() as u64;
        let gone: Vec<LinkId> = self.consumers.iter().filter(|link| !links.contains(link)).copied().collect();
        for shard in self.shards.values_mut() {
            gone.iter().for_each(|link| shard.forget(*link));
        }
        if before & !self.present != 0 {
            self.recount(cx);
        }
    }
}

impl Behaviour for Stream {
    fn start(&mut self, cx: &mut Context) {
        let c = cx.config();
        self.on_demand = STREAM_MODE.of(&c) == "ON_DEMAND";
        let count = if self.on_demand { resharding::FIRST_ON_DEMAND } else { SHARD_COUNT.of(&c) as u32 };
        self.open(count, cx.now());
        self.next = 1;
        cx.gauge(OPEN_SHARDS, f64::from(count));
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let c = cx.config();
        self.mode = match MODE.of(&c) {
            "ERROR" => "ERROR",
            "THROTTLED" => "THROTTLED",
            _ => "ACTIVE",
        };
        let count = SHARD_COUNT.of(&c) as u32;
        let asked = std::mem::replace(&mut self.count, count) != count;
        self.resharding = RESHARDING.of(&c);
        self.split_after = SPLIT_AFTER.of(&c);
        self.latency = Delay::spread(PUT_P50.of(&c), PUT_P99.of(&c));
        let around = |median: Span| Delay::spread(median, median * SPREAD);
        (self.get, self.propagation) = (around(GET_P50.of(&c)), around(PUSH_P50.of(&c)));
        let retention = Span::seconds(RETENTION.of(&c) as u64 * 3_600);
        if retention != self.retention {
            self.retention = retention;
            self.expiry.take().into_iter().for_each(|key| cx.cancel(key));
            self.expect_expiry(cx);
        }
        self.know_consumers(cx);
        if asked {
            self.follow_count(cx);
        }
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let (id, link) = (call.id, call.link);
        match call.ask {
            Ask::Deliver(parcel) => {
                let answer = self.take(cx, link, parcel);
                let latency = self.latency.draw(cx.stream());
                cx.answer(id, answer, latency);
            }
            Ask::Read(read) => self.read(cx, id, link, read),
            Ask::Shards => {
                let (answer, latency) = (self.listing(), self.get.draw(cx.stream()));
                cx.answer(id, answer, latency);
            }
            Ask::Delete(receipts) => {
                self.checkpoint(cx, link, &receipts, false);
                cx.answer(id, Answer::done(200), Span::ZERO);
            }
            Ask::Discard(receipts) => {
                self.checkpoint(cx, link, &receipts, true);
                cx.answer(id, Answer::done(200), Span::ZERO);
            }
            _ => cx.answer(id, Answer::failed(Fault::Client, 400, "InvalidAction"), Span::ZERO),
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            EXPIRE => Some("a record grows older than the retention"),
            RESHARDED => Some("the number of shards changes"),
            _ => None,
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what {
            EXPIRE => self.expire(cx),
            RESHARDED => self.resharded(cx),
            _ => {
                let shard = token.n as u32;
                self.shards.get_mut(&shard).into_iter().for_each(|shard| shard.push_at = None);
                self.push(cx, shard);
            }
        }
    }

    fn sample(&mut self, cx: &mut Context) {
        let shards = f64::from(self.open_shards());
        cx.gauge(OPEN_SHARDS, shards);
        if self.on_demand {
            cx.gauge(STREAM_HOURS, HOUR);
        } else {
            cx.gauge(SHARD_HOURS, shards * HOUR);
            if self.retention > Span::seconds(86_400) {
                cx.gauge(EXTENDED_HOURS, shards * HOUR);
            }
        }
        if self.registered > 0 {
            cx.gauge(CONSUMER_HOURS, shards * self.registered as f64 * HOUR);
        }
        self.look_for_heat(cx);
    }

    fn status(&self, view: &View) -> Status {
        super::status::status(self, view)
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        let entries = self.shards.values().flat_map(|shard| &shard.entries);
        into.extend(entries.filter(|entry| !entry.settled).map(|entry| entry.message));
    }

    fn contents(&self, view: &View, most: usize) -> Vec<Held> {
        let of_shard = |shard: &'_ Shard| {
            let held = shard.entries.iter().filter(|entry| !entry.settled).take(most);
            held.map(|entry| (entry.number, entry.message, entry.at, entry.seen != 0)).collect::<Vec<_>>()
        };
        let mut all: Vec<_> = self.shards.values().flat_map(of_shard).collect();
        all.sort_unstable_by_key(|(number, ..)| *number);
        let held = |(_, message, at, seen): (u64, MessageId, Time, bool)| Held {
            message,
            doing: if seen { "not done" } else { "not read" },
            next: Some((at + self.retention).since(view.now)),
            tries: 0,
            link: None,
        };
        all.into_iter().take(most).map(held).collect()
    }
}
