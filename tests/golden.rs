//! Golden traces on this machine. `web_golden.rs` has the same in a browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "golden/mod.rs"]
mod golden;

#[test]
fn every_run_leaves_its_golden_trace() {
    let now: Vec<(&str, String)> =
        golden::GOLDEN.iter().map(|(name, document, seconds, _)| (*name, golden::digest(document, *seconds))).collect();
    println!("{now:#?}");
    for ((name, .., expected), (_, digest)) in golden::GOLDEN.iter().zip(&now) {
        assert_eq!(digest, expected, "{name}");
    }
}
