//! PublishBatch: up to ten messages in one call, each of which succeeds or fails by itself (SNS 2.1, SNS-17).

use super::behaviour::Topic;
use super::publish::LARGEST;
use crate::sim::{Answer, Attribute, Attributes, Body, Context, Fault, Kind, LinkId, Parcel, Reason};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The entries of a batch.
const MOST: usize = 10;

/// One entry: its Id, and the message.
struct Entry {
    id: String,
    parcel: Parcel,
}

impl Topic {
    /// Publish, or PublishBatch if the body is such a request.
    pub(super) fn publish_all(&mut self, cx: &mut Context, over: LinkId, parcel: Parcel) -> Answer {
        let list = parcel.body.json().and_then(|body| body.get("PublishBatchRequestEntries")).and_then(Value::as_array);
        let Some(list) = list.filter(|list| is_batch(list)) else { return self.publish(cx, over, parcel) };
        let entries: Vec<Entry> = list.iter().enumerate().map(|(at, entry)| read(at, entry, &parcel)).collect();
        let bytes: u64 = entries.iter().map(|entry| entry.parcel.bytes()).sum();
        let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        let refusal = if entries.is_empty() {
            Some(("EmptyBatchRequest", "PublishBatch refused: it has no entries"))
        } else if entries.len() > MOST {
            Some(("TooManyEntriesInBatchRequest", "PublishBatch refused: {a} entries are more than ten"))
        } else if ids.len() < entries.len() {
            Some(("BatchEntryIdsNotDistinct", "PublishBatch refused: two entries have the same Id"))
        } else if bytes > LARGEST {
            Some(("BatchRequestTooLong", "PublishBatch refused: {b} bytes in all are more than 256 KB"))
        } else {
            None
        };
        let reason = |kind, text| {
            let reason = Reason::new("SNS-17", kind, text).maybe_about(parcel.about).on(over);
            reason.a(list.len() as i64).b(bytes as i64)
        };
        if let Some((code, text)) = refusal {
            cx.note(reason(Kind::Failed, text));
            return Answer::failed(Fault::Client, 400, code);
        }
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for Entry { id, parcel } in entries {
            match self.publish(cx, over, parcel) {
                Answer::Failed { code, .. } => bad.push(json!({"Id": id, "Code": code})),
                _ => good.push(json!({"Id": id})),
            }
        }
        let kind = if bad.is_empty() { Kind::Answered } else { Kind::Failed };
        cx.note(reason(kind, "PublishBatch with {a} entries answers 200: {b} failed").b(bad.len() as i64));
        let body = json!({"Failed": bad, "Successful": good});
        Answer::Done { status: 200, body: Some(Body::new(body.to_string())), made: None }
    }
}

/// Whether a list is one of PublishBatch: every entry has an Id and a Message. A body of somebody's own that happens to have a
/// list of this name is a message like any other.
fn is_batch(list: &[Value]) -> bool {
    list.iter().all(|entry| entry.get("Id").is_some_and(Value::is_string) && entry.get("Message").is_some())
}

/// Reads an entry. What it does not say, the call does.
fn read(at: usize, entry: &Value, call: &Parcel) -> Entry {
    let text = |key| entry.get(key).and_then(Value::as_str);
    let message = match entry.get("Message") {
        Some(Value::String(message)) => message.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let attributes = match entry.get("MessageAttributes") {
        Some(Value::Object(given)) => Attributes::new(given.iter().filter_map(attribute).collect::<BTreeMap<_, _>>()),
        _ => call.attributes.clone(),
    };
    let parcel = Parcel::new(Body::new(message), call.cause(at))
        .with(attributes)
        .group(text("MessageGroupId").map(Into::into))
        .token(text("MessageDeduplicationId").map(str::to_owned))
        .descended(call.lineage().cloned());
    Entry { id: text("Id").unwrap_or_default().to_owned(), parcel }
}

fn attribute((name, value): (&String, &Value)) -> Option<(String, Attribute)> {
    serde_json::from_value(value.clone()).ok().map(|attribute| (name.clone(), attribute))
}
