//! One shard: its range of keys, its records in order, and what it has taken and given in this second.

use crate::common::shards::Listed;
use crate::sim::parts::TokenBucket;
use crate::sim::{CallId, Context, LinkId, MessageId, Read, Receipt, Received, Span, Time};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// What a shard takes in a second (KIN-2).
const WRITE_BYTES: u64 = 1_048_576;
const WRITE_RECORDS: u64 = 1_000;
/// What it gives in a second, and how many reads that may be (KIN-6).
const READ_BYTES: u64 = 2_000_000;
const READS: f64 = 5.0;
/// One read returns at most so much (KIN-6).
const MOST_RECORDS: usize = 10_000;
const MOST_BYTES: u64 = 10_000_000;

/// A record in a shard.
#[derive(Clone, Debug)]
pub struct Entry {
    pub number: u64,
    pub message: MessageId,
    pub bytes: u32,
    pub at: Time,
    /// Which consumers have got it, and which are done with it: a bit each.
    pub seen: u64,
    pub done: u64,
    /// A consumer went on without having worked on it.
    pub discarded: bool,
    /// It was settled, and is only a place in the order.
    pub settled: bool,
}

/// A shard.
#[derive(Clone, Debug)]
pub struct Shard {
    /// The keys that it takes, by their place: from, and up to and including.
    pub from: u128,
    pub to: u128,
    pub parents: Vec<u32>,
    /// Since when it takes no more records.
    pub closed: Option<Time>,
    pub entries: VecDeque<Entry>,
    bytes: TokenBucket,
    records: TokenBucket,
    reads: TokenBucket,
    /// Until when what was read keeps the shard busy, and until when a single large read blocks it.
    busy: Time,
    blocked: Time,
    /// The same for each consumer with a throughput of its own.
    pushed: BTreeMap<LinkId, Time>,
    /// When somebody looks whether a consumer's own throughput allows the next push.
    pub push_at: Option<Time>,
    /// Consumers that wait for a push.
    pub waiting: BTreeMap<LinkId, (CallId, Read)>,
    /// Up to where each consumer has read.
    cursors: BTreeMap<LinkId, u64>,
    /// Bytes of this minute, and since when it is too busy for an on-demand stream.
    pub minute: u64,
    pub hot: Option<Time>,
}

/// Why a read is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// Five in this second were made already.
    Calls,
    /// What was read lately is more than 2 MB a second.
    Bytes,
}

impl Shard {
    /// An empty shard.
    pub fn new(from: u128, to: u128, parents: Vec<u32>, now: Time) -> Self {
        Self {
            from,
            to,
            parents,
            closed: None,
            entries: VecDeque::new(),
            bytes: TokenBucket::new(WRITE_BYTES as f64, WRITE_BYTES as f64, now),
            records: TokenBucket::new(WRITE_RECORDS as f64, WRITE_RECORDS as f64, now),
            reads: TokenBucket::new(READS, READS, now),
            busy: now,
            blocked: now,
            pushed: BTreeMap::new(),
            push_at: None,
            waiting: BTreeMap::new(),
            cursors: BTreeMap::new(),
            minute: 0,
            hot: None,
        }
    }

    /// Whether it takes records with such a key.
    pub fn takes(&self, place: u128) -> bool {
        self.closed.is_none() && (self.from..=self.to).contains(&place)
    }

    /// Whether a record of so many bytes has room in this second; what is larger than a second's bytes takes all of them.
    pub fn has_room(&mut self, now: Time, bytes: u64) -> bool {
        self.closed.is_none() && self.bytes.has(now, bytes.min(WRITE_BYTES)) && self.records.has(now, 1)
    }

    /// Takes the room of a record, if it is there.
    pub fn write(&mut self, now: Time, bytes: u64) -> bool {
        let room = self.has_room(now, bytes);
        if room {
            self.bytes.take(now, bytes.min(WRITE_BYTES));
            self.records.take(now, 1);
            self.minute += bytes;
        }
        room
    }

    /// As the stream lists it; `next` is the sequence number of the stream's next record.
    pub fn listed(&self, shard: u32, next: u64) -> Listed {
        let oldest = self.entries.front().map_or(next, |entry| entry.number);
        Listed { shard, parents: self.parents.clone(), closed: self.closed.is_some(), oldest, next }
    }

    /// The place in the order of the first record with this number or a later one.
    fn index(&self, number: u64) -> usize {
        self.entries.partition_point(|entry| entry.number < number)
    }

    /// The record with this number.
    pub fn entry(&mut self, number: u64) -> Option<&mut Entry> {
        let at = self.index(number);
        self.entries.get_mut(at).filter(|entry| entry.number == number)
    }

    /// Whether nothing will ever come at this position.
    pub fn ended(&self, from: u64) -> bool {
        self.closed.is_some() && self.entries.back().is_none_or(|last| last.number < from)
    }

    /// Whether there is a record at this position or behind it.
    pub fn has(&self, from: u64) -> bool {
        self.entries.back().is_some_and(|last| last.number >= from)
    }

    /// Whether a read may be made now; it is counted.
    ///
    /// # Errors
    /// Which limit is reached.
    pub fn admit(&mut self, now: Time) -> Result<(), Refused> {
        if self.blocked > now || self.busy.since(now) >= Span::seconds(1) {
            return Err(Refused::Bytes);
        }
        if self.reads.take(now, 1) { Ok(()) } else { Err(Refused::Calls) }
    }

    /// How long until the consumer's own throughput allows another push.
    pub fn wait_to_push(&self, link: LinkId, now: Time) -> Span {
        self.pushed.get(&link).map_or(Span::ZERO, |until| until.since(now))
    }

    /// Takes what a consumer jumps over: the numbers of records that it will never ask for.
    pub fn skipped(&mut self, link: LinkId, bit: u64, from: u64) -> Vec<u64> {
        let cursor = self.cursors.entry(link).or_insert(0);
        let before = std::mem::replace(cursor, from.max(*cursor));
        if from <= before {
            return Vec::new();
        }
        let (low, high) = (self.index(before), self.index(from));
        let unseen = self.entries.range(low..high).filter(|entry| entry.seen & bit == 0 && !entry.settled);
        unseen.map(|entry| entry.number).collect()
    }

    /// What a read returns, and how many bytes that is; the shard, or the consumer's own throughput, is busy for as long.
    pub fn collect(&mut self, cx: &Context, (link, bit): (LinkId, u64), shard: u32, read: Read) -> (Vec<Received>, u64) {
        let first = self.index(read.from);
        let (mut batch, mut bytes) = (Vec::new(), 0);
        let most = (read.most as usize).min(MOST_RECORDS);
        for entry in self.entries.range_mut(first..) {
            if batch.len() >= most || (!batch.is_empty() && bytes + u64::from(entry.bytes) > MOST_BYTES) {
                break;
            }
            let Some(message) = cx.message(entry.message).filter(|_| !entry.settled) else { continue };
            bytes += u64::from(entry.bytes);
            entry.seen |= bit;
            batch.push(Received {
                receipt: Receipt { message: entry.message, receive: shard, place: entry.number },
                body: message.body.clone(),
                attributes: message.attributes.clone(),
                count: 1,
                group: message.group.clone(),
            });
            self.cursors.insert(link, entry.number + 1);
        }
        let (now, takes) = (cx.now(), Span((bytes * 1_000_000).div_ceil(READ_BYTES)));
        let busy = if read.pushed { self.pushed.entry(link).or_insert(now) } else { &mut self.busy };
        *busy = (*busy).max(now) + takes;
        if !read.pushed && takes > Span::seconds(1) {
            self.blocked = now + takes;
        }
        (batch, bytes)
    }

    /// How many records are behind this one.
    pub fn behind(&self, number: u64) -> u64 {
        (self.entries.len() - self.index(number + 1)) as u64
    }

    /// Forgets settled records at the front of the order.
    pub fn tidy(&mut self) {
        while self.entries.front().is_some_and(|entry| entry.settled) {
            self.entries.pop_front();
        }
    }

    /// A consumer is gone.
    pub fn forget(&mut self, link: LinkId) {
        self.waiting.remove(&link);
        self.pushed.remove(&link);
        self.cursors.remove(&link);
    }
}

/// A key of a record that has none: as likely for any shard as for any other.
pub fn random_key(high: u64, low: u64) -> Arc<str> {
    format!("{high:016x}{low:016x}").into()
}
