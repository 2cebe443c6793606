//! `signalbox filter`: does a message pass a subscription's filter policy?

use super::lines::Question;
use crate::languages::filter_policy::{Attribute, FilterPolicy, Scope};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What lines look like, for the help.
pub const FORMAT: &str = "\
A line: {\"policy_text\": \"…\", \"scope\": \"MessageAttributes\"|\"MessageBody\",
         \"attributes\": {NAME: {\"DataType\": \"String\", \"StringValue\": \"…\"}}, \"body\": \"…\"}.
The policy may be a JSON value instead, as \"policy\". Without a scope it is MessageAttributes.

An answer: {\"match\": true|false}, or {\"error\": \"…\"} for an invalid policy or message.";

/// The answer to one line.
pub fn answer(question: &Question) -> Result<Value, String> {
    let scope = question.text("scope")?.map_or(Ok(Scope::default()), str::parse)?;
    let policy = match (question.text("policy_text")?, question.value("policy")) {
        (Some(text), _) => FilterPolicy::parse(text, scope),
        (None, Some(value)) => FilterPolicy::from_value(value, scope),
        (None, None) => return Err("The line has no policy: give “policy_text” or “policy”.".to_owned()),
    };
    let policy = policy.map_err(|error| error.to_string())?;
    let matches = match scope {
        Scope::MessageAttributes => {
            let given = question.value("attributes").cloned().unwrap_or_else(|| json!({}));
            let attributes: BTreeMap<String, Attribute> = serde_json::from_value(given).map_err(|error| {
                format!("The attributes are not {{NAME: {{\"DataType\", \"StringValue\"}}, …}}: {error}.")
            })?;
            policy.matches_attributes(&attributes)
        }
        Scope::MessageBody => match question.value("body") {
            Some(Value::String(text)) => policy.matches_body_text(text),
            Some(body) => policy.matches_body(body),
            None => return Err("The line has no “body” to compare with the policy.".to_owned()),
        },
    };
    Ok(json!({"match": matches}))
}
