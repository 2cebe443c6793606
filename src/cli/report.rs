//! What a run came to, as JSON and as a table.

use super::table::{Table, figure};
use crate::model::Diagram;
use crate::services::CATALOG;
use crate::sim::{Engine, NodeIx, Span};
use crate::story::{BillLine, bill};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A run. Two runs of one design with one seed differ in `wall_seconds` only.
#[derive(Serialize)]
pub struct Report {
    #[serde(skip)]
    title: String,
    seed: u64,
    #[serde(serialize_with = "plain")]
    simulated_seconds: f64,
    events: u64,
    /// By what they are counted as, in the words of the census; the JSON has them as names.
    #[serde(serialize_with = "named")]
    messages: Vec<(&'static str, u64)>,
    services: BTreeMap<String, Service>,
    alarms: Vec<Alarm>,
    #[serde(skip)]
    costs: Costs,
    wall_seconds: f64,
    trace_digest: String,
    #[serde(skip)]
    dropped: BTreeMap<&'static str, u64>,
}

/// What it cost in US dollars, without the free tier. For people only: the JSON is a contract.
struct Costs {
    so_far: f64,
    per_month: f64,
    lines: Vec<BillLine>,
}

/// A node.
#[derive(Serialize)]
struct Service {
    name: String,
    service: String,
    metrics: BTreeMap<&'static str, Values>,
}

/// A metric that moved: see `Total` in the engine for what the three mean for each kind of metric.
#[derive(Serialize)]
struct Values {
    #[serde(serialize_with = "plain")]
    last: f64,
    #[serde(serialize_with = "plain")]
    sum: f64,
    #[serde(serialize_with = "plain")]
    max: f64,
}

/// A node with states.
#[derive(Serialize)]
struct Alarm {
    id: String,
    state: &'static str,
    transitions: Vec<Change>,
    #[serde(skip)]
    name: String,
}

#[derive(Serialize)]
struct Change {
    #[serde(serialize_with = "plain")]
    at_seconds: f64,
    to: &'static str,
    why: String,
}

/// Words become names: `dead-lettered` is `dead_lettered`.
fn named<S: Serializer>(counts: &[(&'static str, u64)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(counts.iter().map(|(what, n)| (what.replace([' ', '-'], "_"), n)))
}

/// Whole numbers are written without a fraction.
fn plain<S: Serializer>(x: &f64, to: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if x.fract() == 0.0 && x.abs() < EXACT { to.serialize_i64(*x as i64) } else { to.serialize_f64(*x) }
}

impl Report {
    /// What a run came to so far.
    pub fn of(engine: &Engine, diagram: &Diagram, wall_seconds: f64) -> Self {
        Self {
            title: diagram.title.clone(),
            seed: diagram.seed,
            simulated_seconds: engine.now().seconds(),
            events: engine.events(),
            messages: engine.census().counts().collect(),
            services: engine.nodes().map(|node| service(engine, diagram, node)).collect(),
            alarms: engine.nodes().filter_map(|node| alarm(engine, node)).collect(),
            costs: costs(engine, diagram),
            wall_seconds,
            trace_digest: engine.trace().digest(),
            dropped: engine.ledger().dropped().clone(),
        }
    }

    /// The report for people.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let title = if self.title.is_empty() { "Untitled" } else { &self.title };
        let simulated = Span::of_seconds(self.simulated_seconds);
        writeln!(
            out,
            "{title}: {simulated} with seed {}, {} events in {:.2} s",
            self.seed, self.events, self.wall_seconds
        )?;
        writeln!(out, "trace {}\n", self.trace_digest)?;

        let mut messages = Table::new(&["messages", ""]);
        for (what, n) in &self.messages {
            messages.row(vec![(*what).to_owned(), n.to_string()]);
        }
        for (why, n) in &self.dropped {
            messages.row(vec![format!("  {why}"), n.to_string()]);
        }
        messages.print(out)?;

        let mut metrics = Table::new(&["service", "metric", "last", "sum", "max"]);
        for service in self.services.values() {
            // What stayed at zero is in the JSON; here it would bury the rest.
            let moved = service.metrics.iter().filter(|(_, v)| v.last != 0.0 || v.sum != 0.0 || v.max != 0.0);
            for (n, (metric, Values { last, sum, max })) in moved.enumerate() {
                let name = if n == 0 { service.name.clone() } else { String::new() };
                metrics.row(vec![name, (*metric).to_owned(), figure(*last), figure(*sum), figure(*max)]);
            }
        }
        metrics.print(out)?;

        let mut alarms = Table::new(&["alarms", "state", "since", "why"]);
        for alarm in &self.alarms {
            let (since, why) = alarm.transitions.last().map_or_else(Default::default, |change| {
                (Span::of_seconds(change.at_seconds).to_string(), change.why.clone())
            });
            alarms.row(vec![alarm.name.clone(), alarm.state.to_owned(), since, why]);
        }
        alarms.print(out)?;

        let mut costs = Table::new(&["costs", "what", "units", "$ so far", "$ a month"]);
        for line in &self.costs.lines {
            let what = line.price.what.to_owned();
            costs.row(vec![line.name.clone(), what, figure(line.units), dollars(line.so_far), dollars(line.per_month)]);
        }
        if costs.rows() > 1 {
            let (so_far, month) = (self.costs.so_far, self.costs.per_month);
            costs.row(vec!["all".to_owned(), String::new(), String::new(), dollars(so_far), dollars(month)]);
        }
        costs.print(out)
    }
}

fn costs(engine: &Engine, diagram: &Diagram) -> Costs {
    let bill = bill(engine, diagram, &CATALOG, false);
    Costs { so_far: bill.so_far, per_month: bill.per_month, lines: bill.lines }
}

/// Cents for large amounts, six decimals for small ones.
fn dollars(usd: f64) -> String {
    if usd >= 1.0 { format!("{usd:.2}") } else { figure6(usd) }
}

fn figure6(x: f64) -> String {
    format!("{x:.6}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn service(engine: &Engine, diagram: &Diagram, node: NodeIx) -> (String, Service) {
    let (id, name) = engine.who(node);
    let touched = engine.meter().of(node).iter().filter(|series| series.touched());
    let metrics = touched.map(|series| {
        let total = series.total();
        (series.metric.name, Values { last: total.last, sum: total.sum, max: total.max })
    });
    let service = diagram.nodes.get(id).map_or_else(String::new, |node| node.service.clone());
    (id.to_string(), Service { name: name.to_owned(), service, metrics: metrics.collect() })
}

fn alarm(engine: &Engine, node: NodeIx) -> Option<Alarm> {
    let changes = engine.transitions(node)?;
    let (id, name) = engine.who(node);
    // CW-30: what never changed its state is still in the one that it began with.
    let state = changes.last().map_or("INSUFFICIENT_DATA", |change| change.to);
    let change = |change: &crate::sim::Transition| Change {
        at_seconds: change.at.seconds(),
        to: change.to,
        why: change.why.clone(),
    };
    let transitions = changes.iter().map(change).collect();
    Some(Alarm { id: id.to_string(), state, transitions, name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Config, NodeId};
    use crate::sim::{Behaviour, Context, Plan, PlannedNode, Status, Time, Token, Transition, View};

    /// A node that goes to ALARM and back, or stays as it is.
    #[derive(Clone)]
    struct Lamp {
        blinks: bool,
        changes: Vec<Transition>,
    }

    impl Behaviour for Lamp {
        fn start(&mut self, cx: &mut Context) {
            if self.blinks {
                let class = crate::sim::Class::Completion;
                cx.wake_at(class, Time(1_500_000), Token::new(0, 0));
                cx.wake_at(class, Time(60_000_000), Token::new(1, 0));
            }
        }
        fn configure(&mut self, _: &mut Context) {}
        fn wake(&mut self, cx: &mut Context, token: Token) {
            let to = if token.what == 0 { "ALARM" } else { "OK" };
            self.changes.push(Transition {
                at: cx.now(),
                to,
                why: format!("because of {}", token.what),
                data: Vec::new(),
            });
        }
        fn transitions(&self) -> Option<&[Transition]> {
            Some(&self.changes)
        }
        fn status(&self, _: &View) -> Status {
            Status::default()
        }
    }

    #[test]
    fn alarms_are_told_with_their_state_and_every_change_of_it() {
        let mut plan = Plan::default();
        for (id, blinks) in [("lamp", true), ("still", false)] {
            let behaviour = Box::new(Lamp { blinks, changes: Vec::new() });
            let node = PlannedNode {
                name: id.to_uppercase(),
                config: Config::default(),
                metrics: &[],
                namespace: "",
                behaviour,
            };
            plan.nodes.insert(NodeId::new(id), node);
        }
        let mut engine = Engine::new(plan);
        engine.run_until(Time(90_000_000), 100);
        let report = Report::of(&engine, &Diagram::default(), 0.5);
        let json = serde_json::to_value(&report.alarms).expect("it can be written");
        let expected = serde_json::json!([
            {"id": "lamp", "state": "OK", "transitions": [
                {"at_seconds": 1.5, "to": "ALARM", "why": "because of 0"},
                {"at_seconds": 60, "to": "OK", "why": "because of 1"},
            ]},
            // CW-30: an alarm begins in INSUFFICIENT_DATA.
            {"id": "still", "state": "INSUFFICIENT_DATA", "transitions": []},
        ]);
        assert_eq!(json, expected);

        let mut out = Vec::new();
        report.print(&mut out).expect("a buffer takes everything");
        let table = String::from_utf8_lossy(&out);
        assert!(table.contains("LAMP    OK                 1 min  because of 1\n"), "{table}");
    }
}
