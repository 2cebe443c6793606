//! `wasm-bindgen`, built from the version that this workspace's `Cargo.lock` pins, so that the command and the crate
//! in the page cannot drift apart. `cargo xtask` puts it first in `PATH` for Trunk.
//!
//! For a release it leaves out the names of functions, half of the file, which only a debugger reads. The compiler's
//! `strip = true` would leave them out too, but with them the list of WebAssembly features by which wasm-bindgen
//! chooses how to pass JavaScript values; and Trunk has no setting for it.

use std::ffi::OsString;

fn main() -> anyhow::Result<()> {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    // Trunk calls `wasm-bindgen --version` too, which takes nothing else.
    let builds = words.iter().any(|word| word.to_string_lossy().starts_with("--out-dir"));
    if builds && std::env::var_os("WASM_BINDGEN_WITHOUT_NAMES").is_some() {
        words.extend(["--remove-name-section", "--remove-producers-section"].map(OsString::from));
    }
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(words)
}
