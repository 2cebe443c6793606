//! Matching a message, and saying why one does not match.

use super::{FilterPolicy, Mismatch, Typed};
use crate::languages::operators::branches::{Branch, Field};
use crate::languages::operators::explain;
use crate::languages::operators::number::Num;
use crate::languages::operators::test::{Scalar, Test};
use crate::languages::operators::walk::{Trail, walk};
use serde_json::{Number, Value};
use std::collections::BTreeMap;

impl FilterPolicy {
    /// Whether a message with these attributes passes (SNS-26). Without any attribute nothing passes, not even
    /// `exists: false` (so AWS's page on key matching notes), unless the policy is `{}`.
    pub fn matches_attributes<A: Typed>(&self, attributes: &BTreeMap<String, A>) -> bool {
        self.branches.is_empty()
            || !attributes.is_empty() && self.any_branch(|field| attribute_passes(field, attributes))
    }

    /// Whether an attribute is not what its type asks for, such as a String.Array that is no JSON array. It matches nothing.
    pub fn invalid_attributes<A: Typed>(attributes: &BTreeMap<String, A>) -> bool {
        attributes.values().any(|attribute| matches!(value(attribute), Held::Broken))
    }

    /// Whether a message with this body passes. A body that is not a JSON object never does (SNS-27).
    pub fn matches_body(&self, body: &Value) -> bool {
        self.branches.is_empty() || body.is_object() && self.any_branch(|field| body_passes(field, body))
    }

    /// The same for a body in text form, as it was published.
    pub fn matches_body_text(&self, body: &str) -> bool {
        self.branches.is_empty() || serde_json::from_str(body).is_ok_and(|body: Value| self.matches_body(&body))
    }

    /// Why a message with these attributes does not pass, or `None` if it does.
    pub fn explain_attributes<A: Typed>(&self, attributes: &BTreeMap<String, A>) -> Option<Mismatch> {
        if self.matches_attributes(attributes) {
            return None;
        }
        if attributes.is_empty() {
            return Some(whole("The message has no attributes, so no policy on attributes lets it through."));
        }
        let passes = |field: &Field| attribute_passes(field, attributes);
        let values = |field: &Field| attributes.get(&*field.path).map_or_else(Vec::new, shown);
        let mut mismatch = self.nearest(&passes, &values)?;
        if let Some(attribute) = attributes.get(&mismatch.path) {
            match value(attribute) {
                Held::Nothing => mismatch.sentence.push_str(" An attribute of type Binary is not compared."),
                Held::Broken => mismatch.sentence.push_str(&format!(
                    " The text {:?} is not what its type {} asks for.",
                    attribute.string_value(),
                    attribute.data_type()
                )),
                Held::Text(_) | Held::Number(_) | Held::List(_) => {}
            }
        }
        Some(mismatch)
    }

    /// Why a message with this body does not pass, or `None` if it does.
    pub fn explain_body(&self, body: &Value) -> Option<Mismatch> {
        if self.matches_body(body) {
            return None;
        }
        if !body.is_object() {
            return Some(whole("The body is not a JSON object, so no policy on the body lets it through."));
        }
        let passes = |field: &Field| body_passes(field, body);
        let values = |field: &Field| {
            let mut values = Vec::new();
            walk(body, Some(&field.path), &mut Trail::default(), &mut |scalar, _| {
                values.push(explain::value(scalar));
                false
            });
            values
        };
        self.nearest(&passes, &values)
    }

    /// The same for a body in text form.
    pub fn explain_body_text(&self, body: &str) -> Option<Mismatch> {
        match serde_json::from_str(body) {
            Ok(body) => self.explain_body(&body),
            Err(_) if self.branches.is_empty() => None,
            Err(error) => {
                Some(whole(&format!("The body is not JSON ({error}), so no policy on the body lets it through.")))
            }
        }
    }

    fn any_branch(&self, passes: impl Fn(&Field) -> bool) -> bool {
        self.branches.iter().any(|fields| fields.iter().all(&passes))
    }

    /// Explains the first failing field of the branch that fails least.
    fn nearest(&self, passes: &dyn Fn(&Field) -> bool, values: &dyn Fn(&Field) -> Vec<String>) -> Option<Mismatch> {
        let failing = |branch: &&Branch| branch.iter().filter(|field| !passes(field)).count();
        let branch = self.branches.iter().min_by_key(failing)?;
        let field = branch.iter().filter(|field| !passes(field)).min_by_key(|field| field.order)?;
        let mut sentence = explain::refused(field, &values(field), "message", "policy");
        if self.branches.len() > 1 {
            sentence = format!("No branch of $or matches. In the nearest one: {sentence}");
        }
        Some(Mismatch { path: field.path.to_string(), sentence })
    }
}

fn whole(sentence: &str) -> Mismatch {
    Mismatch { path: String::new(), sentence: sentence.to_owned() }
}

/// SNS-27: null satisfies only null itself and `exists`.
fn accepts(field: &Field, scalar: Scalar) -> bool {
    match scalar {
        Scalar::Null => field.tests.iter().any(|test| matches!(test, Test::Null | Test::Present)),
        _ => field.accepts(scalar),
    }
}

/// Any element of any array may match, each field by itself (SNS-27).
fn body_passes(field: &Field, body: &Value) -> bool {
    let mut present = false;
    let found = walk(body, Some(&field.path), &mut Trail::default(), &mut |scalar, _| {
        present = true;
        accepts(field, scalar)
    });
    found || field.absent && !present
}

/// What an attribute offers for comparison.
enum Held<'a> {
    Text(&'a str),
    Number(Num),
    List(Value),
    /// Binary, or a type that SNS does not know: as if the attribute were missing.
    Nothing,
    /// The text is not what the type asks for: nothing matches, not even `exists`.
    Broken,
}

fn value<A: Typed>(attribute: &A) -> Held<'_> {
    let text = attribute.string_value();
    if attribute.data_type() == "String.Array" {
        return match serde_json::from_str(text) {
            Ok(list @ Value::Array(_)) => Held::List(list),
            _ => Held::Broken,
        };
    }
    match attribute.data_type().split('.').next() {
        Some("String") => Held::Text(text),
        Some("Number") => number(text).map_or(Held::Broken, Held::Number),
        _ => Held::Nothing,
    }
}

/// A number attribute is written as text. A leading plus or zeros are allowed there, unlike in JSON.
fn number(text: &str) -> Option<Num> {
    match serde_json::from_str::<Number>(text) {
        Ok(number) => Some(Num::of(&number)),
        Err(_) => text.trim().parse().ok().filter(|value: &f64| value.is_finite()).map(Num::from),
    }
}

/// SNS-26: a list matches if any element does; a missing attribute matches only `exists: false`.
fn attribute_passes<A: Typed>(field: &Field, attributes: &BTreeMap<String, A>) -> bool {
    match attributes.get(&*field.path).map_or(Held::Nothing, value) {
        Held::Text(text) => accepts(field, Scalar::Text(text)),
        Held::Number(number) => accepts(field, Scalar::Number(number)),
        Held::List(list) => {
            let mut empty = true;
            let found = walk(&list, None, &mut Trail::default(), &mut |scalar, _| {
                empty = false;
                accepts(field, scalar)
            });
            found || field.absent && empty
        }
        Held::Nothing => field.absent,
        Held::Broken => false,
    }
}

/// The values of an attribute, for a sentence.
fn shown<A: Typed>(attribute: &A) -> Vec<String> {
    let mut values = Vec::new();
    match value(attribute) {
        Held::Text(text) => values.push(explain::value(Scalar::Text(text))),
        Held::Number(number) => values.push(number.to_string()),
        Held::List(list) => {
            walk(&list, None, &mut Trail::default(), &mut |scalar, _| {
                values.push(explain::value(scalar));
                false
            });
        }
        Held::Nothing | Held::Broken => {}
    }
    values
}
