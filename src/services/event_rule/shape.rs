//! What a target gets of an event (EB-18): the whole, a constant, or the part at a path.

use super::fields::{INPUT, INPUT_PATH};
use crate::model::Config;
use crate::sim::Body;
use serde_json::Value;

/// How the input of a target is made.
#[derive(Clone, Debug)]
pub enum Shape {
    /// The event as it is.
    Whole,
    /// `Input`.
    Constant(Body),
    /// `InputPath`.
    Path(Path),
}

impl Shape {
    /// Reads the settings of a target. With both Input and InputPath, which AWS refuses, Input counts; a path with a
    /// mistake is none.
    pub fn read(config: &Config) -> Self {
        let (input, path) = (INPUT.of(config).trim(), INPUT_PATH.of(config).trim());
        match (input, Path::parse(path)) {
            ("", Ok(path)) if !path.0.is_empty() => Shape::Path(path),
            ("", _) => Shape::Whole,
            (input, _) => Shape::Constant(Body::new(input)),
        }
    }

    /// The input that an event becomes; `None` if the path leads nowhere.
    pub fn of(&self, event: &Body) -> Option<Body> {
        match self {
            Shape::Whole => Some(event.clone()),
            Shape::Constant(body) => Some(body.clone()),
            Shape::Path(path) => event.json().and_then(|e| path.find(e)).map(|found| Body::new(found.to_string())),
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Key(String),
    Index(usize),
}

/// A JSON path of names and positions: `$.detail.items[0]['sku']`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path(Vec<Step>);

impl Path {
    /// Reads a path; an empty text is the whole event.
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
                format!("{text} cannot be read at {rest}: write names and positions, as $.detail.items[0]['sku'].")
            })?;
            steps.push(step);
            rest = after;
        }
        Ok(Self(steps))
    }

    fn find<'a>(&self, event: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(event, |value, step| match step {
            Step::Key(key) => value.get(key),
            Step::Index(at) => value.get(at),
        })
    }
}

/// The first step of a path, and the text after it.
fn step(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
        return (!name.is_empty() && name.chars().all(plain)).then(|| (Step::Key(name.to_owned()), after));
    }
    let (inner, after) = text.strip_prefix('[')?.split_once(']')?;
    let quoted = inner.strip_prefix('\'').and_then(|name| name.strip_suffix('\''));
    let step = match quoted {
        Some(name) => Step::Key(name.to_owned()),
        None => Step::Index(inner.parse().ok()?),
    };
    Some((step, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eb_22_names_brackets_and_positions() {
        let event = Body::new(r#"{"detail": {"items": [{"sku": "A-1"}, {"sku": "B-2"}], "total": 5}}"#);
        let find = |path: &str| Path::parse(path).ok()?.find(event.json()?).map(Value::to_string);
        for (path, found) in [
            ("$.detail.total", Some("5")),
            ("$['detail']['total']", Some("5")),
            ("$.detail.items[1].sku", Some("\"B-2\"")),
            ("$.detail.items[2].sku", None),
            ("$.detail.nothing", None),
        ] {
            assert_eq!(find(path).as_deref(), found, "{path}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused_with_a_sentence() {
        for wrong in ["detail", "$.", "$..total", "$.detail[x]", "$.items[*]", "$.a b", "$.detail["] {
            assert!(Path::parse(wrong).is_err(), "{wrong}");
        }
    }
}
