//! `cargo xtask test`: everything that must hold before a change is shared, in order, up to the first failure.

use std::time::{Duration, Instant};

use crate::lighthouse::Judge;
use crate::run::{cargo, command, run, say, with_path};
use crate::{Outcome, browser, lighthouse, npm, page, setup};

const WASM: &str = "wasm32-unknown-unknown";
/// The browser tests' targets: `tests/web.rs`, `tests/web_….rs`.
const WEB_TESTS: &str = "web*";

/// One part of the test run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// `rustfmt` would change nothing.
    Format,
    /// `clippy` has nothing to say: core and command line, page, this house's own tools.
    Clippy,
    /// The core and the command line, on this machine.
    Native,
    /// The parts that need a browser, compiled to WebAssembly, in a headless Chromium.
    Wasm,
    /// The release page, in Chromium, used as a person would.
    EndToEnd,
    /// Lighthouse's rules for the release page.
    Audit,
}

impl Step {
    /// All steps, in the order in which they run: what fails fast comes first.
    pub const ALL: [Step; 6] = [Step::Format, Step::Clippy, Step::Native, Step::Wasm, Step::EndToEnd, Step::Audit];

    /// The name by which `--only` chooses a step.
    pub fn name(self) -> &'static str {
        match self {
            Step::Format => "fmt",
            Step::Clippy => "clippy",
            Step::Native => "native",
            Step::Wasm => "wasm",
            Step::EndToEnd => "e2e",
            Step::Audit => "audit",
        }
    }

    /// The step of that name.
    pub fn named(name: &str) -> Outcome<Step> {
        let known = || Step::ALL.map(Step::name).join(", ");
        let found = Step::ALL.into_iter().find(|step| step.name() == name);
        found.ok_or_else(|| format!("There is no step `{name}`. The steps are {}.", known()))
    }

    fn says(self) -> &'static str {
        match self {
            Step::Format => "Is the code formatted?",
            Step::Clippy => "Does clippy agree?",
            Step::Native => "Testing the core and the command line.",
            Step::Wasm => "Testing in a headless browser what needs one.",
            Step::EndToEnd => "Testing the release page in a real browser.",
            Step::Audit => "What does Lighthouse say of the release page?",
        }
    }

    fn run(self) -> Outcome {
        match self {
            Step::Format => format(),
            Step::Clippy => clippy(),
            Step::Native => native(),
            Step::Wasm => wasm(),
            Step::EndToEnd => end_to_end(),
            Step::Audit => lighthouse::audit(Judge::Rules),
        }
    }
}

/// Runs steps in the order given, and says at the end how long each took.
pub fn run_all(steps: &[Step]) -> Outcome {
    let mut times = Vec::new();
    for &step in steps {
        say(&format!("{}: {}", step.name(), step.says()));
        let began = Instant::now();
        step.run().map_err(|sentence| format!("Stopped at the step `{}`. {sentence}", step.name()))?;
        times.push((step, began.elapsed()));
        say(&format!("{}: passed in {}.", step.name(), spoken(began.elapsed())));
    }
    println!();
    for (step, time) in &times {
        println!("{:>8}  {}", step.name(), spoken(*time));
    }
    say(&format!("All passed in {}.", spoken(times.iter().map(|(_, time)| *time).sum())));
    Ok(())
}

/// Takes pictures of the release page.
pub fn shots() -> Outcome {
    browser::for_tests()?;
    page::release()?;
    run(cargo().args(["run", "--quiet", "--profile", "tools", "--package", "e2e", "--bin", "shots"]), "Taking pictures")
}

/// Measures how the release page draws.
pub fn beads() -> Outcome {
    browser::for_tests()?;
    page::release()?;
    run(cargo().args(["run", "--quiet", "--profile", "tools", "--package", "e2e", "--bin", "beads"]), "Measuring")
}

/// Times the engine natively and as WebAssembly.
pub fn speed() -> Outcome {
    setup::wasm_target()?;
    let tools = setup::tools()?;
    run(cargo().args(["run", "--quiet", "--release", "--package", "speed"]), "Timing natively")?;
    run(
        cargo().args(["build", "--quiet", "--release", "--package", "speed", "--lib", "--target", WASM]),
        "Compiling for the browser",
    )?;
    let folder = crate::run::target().join("speed");
    let mut bindgen = command("wasm-bindgen");
    bindgen.args(["--target", "nodejs", "--out-dir"]).arg(&folder);
    bindgen.arg(crate::run::target().join(WASM).join("release/speed.wasm"));
    with_path(&mut bindgen, &tools)?;
    run(&mut bindgen, "Binding")?;
    run(command("node").arg("benches/wasm/run.mjs").arg(&folder), "Timing as WebAssembly (this wants Node)")
}

fn format() -> Outcome {
    setup::component("rustfmt", "fmt")?;
    run(cargo().args(["fmt", "--all", "--check"]), "The check of the format (`cargo fmt --all` repairs it)")
}

fn clippy() -> Outcome {
    setup::component("clippy", "clippy")?;
    setup::wasm_target()?;
    let parts: [&[&str]; 4] = [
        &["--package", "signalbox", "--all-targets", "--no-default-features", "--features", "cli"],
        // The tests of the page's own reckoning, which are compiled for this machine (`native` runs them).
        &["--package", "signalbox", "--lib", "--profile", "test"],
        &["--package", "signalbox", "--target", WASM, "--lib", "--bin", "page", "--test", WEB_TESTS],
        // The profile in which they are built: what both need is compiled once.
        &[
            "--package",
            "xtask",
            "--package",
            "tools",
            "--package",
            "e2e",
            "--package",
            "speed",
            "--all-targets",
            "--profile",
            "tools",
        ],
    ];
    for part in parts {
        let mut clippy = cargo();
        clippy.args(["clippy", "--quiet", "--locked"]).args(part).args(["--", "--deny", "warnings"]);
        run(&mut clippy, "Clippy")?;
    }
    Ok(())
}

fn native() -> Outcome {
    let mut core = cargo();
    core.args(["test", "--locked", "--package", "signalbox", "--no-default-features", "--features", "cli"]);
    run(&mut core, "Testing the core and the command line")?;
    // What the page reckons and words without a browser (labels, charts, beads); only these tests need Leptos on the host.
    run(
        cargo().args(["test", "--locked", "--package", "signalbox", "--lib", "view::"]),
        "Testing the page's own reckoning",
    )?;
    // Long simulations, optimised: a profile of their own.
    let mut scenarios = cargo();
    scenarios.args(["test", "--locked", "--package", "signalbox", "--no-default-features", "--profile", "sim"]);
    run(
        scenarios.args(["--test", "scenarios", "--test", "truth", "--test", "wild", "--test", "fuzz_link"]),
        "Testing what the scenarios show, what theory says, what may never happen",
    )?;
    run(cargo().args(["test", "--locked", "--package", "xtask"]), "Testing these commands themselves")?;
    run(
        cargo().args(["test", "--locked", "--profile", "tools", "--package", "tools", "--bin", "guides"]),
        "Testing how the guides are written",
    )
}

fn wasm() -> Outcome {
    setup::wasm_target()?;
    browser::for_tests()?;
    let tools = setup::tools()?;
    let mut test = cargo();
    test.args(["test", "--locked", "--package", "signalbox", "--target", WASM, "--test", WEB_TESTS]);
    // Seconds for one file of tests; the runner's own limit of 20 is short for a machine that does other things too.
    test.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    with_path(&mut test, &tools)?;
    run(&mut test, "Testing in a headless browser")
}

fn end_to_end() -> Outcome {
    browser::for_tests()?;
    npm::modules("axe-core")?;
    page::release()?;
    let mut test = cargo();
    // Each test has a browser of its own, and a browser takes more than one core.
    test.args(["test", "--locked", "--profile", "tools", "--package", "e2e", "--", "--test-threads", "2"]);
    run(&mut test, "Testing the release page in a browser")
}

fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_chosen_by_name_and_an_unknown_name_lists_them() {
        for step in Step::ALL {
            assert_eq!(Step::named(step.name()), Ok(step));
        }
        let sentence = Step::named("lint").expect_err("there is no such step");
        assert!(sentence.contains("fmt, clippy, native, wasm, e2e"), "{sentence}");
    }
}
