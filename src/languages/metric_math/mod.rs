//! CloudWatch metric math, the part that alarms and dashboards need (CW-15 to CW-19).
//!
//! Operators: `+ - * / ^`, unary `-`, `== != < <= > >=`, `AND` (`&&`), `OR` (`||`), parentheses, and lists `[a, b]`.
//! Functions: ABS, AVG, CEIL, DIFF, FILL, FLOOR, IF, MAX, MIN, RATE, SUM. An identifier begins with a letter; any
//! other metric name stands in quotation marks, as `"5XXError"`.
//!
//! ```
//! use signalbox::languages::metric_math::Expression;
//! let rate = Expression::parse("100 * FILL(errors, 0) / invocations").unwrap();
//! let (errors, invocations) = ([None, Some(1.0)], [Some(50.0), Some(20.0)]);
//! let series = |name: &str| match name {
//!     "errors" => Some(&errors[..]),
//!     "invocations" => Some(&invocations[..]),
//!     _ => None,
//! };
//! assert_eq!(rate.evaluate(&series, 60.0).unwrap(), vec![Some(0.0), Some(5.0)]);
//! ```

mod evaluate;
mod functions;
mod lexer;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

/// One value a period, the oldest first; `None` where there is no data.
pub type Series = Vec<Option<f64>>;

/// An expression, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    root: Node,
}

/// Why an expression cannot be read, or cannot be worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MathError {
    /// Where, in characters from the start of the expression, the first being 0.
    pub position: usize,
    /// A sentence.
    pub message: String,
}

impl fmt::Display for MathError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "At character {}: {}", self.position + 1, self.message)
    }
}

impl std::error::Error for MathError {}

/// A part of an expression and where it begins.
#[derive(Clone, Debug, PartialEq)]
struct Node {
    position: usize,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Number(f64),
    Identifier(String),
    List(Vec<Node>),
    Negative(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
    /// `REPEAT`, as the second argument of FILL.
    Repeat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
    And,
    Or,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Abs,
    Avg,
    Ceil,
    Diff,
    Fill,
    Floor,
    If,
    Max,
    Min,
    Rate,
    Sum,
}

impl Function {
    const ALL: [(&'static str, Self); 11] = [
        ("ABS", Self::Abs),
        ("AVG", Self::Avg),
        ("CEIL", Self::Ceil),
        ("DIFF", Self::Diff),
        ("FILL", Self::Fill),
        ("FLOOR", Self::Floor),
        ("IF", Self::If),
        ("MAX", Self::Max),
        ("MIN", Self::Min),
        ("RATE", Self::Rate),
        ("SUM", Self::Sum),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, function)| function)
    }

    /// The least and the most arguments, and how the function is written.
    fn shape(self) -> (usize, usize, &'static str) {
        match self {
            Self::Abs => (1, 1, "ABS(m)"),
            Self::Avg => (1, usize::MAX, "AVG(m) or AVG([m1, m2])"),
            Self::Ceil => (1, 1, "CEIL(m)"),
            Self::Diff => (1, 1, "DIFF(m)"),
            Self::Fill => (2, 2, "FILL(m, 0) or FILL(m, REPEAT)"),
            Self::Floor => (1, 1, "FLOOR(m)"),
            Self::If => (2, 3, "IF(condition, then) or IF(condition, then, else)"),
            Self::Max => (1, usize::MAX, "MAX(m) or MAX([m1, m2])"),
            Self::Min => (1, usize::MAX, "MIN(m) or MIN([m1, m2])"),
            Self::Rate => (1, 1, "RATE(m)"),
            Self::Sum => (1, usize::MAX, "SUM(m) or SUM([m1, m2])"),
        }
    }
}

impl Expression {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Self, MathError> {
        parse::expression(text).map(|root| Self { root })
    }

    /// The metric names in the order of their first mention, each once.
    pub fn identifiers(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.collect(&mut names);
        names
    }

    /// Works the expression out, point by point.
    ///
    /// `series_of` gives the series of an identifier, all of one length and aligned; `period_seconds` is the time
    /// between two points, which RATE divides by. The result must be a series (CW-15): an expression that comes to a
    /// single number is an error.
    pub fn evaluate<'s>(
        &self,
        series_of: &dyn Fn(&str) -> Option<&'s [Option<f64>]>,
        period_seconds: f64,
    ) -> Result<Series, MathError> {
        evaluate::series(&self.root, series_of, period_seconds)
    }
}

impl Node {
    fn collect<'a>(&'a self, names: &mut Vec<&'a str>) {
        match &self.kind {
            Kind::Number(_) | Kind::Repeat => {}
            Kind::Identifier(name) => {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
            Kind::List(nodes) | Kind::Call(_, nodes) => nodes.iter().for_each(|node| node.collect(names)),
            Kind::Negative(inner) => inner.collect(names),
            Kind::Binary(_, left, right) => {
                left.collect(names);
                right.collect(names);
            }
        }
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, MathError> {
        Err(MathError { position: self.position, message: message.into() })
    }
}
