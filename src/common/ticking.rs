//! What rules with a schedule and the scheduler share: waking up when a schedule expression fires, and dates.
//!
//! Not a service. Simulated time has a date: a run starts at 2026-01-01T00:00:00Z.

use crate::languages::schedule::{Flavour, Schedule};
use crate::languages::template::Template;
use crate::sim::{Class, Context, Span, Stream, Time, Token, WakeKey};
use std::sync::LazyLock;

/// What a schedule is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// `ScheduleExpression`; empty: none.
    pub expression: String,
    /// `ScheduleExpressionTimezone`.
    pub zone: String,
    /// Who wrote it.
    pub flavour: Flavour,
    /// `StartDate`, in seconds since 1970: nothing fires before.
    pub from: Option<i64>,
    /// `EndDate`, in seconds since 1970: nothing fires after.
    pub until: Option<i64>,
    /// It fires somewhere between its time and so long after.
    pub spread: Span,
}

/// A schedule that runs.
#[derive(Clone, Default)]
pub struct Ticker {
    plan: Option<Plan>,
    schedule: Option<Schedule>,
    /// When the schedule began, in seconds since 1970.
    start: i64,
    /// The time that the next firing stands for, in seconds since 1970.
    nominal: Option<i64>,
    due: Option<(Time, WakeKey)>,
}

impl Ticker {
    /// Follows this plan from now on; `token` comes back when it fires. A plan that is followed already goes on.
    pub fn follow(&mut self, cx: &mut Context, plan: Option<Plan>, token: Token) {
        if self.plan == plan {
            return;
        }
        if let Some((_, key)) = self.due.take() {
            cx.cancel(key);
        }
        self.schedule = plan.as_ref().and_then(|p| Schedule::parse(&p.expression, p.flavour, &p.zone).ok());
        self.start = plan.as_ref().and_then(|p| p.from).unwrap_or(i64::MIN).max(seconds(cx.now()));
        self.nominal = Some(self.start - i64::from(plan.as_ref().is_some_and(|p| p.from.is_some())));
        self.plan = plan;
        self.plan_next(cx, token);
    }

    /// It fired: the time that it stands for. The next firing is planned.
    pub fn fired(&mut self, cx: &mut Context, token: Token) -> Time {
        self.due = None;
        let nominal = self.nominal.map_or(cx.now(), time);
        self.plan_next(cx, token);
        nominal
    }

    /// When it fires next.
    pub fn next(&self) -> Option<Time> {
        self.due.map(|(at, _)| at)
    }

    fn plan_next(&mut self, cx: &mut Context, token: Token) {
        let (Some(plan), Some(schedule)) = (&self.plan, &self.schedule) else { return };
        let next = self.nominal.and_then(|after| schedule.next(after, self.start));
        self.nominal = next.filter(|at| plan.until.is_none_or(|until| *at <= until));
        let Some(nominal) = self.nominal else { return };
        let late = if plan.spread == Span::ZERO { Span::ZERO } else { cx.stream().up_to(plan.spread) };
        let at = (time(nominal) + late).max(cx.now());
        self.due = Some((at, cx.wake_at(Class::Start, at, token)));
    }
}

/// Whole seconds since 1970.
fn seconds(at: Time) -> i64 {
    (at.epoch_micros() / 1_000_000) as i64
}

fn time(seconds: i64) -> Time {
    let micros = seconds.saturating_mul(1_000_000) as u64;
    Time(micros.saturating_sub(Time::START.epoch_micros()))
}

/// An instant as ISO 8601 with whole seconds.
pub fn timestamp(at: Time) -> String {
    let seconds = jiff::Timestamp::from_second((at.epoch_micros() / 1_000_000) as i64);
    seconds.map(|at| at.to_string()).unwrap_or_default()
}

/// A new id of an event.
pub fn event_id(stream: &mut Stream) -> String {
    static ID: LazyLock<Template> = LazyLock::new(|| Template::parse("{{uuid}}").expect("a right template"));
    let mut id = String::new();
    ID.render(&mut id, 0, 0, &mut || stream.bits());
    id
}
