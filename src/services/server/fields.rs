//! The settings of servers.

use crate::catalog::{Key, Millis, Words, choice, millis, opt_whole, real, whole};

const WORK: &str = "The work";

pub const SLOTS: Key<i64> = whole("Slots")
    .within(1, 100_000)
    .initially(1)
    .help("How many requests or messages are worked on at once.")
    .source("a choice of this model")
    .assumed();
pub const QUEUE_LENGTH: Key<Option<i64>> = opt_whole("QueueLength")
    .within(0, 10_000_000)
    .help("So many requests may wait for a slot; others get 503. Unset: no limit.")
    .source("EXT-5");
pub const DISTRIBUTION: Key<Words> = choice("ServiceTime", &["exponential", "constant", "lognormal"])
    .help("Exponential: as often short as textbooks have it. Constant: always the mean. Log-normal: by mean and 99th percentile.")
    .source("a choice of this model")
    .assumed()
    .under(WORK);
pub const MEAN: Key<Millis> = millis("MeanServiceTime")
    .between(0.001, 86_400_000.0)
    .initially(100)
    .help("How long one request takes, on average.")
    .source("a choice of this model")
    .assumed()
    .under(WORK);
pub const P99: Key<Millis> = millis("ServiceTimeP99")
    .between(0.001, 86_400_000.0)
    .initially(400)
    .help("99 of 100 requests take less than this.")
    .source("a choice of this model")
    .assumed()
    .under(WORK)
    .when("ServiceTime", "lognormal");
pub const FAILURES: Key<f64> = real("FailurePercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How many requests end in 500, and how many messages are not deleted and come back.")
    .source("EXT-5")
    .under(WORK);
