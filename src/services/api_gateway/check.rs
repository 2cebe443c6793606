//! What the checks say of an API.

use super::bodies::Mapping;
use super::cache_key::{HEADERS, Parameter, names};
use super::fields::*;
use super::mapping::Kind;
use super::parameters::{request_fault, response_fault};
use super::responses::Responses;
use super::routes::Route;
use super::wires::*;
use crate::catalog::{Finding, Look, Severity};
use crate::languages::mapping_template::MappingTemplate;
use crate::model::Value;
use crate::sim::Span;
use regex_lite::Regex;
use std::collections::BTreeMap;

pub fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let (name, config) = (&look.node.name, look.config());
    if look.at("integration").next().is_none() && MOCK_STATUS.of(config).is_none() {
        found.push(
            Finding::new(
                Severity::Error,
                format!("{name} has no integration: every request is answered 500."),
                "Wire its integration port to a function, a queue, a topic, a table or a server.",
            )
            .rule("APIGW-13"),
        );
    }
    for neighbour in look.at("integration") {
        let patience = TIMEOUT.of(config).unwrap_or(Span::seconds(if PROTOCOL.of(config) == "HTTP" { 30 } else { 29 }));
        let runs = match neighbour.peer.config.get("Timeout") {
            Some(Value::Whole(s)) => *s as f64,
            Some(Value::Real(s)) => *s,
            _ => continue,
        };
        if runs > patience.as_seconds() {
            found.push(
                Finding::new(
                    Severity::Warning,
                    format!("{} may run for {runs} s, but {name} gives up after {patience}.", neighbour.peer.name),
                    "Lower the function's Timeout below TimeoutInMillis, or let the function work asynchronously behind a queue.",
                )
                .rule("RETRY-14")
                .field("TimeoutInMillis"),
            );
        }
    }
    let http = PROTOCOL.of(config) == "HTTP";
    if let Err(why) = Responses::read(GATEWAY_RESPONSES.of(config)) {
        let what = format!("GatewayResponses of {name} is wrong: {why}. It has no effect.");
        let remedy = "Write types and statuses, such as {\"THROTTLED\": 503, \"DEFAULT_5XX\": 500}.";
        found.push(Finding::new(Severity::Error, what, remedy).rule("APIGW-13").field("GatewayResponses"));
    }
    let mut idle = |on: bool, what: &str, remedy: &str, rule, field| {
        if on {
            found.push(Finding::new(Severity::Warning, format!("{what} of {name} has no effect."), remedy).rule(rule).field(field));
        }
    };
    idle(http && API_KEY_REQUIRED.of(config), "ApiKeyRequired", "An HTTP API has no API keys: use a REST API.", "APIGW-7", "ApiKeyRequired");
    idle(http && !GATEWAY_RESPONSES.of(config).trim().is_empty(), "GatewayResponses", "An HTTP API has no gateway responses: use a REST API.", "APIGW-7", "GatewayResponses");
    idle(http && CACHING.of(config), "The cache", "An HTTP API has none: use a REST API.", "APIGW-7", "CachingEnabled");
    idle(http && !REQUIRED.of(config).trim().is_empty(), "Request validation", "An HTTP API has none: use a REST API.", "APIGW-7", "RequiredFields");
    idle(http && !REQUEST_MODEL.of(config).trim().is_empty(), "The model", "An HTTP API validates no bodies: use a REST API.", "APIGW-7", "RequestModel");
    if !http && TIMEOUT.of(config).is_some_and(|patience| patience > Span::seconds(29)) {
        let what = format!("{name} waits for more than 29 s: AWS allows that only for Regional and private REST APIs whose quota it raised.");
        let remedy = "Let the work go on behind a queue, or ask for the quota, which may cost part of the account's throttle.";
        found.push(Finding::new(Severity::Hint, what, remedy).rule("APIGW-24").field("TimeoutInMillis"));
    }
    let mut idle = |on: bool, what: &str, remedy: &str, rule, field| {
        if on {
            found.push(Finding::new(Severity::Warning, format!("{what} of {name} has no effect."), remedy).rule(rule).field(field));
        }
    };
    idle(!http && AUTHORIZATION_TYPE.of(config) == "JWT", "The JWT authorizer", "A REST API has none: set COGNITO_USER_POOLS, or use an HTTP API. It checks tokens all the same here.", "APIGW-12", "AuthorizationType");
    let gets = METHOD.of(config) == "GET" || look.at("requests").any(|n| !REQUEST_METHOD.of(&n.wire.config).trim().is_empty());
    idle(!http && CACHING.of(config) && !gets, "The cache", "Only GET is cached: set HttpMethod.", "APIGW-14", "HttpMethod");
    let custom = AUTHORIZATION_TYPE.of(config) == "CUSTOM"
        || look.at("integration").any(|n| METHOD_AUTHORIZATION.of(&n.wire.config) == "CUSTOM");
    if custom && look.at("authorizer").next().is_none() {
        let what = format!("{name} asks an authorizer function, but none is wired: every request with a token is answered 500.");
        let finding = Finding::new(Severity::Error, what, "Wire its authorizer port to a function.");
        found.push(finding.rule("APIGW-10").field("AuthorizationType"));
    }
    if Regex::new(TOKEN_PATTERN.of(config).trim()).is_err() {
        let what = format!("The IdentityValidationExpression of {name} is no regular expression: every token will do.");
        let finding = Finding::new(Severity::Error, what, "Mend it, or leave it empty.");
        found.push(finding.rule("APIGW-10").field("IdentityValidationExpression"));
    }
    if !custom && look.at("authorizer").next().is_some() {
        let what = format!("The authorizer function of {name} is never asked.");
        found.push(Finding::new(Severity::Warning, what, "Set AuthorizationType to CUSTOM.").rule("APIGW-10").field("AuthorizationType"));
    }
    if custom || AUTHORIZATION_TYPE.of(config) == "COGNITO_USER_POOLS" {
        for client in look.at("requests").filter(|n| TOKEN.of(&n.wire.config).trim().is_empty()) {
            let what = format!("{} sends no token, and {name} wants one: it gets 401.", client.peer.name);
            let finding = Finding::new(Severity::Warning, what, "Set Authorization at the wire: a word, or a path such as $.user.");
            found.push(finding.rule("APIGW-10").field("Authorization").wire(client.id));
        }
    }
    if API_KEY_REQUIRED.of(config) {
        for neighbour in look.at("requests").filter(|n| API_KEY.of(&n.wire.config).trim().is_empty()) {
            found.push(
                Finding::new(
                    Severity::Warning,
                    format!("{} sends no API key, and {name} needs one: it gets 403.", neighbour.peer.name),
                    "Give the wire an ApiKey.",
                )
                .rule("APIGW-5")
                .wire(neighbour.id),
            );
        }
    } else if PLAN_RATE.of(config).is_some() || QUOTA_LIMIT.of(config).is_some() {
        found.push(
            Finding::new(
                Severity::Warning,
                format!("The usage plan of {name} has no effect, because it needs no API key."),
                "Switch ApiKeyRequired on.",
            )
            .rule("APIGW-4")
            .field("ApiKeyRequired"),
        );
    }
    methods(look, http, &mut found);
    found
}

/// What is wrong with a text of further templates.
fn templates_fault(text: &str) -> Option<String> {
    let Ok(all) = serde_json::from_str::<BTreeMap<String, String>>(text) else {
        return Some("they are no JSON object of texts".to_owned());
    };
    all.iter().find_map(|(content_type, text)| Some(format!("the one for {content_type} is no template: {}", MappingTemplate::parse(text).err()?)))
}

/// What is wrong with the methods and paths of the integrations.
fn methods(look: &Look, http: bool, found: &mut Vec<Finding>) {
    let name = &look.node.name;
    let mut seen: Vec<(Route, String)> = Vec::new();
    for neighbour in look.at("integration") {
        let (config, peer) = (&neighbour.wire.config, &neighbour.peer.name);
        let route = Route::read(ROUTE_METHOD.of(config), RESOURCE_PATH.of(config));
        let mut tell = |severity, what: String, remedy: &str, rule, field| {
            found.push(Finding::new(severity, what, remedy).rule(rule).field(field).wire(neighbour.id));
        };
        if let Some(why) = route.fault() {
            let what = format!("The ResourcePath of {peer} at {name} is none: {why}.");
            tell(Severity::Error, what, "Write a path such as /orders/{id} or /files/{proxy+}.", "APIGW-13", "ResourcePath");
        }
        if let Some((_, other)) = seen.iter().find(|(known, _)| known.is_like(&route)) {
            let what = format!("{other} and {peer} stand for the same method and path of {name}: only {other} is asked.");
            tell(Severity::Warning, what, "Give one of the wires another Method or ResourcePath.", "APIGW-13", "ResourcePath");
        }
        seen.push((route.clone(), peer.clone()));
        let kind = Kind::of(neighbour.role.map_or("", |role| role.key));
        let written = [
            ("RequestTemplate", REQUEST_TEMPLATE.of(config)),
            ("ResponseTemplate", RESPONSE_TEMPLATE.of(config)),
            ("RequestTemplates", MORE_TEMPLATES.of(config)),
        ];
        for (field, _) in written.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
            let what = format!("The {field} of {peer} has no effect at {name}.");
            if http {
                tell(Severity::Warning, what, "An HTTP API has no mapping templates: use a REST API.", "APIGW-27", field);
            } else if Mapping::read(config, kind).is_none() {
                tell(Severity::Warning, what, "A proxy passes bodies on as they are: set IntegrationType to CUSTOM.", "APIGW-18", field);
            }
        }
        let keys = CACHE_KEYS.of(config);
        if !keys.trim().is_empty() && (http || !CACHING.of(look.config())) {
            let what = format!("The CacheKeyParameters of {peer} have no effect: {name} has no cache.");
            tell(Severity::Warning, what, "Switch CachingEnabled on; an HTTP API has no cache.", "APIGW-14", "CacheKeyParameters");
        }
        for key in names(keys) {
            let (severity, what, remedy) = match Parameter::read(key) {
                None => (
                    Severity::Error,
                    format!("{key} in the CacheKeyParameters of {peer} is no parameter of a request."),
                    "Write method.request.path.NAME, method.request.querystring.NAME or method.request.header.NAME.",
                ),
                Some(Parameter::Path(parameter)) if !route.has(&parameter) => (
                    Severity::Warning,
                    format!("{key} in the CacheKeyParameters of {peer} tells no requests apart: its ResourcePath has no such part."),
                    "Put the parameter into the ResourcePath, in braces, or name another one.",
                ),
                Some(Parameter::Header(header)) if !HEADERS.contains(&header.as_str()) => (
                    Severity::Warning,
                    format!("{key} in the CacheKeyParameters of {peer} tells no requests apart: clients send no such header here."),
                    "Clients send Authorization, Content-Type and x-api-key.",
                ),
                Some(_) => continue,
            };
            tell(severity, what, remedy, "APIGW-14", "CacheKeyParameters");
        }
        for (field, fault) in [
            ("RequestParameters", request_fault(REQUEST_PARAMETERS.of(config))),
            ("ResponseParameters", response_fault(RESPONSE_PARAMETERS.of(config))),
        ] {
            if let Some(why) = fault {
                let what = format!("The {field} of {peer} at {name} are wrong: {why}.");
                tell(Severity::Error, what, "Write names such as append:header.NAME, overwrite:path or MessageBody.", "APIGW-27", field);
            }
        }
        let mapped = !REQUEST_PARAMETERS.of(config).trim().is_empty() || !RESPONSE_PARAMETERS.of(config).trim().is_empty();
        if mapped && !http {
            let what = format!("The parameter mapping of {peer} has no effect at {name}.");
            tell(Severity::Warning, what, "A REST API has mapping templates instead; parameter mapping is for HTTP APIs.", "APIGW-27", "RequestParameters");
        }
        for key in names(REQUIRED_PARAMETERS.of(config)).filter(|key| Parameter::read(key).is_none()) {
            let what = format!("{key} in the RequiredParameters of {peer} is no parameter of a request.");
            let remedy = "Write method.request.path.NAME, method.request.querystring.NAME or method.request.header.NAME.";
            tell(Severity::Error, what, remedy, "APIGW-28", "RequiredParameters");
        }
        let validates = !REQUIRED_PARAMETERS.of(config).trim().is_empty() || !METHOD_MODEL.of(config).trim().is_empty();
        if validates && http {
            let what = format!("The validation of requests to {peer} has no effect: {name} is an HTTP API.");
            tell(Severity::Warning, what, "An HTTP API validates nothing: use a REST API.", "APIGW-7", "RequiredParameters");
        }
        let more = MORE_TEMPLATES.of(config).trim();
        if let Some(why) = (!more.is_empty()).then(|| templates_fault(more)).flatten() {
            let what = format!("The RequestTemplates of {peer} at {name} are wrong: {why}.");
            tell(Severity::Error, what, "Write a JSON object of content types and templates.", "APIGW-26", "RequestTemplates");
        }
        let plan = PLAN_METHOD_RATE.of(config).is_some() || PLAN_METHOD_BURST.of(config).is_some();
        if plan && (http || !API_KEY_REQUIRED.of(look.config())) {
            let what = format!("The usage plan's limit for {peer} has no effect, because {name} needs no API key.");
            tell(Severity::Warning, what, "Switch ApiKeyRequired on.", "APIGW-3", "PlanMethodRateLimit");
        }
        if CONNECTION_TYPE.of(config) == "VPC_LINK" && kind != Kind::Http {
            let what = format!("{peer} is not reached through a VPC link: {name} calls it directly.");
            tell(Severity::Warning, what, "Set ConnectionType to INTERNET.", "APIGW-22", "ConnectionType");
        }
    }
}
