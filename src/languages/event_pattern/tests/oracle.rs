//! A second matcher, as plain as possible, to compare with on random patterns and events.
//!
//! It flattens the whole event into (path, value, elements it came from) and tries every choice of values, where the
//! real one walks the event along the pattern and cuts short.

use super::{EventPattern, RuleSet};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Which element of which array (both by number) a value came from.
type Elements = BTreeMap<usize, usize>;

struct Leaf {
    path: String,
    value: Value,
    elements: Elements,
}

fn flatten(value: &Value, path: &str, elements: &Elements, arrays: &mut usize, leaves: &mut Vec<Leaf>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(inner, &path, elements, arrays, leaves);
            }
        }
        Value::Array(items) => {
            let array = *arrays;
            *arrays += 1;
            for (index, item) in items.iter().enumerate() {
                let mut inner = elements.clone();
                if item.is_object() || item.is_array() {
                    inner.insert(array, index);
                }
                flatten(item, path, &inner, arrays, leaves);
            }
        }
        plain => leaves.push(Leaf { path: path.to_owned(), value: plain.clone(), elements: elements.clone() }),
    }
}

fn agree(a: &Elements, b: &Elements) -> bool {
    a.iter().all(|(array, index)| b.get(array).is_none_or(|other| other == index))
}

fn accepts(alternative: &Value, value: &Value) -> bool {
    match alternative {
        Value::Object(operator) => match operator.iter().next() {
            Some((name, Value::Bool(wanted))) if name == "exists" => *wanted,
            Some((name, excluded)) if name == "anything-but" => excluded != value,
            Some((name, Value::String(prefix))) if name == "prefix" => {
                value.as_str().is_some_and(|text| text.starts_with(prefix.as_str()))
            }
            other => panic!("{other:?}"),
        },
        plain => plain == value,
    }
}

fn matches(fields: &[(&String, &Value)], leaves: &[Leaf], chosen: &Elements) -> bool {
    let Some(((path, alternatives), rest)) = fields.split_first() else {
        return true;
    };
    let alternatives = alternatives.as_array().expect("an array");
    let fitting: Vec<&Leaf> =
        leaves.iter().filter(|leaf| leaf.path == **path && agree(&leaf.elements, chosen)).collect();
    let by_value = fitting.iter().any(|leaf| {
        let mut chosen = chosen.clone();
        chosen.extend(leaf.elements.clone());
        alternatives.iter().any(|alternative| accepts(alternative, &leaf.value)) && matches(rest, leaves, &chosen)
    });
    let absent = alternatives.contains(&json!({"exists": false})) && fitting.is_empty();
    by_value || absent && matches(rest, leaves, chosen)
}

fn any_alternative() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(1),
        json!(2),
        json!("x"),
        json!("xy"),
        json!(null),
        json!({"exists": true}),
        json!({"exists": false}),
        json!({"anything-but": "x"}),
        json!({"anything-but": 1}),
        json!({"prefix": "x"}),
    ])
}

/// A pattern with dotted keys only, so that its fields are its entries.
fn any_pattern() -> impl Strategy<Value = Map<String, Value>> {
    let path = prop::sample::select(vec!["a", "b", "a.b", "a.c", "b.a", "a.b.c", "a.b.a", "c"]);
    let alternatives = prop::collection::vec(any_alternative(), 1..3).prop_map(Value::from);
    prop::collection::btree_map(path.prop_map(str::to_owned), alternatives, 1..4)
        .prop_map(|fields| fields.into_iter().collect())
}

fn any_event() -> impl Strategy<Value = Value> {
    let leaf = prop::sample::select(vec![json!(1), json!(2), json!("x"), json!("xy"), json!(null), json!([])]);
    let inner = leaf.prop_recursive(4, 30, 4, |inner| {
        let key = prop::sample::select(vec!["a", "b", "c", "a.b"]).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    });
    let key = prop::sample::select(vec!["a", "b", "c", "a.b"]).prop_map(str::to_owned);
    prop::collection::btree_map(key, inner, 0..4).prop_map(|fields| Value::Object(fields.into_iter().collect()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn both_matchers_agree(pattern in any_pattern(), event in any_event()) {
        let mut leaves = Vec::new();
        flatten(&event, "", &Elements::new(), &mut 0, &mut leaves);
        let fields: Vec<_> = pattern.iter().collect();
        let expected = matches(&fields, &leaves, &Elements::new());
        let compiled = EventPattern::from_value(&Value::Object(pattern)).unwrap();
        prop_assert_eq!(compiled.matches(&event), expected);
        prop_assert_eq!(compiled.explain(&event).is_none(), expected);
    }

    #[test]
    fn a_set_finds_what_its_patterns_match_one_by_one(
        patterns in prop::collection::vec(any_pattern(), 0..12), event in any_event()
    ) {
        let compile = |pattern: Map<String, Value>| EventPattern::from_value(&Value::Object(pattern)).unwrap();
        let patterns: Vec<EventPattern> = patterns.into_iter().map(compile).collect();
        let expected: Vec<u32> =
            (0..).zip(&patterns).filter(|(_, pattern)| pattern.matches(&event)).map(|(n, _)| n).collect();
        let mut found = vec![99];
        RuleSet::new(patterns).matching(&event, &mut found);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_field_of_any_shape_explains_or_matches(pattern in any_pattern(), event in any_event()) {
        let compiled = EventPattern::from_value(&Value::Object(pattern)).unwrap();
        if let Some(mismatch) = compiled.explain(&event) {
            prop_assert!(mismatch.sentence.ends_with('.'), "{}", mismatch.sentence);
            prop_assert!(!mismatch.path.is_empty());
        }
    }
}
