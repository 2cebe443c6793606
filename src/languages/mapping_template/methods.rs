//! The methods of texts, lists and maps, as Java names them. One that a value does not have gives nothing.

use super::operate::{equal, shown, weight};
use regex_lite::RegexBuilder;
use serde_json::{Value, json};
use std::borrow::Cow;

/// All of them.
pub const NAMES: &[&str] = &[
    "get",
    "put",
    "add",
    "remove",
    "size",
    "length",
    "isEmpty",
    "keySet",
    "values",
    "entrySet",
    "getKey",
    "getValue",
    "containsKey",
    "contains",
    "indexOf",
    "toString",
    "equals",
    "equalsIgnoreCase",
    "startsWith",
    "endsWith",
    "replace",
    "replaceAll",
    "split",
    "substring",
    "toLowerCase",
    "toUpperCase",
    "trim",
    "concat",
    "matches",
];

/// How long a regular expression times its text, or the result of a replacement, may be.
const MOST_WORK: usize = 20_000_000;

/// Those that change what they are called on.
pub const CHANGING: &[&str] = &["put", "add", "remove"];

/// The part at a name or a position.
pub fn part<'v>(value: &'v Value, at: &Value) -> Option<&'v Value> {
    match (value, at) {
        (Value::Array(items), Value::Number(n)) => items.get(usize::try_from(n.as_u64()?).ok()?),
        (Value::Object(map), at) => map.get(&shown(at)),
        _ => None,
    }
}

/// Calls a method that changes nothing.
pub fn call<'v>(value: &'v Value, name: &str, with: &[Value]) -> Option<Cow<'v, Value>> {
    if name == "get" {
        return part(value, with.first()?).map(Cow::Borrowed);
    }
    let found = match (value, name) {
        (_, "toString") => Value::from(shown(value)),
        (_, "equals") => Value::Bool(equal(value, with.first()?)),
        (Value::String(text), _) => of_text(text, name, with)?,
        (Value::Array(items), "size") => json!(items.len()),
        (Value::Array(items), "isEmpty") => json!(items.is_empty()),
        (Value::Array(items), "contains") => {
            let wanted = with.first()?;
            json!(items.iter().any(|item| equal(item, wanted)))
        }
        (Value::Array(items), "indexOf") => {
            let wanted = with.first()?;
            json!(items.iter().position(|item| equal(item, wanted)).map_or(-1, |at| at as i64))
        }
        (Value::Object(map), "size") => json!(map.len()),
        (Value::Object(map), "isEmpty") => json!(map.is_empty()),
        (Value::Object(map), "keySet") => map.keys().cloned().collect(),
        (Value::Object(map), "values") => map.values().cloned().collect(),
        (Value::Object(map), "entrySet") => {
            map.iter().map(|(key, value)| json!({"key": key, "value": value})).collect()
        }
        (Value::Object(map), "getKey") => map.get("key")?.clone(),
        (Value::Object(map), "getValue") => map.get("value")?.clone(),
        (Value::Object(map), "containsKey") => json!(map.contains_key(&shown(with.first()?))),
        _ => return None,
    };
    Some(Cow::Owned(found))
}

/// Calls a method that changes what it is called on.
pub fn change(value: &mut Value, name: &str, with: &[Value]) -> Option<Value> {
    match (value, name, with) {
        (Value::Array(items), "add", [item]) => {
            items.push(item.clone());
            Some(Value::Bool(true))
        }
        (Value::Array(items), "remove", [Value::Number(at)]) => {
            let at = usize::try_from(at.as_u64()?).ok()?;
            (at < items.len()).then(|| items.remove(at))
        }
        (Value::Object(map), "put", [key, item]) => map.insert(shown(key), item.clone()),
        (Value::Object(map), "remove", [key]) => map.remove(&shown(key)),
        _ => None,
    }
}

fn of_text(text: &str, name: &str, with: &[Value]) -> Option<Value> {
    let word = |n: usize| with.get(n).map(shown);
    Some(match name {
        "length" | "size" => json!(text.encode_utf16().count()),
        "isEmpty" => json!(text.is_empty()),
        "contains" => json!(text.contains(&word(0)?)),
        "equalsIgnoreCase" => json!(text.to_lowercase() == word(0)?.to_lowercase()),
        "startsWith" => json!(text.starts_with(&word(0)?)),
        "endsWith" => json!(text.ends_with(&word(0)?)),
        "indexOf" => {
            let at = text.find(&word(0)?).map(|at| text[..at].encode_utf16().count());
            json!(at.map_or(-1, |at| at as i64))
        }
        "replace" => {
            let (what, with) = (word(0)?, word(1)?);
            fits(text.matches(&what).count(), &with, text)?;
            Value::from(text.replace(&what, &with))
        }
        "replaceAll" => {
            let (pattern, with) = (regex(&word(0)?, text)?, word(1)?);
            fits(pattern.find_iter(text).count(), &with, text)?;
            Value::from(pattern.replace_all(text, |found: &regex_lite::Captures| filled(&with, found)).into_owned())
        }
        "matches" => json!(regex(&format!("^(?:{})$", word(0)?), text)?.is_match(text)),
        "split" => {
            let mut parts: Vec<String> = regex(&word(0)?, text)?.split(text).map(str::to_owned).collect();
            // As in Java, empty parts at the end are left out.
            while parts.len() > 1 && parts.last().is_some_and(String::is_empty) {
                parts.pop();
            }
            json!(parts)
        }
        "substring" => {
            let units: Vec<u16> = text.encode_utf16().collect();
            let at = |n: usize| with.get(n).and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok());
            let (from, to) = (at(0)?, if with.len() > 1 { at(1)? } else { units.len() });
            Value::from(String::from_utf16_lossy(units.get(from..to)?))
        }
        "toLowerCase" => Value::from(text.to_lowercase()),
        "toUpperCase" => Value::from(text.to_uppercase()),
        "trim" => Value::from(text.trim()),
        "concat" => Value::from(format!("{text}{}", word(0)?)),
        _ => return None,
    })
}

/// A regular expression, unless trying it on the text would take long.
fn regex(pattern: &str, text: &str) -> Option<regex_lite::Regex> {
    let quick = pattern.len().saturating_mul(text.len()) <= MOST_WORK;
    quick.then(|| RegexBuilder::new(pattern).size_limit(262_144).build().ok())?
}

/// Whether so many replacements leave a text that is not too large.
fn fits(count: usize, with: &str, text: &str) -> Option<()> {
    let groups = 1 + with.matches('$').count();
    let size = count.saturating_mul(with.len()).saturating_add(text.len().saturating_mul(groups));
    (size <= MOST_WORK).then_some(())
}

/// How much a method costs beside its result.
pub fn cost(value: &Value, name: &str) -> usize {
    match (value, name) {
        (Value::String(text), _) => 1 + text.len() / 64,
        (_, "contains" | "indexOf" | "toString" | "equals") => weight(value),
        _ => 1,
    }
}

/// What replaces a match: `$1` is a group, and a backslash makes the next sign a plain one.
fn filled(with: &str, found: &regex_lite::Captures) -> String {
    let mut out = String::new();
    let mut signs = with.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => out.extend(signs.next()),
            '$' => {
                let group = signs.next().and_then(|digit| digit.to_digit(10));
                out.push_str(group.and_then(|n| found.get(n as usize)).map_or("", |group| group.as_str()));
            }
            _ => out.push(sign),
        }
    }
    out
}
