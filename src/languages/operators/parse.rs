//! Reads one alternative of a field: a plain value, or an object that names one operator.

use super::ip::Block;
use super::json::Node;
use super::number::Num;
use super::test::{Bound, Excluded, Test};
use super::text::{Folded, Wildcard};
use super::{Dialect, PatternError};

/// An alternative: a test of a value, or `{"exists": false}`.
pub enum Alternative {
    Test(Test),
    Absent,
}

/// Reads the alternatives of one field.
pub fn alternatives(items: &[Node], path: &str, dialect: Dialect) -> Result<Vec<Alternative>, PatternError> {
    if items.is_empty() {
        return Err(PatternError::new(path, "Empty arrays are not allowed. Give at least one value to match."));
    }
    let read = |(index, item)| {
        alternative(item, dialect).map_err(|message| PatternError::new(format!("{path}[{index}]"), message))
    };
    items.iter().enumerate().map(read).collect()
}

fn alternative(item: &Node, dialect: Dialect) -> Result<Alternative, String> {
    Ok(Alternative::Test(match item {
        Node::Null => Test::Null,
        Node::Bool(value) => Test::Bool(*value),
        Node::Number(value) => Test::Number(plain_number(Num::of(value), dialect)?),
        Node::Text(value) => Test::Text(value.as_str().into()),
        Node::Array(_) => {
            return Err("Match value must be String, number, true, false, or null. \
                        An array may not stand inside the array of alternatives."
                .to_owned());
        }
        Node::Object(entries) => return expression(entries, dialect),
    }))
}

/// An object with one operator. The operand is read before the number of keys is looked at, as AWS does.
fn expression(entries: &[(String, Node)], dialect: Dialect) -> Result<Alternative, String> {
    let Some((operator, operand)) = entries.first() else {
        return Err("Match expression name not found. Write an operator, such as {\"prefix\": \"a\"}.".to_owned());
    };
    let test = match operator.as_str() {
        "exactly" => Test::Text(text(operand, "exact match pattern must be a string")?.into()),
        "prefix" => match operand {
            Node::Object(inner) if dialect == Dialect::EventBridge => {
                Test::PrefixFolded(folded_affix(inner, "Prefix", "prefix")?)
            }
            _ => Test::Prefix(text(operand, "prefix match pattern must be a string")?.into()),
        },
        "suffix" => match operand {
            Node::Object(inner) if dialect == Dialect::EventBridge => {
                Test::SuffixFolded(folded_affix(inner, "Suffix", "suffix")?)
            }
            _ => Test::Suffix(text(operand, "suffix match pattern must be a string")?.into()),
        },
        "equals-ignore-case" => {
            Test::EqualsFolded(Folded::new(text(operand, "equals-ignore-case match pattern must be a string")?))
        }
        "wildcard" => Test::Wildcard(Wildcard::new(text(operand, "wildcard match pattern must be a string")?)?),
        "numeric" => numeric(operand, dialect)?,
        "cidr" => Test::Cidr(Block::new(text(operand, "cidr match pattern must be a string")?)?),
        "anything-but" => Test::Not(anything_but(operand, dialect)?),
        "exists" => match operand {
            Node::Bool(true) => Test::Present,
            Node::Bool(false) => return one_operator(entries).map(|()| Alternative::Absent),
            _ => return Err("exists match pattern must be either true or false.".to_owned()),
        },
        other => {
            return Err(format!(
                "Unrecognized match type {other}. The operators are prefix, suffix, equals-ignore-case, wildcard, \
                 anything-but, numeric, exists and cidr, in lower case."
            ));
        }
    };
    one_operator(entries).map(|()| Alternative::Test(test))
}

/// EB-15: one operator per object.
fn one_operator(entries: &[(String, Node)]) -> Result<(), String> {
    match entries {
        [_] => Ok(()),
        _ => Err("Only one key allowed in match expression. \
                  Give each operator an object of its own; the objects of an array are alternatives."
            .to_owned()),
    }
}

fn text<'a>(operand: &'a Node, refusal: &str) -> Result<&'a str, String> {
    match operand {
        Node::Text(value) => Ok(value),
        _ => Err(format!("{refusal}, not {}.", kind(operand))),
    }
}

fn kind(node: &Node) -> &'static str {
    match node {
        Node::Null => "null",
        Node::Bool(_) => "true or false",
        Node::Number(_) => "a number",
        Node::Text(_) => "a string",
        Node::Array(_) => "a list",
        Node::Object(_) => "an object",
    }
}

/// `{"prefix": {"equals-ignore-case": "text"}}`.
fn folded_affix(inner: &[(String, Node)], title: &str, name: &str) -> Result<Folded, String> {
    match inner {
        [] => {
            Err(format!("{title} expression name not found. Write {{\"{name}\": {{\"equals-ignore-case\": \"a\"}}}}."))
        }
        [(operator, operand), rest @ ..] if operator == "equals-ignore-case" => {
            let folded = Folded::new(text(operand, "equals-ignore-case match pattern must be a string")?);
            if rest.is_empty() { Ok(folded) } else { one_operator(inner).map(|()| folded) }
        }
        [(operator, _), ..] => {
            Err(format!("Unsupported {name} pattern: {operator}. Only equals-ignore-case may stand inside {name}."))
        }
    }
}

fn numeric(operand: &Node, dialect: Dialect) -> Result<Test, String> {
    let Node::Array(items) = operand else {
        return Err(
            "Value of numeric must be an array. Write for example {\"numeric\": [\">\", 0, \"<=\", 5]}.".to_owned()
        );
    };
    let operator = match items.first() {
        Some(Node::Text(operator)) => operator.as_str(),
        other => {
            let token = other.map_or("]".to_owned(), Node::token);
            return Err(format!(
                "Invalid member in numeric match: {token}. An operator (=, <, <=, >, >=) comes first."
            ));
        }
    };
    let bound = |item: Option<&Node>, name: &str, included: bool| match item {
        Some(Node::Number(number)) => Ok(Bound::new(threshold(Num::of(number), dialect)?, included)),
        _ => Err(format!("Value of {name} must be numeric. A number without quotation marks follows the operator.")),
    };
    let single = |test: Test| match items.len() {
        2 => Ok(test),
        _ => Err("Too many elements in numeric expression. \
                  A range is written with its lower bound first: [\">\", 0, \"<=\", 5]."
            .to_owned()),
    };
    let low = match operator {
        "=" => {
            return bound(items.get(1), "equals", true).and_then(|only| single(Test::Number(only.value)));
        }
        "<" | "<=" => {
            let high = bound(items.get(1), operator, operator == "<=")?;
            return single(Test::Range { low: None, high: Some(high) });
        }
        ">" | ">=" => bound(items.get(1), operator, operator == ">=")?,
        _ => {
            return Err(format!("Unrecognized numeric range operator: {operator}. Use =, <, <=, > or >=."));
        }
    };
    let high = match items.get(2) {
        None => None,
        Some(Node::Text(second)) if second == "<" || second == "<=" => {
            Some(bound(items.get(3), second, second == "<=")?)
        }
        Some(Node::Text(second)) => {
            return Err(format!("Bad numeric range operator: {second}. After a lower bound comes < or <=."));
        }
        Some(other) => {
            return Err(format!("Bad value in numeric range: {}. After a lower bound comes < or <=.", other.token()));
        }
    };
    if items.len() > 4 {
        return Err("Too many terms in numeric range expression. A range has two bounds.".to_owned());
    }
    match high {
        Some(high) if low.value >= high.value => {
            Err(format!("Bottom must be less than top: {} is not less than {}.", low.value, high.value))
        }
        _ => Ok(Test::Range { low: Some(low), high }),
    }
}

/// A number among the alternatives. EventBridge takes any; SNS has limits (SNS-25).
fn plain_number(number: Num, dialect: Dialect) -> Result<Num, String> {
    if dialect == Dialect::Sns && (number.as_f64().abs() > 1e9 || number.decimals() > 5) {
        return Err(format!(
            "The number {number} is outside what a filter policy compares: from -1000000000 to 1000000000, with at \
             most 5 digits after the decimal point."
        ));
    }
    Ok(number)
}

/// A number that is compared by size, or excluded: it must survive as a double.
fn threshold(number: Num, dialect: Dialect) -> Result<Num, String> {
    if !number.is_comparable() {
        return Err(format!("Cannot compare number : {number}. It has more digits than a double can hold."));
    }
    plain_number(number, dialect)
}

fn anything_but(operand: &Node, dialect: Dialect) -> Result<Excluded, String> {
    match operand {
        Node::Text(value) => Ok(Excluded::Texts([value.as_str().into()].into())),
        Node::Number(value) => Ok(Excluded::Numbers([threshold(Num::of(value), dialect)?].into())),
        Node::Array(items) => anything_but_list(items, dialect),
        Node::Object(inner) => anything_but_operator(inner, dialect),
        Node::Null | Node::Bool(_) => {
            Err("Value of anything-but must be an array or single string/number value.".to_owned())
        }
    }
}

fn anything_but_list(items: &[Node], dialect: Dialect) -> Result<Excluded, String> {
    let mut texts: Vec<Box<str>> = Vec::new();
    let mut numbers = Vec::new();
    for item in items {
        match item {
            Node::Text(value) => texts.push(value.as_str().into()),
            Node::Number(value) => numbers.push(threshold(Num::of(value), dialect)?),
            _ => {
                return Err(format!(
                    "Inside anything but list, start|null|boolean is not supported. The list holds {}; \
                     it may hold strings only, or numbers only.",
                    kind(item)
                ));
            }
        }
    }
    match (texts.is_empty(), numbers.is_empty()) {
        (false, true) => Ok(Excluded::Texts(texts.into())),
        (true, false) => Ok(Excluded::Numbers(numbers.into())),
        _ => Err("Inside anything but list, either all values are number or string, mixed type is not supported. \
                  An empty list is not supported either."
            .to_owned()),
    }
}

/// `{"anything-but": {"prefix": …}}` and its sisters. SNS knows the first only, with a single string (SNS-24).
fn anything_but_operator(inner: &[(String, Node)], dialect: Dialect) -> Result<Excluded, String> {
    let Some((operator, operand)) = inner.first() else {
        return Err(
            "Anything-But expression name not found. Write for example {\"prefix\": \"a\"} inside it.".to_owned()
        );
    };
    let known: &[&str] = match dialect {
        Dialect::EventBridge => &["prefix", "suffix", "equals-ignore-case", "wildcard"],
        Dialect::Sns => &["prefix"],
    };
    if !known.contains(&operator.as_str()) {
        return Err(format!(
            "Unsupported anything-but pattern: {operator}. Inside anything-but may stand {}.",
            known.join(", ")
        ));
    }
    let affix = matches!(operator.as_str(), "prefix" | "suffix");
    let refusal = match operator.as_str() {
        "equals-ignore-case" => {
            "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported"
        }
        "wildcard" => "wildcard match pattern must be a string",
        _ => "prefix/suffix match pattern must be a string",
    };
    let operands = match operand {
        Node::Array(items) if dialect == Dialect::EventBridge => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    if operands.is_empty() {
        return Err("Empty arrays are not allowed. Say what the value may not be.".to_owned());
    }
    let mut texts = Vec::with_capacity(operands.len());
    for operand in operands {
        let text = text(operand, refusal)?;
        if affix && text.is_empty() {
            return Err("Null prefix/suffix not allowed. The empty string excludes every string.".to_owned());
        }
        texts.push(text);
    }
    let excluded = match operator.as_str() {
        "prefix" => Excluded::Prefixes(texts.into_iter().map(Into::into).collect()),
        "suffix" => Excluded::Suffixes(texts.into_iter().map(Into::into).collect()),
        "wildcard" => Excluded::Wildcards(texts.into_iter().map(Wildcard::new).collect::<Result<_, _>>()?),
        _ => Excluded::Folded(texts.into_iter().map(Folded::new).collect()),
    };
    one_operator(inner).map(|()| excluded)
}
