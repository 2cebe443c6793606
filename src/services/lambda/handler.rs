//! An invocation: an environment, the handler's own work for each record, its calls in order, and how it ends.

use super::asynchronous::Event;
use super::behaviour::{ACCOUNT_POOL, Function, STEP, tag};
use super::environments::{Environment, Refusal};
use super::mapping::Batch;
use super::settings::Settings;
use super::recursion::descended;
use super::streams::Spot;
use super::steps::{OnCondition, OnError, Runs, Step};
use super::*;
use crate::sim::parts::{NoRetry, Permit};
use crate::sim::{
    Answer, Body, CallId, Class, Context, Fault, Kind, Lineage, LinkId, MessageId, Query, Reason, Span, Time, Token, WakeKey,
};
use std::sync::Arc;

/// Wake-ups of an invocation; the number is the invocation's.
pub const WORKED: u32 = 0;
pub const DEADLINE: u32 = 1;
pub const CALL_AGAIN: u32 = 2;

/// The Init phase may take so long; then it starts again inside the first invocation (LAM-11).
const INIT_LIMIT: Span = Span::seconds(10);
/// A handler that cannot parse its body throws after so long (a choice of this model; AWS bills at least 1 ms).
const PARSING: Span = Span::millis(1);
/// A request rounded up to whole milliseconds is what is billed.
const BILLED_STEP: u64 = 1_000;

/// Who wants to know how an invocation ended.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A caller that waits.
    Caller(CallId),
    /// An event of the asynchronous queue.
    Event(u64),
    /// A batch of an event source mapping.
    Batch(LinkId, Batch),
    /// A batch of a lane of a stream's shard.
    Shard(Spot),
}

/// What a handler works on.
#[derive(Clone, Debug)]
pub struct Record {
    /// The content.
    pub body: Body,
    /// The message that it is or came from.
    pub about: Option<MessageId>,
    /// What the chain of requests that led to it has passed (LAM-19).
    pub lineage: Option<Lineage>,
}

/// How an invocation ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The handler returned.
    Success,
    /// The handler threw.
    Error,
    /// It was killed at its timeout.
    TimedOut,
}

/// An invocation under way.
#[derive(Clone, Debug)]
pub struct Run {
    pub origin: Origin,
    pub environment: Environment,
    settings: Arc<Settings>,
    records: Vec<Record>,
    /// The record at work.
    at: usize,
    /// The call at work.
    step: usize,
    rejected: bool,
    status: u16,
    /// Attempts of the current call, and how the last one failed.
    tries: u32,
    last: Option<Fault>,
    asked: Time,
    permit: Option<Permit>,
    /// Records that the handler lists as failed.
    failed: Vec<usize>,
    began: Time,
    init: Span,
    deadline: WakeKey,
    due: Option<WakeKey>,
}

impl Run {
    /// The message that the record at work is about.
    fn about(&self) -> Option<MessageId> {
        self.records.get(self.at).and_then(|r| r.about)
    }

    /// All calls, and the number of the one at work.
    pub fn calls(&self) -> (Arc<[Step]>, usize) {
        (self.settings.steps.clone(), self.step)
    }

    /// Whether a failed record is listed rather than failing the whole batch (LAM-26).
    fn lists_failures(&self) -> bool {
        self.reports().is_some()
    }

    /// If the handler of this batch lists failed records: whether it stops at the first.
    fn reports(&self) -> Option<bool> {
        let (partial, stops) = match &self.origin {
            Origin::Batch(link, _) => self.settings.mappings.get(link).map(|m| (m.partial, m.stops))?,
            Origin::Shard(spot) => self.settings.streams.get(&spot.link).map(|m| (m.partial, m.stops))?,
            _ => return None,
        };
        partial.then_some(stops)
    }
}

impl Function {
    /// Starts an invocation by the name of an alias or a version, if one is given.
    ///
    /// # Errors
    /// The limit that throttled it; the origin comes back.
    pub fn invoke(
        &mut self,
        cx: &mut Context,
        origin: Origin,
        qualifier: Option<&str>,
        records: Vec<Record>,
    ) -> Result<(), (Refusal, Origin)> {
        let (now, settings) = (cx.now(), self.settings());
        let about = records.first().and_then(|r| r.about);
        // An alias that is no more while an event waits for its next attempt leads where no name leads.
        let share = settings.aliases.share(qualifier).unwrap_or(settings.aliases.share);
        let additional = cx.stream().chance(share);
        let (account, others) = self.account(cx);
        // Events were admitted when they were accepted; their attempts are made by the service (LAM-6).
        let counts = !matches!(origin, Origin::Event(_));
        let admitted = if counts { self.admit(cx) } else { Ok(()) };
        let environment = match admitted.and_then(|()| self.environments().take(now, additional, counts, others)) {
            Ok(environment) => environment,
            Err(refusal) => {
                cx.count(THROTTLES, 1);
                self.throttled.add(now, 1);
                let text = match refusal {
                    Refusal::Account => "throttled: {word}, {a} of the account's {b} are taken",
                    _ => "throttled: {word}",
                };
                let taken = cx.claims(ACCOUNT_POOL).claimed as i64;
                let reason = Reason::new(refusal.rule(), Kind::Throttled, text).word(refusal.word());
                let reason = reason.a(taken).b(account as i64);
                cx.note(reason.maybe_about(about).because(refusal.setting()));
                return Err((refusal, origin));
            }
        };
        cx.count(INVOCATIONS, 1);
        self.invoked.add(now, 1);
        self.book_provisioned(cx, &environment);
        if additional {
            cx.count(ADDITIONAL_INVOCATIONS, 1);
            let reason = Reason::new("", Kind::Changed, "runs the additional version: the alias sends {a} % there");
            let setting = if qualifier.is_some() { wires::QUALIFIER.field.name } else { "AdditionalVersionWeight" };
            cx.note(reason.a((share * 100.0).round() as i64).maybe_about(about).because(setting));
        }
        let init = if environment.warm { Span::ZERO } else { settings.init.draw(cx.stream()) };
        if !environment.warm {
            cx.count(COLD_STARTS, 1);
            cx.gauge(INIT_DURATION, init.as_millis());
            let reason =
                Reason::new("LAM-2", Kind::Scaled, "cold start of {a:t}: no idle environment").a(init.0 as i64);
            cx.note(reason.maybe_about(about).because("Runtime"));
        }
        let (before, inside) = if init > INIT_LIMIT { (INIT_LIMIT, init) } else { (init, Span::ZERO) };
        self.next += 1;
        let (id, began) = (self.next, now + before);
        let deadline = cx.wake_at(Class::Timeout, began + settings.timeout, Token::new(DEADLINE, id));
        let run = Run {
            origin,
            environment,
            settings,
            records,
            at: 0,
            step: 0,
            rejected: false,
            status: 200,
            tries: 0,
            last: None,
            asked: now,
            permit: None,
            failed: Vec::new(),
            began,
            init: before,
            deadline,
            due: None,
        };
        self.runs.insert(id, run);
        self.gauges(cx);
        self.begin_record(cx, id, before + inside);
        Ok(())
    }

    fn begin_record(&mut self, cx: &mut Context, id: u64, first: Span) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        let s = &run.settings;
        (run.step, run.rejected, run.status) = (0, false, s.success_status);
        let work = if s.parses && run.records[run.at].body.json().is_none() {
            PARSING
        } else if s.per_batch && run.at > 0 {
            Span::ZERO
        } else {
            let factor = if run.environment.additional { s.slow * s.additional.work } else { s.slow };
            Span((s.work.draw(cx.stream()).0 as f64 * factor).round() as u64)
        };
        run.due = Some(cx.wake_after(Class::Completion, first + work, Token::new(WORKED, id)));
    }

    /// The handler's own work for a record is done.
    pub fn worked(&mut self, cx: &mut Context, id: u64) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        run.due = None;
        let s = run.settings.clone();
        if s.parses && run.records[run.at].body.json().is_none() {
            let reason = Reason::new("LAM-12", Kind::Failed, "the handler throws: the body is not JSON");
            return self.throw(cx, id, reason.because("ParsesJson"));
        }
        let (errors, setting) = match s.additional.errors.filter(|_| run.environment.additional) {
            Some(own) => (own, "AdditionalVersionErrorPercent"),
            None => (s.errors, "ErrorPercent"),
        };
        if cx.stream().chance(errors) {
            let reason = Reason::new("LAM-12", Kind::Failed, "the handler throws: one of its errors");
            return self.throw(cx, id, reason.because(setting));
        }
        if cx.stream().chance(s.invalid) {
            run.status = s.invalid_status;
            let reason = Reason::new("LAM-12", Kind::Skipped, "found invalid: no call is made, the answer is {a}");
            let reason = reason.a(i64::from(run.status)).maybe_about(run.about());
            cx.note(reason.because("InvalidPercent"));
            return self.next_record(cx, id);
        }
        self.next_call(cx, id);
    }

    /// Makes the next call that is to be made; after the last one the record is done.
    fn next_call(&mut self, cx: &mut Context, id: u64) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        let wanted = |runs: Runs| match runs {
            Runs::Always => true,
            Runs::WhileWell => !run.rejected,
            Runs::IfRejected => run.rejected,
        };
        let next = run.settings.steps.iter().skip(run.step).position(|step| wanted(step.runs));
        match next {
            Some(ahead) => {
                run.step += ahead;
                (run.tries, run.last) = (0, None);
                self.call(cx, id);
            }
            None => self.next_record(cx, id),
        }
    }

    /// Makes the current call (again).
    pub fn call(&mut self, cx: &mut Context, id: u64) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        run.due = None;
        let settings = run.settings.clone();
        let step = &settings.steps[run.step];
        let record = &run.records[run.at];
        let ask = match step.question(&record.body, record.about) {
            Ok(ask) => descended(cx, ask, step.link, record.lineage.as_ref()),
            Err(why) => {
                let reason = Reason::new("LAM-12", Kind::Failed, "the handler throws: {word}").word(why);
                return self.throw(cx, id, reason.on(step.link).because("Key"));
            }
        };
        // An attempt that waited for the rate limiter has its permit already.
        if step.circuit.is_some() && run.permit.is_none() {
            match self.permit(cx, id) {
                Some(permit) => self.runs.get_mut(&id).into_iter().for_each(|run| run.permit = Some(permit)),
                None => {
                    let about = self.runs.get(&id).and_then(Run::about);
                    let text = "the circuit breaker is open: the call is not made";
                    let reason = Reason::new("CBRK-2", Kind::Skipped, text).maybe_about(about).on(step.link);
                    cx.note(reason.because("CircuitBreaker"));
                    return self.give_up_call(cx, id);
                }
            }
        }
        let Some(run) = self.runs.get_mut(&id) else { return };
        if step.adaptive.is_some()
            && let Err(wait) = run.environment.limiters.entry(step.link).or_default().pass(cx.now())
        {
            let reason = Reason::new("RETRY-6", Kind::Waiting, "attempt {a} waits {b:t}: the client's rate limiter holds it back");
            let reason = reason.a(i64::from(run.tries) + 1).b(wait.0 as i64).maybe_about(run.about());
            cx.note(reason.on(step.link).because("RetryMode"));
            run.due = Some(cx.wake_after(Class::Start, wait, Token::new(CALL_AGAIN, id)));
            return;
        }
        (run.tries, run.asked) = (run.tries + 1, cx.now());
        if run.tries == 1 && step.retries.attempts > 1 {
            run.environment.quotas.entry(step.link).or_default().began(&step.retries, cx.now());
        }
        let mut query = Query::new(step.link, ask).tag(tag(STEP, id)).instant(step.included);
        if run.tries > 1 {
            query = query.drawn(Kind::Retried);
        }
        if let Some(timeout) = step.timeout {
            query = query.within(timeout);
        }
        cx.ask(query);
    }

    /// The answer to the current call.
    pub fn call_answered(&mut self, cx: &mut Context, id: u64, answer: Answer) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        let settings = run.settings.clone();
        let step = &settings.steps[run.step];
        let took = cx.now().since(run.asked);
        // A client whose patience is over does not take an answer of the same instant (EXT-6).
        let late = !step.included && step.timeout.is_some_and(|most| took >= most);
        let answer = if late { Answer::failed(Fault::TimedOut, 0, "Timeout") } else { answer };
        let permit = run.permit.take();
        let fault = answer.fault();
        if let Some(permit) = permit {
            self.report(cx, id, permit, fault, took);
        }
        let Some(run) = self.runs.get_mut(&id) else { return };
        if let Some(curve) = step.adaptive {
            let limiter = run.environment.limiters.entry(step.link).or_default();
            limiter.answered(curve, cx.now(), fault == Some(Fault::Throttled));
        }
        let (about, tries) = (run.about(), run.tries);
        let Some(fault) = fault else {
            if step.retries.attempts > 1 {
                let after = run.last;
                run.environment.quotas.entry(step.link).or_default().succeeded(&step.retries, after);
            }
            run.step += 1;
            return self.next_call(cx, id);
        };
        if fault == Fault::ConditionFailed {
            return self.condition_failed(cx, id, step.link, step.on_condition);
        }
        let (status, hint) = match answer {
            Answer::Failed { status, after, .. } => (status, after),
            _ => (0, None),
        };
        let (kind, word) = describe(fault);
        let reason = Reason::new("LAM-12", kind, "the call failed: {word} ({a})").word(word).a(i64::from(status));
        cx.note(reason.maybe_about(about).on(step.link));
        match run.environment.quotas.entry(step.link).or_default().retry(&step.retries, cx.now(), tries, fault) {
            Ok(()) => {
                run.last = Some(fault);
                let delay = step.retries.delay(tries - 1, fault, hint, cx.stream());
                let reason = Reason::new("RETRY-1", Kind::Retried, "attempt {a} of the call in {b:t}");
                let reason = reason.a(i64::from(tries) + 1).b(delay.0 as i64).because("MaxAttempts");
                cx.note(reason.maybe_about(about).on(step.link));
                run.due = Some(cx.wake_after(Class::Start, delay, Token::new(CALL_AGAIN, id)));
            }
            Err(why) => {
                let spent = match why {
                    NoRetry::QuotaSpent => Some(("RETRY-2", "no further attempt: the retry quota is spent")),
                    NoRetry::BudgetSpent => Some(("RETRY-15", "no further attempt: it would make retries more than a tenth of the calls of the last 10 s")),
                    NoRetry::NotRetriable | NoRetry::AttemptsSpent => None,
                };
                if let Some((rule, text)) = spent {
                    let reason = Reason::new(rule, Kind::Skipped, text).maybe_about(about).on(step.link);
                    cx.note(reason.because("RetryMode"));
                }
                self.give_up_call(cx, id);
            }
        }
    }

    /// The current call has failed for good.
    fn give_up_call(&mut self, cx: &mut Context, id: u64) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        let (link, on_error) = (run.settings.steps[run.step].link, run.settings.steps[run.step].on_error);
        match on_error {
            OnError::Ignore => {
                run.step += 1;
                self.next_call(cx, id);
            }
            OnError::Answer503 if matches!(run.origin, Origin::Caller(_)) => {
                run.status = 503;
                self.next_record(cx, id);
            }
            _ => {
                let reason = Reason::new("LAM-12", Kind::Failed, "the handler throws: a call failed");
                self.throw(cx, id, reason.on(link).because("OnError"));
            }
        }
    }

    fn condition_failed(&mut self, cx: &mut Context, id: u64, link: LinkId, then: OnCondition) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        let say = |text| Reason::new("DDB-10", Kind::Skipped, text).on(link).because("OnConditionFailed");
        let about = run.about();
        match then {
            OnCondition::Throw => {
                let reason =
                    Reason::new("DDB-10", Kind::Failed, "the handler throws: the condition of a write is false");
                self.throw(cx, id, reason.on(link).because("OnConditionFailed"));
            }
            OnCondition::Reject => {
                run.rejected = true;
                run.status = run.settings.rejected_status;
                run.step += 1;
                cx.note(say("rejected: the condition of a write is false").maybe_about(about));
                self.next_call(cx, id);
            }
            OnCondition::Done => {
                cx.note(
                    say("done before: the condition of a write is false, nothing is left to do").maybe_about(about),
                );
                self.next_record(cx, id);
            }
            OnCondition::GoOn => {
                run.step += 1;
                cx.note(say("the condition of a write is false: the handler goes on").maybe_about(about));
                self.next_call(cx, id);
            }
        }
    }

    /// The record at work failed: it is listed (LAM-26), or the whole invocation fails.
    fn throw(&mut self, cx: &mut Context, id: u64, reason: Reason) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        cx.note(reason.maybe_about(run.about()));
        if run.lists_failures() {
            if run.reports() == Some(true) {
                run.failed.extend(run.at..run.records.len());
                return self.end(cx, id, Outcome::Success);
            }
            run.failed.push(run.at);
            self.next_record(cx, id);
        } else {
            self.end(cx, id, Outcome::Error);
        }
    }

    fn next_record(&mut self, cx: &mut Context, id: u64) {
        let Some(run) = self.runs.get_mut(&id) else { return };
        run.at += 1;
        if run.at < run.records.len() {
            self.begin_record(cx, id, Span::ZERO);
        } else {
            self.end(cx, id, Outcome::Success);
        }
    }

    /// The timeout is reached (LAM-10).
    pub fn killed(&mut self, cx: &mut Context, id: u64) {
        let Some(run) = self.runs.get(&id) else { return };
        let reason =
            Reason::new("LAM-10", Kind::Failed, "task timed out after {a:t}: killed, its environment is reset");
        let reason = reason.a(run.settings.timeout.0 as i64).maybe_about(run.about());
        cx.note(reason.because("Timeout"));
        self.end(cx, id, Outcome::TimedOut);
    }

    fn end(&mut self, cx: &mut Context, id: u64, outcome: Outcome) {
        let Some(mut run) = self.runs.remove(&id) else { return };
        let (now, took) = (cx.now(), cx.now().since(run.began));
        cx.cancel(run.deadline);
        run.due.into_iter().for_each(|key| cx.cancel(key));
        if let Some(permit) = run.permit.take() {
            self.hand_back(&mut run, permit);
        }
        if outcome == Outcome::TimedOut {
            run.environment.breakers.clear();
            run.environment.quotas.clear();
            run.environment.limiters.clear();
        }
        run.environment.warm = outcome != Outcome::TimedOut;
        cx.gauge(DURATION, took.as_millis());
        let billed = (took + run.init).0.div_ceil(BILLED_STEP).max(1) as f64 / 1e3;
        let kind = match (run.environment.is_provisioned(), run.settings.arm) {
            (true, _) => GB_SECONDS_PROVISIONED,
            (false, true) => GB_SECONDS_ARM,
            (false, false) => GB_SECONDS,
        };
        cx.gauge(kind, billed * run.settings.gigabytes);
        if outcome != Outcome::Success {
            cx.count(ERRORS, 1);
            self.failed.add(now, 1);
        }
        let additional = run.environment.additional;
        if additional {
            cx.gauge(ADDITIONAL_DURATION, took.as_millis());
            // A data point even if it is 0, as AWS publishes Errors with every invocation.
            cx.count(ADDITIONAL_VERSION_ERRORS, u64::from(outcome != Outcome::Success));
        }
        let Run { origin, environment, settings, records, status, failed, .. } = run;
        self.environments().put_back(now, environment);
        self.gauges(cx);
        match origin {
            Origin::Caller(call) => {
                let about = records.first().and_then(|r| r.about);
                let answer = match outcome {
                    Outcome::Success => {
                        let fill = settings.response.is_set() && status == settings.success_status;
                        let body = fill.then(|| settings.response.body(&records[0].body));
                        Answer::Done { status, body, made: None }
                    }
                    _ => Answer::failed(Fault::Unavailable, 200, "Unhandled"),
                };
                let reason = match outcome {
                    Outcome::Success => Reason::new("LAM-12", Kind::Answered, "answers {a} after {b:t}"),
                    _ => Reason::new("LAM-12", Kind::Failed, "answers with a function error after {b:t}"),
                };
                cx.note(reason.a(i64::from(status)).b(took.0 as i64).maybe_about(about));
                let overhead = settings.overhead.draw(cx.stream());
                cx.answer(call, answer, overhead);
            }
            Origin::Event(n) => {
                let body = (settings.response.is_set() && outcome == Outcome::Success)
                    .then(|| settings.response.body(&records[0].body));
                let qualifier = self.events.get(&n).and_then(Event::qualifier);
                let version = settings.aliases.version(additional, qualifier.as_deref());
                self.event_ran(cx, n, outcome, version, body);
            }
            Origin::Batch(link, batch) => self.batch_ran(cx, link, batch, &failed, outcome),
            Origin::Shard(spot) => self.lane_ran(cx, spot, &failed, outcome),
        }
    }
}

/// How the trace calls a fault.
fn describe(fault: Fault) -> (Kind, &'static str) {
    match fault {
        Fault::Throttled => (Kind::Throttled, "too many requests"),
        Fault::Unavailable => (Kind::Failed, "a fault of the server"),
        Fault::Refused => (Kind::Failed, "connection refused"),
        Fault::TimedOut => (Kind::Failed, "no answer in time"),
        Fault::Client => (Kind::Failed, "the request was wrong"),
        Fault::Denied => (Kind::Failed, "not allowed"),
        Fault::NotFound => (Kind::Failed, "nobody is there"),
        Fault::ConditionFailed => (Kind::Failed, "its condition is false"),
    }
}
