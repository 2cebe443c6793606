//! One JSON object being read: what is taken from it, and what is left over at the end.

use serde_json::{Map, Value};

/// The sentences that say what was put right. Garbage could give any number of them, so after many they are counted.
#[derive(Default)]
pub struct Repairs {
    said: Vec<String>,
    more: usize,
}

const MOST: usize = 100;

impl Repairs {
    /// Adds a sentence.
    pub fn say(&mut self, sentence: String) {
        if self.said.len() < MOST { self.said.push(sentence) } else { self.more += 1 }
    }

    /// All sentences.
    pub fn finish(mut self) -> Vec<String> {
        if self.more > 0 {
            self.said.push(format!("And {} more repairs of these kinds.", self.more));
        }
        self.said
    }
}

/// An object of the document, with words for where it stands.
pub struct Entry {
    map: Map<String, Value>,
    /// What to call it in a sentence: `the node “Orders”`.
    pub place: String,
}

impl Entry {
    /// An object that stands at this place.
    pub fn new(map: Map<String, Value>, place: String) -> Self {
        Self { map, place }
    }

    /// The place at the beginning of a sentence.
    pub fn subject(&self) -> String {
        let mut letters = self.place.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// The value under a key; it counts as read.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.map.remove(key)
    }

    /// Whether there is such a key.
    pub fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// A text. A number or a switch is taken as its text.
    pub fn text(&mut self, key: &str, repairs: &mut Repairs) -> Option<String> {
        match self.take(key)? {
            Value::String(text) => Some(text),
            Value::Null => None,
            value @ (Value::Number(_) | Value::Bool(_)) => {
                let text = value.to_string();
                repairs.say(format!("“{key}” of {} was {text}, not a text; it is the text “{text}” now.", self.place));
                Some(text)
            }
            other => {
                repairs.say(format!("“{key}” of {} is {}, not a text; it was left out.", self.place, shown(&other)));
                None
            }
        }
    }

    /// A list of objects; what is none is left out.
    pub fn list(&mut self, key: &str, repairs: &mut Repairs) -> Vec<Map<String, Value>> {
        let items = match self.take(key) {
            Some(Value::Array(items)) => items,
            None | Some(Value::Null) => Vec::new(),
            Some(other) => {
                repairs.say(format!("“{key}” should be a list; it is {} and was left out.", shown(&other)));
                Vec::new()
            }
        };
        let mut objects = Vec::new();
        for (n, item) in items.into_iter().enumerate() {
            match item {
                Value::Object(map) => objects.push(map),
                other => repairs.say(format!(
                    "Entry {} of “{key}” should be an object; it is {} and was left out.",
                    n + 1,
                    shown(&other)
                )),
            }
        }
        objects
    }

    /// Says what was not read.
    pub fn finish(self, repairs: &mut Repairs) {
        for key in self.map.keys() {
            repairs.say(format!("This version does not know “{key}” of {}; it was left out.", self.place));
        }
    }
}

/// A value in a sentence: short ones as they are.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) if text.chars().count() > 40 => {
            format!("“{}…”", text.chars().take(40).collect::<String>())
        }
        Value::String(text) => format!("“{text}”"),
        other => other.to_string(),
    }
}

/// `wish`, or `wish2`, `wish3`, …: the first that is not taken.
pub fn free(wish: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2u64..).map(|n| format!("{wish}{n}"));
    std::iter::once(wish.to_owned()).chain(numbered).find(|id| !taken(id)).unwrap_or_default()
}
