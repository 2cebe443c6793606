//! EventBridge event patterns (EB-8 to EB-15 and the operator table of the fact sheet).
//!
//! A pattern is a JSON object shaped like the events it wants. Its leaves are arrays of alternatives: all fields must
//! match, and for each of them one alternative is enough. Compile a pattern once and match it many times:
//!
//! ```
//! use signalbox::languages::event_pattern::EventPattern;
//! let pattern = EventPattern::parse(r#"{"detail": {"total": [{"numeric": [">", 100]}]}}"#).unwrap();
//! assert!(pattern.matches(&serde_json::json!({"detail": {"total": 250}})));
//! ```

mod matcher;
mod parse;
mod reached;
mod rule_set;
#[cfg(test)]
mod tests;

use super::operators::branches::Branch;
pub use super::operators::{Mismatch, PatternError};
pub use rule_set::RuleSet;

/// The longest pattern that a rule takes, in characters (quota "Event pattern size", adjustable).
pub const MOST_CHARACTERS: usize = 2_048;

/// A compiled event pattern. Never changes, so one can serve any number of matches.
#[derive(Clone, Debug)]
pub struct EventPattern {
    /// At least one; the pattern matches when one of them does.
    branches: Vec<Branch>,
}

/// A warning for a pattern text that is longer than a rule takes by default. The pattern itself is still valid.
pub fn length_warning(text: &str) -> Option<String> {
    let characters = text.chars().count();
    (characters > MOST_CHARACTERS).then(|| {
        format!(
            "The pattern has {characters} characters; a rule takes {MOST_CHARACTERS} unless the quota is raised. \
             Leave out white space, or split the rule."
        )
    })
}
