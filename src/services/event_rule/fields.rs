//! The settings of a rule and of its targets, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Language, Millis, Seconds, Words, choice, flag, millis, real, seconds, text, whole};

const HOW: &str = "How this model behaves";
const RETRY: &str = "RetryPolicy";

pub const EVENT_PATTERN: Key<Words> = text("EventPattern")
    .lines(16_384, Language::EventPattern)
    .initially_word("{\"source\": [{\"prefix\": \"\"}]}")
    .help("Which events the rule picks, shaped like the events: {\"detail\": {\"status\": [\"PAID\"]}}. The first pattern here matches every event.")
    .source("EventBridge 3.1, EB-8")
    .assumed();
pub const STATE: Key<Words> = choice("State", &["ENABLED", "DISABLED"])
    .help("A disabled rule matches nothing. What it matched before is still delivered.")
    .source("EventBridge 3.1");
pub const INVOCATIONS_RATE: Key<i64> = whole("InvocationsRate")
    .within(1, 100_000)
    .initially(18_750)
    .unit("/s")
    .help("The quota of invocations a second; more are delayed, not failed. AWS counts it per account and Region; here each rule has its own.")
    .source("EB-27, us-east-1; adjustable");
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
pub const DUPLICATES: Key<f64> = real("DuplicatePercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How often a target is invoked a second time for the same event.")
    .source("EB-6: AWS gives no figure")
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
pub const INVOCATION_LIMIT: Key<i64> = whole("InvocationRateLimitPerSecond")
    .within(1, 10_000)
    .initially(300)
    .unit("/s")
    .help("Calls a second to an HTTP endpoint (an API destination); more wait. It has no effect on other targets.")
    .source("EventBridge 3.1, EB-30; 300 is the quota unless raised")
    .under("API destination");
