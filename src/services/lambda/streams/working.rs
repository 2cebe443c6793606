//! The lanes of a shard: batches, one after the other, and what becomes of one that fails (LAM-32 to LAM-41).

use super::super::behaviour::{DISCARDED, Function, tag};
use super::super::handler::{Origin, Outcome, Record};
use super::super::record::{Discard, Executed, discarded};
use super::super::settings::Response;
use super::super::*;
use super::StreamSettings;
use super::lane::{Lane, Spot, Work};
use crate::languages::event_pattern::EventPattern;
use crate::sim::{Answer, Ask, Body, Class, Context, Kind, LinkId, Parcel, Query, Reason, Receipt, Received, Span, Token};
use serde_json::{Value, json};

/// A lane tries its batch again, or its window is over; the number is the lane's.
pub const LANE_AGAIN: u32 = 42;
pub const LANE_WINDOW: u32 = 43;

/// Whether a filter lets a record through: it sees data and partition key (LAM-39).
pub fn passes(filter: &EventPattern, record: &Received) -> bool {
    let data = record.body.json().cloned().unwrap_or_else(|| Value::String(record.body.text().to_owned()));
    filter.matches(&json!({"data": data, "partitionKey": record.group.as_deref().unwrap_or_default()}))
}

fn receipts(records: &[Received]) -> Vec<Receipt> {
    records.iter().map(|record| record.receipt).collect()
}

impl Function {
    /// Starts what is ready in the lanes of a shard.
    pub fn pump_lanes(&mut self, cx: &mut Context, link: LinkId, shard: u32) {
        let Some(wanted) = self.settings().streams.get(&link).map(|s| s.lanes) else { return };
        let Some(lanes) = self.streams.get_mut(&link).and_then(|mapping| mapping.shards.get_mut(&shard)) else { return };
        // Another number of lanes begins when all are between two batches: no key may be in two of them.
        lanes.follow(wanted).into_iter().for_each(|key| cx.cancel(key));
        let lanes = lanes.0.len() as u32;
        if lanes != wanted {
            return;
        }
        (0..lanes).for_each(|lane| self.pump_lane(cx, Spot { link, shard, lane }));
    }

    fn lane(&mut self, spot: Spot) -> Option<&mut Lane> {
        self.streams.get_mut(&spot.link)?.lane(spot)
    }

    fn work(&mut self, spot: Spot) -> Option<&mut Work> {
        self.lane(spot)?.work.as_mut()
    }

    /// A lane takes its next batch, if that is complete, or waits for it to be.
    fn pump_lane(&mut self, cx: &mut Context, spot: Spot) {
        let settings = self.settings();
        let Some(s) = settings.streams.get(&spot.link).filter(|s| s.enabled) else { return };
        let quota = self.intake();
        if quota == Some(0) {
            return;
        }
        let Some(lane) = self.lane(spot) else { return };
        if let Some(work) = &lane.work {
            // Its next attempt was due while the mapping was switched off or paused.
            if !work.runs && work.again.is_none() {
                self.try_piece(cx, spot);
            }
            return;
        }
        if lane.waiting.is_empty() {
            return;
        }
        if s.window > Span::ZERO && !lane.is_full(s.batch) && !lane.over {
            if lane.window.is_none() {
                lane.window = Some(cx.wake_after(Class::Start, s.window, Token::new(LANE_WINDOW, spot.number())));
                let first = lane.waiting.front().map(|record| record.receipt.message);
                let reason = Reason::new("LAM-33", Kind::Waiting, "waits for more: its batch is complete in {a:t} at the latest");
                let reason = reason.a(s.window.0 as i64).maybe_about(first).on(spot.link);
                cx.note(reason.because("MaximumBatchingWindowInSeconds"));
            }
            return;
        }
        lane.over = false;
        lane.window.take().into_iter().for_each(|key| cx.cancel(key));
        let most = quota.map_or(s.batch, |quota| s.batch.min(quota as usize));
        let batch = lane.batch(most);
        lane.work = Some(Work { pieces: vec![batch], ..Work::default() });
        self.try_piece(cx, spot);
    }

    /// The window of a lane's batch is over.
    pub fn lane_window(&mut self, cx: &mut Context, number: u64) {
        let spot = Spot::of(number);
        if let Some(lane) = self.lane(spot) {
            (lane.window, lane.over) = (None, true);
        }
        self.pump_shard(cx, spot.link, spot.shard);
    }

    /// A lane may try its batch again.
    pub fn lane_again(&mut self, cx: &mut Context, number: u64) {
        let spot = Spot::of(number);
        self.work(spot).into_iter().for_each(|work| work.again = None);
        self.pump_shard(cx, spot.link, spot.shard);
    }

    /// Invokes the function with the next piece of a lane's batch, without what is too old by now.
    fn try_piece(&mut self, cx: &mut Context, spot: Spot) {
        let settings = self.settings();
        let Some(s) = settings.streams.get(&spot.link) else { return };
        loop {
            self.leave_out_old(cx, spot, s);
            let Some(lane) = self.lane(spot) else { return };
            let Some(work) = lane.work.as_mut() else { return };
            match work.pieces.last() {
                None => {
                    lane.work = None;
                    return;
                }
                Some(piece) if piece.is_empty() => {
                    work.pieces.pop();
                    work.fresh();
                }
                Some(_) => break,
            }
        }
        let Some(work) = self.work(spot) else { return };
        let piece = work.piece().to_vec();
        let record = |r: &Received| {
            let lineage = cx.message(r.receipt.message).and_then(|m| m.lineage.clone());
            Record { body: r.body.clone(), about: Some(r.receipt.message), lineage }
        };
        let records: Vec<Record> = piece.iter().map(record).collect();
        let last = piece.last().and_then(|r| cx.message(r.receipt.message)).map(|m| m.created);
        if let Some(created) = last {
            cx.gauge(ITERATOR_AGE, cx.now().since(created).as_millis());
        }
        let qualifier = settings.qualifier(spot.link).cloned();
        let result = self.invoke(cx, Origin::Shard(spot), qualifier.as_deref(), records);
        let Some(work) = self.work(spot) else { return };
        if result.is_ok() {
            (work.runs, work.throttles) = (true, 0);
            work.invoked += 1;
            for record in &piece {
                let reason = Reason::new("LAM-33", Kind::Received, "invoked with a batch of {a}, all of shard {b}");
                let reason = reason.a(piece.len() as i64).b(i64::from(spot.shard)).about(record.receipt.message);
                cx.note(reason.on(spot.link).because("BatchSize"));
            }
            return;
        }
        work.throttles += 1;
        let (delay, throttles) = (s.pause(work.throttles), work.throttles);
        let text = "throttled {a} times: tried again in {b:t}, which is no retry of the batch";
        let reason = Reason::new("LAM-35", Kind::Waiting, text).a(i64::from(throttles)).b(delay.0 as i64);
        cx.note(reason.maybe_about(piece.first().map(|r| r.receipt.message)).on(spot.link));
        self.wait(cx, spot, delay);
    }

    fn wait(&mut self, cx: &mut Context, spot: Spot, delay: Span) {
        let at = cx.now() + delay;
        let key = cx.wake_at(Class::Start, at, Token::new(LANE_AGAIN, spot.number()));
        self.work(spot).into_iter().for_each(|work| work.again = Some((at, key)));
    }

    /// Records that the stream has no more, or that are too old for the mapping, are not tried any more.
    fn leave_out_old(&mut self, cx: &mut Context, spot: Spot, s: &StreamSettings) {
        let now = cx.now();
        let Some(piece) = self.work(spot).and_then(|work| work.pieces.last_mut()) else { return };
        let lost = |r: &Received| cx.message(r.receipt.message).is_none();
        piece.retain(|r| !lost(r));
        let Some(age) = s.age else { return };
        let old = |r: &Received| cx.message(r.receipt.message).is_some_and(|m| now.since(m.created) > age);
        let (old, rest): (Vec<Received>, Vec<Received>) = std::mem::take(piece).into_iter().partition(old);
        *piece = rest;
        if !old.is_empty() {
            self.discard(cx, spot, &old, Discard::Age);
        }
    }

    /// An invocation with a lane's batch has ended.
    pub fn lane_ran(&mut self, cx: &mut Context, spot: Spot, failed: &[usize], outcome: Outcome) {
        let settings = self.settings();
        let Some(work) = self.work(spot) else { return };
        work.runs = false;
        let piece = work.piece().to_vec();
        // Without its mapping the lane is gone, too.
        let Some(s) = settings.streams.get(&spot.link) else { return };
        let returned = if s.partial && outcome == Outcome::Success { s.response } else { Response::Right };
        let first = match (outcome, returned) {
            (Outcome::Success, Response::Right) => failed.iter().min().copied(),
            (Outcome::Success, Response::Empty) => None,
            _ => Some(0),
        };
        match first {
            None => self.piece_done(cx, spot, &piece),
            Some(first) => self.piece_failed(cx, spot, s, first, (outcome, returned)),
        }
        self.pump_shard(cx, spot.link, spot.shard);
    }

    fn piece_done(&mut self, cx: &mut Context, spot: Spot, piece: &[Received]) {
        cx.ask(Query::new(spot.link, Ask::Delete(receipts(piece).into())).unanswered());
        if let Some(work) = self.work(spot) {
            work.pieces.pop();
            work.failures = 0;
            work.fresh();
        }
        self.try_piece(cx, spot);
    }

    /// A piece failed, at its record `first`: what is before it is done (LAM-37).
    fn piece_failed(&mut self, cx: &mut Context, spot: Spot, s: &StreamSettings, first: usize, (outcome, returned): (Outcome, Response)) {
        let Some(work) = self.work(spot) else { return };
        work.failures += 1;
        let Some(piece) = work.pieces.last_mut() else { return };
        let rest = piece.split_off(first.min(piece.len()));
        let well = std::mem::replace(piece, rest);
        let (left, failures) = (piece.len(), work.failures);
        let heads: Vec<Receipt> = receipts(work.piece());
        if !well.is_empty() {
            cx.ask(Query::new(spot.link, Ask::Delete(receipts(&well).into())).unanswered());
        }
        for (n, receipt) in heads.iter().enumerate() {
            let reason = match (outcome, returned, n) {
                (Outcome::Success, Response::Right, 0) => {
                    Reason::new("LAM-37", Kind::Failed, "the first that is reported as failed: the batch begins again here").because("ReportBatchItemFailures")
                }
                (Outcome::Success, Response::Right, _) => {
                    Reason::new("LAM-37", Kind::Failed, "behind a failed record: worked on again, whether it went well or not").because("ReportBatchItemFailures")
                }
                (Outcome::Success, ..) => {
                    Reason::new("LAM-37", Kind::Failed, "Lambda cannot use what the handler returned: the whole batch counts as failed").because("BatchResponse")
                }
                _ => Reason::new("LAM-34", Kind::Failed, "its invocation failed: the same batch is tried again, and its lane waits").because("MaximumRetryAttempts"),
            };
            cx.note(reason.about(receipt.message).on(spot.link));
        }
        let head = heads.first().map(|receipt| receipt.message);
        let delay = s.pause(failures);
        let Some(work) = self.work(spot) else { return };
        if s.bisect && first > 0 {
            // Split at that record, which counts as no retry.
            work.fresh();
        } else if s.bisect && left > 1 {
            work.bisect();
            let reason = Reason::new("LAM-36", Kind::Changed, "split in two: {a} records first, {b} after them");
            let reason = reason.a(left.div_ceil(2) as i64).b((left / 2) as i64).maybe_about(head);
            cx.note(reason.on(spot.link).because("BisectBatchOnFunctionError"));
        } else if s.retries.is_some_and(|most| work.retries >= most) {
            let piece = work.pieces.pop().unwrap_or_default();
            work.failures = 0;
            self.discard(cx, spot, &piece, Discard::Retries);
            self.work(spot).into_iter().for_each(Work::fresh);
            return self.try_piece(cx, spot);
        } else {
            work.retries += 1;
            let reason = Reason::new("LAM-41", Kind::Retried, "attempt {a} in {b:t}; what is behind it in its lane waits");
            let reason = reason.a(i64::from(work.retries) + 1).b(delay.0 as i64).maybe_about(head);
            cx.note(reason.on(spot.link).because("MaximumRetryAttempts"));
        }
        self.wait(cx, spot, delay);
    }

    /// Records are given up: the destination hears of it, and the lane goes on (LAM-38).
    fn discard(&mut self, cx: &mut Context, spot: Spot, records: &[Received], why: Discard) {
        let (now, settings) = (cx.now(), self.settings());
        let created = |r: &Received| cx.message(r.receipt.message).map_or(now, |m| m.created);
        let ends = records.first().zip(records.last()).map(|(first, last)| [(first, created(first)), (last, created(last))]);
        let Some([(first, came_first), (last, came_last)]) = ends else { return };
        for record in records {
            let reason = Reason::new("LAM-38", Kind::Dropped, "discarded: {word}").word(why.word());
            cx.note(reason.about(record.receipt.message).on(spot.link).because(why.setting()));
        }
        if let Some(destination) = settings.discarded {
            let (name, stream) = (cx.name(), cx.peer_name(spot.link));
            let qualifier = settings.qualifier(spot.link);
            let alias = settings.aliases.name(qualifier.map(|name| &**name));
            let who = Executed { function: &name, alias, version: settings.aliases.version(false, qualifier.map(|name| &**name)) };
            let invoked = self.work(spot).map_or(0, |work| work.invoked);
            let range = [(first.receipt.place, came_first), (last.receipt.place, came_last)];
            let body = discarded(now, who, (why, invoked), &stream, spot.shard, records.len(), range);
            let parcel = Parcel::new(Body::new(body), Some(first.receipt.message));
            let text = "the destination hears where the {a} records are, not what is in them";
            let reason = Reason::new("LAM-38", Kind::Sent, text).a(records.len() as i64);
            cx.note(reason.about(first.receipt.message).on(destination));
            cx.ask(Query::new(destination, Ask::Deliver(parcel)).tag(tag(DISCARDED, 0)).drawn(Kind::DeadLettered));
        }
        cx.ask(Query::new(spot.link, Ask::Discard(receipts(records).into())).unanswered());
    }

    /// The destination of discarded batches has answered.
    pub fn told_of_discarded(&mut self, cx: &mut Context, answer: &Answer) {
        if answer.fault().is_some() {
            cx.count(DESTINATION_FAILURES, 1);
            cx.note(Reason::new("LAM-38", Kind::Failed, "the destination did not take the record of a discarded batch"));
        }
    }
}
