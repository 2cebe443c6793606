//! `wasm-bindgen-test-runner`, which Cargo calls for a test that was compiled to WebAssembly (`.cargo/config.toml`
//! names it): it starts a headless browser, runs the tests in it and prints their results.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
