//! The evaluation itself: the reference implementation of CW-37, and the reason in words (CW-46).

use super::{AlarmRule, AlarmState, TreatMissing};

/// How many of the newest periods CloudWatch fetches for an alarm over `n` periods (CW-33). AWS documents only 5 for
/// 3; the formula is a model that agrees with it.
pub fn evaluation_range(n: usize) -> usize {
    n + (n / 3).max(2)
}

/// The state of the alarm, and why.
///
/// `points` are one a period, the oldest first, `None` for a period without data. Only the newest
/// [`evaluation_range`] of them count; if there are fewer, they are all that CloudWatch fetched. `current` is the
/// state before, which some cases keep.
pub fn evaluate(points: &[Option<f64>], rule: &AlarmRule, current: AlarmState) -> (AlarmState, String) {
    let n = rule.evaluation_periods as usize;
    let m = rule.datapoints_to_alarm as usize;
    let points = &points[points.len().saturating_sub(evaluation_range(n))..];
    let breaches = |value: &f64| rule.comparison.breaches(*value, rule.threshold);
    let real: Vec<f64> = points.iter().flatten().copied().collect();

    if real.len() >= n {
        let window = &real[real.len() - n..];
        let breaching = window.iter().filter(|value| breaches(value)).count();
        let state = if breaching >= m { AlarmState::Alarm } else { AlarmState::Ok };
        return (state, crossed(rule, window, breaching, None));
    }

    let breaching = real.iter().filter(|value| breaches(value)).count();
    let missing = n - real.len();
    let decided = |alarm: bool| {
        if alarm { AlarmState::Alarm } else { AlarmState::Ok }
    };
    match rule.treat_missing {
        TreatMissing::Breaching => {
            (decided(breaching + missing >= m), crossed(rule, &real, breaching, Some((missing, "Breaching"))))
        }
        TreatMissing::NotBreaching => {
            (decided(breaching >= m), crossed(rule, &real, breaching, Some((missing, "NonBreaching"))))
        }
        TreatMissing::Missing if real.is_empty() => {
            let why = format!(
                "Insufficient Data: no datapoint was received for {}.",
                count(points.len().max(n), "period", "periods")
            );
            (AlarmState::InsufficientData, why)
        }
        TreatMissing::Ignore if real.is_empty() => {
            (current, format!("No datapoint was received, and TreatMissingData is ignore: the alarm stays {current}."))
        }
        TreatMissing::Missing | TreatMissing::Ignore => {
            let reason = crossed(rule, &real, breaching, None);
            if breaching >= m {
                return (AlarmState::Alarm, reason);
            }
            if breaching < real.len() {
                return (AlarmState::Ok, reason);
            }
            undecided(points, rule, current, &reason)
        }
    }
}

/// Only breaching points, but fewer than M of them. With `missing` the oldest may have waited long enough (CW-36);
/// otherwise the state stays.
fn undecided(points: &[Option<f64>], rule: &AlarmRule, current: AlarmState, reason: &str) -> (AlarmState, String) {
    // The newest period has age 1.
    let age = points.iter().position(Option::is_some).map_or(0, |oldest| points.len() - oldest);
    if rule.treat_missing == TreatMissing::Ignore {
        return (current, format!("{reason} TreatMissingData is ignore: the alarm stays {current}."));
    }
    let m = rule.datapoints_to_alarm;
    if age >= m as usize {
        let age = count(age, "period", "periods");
        return (
            AlarmState::Alarm,
            format!("{reason} No datapoint is within the threshold, and the oldest is {age} old, which reaches {m}."),
        );
    }
    let age = count(age, "period", "periods");
    (
        current,
        format!("{reason} That is too early to alarm: the oldest is {age} old and {m} are needed. It stays {current}."),
    )
}

/// How the points compare with the threshold; `filled` are the periods without data that count as one or the other.
fn crossed(rule: &AlarmRule, window: &[f64], breaching: usize, filled: Option<(usize, &str)>) -> String {
    let m = rule.datapoints_to_alarm as usize;
    let all = window.len();
    let minimum = format!("(minimum {} for OK -> ALARM transition)", count(m, "datapoint", "datapoints"));
    let filled = match filled {
        Some((missing, kind)) => {
            let verb = if missing == 1 { "was" } else { "were" };
            let missing = count(missing, "missing datapoint", "missing datapoints");
            format!(" and {missing} {verb} treated as [{kind}]")
        }
        None => String::new(),
    };
    if window.is_empty() {
        return format!("Threshold Crossed: no datapoints were received{filled} {minimum}.");
    }
    let values: Vec<String> = window.iter().map(|value| format!("{value:?}")).collect();
    let verb = if breaching == 1 { "was" } else { "were" };
    format!(
        "Threshold Crossed: {breaching} out of the last {} [{}] {verb} {} the threshold ({:?}){filled} {minimum}.",
        count(all, "datapoint", "datapoints"),
        values.join(", "),
        rule.comparison.in_words(),
        rule.threshold,
    )
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
