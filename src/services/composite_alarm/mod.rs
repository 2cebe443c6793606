//! Amazon CloudWatch, a composite alarm: the declaration.

mod behaviour;
mod fields;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{ALARM_FUNCTION, ALARM_STATE, ALARM_TOPIC, SERVICE_EVENT, SUPPRESSOR};
use crate::catalog::{Fact, Family, Finding, Look, Port, Price, Service, Severity};
use crate::languages::alarm_rule::AlarmExpression;
use crate::common::alarming::{ACTIONS_ENABLED, DESCRIPTION, ON, too_many_actions};
use fields::*;

crate::ports! {
    /// The alarms that the rule names.
    ALARMS = Port::input("alarms", "Alarms", &[ALARM_STATE]).control().help("The alarms that the rule names.");
    /// The alarm that silences the actions.
    SUPPRESSED_BY = Port::input("suppressor", "Suppressor", &[SUPPRESSOR])
        .at_most(1)
        .control()
        .help("While this alarm is in ALARM, no action runs.");
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
        .help("Every change of state also goes to the default event bus, held back or not (CW-56, CW-66).");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "composite_alarm",
    code: 15,
    name: "Composite alarm",
    stem: "Composite",
    family: Family::Watch,
    tagline: "Combines alarms by a rule, so that people are told once, and not during planned work.",
    keywords: "cloudwatch amazon composite alarm rule and or not suppressor noise",
    icon: include_str!("icon.svg"),
    fields: &[ALARM_RULE.field, WAIT.field, EXTENSION.field, ACTIONS_ENABLED.field, DESCRIPTION.field],
    ports: PORTS,
    metrics: &[],
    namespace: "",
    prices: &[Price {
        what: "composite alarms, by the month",
        usd: 0.50,
        per: 1.0,
        counted: &[], free: 0.0,
        tiers: &[],
        source: "Pricing appendix of part B, us-east-1",
    }],
    facts: FACTS,
    not_modelled: &[
        "OpsItems, incidents and investigations as actions (CW-64).",
        "Alarms of other accounts and Regions (CW-63).",
    ],
    faults: &[],
    commands: &[],
    cfn: Some("AWS::CloudWatch::CompositeAlarm"),
    subtitle: |_| "CloudWatch composite",
    check,
    behaviour: || Box::new(behaviour::Composite::default()),
};

const FACTS: &[Fact] = &[
    Fact::approximated(
        "CW-60",
        "The grammar of rules; NOT binds tighter than AND, AND tighter than OR, which AWS does not say.",
    ),
    Fact::modelled("CW-61", "ALARM if the rule is TRUE, otherwise OK; INSUFFICIENT_DATA until the first evaluation."),
    Fact::modelled("CW-62", "It is evaluated whenever an alarm of the rule changes its state."),
    Fact::modelled("CW-63", "At most 100 alarms in a rule."),
    Fact::approximated(
        "CW-65",
        "A ring of composites that never comes to rest is not evaluated any more; AWS refuses to evaluate any ring.",
    ),
    Fact::modelled("CW-66", "While the suppressor is in ALARM no action runs; the state and the event bus go on."),
    Fact::modelled(
        "CW-67",
        "A change starts the wait period anew; at its end the actions of the state of that moment run.",
    ),
    Fact::modelled(
        "CW-68",
        "When the suppressor leaves ALARM the extension period starts; a change during it starts a wait period instead.",
    ),
    Fact::modelled("CW-69", "AWS's behaviour in six small histories, replayed."),
    Fact::modelled("CW-50", "Actions run on a change of state only."),
    Fact::modelled("CW-55", "Five actions for each state; ActionsEnabled switches them off, not the state."),
    Fact::modelled("CW-56", "Every change goes to the default event bus, with what suppresses the actions."),
];

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let name = &look.node.name;
    let wrong =
        |what: String, remedy: &str| Finding::new(Severity::Error, what, remedy).rule("CW-60").field("AlarmRule");
    let rule = ALARM_RULE.of(look.config()).trim();
    if rule.is_empty() {
        // Not the fault of a value: every new node is without a rule.
        let finding = Finding::new(
            Severity::Error,
            format!("{name} has no AlarmRule, so that it is never evaluated."),
            "Write one, such as ALARM(a) AND ALARM(b).",
        );
        found.push(finding.rule("CW-60"));
    } else {
        match AlarmExpression::parse(rule) {
            Err(error) => {
                found.push(wrong(format!("AlarmRule: {error}"), "Correct the rule; until then it is not evaluated."))
            }
            Ok(rule) => {
                for missing in rule.names().into_iter().filter(|n| !look.at("alarms").any(|w| w.peer.name == **n)) {
                    let what = format!(
                        "The rule of {name} names {missing}, which is not wired to it: it counts as INSUFFICIENT_DATA."
                    );
                    found.push(wrong(what, "Wire that alarm's state to it, or correct the name."));
                }
                for unused in look.at("alarms").filter(|w| !rule.names().contains(&w.peer.name.as_str())) {
                    found.push(
                        Finding::new(
                            Severity::Warning,
                            format!("{} is wired to {name}, but the rule does not name it.", unused.peer.name),
                            "Name it in the rule, or delete the wire.",
                        )
                        .wire(unused.id),
                    );
                }
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
