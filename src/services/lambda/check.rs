//! What is wrong or risky about a function.

use super::{FIFO, VISIBILITY};
use super::aliases::{Aliases, parse};
use super::fields::*;
use super::wires::*;
use crate::catalog::{Finding, Look, Neighbour, Severity};
use crate::languages::event_pattern::EventPattern;
use crate::languages::template::DerivedTemplate;
use crate::sim::{Delay, Span};
use serde_json::Value;

/// At least so many executions of an account stay unreserved (LAM-3).
const UNRESERVED: i64 = 100;

/// The findings.
pub fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    concurrency(look, &mut found);
    time(look, &mut found);
    pollers(look, &mut found);
    loops(look, &mut found);
    names(look, &mut found);
    look.at("source").for_each(|n| mapping(look, n, &mut found));
    look.at("stream").for_each(|n| super::streams::check(look, n, &mut found));
    look.at("calls").for_each(|n| call(look, n, &mut found));
    template(RESPONSE.of(look.config()), "ResponseBody", None, &mut found);
    found
}

/// Aliases, and the names by which wires invoke the function.
fn names(look: &Look, found: &mut Vec<Finding>) {
    let text = ALIASES.of(look.config());
    // What is no JSON is told of every such text.
    if let Err(why) = parse(text)
        && serde_json::from_str::<Value>(text).is_ok()
    {
        let remedy = "Mend it: until then there are no further aliases.";
        found.push(Finding::new(Severity::Error, why, remedy).field(ALIASES.field.name));
    }
    let aliases = Aliases::read(look.config());
    for wire in ["invoke", "events", "source", "stream"].iter().flat_map(|port| look.at(port)) {
        let name = QUALIFIER.of(&wire.wire.config).trim();
        if !name.is_empty() && aliases.share(Some(name)).is_none() {
            let what = format!("{} has no alias or version {name}, by which {} invokes it.", look.node.name, wire.peer.name);
            let remedy = "Name one of its aliases, 1 or 2, or nothing.";
            found.push(Finding::new(Severity::Error, what, remedy).rule("LAM-12").field(QUALIFIER.field.name).wire(wire.id));
        }
    }
}

fn concurrency(look: &Look, found: &mut Vec<Finding>) {
    let (c, name) = (look.config(), &look.node.name);
    let reserved = RESERVED.of(c);
    let said = look.fellows().filter(|f| ACCOUNT.is_set(&f.config)).map(|f| ACCOUNT.of(&f.config)).min();
    let account = said.unwrap_or(ACCOUNT.of(c));
    let all: i64 = look.fellows().filter_map(|f| RESERVED.of(&f.config)).sum();
    if reserved == Some(0) {
        let what = format!("{name} is switched off: with ReservedConcurrentExecutions 0 everything is throttled.");
        let remedy = "Raise it, or leave it unset to use the account's concurrency.";
        found.push(Finding::new(Severity::Warning, what, remedy).rule("LAM-4").field("ReservedConcurrentExecutions"));
    }
    if reserved.is_some_and(|n| n > 0) && all > account - UNRESERVED {
        let what = match reserved {
            Some(own) if own < all => format!("{name} and the other functions reserve {all}, more than AWS allows: 100 of the account's {account} must stay unreserved."),
            _ => format!("{name} reserves more than AWS allows: 100 of the account's {account} must stay unreserved."),
        };
        let remedy = format!("Reserve at most {} in all.", account - UNRESERVED);
        found.push(Finding::new(Severity::Error, what, remedy).rule("LAM-3").field("ReservedConcurrentExecutions"));
    }
    if ACCOUNT.is_set(c) && ACCOUNT.of(c) > account {
        let what = format!("{name} says that the account's limit is {}, another function says {account}.", ACCOUNT.of(c));
        let remedy = "There is one limit for all functions, and the smallest counts: say the same, or say it once.";
        found.push(Finding::new(Severity::Hint, what, remedy).rule("LAM-3").field("AccountConcurrency"));
    }
    if PROVISIONED.of(c).is_some_and(|p| p > reserved.unwrap_or(account - UNRESERVED)) {
        let what = format!("{name} has more provisioned concurrency than it may run at once.");
        let remedy = "Lower ProvisionedConcurrentExecutions, or raise the reserved concurrency.";
        found.push(Finding::new(Severity::Error, what, remedy).rule("LAM-7").field("ProvisionedConcurrentExecutions"));
    }
    let wanted: i64 = look.at("source").filter_map(|n| MAXIMUM.of(&n.wire.config)).sum();
    if reserved.is_some_and(|n| n > 0 && wanted > n) {
        let what = format!(
            "The mappings of {name} may run {wanted} batches at once, more than it has reserved: the rest is throttled."
        );
        let remedy = "Reserve at least the sum of MaximumConcurrency.";
        found.push(Finding::new(Severity::Warning, what, remedy).rule("LAM-28").field("ReservedConcurrentExecutions"));
    }
}

/// MaximumConcurrency and provisioned pollers exclude each other.
fn pollers(look: &Look, found: &mut Vec<Finding>) {
    for source in look.at("source") {
        let c = &source.wire.config;
        if MAXIMUM.of(c).is_some() && (POLLERS_LEAST.of(c).is_some() || POLLERS_MOST.of(c).is_some()) {
            let what = format!("The mapping of {} has MaximumConcurrency and provisioned pollers; AWS takes only one of them.", source.peer.name);
            let finding = Finding::new(Severity::Error, what, "Clear one. The run uses the pollers.");
            found.push(finding.rule("LAM-29").field("MaximumConcurrency").wire(source.id));
        }
    }
}

/// The function sends to a queue or a topic that invokes it.
fn loops(look: &Look, found: &mut Vec<Finding>) {
    let name = &look.node.name;
    let feeds: Vec<&Neighbour> = look.at("source").chain(look.at("events")).chain(look.at("invoke")).collect();
    for call in look.at("calls").filter(|call| feeds.iter().any(|feed| std::ptr::eq(feed.peer, call.peer))) {
        let peer = &call.peer.name;
        let finding = if RECURSIVE_LOOP.of(look.config()) == "Allow" {
            let what = format!("{name} sends to {peer}, which invokes {name} again: nothing stops this loop.");
            Finding::new(Severity::Warning, what, "Send elsewhere, or set RecursiveLoop to Terminate.")
        } else {
            let what = format!("{name} sends to {peer}, which invokes {name} again: a loop that Lambda stops after 16 rounds.");
            Finding::new(Severity::Warning, what, "Send elsewhere; if the loop is meant and ends by itself, set RecursiveLoop to Allow.")
        };
        found.push(finding.rule("LAM-19").field("RecursiveLoop"));
    }
}

fn time(look: &Look, found: &mut Vec<Finding>) {
    let (c, name) = (look.config(), &look.node.name);
    let timeout = TIMEOUT.of(c);
    let work = Delay::spread(WORK_P50.of(c), WORK_P99.of(c)).mean();
    if work >= timeout {
        let what = format!(
            "The own work of {name} takes {work} on average, and its Timeout is {timeout}: most invocations time out."
        );
        let remedy = "Raise Timeout, or lower WorkMedian.";
        found.push(Finding::new(Severity::Warning, what, remedy).rule("LAM-10").field("Timeout"));
    }
    if WORK_P99.of(c) < WORK_P50.of(c) {
        let what = format!("{name}'s WorkP99 is below its median, so its work always takes the median.");
        let remedy = "Raise WorkP99, or set it equal to WorkMedian if that is meant.";
        found.push(Finding::new(Severity::Hint, what, remedy).field("WorkP99"));
    }
}

fn mapping(look: &Look, n: &Neighbour, found: &mut Vec<Finding>) {
    let (name, peer, c) = (&look.node.name, &n.peer.name, &n.wire.config);
    let (timeout, visible) = (TIMEOUT.of(look.config()), VISIBILITY.of(&n.peer.config));
    let window = WINDOW.of(c);
    let advised = Span(timeout.0 * 6) + window;
    if timeout > visible {
        let what = format!(
            "AWS refuses this mapping: the Timeout of {name} ({timeout}) exceeds the VisibilityTimeout of {peer} ({visible})."
        );
        let remedy = format!("Set {peer}'s VisibilityTimeout to {advised}, six times the Timeout.");
        found.push(Finding::new(Severity::Error, what, remedy).rule("LAM-27").field("Timeout"));
    } else if visible < advised {
        let what = format!(
            "{peer} hides a message for {visible}; with the Timeout of {name} ({timeout}) AWS advises {advised}."
        );
        let remedy =
            "Raise VisibilityTimeout, or lower Timeout: a message that is slow to fail is otherwise worked on twice.";
        found.push(Finding::new(Severity::Warning, what, remedy).rule("LAM-27").field("Timeout"));
    }
    if BATCH_SIZE.of(c) > 10 && window == Span::ZERO {
        let what =
            format!("A BatchSize above 10 needs a batching window: AWS refuses the mapping of {peer} to {name}.");
        let remedy = "Set MaximumBatchingWindowInSeconds to 1 or more, or BatchSize to 10.";
        let finding = Finding::new(Severity::Error, what, remedy).rule("LAM-23").field("BatchSize");
        found.push(finding.wire(n.id));
    }
    if FIFO.of(&n.peer.config) && PARTIAL.of(c) && AFTER_FAILURE.of(c) != "stop" {
        let what = format!(
            "{name} goes on after a failed record of {peer}: the messages after it are done and deleted before it is."
        );
        let remedy = "Set AfterFailedRecord to stop, or give up the order.";
        let finding = Finding::new(Severity::Warning, what, remedy).rule("LAM-26").field("AfterFailedRecord");
        found.push(finding.wire(n.id));
    }
    let filter = FILTER.of(c);
    if let (false, Err(error)) = (filter.trim().is_empty(), EventPattern::parse(filter)) {
        let what = format!("The FilterCriteria of the mapping of {peer} to {name} cannot be read: {error}");
        let finding = Finding::new(Severity::Error, what, "Correct the pattern. Until then every message passes.");
        found.push(finding.rule("LAM-30").field("FilterCriteria").wire(n.id));
    }
}

fn call(look: &Look, n: &Neighbour, found: &mut Vec<Finding>) {
    let (name, peer, c) = (&look.node.name, &n.peer.name, &n.wire.config);
    let timeout = TIMEOUT.of(look.config());
    if let Some(client) = CLIENT_TIMEOUT.of(c).filter(|client| *client >= timeout) {
        let what = format!("{name} waits for {peer} up to {client}, but is itself killed after {timeout}.");
        let remedy = "Timeouts shrink inwards: make ClientTimeout shorter than the function's Timeout.";
        let finding = Finding::new(Severity::Warning, what, remedy).rule("RETRY-14").field("ClientTimeout");
        found.push(finding.wire(n.id));
    }
    if CIRCUIT.of(c) == "pause the mapping" && look.at("source").chain(look.at("stream")).next().is_none() {
        let what = format!("The circuit breaker of {name} pauses event source mappings, but {name} polls no queue and no stream.");
        let remedy = "Choose “throw when open”, or put a queue in front of the function.";
        let finding = Finding::new(Severity::Warning, what, remedy).rule("CBRK-6").field("CircuitBreaker");
        found.push(finding.wire(n.id));
    }
    template(BODY.of(c), "Body", Some(n), found);
    let attributes = ATTRIBUTES.of(c).trim();
    if !attributes.is_empty() {
        match serde_json::from_str(attributes) {
            Ok(Value::Object(all)) => {
                all.values().filter_map(Value::as_str).for_each(|t| template(t, "MessageAttributes", Some(n), found));
            }
            _ => {
                let what = format!(
                    "The MessageAttributes that {name} sends to {peer} are not a JSON object, so none are sent."
                );
                let finding = Finding::new(Severity::Error, what, "Write them like {\"status\": \"PAID\"}.");
                found.push(finding.field("MessageAttributes").wire(n.id));
            }
        }
    }
}

fn template(text: &str, field: &'static str, n: Option<&Neighbour>, found: &mut Vec<Finding>) {
    if let Err(error) = DerivedTemplate::parse(text) {
        let what = format!("{field} cannot be read: {error}");
        let finding =
            Finding::new(Severity::Error, what, "Correct the template. Until then the incoming body is sent.");
        let finding = finding.field(field);
        found.push(match n {
            Some(n) => finding.wire(n.id),
            None => finding,
        });
    }
}
