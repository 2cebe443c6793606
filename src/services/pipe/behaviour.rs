//! What a pipe does: poll, filter, enrich, deliver, delete.

use super::delivery::Takes;
use super::rates::{Rates, Stage};
use super::template::PipeTemplate;
use super::*;
use crate::sim::{
    Answer, Ask, Behaviour, Body, Call, CallId, Class, Context, Delay, Fault, Kind, LinkId, Notice, Query, Reading, Reason,
    Receipt, Received, Share, Span, Status, Time, Token, Tone, View, WakeKey,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

/// Wake-ups.
const GROW: u32 = 0;
const POLL_AGAIN: u32 = 1;
const BEGIN: u32 = 2;
const WINDOW_OVER: u32 = 3;
pub(super) const RELEASE: u32 = 4;
pub(super) const OVERDUE: u32 = 5;

/// A poll waits so long for a message, and so long after one that failed.
const LONG_POLL: Span = Span::seconds(20);
const REST: Span = Span::seconds(1);
/// More batches at once there never are (EB-40).
const MOST: u64 = 1_250;
/// The executions of the account, shared by all pipes; its usual size in large Regions (EB-40).
const ACCOUNT_POOL: &str = "pipes";
const USUAL_ACCOUNT: u64 = 3_000;
/// A poll brings at most so many messages, and a batch without a window has no more.
const MOST_AT_ONCE: usize = 10;
/// A batch of a function has at most so many bytes (EB-43).
const LARGEST: u64 = 6 * 1_048_576;
/// Without messages for so long it goes back to its first size.
const CALM: Span = Span::seconds(60);
const TICK: Span = Span::seconds(1);
/// A message is billed by so many bytes (3.12).
const BILLED_BYTES: u64 = 65_536;

/// Tags of questions: the word, then the number of the batch.
const POLL_TAG: u64 = 0;
pub(super) const ENRICH_TAG: u64 = 1 << 60;
pub(super) const TARGET_TAG: u64 = 2 << 60;
const WORD: u64 = 7 << 60;

/// A batch under way.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub records: Vec<Received>,
    /// What the enrichment made of the records, if there is one.
    pub content: Option<Vec<Body>>,
    pub since: Time,
    /// Calls of the target without an answer, and which of the messages each carries.
    pub open: BTreeMap<CallId, Range<usize>>,
    /// Whether each message of the calls stands for the record at the same place.
    pub tied: bool,
    pub failed: Vec<Receipt>,
    /// While it waits for the rate of an API destination: the end of its five minutes.
    pub overdue: Option<WakeKey>,
}

impl Batch {
    /// Some of the messages failed; if they stand for no records in particular, all of these did.
    pub fn fail(&mut self, range: Range<usize>) {
        let range = if self.tied { range } else { 0..self.records.len() };
        for record in self.records.get(range).into_iter().flatten() {
            if !self.failed.contains(&record.receipt) {
                self.failed.push(record.receipt);
            }
        }
    }
}

/// A pipe.
#[derive(Clone, Default)]
pub struct Pipe {
    source: Option<LinkId>,
    pub(super) target: Option<LinkId>,
    pub(super) takes: Takes,
    pub(super) enrichment: Option<LinkId>,
    pub(super) enrichment_template: Option<PipeTemplate>,
    pub(super) target_template: Option<PipeTemplate>,
    /// The rates of API destinations.
    pub(super) rates: Rates,
    filter: Option<EventPattern>,
    runs: bool,
    most_in_batch: usize,
    window: Span,
    /// What is gathered for the next batch, and the end of its window.
    gathered: Vec<Received>,
    window_over: Option<WakeKey>,
    /// Batches that wait for an execution of the account.
    held: VecDeque<Vec<Received>>,
    first: u64,
    /// Growth a minute, and batches at once that are allowed now, in thousandths.
    more: u64,
    allowed: u64,
    overhead: Option<Delay>,
    polls: BTreeMap<CallId, Time>,
    pub(super) batches: BTreeMap<u64, Batch>,
    numbered: u64,
    resting: bool,
    growing: bool,
    lively: Time,
    failing: Option<Time>,
}

impl Pipe {
    /// Polls for as many batches as there is room for.
    pub(super) fn pump(&mut self, cx: &mut Context) {
        let Some(source) = self.source else { return };
        while self.free_of_account(cx) > 0
            && let Some(records) = self.held.pop_front()
        {
            self.execute(cx, records);
        }
        let busy = self.batches.len() as u64;
        cx.gauge(CONCURRENCY, busy as f64);
        let allowed = (self.allowed / 1_000).min(MOST);
        let own = allowed.saturating_sub(busy + self.held.len() as u64);
        let free = self.free_of_account(cx);
        let room = if self.runs && !self.resting { own.min(free) } else { 0 };
        // Polls for which there is no room any more are taken back, the newest first.
        while self.polls.len() as u64 > room {
            let Some((call, _)) = self.polls.last_key_value().map(|(call, at)| (*call, *at)) else { break };
            if !cx.withdraw(call) {
                break;
            }
            self.polls.remove(&call);
        }
        while (self.polls.len() as u64) < room {
            let most = self.most_in_batch.min(MOST_AT_ONCE) as u32;
            let ask = Ask::Receive { most, wait: Some(LONG_POLL), visibility: None, attempt: None };
            let call = cx.ask(Query::new(source, ask).tag(POLL_TAG).instant(true));
            self.polls.insert(call, cx.now());
        }
        let more = busy >= allowed && allowed < MOST;
        if self.runs && (more || own > free || !self.held.is_empty()) && !self.growing {
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
        if self.window == Span::ZERO {
            return self.execute(cx, records);
        }
        for message in records {
            let bytes: u64 = self.gathered.iter().map(|m| m.body.bytes()).sum();
            if !self.gathered.is_empty() && bytes + message.body.bytes() > LARGEST {
                self.close_window(cx);
            }
            if self.gathered.is_empty() {
                let reason = Reason::new("EB-43", Kind::Waiting, "waits for more: a batch is gathered for {a:t} at most");
                cx.note(reason.about(message.receipt.message).on(source).a(self.window.0 as i64).because("MaximumBatchingWindowInSeconds"));
                self.window_over = Some(cx.wake_after(Class::Start, self.window, Token::new(WINDOW_OVER, 0)));
            }
            self.gathered.push(message);
            if self.gathered.len() >= self.most_in_batch {
                self.close_window(cx);
            }
        }
    }

    /// What was gathered becomes a batch.
    fn close_window(&mut self, cx: &mut Context) {
        if let Some(key) = self.window_over.take() {
            cx.cancel(key);
        }
        let records = std::mem::take(&mut self.gathered);
        if !records.is_empty() {
            self.execute(cx, records);
        }
    }

    /// How many more executions the account has for this pipe (EB-40).
    fn free_of_account(&mut self, cx: &mut Context) -> u64 {
        let busy = self.batches.len() as u64;
        cx.claim(ACCOUNT_POOL, Share { claimed: busy, used: busy });
        let limit = cx.pool_size(ACCOUNT_POOL).unwrap_or(USUAL_ACCOUNT);
        limit.saturating_sub(cx.claims_of_others(ACCOUNT_POOL).claimed + busy)
    }

    /// A batch is an execution, if the account has one left.
    fn execute(&mut self, cx: &mut Context, records: Vec<Received>) {
        let Some(source) = self.source else { return };
        if self.free_of_account(cx) == 0 {
            for message in &records {
                let reason = Reason::new("EB-40", Kind::Waiting, "waits: all executions of the account's pipes are in use");
                cx.note(reason.about(message.receipt.message).on(source).because("AccountExecutions"));
            }
            return self.held.push_back(records);
        }
        cx.count(INVOCATIONS, 1);
        cx.count(REQUESTS, records.iter().map(|m| m.body.bytes().div_ceil(BILLED_BYTES).max(1)).sum());
        for message in &records {
            let reason = Reason::new("EB-39", Kind::Received, "passes the filter, in a batch of {a}").a(records.len() as i64);
            cx.note(reason.about(message.receipt.message).on(source).because("BatchSize"));
        }
        self.numbered += 1;
        let batch = Batch { records, content: None, since: cx.now(), open: BTreeMap::new(), tied: true, failed: Vec::new(), overdue: None };
        self.batches.insert(self.numbered, batch);
        self.free_of_account(cx);
        let overhead = self.overhead.map_or(Span::ZERO, |delay| delay.draw(cx.stream()));
        cx.wake_after(Class::Start, overhead, Token::new(BEGIN, self.numbered));
    }

    /// All answers are there: what did not fail is deleted, the rest comes back by itself.
    pub(super) fn done(&mut self, cx: &mut Context, n: u64) {
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

    pub(super) fn fail(&mut self, cx: &mut Context, n: u64, why: &'static str) {
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
        cx.ask(Query::new(source, Ask::Delete(receipts.into())).unanswered());
    }
}

/// The id by which a target names a message.
pub(super) fn id(message: &Received) -> String {
    message.receipt.message.serial.to_string()
}

/// A message as filter, enrichment and target see it.
pub(super) fn record(message: &Received) -> Value {
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
        self.takes = self.target.map_or(Takes::Whole, |t| Takes::of(cx.link(t).role));
        self.enrichment = cx.links(ENRICHMENT).first().copied();
        // A template with a mistake is a problem that the checks report; the run goes on without it.
        let template = |link: Option<LinkId>| {
            link.and_then(|link| PipeTemplate::parse(INPUT_TEMPLATE.of(&cx.link_config(link))).ok()).flatten()
        };
        (self.enrichment_template, self.target_template) = (template(self.enrichment), template(self.target));
        let filter = FILTER.of(&c).trim();
        self.filter = EventPattern::parse(filter).ok();
        let broken = !filter.is_empty() && self.filter.is_none();
        self.runs = DESIRED_STATE.of(&c) == "RUNNING" && self.target.is_some() && !broken;
        self.window = self.source.map_or(Span::ZERO, |s| BATCH_WINDOW.of(&cx.link_config(s)));
        let most = self.source.map_or(MOST_AT_ONCE, |s| BATCH_SIZE.of(&cx.link_config(s)) as usize);
        self.most_in_batch = if self.window == Span::ZERO { most.min(MOST_AT_ONCE) } else { most };
        if self.window == Span::ZERO || self.gathered.len() >= self.most_in_batch {
            self.close_window(cx);
        }
        cx.size_pool(ACCOUNT_POOL, ACCOUNT.of(&c).map(|most| most as u64));
        self.first = FIRST.of(&c) as u64;
        self.more = MORE.of(&c) as u64;
        self.allowed = self.allowed.max(self.first * 1_000);
        self.overhead = Some(Delay::spread(OVERHEAD_P50.of(&c), OVERHEAD_P99.of(&c)));
        self.read_rates(cx);
        self.pump(cx);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        cx.answer(call.id, Answer::failed(Fault::Client, 400, "InvalidAction"), Span::ZERO);
    }

    fn answered(&mut self, cx: &mut Context, call: CallId, tag: u64, answer: Answer) {
        let n = tag & !WORD;
        match tag & WORD {
            ENRICH_TAG => self.enriched(cx, n, answer),
            TARGET_TAG => self.delivered(cx, call, n, answer),
            _ => self.polled(cx, call, answer),
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            BEGIN => Some("a pipe goes on"),
            WINDOW_OVER => Some("a batching window ends"),
            RELEASE => Some("an API destination takes another call"),
            OVERDUE => Some("an execution's five minutes end"),
            _ => None,
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what {
            BEGIN => return self.begin(cx, token.n),
            RELEASE => return self.release(cx, Stage::of(token.n)),
            OVERDUE => return self.overdue(cx, token.n),
            WINDOW_OVER => {
                self.window_over = None;
                self.close_window(cx);
            }
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
            (true, _) if !self.held.is_empty() => format!("{} wait for the account", self.held.len()),
            (true, _) if !self.gathered.is_empty() => format!("gathers {} messages", self.gathered.len()),
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
