//! In a headless browser: runs leave the same golden traces as natively, bit for bit.
#![cfg(target_arch = "wasm32")]

#[path = "golden/mod.rs"]
mod golden;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn every_run_leaves_its_golden_trace_here_too() {
    for (name, document, seconds, expected) in golden::GOLDEN {
        assert_eq!(golden::digest(document, seconds), expected, "{name}");
    }
}
