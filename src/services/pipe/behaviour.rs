//! What a pipe does: poll, filter, enrich, deliver, delete.

use super::*;
use crate::sim::{
    Answer, Ask, Behaviour, Body, Call, CallId, Class, Context, Delay, Fault, Kind, LinkId, Notice, Parcel, Query, Reading,
    Reason, Receipt, Received, Span, Status, Time, Token, Tone, View,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Wake-ups.
const GROW: u32 = 0;
const POLL_AGAIN: u32 = 1;
const BEGIN: u32 = 2;

/// A poll waits so long for a message, and so long after one that failed.
const LONG_POLL: Span = Span::seconds(20);
const REST: Span = Span::seconds(1);
/// More batches at once there never are (EB-40).
const MOST: u64 = 1_250;
/// An execution takes so long at most (EB-40).
const PATIENCE: Span = Span::minutes(5);
/// Without messages for so long it goes back to its first size.
const CALM: Span = Span::seconds(60);
const TICK: Span = Span::seconds(1);
/// A message is billed by so many bytes (3.12).
const BILLED_BYTES: u64 = 65_536;

/// Tags of questions: the word, then the number of the batch.
const POLL_TAG: u64 = 0;
const ENRICH_TAG: u64 = 1 << 60;
const TARGET_TAG: u64 = 2 << 60;
const WORD: u64 = 7 << 60;

/// A batch under way.
#[derive(Clone, Debug)]
struct Batch {
    records: Vec<Received>,
    /// What goes to the target: what the enrichment made of the records, if there is one.
    content: Vec<Body>,
    since: Time,
    /// Messages that the target has not answered yet, if it gets them one by one.
    open: usize,
    failed: Vec<Receipt>,
}

/// A pipe.
#[derive(Clone, Default)]
pub struct Pipe {
    source: Option<LinkId>,
    target: Option<LinkId>,
    /// Whether the target gets the batch as one array, and may report failures.
    whole: bool,
    enrichment: Option<LinkId>,
    filter: Option<EventPattern>,
    runs: bool,
    most_in_batch: u32,
    first: u64,
    /// Growth a minute, and batches at once that are allowed now, in thousandths.
    more: u64,
    allowed: u64,
    overhead: Option<Delay>,
    polls: BTreeMap<CallId, Time>,
    batches: BTreeMap<u64, Batch>,
    numbered: u64,
    resting: bool,
    growing: bool,
    lively: Time,
    failing: Option<Time>,
}

impl Pipe {
    /// Polls for as many batches as there is room for.
    fn pump(&mut self, cx: &mut Context) {
        let Some(source) = self.source else { return };
        let busy = self.batches.len() as u64;
        cx.gauge(CONCURRENCY, busy as f64);
        let allowed = (self.allowed / 1_000).min(MOST);
        let room = if self.runs && !self.resting { allowed.saturating_sub(busy) } else { 0 };
        // Polls for which there is no room any more are taken back, the newest first.
        while self.polls.len() as u64 > room {
            let Some((call, _)) = self.polls.last_key_value().map(|(call, at)| (*call, *at)) else { break };
            if !cx.withdraw(call) {
                break;
            }
            self.polls.remove(&call);
        }
        while (self.polls.len() as u64) < room {
            let ask = Ask::Receive { most: self.most_in_batch, wait: Some(LONG_POLL), visibility: None, attempt: None };
            let call = cx.ask(Query::new(source, ask).tag(POLL_TAG).instant(true));
            self.polls.insert(call, cx.now());
        }
        if self.runs && busy >= allowed && allowed < MOST && !self.growing {
            self.growing = true;
            cx.wake_after(Class::Start, TICK, Token::new(GROW, 0));
        }
    }

    fn polled(&mut self, cx: &mut Context, call: CallId, answer: Answer) {
        let Some(asked) = self.polls.remove(&call) else { return };
        let now = cx.now();
        let failed = match answer {
            Answer::Messages { batch, .. } => {
                let at_once = batch.is_empty() && asked == now;
                if !batch.is_empty() {
                    self.lively = now;
                    self.received(cx, batch);
                } else if now.since(self.lively) >= CALM {
                    self.allowed = self.allowed.min(self.first * 1_000);
                }
                at_once
            }
            _ => {
                cx.note(Reason::new("EB-41", Kind::Failed, "a poll failed: polling goes on in 1 s").on(self.source.unwrap_or(LinkId(0))));
                true
            }
        };
        if failed && !self.resting {
            self.resting = true;
            cx.wake_after(Class::Start, REST, Token::new(POLL_AGAIN, 0));
        }
        self.pump(cx);
    }

    /// Messages came: those that pass make a batch.
    fn received(&mut self, cx: &mut Context, messages: Vec<Received>) {
        let Some(source) = self.source else { return };
        cx.count(EVENTS, messages.len() as u64);
        let passes = |m: &Received| self.filter.as_ref().is_none_or(|filter| filter.matches(&record(m)));
        let (records, left): (Vec<Received>, Vec<Received>) = messages.into_iter().partition(passes);
        if !left.is_empty() {
            cx.count(FILTERED, left.len() as u64);
            for message in &left {
                let reason = Reason::new("EB-41", Kind::Filtered, "kept out by the filter of the pipe: deleted");
                cx.note(reason.about(message.receipt.message).on(source).because("FilterCriteria"));
            }
            delete(cx, source, left.iter().map(|m| m.receipt).collect());
        }
        if records.is_empty() {
            return;
        }
        cx.count(INVOCATIONS, 1);
        cx.count(REQUESTS, records.iter().map(|m| m.body.bytes().div_ceil(BILLED_BYTES).max(1)).sum());
        for message in &records {
            let reason = Reason::new("EB-39", Kind::Received, "passes the filter, in a batch of {a}").a(records.len() as i64);
            cx.note(reason.about(message.receipt.message).on(source).because("BatchSize"));
        }
        let content = records.iter().map(|m| m.body.clone()).collect();
        self.numbered += 1;
        let batch = Batch { records, content, since: cx.now(), open: 0, failed: Vec::new() };
        self.batches.insert(self.numbered, batch);
        let overhead = self.overhead.map_or(Span::ZERO, |delay| delay.draw(cx.stream()));
        cx.wake_after(Class::Start, overhead, Token::new(BEGIN, self.numbered));
    }

    /// Enrichment first, if there is one; else straight to the target.
    fn begin(&mut self, cx: &mut Context, n: u64) {
        let (Some(batch), Some(enrichment)) = (self.batches.get(&n), self.enrichment) else { return self.deliver(cx, n) };
        let about = batch.records.first().map(|r| r.receipt.message);
        let all: Vec<Value> = batch.records.iter().map(record).collect();
        let parcel = Parcel::new(Body::new(Value::from(all).to_string()), about);
        cx.ask(Query::new(enrichment, Ask::Deliver(parcel)).within(PATIENCE).tag(ENRICH_TAG | n));
    }

    fn enriched(&mut self, cx: &mut Context, n: u64, answer: Answer) {
        let Some(batch) = self.batches.get_mut(&n) else { return };
        let Answer::Done { status: 200..=299, body, .. } = answer else {
            cx.count(ENRICHMENT_FAILED, 1);
            return self.fail(cx, n, "the enrichment failed");
        };
        // An array goes on element by element, anything else as one; without an answer the records go on as they are.
        match body.as_ref().map(|body| (body, body.json())) {
            Some((_, Some(Value::Array(all)))) => batch.content = all.iter().map(|v| Body::new(v.to_string())).collect(),
            Some((body, _)) => batch.content = vec![body.clone()],
            None => {}
        }
        self.deliver(cx, n);
    }

    fn deliver(&mut self, cx: &mut Context, n: u64) {
        let (Some(batch), Some(target)) = (self.batches.get_mut(&n), self.target) else { return };
        let parcels: Vec<Parcel> = if self.whole {
            let values = batch.content.iter().map(|b| b.json().cloned().unwrap_or_else(|| b.text().into()));
            let body = Body::new(Value::from(values.collect::<Vec<_>>()).to_string());
            vec![Parcel::new(body, batch.records.first().map(|r| r.receipt.message))]
        } else {
            let about = |at: usize| batch.records.get(at).or(batch.records.first()).map(|r| r.receipt.message);
            batch.content.iter().enumerate().map(|(at, body)| Parcel::new(body.clone(), about(at))).collect()
        };
        batch.open = parcels.len();
        if parcels.is_empty() {
            return self.done(cx, n);
        }
        for parcel in parcels {
            cx.ask(Query::new(target, Ask::Deliver(parcel)).within(PATIENCE).tag(TARGET_TAG | n));
        }
    }

    fn delivered(&mut self, cx: &mut Context, n: u64, answer: Answer) {
        let Some(batch) = self.batches.get_mut(&n) else { return };
        batch.open = batch.open.saturating_sub(1);
        match answer {
            Answer::Done { status: 200..=299, body, .. } => {
                let report = body.as_ref().and_then(Body::json).and_then(|b| b.get("batchItemFailures")?.as_array().cloned());
                let listed = report.unwrap_or_default();
                let named = |r: &&Received| {
                    listed.iter().any(|f| f.get("itemIdentifier").and_then(Value::as_str) == Some(&id(r)))
                };
                let failed: Vec<Receipt> = batch.records.iter().filter(named).map(|r| r.receipt).collect();
                batch.failed.extend(failed);
            }
            _ => {
                let all: Vec<Receipt> = batch.records.iter().map(|r| r.receipt).collect();
                batch.failed = all;
            }
        }
        if batch.open == 0 {
            self.done(cx, n);
        }
    }

    /// All answers are there: what did not fail is deleted, the rest comes back by itself.
    fn done(&mut self, cx: &mut Context, n: u64) {
        let Some(batch) = self.batches.get(&n) else { return };
        if batch.failed.len() == batch.records.len() {
            cx.count(TARGET_FAILED, 1);
            return self.fail(cx, n, "the target did not take the batch");
        }
        let Some(batch) = self.batches.remove(&n) else { return };
        cx.gauge(DURATION, cx.now().since(batch.since).as_millis());
        if !batch.failed.is_empty() {
            cx.count(PARTLY_FAILED, 1);
        }
        let mut well = Vec::new();
        for record in &batch.records {
            if batch.failed.contains(&record.receipt) {
                let reason = Reason::new("EB-42", Kind::Failed, "reported as failed: stays in the queue");
                cx.note(reason.about(record.receipt.message));
            } else {
                well.push(record.receipt);
            }
        }
        if let Some(source) = self.source {
            delete(cx, source, well);
        }
        self.pump(cx);
    }

    fn fail(&mut self, cx: &mut Context, n: u64, why: &'static str) {
        let Some(batch) = self.batches.remove(&n) else { return };
        cx.count(FAILED, 1);
        cx.gauge(DURATION, cx.now().since(batch.since).as_millis());
        self.failing = Some(cx.now());
        for record in &batch.records {
            let text = "{word}: stays in the queue until it is visible again";
            cx.note(Reason::new("EB-41", Kind::Failed, text).word(why).about(record.receipt.message));
        }
        self.pump(cx);
    }
}

/// Deletes are part of the service: nobody waits for them.
fn delete(cx: &mut Context, source: LinkId, receipts: Vec<Receipt>) {
    if !receipts.is_empty() {
        cx.ask(Query::new(source, Ask::Delete(receipts)).unanswered());
    }
}

/// The id by which a target names a message.
fn id(message: &Received) -> String {
    message.receipt.message.serial.to_string()
}

/// A message as filter, enrichment and target see it.
fn record(message: &Received) -> Value {
    let body = message.body.json().cloned().unwrap_or_else(|| Value::String(message.body.text().to_owned()));
    let attribute = |(name, a): (&String, &crate::sim::Attribute)| {
        (name.clone(), json!({ "dataType": a.data_type, "stringValue": a.string_value }))
    };
    let attributes: serde_json::Map<String, Value> = message.attributes.iter().map(attribute).collect();
    json!({ "messageId": id(message), "body": body, "messageAttributes": attributes })
}

impl Behaviour for Pipe {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let c = cx.config();
        self.source = cx.links(SOURCE).first().copied();
        self.target = cx.links(TARGET).first().copied();
        self.whole = self.target.is_some_and(|t| [INVOKE.key, INVOKE_EVENT.key].contains(&cx.link(t).role));
        self.enrichment = cx.links(ENRICHMENT).first().copied();
        let filter = FILTER.of(&c).trim();
        self.filter = EventPattern::parse(filter).ok();
        let broken = !filter.is_empty() && self.filter.is_none();
        self.runs = DESIRED_STATE.of(&c) == "RUNNING" && self.target.is_some() && !broken;
        self.most_in_batch = self.source.map_or(10, |s| BATCH_SIZE.of(&cx.link_config(s)) as u32);
        self.first = FIRST.of(&c) as u64;
        self.more = MORE.of(&c) as u64;
        self.allowed = self.allowed.max(self.first * 1_000);
        self.overhead = Some(Delay::spread(OVERHEAD_P50.of(&c), OVERHEAD_P99.of(&c)));
        self.pump(cx);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        cx.answer(call.id, Answer::failed(Fault::Client, 400, "InvalidAction"), Span::ZERO);
    }

    fn answered(&mut self, cx: &mut Context, call: CallId, tag: u64, answer: Answer) {
        let n = tag & !WORD;
        match tag & WORD {
            ENRICH_TAG => self.enriched(cx, n, answer),
            TARGET_TAG => self.delivered(cx, n, answer),
            _ => self.polled(cx, call, answer),
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        (token.what == BEGIN).then_some("a pipe goes on")
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what {
            BEGIN => return self.begin(cx, token.n),
            GROW => {
                self.growing = false;
                let allowed = (self.allowed / 1_000).min(MOST);
                if self.batches.len() as u64 >= allowed {
                    self.allowed = (self.allowed + self.more * 1_000 / 60).min(MOST * 1_000);
                    let now = self.allowed / 1_000;
                    if now > allowed {
                        let reason = Reason::new("EB-41", Kind::Scaled, "messages wait: up to {a} batches at once");
                        cx.note(reason.a(now as i64).because("MoreBatchesPerMinute"));
                    }
                }
            }
            _ => self.resting = false,
        }
        self.pump(cx);
    }

    fn status(&self, view: &View) -> Status {
        let busy = self.batches.len();
        let failing = self.failing.is_some_and(|at| view.now.since(at) < Span::seconds(10));
        let small = match (self.runs, self.allowed / 1_000) {
            (false, _) => "does not poll".to_owned(),
            (true, allowed) => format!("up to {} at once", allowed.min(MOST)),
        };
        let notice = failing.then(|| Notice {
            title: "Batches fail.".into(),
            text: "Their messages come back after the visibility timeout of the queue, and go to its dead-letter queue in the end.".into(),
            rule: "EB-41",
        });
        let tone = if failing { Tone::Warning } else { Tone::Plain };
        Status { reading: Reading::Number(busy as f64, "running"), small, tone, trend: busy as f64, notice }
    }
}
