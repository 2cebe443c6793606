//! The 40 cells of CW-38 and CW-39, the vectors of CW-40, and the properties.

use super::*;
use serde_json::json;

fn rule(m: u32, treat_missing: TreatMissing) -> AlarmRule {
    AlarmRule {
        period: 60,
        evaluation_periods: 3,
        datapoints_to_alarm: m,
        threshold: 5.0,
        comparison: Comparison::GreaterThanThreshold,
        treat_missing,
    }
}

/// `0` is within the threshold, `X` breaches it, `-` is missing. The oldest point is on the left.
fn points(text: &str) -> Vec<Option<f64>> {
    let read = |sign| match sign {
        "0" => Some(1.0),
        "X" => Some(9.0),
        "-" => None,
        other => panic!("{other}"),
    };
    text.split(' ').map(read).collect()
}

/// Checks the four cells of each row from every state before.
fn table(m: u32, rows: &[(&str, [&str; 4])]) {
    use TreatMissing::{Breaching, Ignore, Missing, NotBreaching};
    for (row, cells) in rows {
        for (treat, expected) in [Missing, Ignore, Breaching, NotBreaching].into_iter().zip(cells) {
            for current in [AlarmState::Ok, AlarmState::Alarm, AlarmState::InsufficientData] {
                let (state, why) = evaluate(&points(row), &rule(m, treat), current);
                let expected = expected.parse().unwrap_or(current);
                assert_eq!(state, expected, "{row}, M = {m}, {treat:?}, from {current}: {why}");
            }
        }
    }
}

const NONE: &str = "INSUFFICIENT_DATA";

#[test]
fn cw_35_37_38_three_of_three() {
    table(
        3,
        &[
            ("0 - X - X", ["OK", "OK", "OK", "OK"]),
            ("0 - - - -", ["OK", "OK", "OK", "OK"]),
            ("- - - - -", [NONE, "keep", "ALARM", "OK"]),
            ("0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
            ("- - X - -", ["ALARM", "keep", "ALARM", "OK"]),
        ],
    );
}

#[test]
fn cw_35_37_39_two_of_three() {
    table(
        2,
        &[
            ("0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
            ("0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
            ("0 - X - -", ["OK", "OK", "ALARM", "OK"]),
            ("- - - - 0", ["OK", "OK", "ALARM", "OK"]),
            ("- - - X -", ["ALARM", "keep", "ALARM", "OK"]),
        ],
    );
}

#[test]
fn cw_40_a_premature_alarm_waits() {
    let rule = rule(3, TreatMissing::Missing);
    for (row, expected) in [("- - - - X", None), ("- - - X -", None), ("- - X - -", Some(AlarmState::Alarm))] {
        for current in [AlarmState::Ok, AlarmState::InsufficientData] {
            let (state, why) = evaluate(&points(row), &rule, current);
            assert_eq!(state, expected.unwrap_or(current), "{row}: {why}");
        }
    }
}

#[test]
fn cw_33_the_evaluation_range() {
    assert_eq!(evaluation_range(3), 5, "the pair that AWS documents");
    assert_eq!([1, 2, 6, 7, 9, 10, 30].map(evaluation_range), [3, 4, 8, 9, 12, 13, 40]);
}

#[test]
fn cw_34_only_the_newest_points_of_the_range_count() {
    // Three breaching points, but six periods ago: the range of 5 does not reach them.
    let (state, _) = evaluate(&points("X X X 0 0 0 - -"), &rule(3, TreatMissing::Missing), AlarmState::Alarm);
    assert_eq!(state, AlarmState::Ok);
    // CW-41: the last real points decide as long as they are in the range, then the alarm has no data.
    for (quiet, expected) in [(0, "ALARM"), (2, "ALARM"), (4, "ALARM"), (5, NONE)] {
        let mut all = points("X X X");
        all.extend(vec![None; quiet]);
        let (state, why) = evaluate(&all, &rule(3, TreatMissing::Missing), AlarmState::Alarm);
        assert_eq!(state.name(), expected, "{quiet} periods without data: {why}");
    }
}

#[test]
fn fewer_points_than_the_range_are_all_that_was_fetched() {
    let state = |row: &str, treat| evaluate(&points(row), &rule(3, treat), AlarmState::InsufficientData).0;
    assert_eq!(state("X X X", TreatMissing::Missing), AlarmState::Alarm);
    assert_eq!(state("X X", TreatMissing::Missing), AlarmState::InsufficientData, "two of three, oldest of age 2");
    assert_eq!(state("X X", TreatMissing::Breaching), AlarmState::Alarm, "the missing one breaches");
    assert_eq!(state("0", TreatMissing::Missing), AlarmState::Ok);
    let (state, why) = evaluate(&[], &rule(3, TreatMissing::Missing), AlarmState::Ok);
    assert_eq!(
        (state, why.as_str()),
        (AlarmState::InsufficientData, "Insufficient Data: no datapoint was received for 3 periods.",)
    );
}

#[test]
fn cw_32_the_four_operators_at_and_beside_the_threshold() {
    use Comparison::*;
    for (operator, below, at, above) in [
        (GreaterThanThreshold, false, false, true),
        (GreaterThanOrEqualToThreshold, false, true, true),
        (LessThanThreshold, true, false, false),
        (LessThanOrEqualToThreshold, true, true, false),
    ] {
        let breaches = [4.999, 5.0, 5.001].map(|value| operator.breaches(value, 5.0));
        assert_eq!(breaches, [below, at, above], "{operator:?}");
    }
}

#[test]
fn cw_46_the_reason_names_the_count_the_values_the_operator_and_the_threshold() {
    let why = |row: &str, m, treat| evaluate(&points(row), &rule(m, treat), AlarmState::Ok).1;
    assert_eq!(
        why("0 X X", 2, TreatMissing::Missing),
        "Threshold Crossed: 2 out of the last 3 datapoints [1.0, 9.0, 9.0] were greater than the threshold (5.0) \
         (minimum 2 datapoints for OK -> ALARM transition)."
    );
    assert_eq!(
        why("- X -", 1, TreatMissing::NotBreaching),
        "Threshold Crossed: 1 out of the last 1 datapoint [9.0] was greater than the threshold (5.0) and 2 missing \
         datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition)."
    );
    assert!(why("- -", 3, TreatMissing::Breaching).contains("3 missing datapoints were treated as [Breaching]"));
    assert!(why("- - - - X", 3, TreatMissing::Missing).contains("the oldest is 1 period old and 3 are needed"));
    assert!(why("- - X - -", 3, TreatMissing::Ignore).ends_with("the alarm stays OK."));
}

#[test]
fn properties_have_the_names_and_defaults_of_cloudformation() {
    let rule: AlarmRule = serde_json::from_value(json!({
        "AlarmName": "depth", "EvaluationPeriods": 4, "Threshold": 10, "ComparisonOperator": "LessThanThreshold",
    }))
    .unwrap();
    assert_eq!((rule.period, rule.datapoints_to_alarm, rule.treat_missing), (60, 4, TreatMissing::Missing));
    let written = serde_json::to_value(&rule).unwrap();
    assert_eq!(serde_json::from_value::<AlarmRule>(written).unwrap(), rule);
    let full: AlarmRule = serde_json::from_value(json!({
        "Period": 300, "EvaluationPeriods": 5, "DatapointsToAlarm": 3, "Threshold": 0.5,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching",
    }))
    .unwrap();
    assert_eq!((full.datapoints_to_alarm, full.treat_missing), (3, TreatMissing::NotBreaching));
}

#[test]
fn properties_outside_their_range_are_refused() {
    let base = json!({"EvaluationPeriods": 3, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold"});
    for (key, value, words) in [
        ("EvaluationPeriods", json!(0), "EvaluationPeriods must be at least 1"),
        ("DatapointsToAlarm", json!(4), "DatapointsToAlarm is 4"),
        ("DatapointsToAlarm", json!(0), "DatapointsToAlarm is 0"),
        ("Period", json!(45), "Period is 45 seconds"),
        ("Period", json!(0), "Period is 0 seconds"),
        ("EvaluationPeriods", json!(1_441), "may look back 86400"),
        ("Period", json!(259_200), "may look back 604800"),
        ("ComparisonOperator", json!("Above"), "unknown variant `Above`"),
        ("TreatMissingData", json!("notbreaching"), "unknown variant `notbreaching`"),
    ] {
        let mut properties = base.clone();
        properties[key] = value;
        let error = serde_json::from_value::<AlarmRule>(properties).unwrap_err().to_string();
        assert!(error.contains(words), "{key}: {error}");
    }
}

#[test]
fn states_are_read_and_written_by_their_names() {
    for state in [AlarmState::Ok, AlarmState::Alarm, AlarmState::InsufficientData] {
        assert_eq!(state.to_string().parse(), Ok(state));
        assert_eq!(serde_json::to_value(state).unwrap(), json!(state.name()));
    }
    assert!("ok".parse::<AlarmState>().is_err());
    assert_eq!(AlarmState::default(), AlarmState::InsufficientData, "CW-30");
}
