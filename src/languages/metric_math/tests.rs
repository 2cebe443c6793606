//! The rules CW-15 to CW-19, worked out by hand.

use super::*;
use std::collections::BTreeMap;

/// `1 - 3`: numbers, and a dash for a missing value.
fn series(text: &str) -> Series {
    text.split(' ').map(|word| if word == "-" { None } else { Some(word.parse().expect("a number")) }).collect()
}

const A: &str = "1 2 - 4";
const B: &str = "10 - - 0";

/// `Errors`, `5XXError`, and the three metrics of CW-18 among others.
fn metric(name: &str) -> Option<Series> {
    Some(series(match name {
        "a" => A,
        "b" => B,
        "five" => "5 5 5 5 5",
        "metric1" => "1 1 0 0 -",
        "metric2" => "30 - 0 0 30",
        "metric3" => "0 0 20 - 20",
        "Errors" => "1 - 3 -",
        "5XXError" => "7 8 9 -",
        "Invocations" => "10 20 - 0",
        "none" => "- - - -",
        "count" => "10 - 40 70",
        _ => return None,
    }))
}

fn result(expression: &str) -> Result<Series, MathError> {
    let expression = Expression::parse(expression)?;
    let metrics: BTreeMap<&str, Series> =
        expression.identifiers().into_iter().filter_map(|name| Some((name, metric(name)?))).collect();
    expression.evaluate(&|name| metrics.get(name).map(Vec::as_slice), 60.0)
}

fn agree(cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        assert_eq!(result(expression), Ok(series(expected)), "{expression}");
    }
}

#[test]
fn cw_16_missing_counts_as_0_beside_a_value() {
    agree(&[
        ("a", "1 2 - 4"),
        ("a + b", "11 2 - 4"),
        ("a - b", "-9 2 - 4"),
        ("b - a", "9 -2 - -4"),
        ("a * b", "10 0 - 0"),
        ("-a", "-1 -2 - -4"),
        ("a + 1", "2 3 - 5"),
        ("1 - a", "0 -1 - -3"),
        ("none + a", "1 2 - 4"),
        ("none + none", "- - - -"),
        ("none * 5", "- - - -"),
    ]);
}

#[test]
fn cw_16_division_by_zero_drops_the_point() {
    agree(&[
        ("b / a", "10 0 - 0"),
        ("a / b", "0.1 - - -"),
        ("a / 0", "- - - -"),
        ("1 / b", "0.1 - - -"),
        ("0 / b", "0 - - -"),
    ]);
}

#[test]
fn cw_16_comparisons_and_logic_give_1_and_0() {
    agree(&[
        ("a > 1", "0 1 - 1"),
        ("a >= 1", "1 1 - 1"),
        ("a < 2", "1 0 - 0"),
        ("a <= 2", "1 1 - 0"),
        ("a == 2", "0 1 - 0"),
        ("a != 2", "1 0 - 1"),
        ("a > b", "0 1 - 1"),
        ("b AND a", "1 0 - 0"),
        ("b && 1", "1 - - 0"),
        ("b OR 0", "1 - - 0"),
        ("a > 1 AND a < 4", "0 1 - 0"),
        ("a == 1 || a == 4", "1 0 - 1"),
    ]);
}

#[test]
fn precedence() {
    agree(&[
        ("a * 0 + 2 + 3 * 4", "14 14 - 14"),
        ("a * 0 + (2 + 3) * 4", "20 20 - 20"),
        ("a * 0 + 10 - 4 - 3", "3 3 - 3"),
        ("a * 0 + 16 / 4 / 2", "2 2 - 2"),
        ("a * 0 + 2 ^ 3 ^ 2", "512 512 - 512"),
        ("a * 0 - 2 ^ 2", "-4 -4 - -4"),
        ("a * 0 + -2 ^ 2", "-4 -4 - -4"),
        ("a * 0 + 2 ^ -1", "0.5 0.5 - 0.5"),
        ("a ^ 2", "1 4 - 16"),
        ("a + 1 > 2 == 1", "0 1 - 1"),
        ("1 OR 0 AND a", "1 1 - 1"),
        ("a * 1.5e1 + .5", "15.5 30.5 - 60.5"),
    ]);
}

#[test]
fn cw_17_functions() {
    agree(&[
        ("ABS(1 - a)", "0 1 - 3"),
        ("CEIL(a / 4)", "1 1 - 1"),
        ("FLOOR(a / 4)", "0 0 - 1"),
        ("FILL(a, 0)", "1 2 0 4"),
        ("FILL(a, -1.5)", "1 2 -1.5 4"),
        ("FILL(a, REPEAT)", "1 2 2 4"),
        ("FILL(b, REPEAT)", "10 10 10 0"),
        ("FILL(none, REPEAT)", "- - - -"),
        ("FILL(b, a)", "10 2 - 0"),
        ("SUM([a, b])", "11 2 - 4"),
        ("SUM(a, b)", "11 2 - 4"),
        ("MAX([a, b])", "10 2 - 4"),
        ("MIN([a, b])", "1 2 - 0"),
        ("AVG([a, b])", "5.5 2 - 2"),
        ("AVG([a, b, none])", "5.5 2 - 2"),
        ("a * 0 + SUM(a)", "7 7 - 7"),
        ("a / MAX(a)", "0.25 0.5 - 1"),
        ("a - MIN(a)", "0 1 - 3"),
        ("b * 0 + AVG(b)", "5 - - 5"),
        ("SUM([a, b] * 2)", "22 4 - 8"),
        ("DIFF(a)", "- 1 - 2"),
        ("DIFF(count)", "- - 30 30"),
        // 30 in 120 s across the gap, then 30 in 60 s.
        ("RATE(count)", "- - 0.25 0.5"),
        ("IF(a > 1, a)", "- 2 - 4"),
        ("IF(a > 1, a, 0)", "0 2 - 4"),
        ("IF(a > 1, 1, b)", "10 1 - 1"),
        ("IF(1, a, b)", "1 2 - 4"),
        ("IF(0, a, b)", "10 - - 0"),
    ]);
}

#[test]
fn cw_18_the_published_vector_of_if() {
    agree(&[("IF(metric1, metric2, metric3)", "30 0 20 - -")]);
}

#[test]
fn cw_19_the_error_rate() {
    agree(&[
        ("100 * FILL(Errors, 0) / Invocations", "10 0 - -"),
        ("100 * Errors / Invocations", "10 0 - -"),
        ("\"5XXError\" / 10", "0.7 0.8 0.9 -"),
    ]);
}

#[test]
fn identifiers_are_listed_once() {
    let expression = Expression::parse("IF(SUM(a) > 1, [b, -a], \"5XXError\") / FILL(m_1, REPEAT)").unwrap();
    assert_eq!(expression.identifiers(), ["a", "b", "5XXError", "m_1"]);
}

#[test]
fn errors_have_a_place_and_a_reason() {
    for (expression, position, words) in [
        ("", 0, "The expression is empty"),
        ("a +", 3, "ends where a value should stand"),
        ("a b", 2, "An operator, such as + or /"),
        ("* a", 0, "should stand here"),
        ("(a", 2, "A ) should stand here"),
        ("a)", 1, "closes nothing"),
        ("a ? b", 2, "? does not belong"),
        ("5XXError / 2", 0, "\"5XXError\""),
        ("1.2.3", 0, "is not a number"),
        ("\"abc", 0, "not closed"),
        ("\"\"", 0, "A metric name should stand"),
        ("sum(a)", 0, "written in capitals: SUM"),
        ("MEDIAN(a)", 0, "The functions are ABS, AVG"),
        ("a + ABS(a, b)", 4, "ABS has 2 arguments here. Write ABS(m)"),
        ("FILL(a)", 0, "FILL has 1 argument here"),
        ("IF(a)", 0, "IF has 1 argument"),
        ("SUM([a, b)", 9, "A comma or ] should stand here"),
        ("1 + unknown", 4, "no metric with the id unknown"),
        ("1 + 2", 0, "one number, not a series"),
        ("SUM(a)", 0, "one number, not a series"),
        ("[a, b]", 0, "several series"),
        ("a + 1 / 0", 4, "no finite result"),
        ("SUM([a, 5])", 8, "A metric or another series"),
        ("[a, b] + [a, b]", 0, "Two lists of series"),
        ("a + five", 0, "4 and 5 points"),
        ("FILL(a, [a, b])", 8, "A number, REPEAT or one series"),
        ("a + REPEAT", 4, "no metric with the id REPEAT"),
        ("a + SUM(none)", 4, "has no data points"),
        ("DIFF(5)", 5, "A metric or another series"),
    ] {
        let error = result(expression).expect_err(expression);
        assert!(error.message.contains(words), "{expression}: {error}");
        assert_eq!(error.position, position, "{expression}: {error}");
    }
    assert!(result(&"(".repeat(5_000)).is_err());
    assert!(result(&format!("{}a", "-".repeat(5_000))).is_err());
}
