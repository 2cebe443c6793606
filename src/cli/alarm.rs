//! `signalbox alarm`: in which state is an alarm after these data points?

use super::lines::Question;
use crate::languages::alarm_state::{AlarmRule, AlarmState, evaluate};
use serde::Deserialize;
use serde_json::{Value, json};

/// What lines look like, for the help.
pub const FORMAT: &str = "\
A line: {\"alarm\": {\"Period\": 60, \"EvaluationPeriods\": 3, \"DatapointsToAlarm\": 2, \"Threshold\": 5,
         \"ComparisonOperator\": \"GreaterThanThreshold\", \"TreatMissingData\": \"missing\"},
         \"datapoints\": [1, null, 9], \"initial_state\": \"OK\"}.
Data points are one a period, the oldest first; null is a period without data. Without an initial state it is
INSUFFICIENT_DATA.

An answer: {\"state\": \"OK\"|\"ALARM\"|\"INSUFFICIENT_DATA\", \"why\": \"…\"}, or {\"error\": \"…\"}.";

/// A line. What is wrong with a part of it is said part by part.
#[derive(Deserialize)]
struct Line {
    alarm: Option<Value>,
    datapoints: Option<Value>,
    initial_state: Option<String>,
}

/// The answer to one line.
pub fn answer(question: &Question) -> Result<Value, String> {
    let Line { alarm, datapoints, initial_state } = question.read()?;
    let alarm = alarm.ok_or("The line has no “alarm”.")?;
    let rule: AlarmRule = serde_json::from_value(alarm).map_err(|error| format!("The alarm is not valid: {error}."))?;
    let points = datapoints.ok_or("The line has no “datapoints”: give [] if there are none.")?;
    let points: Vec<Option<f64>> = serde_json::from_value(points)
        .map_err(|error| format!("The datapoints should be a list of numbers and nulls: {error}."))?;
    let before = initial_state.map_or(Ok(AlarmState::default()), |state| state.parse())?;
    let (state, why) = evaluate(&points, &rule, before);
    Ok(json!({"state": state.name(), "why": why}))
}
