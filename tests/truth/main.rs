//! Runs against the closed forms of queueing theory, through real services. Bounds are 5 standard errors: of the closed
//! form where there is one, else of independent seeds. The seeds are 1, 2, 3, …: none was chosen.

mod chance;
mod lines;
mod queues;
mod streams;

use signalbox::catalog::assemble;
use signalbox::exchange::load;
use signalbox::model::Diagram;
use signalbox::services::CATALOG;
use signalbox::sim::{Engine, NodeIx, Stepped, Time, Total};

/// A design of `benches/diagrams/`.
fn design(name: &str) -> Diagram {
    let path = format!("{}/benches/diagrams/{name}.json", env!("CARGO_MANIFEST_DIR"));
    load(&std::fs::read_to_string(path).expect("it comes with the source"), &CATALOG).expect("a document").diagram
}

/// Customers with settings of their own, wired to servers with theirs: `"Rate": 1` and the like, in JSON.
fn line(customers: &str, servers: &str) -> Diagram {
    let text = format!(
        r#"{{"signalbox": 1, "title": "Line", "seed": 1,
            "nodes": [{{"id": "C", "service": "traffic", "config": {{"Body": "x", "Patience": 900000, {customers}}}}},
                      {{"id": "S", "service": "server", "config": {{{servers}}}}}],
            "wires": [{{"from": "C.requests", "to": "S.requests"}}]}}"#
    );
    let loaded = load(&text, &CATALOG).expect("a document");
    assert_eq!(loaded.repairs, Vec::<String>::new());
    loaded.diagram
}

/// A run without notes.
fn engine(diagram: &Diagram, seed: u64) -> Engine {
    let mut engine = Engine::new(assemble(&Diagram { seed, ..diagram.clone() }, &CATALOG));
    engine.trace_mut().keep(0);
    engine
}

/// The run after so many simulated seconds.
fn run(diagram: &Diagram, seed: u64, seconds: u64) -> Engine {
    let mut engine = engine(diagram, seed);
    while engine.run_until(Time(seconds * 1_000_000), u64::MAX) == Stepped::Yielded {}
    engine
}

fn node(engine: &Engine, id: &str) -> NodeIx {
    engine.node(&signalbox::model::NodeId::new(id)).expect("it is there")
}

/// What a metric came to.
fn total(engine: &Engine, id: &str, metric: &str) -> Total {
    let all = engine.meter().of(node(engine, id));
    all.iter().find(|series| series.name() == metric).map(|series| series.total()).expect("a metric")
}

/// The mean of a metric's measurements.
fn mean(engine: &Engine, id: &str, metric: &str) -> f64 {
    let total = total(engine, id, metric);
    total.sum / total.count as f64
}

/// `x` is within 5 standard errors of what theory says.
fn agrees(what: &str, x: f64, theory: f64, standard_error: f64) {
    assert!(
        (x - theory).abs() <= 5.0 * standard_error,
        "{what}: {x}, in theory {theory} ± {standard_error} ({:.1} standard errors away)",
        (x - theory).abs() / standard_error
    );
}

/// The mean over seeds 1 to `seeds` is within 5 of its own standard errors of what theory says.
fn agrees_over_seeds(what: &str, theory: f64, seeds: u64, one: impl Fn(u64) -> f64) {
    let all: Vec<f64> = (1..=seeds).map(one).collect();
    let n = seeds as f64;
    let mean = all.iter().sum::<f64>() / n;
    let variance = all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    agrees(what, mean, theory, (variance / n).sqrt());
}
