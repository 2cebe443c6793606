//! What an external API does with a request: the checks of EXT-5 in their order.

use super::*;
use crate::sim::parts::{Rate, Recent, TokenBucket};
use crate::sim::{
    Answer, Ask, Behaviour, Call, Context, Delay, Fault, Kind, Notice, Parcel, Reading, Reason, Span, Status, Time,
    Tone, View,
};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How long it takes to be refused (EXT-5).
const REFUSAL: Span = Span::millis(10);
/// What a 429 asks the caller to wait (EXT-5).
const RETRY_AFTER: Span = Span::seconds(1);
/// How long keys are remembered (EXT-2).
const MEMORY: Span = Span::seconds(86_400);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Up,
    Slow,
    Error,
    RateLimit,
    Down,
    Blackhole,
}

impl Mode {
    fn of(word: &str) -> Self {
        match word {
            "SLOW" => Mode::Slow,
            "ERROR" => Mode::Error,
            "RATE_LIMIT" => Mode::RateLimit,
            "DOWN" => Mode::Down,
            "BLACKHOLE" => Mode::Blackhole,
            _ => Mode::Up,
        }
    }
}

#[derive(Clone, Debug)]
struct Settings {
    mode: Mode,
    latency: Delay,
    slow: f64,
    concurrency: Option<usize>,
    errors: f64,
    lost: f64,
    commits: bool,
    honours_key: bool,
    charge_key: String,
}

/// An external API.
#[derive(Clone)]
pub struct Api {
    settings: Option<Settings>,
    bucket: Option<TokenBucket>,
    ends: BinaryHeap<Reverse<Time>>,
    keys: Recent,
    charged: Recent,
    arrivals: Rate,
    refused: Rate,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            settings: None,
            bucket: None,
            ends: BinaryHeap::new(),
            keys: Recent::new(MEMORY),
            charged: Recent::new(MEMORY),
            arrivals: Rate::default(),
            refused: Rate::default(),
        }
    }
}

/// What becomes of a request.
enum Course {
    Answer(Answer, Span),
    Silence,
}

impl Api {
    /// Forgets requests that have ended; those that end at this instant make room for those that arrive at it (SIM-9).
    fn in_progress(&mut self, now: Time) -> usize {
        while self.ends.peek().is_some_and(|Reverse(end)| *end <= now) {
            self.ends.pop();
        }
        self.ends.len()
    }

    fn decide(&mut self, cx: &mut Context, s: &Settings, call: &Call, parcel: &Parcel) -> Course {
        let now = cx.now();
        let fail = |cx: &mut Context, kind, text, setting| {
            cx.note(Reason::new("EXT-5", kind, text).maybe_about(parcel.about).on(call.link).because(setting));
        };
        match s.mode {
            Mode::Down => {
                fail(cx, Kind::Failed, "connection refused: the API is down", "Mode");
                return Course::Answer(Answer::failed(Fault::Refused, 0, "ConnectionRefused"), REFUSAL);
            }
            Mode::Blackhole => {
                fail(cx, Kind::Failed, "no answer will come: the API is a black hole", "Mode");
                if s.commits {
                    self.charge(cx, s, call, parcel);
                }
                return Course::Silence;
            }
            Mode::Error => {
                fail(cx, Kind::Failed, "answered 503", "Mode");
                return Course::Answer(Answer::failed(Fault::Unavailable, 503, "ServiceUnavailable"), REFUSAL);
            }
            Mode::Up | Mode::Slow | Mode::RateLimit => {}
        }
        if self.bucket.as_mut().is_some_and(|b| !b.take(now, 1)) {
            let setting = if s.mode == Mode::RateLimit { "LimitTps" } else { "CapacityTps" };
            fail(cx, Kind::Throttled, "answered 429: more requests than its rate", setting);
            let answer = Answer::Failed {
                fault: Fault::Throttled,
                status: 429,
                code: "TooManyRequests",
                after: Some(RETRY_AFTER),
            };
            return Course::Answer(answer, REFUSAL);
        }
        if s.concurrency.is_some_and(|most| self.in_progress(now) >= most) {
            fail(cx, Kind::Failed, "answered 503: as many requests at work as it takes", "ConcurrencyLimit");
            return Course::Answer(Answer::failed(Fault::Unavailable, 503, "ServiceUnavailable"), REFUSAL);
        }
        let mut took = s.latency.draw(cx.stream());
        if s.mode == Mode::Slow {
            took = Span::of_millis(took.as_millis() * s.slow);
        }
        self.in_progress(now);
        self.ends.push(Reverse(now + took));
        cx.gauge(LATENCY, took.as_millis());
        if cx.stream().chance(s.errors) {
            fail(cx, Kind::Failed, "answered 500: one of its errors", "ErrorPercent");
            return Course::Answer(Answer::failed(Fault::Unavailable, 500, "InternalServerError"), took);
        }
        self.charge(cx, s, call, parcel);
        if cx.stream().chance(s.lost) {
            let reason = Reason::new("EXT-4", Kind::Failed, "done, but the answer gets lost on the way back");
            cx.note(reason.maybe_about(parcel.about).on(call.link).because("LostReplyPercent"));
            return Course::Silence;
        }
        let reason = Reason::new("EXT-1", Kind::Answered, "answers 200 after {a:t}").a(took.0 as i64);
        cx.note(reason.maybe_about(parcel.about).on(call.link).because("LatencyMedian"));
        Course::Answer(Answer::done(200), took)
    }

    /// The effect of a request, once per Idempotency-Key (EXT-2). It is made at the start of the call, so that a repeat
    /// that overlaps the first finds its result.
    fn charge(&mut self, cx: &mut Context, s: &Settings, call: &Call, parcel: &Parcel) {
        let now = cx.now();
        if let Some(key) = parcel.extra.as_ref().and_then(|extra| extra.token.as_deref()).filter(|_| s.honours_key)
            && self.keys.seen(now, key)
        {
            cx.count(DUPLICATES, 1);
            let reason = Reason::new("EXT-2", Kind::Duplicate, "seen before by its Idempotency-Key: the stored result");
            cx.note(reason.maybe_about(parcel.about).on(call.link).because("HonoursIdempotencyKey"));
            return;
        }
        let Some(what) = parcel.body.field(&s.charge_key) else { return };
        cx.count(CHARGES, 1);
        if self.charged.seen(now, &what) {
            cx.count(DOUBLE_CHARGES, 1);
            let reason = Reason::new("EXT-2", Kind::Duplicate, "charged a second time: nothing told it from a new request");
            cx.note(reason.maybe_about(parcel.about).on(call.link).because("ChargeKey"));
        }
    }

    fn book(&mut self, cx: &mut Context, course: &Course) {
        let now = cx.now();
        match course {
            Course::Answer(Answer::Done { .. }, _) => cx.count(SUCCEEDED, 1),
            Course::Answer(Answer::Failed { fault: Fault::Throttled, .. }, _) => {
                cx.count(THROTTLED, 1);
                self.refused.add(now, 1);
            }
            _ => {
                cx.count(FAILED, 1);
                self.refused.add(now, 1);
            }
        }
        let busy = self.in_progress(now);
        cx.gauge(IN_PROGRESS, busy as f64);
    }
}

impl Behaviour for Api {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let c = &*cx.config();
        let mode = Mode::of(MODE.of(c));
        let rate = if mode == Mode::RateLimit { Some(LIMIT_TPS.of(c)) } else { CAPACITY_TPS.of(c) };
        // A bucket holds one second's worth, at least one request.
        self.bucket = match (self.bucket.take(), rate) {
            (Some(mut bucket), Some(rate)) => {
                bucket.resize(rate, rate.max(1.0), cx.now());
                Some(bucket)
            }
            (None, Some(rate)) => Some(TokenBucket::new(rate, rate.max(1.0), cx.now())),
            (_, None) => None,
        };
        self.settings = Some(Settings {
            mode,
            latency: Delay::spread(LATENCY_P50.of(c), LATENCY_P99.of(c)),
            slow: SLOW_FACTOR.of(c),
            concurrency: CONCURRENCY.of(c).map(|n| n as usize),
            errors: ERROR_PERCENT.of(c) / 100.0,
            lost: LOST_PERCENT.of(c) / 100.0,
            commits: COMMITS.of(c),
            honours_key: HONOURS_KEY.of(c),
            charge_key: CHARGE_KEY.of(c).to_owned(),
        });
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let (Ask::Deliver(parcel), Some(settings)) = (&call.ask, self.settings.take()) else {
            cx.answer(call.id, Answer::failed(Fault::Client, 405, "MethodNotAllowed"), REFUSAL);
            return;
        };
        self.arrivals.add(cx.now(), 1);
        if settings.mode != Mode::Down {
            cx.count(COUNT, 1);
        }
        let course = self.decide(cx, &settings, &call, parcel);
        self.settings = Some(settings);
        self.book(cx, &course);
        if let Course::Answer(answer, after) = course {
            cx.answer(call.id, answer, after);
        }
    }

    fn sample(&mut self, cx: &mut Context) {
        let busy = self.in_progress(cx.now());
        cx.gauge(IN_PROGRESS, busy as f64);
    }

    fn status(&self, view: &View) -> Status {
        let (rate, refused) = (self.arrivals.per_second(view.now), self.refused.per_second(view.now));
        let Some(s) = &self.settings else { return Status::default() };
        let (word, title) = match s.mode {
            Mode::Up => ("", ""),
            Mode::Slow => ("slow", "Slow."),
            Mode::Error => ("answers 503", "Failing."),
            Mode::RateLimit => ("rate limited", "Rate limited."),
            Mode::Down => ("down", "Down."),
            Mode::Blackhole => ("no answers", "A black hole."),
        };
        let latency = match s.latency {
            Delay::LogNormal { p50, p99 } => format!("{p50}, 1 % above {p99}"),
            other => other.mean().to_string(),
        };
        let mut small = if word.is_empty() { latency } else { word.to_owned() };
        if refused >= 0.05 {
            small.push_str(&format!(", {refused:.1} refused/s"));
        }
        let tone = match s.mode {
            Mode::Up if refused >= 0.05 => Tone::Warning,
            Mode::Up => Tone::Plain,
            Mode::Slow | Mode::RateLimit => Tone::Warning,
            _ => Tone::Bad,
        };
        let text = match s.mode {
            Mode::Up => "It accepts no more requests a second than its CapacityTps; the others get 429 and Retry-After 1.",
            Mode::Slow => "Answers take ten times as long. What takes longer than the caller's patience is done all the same.",
            Mode::Error => "Every request gets 503 within 10 ms. Fast failures use up receives: they fill dead-letter queues.",
            Mode::RateLimit => "It accepts LimitTps requests a second; the others get 429 and Retry-After 1.",
            Mode::Down => "Connections are refused within 10 ms. Fast failures use up receives: they fill dead-letter queues.",
            Mode::Blackhole => "No answer comes: callers wait out their timeout. Slow failures use up concurrency: they fill queues.",
        };
        let title = if s.mode == Mode::Up && self.bucket.is_some() && refused >= 0.05 { "At its capacity." } else { title };
        let notice =
            (!title.is_empty()).then(|| Notice { title: title.to_owned(), text: text.to_owned(), rule: "EXT-5" });
        Status { reading: Reading::Number(round(rate), "/s"), small, tone, trend: rate, notice }
    }
}

/// To one decimal, so that the card does not flicker.
fn round(rate: f64) -> f64 {
    (rate * 10.0).round() / 10.0
}
