//! From a metric's minutes to the data points of an alarm's periods, as they are visible at an instant (CW-14, CW-31).

use crate::sim::{Minute, Series, Span, Time};

/// How the values of a period become one data point (1.3).
#[derive(Clone, Copy, PartialEq, Debug)]
#[allow(missing_docs)]
pub enum Statistic {
    SampleCount,
    Average,
    Sum,
    Minimum,
    Maximum,
    /// The value below which so many percent of the samples lie.
    Percentile(f64),
}

/// One data point.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// The value of the statistic.
    pub value: f64,
    /// Of how many values.
    pub samples: u64,
}

impl Statistic {
    /// Reads the two properties; `extended` wins if it is set.
    ///
    /// # Errors
    /// A sentence that says what can be written.
    pub fn parse(statistic: &str, extended: &str) -> Result<Self, String> {
        let extended = extended.trim();
        if !extended.is_empty() {
            let percent = extended.strip_prefix('p').and_then(|p| p.parse::<f64>().ok());
            return percent.filter(|p| (0.0..=100.0).contains(p)).map(Statistic::Percentile).ok_or_else(|| {
                format!(
                    "ExtendedStatistic is {extended}; a percentile from p0 to p100, such as p99, should stand here."
                )
            });
        }
        Ok(match statistic {
            "SampleCount" => Statistic::SampleCount,
            "Sum" => Statistic::Sum,
            "Minimum" => Statistic::Minimum,
            "Maximum" => Statistic::Maximum,
            _ => Statistic::Average,
        })
    }

    /// The name that CloudWatch writes.
    pub fn name(self) -> String {
        match self {
            Statistic::Percentile(p) => format!("p{p}"),
            other => format!("{other:?}"),
        }
    }

    fn of(self, minute: &Minute) -> Option<Point> {
        if minute.count == 0 {
            return None;
        }
        let value = match self {
            Statistic::SampleCount => minute.count as f64,
            Statistic::Average => minute.average(),
            Statistic::Sum => minute.sum,
            Statistic::Minimum => minute.min,
            Statistic::Maximum => minute.max,
            // Without samples a percentile is known only if all values are equal (CW-10).
            Statistic::Percentile(p) => {
                minute.percentile(p).or_else(|| (minute.min == minute.max).then_some(minute.max))?
            }
        };
        Some(Point { value, samples: minute.count })
    }
}

/// The newest `range` periods that end at the evaluation, oldest first; `None` where there is no data, or where it is
/// not visible yet.
pub fn points(
    series: &Series,
    by: Statistic,
    period: Span,
    range: usize,
    delay: Span,
    now: Time,
) -> Vec<Option<Point>> {
    let delay = if series.metric.custom { Span::ZERO } else { delay };
    let visible = |k: u64| {
        let ends = Time::START + Span::minutes(k + 1);
        if ends + delay <= now { series.minute(k) } else { None }
    };
    let seconds = period.0 / 1_000_000;
    if seconds < 60 {
        // A minute's data point carries the time of the minute's start (CW-5), so it lies in one of its short periods.
        let newest = now.0 / period.0;
        let point = |back: usize| {
            let start = newest.checked_sub(back as u64 + 1)? * seconds;
            if start.is_multiple_of(60) { by.of(visible(start / 60)?) } else { None }
        };
        return (0..range).rev().map(point).collect();
    }
    let minutes = (seconds / 60).max(1);
    let point = |back: usize| {
        let end = now.minute().checked_sub(back as u64 * minutes)?;
        let window = end.saturating_sub(minutes)..end;
        if minutes == 1 {
            return by.of(visible(window.start).filter(|_| !window.is_empty())?);
        }
        let mut all = Minute::default();
        window.filter_map(visible).for_each(|minute| all.merge(minute));
        by.of(&all)
    };
    (0..range).rev().map(point).collect()
}
