//! The calls of a handler: one for each wire at its `calls` port, made in order.

use super::settings::Fill;
use super::wires::*;
use crate::catalog::{roles, wire_fields};
use crate::sim::parts::{BreakerRules, Curve, RetryProfile};
use crate::sim::{Ask, Attribute, Attributes, Body, Context, ItemAsk, ItemOp, LinkId, MessageId, Parcel, Span};
use serde_json::Value;

/// When a call is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Runs {
    WhileWell,
    IfRejected,
    Always,
}

/// What a failed call does to the handler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnError {
    Throw,
    Ignore,
    Answer503,
}

/// What a false condition does to the handler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnCondition {
    Throw,
    Reject,
    Done,
    GoOn,
}

/// A circuit breaker around a call.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Circuit {
    pub rules: BreakerRules,
    /// Whether the mappings pause while it is open.
    pub pauses: bool,
    /// Whether all environments share one.
    pub shared: bool,
    /// Whether orders try when it is half open.
    pub real_probes: bool,
}

/// An item of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    op: ItemOp,
    key: String,
    quantity: String,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Step {
    pub link: LinkId,
    pub order: i64,
    pub runs: Runs,
    body: Fill,
    attributes: Vec<(String, Fill)>,
    token: String,
    item: Option<Item>,
    /// The callee's latency is inside the handler's own work.
    pub included: bool,
    pub timeout: Option<Span>,
    pub retries: RetryProfile,
    /// In adaptive mode, how the rate of the client comes back after a throttling (RETRY-6).
    pub adaptive: Option<Curve>,
    pub on_error: OnError,
    pub on_condition: OnCondition,
    pub circuit: Option<Circuit>,
}

/// The patience of an HTTP client that nobody set.
const HTTP_TIMEOUT: Span = Span::seconds(3);
/// A DynamoDB client starts sooner (RETRY-12).
const TABLE_BASE: Span = Span::millis(25);

impl Step {
    /// Reads the settings of a wire.
    pub fn read(cx: &Context, link: LinkId) -> Self {
        let role = cx.link(link).role;
        let c = &*cx.link_config(link);
        let (http, table) = (role == roles::HTTP.key, role == roles::TABLE.key);
        let function = role == roles::INVOKE.key || role == roles::INVOKE_EVENT.key;
        let mode = RETRY_MODE.of(c);
        let usual = match () {
            () if http => 1,
            () if mode == "legacy" => 5,
            () if table => 4,
            () => 3,
        };
        let attempts = ATTEMPTS.of(c).unwrap_or(usual) as u32;
        let newest = RetryProfile::standard_2026(attempts);
        let newest = if table { newest.starting_at(TABLE_BASE) } else { newest };
        let retries = match mode {
            "standard before 2026" => RetryProfile::standard_before_2026(attempts),
            "legacy" => RetryProfile::legacy(attempts),
            "retry budget" => newest.with_budget(),
            _ => newest,
        };
        Self {
            link,
            order: ORDER.of(c),
            runs: match RUNS.of(c) {
                "if a condition failed" => Runs::IfRejected,
                "always" => Runs::Always,
                _ => Runs::WhileWell,
            },
            body: Fill::of(BODY.of(c)),
            attributes: attributes(ATTRIBUTES.of(c)),
            token: TOKEN.of(c).trim().to_owned(),
            item: table.then(|| Item {
                op: wire_fields::operation(wire_fields::OPERATION.of(c)),
                key: wire_fields::KEY.of(c).trim().to_owned(),
                quantity: wire_fields::QUANTITY.of(c).trim().to_owned(),
            }),
            included: match INCLUDED.of(c) {
                "yes" => true,
                "no" => false,
                _ => !http && !function,
            },
            timeout: CLIENT_TIMEOUT.of(c).or(http.then_some(HTTP_TIMEOUT)),
            retries,
            adaptive: (mode == "adaptive").then(|| Curve { beta: ADAPTIVE_BETA.of(c), scale: ADAPTIVE_SCALE.of(c) }),
            on_error: match ON_ERROR.of(c) {
                "ignore" => OnError::Ignore,
                "answer 503" => OnError::Answer503,
                _ => OnError::Throw,
            },
            on_condition: match ON_CONDITION.of(c) {
                "reject" => OnCondition::Reject,
                "done" => OnCondition::Done,
                "go on" => OnCondition::GoOn,
                _ => OnCondition::Throw,
            },
            circuit: circuit(c),
        }
    }

    /// What is asked for a record.
    ///
    /// # Errors
    /// The body lacks the key of the item or the quantity to take: the call throws before it is made.
    pub fn question(&self, incoming: &Body, about: Option<MessageId>) -> Result<Ask, &'static str> {
        let body = self.body.body(incoming);
        if let Some(item) = &self.item {
            // The key of the item is in what is written, or, where a template left it out, in what came in.
            let field = |path: &str| body.field(path).or_else(|| incoming.field(path));
            let key = field(&item.key).ok_or("the body has no field for the item's key")?;
            let quantity = match item.quantity.parse() {
                Ok(number) => number,
                Err(_) => {
                    let text = field(&item.quantity).ok_or("the body has no field for the quantity")?;
                    text.parse().map_err(|_| "the quantity is not a whole number")?
                }
            };
            return Ok(Ask::Item(Box::new(ItemAsk { op: item.op, key, body, quantity, about })));
        }
        let attribute = |(name, value): &(String, Fill)| {
            let attribute = Attribute { data_type: "String".into(), string_value: value.text(incoming) };
            (name.clone(), attribute)
        };
        let attributes = Attributes::new(self.attributes.iter().map(attribute).collect());
        let token = if self.token.is_empty() { None } else { incoming.field(&self.token) };
        Ok(Ask::Deliver(Parcel::new(body, about).with(attributes).token(token)))
    }
}

/// Names and texts; numbers are written as they stand. What is not a JSON object counts as none; the checks say so.
fn attributes(text: &str) -> Vec<(String, Fill)> {
    let Ok(Value::Object(all)) = serde_json::from_str(text) else { return Vec::new() };
    let fill = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    // AWS refuses an attribute with an empty value, and an empty template would stand for the incoming body.
    let filled = all.into_iter().map(|(name, value)| (name, fill(value))).filter(|(_, text)| !text.trim().is_empty());
    filled.map(|(name, text)| (name, Fill::of(&text))).collect()
}

fn circuit(c: &crate::model::Config) -> Option<Circuit> {
    let word = CIRCUIT.of(c);
    let pauses = word == "pause the mapping";
    (word != "off").then(|| Circuit {
        rules: BreakerRules {
            window: CIRCUIT_WINDOW.of(c) as u32,
            minimum: CIRCUIT_MINIMUM.of(c) as u32,
            failures: CIRCUIT_RATE.of(c) / 100.0,
            slow: CIRCUIT_SLOW.of(c),
            slow_calls: CIRCUIT_SLOW_RATE.of(c) / 100.0,
            wait: CIRCUIT_WAIT.of(c),
            trials: CIRCUIT_TRIALS.of(c) as u32,
        },
        pauses,
        shared: pauses || CIRCUIT_STORE.of(c) == "shared",
        real_probes: CIRCUIT_PROBE.of(c) == "real orders",
    })
}
