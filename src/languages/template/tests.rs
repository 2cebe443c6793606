//! Both kinds of templates.

use super::clock::write_timestamp;
use super::{DerivedTemplate, Template};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// 2026-11-23T08:30:05.250Z.
const NOW_US: u64 = 1_795_422_605_250_000;

/// Renders with the given draws, each used once.
fn rendered(template: &str, counter: u64, draws: &[u64]) -> String {
    let mut draws = draws.iter().copied();
    let mut out = String::new();
    let template = Template::parse(template).unwrap_or_else(|error| panic!("{template}: {error}"));
    template.render(&mut out, counter, NOW_US, &mut || draws.next().expect("a draw too many"));
    assert_eq!(draws.next(), None, "a draw too few");
    out
}

#[test]
fn text_stands_for_itself() {
    for text in ["", "plain", r#"{"a": {"b": 1}}"#, "}} and { and }", "é {x} ü"] {
        assert_eq!(rendered(text, 0, &[]), text);
    }
}

#[test]
fn counter() {
    assert_eq!(rendered("{{counter}}", 0, &[]), "1");
    assert_eq!(rendered("{{counter}}", 41, &[]), "42");
    assert_eq!(rendered("{{ counter  1000 }}", 5, &[]), "1005");
    assert_eq!(rendered("{{counter 0}}-{{counter}}", 7, &[]), "7-8");
    assert_eq!(rendered(r#"{"a":{"n":{{counter}}}}"#, 0, &[]), r#"{"a":{"n":1}}"#);
    assert_eq!(rendered("{{{counter}}}", 0, &[]), "{1}");
}

#[test]
fn uuid_is_of_version_4() {
    assert_eq!(rendered("{{uuid}}", 0, &[0, 0]), "00000000-0000-4000-8000-000000000000");
    assert_eq!(rendered("{{uuid}}", 0, &[u64::MAX, u64::MAX]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    let made = rendered("{{uuid}}", 0, &[0x0123_4567_89ab_cdef, 0x0123_4567_89ab_cdef]);
    assert_eq!(made, "01234567-89ab-4def-8123-456789abcdef");
}

#[test]
fn pick_follows_the_weights() {
    let template = "{{pick red:3 green \"dark blue\":1}}";
    // Five tickets of equal size: red holds three, the others one each.
    let ticket = |n: u64| u64::MAX / 5 * n + 1_000;
    let picks: Vec<String> = (0..5).map(|n| rendered(template, 0, &[ticket(n)])).collect();
    assert_eq!(picks, ["red", "red", "red", "green", "dark blue"]);
    assert_eq!(rendered(template, 0, &[u64::MAX]), "dark blue");
    assert_eq!(rendered("{{pick a:0 b:1}}", 0, &[0]), "b");
    assert_eq!(rendered("{{pick arn:aws:sqs}}", 0, &[0]), "arn:aws:sqs", "no number, no weight");
    assert_eq!(rendered("{{pick arn:aws:2}}", 0, &[0]), "arn:aws");
}

#[test]
fn number_includes_both_ends() {
    assert_eq!(rendered("{{number 1 100}}", 0, &[0]), "1");
    assert_eq!(rendered("{{number 1 100}}", 0, &[u64::MAX]), "100");
    assert_eq!(rendered("{{number 7 7}}", 0, &[12_345]), "7");
    assert_eq!(rendered("{{number -5 5}}", 0, &[0]), "-5");
    assert_eq!(rendered("{{number 0.5 9.5 2}}", 0, &[0]), "0.50");
    assert_eq!(rendered("{{number 0.5 9.5 2}}", 0, &[u64::MAX]), "9.50");
    assert_eq!(rendered("{{number -0.05 -0.05 2}}", 0, &[0]), "-0.05");
    assert_eq!(rendered("{{number 1.5 1.5 3}}", 0, &[0]), "1.500");
    // 1 to 4 in four equal parts.
    let quarters: Vec<String> = (0..4).map(|n| rendered("{{number 1 4}}", 0, &[n << 62])).collect();
    assert_eq!(quarters, ["1", "2", "3", "4"]);
}

#[test]
fn time() {
    assert_eq!(rendered("{{timestamp}}", 0, &[]), "2026-11-23T08:30:05.250Z");
    assert_eq!(rendered("{{epoch}}", 0, &[]), "1795422605250");
    for (ms, written) in [
        (0, "1970-01-01T00:00:00.000Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (4_107_456_000_000, "2100-02-28T00:00:00.000Z"),
        (1_735_689_599_999, "2024-12-31T23:59:59.999Z"),
    ] {
        let mut out = String::new();
        write_timestamp(&mut out, ms);
        assert_eq!(out, written);
    }
}

#[test]
fn errors_have_a_place_and_a_reason() {
    for (template, position, words) in [
        ("a {{counter", 2, "not closed"),
        (
            "é {{name}}",
            2,
            "There is no placeholder name. The placeholders are counter, uuid, pick, number, timestamp and epoch.",
        ),
        ("{{}}", 0, "The braces are empty"),
        ("{{Counter}}", 0, "There is no placeholder Counter"),
        ("{{uuid 4}}", 0, "uuid stands alone, without 4"),
        ("{{counter x}}", 0, "not x"),
        ("{{counter -1}}", 0, "not -1"),
        ("{{counter 1 2}}", 0, "2 is too much"),
        ("{{pick}}", 0, "pick needs values"),
        ("{{pick a:0 b:0}}", 0, "greater than 0"),
        ("{{pick \"a b}}", 0, "not closed"),
        ("{{pick \"a\"b}}", 0, "a space or a weight"),
        ("{{pick \"a\":x}}", 0, "x is not a weight"),
        ("{{pick a:99999999999}}", 0, "99999999999 is not a weight"),
        ("{{number 1}}", 0, "the least and the greatest value"),
        ("{{number 1 2 3 4}}", 0, "the least and the greatest value"),
        ("{{number 1 x}}", 0, "x is not a number"),
        ("{{number 1e3 2e3}}", 0, "1e3 is not a number"),
        ("{{number 5 1}}", 0, "The least value comes first: {{number 1 5}}"),
        ("{{number 0.5 1}}", 0, "0.5 has decimals"),
        ("{{number 0.555 1 2}}", 0, "0.555 has more than 2 decimals"),
        ("{{number 0 1 10}}", 0, "from 0 to 9, not 10"),
        ("{{number 0 99999999999999999}}", 0, "is too large"),
    ] {
        let error = Template::parse(template).expect_err(template);
        assert!(error.message.contains(words), "{template}: {error}");
        assert_eq!(error.position, position, "{template}: {error}");
    }
}

/// Renders a derived template on a body.
fn derived(template: &str, body: &str) -> String {
    let value: Option<Value> = serde_json::from_str(body).ok();
    let mut out = String::new();
    DerivedTemplate::parse(template).unwrap().render(&mut out, body, value.as_ref());
    out
}

#[test]
fn the_incoming_body_and_its_values() {
    let body = json!({
        "id": 7, "name": "Ann \"A\"", "ok": true, "note": null, "order": {"items": [{"sku": "x"}, {"sku": "y"}]},
    })
    .to_string();
    for (template, expected) in [
        ("{{body}}", body.as_str()),
        ("[{{ body }}]", &format!("[{body}]")),
        ("{{body.id}}", "7"),
        ("{{body.name}}", "Ann \"A\""),
        ("{{body.ok}} {{body.note}}", "true null"),
        ("{{body.order.items.1.sku}}", "y"),
        ("{{body.order.items}}", r#"[{"sku":"x"},{"sku":"y"}]"#),
        (r#"{"n": {{body.missing}}, "s": "{{body.missing}}"}"#, r#"{"n": null, "s": ""}"#),
        (r#"{"s": "a\"{{body.missing}}", "n": {{body.id.deeper}}}"#, r#"{"s": "a\"", "n": null}"#),
        ("{{body.order.items.9}}", "null"),
        ("plain", "plain"),
    ] {
        assert_eq!(derived(template, &body), expected, "{template}");
    }
    assert_eq!(derived("<{{body}}|{{body.id}}>", "no JSON"), "<no JSON|null>");
}

#[test]
fn a_derived_template_knows_only_the_body() {
    for (template, position, words) in [
        ("{{counter}}", 0, "The placeholders are body and a path"),
        ("x{{bodies}}", 1, "There is no placeholder bodies"),
        ("{{body.}}", 0, "an empty step"),
        ("{{body.a..b}}", 0, "an empty step"),
        ("{{body", 0, "not closed"),
    ] {
        let error = DerivedTemplate::parse(template).expect_err(template);
        assert!(error.message.contains(words), "{template}: {error}");
        assert_eq!(error.position, position, "{template}");
    }
}

#[test]
fn picks_have_the_expected_frequencies() {
    let template = Template::parse("{{pick a:1 b:2 c:5}}").unwrap();
    // Evenly spaced draws must share out exactly.
    let mut counts = BTreeMap::new();
    for n in 0..8_000_u64 {
        let mut out = String::new();
        template.render(&mut out, 0, 0, &mut || u64::MAX / 8_000 * n + 1_000_000);
        *counts.entry(out).or_insert(0) += 1;
    }
    assert_eq!(counts, BTreeMap::from([("a".to_owned(), 1_000), ("b".to_owned(), 2_000), ("c".to_owned(), 5_000)]));
}

proptest! {
    #[test]
    fn numbers_stay_within_their_bounds(low in -1_000_i64..1_000, span in 0_i64..1_000, bits in any::<u64>()) {
        let high = low + span;
        let text = rendered(&format!("{{{{number {low} {high}}}}}"), 0, &[bits]);
        let number: i64 = text.parse().unwrap();
        prop_assert!((low..=high).contains(&number));
    }

    #[test]
    fn equal_draws_make_equal_bodies(bits in any::<u64>(), counter in any::<u64>()) {
        let template = "{{uuid}} {{number 0 1 9}} {{pick a b c}} {{counter}}";
        let draws = [bits, !bits, bits ^ 5, bits];
        prop_assert_eq!(rendered(template, counter, &draws), rendered(template, counter, &draws));
    }

    #[test]
    fn no_text_makes_the_reader_fall_over(text in "[{}a-z\": 0-9é]{0,40}") {
        if let Err(error) = Template::parse(&text) {
            prop_assert!(error.position <= text.chars().count());
        }
        if let Err(error) = DerivedTemplate::parse(&text) {
            prop_assert!(error.position <= text.chars().count());
        }
    }
}
