//! The content of a message: a text, shared by all its copies and parsed at most once, and its attributes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A message body. Copies share the text and the parsed value.
#[derive(Clone, Debug)]
pub struct Body(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: String,
    json: OnceLock<Option<Value>>,
}

impl Body {
    /// A body with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(Inner { text: text.into(), json: OnceLock::new() }))
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The text as JSON; `None` if it is not JSON.
    pub fn json(&self) -> Option<&Value> {
        self.0.json.get_or_init(|| serde_json::from_str(&self.0.text).ok()).as_ref()
    }

    /// The length of the text in bytes.
    pub fn bytes(&self) -> u64 {
        self.0.text.len() as u64
    }

    /// The value of a field of a JSON object (a dotted path), as text: strings without quotes.
    pub fn field(&self, path: &str) -> Option<String> {
        let mut value = self.json()?;
        for key in path.split('.') {
            value = value.get(key)?;
        }
        Some(match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

/// One message attribute.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Attribute {
    /// `String`, `Number`, `Binary` or `String.Array`.
    pub data_type: String,
    /// The value as text.
    pub string_value: String,
}

/// The attributes of a message by name; sharing makes copies cheap.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Attributes(Option<Arc<BTreeMap<String, Attribute>>>);

impl Attributes {
    /// No attributes.
    pub const NONE: Attributes = Attributes(None);

    /// These attributes.
    pub fn new(all: BTreeMap<String, Attribute>) -> Self {
        Self((!all.is_empty()).then(|| Arc::new(all)))
    }

    /// One `String` attribute.
    pub fn text(name: &str, value: &str) -> Self {
        let attribute = Attribute { data_type: "String".into(), string_value: value.into() };
        Self::new(BTreeMap::from([(name.to_owned(), attribute)]))
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Attribute)> {
        self.0.iter().flat_map(|all| all.iter())
    }

    /// The map of them; an empty one if there are none.
    pub fn map(&self) -> &BTreeMap<String, Attribute> {
        static EMPTY: BTreeMap<String, Attribute> = BTreeMap::new();
        self.0.as_deref().unwrap_or(&EMPTY)
    }

    /// How many bytes they add to a message: names, types and values (SIM-7).
    pub fn bytes(&self) -> u64 {
        self.iter().map(|(name, a)| (name.len() + a.data_type.len() + a.string_value.len()) as u64).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Parcel;

    #[test]
    fn sim_7_the_size_counts_the_body_and_names_types_and_values_of_attributes() {
        let attribute = Attribute { data_type: "String".into(), string_value: "ä".into() };
        let parcel = Parcel::new(Body::new("hello"), None).with(Attributes::new([("ab".to_owned(), attribute)].into()));
        // 5 for the body; 2 for the name, 6 for the type, 2 for the value.
        assert_eq!(parcel.bytes(), 15);
    }
}
