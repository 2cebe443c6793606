//! Amazon Kinesis Data Streams: the declaration.

mod behaviour;
mod fields;
mod reading;
mod resharding;
mod shard;
mod status;
#[cfg(test)]
mod tests;
mod writing;

use crate::catalog::roles::{METRIC, PUT_STREAM, READ_STREAM, TARGET_STREAM};
use crate::catalog::wire_fields::FAN_OUT;
use crate::catalog::{Fact, Family, FaultPreset, Finding, Look, Port, Preset, Price, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where records come in.
    RECORDS = Port::input("records", "Records", &[PUT_STREAM, TARGET_STREAM])
        .with(&[PARTITION_KEY.field])
        .help("Records of programs, APIs, rules and pipes. The partition key says which shard takes them.");
    /// Where consumers read.
    CONSUMERS = Port::output("consumers", "Consumers", &[READ_STREAM])
        .with(&[FAN_OUT.field])
        .help("Any number of consumers read here, each at its own position; reading takes nothing away.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the stream's metrics here.");
}

crate::metrics! {
    /// Records.
    INCOMING = Metric::counter("IncomingRecords", Unit::Count, "Records that were stored.").steady();
    /// Bytes.
    BYTES = Metric::counter("IncomingBytes", Unit::Bytes, "Bytes of the records that were stored, keys included.");
    /// Throttled writes.
    WRITE_EXCEEDED = Metric::counter("WriteProvisionedThroughputExceeded", Unit::Count, "Records refused because their shard had taken its 1 MiB or 1,000 records of the second.").steady();
    /// Throttled reads.
    READ_EXCEEDED = Metric::counter("ReadProvisionedThroughputExceeded", Unit::Count, "GetRecords calls refused because the shard's 2 MB or five calls of the second were used up.").steady();
    /// Records that consumers got.
    READ_RECORDS = Metric::counter("GetRecords.Records", Unit::Count, "Records that GetRecords calls returned; each consumer counts.");
    /// Bytes that consumers got.
    READ_BYTES = Metric::counter("GetRecords.Bytes", Unit::Bytes, "Bytes that GetRecords calls returned.");
    /// How old what they got was.
    ITERATOR_AGE = Metric::sample("GetRecords.IteratorAgeMilliseconds", Unit::Milliseconds, "The age of the last record of each GetRecords call; 0 when the consumer has caught up.");
    /// Batches with failed entries.
    PUT_RECORDS_FAILED = Metric::counter("PutRecords.FailedRecords", Unit::Count, "Entries of PutRecords calls that were not stored.");
    /// Records that were pushed.
    PUSHED = Metric::counter("SubscribeToShardEvent.Records", Unit::Count, "Records pushed to consumers with enhanced fan-out.");
    /// How far behind they are.
    BEHIND = Metric::sample("SubscribeToShardEvent.MillisBehindLatest", Unit::Milliseconds, "The age of the last record of each push.");
    /// Shards.
    OPEN_SHARDS = Metric::gauge("OpenShardCount", Unit::Count, "Shards that take records (as DescribeStreamSummary tells it, not CloudWatch).");
    /// What is stored and not done with.
    HELD = Metric::gauge("RecordsNotDone", Unit::Count, "Records that a consumer of this design is not done with yet (a number of this model, not of CloudWatch).");
    /// For the bill.
    SHARD_HOURS = Metric::counter("ShardHours", Unit::None, "Hours of open shards of a provisioned stream, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    PUT_UNITS = Metric::counter("PutPayloadUnits", Unit::Count, "Records in units of 25 KB as a provisioned stream bills them (a number of this model, not of CloudWatch).");
    /// For the bill.
    EXTENDED_HOURS = Metric::counter("ExtendedShardHours", Unit::None, "Hours of shards that keep records longer than a day, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    CONSUMER_HOURS = Metric::counter("ConsumerShardHours", Unit::None, "Hours of shards times consumers with enhanced fan-out, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    PUSHED_BYTES = Metric::counter("SubscribeToShardEvent.Bytes", Unit::Bytes, "Bytes pushed to consumers with enhanced fan-out.");
    /// For the bill.
    STREAM_HOURS = Metric::counter("OnDemandStreamHours", Unit::None, "Hours of an on-demand stream, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    ON_DEMAND_IN = Metric::counter("OnDemandBytesIn", Unit::Bytes, "Bytes that an on-demand stream took, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    ON_DEMAND_OUT = Metric::counter("OnDemandBytesOut", Unit::Bytes, "Bytes that consumers of an on-demand stream got, for the bill (a number of this model, not of CloudWatch).");
}

const PRICED: &str = "KIN 7.5, general knowledge";

const fn price(what: &'static str, usd: f64, per: f64, counted: &'static [&'static str]) -> Price {
    Price { what, usd, per, counted, free: 0.0, tiers: &[], source: PRICED }
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "kinesis",
    code: 27,
    name: "Data stream",
    stem: "Stream",
    family: Family::Messaging,
    tagline: "An ordered log in shards that any number of consumers read, each at its own pace.",
    keywords: "kinesis amazon data stream shard partition key log replay order real-time ingest consumer kafka",
    icon: include_str!("icon.svg"),
    fields: &[
        STREAM_MODE.field,
        SHARD_COUNT.field,
        RETENTION.field,
        MODE.field,
        RESHARDING.field,
        SPLIT_AFTER.field,
        PUT_P50.field,
        PUT_P99.field,
        GET_P50.field,
        PUSH_P50.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/Kinesis",
    prices: &[
        price("shard hours", 0.015, 1.0, &["ShardHours"]),
        price("put payload units (25 KB)", 0.014, 1e6, &["PutPayloadUnits"]),
        price("shard hours of records kept longer than a day", 0.020, 1.0, &["ExtendedShardHours"]),
        price("consumer and shard hours of enhanced fan-out", 0.015, 1.0, &["ConsumerShardHours"]),
        price("data pushed by enhanced fan-out (GB)", 0.013, 1e9, &["SubscribeToShardEvent.Bytes"]),
        price("hours of on-demand streams", 0.04, 1.0, &["OnDemandStreamHours"]),
        price("data taken by on-demand streams (GB)", 0.08, 1e9, &["OnDemandBytesIn"]),
        price("data read from on-demand streams (GB)", 0.04, 1e9, &["OnDemandBytesOut"]),
    ],
    facts: FACTS,
    not_modelled: &[
        "A record counts as delivered when every consumer of the design is done with it. AWS keeps it until its retention ends, and a consumer that is wired later could read it from the beginning; here it finds what others are not done with.",
        "Iterators that expire after five minutes (KIN-8) and subscriptions that are renewed as often (KIN-7): consumers here renew them in time. Positions at a sequence number or at an instant.",
        "Explicit hash keys, SequenceNumberForOrdering and duplicates (KIN-5) other than those that the retries of a design make.",
        "Splitting or merging a shard by hand, changing the capacity mode during a run, on-demand Advantage, keeping records longer than seven days by the GB, the queues on streams of 2026.",
    ],
    faults: &[
        FaultPreset {
            label: "Throttled",
            help: "Every record is refused as above the limit of its shard.",
            set: &[("Mode", Preset::Text("THROTTLED"))],
            lasts: 600,
        },
        FaultPreset { label: "Errors", help: "Every put is answered 500.", set: &[("Mode", Preset::Text("ERROR"))], lasts: 600 },
    ],
    commands: &[],
    cfn: Some("AWS::Kinesis::Stream"),
    subtitle: |look: &Look| {
        if STREAM_MODE.of(look.config()) == "ON_DEMAND" { "Kinesis on-demand" } else { "Kinesis stream" }
    },
    check,
    behaviour: || Box::new(behaviour::Stream::default()),
};

/// Consumers with enhanced fan-out that a stream may have (KIN 7.1).
const MOST_CONSUMERS: usize = 20;
/// Consumers that share a shard's five reads a second and poll it once a second each (KIN-6, LAM-31).
const MOST_SHARING: usize = 5;

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let name = &look.node.name;
    if look.at("records").next().is_none() {
        let what = format!("{name} gets no records.");
        found.push(Finding::new(Severity::Warning, what, "Wire a program, an API, a rule or a pipe to it."));
    }
    if look.at("consumers").next().is_none() {
        let what = format!("Nobody reads {name}: its records wait until their retention ends.");
        found.push(Finding::new(Severity::Warning, what, "Wire its consumers to a function.").rule("KIN-9"));
    }
    let registered = look.at("consumers").filter(|n| FAN_OUT.of(&n.wire.config)).count();
    let sharing = look.at("consumers").count() - registered;
    if registered > MOST_CONSUMERS {
        let what = format!("{name} has {registered} consumers with enhanced fan-out; a stream takes {MOST_CONSUMERS}.");
        let remedy = "Let some of them share, or put a second stream behind it.";
        found.push(Finding::new(Severity::Error, what, remedy).rule("KIN-7").field("EnhancedFanOut"));
    }
    if sharing > MOST_SHARING {
        let what = format!("{sharing} consumers share the five reads a second of each shard of {name}.");
        let remedy = "Switch EnhancedFanOut on at some of their wires: each of those has 2 MB a second of its own.";
        found.push(Finding::new(Severity::Warning, what, remedy).rule("KIN-6").field("EnhancedFanOut"));
    }
    found
}

const FACTS: &[Fact] = &[
    Fact::modelled("KIN-1", "The MD5 of the partition key says which shard takes a record; equal parts of the space of keys are equal shards."),
    Fact::approximated("KIN-2", "A shard takes 1 MiB and 1,000 records a second, whichever is first; more is refused with ProvisionedThroughputExceededException. A record above 1 MiB passes when the second is still unused."),
    Fact::modelled("KIN-3", "PutRecord is all or nothing; each entry of PutRecords succeeds or fails by itself, in an answer of 200."),
    Fact::modelled("KIN-4", "Order holds inside a shard, not across shards."),
    Fact::approximated("KIN-6", "All consumers without enhanced fan-out share 2 MB and five reads a second of each shard; a read takes up to 10,000 records or 10 MB, and what it took above 2 MB blocks the next reads for as long."),
    Fact::approximated("KIN-7", "A consumer with enhanced fan-out gets records pushed, with 2 MB a second for each shard of its own; 20 of them."),
    Fact::approximated("KIN-8", "A consumer begins with the oldest record or behind the newest one; its iterators never expire."),
    Fact::modelled("KIN-9", "A record older than the retention is gone, read or not: consumers that lag lose it."),
    Fact::modelled("KIN-10", "The iterator age is the age of the last record read, 0 after catching up; a notice comes at half of the retention."),
    Fact::approximated("KIN-11", "UpdateShardCount goes at most to the double or the half, ten times a day, and takes 30 s for each shard more or less; consumers finish the old shards before the new ones."),
    Fact::approximated("KIN-12", "On demand there are four shards at first; one that takes more than 500 KB a second for 15 minutes is split. One key never has more than a shard."),
    Fact::modelled("KIN-13", "Reading takes nothing away: consumers have positions of their own."),
    Fact::modelled("KIN-14", "A function reads it by an event source mapping (LAM-31 to LAM-41)."),
];
