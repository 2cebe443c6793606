//! Amazon API Gateway, WebSocket API: the declaration.

mod behaviour;
mod callbacks;
mod connections;
mod fields;
mod opening;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{CALLBACK, HTTP, INVOKE, METRIC, PUT_EVENTS, SEND_MESSAGE, WEBSOCKET};
use crate::catalog::{Fact, Family, FaultPreset, Finding, Look, Port, Preset, Price, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where clients connect.
    CLIENTS = Port::input("clients", "Clients", &[WEBSOCKET])
        .with(&[CONNECTIONS.field, CONNECTION_KEY.field, AUTHORIZED.field, TOKEN.field, FRAME.field])
        .help("WebSocket connections of clients; each request of theirs is a message on one of them.");
    /// What handles messages.
    ROUTES = Port::output("routes", "Routes", &[INVOKE, HTTP, SEND_MESSAGE, PUT_EVENTS])
        .with(&[ROUTE_KEY.field, ROUTE_RESPONSE.field])
        .help("Each wire is a route with its integration: $connect, $disconnect, $default, or a key of your own.");
    /// Where programs push.
    CALLBACKS = Port::input("callbacks", "@connections", &[CALLBACK])
        .with(&[CONNECTION_FIELD.field, CALLBACK_METHOD.field])
        .help("POST @connections/{id} of programs: a message for one client. GET and DELETE ask about it and close it.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the API's metrics here.");
    /// Who decides who may connect.
    AUTHORIZER = Port::output("authorizer", "Authorizer", &[INVOKE])
        .at_most(1)
        .control()
        .help("The function that says who may connect, with AuthorizationType CUSTOM.");
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

/// A frame is at most so large (APIGW-36).
const LARGEST_FRAME: i64 = 32_768;
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
    fields: &[
        SELECTION.field,
        TIMEOUT.field,
        CONNECT_RATE.field,
        IDLE.field,
        LIFETIME.field,
        LATENCY_P50.field,
        LATENCY_P99.field,
        STAGE_RATE.field,
        STAGE_BURST.field,
        ACCOUNT_RATE.field,
        ACCOUNT_BURST.field,
        AUTHORIZATION_TYPE.field,
        OVERTAKE.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/ApiGateway",
    prices: &[
        Price { what: "WebSocket messages (32 KB each)", usd: 1.00, per: 1e6, counted: &["MessageUnits"], free: 0.0, tiers: &[], source: SOURCE },
        Price { what: "minutes of open connections", usd: 0.25, per: 1e6, counted: &["ConnectionMinutes"], free: 0.0, tiers: &[], source: SOURCE },
    ],
    facts: FACTS,
    not_modelled: &[
        "API keys and usage plans of WebSocket APIs, and throttles of single routes. Signatures are not worked out: the client's wire says whether it may connect.",
        "What a pushed message does at the client: it has arrived there.",
        "Mapping templates of WebSocket routes.",
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
    let custom = AUTHORIZATION_TYPE.of(look.config()) == "CUSTOM";
    let wired = look.at("authorizer").next().is_some();
    if custom && !wired {
        let what = format!("{name} asks an authorizer function, but none is wired: no client can connect.");
        let finding = Finding::new(Severity::Error, what, "Wire its authorizer port to a function.");
        found.push(finding.rule("APIGW-10").field("AuthorizationType"));
    }
    if !custom && wired {
        let what = format!("The authorizer function of {name} is never asked.");
        found.push(Finding::new(Severity::Warning, what, "Set AuthorizationType to CUSTOM.").rule("APIGW-10").field("AuthorizationType"));
    }
    for client in look.at("clients").filter(|client| custom && TOKEN.of(&client.wire.config).trim().is_empty()) {
        let what = format!("{} sends no token, and {name} wants one: it gets 401.", client.peer.name);
        let finding = Finding::new(Severity::Warning, what, "Set Authorization at the wire: a word, or a path such as $.user.");
        found.push(finding.rule("APIGW-10").field("Authorization").wire(client.id));
    }
    for client in look.at("clients").filter(|client| FRAME.of(&client.wire.config) > LARGEST_FRAME) {
        let what = format!("{} sends frames of more than 32 KB: a large message closes its connection.", client.peer.name);
        let finding = Finding::new(Severity::Warning, what, "Set FrameBytes to 32768 or less.");
        found.push(finding.rule("APIGW-36").field("FrameBytes").wire(client.id));
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
    Fact::modelled("APIGW-1", "Stage and account have a token bucket each; a message or a new connection needs a token of both, and a refused one takes none."),
    Fact::modelled("APIGW-2", "The stage's limit is asked before the account's; the one that refuses answers 429."),
    Fact::modelled("APIGW-10", "A REQUEST authorizer is asked before $connect, once for each connection; without its identity source a client gets 401 and the function is not asked."),
    Fact::modelled("APIGW-31", "A message goes to the route that the selection expression names, else to $default, else it is answered Forbidden."),
    Fact::approximated("APIGW-32", "$connect runs before the connection is open: an error, or a client that may not, means no connection."),
    Fact::modelled("APIGW-33", "$disconnect runs after a connection was closed."),
    Fact::modelled("APIGW-34", "At most 500 new connections a second; a connection ends after 2 hours, or 10 minutes without a message."),
    Fact::approximated("APIGW-35", "Programs push to a connection by its id, ask about it, or close it; if it is gone, they get 410. Their calls take from the account's throttle."),
    Fact::modelled("APIGW-36", "A frame over 32 KB or a message over 128 KB closes its connection with code 1009; only a route response answers the client."),
    Fact::approximated("APIGW-37", "Messages of one connection are handled at the same time and may overtake each other: as their integrations do, or by a switch, off at first."),
];
