//! `signalbox schedule`: when does a schedule expression fire?

use super::lines::Question;
use crate::languages::schedule::{Flavour, Schedule};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What lines look like, for the help.
pub const FORMAT: &str = "\
A line: {\"expression\": \"cron(0 12 * * ? *)\", \"flavour\": \"rule\"|\"scheduler\", \"timezone\": \"Europe/Berlin\",
         \"after\": \"2026-11-28T00:00:00Z\", \"count\": 3}.
Without a flavour it is scheduler, without a time zone UTC. Rates count from “after”. Without “after” the expression is
only checked; without a count there is one time, and there are at most 1,000.

An answer: {\"times\": [\"2026-11-28T11:00:00Z\", …]}, fewer where it fires no more, {\"valid\": true}, or
{\"error\": \"…\"}.";

const MOST: u64 = 1_000;

/// The answer to one line.
pub fn answer(question: &Question) -> Result<Value, String> {
    let expression = question.text("expression")?.ok_or("The line has no “expression”.")?;
    let flavour = match question.text("flavour")? {
        None | Some("scheduler") => Flavour::Scheduler,
        Some("rule") => Flavour::Rule,
        Some(other) => return Err(format!("“flavour” is {other:?}; it should be \"rule\" or \"scheduler\".")),
    };
    let schedule = Schedule::parse(expression, flavour, question.text("timezone")?.unwrap_or_default())?;
    let Some(after) = question.text("after")? else { return Ok(json!({"valid": true})) };
    let start: Timestamp = after
        .parse()
        .map_err(|_| format!("“after” is {after:?}; it should be a time such as \"2026-11-28T00:00:00Z\"."))?;
    let start = start.as_second();
    let count = match question.value("count") {
        None => 1,
        Some(count) => count
            .as_u64()
            .filter(|n| *n <= MOST)
            .ok_or_else(|| format!("“count” is {count}; it should be a whole number up to {MOST}."))?,
    };
    let times = std::iter::successors(schedule.next(start, start), |at| schedule.next(*at, start));
    let times = times.take(count as usize).filter_map(|at| Timestamp::from_second(at).ok());
    Ok(json!({"times": times.map(|at| at.to_string()).collect::<Vec<_>>()}))
}
