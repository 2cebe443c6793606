//! Settings of whoever delivers and of its targets, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Language, Millis, Seconds, Words, choice, flag, millis, real, seconds, text, whole};

const HOW: &str = "How this model behaves";
const RETRY: &str = "RetryPolicy";
const TRANSFORMER: &str = "InputTransformer";
const DESTINATION: &str = "API destination";

pub const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 60_000.0)
    .initially_real(60.0)
    .help("The median time from the event to the first attempt at a target.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 600_000.0)
    .initially_real(250.0)
    .help("99 of 100 attempts come sooner.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const BACKOFF_BASE: Key<Seconds> = seconds("BackoffBase")
    .within(1, 3_600)
    .initially(1)
    .help("The delay before the first retry; it doubles each time.")
    .source("EB-24: AWS publishes no curve")
    .assumed()
    .under(HOW);
pub const BACKOFF_CAP: Key<Seconds> = seconds("BackoffCap")
    .within(1, 86_400)
    .initially(480)
    .help("No retry waits longer, jitter aside.")
    .source("EB-24: AWS publishes no curve")
    .assumed()
    .under(HOW);
pub const JITTER: Key<f64> = real("RetryJitterPercent")
    .between(0.0, 100.0)
    .initially_real(20.0)
    .unit("%")
    .help("How far a retry's delay may differ, up or down: 20 means 0.8 to 1.2 times.")
    .source("EB-24: AWS publishes no curve")
    .assumed()
    .under(HOW);
/// Of a target.
pub const INPUT: Key<Words> = text("Input")
    .lines(8_192, Language::Json)
    .help("A fixed JSON text that the target gets instead of the event. Another bus always gets the whole event.")
    .source("EB-18");
/// Of a target.
pub const INPUT_PATH: Key<Words> = text("InputPath")
    .help("The part of the event that the target gets, such as $.detail or $.detail.orderId. Empty: the whole event.")
    .source("EB-18, EB-22");
/// Of a target.
pub const MAXIMUM_RETRIES: Key<i64> = whole("MaximumRetryAttempts")
    .within(0, 185)
    .initially(185)
    .help("How often a failed delivery is tried again.")
    .source("EventBridge 3.1, EB-24")
    .under(RETRY);
/// Of a target.
pub const MAXIMUM_AGE: Key<Seconds> = seconds("MaximumEventAgeInSeconds")
    .within(60, 86_400)
    .initially(86_400)
    .help("How old an event may become before its delivery is given up.")
    .source("EventBridge 3.1, EB-24")
    .under(RETRY);
/// Of a target.
pub const DEAD_LETTER_CONFIG: Key<bool> = flag("DeadLetterConfig", false)
    .help("What cannot be delivered goes to the queue at the rule's dead-letter port instead of being lost.")
    .source("EB-26");
/// Of a target.
pub const DEAD_LETTER_ARN: Key<Words> = text("DeadLetterArn")
    .help("Which of the queues at the rule's dead-letter port, by its name or ARN. Empty: the first.")
    .source("EB-26")
    .when("DeadLetterConfig", "on");
/// Of a target.
pub const INVOCATION_LIMIT: Key<i64> = whole("InvocationRateLimitPerSecond")
    .within(1, 10_000)
    .initially(300)
    .unit("/s")
    .help("Calls a second to an HTTP endpoint (an API destination); more wait. It has no effect on other targets.")
    .source("EventBridge 3.1, EB-30; 300 is the quota unless raised")
    .under(DESTINATION);
/// Of a target.
pub const CONNECTION_KIND: Key<Words> =
    choice("ConnectionAuthorizationType", &["API_KEY", "BASIC", "OAUTH_CLIENT_CREDENTIALS"])
        .help("How the connection of an API destination signs in. With OAUTH_CLIENT_CREDENTIALS it fetches an access token before the first call and when one has expired; the others send what they know with every call.")
        .source("EventBridge 3.1")
        .under(DESTINATION);
/// Of a target.
pub const CONNECTION_STATE: Key<Words> = choice("ConnectionState", &["AUTHORIZED", "DEAUTHORIZED"])
    .help("The state of an API destination's connection. Without authorisation nothing is sent, and trying again would not help. It has no effect on other targets.")
    .source("EventBridge 3.1, EB-25")
    .under(DESTINATION);
/// Of a target.
pub const INPUT_PATHS_MAP: Key<Words> = text("InputPathsMap")
    .lines(8_192, Language::Json)
    .help("Names for parts of the event, such as {\"id\": \"$.detail.orderId\"}.")
    .source("EB-18, EB-22")
    .under(TRANSFORMER);
/// Of a target.
pub const INPUT_TEMPLATE: Key<Words> = text("InputTemplate")
    .lines(8_192, Language::Plain)
    .help("What the target gets, with <names> for parts of the event: {\"order\": <id>, \"text\": \"Order <id>\"}. Empty: no transformer.")
    .source("EB-18 to EB-21")
    .under(TRANSFORMER);
/// Of a target.
pub const HTTP_METHOD: Key<Words> = choice("HttpMethod", &["POST", "GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
    .help("The method of an API destination's calls. Endpoints here do not look at it.")
    .source("EventBridge 3.1")
    .under(DESTINATION);
/// Of a target.
pub const OAUTH_LIFETIME: Key<Seconds> = seconds("OAuthTokenLifetime")
    .within(1, 86_400)
    .initially(3_600)
    .help("How long an access token is valid; after a 401 of the endpoint it is thrown away before.")
    .source("a usual figure; the authorization server says it")
    .assumed()
    .when("ConnectionAuthorizationType", "OAUTH_CLIENT_CREDENTIALS")
    .under(DESTINATION);
/// Of a target.
pub const OAUTH_LATENCY: Key<Millis> = millis("OAuthLatency")
    .between(0.0, 60_000.0)
    .initially_real(120.0)
    .help("How long fetching an access token takes. Whoever comes meanwhile waits too.")
    .source("Latency table 0.4, external HTTP API")
    .assumed()
    .when("ConnectionAuthorizationType", "OAUTH_CLIENT_CREDENTIALS")
    .under(DESTINATION);
/// Of a target.
pub const OAUTH_ENDPOINT: Key<Words> = choice("OAuthEndpoint", &["UP", "DOWN", "REFUSES"])
    .help("The authorization server. DOWN gives no token, and the attempt fails as after a fault; REFUSES no longer knows the client, and trying again would not help.")
    .source("a choice of this model, after EB-24 and EB-25")
    .when("ConnectionAuthorizationType", "OAUTH_CLIENT_CREDENTIALS")
    .under(DESTINATION);
