//! Models of request bodies (APIGW-28): JSON Schema, draft 4, as far as API Gateway looks at it.
//!
//! Understood: `type`, `enum`, `required`, `properties`, `patternProperties`, `additionalProperties`, `minProperties`,
//! `maxProperties`, `dependencies`, `items`, `additionalItems`, `minItems`, `maxItems`, `uniqueItems`, `minimum`,
//! `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `multipleOf`, `minLength`, `maxLength`, `pattern`, `allOf`, `anyOf`,
//! `oneOf`, `not` and `$ref` inside the document. Other words (`title`, `format`, …) say nothing about a body.
//!
//! ```
//! use signalbox::languages::json_schema::Schema;
//! let schema = Schema::parse(r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}"#).unwrap();
//! assert!(schema.accepts(&serde_json::json!({"id": 7})));
//! assert_eq!(schema.problems(&serde_json::json!({"id": "7"}))[0].path, "/id");
//! ```

mod compile;
mod judge;
mod number;
#[cfg(test)]
mod tests;

use super::operators::number::Num;
use regex_lite::Regex;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The largest model, in bytes (400 KB; general knowledge).
const MOST_BYTES: usize = 409_600;

/// A compiled schema. Never changes, so one can serve any number of bodies.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Every schema inside the document that the first one leads to.
    nodes: Vec<Node>,
}

/// The place of a schema in [`Schema::nodes`]; the whole document is 0.
type Id = usize;

/// One schema of the document.
#[derive(Clone, Debug, Default)]
struct Node {
    /// `$ref`. Whatever stands beside it does not count.
    reference: Option<Id>,
    /// `type`; empty: any.
    types: Vec<Kind>,
    /// `enum`.
    values: Option<Vec<Value>>,
    all_of: Vec<Id>,
    any_of: Vec<Id>,
    one_of: Vec<Id>,
    not: Option<Id>,
    object: OfObjects,
    array: OfArrays,
    number: OfNumbers,
    text: OfTexts,
}

/// What is asked of objects only.
#[derive(Clone, Debug, Default)]
struct OfObjects {
    required: Vec<String>,
    properties: BTreeMap<String, Id>,
    /// `patternProperties`.
    patterns: Vec<(Regex, Id)>,
    others: Others,
    least: Option<u64>,
    most: Option<u64>,
    dependencies: Vec<(String, Dependency)>,
}

#[derive(Clone, Debug)]
enum Dependency {
    /// These properties must be there too.
    Names(Vec<String>),
    /// The object must fit this schema too.
    Schema(Id),
}

/// What is asked of arrays only.
#[derive(Clone, Debug, Default)]
struct OfArrays {
    items: Items,
    others: Others,
    least: Option<u64>,
    most: Option<u64>,
    unique: bool,
}

#[derive(Clone, Debug, Default)]
enum Items {
    #[default]
    Any,
    /// All alike.
    Each(Id),
    /// Each place has a schema of its own.
    Places(Vec<Id>),
}

/// `additionalProperties` and `additionalItems`.
#[derive(Clone, Copy, Debug, Default)]
enum Others {
    #[default]
    Allowed,
    Forbidden,
    Like(Id),
}

/// What is asked of numbers only.
#[derive(Clone, Debug, Default)]
struct OfNumbers {
    low: Option<Limit>,
    high: Option<Limit>,
    multiple: Option<Num>,
}

#[derive(Clone, Copy, Debug)]
struct Limit {
    value: Num,
    /// Whether the limit itself is outside (`exclusiveMinimum`, `exclusiveMaximum`).
    excluded: bool,
}

/// What is asked of texts only. Lengths count characters.
#[derive(Clone, Debug, Default)]
struct OfTexts {
    least: Option<u64>,
    most: Option<u64>,
    pattern: Option<Regex>,
}

/// The types of draft 4.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    const ALL: [(Kind, &'static str); 7] = [
        (Kind::Null, "null"),
        (Kind::Boolean, "boolean"),
        (Kind::Integer, "integer"),
        (Kind::Number, "number"),
        (Kind::String, "string"),
        (Kind::Array, "array"),
        (Kind::Object, "object"),
    ];

    fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The narrowest type of a value. In draft 4 a number with a decimal point is no integer, 1.0 neither.
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Kind::Null,
            Value::Bool(_) => Kind::Boolean,
            Value::Number(number) if number.is_f64() => Kind::Number,
            Value::Number(_) => Kind::Integer,
            Value::String(_) => Kind::String,
            Value::Array(_) => Kind::Array,
            Value::Object(_) => Kind::Object,
        }
    }

    fn allows(self, other: Kind) -> bool {
        self == other || self == Kind::Number && other == Kind::Integer
    }
}

/// Why a text is no schema: where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// The place as a JSON pointer, such as `/properties/id`; empty for the whole.
    pub path: String,
    /// A sentence.
    pub message: String,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { out.write_str(&self.message) } else { write!(out, "{}: {}", self.path, self.message) }
    }
}

impl std::error::Error for SchemaError {}

/// One thing that is wrong with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where in the body, as a JSON pointer; empty for the whole.
    pub path: String,
    /// The word of the schema that the body does not satisfy.
    pub keyword: &'static str,
    /// A sentence.
    pub message: String,
}
