//! What a rule does: look at an event, or at the clock, and invoke its targets if it matches.

use super::pattern::Pattern;
use super::*;
use crate::languages::schedule::Flavour;
use crate::common::account::{NUMBER, PLACE, REGION};
use crate::common::buses::BUS_TYPE;
use crate::common::delivering::{Deliverer, FIRST_FREE, Manner, Meters};
use crate::common::ticking::{Plan, Ticker, event_id, timestamp};
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Body, Call, CallId, Context, Fault, Held, Kind, LinkId, MessageId, Notice, Parcel, Reading,
    Reason, Span, Status, Time, Token, Tone, View,
};
use serde_json::json;

/// The schedule fires.
const TICK: Token = Token::new(FIRST_FREE, 0);

/// What the bus hears: it matches, or it does not.
const MATCHED_IT: u16 = 200;
const NO_MATCH: u16 = 204;

static MANNER: Manner = Manner {
    apart: "EB-23",
    twice: "EB-6",
    retry: "EB-24",
    refusal: "EB-25",
    end: "EB-26",
    quota: "EB-27",
    bucket: ("eventbridge-invocations", (18_750.0, 18_750.0)),
    meters: Meters {
        created: Some(CREATED),
        attempts: Some(ATTEMPTS),
        retries: Some(RETRIES),
        successes: Some(SUCCESSES),
        invocations: Some(INVOCATIONS),
        failed: Some(FAILED),
        throttled: Some(THROTTLED_RULES),
        sent_to_dlq: Some(SENT_TO_DLQ),
        not_sent_to_dlq: Some(NOT_SENT_TO_DLQ),
        start_latency: Some(START_LATENCY),
        complete_latency: Some(COMPLETE_LATENCY),
        success_latency: Some(SUCCESS_LATENCY),
        api_calls: Some(API_CALLS),
        ..Meters::NONE
    },
};

/// A rule of a bus, or one with a schedule.
#[derive(Clone)]
pub struct Rule {
    enabled: bool,
    pattern: Pattern,
    deliverer: Deliverer,
    ticker: Ticker,
    duplicates: f64,
    offered: Rate,
    matched: Rate,
    refused: Option<Body>,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            enabled: true,
            pattern: Pattern::default(),
            deliverer: Deliverer::new(&MANNER),
            ticker: Ticker::default(),
            duplicates: 0.0,
            offered: Rate::default(),
            matched: Rate::default(),
            refused: None,
        }
    }
}

impl Rule {
    /// The bus shows an event. The answer says whether it matches.
    fn look(&mut self, cx: &mut Context, link: LinkId, parcel: Parcel) -> u16 {
        let now = cx.now();
        self.offered.add(now, 1);
        let reason = |kind, text| Reason::new("EB-8", kind, text).maybe_about(parcel.about).on(link);
        if !self.enabled {
            cx.note(reason(Kind::Skipped, "not looked at: the rule is disabled").because("State"));
            return NO_MATCH;
        }
        if let Some(field) = self.pattern.refuses(parcel.body.json()) {
            cx.note(
                reason(Kind::Filtered, "no match: the pattern wants another {word}")
                    .word(field)
                    .because("EventPattern"),
            );
            self.refused = Some(parcel.body);
            return NO_MATCH;
        }
        cx.count(MATCHED, 1);
        let targets = self.deliverer.live_targets().len();
        cx.note(reason(Kind::Received, "matches: {a} targets").a(targets as i64).because("EventPattern"));
        self.trigger(cx, &parcel.body, parcel.about);
        MATCHED_IT
    }

    /// Every target gets the event.
    fn trigger(&mut self, cx: &mut Context, event: &Body, about: Option<MessageId>) {
        self.matched.add(cx.now(), 1);
        cx.count(TRIGGERED, 1);
        for target in self.deliverer.live_targets() {
            self.deliverer.invoke(cx, target, event, about, false);
            if cx.stream().chance(self.duplicates) {
                self.deliverer.invoke(cx, target, event, about, true);
            }
        }
    }

    /// The schedule fires (EB-33 to EB-35).
    fn tick(&mut self, cx: &mut Context) {
        let at = self.ticker.fired(cx, TICK);
        let bus = cx.links(BUS).first().copied();
        if bus.is_some_and(|bus| BUS_TYPE.of(&cx.peer_config(bus)) != "default") {
            let text = "the schedule does not fire: only rules of the default bus may have one";
            return cx.note(Reason::new("EB-33", Kind::Skipped, text).because("ScheduleExpression"));
        }
        let event = json!({
            "version": "0",
            "id": event_id(cx.stream()),
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": NUMBER,
            "time": timestamp(at),
            "region": REGION,
            "resources": [&self.deliverer.source.1],
            "detail": {},
        });
        let targets = self.deliverer.live_targets().len();
        let reason = Reason::new("EB-35", Kind::Sent, "the schedule fires: {a} targets").a(targets as i64);
        cx.note(reason.because("ScheduleExpression"));
        self.trigger(cx, &Body::new(event.to_string()), None);
    }

    fn notice(&self, now: Time) -> Option<(Tone, Notice)> {
        let say = |tone, title: &str, text: String, rule| Some((tone, Notice { title: title.to_owned(), text, rule }));
        if let Some(error) = self.pattern.error.as_ref().filter(|_| self.enabled) {
            return say(Tone::Bad, "The pattern is not valid.", error.clone(), "EB-8");
        }
        if self.deliverer.losing(now) {
            let text = "Deliveries were given up and the target has no dead-letter queue: these events are gone.";
            return say(Tone::Bad, "Losing events.", text.to_owned(), "EB-26");
        }
        if let (retrying @ 1.., Some(next)) = self.deliverer.retrying(now) {
            let text = format!("{retrying} events wait for another attempt; the next is in {}.", next.since(now));
            return say(Tone::Warning, "A target fails.", text, "EB-24");
        }
        if let Some(by) = self.deliverer.beginning_late(now) {
            let text = format!("The last first attempt came {by} after its event. More than 30 s for long is a sign of trouble.");
            return say(Tone::Warning, "Deliveries begin late.", text, "EB-32");
        }
        if !self.enabled || self.offered.per_second(now) == 0.0 || self.matched.per_second(now) > 0.0 {
            return None;
        }
        let why = self.pattern.explain(self.refused.as_ref()?.json()?)?;
        say(Tone::Plain, "Nothing matches at the moment.", format!("The last event: {why}"), "EB-8")
    }
}

impl Behaviour for Rule {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let c = cx.config();
        self.enabled = STATE.of(&c) == "ENABLED";
        self.pattern = match EVENT_PATTERN.of(&c).trim() {
            "" => Pattern::default(),
            text => Pattern::read(text),
        };
        self.duplicates = DUPLICATES.of(&c) / 100.0;
        let bus = cx.links(BUS).first().map(|link| cx.peer_name(*link));
        let bus = bus.as_deref().unwrap_or("default");
        self.deliverer.source = ("RULE_ARN", format!("arn:aws:events:{PLACE}:rule/{bus}/{}", cx.name()));
        self.deliverer.configure(cx, TARGETS, DEAD_LETTERS, INVOCATIONS_RATE.of(&c));
        let plan = Plan {
            expression: SCHEDULE_EXPRESSION.of(&c).to_owned(),
            zone: String::new(),
            flavour: Flavour::Rule,
            from: None,
            until: None,
            spread: SPREAD.of(&c),
        };
        let ticks = self.enabled && !plan.expression.trim().is_empty();
        self.ticker.follow(cx, ticks.then_some(plan), TICK);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let answer = match call.ask {
            Ask::Deliver(parcel) => Answer::done(self.look(cx, call.link, parcel)),
            _ => Answer::failed(Fault::Client, 400, "InvalidAction"),
        };
        cx.answer(call.id, answer, Span::ZERO);
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, tag: u64, answer: Answer) {
        self.deliverer.answered(cx, tag, &answer);
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        Some(if token.what == TICK.what { "the schedule fires" } else { Deliverer::awaits(token) })
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        if token.what == TICK.what { self.tick(cx) } else { self.deliverer.wake(cx, token) }
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.matched.per_second(view.now);
        let (retrying, _) = self.deliverer.retrying(view.now);
        let targets = self.deliverer.live_targets().len();
        let mut small = format!("{targets} target{}", if targets == 1 { "" } else { "s" });
        if retrying > 0 {
            small.push_str(&format!(", {retrying} retrying"));
        }
        if let Some(next) = self.ticker.next() {
            small.push_str(&format!(", fires in {}", next.since(view.now)));
        }
        let (tone, notice) = match self.notice(view.now) {
            Some((tone, notice)) => (tone, Some(notice)),
            None if self.deliverer.failing(view.now) => (Tone::Warning, None),
            None => (Tone::Plain, None),
        };
        let reading = if self.enabled { Reading::Number(rate, "/s") } else { Reading::Word("DISABLED") };
        Status { reading, small, tone, trend: rate, notice }
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        self.deliverer.holds(into);
    }

    fn contents(&self, view: &View, most: usize) -> Vec<Held> {
        self.deliverer.contents(view, most)
    }
}
