//! Settings against their fields: unknown names, wrong types, values out of range, texts that do not parse.

use super::languages;
use super::problem::{Problem, Spot};
use crate::catalog::{Field, Language, Severity};
use crate::model::{Config, Value};

/// Settings and the fields that they are for.
pub struct Settings<'a> {
    /// Whose they are, for people: "Orders", "The wire from Orders to Payment".
    pub whose: &'a str,
    /// Where they are.
    pub spot: &'a Spot,
    /// What was set.
    pub config: &'a Config,
    /// Everything in force beneath them, for fields that are shown only with others; usually the same settings.
    pub ground: &'a Config,
    /// The fields.
    pub fields: &'a [Field],
}

/// Checks every setting.
pub fn check(settings: &Settings, problems: &mut Vec<Problem>) {
    let Settings { whose, spot, config, ground, fields } = settings;
    for (name, value) in &config.0 {
        let Some(field) = fields.iter().find(|f| f.name == name) else {
            let what = format!("{whose}: there is no setting “{name}”; it has no effect.");
            let remedy = match nearest(name, fields) {
                Some(known) => format!("Perhaps {known} is meant; otherwise remove it."),
                None => "Remove it.".to_owned(),
            };
            problems.push(Problem::new(Severity::Hint, (*spot).clone(), what, remedy).field(name));
            continue;
        };
        // The form does not show it, and the service does not look at it.
        if !field.visible(&ground.with(config), fields) {
            continue;
        }
        if let Err(why) = field.accepts(value) {
            let what = format!("{whose}: {why}");
            problems.push(Problem::new(Severity::Error, (*spot).clone(), what, remedy(field)).field(name));
        } else if let Value::Text(text) = value {
            well_formed(settings, field, text, problems);
        }
    }
}

fn well_formed(settings: &Settings, field: &Field, text: &str, problems: &mut Vec<Problem>) {
    if text.trim().is_empty() || field.language == Language::Plain {
        return;
    }
    let Some((severity, why)) = languages::fault(field.language, text, settings) else { return };
    let language = languages::name(field.language);
    let (what, remedy) = match severity {
        Severity::Error => (
            format!("{} is not a valid {language}. {why}", field.name),
            format!("Correct the {language}, or clear it."),
        ),
        // A warning of a language says what to do in its second sentence.
        _ => match why.split_once(". ") {
            Some((what, remedy)) => (format!("{}: {what}.", field.name), remedy.to_owned()),
            None => (format!("{}: {why}", field.name), format!("Change the {language}, or leave it.")),
        },
    };
    let what = format!("{}: {what}", settings.whose);
    problems.push(Problem::new(severity, settings.spot.clone(), what, remedy).field(field.name));
}

fn remedy(field: &Field) -> String {
    let unit = if field.unit.is_empty() { String::new() } else { format!(" {}", field.unit) };
    match field.preset.value() {
        Some(Value::Text(text)) if text.is_empty() => "Correct it, or clear it.".into(),
        Some(value) => format!("Correct it, or clear it to have the default, {value}{unit}."),
        None => "Correct it, or clear it: it is optional.".into(),
    }
}

/// The field whose name is the same but for case, or begins or ends alike.
fn nearest(name: &str, fields: &[Field]) -> Option<&'static str> {
    let wanted = name.to_lowercase();
    let alike = |field: &&Field| {
        let known = field.name.to_lowercase();
        known == wanted || (wanted.len() >= 4 && (known.contains(&wanted) || wanted.contains(&known)))
    };
    fields.iter().find(alike).map(|f| f.name)
}
