//! On-call engineer: hears pages, acknowledges after a while, and mends one thing after another.

mod behaviour;
mod fields;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{METRIC, PAGE};
use crate::catalog::{Fact, Family, FaultPreset, Finding, Look, Port, Preset, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where pages come in.
    PAGES_IN = Port::input("pages", "Pages", &[PAGE]).help("Pages of pagers; the answers go back over the same wire.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control();
}

crate::metrics! {
    /// Pages.
    PAGES = Metric::counter("Pages", Unit::Count, "Pages that came, repeats included.").steady().custom();
    /// Acknowledged pages.
    ACKNOWLEDGED = Metric::counter("Acknowledged", Unit::Count, "Pages that were acknowledged.").steady().custom();
    /// Mended troubles.
    RESOLVED = Metric::counter("Resolved", Unit::Count, "Incidents that the engineer mended.").steady().custom();
    /// Spared work.
    SPARED = Metric::counter("OverBeforeFixed", Unit::Count, "Pages whose trouble ended, or was taken by somebody else, before the engineer had mended it.").custom();
    /// Time to acknowledge.
    TIME_TO_ACKNOWLEDGE = Metric::sample("TimeToAcknowledge", Unit::Seconds, "From a page to its acknowledgement.").custom();
    /// Time to mend.
    TIME_TO_FIX = Metric::sample("TimeToFix", Unit::Seconds, "From an incident's first page to its end by the engineer.").custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "engineer",
    code: 17,
    name: "On-call engineer",
    stem: "Engineer",
    family: Family::People,
    tagline: "A person who is paged, wakes up, and mends one thing after another.",
    keywords: "engineer on-call oncall person operator human responder",
    icon: include_str!("icon.svg"),
    fields: &[
        ACK_MEDIAN.field,
        ACK_SIGMA.field,
        FIX_MEDIAN.field,
        FIX_SIGMA.field,
        NIGHT.field,
        NIGHT_FACTOR.field,
        ASLEEP.field,
        RESOLVES.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Signalbox/People",
    prices: &[],
    facts: &[
        Fact::approximated(
            "PD-3",
            "Acknowledges after a log-normal delay (median 4 minutes, twice as long at night), then mends (median 20 minutes).",
        ),
        Fact::approximated("PD-5", "Its times are the people's share of the MTTA and the MTTR."),
    ],
    not_modelled: &[
        "What the engineer does has no effect on the design: no runbook, no rollback, no scaling.",
        "Shifts, hand-overs, tiredness. Night is a switch.",
    ],
    faults: &[
        FaultPreset {
            label: "Asleep",
            help: "Pages are not heard until it is over.",
            set: &[("Asleep", Preset::Flag(true))],
            lasts: 3_600,
        },
        FaultPreset {
            label: "Night",
            help: "Acknowledging takes longer.",
            set: &[("Night", Preset::Flag(true))],
            lasts: 28_800,
        },
    ],
    commands: &[],
    cfn: None,
    subtitle: |look: &Look| if ASLEEP.of(look.config()) { "On call, asleep" } else { "On call" },
    check,
    behaviour: || Box::new(behaviour::Engineer::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    if look.at("pages").next().is_some() {
        return Vec::new();
    }
    let what = format!("Nobody pages {}.", look.node.name);
    vec![Finding::new(Severity::Hint, what, "Wire the pages port of a pager to this engineer.")]
}
