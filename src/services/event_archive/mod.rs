//! Amazon EventBridge, archive of a bus: the declaration.

mod behaviour;
mod fields;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{ARCHIVE, METRIC};
use crate::catalog::{Command, Fact, Family, Finding, Look, Port, Price, Service, Severity};
use crate::languages::event_pattern::EventPattern;
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// The bus.
    BUS = Port::input("bus", "Bus", &[ARCHIVE]).at_most(1).help("The bus whose events are kept, and to which they are replayed.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the archive's numbers here.");
}

crate::metrics! {
    /// Kept events.
    ARCHIVED = Metric::counter("ArchivedEvents", Unit::Count, "Events that were kept (a number of this model, not of CloudWatch).");
    /// Kept bytes.
    BYTES = Metric::counter("ArchivedBytes", Unit::Bytes, "Bytes of the events that were kept, for the bill (a number of this model, not of CloudWatch).");
    /// Replayed events.
    REPLAYED = Metric::counter("ReplayedEvents", Unit::Count, "Events that were replayed, for the bill (a number of this model, not of CloudWatch).");
    /// How many there are.
    EVENTS = Metric::gauge("EventCount", Unit::Count, "Events in the archive, as DescribeArchive tells it (a number of this model, not of CloudWatch).");
    /// For the bill.
    KEPT = Metric::counter("ArchivedByteMinutes", Unit::Count, "Bytes of events in the archive, each minute, for the bill (a number of this model, not of CloudWatch).");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "event_archive",
    code: 21,
    name: "Event archive",
    stem: "Archive",
    family: Family::Messaging,
    tagline: "Keeps the events of a bus, to send them through it once more.",
    keywords: "eventbridge amazon archive replay history reprocess",
    icon: include_str!("icon.svg"),
    fields: &[EVENT_PATTERN.field, RETENTION_DAYS.field, ARRIVAL_DELAY.field, REPLAY_RATE.field],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/Events",
    prices: &[
        Price {
            what: "archived data (GB)",
            usd: 0.10,
            per: 1e9,
            counted: &["ArchivedBytes"], free: 0.0,
            tiers: &[],
            source: "EventBridge 3.12, us-east-1, March 2026",
        },
        Price {
            what: "keeping archived data (GB and month)",
            usd: 0.023,
            per: 1e9 * 730.0 * 60.0,
            counted: &["ArchivedByteMinutes"], free: 0.0,
            tiers: &[],
            source: "EventBridge 3.12, us-east-1, March 2026; a month has 730 hours",
        },
        Price {
            what: "replayed events",
            usd: 1.00,
            per: 1e6,
            counted: &["ReplayedEvents"], free: 0.0,
            tiers: &[],
            source: "EventBridge 3.12, us-east-1, March 2026",
        },
    ],
    facts: FACTS,
    not_modelled: &[
        "Kept events are data, not messages: they don't count as waiting.",
    ],
    faults: &[],
    commands: &[
        Command {
            key: "StartReplay",
            label: "Replay",
            help: "Sends the events of a stretch of time to the bus again, minute by minute (EB-45).",
            fields: &[REPLAY_FROM.field, REPLAY_TO.field, FILTER.field, REPLAY_NAME.field],
        },
        Command {
            key: "CancelReplay",
            label: "Stop replay",
            help: "Ends the replay of this name, or all; what was sent stays sent.",
            fields: &[REPLAY_NAME.field],
        },
    ],
    cfn: Some("AWS::Events::Archive"),
    subtitle: |_| "EventBridge archive",
    check,
    behaviour: || Box::new(behaviour::Archive::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    if look.at("bus").next().is_none() {
        let what = format!("{} belongs to no bus: it keeps nothing.", look.node.name);
        found.push(Finding::new(Severity::Warning, what, "Wire the archives port of an event bus to it.").rule("EB-44"));
    }
    let pattern = EVENT_PATTERN.of(look.config());
    if !pattern.trim().is_empty()
        && let Err(error) = EventPattern::parse(pattern)
    {
        let finding = Finding::new(Severity::Error, error.to_string(), "Mend it: until then nothing is kept.");
        found.push(finding.rule("EB-8").field("EventPattern"));
    }
    found
}

const FACTS: &[Fact] = &[
    Fact::approximated("EB-44", "Matching events are kept for RetentionDays; they arrive with a delay, which is assumed."),
    Fact::approximated(
        "EB-45",
        "A replay goes through a stretch of time minute by minute, in no order inside a minute; replayed events carry replay-name and are not kept again. It is for all rules or for chosen ones; ten may run at once, of all archives together. Its rate is assumed.",
    ),
];
