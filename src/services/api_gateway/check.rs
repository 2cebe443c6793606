//! What the checks say of an API.

use super::bodies::Mapping;
use super::cache_key::{HEADERS, Parameter, names};
use super::fields::*;
use super::mapping::Kind;
use super::routes::Route;
use super::wires::*;
use crate::catalog::{Finding, Look, Severity};
use crate::model::Value;

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
        let patience = TIMEOUT.of(config);
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
    let mut idle = |on: bool, what: &str, remedy: &str, rule, field| {
        if on {
            found.push(Finding::new(Severity::Warning, format!("{what} of {name} has no effect."), remedy).rule(rule).field(field));
        }
    };
    idle(http && API_KEY_REQUIRED.of(config), "ApiKeyRequired", "An HTTP API has no API keys: use a REST API.", "APIGW-7", "ApiKeyRequired");
    idle(http && CACHING.of(config), "The cache", "An HTTP API has none: use a REST API.", "APIGW-7", "CachingEnabled");
    idle(http && !REQUIRED.of(config).trim().is_empty(), "Request validation", "An HTTP API has none: use a REST API.", "APIGW-7", "RequiredFields");
    idle(http && !REQUEST_MODEL.of(config).trim().is_empty(), "The model", "An HTTP API validates no bodies: use a REST API.", "APIGW-7", "RequestModel");
    let gets = METHOD.of(config) == "GET" || look.at("requests").any(|n| !REQUEST_METHOD.of(&n.wire.config).trim().is_empty());
    idle(!http && CACHING.of(config) && !gets, "The cache", "Only GET is cached: set HttpMethod.", "APIGW-14", "HttpMethod");
    let custom = AUTHORIZATION_TYPE.of(config) == "CUSTOM";
    if custom && look.at("authorizer").next().is_none() {
        let what = format!("{name} asks an authorizer function, but none is wired: every request with a token is answered 500.");
        let finding = Finding::new(Severity::Error, what, "Wire its authorizer port to a function.");
        found.push(finding.rule("APIGW-10").field("AuthorizationType"));
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
        let written = [("RequestTemplate", REQUEST_TEMPLATE.of(config)), ("ResponseTemplate", RESPONSE_TEMPLATE.of(config))];
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
