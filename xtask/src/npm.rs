//! Packages from npm that only checks need: axe-core, Lighthouse. Each set of packages is a folder `xtask/npm/NAME/` with a
//! `package.json` and a `package-lock.json` that pins every version and its checksum; it is installed into
//! `target/npm/NAME/`, once, and again when the lock changes. Nothing of it is shipped.
//!
//! A new set: write its `package.json`, then in its folder run
//! `npm install --package-lock-only --omit-lockfile-registry-resolved`.

use std::fs;
use std::path::PathBuf;

use crate::Outcome;
use crate::run::{command, find, output, root, run, say, target};

/// What a set consists of.
const FILES: [&str; 2] = ["package.json", "package-lock.json"];
/// What lies in an installed set: the lock that it was installed from.
const DONE: &str = "installed-from.json";

/// The installed `node_modules` of the set of packages called `name`.
pub fn modules(name: &str) -> Outcome<PathBuf> {
    let (from, to) = (root().join("xtask/npm").join(name), target().join("npm").join(name));
    let wanted = read(from.join(FILES[1]))?;
    let modules = to.join("node_modules");
    if modules.is_dir() && fs::read_to_string(to.join(DONE)).is_ok_and(|done| done == wanted) {
        return Ok(modules);
    }
    node()?;
    say(&format!("Installing {name} with npm into target/npm/, for the tests only (seconds, once)."));
    fs::create_dir_all(&to).map_err(|problem| format!("{} cannot be made: {problem}.", to.display()))?;
    for file in FILES {
        write(to.join(file), &read(from.join(file))?)?;
    }
    let mut install = command("npm");
    // `ci` takes exactly what the lock says and refuses whatever has another checksum.
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&to);
    run(&mut install, &format!("Installing {name}")).map_err(|sentence| {
        format!(
            "{sentence} It needs the network once. Without it, leave this step out: `cargo xtask test --only` and the others."
        )
    })?;
    write(to.join(DONE), &wanted)?;
    Ok(modules)
}

/// Makes sure that there are Node and npm. On Debian and Ubuntu, as root, it installs them; elsewhere it says what to do.
fn node() -> Outcome {
    if find("node").is_some() && npm() {
        return Ok(());
    }
    let is_root = output(command("id").arg("-u")).as_deref() == Some("0");
    if !is_root || find("apt-get").is_none() {
        return Err(
            "This check is written in JavaScript: install Node.js 20 or newer with npm (https://nodejs.org).".into()
        );
    }
    say("Installing Node.js and npm with apt-get (a minute or two, once).");
    run(command("apt-get").args(["update", "--quiet", "--quiet"]), "Refreshing the list of packages")?;
    let mut install = command("apt-get");
    install.args(["install", "--yes", "--quiet", "--quiet", "--no-install-recommends", "nodejs", "npm"]);
    run(install.env("DEBIAN_FRONTEND", "noninteractive"), "Installing Node.js")
}

/// On Windows npm is a script with another ending, which [`find`] does not know: it is asked instead.
fn npm() -> bool {
    find("npm").is_some() || output(command("npm").arg("--version")).is_some()
}

fn read(file: PathBuf) -> Outcome<String> {
    fs::read_to_string(&file).map_err(|problem| format!("{} cannot be read: {problem}.", file.display()))
}

fn write(file: PathBuf, text: &str) -> Outcome {
    fs::write(&file, text).map_err(|problem| format!("{} cannot be written: {problem}.", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_pins_versions_and_checksums_and_names_no_host() {
        let sets = fs::read_dir(root().join("xtask/npm")).expect("there are sets");
        let mut seen = 0;
        for set in sets {
            let lock = read(set.expect("a folder").path().join("package-lock.json")).expect("a set has a lock");
            let count = |what: &str| lock.matches(what).count();
            assert!(count("\"integrity\": \"sha512-") > 0 && !lock.contains("://registry"), "{lock}");
            assert_eq!(count("\"node_modules/"), count("\"integrity\": "), "every package has a checksum");
            seen += 1;
        }
        assert!(seen > 0);
    }
}
