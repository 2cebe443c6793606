//! From text to a compiled pattern.

use super::{EventPattern, PatternError};
use crate::languages::operators::Dialect;
use crate::languages::operators::branches::{Field, compile};
use crate::languages::operators::complexity::{MOST, measure};
use crate::languages::operators::json::Node;
use crate::languages::operators::test::{Excluded, Test};
use crate::languages::operators::text::Wildcard;
use serde_json::Value;

impl EventPattern {
    /// Reads a pattern as a rule would. What EventBridge refuses (InvalidEventPatternException) is an error here.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let root = Node::parse(text)
            .map_err(|error| PatternError::new("", format!("The pattern is not valid JSON: {error}.")))?;
        Self::from_node(&root)
    }

    /// The same for a pattern that is already a JSON value. Its keys count as written in the order of the value.
    pub fn from_value(value: &Value) -> Result<Self, PatternError> {
        Self::from_node(&Node::from(value))
    }

    fn from_node(root: &Node) -> Result<Self, PatternError> {
        let branches = compile(root, Dialect::EventBridge)?;
        branches.iter().flatten().try_for_each(check_wildcards)?;
        Ok(Self { branches })
    }
}

fn check_wildcards(field: &Field) -> Result<(), PatternError> {
    let alternatives: Vec<_> = field.tests.iter().filter_map(wildcards).collect();
    if alternatives.is_empty() || measure(&alternatives) <= MOST {
        return Ok(());
    }
    let message = "Rule is too complex - try using fewer wildcard characters or fewer repeating \
                   character sequences after a wildcard character.";
    Err(PatternError::new(&*field.path, message))
}

/// The wildcards of one alternative; a list inside `anything-but` has several.
fn wildcards(test: &Test) -> Option<Vec<&Wildcard>> {
    match test {
        Test::Wildcard(wildcard) => Some(vec![wildcard]),
        Test::Not(Excluded::Wildcards(list)) => Some(list.iter().collect()),
        _ => None,
    }
}
