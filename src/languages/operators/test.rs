//! One alternative of a field, compiled: what a plain value has to satisfy.

use super::ip::Block;
use super::number::Num;
use super::text::{Folded, Wildcard};
use serde_json::Value;
use std::fmt;

/// A plain value of an event, borrowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(Num),
    Text(&'a str),
}

impl<'a> Scalar<'a> {
    /// The scalar in a JSON value; none for arrays and objects.
    pub fn of(value: &'a Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self::Null),
            Value::Bool(value) => Some(Self::Bool(*value)),
            Value::Number(value) => Some(Self::Number(Num::of(value))),
            Value::String(value) => Some(Self::Text(value)),
            Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl fmt::Display for Scalar<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => out.write_str("null"),
            Self::Bool(value) => write!(out, "{value}"),
            Self::Number(value) => write!(out, "{value}"),
            Self::Text(value) => write!(out, "{value:?}"),
        }
    }
}

/// One end of a numeric range.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub value: Num,
    /// The nearest double of it, which is what numbers with a fraction are compared with.
    near: f64,
    /// Whether the value itself is inside.
    included: bool,
}

impl Bound {
    pub fn new(value: Num, included: bool) -> Self {
        Self { value, near: value.as_f64(), included }
    }

    /// Whether a number is inside a range that begins here.
    #[inline]
    fn is_below(&self, number: Num) -> bool {
        let beyond = if let Num::Real(number) = number { number > self.near } else { number > self.value };
        beyond || self.included && number == self.value
    }

    /// Whether a number is inside a range that ends here.
    #[inline]
    fn is_above(&self, number: Num) -> bool {
        let beyond = if let Num::Real(number) = number { number < self.near } else { number < self.value };
        beyond || self.included && number == self.value
    }
}

/// What a plain value has to satisfy. Every alternative but `{"exists": false}`, which asks for no value.
#[derive(Clone, Debug)]
pub enum Test {
    Null,
    Bool(bool),
    Number(Num),
    Text(Box<str>),
    /// `{"exists": true}`.
    Present,
    Prefix(Box<str>),
    PrefixFolded(Folded),
    Suffix(Box<str>),
    SuffixFolded(Folded),
    EqualsFolded(Folded),
    Wildcard(Wildcard),
    Range {
        low: Option<Bound>,
        high: Option<Bound>,
    },
    Cidr(Block),
    Not(Excluded),
}

/// What `anything-but` excludes. A value passes if it is none of these; a value of another type always passes.
#[derive(Clone, Debug)]
pub enum Excluded {
    Texts(Box<[Box<str>]>),
    Numbers(Box<[Num]>),
    Prefixes(Box<[Box<str>]>),
    Suffixes(Box<[Box<str>]>),
    Folded(Box<[Folded]>),
    Wildcards(Box<[Wildcard]>),
}

impl Test {
    pub fn accepts(&self, scalar: Scalar) -> bool {
        match (self, scalar) {
            (Self::Present, _) | (Self::Null, Scalar::Null) => true,
            (Self::Not(excluded), _) => !excluded.lists(scalar),
            (Self::Text(text), Scalar::Text(value)) => **text == *value,
            (Self::Bool(wanted), Scalar::Bool(value)) => *wanted == value,
            (Self::Number(wanted), Scalar::Number(value)) => *wanted == value,
            (Self::Prefix(text), Scalar::Text(value)) => value.starts_with(&**text),
            (Self::PrefixFolded(text), Scalar::Text(value)) => text.begins(value),
            (Self::Suffix(text), Scalar::Text(value)) => value.ends_with(&**text),
            (Self::SuffixFolded(text), Scalar::Text(value)) => text.ends(value),
            (Self::EqualsFolded(text), Scalar::Text(value)) => text.equals(value),
            (Self::Wildcard(wildcard), Scalar::Text(value)) => wildcard.matches(value),
            (Self::Cidr(block), Scalar::Text(value)) => block.contains(value),
            (Self::Range { low, high }, Scalar::Number(value)) => {
                value.is_comparable()
                    && low.as_ref().is_none_or(|low| low.is_below(value))
                    && high.as_ref().is_none_or(|high| high.is_above(value))
            }
            _ => false,
        }
    }
}

impl Excluded {
    fn lists(&self, scalar: Scalar) -> bool {
        match (self, scalar) {
            (Self::Texts(texts), Scalar::Text(value)) => texts.iter().any(|text| **text == *value),
            (Self::Numbers(numbers), Scalar::Number(value)) => numbers.contains(&value),
            (Self::Prefixes(texts), Scalar::Text(value)) => texts.iter().any(|text| value.starts_with(&**text)),
            (Self::Suffixes(texts), Scalar::Text(value)) => texts.iter().any(|text| value.ends_with(&**text)),
            (Self::Folded(texts), Scalar::Text(value)) => texts.iter().any(|text| text.equals(value)),
            (Self::Wildcards(wildcards), Scalar::Text(value)) => {
                wildcards.iter().any(|wildcard| wildcard.matches(value))
            }
            _ => false,
        }
    }
}

/// In words, to stand after "the pattern wants".
impl fmt::Display for Test {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => out.write_str("null"),
            Self::Bool(value) => write!(out, "{value}"),
            Self::Number(value) => write!(out, "{value}"),
            Self::Text(value) => write!(out, "{value:?}"),
            Self::Present => out.write_str("any value"),
            Self::Prefix(text) => write!(out, "a text that begins with {text:?}"),
            Self::PrefixFolded(text) => write!(out, "a text that begins with {:?} in any case", text.as_str()),
            Self::Suffix(text) => write!(out, "a text that ends with {text:?}"),
            Self::SuffixFolded(text) => {
                write!(out, "a text that ends with {:?} in any case", text.as_str())
            }
            Self::EqualsFolded(text) => write!(out, "{:?} in any case", text.as_str()),
            Self::Wildcard(wildcard) => write!(out, "a text like {:?}", wildcard.as_str()),
            Self::Cidr(block) => write!(out, "an IP address in {}", block.as_str()),
            Self::Not(excluded) => write!(out, "anything but {excluded}"),
            Self::Range { low, high } => {
                out.write_str("a number ")?;
                if let Some(low) = low {
                    write!(out, "{} {}", if low.included { ">=" } else { ">" }, low.value)?;
                }
                if low.is_some() && high.is_some() {
                    out.write_str(" and ")?;
                }
                if let Some(high) = high {
                    write!(out, "{} {}", if high.included { "<=" } else { "<" }, high.value)?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Excluded {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| format!("{text:?}")).collect::<Vec<_>>().join(" or ")
        };
        match self {
            Self::Texts(texts) => out.write_str(&quoted(&mut texts.iter().map(|text| &**text))),
            Self::Numbers(numbers) => {
                let numbers: Vec<_> = numbers.iter().map(Num::to_string).collect();
                out.write_str(&numbers.join(" or "))
            }
            Self::Prefixes(texts) => {
                write!(out, "a text that begins with {}", quoted(&mut texts.iter().map(|text| &**text)))
            }
            Self::Suffixes(texts) => {
                write!(out, "a text that ends with {}", quoted(&mut texts.iter().map(|text| &**text)))
            }
            Self::Folded(texts) => {
                write!(out, "{} in any case", quoted(&mut texts.iter().map(Folded::as_str)))
            }
            Self::Wildcards(wildcards) => {
                write!(out, "a text like {}", quoted(&mut wildcards.iter().map(Wildcard::as_str)))
            }
        }
    }
}
