//! Pager: an on-call service that turns alarms into incidents and incidents into pages (PD-1 to 5): the declaration.

mod alert;
mod behaviour;
mod fields;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{METRIC, PAGE, SUBSCRIBE_HTTPS, TARGET_HTTP};
use crate::catalog::{Command, Fact, Family, FaultPreset, Finding, Look, Port, Preset, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where alerts come in.
    ALERTS_IN = Port::input("alerts", "Alerts", &[SUBSCRIBE_HTTPS, TARGET_HTTP])
        .help("Alarm notifications of topics, and alarm events of rules.");
    /// Who is paged.
    PEOPLE = Port::output("pages", "Pages", &[PAGE]).with(&[LEVEL.field]).help("People on call, by escalation level.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the pager's metrics here.");
}

crate::metrics! {
    /// Alerts.
    ALERTS = Metric::counter("AlertsReceived", Unit::Count, "Alerts that came in.").steady().custom();
    /// Alerts that were not understood.
    REFUSED = Metric::counter("AlertsRefused", Unit::Count, "Alerts answered with 400.").custom();
    /// Alerts in maintenance mode.
    DROPPED = Metric::counter("AlertsDroppedInMaintenance", Unit::Count, "Triggers dropped by maintenance mode.").custom();
    /// New incidents.
    OPENED = Metric::counter("IncidentsOpened", Unit::Count, "Incidents that were opened.").steady().custom();
    /// Closed incidents.
    RESOLVED = Metric::counter("IncidentsResolved", Unit::Count, "Incidents that were closed.").steady().custom();
    /// Incidents that ended by themselves.
    UNSEEN = Metric::counter("IncidentsResolvedUnacknowledged", Unit::Count, "Incidents that were over before anybody acknowledged: mostly false pages.").custom();
    /// Open incidents.
    OPEN = Metric::gauge("IncidentsOpen", Unit::Count, "Incidents that are open, acknowledged ones included.").custom();
    /// Pages.
    PAGES = Metric::counter("PagesSent", Unit::Count, "Pages sent to people, repeats included.").steady().custom();
    /// Escalations.
    ESCALATIONS = Metric::counter("Escalations", Unit::Count, "Times that nobody acknowledged and others, or the same again, were paged.").custom();
    /// MTTA.
    TIME_TO_ACKNOWLEDGE = Metric::sample("TimeToAcknowledge", Unit::Seconds, "From the trigger to the first acknowledgement; its mean is the MTTA.").custom();
    /// MTTR.
    TIME_TO_RESOLVE = Metric::sample("TimeToResolve", Unit::Seconds, "From the trigger to the end of an incident; its mean is the MTTR.").custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "pager",
    code: 16,
    name: "Pager",
    stem: "Pager",
    family: Family::Watch,
    tagline: "Turns alarms into incidents, and pages people until one of them acknowledges.",
    keywords: "pager pagerduty opsgenie on-call oncall incident alert escalation",
    icon: include_str!("icon.svg"),
    fields: &[
        ESCALATION_DELAY.field,
        NUM_LOOPS.field,
        ACKNOWLEDGEMENT_TIMEOUT.field,
        MAINTENANCE.field,
        MODE.field,
        LATENCY_P50.field,
        LATENCY_P99.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/Pager",
    prices: &[],
    facts: FACTS,
    not_modelled: &[
        "Severities, services, schedules and overrides; the routing key of an event (PD-1).",
        "The time from the fault to the alarm (MTTD, PD-5): the pager does not know when the fault began.",
        "Confirmation is a switch of the topic's subscription (CW-81, SNS-4).",
        "What a pager service costs.",
    ],
    faults: &[
        FaultPreset {
            label: "Maintenance",
            help: "Triggers are dropped, nobody is paged.",
            set: &[("MaintenanceMode", Preset::Flag(true))],
            lasts: 3_600,
        },
        FaultPreset {
            label: "Down",
            help: "Every alert is answered 503.",
            set: &[("Mode", Preset::Text("DOWN"))],
            lasts: 600,
        },
    ],
    commands: &[
        Command {
            key: "AcknowledgeAll",
            label: "Acknowledge all",
            help: "Acknowledges every open incident, as if you were on call.",
            fields: &[],
        },
        Command { key: "ResolveAll", label: "Resolve all", help: "Closes every open incident by hand.", fields: &[] },
    ],
    cfn: None,
    subtitle: |_| "On-call service",
    check,
    behaviour: || Box::new(behaviour::Pager::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    if look.at("pages").next().is_some() {
        return Vec::new();
    }
    let what = format!("{} has nobody to page: incidents are opened, and nobody hears of them.", look.node.name);
    vec![Finding::new(Severity::Warning, what, "Wire its pages port to an on-call engineer.").rule("PD-3")]
}

const FACTS: &[Fact] = &[
    Fact::modelled(
        "PD-1",
        "An event triggers, acknowledges or resolves the incident of its dedup key; for an alarm that is its name.",
    ),
    Fact::modelled(
        "PD-2",
        "A trigger opens an incident or joins the open one, without a new page; a resolve closes it.",
    ),
    Fact::modelled(
        "PD-3",
        "Triggered, acknowledged, resolved; unacknowledged, it escalates level by level, several times round.",
    ),
    Fact::modelled(
        "PD-4",
        "An alarm's OK resolves; without OKActions an incident stays open. Maintenance mode drops triggers.",
    ),
    Fact::approximated(
        "PD-5",
        "Times to acknowledge and to resolve, pages, and incidents that nobody had to acknowledge.",
    ),
    Fact::modelled("SUB-1", "An alert is accepted by a 2xx within 15 seconds; a 4xx is final."),
];
