//! What a person sees: texts, values, what is there, pictures; and what only a developer sees: errors, requests.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::page::{Page, shots};
use crate::thing::Thing;

impl Page {
    /// The text of a thing, as shown.
    pub fn text_of(&self, thing: impl Into<Thing>) -> String {
        self.read(&thing.into(), "return (arguments[0].innerText ?? arguments[0].textContent).trim()")
    }

    /// What is in a field.
    pub fn value_of(&self, field: impl Into<Thing>) -> String {
        self.read(&field.into(), "return String(arguments[0].value)")
    }

    /// An attribute of a thing, such as `aria-pressed`; empty if it has none.
    pub fn attribute_of(&self, thing: impl Into<Thing>, attribute: &str) -> String {
        self.read(&thing.into(), &format!("return arguments[0].getAttribute('{attribute}') ?? ''"))
    }

    /// Left, top, width and height of a thing in the visible page, in CSS pixels.
    pub fn box_of(&self, thing: impl Into<Thing>) -> [f64; 4] {
        const BOX: &str =
            "const box = arguments[0].getBoundingClientRect(); return [box.x, box.y, box.width, box.height];";
        let element = self.find(&thing.into()).to_json().expect("an element can be sent");
        serde_json::from_value(self.js_with(BOX, vec![element])).expect("four numbers")
    }

    /// True if such a thing can be seen now. Does not wait.
    pub fn shows(&self, thing: impl Into<Thing>) -> bool {
        !self.look_for(&thing.into()).0.is_empty()
    }

    /// Waits until a thing can be seen.
    pub fn wait_for(&self, thing: impl Into<Thing>) {
        self.find(&thing.into());
    }

    /// Waits until a thing cannot be seen any more.
    pub fn wait_until_gone(&self, thing: impl Into<Thing>) {
        let thing = thing.into();
        self.wait_until(&format!("there is no {thing}"), || !self.shows(thing.clone()));
    }

    /// The names of everything visible that has a role, in the page's order: what a screen reader would find.
    pub fn names_of(&self, role: &str) -> Vec<String> {
        let name = |said: String| Some(said.split_once('“')?.1.strip_suffix('”')?.to_owned());
        let found = self.look_for_any(Some(role))["names"].clone();
        let found: Vec<String> = serde_json::from_value(found).expect("names are texts");
        found.into_iter().filter_map(name).collect()
    }

    /// The whole text of the page, as shown.
    pub fn text(&self) -> String {
        self.js("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// What the browser shows in its title bar.
    pub fn title(&self) -> String {
        self.act("reading the title", self.window().title())
    }

    /// The role and name of what has the focus, as `button “Play”`; empty if nothing special has.
    pub fn focused_thing(&self) -> String {
        self.look_for_any(None)["focus"].as_str().unwrap_or_default().to_owned()
    }

    /// All that went wrong so far: uncaught errors, refused promises, violations of the Content-Security-Policy, files
    /// that did not load, and whatever was written to the console as an error. A good page has none.
    pub fn errors(&self) -> Vec<String> {
        // Chromium hands its console over in its own time.
        thread::sleep(Duration::from_millis(100));
        let entries = self.act("reading the browser's log", self.window().handle().browser_log());
        let severe = entries.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message);
        self.logged.borrow_mut().extend(severe);
        let kept = self.js("return window.signalboxErrors ?? []");
        let mut errors: Vec<String> = serde_json::from_value(kept).expect("boot.js keeps texts");
        errors.extend(self.logged.borrow().iter().cloned());
        errors
    }

    /// The addresses of everything that the page has loaded.
    pub fn requests(&self) -> Vec<String> {
        let names = self.js("return performance.getEntriesByType('resource').map((entry) => entry.name)");
        serde_json::from_value(names).expect("addresses are texts")
    }

    /// Takes a picture of the visible page, as `target/shots/NAME.png`.
    pub fn picture(&self, name: &str) -> PathBuf {
        let file = shots().join(format!("{name}.png"));
        self.screenshot(&file);
        file
    }

    /// Takes a picture of the visible page.
    pub fn screenshot(&self, file: &Path) {
        self.act("taking a picture", self.window().screenshot(file));
    }

    fn read(&self, thing: &Thing, script: &str) -> String {
        let element = self.find(thing).to_json().expect("an element can be sent");
        self.js_with(script, vec![element]).as_str().unwrap_or_default().to_owned()
    }
}
