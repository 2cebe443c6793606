//! The settings of a REST API, its stage, its usage plan and its clients' wires.

use crate::catalog::{Key, Millis, Words, choice, flag, millis, opt_real, opt_whole, real, text, whole};

const STAGE: &str = "Stage throttle";
const PLAN: &str = "Usage plan";
const ACCOUNT: &str = "Account limits";
const HOW: &str = "How this model behaves";

pub const TIMEOUT: Key<Millis> = millis("TimeoutInMillis")
    .within(50, 29_000)
    .initially(29_000)
    .help("How long the integration may take. After that the client gets 504, while the integration works on.")
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
    .help("Requests a second of the whole account in this Region. Here each API has the account to itself.")
    .source("API Gateway 5.1, APIGW-2")
    .under(ACCOUNT);
pub const ACCOUNT_BURST: Key<i64> = whole("AccountBurstLimit")
    .within(0, 1_000_000)
    .initially(5_000)
    .help("The bucket of the account: how many requests may come at once.")
    .source("API Gateway 5.1, APIGW-2")
    .under(ACCOUNT);

pub const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 10_000.0)
    .initially_real(15.0)
    .help("The median time that the API itself adds to the time of its integration.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(60.0)
    .help("In 99 of 100 requests the API itself adds less.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);

/// Of a client's wire.
pub const API_KEY: Key<Words> = text("ApiKey")
    .help("The API key that this client sends in the x-api-key header. Empty: none. Clients with equal keys share its limits.")
    .source("APIGW-4, APIGW-5");
