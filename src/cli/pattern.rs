//! `signalbox match`: does an event match an event pattern?

use super::lines::Question;
use crate::languages::event_pattern::EventPattern;
use serde_json::{Value, json};

/// What lines look like, for the help.
pub const FORMAT: &str = "\
A line: {\"pattern_text\": \"…\", \"event_text\": \"…\"}, the texts as given, or \"pattern\" and \"event\" as JSON values.
Without an event the pattern is only checked.

An answer: {\"match\": true|false}, {\"valid\": true}, or {\"error\": \"…\"} for an invalid pattern or event.";

/// The answer to one line.
pub fn answer(question: &Question) -> Result<Value, String> {
    let pattern = match (question.text("pattern_text")?, question.value("pattern")) {
        (Some(text), _) => EventPattern::parse(text),
        (None, Some(value)) => EventPattern::from_value(value),
        (None, None) => return Err("The line has no pattern: give “pattern_text” or “pattern”.".to_owned()),
    };
    let pattern = pattern.map_err(|error| error.to_string())?;
    let matches = match (question.text("event_text")?, question.value("event")) {
        (Some(text), _) => pattern.matches_text(text)?,
        (None, Some(event @ Value::Object(_))) => pattern.matches(event),
        (None, Some(other)) => return Err(format!("The event is not a JSON object; it is {other}.")),
        (None, None) => return Ok(json!({"valid": true})),
    };
    Ok(json!({"match": matches}))
}
