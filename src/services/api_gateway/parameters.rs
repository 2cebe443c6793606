//! Parameter mapping of an HTTP API (APIGW-27), and the parameters of its direct calls of services (APIGW-21).
//!
//! A useful subset: `append:`, `overwrite:` and `remove:` of `header.NAME`, `querystring.NAME` and `path` in requests, the
//! parameters of SendMessage and Publish, and `overwrite:statuscode` in answers.

use super::bodies::Refused;
use super::mapping::Reply;
use super::wires::{REQUEST_PARAMETERS, RESPONSE_PARAMETERS};
use crate::languages::json_path::JsonPath;
use crate::languages::mapping_template::Exchange;
use crate::model::Config;
use crate::sim::{Body, Parcel, Span};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The only header that integrations of this model read (EXT-2).
const TOKEN: &str = "header.idempotency-key";
/// A message of a queue waits at most so many seconds before it can be received (SQS-2).
const LONGEST_DELAY: u64 = 900;
/// The parameters of a service's call.
const OF_SERVICES: [&str; 6] = ["MessageBody", "Message", "Detail", "MessageGroupId", "MessageDeduplicationId", "DelaySeconds"];

/// What a mapping does to a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verb {
    Append,
    Overwrite,
    Remove,
    /// The parameter of a service's call.
    Set,
}

/// The mapping of one integration.
#[derive(Clone, PartialEq, Debug)]
pub struct Parameters {
    request: Vec<(Verb, String, String)>,
    statuses: BTreeMap<u16, u16>,
}

/// Reads the name of a parameter of requests: what is done, and to what.
fn target(name: &str) -> Option<(Verb, String)> {
    if OF_SERVICES.contains(&name) {
        return Some((Verb::Set, name.to_owned()));
    }
    let (verb, place) = name.split_once(':')?;
    let verb = match verb {
        "append" => Verb::Append,
        "overwrite" => Verb::Overwrite,
        "remove" => Verb::Remove,
        _ => return None,
    };
    let named = |kind: &str| place.strip_prefix(kind).is_some_and(|name| !name.is_empty());
    let known = named("header.") || named("querystring.") || (place == "path" && verb == Verb::Overwrite);
    known.then(|| (verb, if named("header.") { place.to_lowercase() } else { place.to_owned() }))
}

fn object(text: &str) -> Option<Map<String, Value>> {
    if text.trim().is_empty() {
        return Some(Map::new());
    }
    serde_json::from_str(text).ok()
}

/// What is wrong with a text of request parameters: a sentence.
pub fn request_fault(text: &str) -> Option<String> {
    let all = object(text)?;
    let wrong = all.iter().find(|(name, value)| target(name).is_none() || !value.is_string())?;
    Some(format!("“{}” is none that is mapped here, or its value is no text", wrong.0))
}

/// What is wrong with a text of response parameters: a sentence.
pub fn response_fault(text: &str) -> Option<String> {
    let all = object(text)?;
    let wrong = all.iter().find(|(status, value)| status_of(status, value).is_none())?;
    Some(format!("“{}” maps no status to another: write {{\"404\": {{\"overwrite:statuscode\": \"410\"}}}}", wrong.0))
}

fn status_of(status: &str, value: &Value) -> Option<(u16, u16)> {
    let to: u16 = value.get("overwrite:statuscode")?.as_str()?.parse().ok()?;
    Some((status.parse().ok()?, to)).filter(|(_, to)| (200..600).contains(to))
}

impl Parameters {
    /// Reads the settings of an integration's wire; what is no mapping is left out, as the checks say.
    pub fn read(config: &Config) -> Option<Self> {
        let request = object(REQUEST_PARAMETERS.of(config)).unwrap_or_default();
        let read = |(name, value): (&String, &Value)| {
            let (verb, place) = target(name)?;
            Some((verb, place, value.as_str()?.to_owned()))
        };
        let response = object(RESPONSE_PARAMETERS.of(config)).unwrap_or_default();
        let statuses = response.iter().filter_map(|(status, value)| status_of(status, value)).collect();
        let read = Self { request: request.iter().filter_map(read).collect(), statuses };
        (!read.request.is_empty() || !read.statuses.is_empty()).then_some(read)
    }

    /// Whether requests have to be looked at.
    pub fn looks(&self) -> bool {
        !self.request.is_empty()
    }

    /// The status that an answer gets in place of the integration's.
    pub fn status(&self, status: u16) -> Option<u16> {
        self.statuses.get(&status).copied()
    }

    /// A request with its parameters mapped, and how many were.
    ///
    /// # Errors
    /// The delay is none that a queue takes.
    pub fn request(&self, exchange: &Exchange, service: bool, mut parcel: Parcel) -> Result<(Parcel, i64), Refused> {
        let mut mapped = 0;
        for (verb, place, text) in &self.request {
            let value = fill(text, exchange);
            let token = parcel.extra.as_ref().and_then(|extra| extra.token.clone());
            match (verb, place.as_str()) {
                (Verb::Remove, TOKEN) => parcel = parcel.token(None),
                (Verb::Append, TOKEN) if token.is_some() => {}
                (Verb::Append | Verb::Overwrite, TOKEN) => parcel = parcel.token(value),
                (Verb::Set, _) if !service => continue,
                (Verb::Set, "MessageBody" | "Message" | "Detail") => parcel.body = Body::new(value.unwrap_or_default()),
                (Verb::Set, "MessageGroupId") => parcel = parcel.group(value.map(Arc::from)),
                (Verb::Set, "MessageDeduplicationId") => parcel = parcel.token(value),
                (Verb::Set, _) => {
                    let seconds = value.unwrap_or_default().parse::<u64>().ok().filter(|seconds| *seconds <= LONGEST_DELAY);
                    let Some(seconds) = seconds else {
                        let text = "answered 400: DelaySeconds is no whole number from 0 to 900";
                        return Err(Box::new((Reply::error(400, "InvalidParameterValue", "APIGW-21", text), "RequestParameters")));
                    };
                    parcel.extra.get_or_insert_default().delay = Some(Span::seconds(seconds));
                }
                _ => {}
            }
            mapped += 1;
        }
        Ok((parcel, mapped))
    }
}

/// A text with what its variables stand for: one alone (`$request.body.id`), or several in braces (`${request.body.id}`).
/// `None`: the only variable stands for nothing.
fn fill(text: &str, exchange: &Exchange) -> Option<String> {
    if let Some(name) = text.strip_prefix('$').filter(|name| !name.starts_with('{')) {
        return variable(name, exchange);
    }
    let (mut filled, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else { break };
        filled.push_str(before);
        filled.push_str(&variable(name, exchange).unwrap_or_default());
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

fn variable(name: &str, exchange: &Exchange) -> Option<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let (kind, rest) = name.split_once('.')?;
    if kind == "stageVariables" {
        return exchange.stage_variables.get(rest).map(text);
    }
    if kind == "context" {
        let pointer = format!("/{}", rest.replace('.', "/"));
        return exchange.context.pointer(&pointer).map(text);
    }
    let (part, rest) = rest.split_once('.').map_or((rest, None), |(part, rest)| (part, Some(rest)));
    match (kind, part, rest) {
        ("request", "body", None) => Some(exchange.body.to_owned()),
        ("request", "body", Some(path)) => {
            let body: Value = serde_json::from_str(exchange.body).ok()?;
            JsonPath::parse(&format!("$.{path}")).ok()?.text(&body)
        }
        ("request", "path", None) => exchange.context.get("path").map(text),
        ("request", "path", Some(name)) => exchange.path.get(name).map(text),
        ("request", "querystring", Some(name)) => exchange.querystring.get(name).map(text),
        ("request", "header", Some(name)) => {
            exchange.header.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| text(value))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn exchange() -> Exchange<'static> {
        let map = |value: Value| if let Value::Object(map) = value { map } else { Map::new() };
        Exchange {
            body: r#"{"order":{"id":7},"user":"ann"}"#,
            path: map(json!({"id": "17"})),
            querystring: map(json!({"page": "2"})),
            header: map(json!({"Content-Type": "text/plain"})),
            context: json!({"path": "/prod/orders/17", "identity": {"apiKey": "k"}}),
            stage_variables: json!({"table": "orders"}),
        }
    }

    #[test]
    fn apigw_27_variables_stand_for_parts_of_the_request() {
        for (text, value) in [
            ("$request.body.order.id", Some("7")),
            ("$request.body.user", Some("ann")),
            ("$request.body.none", None),
            ("$request.path", Some("/prod/orders/17")),
            ("$request.path.id", Some("17")),
            ("$request.querystring.page", Some("2")),
            ("$request.header.content-type", Some("text/plain")),
            ("$request.header.none", None),
            ("$context.identity.apiKey", Some("k")),
            ("$stageVariables.table", Some("orders")),
            ("plain", Some("plain")),
            ("${request.path.id}-${request.querystring.page}", Some("17-2")),
            ("${request.path.none}!", Some("!")),
        ] {
            assert_eq!(fill(text, &exchange()).as_deref(), value, "{text}");
        }
    }

    #[test]
    fn apigw_27_names_that_are_mapped_here() {
        for name in ["append:header.x", "overwrite:header.X-Y", "remove:querystring.a", "overwrite:path", "MessageBody"] {
            assert!(target(name).is_some(), "{name}");
        }
        for name in ["header.x", "append:path", "append:header.", "drop:header.x", "append:body.x", "Body"] {
            assert!(target(name).is_none(), "{name}");
        }
        assert!(request_fault(r#"{"append:path": "x"}"#).is_some() && request_fault(r#"{"MessageBody": 7}"#).is_some());
        assert_eq!(request_fault(r#"{"MessageBody": "$request.body"}"#), None);
        assert_eq!(response_fault(r#"{"404": {"overwrite:statuscode": "410"}}"#), None);
        assert!(response_fault(r#"{"404": {"overwrite:statuscode": "99"}}"#).is_some());
    }
}
