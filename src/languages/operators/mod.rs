//! What the two JSON matching languages share: EventBridge event patterns and SNS filter policies are one family
//! (the same operators, the same flattening of paths), with a few differences that [`Dialect`] names.
//!
//! The order of work: [`json`] reads the text without losing the order or the repetition of keys, [`branches`]
//! flattens it into branches of fields (unfolding `$or`), [`parse`] reads one alternative, [`test`] tries it on a
//! value, and [`walk`] finds the values that a path reaches inside an event.

pub mod branches;
pub mod complexity;
pub mod explain;
pub mod ip;
pub mod json;
pub mod number;
pub mod parse;
pub mod test;
pub mod text;
pub mod walk;

use std::fmt;

/// Which of the two languages is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Amazon EventBridge event patterns (also Pipes and Lambda event filters).
    EventBridge,
    /// Amazon SNS subscription filter policies.
    Sns,
}

/// Why a pattern or a policy is refused: where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The field that is wrong, as `detail.state`, or `detail.state[1]` for the second alternative of a field.
    /// Empty when the whole text is meant.
    pub path: String,
    /// A sentence. It begins with the words in which AWS refuses the same thing, where AWS has such words.
    pub message: String,
}

impl PatternError {
    pub(crate) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(out, "{}", self.message)
        } else {
            write!(out, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for PatternError {}

/// Why a valid pattern or policy does not match one event or message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The first field, in the order of the text, that fails. Empty when no single field is to blame.
    pub path: String,
    /// A sentence for the "why?" panel.
    pub sentence: String,
}
