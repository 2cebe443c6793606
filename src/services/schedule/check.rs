//! What is wrong or risky about a schedule, beyond values out of range.

use super::fields::*;
use crate::catalog::{Finding, Look, Severity};
use crate::languages::schedule::{Flavour, Schedule};
use crate::common::delivering::fields::DEAD_LETTER_CONFIG;

/// The findings of one schedule.
pub fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let (name, config) = (&look.node.name, look.config());
    if let Err(why) = Schedule::parse(EXPRESSION.of(config), Flavour::Scheduler, TIME_ZONE.of(config)) {
        let field = if why.contains("time zone") { "ScheduleExpressionTimezone" } else { "ScheduleExpression" };
        let finding = Finding::new(Severity::Error, why, "Mend it: until then nothing fires.");
        found.push(finding.rule("EB-36").field(field));
    }
    for (field, value) in [("StartDate", START.of(config)), ("EndDate", END.of(config))] {
        if let Err(why) = date(value) {
            let finding = Finding::new(Severity::Error, why, "Write a date such as 2026-01-01T08:00:00Z, or clear it.");
            found.push(finding.rule("EB-36").field(field));
        }
    }
    if look.at("target").next().is_none() {
        let what = format!("{name} has no target: nobody hears when it fires.");
        found.push(Finding::new(Severity::Warning, what, "Wire it to a queue, a function, a topic or an event bus."));
    }
    let without_queue = look.at("dead_letter_queue").next().is_none();
    found.extend(look.at("target").filter(|t| without_queue && DEAD_LETTER_CONFIG.of(&t.wire.config)).map(|target| {
        let what = format!(
            "{} has a DeadLetterConfig, but no queue is wired to {name}'s dead-letter port.",
            target.peer.name
        );
        Finding::new(Severity::Error, what, "Wire the schedule's dead-letter port to a queue.")
            .rule("EB-37")
            .field("DeadLetterConfig")
            .wire(target.id)
    }));
    found
}

/// A date in seconds since 1970; `None` for an empty text. The error is a sentence.
pub fn date(text: &str) -> Result<Option<i64>, String> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse::<jiff::Timestamp>() {
            Ok(at) => Ok(Some(at.as_second())),
            Err(_) => Err(format!("{text} is no date with a time in UTC.")),
        },
    }
}
