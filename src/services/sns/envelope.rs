//! The JSON envelope around a notification that is not delivered raw (SNS-5).

use crate::common::account::PLACE;
use crate::sim::{Attributes, Body};
use serde_json::{Map, Value, json};

/// The envelope of a message that was published to the topic called `topic`; a FIFO topic gives it a sequence number, and
/// says of one that it sends again that it was replayed.
#[inline(never)]
pub fn wrap(
    topic: &str,
    number: u64,
    sequence: Option<u64>,
    replayed: bool,
    body: &Body,
    attributes: &Attributes,
) -> Body {
    let mut envelope = json!({
        "Type": "Notification",
        "MessageId": format!("{number:08x}-0000-4000-8000-000000000000"),
        "TopicArn": format!("arn:aws:sns:{PLACE}:{topic}"),
        "Message": body.text(),
        "SignatureVersion": "1",
    });
    if let (Some(sequence), Some(object)) = (sequence, envelope.as_object_mut()) {
        object.insert("SequenceNumber".into(), format!("{sequence:020}").into());
    }
    if let (true, Some(object)) = (replayed, envelope.as_object_mut()) {
        object.insert("Replayed".into(), "true".into());
    }
    let attributes: Map<String, Value> = attributes
        .iter()
        .map(|(name, a)| (name.clone(), json!({"Type": a.data_type, "Value": a.string_value})))
        .collect();
    if let (false, Some(object)) = (attributes.is_empty(), envelope.as_object_mut()) {
        object.insert("MessageAttributes".into(), Value::Object(attributes));
    }
    Body::new(envelope.to_string())
}
