//! In a headless browser: the page mounts.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_page_mounts_into_the_body() {
    let body = web_sys::window().and_then(|window| window.document()).and_then(|document| document.body());
    let body = body.expect("a browser shows a document with a body");
    let before = body.child_element_count();
    signalbox::view::mount();
    assert!(body.child_element_count() > before, "mount() adds the page to the body");
}
