//! A Chromium of one's own: starts chromedriver on a free port, asks it for a session, ends both.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::json;
use thirtyfour::prelude::WebDriverResult;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

/// How often a chromedriver that ends at once is started anew.
const TRIES: usize = 5;

/// A running chromedriver. It is ended, and its browser with it, when this value goes.
pub struct Driver {
    process: Child,
    /// Kept open: chromedriver would end at its next line if nobody could read it.
    _talk: BufReader<ChildStdout>,
    /// Where it listens.
    pub address: String,
}

impl Driver {
    /// Starts chromedriver: `CHROMEDRIVER`, or the one in `PATH`.
    ///
    /// It takes a free port of IPv6 and then wants the same number of IPv4, which another one that starts beside it
    /// may just have taken ("IPv4 port not available"). Then it ends, and the next try gets another number.
    pub fn start() -> Self {
        let program = env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        let mut said = String::new();
        for _ in 0..TRIES {
            match Self::start_once(&program) {
                Ok(driver) => return driver,
                Err(words) => said = words,
            }
        }
        panic!("chromedriver ended {TRIES} times before it listened. At last it said:\n{said}");
    }

    /// One try, or what it said before it ended.
    fn start_once(program: &str) -> Result<Self, String> {
        let mut process = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|problem| {
                panic!("`{program}` does not start ({problem}): run `cargo xtask test`, which installs it")
            });
        let mut talk = BufReader::new(process.stdout.take().expect("its output is a pipe"));
        // The talk ends with the process: there is no one left to kill.
        let port = port(&mut talk).inspect_err(|_| drop(process.wait()))?;
        Ok(Self { process, _talk: talk, address: format!("http://127.0.0.1:{port}") })
    }

    /// Opens a browser window.
    pub async fn session(&self) -> WebDriverResult<WebDriver> {
        let mut wishes = DesiredCapabilities::chrome();
        if let Ok(program) = env::var("CHROME") {
            wishes.set_binary(&program)?;
        }
        let arguments = [
            "--headless=new",
            // Chromium's sandbox does not start as root, nor in most containers. The only page opened is our own.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=en",
        ];
        for argument in arguments {
            wishes.add_arg(argument)?;
        }
        // Copy and paste would ask for leave otherwise, in a window that headless browsing does not show.
        let clipboard = json!({ "profile.content_settings.exceptions.clipboard": { "*": { "setting": 1 } } });
        wishes.add_experimental_option("prefs", clipboard)?;
        wishes.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        WebDriver::new(&self.address, wishes).await
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads the port off "ChromeDriver was started successfully on port 37681.", or returns what it said until it ended.
fn port(talk: &mut impl BufRead) -> Result<u16, String> {
    let mut heard = String::new();
    while talk.read_line(&mut heard).is_ok_and(|length| length > 0) {
        let last = heard.lines().last().unwrap_or_default();
        if let Some((_, port)) = last.rsplit_once("successfully on port ") {
            return Ok(port.trim_end_matches(['.', '\r', '\n']).parse().expect("chromedriver names a port"));
        }
    }
    Err(heard)
}
