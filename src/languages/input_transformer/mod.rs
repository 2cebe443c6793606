//! Input transformers of rules, pipes and schedules' targets (EB-19 to EB-21): names for parts of the event, and a
//! template with these names in angle brackets.
//!
//! ```
//! use signalbox::languages::input_transformer::{Facts, InputTransformer};
//! let transformer = InputTransformer::parse(r#"{"id": "$.detail.id"}"#, r#"{"order": <id>, "text": "Order <id>"}"#).unwrap();
//! let event = serde_json::json!({"detail": {"id": 7}});
//! assert_eq!(transformer.render(&event, &Facts::default()), r#"{"order": 7, "text": "Order 7"}"#);
//! ```

#[cfg(test)]
mod tests;

use super::json_path::JsonPath;
use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value};
use std::collections::BTreeMap;

/// Names that InputPathsMap may define (3.1).
const MOST_NAMES: usize = 100;
/// Characters of a template (3.1, general knowledge).
const MOST_CHARACTERS: usize = 8_192;

/// What the reserved variables stand for (EB-21), beside the event itself.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    /// `aws.events.rule-arn`.
    pub rule_arn: &'a str,
    /// `aws.events.rule-name`.
    pub rule_name: &'a str,
    /// `aws.events.event.ingestion-time`, as ISO 8601.
    pub ingestion_time: &'a str,
}

#[derive(Clone, PartialEq, Debug)]
enum What {
    Path(JsonPath),
    RuleArn,
    RuleName,
    IngestionTime,
    /// The event without its detail.
    EventWithoutDetail,
    Event,
}

#[derive(Clone, PartialEq, Debug)]
enum Piece {
    Text(String),
    /// Inside a string of the template: the raw text. Elsewhere: a JSON value.
    Value {
        what: What,
        quoted: bool,
    },
}

/// A compiled transformer. Never changes, so one can serve any number of events.
#[derive(Clone, PartialEq, Debug)]
pub struct InputTransformer {
    pieces: Vec<Piece>,
}

impl InputTransformer {
    /// Reads `InputPathsMap` (a JSON object of names and paths; empty: none) and `InputTemplate`.
    ///
    /// # Errors
    /// A sentence that says what is wrong and where.
    pub fn parse(paths_map: &str, template: &str) -> Result<Self, String> {
        let names = names(paths_map)?;
        if template.trim().is_empty() {
            return Err("InputTemplate is empty. Write what the target gets, such as {\"id\": <id>}.".to_owned());
        }
        let characters = template.chars().count();
        if characters > MOST_CHARACTERS {
            return Err(format!("InputTemplate has {characters} characters; at most {MOST_CHARACTERS} are allowed."));
        }
        let pieces = pieces(template, &names)?;
        is_json(&pieces)?;
        Ok(Self { pieces })
    }

    /// What the target gets of an event.
    ///
    /// A path that finds nothing gives nothing inside a string and `null` elsewhere (EB-20; the second is this
    /// model's choice).
    pub fn render(&self, event: &Value, facts: &Facts) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value { what, quoted } => put(&mut out, what, *quoted, event, facts),
            }
        }
        out
    }
}

/// A template is JSON once its variables are filled in: a text as a whole stands in quotation marks (EB-19). Several
/// values may follow each other, one a line.
fn is_json(pieces: &[Piece]) -> Result<(), String> {
    let filled = |value: &str| {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Value { quoted: true, .. } => "x".to_owned(),
            Piece::Value { .. } => value.to_owned(),
        };
        pieces.iter().map(piece).collect::<String>()
    };
    let read =
        |text: String| Deserializer::from_str(&text).into_iter::<IgnoredAny>().try_for_each(|value| value.map(drop));
    // A variable may also stand where only a string may, as the name of a field.
    read(filled("null")).or_else(|error| read(filled("\"x\"")).map_err(|_| error)).map_err(|error| {
        format!(
            "InputTemplate is not JSON once its variables are filled in: {error}. A text stands in quotation marks, as \
             \"Order <id>\"."
        )
    })
}

fn names(paths_map: &str) -> Result<BTreeMap<String, JsonPath>, String> {
    if paths_map.trim().is_empty() {
        return Ok(BTreeMap::new());
    }
    let example = "Write an object of names and paths, such as {\"id\": \"$.detail.id\"}.";
    let map: BTreeMap<String, Value> = serde_json::from_str(paths_map)
        .map_err(|error| format!("InputPathsMap is not a JSON object: {error}. {example}"))?;
    if map.len() > MOST_NAMES {
        return Err(format!("InputPathsMap has {} names; at most {MOST_NAMES} are allowed.", map.len()));
    }
    let read = |(name, path): (String, Value)| {
        if name.is_empty() || !name.chars().all(in_name) {
            return Err(format!(
                "{name:?} is no name of a variable: use letters, digits, dots, dashes and underscores."
            ));
        }
        if name.to_ascii_lowercase().starts_with("aws") {
            return Err(format!("The name {name} is reserved: names may not begin with AWS. Choose another one."));
        }
        let Value::String(path) = path else {
            return Err(format!("The path of {name} is not a string. {example}"));
        };
        JsonPath::parse(&path).map(|path| (name, path))
    };
    map.into_iter().map(read).collect()
}

fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

fn pieces(template: &str, names: &BTreeMap<String, JsonPath>) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut quoted = false;
    let mut rest = template;
    while let Some(sign) = rest.chars().next() {
        if sign == '<'
            && let Some((name, after)) = rest[1..].split_once('>')
            && !name.is_empty()
            && name.chars().all(in_name)
        {
            let what = what(name, names)?;
            if quoted && what == What::Event {
                return Err(
                    "<aws.events.event.json> may stand only outside quotation marks: it is a JSON object.".to_owned()
                );
            }
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces.push(Piece::Value { what, quoted });
            rest = after;
            continue;
        }
        let mut end = sign.len_utf8();
        if sign == '"' {
            quoted = !quoted;
        } else if sign == '\\' && quoted {
            // What is escaped neither ends the string nor begins a variable.
            end += rest[1..].chars().next().map_or(0, char::len_utf8);
        }
        text.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    if quoted {
        return Err("InputTemplate has a quotation mark that is never closed.".to_owned());
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

fn what(name: &str, names: &BTreeMap<String, JsonPath>) -> Result<What, String> {
    Ok(match name {
        "aws.events.rule-arn" => What::RuleArn,
        "aws.events.rule-name" => What::RuleName,
        "aws.events.event.ingestion-time" => What::IngestionTime,
        "aws.events.event" => What::EventWithoutDetail,
        "aws.events.event.json" => What::Event,
        _ => match names.get(name) {
            Some(path) => What::Path(path.clone()),
            None => {
                let known: Vec<&str> = names.keys().map(String::as_str).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(format!(
                    "InputTemplate uses <{name}>, which InputPathsMap does not define (it defines {known})."
                ));
            }
        },
    })
}

fn put(out: &mut String, what: &What, quoted: bool, event: &Value, facts: &Facts) {
    let text = |out: &mut String, text: &str| {
        if quoted { out.push_str(text) } else { out.push_str(&Value::from(text).to_string()) }
    };
    // An object or a list inside a string loses its own quotation marks, so that the string remains one (AWS's page on
    // input transformation, common issues).
    let json = |out: &mut String, value: &Value| {
        let shown = value.to_string();
        if quoted { out.push_str(&shown.replace("\\\"", "\"").replace('"', "")) } else { out.push_str(&shown) }
    };
    match what {
        What::RuleArn => text(out, facts.rule_arn),
        What::RuleName => text(out, facts.rule_name),
        What::IngestionTime => text(out, facts.ingestion_time),
        What::Event => out.push_str(&event.to_string()),
        What::EventWithoutDetail => {
            let mut event = event.clone();
            if let Value::Object(fields) = &mut event {
                fields.remove("detail");
            }
            json(out, &event);
        }
        What::Path(path) => match path.find(event).as_deref() {
            Some(Value::String(found)) => text(out, found),
            Some(found) => json(out, found),
            None if quoted => {}
            None => out.push_str("null"),
        },
    }
}
