//! The bench of the scenario tests: a shipped design, changes to it, a run, and readings of it.

use signalbox::catalog::assemble;
use signalbox::exchange::load;
use signalbox::model::{Config, Diagram, Happening, Node, NodeId, Value, What, Wire, WireId};
use signalbox::services::CATALOG;
use signalbox::sim::{Engine, Minute, NodeIx, Series, Time};
use std::sync::Arc;

/// One of the e-commerce designs.
pub fn design(name: &str) -> Diagram {
    lesson(&format!("e-commerce-{name}"))
}

/// One of the shipped designs.
pub fn lesson(name: &str) -> Diagram {
    let path = format!("{}/public/scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the scenario ships with the page");
    let loaded = load(&text, &CATALOG).expect("the scenario loads");
    assert_eq!(loaded.repairs, Vec::<String>::new(), "{name} needs no repair");
    loaded.diagram
}

/// Changes of a design, for its variants.
pub trait Vary {
    /// Sets a node's property.
    fn set(self, node: &str, property: &str, value: impl Into<Value>) -> Self;
    /// Sets a property of the wire between two nodes.
    fn set_wire(self, from: &str, to: &str, property: &str, value: impl Into<Value>) -> Self;
    /// Takes the wires between two nodes away.
    fn cut(self, from: &str, to: &str) -> Self;
    /// Joins two ports, written `Node.port`.
    fn join(self, from: &str, to: &str, settings: &[(&str, Value)]) -> Self;
    /// Places a node.
    fn add(self, id: &str, service: &str, settings: &[(&str, Value)]) -> Self;
    /// Lets settings change for a while; times in seconds.
    fn during(self, node: &str, from: u64, to: u64, settings: &[(&str, Value)]) -> Self;
    /// Gives a command; time in seconds.
    fn command(self, node: &str, at: u64, command: &str, settings: &[(&str, Value)]) -> Self;
}

fn config(settings: &[(&str, Value)]) -> Config {
    let mut config = Config::default();
    for (name, value) in settings {
        config.set(name, value.clone());
    }
    config
}

impl Vary for Diagram {
    fn set(mut self, node: &str, property: &str, value: impl Into<Value>) -> Self {
        let node = self.nodes.get_mut(&NodeId::new(node)).expect("the node is there");
        Arc::make_mut(node).config.set(property, value);
        self
    }

    fn set_wire(mut self, from: &str, to: &str, property: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let mut found = 0;
        for wire in self.wires.values_mut().filter(|w| w.from.as_str() == from && w.to.as_str() == to) {
            Arc::make_mut(wire).config.set(property, value.clone());
            found += 1;
        }
        assert_eq!(found, 1, "one wire from {from} to {to}");
        self
    }

    fn cut(mut self, from: &str, to: &str) -> Self {
        let before = self.wires.len();
        self.wires.retain(|_, w| !(w.from.as_str() == from && w.to.as_str() == to));
        assert!(self.wires.len() < before, "a wire from {from} to {to}");
        self
    }

    fn join(mut self, from: &str, to: &str, settings: &[(&str, Value)]) -> Self {
        let end = |text: &str| {
            let (node, port) = text.split_once('.').expect("Node.port");
            (NodeId::new(node), port.to_owned())
        };
        let ((from, out), (to, into)) = (end(from), end(to));
        let wire = Wire { from, out, to, into, config: config(settings) };
        assert!(CATALOG.role(&self, &wire).is_some(), "the ends have a role in common");
        self.wires.insert(WireId::new(&format!("added-{}", self.wires.len())), Arc::new(wire));
        self
    }

    fn add(mut self, id: &str, service: &str, settings: &[(&str, Value)]) -> Self {
        let node = Node { service: service.into(), name: id.into(), at: Default::default(), config: config(settings) };
        self.nodes.insert(NodeId::new(id), Arc::new(node));
        self
    }

    fn during(mut self, node: &str, from: u64, to: u64, settings: &[(&str, Value)]) -> Self {
        let what = What::Set { patch: config(settings), lasts: Some((to - from) * 1_000_000) };
        self.happenings.push(Happening { at: from * 1_000_000, node: NodeId::new(node), what, label: String::new() });
        self
    }

    fn command(mut self, node: &str, at: u64, command: &str, settings: &[(&str, Value)]) -> Self {
        let what = What::Do { command: command.into(), with: config(settings) };
        self.happenings.push(Happening { at: at * 1_000_000, node: NodeId::new(node), what, label: String::new() });
        self
    }
}

/// A run of a design.
pub struct Run {
    /// The engine.
    pub engine: Engine,
}

impl Run {
    /// A run at its start.
    pub fn of(design: &Diagram) -> Self {
        let mut engine = Engine::new(assemble(design, &CATALOG));
        engine.trace_mut().keep(0);
        Self { engine }
    }

    /// Runs to an instant, in seconds, and checks that every message is in exactly one place.
    pub fn to(&mut self, seconds: u64) -> &mut Self {
        self.engine.run_until(Time(seconds * 1_000_000), u64::MAX);
        self.engine.audit().expect("every message is in exactly one place");
        self
    }

    fn node(&self, name: &str) -> NodeIx {
        self.engine.node(&NodeId::new(name)).unwrap_or_else(|| panic!("no node {name}"))
    }

    /// A metric.
    pub fn metric(&self, node: &str, metric: &str) -> &Series {
        let all = self.engine.meter().of(self.node(node));
        all.iter().find(|s| s.metric.name == metric).unwrap_or_else(|| panic!("{node} has no metric {metric}"))
    }

    /// The level of a gauge now.
    pub fn level(&self, node: &str, metric: &str) -> f64 {
        self.metric(node, metric).total().last
    }

    /// Messages visible in a queue now.
    pub fn visible(&self, queue: &str) -> f64 {
        self.level(queue, "ApproximateNumberOfMessagesVisible")
    }

    /// Messages in a queue now, those in flight included.
    pub fn depth(&self, queue: &str) -> f64 {
        self.visible(queue) + self.level(queue, "ApproximateNumberOfMessagesNotVisible")
    }

    /// The sum of a counter since the start.
    pub fn sum(&self, node: &str, metric: &str) -> f64 {
        self.metric(node, metric).total().sum
    }

    /// The largest value of a metric since the start.
    pub fn most(&self, node: &str, metric: &str) -> f64 {
        self.metric(node, metric).total().max
    }

    /// One minute of a metric.
    pub fn minute(&self, node: &str, metric: &str, minute: u64) -> Minute {
        self.metric(node, metric).minute(minute).cloned().unwrap_or_default()
    }

    /// Runs on, second by second, until something holds; the second at which it did.
    pub fn until(&mut self, latest: u64, holds: impl Fn(&Run) -> bool) -> u64 {
        let mut now = self.engine.now().0 / 1_000_000;
        while !holds(self) {
            assert!(now < latest, "it does not hold by {latest} s");
            now += 1;
            self.engine.run_until(Time(now * 1_000_000), u64::MAX);
        }
        now
    }

    /// When an alarm went to a state, in seconds.
    pub fn changes(&self, alarm: &str, state: &str) -> Vec<f64> {
        let changes = self.engine.transitions(self.node(alarm)).expect("an alarm");
        changes.iter().filter(|t| t.to == state).map(|t| t.at.seconds()).collect()
    }
}

/// Whether a number is what the sheet says, within its ten percent.
pub fn about(got: f64, expected: f64) -> bool {
    (got - expected).abs() <= expected * 0.1
}

/// Asserts that a number is what the sheet says, within its ten percent.
#[macro_export]
macro_rules! about {
    ($got:expr, $expected:expr) => {
        let (got, expected) = ($got as f64, $expected as f64);
        assert!($crate::bench::about(got, expected), "{} is {got}, the sheet says about {expected}", stringify!($got));
    };
}
