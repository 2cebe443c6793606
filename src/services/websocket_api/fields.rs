//! The settings of a WebSocket API, its routes and its clients, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Millis, Seconds, Words, choice, flag, millis, seconds, text, whole};

const HOW: &str = "How this model behaves";

pub const SELECTION: Key<Words> = text("RouteSelectionExpression")
    .initially_word("$request.body.action")
    .help("Where a message says its route: $request.body. and the field of the JSON body.")
    .source("API Gateway 5.1, APIGW-31")
    .assumed();
pub const TIMEOUT: Key<Millis> = millis("TimeoutInMillis")
    .within(50, 29_000)
    .initially(29_000)
    .help("How long an integration may take.")
    .source("API Gateway 5.1");
pub const CONNECT_RATE: Key<i64> = whole("NewConnectionsRate")
    .within(1, 100_000)
    .initially(500)
    .unit("/s")
    .help("New connections a second; more are refused with 429. AWS counts them per account and Region.")
    .source("APIGW-34");
pub const IDLE: Key<Seconds> = seconds("IdleTimeout")
    .within(1, 3_600)
    .initially(600)
    .help("A connection without a message for so long is closed. AWS has ten minutes.")
    .source("APIGW-34")
    .under(HOW);
pub const LIFETIME: Key<Seconds> = seconds("ConnectionDuration")
    .within(1, 86_400)
    .initially(7_200)
    .help("A connection is closed after so long. AWS has two hours.")
    .source("APIGW-34")
    .under(HOW);
pub const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 10_000.0)
    .initially_real(10.0)
    .help("The median time that the API itself adds.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(40.0)
    .help("In 99 of 100 messages the API itself adds less.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);

/// Of a client's wire.
pub const CONNECTIONS: Key<i64> = whole("Connections")
    .within(1, 100_000)
    .initially(10)
    .help("How many connections these clients use in turn. One that is not open is opened before its message.")
    .source("model")
    .assumed();
/// Of a client's wire.
pub const CONNECTION_KEY: Key<Words> = text("ConnectionKey")
    .help("Instead: a path into the body whose value tells clients apart, such as $.user; each has a connection of its own.")
    .source("model");
/// Of a client's wire.
pub const AUTHORIZED: Key<Words> = choice("Authorized", &["Allow", "Deny"])
    .help("Whether these clients may connect: without permission $connect is answered 403.")
    .source("APIGW-32");
/// Of a route.
pub const ROUTE_KEY: Key<Words> = text("RouteKey")
    .initially_word("$default")
    .help("$connect, $disconnect, $default, or the value of the selection expression that this route handles.")
    .source("APIGW-31");
/// Of a route.
pub const ROUTE_RESPONSE: Key<bool> = flag("RouteResponse", false)
    .help("Whether the integration's answer goes back to the client. Without it the client hears nothing.")
    .source("APIGW-36");
/// Of a program that pushes.
pub const CONNECTION_FIELD: Key<Words> = text("ConnectionId")
    .initially_word("$.connectionId")
    .help("Where the body of a push says the id of the connection.")
    .source("APIGW-35")
    .assumed();
