//! The body of an outgoing call, made from the incoming one.

use super::TemplateError;
use super::split::{Piece, pieces};
use serde_json::Value;

/// A template with `{{body}}`, the incoming body as it is, and `{{body.order.items.0.sku}}`, the value at that path.
#[derive(Clone, Debug, PartialEq)]
pub struct DerivedTemplate {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Body,
    /// The keys to follow (a number is also a position in an array), and whether the placeholder stands in a JSON
    /// string of the template.
    Path {
        keys: Vec<String>,
        quoted: bool,
    },
}

impl DerivedTemplate {
    /// Reads a template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut quoted = false;
        let mut parts = Vec::new();
        for piece in pieces(text)? {
            parts.push(match piece {
                Piece::Text(text) => {
                    quoted = ends_quoted(&text, quoted);
                    Part::Text(text)
                }
                Piece::Inner { position, text } => {
                    part(&text, quoted).map_err(|message| TemplateError { position, message })?
                }
            });
        }
        Ok(Self { parts })
    }

    /// Appends the body to `out`. `body_text` is the incoming body, `body_value` the same as JSON if it is JSON.
    ///
    /// A string is written raw, without quotation marks and without escaping; every other value as JSON. A path that
    /// leads nowhere gives nothing inside a JSON string of the template, and `null` outside.
    pub fn render(&self, out: &mut String, body_text: &str, body_value: Option<&Value>) {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Body => out.push_str(body_text),
                Part::Path { keys, quoted } => match body_value.and_then(|value| follow(value, keys)) {
                    Some(Value::String(text)) => out.push_str(text),
                    Some(value) => out.push_str(&value.to_string()),
                    None => out.push_str(if *quoted { "" } else { "null" }),
                },
            }
        }
    }
}

fn part(text: &str, quoted: bool) -> Result<Part, String> {
    if text == "body" {
        return Ok(Part::Body);
    }
    let Some(path) = text.strip_prefix("body.") else {
        return Err(format!(
            "There is no placeholder {text}. The placeholders are body and a path into it, such as body.order.id."
        ));
    };
    let keys: Vec<String> = path.split('.').map(str::to_owned).collect();
    if keys.iter().any(String::is_empty) {
        return Err(format!("The path {text} has an empty step: write body.order.id, with one dot between names."));
    }
    Ok(Part::Path { keys, quoted })
}

fn follow<'a>(value: &'a Value, keys: &[String]) -> Option<&'a Value> {
    keys.iter().try_fold(value, |value, key| match value {
        Value::Object(map) => map.get(key),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Whether the end of the text is inside a JSON string, given whether its start is.
fn ends_quoted(text: &str, mut quoted: bool) -> bool {
    let mut escaped = false;
    for sign in text.chars() {
        match sign {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
    }
    quoted
}
