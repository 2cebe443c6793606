//! What customers do: arrive, ask, wait, lose patience, ask again.

use super::*;
use crate::languages::template::Template;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Attribute, Attributes, Behaviour, Body, CallId, Class, Context, Fate, Fault, Kind, LinkId, MessageId, Parcel,
    Place, Query, Reading, Reason, Span, Status, Stream, Time, Token, Tone, View, WakeKey, next_arrival,
};
use slotmap::{DefaultKey, Key as _, KeyData, SlotMap};

const ARRIVE: u32 = 0;
const AGAIN_NOW: u32 = 1;

/// How requests come.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Arrivals {
    Poisson,
    Constant,
    Bursts { size: u64, every: Span },
    Ramp { to: f64, over: Span },
}

#[derive(Clone, Debug)]
struct Settings {
    arrivals: Arrivals,
    rate: f64,
    start_after: Span,
    stop_after: Option<u64>,
    template: Template,
    /// The body of every request, if it is the same for all.
    constant: Option<Body>,
    attributes: Attributes,
    patience: Span,
    retries: u32,
    retry_delay: Span,
    /// Twice as long each time, up to this.
    exponential: Option<Span>,
    jitter: Jitter,
    /// No delay with decorrelated jitter is longer.
    most_delay: Span,
    links: Vec<LinkId>,
}

impl Settings {
    fn read(cx: &Context) -> Self {
        let c = &*cx.config();
        let arrivals = match ARRIVALS.of(c) {
            "constant" => Arrivals::Constant,
            "bursts" => Arrivals::Bursts { size: BURST_SIZE.of(c) as u64, every: BURST_EVERY.of(c) },
            "ramp" => Arrivals::Ramp { to: RAMP_TO.of(c), over: RAMP_OVER.of(c) },
            _ => Arrivals::Poisson,
        };
        // A template with a mistake is a problem that the checks report; until it is mended its text is sent as it is.
        let template = Template::parse(BODY.of(c)).unwrap_or_else(|_| Template::verbatim(BODY.of(c)));
        Self {
            arrivals,
            rate: RATE.of(c),
            start_after: START_AFTER.of(c),
            stop_after: STOP_AFTER.of(c).map(|n| n as u64),
            constant: template.constant().map(Body::new),
            template,
            attributes: attributes(ATTRIBUTES.of(c)),
            patience: PATIENCE.of(c),
            retries: RETRIES.of(c) as u32,
            retry_delay: RETRY_DELAY.of(c),
            exponential: (BACKOFF.of(c) == "exponential").then(|| MOST_DELAY.of(c)),
            jitter: match JITTER.of(c) {
                "full" => Jitter::Full,
                "equal" => Jitter::Equal,
                "decorrelated" => Jitter::Decorrelated,
                _ => Jitter::None,
            },
            most_delay: MOST_DELAY.of(c),
            links: cx.links(REQUESTS),
        }
    }
}

/// How chance spreads the delays of retries (RETRY-11).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Jitter {
    None,
    /// Evenly below the delay.
    Full,
    /// Half of the delay, and evenly up to the other half.
    Equal,
    /// Evenly between RetryDelay and three times the delay before.
    Decorrelated,
}

impl Settings {
    /// The delay before retry number `k`, counted from 0, without jitter (SIM-3).
    fn delay(&self, k: u32) -> Span {
        match self.exponential {
            None => self.retry_delay,
            Some(most) => self.retry_delay.doubled(k, most),
        }
    }

    /// The delay before retry number `k`; `last` is the one before.
    fn jittered(&self, k: u32, last: Option<Span>, stream: &mut Stream) -> Span {
        let delay = self.delay(k);
        match self.jitter {
            Jitter::None => delay,
            Jitter::Full => stream.up_to(delay),
            Jitter::Equal => {
                let half = Span(delay.0 / 2);
                half + stream.up_to(Span(delay.0 - half.0))
            }
            Jitter::Decorrelated => {
                let base = self.retry_delay;
                let most = Span(last.unwrap_or(base).0.saturating_mul(3));
                (base + stream.up_to(Span(most.0.saturating_sub(base.0)))).min(self.most_delay)
            }
        }
    }
}

fn attributes(text: &str) -> Attributes {
    let Ok(serde_json::Value::Object(map)) = serde_json::from_str(text) else { return Attributes::NONE };
    let attribute = |value: serde_json::Value| match value {
        serde_json::Value::Number(n) => Attribute { data_type: "Number".into(), string_value: n.to_string() },
        serde_json::Value::Array(a) => {
            Attribute { data_type: "String.Array".into(), string_value: serde_json::Value::Array(a).to_string() }
        }
        serde_json::Value::String(s) => Attribute { data_type: "String".into(), string_value: s },
        other => Attribute { data_type: "String".into(), string_value: other.to_string() },
    };
    Attributes::new(map.into_iter().map(|(name, value)| (name, attribute(value))).collect())
}

/// A request that has no final answer yet.
#[derive(Clone, Debug)]
struct Open {
    message: MessageId,
    link: LinkId,
    tries: u32,
    /// The last delay before a retry.
    waited: Option<Span>,
    since: Time,
}

/// Customers.
#[derive(Clone, Default)]
pub struct Traffic {
    settings: Option<Settings>,
    /// The pending arrival, and the load it was drawn for.
    next: Option<WakeKey>,
    made: u64,
    open: SlotMap<DefaultKey, Open>,
    rate: Rate,
    failed: Rate,
    text: String,
}

impl Traffic {
    /// Schedules the next arrival after now.
    fn schedule(&mut self, cx: &mut Context) {
        self.next = None;
        let Some(s) = &self.settings else { return };
        if s.stop_after.is_some_and(|most| self.made >= most) || s.links.is_empty() {
            return;
        }
        let start = Time::START + s.start_after;
        let from = cx.now().max(start);
        let (arrivals, rate) = (s.arrivals, s.rate);
        let at = match arrivals {
            Arrivals::Poisson if rate > 0.0 => next_arrival(cx.stream(), from, rate),
            Arrivals::Constant if rate > 0.0 => from + Span((1e6 / rate).round().max(1.0) as u64),
            Arrivals::Bursts { every, .. } if self.made > 0 => from + every,
            Arrivals::Bursts { .. } => from,
            Arrivals::Ramp { to, over } => match ramp(from.since(start), rate, to, over) {
                Some(gap) => from + gap,
                None => return,
            },
            _ => return,
        };
        self.next = Some(cx.wake_at(Class::Start, at, Token::new(ARRIVE, 0)));
    }

    fn arrive(&mut self, cx: &mut Context) {
        let n = match self.settings.as_ref().map(|s| (s.arrivals, s.stop_after)) {
            Some((Arrivals::Bursts { size, .. }, most)) => size.min(most.map_or(size, |m| m.saturating_sub(self.made))),
            _ => 1,
        };
        for _ in 0..n {
            self.make(cx);
        }
        self.schedule(cx);
    }

    /// Makes one request: one message for each wire, all with the same body.
    fn make(&mut self, cx: &mut Context) {
        let Some(s) = &self.settings else { return };
        self.made += 1;
        let now = cx.now();
        let body = s.constant.clone().unwrap_or_else(|| {
            let text = &mut self.text;
            text.clear();
            s.template.render(text, self.made - 1, now.epoch_micros(), &mut || cx.stream().bits());
            Body::new(text.as_str())
        });
        let (attributes, wires) = (s.attributes.clone(), s.links.len());
        cx.count(MADE, 1);
        self.rate.add(now, 1);
        let mut bodies = std::iter::repeat_n(body, wires);
        for wire in 0..wires {
            let (Some(link), Some(body)) = (self.settings.as_ref().map(|s| s.links[wire]), bodies.next()) else { return };
            let message = cx.create(None, body, attributes.clone(), Place::InFlight);
            let key = self.open.insert(Open { message, link, tries: 0, waited: None, since: now });
            cx.note(Reason::new("HTTP-3", Kind::Created, "a request is made").about(message).on(link));
            self.attempt(cx, key.data().as_ffi());
        }
    }

    fn attempt(&mut self, cx: &mut Context, n: u64) {
        let (Some(open), Some(s)) = (self.open.get_mut(key(n)), &self.settings) else { return };
        open.tries += 1;
        let Some(message) = cx.message(open.message) else { return };
        let parcel = Parcel::new(message.body.clone(), Some(open.message)).with(message.attributes.clone());
        let kind = if open.tries > 1 { Kind::Retried } else { Kind::Sent };
        cx.ask(Query::new(open.link, Ask::Deliver(parcel)).tag(n).within(s.patience).drawn(kind));
    }

    fn done(&mut self, cx: &mut Context, n: u64, fate: Fate) {
        if let Some(open) = self.open.remove(key(n)) {
            cx.settle(open.message, fate);
        }
    }

    fn failed(&mut self, cx: &mut Context, n: u64, fault: Fault, status: u16, after: Option<Span>) {
        let (Some(open), Some(s)) = (self.open.get_mut(key(n)), &self.settings) else { return };
        let (message, link, tries) = (open.message, open.link, open.tries);
        if !fault.retriable() {
            cx.count(REFUSED, 1);
            let reason = Reason::new("HTTP-3", Kind::Answered, "answered {a}: trying again would not help");
            cx.note(reason.about(message).on(link).a(i64::from(status)));
            // A refusal is an answer: the request did what it was for.
            return self.done(cx, n, Fate::Delivered);
        }
        let kind = if fault == Fault::Throttled { Kind::Throttled } else { Kind::Failed };
        if tries <= s.retries {
            let delay = s.jittered(tries - 1, open.waited, cx.stream());
            open.waited = Some(delay);
            let wait = delay.max(after.unwrap_or_default());
            cx.count(AGAIN, 1);
            let text = match fault {
                Fault::TimedOut => "no answer within the customer's patience: tries again in {b:t}",
                _ => "answered {a}: tries again in {b:t}",
            };
            let reason = Reason::new("RETRY-9", kind, text).about(message).on(link).because("Retries");
            cx.note(reason.a(i64::from(status)).b(wait.0 as i64));
            cx.wake_after(Class::Start, wait, Token::new(AGAIN_NOW, n));
            return;
        }
        cx.count(GAVE_UP, 1);
        self.failed.add(cx.now(), 1);
        let (text, why) = match fault {
            Fault::TimedOut => ("lost patience after {b} tries: gives up", "no answer in time"),
            Fault::Throttled => ("throttled ({a}) at try {b}: gives up", "throttled"),
            Fault::Refused => ("connection refused at try {b}: gives up", "connection refused"),
            _ => ("answered {a} at try {b}: gives up", "answered 5xx"),
        };
        let reason = Reason::new("RETRY-9", Kind::Dropped, text).about(message).on(link).because("Retries");
        cx.note(reason.a(i64::from(status)).b(i64::from(tries)));
        self.done(cx, n, Fate::Dropped(why));
    }
}

/// The key that a number stands for.
fn key(n: u64) -> DefaultKey {
    KeyData::from_ffi(n).into()
}

/// The time to the next of evenly spread arrivals whose rate grows from `from` to `to` over a span and then stays.
/// Solves for the gap in which the growing rate adds up to one arrival.
fn ramp(since: Span, from: f64, to: f64, over: Span) -> Option<Span> {
    let (t, over) = (since.as_seconds(), over.as_seconds());
    if t >= over {
        return (to > 0.0).then(|| Span::of_seconds(1.0 / to));
    }
    let slope = (to - from) / over;
    let rate = from + slope * t;
    // rate·g + slope·g²/2 = 1
    let gap = if slope == 0.0 {
        (rate > 0.0).then(|| 1.0 / rate)
    } else {
        let root = rate * rate + 2.0 * slope;
        (root >= 0.0).then(|| (libm::sqrt(root) - rate) / slope)
    };
    gap.map(Span::of_seconds).map(|g| g.max(Span(1)))
}

impl Behaviour for Traffic {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let before = self.settings.replace(Settings::read(cx));
        let load = |s: &Settings| (s.arrivals, s.rate.to_bits(), s.start_after, s.stop_after, s.links.clone());
        if before.as_ref().map(load) == self.settings.as_ref().map(load) {
            return;
        }
        if let Some(key) = self.next.take() {
            cx.cancel(key);
        }
        self.schedule(cx);
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, n: u64, answer: Answer) {
        match answer {
            Answer::Done { status, .. } => {
                let Some(open) = self.open.get(key(n)) else { return };
                let took = cx.now().since(open.since);
                let reason = Reason::new("HTTP-3", Kind::Answered, "answered {a} after {b:t}").about(open.message).on(open.link);
                cx.note(reason.a(i64::from(status)).b(took.0 as i64));
                if status < 400 {
                    cx.count(ANSWERED, 1);
                    cx.gauge(LATENCY, took.as_millis());
                } else {
                    cx.count(REFUSED, 1);
                }
                self.done(cx, n, Fate::Delivered);
            }
            Answer::Failed { fault, status, after, .. } => self.failed(cx, n, fault, status, after),
            Answer::Messages { .. } => self.done(cx, n, Fate::Delivered),
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            ARRIVE => Some("the next request"),
            _ => Some("a request is made again"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what {
            ARRIVE => self.arrive(cx),
            _ => self.attempt(cx, token.n),
        }
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.rate.per_second(view.now);
        let failing = self.failed.per_second(view.now);
        let gave_up = view.metrics()[GAVE_UP.0 as usize].total().sum;
        let small = if gave_up > 0.0 {
            format!("{} waiting, {gave_up:.0} gave up", self.open.len())
        } else {
            format!("{} waiting for an answer", self.open.len())
        };
        let tone = if failing > 0.0 { Tone::Bad } else { Tone::Plain };
        Status { reading: Reading::Number(rate, "/s"), small, tone, trend: rate, notice: None }
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        into.extend(self.open.values().map(|o| o.message));
    }
}
