//! The settings of a node, a wire or a happening. A value of the wrong type becomes one of the right type where its
//! meaning is plain; otherwise it stays as it is, the default holds, and the checks tell the person.

use super::entry::{Repairs, shown};
use crate::catalog::{Field, FieldKind};
use crate::exchange::duration::read_duration;
use crate::model::{Config, Value};
use serde_json::Value as Json;

/// Reads settings. `field` finds the declaration of a property; a property without one is kept as it is.
pub fn config<'f>(
    given: Option<Json>,
    place: &str,
    field: impl Fn(&str) -> Option<&'f Field>,
    repairs: &mut Repairs,
) -> Config {
    let mut config = Config::default();
    let map = match given {
        Some(Json::Object(map)) => map,
        None | Some(Json::Null) => return config,
        Some(other) => {
            repairs.say(format!(
                "The settings of {place} should be an object; they are {}, and were left out.",
                shown(&other)
            ));
            return config;
        }
    };
    for (name, json) in map {
        let field = field(&name);
        if json.is_null() {
            repairs.say(format!("{name} of {place} has no value; its default holds."));
            continue;
        }
        let was = shown(&json);
        let nested = json.is_object() || json.is_array();
        let plain = plain(json);
        let mended = field.and_then(|field| mended(field, &plain));
        // JSON in place of a text that holds JSON is a convenience for those who write by hand, and no repair.
        let convenient = nested && field.is_some_and(|f| matches!(f.kind, FieldKind::Text { .. }));
        if let Some(value) = &mended {
            repairs.say(format!("{name} of {place} was {was}; it is {} now.", shown(&json_of(value))));
        } else if nested && !convenient {
            repairs.say(format!("{name} of {place} was {was}; it is kept as text."));
        }
        config.0.insert(name, mended.unwrap_or(plain));
    }
    config
}

/// The value as it stands.
fn plain(json: Json) -> Value {
    match json {
        Json::Bool(v) => Value::Flag(v),
        Json::Number(n) => n.as_i64().map_or_else(|| Value::Real(n.as_f64().unwrap_or_default()), Value::Whole),
        Json::String(text) => Value::Text(text),
        other => Value::Text(other.to_string()),
    }
}

/// A value of the field's own type that plainly means the same; `None` if there is nothing to mend, or no way to.
fn mended(field: &Field, value: &Value) -> Option<Value> {
    if field.accepts(value).is_ok() {
        return None;
    }
    let candidate = match value {
        Value::Text(text) => match field.parse(text) {
            Ok(parsed) => parsed?,
            Err(_) => in_unit(read_duration(text).ok()?, field.unit)?,
        },
        other => Value::Text(json_of(other).to_string()),
    };
    (candidate != *value && field.accepts(&candidate).is_ok()).then_some(candidate)
}

/// A length of time in the unit of a field.
fn in_unit(micros: u64, unit: &str) -> Option<Value> {
    let size = match unit {
        "s" => 1_000_000,
        "ms" => 1_000,
        _ => return None,
    };
    Some(match i64::try_from(micros / size) {
        Ok(whole) if micros.is_multiple_of(size) => Value::Whole(whole),
        _ => Value::Real(micros as f64 / size as f64),
    })
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Flag(v) => Json::from(*v),
        Value::Whole(v) => Json::from(*v),
        Value::Real(v) => Json::from(*v),
        Value::Text(v) => Json::from(v.as_str()),
    }
}
