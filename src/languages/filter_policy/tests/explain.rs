//! The sentence for the "why?" panel.

use super::{FilterPolicy, Scope, attributes};

fn of_attributes(policy: &str, message: &str) -> String {
    let policy = FilterPolicy::parse(policy, Scope::MessageAttributes).unwrap();
    policy.explain_attributes(&attributes(message)).expect("filtered out").sentence
}

fn of_body(policy: &str, body: &str) -> String {
    let policy = FilterPolicy::parse(policy, Scope::MessageBody).unwrap();
    policy.explain_body_text(body).expect("filtered out").sentence
}

#[test]
fn the_first_failing_key_is_named() {
    let sentence = of_attributes(r#"{"size": ["S"], "colour": ["red"]}"#, "size:String=M  colour:String=blue");
    assert_eq!(sentence, r#"size is "M"; the policy wants "S"."#);
    let sentence = of_body(r#"{"order": {"total": [{"numeric": [">=", 100]}]}}"#, r#"{"order": {"total": 99}}"#);
    assert_eq!(sentence, "order.total is 99; the policy wants a number >= 100.");
}

#[test]
fn missing_attributes_are_told_apart() {
    assert_eq!(
        of_attributes(r#"{"size": ["S"]}"#, "-"),
        "The message has no attributes, so no policy on attributes lets it through."
    );
    assert_eq!(
        of_attributes(r#"{"size": ["S"]}"#, "colour:String=red"),
        r#"The message has no value at size; the policy wants "S"."#
    );
    let binary = of_attributes(r#"{"size": ["S"]}"#, "size:Binary=AA");
    assert!(binary.ends_with("An attribute of type Binary is not compared."), "{binary}");
    let broken = of_attributes(r#"{"size": [5]}"#, "size:Number=five");
    assert!(broken.ends_with(r#"The text "five" is not what its type Number asks for."#), "{broken}");
}

#[test]
fn a_body_that_is_no_object_is_told_apart() {
    assert!(of_body(r#"{"a": [1]}"#, "hello").starts_with("The body is not JSON ("));
    assert_eq!(
        of_body(r#"{"a": [1]}"#, "[1]"),
        "The body is not a JSON object, so no policy on the body lets it through."
    );
}

#[test]
fn with_or_the_nearest_branch_is_explained() {
    let sentence =
        of_attributes(r#"{"$or": [{"a": ["1"], "b": ["1"]}, {"c": ["1"], "d": ["1"]}]}"#, "c:String=1  d:String=2");
    assert_eq!(sentence, r#"No branch of $or matches. In the nearest one: d is "2"; the policy wants "1"."#);
}
