//! Texts that are written in a language: one line a language says who reads it.

use super::values::Settings;
use crate::catalog::{Language, Severity};
use crate::languages::alarm_rule::AlarmExpression;
use crate::languages::event_pattern::{EventPattern, length_warning};
use crate::languages::filter_policy::{FilterPolicy, Scope};
use crate::languages::json_schema::Schema;
use crate::languages::mapping_template::MappingTemplate;
use crate::languages::metric_math::Expression;
use crate::languages::template::{DerivedTemplate, Template};

/// What is wrong with a text in its language, if anything: a sentence, and how bad it is.
pub fn fault(language: Language, text: &str, settings: &Settings) -> Option<(Severity, String)> {
    let warning = match language {
        Language::EventPattern => length_warning(text),
        _ => None,
    };
    let read = match language {
        Language::Plain => Ok(()),
        Language::Json => said(serde_json::from_str::<serde::de::IgnoredAny>(text)),
        Language::EventPattern => said(EventPattern::parse(text)),
        Language::FilterPolicy => said(FilterPolicy::parse(text, scope(settings))),
        Language::Template => said(Template::parse(text)),
        Language::Derived => said(DerivedTemplate::parse(text)),
        Language::AlarmRule => said(AlarmExpression::parse(text)),
        Language::MetricMath => said(Expression::parse(text)),
        Language::JsonSchema => said(Schema::parse(text)),
        Language::MappingTemplate => said(MappingTemplate::parse(text)),
    };
    let error = read.err().map(|why| (Severity::Error, why));
    error.or(warning.map(|why| (Severity::Warning, why)))
}

fn said<T>(read: Result<T, impl std::fmt::Display>) -> Result<(), String> {
    read.map(|_| ()).map_err(|error| {
        let text = error.to_string();
        if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
    })
}

/// What a filter policy is compared with: the value of the neighbouring field whose words name the scopes.
fn scope(settings: &Settings) -> Scope {
    let all = settings.ground.with(settings.config);
    let named = settings.fields.iter().filter_map(|field| field.effective(&all));
    named.filter_map(|value| value.to_string().parse().ok()).next().unwrap_or_default()
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
        Language::JsonSchema => "JSON schema",
        Language::MappingTemplate => "mapping template",
    }
}
