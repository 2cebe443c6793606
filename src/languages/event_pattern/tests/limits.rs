//! Limits, and the ways in besides text.

use crate::languages::event_pattern::{EventPattern, length_warning};
use serde_json::json;

#[test]
fn an_event_in_text_form_is_an_object() {
    let pattern = EventPattern::parse(r#"{"a": [{"exists": false}]}"#).unwrap();
    assert_eq!(pattern.matches_text("{}"), Ok(true));
    assert!(pattern.matches_text("[1]").unwrap_err().contains("not a JSON object"));
    assert!(pattern.matches_text("{").unwrap_err().contains("not valid JSON"));
    assert!(EventPattern::parse("").unwrap_err().message.contains("not valid JSON"));
}

#[test]
fn a_value_is_read_like_a_text() {
    let pattern = EventPattern::from_value(&json!({"a": [{"numeric": [">", 1]}]})).unwrap();
    assert!(pattern.matches(&json!({"a": 2})));
    let error = EventPattern::from_value(&json!({"a": {"b": []}})).unwrap_err();
    assert_eq!(error.path, "a.b");
    let shown = "a.b: Empty arrays are not allowed. Give at least one value to match.";
    assert_eq!(error.to_string(), shown);
}

#[test]
fn the_length_of_a_pattern_is_only_a_warning() {
    let pattern = |value: usize| format!("{{\"a\": [\"{}\"]}}", "é".repeat(value));
    assert_eq!(length_warning(&pattern(2_048 - 11)), None, "2,048 characters, though more bytes");
    let long = pattern(2_048 - 10);
    assert!(length_warning(&long).unwrap().contains("2049 characters"));
    assert!(EventPattern::parse(&long).is_ok());
}

#[test]
fn the_lengths_of_or_arrays_multiply_to_1000_at_most() {
    let members = |count: usize, key: &str| {
        let list: Vec<String> = (0..count).map(|n| format!("{{\"{key}{n}\": [1]}}")).collect();
        format!("[{}]", list.join(","))
    };
    let pattern =
        |a: usize, b: usize| format!("{{\"$or\": {}, \"d\": {{\"$or\": {}}}}}", members(a, "a"), members(b, "b"));
    assert!(EventPattern::parse(&pattern(25, 40)).is_ok(), "25 x 40 = 1,000");
    let error = EventPattern::parse(&pattern(26, 40)).unwrap_err();
    assert!(error.message.contains("1000 rule combinations"), "{error}");
}

/// A rule that deployed with three stack names and was refused with a fourth is on record. Each name makes up to
/// three beginnings fit at once: the first star, the second star, and the piece being read.
#[test]
fn wildcards_add_up_over_the_alternatives_of_a_field() {
    let pattern = |names: &[&str]| {
        let list: Vec<String> = names.iter().map(|name| format!("{{\"wildcard\": \"*:stack/{name}/*\"}}")).collect();
        format!("{{\"detail\": {{\"stack-id\": [{}]}}}}", list.join(","))
    };
    assert!(EventPattern::parse(&pattern(&["Net", "Shop", "Pay"])).is_ok());
    let error = EventPattern::parse(&pattern(&["Net", "Shop", "Pay", "Watch"])).unwrap_err();
    assert_eq!(error.path, "detail.stack-id");
    assert!(error.message.contains("Rule is too complex"), "{error}");
}

#[test]
fn long_arrays_of_values_stay_quick() {
    let values: Vec<String> = (0..200).map(|value| format!("\"v{value}\"")).collect();
    let values = values.join(",");
    let mut event = String::from("{");
    let mut pattern = String::from("{");
    for field in ["a", "b", "c", "d", "e", "f"] {
        event.push_str(&format!("\"{field}\": [{values}],"));
        pattern.push_str(&format!("\"{field}\": [{{\"prefix\": \"v\"}}],"));
    }
    event.push_str("\"z\": 0}");
    pattern.push_str("\"z\": [1]}");
    // Without remembering that the rest was asked before, this would take 200 to the power of 6 steps.
    assert!(!EventPattern::parse(&pattern).unwrap().matches_text(&event).unwrap());
}
