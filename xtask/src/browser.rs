//! Browsers: the Chromium that tests drive, and the one that a person uses.

use std::env;
use std::path::PathBuf;

use crate::Outcome;
use crate::run::{command, find, output, run, say, start};

/// Names under which Chromium and its kin are installed.
const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
/// Where Chrome lies when it is in no `PATH`.
const PLACES: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/// Makes sure that there are a Chromium and a chromedriver for the tests. On Debian and Ubuntu, as root, it installs
/// them; elsewhere it says what to install.
pub fn for_tests() -> Outcome {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    let is_root = output(command("id").arg("-u")).as_deref() == Some("0");
    if !is_root || find("apt-get").is_none() {
        return Err(advice(&missing));
    }
    say("Installing Chromium and its driver with apt-get (about a minute, once).");
    run(command("apt-get").args(["update", "--quiet", "--quiet"]), "Refreshing the list of packages")?;
    let mut install = command("apt-get");
    install.args(["install", "--yes", "--quiet", "--quiet", "--no-install-recommends", "chromium", "chromium-driver"]);
    run(install.env("DEBIAN_FRONTEND", "noninteractive"), "Installing Chromium")
}

/// Where Chromium lies: where `CHROME` says, in `PATH`, or in one of its usual places.
pub fn program() -> Option<PathBuf> {
    let named = env::var_os("CHROME").map(PathBuf::from);
    let usual = || PLACES.iter().map(PathBuf::from).find(|place| place.is_file());
    named.or_else(|| NAMES.iter().find_map(|name| find(name))).or_else(usual)
}

/// Opens an address in the person's own browser.
pub fn open(address: &str) -> Outcome {
    let opener: &[&str] = match env::consts::OS {
        "macos" => &["open"],
        "windows" => &["cmd", "/C", "start", ""],
        _ => &["xdg-open"],
    };
    if env::consts::OS != "windows" && find(opener[0]).is_none() {
        say(&format!("There is no `{}` here to open a browser with: open {address} yourself.", opener[0]));
        return Ok(());
    }
    // Left to itself: some openers stay for as long as the browser does.
    let opened = start(command(opener[0]).args(&opener[1..]).arg(address))?;
    std::mem::forget(opened);
    Ok(())
}

fn missing() -> Vec<&'static str> {
    let browser = program().is_some();
    let driver = env::var_os("CHROMEDRIVER").is_some() || find("chromedriver").is_some();
    let mut missing = Vec::new();
    if !browser {
        missing.push("Chromium or Chrome");
    }
    if !driver {
        missing.push("chromedriver");
    }
    missing
}

fn advice(missing: &[&str]) -> String {
    let how = match env::consts::OS {
        "macos" => "brew install --cask google-chrome chromedriver",
        "windows" => "winget install Google.Chrome, and the matching chromedriver from the Chrome for Testing page",
        _ => {
            "sudo apt-get install chromium chromium-driver (Debian, Ubuntu), sudo dnf install chromium chromedriver (Fedora)"
        }
    };
    format!(
        "The tests in a browser need {}, which is not in PATH. Install: {how}. If it lies elsewhere, say where in the \
         variables CHROME and CHROMEDRIVER.",
        missing.join(" and ")
    )
}
