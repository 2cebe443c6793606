//! The state of a CloudWatch metric alarm from its data points (CW-30 to CW-41).
//!
//! ```
//! use signalbox::languages::alarm_state::{AlarmRule, AlarmState, evaluate};
//! let rule: AlarmRule = serde_json::from_str(
//!     r#"{"EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": 5, "ComparisonOperator": "GreaterThanThreshold"}"#,
//! ).unwrap();
//! let (state, _why) = evaluate(&[Some(1.0), Some(9.0), Some(8.0)], &rule, AlarmState::Ok);
//! assert_eq!(state, AlarmState::Alarm);
//! ```

mod config;
mod evaluation;
#[cfg(test)]
mod tests;

pub use evaluation::{evaluate, evaluation_range};

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The three states of an alarm (CW-30). A new alarm starts in `InsufficientData`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AlarmState {
    /// The metric is within its threshold.
    #[serde(rename = "OK")]
    Ok,
    /// Enough data points breach.
    #[serde(rename = "ALARM")]
    Alarm,
    /// Too little data to tell.
    #[default]
    #[serde(rename = "INSUFFICIENT_DATA")]
    InsufficientData,
}

impl AlarmState {
    /// The name that CloudWatch writes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

impl fmt::Display for AlarmState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

impl FromStr for AlarmState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Ok, Self::Alarm, Self::InsufficientData]
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or_else(|| format!("{text} is not an alarm state. The states are OK, ALARM and INSUFFICIENT_DATA."))
    }
}

/// How a data point is compared with the threshold. The three operators on an anomaly detection band are not here:
/// they compare with a band, not with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::enum_variant_names, reason = "the names of the CloudFormation property")]
pub enum Comparison {
    /// Breaching above the threshold.
    GreaterThanThreshold,
    /// Breaching at the threshold and above.
    GreaterThanOrEqualToThreshold,
    /// Breaching below the threshold.
    LessThanThreshold,
    /// Breaching at the threshold and below.
    LessThanOrEqualToThreshold,
}

impl Comparison {
    /// Whether a value breaches the threshold (CW-32).
    pub fn breaches(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::GreaterThanThreshold => value > threshold,
            Self::GreaterThanOrEqualToThreshold => value >= threshold,
            Self::LessThanThreshold => value < threshold,
            Self::LessThanOrEqualToThreshold => value <= threshold,
        }
    }

    /// As in "datapoints were … the threshold".
    pub fn in_words(self) -> &'static str {
        match self {
            Self::GreaterThanThreshold => "greater than",
            Self::GreaterThanOrEqualToThreshold => "greater than or equal to",
            Self::LessThanThreshold => "less than",
            Self::LessThanOrEqualToThreshold => "less than or equal to",
        }
    }
}

/// What periods without data count as, when there are too few with data (CW-35).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TreatMissing {
    /// As nothing: without any data the state is unknown.
    #[default]
    #[serde(rename = "missing")]
    Missing,
    /// As nothing: the state stays.
    #[serde(rename = "ignore")]
    Ignore,
    /// As breaching.
    #[serde(rename = "breaching")]
    Breaching,
    /// As within the threshold.
    #[serde(rename = "notBreaching")]
    NotBreaching,
}

/// The part of an alarm's configuration that decides its state. Reads and writes itself with the names of
/// `AWS::CloudWatch::Alarm`; other properties are passed over.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(try_from = "config::Properties", into = "config::Properties")]
pub struct AlarmRule {
    /// The length of a period, in seconds. Does not enter the evaluation of given points.
    pub period: u32,
    /// N: how many periods are looked at.
    pub evaluation_periods: u32,
    /// M: how many of them must breach.
    pub datapoints_to_alarm: u32,
    /// What values are compared with.
    pub threshold: f64,
    /// How they are compared.
    pub comparison: Comparison,
    /// What missing data counts as.
    pub treat_missing: TreatMissing,
}
