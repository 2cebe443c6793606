//! Applies a template to an exchange.

use super::methods::{self, CHANGING, change, part};
use super::operate::{is_true, operate, shown, weight};
use super::{Block, Exchange, Expression, Failure, MappingTemplate, Operator, Reference, Rendered, Step, util};
use crate::languages::json_path::JsonPath;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How many rounds a `#foreach` makes (APIGW-26).
const MOST_ROUNDS: usize = 1_000;
/// How large a body may become: what API Gateway takes and gives (5.1), in bytes.
const MOST_BYTES: usize = 10 * 1024 * 1024;
/// How much a template may do: blocks, values looked at, and parts of values copied.
const MOST_STEPS: usize = 1_000_000;

impl MappingTemplate {
    /// What the template makes of an exchange.
    ///
    /// # Errors
    /// A sentence, and whose fault it is.
    pub fn render(&self, exchange: &Exchange) -> Result<Rendered, Failure> {
        let context = if exchange.context.is_object() { exchange.context.clone() } else { json!({}) };
        let scope = BTreeMap::from([
            ("context".to_owned(), context),
            ("stageVariables".to_owned(), exchange.stage_variables.clone()),
        ]);
        let mut run = Run { exchange, body: None, scope, steps: 0 };
        let mut text = String::new();
        run.blocks(&self.blocks, &mut text)?;
        let status = run.scope["context"].pointer("/responseOverride/status");
        let status = status.and_then(|status| shown(status).parse().ok()).filter(|status| (100..600).contains(status));
        Ok(Rendered { text, status })
    }
}

/// How a list of blocks ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Break,
    Stop,
}

struct Run<'a> {
    exchange: &'a Exchange<'a>,
    /// The body as JSON, once somebody asked for it.
    body: Option<Value>,
    scope: BTreeMap<String, Value>,
    steps: usize,
}

/// A step of a reference with its values worked out.
enum Done<'a> {
    Property(&'a str),
    Call(&'a str, Vec<Value>),
    Index(Value),
}

impl Run<'_> {
    fn spend(&mut self, steps: usize) -> Result<(), Failure> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps <= MOST_STEPS {
            return Ok(());
        }
        Err(Failure::Template("The template does more than is done here. Make its loops and lists smaller.".to_owned()))
    }

    fn push(&mut self, out: &mut String, text: &str) -> Result<(), Failure> {
        if out.len() + text.len() > MOST_BYTES {
            return Err(Failure::Template(
                "The template makes more than 10 MB. API Gateway passes on no larger body.".to_owned(),
            ));
        }
        self.spend(1 + text.len() / 64)?;
        out.push_str(text);
        Ok(())
    }

    fn blocks(&mut self, blocks: &[Block], out: &mut String) -> Result<Flow, Failure> {
        for block in blocks {
            self.spend(1)?;
            let flow = match block {
                Block::Text(text) => self.push(out, text).map(|()| Flow::On)?,
                Block::Show(reference) => {
                    let value = self.reference(reference)?;
                    if !value.is_null() {
                        self.push(out, &shown(&value))?;
                    }
                    Flow::On
                }
                Block::Set(reference, value) => {
                    let value = self.value(value)?;
                    self.set(reference, value)?;
                    Flow::On
                }
                Block::If(branches, otherwise) => {
                    let mut chosen = otherwise;
                    for (condition, body) in branches {
                        if is_true(&self.value(condition)?) {
                            chosen = body;
                            break;
                        }
                    }
                    self.blocks(chosen, out)?
                }
                Block::Each { name, list, body } => self.each(name, list, body, out)?,
                Block::Break => Flow::Break,
                Block::Stop => Flow::Stop,
            };
            if flow != Flow::On {
                return Ok(flow);
            }
        }
        Ok(Flow::On)
    }

    fn each(&mut self, name: &str, list: &Expression, body: &[Block], out: &mut String) -> Result<Flow, Failure> {
        let items = match self.value(list)? {
            Value::Array(items) => items,
            Value::Object(map) => map.into_values().collect(),
            _ => return Ok(Flow::On),
        };
        let count = items.len();
        let outer = ["foreach", "velocityCount", name].map(|name| (name.to_owned(), self.scope.get(name).cloned()));
        let mut flow = Flow::On;
        for (n, item) in items.into_iter().take(MOST_ROUNDS).enumerate() {
            let (first, last) = (n == 0, n + 1 == count);
            let about = json!({"index": n, "count": n + 1, "hasNext": !last, "first": first, "last": last});
            self.scope.insert("foreach".to_owned(), about);
            self.scope.insert("velocityCount".to_owned(), json!(n + 1));
            self.scope.insert(name.to_owned(), item);
            match self.blocks(body, out)? {
                Flow::On => {}
                Flow::Break => break,
                Flow::Stop => {
                    flow = Flow::Stop;
                    break;
                }
            }
        }
        for (name, value) in outer {
            match value {
                Some(value) => self.scope.insert(name, value),
                None => self.scope.remove(&name),
            };
        }
        Ok(flow)
    }

    fn value(&mut self, expression: &Expression) -> Result<Value, Failure> {
        self.spend(1)?;
        Ok(match expression {
            Expression::Literal(value) => value.clone(),
            Expression::Text(blocks) => {
                let mut text = String::new();
                self.blocks(blocks, &mut text)?;
                Value::from(text)
            }
            Expression::Reference(reference) => self.reference(reference)?,
            Expression::List(items) => Value::Array(self.values(items)?),
            Expression::Range(from, to) => match (self.value(from)?.as_i64(), self.value(to)?.as_i64()) {
                (Some(from), Some(to)) => {
                    let step = if from <= to { 1 } else { -1 };
                    let length =
                        usize::try_from(from.abs_diff(to)).unwrap_or(usize::MAX).saturating_add(1).min(MOST_ROUNDS);
                    self.spend(length)?;
                    std::iter::successors(Some(from), |n| n.checked_add(step)).take(length).collect()
                }
                _ => Value::Null,
            },
            Expression::Map(entries) => {
                let mut map = Map::new();
                for (key, value) in entries {
                    map.insert(shown(&self.value(key)?), self.value(value)?);
                }
                Value::Object(map)
            }
            Expression::Not(inner) => Value::Bool(!is_true(&self.value(inner)?)),
            Expression::Minus(inner) => operate(Operator::Minus, &json!(0), &self.value(inner)?),
            Expression::Both(operator, left, right) => {
                let left = self.value(left)?;
                match operator {
                    Operator::Or if is_true(&left) => return Ok(Value::Bool(true)),
                    Operator::And if !is_true(&left) => return Ok(Value::Bool(false)),
                    _ => {}
                }
                let right = self.value(right)?;
                self.spend(weight(&left) + weight(&right))?;
                self.small(operate(*operator, &left, &right))?
            }
        })
    }

    fn values(&mut self, expressions: &[Expression]) -> Result<Vec<Value>, Failure> {
        expressions.iter().map(|expression| self.value(expression)).collect()
    }

    /// A text may not become larger than a body.
    fn small(&self, value: Value) -> Result<Value, Failure> {
        match value.as_str() {
            Some(text) if text.len() > MOST_BYTES => {
                Err(Failure::Template("The template makes a text of more than 10 MB.".to_owned()))
            }
            _ => Ok(value),
        }
    }

    fn steps<'s>(&mut self, steps: &'s [Step]) -> Result<Vec<Done<'s>>, Failure> {
        let done = |step: &'s Step| {
            Ok(match step {
                Step::Property(name) => Done::Property(name),
                Step::Call(name, with) => Done::Call(name, self.values(with)?),
                Step::Index(at) => Done::Index(self.value(at)?),
            })
        };
        steps.iter().map(done).collect()
    }

    /// What a reference stands for; null for nothing.
    fn reference(&mut self, reference: &Reference) -> Result<Value, Failure> {
        let mut steps = self.steps(&reference.steps)?;
        self.spend(1 + steps.len())?;
        let name = reference.name.as_str();
        let found = match name {
            "input" => {
                let first = steps.remove(0);
                let base = self.input(&first)?;
                self.followed(base, &steps)?
            }
            "util" => {
                let Done::Call(name, with) = steps.remove(0) else { return Ok(Value::Null) };
                let text = with.first().map(shown).unwrap_or_default();
                self.spend(1 + text.len() / 64)?;
                self.followed(util::call(name, &text)?, &steps)?
            }
            _ => {
                if let Some((Done::Call(method, with), before)) = steps.split_last()
                    && CHANGING.contains(method)
                {
                    self.spend(with.iter().map(weight).sum())?;
                    let at = self.scope.get_mut(name).and_then(|base| find(base, before));
                    return Ok(at.and_then(|at| change(at, method, with)).unwrap_or_default());
                }
                let mut cost = 0;
                let found = self.scope.get(name).and_then(|base| follow(Cow::Borrowed(base), &steps, &mut cost));
                cost += found.as_ref().map_or(0, |found| weight(found));
                let found = found.map(Cow::into_owned);
                self.spend(cost)?;
                found
            }
        };
        self.small(found.unwrap_or_default())
    }

    fn followed(&mut self, base: Value, steps: &[Done]) -> Result<Option<Value>, Failure> {
        let mut cost = 0;
        let found = follow(Cow::Owned(base), steps, &mut cost).map(Cow::into_owned);
        self.spend(cost + found.as_ref().map_or(0, weight))?;
        Ok(found)
    }

    fn input(&mut self, step: &Done) -> Result<Value, Failure> {
        Ok(match step {
            Done::Property(_) => Value::from(self.exchange.body),
            Done::Call("params", with) => self.params(with.first()),
            Done::Call(name, with) => {
                let path = with.first().map_or_else(|| "$".to_owned(), shown);
                let path =
                    JsonPath::parse(&path).map_err(|error| Failure::Template(format!("$input.{name}: {error}")))?;
                self.spend(self.exchange.body.len() / 64)?;
                let text = self.exchange.body.trim();
                let body = self.body()?;
                // The whole keeps the order in which it was written.
                if *name == "json" && path.is_whole() && !text.is_empty() {
                    return Ok(Value::from(text));
                }
                let found = path.find(body).map(Cow::into_owned);
                match (*name, found) {
                    ("json", Some(found)) => Value::from(found.to_string()),
                    // What is not there is an empty text (a choice of this model).
                    ("json", None) => Value::from("\"\""),
                    (_, found) => found.unwrap_or_default(),
                }
            }
            Done::Index(_) => Value::Null,
        })
    }

    fn body(&mut self) -> Result<&Value, Failure> {
        if self.body.is_none() {
            let text = self.exchange.body;
            let read = if text.trim().is_empty() { Ok(json!({})) } else { serde_json::from_str(text) };
            let sentence =
                |error| Failure::Body(format!("The template looks into the body, and the body is not JSON: {error}."));
            self.body = Some(read.map_err(sentence)?);
        }
        Ok(self.body.get_or_insert_default())
    }

    /// All parameters, or one by name: of the path, else of the query string, else of the headers.
    fn params(&self, name: Option<&Value>) -> Value {
        let Exchange { path, querystring, header, .. } = self.exchange;
        let Some(name) = name.map(shown) else {
            return json!({"path": path, "querystring": querystring, "header": header});
        };
        let found = [path, querystring, header].into_iter().find_map(|all| all.get(&name));
        found.cloned().unwrap_or_else(|| Value::from(""))
    }

    fn set(&mut self, reference: &Reference, value: Value) -> Result<(), Failure> {
        let steps = self.steps(&reference.steps)?;
        let Some((last, before)) = steps.split_last() else {
            self.scope.insert(reference.name.clone(), value);
            return Ok(());
        };
        let mut at = self.scope.entry(reference.name.clone()).or_default();
        for step in before {
            // What is not there yet becomes a map, as $context.responseOverride does.
            if let (Value::Null, Done::Property(_)) = (&*at, step) {
                *at = json!({});
            }
            let next = match (at, step) {
                (Value::Object(map), Done::Property(name)) => Some(map.entry(*name).or_insert(Value::Null)),
                (other, Done::Index(index)) => find(other, &[Done::Index(index.clone())]),
                _ => None,
            };
            let Some(next) = next else { return Ok(()) };
            at = next;
        }
        match (at, last) {
            (Value::Object(map), Done::Property(name)) => {
                map.insert((*name).to_owned(), value);
            }
            (Value::Object(map), Done::Index(key)) => {
                map.insert(shown(key), value);
            }
            (Value::Array(items), Done::Index(Value::Number(n))) => {
                if let Some(item) = n.as_u64().and_then(|n| items.get_mut(usize::try_from(n).ok()?)) {
                    *item = value;
                }
            }
            (at @ Value::Null, Done::Property(name)) => *at = json!({*name: value}),
            _ => {}
        }
        Ok(())
    }
}

/// Goes from a value along steps that change nothing, and adds up what their methods cost.
fn follow<'v>(base: Cow<'v, Value>, steps: &[Done], cost: &mut usize) -> Option<Cow<'v, Value>> {
    steps.iter().try_fold(base, |value, step| {
        if let Done::Call(name, _) = step {
            *cost += methods::cost(&value, name);
        }
        match value {
            Cow::Borrowed(value) => take(value, step),
            Cow::Owned(value) => take(&value, step).map(|found| Cow::Owned(found.into_owned())),
        }
    })
}

fn take<'v>(value: &'v Value, step: &Done) -> Option<Cow<'v, Value>> {
    match step {
        Done::Property(name) => value.get(*name).map(Cow::Borrowed),
        Done::Index(at) => part(value, at).map(Cow::Borrowed),
        Done::Call(name, with) => methods::call(value, name, with),
    }
}

/// The part of a variable that steps lead to, to change it.
fn find<'v>(base: &'v mut Value, steps: &[Done]) -> Option<&'v mut Value> {
    steps.iter().try_fold(base, |value, step| match (step, value) {
        (Done::Property(name), value) => value.get_mut(*name),
        (Done::Index(Value::Number(n)), Value::Array(items)) => items.get_mut(usize::try_from(n.as_u64()?).ok()?),
        (Done::Index(key), Value::Object(map)) => map.get_mut(&shown(key)),
        (Done::Call("get", with), Value::Object(map)) => map.get_mut(&shown(with.first()?)),
        (Done::Call("get", with), Value::Array(items)) => items.get_mut(usize::try_from(with.first()?.as_u64()?).ok()?),
        _ => None,
    })
}
