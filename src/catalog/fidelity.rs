//! How faithful the model is, rule by rule: what the declarations say, and which tests hold each rule.
//!
//! The fact sheet numbers its rules by family. A rule that no declaration names is not modelled; one that no test names is
//! not held, and said to be so.

use super::{Catalog, Fidelity};
use std::collections::BTreeMap;

/// The families of rules that this build covers: prefix, what they are about, and how many rules the fact sheet has.
pub const FAMILIES: &[(&str, &str, u32)] = &[
    ("SQS", "Amazon SQS", 32),
    ("SNS", "Amazon SNS", 28),
    ("EB", "Amazon EventBridge", 45),
    ("LAM", "AWS Lambda", 43),
    ("APIGW", "Amazon API Gateway", 37),
    ("DDB", "Amazon DynamoDB", 16),
    ("CW", "Amazon CloudWatch alarms and metrics", 48),
];

/// The tests by rule, as `tests/fence/rules.rs` finds them in the sources: `SQS-7 place::of::test …`.
const TESTED: &str = include_str!("tested.txt");

/// Whether and how a rule is followed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// As the source says.
    Modelled,
    /// Close; the sentence says how.
    Approximated,
    /// Not at all.
    Absent,
}

/// One rule.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its id.
    pub rule: String,
    /// Whether it is followed.
    pub standing: Standing,
    /// What the services say of it: (name of the service, sentence).
    pub said: Vec<(&'static str, &'static str)>,
    /// The tests that hold it, by their names.
    pub tests: Vec<&'static str>,
}

/// A family of rules.
#[derive(Clone, PartialEq, Debug)]
pub struct Family {
    /// What it is about.
    pub name: &'static str,
    /// Its rules in order.
    pub rows: Vec<Row>,
}

impl Family {
    /// How many rules have this standing.
    pub fn count(&self, standing: Standing) -> usize {
        self.rows.iter().filter(|row| row.standing == standing).count()
    }

    /// How many rules are followed that no test holds.
    pub fn untested(&self) -> usize {
        self.rows.iter().filter(|row| row.standing != Standing::Absent && row.tests.is_empty()).count()
    }
}

/// Every rule of every family.
pub fn fidelity(catalog: &Catalog) -> Vec<Family> {
    let tests = tested();
    let row = |prefix: &str, number: u32| {
        let rule = format!("{prefix}-{number}");
        let mut said = Vec::new();
        let mut standing = Standing::Absent;
        for service in catalog.services() {
            for fact in service.facts.iter().filter(|fact| fact.rule == rule) {
                said.push((service.name, fact.text));
                // Of two services that follow it, the worse one counts.
                let own = match fact.fidelity {
                    Fidelity::Modelled => Standing::Modelled,
                    Fidelity::Approximated => Standing::Approximated,
                };
                standing = if standing == Standing::Absent { own } else { standing.max(own) };
            }
        }
        let tests = tests.get(rule.as_str()).cloned().unwrap_or_default();
        Row { rule, standing, said, tests }
    };
    let family = |&(prefix, name, rules): &(&str, &'static str, u32)| Family {
        name,
        rows: (1..=rules).map(|number| row(prefix, number)).collect(),
    };
    FAMILIES.iter().map(family).collect()
}

fn tested() -> BTreeMap<&'static str, Vec<&'static str>> {
    let lines = TESTED.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(rule, tests)| (rule, tests.split(' ').collect())).collect()
}
