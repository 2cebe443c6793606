//! EB-18 to EB-21, a case a line.

use super::{Facts, InputTransformer};
use serde_json::json;

fn render(paths: &str, template: &str) -> String {
    let event = json!({
        "source": "shop", "time": "2026-11-23T08:00:00Z",
        "detail": {"id": 7, "name": "Ada \"Lace\"", "ok": true, "none": null, "tags": ["a", "b"], "who": {"city": "Ulm"}},
    });
    let facts = Facts {
        rule_arn: "arn:aws:events:us-east-1:123456789012:rule/shop/paid",
        rule_name: "paid",
        ingestion_time: "2026-11-23T08:00:01Z",
    };
    InputTransformer::parse(paths, template).map_or_else(|error| format!("! {error}"), |t| t.render(&event, &facts))
}

const PATHS: &str = r#"{"id": "$.detail.id", "name": "$.detail.name", "ok": "$.detail.ok", "none": "$.detail.none",
    "tags": "$.detail.tags", "who": "$.detail.who", "gone": "$.detail.gone", "first": "$.detail.tags[0]", "all": "$.detail.tags[*]"}"#;

#[test]
fn eb_19_values_outside_strings_are_json_and_inside_strings_raw_text() {
    for (template, expected) in [
        (r#"{"id": <id>}"#, r#"{"id": 7}"#),
        (r#"{"name": <name>}"#, r#"{"name": "Ada \"Lace\""}"#),
        (r#"{"ok": <ok>, "none": <none>}"#, r#"{"ok": true, "none": null}"#),
        (r#"{"tags": <tags>, "who": <who>}"#, r#"{"tags": ["a","b"], "who": {"city":"Ulm"}}"#),
        (r#"{"tags": <all>}"#, r#"{"tags": ["a","b"]}"#),
        (r#""Order <id> of <first>""#, r#""Order 7 of a""#),
        // Without escaping, as AWS does it: this is no JSON any more.
        (r#"{"name": "<name>"}"#, r#"{"name": "Ada "Lace""}"#),
        (r#"{"a": "x\"<id>"}"#, r#"{"a": "x\"7"}"#),
        (r#"[<id>, <first>, 9, true]"#, r#"[7, "a", 9, true]"#),
        (r#"{<first>: <id>}"#, r#"{"a": 7}"#),
        ("<id>", "7"),
        ("\"<id>\"\n\"<first>\"", "\"7\"\n\"a\""),
        (r#"{"a": "1 < 2", "b": "<>", "c": "<id"}"#, r#"{"a": "1 < 2", "b": "<>", "c": "<id"}"#),
        (r#"{"<id>": 1}"#, r#"{"7": 1}"#),
    ] {
        assert_eq!(render(PATHS, template), expected, "{template}");
    }
}

#[test]
fn eb_19_an_object_or_a_list_in_a_string_loses_its_quotation_marks() {
    for (template, expected) in [
        (r#"{"who": "<who>"}"#, r#"{"who": "{city:Ulm}"}"#),
        (r#""Tags: <tags>""#, r#""Tags: [a,b]""#),
        (r#""Tags: <all>""#, r#""Tags: [a,b]""#),
        (r#""From <aws.events.event>""#, r#""From {source:shop,time:2026-11-23T08:00:00Z}""#),
        (r#"{"detail": "<detail>"}"#, r#"{"detail": "{a:say [x]}"}"#),
    ] {
        let paths = PATHS.replace('}', r#", "detail": "$.detail.said"}"#);
        let event = json!({"source": "shop", "time": "2026-11-23T08:00:00Z",
            "detail": {"tags": ["a", "b"], "who": {"city": "Ulm"}, "said": {"a": "say [\"x\"]"}}});
        let transformer = InputTransformer::parse(&paths, template).unwrap();
        assert_eq!(transformer.render(&event, &Facts::default()), expected, "{template}");
    }
}

#[test]
fn eb_20_a_path_that_finds_nothing_is_nothing_in_a_string_and_null_elsewhere() {
    assert_eq!(render(PATHS, r#"{"a": <gone>, "b": "x<gone>y"}"#), r#"{"a": null, "b": "xy"}"#);
}

#[test]
fn eb_21_reserved_variables() {
    for (template, expected) in [
        (r#"{"r": <aws.events.rule-name>}"#, r#"{"r": "paid"}"#),
        (r#""by <aws.events.rule-name>""#, r#""by paid""#),
        (r#"{"r": <aws.events.rule-arn>}"#, r#"{"r": "arn:aws:events:us-east-1:123456789012:rule/shop/paid"}"#),
        (r#"{"t": <aws.events.event.ingestion-time>}"#, r#"{"t": "2026-11-23T08:00:01Z"}"#),
        (r#"{"e": <aws.events.event>}"#, r#"{"e": {"source":"shop","time":"2026-11-23T08:00:00Z"}}"#),
    ] {
        assert_eq!(render("", template), expected, "{template}");
    }
    let whole = render("", "<aws.events.event.json>");
    assert!(whole.contains(r#""detail":{"#) && whole.contains(r#""source":"shop""#), "{whole}");
}

#[test]
fn what_aws_refuses_is_refused_with_a_sentence_that_says_where() {
    for (paths, template, part) in [
        ("", r#"{"id": <id>}"#, "uses <id>, which InputPathsMap does not define (it defines none)"),
        (r#"{"a": "$.a"}"#, "<b>", "(it defines a)"),
        ("[1]", "1", "InputPathsMap is not a JSON object"),
        (r#"{"a": 1}"#, "1", "The path of a is not a string"),
        (r#"{"a": "b"}"#, "1", "A path begins with $"),
        (r#"{"awsid": "$.a"}"#, "1", "may not begin with AWS"),
        (r#"{"a b": "$.a"}"#, "1", "no name of a variable"),
        ("", "", "InputTemplate is empty"),
        ("", r#""open"#, "never closed"),
        // EB-19: a text as a whole is quoted.
        (r#"{"a": "$.a"}"#, "Order <a>", "is not JSON once its variables are filled in"),
        (r#"{"a": "$.a"}"#, r#"{"order": orders/<a>}"#, "is not JSON"),
        (r#"{"a": "$.a"}"#, r#"{"order": <a>"#, "is not JSON"),
        (r#"{"a": "$.a"}"#, r#"{"order" <a>}"#, "is not JSON"),
        ("", r#""<aws.events.event.json>""#, "outside quotation marks"),
    ] {
        let got = render(paths, template);
        assert!(got.starts_with('!') && got.contains(part), "{template}: {got}");
    }
    let many: Vec<String> = (0..101).map(|n| format!("\"n{n}\": \"$.a\"")).collect();
    assert!(render(&format!("{{{}}}", many.join(",")), "1").contains("101 names"));
    assert!(render("", &"x".repeat(8_193)).contains("8193 characters"));
}
