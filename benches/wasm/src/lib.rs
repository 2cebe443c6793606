//! The engine on the two designs of `benches/diagrams`, for timing: natively (`src/main.rs`) and as WebAssembly (`run.mjs`).
//! `cargo xtask speed` does both.

use signalbox::catalog::assemble;
use signalbox::exchange::load;
use signalbox::services::CATALOG;
use signalbox::sim::{Engine, Stepped, Time};
use wasm_bindgen::prelude::wasm_bindgen;

/// The designs: name, document, simulated seconds, messages of the producer a simulated second.
const DESIGNS: [(&str, &str, u32, f64); 2] = [
    ("M/M/1", include_str!("../../diagrams/mm1.json"), 1_000_000, 1.0),
    ("fan-out with retries", include_str!("../../diagrams/fan-out-retries.json"), 300, 1_000.0),
];

/// How many designs there are.
#[wasm_bindgen]
pub fn designs() -> usize {
    DESIGNS.len()
}

/// The name of a design.
#[wasm_bindgen]
pub fn name(design: usize) -> String {
    DESIGNS[design].0.to_owned()
}

/// The messages that its producer makes, about.
#[wasm_bindgen]
pub fn messages(design: usize) -> f64 {
    f64::from(DESIGNS[design].2) * DESIGNS[design].3
}

/// Runs a design without notes; the fingerprint of the run, so that nothing is optimised away and machines can be compared.
#[wasm_bindgen]
pub fn run(design: usize) -> String {
    run_for(design, DESIGNS[design].2)
}

/// Runs a design without notes for so many simulated seconds.
pub fn run_for(design: usize, seconds: u32) -> String {
    let document = DESIGNS[design].1;
    let mut engine = Engine::new(assemble(&load(document, &CATALOG).expect("a document").diagram, &CATALOG));
    engine.trace_mut().keep(0);
    while engine.run_until(Time(u64::from(seconds) * 1_000_000), u64::MAX) == Stepped::Yielded {}
    engine.trace().digest()
}
