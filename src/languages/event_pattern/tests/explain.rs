//! The sentence for the "why?" panel.

use super::EventPattern;
use serde_json::{Value, json};

fn why(pattern: &str, event: &Value) -> (String, String) {
    let mismatch = EventPattern::parse(pattern).unwrap().explain(event).expect("these do not match");
    (mismatch.path, mismatch.sentence)
}

#[test]
fn a_match_needs_no_explanation() {
    let pattern = EventPattern::parse(r#"{"a": [1]}"#).unwrap();
    assert_eq!(pattern.explain(&json!({"a": 1})), None);
}

#[test]
fn the_first_failing_field_of_the_text_is_named() {
    let (path, sentence) = why(
        r#"{"source": ["shop"], "detail": {"state": ["paid"], "a": [1]}}"#,
        &json!({"source": "shop", "detail": {"state": "open"}}),
    );
    assert_eq!(path, "detail.state");
    assert_eq!(sentence, r#"detail.state is "open"; the pattern wants "paid"."#);
}

#[test]
fn a_missing_value_an_object_and_an_unwanted_value() {
    let (_, sentence) = why(r#"{"a": ["x", {"prefix": "y"}]}"#, &json!({"b": 1}));
    assert_eq!(sentence, r#"The event has no value at a; the pattern wants "x" or a text that begins with "y"."#);
    let (_, sentence) = why(r#"{"a": [1]}"#, &json!({"a": {"b": 1}}));
    assert_eq!(sentence, "a is an object, and a pattern compares only plain values; the pattern wants 1.");
    let (_, sentence) = why(r#"{"a": [{"exists": false}]}"#, &json!({"a": null}));
    assert_eq!(sentence, "The event has a value at a: null; the pattern wants no such field.");
}

#[test]
fn several_values_and_a_range() {
    let (_, sentence) = why(r#"{"a": [{"numeric": [">", 0, "<=", 5]}]}"#, &json!({"a": [7, 8]}));
    assert_eq!(sentence, "a is 7 and 8; the pattern wants a number > 0 and <= 5.");
}

#[test]
fn array_consistency_has_a_sentence_of_its_own() {
    let (path, sentence) =
        why(r#"{"e": {"f": ["A"], "l": ["J"]}}"#, &json!({"e": [{"f": "A", "l": "S"}, {"f": "P", "l": "J"}]}));
    assert_eq!(path, "e.l");
    assert_eq!(sentence, "Each field matches by itself, but e.l and e.f do not match in the same element of an array.");
}

#[test]
fn with_or_the_nearest_branch_is_explained() {
    let (path, sentence) = why(r#"{"$or": [{"a": [1], "b": [1]}, {"c": [1], "d": [1]}]}"#, &json!({"c": 1, "d": 2}));
    assert_eq!(path, "d");
    assert_eq!(sentence, "No branch of $or matches. In the nearest one: d is 2; the pattern wants 1.");
}
