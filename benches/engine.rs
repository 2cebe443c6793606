//! How many events a second the engine handles on the shipped designs, whole engine included: bodies, notes, metrics.
//!
//! `cargo bench --no-default-features --bench engine`. Figures with their machine stand in `ARCHITECTURE.md`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use signalbox::catalog::assemble;
use signalbox::exchange::load;
use signalbox::services::CATALOG;
use signalbox::sim::{Engine, Plan, Time};
use std::hint::black_box;

fn plan(name: &str) -> Plan {
    let path = format!("{}/public/scenarios/e-commerce-{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the scenario ships with the page");
    assemble(&load(&text, &CATALOG).expect("the scenario loads").diagram, &CATALOG)
}

fn run(plan: &Plan, minutes: u64, notes: usize) -> Engine {
    let mut engine = Engine::new(plan.clone());
    engine.trace_mut().keep(notes);
    engine.run_until(Time(minutes * 60_000_000), u64::MAX);
    engine
}

fn scenarios(c: &mut Criterion) {
    let mut group = c.benchmark_group("e-commerce");
    group.sample_size(10);
    for (name, minutes) in [("order-processing", 10), ("flash-sale", 10), ("payment-outage", 15)] {
        let plan = plan(name);
        group.throughput(Throughput::Elements(run(&plan, minutes, 0).events()));
        group.bench_function(format!("{name}, {minutes} min, notes off"), |b| {
            b.iter(|| black_box(run(&plan, minutes, 0)))
        });
        group.bench_function(format!("{name}, {minutes} min, notes on"), |b| {
            b.iter(|| black_box(run(&plan, minutes, 20_000)))
        });
    }
    group.finish();
}

criterion_group!(benches, scenarios);
criterion_main!(benches);
