//! Tables of cases, written from draft 4 of JSON Schema (json-schema-validation-00), section by section.
//!
//! `cases.txt` holds `rule | schema | body | verdict`: `yes`, or the place in the body and the word that it fails, as
//! `/price minimum` (a single `-` is the whole body), several of them parted by commas. `invalid.txt` holds
//! `schema | place | part of the message`.

use super::Schema;
use crate::languages::tables::{Case, cases, report};
use serde_json::{Value, json};

#[test]
fn bodies_fit_or_fail_where_the_draft_says() {
    let complain = |case: &Case| {
        let [rule, schema, body, expected] = case.columns[..] else { unreachable!("four columns") };
        let schema = match Schema::parse(schema) {
            Ok(schema) => schema,
            Err(error) => return Some(format!("{}, {rule}: refused: {error}", case.place)),
        };
        let body: Value = serde_json::from_str(body).expect(rule);
        let place = |path: &str| if path.is_empty() { "-".to_owned() } else { path.to_owned() };
        let problems = schema.problems(&body);
        let mut found: Vec<String> = problems.iter().map(|p| format!("{} {}", place(&p.path), p.keyword)).collect();
        if schema.accepts(&body) {
            found.push("yes".into());
        }
        let sentences = problems.iter().all(|problem| problem.message.ends_with('.'));
        (found.join(", ") != expected || !sentences)
            .then(|| format!("{}, {rule}: gave {found:?}, {problems:?}", case.place))
    };
    report(cases(include_str!("cases.txt"), 4).iter().filter_map(complain).collect());
}

#[test]
fn invalid_schemas_are_refused_with_a_place_and_a_reason() {
    let complain = |case: &Case| {
        let [schema, path, words] = case.columns[..] else { unreachable!("three columns") };
        let path = if path == "-" { "" } else { path };
        match Schema::parse(schema) {
            Ok(_) => Some(format!("{}: {schema} was accepted", case.place)),
            Err(error) => (error.path != path || !error.message.contains(words) || !error.message.ends_with('.'))
                .then(|| format!("{}: {schema} said, at {:?}: {}", case.place, error.path, error.message)),
        }
    };
    report(cases(include_str!("invalid.txt"), 3).iter().filter_map(complain).collect());
}

#[test]
fn a_schema_that_asks_for_too_much_work_ends_with_a_sentence() {
    // Each level tries the next one twice: 2 to the power of 40 in all.
    let level = |n: usize| {
        (
            format!("l{n}"),
            json!({"oneOf": [{"$ref": format!("#/definitions/l{}", n + 1)}, {"$ref": format!("#/definitions/l{}", n + 1)}]}),
        )
    };
    let mut definitions: serde_json::Map<String, Value> = (0..40).map(level).collect();
    definitions.insert("l40".into(), json!({"type": "string"}));
    let schema =
        Schema::from_value(&json!({"$ref": "#/definitions/l0", "definitions": definitions})).expect("a schema");
    let problems = schema.problems(&json!(1));
    assert!(problems.len() == 1 && problems[0].message.contains("more steps"), "{problems:?}");
}

#[test]
fn a_long_chain_of_references_ends() {
    let link = |n: usize| (format!("l{n}"), json!({"$ref": format!("#/definitions/l{}", n + 1)}));
    let chain = |length: usize| {
        let mut definitions: serde_json::Map<String, Value> = (0..length).map(link).collect();
        definitions.insert(format!("l{length}"), json!({"type": "string"}));
        Schema::from_value(&json!({"$ref": "#/definitions/l0", "definitions": definitions})).expect("a schema")
    };
    assert!(chain(100).accepts(&json!("x")) && !chain(100).accepts(&json!(1)));
    assert!(chain(5_000).problems(&json!("x"))[0].message.contains("more steps"));
}

#[test]
fn twenty_problems_are_told_and_a_large_model_is_refused() {
    let schema = Schema::parse(r#"{"items": {"type": "string"}}"#).expect("a schema");
    assert_eq!(schema.problems(&json!(vec![1; 50])).len(), 20);
    assert_eq!(schema.first(&json!([1])), Some("type"));
    let large = format!("{{\"title\": \"{}\"}}", "x".repeat(409_600));
    assert!(Schema::parse(&large).unwrap_err().message.contains("409613 bytes"));
}
