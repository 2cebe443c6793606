//! The shards of a stream: which there are, when each is read, what comes of it (LAM-31, LAM-39, KIN-11).

use super::super::behaviour::{Function, LIST, READ, tag};
use super::super::*;
use super::lane::{AHEAD, Reader};
use super::working::passes;
use crate::common::shards;
use crate::sim::{Answer, Ask, CallId, Class, Context, Fault, Kind, LinkId, Query, Read, Reason, Received, Span, Token};

/// A shard is read again; the number is the wire's and the shard's.
pub const READ_AGAIN: u32 = 40;
/// The stream is asked again which shards it has; the number is the wire's.
pub const LIST_AGAIN: u32 = 41;

/// A shard is read once a second, and sooner while more is there than a read takes (LAM-31).
const BASE: Span = Span::seconds(1);
/// Five reads a second are all that a shard allows (KIN-6).
const BUSY: Span = Span::millis(200);
/// After a read that failed.
const REST: Span = Span::seconds(1);

/// A shard of a wire as one number.
fn number(link: LinkId, shard: u32) -> u64 {
    u64::from(link.0) << 32 | u64::from(shard)
}

/// The wire and the shard of such a number.
pub fn place(number: u64) -> (LinkId, u32) {
    (LinkId((number >> 32) as u32), number as u32)
}

impl Function {
    /// Mappings of streams come, go, or have other settings.
    pub fn follow_streams(&mut self, cx: &mut Context) {
        let settings = self.settings();
        let gone: Vec<LinkId> = self.readers.keys().filter(|link| !settings.streams.contains_key(link)).copied().collect();
        for link in gone {
            if let Some(reader) = self.readers.remove(&link) {
                let calls = reader.shards.values().filter_map(|shard| shard.asked).chain(reader.asked);
                calls.for_each(|call| {
                    cx.withdraw(call);
                });
            }
        }
        for (link, s) in &settings.streams {
            let reader = self.readers.entry(*link).or_default();
            for shard in reader.shards.values_mut() {
                // A push that is waited for while the mapping is switched off would still be taken.
                if !s.enabled && shard.asked.is_some_and(|call| cx.withdraw(call)) {
                    shard.asked = None;
                }
            }
        }
    }

    /// Goes on with all streams.
    pub fn pump_streams(&mut self, cx: &mut Context) {
        let links: Vec<LinkId> = self.readers.keys().copied().collect();
        links.into_iter().for_each(|link| self.pump_stream(cx, link));
    }

    /// Goes on with all shards of a stream.
    pub fn pump_stream(&mut self, cx: &mut Context, link: LinkId) {
        let enabled = self.settings().streams.get(&link).is_some_and(|s| s.enabled);
        let Some(reader) = self.readers.get_mut(&link).filter(|_| enabled) else { return };
        if !reader.begun {
            if reader.asked.is_none() {
                reader.asked = Some(cx.ask(Query::new(link, Ask::Shards).tag(tag(LIST, u64::from(link.0))).instant(true)));
            }
            return;
        }
        let shards: Vec<u32> = reader.shards.keys().copied().collect();
        shards.into_iter().for_each(|shard| self.pump_shard(cx, link, shard));
    }

    /// Starts what is ready in the lanes of a shard, and reads on if there is room.
    pub fn pump_shard(&mut self, cx: &mut Context, link: LinkId, shard: u32) {
        self.pump_lanes(cx, link, shard);
        let settings = self.settings();
        let paused = self.intake() == Some(0);
        let Some(s) = settings.streams.get(&link).filter(|s| s.enabled && !paused) else { return };
        let Some(reader) = self.readers.get_mut(&link) else { return };
        if reader.finish(shard) {
            return self.begin_shards(cx, link);
        }
        let Some(state) = reader.shards.get_mut(&shard) else { return };
        let room = AHEAD.saturating_sub(state.ahead());
        if state.asked.is_some() || state.resting || state.ended || room == 0 {
            return;
        }
        let read = Read { shard, from: state.next, most: room as u32, pushed: s.pushed };
        state.asked = Some(cx.ask(Query::new(link, Ask::Read(read)).tag(tag(READ, number(link, shard)))));
    }

    /// The stream has said which shards it has.
    pub fn listed(&mut self, cx: &mut Context, link: LinkId, call: CallId, answer: &Answer) {
        let Some(reader) = self.readers.get_mut(&link).filter(|reader| reader.asked == Some(call)) else { return };
        reader.asked = None;
        match answer {
            Answer::Done { body: Some(body), .. } => {
                reader.known = shards::read(body);
                self.begin_shards(cx, link);
            }
            _ => {
                cx.note(Reason::new("LAM-31", Kind::Failed, "the stream does not say which shards it has: asked again in 1 s").on(link));
                cx.wake_after(Class::Start, REST, Token::new(LIST_AGAIN, u64::from(link.0)));
            }
        }
    }

    fn begin_shards(&mut self, cx: &mut Context, link: LinkId) {
        let settings = self.settings();
        let Some((reader, s)) = self.readers.get_mut(&link).zip(settings.streams.get(&link)) else { return };
        for shard in reader.begin(s.latest, s.lanes) {
            cx.note(Reason::new("LAM-31", Kind::Changed, "begins to read shard {a}").on(link).a(i64::from(shard)).because("StartingPosition"));
            self.pump_shard(cx, link, shard);
        }
    }

    /// A read was answered.
    pub fn shard_read(&mut self, cx: &mut Context, number: u64, call: CallId, answer: Answer) {
        let (link, id) = place(number);
        let Some(shard) = self.readers.get_mut(&link).and_then(|reader| reader.shards.get_mut(&id)) else { return };
        if shard.asked != Some(call) {
            return;
        }
        shard.asked = None;
        let pushed = self.settings().streams.get(&link).is_some_and(|s| s.pushed);
        let rest = match answer {
            Answer::Messages { batch, left } => {
                self.taken(cx, link, id, batch);
                if pushed { Span::ZERO } else if left > 0 { BUSY } else { BASE }
            }
            Answer::Done { body, .. } => {
                let text = "shard {a} was closed, and is read to its end: its children are next";
                cx.note(Reason::new("KIN-11", Kind::Changed, text).on(link).a(i64::from(id)));
                if let Some(reader) = self.readers.get_mut(&link) {
                    reader.known = body.as_ref().map(shards::read).unwrap_or_default();
                    reader.shards.get_mut(&id).into_iter().for_each(|shard| shard.ended = true);
                }
                Span::ZERO
            }
            Answer::Failed { fault: Fault::NotFound, .. } => {
                // The stream has dropped it: it ended, and its records are older than the retention.
                self.readers.get_mut(&link).and_then(|r| r.shards.get_mut(&id)).into_iter().for_each(|shard| shard.ended = true);
                REST
            }
            Answer::Failed { fault, .. } => {
                let (kind, text) = match fault {
                    Fault::Throttled => (Kind::Throttled, "a read of shard {a} was refused: read again in 1 s"),
                    _ => (Kind::Failed, "a read of shard {a} failed: read again in 1 s"),
                };
                cx.note(Reason::new("LAM-31", kind, text).on(link).a(i64::from(id)));
                REST
            }
        };
        let shard = self.readers.get_mut(&link).and_then(|reader| reader.shards.get_mut(&id));
        if let Some(shard) = shard.filter(|_| rest > Span::ZERO) {
            shard.resting = true;
            cx.wake_after(Class::Start, rest, Token::new(READ_AGAIN, number));
        }
        self.pump_shard(cx, link, id);
    }

    /// A shard may be read again.
    pub fn read_again(&mut self, cx: &mut Context, number: u64) {
        let (link, id) = place(number);
        self.readers.get_mut(&link).and_then(|reader| reader.shards.get_mut(&id)).into_iter().for_each(|shard| shard.resting = false);
        self.pump_shard(cx, link, id);
    }

    /// Records go into their lanes, unless the filter keeps them out.
    fn taken(&mut self, cx: &mut Context, link: LinkId, id: u32, batch: Vec<Received>) {
        let settings = self.settings();
        let Some(s) = settings.streams.get(&link) else { return };
        let through = |record: &Received| s.filter.as_ref().is_none_or(|filter| passes(filter, record));
        let Some(shard) = self.readers.get_mut(&link).and_then(|reader: &mut Reader| reader.shards.get_mut(&id)) else { return };
        let mut left = Vec::new();
        for record in batch {
            shard.next = record.receipt.place + 1;
            if through(&record) {
                let lane = shard.lane_of(&record);
                shard.lanes[lane].push(record);
            } else {
                left.push(record.receipt);
            }
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
