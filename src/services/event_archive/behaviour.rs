//! What an archive does: keep the events of its bus, and send them to it again.

use super::store::Store;
use super::*;
use crate::model::Config;
use crate::sim::{
    Answer, Ask, Behaviour, Body, Call, CallId, Class, Context, Fault, Kind, LinkId, Parcel, Query, Reading, Reason, Span,
    Status, Time, Token, Tone, View,
};
use serde_json::Value;
use std::sync::Arc;

/// The next event of a replay.
const NEXT: u32 = 0;
const DAY: u64 = 86_400;

/// A replay under way.
#[derive(Clone, Debug)]
struct Replay {
    name: String,
    from: Time,
    to: Time,
    /// Nothing that had not arrived when it began is replayed.
    arrived: Time,
    /// The minute to look at next.
    minute: u64,
    /// What is left of the present minute, the last first.
    left: Vec<Body>,
    sent: u64,
}

/// An archive.
#[derive(Clone, Default)]
pub struct Archive {
    pattern: Option<Arc<EventPattern>>,
    everything: bool,
    retention: Option<Span>,
    delay: Span,
    every: Span,
    bus: Option<LinkId>,
    store: Store,
    replay: Option<Replay>,
    replays: u64,
}

impl Archive {
    fn keep(&mut self, cx: &mut Context, parcel: Parcel) {
        let wanted = self.everything
            || parcel.body.json().is_some_and(|event| self.pattern.as_ref().is_some_and(|p| p.matches(event)));
        if !wanted {
            return;
        }
        cx.count(ARCHIVED, 1);
        cx.count(BYTES, parcel.body.bytes());
        let reason = Reason::new("EB-44", Kind::Waiting, "kept: it can be replayed in {a:t}").maybe_about(parcel.about);
        cx.note(reason.a(self.delay.0 as i64).because("ArrivalDelay"));
        self.store.keep(cx.now(), parcel.body);
        self.forget(cx);
    }

    fn forget(&mut self, cx: &mut Context) {
        if let Some(retention) = self.retention
            && cx.now().since(Time::START) > retention
        {
            self.store.forget(Time(cx.now().0 - retention.0));
        }
        cx.gauge(EVENTS, self.store.size().0 as f64);
    }

    fn start_replay(&mut self, cx: &mut Context, with: &Config) {
        if self.replay.is_some() {
            cx.note(Reason::new("EB-45", Kind::Failed, "replay refused: one is under way"));
            return;
        }
        let now = cx.now();
        let from = Time::START + REPLAY_FROM.of(with);
        let to = REPLAY_TO.of(with).map_or(now, |to| (Time::START + to).min(now));
        self.replays += 1;
        let name = format!("{}-{}", cx.name(), self.replays);
        let arrived = Time(now.0.saturating_sub(self.delay.0));
        self.replay = Some(Replay { name, from, to, arrived, minute: from.minute(), left: Vec::new(), sent: 0 });
        cx.note(Reason::new("EB-45", Kind::Changed, "replay of {a:t} of events starts").a(to.since(from).0 as i64));
        cx.wake_after(Class::Start, Span::ZERO, Token::new(NEXT, 0));
    }

    /// Sends the next event; opens the next minute when one is through.
    fn next(&mut self, cx: &mut Context) {
        let Some(replay) = &mut self.replay else { return };
        while replay.left.is_empty() {
            let Some((minute, events)) = self.store.minute_from(replay.minute) else { break };
            if minute > replay.to.minute() {
                break;
            }
            replay.minute = minute + 1;
            let within = |(at, _): &&(Time, Body)| *at >= replay.from && *at < replay.to && *at <= replay.arrived;
            replay.left = events.iter().filter(within).map(|(_, event)| event.clone()).collect();
            // In no order inside a minute.
            for n in (1..replay.left.len()).rev() {
                let other = cx.stream().below(n as u64 + 1) as usize;
                replay.left.swap(n, other);
            }
        }
        let (Some(event), Some(bus)) = (replay.left.pop(), self.bus) else {
            let reason = Reason::new("EB-45", Kind::Changed, "replay done: {a} events sent").a(replay.sent as i64);
            self.replay = None;
            cx.note(reason);
            return;
        };
        replay.sent += 1;
        let event = named(&event, &replay.name);
        cx.count(REPLAYED, 1);
        cx.ask(Query::new(bus, Ask::Deliver(Parcel::new(event, None))).drawn(Kind::Retried).unanswered());
        cx.wake_after(Class::Start, self.every, Token::new(NEXT, 0));
    }
}

/// The event with the name of the replay.
fn named(event: &Body, name: &str) -> Body {
    let Some(Value::Object(fields)) = event.json() else { return event.clone() };
    let mut fields = fields.clone();
    fields.insert("replay-name".to_owned(), name.into());
    Body::new(Value::Object(fields).to_string())
}

impl Behaviour for Archive {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let c = cx.config();
        let pattern = EVENT_PATTERN.of(&c).trim();
        self.everything = pattern.is_empty();
        self.pattern = EventPattern::parse(pattern).ok().map(Arc::new);
        let days = RETENTION_DAYS.of(&c) as u64;
        self.retention = (days > 0).then(|| Span::seconds(days * DAY));
        self.delay = ARRIVAL_DELAY.of(&c);
        self.every = Span::of_seconds(1.0 / REPLAY_RATE.of(&c) as f64);
        self.bus = cx.links(BUS).first().copied();
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let answer = match call.ask {
            Ask::Deliver(parcel) => {
                self.keep(cx, parcel);
                Answer::done(200)
            }
            _ => Answer::failed(Fault::Client, 400, "InvalidAction"),
        };
        cx.answer(call.id, answer, Span::ZERO);
    }

    fn answered(&mut self, _cx: &mut Context, _call: CallId, _tag: u64, _answer: Answer) {}

    fn awaits(&self, _token: Token) -> Option<&'static str> {
        Some("a replay goes on")
    }

    fn wake(&mut self, cx: &mut Context, _token: Token) {
        self.next(cx);
    }

    fn command(&mut self, cx: &mut Context, command: &str, with: &Config) {
        match command {
            "StartReplay" => self.start_replay(cx, with),
            "CancelReplay" => self.replay = None,
            _ => {}
        }
    }

    fn sample(&mut self, cx: &mut Context) {
        self.forget(cx);
    }

    fn status(&self, _view: &View) -> Status {
        let (count, bytes) = self.store.size();
        let small = match &self.replay {
            Some(replay) => format!("replaying: {} sent", replay.sent),
            None => format!("{} KB", bytes.div_ceil(1_024)),
        };
        Status { reading: Reading::Number(count as f64, "events"), small, tone: Tone::Plain, trend: count as f64, notice: None }
    }
}
