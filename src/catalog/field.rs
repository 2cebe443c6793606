//! A field: one setting of a service or of a wire, described once for the form, the checks, the documents and the guide.

use crate::model::{Config, Value};

/// The language of a text field; the page highlights and checks it accordingly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// Plain text.
    Plain,
    /// JSON.
    Json,
    /// An EventBridge event pattern.
    EventPattern,
    /// An SNS filter policy.
    FilterPolicy,
    /// A body template with placeholders that draw (`{{uuid}}`).
    Template,
    /// A body template that looks into the incoming body (`{{body.orderId}}`).
    Derived,
    /// The rule of a composite alarm.
    AlarmRule,
    /// Metric math.
    MetricMath,
    /// A JSON schema.
    JsonSchema,
    /// A mapping template (VTL).
    MappingTemplate,
}

/// What values a field takes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum FieldKind {
    /// A switch.
    Flag,
    /// A whole number from `min` to `max`.
    Whole {
        /// The smallest value.
        min: i64,
        /// The largest value.
        max: i64,
    },
    /// A number from `min` to `max`.
    Real {
        /// The smallest value.
        min: f64,
        /// The largest value.
        max: f64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A text of at most `most` characters, on one line or on several.
    Text {
        /// The greatest length in characters.
        most: usize,
        /// Whether it may have several lines.
        lines: bool,
    },
}

/// A default value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Preset {
    /// Not set: the field is optional.
    Unset,
    /// A switch.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
    /// A text or choice.
    Text(&'static str),
}

impl Preset {
    /// The preset as a value; `None` for an unset one.
    pub fn value(self) -> Option<Value> {
        match self {
            Preset::Unset => None,
            Preset::Flag(v) => Some(Value::Flag(v)),
            Preset::Whole(v) => Some(Value::Whole(v)),
            Preset::Real(v) => Some(Value::Real(v)),
            Preset::Text(v) => Some(Value::Text(v.to_owned())),
        }
    }
}

/// One setting.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Field {
    /// The CloudFormation property name; a model's own field has a name in the same style.
    pub name: &'static str,
    /// What values it takes.
    pub kind: FieldKind,
    /// The unit of a number: `s`, `ms`, `%`, `/s`, `MB`; empty for a plain count.
    pub unit: &'static str,
    /// The value where nobody set one.
    pub preset: Preset,
    /// One or two sentences: what it does.
    pub help: &'static str,
    /// Where the range and the default are from, such as `SQS 1.1`.
    pub source: &'static str,
    /// Whether the default is a choice of this model rather than AWS's figure.
    pub assumption: bool,
    /// The heading it stands under; empty: no heading.
    pub group: &'static str,
    /// Shown only while another field has this value.
    pub shown: Option<(&'static str, &'static str)>,
    /// The language of a text.
    pub language: Language,
}

impl Field {
    /// Whether the field may be left unset.
    pub fn optional(&self) -> bool {
        self.preset == Preset::Unset
    }

    /// The value in force: the one that was set, or the default.
    pub fn effective(&self, config: &Config) -> Option<Value> {
        config.get(self.name).cloned().or_else(|| self.preset.value())
    }

    /// Whether the form shows it now; `siblings` are all fields of the same form.
    pub fn visible(&self, config: &Config, siblings: &[Field]) -> bool {
        self.shown.is_none_or(|(other, wanted)| {
            let other = siblings.iter().find(|f| f.name == other).and_then(|f| f.effective(config));
            other.is_some_and(|v| v.to_string() == wanted)
        })
    }

    /// Checks a value.
    ///
    /// # Errors
    /// A sentence that says what values the field takes.
    pub fn accepts(&self, value: &Value) -> Result<(), String> {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        let wrong = |what: String| Err(format!("{} takes {what}; it is {value}.", self.name));
        match (self.kind, value) {
            (FieldKind::Flag, Value::Flag(_)) => Ok(()),
            (FieldKind::Flag, _) => wrong("on or off (true or false)".into()),
            (FieldKind::Whole { min, max }, Value::Whole(v)) if (min..=max).contains(v) => Ok(()),
            (FieldKind::Whole { min, max }, Value::Real(v))
                if libm::floor(*v) == *v && (min as f64..=max as f64).contains(v) =>
            {
                Ok(())
            }
            (FieldKind::Whole { min, max }, _) => wrong(format!("a whole number from {min} to {max}{unit}")),
            (FieldKind::Real { min, max }, Value::Real(v)) if (min..=max).contains(v) => Ok(()),
            (FieldKind::Real { min, max }, Value::Whole(v)) if (min..=max).contains(&(*v as f64)) => Ok(()),
            (FieldKind::Real { min, max }, _) => wrong(format!("a number from {min} to {max}{unit}")),
            (FieldKind::Choice(words), Value::Text(v)) if words.contains(&v.as_str()) => Ok(()),
            (FieldKind::Choice(words), _) => wrong(format!("one of {}", words.join(", "))),
            (FieldKind::Text { most, .. }, Value::Text(v)) if v.chars().count() <= most => Ok(()),
            (FieldKind::Text { most, .. }, Value::Text(v)) => {
                Err(format!("{} takes at most {most} characters; it has {}.", self.name, v.chars().count()))
            }
            (FieldKind::Text { .. }, _) => wrong("a text".into()),
        }
    }

    /// Reads what a person typed.
    ///
    /// # Errors
    /// A sentence that says what values the field takes. An empty text in an optional field is `Ok(None)`.
    pub fn parse(&self, typed: &str) -> Result<Option<Value>, String> {
        let text = typed.trim();
        if text.is_empty() && (self.optional() || !matches!(self.kind, FieldKind::Text { .. })) {
            return Ok(None);
        }
        let value = match self.kind {
            FieldKind::Flag => match text {
                "true" | "on" => Value::Flag(true),
                "false" | "off" => Value::Flag(false),
                _ => Value::Text(text.to_owned()),
            },
            FieldKind::Whole { .. } | FieldKind::Real { .. } => match (text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(n), _) => Value::Whole(n),
                (_, Ok(x)) if x.is_finite() => Value::Real(x),
                _ => Value::Text(text.to_owned()),
            },
            FieldKind::Choice(_) | FieldKind::Text { .. } => Value::Text(typed.to_owned()),
        };
        self.accepts(&value).map(|()| Some(value))
    }
}
