//! Sentences that say why a field does not match.

use super::branches::Field;
use super::test::Scalar;

/// How many values or alternatives a sentence names before it says "and N more".
const SHOWN: usize = 4;

/// What the field wants, to stand after "the pattern wants".
pub fn wanted(field: &Field) -> String {
    let mut parts: Vec<String> = field.tests.iter().map(ToString::to_string).collect();
    if field.absent {
        parts.push("no such field".to_owned());
    }
    list(&parts, "or")
}

/// A list in words: `"a", "b" or "c"`.
pub fn list(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] if parts.len() <= SHOWN => format!("{} {word} {last}", first.join(", ")),
        _ => format!("{} {word} {} more", parts[..SHOWN].join(", "), parts.len() - SHOWN),
    }
}

/// The sentence for a field whose values, if any, were all refused. `whole` is "event" or "message", `rule` is
/// "pattern" or "policy".
pub fn refused(field: &Field, values: &[String], whole: &str, rule: &str) -> String {
    let path = &field.path;
    if values.is_empty() {
        return format!("The {whole} has no value at {path}; the {rule} wants {}.", wanted(field));
    }
    if field.tests.is_empty() {
        return format!("The {whole} has a value at {path}: {}; the {rule} wants no such field.", list(values, "and"));
    }
    format!("{path} is {}; the {rule} wants {}.", list(values, "and"), wanted(field))
}

/// A value for a sentence, shortened if it is long.
pub fn value(scalar: Scalar) -> String {
    let text = scalar.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
