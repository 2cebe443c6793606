//! Schedule expressions of EventBridge rules (EB-33, EB-34) and of EventBridge Scheduler (EB-36).
//!
//! ```
//! use signalbox::languages::schedule::{Flavour, Schedule};
//! let noon = Schedule::parse("cron(0 12 * * ? *)", Flavour::Scheduler, "Europe/Berlin").unwrap();
//! let midnight = 1_782_864_000; // 2026-07-01T00:00:00Z
//! assert_eq!(noon.next(midnight, midnight), Some(midnight + 10 * 3_600));
//! ```
//!
//! Times are whole seconds since 1970-01-01T00:00:00Z.

mod cron;
mod field;
#[cfg(test)]
mod tests;
mod zones;

use cron::Cron;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan as _};
pub use zones::names as zone_names;

/// Whose expression it is: they differ in what they understand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flavour {
    /// `ScheduleExpression` of a rule: `rate` and `cron`, always UTC.
    Rule,
    /// `ScheduleExpression` of EventBridge Scheduler: also `at`, and time zones.
    Scheduler,
}

#[derive(Clone, Debug)]
enum Kind {
    /// Every so many seconds.
    Rate(i64),
    /// Once, at this local time.
    At(DateTime),
    Cron(Cron),
}

/// A compiled schedule.
#[derive(Clone, Debug)]
pub struct Schedule {
    kind: Kind,
    zone: TimeZone,
}

impl Schedule {
    /// Reads an expression. `zone` is `ScheduleExpressionTimezone`; empty means UTC, and rules know no other.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what would be right.
    pub fn parse(expression: &str, flavour: Flavour, zone: &str) -> Result<Self, String> {
        let zone = match (flavour, zone.trim()) {
            (_, "") | (Flavour::Rule, _) => TimeZone::UTC,
            (Flavour::Scheduler, name) => zones::find(name)?,
        };
        let known = match flavour {
            Flavour::Rule => "rate(5 minutes) or cron(0 12 * * ? *)",
            Flavour::Scheduler => "rate(5 minutes), cron(0 12 * * ? *) or at(2026-12-24T18:00:00)",
        };
        let call = expression.strip_suffix(')').and_then(|text| text.split_once('('));
        if expression.trim() != expression && !expression.trim().is_empty() {
            return Err(format!("{expression:?} has white space before or after it: leave it out."));
        }
        let kind = match (call, flavour) {
            (Some(("rate", inner)), _) => Kind::Rate(rate(inner)?),
            (Some(("cron", inner)), _) => Kind::Cron(Cron::parse(inner)?),
            (Some(("at", inner)), Flavour::Scheduler) => Kind::At(at(inner)?),
            (Some(("at", _)), Flavour::Rule) => {
                return Err(format!("at(…) is for EventBridge Scheduler; a rule takes {known}."));
            }
            _ => return Err(format!("{expression:?} is no schedule expression: write {known}.")),
        };
        Ok(Self { kind, zone })
    }

    /// The first time after `after` at which it fires; `None` if it never does again. `start` is when the schedule was
    /// made: rates count from there, the first time one interval later (EB-33).
    pub fn next(&self, after: i64, start: i64) -> Option<i64> {
        match &self.kind {
            Kind::Rate(every) => Some(start + ((after - start).max(0) / every + 1) * every),
            Kind::At(when) => self.instant(*when, false).filter(|at| *at > after),
            Kind::Cron(cron) => {
                let mut from = self.zone.to_datetime(Timestamp::from_second(after).ok()?);
                loop {
                    let when = cron.next(from)?;
                    match self.instant(when, true) {
                        Some(at) if at > after => return Some(at),
                        _ => from = when.checked_add(1.minute()).ok()?,
                    }
                }
            }
        }
    }

    /// Whether it fires at most once.
    pub fn once(&self) -> bool {
        matches!(self.kind, Kind::At(_))
    }

    /// The instant of a local time: the first of two when clocks are put back. When they are put forward, a local time
    /// that does not exist is skipped, or (for `at`) taken with the offset from before (EB-36).
    fn instant(&self, when: DateTime, skip: bool) -> Option<i64> {
        let offset = match self.zone.to_ambiguous_timestamp(when).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Fold { before, .. } => before,
            AmbiguousOffset::Gap { .. } if skip => return None,
            AmbiguousOffset::Gap { before, .. } => before,
        };
        offset.to_timestamp(when).ok().map(Timestamp::as_second)
    }
}

/// `5 minutes`, in seconds.
fn rate(inner: &str) -> Result<i64, String> {
    let example = "Write rate(1 minute), rate(5 minutes), rate(1 hour), rate(7 days).";
    if inner.trim() != inner {
        return Err(format!("rate({inner}) has white space beside a bracket: leave it out. {example}"));
    }
    let mut words = inner.split_whitespace();
    let (Some(value), Some(unit), None) = (words.next(), words.next(), words.next()) else {
        return Err(format!("rate({inner}) needs a number and a unit. {example}"));
    };
    let number: i64 = match value.parse() {
        Ok(number) if number > 0 && value.bytes().all(|byte| byte.is_ascii_digit()) => number,
        _ => return Err(format!("The value of rate({inner}) must be a whole number above 0. {example}")),
    };
    let (seconds, plural) = match unit {
        "minute" | "minutes" => (60, unit.ends_with('s')),
        "hour" | "hours" => (3_600, unit.ends_with('s')),
        "day" | "days" => (86_400, unit.ends_with('s')),
        _ => return Err(format!("{unit} is no unit of rate({inner}): minutes, hours and days are. {example}")),
    };
    if plural == (number == 1) {
        let right = if plural { unit.trim_end_matches('s').to_owned() } else { format!("{unit}s") };
        return Err(format!("rate({inner}) must say {right}: the unit is singular for 1 and plural otherwise."));
    }
    number.checked_mul(seconds).ok_or_else(|| format!("rate({inner}) is too long. {example}"))
}

/// `2026-12-24T18:00:00`.
fn at(inner: &str) -> Result<DateTime, String> {
    let shape: String = inner.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let parsed = if shape == "0000-00-00T00:00:00" { inner.parse().ok() } else { None };
    parsed.ok_or_else(|| format!("at({inner}) is no date with a time: write at(2026-12-24T18:00:00)."))
}
