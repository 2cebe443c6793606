//! Amazon CloudWatch, a metric alarm: the declaration.

mod behaviour;
mod fields;
#[cfg(test)]
mod tests;
mod windows;

use crate::catalog::roles::{ALARM_FUNCTION, ALARM_STATE, ALARM_TOPIC, METRIC, SERVICE_EVENT, SUPPRESSOR};
use crate::catalog::{Command, Fact, Family, Finding, Look, Port, Price, Service, Severity};
use crate::common::alarming::{ACTIONS_ENABLED, DESCRIPTION, ON, too_many_actions};
use fields::*;

crate::ports! {
    /// What is watched.
    METRICS_IN = Port::input("metric", "Metric", &[METRIC])
        .with(&[ID.field])
        .control()
        .help("The node whose metric is watched; several only for an Expression.");
    /// Who is told.
    ACTIONS = Port::output("actions", "Actions", &[ALARM_TOPIC, ALARM_FUNCTION])
        .with(&[ON.field])
        .control()
        .help("Topics and functions that learn of a change of state.");
    /// Who watches the state.
    STATE = Port::output("state", "State", &[ALARM_STATE, SUPPRESSOR])
        .control()
        .help("Composite alarms that depend on this one, or are silenced by it.");
    /// The default event bus.
    EVENTS = Port::output("events", "Events", &[SERVICE_EVENT])
        .at_most(1)
        .control()
        .help("Every change of state also goes to the default event bus, whatever the actions are (CW-56).");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "alarm",
    code: 14,
    name: "Alarm",
    stem: "Alarm",
    family: Family::Watch,
    tagline: "Watches a metric and tells somebody when it has crossed a threshold for long enough.",
    keywords: "cloudwatch amazon metric alarm threshold monitoring alert",
    icon: include_str!("icon.svg"),
    fields: &[
        METRIC_NAME.field,
        STATISTIC.field,
        EXTENDED_STATISTIC.field,
        EXPRESSION.field,
        PERIOD.field,
        EVALUATION_PERIODS.field,
        DATAPOINTS_TO_ALARM.field,
        COMPARISON.field,
        THRESHOLD.field,
        TREAT_MISSING.field,
        LOW_SAMPLES.field,
        ACTIONS_ENABLED.field,
        DESCRIPTION.field,
        OFFSET.field,
        DELAY.field,
    ],
    ports: PORTS,
    metrics: &[],
    namespace: "",
    prices: &[Price {
        what: "standard alarms, by the month",
        usd: 0.10,
        per: 1.0,
        counted: &[], free: 10.0,
        tiers: &[],
        source: "Pricing appendix of part B, us-east-1; the first 10 are free",
    }],
    facts: FACTS,
    not_modelled: &[
        "Anomaly detection and its three operators (CW-20, 21).",
        "Trimmed and winsorized statistics (1.3): percentiles are the only extended ones.",
        "High-resolution metrics: data comes by the minute, so that short periods mostly lack it (CW-6).",
        "Actions on instances, Auto Scaling and Systems Manager (CW-51, CW-52).",
        "Clock-aligned evaluation windows, mute rules and the evaluation state (CW-48).",
        "Metrics older than a day: a period of more than a day has no data.",
    ],
    faults: &[],
    commands: &[Command {
        key: "SetAlarmState",
        label: "Set state",
        help: "Forces a state until the next evaluation, and runs that state's actions: a way to test them (CW-45).",
        fields: &[STATE_VALUE.field, STATE_REASON.field],
    }],
    cfn: Some("AWS::CloudWatch::Alarm"),
    subtitle: |_| "CloudWatch alarm",
    check,
    behaviour: || Box::new(behaviour::Alarm::default()),
};

const FACTS: &[Fact] = &[
    Fact::approximated(
        "CW-14",
        "A minute's data point of a service becomes visible 60 s after its end, that of a custom metric at once. AWS says only “a few minutes”.",
    ),
    Fact::modelled(
        "CW-15",
        "An expression works on the metrics of the wired nodes, all by the same statistic and period.",
    ),
    Fact::modelled("CW-30", "A new alarm is in INSUFFICIENT_DATA."),
    Fact::modelled(
        "CW-31",
        "An alarm is evaluated once a minute, one with a period below a minute every 10 s. Longer periods are windows that end at the evaluation, not the aligned periods of a graph.",
    ),
    Fact::modelled("CW-32", "A data point breaches if its statistic stands in the given relation to the threshold."),
    Fact::approximated(
        "CW-33",
        "More periods are fetched than are evaluated: N and a third of N more, at least two. AWS documents only that 3 becomes 5.",
    ),
    Fact::modelled("CW-34", "With N real data points in that range the newest N decide: ALARM if M of them breach."),
    Fact::modelled("CW-35", "With fewer, TreatMissingData decides what the missing ones count as."),
    Fact::modelled("CW-36", "With missing, a single breaching point alarms only when it is old enough."),
    Fact::modelled("CW-37", "The evaluation is checked against all cells of AWS's two tables."),
    Fact::modelled("CW-41", "An alarm whose metric stops goes on judging the last real data points for a while."),
    Fact::modelled("CW-42", "For DynamoDB's metrics missing data is always ignored."),
    Fact::approximated(
        "CW-43",
        "A percentile of too few values keeps the state, if the alarm says so; the newest N data points are looked at.",
    ),
    Fact::modelled("CW-44", "Data from before the alarm was there counts."),
    Fact::modelled("CW-45", "A state set by hand lasts until the next evaluation."),
    Fact::modelled(
        "CW-46",
        "The reason says how many of the last data points breached, their values, and the threshold.",
    ),
    Fact::approximated("CW-49", "Within one instant: data, metric alarms, composite alarms, suppressors, actions."),
    Fact::modelled("CW-50", "Actions run on a change of state only."),
    Fact::approximated(
        "CW-53",
        "A function's action is tried again until it is accepted, after 1 s, 2 s, and so on up to a minute; a missing function or permission loses it.",
    ),
    Fact::modelled("CW-54", "A failed notification is noticed by nobody."),
    Fact::modelled("CW-55", "Five actions for each state; ActionsEnabled switches them off, not the state."),
    Fact::modelled("CW-56", "Every change goes to the default event bus."),
    Fact::approximated("CW-57", "Notifications are JSON; the list of fields may be incomplete."),
];

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let (name, config) = (&look.node.name, look.config());
    let wired = look.at("metric").count();
    if wired == 0 {
        found.push(
            Finding::new(
                Severity::Error,
                format!("{name} watches nothing."),
                "Wire the metrics port of a service to it.",
            )
            .rule("CW-32"),
        );
    }
    match behaviour::settings(config) {
        Err((what, field)) => {
            found.push(
                Finding::new(Severity::Error, what, "Correct the setting; until then the alarm is not evaluated.")
                    .field(field),
            );
        }
        Ok(settings) => {
            let expression = settings.expression.is_some();
            if !expression && settings.metric.is_empty() && wired > 0 {
                found.push(
                    Finding::new(
                        Severity::Warning,
                        format!("{name} does not say which metric it watches; it takes the first one."),
                        "Choose a MetricName.",
                    )
                    .field("MetricName"),
                );
            }
            if !expression && wired > 1 {
                found.push(Finding::new(
                    Severity::Warning,
                    format!("{name} is wired to {wired} nodes but watches one metric."),
                    "Write an Expression over their metrics, or give each its own alarm.",
                ));
            }
            if settings.rule.period < 60 {
                found.push(
                    Finding::new(
                        Severity::Warning,
                        format!("{name} has a period of {} s, and services publish a data point a minute: it will mostly lack data.", settings.rule.period),
                        "Use a period of 60 s.",
                    )
                    .rule("CW-6")
                    .field("Period"),
                );
            }
        }
    }
    if look.at("actions").next().is_none() && look.at("state").next().is_none() && look.at("events").next().is_none() {
        found.push(
            Finding::new(
                Severity::Hint,
                format!("Nobody is told when {name} changes its state."),
                "Wire its actions to a topic that people subscribe to.",
            )
            .rule("CW-50"),
        );
    }
    found.extend(too_many_actions(look));
    found
}
