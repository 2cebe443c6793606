//! How faithful the model is, rule by rule: what the declarations say, and which tests hold each rule.
//!
//! The fact sheet numbers its rules by family. A rule that no declaration names is not modelled; one that no test names is
//! not held, and said to be so.

use super::{Catalog, Fact, Fidelity};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The families of rules that this build covers: prefix, what they are about, and the numbers that the fact sheet has.
pub const FAMILIES: &[(&str, &str, &[RangeInclusive<u32>])] = &[
    ("SQS", "Amazon SQS", &[1..=32]),
    ("SNS", "Amazon SNS", &[1..=28]),
    ("EB", "Amazon EventBridge", &[1..=45]),
    ("LAM", "AWS Lambda", &[1..=43]),
    ("APIGW", "Amazon API Gateway", &[1..=37]),
    ("KIN", "Amazon Kinesis Data Streams", &[1..=14]),
    ("DDB", "Amazon DynamoDB", &[1..=16]),
    ("CW", "Amazon CloudWatch alarms and metrics", &[1..=21, 30..=58, 60..=74, 80..=81]),
    ("IAM", "Permissions", &[1..=4]),
    ("RETRY", "Retries of SDKs and clients", &[1..=15]),
    ("CBRK", "Circuit breakers", &[1..=8]),
    ("HTTP", "HTTP services and their callers", &[1..=3]),
    ("EXT", "Services of others", &[1..=7]),
    ("PD", "Incidents and on-call", &[1..=5]),
    ("SUB", "Subscriptions of HTTPS endpoints", &[1..=1]),
    ("WH", "Warehouse", &[1..=1]),
    ("SIM", "Conventions of the simulation", &[1..=9]),
];

/// What the engine and the catalog follow for all services.
const CORE: &[Fact] = &[
    Fact::approximated(
        "IAM-1",
        "A call over a wire is permitted or not; identity policies, denials and other accounts are not told apart.",
    ),
    Fact::modelled(
        "IAM-2",
        "What a service calls by itself needs a statement of the callee's policy; the note names it.",
    ),
    Fact::modelled("IAM-4", "What a denial leads to is the business of the caller's service."),
    Fact::modelled("SIM-1", "Time is whole microseconds."),
    Fact::modelled("SIM-2", "Token buckets start full and count whole micro-tokens."),
    Fact::modelled(
        "SIM-4",
        "Every node draws from a stream of its own: a node more changes nothing in the draws of the others.",
    ),
    Fact::modelled("SIM-5", "Metrics are rolled up by minutes of simulated time."),
    Fact::modelled("SIM-6", "Quotas that AWS enforces as targets are exact here."),
    Fact::modelled(
        "SIM-7",
        "The size of a message is that of its body and of its attributes' names, types and values.",
    ),
    Fact::approximated(
        "SIM-8",
        "Settings that CloudFormation has are called as there; what only a simulation needs has names of its own.",
    ),
    Fact::modelled("SIM-9", "At one instant expiries come first, then answers, then timeouts, then new calls."),
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
        let services = catalog.services().iter().map(|service| (service.name, service.facts));
        for (name, facts) in services.chain([("Engine", CORE)]) {
            for fact in facts.iter().filter(|fact| fact.rule == rule) {
                said.push((name, fact.text));
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
    let rows = |prefix: &str, numbers: &[RangeInclusive<u32>]| {
        numbers.iter().cloned().flatten().map(|number| row(prefix, number)).collect()
    };
    FAMILIES.iter().map(|(prefix, name, numbers)| Family { name, rows: rows(prefix, numbers) }).collect()
}

fn tested() -> BTreeMap<&'static str, Vec<&'static str>> {
    let lines = TESTED.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(rule, tests)| (rule, tests.split(' ').collect())).collect()
}
