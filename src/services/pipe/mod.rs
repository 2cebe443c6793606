//! Amazon EventBridge Pipes, one pipe: the declaration.

mod behaviour;
mod delivery;
mod fields;
mod rates;
mod template;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{INVOKE, INVOKE_EVENT, METRIC, POLL, PUBLISH, PUT_EVENTS, PUT_RECORD, PUT_STREAM, SEND_MESSAGE, TARGET_HTTP};
use crate::catalog::{Fact, Family, FaultPreset, Finding, Look, Port, Preset, Price, Service, Severity};
use crate::common::delivering::fields::INVOCATION_LIMIT;
use crate::languages::event_pattern::EventPattern;
use crate::sim::{Metric, Span, Unit};
use fields::*;
use template::PipeTemplate;

crate::ports! {
    /// Where it gets its messages.
    SOURCE = Port::input("source", "Source", &[POLL])
        .at_most(1)
        .with(&[BATCH_SIZE.field, BATCH_WINDOW.field])
        .help("The queue that the pipe polls.");
    /// Where what passes goes.
    TARGET = Port::output("target", "Target", &[SEND_MESSAGE, INVOKE, INVOKE_EVENT, PUBLISH, PUT_EVENTS, PUT_RECORD, TARGET_HTTP, PUT_STREAM])
        .at_most(1)
        .with(&[INPUT_TEMPLATE.field, INVOCATION_LIMIT.field])
        .acting("the pipe's role")
        .help("What gets each batch. A function that is invoked with an answer may report which messages failed.");
    /// What adds to it on the way.
    ENRICHMENT = Port::output("enrichment", "Enrichment", &[INVOKE, TARGET_HTTP])
        .at_most(1)
        .with(&[INPUT_TEMPLATE.field, INVOCATION_LIMIT.field])
        .acting("the pipe's role")
        .control()
        .help("A function, an API or an API destination that gets the batch and whose answer goes on instead of it.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the pipe's metrics here.");
}

crate::metrics! {
    /// Executions.
    INVOCATIONS = Metric::counter("Invocations", Unit::Count, "Batches that the pipe worked on.").steady();
    /// Messages.
    EVENTS = Metric::counter("EventCount", Unit::Count, "Messages that the pipe received, filtered ones included.").steady();
    /// Filtered messages.
    FILTERED = Metric::counter("FilteredEvents", Unit::Count, "Messages that the filter kept out and that were deleted (a number of this model, not of CloudWatch).");
    /// Failed executions.
    FAILED = Metric::counter("ExecutionFailed", Unit::Count, "Batches whose enrichment or target failed.").steady();
    /// Partly failed executions.
    PARTLY_FAILED = Metric::counter("ExecutionPartiallyFailed", Unit::Count, "Batches of which some messages failed.");
    /// Enrichments that failed.
    ENRICHMENT_FAILED = Metric::counter("EnrichmentStageFailed", Unit::Count, "Batches whose enrichment failed.");
    /// Targets that failed.
    TARGET_FAILED = Metric::counter("TargetStageFailed", Unit::Count, "Batches that the target did not take.");
    /// How long a batch took.
    DURATION = Metric::sample("Duration", Unit::Milliseconds, "From the batch to the target's answer.");
    /// At once.
    CONCURRENCY = Metric::gauge("Concurrency", Unit::Count, "Batches under way.");
    /// For the bill.
    REQUESTS = Metric::counter("PipeRequests", Unit::Count, "Messages after the filter, 64 KB each, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    API_CALLS = Metric::counter("ApiDestinationCalls", Unit::Count, "Calls of HTTP endpoints, as they are billed (a number of this model, not of CloudWatch).");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "pipe",
    code: 22,
    name: "Pipe",
    stem: "Pipe",
    family: Family::Messaging,
    tagline: "Joins a queue to a target: filters, enriches, delivers in batches, without code of your own.",
    keywords: "eventbridge pipes amazon point to point integration filter enrichment poll",
    icon: include_str!("icon.svg"),
    fields: &[FILTER.field, DESIRED_STATE.field, FIRST.field, MORE.field, OVERHEAD_P50.field, OVERHEAD_P99.field, ACCOUNT.field],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/EventBridge/Pipes",
    prices: &[Price {
        what: "messages after the filter (64 KB each)",
        usd: 0.40,
        per: 1e6,
        counted: &["PipeRequests"],
        free: 0.0,
        tiers: &[],
        source: "EventBridge 3.12, us-east-1, March 2026",
    }, Price {
        what: "calls of API destinations",
        usd: 0.20,
        per: 1e6,
        counted: &["ApiDestinationCalls"],
        free: 0.0,
        tiers: &[],
        source: "EventBridge 3.12, us-east-1, March 2026",
    }],
    facts: FACTS,
    not_modelled: &[
        "Streams and brokers as sources; workflows as enrichment; data streams, workflows and logs as targets.",
        "Connections of API destinations behind a pipe: their authorisation and their access tokens.",
    ],
    faults: &[FaultPreset {
        label: "Stopped",
        help: "The pipe does not poll.",
        set: &[("DesiredState", Preset::Text("STOPPED"))],
        lasts: 300,
    }],
    commands: &[],
    cfn: Some("AWS::Pipes::Pipe"),
    subtitle: |look: &Look| {
        if DESIRED_STATE.of(look.config()) == "STOPPED" { "EventBridge pipe, stopped" } else { "EventBridge pipe" }
    },
    check,
    behaviour: || Box::new(behaviour::Pipe::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let name = &look.node.name;
    if look.at("source").next().is_none() {
        let what = format!("{name} has no source: nothing flows.");
        found.push(Finding::new(Severity::Warning, what, "Wire a queue's consumers port to it.").rule("EB-39"));
    }
    if look.at("target").next().is_none() {
        let what = format!("{name} has no target: it does not poll.");
        found.push(Finding::new(Severity::Error, what, "Wire it to a queue, a function, a topic, an event bus, a delivery stream or an endpoint.").rule("EB-39"));
    }
    for source in look.at("source") {
        let config = &source.wire.config;
        if BATCH_SIZE.of(config) > 10 && BATCH_WINDOW.of(config) == Span::ZERO {
            let what = format!("{name} wants batches of {}, but gathers nothing: without a batching window a batch has at most 10.", BATCH_SIZE.of(config));
            let finding = Finding::new(Severity::Error, what, "Set MaximumBatchingWindowInSeconds to at least 1, or BatchSize to 10 or less.");
            found.push(finding.rule("EB-43").field("BatchSize").wire(source.id));
        }
    }
    for wire in look.at("target").chain(look.at("enrichment")) {
        if let Err(why) = PipeTemplate::parse(INPUT_TEMPLATE.of(&wire.wire.config)) {
            let finding = Finding::new(Severity::Error, why, "Mend it: until then events go on as they are.");
            found.push(finding.rule("EB-19").field("InputTemplate").wire(wire.id));
        }
    }
    let filter = FILTER.of(look.config());
    if !filter.trim().is_empty()
        && let Err(error) = EventPattern::parse(filter)
    {
        let finding = Finding::new(Severity::Error, error.to_string(), "Mend it: until then the pipe does not poll.");
        found.push(finding.rule("EB-16").field("FilterCriteria"));
    }
    found
}

const FACTS: &[Fact] = &[
    Fact::modelled("EB-16", "The filter is an event pattern on body and attributes of a message."),
    Fact::approximated("EB-39", "Source, filter, enrichment, target; the batch is a JSON array for functions. Only queues are sources here."),
    Fact::modelled("EB-30", "An API destination has its own rate, as target and as enrichment, and answers within 5 s; a batch that waits for the rate does so within its five minutes."),
    Fact::modelled("EB-40", "At most 1,250 batches at once, and 3,000 of all pipes of the account; one takes five minutes at most, enrichment and target together."),
    Fact::approximated("EB-41", "It starts with 5 batches at once and adds 60 a minute; filtered messages are deleted, failed ones come back after their visibility timeout."),
    Fact::modelled("EB-42", "A target may report which messages failed: only those come back."),
    Fact::approximated("EB-43", "A batch goes to a queue, a topic or a bus in calls of ten entries, to a delivery stream or a data stream of 500, to a function as one array of at most 6 MB."),
    Fact::modelled("EB-19", "An input template with paths in it shapes each event for the enrichment, and for the target."),
];
