//! SNS subscription filter policies (SNS-23 to SNS-28).
//!
//! The same family as event patterns, with three differences that matter: the scope says whether the attributes or
//! the body of a message are compared; the elements of an array in the body need not agree with each other (SNS-27);
//! and there are limits on keys, combinations and numbers (SNS-25).
//!
//! ```
//! use signalbox::languages::filter_policy::{FilterPolicy, Scope};
//! let policy = FilterPolicy::parse(r#"{"size": ["S", {"prefix": "X"}]}"#, Scope::MessageBody).unwrap();
//! assert!(policy.matches_body_text(r#"{"size": "XL"}"#));
//! ```

mod limits;
mod matcher;
#[cfg(test)]
mod tests;

use super::operators::Dialect;
use super::operators::branches::{Branch, compile};
use super::operators::json::Node;
pub use super::operators::{Mismatch, PatternError as PolicyError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;
use std::str::FromStr;

/// What a policy is compared with: the subscription's FilterPolicyScope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// The attributes of the message.
    #[default]
    MessageAttributes,
    /// The JSON object in the body.
    MessageBody,
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "MessageAttributes" => Ok(Self::MessageAttributes),
            "MessageBody" => Ok(Self::MessageBody),
            _ => Err(format!(
                "FilterPolicyScope: Invalid value [{text}]. Please use either MessageBody or MessageAttributes."
            )),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::MessageAttributes => "MessageAttributes",
            Self::MessageBody => "MessageBody",
        })
    }
}

/// One attribute of a message, named as in the SNS API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// `String`, `Number`, `String.Array` (a JSON array in the text) or `Binary` (never compared).
    #[serde(rename = "DataType")]
    pub data_type: String,
    /// The value; numbers are written as text too.
    #[serde(rename = "StringValue", default)]
    pub string_value: String,
}

/// What the matcher needs to know of an attribute, so that a caller's own type can be matched without a copy.
pub trait Typed {
    /// `String`, `Number`, `String.Array` or `Binary`.
    fn data_type(&self) -> &str;
    /// The value as text.
    fn string_value(&self) -> &str;
}

impl Typed for Attribute {
    fn data_type(&self) -> &str {
        &self.data_type
    }
    fn string_value(&self) -> &str {
        &self.string_value
    }
}

/// A compiled filter policy. Never changes, so one can serve any number of messages.
#[derive(Clone, Debug)]
pub struct FilterPolicy {
    scope: Scope,
    /// The policy matches when one of them does. None at all for the policy `{}`, which lets everything through.
    branches: Vec<Branch>,
}

impl FilterPolicy {
    /// Reads a policy as `Subscribe` would. What SNS refuses (InvalidParameter) is an error here.
    pub fn parse(text: &str, scope: Scope) -> Result<Self, PolicyError> {
        limits::size(text)?;
        let root = Node::parse(text)
            .map_err(|error| PolicyError::new("", format!("The filter policy is not valid JSON: {error}.")))?;
        Self::from_node(&root, scope)
    }

    /// The same for a policy that is already a JSON value.
    pub fn from_value(value: &Value, scope: Scope) -> Result<Self, PolicyError> {
        Self::from_node(&Node::from(value), scope)
    }

    /// What the policy is compared with.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    fn from_node(root: &Node, scope: Scope) -> Result<Self, PolicyError> {
        if matches!(root, Node::Object(entries) if entries.is_empty()) {
            return Ok(Self { scope, branches: Vec::new() });
        }
        limits::keys_and_combinations(root)?;
        let branches = compile(root, Dialect::Sns)?;
        if scope == Scope::MessageAttributes {
            limits::no_nesting(&branches)?;
        }
        Ok(Self { scope, branches })
    }
}
