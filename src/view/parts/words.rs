//! How the page says numbers and times.

use crate::model::Config;
use crate::sim::{Message, Span, Time, Unit};

pub use crate::view::canvas::words::number;

/// A count with thousands apart: `12,480`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number in a metric's unit: `182 ms`, `1.5 KB`, `42 %`.
pub fn measured(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Count | Unit::None => number(value),
        Unit::Seconds => Span::of_seconds(value).to_string().replace("0 µs", "0 s"),
        Unit::Milliseconds => Span::of_millis(value).to_string().replace("0 µs", "0 ms"),
        Unit::Bytes if value >= 1_048_576.0 => format!("{} MB", number(value / 1_048_576.0)),
        Unit::Bytes if value >= 1024.0 => format!("{} KB", number(value / 1024.0)),
        Unit::Bytes => format!("{} B", number(value)),
        Unit::Percent => format!("{} %", number(value)),
    }
}

/// A speed as the transport says it: `0.05`, `10`, `1000`.
pub fn speed(speed: f64) -> String {
    format!("{speed}")
}

/// A length of time as a clock between two marks says it: `0:30`, `12:00`, `2:00:00`.
pub fn short_clock(span: Span) -> String {
    let s = span.0 / 1_000_000;
    let (h, m, s) = (s / 3600, s / 60 % 60, s % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}

/// Reads an instant or a length as people write it: `90`, `90 s`, `2 min`, `1:30`, `1:00:00`, `1h 5m`. `None` if it is none.
pub fn read_time(typed: &str) -> Option<Time> {
    let text = typed.trim();
    if text.contains(':') {
        let parts: Option<Vec<f64>> = text.split(':').map(|p| p.trim().parse::<f64>().ok()).collect();
        let parts = parts.filter(|p| p.len() <= 3 && p.iter().all(|x| *x >= 0.0 && x.is_finite()))?;
        let seconds = parts.iter().fold(0.0, |all, part| all * 60.0 + part);
        return Some(Time(Span::of_seconds(seconds).0));
    }
    let (mut seconds, mut number, mut unit, mut any) = (0.0, String::new(), String::new(), false);
    let mut take = |number: &mut String, unit: &mut String| -> Option<()> {
        let n: f64 = number.parse().ok().filter(|x: &f64| x.is_finite())?;
        seconds += n * match unit.as_str() {
            "ms" => 0.001,
            "" | "s" | "sec" | "second" | "seconds" => 1.0,
            "m" | "min" | "minute" | "minutes" => 60.0,
            "h" | "hour" | "hours" => 3_600.0,
            "d" | "day" | "days" => 86_400.0,
            _ => return None,
        };
        number.clear();
        unit.clear();
        any = true;
        Some(())
    };
    for c in text.chars() {
        match c {
            '0'..='9' | '.' => {
                if !unit.is_empty() {
                    take(&mut number, &mut unit)?;
                }
                number.push(c);
            }
            c if c.is_alphabetic() => unit.push(c.to_ascii_lowercase()),
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    take(&mut number, &mut unit)?;
    any.then_some(Time(Span::of_seconds(seconds).0))
}

/// What a person calls a message: the first id in its body, else its number.
pub fn message_name(message: &Message) -> String {
    let named = message.body.json().and_then(|json| json.as_object()).and_then(|object| {
        let id = |key: &str| key == "id" || key.ends_with("Id") || key.ends_with("ID") || key.ends_with("_id");
        object.iter().find(|(key, value)| id(key) && (value.is_string() || value.is_number())).map(|(_, value)| value)
    });
    match named {
        Some(serde_json::Value::String(text)) => text.chars().take(40).collect(),
        Some(other) => other.to_string(),
        None => format!("message {}", message.id.serial),
    }
}

/// Settings in a line: `Mode DOWN, Rate 100`.
pub fn settings(config: &Config) -> String {
    let said: Vec<String> = config.0.iter().map(|(name, value)| format!("{name} {value}")).collect();
    said.join(", ")
}

/// "1 node", "3 nodes".
pub fn many(n: usize, what: &str) -> String {
    format!("{} {what}{}", count(n as u64), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 12_480, 1_234_567].map(count), ["0", "999", "1,000", "12,480", "1,234,567"]);
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let seconds = |text: &str| read_time(text).map(|t| t.0 / 1_000_000);
        for (text, s) in [("90", 90), ("90 s", 90), ("2 min", 120), ("1:30", 90), ("1:00:00", 3_600), ("1h 5m", 3_900)]
        {
            assert_eq!(seconds(text), Some(s), "{text}");
        }
        for text in ["", "soon", "-5", "1:x", "2 parsecs", "1:2:3:4"] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }

    #[test]
    fn measurements_bear_their_unit() {
        assert_eq!(measured(182.0, Unit::Milliseconds), "182 ms");
        assert_eq!(measured(0.0, Unit::Seconds), "0 s");
        assert_eq!(measured(1536.0, Unit::Bytes), "1.5 KB");
        assert_eq!(measured(42.0, Unit::Percent), "42 %");
        assert_eq!(short_clock(Span::seconds(750)), "12:30");
    }
}
