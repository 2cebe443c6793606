//! What operators do, when a value counts as true, and how a value looks in a text.

use super::Operator;
use crate::languages::operators::number::Num;
use serde_json::{Number, Value};

/// Everything is true but `false` and nothing.
pub fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// A value in a text: lists as JSON, maps as Java writes them (`{key=value}`).
pub fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::String(text) => text.clone(),
        Value::Object(map) => {
            let parts: Vec<String> = map.iter().map(|(key, value)| format!("{key}={}", shown(value))).collect();
            format!("{{{}}}", parts.join(", "))
        }
        other => other.to_string(),
    }
}

/// How much a value is to copy: its parts, and a part more for each 64 bytes of text.
pub fn weight(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| 1 + key.len() / 64 + weight(value)).sum(),
        Value::String(text) => text.len() / 64,
        _ => 0,
    }
}

/// Whether two values are equal. Values of different kinds are if they look the same.
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Num::of(a) == Num::of(b),
        (Value::Null, _) | (_, Value::Null) => a == b,
        _ if std::mem::discriminant(a) == std::mem::discriminant(b) => a == b,
        _ => shown(a) == shown(b),
    }
}

/// The result of an operator on two values; nothing if it has none. `or` and `and` are not decided here.
pub fn operate(operator: Operator, a: &Value, b: &Value) -> Value {
    let order = match (a, b) {
        (Value::Number(a), Value::Number(b)) => Num::of(a).partial_cmp(&Num::of(b)),
        _ => None,
    };
    match operator {
        Operator::Or => Value::Bool(is_true(a) || is_true(b)),
        Operator::And => Value::Bool(is_true(a) && is_true(b)),
        Operator::Equal => Value::Bool(equal(a, b)),
        Operator::Unequal => Value::Bool(!equal(a, b)),
        Operator::Less => Value::Bool(order.is_some_and(|order| order.is_lt())),
        Operator::AtMost => Value::Bool(order.is_some_and(|order| order.is_le())),
        Operator::More => Value::Bool(order.is_some_and(|order| order.is_gt())),
        Operator::AtLeast => Value::Bool(order.is_some_and(|order| order.is_ge())),
        Operator::Plus if a.is_string() || b.is_string() => Value::from(shown(a) + &shown(b)),
        _ => match (a, b) {
            (Value::Number(a), Value::Number(b)) => arithmetic(operator, a, b),
            _ => Value::Null,
        },
    }
}

/// Whole numbers stay whole: 7 / 2 is 3.
fn arithmetic(operator: Operator, a: &Number, b: &Number) -> Value {
    if let (Some(a), Some(b)) = (a.as_i64(), b.as_i64()) {
        let whole = match operator {
            Operator::Plus => a.checked_add(b),
            Operator::Minus => a.checked_sub(b),
            Operator::Times => a.checked_mul(b),
            Operator::Divided => a.checked_div(b),
            _ => a.checked_rem(b),
        };
        return whole.map_or(Value::Null, Value::from);
    }
    let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
    let real = match operator {
        Operator::Plus => a + b,
        Operator::Minus => a - b,
        Operator::Times => a * b,
        Operator::Divided => a / b,
        _ => a % b,
    };
    Number::from_f64(real).map_or(Value::Null, Value::Number)
}
