//! Amazon DynamoDB, a table: the declaration.

mod behaviour;
mod capacity;
mod fields;
mod items;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{METRIC, TABLE};
use crate::catalog::wire_fields::{KEY, OPERATION, QUANTITY};
use crate::catalog::{Fact, Family, FaultPreset, Finding, Look, Port, Preset, Price, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where callers read and write.
    ITEMS = Port::input("items", "Items", &[TABLE])
        .with(&[OPERATION.field, KEY.field, QUANTITY.field, CONSISTENT_READ.field])
        .help("Reads and writes of single items.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the table's metrics here.");
}

crate::metrics! {
    /// Read units.
    READ = Metric::counter("ConsumedReadCapacityUnits", Unit::Count, "Read units used up; an eventually consistent read uses half a unit.").ignores_missing();
    /// Write units.
    WRITTEN = Metric::counter("ConsumedWriteCapacityUnits", Unit::Count, "Write units used up, by writes whose condition failed too.").ignores_missing();
    /// Provisioned reads.
    PROVISIONED_READ = Metric::gauge("ProvisionedReadCapacityUnits", Unit::Count, "Read units a second that are provisioned.").ignores_missing();
    /// Provisioned writes.
    PROVISIONED_WRITE = Metric::gauge("ProvisionedWriteCapacityUnits", Unit::Count, "Write units a second that are provisioned.").ignores_missing();
    /// Throttled reads.
    READ_THROTTLES = Metric::counter("ReadThrottleEvents", Unit::Count, "Reads refused for lack of capacity.").ignores_missing();
    /// Throttled writes.
    WRITE_THROTTLES = Metric::counter("WriteThrottleEvents", Unit::Count, "Writes refused for lack of capacity.").ignores_missing();
    /// Throttled calls.
    THROTTLED = Metric::counter("ThrottledRequests", Unit::Count, "Calls refused for lack of capacity.").ignores_missing();
    /// Failed conditions.
    CONDITION_FAILED = Metric::counter("ConditionalCheckFailedRequests", Unit::Count, "Writes whose condition was false.").ignores_missing();
    /// Latency.
    LATENCY = Metric::sample("SuccessfulRequestLatency", Unit::Milliseconds, "Time of calls that succeeded, inside the table.").ignores_missing();
    /// Server errors.
    SYSTEM_ERRORS = Metric::counter("SystemErrors", Unit::Count, "Calls that the table answered with 500.").ignores_missing();
    /// Billed reads.
    BILLED_READ = Metric::counter("ReadRequestUnits", Unit::Count, "Read units as on-demand tables pay for them (a number of this model, not of CloudWatch).").ignores_missing();
    /// Billed writes.
    BILLED_WRITE = Metric::counter("WriteRequestUnits", Unit::Count, "Write units as on-demand tables pay for them (a number of this model, not of CloudWatch).").ignores_missing();
}

const SOURCE: &str = "DynamoDB 8.4, us-east-1, since November 2024";

/// The declaration.
pub static SERVICE: Service = Service {
    key: "dynamodb",
    code: 9,
    name: "Table",
    stem: "Table",
    family: Family::Data,
    tagline: "Items under keys, read and written in milliseconds, within a metered throughput.",
    keywords: "dynamodb amazon database nosql key value item idempotency condition stock",
    icon: include_str!("icon.svg"),
    fields: &[
        BILLING_MODE.field,
        READ_UNITS.field,
        WRITE_UNITS.field,
        MAX_READ.field,
        MAX_WRITE.field,
        INITIAL_STOCK.field,
        ERRORS.field,
        LAG.field,
        READ_P50.field,
        READ_P99.field,
        WRITE_P50.field,
        WRITE_P99.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/DynamoDB",
    prices: &[
        Price {
            what: "write request units, on demand",
            usd: 0.625,
            per: 1e6,
            counted: &["WriteRequestUnits"], free: 0.0,
            tiers: &[],
            source: SOURCE,
        },
        Price {
            what: "read request units, on demand",
            usd: 0.125,
            per: 1e6,
            counted: &["ReadRequestUnits"], free: 0.0,
            tiers: &[],
            source: SOURCE,
        },
        // The gauge adds its level once a minute.
        Price {
            what: "provisioned write units, by the hour",
            usd: 0.00065,
            per: 60.0,
            counted: &["ProvisionedWriteCapacityUnits"], free: 0.0,
            tiers: &[],
            source: SOURCE,
        },
        Price {
            what: "provisioned read units, by the hour",
            usd: 0.00013,
            per: 60.0,
            counted: &["ProvisionedReadCapacityUnits"], free: 0.0,
            tiers: &[],
            source: SOURCE,
        },
    ],
    facts: FACTS,
    not_modelled: &[
        "Query, Scan, batches and transactions (DDB-8, DDB-9): a call reads or writes one item.",
        "Range keys, secondary indexes and their own capacity (DDB-12).",
        "Streams (DDB-13).",
        "Time to live (DDB-14), auto scaling of provisioned capacity (DDB-15), backups and global tables (DDB-16).",
        "The attributes of items: an item is its key, its size and the number that “Take” lowers.",
        "The price of storage.",
    ],
    faults: &[
        FaultPreset {
            label: "Server errors",
            help: "Every call is answered 500.",
            set: &[("ErrorPercent", Preset::Real(100.0))],
            lasts: 300,
        },
        FaultPreset {
            label: "Hardly any capacity",
            help: "The table is provisioned with one unit a second.",
            set: &[
                ("BillingMode", Preset::Text("PROVISIONED")),
                ("WriteCapacityUnits", Preset::Whole(1)),
                ("ReadCapacityUnits", Preset::Whole(1)),
            ],
            lasts: 300,
        },
    ],
    commands: &[],
    cfn: Some("AWS::DynamoDB::Table"),
    subtitle: |_| "DynamoDB",
    check,
    behaviour: || Box::new(behaviour::Table::default()),
};

const FACTS: &[Fact] = &[
    Fact::modelled("DDB-1", "A consistent read costs a unit for each 4 KB of the item, any other half of that."),
    Fact::modelled(
        "DDB-2",
        "A write costs a unit for each KB of the item before or after it, whichever is larger; so does one whose condition fails. A delete costs by the old size.",
    ),
    Fact::modelled(
        "DDB-3",
        "Provisioned capacity refills a bucket that stores 300 s of unused units; it starts full (SIM-2).",
    ),
    Fact::approximated(
        "DDB-4",
        "A partition takes 1,000 write and 3,000 read units a second. Keys are spread over partitions by hash; a second's worth is stored.",
    ),
    Fact::approximated(
        "DDB-5",
        "A hot partition may use all that the table has left. After five minutes of heat the key with most of the throttles gets a partition of its own.",
    ),
    Fact::approximated(
        "DDB-6",
        "On demand: 4,000 writes and 12,000 reads a second at once, or double the previous peak, up to 40,000. A minute's average counts as a peak half an hour after it was first exceeded.",
    ),
    Fact::modelled(
        "DDB-7",
        "A throttled call gets HTTP 400: ProvisionedThroughputExceededException, or ThrottlingException on demand.",
    ),
    Fact::modelled(
        "DDB-10",
        "A false condition answers ConditionalCheckFailedException, which is not worth trying again.",
    ),
    Fact::approximated(
        "DDB-11",
        "A read that is not consistent sees the item as it was some milliseconds ago: exponential around ReadLagMean, half a second at most.",
    ),
    Fact::modelled("CW-42", "Alarms on the table's metrics keep their state while data is missing."),
];

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    for caller in look.at("items") {
        let config = &caller.wire.config;
        if KEY.of(config).trim().is_empty() {
            found.push(
                Finding::new(
                    Severity::Error,
                    format!(
                        "{} does not say which field of the body is the key; {} refuses every call.",
                        caller.peer.name, look.node.name
                    ),
                    "Set Key on the wire, for example orderId.",
                )
                .field("Key")
                .wire(caller.id),
            );
        }
    }
    let provisioned = BILLING_MODE.of(look.config()) == "PROVISIONED";
    let capped = MAX_READ.of(look.config()).is_some() || MAX_WRITE.of(look.config()).is_some();
    if provisioned && capped {
        found.push(
            Finding::new(
                Severity::Hint,
                format!(
                    "{} is provisioned: MaxReadRequestUnits and MaxWriteRequestUnits hold on demand only.",
                    look.node.name
                ),
                "Remove them, or set BillingMode to PAY_PER_REQUEST.",
            )
            .rule("DDB-6")
            .field("BillingMode"),
        );
    }
    found
}
