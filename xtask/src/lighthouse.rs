//! `cargo xtask lighthouse`: what the release page weighs with Brotli, how soon it answers, and what Lighthouse says of it.
//!
//! The page is served as a host would that compresses and lets the browser keep what has a checksum in its name. The
//! measuring itself is `xtask/npm/lighthouse/audit.mjs`.

use std::fs;
use std::path::Path;

use crate::run::{command, root, run, say, target};
use crate::server::{self, Site};
use crate::{Outcome, browser, npm, page};

/// What a page can fail by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judge {
    /// Everything, speed included: for a machine with nothing else to do.
    All,
    /// What is the same on every machine: accessibility and best practices. The speed is said, and judges nothing.
    Rules,
}

/// Builds the release page and audits it.
pub fn audit(judge: Judge) -> Outcome {
    browser::for_tests()?;
    let modules = npm::modules("lighthouse")?;
    let dist = page::release()?;
    check(&modules, &dist, judge)
}

/// Audits a page that is built.
pub fn check(modules: &Path, dist: &Path, judge: Judge) -> Outcome {
    let chrome = browser::program().ok_or("There is no Chromium: say in the variable CHROME where it lies.")?;
    let (packed, reports) = (target().join("lighthouse/packed"), target().join("lighthouse"));
    // What an earlier build left there has other names.
    let _ = fs::remove_dir_all(&packed);
    fs::create_dir_all(&packed).map_err(|problem| format!("{} cannot be made: {problem}.", packed.display()))?;
    let script = root().join("xtask/npm/lighthouse/audit.mjs");
    let audit = |step: &str| {
        let mut node = command("node");
        node.arg(&script).arg(step).arg(modules);
        node
    };
    say("Compressing the page as a host would (half a minute).");
    run(audit("pack").arg(dist).arg(&packed), "Compressing the page")?;
    let site = Site { packed: Some(packed), ..Site::plain(dist.to_path_buf(), "/play/") };
    let address = server::serve(site, 0).map_err(|problem| format!("The page cannot be served: {problem}."))?;
    say("Measuring and auditing the page (one to two minutes).");
    let step = match judge {
        Judge::All => "check",
        Judge::Rules => "rules",
    };
    run(audit(step).arg(&address).arg(&reports).env("CHROME", chrome), "The audit of the page")
}
