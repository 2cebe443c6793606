//! Servers: a fleet of one's own (EC2, containers) with so many slots, a service time and a waiting room. It answers
//! requests, or polls a queue. A model of our own, and the textbook's M/M/c/K.

mod behaviour;
mod fields;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{HTTP, METRIC, POLL, TARGET_HTTP};
use crate::catalog::{Fact, Family, FaultPreset, Finding, Look, Port, Preset, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where requests arrive.
    REQUESTS = Port::input("requests", "Requests", &[HTTP, TARGET_HTTP]).help("HTTP requests of programs and of rules.");
    /// The queue that it polls.
    SOURCE = Port::input("source", "Queue", &[POLL]).at_most(1).help("A queue that the fleet polls for work.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the fleet's metrics here.");
}

crate::metrics! {
    /// All that arrived.
    COUNT = Metric::counter("Requests", Unit::Count, "Requests and messages that arrived.").steady().custom();
    /// Done well.
    SUCCEEDED = Metric::counter("Succeeded", Unit::Count, "Requests answered with 200, messages worked on and deleted.").steady().custom();
    /// Done badly.
    FAILED = Metric::counter("Failed", Unit::Count, "Requests answered with 500, messages that were not deleted.").steady().custom();
    /// Turned away.
    REJECTED = Metric::counter("Rejected", Unit::Count, "Requests answered with 503 because the waiting room was full.").steady().custom();
    /// Slots at work.
    BUSY = Metric::gauge("BusySlots", Unit::Count, "Slots at work.").custom();
    /// The waiting room.
    WAITING = Metric::gauge("Waiting", Unit::Count, "Requests that wait for a slot.").custom();
    /// How long a slot was waited for.
    WAIT = Metric::sample("WaitTime", Unit::Milliseconds, "How long a request waited for its slot.").custom();
    /// How long the work took.
    SERVICE_TIME = Metric::sample("ServiceTime", Unit::Milliseconds, "How long the work itself took.").custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "server",
    code: 19,
    name: "Servers",
    stem: "Servers",
    family: Family::Compute,
    tagline: "A fleet of your own: so many slots, a service time, a waiting room.",
    keywords: "server ec2 ecs container worker fleet consumer queueing mm1 instance host",
    icon: include_str!("icon.svg"),
    fields: &[SLOTS.field, QUEUE_LENGTH.field, DISTRIBUTION.field, MEAN.field, P99.field, FAILURES.field],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/Servers",
    prices: &[],
    facts: FACTS,
    not_modelled: &[
        "Instances that start, stop and fail: the number of slots is what is set.",
        "Work that slows down because all slots share a processor.",
    ],
    faults: &[
        FaultPreset {
            label: "One slot left",
            help: "All other slots are gone.",
            set: &[("Slots", Preset::Whole(1))],
            lasts: 600,
        },
        FaultPreset {
            label: "Every request fails",
            help: "500 for every request; messages come back.",
            set: &[("FailurePercent", Preset::Real(100.0))],
            lasts: 600,
        },
    ],
    commands: &[],
    cfn: None,
    subtitle: |_| "Own servers",
    check,
    behaviour: || Box::new(behaviour::Servers::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    if look.at("requests").next().is_none() && look.at("source").next().is_none() {
        found.push(Finding::new(
            Severity::Hint,
            format!("{} has nothing to do.", look.node.name),
            "Wire requests or a queue's consumers port to it.",
        ));
    }
    if DISTRIBUTION.of(look.config()) == "lognormal" && P99.of(look.config()) <= MEAN.of(look.config()) {
        found.push(
            Finding::new(
                Severity::Warning,
                format!("{}'s ServiceTimeP99 is not above its mean, so all work takes the mean.", look.node.name),
                "Raise ServiceTimeP99, or choose constant if that is meant.",
            )
            .field("ServiceTimeP99"),
        );
    }
    found
}

const FACTS: &[Fact] = &[
    Fact::modelled("RETRY-8", "Its client tries a failed receive three times; with an empty retry quota the long poll waits its backoff and goes on, and takes nothing."),
    Fact::modelled("SQS-23", "A receive whose answer was lost is repeated with its ReceiveRequestAttemptId."),
    Fact::modelled("EXT-5", "Requests above the capacity are refused: 503 where the waiting room is full."),
    Fact::modelled("SQS-14", "It long-polls its queue for 20 s at a time, for as many messages as it has free slots, ten at most."),
    Fact::modelled("SQS-5", "A message is deleted when it was worked on; one that failed comes back after its visibility timeout."),
];
