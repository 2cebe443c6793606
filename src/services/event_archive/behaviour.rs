//! What an archive does: keep the events of its bus, and send them to it again.

use super::*;
use crate::common::buses::FILTER_ARNS;
use crate::common::store::Store;
use crate::model::Config;
use crate::sim::{
    Answer, Ask, Attributes, Behaviour, Body, Call, CallId, Class, Context, Fault, Kind, LinkId, Parcel, Query, Reading, Reason, Share, Span,
    Status, Time, Token, Tone, View,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The next event of a replay.
const NEXT: u32 = 0;
const DAY: u64 = 86_400;

/// The replays under way, of all archives: the account may have so many at once in a Region (EB-45).
const REPLAYS: &str = "event-replays";
const MOST_REPLAYS: u64 = 10;

/// A replay under way.
#[derive(Clone, Debug)]
struct Replay {
    name: String,
    /// The rules that it is for, by name or ARN; empty: all.
    rules: String,
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
    store: Store<Body>,
    /// Under way, by their numbers.
    replays: BTreeMap<u64, Replay>,
    numbered: u64,
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
        self.store.keep(cx.now(), parcel.body.bytes(), parcel.body);
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
        if cx.claims(REPLAYS).used >= MOST_REPLAYS {
            cx.note(Reason::new("EB-45", Kind::Failed, "replay refused: ten of the account are under way"));
            return;
        }
        let now = cx.now();
        let from = Time::START + REPLAY_FROM.of(with);
        let to = REPLAY_TO.of(with).map_or(now, |to| (Time::START + to).min(now));
        self.numbered += 1;
        let name = match REPLAY_NAME.of(with).trim() {
            "" => format!("{}-{}", cx.name(), self.numbered),
            name => name.to_owned(),
        };
        let arrived = Time(now.0.saturating_sub(self.delay.0));
        let rules = FILTER.of(with).trim().to_owned();
        let text = match rules.is_empty() {
            true => "replay of {a:t} of events starts",
            false => "replay of {a:t} of events starts, for chosen rules only",
        };
        let replay = Replay { name, rules, from, to, arrived, minute: from.minute(), left: Vec::new(), sent: 0 };
        self.replays.insert(self.numbered, replay);
        self.tell(cx);
        cx.note(Reason::new("EB-45", Kind::Changed, text).a(to.since(from).0 as i64));
        cx.wake_after(Class::Start, Span::ZERO, Token::new(NEXT, self.numbered));
    }

    /// Tells the account how many replays are under way here.
    fn tell(&self, cx: &mut Context) {
        let mine = self.replays.len() as u64;
        cx.claim(REPLAYS, Share { claimed: mine, used: mine });
    }

    /// Ends the replays of this name, or all of them.
    fn cancel(&mut self, cx: &mut Context, name: &str) {
        let before = self.replays.len();
        self.replays.retain(|_, replay| !name.is_empty() && replay.name != name);
        let gone = before - self.replays.len();
        self.tell(cx);
        cx.note(Reason::new("EB-45", Kind::Changed, "{a} replays stopped: what was sent stays sent").a(gone as i64));
    }

    /// Sends the next event; opens the next minute when one is through.
    fn next(&mut self, cx: &mut Context, n: u64) {
        let Some(replay) = self.replays.get_mut(&n) else { return };
        while replay.left.is_empty() {
            let Some((minute, events)) = self.store.minute_from(replay.minute) else { break };
            if minute > replay.to.minute() {
                break;
            }
            replay.minute = minute + 1;
            let within = |(at, ..): &&(Time, u64, Body)| *at >= replay.from && *at < replay.to && *at <= replay.arrived;
            replay.left = events.iter().filter(within).map(|(.., event)| event.clone()).collect();
            // In no order inside a minute.
            for n in (1..replay.left.len()).rev() {
                let other = cx.stream().below(n as u64 + 1) as usize;
                replay.left.swap(n, other);
            }
        }
        let (Some(event), Some(bus)) = (replay.left.pop(), self.bus) else {
            let reason = Reason::new("EB-45", Kind::Changed, "replay done: {a} events sent").a(replay.sent as i64);
            self.replays.remove(&n);
            self.tell(cx);
            cx.note(reason);
            return;
        };
        replay.sent += 1;
        let event = named(&event, &replay.name);
        cx.count(REPLAYED, 1);
        let mut parcel = Parcel::new(event, None);
        if !replay.rules.is_empty() {
            parcel = parcel.with(Attributes::text(FILTER_ARNS, &replay.rules));
        }
        cx.ask(Query::new(bus, Ask::Deliver(parcel)).drawn(Kind::Retried).unanswered());
        cx.wake_after(Class::Start, self.every, Token::new(NEXT, n));
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

    fn wake(&mut self, cx: &mut Context, token: Token) {
        self.next(cx, token.n);
    }

    fn command(&mut self, cx: &mut Context, command: &str, with: &Config) {
        match command {
            "StartReplay" => self.start_replay(cx, with),
            "CancelReplay" => self.cancel(cx, REPLAY_NAME.of(with).trim()),
            _ => {}
        }
    }

    fn sample(&mut self, cx: &mut Context) {
        self.forget(cx);
        cx.count(KEPT, self.store.size().1);
    }

    fn status(&self, _view: &View) -> Status {
        let (count, bytes) = self.store.size();
        let sent: u64 = self.replays.values().map(|replay| replay.sent).sum();
        let small = match self.replays.len() {
            0 => format!("{} KB", bytes.div_ceil(1_024)),
            1 => format!("replaying: {sent} sent"),
            n => format!("{n} replays: {sent} sent"),
        };
        Status { reading: Reading::Number(count as f64, "events"), small, tone: Tone::Plain, trend: count as f64, notice: None }
    }
}
