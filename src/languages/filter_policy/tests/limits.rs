//! Keys, combinations, sizes, and the ways in besides text.

use super::{FilterPolicy, Scope};
use serde_json::{Value, json};

const A: Scope = Scope::MessageAttributes;
const B: Scope = Scope::MessageBody;

fn refusal(policy: &Value, scope: Scope) -> String {
    FilterPolicy::from_value(policy, scope).expect_err("too much").message
}

fn values(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("value{n}")).collect()
}

#[test]
fn sns_25_five_keys_are_allowed_and_six_are_not() {
    let policy = |keys: usize| -> Value { (0..keys).map(|n| (format!("key{n}"), json!(["v"]))).collect() };
    assert!(FilterPolicy::from_value(&policy(5), A).is_ok());
    assert!(refusal(&policy(6), A).starts_with("Filter policy can not have more than 5 keys"));
    // In body scope only the keys at the top count.
    assert!(FilterPolicy::from_value(&json!({"top": policy(6)}), B).is_ok());
}

#[test]
fn sns_25_150_combinations_are_allowed_and_151_are_not() {
    assert!(FilterPolicy::from_value(&json!({"key": values(150)}), A).is_ok());
    assert!(refusal(&json!({"key": values(151)}), A).starts_with("Filter policy is too complex. It has 151"));
    assert!(FilterPolicy::from_value(&json!({"a": values(10), "b": values(15)}), A).is_ok());
    assert!(refusal(&json!({"a": values(100), "b": values(51)}), A).contains("5100 combinations"));
}

#[test]
fn sns_25_each_array_counts_times_its_depth() {
    let two = json!({"a": {"b": {"c": values(4)}}, "d": {"e": values(3)}});
    assert!(FilterPolicy::from_value(&two, B).is_ok(), "3 x 4 x 2 x 3 = 72");
    let three = json!({"a": {"b": {"c": values(4)}}, "d": {"e": values(3)}, "f": values(3)});
    assert!(refusal(&three, B).contains("216 combinations"), "72 x 3");
}

#[test]
fn sns_25_the_members_of_or_add() {
    let policy = |sources: usize, spaces: usize| {
        json!({"source": values(sources), "$or": [
            {"metricName": values(6)},
            {"metricType": values(4), "$or": [{"metricId": values(4)}, {"spaceId": values(spaces)}]},
        ]})
    };
    assert!(FilterPolicy::from_value(&policy(3, 7), A).is_ok(), "3x6 + 3x4x4 + 3x4x7 = 150");
    assert!(refusal(&policy(4, 4), A).contains("152 combinations"), "4x6 + 4x4x4 + 4x4x4");
    let nested = json!({
        "$or": [{"metricName": values(3)}, {"namespace": values(2)}],
        "detail": {"scope": values(2), "$or": [{"source": values(1)}, {"type": values(3)}]},
    });
    assert!(refusal(&nested, B).contains("160 combinations"), "3x4x2 + 3x4x6 + 2x4x2 + 2x4x6");
}

#[test]
fn sns_25_a_policy_has_256_kilobytes_at_most() {
    let policy = |letters: usize| format!("{{\"a\": [\"{}\"]}}", "x".repeat(letters));
    assert!(FilterPolicy::parse(&policy(262_144 - 11), A).is_ok());
    let error = FilterPolicy::parse(&policy(262_144 - 10), A).unwrap_err();
    assert!(error.message.contains("262145 bytes"), "{error}");
}

#[test]
fn sns_25_numbers_at_the_ends_are_allowed() {
    for policy in [r#"{"a": [-1000000000, 1e9]}"#, r#"{"a": [{"numeric": [">", -1e9, "<", 0.00001]}]}"#] {
        assert!(FilterPolicy::parse(policy, A).is_ok(), "{policy}");
    }
}

#[test]
fn a_scope_is_read_and_written_by_its_name() {
    for scope in [A, B] {
        assert_eq!(scope.to_string().parse(), Ok(scope));
    }
    assert!("Body".parse::<Scope>().unwrap_err().contains("[Body]"));
    assert_eq!(FilterPolicy::parse("{}", B).unwrap().scope(), B);
}
