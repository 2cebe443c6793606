//! The settings of a REST API, its stage and its usage plan.

use crate::catalog::{Key, Language, Millis, Seconds, Words, choice, flag, millis, opt_real, opt_whole, real, seconds, text, whole, opt_millis, opt_seconds};

const STAGE: &str = "Stage throttle";
const PLAN: &str = "Usage plan";
const ACCOUNT: &str = "Account limits";
const HOW: &str = "How this model behaves";

pub const TIMEOUT: Key<Option<Millis>> = opt_millis("TimeoutInMillis")
    .within(50, 30_000)
    .help("How long the integration may take. After that the client gets 504, while the integration works on. Unset: 29,000 for a REST API, 30,000 for an HTTP API.")
    .source("API Gateway 5.1, APIGW-24");
pub const STAGE_RATE: Key<Option<f64>> = opt_real("ThrottlingRateLimit")
    .between(0.0, 100_000.0)
    .unit("/s")
    .help("Requests a second that the stage lets through in the long run. Unset: only the account's limit holds.")
    .source("API Gateway 5.1, APIGW-1")
    .under(STAGE);
pub const STAGE_BURST: Key<Option<i64>> = opt_whole("ThrottlingBurstLimit")
    .within(0, 100_000)
    .help("The bucket: how many requests may come at once. Unset: the account's.")
    .source("API Gateway 5.1, APIGW-1")
    .under(STAGE);

pub const API_KEY_REQUIRED: Key<bool> = flag("ApiKeyRequired", false)
    .help("Whether each client needs an API key (a setting of its wire). Only then the usage plan applies.")
    .source("API Gateway 5.1, APIGW-5")
    .under(PLAN);
pub const PLAN_KEYS: Key<Words> = text("UsagePlanKeys")
    .help("The API keys that are in the usage plan, with commas between them. Empty: every key is.")
    .source("APIGW-5")
    .under(PLAN)
    .when("ApiKeyRequired", "on");
pub const PLAN_RATE: Key<Option<f64>> = opt_real("RateLimit")
    .between(0.0, 100_000.0)
    .unit("/s")
    .help("Requests a second that each API key may send in the long run.")
    .source("API Gateway 5.1, APIGW-4")
    .under(PLAN)
    .when("ApiKeyRequired", "on");
pub const PLAN_BURST: Key<Option<i64>> = opt_whole("BurstLimit")
    .within(0, 100_000)
    .help("How many requests of one API key may come at once. Unset: as many as RateLimit has in a second.")
    .source("API Gateway 5.1, APIGW-4")
    .under(PLAN)
    .when("ApiKeyRequired", "on");
pub const QUOTA_LIMIT: Key<Option<i64>> = opt_whole("QuotaLimit")
    .within(1, 1_000_000_000)
    .help("How many requests each API key may send in one period.")
    .source("API Gateway 5.1, APIGW-4")
    .under(PLAN)
    .when("ApiKeyRequired", "on");
pub const QUOTA_PERIOD: Key<Words> = choice("QuotaPeriod", &["DAY", "WEEK", "MONTH"])
    .help("When the quota starts anew: at midnight UTC, weeks on Sunday, months on the 1st. A run starts on Thursday, 1 January 2026.")
    .source("API Gateway 5.1, APIGW-4")
    .under(PLAN)
    .when("ApiKeyRequired", "on");
pub const QUOTA_OFFSET: Key<i64> = whole("QuotaOffset")
    .within(0, 1_000_000_000)
    .help("Requests that are taken off QuotaLimit in the first period only.")
    .source("APIGW-4")
    .under(PLAN)
    .when("ApiKeyRequired", "on");

pub const ACCOUNT_RATE: Key<f64> = real("AccountRateLimit")
    .between(0.0, 1_000_000.0)
    .initially_real(10_000.0)
    .unit("/s")
    .help("Requests a second of the whole account in this Region. All APIs of the design take from it; the least that one of them says counts.")
    .source("API Gateway 5.1, APIGW-2")
    .under(ACCOUNT);
pub const ACCOUNT_BURST: Key<i64> = whole("AccountBurstLimit")
    .within(0, 1_000_000)
    .initially(5_000)
    .help("The bucket of the account: how many requests may come at once.")
    .source("API Gateway 5.1, APIGW-2")
    .under(ACCOUNT);

pub const LATENCY_P50: Key<Option<Millis>> = opt_millis("LatencyMedian")
    .between(0.0, 10_000.0)
    .help("The median time that the API itself adds to the time of its integration. Unset: 15 for a REST API, 8 for an HTTP API.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const LATENCY_P99: Key<Option<Millis>> = opt_millis("LatencyP99")
    .between(0.0, 60_000.0)
    .help("In 99 of 100 requests the API itself adds less. Unset: 60 for a REST API, 30 for an HTTP API.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);

const CACHE: &str = "Response cache";
const WHO: &str = "Authorization";
const REQUEST: &str = "Method";

pub const PROTOCOL: Key<Words> = choice("ProtocolType", &["REST", "HTTP"])
    .help("A REST API, or the cheaper HTTP API: without API keys, usage plans, response cache and request validation, with parameter mapping in place of templates, and with other errors. It is faster, too.")
    .source("APIGW-7, APIGW-30");
pub const METHOD: Key<Words> = choice("HttpMethod", &["POST", "GET", "PUT", "DELETE", "PATCH", "ANY"])
    .help("The method of the requests. Only GET is cached.")
    .source("APIGW-14")
    .under(REQUEST);
pub const REQUIRED: Key<Words> = text("RequiredFields")
    .help("Request validation: fields that the JSON body must have (dotted paths, with commas between them); without them the client gets 400. RequestModel says more.")
    .source("APIGW-28")
    .under(REQUEST);
pub const REQUEST_MODEL: Key<Words> = text("RequestModel")
    .lines(16_384, Language::JsonSchema)
    .help("Request validation: the JSON schema (draft 4) that a body of type application/json must fit; otherwise the client gets 400 before the integration is asked.")
    .source("APIGW-28")
    .under(REQUEST);
pub const STAGE_VARIABLES: Key<Words> = text("StageVariables")
    .lines(4_096, Language::Json)
    .help("A JSON object of names and texts that mapping templates find as $stageVariables.")
    .source("APIGW-26")
    .under(REQUEST);
pub const GATEWAY_RESPONSES: Key<Words> = text("GatewayResponses")
    .lines(4_096, Language::Json)
    .help("A JSON object of statuses for answers that a REST API gives by itself, by type: {\"THROTTLED\": 503, \"DEFAULT_5XX\": 500}. What it does not name is answered as usual.")
    .source("APIGW-13")
    .under(REQUEST);
pub const MOCK_STATUS: Key<Option<i64>> = opt_whole("MockStatusCode")
    .within(200, 599)
    .help("A mock integration: without anything behind it the method answers this status.")
    .source("APIGW-23")
    .under(REQUEST);

pub const CACHING: Key<bool> = flag("CachingEnabled", false)
    .help("Whether successful answers to GET requests are kept and given again. Making a cache takes about four minutes.")
    .source("API Gateway 5.1, APIGW-14")
    .under(CACHE);
pub const CACHE_TTL: Key<Seconds> = seconds("CacheTtlInSeconds")
    .within(0, 3_600)
    .initially(300)
    .help("How long an answer is kept. 0: no caching.")
    .source("API Gateway 5.1, APIGW-14")
    .under(CACHE)
    .when("CachingEnabled", "on");
pub const CACHE_SIZE: Key<Words> =
    choice("CacheClusterSize", &["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"])
        .help("How much fits in, in GB; changing it empties the cache.")
        .source("API Gateway 5.1, APIGW-17")
        .under(CACHE)
        .when("CachingEnabled", "on");
pub const CACHE_KEY: Key<Words> = text("CacheKeyParameters")
    .help("What tells requests apart: a path into the body such as $.productId, standing for a parameter of the request. Empty: all requests of the method share one answer.")
    .source("APIGW-14")
    .under(CACHE)
    .when("CachingEnabled", "on");
pub const CACHE_CREATION: Key<Seconds> = seconds("CacheCreationTime")
    .within(0, 3_600)
    .initially(240)
    .help("How long it takes until a new cache serves, from the start of the run or from the change.")
    .source("APIGW-17: about four minutes")
    .assumed()
    .under(CACHE)
    .when("CachingEnabled", "on");
pub const HIT_P50: Key<Millis> = millis("CacheHitLatencyMedian")
    .between(0.0, 10_000.0)
    .initially_real(5.0)
    .help("The median time of an answer from the cache.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const HIT_P99: Key<Millis> = millis("CacheHitLatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(20.0)
    .help("99 of 100 answers from the cache are faster.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);

pub const AUTHORIZATION_TYPE: Key<Words> =
    choice("AuthorizationType", &["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS", "JWT"])
        .help("Who gets in: everybody, who signs with permission, whom the authorizer function lets in, or who has a valid token of a user pool (of a REST API) or of any issuer (JWT, of an HTTP API).")
        .source("API Gateway 5.1, APIGW-8 to APIGW-12")
        .under(WHO);
pub const AUTHORIZER_TTL: Key<Option<Seconds>> = opt_seconds("AuthorizerResultTtlInSeconds")
    .within(0, 3_600)
    .help("How long the result for a token is remembered; 0 asks the function each time. Unset: 300 for a REST API, 0 for an HTTP API.")
    .source("API Gateway 5.1, APIGW-11, APIGW-12")
    .under(WHO);
pub const AUTHORIZER_POLICY: Key<Words> = choice("AuthorizerPolicy", &["all methods", "the method that was asked for"])
    .help("What the policy names that the function returns. A remembered policy that names one method only refuses the same token at every other one with 403.")
    .source("APIGW-11")
    .assumed()
    .under(WHO);
pub const TOKEN_PATTERN: Key<Words> = text("IdentityValidationExpression")
    .help("A regular expression, such as ^[A-Za-z0-9.-]+$. A token in which it finds nothing is answered 401, and the authorizer function is not asked. Empty: every token will do.")
    .source("API Gateway 5.1, APIGW-10; that a part of the token is enough is a choice of this model")
    .assumed()
    .under(WHO);
pub const GUARD_CACHE: Key<bool> = flag("RequireAuthorizationForCacheControl", false)
    .help("Whether only clients with permission (execute-api:InvalidateCache) may refresh the cache. Off: every client may.")
    .source("APIGW-16")
    .under(CACHE)
    .when("CachingEnabled", "on");
pub const UNAUTHORIZED_REFRESH: Key<Words> = choice(
    "UnauthorizedCacheControlHeaderStrategy",
    &["SUCCEED_WITH_RESPONSE_HEADER", "SUCCEED_WITHOUT_RESPONSE_HEADER", "FAIL_WITH_403"],
)
.help("What a client without that permission gets for Cache-Control: max-age=0: an answer from the cache, with or without a warning header, or 403.")
.source("APIGW-16; which is the default is a choice of this model")
.assumed()
.under(CACHE)
.when("RequireAuthorizationForCacheControl", "on");
