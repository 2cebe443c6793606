//! Works an expression out on aligned series.
//!
//! Missing data (CW-16): where one side of an operator has no data it counts as 0; where no series has data the
//! result has none. A division by zero, or any result that is no finite number, drops the point.

use super::functions;
use super::{Kind, MathError, Node, Operator, Series};

/// What a part of an expression comes to: the types S, TS and TS[] of CW-15.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Series(Series),
    List(Vec<Series>),
}

/// What the parts need to know.
pub struct Inputs<'a, 's> {
    pub series_of: &'a dyn Fn(&str) -> Option<&'s [Option<f64>]>,
    pub period_seconds: f64,
}

pub fn series<'s>(
    root: &Node,
    series_of: &dyn Fn(&str) -> Option<&'s [Option<f64>]>,
    period_seconds: f64,
) -> Result<Series, MathError> {
    match value(root, &Inputs { series_of, period_seconds })? {
        Value::Series(series) => Ok(series),
        Value::Number(_) => root.error(
            "The result is one number, not a series of data points. Combine it with a metric, for example m * 0 + 5.",
        ),
        Value::List(_) => root.error("The result is several series. Join them, for example with SUM([a, b])."),
    }
}

pub fn value(node: &Node, inputs: &Inputs) -> Result<Value, MathError> {
    match &node.kind {
        Kind::Number(number) => Ok(Value::Number(*number)),
        Kind::Identifier(name) => match (inputs.series_of)(name) {
            Some(series) => Ok(Value::Series(series.to_vec())),
            None => node.error(format!("There is no metric with the id {name}.")),
        },
        Kind::List(nodes) => {
            nodes.iter().map(|node| one_series(node, inputs)).collect::<Result<_, _>>().map(Value::List)
        }
        Kind::Negative(inner) => {
            let inner = value(inner, inputs)?;
            each(node, inner, &|number| -number)
        }
        Kind::Binary(operator, left, right) => {
            let left = value(left, inputs)?;
            let right = value(right, inputs)?;
            binary(node, *operator, left, right)
        }
        Kind::Call(function, arguments) => functions::call(node, *function, arguments, inputs),
        Kind::Repeat => node.error("REPEAT may stand only as the second argument of FILL."),
    }
}

pub fn one_series(node: &Node, inputs: &Inputs) -> Result<Series, MathError> {
    match value(node, inputs)? {
        Value::Series(series) => Ok(series),
        Value::Number(_) | Value::List(_) => node.error("A metric or another series should stand here."),
    }
}

/// Applies a function to a number, or to each data point.
pub fn each(node: &Node, value: Value, apply: &dyn Fn(f64) -> f64) -> Result<Value, MathError> {
    match value {
        Value::Number(number) if apply(number).is_finite() => Ok(Value::Number(apply(number))),
        Value::Number(_) => node.error("This is not a finite number."),
        Value::Series(series) => Ok(Value::Series(map(series, apply))),
        Value::List(list) => Ok(Value::List(list.into_iter().map(|series| map(series, apply)).collect())),
    }
}

fn map(series: Series, apply: &dyn Fn(f64) -> f64) -> Series {
    series.into_iter().map(|point| point.map(apply).filter(|number| number.is_finite())).collect()
}

fn binary(node: &Node, operator: Operator, left: Value, right: Value) -> Result<Value, MathError> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match apply(operator, left, right) {
            Some(number) => Ok(Value::Number(number)),
            None => node.error("These two numbers have no finite result."),
        },
        // A number is no data point: where the series has no data, there is still nothing to show.
        (Value::Series(series), Value::Number(number)) => {
            Ok(Value::Series(points(series, |point| apply(operator, point, number))))
        }
        (Value::Number(number), Value::Series(series)) => {
            Ok(Value::Series(points(series, |point| apply(operator, number, point))))
        }
        (Value::Series(left), Value::Series(right)) => {
            Ok(Value::Series(pair(node, &left, &right, |left, right| apply(operator, left, right))?))
        }
        (Value::List(list), other) => {
            each_of(node, list, |series| binary(node, operator, Value::Series(series), other.clone()))
        }
        (other, Value::List(list)) => {
            each_of(node, list, |series| binary(node, operator, other.clone(), Value::Series(series)))
        }
    }
}

/// Does the same with every series of a list.
fn each_of(
    node: &Node,
    list: Vec<Series>,
    apply: impl Fn(Series) -> Result<Value, MathError>,
) -> Result<Value, MathError> {
    let single = |series| match apply(series)? {
        Value::Series(series) => Ok(series),
        Value::Number(_) | Value::List(_) => {
            node.error("Two lists of series cannot be combined; join one of them first.")
        }
    };
    list.into_iter().map(single).collect::<Result<_, _>>().map(Value::List)
}

fn points(series: Series, apply: impl Fn(f64) -> Option<f64>) -> Series {
    series.into_iter().map(|point| point.and_then(&apply)).collect()
}

/// Two series, point by point; a missing value beside a present one counts as 0.
fn pair(
    node: &Node,
    left: &Series,
    right: &Series,
    apply: impl Fn(f64, f64) -> Option<f64>,
) -> Result<Series, MathError> {
    aligned(node, left, right)?;
    let join = |(left, right): (&Option<f64>, &Option<f64>)| match (left, right) {
        (None, None) => None,
        _ => apply(left.unwrap_or(0.0), right.unwrap_or(0.0)),
    };
    Ok(left.iter().zip(right).map(join).collect())
}

pub fn aligned(node: &Node, left: &Series, right: &Series) -> Result<(), MathError> {
    if left.len() == right.len() {
        return Ok(());
    }
    node.error(format!("The series have {} and {} points; they must cover the same periods.", left.len(), right.len()))
}

/// One operation. Truth is 1 and falsehood 0; as a condition, everything but 0 is true.
fn apply(operator: Operator, left: f64, right: f64) -> Option<f64> {
    let truth = |holds: bool| if holds { 1.0 } else { 0.0 };
    let number = match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
        Operator::Power => libm::pow(left, right),
        Operator::Equal => truth(left == right),
        Operator::NotEqual => truth(left != right),
        Operator::Less => truth(left < right),
        Operator::AtMost => truth(left <= right),
        Operator::Greater => truth(left > right),
        Operator::AtLeast => truth(left >= right),
        Operator::And => truth(left != 0.0 && right != 0.0),
        Operator::Or => truth(left != 0.0 || right != 0.0),
    };
    number.is_finite().then_some(number)
}
