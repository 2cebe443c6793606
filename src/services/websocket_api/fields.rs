//! The settings of a WebSocket API, its routes and its clients, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Millis, Seconds, Words, choice, flag, millis, opt_real, opt_whole, real, seconds, text, whole};
use crate::common::authorizing::Verdict;

const HOW: &str = "How this model behaves";
const LIMITS: &str = "Throttles";

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
pub const STAGE_RATE: Key<Option<f64>> = opt_real("ThrottlingRateLimit")
    .between(0.0, 100_000.0)
    .unit("/s")
    .help("Messages and new connections a second that the stage lets through in the long run. Unset: only the account's limit holds.")
    .source("API Gateway 5.1, APIGW-1, APIGW-2")
    .under(LIMITS);
pub const STAGE_BURST: Key<Option<i64>> = opt_whole("ThrottlingBurstLimit")
    .within(0, 100_000)
    .help("The bucket: how many may come at once. Unset: the account's.")
    .source("API Gateway 5.1, APIGW-1")
    .under(LIMITS);
pub const ACCOUNT_RATE: Key<f64> = real("AccountRateLimit")
    .between(0.0, 1_000_000.0)
    .initially_real(10_000.0)
    .unit("/s")
    .help("Messages, new connections and calls of @connections a second of the whole account in this Region. All APIs of the design take from it; the least that one of them says counts.")
    .source("API Gateway 5.1, APIGW-2, APIGW-35")
    .under(LIMITS);
pub const ACCOUNT_BURST: Key<i64> = whole("AccountBurstLimit")
    .within(0, 1_000_000)
    .initially(5_000)
    .help("The bucket of the account: how many may come at once.")
    .source("API Gateway 5.1, APIGW-2")
    .under(LIMITS);
pub const AUTHORIZATION_TYPE: Key<Words> = choice("AuthorizationType", &["NONE", "CUSTOM"])
    .help("CUSTOM: a function (a REQUEST authorizer) is asked before $connect about the Authorization that a client sends; its answer is not remembered. NONE: the client's wire alone says whether it may connect.")
    .source("APIGW-10, APIGW-32");
pub const OVERTAKE: Key<f64> = real("OvertakePercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("So many messages are held up on their way to the integration, by up to 100 ms, and later ones of the same connection may overtake them. AWS promises no order between concurrent integrations, and names no figure.")
    .source("APIGW-37")
    .assumed()
    .under(HOW);
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
pub const AUTHORIZED: Key<Words> = choice("Authorized", Verdict::WORDS)
    .help("Whether these clients may connect: Deny is answered 403; with an authorizer function, Unauthorized is answered 401.")
    .source("APIGW-10, APIGW-32");
/// Of a client's wire.
pub const TOKEN: Key<Words> = text("Authorization")
    .help("The token that these clients send when they connect: a word, or a path into the body such as $.user. Empty: none.")
    .source("APIGW-10");
/// Of a client's wire.
pub const FRAME: Key<i64> = whole("FrameBytes")
    .within(1, 131_072)
    .initially(32_768)
    .unit("bytes")
    .help("The largest frame that these clients send; a larger message goes in several. A frame over 32 KB closes the connection.")
    .source("APIGW-36");
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
pub const CALLBACK_METHOD: Key<Words> = choice("CallbackMethod", &["POST", "GET", "DELETE"])
    .help("What the program does with the connection: POST sends it a message, GET asks since when it is open, DELETE closes it.")
    .source("APIGW-35");
/// Of a program that pushes.
pub const CONNECTION_FIELD: Key<Words> = text("ConnectionId")
    .initially_word("$.connectionId")
    .help("Where the body of a push says the id of the connection.")
    .source("APIGW-35")
    .assumed();
