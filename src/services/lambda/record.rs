//! What a function tells the world about an event: the record for destinations, the attributes for a dead-letter queue
//! (LAM-16).

use crate::common::account::{NUMBER, PLACE, REGION};
use crate::common::shards::{sequence_number, shard_id};
use crate::languages::template::Template;
use crate::sim::{Attribute, Attributes, Body, Time};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How an event ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    Success,
    RetriesExhausted,
    EventAgeExceeded,
    /// Its chain had run the function too often (LAM-19).
    Recursive,
}

impl Ending {
    const fn condition(self) -> &'static str {
        match self {
            Ending::Success => "Success",
            // What AWS writes for a loop is not known: the event ran out of attempts.
            Ending::RetriesExhausted | Ending::Recursive => "RetriesExhausted",
            Ending::EventAgeExceeded => "EventAgeExceeded",
        }
    }

    /// Why an event is lost that nobody takes over.
    pub const fn lost(self) -> &'static str {
        match self {
            Ending::Recursive => "stopped as a loop, and no destination or dead-letter queue",
            Ending::EventAgeExceeded => "too old to run, and no destination or dead-letter queue",
            _ => "no retries left, and no destination or dead-letter queue",
        }
    }
}

/// Which function it was: its name, the alias that it was called by, the version that ran.
#[derive(Clone, Copy, Debug)]
pub struct Executed<'a> {
    pub function: &'a str,
    pub alias: &'a str,
    pub version: &'a str,
}

/// The event that a bus gets: the record in the envelope of a service's event.
pub fn event(now: Time, who: Executed, ending: Ending, record: &str) -> String {
    let kind = if ending == Ending::Success { "Success" } else { "Failure" };
    let detail: Value = serde_json::from_str(record).unwrap_or_default();
    json!({
        "source": "lambda",
        "detail-type": format!("Lambda Function Invocation Result - {kind}"),
        "account": NUMBER,
        "time": timestamp(now),
        "region": REGION,
        "resources": [arn(who)],
        "detail": detail,
    })
    .to_string()
}

fn arn(who: Executed) -> String {
    format!("arn:aws:lambda:{PLACE}:function:{}:{}", who.function, who.alias)
}

fn attributes<const N: usize>(all: [(&str, &str, String); N]) -> Attributes {
    let attribute = |(name, data_type, string_value): (&str, &str, String)| {
        (name.to_owned(), Attribute { data_type: data_type.to_owned(), string_value })
    };
    Attributes::new(all.into_iter().map(attribute).collect())
}

/// What a dead-letter queue is told besides the event, on top of the event's own attributes.
pub fn dead_letter(old: &Attributes, request: u64, ending: Ending) -> Attributes {
    let (code, message) = match ending {
        Ending::EventAgeExceeded => ("429", "The event was older than MaximumEventAgeInSeconds."),
        Ending::Recursive => ("400", "RecursiveInvocationException: the function was invoked in a loop."),
        _ => ("200", "The function failed."),
    };
    let new = attributes([
        ("RequestID", "String", request_id(request)),
        ("ErrorCode", "Number", code.to_owned()),
        ("ErrorMessage", "String", message.to_owned()),
    ]);
    let mut all: BTreeMap<String, Attribute> = old.map().clone();
    all.extend(new.map().clone());
    Attributes::new(all)
}

/// The record for a destination.
pub fn record(
    now: Time,
    who: Executed,
    request: u64,
    tries: u32,
    ending: Ending,
    payload: &Body,
    response: Option<&Body>,
) -> String {
    let value = |body: &Body| body.json().cloned().unwrap_or_else(|| Value::String(body.text().to_owned()));
    let mut all = json!({
        "version": "1.0",
        "timestamp": timestamp(now),
        "requestContext": {
            "requestId": request_id(request),
            "functionArn": arn(who),
            "condition": ending.condition(),
            "approximateInvokeCount": tries,
        },
        "requestPayload": value(payload),
    });
    if tries > 0 {
        all["responseContext"] = json!({ "statusCode": 200, "executedVersion": who.version });
        all["responsePayload"] = match (ending, response) {
            (Ending::Success, Some(body)) => value(body),
            (Ending::Success, None) => Value::Null,
            _ => {
                all["responseContext"]["functionError"] = json!("Unhandled");
                json!({ "errorMessage": "The function failed.", "errorType": "Error" })
            }
        };
    }
    all.to_string()
}

/// Why records of a stream are discarded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Discard {
    Retries,
    Age,
}

impl Discard {
    const fn condition(self) -> &'static str {
        match self {
            Discard::Retries => "RetryAttemptsExhausted",
            Discard::Age => "RecordAgeExceeded",
        }
    }

    /// For a note.
    pub const fn word(self) -> &'static str {
        match self {
            Discard::Retries => "the batch has no retries left",
            Discard::Age => "it is older than the mapping allows",
        }
    }

    /// The setting that decided.
    pub const fn setting(self) -> &'static str {
        match self {
            Discard::Retries => "MaximumRetryAttempts",
            Discard::Age => "MaximumRecordAgeInSeconds",
        }
    }
}

/// What the destination of a stream's mapping hears of a discarded batch: where its records are, not what is in them (LAM-38).
/// `range` has sequence number and arrival of its first and of its last record.
pub fn discarded(
    now: Time,
    who: Executed,
    (why, invoked): (Discard, u32),
    stream: &str,
    shard: u32,
    size: usize,
    [first, last]: [(u64, Time); 2],
) -> String {
    let mut all = json!({
        "requestContext": {
            "requestId": request_id(first.0),
            "functionArn": arn(who),
            "condition": why.condition(),
            "approximateInvokeCount": invoked,
        },
        "version": "1.0",
        "timestamp": timestamp(now),
        "KinesisBatchInfo": {
            "shardId": shard_id(shard),
            "startSequenceNumber": sequence_number(first.0),
            "endSequenceNumber": sequence_number(last.0),
            "approximateArrivalOfFirstRecord": timestamp(first.1),
            "approximateArrivalOfLastRecord": timestamp(last.1),
            "batchSize": size,
            "streamArn": format!("arn:aws:kinesis:{PLACE}:stream/{stream}"),
        },
    });
    if invoked > 0 {
        all["responseContext"] = json!({"statusCode": 200, "executedVersion": who.version, "functionError": "Unhandled"});
    }
    all.to_string()
}

fn timestamp(now: Time) -> String {
    let mut out = String::new();
    if let Ok(template) = Template::parse("{{timestamp}}") {
        template.render(&mut out, 0, now.epoch_micros(), &mut || 0);
    }
    out
}

/// The message's number in the form of a request id.
fn request_id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const F: Executed = Executed { function: "f", alias: "live", version: "2" };

    #[test]
    fn lam_16_the_record_of_a_failure_says_what_failed_and_how_often() {
        let text = record(Time(361_400_000), F, 26, 3, Ending::RetriesExhausted, &Body::new(r#"{"a":1}"#), None);
        let record: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(record["requestContext"]["condition"], "RetriesExhausted");
        assert_eq!(record["requestContext"]["approximateInvokeCount"], 3);
        assert_eq!(record["timestamp"], "2026-01-01T00:06:01.400Z");
        assert_eq!(record["requestContext"]["requestId"], "00000000-0000-4000-8000-00000000001a");
        assert_eq!(record["requestPayload"], json!({"a": 1}));
        assert_eq!(record["responseContext"]["functionError"], "Unhandled");
        assert_eq!(record["responseContext"]["executedVersion"], "2");
        assert_eq!(record["requestContext"]["functionArn"], "arn:aws:lambda:us-east-1:123456789012:function:f:live");
    }

    #[test]
    fn lam_16_an_event_that_never_ran_has_no_response() {
        let text = record(Time(1), F, 1, 0, Ending::EventAgeExceeded, &Body::new("plain"), None);
        let record: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(record["requestPayload"], "plain");
        assert_eq!(record.get("responseContext"), None);
    }

    #[test]
    fn lam_16_a_bus_gets_source_and_detail_type_around_the_record() {
        let record = record(Time(1), F, 1, 3, Ending::RetriesExhausted, &Body::new("x"), None);
        let event: Value = serde_json::from_str(&event(Time(1), F, Ending::RetriesExhausted, &record)).expect("JSON");
        assert_eq!(event["source"], "lambda");
        assert_eq!(event["detail-type"], "Lambda Function Invocation Result - Failure");
        assert_eq!(event["detail"]["requestContext"]["condition"], "RetriesExhausted");
    }
}
