//! The settings of a data stream and of its wires, with AWS's names.

use crate::catalog::{Key, Millis, Seconds, Words, choice, millis, seconds, text, whole};

const HOW: &str = "How this model behaves";

pub const STREAM_MODE: Key<Words> = choice("StreamMode", &["PROVISIONED", "ON_DEMAND"])
    .help("PROVISIONED has the shards that ShardCount says. ON_DEMAND begins with four and splits what is busy by itself. During a run the change counts from the next reset.")
    .source("KIN 7.1, KIN-12");
pub const SHARD_COUNT: Key<i64> = whole("ShardCount")
    .within(1, 1_000)
    .initially(1)
    .when("StreamMode", "PROVISIONED")
    .help("Each shard takes 1 MiB and 1,000 records a second. Changed during a run it is an UpdateShardCount: at most to the double or the half, ten times a day.")
    .source("KIN 7.1, KIN-2, KIN-11; AWS has no default, and allows 20,000 in us-east-1");
pub const RETENTION: Key<i64> = whole("RetentionPeriodHours")
    .within(24, 8_760)
    .initially(24)
    .unit("h")
    .help("A record is gone after so long, read or not.")
    .source("KIN 7.1, KIN-9");
pub const MODE: Key<Words> = choice("Mode", &["ACTIVE", "ERROR", "THROTTLED"])
    .help("ACTIVE takes records. ERROR answers 500 to every put, THROTTLED answers as above the limit of a shard.")
    .source("a choice of this model")
    .under(HOW);
pub const RESHARDING: Key<Seconds> = seconds("ReshardingSeconds")
    .within(0, 3_600)
    .initially(30)
    .help("How long an UpdateShardCount takes for each shard more or less.")
    .source("KIN-11, general knowledge")
    .assumed()
    .under(HOW);
pub const SPLIT_AFTER: Key<Seconds> = seconds("SplitAfterSeconds")
    .within(60, 3_600)
    .initially(900)
    .when("StreamMode", "ON_DEMAND")
    .help("A shard of an on-demand stream that takes more than 500 KB a second for so long is split; AWS says within 15 minutes.")
    .source("KIN-12")
    .assumed()
    .under(HOW);
pub const PUT_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 10_000.0)
    .initially(15)
    .help("The median time of a PutRecord call.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const PUT_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 60_000.0)
    .initially(60)
    .help("99 of 100 calls are faster.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const GET_P50: Key<Millis> = millis("GetRecordsMedian")
    .between(0.0, 10_000.0)
    .initially(20)
    .help("The median time of a GetRecords call.")
    .source("a choice of this model")
    .assumed()
    .under(HOW);
pub const PUSH_P50: Key<Millis> = millis("PushMedian")
    .between(0.0, 10_000.0)
    .initially(70)
    .help("The median time until a record is with a consumer that has enhanced fan-out.")
    .source("Latency table 0.4, KIN-7, general knowledge")
    .assumed()
    .under(HOW);

/// Of a producer's wire.
pub const PARTITION_KEY: Key<Words> = text("PartitionKey")
    .help("Which shard a record goes to: a text, or what stands in the body at a path such as $.customerId. Empty, or nothing there: another key for each record.")
    .source("KIN 7.1, KIN-1");
