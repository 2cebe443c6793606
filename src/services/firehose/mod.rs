//! Amazon Data Firehose, a delivery stream with direct puts: the declaration.

mod behaviour;
mod fields;
mod source;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{HTTP, METRIC, PUT_RECORD, READ_STREAM, SUBSCRIBE_FIREHOSE, TARGET_FIREHOSE};
use crate::catalog::{Fact, Family, FaultPreset, Finding, Look, Port, Preset, Price, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where records come in.
    RECORDS = Port::input("records", "Records", &[SUBSCRIBE_FIREHOSE, TARGET_FIREHOSE, PUT_RECORD])
        .help("Records of topics, rules and pipes.");
    /// Where batches go.
    DESTINATION = Port::output("destination", "Destination", &[HTTP])
        .at_most(1)
        .help("An HTTP endpoint that gets the batches. Without one they go to a bucket that is not drawn.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the stream's metrics here.");
    /// The data stream that it reads.
    SOURCE = Port::input("source", "Data stream", &[READ_STREAM])
        .at_most(1)
        .help("A data stream that it reads to its end, in place of records that are put.");
}

crate::metrics! {
    /// Calls.
    REQUESTS = Metric::counter("IncomingPutRequests", Unit::Count, "PutRecord and PutRecordBatch calls that were taken.").steady();
    /// Records.
    INCOMING = Metric::counter("IncomingRecords", Unit::Count, "Records that were taken.").steady();
    /// Bytes.
    BYTES = Metric::counter("IncomingBytes", Unit::Bytes, "Bytes of the records that were taken.");
    /// Throttled records.
    THROTTLED = Metric::counter("ThrottledRecords", Unit::Count, "Records above the quota.").steady();
    /// Delivered to the endpoint.
    TO_HTTP = Metric::counter("DeliveryToHttpEndpoint.Records", Unit::Count, "Records that the HTTP endpoint took.");
    /// Delivered to the bucket.
    TO_S3 = Metric::counter("DeliveryToS3.Records", Unit::Count, "Records that were put into the bucket.");
    /// Kept in the backup bucket.
    BACKED_UP = Metric::counter("BackupToS3.Records", Unit::Count, "Records that the HTTP endpoint did not take and that are kept in the backup bucket.");
    /// The age of what is delivered.
    FRESHNESS = Metric::sample("DeliveryDataFreshness", Unit::Seconds, "The age of the oldest record of a batch when it arrived (DeliveryToS3.DataFreshness or DeliveryToHttpEndpoint.DataFreshness).");
    /// At the moment.
    BUFFERED = Metric::gauge("BufferedRecords", Unit::Count, "Records that wait in the buffer (a number of this model, not of CloudWatch).");
    /// Read from a stream.
    READ_RECORDS = Metric::counter("DataReadFromKinesisStream.Records", Unit::Count, "Records that were read from the data stream.");
    /// Read from a stream.
    READ_BYTES = Metric::counter("DataReadFromKinesisStream.Bytes", Unit::Bytes, "Bytes of the records that were read from the data stream.");
    /// How far behind it is.
    BEHIND = Metric::sample("KinesisMillisBehindLatest", Unit::Milliseconds, "The age of the last record of each read of the data stream.");
    /// For the bill.
    BILLED = Metric::counter("BilledBytes", Unit::Bytes, "Bytes as they are billed: each record in steps of 5 KB (a number of this model, not of CloudWatch).");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "firehose",
    code: 25,
    name: "Delivery stream",
    stem: "Firehose",
    family: Family::Data,
    tagline: "Collects records and delivers them in large pieces, to a bucket or an HTTP endpoint.",
    keywords: "firehose kinesis amazon data delivery stream buffer batch s3 bucket records ingest",
    icon: include_str!("icon.svg"),
    fields: &[
        MODE.field,
        SIZE.field,
        INTERVAL.field,
        RETRY_DURATION.field,
        BUCKET.field,
        REQUESTS_RATE.field,
        THROUGHPUT.field,
        LATENCY_P50.field,
        LATENCY_P99.field,
        STORE_P50.field,
        STORE_P99.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/Firehose",
    prices: &[Price {
        what: "data taken (GB, each record in steps of 5 KB)",
        usd: 0.029,
        per: 1e9,
        counted: &["BilledBytes"],
        free: 0.0,
        tiers: &[],
        source: "us-east-1, the first 500 TB of a month, general knowledge",
    }],
    facts: &[
        Fact::modelled("SNS-6", "Of a raw delivery it gets the message without attributes, else the envelope."),
        Fact::modelled("KIN-13", "It reads a data stream at a position of its own; while its destination fails, records stay in the data stream."),
        Fact::modelled("EB-31", "A rule needs its target's role to put records; without it nothing is tried again."),
    ],
    not_modelled: &[
        "The fact sheet has no rules for delivery streams: buffering, quotas, retries and the price are general knowledge.",
        "Transformation by a function, formats, compression, partitions and other destinations.",
        "Objects in the bucket: what is in it is done with. Records in a request to an endpoint are plain text, on AWS Base64.",
    ],
    faults: &[
        FaultPreset { label: "Throttled", help: "Every record is refused as above the quota.", set: &[("Mode", Preset::Text("THROTTLED"))], lasts: 600 },
        FaultPreset { label: "Errors", help: "Every call is answered 500.", set: &[("Mode", Preset::Text("ERROR"))], lasts: 600 },
        FaultPreset { label: "Bucket down", help: "The bucket takes no objects.", set: &[("Bucket", Preset::Text("DOWN"))], lasts: 600 },
    ],
    commands: &[],
    cfn: Some("AWS::KinesisFirehose::DeliveryStream"),
    subtitle: |look: &Look| if look.at("destination").next().is_some() { "Firehose to HTTP" } else { "Firehose to a bucket" },
    check,
    behaviour: || Box::new(behaviour::Stream::default()),
};

fn check(look: &Look) -> Vec<Finding> {
    let (put, read) = (look.at("records").next().is_some(), look.at("source").next().is_some());
    match (put, read) {
        (true, true) => {
            let what = format!("{} reads a data stream, and AWS takes no other records then.", look.node.name);
            let remedy = "Put the records into the data stream, or take that wire away.";
            vec![Finding::new(Severity::Error, what, remedy).rule("KIN-13")]
        }
        (false, false) => {
            let what = format!("{} gets no records.", look.node.name);
            let remedy = "Subscribe it to a topic, make it the target of a rule or a pipe, or let it read a data stream.";
            vec![Finding::new(Severity::Warning, what, remedy)]
        }
        _ => Vec::new(),
    }
}
