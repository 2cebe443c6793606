//! The JSON paths of EventBridge (EB-22): names, positions and wildcards, no filters.
//!
//! ```
//! use signalbox::languages::json_path::JsonPath;
//! let path = JsonPath::parse("$.detail.items[0]['sku']").unwrap();
//! let event = serde_json::json!({"detail": {"items": [{"sku": "A-1"}]}});
//! assert_eq!(path.find(&event).unwrap().as_ref(), "A-1");
//! ```

#[cfg(test)]
mod tests;

use serde_json::Value;
use std::borrow::Cow;

#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Name(String),
    Position(usize),
    /// `[*]` or `.*`: every element of an array, every value of an object.
    Every,
}

/// A path to a part of a JSON value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonPath(Vec<Step>);

impl JsonPath {
    /// Reads a path; an empty text, like `$`, is the whole value.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let Some(mut rest) = text.strip_prefix('$') else {
            return Err(format!("A path begins with $, as $.detail; {text} does not."));
        };
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = step(rest).ok_or_else(|| {
                format!(
                    "{text} cannot be read at {rest}: write names, positions and wildcards, as $.detail.items[0]['sku']."
                )
            })?;
            steps.push(step);
            rest = after;
        }
        Ok(Self(steps))
    }

    /// Whether it is the path of the whole value.
    pub fn is_whole(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands at the path. With a wildcard that is the array of all that was found; `None` if there is nothing.
    pub fn find<'a>(&self, value: &'a Value) -> Option<Cow<'a, Value>> {
        if !self.0.contains(&Step::Every) {
            return self.0.iter().try_fold(value, one).map(Cow::Borrowed);
        }
        let mut found = vec![value];
        for step in &self.0 {
            found = found.into_iter().flat_map(|value| all(value, step)).collect();
        }
        (!found.is_empty()).then(|| Cow::Owned(Value::Array(found.into_iter().cloned().collect())))
    }

    /// What stands at the path as plain text: a string without its quotation marks, anything else as JSON.
    pub fn text(&self, value: &Value) -> Option<String> {
        self.find(value).map(|found| match found.as_ref() {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    }
}

fn one<'a>(value: &'a Value, step: &Step) -> Option<&'a Value> {
    match step {
        Step::Name(name) => value.get(name),
        Step::Position(at) => value.get(at),
        Step::Every => None,
    }
}

fn all<'a>(value: &'a Value, step: &Step) -> Vec<&'a Value> {
    match (step, value) {
        (Step::Every, Value::Array(items)) => items.iter().collect(),
        (Step::Every, Value::Object(fields)) => fields.values().collect(),
        _ => one(value, step).into_iter().collect(),
    }
}

/// The first step of a path, and the text after it.
fn step(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name == "*" {
            return Some((Step::Every, after));
        }
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
        return (!name.is_empty() && name.chars().all(plain)).then(|| (Step::Name(name.to_owned()), after));
    }
    let rest = text.strip_prefix('[')?;
    // A quoted name may hold a bracket.
    for quote in ['\'', '"'] {
        if let Some(rest) = rest.strip_prefix(quote) {
            let (name, after) = rest.split_once(quote)?;
            return Some((Step::Name(name.to_owned()), after.strip_prefix(']')?));
        }
    }
    let (inner, after) = rest.split_once(']')?;
    let step = if inner == "*" { Step::Every } else { Step::Position(inner.parse().ok()?) };
    Some((step, after))
}
