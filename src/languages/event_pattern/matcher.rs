//! Matching an event, and saying why one does not match.

use super::{EventPattern, Mismatch};
use crate::languages::operators::branches::Field;
use crate::languages::operators::explain;
use crate::languages::operators::walk::{Trail, walk};
use serde_json::Value;

impl EventPattern {
    /// Whether the event matches. An event that is not a JSON object has no fields, so it matches only a pattern
    /// that wants all its fields absent.
    pub fn matches(&self, event: &Value) -> bool {
        self.branches.iter().any(|fields| satisfied(fields, event, &mut Trail::default()))
    }

    /// The same for an event in text form, as a command line gets it. The error is a sentence.
    pub fn matches_text(&self, event: &str) -> Result<bool, String> {
        match serde_json::from_str(event) {
            Ok(event @ Value::Object(_)) => Ok(self.matches(&event)),
            Ok(_) => Err("The event is not a JSON object. An event looks like {\"source\": \"orders\", …}.".to_owned()),
            Err(error) => Err(format!("The event is not valid JSON: {error}.")),
        }
    }

    /// Why the event does not match, or `None` if it does. With `$or`, the branch with the fewest failing fields is
    /// explained.
    pub fn explain(&self, event: &Value) -> Option<Mismatch> {
        if self.matches(event) {
            return None;
        }
        let failing = |fields: &&[Field]| fields.iter().filter(|field| !alone(field, event)).count();
        let nearest = self.branches.iter().map(Vec::as_slice).min_by_key(failing)?;
        let mut mismatch = explain_branch(nearest, event);
        if self.branches.len() > 1 {
            mismatch.sentence = format!("No branch of $or matches. In the nearest one: {}", mismatch.sentence);
        }
        Some(mismatch)
    }
}

/// Whether there is a choice of array elements under which all the fields match.
///
/// The fields come in path order, and each binds the elements for the next ones, as in EventBridge: `exists: false`
/// looks only at the elements that the fields before it have chosen.
pub(super) fn satisfied(fields: &[Field], event: &Value, trail: &mut Trail) -> bool {
    let Some((field, rest)) = fields.split_first() else {
        return true;
    };
    let depth = trail.len();
    // A second value that chooses no element leaves the same question to the rest, so it is asked once.
    let mut asked = false;
    let found = walk(event, Some(&field.path), trail, &mut |scalar, trail| {
        let free = trail.len() == depth;
        if free && asked || !field.accepts(scalar) {
            return false;
        }
        asked |= free;
        satisfied(rest, event, trail)
    });
    found || field.absent && !present(field, event, trail) && satisfied(rest, event, trail)
}

fn present(field: &Field, event: &Value, trail: &mut Trail) -> bool {
    walk(event, Some(&field.path), trail, &mut |_, _| true)
}

fn alone(field: &Field, event: &Value) -> bool {
    satisfied(std::slice::from_ref(field), event, &mut Trail::default())
}

fn explain_branch(fields: &[Field], event: &Value) -> Mismatch {
    let failing = fields.iter().filter(|field| !alone(field, event)).min_by_key(|field| field.order);
    let Some(field) = failing else {
        return explain_arrays(fields, event);
    };
    let mut values = Vec::new();
    walk(event, Some(&field.path), &mut Trail::default(), &mut |scalar, _| {
        values.push(explain::value(scalar));
        false
    });
    let sentence = match leafless(event, &field.path) {
        Some(what) if values.is_empty() => format!(
            "{} is {what}, and a pattern compares only plain values; the pattern wants {}.",
            field.path,
            explain::wanted(field)
        ),
        _ => explain::refused(field, &values, "event", "pattern"),
    };
    Mismatch { path: field.path.to_string(), sentence }
}

/// Every field matches by itself, but not in the same elements of an array (EB-10).
fn explain_arrays(fields: &[Field], event: &Value) -> Mismatch {
    let agreeing = (1..=fields.len()).take_while(|count| satisfied(&fields[..*count], event, &mut Trail::default()));
    let together = agreeing.count();
    let path = fields.get(together).map_or("", |field| &*field.path);
    let before: Vec<String> = fields[..together].iter().map(|field| field.path.to_string()).collect();
    let sentence = format!(
        "Each field matches by itself, but {path} and {} do not match in the same element of an array.",
        explain::list(&before, "and")
    );
    Mismatch { path: path.to_owned(), sentence }
}

/// What stands at a path that reaches no plain value, if something does.
fn leafless(value: &Value, path: &str) -> Option<&'static str> {
    let at = path.split('.').try_fold(value, |value, key| value.get(key)).or_else(|| value.get(path))?;
    match at {
        Value::Object(_) => Some("an object"),
        Value::Array(_) => Some("an array without plain values"),
        _ => None,
    }
}
