//! The settings of a function's wires: event source mappings at the left, the handler's calls at the right.

use crate::catalog::{
    Field, Key, Language, Millis, Seconds, Words, choice, flag, millis, opt_millis, opt_whole, real, seconds, text,
    whole,
};

const BREAKER: &str = "Circuit breaker";
pub const HOW: &str = "How this model behaves";

pub const BATCH_SIZE: Key<i64> = whole("BatchSize")
    .within(1, 10_000)
    .initially(10)
    .help("At most so many messages in one invocation. More than 10 need a batching window.")
    .source("LAM 4.5, LAM-23");
pub const WINDOW: Key<Seconds> = seconds("MaximumBatchingWindowInSeconds")
    .within(0, 300)
    .help("How long a batch waits for more messages. 0: a batch is what one receive returned.")
    .source("LAM 4.5, LAM-23");
pub const MAXIMUM: Key<Option<i64>> = opt_whole("MaximumConcurrency")
    .within(2, 1_000)
    .help("At most so many batches at once. The poller then stops pulling: nothing is throttled.")
    .source("LAM 4.5, LAM-28");
pub const POLLERS_LEAST: Key<Option<i64>> = opt_whole("MinimumPollers")
    .within(2, 200)
    .help("Provisioned pollers that are always there; each has ten batches at once. Not together with MaximumConcurrency.")
    .source("LAM 4.5, LAM-29")
    .under("ProvisionedPollerConfig");
pub const POLLERS_MOST: Key<Option<i64>> = opt_whole("MaximumPollers")
    .within(2, 2_000)
    .help("Provisioned pollers at most. Unset with MinimumPollers set: 200.")
    .source("LAM 4.5, LAM-29")
    .under("ProvisionedPollerConfig");
pub const PARTIAL: Key<bool> = flag("ReportBatchItemFailures", false)
    .help("The handler lists the records that failed; only they stay in the queue. Off: one failed record fails its batch.")
    .source("LAM 4.5, LAM-26");
pub const AFTER_FAILURE: Key<Words> = choice("AfterFailedRecord", &["go on", "stop"])
    .help("With ReportBatchItemFailures, what the handler does after a failed record: works on the rest, or stops and lists that record and all after it. From a FIFO queue only the second keeps the order.")
    .source("LAM-26")
    .when("ReportBatchItemFailures", "on");
pub const FILTER: Key<Words> = text("FilterCriteria")
    .lines(4_096, Language::EventPattern)
    .help("An event pattern over {\"body\": …, \"messageAttributes\": …}. Messages that do not match are deleted. Empty: all match.")
    .source("LAM 4.5, LAM-30");
pub const LOW_TRAFFIC: Key<i64> = whole("LowTrafficPollers")
    .within(2, 5)
    .initially(5)
    .help("How many polls wait at once after a minute without messages. Lambda may go down from 5 to 2, but not with MaximumConcurrency.")
    .source("LAM-21; when it does so is a choice of this model")
    .assumed()
    .under(HOW);
pub const BATCH_RESPONSE: Key<Words> = choice("BatchResponse", &["right", "invalid JSON", "an unknown id", "an empty list"])
    .help("With ReportBatchItemFailures, what the handler returns: the right list, one that Lambda cannot use (the whole batch counts as failed, although the invocation succeeded), or always an empty one (failed records are deleted).")
    .source("LAM-26")
    .when("ReportBatchItemFailures", "on");
/// Of a caller's wire.
pub const INVOCATION_TYPE: Key<Words> = choice("InvocationType", &["RequestResponse", "DryRun"])
    .help("DryRun only asks whether the function could be invoked: it answers 204, and nothing runs.")
    .source("LAM-13");
/// Of the wire of a caller, of a sender of events and of a mapping.
pub const QUALIFIER: Key<Words> = text("Qualifier")
    .help("The alias or the version by which this wire invokes the function: one of Aliases, the function's Alias, 1 for the present version, 2 for the additional one. Empty: as the function's Alias says.")
    .source("LAM 4.8, LAM 4.10");
pub const ENABLED: Key<bool> = flag("Enabled", true).help("Off: the mapping does not poll.").source("LAM 4.5");
pub const BACK_OFF: Key<bool> = flag("BackOff", true)
    .help("Whether failed and throttled batches make the mapping run fewer at once for a while.")
    .source("LAM-24, LAM-43; the numbers are a choice of this model")
    .assumed()
    .under(HOW);

/// The settings of an event source mapping.
pub const MAPPING_FIELDS: &[Field] =
    &[BATCH_SIZE.field, WINDOW.field, MAXIMUM.field, PARTIAL.field, FILTER.field, ENABLED.field, BACK_OFF.field, POLLERS_LEAST.field, POLLERS_MOST.field, AFTER_FAILURE.field, LOW_TRAFFIC.field, BATCH_RESPONSE.field, QUALIFIER.field];

pub const ORDER: Key<i64> = whole("Order")
    .within(1, 99)
    .initially(1)
    .help("The handler makes its calls in this order; equal numbers in the order of the wires' names.")
    .source("a choice of this model")
    .assumed();
pub const RUNS: Key<Words> = choice("Runs", &["while all is well", "if a condition failed", "always"])
    .help("When the handler makes this call: as long as nothing was rejected, only after something was, or in both cases.")
    .source("a choice of this model")
    .assumed();
pub const BODY: Key<Words> = text("Body")
    .lines(4_096, Language::Derived)
    .help("What it sends; {{body}} is the incoming body, {{body.orderId}} a field of it. Empty: the incoming body as it is.")
    .source("a choice of this model");
pub const ATTRIBUTES: Key<Words> = text("MessageAttributes")
    .lines(4_096, Language::Json)
    .help("A JSON object of names and texts, such as {\"status\": \"PAID\"}; a text may hold {{body.field}}.")
    .source("a choice of this model");
pub const TOKEN: Key<Words> = text("IdempotencyKey")
    .help("The field of the body (a dotted path) that is sent as Idempotency-Key. Empty: none is sent.")
    .source("EXT-2");
pub const INCLUDED: Key<Words> = choice("IncludedInWork", &["AWS calls", "yes", "no"])
    .help("Whether the handler's own work already includes the time of this call. “AWS calls”: yes, unless it is an HTTP request or a function.")
    .source("a choice of this model")
    .assumed();
pub const CLIENT_TIMEOUT: Key<Option<Millis>> = opt_millis("ClientTimeout")
    .between(1.0, 900_000.0)
    .help("The client gives up after so long. Unset: 3 s for HTTP requests, never for others (the function's Timeout still holds).")
    .source("scenario 1, EXT-3");
pub const ATTEMPTS: Key<Option<i64>> = opt_whole("MaxAttempts")
    .within(1, 10)
    .help("Attempts in all. Unset: 1 for HTTP requests, whatever the mode; for tables 4, for other services 3, and in legacy mode 5.")
    .source("part A, section 14, RETRY-12");
pub const RETRY_MODE: Key<Words> = choice("RetryMode", &["standard 2026", "standard before 2026", "legacy", "retry budget", "adaptive"])
    .help(
        "How long the SDK waits between attempts, and what dampens retries: a quota, nothing (legacy), a budget of one \
         retry for ten calls of the last 10 s, or a quota and a rate limiter that may hold back first attempts too \
         (adaptive).",
    )
    .source("part A, section 14; RETRY-6, RETRY-7, RETRY-15");
pub const ADAPTIVE_BETA: Key<f64> = real("AdaptiveBeta")
    .between(0.1, 0.95)
    .initially_real(0.7)
    .when("RetryMode", "adaptive")
    .help("A throttled answer leaves this share of the client's rate.")
    .source("RETRY-6; as SDKs have it, which AWS's guides don't say")
    .assumed();
pub const ADAPTIVE_SCALE: Key<f64> = real("AdaptiveScale")
    .between(0.01, 10.0)
    .initially_real(0.4)
    .when("RetryMode", "adaptive")
    .help("How steeply the rate comes back: after the cube root of rate · (1 − AdaptiveBeta) / AdaptiveScale seconds it is what it was.")
    .source("RETRY-6; as SDKs have it, which AWS's guides don't say")
    .assumed();
pub const ON_ERROR: Key<Words> = choice("OnError", &["throw", "ignore", "answer 503"])
    .help("When the call fails for good: the handler throws, goes on, or tells a synchronous caller 503 (a message or an event counts as failed).")
    .source("a choice of this model")
    .assumed();
pub const ON_CONDITION: Key<Words> = choice("OnConditionFailed", &["throw", "reject", "done", "go on"])
    .help("When a conditional write finds its condition false: the handler throws, rejects the request, is done with it, or goes on.")
    .source("a choice of this model")
    .assumed();

pub const CIRCUIT: Key<Words> = choice("CircuitBreaker", &["off", "throw when open", "pause the mapping"])
    .help("What happens when too many of these calls fail: nothing, further calls fail at once, or the function stops polling.")
    .source("CBRK-1, CBRK-6")
    .under(BREAKER);
pub const CIRCUIT_WINDOW: Key<i64> = whole("SlidingWindowSize")
    .within(1, 10_000)
    .initially(20)
    .help("The last so many calls count.")
    .source("part B, section 15")
    .assumed()
    .under(BREAKER);
pub const CIRCUIT_MINIMUM: Key<i64> = whole("MinimumNumberOfCalls")
    .within(1, 10_000)
    .initially(10)
    .help("Below so many calls it does not open.")
    .source("part B, section 15")
    .assumed()
    .under(BREAKER);
pub const CIRCUIT_RATE: Key<f64> = real("FailureRateThreshold")
    .between(1.0, 100.0)
    .initially(50)
    .unit("%")
    .help("It opens when so many of them failed: timeouts, 5xx, 429, refused connections.")
    .source("part B, section 15")
    .under(BREAKER);
pub const CIRCUIT_WAIT: Key<Seconds> = seconds("WaitDurationInOpenState")
    .within(1, 3_600)
    .initially(30)
    .help("It stays open for so long, then lets a few calls try.")
    .source("part B, section 15")
    .assumed()
    .under(BREAKER);
pub const CIRCUIT_TRIALS: Key<i64> = whole("PermittedNumberOfCallsInHalfOpenState")
    .within(1, 1_000)
    .initially(10)
    .help("How many calls try.")
    .source("part B, section 15")
    .under(BREAKER);
pub const CIRCUIT_SLOW: Key<Millis> = millis("SlowCallDurationThreshold")
    .between(1.0, 900_000.0)
    .initially(60_000)
    .help("A call that takes so long is slow.")
    .source("part B, section 15")
    .under(BREAKER);
pub const CIRCUIT_SLOW_RATE: Key<f64> = real("SlowCallRateThreshold")
    .between(1.0, 100.0)
    .initially(100)
    .unit("%")
    .help("It also opens when so many of them were slow.")
    .source("part B, section 15, CBRK-4")
    .under(BREAKER);
pub const CIRCUIT_STORE: Key<Words> = choice("StateStore", &["shared", "per environment"])
    .help("One state for the function, or one in the memory of each environment. Pausing the mapping always uses a shared one.")
    .source("CBRK-5")
    .assumed()
    .under(BREAKER);
pub const CIRCUIT_PROBE: Key<Words> = choice("Probe", &["synthetic", "real orders"])
    .when("CircuitBreaker", "pause the mapping")
    .help("Who tries when it is half open: calls made for the purpose, or orders, each of which is received once more for it.")
    .source("CBRK-8")
    .assumed()
    .under(BREAKER);

/// The settings of a call.
pub const CALL_FIELDS: &[Field] = &[
    ORDER.field,
    RUNS.field,
    BODY.field,
    ATTRIBUTES.field,
    TOKEN.field,
    INCLUDED.field,
    CLIENT_TIMEOUT.field,
    ATTEMPTS.field,
    RETRY_MODE.field,
    ON_ERROR.field,
    ON_CONDITION.field,
    CIRCUIT.field,
    CIRCUIT_WINDOW.field,
    CIRCUIT_MINIMUM.field,
    CIRCUIT_RATE.field,
    CIRCUIT_WAIT.field,
    CIRCUIT_TRIALS.field,
    CIRCUIT_SLOW.field,
    CIRCUIT_SLOW_RATE.field,
    CIRCUIT_STORE.field,
    CIRCUIT_PROBE.field,
    ADAPTIVE_BETA.field,
    ADAPTIVE_SCALE.field,
];
