//! Texts that are written in a language: one line a language says who reads it.

use crate::catalog::Language;

/// Whether a text is well-formed in its language.
///
/// # Errors
/// What is wrong with it, in a sentence or a part of one.
pub fn parse(language: Language, text: &str) -> Result<(), String> {
    match language {
        Language::Plain | Language::Template | Language::Derived => Ok(()),
        Language::AlarmRule | Language::MetricMath => Ok(()),
        Language::Json | Language::EventPattern | Language::FilterPolicy => json(text),
    }
}

fn json(text: &str) -> Result<(), String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).map(|_| ()).map_err(|error| error.to_string())
}

/// What people call the language.
pub fn name(language: Language) -> &'static str {
    match language {
        Language::Plain => "text",
        Language::Json => "JSON",
        Language::EventPattern => "event pattern",
        Language::FilterPolicy => "filter policy",
        Language::Template | Language::Derived => "body template",
        Language::AlarmRule => "alarm rule",
        Language::MetricMath => "metric math expression",
    }
}
