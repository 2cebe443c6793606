//! What a person does: click, type, press keys, drag.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::action_chain::ActionChain;
use thirtyfour::{Key, WebElement};

use crate::page::Page;
use crate::thing::{Place, Thing, button};

/// A drag is so many moves: fewer than a hand makes, enough for whatever follows the pointer.
const MOVES: i64 = 12;

impl Page {
    /// Clicks the button of that name.
    pub fn click_button(&self, name: &str) {
        self.click(button(name));
    }

    /// Clicks a thing, or a place. A thing that lies under another is an error.
    pub fn click(&self, place: impl Into<Place>) {
        let place = place.into();
        if let Place::Middle(thing) = &place {
            let element = self.find(thing);
            self.act(&format!("clicking the {thing}"), element.click());
        } else {
            let (x, y) = self.spot(&place);
            self.act(&format!("clicking {place}"), self.pointer().move_to(x, y).click().perform());
        }
    }

    /// Clicks twice in quick succession.
    pub fn double_click(&self, place: impl Into<Place>) {
        let place = place.into();
        let (x, y) = self.spot(&place);
        self.act(&format!("clicking {place} twice"), self.pointer().move_to(x, y).double_click().perform());
    }

    /// Clicks with the other button of the mouse.
    pub fn right_click(&self, place: impl Into<Place>) {
        let place = place.into();
        let (x, y) = self.spot(&place);
        self.act(&format!("right-clicking {place}"), self.pointer().move_to(x, y).context_click().perform());
    }

    /// Moves the pointer and leaves it there.
    pub fn hover(&self, place: impl Into<Place>) {
        let place = place.into();
        let (x, y) = self.spot(&place);
        self.act(&format!("moving to {place}"), self.pointer().move_to(x, y).perform());
    }

    /// Presses the mouse on one place, moves to another and lets go.
    pub fn drag(&self, from: impl Into<Place>, to: impl Into<Place>) {
        let (from, to) = (from.into(), to.into());
        let (x, y) = self.spot(&from);
        self.drag_to(&format!("dragging {from} to {to}"), (x, y), self.spot(&to), "");
    }

    /// Drags a place by so many CSS pixels to the right and down.
    pub fn drag_by(&self, from: impl Into<Place>, right: i32, down: i32) {
        let from = from.into();
        let (x, y) = self.spot(&from);
        let to = (x + i64::from(right), y + i64::from(down));
        self.drag_to(&format!("dragging {from}"), (x, y), to, "");
    }

    /// Drags while keys such as `Shift` or `Alt+Shift` are held.
    pub fn drag_with(&self, held: &str, from: impl Into<Place>, to: impl Into<Place>) {
        let (from, to) = (from.into(), to.into());
        let spots = (self.spot(&from), self.spot(&to));
        self.drag_to(&format!("dragging {from} to {to} with {held}"), spots.0, spots.1, held);
    }

    /// Turns the wheel over a place, by CSS pixels (positive: down, as towards oneself), while keys are held (or `""`).
    pub fn wheel(&self, place: impl Into<Place>, down: i32, held: &str) {
        let (x, y) = self.spot(&place.into());
        let held = held.split('+').fold(0, |bits, key| bits | modifier(key));
        let turn = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": down, "modifiers": held });
        self.devtools("Input.dispatchMouseEvent", turn);
    }

    /// Touches one place with a finger, moves to another and lifts it. From a place to itself it is a tap.
    pub fn swipe(&self, from: impl Into<Place>, to: impl Into<Place>) {
        let (from, to) = (self.spot(&from.into()), self.spot(&to.into()));
        self.touch("touchStart", json!([{ "x": from.0, "y": from.1 }]));
        if from != to {
            for step in steps(from, to) {
                self.touch("touchMove", json!([{ "x": step.0, "y": step.1 }]));
            }
        }
        self.touch("touchEnd", json!([]));
    }

    /// Touches with a finger and keeps it there until a long press is heard, then lifts it.
    pub fn long_press(&self, place: impl Into<Place>) {
        let (x, y) = self.spot(&place.into());
        self.touch("touchStart", json!([{ "x": x, "y": y }]));
        std::thread::sleep(Duration::from_millis(800));
        self.touch("touchEnd", json!([]));
    }

    /// Touches a place with two fingers side by side and moves them apart or together: from so many CSS pixels between
    /// them to so many.
    pub fn pinch(&self, place: impl Into<Place>, from: i64, to: i64) {
        let (x, y) = self.spot(&place.into());
        let fingers =
            |apart: i64| json!([{ "id": 0, "x": x - apart / 2, "y": y }, { "id": 1, "x": x + apart / 2, "y": y }]);
        self.touch("touchStart", json!([{ "id": 0, "x": x - from / 2, "y": y }]));
        self.touch("touchStart", fingers(from));
        for step in 1..=MOVES {
            self.touch("touchMove", fingers(from + (to - from) * step / MOVES));
        }
        self.touch("touchEnd", json!([]));
    }

    /// Replaces what is in a text field, as a person would: choose all, type.
    pub fn type_into(&self, field: impl Into<Thing>, text: &str) {
        let field = field.into();
        let element = self.find(&field);
        self.act(&format!("going to the {field}"), self.focused(&element));
        self.keys("Control+a");
        let typed = if text.is_empty() { String::from(Key::Backspace.value()) } else { text.to_owned() };
        self.act(&format!("typing into the {field}"), self.pointer().send_keys(typed).perform());
    }

    /// Types text at the place that has the focus.
    pub fn type_text(&self, text: &str) {
        self.act("typing", self.pointer().send_keys(text).perform());
    }

    /// Presses keys together: `Enter`, `Control+z`, `Control+Shift+ArrowLeft`, `?`. Key names are those of the
    /// browser's `event.key`; `Space` is the space bar.
    pub fn keys(&self, together: &str) {
        let keys = keys_of(together);
        let mut chain = self.pointer();
        for key in &keys {
            chain = chain.key_down(*key);
        }
        for key in keys.iter().rev() {
            chain = chain.key_up(*key);
        }
        self.act(&format!("pressing {together}"), chain.perform());
    }

    /// Gives a thing the focus, as the Tab key would.
    pub fn focus(&self, thing: impl Into<Thing>) {
        let thing = thing.into();
        let element = self.find(&thing);
        self.act(&format!("going to the {thing}"), self.focused(&element));
    }

    /// Chooses an entry of a drop-down list by what it says.
    pub fn choose(&self, list: impl Into<Thing>, entry: &str) {
        const CHOOSE: &str = "const entry = [...arguments[0].options].find((o) => o.label.trim() === arguments[1]);
            if (!entry) return [...arguments[0].options].map((o) => o.label).join(', ');
            arguments[0].value = entry.value;
            for (const kind of ['input', 'change']) arguments[0].dispatchEvent(new Event(kind, { bubbles: true }));";
        let list = list.into();
        let arguments = vec![self.find(&list).to_json().expect("an element can be sent"), json!(entry)];
        if let Value::String(entries) = self.js_with(CHOOSE, arguments) {
            self.fail(&format!("the {list} has no entry “{entry}”. It has: {entries}"));
        }
    }

    async fn focused(&self, element: &WebElement) -> thirtyfour::error::WebDriverResult<()> {
        element.focus().await
    }

    fn pointer(&self) -> ActionChain {
        // No pause after a key, and moves that take their time only where we say so.
        self.window().action_chain_with_delay(Some(Duration::ZERO), Some(Duration::ZERO))
    }

    fn touch(&self, kind: &str, points: Value) {
        self.devtools("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points }));
    }

    fn drag_to(&self, what: &str, from: (i64, i64), to: (i64, i64), held: &str) {
        let held = keys_of(held);
        let mut chain = self.pointer().move_to(from.0, from.1);
        for key in &held {
            chain = chain.key_down(*key);
        }
        chain = chain.click_and_hold();
        for (x, y) in steps(from, to) {
            chain = chain.move_to(x, y);
        }
        chain = chain.release();
        for key in held.iter().rev() {
            chain = chain.key_up(*key);
        }
        self.act(what, chain.perform());
    }

    /// CSS pixels from the left and the top of what is visible. A thing is first scrolled to where it can be seen.
    fn spot(&self, place: &Place) -> (i64, i64) {
        const MIDDLE: &str = "arguments[0].scrollIntoView({ block: 'nearest', inline: 'nearest' });
            const box = arguments[0].getBoundingClientRect();
            return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];";
        let (thing, right, down) = match place {
            Place::Point(x, y) => return (i64::from(*x), i64::from(*y)),
            Place::Middle(thing) => (thing, 0, 0),
            Place::Near(thing, right, down) => (thing, *right, *down),
        };
        let element = self.find(thing).to_json().expect("an element can be sent");
        let middle = self.js_with(MIDDLE, vec![element]);
        let coordinate = |index: usize| middle[index].as_i64().expect("a rounded number");
        (coordinate(0) + i64::from(right), coordinate(1) + i64::from(down))
    }
}

/// The way from one spot to another, without its beginning.
fn steps(from: (i64, i64), to: (i64, i64)) -> impl Iterator<Item = (i64, i64)> {
    (1..=MOVES).map(move |step| {
        let between = |a: i64, b: i64| a + (b - a) * step / MOVES;
        (between(from.0, to.0), between(from.1, to.1))
    })
}

/// The characters that WebDriver understands for `Control+Shift+z`.
fn keys_of(together: &str) -> Vec<char> {
    // A plus sign can be a key itself, alone or last: `Control++`.
    let (names, plus) = match together.strip_suffix('+') {
        Some(rest) => (rest.trim_end_matches('+'), true),
        None => (together, false),
    };
    let named = names.split('+').filter(|name| !name.is_empty()).map(key);
    named.chain(plus.then_some('+')).collect()
}

fn key(name: &str) -> char {
    let known = match name {
        "Alt" => Key::Alt,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "Backspace" => Key::Backspace,
        "Control" => Key::Control,
        "Delete" => Key::Delete,
        "End" => Key::End,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "F2" => Key::F2,
        "Home" => Key::Home,
        "Meta" => Key::Meta,
        "PageDown" => Key::PageDown,
        "PageUp" => Key::PageUp,
        "Shift" => Key::Shift,
        "Space" => return ' ',
        "Tab" => Key::Tab,
        other => {
            let mut letters = other.chars();
            return match (letters.next(), letters.next()) {
                (Some(letter), None) => letter,
                _ => panic!("`{other}` is no key that the end-to-end tests know: add it to e2e/src/acts.rs"),
            };
        }
    };
    known.value()
}

/// The bit that the DevTools protocol has for a held key.
fn modifier(key: &str) -> u8 {
    match key {
        "Alt" => 1,
        "Control" => 2,
        "Meta" => 4,
        "Shift" => 8,
        _ => 0,
    }
}
