//! Mapping templates on the way in and on the way out (APIGW-26), for integrations that are no proxies.

use super::behaviour::{Api, Waiting};
use super::mapping::{Kind as Integration, Reply};
use super::target::Target;
use super::wires::*;
use crate::common::fifo::said;
use crate::languages::mapping_template::{Choice, Exchange, Failure, MappingTemplate, Passthrough, Rendered, choose, url_decode};
use crate::model::Config;
use crate::sim::{Body, Context, Kind, Parcel, Reason, Span};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A message of a queue waits at most so many seconds before it can be received (SQS-2).
const LONGEST_DELAY: u64 = 900;

/// What is done to the bodies of an integration.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// A function whose errors come back as 200, unless they are mapped (APIGW-19).
    pub custom: bool,
    /// The status of a function's errors.
    pub error_status: Option<u16>,
    /// By content type.
    request: Vec<(String, MappingTemplate, &'static str)>,
    passthrough: Passthrough,
    response: Option<MappingTemplate>,
}

impl Mapping {
    /// Reads the settings of an integration's wire; `None` for a proxy. A text that is no template is none; AWS would have
    /// refused it.
    pub fn read(config: &Config, kind: Integration) -> Option<Self> {
        let proxies = matches!(kind, Integration::Function | Integration::Http);
        let custom = INTEGRATION_TYPE.of(config) == "CUSTOM";
        if proxies && !custom {
            return None;
        }
        let template = |text: &str| if text.trim().is_empty() { None } else { MappingTemplate::parse(text).ok() };
        Some(Self {
            custom: custom && kind == Integration::Function,
            error_status: ERROR_STATUS.of(config).and_then(|status| u16::try_from(status).ok()),
            request: request_templates(config),
            passthrough: Passthrough::read(PASSTHROUGH.of(config)),
            response: template(RESPONSE_TEMPLATE.of(config)),
        })
    }

    /// Whether a template is applied, so that it has to be known what the request asked for.
    pub fn looks(&self) -> bool {
        !self.request.is_empty() || self.response.is_some() || self.passthrough != Passthrough::WhenNoMatch
    }
}

/// The request templates of an integration, by content type, with the setting that each is from.
fn request_templates(config: &Config) -> Vec<(String, MappingTemplate, &'static str)> {
    let first = (TEMPLATE_TYPE.of(config).to_owned(), REQUEST_TEMPLATE.of(config).to_owned(), "RequestTemplate");
    let more = serde_json::from_str::<BTreeMap<String, String>>(MORE_TEMPLATES.of(config)).unwrap_or_default();
    let more = more.into_iter().map(|(content_type, text)| (content_type, text, "RequestTemplates"));
    let all = std::iter::once(first).chain(more).filter(|(_, text, _)| !text.trim().is_empty());
    all.filter_map(|(content_type, text, setting)| Some((content_type, MappingTemplate::parse(&text).ok()?, setting))).collect()
}

/// A reply, and the setting that decided.
pub(super) type Refused = Box<(Reply, &'static str)>;

fn failed(failure: &Failure, setting: &'static str) -> Refused {
    let reply = match failure {
        Failure::Body(_) => Reply::error(
            400,
            "BAD_REQUEST_BODY",
            "APIGW-26",
            "answered 400: the mapping template looks into the body, and the body is not JSON",
        ),
        Failure::Template(_) => {
            Reply::error(500, "API_CONFIGURATION_ERROR", "APIGW-26", "answered 500: the mapping template fails on this body")
        }
    };
    Box::new((reply, setting))
}

impl Api {
    /// What the integration gets of a request.
    pub(super) fn body_in(&self, cx: &mut Context, w: &Waiting, target: &Target, parcel: Parcel) -> Result<Parcel, Refused> {
        if let Some(parameters) = &target.parameters {
            let exchange = self.exchange(cx, w, target, &parcel);
            let (parcel, mapped) = parameters.request(&exchange, target.kind == Integration::Service, parcel.clone())?;
            if mapped > 0 {
                let reason = Reason::new("APIGW-27", Kind::Changed, "parameter mapping set {a} of the request's parameters");
                cx.note(reason.maybe_about(parcel.about).on(target.link).a(mapped).because("RequestParameters"));
            }
            return Ok(parcel);
        }
        let Some(mapping) = &target.mapping else { return Ok(parcel) };
        let content_type = w.asked.as_ref().map_or("", |asked| asked.content_type.as_str());
        let types: Vec<&str> = mapping.request.iter().map(|(content_type, ..)| content_type.as_str()).collect();
        let (template, setting) = match choose(&types, content_type, mapping.passthrough) {
            Choice::Template(at) => (&mapping.request[at].1, mapping.request[at].2),
            Choice::Unsupported => {
                let text = "answered 415: there is no mapping template for the content type of the body";
                return Err(Box::new((Reply::error(415, "UNSUPPORTED_MEDIA_TYPE", "APIGW-26", text), "PassthroughBehavior")));
            }
            Choice::Through => return Ok(parcel),
        };
        let exchange = self.exchange(cx, w, target, &parcel);
        let rendered = template.render(&exchange).map_err(|failure| failed(&failure, setting))?;
        let (before, after) = (parcel.body.bytes() as i64, rendered.text.len() as i64);
        let reason = Reason::new("APIGW-26", Kind::Changed, "the request template made {b} bytes of a body of {a}");
        cx.note(reason.maybe_about(parcel.about).on(target.link).a(before).b(after).because(setting));
        match target.kind {
            Integration::Service => message(rendered.text, parcel),
            _ => Ok(Parcel { body: Body::new(rendered.text), ..parcel }),
        }
    }

    /// What the client gets of a good answer.
    pub(super) fn body_out(&self, cx: &mut Context, w: &Waiting, target: &Target, reply: Reply) -> Result<Reply, Refused> {
        let template = target.mapping.as_ref().and_then(|mapping| mapping.response.as_ref());
        let Some(template) = template.filter(|_| (200..300).contains(&reply.status)) else { return Ok(reply) };
        let parcel = Parcel::new(reply.body.clone().unwrap_or_else(|| Body::new("")), w.about);
        let exchange = self.exchange(cx, w, target, &parcel);
        let Rendered { text, status } = template.render(&exchange).map_err(|failure| match failure {
            // It is the integration's body that is not JSON, which is no fault of the client.
            Failure::Body(why) => failed(&Failure::Template(why), "ResponseTemplate"),
            other => failed(&other, "ResponseTemplate"),
        })?;
        let reason = Reason::new("APIGW-26", Kind::Changed, "the response template made {b} bytes of a body of {a}");
        let (before, after) = (parcel.body.bytes() as i64, text.len() as i64);
        cx.note(reason.maybe_about(w.about).on(target.link).a(before).b(after).because("ResponseTemplate"));
        let status = status.unwrap_or(reply.status);
        let code = if status < 400 { "" } else { "ResponseOverride" };
        Ok(Reply { body: Some(Body::new(text)), status, code, ..reply })
    }

    fn exchange<'p>(&self, cx: &Context, w: &Waiting, target: &Target, parcel: &'p Parcel) -> Exchange<'p> {
        let wire = cx.link_config(w.link);
        let asked = w.asked.as_deref().cloned().unwrap_or_default();
        let key = API_KEY.of(&wire).trim();
        let token = said(TOKEN.of(&wire), parcel);
        let mut header = Map::from_iter([("Content-Type".to_owned(), Value::from(asked.content_type.as_str()))]);
        if !key.is_empty() {
            header.insert("x-api-key".to_owned(), Value::from(key));
        }
        if let Some(token) = token {
            header.insert("Authorization".to_owned(), Value::from(token));
        }
        let context = json!({
            "apiId": cx.id(),
            "httpMethod": asked.method,
            "path": format!("/prod{}", asked.path),
            "resourcePath": target.route.resource,
            "stage": "prod",
            "protocol": "HTTP/1.1",
            "requestId": w.about.map(|about| about.serial.to_string()),
            "requestTimeEpoch": w.since.epoch_micros() / 1_000,
            "identity": { "apiKey": key },
        });
        Exchange {
            body: parcel.body.text(),
            path: w.params.as_deref().cloned().unwrap_or_default(),
            querystring: asked.querystring,
            header,
            context,
            stage_variables: self.stage_variables.clone(),
        }
    }
}

/// The message in a call of SendMessage or Publish, which a template for a queue or a topic may write as a form, with its
/// group, deduplication id and delay; any other text is the message itself.
///
/// # Errors
/// The delay is none that a queue takes.
fn message(text: String, parcel: Parcel) -> Result<Parcel, Refused> {
    let form: BTreeMap<&str, &str> = match text.trim() {
        form if form.starts_with("Action=") => form.split('&').filter_map(|pair| pair.split_once('=')).collect(),
        _ => BTreeMap::new(),
    };
    let value = |name: &str| form.get(name).copied().map(url_decode);
    let refused = |code, text| Err(Box::new((Reply::error(400, code, "APIGW-21", text), "RequestTemplate")));
    let body = match form.get("Action").copied() {
        None => return Ok(Parcel { body: Body::new(text), ..parcel }),
        Some("SendMessage") => value("MessageBody"),
        Some("Publish") => value("Message"),
        Some(_) => return refused("InvalidAction", "answered 400: the form names no action that sends one message"),
    };
    let Some(body) = body.filter(|body| !body.is_empty()) else {
        return refused("MissingParameter", "answered 400: the form has no message");
    };
    let parcel = Parcel { body: Body::new(body), ..parcel }.group(value("MessageGroupId").map(Arc::from));
    let mut parcel = parcel.token(value("MessageDeduplicationId"));
    if let Some(delay) = value("DelaySeconds") {
        let Some(seconds) = delay.parse::<u64>().ok().filter(|seconds| *seconds <= LONGEST_DELAY) else {
            let text = "answered 400: DelaySeconds in the form is no whole number from 0 to 900";
            return Err(Box::new((Reply::error(400, "InvalidParameterValue", "APIGW-21", text), "RequestTemplate")));
        };
        parcel.extra.get_or_insert_default().delay = Some(Span::seconds(seconds));
    }
    Ok(parcel)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str) -> Parcel {
        message(text.to_owned(), Parcel::new(Body::new("before"), None)).expect("a good form")
    }

    #[test]
    fn apigw_21_the_message_of_a_form_is_found() {
        let body = |text: &str| sent(text).body.text().to_owned();
        assert_eq!(body("Action=SendMessage&MessageGroupId=a&MessageBody=%7B%22id%22%3A+7%7D"), "{\"id\": 7}");
        assert_eq!(body("Action=Publish&Message=a%26b"), "a&b");
        assert_eq!(body("{\"id\": 7}"), "{\"id\": 7}");
    }

    #[test]
    fn apigw_21_group_deduplication_id_and_delay_of_a_form_go_along() {
        let form = "Action=SendMessage&MessageGroupId=a%2Fb&MessageDeduplicationId=d+1&DelaySeconds=30&MessageBody=x";
        let extra = *sent(form).extra.expect("more than a body");
        assert_eq!((extra.group.as_deref(), extra.token.as_deref()), (Some("a/b"), Some("d 1")));
        assert_eq!(extra.delay, Some(Span::seconds(30)));
        assert_eq!(sent("Action=SendMessage&MessageBody=x").extra, None);
        let code = |form: &str| message(form.to_owned(), Parcel::new(Body::new(""), None)).map_err(|refused| refused.0.code);
        for bad in ["Action=SendMessage", "Action=SendMessage&MessageBody=", "Action=SendMessage&Message=x", "Action=Publish&MessageBody=x"] {
            assert_eq!(code(bad), Err("MissingParameter"), "{bad}");
        }
        assert_eq!(code("Action=SendMessageBatch&MessageBody=x"), Err("InvalidAction"));
        for bad in ["901", "-1", "", "soon"] {
            let form = format!("Action=SendMessage&DelaySeconds={bad}&MessageBody=x");
            let refused = message(form, Parcel::new(Body::new(""), None)).map_err(|refused| refused.0.status);
            assert_eq!(refused, Err(400), "{bad}");
        }
    }
}
