//! What a build needs beyond `rustup`: found, or else installed, each with a word about how long that takes.
//!
//! - the wasm32 standard library, by `rustup target add`;
//! - Trunk at a pinned version, by `cargo install` into `target/xtask/`, so nothing outside this folder changes;
//! - wasm-bindgen, its test runner and the writer of the guides, from the workspace's own package `tools`.
//!
//! There is no wasm-opt: with the names stripped it would save 2 % of the compressed page, and it would want Node.

use std::path::PathBuf;
use std::process::Command;

use crate::Outcome;
use crate::run::{cargo, command, find, output, program, run, say, target};

/// The Trunk that `Trunk.toml` asks for. Later ones want a newer Rust than this project does.
pub const TRUNK: &str = "0.21.14";

const WASM: &str = "wasm32-unknown-unknown";

/// Folders with the programs that Trunk and the browser tests call: to be put first in `PATH`.
pub fn tools() -> Outcome<Vec<PathBuf>> {
    let folder = target().join("tools");
    if !folder.join(program("wasm-bindgen")).is_file() {
        say("Building wasm-bindgen and its test runner (one to three minutes, once).");
    }
    // Cargo decides whether there is anything to do: after a version change there is.
    run(cargo().args(["build", "--quiet", "--package", "tools", "--profile", "tools"]), "Building wasm-bindgen")?;
    Ok(vec![folder])
}

/// Makes sure that Rust can compile for the browser.
pub fn wasm_target() -> Outcome {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))
        .ok_or("`rustc` does not answer. Install Rust from https://rustup.rs and try again.")?;
    if PathBuf::from(sysroot).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    if find("rustup").is_none() {
        return Err(format!(
            "This Rust cannot compile for the browser, and there is no `rustup` to teach it. Install the standard \
             library for {WASM} from where your Rust came, or install Rust from https://rustup.rs."
        ));
    }
    say("Adding the target that browsers run, wasm32-unknown-unknown (a few seconds, once).");
    run(command("rustup").args(["target", "add", WASM]), "Adding the wasm32 target")
}

/// Makes sure that a component of the toolchain (`rustfmt`, `clippy`) is there.
pub fn component(name: &str, subcommand: &str) -> Outcome {
    if output(cargo().args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    say(&format!("Adding {name} to the Rust toolchain (a few seconds, once)."));
    run(command("rustup").args(["component", "add", name]), &format!("Adding {name}"))
}

/// The path of the pinned Trunk: ours, or one in `PATH` of the same version, or one installed now.
pub fn trunk() -> Outcome<PathBuf> {
    let home = target().join("xtask");
    let ours = home.join("bin").join(program("trunk"));
    let candidates = std::iter::once(ours.clone()).chain(find("trunk"));
    for candidate in candidates {
        if version(&candidate).as_deref() == Some(TRUNK) {
            return Ok(candidate);
        }
    }
    say(&format!(
        "Installing Trunk {TRUNK}, which bundles the page, into target/xtask/ (three to eight minutes, once)."
    ));
    let mut install = cargo();
    install.args(["install", "--locked", "--force", "trunk", "--version", TRUNK]);
    // Without its default features it does not ask the network for newer versions of itself.
    install.args(["--no-default-features", "--features", "rustls", "--root"]).arg(&home);
    light(&mut install);
    run(&mut install, "Installing Trunk")?;
    Ok(ours)
}

/// Trunk's own release profile takes three times as long to compile, for a program that mostly waits for others.
fn light(install: &mut Command) {
    install.env("CARGO_PROFILE_RELEASE_LTO", "off");
    install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
}

/// The version that a Trunk gives: the last word of `trunk 0.21.14`.
fn version(trunk: &PathBuf) -> Option<String> {
    let answer = output(command(trunk).arg("--version"))?;
    answer.split_whitespace().last().map(str::to_owned)
}
