//! Building the page: Trunk, with the pinned tools in front of `PATH`.

use std::path::PathBuf;
use std::process::Command;

use crate::Outcome;
use crate::run::{command, root, run, say, with_path};
use crate::setup;

/// Trunk with one of its subcommands, ready to run. Installs what is missing.
pub fn trunk(subcommand: &str) -> Outcome<Command> {
    setup::wasm_target()?;
    let program = setup::trunk()?;
    let tools = setup::tools()?;
    let mut trunk = command(program);
    trunk.arg(subcommand).env("TRUNK_SKIP_VERSION_CHECK", "true");
    with_path(&mut trunk, &tools)?;
    Ok(trunk)
}

/// How the release page is compiled.
pub const PROFILE: [&str; 2] = ["--cargo-profile", "page"];

/// Makes the release page and answers where it lies.
pub fn release() -> Outcome<PathBuf> {
    let dist = root().join("dist");
    let mut trunk = trunk("build")?;
    say("Building the release page into dist/ (one to two minutes from scratch).");
    // Understood by the wasm-bindgen of the package `tools`.
    trunk.env("WASM_BINDGEN_WITHOUT_NAMES", "1");
    run(trunk.args(PROFILE).args(["--locked", "--dist"]).arg(&dist), "Building the release page")?;
    Ok(dist)
}
