//! Reading and checking the alarm's properties.

use super::{AlarmRule, Comparison, TreatMissing};
use serde::{Deserialize, Serialize};

/// The properties as CloudFormation names them.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Properties {
    #[serde(default = "one_minute")]
    period: u32,
    evaluation_periods: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    datapoints_to_alarm: Option<u32>,
    threshold: f64,
    comparison_operator: Comparison,
    #[serde(default)]
    treat_missing_data: TreatMissing,
}

fn one_minute() -> u32 {
    60
}

impl TryFrom<Properties> for AlarmRule {
    type Error = String;

    fn try_from(properties: Properties) -> Result<Self, String> {
        let rule = Self {
            period: properties.period,
            evaluation_periods: properties.evaluation_periods,
            datapoints_to_alarm: properties.datapoints_to_alarm.unwrap_or(properties.evaluation_periods),
            threshold: properties.threshold,
            comparison: properties.comparison_operator,
            treat_missing: properties.treat_missing_data,
        };
        rule.check().map(|()| rule)
    }
}

impl From<AlarmRule> for Properties {
    fn from(rule: AlarmRule) -> Self {
        Self {
            period: rule.period,
            evaluation_periods: rule.evaluation_periods,
            datapoints_to_alarm: (rule.datapoints_to_alarm != rule.evaluation_periods)
                .then_some(rule.datapoints_to_alarm),
            threshold: rule.threshold,
            comparison_operator: rule.comparison,
            treat_missing_data: rule.treat_missing,
        }
    }
}

impl AlarmRule {
    /// The ranges of the property table (2.1). The error is a sentence.
    pub fn check(&self) -> Result<(), String> {
        let (n, m, period) = (self.evaluation_periods, self.datapoints_to_alarm, self.period);
        if n == 0 {
            return Err("EvaluationPeriods must be at least 1.".to_owned());
        }
        if m == 0 || m > n {
            return Err(format!("DatapointsToAlarm is {m}; it must be between 1 and EvaluationPeriods, which is {n}."));
        }
        if !matches!(period, 10 | 20 | 30) && (period == 0 || period % 60 != 0) {
            return Err(format!("Period is {period} seconds; it must be 10, 20, 30 or a multiple of 60."));
        }
        let longest: u64 = if period < 3_600 { 86_400 } else { 604_800 };
        let window = u64::from(n) * u64::from(period);
        if window > longest {
            return Err(format!(
                "Period times EvaluationPeriods is {window} seconds; with a period of {period} seconds the alarm may \
                 look back {longest} at most."
            ));
        }
        Ok(())
    }
}
