//! A custom metric: a number that an operator, or a program, publishes. The declaration.

mod behaviour;
#[cfg(test)]
mod tests;

use crate::catalog::roles::METRIC;
use crate::catalog::{
    Command, Fact, Family, FaultPreset, Finding, Key, Look, Port, Preset, Price, Seconds, Service, Severity, Words,
    flag, real, seconds, text,
};
use crate::sim::{Metric, Unit};

const METRIC_NAME: Key<Words> = text("MetricName")
    .initially_word("Maintenance")
    .help("The metric's name, as alarms know it.")
    .source("CloudWatch 1.1");
const PUBLISHED: Key<bool> = flag("Published", false)
    .help("Whether the value is being published. Off, the metric has no data.")
    .source("CloudWatch 1.1, a switch of this model");
const VALUE: Key<f64> =
    real("Value").between(-1e15, 1e15).initially(1).help("The value that is published.").source("CloudWatch 1.1");
const INTERVAL: Key<Seconds> = seconds("Interval")
    .within(1, 3_600)
    .initially(30)
    .help("How often it is published while it is on; the first time at once.")
    .source("Scenario 1, 17.3")
    .assumed();

crate::ports! {
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the metric here.");
}

crate::metrics! {
    /// The value.
    PUBLISHED_VALUE = Metric::sample("Value", Unit::None, "The values that were published; the metric bears the name of MetricName.").custom();
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "custom_metric",
    code: 18,
    name: "Custom metric",
    stem: "Metric",
    family: Family::Watch,
    tagline: "A number that you publish yourself: a switch for planned maintenance, or a program's own measure.",
    keywords: "cloudwatch amazon putmetricdata switch maintenance operator custom",
    icon: include_str!("icon.svg"),
    fields: &[METRIC_NAME.field, PUBLISHED.field, VALUE.field, INTERVAL.field],
    ports: PORTS,
    metrics: METRICS,
    namespace: "Custom",
    prices: &[Price {
        what: "custom metrics, by the month",
        usd: 0.30,
        per: 1.0,
        counted: &[], free: 10.0,
        tiers: &[],
        source: "Pricing appendix of part B, us-east-1; the first 10 are free",
    }],
    facts: &[
        Fact::modelled("CW-14", "A custom metric is visible to alarms without delay, at the end of its minute."),
        Fact::approximated(
            "CW-5",
            "Alarms look at finished minutes only; CloudWatch shows the running minute as well.",
        ),
    ],
    not_modelled: &[
        "Namespaces and dimensions (CW-1, CW-2): a node is one metric.",
        "High resolution (CW-6) and the limits of PutMetricData (CW-11).",
    ],
    faults: &[FaultPreset {
        label: "Planned maintenance",
        help: "The value is published for ten minutes.",
        set: &[("Published", Preset::Flag(true))],
        lasts: 600,
    }],
    commands: &[
        Command { key: "SwitchOn", label: "Switch on", help: "Publishes the value from now on.", fields: &[] },
        Command { key: "SwitchOff", label: "Switch off", help: "Stops publishing.", fields: &[] },
        Command {
            key: "PutMetricData",
            label: "Publish once",
            help: "Publishes a value once.",
            fields: &[VALUE.field],
        },
    ],
    cfn: None,
    subtitle: |_| "CloudWatch metric",
    check,
    behaviour: || Box::new(behaviour::CustomMetric::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    let name = METRIC_NAME.of(look.config()).trim();
    if !name.is_empty() && name.chars().count() <= 255 {
        return Vec::new();
    }
    let what = format!("{} needs a MetricName of 1 to 255 characters.", look.node.name);
    vec![Finding::new(Severity::Error, what, "Give it a name, such as Maintenance.").field("MetricName")]
}
