//! Function: AWS Lambda. Environments, synchronous and asynchronous invocations, event source mappings of queues, and a
//! handler that stands for your code.

mod aliases;
mod asynchronous;
mod behaviour;
mod check;
mod circuit;
mod environments;
mod facts;
mod fields;
mod handler;
mod mapping;
mod polling;
mod record;
mod recursion;
mod settings;
mod status;
mod steps;
mod streams;
#[cfg(test)]
mod tests;
mod wires;

use crate::catalog::roles::{
    ALARM_FUNCTION, CALLBACK, DEAD_LETTER, HTTP, INVOKE, INVOKE_EVENT, METRIC, POLL, PUBLISH, PUT_EVENTS, PUT_STREAM, READ_STREAM,
    SEND_MESSAGE, SUBSCRIBE_FUNCTION, TABLE, TARGET_FUNCTION,
};
use crate::catalog::{Family, FaultPreset, Key, Port, Preset, Seconds, Service, flag, seconds};
use crate::sim::{Metric, Unit};
use fields::*;

/// The queue's own setting: what a mapping must know of the queue that it polls.
const VISIBILITY: Key<Seconds> = seconds("VisibilityTimeout").within(0, 43_200).initially(30);

/// The queue's own setting: whether it keeps an order.
const FIFO: Key<bool> = flag("FifoQueue", false);

crate::ports! {
    /// Synchronous invocations.
    INVOKE_PORT = Port::input("invoke", "Invocations", &[INVOKE]).with(&[wires::INVOCATION_TYPE.field, wires::QUALIFIER.field]).help("Callers wait for the result.");
    /// Asynchronous invocations.
    EVENTS = Port::input("events", "Events", &[INVOKE_EVENT, SUBSCRIBE_FUNCTION, TARGET_FUNCTION, ALARM_FUNCTION])
        .with(&[wires::QUALIFIER.field])
        .help("Events are accepted at once and run later, with retries.");
    /// Queues that it polls.
    SOURCE = Port::input("source", "Event source", &[POLL])
        .with(wires::MAPPING_FIELDS)
        .help("An event source mapping: Lambda polls the queue and invokes the function with batches.");
    /// What the handler calls.
    CALLS = Port::output("calls", "Calls", &[HTTP, SEND_MESSAGE, PUBLISH, PUT_EVENTS, TABLE, INVOKE, INVOKE_EVENT, CALLBACK, PUT_STREAM])
        .with(wires::CALL_FIELDS)
        .help("What the handler calls for each record, in order.");
    /// Where records of successful events go.
    ON_SUCCESS = Port::output("on_success", "On success", &[SEND_MESSAGE, PUBLISH, PUT_EVENTS, INVOKE_EVENT])
        .at_most(1)
        .help("The destination for the records of events that ran.");
    /// Where records of failed events go.
    ON_FAILURE = Port::output("on_failure", "On failure", &[SEND_MESSAGE, PUBLISH, PUT_EVENTS, INVOKE_EVENT])
        .at_most(1)
        .help("The destination for the records of events that were given up.");
    /// Where events go that were given up.
    DEAD_LETTERS = Port::output("dead_letter", "Dead-letter queue", &[DEAD_LETTER, PUBLISH])
        .at_most(1)
        .control()
        .help("Events that were given up go to this queue or topic. Batches don't: their queue has its own dead-letter queue.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the function's metrics here.");
    /// Streams that it reads.
    STREAM = Port::input("stream", "Stream", &[READ_STREAM])
        .with(streams::fields::STREAM_FIELDS)
        .help("An event source mapping: Lambda reads the shards of the stream and invokes the function with batches, in order.");
    /// Where batches of streams go that were given up.
    DISCARDED_BATCHES = Port::output("discarded", "Discarded batches", &[SEND_MESSAGE, PUBLISH])
        .at_most(1)
        .control()
        .help("The on-failure destination of stream mappings: it hears which records were discarded, not what was in them.");
}

crate::metrics! {
    /// Invocations that ran.
    INVOCATIONS = Metric::counter("Invocations", Unit::Count, "Invocations that ran, failed ones included; throttled ones don't count.").steady();
    /// Function errors.
    ERRORS = Metric::counter("Errors", Unit::Count, "Invocations that threw or timed out.").steady();
    /// Throttled requests.
    THROTTLES = Metric::counter("Throttles", Unit::Count, "Requests that were not run because of a limit.").steady();
    /// How long handlers took.
    DURATION = Metric::sample("Duration", Unit::Milliseconds, "How long the handler took, cold starts not included.");
    /// Executions at once.
    CONCURRENT = Metric::gauge("ConcurrentExecutions", Unit::Count, "Environments busy now.");
    /// Accepted events.
    EVENTS_RECEIVED = Metric::counter("AsyncEventsReceived", Unit::Count, "Events accepted to run asynchronously.").steady();
    /// How old events were when they ran.
    EVENT_AGE_METRIC = Metric::sample("AsyncEventAge", Unit::Milliseconds, "How long an event waited before an attempt began.");
    /// Events given up.
    EVENTS_DROPPED = Metric::counter("AsyncEventsDropped", Unit::Count, "Events given up without a successful run, whether a destination got them or not.").steady();
    /// Dead-letter queues that did not take an event.
    DEAD_LETTER_ERRORS = Metric::counter("DeadLetterErrors", Unit::Count, "Events that the dead-letter queue did not take.");
    /// Destinations that did not take a record.
    DESTINATION_FAILURES = Metric::counter("DestinationDeliveryFailures", Unit::Count, "Records that a destination did not take.");
    /// Provisioned environments at work.
    PROVISIONED_CONCURRENT = Metric::gauge("ProvisionedConcurrentExecutions", Unit::Count, "Provisioned environments busy now.");
    /// Invocations on provisioned environments.
    PROVISIONED_INVOCATIONS = Metric::counter("ProvisionedConcurrencyInvocations", Unit::Count, "Invocations that ran on provisioned environments.");
    /// Invocations that spilled over.
    PROVISIONED_SPILLOVER = Metric::counter("ProvisionedConcurrencySpilloverInvocations", Unit::Count, "Invocations that ran on demand because no provisioned environment was free.");
    /// How busy they are.
    PROVISIONED_UTILIZATION = Metric::gauge("ProvisionedConcurrencyUtilization", Unit::None, "Share of provisioned environments that are busy, from 0 to 1.");
    /// Messages that the mapping's filter deleted.
    FILTERED = Metric::counter("FilteredOutEventCount", Unit::Count, "Messages that FilterCriteria kept out.");
    /// Cold starts.
    COLD_STARTS = Metric::counter("ColdStarts", Unit::Count, "Environments initialised for a request (a number of this model, not of CloudWatch).").steady().custom();
    /// How long they took.
    INIT_DURATION = Metric::sample("InitDuration", Unit::Milliseconds, "How long initialisation took (in AWS a line of the log).").custom();
    /// Work done twice.
    REPEATED = Metric::counter("DuplicateRuns", Unit::Count, "Messages worked on although they were being worked on, or were done, already (a number of this model).").steady().custom();
    /// Open breakers.
    BREAKER_OPEN = Metric::counter("BreakerOpen", Unit::Count, "1 when a circuit breaker opens, and every 30 s until it is closed.").custom();
    /// How old the last record of a batch is.
    ITERATOR_AGE = Metric::sample("IteratorAge", Unit::Milliseconds, "The age of the last record of each batch of a stream when the function gets it.");
    /// What is paid for.
    GB_SECONDS = Metric::counter("BilledGBSeconds", Unit::None, "Memory in GB times billed seconds on x86_64.").custom();
    /// What is paid for on arm64.
    GB_SECONDS_ARM = Metric::counter("BilledGBSecondsArm", Unit::None, "Memory in GB times billed seconds on arm64.").custom();
    /// What is paid for on provisioned environments.
    GB_SECONDS_PROVISIONED = Metric::counter("BilledGBSecondsProvisioned", Unit::None, "Memory in GB times billed seconds on provisioned environments.").custom();
    /// What is paid for keeping them.
    GB_SECONDS_HELD = Metric::counter("ProvisionedGBSecondsHeld", Unit::None, "Memory in GB times seconds that provisioned environments were kept ready.").custom();
    /// What a loop would have gone on with.
    RECURSIVE = Metric::counter("RecursiveInvocationsDropped", Unit::Count, "Requests, events and messages that were not run because their chain had run the function 16 times.");
    /// What functions without a reservation run.
    UNRESERVED = Metric::gauge("UnreservedConcurrentExecutions", Unit::Count, "Environments busy at once in all functions without reserved concurrency. A number of the account, as this function sees it whenever it begins or ends an invocation.");
    /// What is taken of the account.
    CLAIMED = Metric::gauge("ClaimedAccountConcurrency", Unit::Count, "How much of the account's concurrency is taken: what is reserved, what is provisioned, and what runs on demand without a reservation.");
    /// Invocations of the additional version.
    ADDITIONAL_INVOCATIONS = Metric::counter("AdditionalVersionInvocations", Unit::Count, "Invocations of the additional version: in CloudWatch Invocations with the dimension ExecutedVersion.");
    /// Its errors.
    ADDITIONAL_VERSION_ERRORS = Metric::counter("AdditionalVersionErrors", Unit::Count, "Errors of the additional version: in CloudWatch Errors with the dimension ExecutedVersion.");
    /// How long it took.
    ADDITIONAL_DURATION = Metric::sample("AdditionalVersionDuration", Unit::Milliseconds, "How long the additional version took: in CloudWatch Duration with the dimension ExecutedVersion.");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "lambda",
    code: 3,
    name: "Function",
    stem: "Function",
    family: Family::Compute,
    tagline: "Runs your code for each request, event or batch, in as many environments as it takes.",
    keywords: "lambda serverless compute code handler faas concurrency cold start event source mapping",
    icon: include_str!("icon.svg"),
    fields: &[
        MEMORY.field,
        TIMEOUT.field,
        STORAGE.field,
        ARCHITECTURE.field,
        RUNTIME.field,
        PACKAGE.field,
        SNAP_START.field,
        IN_VPC.field,
        RESERVED.field,
        PROVISIONED.field,
        ACCOUNT.field,
        RETRIES.field,
        EVENT_AGE.field,
        EVENT_TWICE.field,
        WORK_P50.field,
        WORK_P99.field,
        WORK_PER.field,
        PARSES.field,
        INVALID.field,
        INVALID_STATUS.field,
        SUCCESS_STATUS.field,
        REJECTED_STATUS.field,
        RESPONSE.field,
        ERROR_PERCENT.field,
        SLOW.field,
        MAPPINGS.field,
        COLD_START.field,
        IDLE.field,
        OVERHEAD_P50.field,
        OVERHEAD_P99.field,
        RECURSIVE_LOOP.field,
        ALIAS.field,
        ADDITIONAL_WEIGHT.field,
        ADDITIONAL_ERRORS.field,
        ADDITIONAL_WORK.field,
        CPU_BOUND.field,
        ALIASES.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/Lambda",
    prices: facts::PRICES,
    facts: facts::FACTS,
    not_modelled: facts::NOT_MODELLED,
    faults: &[
        FaultPreset {
            label: "Bug: every invocation throws",
            help: "A bad release: the handler throws after its own work.",
            set: &[("ErrorPercent", Preset::Real(100.0))],
            lasts: 600,
        },
        FaultPreset {
            label: "One in ten throws",
            help: "10 % of the records make the handler throw.",
            set: &[("ErrorPercent", Preset::Real(10.0))],
            lasts: 600,
        },
        FaultPreset {
            label: "Slow ×10",
            help: "The handler's own work takes ten times as long.",
            set: &[("SlowFactor", Preset::Real(10.0))],
            lasts: 600,
        },
        FaultPreset {
            label: "Canary: 10 % to the additional version",
            help: "The alias sends one invocation in ten to the additional version.",
            set: &[("AdditionalVersionWeight", Preset::Real(10.0))],
            lasts: 600,
        },
        FaultPreset {
            label: "All to the additional version",
            help: "The alias sends every invocation to the additional version: the release is complete.",
            set: &[("AdditionalVersionWeight", Preset::Real(100.0))],
            lasts: 600,
        },
        FaultPreset {
            label: "Switched off",
            help: "ReservedConcurrentExecutions 0: everything is throttled.",
            set: &[("ReservedConcurrentExecutions", Preset::Whole(0))],
            lasts: 600,
        },
        FaultPreset {
            label: "Mappings disabled",
            help: "The function stops polling its queues.",
            set: &[("EventSourceMappingsEnabled", Preset::Flag(false))],
            lasts: 600,
        },
    ],
    commands: &[],
    cfn: Some("AWS::Lambda::Function"),
    subtitle: |_| "Lambda",
    check: check::check,
    behaviour: || Box::new(behaviour::Function::default()),
};
