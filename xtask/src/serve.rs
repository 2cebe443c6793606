//! `cargo xtask serve`: the page on this machine, built anew whenever a source changes.
//!
//! Trunk watches and builds; our own [`server`] serves. Trunk's server would reload the page with an inline script, which
//! the page's Content-Security-Policy refuses, and a policy that is looser here than in the release would hide mistakes.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use crate::run::{Running, root, say, start, target};
use crate::server::{self, Site};
use crate::{Outcome, browser, page};

/// What a change in makes the page old. Those that exist are watched.
const SOURCES: [&str; 6] = ["index.html", "Cargo.toml", "Cargo.lock", "src", "style", "public"];

const PAUSE: Duration = Duration::from_millis(200);

/// What may be asked for on the command line.
#[derive(Debug, Clone)]
pub struct Options {
    /// Open the default browser once the page is there.
    pub open: bool,
    /// The port on 127.0.0.1.
    pub port: u16,
    /// Build as for a release: slower to build, faster to run.
    pub release: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { open: false, port: 8080, release: false }
    }
}

/// Builds, serves and watches, until it is interrupted.
pub fn serve(options: &Options) -> Outcome {
    let mut service = begin(options)?;
    service.wait()?;
    say(&format!("The page is at {} (Ctrl+C ends this; a changed source reloads it).", service.address));
    if options.open {
        browser::open(&service.address)?;
    }
    loop {
        service.check()?;
        sleep(PAUSE);
    }
}

/// Starts to serve and to build. Both end when the answer is dropped, and the page is there after [`Service::wait`].
pub fn begin(options: &Options) -> Outcome<Service> {
    // A folder of its own: what lies in dist/ is always a release page.
    let folder = target().join("serve");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|problem| format!("{} cannot be made: {problem}.", folder.display()))?;
    let site = Site { reloads: true, ..Site::plain(folder.clone(), "/") };
    // Before the long work, so that a port in use is said at once.
    let address = server::serve(site, options.port).map_err(|problem| taken(options.port, &problem))?;

    let mut trunk = page::trunk("watch")?;
    for source in SOURCES.into_iter().filter(|source| root().join(source).exists()) {
        trunk.args(["--watch", source]);
    }
    if options.release {
        // As the release page, so that nothing is compiled twice.
        trunk.args(page::PROFILE);
    }
    trunk.arg("--dist").arg(&folder);
    say("Building the page (a minute or two from scratch, seconds after a change).");
    Ok(Service { address, folder, trunk: start(&mut trunk)? })
}

/// A page that is being built and served.
pub struct Service {
    /// Where a browser finds the page.
    pub address: String,
    /// What is served: the latest build.
    pub folder: PathBuf,
    trunk: Running,
}

impl Service {
    /// Waits for the first build. One that fails is no end: Trunk says why and tries again after the next change.
    pub fn wait(&mut self) -> Outcome {
        while server::age(&self.folder).is_empty() {
            self.check()?;
            sleep(PAUSE);
        }
        Ok(())
    }

    /// An error if Trunk has ended, which it should not.
    fn check(&mut self) -> Outcome {
        match self.trunk.ended() {
            Some(status) => Err(format!("Trunk ended ({status}). What it printed above says why.")),
            None => Ok(()),
        }
    }
}

fn taken(port: u16, problem: &io::Error) -> String {
    if problem.kind() == io::ErrorKind::AddrInUse {
        let other = port.checked_add(1).unwrap_or(8080);
        return format!("Port {port} is in use by another program. Choose another: cargo xtask serve --port {other}");
    }
    format!("The page cannot be served at port {port}: {problem}.")
}
