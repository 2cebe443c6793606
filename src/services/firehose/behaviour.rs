//! What a delivery stream does: take records, collect them, deliver them in batches, try again.

use super::source::{LIST, READ};
use super::*;
use crate::common::reading::Reader;
use crate::sim::parts::{Rate, TokenBucket};
use crate::sim::{
    Answer, Ask, Attributes, Behaviour, Body, Call, CallId, Class, Context, Delay, Fate, Fault, Held, Kind, LinkId, MessageId,
    Notice, Parcel, Place, Query, Reading, Reason, Span, Status, Time, Token, Tone, View, WakeKey,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The buffer's interval is over.
const FLUSH: u32 = 0;
/// An object is in the bucket, or is not.
const STORED: u32 = 1;
/// A batch is tried again.
const AGAIN: u32 = 2;
/// A shard of the data stream is read on; the data stream is asked which shards it has.
pub(super) const READ_AGAIN: u32 = 3;
pub(super) const LIST_AGAIN: u32 = 4;

/// A record has at most so many bytes (1,000 KiB, general knowledge).
const LARGEST: u64 = 1_024_000;
/// A call of PutRecordBatch has at most so many records (EB-43).
const MOST_RECORDS: usize = 500;
/// A record is billed in steps of so many bytes (general knowledge).
const BILLED_BYTES: u64 = 5_120;
const MEGABYTE: f64 = 1_048_576.0;
/// An HTTP endpoint must answer within this time (general knowledge).
const PATIENCE: Span = Span::seconds(180);
/// The delay before the first retry, which doubles up to the second (a choice of this model).
const FIRST_DELAY: Span = Span::seconds(1);
const LAST_DELAY: Span = Span::seconds(120);
/// So long the bucket is tried (general knowledge).
const BUCKET_PATIENCE: Span = Span::seconds(86_400);

/// Records that are delivered together.
#[derive(Clone, Debug)]
struct Batch {
    records: Vec<MessageId>,
    /// When the first of them came.
    oldest: Time,
    /// When it was first tried.
    began: Time,
    tries: u32,
    due: Time,
}

/// A delivery stream.
#[derive(Clone, Default)]
pub struct Stream {
    mode: &'static str,
    bucket_down: bool,
    most: u64,
    interval: Span,
    patience: Span,
    calls: Option<TokenBucket>,
    bytes: Option<TokenBucket>,
    latency: Option<Delay>,
    store: Option<Delay>,
    destination: Option<LinkId>,
    pub(super) source: Option<LinkId>,
    pub(super) reader: Option<Reader>,
    pub(super) buffer: Vec<MessageId>,
    buffered: u64,
    since: Time,
    flush: Option<WakeKey>,
    batches: BTreeMap<u64, Batch>,
    numbered: u64,
    /// In the backup bucket.
    backup: Vec<MessageId>,
    rate: Rate,
    throttled: Rate,
    failing: Rate,
    lost: Rate,
}

impl Stream {
    /// PutRecordBatch: up to 500 records in one call, each of which succeeds or fails by itself.
    fn take_all(&mut self, cx: &mut Context, over: LinkId, parcel: Parcel) -> Answer {
        let list = parcel.body.json().and_then(|body| body.get("Records")).and_then(Value::as_array);
        let data = |list: &Vec<Value>| list.iter().map(|r| r.get("Data")?.as_str().map(Body::new)).collect::<Option<Vec<Body>>>();
        let Some(records) = list.and_then(data).filter(|records| !records.is_empty()) else {
            return self.put(cx, over, parcel, true);
        };
        if records.len() > MOST_RECORDS {
            let text = "PutRecordBatch refused: {a} records are more than 500";
            cx.note(Reason::new("EB-43", Kind::Failed, text).maybe_about(parcel.about).on(over).a(records.len() as i64));
            return Answer::failed(Fault::Client, 400, "InvalidArgumentException");
        }
        let (mut failed, mut told, all) = (0, Vec::new(), records.len());
        for (at, body) in records.into_iter().enumerate() {
            // One call costs one request.
            let answer = self.put(cx, over, Parcel::new(body, parcel.cause(at)), at == 0);
            failed += i64::from(answer.fault().is_some());
            told.push(if let Answer::Failed { code, .. } = answer { json!({"ErrorCode": code}) } else { json!({}) });
        }
        let text = "PutRecordBatch with {a} records answers 200: {b} failed";
        let kind = if failed > 0 { Kind::Failed } else { Kind::Answered };
        cx.note(Reason::new("EB-43", kind, text).maybe_about(parcel.about).on(over).a(all as i64).b(failed));
        let body = json!({"FailedPutCount": failed, "RequestResponses": told});
        Answer::Done { status: 200, body: Some(Body::new(body.to_string())), made: None }
    }

    /// One record; `calls`: it comes with a call of its own.
    fn put(&mut self, cx: &mut Context, over: LinkId, parcel: Parcel, calls: bool) -> Answer {
        let (now, size) = (cx.now(), parcel.body.bytes());
        let reason = |kind, text| Reason::new("", kind, text).maybe_about(parcel.about).on(over);
        if size > LARGEST {
            cx.note(reason(Kind::Failed, "refused: {a} bytes are more than the 1,000 KB of a record").a(size as i64));
            return Answer::failed(Fault::Client, 400, "InvalidArgumentException");
        }
        if self.mode == "ERROR" {
            cx.note(reason(Kind::Failed, "the delivery stream answers 500").because("Mode"));
            return Answer::failed(Fault::Unavailable, 500, "InternalFailure");
        }
        let room = |bucket: &mut Option<TokenBucket>, n| bucket.as_mut().is_none_or(|bucket| bucket.has(now, n));
        let setting = match () {
            () if self.mode == "THROTTLED" => "Mode",
            () if calls && !room(&mut self.calls, 1) => "RequestsRate",
            () if !room(&mut self.bytes, size) => "ThroughputMB",
            () => "",
        };
        if !setting.is_empty() {
            self.throttled.add(now, 1);
            cx.count(THROTTLED, 1);
            cx.note(reason(Kind::Throttled, "throttled: more than the quota of the delivery stream").because(setting));
            return Answer::failed(Fault::Throttled, 503, "ServiceUnavailableException");
        }
        let taken = |bucket: &mut Option<TokenBucket>, n| bucket.as_mut().is_none_or(|bucket| bucket.take(now, n));
        if calls {
            taken(&mut self.calls, 1);
            cx.count(REQUESTS, 1);
        }
        taken(&mut self.bytes, size);
        let message = self.take_over(cx, over, parcel);
        cx.gauge(BUFFERED, self.buffer.len() as f64);
        Answer::Done { status: 200, body: None, made: Some(message) }
    }

    /// A record goes into the buffer.
    pub(super) fn take_over(&mut self, cx: &mut Context, over: LinkId, parcel: Parcel) -> MessageId {
        let (now, size) = (cx.now(), parcel.body.bytes());
        self.rate.add(now, 1);
        cx.count(INCOMING, 1);
        cx.count(BYTES, size);
        cx.count(BILLED, size.div_ceil(BILLED_BYTES).max(1) * BILLED_BYTES);
        let message = cx.create(parcel.about, parcel.body.clone(), Attributes::NONE, Place::Waiting);
        cx.descend(message, parcel.lineage().cloned());
        let text = "in the buffer, which is delivered in {a:t} at the latest";
        if self.buffer.is_empty() {
            self.since = now;
            self.flush = Some(cx.wake_after(Class::Start, self.interval, Token::new(FLUSH, 0)));
        }
        self.buffer.push(message);
        self.buffered += size;
        let left = (self.since + self.interval).since(now);
        cx.note(Reason::new("", Kind::Waiting, text).about(message).on(over).a(left.0 as i64).because("IntervalInSeconds"));
        if self.buffered >= self.most {
            self.ship(cx, "SizeInMBs");
        }
        message
    }

    /// Records in batches that are under way.
    pub(super) fn under_way(&self) -> usize {
        self.batches.values().map(|batch| batch.records.len()).sum()
    }

    /// What is in the buffer becomes a batch.
    fn ship(&mut self, cx: &mut Context, setting: &'static str) {
        if let Some(key) = self.flush.take() {
            cx.cancel(key);
        }
        let records = std::mem::take(&mut self.buffer);
        if records.is_empty() {
            return;
        }
        let reason = Reason::new("", Kind::Sent, "the buffer is delivered: {a} records, {b} bytes").a(records.len() as i64);
        cx.note(reason.b(self.buffered as i64).because(setting));
        self.buffered = 0;
        self.numbered += 1;
        let now = cx.now();
        self.batches.insert(self.numbered, Batch { records, oldest: self.since, began: now, tries: 0, due: now });
        self.attempt(cx, self.numbered);
    }

    fn attempt(&mut self, cx: &mut Context, n: u64) {
        let Some(batch) = self.batches.get_mut(&n) else { return };
        batch.tries += 1;
        batch.due = cx.now();
        let Some(destination) = self.destination else {
            let latency = self.store.unwrap_or(Delay::NONE).draw(cx.stream());
            cx.wake_after(Class::Completion, latency, Token::new(STORED, n));
            return;
        };
        let records: Vec<_> = batch.records.iter().filter_map(|id| cx.message(*id)).map(|m| json!({"data": m.body.text()})).collect();
        let request = format!("{n:08x}-0000-4000-8000-000000000000");
        let body = json!({"requestId": request, "timestamp": cx.now().epoch_micros() / 1_000, "records": records});
        let kind = if batch.tries > 1 { Kind::Retried } else { Kind::Sent };
        let parcel = Parcel::new(Body::new(body.to_string()), batch.records.first().copied());
        cx.ask(Query::new(destination, Ask::Deliver(parcel)).within(PATIENCE).tag(n).drawn(kind));
    }

    fn delivered(&mut self, cx: &mut Context, n: u64, to_bucket: bool) {
        let Some(batch) = self.batches.remove(&n) else { return };
        cx.count(if to_bucket { TO_S3 } else { TO_HTTP }, batch.records.len() as u64);
        cx.gauge(FRESHNESS, cx.now().since(batch.oldest).as_seconds());
        for message in batch.records {
            let text = if to_bucket { "in the bucket, with its batch" } else { "taken by the endpoint, with its batch" };
            cx.note(Reason::new("", Kind::Delivered, text).about(message));
            cx.settle(message, Fate::Delivered);
        }
        // There is room for more.
        self.read_all(cx);
    }

    /// The destination did not take a batch.
    fn failed(&mut self, cx: &mut Context, n: u64, status: u16, to_bucket: bool) {
        let now = cx.now();
        self.failing.add(now, 1);
        let Some(batch) = self.batches.get_mut(&n) else { return };
        let (patience, setting) = if to_bucket { (BUCKET_PATIENCE, "Bucket") } else { (self.patience, "DurationInSeconds") };
        let delay = FIRST_DELAY.doubled(batch.tries - 1, LAST_DELAY);
        let count = batch.records.len() as i64;
        if (now + delay).since(batch.began) <= patience {
            batch.due = now + delay;
            let text = "a batch of {a} records failed: tried again in {b:t}";
            cx.note(Reason::new("", Kind::Retried, text).a(count).b(delay.0 as i64).because(setting));
            cx.wake_after(Class::Start, delay, Token::new(AGAIN, n));
            return;
        }
        let Some(batch) = self.batches.remove(&n) else { return };
        if to_bucket {
            self.lost.add(now, batch.records.len() as u64);
        } else {
            cx.count(BACKED_UP, batch.records.len() as u64);
        }
        for message in batch.records {
            if to_bucket {
                cx.note(Reason::new("", Kind::Dropped, "lost: the bucket took nothing for a day").about(message).because(setting));
                cx.settle(message, Fate::Dropped("the bucket took nothing for a day"));
            } else {
                let text = "the endpoint did not take it ({a}): kept in the backup bucket";
                cx.note(Reason::new("", Kind::DeadLettered, text).about(message).a(i64::from(status)).because(setting));
                cx.place(message, Place::DeadLettered);
                self.backup.push(message);
            }
        }
        self.read_all(cx);
    }
}

impl Behaviour for Stream {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let (c, now) = (cx.config(), cx.now());
        self.mode = match MODE.of(&c) {
            "ERROR" => "ERROR",
            "THROTTLED" => "THROTTLED",
            _ => "ACTIVE",
        };
        self.bucket_down = BUCKET.of(&c) == "DOWN";
        self.most = (SIZE.of(&c) as f64 * MEGABYTE) as u64;
        self.patience = RETRY_DURATION.of(&c);
        let (calls, bytes) = (REQUESTS_RATE.of(&c) as f64, THROUGHPUT.of(&c) * MEGABYTE);
        TokenBucket::keep(&mut self.calls, Some((calls, calls)), now);
        TokenBucket::keep(&mut self.bytes, Some((bytes, bytes)), now);
        self.latency = Some(Delay::spread(LATENCY_P50.of(&c), LATENCY_P99.of(&c)));
        self.store = Some(Delay::spread(STORE_P50.of(&c), STORE_P99.of(&c)));
        self.destination = cx.links(DESTINATION).first().copied();
        let interval = INTERVAL.of(&c);
        if interval != self.interval && !self.buffer.is_empty() {
            if let Some(key) = self.flush.take() {
                cx.cancel(key);
            }
            self.flush = Some(cx.wake_at(Class::Start, self.since + interval, Token::new(FLUSH, 0)));
        }
        self.interval = interval;
        if self.buffered >= self.most {
            self.ship(cx, "SizeInMBs");
        }
        self.follow_source(cx);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let answer = match call.ask {
            Ask::Deliver(parcel) => self.take_all(cx, call.link, parcel),
            _ => Answer::failed(Fault::Client, 400, "InvalidAction"),
        };
        let latency = self.latency.unwrap_or(Delay::NONE).draw(cx.stream());
        cx.answer(call.id, answer, latency);
    }

    fn answered(&mut self, cx: &mut Context, call: CallId, n: u64, answer: Answer) {
        if n & (LIST | READ) != 0 {
            return self.source_answered(cx, call, n, answer);
        }
        match answer {
            Answer::Done { status: 200..=299, .. } => self.delivered(cx, n, false),
            other => self.failed(cx, n, other.status(), false),
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        Some(match token.what {
            FLUSH => "the buffer is delivered",
            STORED => "an object is put into the bucket",
            READ_AGAIN | LIST_AGAIN => return None,
            _ => "a batch is tried again",
        })
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what {
            FLUSH => {
                self.flush = None;
                self.ship(cx, "IntervalInSeconds");
                cx.gauge(BUFFERED, 0.0);
            }
            READ_AGAIN => self.read_again(cx, token.n),
            LIST_AGAIN => self.read_all(cx),
            STORED if self.bucket_down => self.failed(cx, token.n, 503, true),
            STORED => self.delivered(cx, token.n, true),
            _ => self.attempt(cx, token.n),
        }
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.rate.per_second(view.now);
        let small = match (self.buffer.len(), self.batches.len()) {
            (0, 0) => "the buffer is empty".to_owned(),
            (0, batches) => format!("{batches} batches under way"),
            (n, _) => format!("{n} buffered, delivered in {}", (self.since + self.interval).since(view.now)),
        };
        let notice = |title: &str, text: &str| Some(Notice { title: title.into(), text: text.into(), rule: "" });
        let (tone, notice) = match () {
            () if self.lost.per_second(view.now) > 0.0 => {
                (Tone::Bad, notice("Losing records.", "The bucket took nothing for a day: these records are gone."))
            }
            () if self.throttled.per_second(view.now) > 0.0 => {
                (Tone::Warning, notice("Throttling.", "More records come than the quota allows. Senders must try again later."))
            }
            () if self.failing.per_second(view.now) > 0.0 => {
                (Tone::Warning, notice("The destination fails.", "Batches wait for another attempt, and the buffer fills on."))
            }
            () if self.mode == "ERROR" => (Tone::Bad, None),
            () => (Tone::Plain, None),
        };
        Status { reading: Reading::Number(rate, "/s"), small, tone, trend: rate, notice }
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        into.extend(&self.buffer);
        into.extend(self.batches.values().flat_map(|batch| &batch.records));
        into.extend(&self.backup);
    }

    fn contents(&self, view: &View, most: usize) -> Vec<Held> {
        let held = |message: &MessageId, doing, next| Held { message: *message, doing, next, tries: 0, link: None };
        let flush = Some((self.since + self.interval).since(view.now));
        let under_way = self.batches.values().flat_map(|batch| {
            let next = (batch.due > view.now).then(|| batch.due.since(view.now));
            batch.records.iter().map(move |m| (m, next))
        });
        let under_way = under_way.map(|(m, next)| held(m, "in a batch under way", next));
        let buffered = self.buffer.iter().map(|m| held(m, "in the buffer", flush));
        let kept = self.backup.iter().map(|m| held(m, "in the backup bucket", None));
        under_way.chain(buffered).chain(kept).take(most).collect()
    }
}
