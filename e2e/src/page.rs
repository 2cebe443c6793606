//! Opening the page, and what all words share: waiting, failing with a sentence and a picture, ending.

use std::cell::RefCell;
use std::future::Future;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::WebDriverResult;
use thirtyfour::{WebDriver, WebElement};
use tokio::runtime::Runtime;
use xtask::server::{Site, serve};

use crate::browser::Driver;
use crate::thing::Thing;
use crate::{LAPTOP, PATIENCE};

const FIND: &str = include_str!("find.js");

/// How a page is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What follows `#` in the address; empty: nothing.
    pub fragment: String,
    /// Width and height of the visible page, in CSS pixels.
    pub size: (u32, u32),
    /// The person prefers dark colours.
    pub dark: bool,
    /// The person prefers that little moves.
    pub reduced_motion: bool,
    /// The whole address, for something else than the release page in `dist/`.
    pub address: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { fragment: String::new(), size: LAPTOP, dark: false, reduced_motion: false, address: None }
    }
}

/// An open page in a browser of its own.
pub struct Page {
    /// How long a word waits before it gives up: [`PATIENCE`], unless a test has reason for more or less.
    pub patience: Duration,
    // Fields are dropped in this order: the session first, chromedriver last.
    pub(crate) window: Option<WebDriver>,
    pub(crate) runtime: Runtime,
    /// Errors that the browser's log gave up already: it tells each only once.
    pub(crate) logged: RefCell<Vec<String>>,
    _driver: Driver,
}

impl Page {
    /// Opens the release page on a laptop, with what follows `#` in the address (or nothing).
    pub fn open(fragment: &str) -> Self {
        Self::open_with(&Options { fragment: fragment.to_owned(), ..Options::default() })
    }

    /// Opens a page and waits until it has started.
    pub fn open_with(options: &Options) -> Self {
        let page = Self::open_unstarted(options);
        page.wait_until_started();
        page
    }

    /// Opens a page that may not start.
    pub fn open_unstarted(options: &Options) -> Self {
        let driver = Driver::start();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime is made");
        let window = runtime.block_on(driver.session());
        let window = window.unwrap_or_else(|problem| panic!("Chromium does not start: {problem}"));
        let page =
            Self { patience: PATIENCE, window: Some(window), runtime, logged: RefCell::default(), _driver: driver };
        page.set_size(options.size.0, options.size.1);
        page.set_preferences(options.dark, options.reduced_motion);
        let address = options.address.clone().unwrap_or_else(|| address(&options.fragment));
        page.act("opening the page", page.window().goto(address));
        page
    }

    /// Goes to an address and waits until the page there has started.
    pub fn go(&self, address: &str) {
        self.act("going to an address", self.window().goto(address));
        self.wait_until_started();
    }

    /// Goes to another fragment of the page, as a link inside it would, without loading it anew.
    pub fn go_to_fragment(&self, fragment: &str) {
        self.js_with("location.hash = arguments[0]", vec![json!(fragment)]);
    }

    /// Loads the page anew.
    pub fn reload(&self) {
        self.act("reloading", self.window().refresh());
        self.wait_until_started();
    }

    /// The notice in index.html goes when the program runs.
    fn wait_until_started(&self) {
        self.wait_until("the page has started", || {
            self.js("return !document.getElementById('loading')") == json!(true)
        });
    }

    /// The address that the browser shows.
    pub fn address(&self) -> String {
        self.act("reading the address", self.window().current_url()).to_string()
    }

    /// Makes the visible page so many CSS pixels wide and high: [`LAPTOP`], [`crate::PHONE`], or anything.
    pub fn set_size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", size);
    }

    /// Says what the person prefers: dark colours, little motion.
    pub fn set_preferences(&self, dark: bool, reduced_motion: bool) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } },
            { "name": "prefers-reduced-motion", "value": if reduced_motion { "reduce" } else { "no-preference" } },
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Says that the system has a preference, such as `("forced-colors", "active")`, and none besides.
    pub fn prefers(&self, feature: &str, value: &str) {
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [{ "name": feature, "value": value }] }));
    }

    /// Waits until something holds, or panics after [`Page::patience`]. `what` finishes the sentence "waited until …".
    pub fn wait_until(&self, what: &str, holds: impl Fn() -> bool) {
        let patience = self.patience;
        let began = Instant::now();
        while !holds() {
            if began.elapsed() > patience {
                self.fail(&format!("waited {} s until {what}: in vain", patience.as_secs()));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Runs a piece of JavaScript in the page, as the body of a function, and answers what it returns. For what a
    /// person can see or do there are better words.
    pub fn js(&self, body: &str) -> Value {
        self.js_with(body, Vec::new())
    }

    /// The same with `arguments`.
    pub fn js_with(&self, body: &str, arguments: Vec<Value>) -> Value {
        self.act("running a script", self.window().execute(body, arguments)).json().clone()
    }

    /// A command of the Chrome DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.act(command, self.window().cdp().send_raw(command, parameters))
    }

    /// Looks, runs or waits inside the first frame of the page, even one of another site, and comes back.
    pub fn in_frame<T>(&self, look: impl FnOnce() -> T) -> T {
        self.act("going into a frame", self.window().enter_frame(0));
        let seen = look();
        self.act("coming back from a frame", self.window().enter_default_frame());
        seen
    }

    pub(crate) fn window(&self) -> &WebDriver {
        self.window.as_ref().expect("the window is open for as long as the page lives")
    }

    /// Carries a request to the browser and waits for the answer.
    pub(crate) fn act<T>(&self, what: &str, request: impl Future<Output = WebDriverResult<T>>) -> T {
        self.runtime.block_on(request).unwrap_or_else(|problem| self.fail(&format!("{what} failed: {problem}")))
    }

    /// The one thing meant, waited for.
    pub(crate) fn find(&self, thing: &Thing) -> WebElement {
        let began = Instant::now();
        loop {
            let (mut elements, names, here) = self.look_for(thing);
            match elements.len() {
                1 => return elements.remove(0),
                _ if began.elapsed() < self.patience => thread::sleep(Duration::from_millis(50)),
                0 => self.fail(&format!("there is no {thing}. There are: {}", listed(&here))),
                many => self.fail(&format!("{many} things could be the {thing}: {}", listed(&names))),
            }
        }
    }

    /// All that fit, with their roles and names, and if none does, all that are there.
    pub(crate) fn look_for(&self, thing: &Thing) -> (Vec<WebElement>, Vec<String>, Vec<String>) {
        let arguments = vec![json!(thing.role), json!(thing.name)];
        let answer = self.act("looking for something", self.window().execute(FIND, arguments));
        let value = answer.json();
        let texts = |key: &str| -> Vec<String> { serde_json::from_value(value[key].clone()).unwrap_or_default() };
        let elements = value["elements"].as_array().cloned().unwrap_or_default().into_iter();
        let handle = self.window().handle();
        let elements = elements.map(|element| WebElement::from_json(element, handle.clone()));
        let elements = elements.collect::<WebDriverResult<Vec<_>>>();
        let elements = elements.unwrap_or_else(|problem| self.fail(&format!("an answer is no element: {problem}")));
        (elements, texts("names"), texts("here"))
    }

    /// What `find.js` answers for everything visible of a role, or of any.
    pub(crate) fn look_for_any(&self, role: Option<&str>) -> Value {
        self.js_with(FIND, vec![json!(role), Value::Null])
    }

    /// Ends the test with a sentence, after a picture of what there was to see.
    pub(crate) fn fail(&self, sentence: &str) -> ! {
        let name = thread::current().name().unwrap_or("page").replace("::", "-");
        let file = shots().join(format!("failed-{name}.png"));
        let picture = self.runtime.block_on(self.window().screenshot(&file));
        let seen = picture.map_or_else(|problem| format!("no picture: {problem}"), |()| file.display().to_string());
        panic!("{sentence}\n  (what there was to see: {seen})");
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(window) = self.window.take() {
            // If the browser is gone already, so much the better.
            let _ = self.runtime.block_on(window.quit());
        }
    }
}

/// Where pictures go: `target/shots/`.
pub(crate) fn shots() -> PathBuf {
    let folder = xtask::run::target().join("shots");
    std::fs::create_dir_all(&folder).expect("target/shots can be made");
    folder
}

/// The address of the release page under `/play/`, served by this process.
pub fn dist() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        let folder = xtask::run::root().join("dist");
        assert!(folder.join("index.html").is_file(), "there is no page in dist/: run `cargo xtask build` first");
        let site = Site::plain(folder, "/play/");
        serve(site, 0).expect("a free port is found")
    })
}

fn address(fragment: &str) -> String {
    let page = dist();
    if fragment.is_empty() { page.to_owned() } else { format!("{page}#{}", fragment.trim_start_matches('#')) }
}

fn listed(things: &[String]) -> String {
    if things.is_empty() { "none that can be seen".to_owned() } else { things.join(", ") }
}
