//! What a schedule does: wake up by the clock and invoke its target.

use super::check::date;
use super::*;
use crate::languages::schedule::Flavour;
use crate::common::account::{NUMBER, PLACE, REGION};
use crate::common::delivering::{Deliverer, FIRST_FREE, Manner, Meters};
use crate::common::ticking::{Plan, Ticker, event_id, timestamp};
use crate::sim::{
    Answer, Behaviour, Body, Call, CallId, Context, Fault, Held, Kind, MessageId, Notice, Reading, Reason, Span, Status,
    Token, Tone, View,
};
use serde_json::json;

/// The schedule fires.
const TICK: Token = Token::new(FIRST_FREE, 0);

static MANNER: Manner = Manner {
    apart: "EB-37",
    twice: "EB-37",
    retry: "EB-37",
    refusal: "EB-37",
    end: "EB-37",
    quota: "EB-38",
    bucket: ("scheduler-invocations", (1_000.0, 1_000.0)),
    meters: Meters {
        created: Some(FIRED),
        attempts: Some(ATTEMPTS),
        errors: Some(ERRORS),
        failed: Some(DROPPED),
        throttled: Some(THROTTLED),
        sent_to_dlq: Some(SENT_TO_DLQ),
        not_sent_to_dlq: Some(NOT_SENT_TO_DLQ),
        ..Meters::NONE
    },
};

/// A schedule.
#[derive(Clone)]
pub struct Timetable {
    enabled: bool,
    ticker: Ticker,
    deliverer: Deliverer,
    fired: u64,
    deletes: bool,
    duplicates: f64,
}

impl Default for Timetable {
    fn default() -> Self {
        Self {
            enabled: true,
            ticker: Ticker::default(),
            deliverer: Deliverer::new(&MANNER),
            fired: 0,
            deletes: false,
            duplicates: 0.0,
        }
    }
}

impl Timetable {
    fn tick(&mut self, cx: &mut Context) {
        let at = self.ticker.fired(cx, TICK);
        self.fired += 1;
        // What a target without an Input gets.
        let event = json!({
            "version": "0",
            "id": event_id(cx.stream()),
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": NUMBER,
            "time": timestamp(at),
            "region": REGION,
            "resources": [&self.deliverer.source.1],
            "detail": "{}",
        });
        let reason = Reason::new("EB-36", Kind::Sent, "the schedule fires, {b:t} after its time");
        cx.note(reason.b(cx.now().since(at).0 as i64).because("ScheduleExpression"));
        let event = Body::new(event.to_string());
        for target in self.deliverer.live_targets() {
            self.deliverer.invoke(cx, target, &event, None, false);
            if cx.stream().chance(self.duplicates) {
                self.deliverer.invoke(cx, target, &event, None, true);
            }
        }
    }
}

impl Behaviour for Timetable {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let c = cx.config();
        self.enabled = STATE.of(&c) == "ENABLED";
        self.duplicates = DUPLICATES.of(&c) / 100.0;
        self.deletes = AFTER_COMPLETION.of(&c) == "DELETE";
        let arn = format!("arn:aws:scheduler:{PLACE}:schedule/default/{}", cx.name());
        self.deliverer.source = ("SCHEDULE_ARN", arn);
        self.deliverer.configure(cx, TARGETS, DEAD_LETTERS, INVOCATIONS_RATE.of(&c));
        let flexible = WINDOW_MODE.of(&c) == "FLEXIBLE";
        let plan = Plan {
            expression: EXPRESSION.of(&c).to_owned(),
            zone: TIME_ZONE.of(&c).to_owned(),
            flavour: Flavour::Scheduler,
            from: date(START.of(&c)).unwrap_or_default(),
            until: date(END.of(&c)).unwrap_or_default(),
            spread: if flexible { Span::minutes(WINDOW.of(&c) as u64) } else { SPREAD.of(&c) },
        };
        self.ticker.follow(cx, self.enabled.then_some(plan), TICK);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        cx.answer(call.id, Answer::failed(Fault::Client, 400, "InvalidAction"), Span::ZERO);
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
        let (retrying, again) = self.deliverer.retrying(view.now);
        let mut small = match self.ticker.next() {
            Some(next) => format!("fires in {}", next.since(view.now)),
            None if !self.enabled => "disabled".to_owned(),
            None if self.deletes => "done: AWS has deleted it".to_owned(),
            None => "fires no more".to_owned(),
        };
        if retrying > 0 {
            small.push_str(&format!(", {retrying} retrying"));
        }
        let notice = if self.deliverer.losing(view.now) {
            Some(Notice {
                title: "Losing events.".into(),
                text: "Invocations were given up and there is no dead-letter queue for them: these events are gone.".into(),
                rule: "EB-37",
            })
        } else if let (1.., Some(next)) = (retrying, again) {
            Some(Notice {
                title: "The target fails.".into(),
                text: format!("{retrying} events wait for another attempt; the next is in {}.", next.since(view.now)),
                rule: "EB-37",
            })
        } else {
            None
        };
        let tone = match () {
            () if self.deliverer.losing(view.now) => Tone::Bad,
            () if self.deliverer.failing(view.now) => Tone::Warning,
            () => Tone::Plain,
        };
        let reading = Reading::Number(self.fired as f64, "fired");
        Status { reading, small, tone, trend: self.fired as f64, notice }
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        self.deliverer.holds(into);
    }

    fn contents(&self, view: &View, most: usize) -> Vec<Held> {
        self.deliverer.contents(view, most)
    }
}
