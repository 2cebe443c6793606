//! What a WebSocket API does: open connections, route messages, push, close.

use super::connections::{Connections, Name};
use super::*;
use crate::common::account::{APIS, USUAL_APIS};
use crate::common::authorizing::{Check, Gate};
use crate::common::fifo::said;
use crate::languages::json_path::JsonPath;
use crate::sim::parts::{Rate, TokenBucket};
use crate::sim::{
    Answer, Ask, Behaviour, Body, Call, CallId, Class, Context, Delay, Fault, Kind, LinkId, MessageId, Parcel, PortId, Query,
    Reading, Reason, Span, Status, Time, Token, Tone, View, WakeKey,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The first connection to end may end.
const CLOSE: u32 = 0;
/// A message that was held up goes on.
const GO_ON: u32 = 1;
/// A message is held up for so long at most (APIGW-37, a choice of this model).
const HELD_UP: Span = Span::millis(100);
/// A message is at most so large (APIGW-36).
pub(super) const LARGEST: u64 = 131_072;
/// A message is billed by so many bytes (5.8).
pub(super) const BILLED_BYTES: u64 = 32_768;

/// A route.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub link: LinkId,
    key: String,
    answers: bool,
}

/// For what a call waits.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// The authorizer looks at the client's token; $connect follows.
    Authorize(Box<(Name, Parcel, String)>),
    /// $connect was asked; the message follows.
    Connect(Box<(Name, Parcel)>),
    /// A message was routed; whether the client hears the answer.
    Message { answers: bool },
}

#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub call: CallId,
    pub link: LinkId,
    pub about: Option<MessageId>,
    pub since: Time,
    pub overhead: Span,
    pub step: Step,
}

/// A WebSocket API.
#[derive(Clone, Default)]
pub struct WebSocketApi {
    routes: Vec<Route>,
    selection: Option<JsonPath>,
    timeout: Span,
    pub(super) idle: Span,
    pub(super) life: Span,
    latency: Option<Delay>,
    /// New connections a second (APIGW-34).
    pub(super) bucket: Option<TokenBucket>,
    stage: Option<TokenBucket>,
    pub(super) check: Check,
    /// Remembers nothing: AWS does so for other APIs only.
    pub(super) gate: Gate,
    pub(super) authorizer: Option<LinkId>,
    overtake: f64,
    pub(super) connections: Connections,
    waiting: BTreeMap<u64, Waiting>,
    /// Messages that are held up on their way to a route.
    held: BTreeMap<u64, (Waiting, LinkId, Value)>,
    /// Messages of clients whose connection is being opened.
    pub(super) opening: BTreeMap<Name, Vec<(Waiting, Parcel)>>,
    numbered: u64,
    turns: BTreeMap<LinkId, u64>,
    closing: Option<(Time, WakeKey)>,
    rate: Rate,
    failing: Rate,
}

impl WebSocketApi {
    pub(super) fn route(&self, key: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.key == key)
    }

    pub(super) fn draw(&self, cx: &mut Context) -> Span {
        self.latency.map_or(Span::ZERO, |latency| latency.draw(cx.stream()))
    }

    /// A client sends a message: over an open connection, or over one that is opened first.
    fn message(&mut self, cx: &mut Context, call: CallId, link: LinkId, parcel: Parcel) {
        let (now, overhead, about) = (cx.now(), self.draw(cx), parcel.about);
        self.rate.add(now, 1);
        let name = self.connection_of(cx, link, &parcel);
        let waiting = Waiting { call, link, about, since: now, overhead, step: Step::Message { answers: false } };
        if self.connections.id(&name).is_some() {
            return self.send(cx, waiting, &name, parcel);
        }
        if let Some(queue) = self.opening.get_mut(&name) {
            return queue.push((waiting, parcel));
        }
        self.open(cx, waiting, name, parcel);
    }

    /// The connection of a message: by what tells clients apart, or the next of a number of them.
    fn connection_of(&mut self, cx: &Context, link: LinkId, parcel: &Parcel) -> Name {
        let config = &cx.link(link).config;
        if let Some(client) = said(CONNECTION_KEY.of(config), parcel) {
            return (link, client);
        }
        let all = CONNECTIONS.of(config).max(1) as u64;
        let turn = self.turns.entry(link).or_default();
        *turn += 1;
        (link, ((*turn - 1) % all).to_string())
    }

    /// Takes a token of every limit, or says which one refused (APIGW-1, APIGW-2). What programs call meets only the
    /// account's (APIGW-35).
    pub(super) fn admit(&mut self, cx: &mut Context, of_clients: bool) -> Result<(), &'static str> {
        let now = cx.now();
        let stage = self.stage.as_mut().filter(|_| of_clients).map(|bucket| (bucket, "ThrottlingRateLimit"));
        let mut limits = [stage, Some((cx.bucket(APIS, USUAL_APIS), "AccountRateLimit"))];
        for (bucket, setting) in limits.iter_mut().flatten() {
            if !bucket.has(now, 1) {
                return Err(*setting);
            }
        }
        limits.iter_mut().flatten().for_each(|(bucket, _)| {
            bucket.take(now, 1);
        });
        Ok(())
    }

    pub(super) fn connected(&mut self, cx: &mut Context, name: &Name, about: Option<MessageId>) {
        if self.route("$connect").is_none() {
            cx.count(CONNECTS, 1);
        }
        let id = self.connections.open(name.clone(), cx.now(), self.idle, self.life);
        let reason = Reason::new("APIGW-34", Kind::Created, "connection {a} is open").a(id as i64);
        cx.note(reason.maybe_about(about).on(name.0));
        cx.gauge(OPEN, self.connections.len() as f64);
        self.watch(cx);
    }

    /// A message goes to its route (APIGW-31).
    pub(super) fn send(&mut self, cx: &mut Context, waiting: Waiting, name: &Name, parcel: Parcel) {
        let size = parcel.bytes();
        if size > LARGEST {
            self.close(cx, name, "APIGW-36", "closed with code 1009: a message of more than 128 KB");
            return self.refuse(cx, waiting, 413, "APIGW-36", "answered {a}: a message over 128 KB closes its connection", "");
        }
        let frame = FRAME.of(&cx.link(waiting.link).config);
        if size.min(frame as u64) > LARGEST_FRAME as u64 {
            self.close(cx, name, "APIGW-36", "closed with code 1009: a frame of more than 32 KB");
            let text = "answered {a}: a frame over 32 KB closes its connection";
            return self.refuse(cx, waiting, 413, "APIGW-36", text, "FrameBytes");
        }
        cx.count(MESSAGES, 1);
        cx.count(UNITS, size.div_ceil(BILLED_BYTES).max(1));
        self.connections.touch(name, cx.now(), self.idle, self.life);
        self.watch(cx);
        if let Err(setting) = self.admit(cx, true) {
            let text = "answered {a}: more messages than the throttle lets through";
            return self.refuse(cx, waiting, 429, "APIGW-2", text, setting);
        }
        let selected = parcel.body.json().and_then(|body| self.selection.as_ref()?.text(body));
        let route = selected.as_deref().and_then(|key| self.route(key)).or_else(|| self.route("$default"));
        let Some(Route { link, key, answers }) = route.cloned() else {
            let text = "answered Forbidden: no route for this message, and no $default";
            return self.refuse(cx, waiting, 403, "APIGW-31", text, "RouteSelectionExpression");
        };
        let word = if key == "$default" { "$default" } else { "the route of its key" };
        let reason = Reason::new("APIGW-31", Kind::Sent, "routed to {word}").word(word);
        cx.note(reason.maybe_about(waiting.about).on(link).because("RouteKey"));
        let id = self.connections.id(name).unwrap_or_default();
        let body = parcel.body.json().cloned().unwrap_or_else(|| parcel.body.text().into());
        let event = json!({
            "requestContext": {"routeKey": key, "eventType": "MESSAGE", "connectionId": id.to_string()},
            "connectionId": id.to_string(),
            "body": body,
        });
        if !answers {
            // The client hears nothing of what becomes of it: it has been sent.
            cx.answer(waiting.call, Answer::done(200), waiting.overhead);
        }
        let waiting = Waiting { step: Step::Message { answers }, ..waiting };
        if self.overtake > 0.0 && cx.stream().chance(self.overtake) {
            let wait = cx.stream().up_to(HELD_UP);
            let reason = Reason::new("APIGW-37", Kind::Waiting, "held up for {a:t}: later messages of its connection may overtake it");
            cx.note(reason.maybe_about(waiting.about).on(link).a(wait.0 as i64).because("OvertakePercent"));
            self.numbered += 1;
            self.held.insert(self.numbered, (waiting, link, event));
            cx.wake_after(Class::Start, wait, Token::new(GO_ON, self.numbered));
            return;
        }
        self.call(cx, waiting, link, event);
    }

    pub(super) fn call(&mut self, cx: &mut Context, waiting: Waiting, to: LinkId, event: Value) {
        let parcel = Parcel::new(Body::new(event.to_string()), waiting.about);
        self.numbered += 1;
        self.waiting.insert(self.numbered, Waiting { since: cx.now(), ..waiting });
        cx.ask(Query::new(to, Ask::Deliver(parcel)).within(self.timeout).tag(self.numbered));
    }

    fn came_back(&mut self, cx: &mut Context, n: u64, answer: Answer) {
        let Some(waiting) = self.waiting.remove(&n) else { return };
        if let Step::Authorize(asked) = waiting.step.clone() {
            return self.authorized(cx, waiting, *asked, &answer);
        }
        cx.gauge(INTEGRATION_LATENCY, cx.now().since(waiting.since).as_millis());
        let well = matches!(answer, Answer::Done { status: 200..=299, .. });
        if !well {
            let lost = matches!(answer.fault(), Some(Fault::TimedOut | Fault::Refused | Fault::Denied | Fault::Throttled));
            cx.count(if lost { EXECUTION_ERRORS } else { INTEGRATION_ERRORS }, 1);
            self.failing.add(cx.now(), 1);
        }
        match waiting.step.clone() {
            Step::Connect(next) => {
                let (name, parcel) = *next;
                if well {
                    return self.opened(cx, waiting, &name, parcel);
                }
                // The client gets the status that $connect answered; a failure of the integration is 500.
                let status = match answer.status() {
                    status @ 300..=599 if answer.fault() != Some(Fault::Throttled) => status,
                    _ => 500,
                };
                let text = "no connection: $connect was answered {a}";
                self.not_opened(cx, waiting, &name, (status, "APIGW-32", text, "RouteKey"));
            }
            Step::Authorize(_) => {}
            Step::Message { answers: false } => {
                if !well {
                    let reason = Reason::new("APIGW-31", Kind::Failed, "the route's integration failed ({a}); the client is not told");
                    cx.note(reason.maybe_about(waiting.about).on(waiting.link).a(i64::from(answer.status())));
                }
            }
            Step::Message { answers: true } if well => {
                cx.count(MESSAGES, 1);
                cx.count(UNITS, 1);
                let reason = Reason::new("APIGW-36", Kind::Answered, "the route response went back to the client");
                cx.note(reason.maybe_about(waiting.about).on(waiting.link).because("RouteResponse"));
                cx.answer(waiting.call, answer, waiting.overhead);
            }
            Step::Message { answers: true } => {
                let text = "answered Internal server error: the route's integration failed";
                self.answer_error(cx, &waiting, 500, "APIGW-31", text, "RouteResponse");
            }
        }
    }

    pub(super) fn refuse(&mut self, cx: &mut Context, waiting: Waiting, status: u16, rule: &'static str, text: &'static str, because: &'static str) {
        cx.count(CLIENT_ERRORS, 1);
        self.answer_error(cx, &waiting, status, rule, text, because);
    }

    pub(super) fn answer_error(&mut self, cx: &mut Context, waiting: &Waiting, status: u16, rule: &'static str, text: &'static str, because: &'static str) {
        let (fault, code) = match status {
            401 => (Fault::Denied, "Unauthorized"),
            403 => (Fault::Denied, "Forbidden"),
            429 => (Fault::Throttled, "LimitExceededException"),
            400..=499 => (Fault::Client, "BadRequest"),
            _ => (Fault::Unavailable, "InternalServerError"),
        };
        let kind = if status == 429 { Kind::Throttled } else { Kind::Failed };
        let reason = Reason::new(rule, kind, text).maybe_about(waiting.about).on(waiting.link).because(because);
        cx.note(reason.a(i64::from(status)));
        cx.answer(waiting.call, Answer::failed(fault, status, code), waiting.overhead);
    }

    pub(super) fn close(&mut self, cx: &mut Context, name: &Name, rule: &'static str, text: &'static str) {
        let Some((id, open)) = self.connections.close(name, cx.now()) else { return };
        cx.count(MINUTES, (open.as_seconds() / 60.0).ceil() as u64);
        cx.gauge(OPEN, self.connections.len() as f64);
        cx.note(Reason::new(rule, Kind::Changed, text).on(name.0).a(id as i64));
        if let Some(link) = self.route("$disconnect").map(|route| route.link) {
            let event = json!({"requestContext": {"routeKey": "$disconnect", "eventType": "DISCONNECT", "connectionId": id.to_string()}});
            cx.note(Reason::new("APIGW-33", Kind::Sent, "the $disconnect route hears of it").on(link));
            cx.ask(Query::new(link, Ask::Deliver(Parcel::new(Body::new(event.to_string()), None))).unanswered());
        }
    }

    /// Sets the alarm clock for the connection that ends first. One that rings too early is set anew when it rings.
    pub(super) fn watch(&mut self, cx: &mut Context) {
        let Some(due) = self.connections.ends_first().map(|(at, _)| *at) else { return };
        if self.closing.is_none_or(|(at, _)| at > due) {
            if let Some((_, key)) = self.closing.take() {
                cx.cancel(key);
            }
            self.closing = Some((due, cx.wake_at(Class::Expiry, due, Token::new(CLOSE, 0))));
        }
    }
}

impl Behaviour for WebSocketApi {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let (c, now) = (cx.config(), cx.now());
        let field = SELECTION.of(&c).trim().strip_prefix("$request.body.").map(|field| format!("$.{field}"));
        self.selection = field.and_then(|path| JsonPath::parse(&path).ok());
        self.timeout = TIMEOUT.of(&c);
        (self.idle, self.life) = (IDLE.of(&c), LIFETIME.of(&c));
        self.latency = Some(Delay::spread(LATENCY_P50.of(&c), LATENCY_P99.of(&c)));
        let rate = CONNECT_RATE.of(&c) as f64;
        TokenBucket::keep(&mut self.bucket, Some((rate, rate)), now);
        let account = (ACCOUNT_RATE.of(&c), ACCOUNT_BURST.of(&c) as f64);
        cx.size_bucket(APIS, Some(account));
        let (rate, burst) = (STAGE_RATE.of(&c), STAGE_BURST.of(&c).map(|burst| burst as f64));
        let stage = (rate.is_some() || burst.is_some()).then(|| (rate.unwrap_or(account.0), burst.unwrap_or(account.1)));
        TokenBucket::keep(&mut self.stage, stage, now);
        // Without a function the client's wire says it, as a signature with or without permission would.
        let check = if AUTHORIZATION_TYPE.of(&c) == "CUSTOM" { Check::Function } else { Check::Signature };
        self.check = check;
        self.authorizer = cx.links(AUTHORIZER).first().copied();
        self.overtake = OVERTAKE.of(&c) / 100.0;
        let route = |link: LinkId| {
            let config = cx.link_config(link);
            Route { link, key: ROUTE_KEY.of(&config).trim().to_owned(), answers: ROUTE_RESPONSE.of(&config) }
        };
        self.routes = cx.links(ROUTES).into_iter().map(route).collect();
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let (id, link, port): (CallId, LinkId, PortId) = (call.id, call.link, call.port);
        match call.ask {
            Ask::Deliver(parcel) if port == CALLBACKS => {
                let answer = self.callback(cx, link, &parcel);
                let latency = self.draw(cx);
                cx.answer(id, answer, latency);
            }
            Ask::Deliver(parcel) => self.message(cx, id, link, parcel),
            _ => cx.answer(id, Answer::failed(Fault::Client, 400, "InvalidAction"), Span::ZERO),
        }
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, tag: u64, answer: Answer) {
        self.came_back(cx, tag, answer);
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        Some(if token.what == GO_ON { "a message goes on to its route" } else { "a connection ends" })
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        if token.what == GO_ON {
            if let Some((waiting, link, event)) = self.held.remove(&token.n) {
                self.call(cx, waiting, link, event);
            }
            return;
        }
        self.closing = None;
        while let Some((at, name)) = self.connections.ends_first().cloned() {
            if at > cx.now() {
                break;
            }
            self.close(cx, &name, "APIGW-34", "connection {a} is closed: idle for too long, or at the end of its time");
        }
        self.watch(cx);
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.rate.per_second(view.now);
        let open = self.connections.len();
        let small = format!("{open} connection{}", if open == 1 { "" } else { "s" });
        let tone = if self.failing.per_second(view.now) > 0.0 { Tone::Warning } else { Tone::Plain };
        Status { reading: Reading::Number(rate, "msg/s"), small, tone, trend: rate, notice: None }
    }
}
