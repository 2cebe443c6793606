//! How many events a second the engine handles on the shipped designs, whole engine included: bodies, notes, metrics.
//!
//! `cargo bench --no-default-features --bench engine`. Figures with their machine stand in `ARCHITECTURE.md`.

use criterion::{Criterion, Throughput};
use signalbox::catalog::assemble;
use signalbox::exchange::load;
use signalbox::services::CATALOG;
use signalbox::sim::{Engine, Plan, Time};
use std::hint::black_box;

/// The design in this file of the repository.
fn plan(file: &str) -> Plan {
    let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the design is in the repository");
    assemble(&load(&text, &CATALOG).expect("the design loads").diagram, &CATALOG)
}

fn run(plan: &Plan, seconds: u64, notes: usize) -> Engine {
    let mut engine = Engine::new(plan.clone());
    engine.trace_mut().keep(notes);
    engine.run_until(Time(seconds * 1_000_000), u64::MAX);
    engine
}

fn scenarios(c: &mut Criterion) {
    let mut group = c.benchmark_group("e-commerce");
    group.sample_size(10);
    for (name, minutes) in [("order-processing", 10), ("flash-sale", 10), ("payment-outage", 15)] {
        let plan = plan(&format!("public/scenarios/e-commerce-{name}.json"));
        group.throughput(Throughput::Elements(run(&plan, minutes * 60, 0).events()));
        group.bench_function(format!("{name}, {minutes} min, notes off"), |b| {
            b.iter(|| black_box(run(&plan, minutes * 60, 0)))
        });
        group.bench_function(format!("{name}, {minutes} min, notes on"), |b| {
            b.iter(|| black_box(run(&plan, minutes * 60, 20_000)))
        });
    }
    group.finish();
}

/// The designs that other engines are measured with, and a stream; the throughput is in messages of the producer.
fn peers(c: &mut Criterion) {
    let mut group = c.benchmark_group("peers");
    group.sample_size(10);
    for (name, seconds, rate) in [("mm1", 1_000_000, 1), ("fan-out-retries", 100, 1_000), ("stream", 100, 4_000)] {
        let plan = plan(&format!("benches/diagrams/{name}.json"));
        group.throughput(Throughput::Elements(seconds * rate));
        group.bench_function(name, |b| b.iter(|| black_box(run(&plan, seconds, 0))));
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    scenarios(&mut criterion);
    peers(&mut criterion);
    criterion.final_summary();
}
