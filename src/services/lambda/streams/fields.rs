//! The settings of a wire from a stream to a function, with AWS's names (LAM 4.6).

use super::super::wires::{AFTER_FAILURE, BATCH_RESPONSE, ENABLED, FILTER, HOW, PARTIAL, QUALIFIER};
use crate::catalog::{Field, Key, Seconds, Words, choice, flag, seconds, whole};

pub const STREAM_BATCH: Key<i64> = whole("BatchSize")
    .within(1, 10_000)
    .initially(100)
    .help("At most so many records in one invocation, always of one shard.")
    .source("LAM 4.6, LAM-33");
pub const STREAM_WINDOW: Key<Seconds> = seconds("MaximumBatchingWindowInSeconds")
    .within(0, 300)
    .help("How long a batch waits for more records. 0: it takes what is there.")
    .source("LAM 4.6, LAM-33");
pub const PARALLEL: Key<i64> = whole("ParallelizationFactor")
    .within(1, 10)
    .initially(1)
    .help("Batches of one shard at once. Records with one partition key stay in order, in one lane.")
    .source("LAM 4.6, LAM-32");
pub const STARTING: Key<Words> = choice("StartingPosition", &["TRIM_HORIZON", "LATEST"])
    .help("Whether it begins with the oldest record in the stream, or with what comes after the mapping was made.")
    .source("LAM 4.6, KIN-8");
pub const RETRIES: Key<i64> = whole("MaximumRetryAttempts")
    .within(-1, 10_000)
    .initially(-1)
    .help("How often a failed batch is tried again before it is discarded. −1: until it succeeds or its records are too old; what is behind it waits meanwhile.")
    .source("LAM 4.6, LAM-34");
pub const RECORD_AGE: Key<i64> = whole("MaximumRecordAgeInSeconds")
    .within(-1, 604_800)
    .initially(-1)
    .unit("s")
    .help("A record older than this is discarded. −1: never, so it may block its lane until the stream no longer has it. AWS allows 60 to 604,800.")
    .source("LAM 4.6, LAM-34, LAM-35");
pub const BISECT: Key<bool> = flag("BisectBatchOnFunctionError", false)
    .help("A failed batch is split in two, each tried by itself, so that one bad record is found; a split does not count as a retry.")
    .source("LAM 4.6, LAM-36");

pub const FIRST_PAUSE: Key<Seconds> = seconds("FirstRetryPause")
    .within(1, 3_600)
    .initially(1)
    .help("How long a lane waits before it tries a failed or throttled batch again; doubled each time.")
    .source("LAM-41, a choice of this model: AWS does not say it")
    .assumed()
    .under(HOW);
pub const LONGEST_PAUSE: Key<Seconds> = seconds("LongestRetryPause")
    .within(1, 3_600)
    .initially(60)
    .help("It never waits longer than this.")
    .source("LAM-41, a choice of this model: AWS does not say it")
    .assumed()
    .under(HOW);

/// The settings of an event source mapping of a stream.
pub const STREAM_FIELDS: &[Field] = &[
    STREAM_BATCH.field,
    STREAM_WINDOW.field,
    PARALLEL.field,
    STARTING.field,
    RETRIES.field,
    RECORD_AGE.field,
    BISECT.field,
    PARTIAL.field,
    AFTER_FAILURE.field,
    BATCH_RESPONSE.field,
    FILTER.field,
    ENABLED.field,
    QUALIFIER.field,
    FIRST_PAUSE.field,
    LONGEST_PAUSE.field,
];
