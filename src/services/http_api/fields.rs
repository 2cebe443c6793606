//! The settings of an external API.

use crate::catalog::{Key, Millis, Words, choice, flag, millis, opt_real, opt_whole, real, text};

const CAPACITY: &str = "Capacity";
const FAULTS: &str = "Faults";
const MEMORY: &str = "What it remembers";

pub const MODE: Key<Words> = choice("Mode", &["UP", "SLOW", "ERROR", "RATE_LIMIT", "DOWN", "BLACKHOLE"])
    .help("UP answers; SLOW takes ten times as long; ERROR answers 503; RATE_LIMIT lets only LimitTps through; DOWN refuses connections; BLACKHOLE never answers.")
    .source("EXT-1");
pub const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 900_000.0)
    .initially(300)
    .help("Half of all answers take less than this.")
    .source("EXT-1")
    .assumed();
pub const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 900_000.0)
    .initially(1_200)
    .help("99 of 100 answers take less than this. Equal to the median: every answer takes exactly as long.")
    .source("EXT-1")
    .assumed();
pub const SLOW_FACTOR: Key<f64> = real("SlowFactor")
    .between(1.0, 1_000.0)
    .initially(10)
    .help("How many times as long an answer takes in mode SLOW.")
    .source("EXT-1")
    .assumed()
    .under(FAULTS);

pub const CAPACITY_TPS: Key<Option<f64>> = opt_real("CapacityTps")
    .between(0.001, 1_000_000.0)
    .unit("/s")
    .help("So many requests a second are accepted, in bursts of one second's worth; others get 429 with Retry-After 1. Unset: no limit.")
    .source("EXT-1, EXT-5")
    .under(CAPACITY);
pub const LIMIT_TPS: Key<f64> = real("LimitTps")
    .between(0.001, 1_000_000.0)
    .initially(5)
    .unit("/s")
    .help("The capacity in mode RATE_LIMIT.")
    .source("EXT-5")
    .assumed()
    .under(CAPACITY);
pub const CONCURRENCY: Key<Option<i64>> = opt_whole("ConcurrencyLimit")
    .within(1, 1_000_000)
    .help("So many requests are worked on at once; others get 503. Unset: no limit.")
    .source("EXT-5")
    .under(CAPACITY);

pub const ERROR_PERCENT: Key<f64> = real("ErrorPercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How many requests end in 500, after the usual time and without effect.")
    .source("EXT-5")
    .under(FAULTS);
pub const LOST_PERCENT: Key<f64> = real("LostReplyPercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How many answers get lost on the way back: the effect is made, and the caller hears nothing.")
    .source("EXT-4, RETRY-10")
    .under(FAULTS);
pub const COMMITS: Key<bool> = flag("CommitsInBlackhole", false)
    .help("In mode BLACKHOLE: whether the request has its effect although no answer comes.")
    .source("EXT-4")
    .under(FAULTS);

pub const HONOURS_KEY: Key<bool> = flag("HonoursIdempotencyKey", true)
    .help("A request with an Idempotency-Key that was seen in the last 24 hours gets the stored result and has no second effect.")
    .source("EXT-2")
    .assumed()
    .under(MEMORY);
pub const CHARGE_KEY: Key<Words> = text("ChargeKey")
    .initially_word("orderId")
    .help("The field of the body (a dotted path) that says what is charged. Two effects for one value are a double charge; a request without it charges nothing.")
    .source("EXT-2")
    .assumed()
    .under(MEMORY);
