//! The rule of a composite alarm (CW-60): `ALARM(cpu) AND NOT ALARM("deploy running")`.
//!
//! ```
//! use signalbox::languages::{alarm_rule::AlarmExpression, alarm_state::AlarmState};
//! let rule = AlarmExpression::parse("ALARM(cpu) AND NOT ALARM(deploy)").unwrap();
//! let state = |name: &str| if name == "cpu" { AlarmState::Alarm } else { AlarmState::Ok };
//! assert!(rule.holds(&state));
//! ```

mod parse;
#[cfg(test)]
mod tests;

use super::alarm_state::AlarmState;
use std::fmt;

/// How many different alarms a rule may name (CW-63).
pub const MOST_ALARMS: usize = 100;
/// The longest rule, in characters (2.4; AWS's figure is not certain).
pub const MOST_CHARACTERS: usize = 10_240;

/// A rule, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmExpression {
    rule: Rule,
}

/// One part of a rule. NOT binds tighter than AND, and AND tighter than OR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `TRUE` or `FALSE`.
    Constant(bool),
    /// `ALARM(name)`, `OK(name)` or `INSUFFICIENT_DATA(name)`.
    Is(AlarmState, Reference),
    /// `AT_LEAST(2, NOT OK, (a, b, c))`.
    AtLeast {
        /// How many.
        threshold: Threshold,
        /// Whether those count that are *not* in the state.
        negated: bool,
        /// The state that counts.
        state: AlarmState,
        /// The alarms that are looked at.
        alarms: Vec<Reference>,
    },
    /// The opposite.
    Not(Box<Rule>),
    /// Two or more.
    And(Vec<Rule>),
    /// Two or more.
    Or(Vec<Rule>),
}

/// How many of the alarms of `AT_LEAST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// So many.
    Count(u32),
    /// So many of a hundred.
    Percent(u32),
}

/// An alarm as a rule names it: by name or by ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    text: String,
}

impl Reference {
    /// The alarm's name. An ARN stands for the name after its last colon.
    pub fn name(&self) -> &str {
        match self.text.rsplit_once(':') {
            Some((_, name)) if self.text.starts_with("arn:") => name,
            _ => &self.text,
        }
    }

    /// The name or ARN as it was written, without quotation marks.
    pub fn as_written(&self) -> &str {
        &self.text
    }
}

/// Why a rule cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmRuleError {
    /// Where, in characters from the start of the rule, the first being 0.
    pub position: usize,
    /// A sentence.
    pub message: String,
}

impl fmt::Display for AlarmRuleError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "At character {}: {}", self.position + 1, self.message)
    }
}

impl std::error::Error for AlarmRuleError {}

impl AlarmExpression {
    /// The outermost part of the rule.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Whether the rule is TRUE, which puts the composite alarm into ALARM (CW-61). `state_of` is asked for names,
    /// never for ARNs; for an alarm that does not exist it should answer `InsufficientData`.
    pub fn holds(&self, state_of: &dyn Fn(&str) -> AlarmState) -> bool {
        self.rule.holds(state_of)
    }

    /// The names of the alarms in the order of their first mention, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.rule.each_reference(&mut |reference| {
            if !names.contains(&reference.name()) {
                names.push(reference.name());
            }
        });
        names
    }
}

impl Rule {
    fn holds(&self, state_of: &dyn Fn(&str) -> AlarmState) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::Is(state, alarm) => state_of(alarm.name()) == *state,
            Self::AtLeast { threshold, negated, state, alarms } => {
                let fits = |alarm: &&Reference| (state_of(alarm.name()) == *state) != *negated;
                let count = alarms.iter().filter(fits).count() as u64;
                match *threshold {
                    Threshold::Count(least) => count >= u64::from(least),
                    Threshold::Percent(least) => count * 100 >= alarms.len() as u64 * u64::from(least),
                }
            }
            Self::Not(rule) => !rule.holds(state_of),
            Self::And(rules) => rules.iter().all(|rule| rule.holds(state_of)),
            Self::Or(rules) => rules.iter().any(|rule| rule.holds(state_of)),
        }
    }

    fn each_reference<'a>(&'a self, visit: &mut impl FnMut(&'a Reference)) {
        match self {
            Self::Constant(_) => {}
            Self::Is(_, alarm) => visit(alarm),
            Self::AtLeast { alarms, .. } => alarms.iter().for_each(visit),
            Self::Not(rule) => rule.each_reference(visit),
            Self::And(rules) | Self::Or(rules) => {
                for rule in rules {
                    rule.each_reference(visit);
                }
            }
        }
    }
}

/// Writes the rule so that reading it again gives the same rule. Parentheses stand where AND and OR meet, because
/// AWS does not say which of them binds tighter.
impl fmt::Display for AlarmExpression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rule.fmt(out)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(value) => out.write_str(if *value { "TRUE" } else { "FALSE" }),
            Self::Is(state, alarm) => write!(out, "{state}({alarm})"),
            Self::AtLeast { threshold, negated, state, alarms } => {
                let not = if *negated { "NOT " } else { "" };
                write!(out, "AT_LEAST({threshold}, {not}{state}, (")?;
                for (index, alarm) in alarms.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(out, "{comma}{alarm}")?;
                }
                out.write_str("))")
            }
            Self::Not(rule) => {
                out.write_str("NOT ")?;
                rule.grouped(out)
            }
            Self::And(rules) | Self::Or(rules) => {
                let word = if matches!(self, Self::And(_)) { " AND " } else { " OR " };
                for (index, rule) in rules.iter().enumerate() {
                    out.write_str(if index > 0 { word } else { "" })?;
                    rule.grouped(out)?;
                }
                Ok(())
            }
        }
    }
}

impl Rule {
    /// The rule as a part of a larger one.
    fn grouped(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(_) | Self::Or(_) => write!(out, "({self})"),
            _ => write!(out, "{self}"),
        }
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(out, "{count}"),
            Self::Percent(percent) => write!(out, "{percent}%"),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare = !self.text.is_empty() && self.text.chars().all(parse::bare);
        if bare {
            return out.write_str(&self.text);
        }
        write!(out, "\"{}\"", self.text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
