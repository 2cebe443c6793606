//! Keys: fields that know the type of their value. A behaviour reads `KEY.of(&config)`; nothing else knows the property's
//! name. Keys are constants, so a default outside its range does not compile.

use super::field::{Field, FieldKind, Language, Preset};
use crate::model::{Config, Value};
use crate::sim::Span;
use std::marker::PhantomData;

/// A field whose value is read as `T`.
pub struct Key<T> {
    /// The description for everybody else.
    pub field: Field,
    reads: PhantomData<T>,
}

/// A length of time given in whole seconds.
pub struct Seconds;
/// A length of time given in milliseconds.
pub struct Millis;
/// A text, or one of several words.
pub struct Words;

const fn blank(name: &'static str, kind: FieldKind, unit: &'static str, preset: Preset) -> Field {
    Field {
        name,
        kind,
        unit,
        preset,
        help: "",
        source: "",
        assumption: false,
        group: "",
        shown: None,
        language: Language::Plain,
    }
}

const fn key<T>(name: &'static str, kind: FieldKind, unit: &'static str, preset: Preset) -> Key<T> {
    Key { field: blank(name, kind, unit, preset), reads: PhantomData }
}

const ANY: FieldKind = FieldKind::Whole { min: 0, max: i64::MAX };
const ANY_REAL: FieldKind = FieldKind::Real { min: 0.0, max: f64::MAX };

/// A switch.
pub const fn flag(name: &'static str, initially: bool) -> Key<bool> {
    key(name, FieldKind::Flag, "", Preset::Flag(initially))
}
/// A whole number.
pub const fn whole(name: &'static str) -> Key<i64> {
    key(name, ANY, "", Preset::Whole(0))
}
/// A whole number that may be left unset.
pub const fn opt_whole(name: &'static str) -> Key<Option<i64>> {
    key(name, ANY, "", Preset::Unset)
}
/// A number.
pub const fn real(name: &'static str) -> Key<f64> {
    key(name, ANY_REAL, "", Preset::Real(0.0))
}
/// A number that may be left unset.
pub const fn opt_real(name: &'static str) -> Key<Option<f64>> {
    key(name, ANY_REAL, "", Preset::Unset)
}
/// A length of time in whole seconds.
pub const fn seconds(name: &'static str) -> Key<Seconds> {
    key(name, ANY, "s", Preset::Whole(0))
}
/// A length of time in whole seconds that may be left unset.
pub const fn opt_seconds(name: &'static str) -> Key<Option<Seconds>> {
    key(name, ANY, "s", Preset::Unset)
}
/// A length of time in milliseconds.
pub const fn millis(name: &'static str) -> Key<Millis> {
    key(name, ANY_REAL, "ms", Preset::Real(0.0))
}
/// A length of time in milliseconds that may be left unset.
pub const fn opt_millis(name: &'static str) -> Key<Option<Millis>> {
    key(name, ANY_REAL, "ms", Preset::Unset)
}
/// One of several words; the first is the default unless [`Key::initially_word`] says otherwise.
pub const fn choice(name: &'static str, words: &'static [&'static str]) -> Key<Words> {
    key(name, FieldKind::Choice(words), "", Preset::Text(words[0]))
}
/// A text; optional while its default is empty.
pub const fn text(name: &'static str) -> Key<Words> {
    key(name, FieldKind::Text { most: 4096, lines: false }, "", Preset::Text(""))
}

impl<T> Key<T> {
    /// What it does, in one or two sentences.
    pub const fn help(mut self, help: &'static str) -> Self {
        self.field.help = help;
        self
    }
    /// Where range and default are from.
    pub const fn source(mut self, source: &'static str) -> Self {
        self.field.source = source;
        self
    }
    /// The default is a choice of this model, not AWS's figure.
    pub const fn assumed(mut self) -> Self {
        self.field.assumption = true;
        self
    }
    /// The heading it stands under.
    pub const fn under(mut self, group: &'static str) -> Self {
        self.field.group = group;
        self
    }
    /// Shown only while another field has this value.
    pub const fn when(mut self, other: &'static str, value: &'static str) -> Self {
        self.field.shown = Some((other, value));
        self
    }
    /// The unit of the number.
    pub const fn unit(mut self, unit: &'static str) -> Self {
        self.field.unit = unit;
        self
    }
    /// The range of whole numbers, both ends included.
    pub const fn within(mut self, min: i64, max: i64) -> Self {
        self.field.kind = match self.field.kind {
            FieldKind::Whole { .. } => FieldKind::Whole { min, max },
            FieldKind::Real { .. } => FieldKind::Real { min: min as f64, max: max as f64 },
            _ => panic!("only numbers have a range"),
        };
        self.inside()
    }
    /// The range of numbers, both ends included.
    pub const fn between(mut self, min: f64, max: f64) -> Self {
        self.field.kind = FieldKind::Real { min, max };
        self.inside()
    }
    /// The default of a number: a compile error if it is outside the range given before.
    pub const fn initially(mut self, value: i64) -> Self {
        self.field.preset = match self.field.kind {
            FieldKind::Whole { .. } => Preset::Whole(value),
            FieldKind::Real { .. } => Preset::Real(value as f64),
            _ => panic!("only numbers have a number as default"),
        };
        self.inside()
    }
    /// The default of a number with a fraction.
    pub const fn initially_real(mut self, value: f64) -> Self {
        self.field.preset = Preset::Real(value);
        self.inside()
    }
    /// The default of a text or a choice.
    pub const fn initially_word(mut self, value: &'static str) -> Self {
        self.field.preset = Preset::Text(value);
        self
    }
    /// A text of several lines, in this language.
    pub const fn lines(mut self, most: usize, language: Language) -> Self {
        self.field.kind = FieldKind::Text { most, lines: true };
        self.field.language = language;
        self
    }

    /// Whether a person set it.
    pub fn is_set(&self, config: &Config) -> bool {
        config.get(self.field.name).is_some()
    }

    const fn inside(self) -> Self {
        match (self.field.kind, self.field.preset) {
            (FieldKind::Whole { min, max }, Preset::Whole(v)) => {
                // Builders set the range first; the zero that stands until `initially` may lie outside it.
                assert!(v == 0 || (min <= v && v <= max), "the default lies outside the range");
            }
            (FieldKind::Real { min, max }, Preset::Real(v)) => {
                assert!(v == 0.0 || (min <= v && v <= max), "the default lies outside the range");
            }
            _ => {}
        }
        self
    }

    fn number(&self, config: &Config) -> Option<f64> {
        let value = match config.get(self.field.name) {
            Some(Value::Whole(v)) => *v as f64,
            Some(Value::Real(v)) if v.is_finite() => *v,
            _ => match self.field.preset {
                Preset::Whole(v) => v as f64,
                Preset::Real(v) => v,
                _ => return None,
            },
        };
        // A value out of range is a problem that the checks report; the run goes on with the nearest one.
        Some(match self.field.kind {
            FieldKind::Whole { min, max } => value.clamp(min as f64, max as f64),
            FieldKind::Real { min, max } => value.clamp(min, max),
            _ => value,
        })
    }
}

impl Key<bool> {
    /// The value in force.
    pub fn of(&self, config: &Config) -> bool {
        match config.get(self.field.name) {
            Some(Value::Flag(v)) => *v,
            _ => matches!(self.field.preset, Preset::Flag(true)),
        }
    }
}
impl Key<i64> {
    /// The value in force, inside the range.
    pub fn of(&self, config: &Config) -> i64 {
        self.number(config).unwrap_or_default() as i64
    }
}
impl Key<Option<i64>> {
    /// The value in force, inside the range; `None` if it is not set.
    pub fn of(&self, config: &Config) -> Option<i64> {
        self.number(config).map(|v| v as i64)
    }
}
impl Key<f64> {
    /// The value in force, inside the range.
    pub fn of(&self, config: &Config) -> f64 {
        self.number(config).unwrap_or_default()
    }
}
impl Key<Option<f64>> {
    /// The value in force, inside the range; `None` if it is not set.
    pub fn of(&self, config: &Config) -> Option<f64> {
        self.number(config)
    }
}
impl Key<Seconds> {
    /// The value in force, inside the range.
    pub fn of(&self, config: &Config) -> Span {
        Span::of_seconds(self.number(config).unwrap_or_default())
    }
}
impl Key<Option<Seconds>> {
    /// The value in force, inside the range; `None` if it is not set.
    pub fn of(&self, config: &Config) -> Option<Span> {
        self.number(config).map(Span::of_seconds)
    }
}
impl Key<Millis> {
    /// The value in force, inside the range.
    pub fn of(&self, config: &Config) -> Span {
        Span::of_millis(self.number(config).unwrap_or_default())
    }
}
impl Key<Option<Millis>> {
    /// The value in force, inside the range; `None` if it is not set.
    pub fn of(&self, config: &Config) -> Option<Span> {
        self.number(config).map(Span::of_millis)
    }
}
impl Key<Words> {
    /// The value in force; of a choice always one of its words.
    pub fn of<'a>(&self, config: &'a Config) -> &'a str {
        let preset = match self.field.preset {
            Preset::Text(text) => text,
            _ => "",
        };
        match (config.get(self.field.name), self.field.kind) {
            (Some(Value::Text(v)), FieldKind::Choice(words)) if !words.contains(&v.as_str()) => preset,
            (Some(Value::Text(v)), _) => v,
            _ => preset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Key<Seconds> = seconds("VisibilityTimeout").within(0, 43_200).initially(30);
    const LIMIT: Key<Option<i64>> = opt_whole("MaximumConcurrency").within(2, 1000);

    #[test]
    fn a_key_reads_the_set_value_or_the_default_inside_the_range() {
        assert_eq!(TIMEOUT.of(&Config::default()), Span::seconds(30));
        assert_eq!(TIMEOUT.of(&Config::from([("VisibilityTimeout", 60.into())])), Span::seconds(60));
        assert_eq!(TIMEOUT.of(&Config::from([("VisibilityTimeout", 99_999.into())])), Span::seconds(43_200));
        assert_eq!(LIMIT.of(&Config::default()), None);
        assert_eq!(LIMIT.of(&Config::from([("MaximumConcurrency", 20.into())])), Some(20));
    }

    #[test]
    fn what_a_person_types_is_read_or_refused_with_the_range() {
        assert_eq!(TIMEOUT.field.parse("45"), Ok(Some(Value::Whole(45))));
        assert_eq!(LIMIT.field.parse(" "), Ok(None));
        assert_eq!(
            TIMEOUT.field.parse("soon").unwrap_err(),
            "VisibilityTimeout takes a whole number from 0 to 43200 s; it is soon."
        );
    }
}
