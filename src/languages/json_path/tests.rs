//! EB-22, a case a line: path and what it finds in one event.

use super::JsonPath;

const EVENT: &str =
    r#"{"detail": {"items": [{"sku": "A-1", "n": 2}, {"sku": "B-2"}], "total": 5, "a]b": 1, "x.y": 2}, "null": null}"#;

fn find(path: &str) -> Option<String> {
    let event = serde_json::from_str(EVENT).expect("JSON");
    let path = JsonPath::parse(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    path.find(&event).map(|found| found.to_string())
}

#[test]
fn eb_22_names_brackets_positions_and_wildcards() {
    for (path, found) in [
        ("$.detail.total", Some("5")),
        ("$['detail']['total']", Some("5")),
        ("$[\"detail\"].total", Some("5")),
        ("$.detail['a]b']", Some("1")),
        ("$.detail['x.y']", Some("2")),
        ("$.detail.items[1].sku", Some("\"B-2\"")),
        ("$.detail.items[2].sku", None),
        ("$.detail.items.sku", None),
        ("$.detail.nothing", None),
        ("$.null", Some("null")),
        ("$.detail.items[*].sku", Some("[\"A-1\",\"B-2\"]")),
        ("$.detail.items[*].n", Some("[2]")),
        ("$.detail.items[*].price", None),
        ("$.detail.total[*]", None),
        ("$.*.total", Some("[5]")),
    ] {
        assert_eq!(find(path).as_deref(), found, "{path}");
    }
    assert!(JsonPath::parse("$").is_ok_and(|path| path.is_whole()));
}

#[test]
fn text_is_a_string_without_quotes_and_json_otherwise() {
    let event = serde_json::from_str(EVENT).expect("JSON");
    let text = |path: &str| JsonPath::parse(path).ok()?.text(&event);
    assert_eq!(text("$.detail.items[0].sku").as_deref(), Some("A-1"));
    assert_eq!(text("$.detail.items[1]").as_deref(), Some("{\"sku\":\"B-2\"}"));
}

#[test]
fn what_is_no_path_is_refused_with_a_sentence() {
    for wrong in ["detail", "$.", "$..total", "$.detail[x]", "$.a b", "$.detail[", "$[?(@.n>1)]", "$['a'", "$detail"] {
        let error = JsonPath::parse(wrong).expect_err(wrong);
        assert!(error.ends_with('.'), "{error}");
    }
}
