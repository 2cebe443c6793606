//! JSON Lines: a line in, a line out, in order. A bad line gets an answer that says why, and the next goes on.

use super::Failure;
use serde_json::{Map, Value, json};
use std::io::{self, BufRead, Write};

/// Answers every line of standard input. Each answer is written before the next line is read.
pub fn answer(out: &mut impl Write, one: fn(&Question) -> Result<Value, String>) -> Result<(), Failure> {
    let mut input = io::stdin().lock();
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read = input.read_until(b'\n', &mut bytes);
        if read.map_err(|error| Failure::Said(format!("Standard input could not be read: {error}.")))? == 0 {
            return Ok(());
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let answer = question(&bytes).and_then(|question| one(&question));
        serde_json::to_writer(&mut *out, &answer.unwrap_or_else(|error| json!({"error": error})))?;
        writeln!(out)?;
        out.flush()?;
    }
}

fn question(bytes: &[u8]) -> Result<Question, String> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(map)) => Ok(Question(map)),
        Ok(_) => Err("The line is not a JSON object.".to_owned()),
        Err(error) => Err(format!("The line is not valid JSON: {error}.")),
    }
}

/// One line.
pub struct Question(Map<String, Value>);

impl Question {
    /// A value, unless it is missing or null.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    /// A value, if it is there; null is one.
    pub fn given(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// All that a type of its own asks for.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_value(Value::Object(self.0.clone()))
            .map_err(|error| format!("The line cannot be read: {error}."))
    }

    /// A text, if it is there.
    pub fn text(&self, key: &str) -> Result<Option<&str>, String> {
        let text = |value: &Value| format!("“{key}” should be a text; it is {value}.");
        self.value(key).map(|value| value.as_str().ok_or_else(|| text(value))).transpose()
    }
}
