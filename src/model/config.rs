//! The settings of a node or a wire: only the values that a person set. Defaults live in the service's declaration.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// One value of a setting.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A switch.
    Flag(bool),
    /// A whole number, in the unit of its field.
    Whole(i64),
    /// A number, in the unit of its field.
    Real(f64),
    /// A text: a name, a choice, a template, a JSON document.
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Flag(v) => write!(f, "{}", if *v { "on" } else { "off" }),
            Value::Whole(v) => write!(f, "{v}"),
            Value::Real(v) => write!(f, "{v}"),
            Value::Text(v) => f.write_str(v),
        }
    }
}

impl From<bool> for Value {
    fn from(v: bool) -> Self {
        Value::Flag(v)
    }
}
impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Value::Whole(v)
    }
}
impl From<f64> for Value {
    fn from(v: f64) -> Self {
        Value::Real(v)
    }
}
impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Value::Text(v.to_owned())
    }
}

/// Settings by property name (AWS's own, such as `VisibilityTimeout`), in alphabetical order.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Config(pub BTreeMap<String, Value>);

impl Config {
    /// The value that a person set for this property, if any.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets a property.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// Takes a property back to its default.
    pub fn unset(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These settings with those of `patch` laid over them.
    pub fn with(&self, patch: &Config) -> Config {
        let mut all = self.clone();
        for (name, value) in &patch.0 {
            all.0.insert(name.clone(), value.clone());
        }
        all
    }
}

impl<const N: usize> From<[(&str, Value); N]> for Config {
    fn from(pairs: [(&str, Value); N]) -> Self {
        Config(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}
