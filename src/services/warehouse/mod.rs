//! Warehouse: another company's system that polls a queue, packs orders at its own pace, and closes at night (WH-1).

mod behaviour;
mod fields;
mod shift;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{METRIC, POLL, PUBLISH};
use crate::catalog::{Fact, Family, FaultPreset, Finding, Look, Port, Preset, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// The queue that it polls.
    SOURCE = Port::input("source", "Orders", &[POLL]).at_most(1).help("The queue that the warehouse polls for orders.");
    /// Where it says what it shipped.
    SHIPS = Port::output("ships", "Shipped", &[PUBLISH]).help("Publishes each shipped order with the attribute status = SHIPPED.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the warehouse's metrics here.");
}

crate::metrics! {
    /// Shipped orders.
    SHIPPED = Metric::counter("OrdersShipped", Unit::Count, "Orders packed and sent.").steady().custom();
    /// The same order shipped again.
    SHIPPED_TWICE = Metric::counter("DuplicateShipments", Unit::Count, "Orders that had been shipped before, and were shipped again.").steady().custom();
    /// Repeats that were recognised.
    RECOGNISED = Metric::counter("DuplicatesRecognised", Unit::Count, "Orders recognised as shipped before, and put aside.").custom();
    /// Shipped, but nobody heard.
    NOT_PUBLISHED = Metric::counter("PublishFailures", Unit::Count, "Shipped orders whose message was not taken; they stay in the queue.").custom();
    /// Whether it works.
    OPEN_NOW = Metric::gauge("Open", Unit::Count, "1 while the warehouse works, 0 while it is closed.").custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "warehouse",
    code: 11,
    name: "Warehouse",
    stem: "Warehouse",
    family: Family::People,
    tagline: "A system that polls a queue, works at its own pace, and may be closed at night.",
    keywords: "legacy worker consumer fulfilment shipping partner shift hours closed erp",
    icon: include_str!("icon.svg"),
    fields: &[
        CAPACITY.field,
        OPEN.field,
        CLOSED_FROM.field,
        CLOSED_TO.field,
        START_OF_DAY.field,
        IDEMPOTENT.field,
        ORDER_KEY.field,
        SHIPPED_BODY.field,
        MOST.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/Warehouse",
    prices: &[],
    facts: FACTS,
    not_modelled: &[
        "Weekends and holidays: every day has the same shift.",
        "Packing places: orders are packed one after the other, at the given pace.",
        "Orders are recognised as repeats within 24 hours.",
    ],
    faults: &[
        FaultPreset {
            label: "Closed",
            help: "Nobody works: the queue fills.",
            set: &[("Open", Preset::Flag(false))],
            lasts: 28_800,
        },
        FaultPreset {
            label: "Half the staff",
            help: "7.5 orders a second.",
            set: &[("OrdersPerSecond", Preset::Real(7.5))],
            lasts: 3_600,
        },
    ],
    commands: &[],
    cfn: None,
    subtitle: |_| "Warehouse system",
    check,
    behaviour: || Box::new(behaviour::Warehouse::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    if CLOSED_FROM.of(look.config()).is_some() != CLOSED_TO.of(look.config()).is_some() {
        found.push(
            Finding::new(
                Severity::Warning,
                format!("{} has only one end of its closing time, so it never closes.", look.node.name),
                "Set both ClosedFromHour and ClosedToHour, or neither.",
            )
            .rule("WH-1")
            .field("ClosedFromHour"),
        );
    }
    if look.at("source").next().is_none() {
        found.push(Finding::new(
            Severity::Hint,
            format!("{} has no queue to poll.", look.node.name),
            "Wire a queue's consumers port to it.",
        ));
    }
    found
}

const FACTS: &[Fact] = &[
    Fact::modelled("RETRY-8", "Its client tries a failed receive three times; with an empty retry quota the long poll waits its backoff and goes on, and takes nothing."),
    Fact::modelled("SQS-23", "A receive whose answer was lost is repeated with its ReceiveRequestAttemptId."),
    Fact::modelled("WH-1", "While it is closed the queue's age grows; retention must exceed the longest closing time."),
    Fact::modelled("SQS-14", "It long-polls the queue for 20 s at a time."),
    Fact::modelled("SQS-5", "An order is deleted when it was shipped and published; until then it may come back."),
];
