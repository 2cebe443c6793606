//! Event source mappings and the world: polls, batches that run, throttled batches, what comes of a batch
//! (LAM-21, 23 to 28, 30, 43).

use super::behaviour::{Function, POLL, tag};
use super::handler::{Origin, Outcome, Record};
use super::mapping::{Batch, CALM, Mapping, Poll};
use super::settings::Response;
use super::*;
use crate::sim::{Answer, Ask, CallId, Class, Context, Fault, Kind, LinkId, Query, Reason, Receipt, Received, Span, Token};
use serde_json::{Map, Value, json};

/// Wake-ups of a mapping; the number is the wire's, or the throttled batch's.
pub const BATCH_AGAIN: u32 = 10;
pub const WINDOW_ENDS: u32 = 11;
pub const GROW: u32 = 12;
pub const CALM_DOWN: u32 = 13;
pub const POLL_AGAIN: u32 = 14;
pub const POLL_PACED: u32 = 15;
pub const DOZE: u32 = 16;

/// A receive takes at most so many messages, and waits so long for the first.
const RECEIVE: usize = 10;
const LONG_POLL: Span = Span::seconds(20);
/// After a poll that failed.
const REST: Span = Span::seconds(1);
const TICK: Span = Span::seconds(1);
/// A throttled batch is tried again after this, doubled up to that (LAM-43).
const AGAIN_FIRST: Span = Span::seconds(1);
const AGAIN_MOST: Span = Span::seconds(30);
/// What tells whether messages wait.
const BACKLOG: &str = "ApproximateNumberOfMessagesVisible";

/// A throttled batch.
#[derive(Clone, Debug)]
pub struct Stuck {
    pub link: LinkId,
    batch: Batch,
    tries: u32,
}

impl Function {
    /// Starts what is ready, polls for what there is room for, takes back polls for which there is none.
    pub fn pump(&mut self, cx: &mut Context, link: LinkId) {
        let settings = self.settings();
        let Some(s) = settings.mappings.get(&link) else { return };
        loop {
            let Some(m) = self.mappings.get_mut(&link) else { return };
            if m.running + m.stuck >= m.allowed(s.pace) {
                break;
            }
            let Some(batch) = m.ready.pop_front() else { break };
            self.dispatch(cx, link, batch, 0);
        }
        let quota = self.intake();
        let in_hand: u64 = self.mappings.values().map(|m| m.in_hand).sum();
        let Some(m) = self.mappings.get_mut(&link) else { return };
        let (now, busy, allowed) = (cx.now(), m.busy(), m.allowed(s.pace));
        let goes = s.enabled && !m.resting && quota != Some(0);
        let room = if goes { allowed.saturating_sub(busy) as usize } else { 0 };
        let mut wanted = (room * s.batch).saturating_sub(m.filling());
        if let Some(quota) = quota {
            wanted = wanted.min(quota.saturating_sub(in_hand) as usize);
        }
        // An answered poll cannot be taken back: its messages are on their way.
        let mut asked: usize = m.polls.iter().map(|p| p.most).sum();
        let mut n = m.polls.len();
        while n > 0 && (m.polls.len() > room || asked > wanted) {
            n -= 1;
            if cx.withdraw(m.polls[n].call) {
                asked -= m.polls.remove(n).most;
            }
        }
        while !m.pacing && m.polls.len() < room && asked < wanted {
            let wait = m.wait_to_poll(now);
            if wait > Span::ZERO {
                m.pacing = true;
                cx.wake_after(Class::Start, wait, Token::new(POLL_PACED, u64::from(link.0)));
                break;
            }
            let most = RECEIVE.min(s.batch).min(wanted - asked);
            let attempt = m.attempt();
            let ask =
                Ask::Receive { most: most as u32, wait: Some(LONG_POLL), visibility: None, attempt: Some(attempt) };
            let call = cx.ask(Query::new(link, ask).tag(tag(POLL, u64::from(link.0))).instant(true));
            m.polls.push(Poll { call, most, asked: now, attempt });
            asked += most;
        }
        if busy > s.pace.first {
            m.lively = now;
        }
        if goes && busy >= allowed && allowed < s.pace.most && !m.growing {
            m.growing = true;
            cx.wake_after(Class::Start, TICK, Token::new(GROW, u64::from(link.0)));
        }
        if s.pace.low < s.pace.first && !m.dozing && !m.dozes {
            m.dozes = true;
            cx.wake_at(Class::Start, (m.seen + CALM).max(now + TICK), Token::new(DOZE, u64::from(link.0)));
        }
        if allowed > s.pace.first && !m.calming {
            m.calming = true;
            cx.wake_at(Class::Start, m.lively + CALM, Token::new(CALM_DOWN, u64::from(link.0)));
        }
    }

    /// All mappings.
    pub fn pump_all(&mut self, cx: &mut Context) {
        let links: Vec<LinkId> = self.mappings.keys().copied().collect();
        links.into_iter().for_each(|link| self.pump(cx, link));
        self.pump_streams(cx);
    }

    /// The answer to a poll.
    pub fn polled(&mut self, cx: &mut Context, link: LinkId, call: CallId, answer: Answer) {
        let settings = self.settings();
        let now = cx.now();
        let Some(m) = self.mappings.get_mut(&link) else { return };
        let Some(at) = m.polls.iter().position(|p| p.call == call) else { return };
        let poll = m.polls.remove(at);
        let failed = match answer {
            Answer::Messages { batch, left } => {
                if left > 0 {
                    m.lively = now;
                }
                if !batch.is_empty() {
                    (m.seen, m.dozing) = (now, false);
                }
                // An empty answer at the instant of asking would be asked again at the same instant for ever.
                let at_once = batch.is_empty() && poll.asked == now;
                m.carry(now, batch.iter().map(|r| r.body.bytes() + r.attributes.bytes()).sum());
                self.received(cx, link, batch);
                at_once
            }
            answer => {
                if answer.fault() == Some(Fault::TimedOut) {
                    m.lost(poll);
                }
                cx.note(Reason::new("LAM-21", Kind::Failed, "a poll failed: polling goes on in 1 s").on(link));
                true
            }
        };
        let rests = |m: &&mut Mapping| failed && !m.resting && settings.mappings.contains_key(&link);
        if let Some(m) = self.mappings.get_mut(&link).filter(rests) {
            m.resting = true;
            cx.wake_after(Class::Start, REST, Token::new(POLL_AGAIN, u64::from(link.0)));
        }
        self.pump(cx, link);
    }

    /// Messages arrive: those that the filter lets through fill batches.
    fn received(&mut self, cx: &mut Context, link: LinkId, messages: Vec<Received>) {
        let settings = self.settings();
        let Some(s) = settings.mappings.get(&link) else { return };
        let passes = |m: &Received| s.filter.as_ref().is_none_or(|f| f.matches(&filtered(m)));
        let (taken, left): (Vec<Received>, Vec<Received>) = messages.into_iter().partition(passes);
        if !left.is_empty() {
            cx.count(FILTERED, left.len() as u64);
            for message in &left {
                let reason = Reason::new("LAM-30", Kind::Filtered, "kept out by the filter of the mapping: deleted");
                cx.note(reason.about(message.receipt.message).on(link).because("FilterCriteria"));
            }
            delete(cx, link, left.iter().map(|m| m.receipt).collect());
        }
        let taken = self.without_loops(cx, link, taken);
        let expires = cx.now() + s.visibility;
        let Some(m) = self.mappings.get_mut(&link) else { return };
        taken.into_iter().for_each(|message| m.collect(message, expires, s.batch));
        if s.window == Span::ZERO {
            m.close();
        }
        match (m.filling(), m.window) {
            (0, Some(key)) => {
                cx.cancel(key);
                m.window = None;
            }
            (1.., None) => {
                let token = Token::new(WINDOW_ENDS, u64::from(link.0));
                m.window = Some(cx.wake_after(Class::Start, s.window, token));
            }
            _ => {}
        }
    }

    /// A batch starts to run, or is throttled; `tries` attempts were throttled before.
    fn dispatch(&mut self, cx: &mut Context, link: LinkId, batch: Batch, tries: u32) {
        if cx.now() > batch.expires {
            return self.lose(cx, link, &batch);
        }
        let record = |r: &Received| Record {
            body: r.body.clone(),
            about: Some(r.receipt.message),
            lineage: cx.message(r.receipt.message).and_then(|m| m.lineage.clone()),
        };
        let records: Vec<Record> = batch.records.iter().map(record).collect();
        let (size, messages) = (records.len() as i64, records.iter().filter_map(|r| r.about).collect::<Vec<_>>());
        let qualifier = self.settings().qualifier(link).cloned();
        match self.invoke(cx, Origin::Batch(link, batch), qualifier.as_deref(), records) {
            Ok(()) => {
                if let Some(m) = self.mappings.get_mut(&link) {
                    m.running += 1;
                }
                for message in messages {
                    if self.repeats.begin(message) {
                        cx.count(REPEATED, 1);
                        let text = "worked on although it is being worked on, or was done, already";
                        cx.note(
                            Reason::new("SQS-5", Kind::Duplicate, text)
                                .about(message)
                                .on(link)
                                .because("VisibilityTimeout"),
                        );
                    }
                    let reason = Reason::new("LAM-23", Kind::Received, "invoked with a batch of {a}").a(size);
                    cx.note(reason.about(message).on(link).because("BatchSize"));
                }
            }
            Err((_, Origin::Batch(_, batch))) => self.throttled(cx, link, batch, tries + 1),
            Err(_) => {}
        }
    }

    fn throttled(&mut self, cx: &mut Context, link: LinkId, batch: Batch, tries: u32) {
        let now = cx.now();
        self.in_trouble(cx, link);
        let delay = AGAIN_FIRST.doubled(tries - 1, AGAIN_MOST);
        // An attempt at or after the expiry is not made; the batch is given up then.
        let at = (now + delay).min(batch.expires);
        if let Some(m) = self.mappings.get_mut(&link) {
            m.stuck += 1;
        }
        let reason = Reason::new("LAM-25", Kind::Waiting, "throttled {a} times: looked at again in {b:t}");
        let reason = reason.a(i64::from(tries)).b(at.since(now).0 as i64).on(link);
        cx.note(reason.maybe_about(batch.records.first().map(|r| r.receipt.message)));
        self.next += 1;
        let class = if at == batch.expires { Class::Expiry } else { Class::Start };
        cx.wake_at(class, at, Token::new(BATCH_AGAIN, self.next));
        self.stuck.insert(self.next, Stuck { link, batch, tries });
    }

    /// A throttled batch is looked at again.
    pub fn batch_again(&mut self, cx: &mut Context, id: u64) {
        let Some(Stuck { link, batch, tries }) = self.stuck.remove(&id) else { return };
        if let Some(m) = self.mappings.get_mut(&link) {
            m.stuck -= 1;
        }
        if cx.now() >= batch.expires {
            self.lose(cx, link, &batch);
        } else {
            self.dispatch(cx, link, batch, tries);
        }
        self.pump(cx, link);
    }

    /// The poller drops a batch whose messages are visible again.
    fn lose(&mut self, cx: &mut Context, link: LinkId, batch: &Batch) {
        if let Some(m) = self.mappings.get_mut(&link) {
            m.in_hand = m.in_hand.saturating_sub(batch.records.len() as u64);
        }
        for message in &batch.records {
            let text = "the poller drops it: its visibility timeout ended before it could run";
            let reason = Reason::new("LAM-25", Kind::Skipped, text).about(message.receipt.message).on(link);
            cx.note(reason.because("VisibilityTimeout"));
        }
    }

    /// An invocation with a batch has ended.
    pub fn batch_ran(&mut self, cx: &mut Context, link: LinkId, batch: Batch, failed: &[usize], outcome: Outcome) {
        let late = cx.now() >= batch.expires;
        let settings = self.settings();
        let mapping = settings.mappings.get(&link);
        let stops = mapping.is_some_and(|s| s.stops);
        let returned = mapping.filter(|s| s.partial && outcome == Outcome::Success).map_or(Response::Right, |s| s.response);
        let failed = if returned == Response::Empty { &[] } else { failed };
        let unusable = returned == Response::Unusable;
        if let Some(m) = self.mappings.get_mut(&link) {
            m.running -= 1;
            m.in_hand = m.in_hand.saturating_sub(batch.records.len() as u64);
        }
        let success = outcome == Outcome::Success;
        let mut done = Vec::new();
        for (n, record) in batch.records.iter().enumerate() {
            let message = record.receipt.message;
            let well = success && !unusable && !failed.contains(&n);
            self.repeats.end(message, well && late);
            if well {
                done.push(record.receipt);
                continue;
            }
            // A handler that stops lists what it did not come to as well.
            let reason = if unusable {
                Reason::new("LAM-26", Kind::Failed, "Lambda cannot use what the handler returned: the whole batch counts as failed")
                    .because("BatchResponse")
            } else if success && failed.first().is_some_and(|first| n > *first) && stops {
                Reason::new("LAM-26", Kind::Failed, "not worked on after a failed record, and listed too: stays in the queue")
                    .because("AfterFailedRecord")
            } else if success {
                Reason::new("LAM-26", Kind::Failed, "listed as failed: stays in the queue")
                    .because("ReportBatchItemFailures")
            } else {
                Reason::new(
                    "LAM-24",
                    Kind::Failed,
                    "its invocation failed: stays in the queue until it is visible again",
                )
            };
            cx.note(reason.about(message).on(link));
        }
        delete(cx, link, done);
        if !success || unusable {
            self.in_trouble(cx, link);
        }
        self.pump(cx, link);
    }

    fn in_trouble(&mut self, cx: &mut Context, link: LinkId) {
        let settings = self.settings();
        let Some((m, s)) = self.mappings.get_mut(&link).zip(settings.mappings.get(&link)) else { return };
        if m.trouble(cx.now(), s.back_off) {
            let reason = Reason::new("LAM-43", Kind::Scaled, "backs off to {a} batches at once").on(link);
            cx.note(reason.a(m.allowed(s.pace) as i64).because("BackOff"));
        }
    }

    /// A second is over since all places were taken.
    pub fn grow(&mut self, cx: &mut Context, link: LinkId) {
        let settings = self.settings();
        let Some((m, s)) = self.mappings.get_mut(&link).zip(settings.mappings.get(&link)) else { return };
        m.growing = false;
        // Whoever has a free place polls: if messages wait, all places are taken, or were until this very instant.
        if backlog(cx, link) && m.grow(cx.now(), s.pace) {
            let reason = Reason::new("LAM-21", Kind::Scaled, "messages wait: up to {a} batches at once").on(link);
            cx.note(reason.a(m.allowed(s.pace) as i64).because("MaximumConcurrency"));
        }
        self.pump(cx, link);
    }

    /// A minute without a message: fewer polls wait for the next one.
    pub fn doze(&mut self, cx: &mut Context, link: LinkId) {
        let settings = self.settings();
        let Some((m, s)) = self.mappings.get_mut(&link).zip(settings.mappings.get(&link)) else { return };
        m.dozes = false;
        if m.busy() == 0 && m.in_hand == 0 && m.seen + CALM <= cx.now() && s.pace.low < s.pace.first {
            m.dozing = true;
            let reason = Reason::new("LAM-21", Kind::Scaled, "nothing came for a minute: {a} polls wait for the next message");
            cx.note(reason.on(link).a(m.allowed(s.pace) as i64).because("LowTrafficPollers"));
        }
        self.pump(cx, link);
    }

    /// Back to the first size, if nothing has waited for a minute and the first size was enough.
    pub fn calm_down(&mut self, cx: &mut Context, link: LinkId) {
        let settings = self.settings();
        let Some((m, s)) = self.mappings.get_mut(&link).zip(settings.mappings.get(&link)) else { return };
        m.calming = false;
        if m.busy() > s.pace.first || backlog(cx, link) {
            m.lively = cx.now();
        }
        if m.lively + CALM <= cx.now() && m.calm(s.pace) {
            let reason = Reason::new("LAM-21", Kind::Scaled, "little to do for a minute: back to {a} batches at once");
            cx.note(reason.on(link).a(m.allowed(s.pace) as i64));
        }
        self.pump(cx, link);
    }
}

fn backlog(cx: &Context, link: LinkId) -> bool {
    cx.peer_series(link, BACKLOG).is_some_and(|series| series.total().last > 0.0)
}

/// Deletes are part of the service: the handler does not wait for them.
fn delete(cx: &mut Context, link: LinkId, receipts: Vec<Receipt>) {
    if !receipts.is_empty() {
        cx.ask(Query::new(link, Ask::Delete(receipts.into())).unanswered());
    }
}

/// A message as a filter sees it.
fn filtered(message: &Received) -> Value {
    let body = message.body.json().cloned().unwrap_or_else(|| Value::String(message.body.text().to_owned()));
    let attribute = |(name, a): (&String, &crate::sim::Attribute)| {
        (name.clone(), json!({ "dataType": a.data_type, "stringValue": a.string_value }))
    };
    let attributes: Map<String, Value> = message.attributes.iter().map(attribute).collect();
    json!({
        "body": body,
        "attributes": { "ApproximateReceiveCount": message.count.to_string() },
        "messageAttributes": attributes,
    })
}
