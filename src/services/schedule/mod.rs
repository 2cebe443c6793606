//! Amazon EventBridge Scheduler, one schedule: the declaration.

mod behaviour;
mod check;
mod fields;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{DEAD_LETTER, METRIC, PUT_EVENTS, TARGET_FUNCTION, TARGET_QUEUE, TARGET_TOPIC};
use crate::catalog::{Fact, Family, FaultPreset, Look, Port, Preset, Price, Service};
use crate::common::delivering::fields::*;
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// What it invokes.
    TARGETS = Port::output("target", "Target", &[TARGET_QUEUE, TARGET_FUNCTION, TARGET_TOPIC, PUT_EVENTS])
        .at_most(1)
        .with(&[INPUT.field, MAXIMUM_RETRIES.field, MAXIMUM_AGE.field, DEAD_LETTER_CONFIG.field])
        .acting("the schedule's role (for scheduler.amazonaws.com)")
        .help("The one target of the schedule.");
    /// Where undeliverable events go.
    DEAD_LETTERS = Port::output("dead_letter_queue", "Dead-letter queue", &[DEAD_LETTER])
        .at_most(1)
        .control()
        .acting("the schedule's role (for scheduler.amazonaws.com)")
        .help("The standard queue for what the target could not get, if DeadLetterConfig is on at its wire.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the schedule's metrics here.");
}

crate::metrics! {
    /// Firings.
    FIRED = Metric::counter("Invocations", Unit::Count, "Times that the schedule fired, as they are billed (a number of this model, not of CloudWatch).");
    /// Attempts.
    ATTEMPTS = Metric::counter("InvocationAttemptCount", Unit::Count, "Attempts to invoke the target, retries included.").steady();
    /// Attempts that failed.
    ERRORS = Metric::counter("TargetErrorCount", Unit::Count, "Attempts that the target did not accept.");
    /// Delayed.
    THROTTLED = Metric::counter("InvocationThrottleCount", Unit::Count, "Invocations delayed by the quota (EB-38).");
    /// Given up.
    DROPPED = Metric::counter("InvocationDroppedCount", Unit::Count, "Invocations given up for good.").steady();
    /// Sent to the dead-letter queue.
    SENT_TO_DLQ = Metric::counter("InvocationsSentToDeadLetterCount", Unit::Count, "Events sent to the dead-letter queue.");
    /// Not even that.
    NOT_SENT_TO_DLQ = Metric::counter("InvocationsFailedToBeSentToDeadLetterCount", Unit::Count, "Events that the dead-letter queue did not take.");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "schedule",
    code: 20,
    name: "Schedule",
    stem: "Schedule",
    family: Family::Messaging,
    tagline: "Invokes one target by the clock: once, at a rate, or at the times of a cron expression, in a time zone.",
    keywords: "eventbridge scheduler amazon cron rate at timer job nightly time zone flexible window",
    icon: include_str!("icon.svg"),
    fields: &[
        EXPRESSION.field,
        TIME_ZONE.field,
        STATE.field,
        START.field,
        END.field,
        WINDOW_MODE.field,
        WINDOW.field,
        AFTER_COMPLETION.field,
        SPREAD.field,
        INVOCATIONS_RATE.field,
        LATENCY_P50.field,
        LATENCY_P99.field,
        BACKOFF_BASE.field,
        BACKOFF_CAP.field,
        JITTER.field,
        DUPLICATES.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/Scheduler",
    prices: &[Price {
        what: "invocations",
        usd: 1.00,
        per: 1e6,
        counted: &["Invocations"], free: 14e6,
        tiers: &[],
        source: "EventBridge 3.12, us-east-1, March 2026; the first 14 million a month are free",
    }],
    facts: FACTS,
    not_modelled: &[
        "Universal targets: any SDK call (EB-37). Here: queues, functions, topics and buses.",
        "Time zones whose clocks follow no fixed rule.",
    ],
    faults: &[FaultPreset {
        label: "Disabled",
        help: "The schedule does not fire.",
        set: &[("State", Preset::Text("DISABLED"))],
        lasts: 300,
    }],
    commands: &[],
    cfn: Some("AWS::Scheduler::Schedule"),
    subtitle: |look: &Look| {
        if STATE.of(look.config()) == "DISABLED" { "Scheduler, disabled" } else { "EventBridge Scheduler" }
    },
    check: check::check,
    behaviour: || Box::new(behaviour::Timetable::default()),
};

const FACTS: &[Fact] = &[
    Fact::modelled(
        "EB-36",
        "rate, cron and at; in a time zone, skipping local times that do not exist; a flexible window spreads the firing.",
    ),
    Fact::approximated(
        "EB-37",
        "The target is tried again up to 185 times within 24 hours, then the event goes to the dead-letter queue; the delays are this model's. It needs its role for every call, and sometimes invokes its target twice (a switch, off at first).",
    ),
    Fact::modelled("EB-38", "More than 1,000 invocations a second wait, of all schedules together."),
];
