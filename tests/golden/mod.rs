//! Golden traces: the fingerprints of runs that every machine must give, natively and in a browser.
//!
//! They are renewed, and the change says why, when a rule of the simulation changes: run
//! `cargo test --no-default-features --test golden -- --nocapture`, which prints what they are now.

use signalbox::catalog::assemble;
use signalbox::exchange::load;
use signalbox::services::CATALOG;
use signalbox::sim::{Engine, Stepped, Time};

/// Name, document, simulated seconds, fingerprint.
pub const GOLDEN: [(&str, &str, u64, &str); 6] = [
    (
        "order processing",
        include_str!("../../public/scenarios/e-commerce-order-processing.json"),
        120,
        "07fe882e1979d695",
    ),
    ("flash sale", include_str!("../../public/scenarios/e-commerce-flash-sale.json"), 90, "454294e485352d35"),
    ("payment outage", include_str!("../../public/scenarios/e-commerce-payment-outage.json"), 300, "f5830c92b6fd66a0"),
    ("M/M/1", include_str!("../../benches/diagrams/mm1.json"), 20_000, "c71f7ecf08894611"),
    ("fan-out with retries", include_str!("../../benches/diagrams/fan-out-retries.json"), 40, "d5404abaa52fba4f"),
    (
        "two readers of a stream",
        include_str!("../../public/scenarios/stream-poison-record.json"),
        180,
        "a0c6130b6ce800dc",
    ),
];

/// The fingerprint of a run.
pub fn digest(document: &str, seconds: u64) -> String {
    let mut engine = Engine::new(assemble(&load(document, &CATALOG).expect("a document").diagram, &CATALOG));
    engine.trace_mut().keep(0);
    while engine.run_until(Time(seconds * 1_000_000), u64::MAX) == Stepped::Yielded {}
    engine.trace().digest()
}
