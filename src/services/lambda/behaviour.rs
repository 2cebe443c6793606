//! A function: what it keeps, and which part of it answers to what.

use super::asynchronous::{EVENT_AGAIN, Event};
use super::circuit::{BEAT, HALF_OPEN, Probe};
use super::environments::{Environment, Environments, Refusal, request_rate};
use super::handler::{CALL_AGAIN, DEADLINE, Origin, Record, Run, WORKED};
use super::mapping::{Mapping, Repeats};
use super::polling::{BATCH_AGAIN, CALM_DOWN, DOZE, GROW, POLL_AGAIN, POLL_PACED, Stuck, WINDOW_ENDS};
use super::settings::Settings;
use super::streams::{LANE_AGAIN, LANE_WINDOW, LIST_AGAIN, READ_AGAIN, StreamMapping};
use super::wires::{INVOCATION_TYPE, QUALIFIER};
use super::*;
use crate::sim::parts::{Breaker, Rate};
use crate::sim::{
    Answer, Ask, Behaviour, Body, Call, CallId, Context, Fault, Held, Kind, LinkId, MessageId, Parcel, Reason, Signal,
    Span, Status, Time, Token, View,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a question was about: the highest byte of its number; the rest says which one.
pub const POLL: u64 = 1;
pub const STEP: u64 = 3;
pub const PROBE: u64 = 4;
pub const DESTINED: u64 = 5;
pub const DEAD: u64 = 6;
pub const LIST: u64 = 7;
pub const READ: u64 = 8;
pub const DISCARDED: u64 = 9;

/// The number of a question.
pub const fn tag(kind: u64, n: u64) -> u64 {
    kind << 56 | n
}

/// What all functions of an account share (LAM-3), and how much there is unless somebody says otherwise.
pub const ACCOUNT_POOL: &str = "lambda-concurrency";
/// The requests a second of all functions together (LAM-6).
const ACCOUNT_REQUESTS: &str = "lambda-requests";
const USUAL_ACCOUNT: u64 = 1_000;

/// A synchronous request may be so large (LAM 4.1).
const LARGEST: u64 = 6 * 1_048_576;

/// A function.
#[derive(Clone, Default)]
pub struct Function {
    settings: Option<Arc<Settings>>,
    environments: Option<Environments>,
    pub(super) runs: BTreeMap<u64, Run>,
    /// The last number given to an invocation, an event or a throttled batch.
    pub(super) next: u64,
    pub(super) mappings: BTreeMap<LinkId, Mapping>,
    pub(super) streams: BTreeMap<LinkId, StreamMapping>,
    pub(super) stuck: BTreeMap<u64, Stuck>,
    pub(super) repeats: Repeats,
    pub(super) events: BTreeMap<u64, Event>,
    pub(super) breakers: BTreeMap<LinkId, Breaker>,
    pub(super) beats: BTreeSet<LinkId>,
    pub(super) probes: BTreeMap<CallId, Probe>,
    pub(super) invoked: Rate,
    pub(super) failed: Rate,
    pub(super) throttled: Rate,
    sampled: Time,
}

impl Function {
    pub(super) fn settings(&self) -> Arc<Settings> {
        self.settings.clone().expect("a function is configured before anything reaches it")
    }

    pub(super) fn set_up(&self) -> Option<(&Settings, &Environments)> {
        self.settings.as_deref().zip(self.environments.as_ref())
    }

    pub(super) fn environments(&mut self) -> &mut Environments {
        self.environments.as_mut().expect("a function is configured before anything reaches it")
    }

    /// Looks at the account: its limit, and what other functions claim of it (LAM-3).
    pub(super) fn account(&mut self, cx: &Context) -> (u64, u64) {
        let limit = cx.pool_size(ACCOUNT_POOL).unwrap_or(USUAL_ACCOUNT);
        if self.settings().reserved.is_none() {
            self.environments().limit_to(limit, cx.now());
        }
        (limit, cx.claims_of_others(ACCOUNT_POOL).claimed)
    }

    /// Whether the request rates of the function and of the account allow one more request, which is then counted (LAM-6).
    ///
    /// # Errors
    /// They do not.
    pub(super) fn admit(&mut self, cx: &mut Context) -> Result<(), Refusal> {
        let (now, account) = (cx.now(), cx.bucket(ACCOUNT_REQUESTS, request_rate(USUAL_ACCOUNT)));
        self.environments().admit(account, now)
    }

    /// Brings the gauges of concurrency up to date.
    pub(super) fn gauges(&mut self, cx: &mut Context) {
        let provisioned = self.settings().provisioned > 0;
        let now = cx.now();
        let environments = self.environments();
        cx.claim(ACCOUNT_POOL, environments.share());
        let account = cx.claims(ACCOUNT_POOL);
        cx.gauge(UNRESERVED, account.used as f64);
        cx.gauge(CLAIMED, account.claimed as f64);
        cx.gauge(CONCURRENT, environments.running() as f64);
        if provisioned {
            let (running, all) = (environments.running_provisioned(), environments.allocated(now));
            cx.gauge(PROVISIONED_CONCURRENT, running as f64);
            cx.gauge(PROVISIONED_UTILIZATION, if all == 0 { 0.0 } else { running as f64 / all as f64 });
        }
    }

    /// Counts where an invocation runs, if the function has provisioned concurrency (LAM-7).
    pub(super) fn book_provisioned(&mut self, cx: &mut Context, environment: &Environment) {
        if environment.is_provisioned() {
            cx.count(PROVISIONED_INVOCATIONS, 1);
        } else if self.settings().provisioned > 0 && !environment.additional {
            cx.count(PROVISIONED_SPILLOVER, 1);
            let reason = match self.environments().has_ready() {
                true => Reason::new("LAM-6", Kind::Scaled, "provisioned environments take ten requests a second each: it runs on demand"),
                false => Reason::new("LAM-7", Kind::Scaled, "no provisioned environment is free: it runs on demand"),
            };
            cx.note(reason.because("ProvisionedConcurrentExecutions"));
        }
    }

    /// The name by which a wire invokes the function, if it gives one; `None` if nothing has the name that it gives.
    pub(super) fn leads(&self, cx: &mut Context, link: LinkId, parcel: &Parcel) -> Option<Option<Arc<str>>> {
        let settings = self.settings();
        let qualifier = settings.qualifier(link).cloned();
        if settings.aliases.share(qualifier.as_deref()).is_none() {
            let reason = Reason::new("LAM-12", Kind::Failed, "refused: the function has no alias or version of the name that the wire gives");
            cx.note(reason.maybe_about(parcel.about).on(link).because(QUALIFIER.field.name));
            return None;
        }
        Some(qualifier)
    }

    fn call_now(&mut self, cx: &mut Context, call: Call, parcel: Parcel) {
        if parcel.bytes() > LARGEST {
            let reason = Reason::new("LAM-12", Kind::Failed, "request refused: {a} bytes are more than 6 MB");
            cx.note(reason.a(parcel.bytes() as i64).maybe_about(parcel.about).on(call.link));
            let answer = Answer::failed(Fault::Client, 413, "RequestTooLargeException");
            return cx.answer(call.id, answer, Span::ZERO);
        }
        if INVOCATION_TYPE.of(&cx.link(call.link).config) == "DryRun" {
            let reason = Reason::new("LAM-13", Kind::Answered, "a dry run: answered 204, nothing runs").on(call.link);
            cx.note(reason.maybe_about(parcel.about).because("InvocationType"));
            let overhead = self.settings().overhead.draw(cx.stream());
            return cx.answer(call.id, Answer::done(204), overhead);
        }
        let Some(qualifier) = self.leads(cx, call.link, &parcel) else {
            return cx.answer(call.id, Answer::failed(Fault::NotFound, 404, "ResourceNotFoundException"), Span::ZERO);
        };
        let lineage = parcel.lineage().cloned();
        if self.goes_round(cx, lineage.as_ref(), parcel.about, Some(call.link)) {
            return cx.answer(call.id, Answer::failed(Fault::Client, 400, "RecursiveInvocationException"), Span::ZERO);
        }
        let records = vec![Record { body: parcel.body, about: parcel.about, lineage }];
        if self.invoke(cx, Origin::Caller(call.id), qualifier.as_deref(), records).is_err() {
            let overhead = self.settings().overhead.draw(cx.stream());
            cx.answer(call.id, Answer::failed(Fault::Throttled, 429, "TooManyRequestsException"), overhead);
        }
    }
}

impl Behaviour for Function {
    fn start(&mut self, cx: &mut Context) {
        self.sampled = cx.now();
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let (now, settings) = (cx.now(), Arc::new(Settings::read(cx)));
        cx.size_pool(ACCOUNT_POOL, settings.account);
        cx.size_bucket(ACCOUNT_REQUESTS, settings.account.map(request_rate));
        let account = cx.pool_size(ACCOUNT_POOL).unwrap_or(USUAL_ACCOUNT);
        match &mut self.environments {
            Some(environments) => environments.follow(&settings, account, now),
            None => self.environments = Some(Environments::new(&settings, account, now)),
        }
        self.mappings.retain(|link, _| settings.mappings.contains_key(link));
        for (link, s) in &settings.mappings {
            self.mappings.entry(*link).or_insert_with(|| Mapping::new(now, s.pace)).follow(s.pace);
        }
        self.settings = Some(settings);
        self.follow_streams(cx);
        self.follow_circuits();
        self.gauges(cx);
        self.pump_all(cx);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let Ask::Deliver(parcel) = &call.ask else {
            cx.answer(call.id, Answer::failed(Fault::Client, 400, "InvalidRequestContentException"), Span::ZERO);
            return;
        };
        let parcel = parcel.clone();
        if call.port == EVENTS {
            let (link, id) = (call.link, call.id);
            let answer = self.accept(cx, link, parcel);
            let overhead = self.settings().overhead.draw(cx.stream());
            cx.answer(id, answer, overhead);
        } else {
            self.call_now(cx, call, parcel);
        }
    }

    fn answered(&mut self, cx: &mut Context, call: CallId, tag: u64, answer: Answer) {
        let n = tag & ((1 << 56) - 1);
        match tag >> 56 {
            POLL => self.polled(cx, LinkId(n as u32), call, answer),
            STEP => self.call_answered(cx, n, answer),
            PROBE => self.probed(cx, call, &answer),
            DESTINED => self.left(cx, n, false, &answer),
            DEAD => self.left(cx, n, true, &answer),
            LIST => self.listed(cx, LinkId(n as u32), call, &answer),
            READ => self.shard_read(cx, n, call, answer),
            DISCARDED => self.told_of_discarded(cx, &answer),
            _ => {}
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            WORKED => Some("an invocation goes on"),
            DEADLINE => Some("the timeout of an invocation ends"),
            CALL_AGAIN => Some("a call is tried again"),
            EVENT_AGAIN => Some("an event is tried again"),
            BATCH_AGAIN => Some("a throttled batch is tried again"),
            WINDOW_ENDS => Some("a batching window ends"),
            HALF_OPEN => Some("a circuit breaker lets calls through again"),
            LANE_AGAIN => Some("a batch of a shard is tried again"),
            LANE_WINDOW => Some("a batching window ends"),
            BEAT | GROW | CALM_DOWN | DOZE | POLL_PACED | READ_AGAIN => None,
            POLL_AGAIN | LIST_AGAIN => Some("polling goes on after a failure"),
            _ => Some("its next step"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        let (n, link) = (token.n, LinkId(token.n as u32));
        match token.what {
            WORKED => self.worked(cx, n),
            DEADLINE => self.killed(cx, n),
            CALL_AGAIN => self.call(cx, n),
            EVENT_AGAIN => self.attempt(cx, n),
            BATCH_AGAIN => self.batch_again(cx, n),
            GROW => self.grow(cx, link),
            CALM_DOWN => self.calm_down(cx, link),
            DOZE => self.doze(cx, link),
            HALF_OPEN => self.half_open(cx, link),
            BEAT => self.beat(cx, link),
            READ_AGAIN => self.read_again(cx, n),
            LIST_AGAIN => self.pump_stream(cx, link),
            LANE_AGAIN => self.lane_again(cx, n),
            LANE_WINDOW => self.lane_window(cx, n),
            WINDOW_ENDS => {
                if let Some(m) = self.mappings.get_mut(&link) {
                    m.window = None;
                    m.close();
                }
                self.pump(cx, link);
            }
            POLL_AGAIN | POLL_PACED => {
                if let Some(m) = self.mappings.get_mut(&link) {
                    let ends = if token.what == POLL_AGAIN { &mut m.resting } else { &mut m.pacing };
                    *ends = false;
                }
                self.pump(cx, link);
            }
            _ => {}
        }
    }

    /// The state of an alarm is an event like any other (CW-53).
    fn signal(&mut self, cx: &mut Context, link: LinkId, signal: &Signal) {
        let text =
            || serde_json::json!({ "alarmName": signal.subject, "state": { "value": signal.state } }).to_string();
        let body = signal.body.clone().unwrap_or_else(|| Body::new(text()));
        // Nobody waits for the answer: the alarm is told of a refusal only by the function's Throttles.
        self.accept(cx, link, Parcel::new(body, None));
    }

    fn sample(&mut self, cx: &mut Context) {
        let (now, settings) = (cx.now(), self.settings());
        self.gauges(cx);
        let held = self.environments().allocated(now) as f64;
        if held > 0.0 {
            let seconds = now.since(self.sampled).as_seconds();
            cx.gauge(GB_SECONDS_HELD, held * settings.gigabytes * seconds);
        }
        self.sampled = now;
    }

    fn status(&self, view: &View) -> Status {
        super::status::status(self, view)
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        into.extend(self.events.values().map(Event::message));
    }

    fn contents(&self, view: &View, most: usize) -> Vec<Held> {
        self.events.values().take(most).map(|event| event.held(view.now)).collect()
    }
}
