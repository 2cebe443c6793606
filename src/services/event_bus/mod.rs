//! Amazon EventBridge, event bus (the classic one, with rules and targets): the declaration.

mod behaviour;
mod entry;
mod fields;
mod loops;
mod resending;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{ARCHIVE, METRIC, PARTNER_EVENT, PUT_EVENTS, RULE, SERVICE_EVENT, TARGET_BUS};
use crate::catalog::{
    Fact, Family, FaultPreset, Finding, Key, Look, Neighbour, Port, Preset, Price, Service, Severity, Words,
};
use crate::common::buses::BUS_TYPE;
use crate::languages::template::DerivedTemplate;
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where events come in.
    EVENTS = Port::input("events", "Events", &[PUT_EVENTS, TARGET_BUS, SERVICE_EVENT, PARTNER_EVENT])
        .with(&[SOURCE.field, DETAIL_TYPE.field, RESEND.field, RESEND_AFTER.field])
        .help("PutEvents of programs, whose body becomes the event's detail, or is a whole request with Entries; events of AWS services, such as alarms; events of a partner; events that rules of other buses forward.");
    /// Where rules look.
    RULES = Port::output("rules", "Rules", &[RULE]).at_most(300).help("Every rule sees every event and picks those that match.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the bus's metrics here.");
    /// Where events are kept.
    ARCHIVES = Port::output("archives", "Archives", &[ARCHIVE]).control().help("Archives keep every event that matches their pattern, and send them again in a replay.");
}

crate::metrics! {
    /// Calls.
    CALLS = Metric::counter("PutEventsApproximateCallCount", Unit::Count, "PutEvents calls.").steady();
    /// Calls that were taken.
    SUCCESSES = Metric::counter("PutEventsApproximateSuccessCount", Unit::Count, "Calls answered 200, those with failed entries included (EB-1).");
    /// Calls that were refused.
    FAILURES = Metric::counter("PutEventsApproximateFailedCount", Unit::Count, "Calls refused as a whole, such as for an entry above 1 MB.");
    /// Throttled calls.
    THROTTLED = Metric::counter("PutEventsApproximateThrottledCount", Unit::Count, "Calls above the quota (EB-4).").steady();
    /// Entries.
    ENTRIES = Metric::counter("PutEventsEntriesCount", Unit::Count, "Entries of the calls that were taken.").steady();
    /// Refused entries.
    FAILED_ENTRIES = Metric::counter("PutEventsFailedEntriesCount", Unit::Count, "Entries that failed although the call answered 200 (EB-1).").steady();
    /// How long calls took.
    CALL_LATENCY = Metric::sample("PutEventsLatency", Unit::Milliseconds, "How long PutEvents calls took.");
    /// Bytes of calls.
    REQUEST_SIZE = Metric::sample("PutEventsRequestSize", Unit::Bytes, "Bytes of each call's body.");
    /// Matched events.
    MATCHED = Metric::counter("MatchedEvents", Unit::Count, "Events that at least one rule matched.").steady();
    /// Unmatched events.
    UNMATCHED = Metric::counter("UnmatchedEvents", Unit::Count, "Events that no rule matched and that were dropped (a number of this model, not of CloudWatch).").steady();
    /// For the bill.
    UNITS = Metric::counter("EventUnits", Unit::Count, "Custom and partner events as they are billed: 64 KB each (a number of this model, not of CloudWatch).");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "event_bus",
    code: 12,
    name: "Event bus",
    stem: "EventBus",
    family: Family::Messaging,
    tagline: "Takes events and lets rules pick by content who gets them.",
    keywords: "eventbridge amazon cloudwatch events bus route content putevents",
    icon: include_str!("icon.svg"),
    fields: &[PUT_EVENTS_RATE.field, LATENCY_P50.field, LATENCY_P99.field, BUS_TYPE.field, ENTRY_FAULTS.field],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/Events",
    prices: &[Price {
        what: "custom and partner events (64 KB each)",
        usd: 1.00,
        per: 1e6,
        counted: &["EventUnits"], free: 0.0,
        tiers: &[],
        source: "EventBridge 3.12, us-east-1, March 2026; events of AWS services and forwarding in the same account are free",
    }],
    facts: FACTS,
    not_modelled: &[
        "TraceHeader of an entry has no effect. An entry goes to the bus that its call comes to; one whose EventBusName is another bus fails.",
        "Only alarms report their changes; other AWS services send no events (EB-7).",
        "Bus policies (EB-31), other accounts and Regions.",
        "Schema discovery, encryption.",
        "A detail nested more than 127 levels deep is refused as malformed; AWS allows 1,000 (EB-3).",
    ],
    faults: &[FaultPreset {
        label: "Throttled",
        help: "PutEvents takes only one request a second.",
        set: &[("PutEventsRate", Preset::Whole(1))],
        lasts: 300,
    }],
    commands: &[],
    cfn: Some("AWS::Events::EventBus"),
    subtitle: |look: &Look| match BUS_TYPE.of(look.config()) {
        "custom" => "EventBridge custom bus",
        "partner" => "EventBridge partner bus",
        _ => "EventBridge bus",
    },
    check,
    behaviour: || Box::new(behaviour::Bus::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let name = &look.node.name;
    if look.at("rules").next().is_none() {
        let what = format!("{name} has no rules: every event is dropped silently.");
        found.push(Finding::new(Severity::Warning, what, "Wire it to a rule, and the rule to a target.").rule("EB-5"));
    }
    let rules = look.at("rules").count();
    if rules > MOST_RULES {
        let what = format!("{name} has {rules} rules: a bus has at most 300.");
        found.push(Finding::new(Severity::Error, what, "Put some of them on a bus of their own, or join their patterns with $or."));
    }
    let kind = BUS_TYPE.of(look.config());
    let fellows: Vec<_> = look.fellows().collect();
    let place = fellows.iter().position(|fellow| std::ptr::eq(*fellow, look.node)).unwrap_or_default();
    if place >= MOST_BUSES {
        let what = format!("{name} is one bus too many: an account has at most 100.");
        found.push(Finding::new(Severity::Error, what, "Let several applications share a bus, each with rules of its own."));
    }
    if kind == "default"
        && let Some(first) = fellows[..place].iter().find(|fellow| BUS_TYPE.of(&fellow.config) == "default")
    {
        let what = format!("{name} and {} are both default buses: an account has one.", first.name);
        let finding = Finding::new(Severity::Warning, what, "Set BusType to custom at one of them.");
        found.push(finding.rule("EB-7").field("BusType"));
    }
    for sender in look.at("events") {
        found.extend(misplaced(sender, name, kind));
    }
    // What no bus of this type takes needs no further advice.
    for sender in look.at("events").filter(|sender| kind != "partner" && sender.is(&[PUT_EVENTS])) {
        for (key, what) in [(&SOURCE, "source"), (&DETAIL_TYPE, "detail-type")] {
            found.extend(wrong(sender, key, what));
        }
    }
    found
}

/// An account has so many buses (3.1).
const MOST_BUSES: usize = 100;
/// A bus has so many rules.
const MOST_RULES: usize = 300;

/// Whether a sender's events are refused by a bus of this type (EB-7).
fn misplaced(sender: &Neighbour, name: &str, kind: &str) -> Option<Finding> {
    let peer = &sender.peer.name;
    let (what, remedy) = match kind {
        "partner" if !sender.is(&[PARTNER_EVENT]) => (
            format!("{name} is a partner bus: it takes nothing from {peer}."),
            "Wire it to a custom bus, or to the default one.",
        ),
        "default" | "custom" if sender.is(&[PARTNER_EVENT]) => (
            format!("The events of {peer} go to a partner bus only, and {name} is none."),
            "Set BusType to partner. A rule there can forward the events to this bus.",
        ),
        "custom" if sender.is(&[SERVICE_EVENT]) => (
            format!("{peer} reports to the default bus only, and {name} is a custom one."),
            "Wire it to the default bus. A rule there can forward the events to this bus.",
        ),
        _ => return None,
    };
    Some(Finding::new(Severity::Error, what, remedy).rule("EB-7").field("BusType"))
}

/// What is wrong with a text of a sender's wire.
fn wrong(sender: &Neighbour, key: &Key<Words>, what: &str) -> Option<Finding> {
    let (text, peer) = (key.of(&sender.wire.config), &sender.peer.name);
    let (severity, said, remedy, rule) = if text.trim().is_empty() {
        let said = format!("The events of {peer} have no {what}: every entry fails.");
        (Severity::Error, said, "Give it a word, such as my.app or OrderPlaced.".to_owned(), "EB-1")
    } else if what == "source" && text.starts_with("aws.") {
        let said = format!(
            "{peer} calls its source {text}: only AWS may use names that begin with aws., so every entry fails."
        );
        (Severity::Error, said, "Use a name of your own, such as shop.orders.".to_owned(), "EB-3")
    } else if let Err(error) = DerivedTemplate::parse(text) {
        (
            Severity::Warning,
            format!("The {what} of {peer} is not a template: {error}"),
            "Mend it; until then it is taken as it stands.".to_owned(),
            "",
        )
    } else {
        return None;
    };
    Some(Finding::new(severity, said, remedy).rule(rule).field(key.field.name).wire(sender.id))
}

const FACTS: &[Fact] = &[
    Fact::modelled(
        "EB-1",
        "A call takes one to ten entries and answers 200 even if some failed: FailedEntryCount and a result for each, in order, tell. A sender puts failed ones again only if it looks (a switch).",
    ),
    Fact::modelled("EB-2", "An entry counts source, detail-type, detail, resources and 14 bytes for a time; a call of more than 1 MB fails as a whole."),
    Fact::modelled("EB-3", "Sources that begin with aws. and details that are no JSON object are refused."),
    Fact::approximated(
        "EB-4",
        "Requests above the quota are throttled and may be tried again; the quota is per bus here.",
    ),
    Fact::modelled("EB-5", "An event that no rule matches is dropped silently, and billed."),
    Fact::approximated(
        "EB-7",
        "Events of AWS services go to the default bus only, free and without a quota, those of a partner to its partner bus. A rule can forward events to another bus, where they stay as they are.",
    ),
    Fact::approximated("EB-17", "A loop is not stopped; the hundredth event of one family is remarked on."),
];
