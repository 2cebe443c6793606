//! Amazon EventBridge, rule of a bus: the declaration.

mod behaviour;
mod check;
mod fields;
mod pattern;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{
    DEAD_LETTER, METRIC, RULE, TARGET_BUS, TARGET_FIREHOSE, TARGET_FUNCTION, TARGET_HTTP, TARGET_QUEUE, TARGET_STREAM, TARGET_TOPIC,
};
use crate::catalog::{Fact, Family, FaultPreset, Look, Port, Preset, Price, Service};
use crate::common::delivering::fields::*;
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// The bus.
    BUS = Port::input("bus", "Bus", &[RULE]).at_most(1).help("The bus whose events the rule looks at.");
    /// Where matched events go.
    TARGETS = Port::output("targets", "Targets", &[TARGET_QUEUE, TARGET_FUNCTION, TARGET_TOPIC, TARGET_BUS, TARGET_HTTP, TARGET_FIREHOSE, TARGET_STREAM])
        .at_most(5)
        .with(&[
            INPUT.field,
            INPUT_PATH.field,
            MAXIMUM_RETRIES.field,
            MAXIMUM_AGE.field,
            DEAD_LETTER_CONFIG.field,
            INVOCATION_LIMIT.field,
            INPUT_PATHS_MAP.field,
            INPUT_TEMPLATE.field,
            CONNECTION_KIND.field,
            CONNECTION_STATE.field,
            DEAD_LETTER_ARN.field,
            HTTP_METHOD.field,
            OAUTH_LIFETIME.field,
            OAUTH_LATENCY.field,
            OAUTH_ENDPOINT.field,
        ])
        .help("Up to five targets; each gets every event that matches, with retries of its own.");
    /// Where undeliverable events go.
    DEAD_LETTERS = Port::output("dead_letter_queue", "Dead-letter queue", &[DEAD_LETTER])
        .at_most(5)
        .control()
        .help("Standard queues for what targets with a DeadLetterConfig could not get: one for all, or one for each.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the rule's metrics here.");
}

crate::metrics! {
    /// Matches.
    TRIGGERED = Metric::counter("TriggeredRules", Unit::Count, "Times that the rule matched an event.").steady();
    /// Matched events.
    MATCHED = Metric::counter("MatchedEvents", Unit::Count, "Events that the rule matched.").steady();
    /// Finished invocations.
    INVOCATIONS = Metric::counter("Invocations", Unit::Count, "Invocations of targets that finally succeeded or failed; retries don't count apart.").steady();
    /// Begun invocations.
    CREATED = Metric::counter("InvocationsCreated", Unit::Count, "Invocations begun: one for each target and match.").steady();
    /// Attempts.
    ATTEMPTS = Metric::counter("InvocationAttempts", Unit::Count, "Attempts to invoke a target, retries included.").steady();
    /// Attempts that succeeded.
    SUCCESSES = Metric::counter("SuccessfulInvocationAttempts", Unit::Count, "Attempts that a target accepted.");
    /// Retries.
    RETRIES = Metric::counter("RetryInvocationAttempts", Unit::Count, "Attempts after the first one.");
    /// Permanent failures.
    FAILED = Metric::counter("FailedInvocations", Unit::Count, "Invocations given up for good.").steady();
    /// Delayed invocations.
    THROTTLED_RULES = Metric::counter("ThrottledRules", Unit::Count, "Invocations delayed by the quota (EB-27).");
    /// Sent to the dead-letter queue.
    SENT_TO_DLQ = Metric::counter("InvocationsSentToDlq", Unit::Count, "Events sent to the dead-letter queue.");
    /// Not even that.
    NOT_SENT_TO_DLQ = Metric::counter("InvocationsFailedToBeSentToDlq", Unit::Count, "Events that the dead-letter queue did not take.");
    /// Time to the first attempt.
    START_LATENCY = Metric::sample("IngestionToInvocationStartLatency", Unit::Milliseconds, "From the event to the first attempt at a target.");
    /// Time to success.
    SUCCESS_LATENCY = Metric::sample("IngestionToInvocationSuccessLatency", Unit::Milliseconds, "From the event to its delivery.");
    /// For the bill.
    API_CALLS = Metric::counter("ApiDestinationCalls", Unit::Count, "Calls of HTTP endpoints, as they are billed (a number of this model, not of CloudWatch).");
    /// Time to the end of the first attempt.
    COMPLETE_LATENCY = Metric::sample("IngestionToInvocationCompleteLatency", Unit::Milliseconds, "From the event to the end of the first attempt at a target, well or not.");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "event_rule",
    code: 13,
    name: "Rule",
    stem: "Rule",
    family: Family::Messaging,
    tagline: "Picks events of a bus by their content and delivers them to up to five targets.",
    keywords: "eventbridge amazon rule event pattern target route filter api destination schedule cron input transformer",
    icon: include_str!("icon.svg"),
    fields: &[
        EVENT_PATTERN.field,
        STATE.field,
        INVOCATIONS_RATE.field,
        LATENCY_P50.field,
        LATENCY_P99.field,
        BACKOFF_BASE.field,
        BACKOFF_CAP.field,
        JITTER.field,
        DUPLICATES.field,
        SCHEDULE_EXPRESSION.field,
        SPREAD.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/Events",
    prices: &[Price {
        what: "calls of API destinations",
        usd: 0.20,
        per: 1e6,
        counted: &["ApiDestinationCalls"], free: 0.0,
        tiers: &[],
        source: "EventBridge 3.12, us-east-1, March 2026; deliveries to AWS services in the same account are free",
    }],
    facts: FACTS,
    not_modelled: &[
        "Streams, workflows, tasks and log groups as targets.",
        "DeadLetterInvocations: no rule is stopped for setting itself off (EB-17).",
        "Secrets, paths and header parameters of an API destination; endpoints do not look at its HttpMethod.",
        "Conditions such as aws:SourceArn in a target's policy (IAM-3).",
    ],
    faults: &[FaultPreset {
        label: "Disabled",
        help: "The rule matches nothing.",
        set: &[("State", Preset::Text("DISABLED"))],
        lasts: 300,
    }],
    commands: &[],
    cfn: Some("AWS::Events::Rule"),
    subtitle: |look: &Look| {
        match (STATE.of(look.config()), SCHEDULE_EXPRESSION.of(look.config()).trim()) {
            ("DISABLED", _) => "EventBridge, disabled",
            (_, "") => "EventBridge rule",
            _ => "EventBridge schedule",
        }
    },
    check: check::check,
    behaviour: || Box::new(behaviour::Rule::default()),
};

const FACTS: &[Fact] = &[
    Fact::approximated(
        "EB-6",
        "At least once: a target is sometimes invoked twice for one event (a switch, off at first).",
    ),
    Fact::modelled("EB-8", "All fields that the pattern names must match; one alternative of each is enough."),
    Fact::modelled("EB-9", "Of an array in an event one element is enough."),
    Fact::modelled("EB-10", "Fields inside an array of objects must match in the same element."),
    Fact::modelled("EB-11", "A key with dots is a path; keys and operators are case-sensitive."),
    Fact::modelled("EB-12", "Strings are compared exactly, and never with numbers."),
    Fact::modelled("EB-13", "Numbers are compared by value: 300 matches 300.0."),
    Fact::modelled("EB-14", "JSON inside a string is not looked into."),
    Fact::modelled("EB-15", "An object names one operator; several objects in one array are alternatives."),
    Fact::approximated(
        "EB-18",
        "Input replaces the event, InputPath picks a part of it; a path that finds nothing gives null.",
    ),
    Fact::modelled("EB-19", "An InputTransformer fills a template with parts of the event: as JSON, or as text inside strings."),
    Fact::approximated("EB-20", "A variable whose path finds nothing is nothing inside a string, and null elsewhere."),
    Fact::modelled("EB-21", "Reserved variables stand for the rule, the time and the event."),
    Fact::modelled("EB-22", "Paths have names, positions and wildcards; nothing checks them before they are used."),
    Fact::modelled("EB-23", "Each match of a target is one invocation with its own retries and its own clock."),
    Fact::approximated(
        "EB-24",
        "Faults, throttles and timeouts are tried again, up to 185 times within 24 hours; the delays are this model's.",
    ),
    Fact::modelled("EB-25", "A missing target, a missing permission, a connection without authorisation or a bad parameter is not tried again."),
    Fact::modelled(
        "EB-26",
        "What is given up goes to the target's dead-letter queue as the original event, with attributes that say why, or is lost.",
    ),
    Fact::modelled("EB-27", "Invocations above the quota of all rules together are delayed, not failed."),
    Fact::modelled("EB-28", "A function is invoked asynchronously: accepted is delivered."),
    Fact::modelled("EB-29", "All events for a FIFO queue are of the one group that the target names."),
    Fact::modelled(
        "EB-30",
        "An API destination answers within 5 s; 429 and 5xx are tried again, other answers are final; its rate makes events wait. With OAuth a token is fetched first, and again when it has expired.",
    ),
    Fact::approximated(
        "EB-31",
        "Functions, topics and queues let a rule in by their policies; buses, API destinations and delivery streams by the role of the target. Each wire has a switch for it.",
    ),
    Fact::approximated(
        "EB-32",
        "A rule whose first attempts come more than 30 s after their events says so; the delay has causes of this model only.",
    ),
    Fact::modelled("EB-33", "rate(…) fires every so many minutes, hours or days, first one interval after it was set. Only rules of the default bus have a schedule."),
    Fact::modelled("EB-34", "cron(…) fires at the UTC times that its six fields name."),
    Fact::modelled("EB-35", "What a schedule sends is a Scheduled Event of aws.events with an empty detail."),
];
