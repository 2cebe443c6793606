//! The functions of metric math.

use super::evaluate::{Inputs, Value, aligned, each, one_series, value};
use super::{Function, Kind, MathError, Node, Series};

pub fn call(node: &Node, function: Function, arguments: &[Node], inputs: &Inputs) -> Result<Value, MathError> {
    let first = &arguments[0];
    match function {
        Function::Abs => each(node, value(first, inputs)?, &f64::abs),
        Function::Ceil => each(node, value(first, inputs)?, &f64::ceil),
        Function::Floor => each(node, value(first, inputs)?, &f64::floor),
        Function::Diff => Ok(Value::Series(changes(&one_series(first, inputs)?, |change, _| change))),
        Function::Rate => {
            let period = inputs.period_seconds;
            let series = one_series(first, inputs)?;
            Ok(Value::Series(changes(&series, |change, periods| change / (periods as f64 * period))))
        }
        Function::Fill => fill(first, &arguments[1], inputs).map(Value::Series),
        Function::If => choose(node, arguments, inputs),
        Function::Avg | Function::Max | Function::Min | Function::Sum => {
            if let [only] = arguments {
                match value(only, inputs)? {
                    Value::Series(series) => over_time(node, function, &series),
                    Value::List(list) => across(node, function, &list),
                    Value::Number(number) => Ok(Value::Number(number)),
                }
            } else {
                let list: Result<Vec<_>, _> = arguments.iter().map(|node| one_series(node, inputs)).collect();
                across(node, function, &list?)
            }
        }
    }
}

/// What SUM and its sisters make of the values that are there; nothing of none.
fn reduce(function: Function, values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut count = 0.0;
    let joined = values.inspect(|_| count += 1.0).reduce(|a, b| match function {
        Function::Max => a.max(b),
        Function::Min => a.min(b),
        _ => a + b,
    });
    let result = joined.map(|joined| if function == Function::Avg { joined / count } else { joined });
    result.filter(|number| number.is_finite())
}

/// One series: the result is one number, over all its data points.
fn over_time(node: &Node, function: Function, series: &Series) -> Result<Value, MathError> {
    match reduce(function, series.iter().flatten().copied()) {
        Some(number) => Ok(Value::Number(number)),
        None => node.error("The series has no data points."),
    }
}

/// Several series: the result is a series, point by point.
fn across(node: &Node, function: Function, list: &[Series]) -> Result<Value, MathError> {
    let Some(first) = list.first() else {
        return node.error("The list is empty.");
    };
    list.iter().try_for_each(|series| aligned(node, first, series))?;
    let point = |index: usize| reduce(function, list.iter().filter_map(|series| series[index]));
    Ok(Value::Series((0..first.len()).map(point).collect()))
}

/// From each data point to the one before it: the difference, and how many periods lie between. The first data point
/// has none before it.
fn changes(series: &Series, result: impl Fn(f64, usize) -> f64) -> Series {
    let mut before: Option<(usize, f64)> = None;
    let mut change = |(index, point): (usize, &Option<f64>)| {
        let number = (*point)?;
        let change = before.map(|(then, old)| result(number - old, index - then));
        before = Some((index, number));
        change.filter(|number| number.is_finite())
    };
    series.iter().enumerate().map(&mut change).collect()
}

/// `FILL(m, 0)`, `FILL(m, other)` or `FILL(m, REPEAT)`, which repeats the last data point and leaves gaps before the
/// first one.
fn fill(metric: &Node, filler: &Node, inputs: &Inputs) -> Result<Series, MathError> {
    let series = one_series(metric, inputs)?;
    if filler.kind == Kind::Repeat {
        let mut last = None;
        return Ok(series
            .into_iter()
            .map(|point| {
                last = point.or(last);
                last
            })
            .collect());
    }
    match value(filler, inputs)? {
        Value::Number(number) => Ok(series.into_iter().map(|point| point.or(Some(number))).collect()),
        Value::Series(other) => {
            aligned(filler, &series, &other)?;
            Ok(series.into_iter().zip(other).map(|(point, other)| point.or(other)).collect())
        }
        Value::List(_) => filler.error("A number, REPEAT or one series should stand here."),
    }
}

/// IF, with the treatment of missing data that the vector of CW-18 shows: no condition, no result; a missing `then`
/// counts as 0; a missing `else` gives no result.
fn choose(node: &Node, arguments: &[Node], inputs: &Inputs) -> Result<Value, MathError> {
    let condition = value(&arguments[0], inputs)?;
    let then = value(&arguments[1], inputs)?;
    let other = arguments.get(2).map(|node| value(node, inputs)).transpose()?;
    if let Value::Number(condition) = condition {
        return match (condition != 0.0, other) {
            (true, _) => Ok(then),
            (false, Some(other)) => Ok(other),
            (false, None) => node.error("The condition is always false and there is no else."),
        };
    }
    let Value::Series(condition) = condition else {
        return arguments[0].error("A condition is one series, or a number.");
    };
    let branch = |value: Option<Value>, at: usize| match value {
        None => Ok(vec![None; condition.len()]),
        Some(Value::Number(number)) => Ok(vec![Some(number); condition.len()]),
        Some(Value::Series(series)) => aligned(&arguments[at], &condition, &series).map(|()| series),
        Some(Value::List(_)) => arguments[at].error("A number or one series should stand here."),
    };
    let then = branch(Some(then), 1)?;
    let other = branch(other, 2)?;
    let point = |((condition, then), other): ((&Option<f64>, Option<f64>), Option<f64>)| {
        condition.and_then(|holds| if holds != 0.0 { then.or(Some(0.0)) } else { other })
    };
    Ok(Value::Series(condition.iter().zip(then).zip(other).map(point).collect()))
}
