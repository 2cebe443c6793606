//! Numbers and values as schemas compare them: by value, in decimal.

use crate::languages::operators::number::Num;
use serde_json::Value;

/// Whether two JSON values are equal; 1 and 1.0 are.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Num::of(a) == Num::of(b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// Whether a number is a whole multiple of another, as people write them: 0.3 is one of 0.1.
pub fn is_multiple(value: Num, of: Num) -> bool {
    let exact = decimal(value).zip(decimal(of)).and_then(|((a, places), (b, other))| {
        let most = places.max(other);
        let scaled = |digits: i128, places: u32| digits.checked_mul(10_i128.checked_pow(most - places)?);
        Some(scaled(a, places)? % scaled(b, other)? == 0)
    });
    exact.unwrap_or_else(|| (value.as_f64() / of.as_f64()).fract() == 0.0)
}

/// Digits, and how many of them stand after the decimal point.
fn decimal(number: Num) -> Option<(i128, u32)> {
    let text = match number {
        Num::Whole(value) => return Some((value, 0)),
        Num::Real(value) => value.to_string(),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{fraction}").parse().ok()?;
    Some((digits, u32::try_from(fraction.len()).ok()?))
}
