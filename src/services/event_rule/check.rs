//! What is wrong or risky about a rule, beyond values out of range.

use super::fields::*;
use crate::languages::schedule::{Flavour, Schedule};
use crate::common::buses::BUS_TYPE;
use crate::common::dead_letters;
use crate::common::delivering::fields::{DEAD_LETTER_ARN, DEAD_LETTER_CONFIG};
use crate::common::delivering::problems;
use crate::catalog::{Finding, Look, Severity};

/// The findings of one rule.
pub fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let name = &look.node.name;
    let schedule = SCHEDULE_EXPRESSION.of(look.config()).trim();
    if !schedule.is_empty()
        && let Err(why) = Schedule::parse(schedule, Flavour::Rule, "")
    {
        let finding = Finding::new(Severity::Error, why, "Mend it: until then nothing fires.");
        found.push(finding.rule("EB-34").field("ScheduleExpression"));
    }
    if let Some(bus) = look.at("bus").next().filter(|bus| !schedule.is_empty() && BUS_TYPE.of(&bus.peer.config) != "default") {
        let what = format!("{name} has a schedule, but {} is not the default bus: only rules there may have one.", bus.peer.name);
        let remedy = "Use a schedule of EventBridge Scheduler, or move the rule to the default bus. Until then it does not fire.";
        found.push(Finding::new(Severity::Error, what, remedy).rule("EB-33").field("ScheduleExpression"));
    }
    if look.at("bus").next().is_none() && schedule.is_empty() {
        let what = format!("{name} belongs to no bus: it sees no events.");
        found.push(Finding::new(Severity::Warning, what, "Wire the rules port of an event bus to it."));
    }
    if look.at("targets").next().is_none() {
        let what = format!("{name} has no targets: what it matches goes nowhere.");
        found.push(Finding::new(
            Severity::Warning,
            what,
            "Wire it to a queue, a function, a topic, another bus, a delivery stream or an endpoint.",
        ));
    }
    if EVENT_PATTERN.of(look.config()).trim().is_empty() && schedule.is_empty() {
        let what = format!("{name} has no event pattern: it matches nothing.");
        let finding = Finding::new(Severity::Error, what, "Write one, such as {\"source\": [\"my.app\"]}.");
        found.push(finding.rule("EB-8").field("EventPattern"));
    }
    let has_queue = look.at("dead_letter_queue").next().is_some();
    let mut users = Vec::new();
    for target in look.at("targets") {
        let (config, peer) = (&target.wire.config, &target.peer.name);
        let mut wrong = |severity, what: String, remedy: &str, rule, field| {
            found.push(Finding::new(severity, what, remedy).rule(rule).field(field).wire(target.id));
        };
        for (what, remedy, rule, field) in problems(config, peer) {
            wrong(Severity::Error, what, remedy, rule, field);
        }
        if DEAD_LETTER_CONFIG.of(config) {
            users.push((target, DEAD_LETTER_ARN.of(config)));
            if !has_queue {
                let what =
                    format!("{peer} has a DeadLetterConfig, but no queue is wired to {name}'s dead-letter port.");
                wrong(
                    Severity::Error,
                    what,
                    "Wire the rule's dead-letter port to a queue.",
                    "EB-26",
                    "DeadLetterConfig",
                );
            }
        }
    }
    found.extend(dead_letters::problems(look, &users, "EB-26", "DeadLetterArn"));
    if has_queue && users.is_empty() && look.at("targets").next().is_some() {
        let what = format!("{name} has a dead-letter queue, but no target uses it.");
        let finding = Finding::new(Severity::Warning, what, "Switch DeadLetterConfig on at the wires of the targets.");
        found.push(finding.rule("EB-26"));
    }
    found
}
