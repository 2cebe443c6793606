//! The test bench: a scenario as a few lines of text in, a run out that is audited after every event.
//!
//! ```text
//! node q sqs VisibilityTimeout=10
//! node p probe Script="at 0s send hello"
//! wire p.out -> q.send
//! at 10s q VisibilityTimeout=0 for 5s
//! at 20s q do PurgeQueue
//! ```
//! The `probe` is a scripted stand-in for whatever a service talks to; see [`probe`].

#[cfg(test)]
mod permissions;
pub mod probe;

use crate::catalog::{Catalog, assemble};
use crate::model::{Config, Diagram, Happening, Node, NodeId, Point, Value, What, Wire};
use crate::services;
use crate::sim::{Census, Engine, NodeIx, Series, Time};
use std::sync::Arc;
use std::sync::OnceLock;

/// All services and the probe.
pub fn catalog() -> Catalog {
    static ALL: OnceLock<Vec<&'static crate::catalog::Service>> = OnceLock::new();
    let all = ALL.get_or_init(|| services::ALL.iter().copied().chain([&probe::SERVICE]).collect());
    Catalog::new(all.as_slice())
}

/// Reads a length of time: `5s`, `250ms`, `2m`, `1h`, `4d`, in microseconds.
pub fn micros(text: &str) -> u64 {
    let split = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let n: f64 = text[..split].parse().unwrap_or_else(|_| panic!("no number in `{text}`"));
    let unit = match &text[split..] {
        "us" => 1.0,
        "ms" => 1e3,
        "s" | "" => 1e6,
        "m" => 60e6,
        "h" => 3600e6,
        "d" => 86_400e6,
        other => panic!("no unit `{other}`"),
    };
    (n * unit).round() as u64
}

/// Splits a line at blanks outside of double quotes; quotes are taken off.
pub fn words(line: &str) -> Vec<String> {
    let (mut all, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '"' => (quoted, any) = (!quoted, true),
            ' ' if !quoted => {
                if any || !word.is_empty() {
                    all.push(std::mem::take(&mut word));
                }
                any = false;
            }
            c => word.push(c),
        }
    }
    if any || !word.is_empty() {
        all.push(word);
    }
    all
}

fn settings<'a>(words: impl Iterator<Item = &'a String>) -> Config {
    let mut config = Config::default();
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or_else(|| panic!("`{word}` is no setting"));
        let value = match (value.parse::<i64>(), value.parse::<f64>(), value) {
            (Ok(n), _, _) => Value::Whole(n),
            (_, Ok(x), _) => Value::Real(x),
            (_, _, "true") => Value::Flag(true),
            (_, _, "false") => Value::Flag(false),
            (_, _, text) => Value::Text(text.replace('\'', "\"")),
        };
        config.set(name, value);
    }
    config
}

/// Reads a scenario.
pub fn diagram(text: &str) -> Diagram {
    let mut d = Diagram { seed: 7, ..Diagram::default() };
    let catalog = catalog();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let w = words(line);
        match w[0].as_str() {
            "seed" => d.seed = w[1].parse().expect("a seed"),
            "node" => {
                assert!(catalog.get(&w[2]).is_some(), "no service `{}`", w[2]);
                let config = settings(w[3..].iter());
                let node = Node { service: w[2].clone(), name: w[1].clone(), at: Point::default(), config };
                d.nodes.insert(NodeId::new(&w[1]), Arc::new(node));
            }
            "wire" => {
                let end = |text: &str| {
                    let (node, port) = text.split_once('.').unwrap_or_else(|| panic!("`{text}` names no port"));
                    (NodeId::new(node), port.to_owned())
                };
                let ((from, out), (to, into)) = (end(&w[1]), end(&w[3]));
                let wire = Wire { from, out, to, into, config: settings(w[4..].iter()) };
                assert!(catalog.role(&d, &wire).is_some(), "no role for `{line}`");
                let id = d.free_wire_id(&format!("{}-{}", wire.from, wire.to));
                d.wires.insert(id, Arc::new(wire));
            }
            "at" => d.happenings.push(happening(&w)),
            other => panic!("what is `{other}`?"),
        }
    }
    d
}

fn happening(w: &[String]) -> Happening {
    let what = if w[3] == "do" {
        What::Do { command: w[4].clone(), with: settings(w[5..].iter()) }
    } else {
        let lasts = w.iter().position(|x| x == "for");
        let end = lasts.unwrap_or(w.len());
        What::Set { patch: settings(w[3..end].iter()), lasts: lasts.map(|at| micros(&w[at + 1])) }
    };
    Happening { at: micros(&w[1]), node: NodeId::new(&w[2]), what, label: String::new() }
}

/// A run of a scenario.
pub struct Run {
    /// The engine.
    pub engine: Engine,
}

/// Runs a scenario until an instant (inclusive), auditing after every event.
pub fn run(scenario: &str, until: &str) -> Run {
    let mut run = Run { engine: Engine::new(assemble(&diagram(scenario), &catalog())) };
    run.go(until);
    run
}

impl Run {
    /// Runs on until an instant, auditing after every event.
    pub fn go(&mut self, until: &str) -> &mut Self {
        let target = Time(micros(until));
        while self.engine.next_time().is_some_and(|t| t <= target) {
            self.engine.step();
            if let Err(what) = self.engine.audit() {
                panic!("at {}: {what}", self.engine.now());
            }
        }
        self.engine.run_until(target, u64::MAX);
        self
    }

    fn node(&self, name: &str) -> NodeIx {
        self.engine.node(&NodeId::new(name)).unwrap_or_else(|| panic!("no node `{name}`"))
    }

    /// What a probe wrote down, line by line.
    pub fn log(&self, probe: &str) -> Vec<String> {
        self.engine.status(self.node(probe)).small.lines().map(str::to_owned).collect()
    }

    /// A metric of a node.
    pub fn metric(&self, node: &str, metric: &str) -> &Series {
        let all = self.engine.meter().of(self.node(node));
        all.iter().find(|s| s.metric.name == metric).unwrap_or_else(|| panic!("{node} has no metric `{metric}`"))
    }

    /// The sum of a counter or the level of a gauge.
    pub fn value(&self, node: &str, metric: &str) -> f64 {
        let series = self.metric(node, metric);
        match series.metric.kind {
            crate::sim::MetricKind::Gauge => series.total().last,
            _ => series.total().sum,
        }
    }

    /// The notes of one rule at one node, as "seconds sentence".
    pub fn notes(&self, node: &str, rule: &str) -> Vec<String> {
        let ix = self.node(node);
        let notes = self.engine.trace().notes().filter(|n| n.node == ix && n.reason.rule == rule);
        notes.map(|n| format!("{} {}", n.at.seconds(), n.sentence())).collect()
    }

    /// The instants (in seconds) of the notes of one rule at one node.
    pub fn times(&self, node: &str, rule: &str) -> Vec<f64> {
        let ix = self.node(node);
        let notes = self.engine.trace().notes().filter(|n| n.node == ix && n.reason.rule == rule);
        notes.map(|n| n.at.seconds()).collect()
    }

    /// The settings that decided in the notes of one rule at one node.
    pub fn decided(&self, node: &str, rule: &str) -> Vec<&'static str> {
        let ix = self.node(node);
        let notes = self.engine.trace().notes().filter(|n| n.node == ix && n.reason.rule == rule);
        notes.map(|n| n.reason.setting).collect()
    }

    /// How many messages are where.
    pub fn census(&self) -> &Census {
        self.engine.census()
    }
}
