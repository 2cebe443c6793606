//! What a REST API does with a request: limits first, then the integration, then the mapping of its answer.

use super::fields::*;
use super::limits::{Limits, Refusal};
use super::mapping::{self, Kind as Integration, Reply};
use super::{COUNT, ERRORS_4XX, ERRORS_5XX, INTEGRATION, INTEGRATION_LATENCY, LATENCY, REQUESTS};
use crate::catalog::roles;
use crate::catalog::wire_fields::{KEY, OPERATION, QUANTITY, operation};
use crate::model::Config;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Call, CallId, Context, Delay, Fault, ItemAsk, ItemOp, Kind, LinkId, MessageId, Minute, Notice,
    Parcel, Query, Reading, Reason, Span, Status, Time, Tone, View,
};

/// The largest payload of a request, in bytes (5.1).
const PAYLOAD: u64 = 10 * 1024 * 1024;

/// The one integration of the method.
#[derive(Clone, Debug)]
struct Target {
    link: LinkId,
    kind: Integration,
    item: Option<Item>,
}

/// How a request becomes an item, if the integration is a table.
#[derive(Clone, Debug)]
struct Item {
    op: ItemOp,
    key: String,
    quantity: String,
}

/// A request that waits for the integration.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    call: CallId,
    about: Option<MessageId>,
    link: LinkId,
    since: Time,
    overhead: Span,
    kind: Integration,
}

/// A REST API with one method.
#[derive(Clone, Default)]
pub struct Api {
    limits: Limits,
    target: Option<Target>,
    timeout: Span,
    overhead: Option<Delay>,
    waiting: Vec<Option<Waiting>>,
    free: Vec<usize>,
    arrivals: Rate,
    throttled: Rate,
    refused_by: Option<Refusal>,
}

impl Api {
    fn draw(&self, cx: &mut Context) -> Span {
        self.overhead.map_or(Span::ZERO, |delay| delay.draw(cx.stream()))
    }

    fn refuse(&mut self, cx: &mut Context, refusal: Refusal) -> Reply {
        if refusal != Refusal::Key {
            self.throttled.add(cx.now(), 1);
            self.refused_by = Some(refusal);
        }
        match refusal {
            Refusal::Key => Reply::error(
                403,
                "INVALID_API_KEY",
                "APIGW-5",
                "answered 403 Forbidden: the method needs an API key of the usage plan",
            ),
            Refusal::Quota => Reply::error(
                429,
                "QUOTA_EXCEEDED",
                "APIGW-4",
                "answered 429 Limit Exceeded: the API key has used up its quota until the period ends",
            ),
            Refusal::Plan => Reply::error(
                429,
                "THROTTLED",
                "APIGW-4",
                "answered 429 Too Many Requests: the API key has no token left in its usage plan",
            ),
            Refusal::Stage => Reply::error(
                429,
                "THROTTLED",
                "APIGW-1",
                "answered 429 Too Many Requests: no token left in the stage's bucket",
            ),
            Refusal::Account => Reply::error(
                429,
                "THROTTLED",
                "APIGW-2",
                "answered 429 Too Many Requests: no token left in the account's bucket",
            ),
        }
    }

    /// Answers the client, counts and says why.
    fn finish(&mut self, cx: &mut Context, w: Waiting, reply: Reply, because: &'static str) {
        let inside = cx.now().since(w.since);
        let all = inside + w.overhead;
        cx.count(ERRORS_4XX, u64::from((400..500).contains(&reply.status)));
        cx.count(ERRORS_5XX, u64::from(reply.status >= 500));
        cx.gauge(LATENCY, all.as_millis());
        let kind = match reply.status {
            0..=399 => Kind::Answered,
            429 => Kind::Throttled,
            _ => Kind::Failed,
        };
        let reason = Reason::new(reply.rule, kind, reply.text).maybe_about(w.about).on(w.link).because(because);
        cx.note(reason.a(i64::from(reply.status)).b(all.0 as i64));
        cx.answer(w.call, reply.answer(), w.overhead);
    }

    fn wait(&mut self, waiting: Waiting) -> u64 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.waiting.push(None);
            self.waiting.len() - 1
        });
        self.waiting[slot] = Some(waiting);
        slot as u64
    }
}

impl Target {
    fn question(&self, parcel: Parcel) -> Ask {
        let Some(item) = &self.item else { return Ask::Deliver(parcel) };
        let Parcel { body, about, .. } = parcel;
        let key = body.field(&item.key).unwrap_or_default();
        let quantity = item.quantity.parse().ok().or_else(|| body.field(&item.quantity)?.parse().ok()).unwrap_or(1);
        Ask::Item(Box::new(ItemAsk { op: item.op, key, body, quantity, about }))
    }
}

fn target(cx: &Context) -> Option<Target> {
    let link = cx.links(INTEGRATION).first().copied()?;
    let role = cx.link(link).role;
    let kind = if role == roles::INVOKE.key {
        Integration::Function
    } else if role == roles::HTTP.key {
        Integration::Http
    } else if role == roles::TABLE.key {
        Integration::Table
    } else {
        Integration::Service
    };
    let item = (kind == Integration::Table).then(|| item(&cx.link_config(link)));
    Some(Target { link, kind, item })
}

fn item(config: &Config) -> Item {
    let op = operation(OPERATION.of(config));
    Item { op, key: KEY.of(config).to_owned(), quantity: QUANTITY.of(config).to_owned() }
}

impl Behaviour for Api {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let config = cx.config();
        let clients = cx.links(REQUESTS).into_iter();
        let keys = clients.map(|link| (link, API_KEY.of(&cx.link_config(link)).trim().to_owned())).collect();
        self.limits.configure(&config, keys, cx.now());
        self.timeout = TIMEOUT.of(&config);
        self.overhead = Some(Delay::spread(LATENCY_P50.of(&config), LATENCY_P99.of(&config)));
        self.target = target(cx);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let Ask::Deliver(parcel) = call.ask else {
            cx.answer(call.id, Answer::failed(Fault::NotFound, 404, "UnknownOperation"), Span::ZERO);
            return;
        };
        let now = cx.now();
        cx.count(COUNT, 1);
        self.arrivals.add(now, 1);
        let overhead = self.draw(cx);
        let kind = self.target.as_ref().map_or(Integration::Http, |t| t.kind);
        let waiting = Waiting { call: call.id, about: parcel.about, link: call.link, since: now, overhead, kind };
        if let Err(refusal) = self.limits.admit(call.link, now) {
            let reply = self.refuse(cx, refusal);
            self.finish(cx, waiting, reply, refusal.setting());
        } else if parcel.bytes() > PAYLOAD {
            let text = "answered 413: the request is larger than 10 MB";
            self.finish(cx, waiting, Reply::error(413, "REQUEST_TOO_LARGE", "APIGW-13", text), "");
        } else if let Some(target) = &self.target {
            let word = match target.kind {
                Integration::Function => "the function",
                Integration::Http => "the HTTP server",
                Integration::Service => "the integration",
                Integration::Table => "the table",
            };
            let reason = Reason::new("APIGW-6", Kind::Sent, "let in and passed on to {word}").on(target.link);
            cx.note(reason.maybe_about(parcel.about).word(word));
            let query = Query::new(target.link, target.question(parcel)).within(self.timeout);
            let tag = self.wait(waiting);
            cx.ask(query.tag(tag));
        } else {
            let text = "answered 500: the method has no integration";
            self.finish(cx, waiting, Reply::error(500, "API_CONFIGURATION_ERROR", "APIGW-13", text), "");
        }
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, tag: u64, answer: Answer) {
        let Some(waiting) = self.waiting.get_mut(tag as usize).and_then(Option::take) else { return };
        self.free.push(tag as usize);
        cx.gauge(INTEGRATION_LATENCY, cx.now().since(waiting.since).as_millis());
        let reply = mapping::reply(waiting.kind, answer);
        let because = if reply.rule == "APIGW-24" { "TimeoutInMillis" } else { "" };
        self.finish(cx, waiting, reply, because);
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.arrivals.per_second(view.now);
        let throttled = self.throttled.per_second(view.now);
        let latency = &view.metrics()[LATENCY.0 as usize];
        let mut recent = latency.current().clone();
        if let Some(minute) = view.now.minute().checked_sub(1).and_then(|k| latency.minute(k)) {
            recent.merge(minute);
        }
        let busy = throttled > 0.0;
        let notice = self.refused_by.filter(|_| busy).map(|refusal| notice(refusal, throttled));
        Status {
            reading: Reading::Number(rate, "req/s"),
            small: small(&recent, throttled),
            tone: if busy { Tone::Warning } else { Tone::Plain },
            trend: rate,
            notice,
        }
    }
}

fn small(recent: &Minute, throttled: f64) -> String {
    let throttled = if throttled > 0.0 { format!("{throttled:.0}/s throttled") } else { "0 throttled".into() };
    match recent.percentile(99.0) {
        Some(p99) => format!("p99 {p99:.0} ms, {throttled}"),
        None => "no requests yet".into(),
    }
}

fn notice(refusal: Refusal, throttled: f64) -> Notice {
    let (why, rule) = match refusal {
        Refusal::Quota => ("A client has used up its quota; it is refused until the period ends.", "APIGW-4"),
        Refusal::Plan => ("More requests come with one API key than its usage plan lets through.", "APIGW-4"),
        Refusal::Stage => ("More requests arrive than ThrottlingRateLimit lets through.", "APIGW-1"),
        Refusal::Account | Refusal::Key => {
            ("More requests arrive than the account may have in this Region.", "APIGW-2")
        }
    };
    let text = format!("{why} They get 429 and never reach the integration.");
    Notice { title: format!("Refusing {throttled:.0}/s."), text, rule }
}
