//! Amazon API Gateway, WebSocket API: the declaration.

mod behaviour;
mod connections;
mod fields;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{CALLBACK, HTTP, INVOKE, METRIC, PUT_EVENTS, SEND_MESSAGE, WEBSOCKET};
use crate::catalog::{Fact, Family, FaultPreset, Finding, Look, Port, Preset, Price, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where clients connect.
    CLIENTS = Port::input("clients", "Clients", &[WEBSOCKET])
        .with(&[CONNECTIONS.field, CONNECTION_KEY.field, AUTHORIZED.field])
        .help("WebSocket connections of clients; each request of theirs is a message on one of them.");
    /// What handles messages.
    ROUTES = Port::output("routes", "Routes", &[INVOKE, HTTP, SEND_MESSAGE, PUT_EVENTS])
        .with(&[ROUTE_KEY.field, ROUTE_RESPONSE.field])
        .help("Each wire is a route with its integration: $connect, $disconnect, $default, or a key of your own.");
    /// Where programs push.
    CALLBACKS = Port::input("callbacks", "@connections", &[CALLBACK])
        .with(&[CONNECTION_FIELD.field])
        .help("POST @connections/{id} of programs: a message for one client.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the API's metrics here.");
}

crate::metrics! {
    /// Connections.
    CONNECTS = Metric::counter("ConnectCount", Unit::Count, "Messages sent to the $connect route integration.").steady();
    /// Messages.
    MESSAGES = Metric::counter("MessageCount", Unit::Count, "Messages in both directions.").steady();
    /// Mistakes of clients.
    CLIENT_ERRORS = Metric::counter("ClientError", Unit::Count, "Requests answered 4xx before an integration was asked.").steady();
    /// Failed integrations.
    INTEGRATION_ERRORS = Metric::counter("IntegrationError", Unit::Count, "Integrations that answered with an error.").steady();
    /// Failures on the way.
    EXECUTION_ERRORS = Metric::counter("ExecutionError", Unit::Count, "Integrations that could not be called or did not answer in time.").steady();
    /// The integration's time.
    INTEGRATION_LATENCY = Metric::sample("IntegrationLatency", Unit::Milliseconds, "From the call of an integration to its answer.");
    /// Open connections.
    OPEN = Metric::gauge("OpenConnections", Unit::Count, "Connections that are open (a number of this model, not of CloudWatch).");
    /// For the bill.
    UNITS = Metric::counter("MessageUnits", Unit::Count, "Messages in both directions, 32 KB each, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    MINUTES = Metric::counter("ConnectionMinutes", Unit::Count, "Minutes that connections were open, for the bill (a number of this model, not of CloudWatch).");
}

const SOURCE: &str = "API Gateway 5.8, us-east-1, 2026";

/// The declaration.
pub static SERVICE: Service = Service {
    key: "websocket_api",
    code: 23,
    name: "WebSocket API",
    stem: "WebSocket",
    family: Family::Api,
    tagline: "Keeps connections of clients open: they send messages to routes, programs push messages to them.",
    keywords: "api gateway amazon websocket realtime chat push connection route callback",
    icon: include_str!("icon.svg"),
    fields: &[SELECTION.field, TIMEOUT.field, CONNECT_RATE.field, IDLE.field, LIFETIME.field, LATENCY_P50.field, LATENCY_P99.field],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/ApiGateway",
    prices: &[
        Price { what: "WebSocket messages (32 KB each)", usd: 1.00, per: 1e6, counted: &["MessageUnits"], free: 0.0, source: SOURCE },
        Price { what: "minutes of open connections", usd: 0.25, per: 1e6, counted: &["ConnectionMinutes"], free: 0.0, source: SOURCE },
    ],
    facts: FACTS,
    not_modelled: &[
        "Stage and account throttles, authorizer functions and usage plans of WebSocket APIs: the client's wire says whether it may connect.",
        "What a pushed message does at the client: it has arrived there.",
        "GET and DELETE of @connections (APIGW-35), frames of their own (APIGW-36), mapping templates.",
        "Two messages of one connection may overtake each other in AWS (APIGW-37); here only as far as their integrations do.",
    ],
    faults: &[FaultPreset {
        label: "Few connections",
        help: "Only one connection a second can be opened.",
        set: &[("NewConnectionsRate", Preset::Whole(1))],
        lasts: 120,
    }],
    commands: &[],
    cfn: Some("AWS::ApiGatewayV2::Api"),
    subtitle: |_| "API Gateway WebSocket",
    check,
    behaviour: || Box::new(behaviour::WebSocketApi::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let name = &look.node.name;
    let keys: Vec<&str> = look.at("routes").map(|route| ROUTE_KEY.of(&route.wire.config).trim()).collect();
    if !keys.iter().any(|key| !matches!(*key, "$connect" | "$disconnect")) {
        let what = format!("{name} has no route for messages: every message is answered Forbidden.");
        found.push(Finding::new(Severity::Warning, what, "Wire its routes port to a function with the key $default, or one of your own.").rule("APIGW-31"));
    }
    for (n, route) in look.at("routes").enumerate() {
        let key = keys[n];
        if keys[..n].contains(&key) {
            let what = format!("{name} has two routes with the key {key}: only the first is used.");
            let finding = Finding::new(Severity::Error, what, "Give one of the wires another RouteKey.");
            found.push(finding.rule("APIGW-31").field("RouteKey").wire(route.id));
        }
    }
    found
}

const FACTS: &[Fact] = &[
    Fact::modelled("APIGW-31", "A message goes to the route that the selection expression names, else to $default, else it is answered Forbidden."),
    Fact::approximated("APIGW-32", "$connect runs before the connection is open: an error, or a client that may not, means no connection."),
    Fact::modelled("APIGW-33", "$disconnect runs after a connection was closed."),
    Fact::modelled("APIGW-34", "At most 500 new connections a second; a connection ends after 2 hours, or 10 minutes without a message."),
    Fact::approximated("APIGW-35", "Programs push to a connection by its id; if it is gone, they get 410."),
    Fact::modelled("APIGW-36", "A message over 128 KB closes its connection with code 1009; only a route response answers the client."),
];
