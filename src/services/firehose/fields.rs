//! The settings of a delivery stream, with AWS's names. The fact sheet has no section on Firehose: ranges, defaults and quotas
//! are general knowledge, so all of them are said to be assumed.

use crate::catalog::{Key, Millis, Seconds, Words, choice, millis, real, seconds, whole};

const BUFFER: &str = "BufferingHints";
const DELIVERY: &str = "Delivery";
const HOW: &str = "How this model behaves";
const KNOWN: &str = "general knowledge, not looked up";

pub const MODE: Key<Words> = choice("Mode", &["ACTIVE", "ERROR", "THROTTLED"])
    .help("ACTIVE takes records. ERROR answers 500 to every call, THROTTLED answers as above the quota.")
    .source("a choice of this model");
pub const SIZE: Key<i64> = whole("SizeInMBs")
    .within(1, 128)
    .initially(5)
    .unit("MB")
    .help("So much is collected before it is delivered.")
    .source(KNOWN)
    .assumed()
    .under(BUFFER);
pub const INTERVAL: Key<Seconds> = seconds("IntervalInSeconds")
    .within(0, 900)
    .initially(300)
    .help("What was collected is delivered after so long, counted from its first record, however little it is.")
    .source(KNOWN)
    .assumed()
    .under(BUFFER);
pub const RETRY_DURATION: Key<Seconds> = seconds("DurationInSeconds")
    .within(0, 7_200)
    .initially(300)
    .help("So long a batch that the HTTP endpoint does not take is tried again; then it is kept in the backup bucket.")
    .source(KNOWN)
    .assumed()
    .under(DELIVERY);
pub const BUCKET: Key<Words> = choice("Bucket", &["UP", "DOWN"])
    .help("The bucket, which is not drawn. DOWN takes no objects: batches are tried again for a day.")
    .source("a choice of this model")
    .under(DELIVERY);
pub const REQUESTS_RATE: Key<i64> = whole("RequestsRate")
    .within(1, 100_000)
    .initially(2_000)
    .unit("/s")
    .help("The quota of PutRecord and PutRecordBatch calls a second; more are throttled.")
    .source(KNOWN)
    .assumed()
    .under(HOW);
pub const THROUGHPUT: Key<f64> = real("ThroughputMB")
    .between(0.1, 10_000.0)
    .initially_real(5.0)
    .unit("MB/s")
    .help("The quota of data a second; more is throttled.")
    .source(KNOWN)
    .assumed()
    .under(HOW);
pub const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 10_000.0)
    .initially_real(15.0)
    .help("The median time of a PutRecord call.")
    .source("Latency table 0.4, as Kinesis PutRecord")
    .assumed()
    .under(HOW);
pub const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(60.0)
    .help("99 of 100 calls are faster.")
    .source("Latency table 0.4, as Kinesis PutRecord")
    .assumed()
    .under(HOW);
pub const STORE_P50: Key<Millis> = millis("ObjectMedian")
    .between(0.0, 60_000.0)
    .initially_real(150.0)
    .help("The median time of putting an object into the bucket.")
    .source("Latency table 0.4, S3 PUT")
    .assumed()
    .under(HOW);
pub const STORE_P99: Key<Millis> = millis("ObjectP99")
    .between(0.0, 60_000.0)
    .initially_real(500.0)
    .help("99 of 100 objects are put faster.")
    .source("a choice of this model")
    .assumed()
    .under(HOW);
