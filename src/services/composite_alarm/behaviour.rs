//! What a composite alarm does: it works its rule out whenever an alarm changes, and holds its actions back while a
//! suppressor says so.

use super::fields::*;
use super::{ACTIONS, ALARMS, EVENTS, STATE, SUPPRESSED_BY};
use crate::languages::alarm_rule::AlarmExpression;
use crate::languages::alarm_state::AlarmState;
use crate::common::alarming::{AGAIN, Announcer, Change, DESCRIPTION, Details, Ports};
use crate::sim::{
    Answer, Behaviour, CallId, Class, Context, Kind, LinkId, Notice, Reason, Signal, Span, Status, Time, Token,
    Transition, View, WakeKey,
};
use serde_json::json;
use std::collections::BTreeMap;

const COMBINE: u32 = 0;
const RELEASE: u32 = 1;
const ACT: u32 = 2;

/// After so many changes within one instant a ring of composites is given up (CW-65).
const MOST_ROUNDS: u32 = 100;

/// What holds the actions back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Timer {
    Wait,
    Extension,
}

/// A composite alarm.
#[derive(Clone, Default)]
pub struct Composite {
    announcer: Announcer,
    rule: Option<AlarmExpression>,
    rule_text: String,
    problem: Option<String>,
    wait: Span,
    extension: Span,
    description: String,
    states: BTreeMap<LinkId, AlarmState>,
    suppressor: Option<(LinkId, AlarmState)>,
    timer: Option<(Timer, WakeKey)>,
    /// The newest change whose actions have not run.
    pending: Option<Change>,
    /// A change of this very instant, of which nobody outside was told yet.
    fresh: Option<Change>,
    combining: bool,
    rounds: (Time, u32),
}

impl Composite {
    fn combine_soon(&mut self, cx: &mut Context) {
        if !self.combining {
            self.combining = true;
            cx.wake_at(Class::Combine, cx.now(), Token::new(COMBINE, 0));
        }
    }

    fn combine(&mut self, cx: &mut Context) {
        self.combining = false;
        let Some(rule) = &self.rule else { return };
        let now = cx.now();
        self.rounds = if self.rounds.0 == now { (now, self.rounds.1 + 1) } else { (now, 1) };
        if self.rounds.1 > MOST_ROUNDS {
            cx.note(Reason::new("CW-65", Kind::Failed, "part of a ring of composite alarms: not evaluated any more"));
            self.problem = Some("It is part of a ring of composite alarms that never comes to rest.".into());
            self.rule = None;
            return;
        }
        let named: BTreeMap<std::sync::Arc<str>, AlarmState> =
            self.states.iter().map(|(link, state)| (cx.peer_name(*link), *state)).collect();
        let holds = rule.holds(&|name| named.get(name).copied().unwrap_or_default());
        let to = if holds { AlarmState::Alarm } else { AlarmState::Ok };
        if to == self.announcer.state() {
            return;
        }
        let rule = &self.rule_text;
        let why = format!("The rule {rule} is {}.", if holds { "TRUE" } else { "FALSE" });
        let text = if holds { "ALARM: the rule is TRUE" } else { "OK: the rule is FALSE" };
        let reason = Reason::new("CW-61", Kind::State, text).because("AlarmRule");
        let before = self.fresh.take();
        if before.is_some() {
            self.announcer.retract();
        } else {
            cx.wake_at(Class::Suppress, now, Token::new(RELEASE, 0));
        }
        let from = before.map_or(self.announcer.state(), |change| change.from);
        let change = self.announcer.enter(cx, to, why, reason, Vec::new());
        if from == to {
            // A change that does not outlast its instant is none.
            self.announcer.retract();
        } else {
            self.fresh = Some(Change { from, ..change });
        }
    }

    fn stop(&mut self, cx: &mut Context) {
        if let Some((_, key)) = self.timer.take() {
            cx.cancel(key);
        }
    }

    fn run(&mut self, cx: &mut Context, timer: Timer, span: Span) {
        self.stop(cx);
        let key = cx.wake_after(Class::Suppress, span, Token::new(RELEASE, 1));
        self.timer = Some((timer, key));
    }

    /// The rule came to rest in this instant: a change starts the wait period, or is acted upon.
    fn settle(&mut self, cx: &mut Context) {
        let Some(change) = self.fresh.take() else { return };
        let silent = self.suppressor.is_some_and(|(_, state)| state == AlarmState::Alarm);
        let by = match (self.suppressor, silent) {
            (None, _) => None,
            (Some(_), true) => Some("Alarm"),
            (Some(_), false) => Some("WaitPeriod"),
        };
        let details = self.details();
        self.announcer.publish(cx, &change, &details, by);
        self.pending = Some(change);
        let state = self.announcer.state().name();
        match by {
            None => {
                cx.wake_at(Class::Act, cx.now(), Token::new(ACT, 0));
            }
            Some("Alarm") => {
                let text = "the actions of {word} are held back: the suppressor is in ALARM";
                cx.note(Reason::new("CW-66", Kind::Skipped, text).word(state));
            }
            Some(_) => {
                let text = "the actions of {word} wait {b:t} for the suppressor";
                let setting = "ActionsSuppressorWaitPeriod";
                cx.note(Reason::new("CW-67", Kind::Waiting, text).word(state).b(self.wait.0 as i64).because(setting));
                self.run(cx, Timer::Wait, self.wait);
            }
        }
    }

    fn suppress(&mut self, cx: &mut Context, link: LinkId, before: AlarmState, after: AlarmState) {
        self.suppressor = Some((link, after));
        match (before == AlarmState::Alarm, after == AlarmState::Alarm) {
            (false, true) => {
                self.stop(cx);
                cx.note(Reason::new("CW-66", Kind::Skipped, "the suppressor is in ALARM: no action runs").on(link));
            }
            (true, false) => {
                let text = "the suppressor has left ALARM: actions stay held back for {b:t}";
                let setting = "ActionsSuppressorExtensionPeriod";
                let reason = Reason::new("CW-68", Kind::Waiting, text).because(setting);
                cx.note(reason.b(self.extension.0 as i64).on(link));
                self.run(cx, Timer::Extension, self.extension);
            }
            _ => {}
        }
    }

    fn details(&self) -> Details {
        let configuration = json!({"description": self.description, "alarmRule": self.rule_text});
        let notification = json!({"AlarmRule": self.rule_text});
        Details { description: self.description.clone(), configuration, notification }
    }
}

impl Behaviour for Composite {
    fn start(&mut self, cx: &mut Context) {
        let text = "a new composite alarm: INSUFFICIENT_DATA until it was evaluated";
        cx.note(Reason::new("CW-61", Kind::State, text));
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let config = cx.config();
        self.rule_text = ALARM_RULE.of(&config).trim().to_owned();
        (self.rule, self.problem) = match AlarmExpression::parse(&self.rule_text) {
            Ok(rule) => (Some(rule), None),
            Err(error) => (None, Some(format!("AlarmRule: {error}"))),
        };
        self.wait = WAIT.of(&config);
        self.extension = EXTENSION.of(&config);
        self.description = DESCRIPTION.of(&config).to_owned();
        let known = std::mem::take(&mut self.states);
        let state = |link: LinkId| (link, known.get(&link).copied().unwrap_or_default());
        self.states = cx.links(ALARMS).into_iter().map(state).collect();
        let wired = cx.links(SUPPRESSED_BY).first().copied();
        if wired != self.suppressor.map(|(link, _)| link) {
            // Another suppressor: what was held back for the old one is forgotten (CW-68).
            self.stop(cx);
            self.suppressor = wired.map(|link| (link, AlarmState::InsufficientData));
        }
        self.rounds = (cx.now(), 0);
        self.announcer.configure(cx, Ports { actions: ACTIONS, state: STATE, events: EVENTS });
        self.combine_soon(cx);
    }

    fn signal(&mut self, cx: &mut Context, link: LinkId, signal: &Signal) {
        let Ok(state) = signal.state.parse::<AlarmState>() else { return };
        match self.suppressor {
            Some((own, before)) if own == link => self.suppress(cx, link, before, state),
            _ => {
                if self.states.insert(link, state) != Some(state) {
                    self.combine_soon(cx);
                }
            }
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            COMBINE | ACT => Some("it looks at its alarms"),
            RELEASE => Some("a suppressor period ends"),
            _ => Some("an action is tried again"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match (token.what, token.n) {
            (COMBINE, _) => self.combine(cx),
            (RELEASE, 0) => self.settle(cx),
            (RELEASE, _) => {
                let Some((timer, _)) = self.timer.take() else { return };
                // A change at the same instant comes before the expiry (CW-49), and begins a wait of its own.
                if self.pending.is_some() && self.fresh.is_none() {
                    let (rule, text) = match timer {
                        Timer::Wait => ("CW-67", "the wait period is over: the actions of {word} run"),
                        Timer::Extension => ("CW-68", "the extension period is over: the actions of {word} run"),
                    };
                    let word = self.announcer.state().name();
                    cx.note(Reason::new(rule, Kind::State, text).word(word));
                    cx.wake_at(Class::Act, cx.now(), Token::new(ACT, 0));
                }
            }
            (ACT, _) => {
                if let Some(change) = self.pending.take() {
                    let details = self.details();
                    self.announcer.act(cx, &change, &details);
                }
            }
            (AGAIN, tag) => self.announcer.again(cx, tag),
            _ => {}
        }
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, tag: u64, answer: Answer) {
        self.announcer.answered(cx, tag, &answer);
    }

    fn status(&self, _view: &View) -> Status {
        let (reading, tone) = self.announcer.reading();
        let in_alarm = self.states.values().filter(|s| **s == AlarmState::Alarm).count();
        let alarms = self.states.len();
        let silent = self.suppressor.is_some_and(|(_, state)| state == AlarmState::Alarm);
        let held = if silent {
            ", suppressed"
        } else {
            match self.timer {
                Some((Timer::Wait, _)) => ", waiting",
                Some((Timer::Extension, _)) => ", extended",
                None => "",
            }
        };
        let problem = self.problem.clone().map(|text| Notice { title: "Not evaluated.".into(), text, rule: "CW-60" });
        Status {
            reading,
            small: format!("{in_alarm} of {alarms} in ALARM{held}"),
            tone,
            trend: in_alarm as f64,
            notice: problem.or_else(|| self.announcer.notice("CW-61")),
        }
    }

    fn transitions(&self) -> Option<&[Transition]> {
        Some(self.announcer.history())
    }
}
