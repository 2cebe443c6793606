//! A partner event source of Amazon EventBridge: another company's service that puts its events on a partner bus.

mod behaviour;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{METRIC, PARTNER_EVENT};
use crate::catalog::{
    Fact, Family, FaultPreset, Finding, Key, Language, Look, Port, Preset, Seconds, Service, Severity, Words, choice, opt_whole,
    real, seconds, text,
};
use crate::common::buses::PARTNER;
use crate::sim::{Metric, Unit};

const LOAD: &str = "The load";

const NAME: Key<Words> = text("EventSourceName")
    .initially_word("aws.partner/example.com/orders")
    .help("The partner's name for its event source, which is the source of its events and the name of the bus.")
    .source("EventBridge 3.1; the example is this model's")
    .assumed();
const DETAIL_TYPE: Key<Words> = text("DetailType")
    .initially_word("OrderPlaced")
    .help("The detail-type of the partner's events.")
    .source("EventBridge 3.2")
    .assumed();
const DETAIL: Key<Words> = text("Detail")
    .lines(16_384, Language::Template)
    .initially_word("{\"orderId\":\"{{uuid}}\",\"total\":{{number 5 250 2}}}")
    .help("The detail of each event, a JSON object. {{counter}}, {{uuid}}, {{pick a:3 b:1}}, {{number 1 100}} and {{timestamp}} are filled in anew each time.")
    .source("EventBridge 3.2")
    .assumed();
const ARRIVALS: Key<Words> = choice("Arrivals", &["Poisson", "constant"])
    .help("Poisson: at random, independent of each other. Constant: evenly spaced.")
    .under(LOAD);
const RATE: Key<f64> = real("Rate")
    .between(0.0, 10_000.0)
    .initially_real(1.0)
    .unit("/s")
    .help("Events a second.")
    .under(LOAD);
const START_AFTER: Key<Seconds> = seconds("StartAfter").within(0, 86_400).help("When the first event may come.").under(LOAD);
const STOP_AFTER: Key<Option<i64>> =
    opt_whole("StopAfter").within(0, 1_000_000_000).help("The number of events after which no more come.").under(LOAD);

crate::ports! {
    /// Where events leave.
    EVENTS = Port::output("events", "Events", &[PARTNER_EVENT])
        .at_most(1)
        .help("The partner bus that is associated with the source: an event bus whose BusType is partner.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the partner's numbers here.");
}

crate::metrics! {
    /// Events.
    SENT = Metric::counter("EventsSent", Unit::Count, "Events that the partner put on the bus.").steady().custom();
    /// Refused events.
    REFUSED = Metric::counter("EventsRefused", Unit::Count, "Events that the bus did not take.").custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "partner_source",
    code: 26,
    name: "Partner event source",
    stem: "EventSource",
    family: Family::People,
    tagline: "Another company's service whose events come to a partner event bus.",
    keywords: "eventbridge amazon partner event source saas third party events",
    icon: include_str!("icon.svg"),
    fields: &[
        NAME.field,
        DETAIL_TYPE.field,
        DETAIL.field,
        ARRIVALS.field,
        RATE.field,
        START_AFTER.field,
        STOP_AFTER.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/Partner",
    prices: &[],
    facts: &[Fact::modelled("EB-7", "A partner's events go to its own partner bus only, whose other events are refused.")],
    not_modelled: &[
        "Associating the source with a bus, which AWS asks for within two weeks: here the wire does it.",
        "A quota of the partner; a refused event is not sent again.",
    ],
    faults: &[
        FaultPreset { label: "Silence", help: "The partner sends nothing.", set: &[("Rate", Preset::Real(0.0))], lasts: 120 },
        FaultPreset { label: "Flood", help: "A hundred events a second.", set: &[("Rate", Preset::Real(100.0))], lasts: 120 },
    ],
    commands: &[],
    cfn: None,
    subtitle: |_| "Partner event source",
    check,
    behaviour: || Box::new(behaviour::Source::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let (node, name) = (&look.node.name, NAME.of(look.config()));
    if look.at("events").next().is_none() {
        let what = format!("{node} is associated with no bus: its events go nowhere.");
        found.push(Finding::new(Severity::Warning, what, "Wire it to an event bus whose BusType is partner.").rule("EB-7"));
    }
    if !name.starts_with(PARTNER) {
        let what = format!("{name} is no name of a partner event source: it must begin with aws.partner/.");
        let finding = Finding::new(Severity::Error, what, "Write a name such as aws.partner/example.com/orders.");
        found.push(finding.rule("EB-7").field("EventSourceName"));
    }
    found
}
