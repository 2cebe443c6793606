//! The settings of a table and of the wires to it.

use crate::catalog::{Key, Millis, Words, choice, flag, millis, opt_whole, real, whole};

const CAPACITY: &str = "Capacity";
const DATA: &str = "What is stored";
const HOW: &str = "How this model behaves";

pub const BILLING_MODE: Key<Words> = choice("BillingMode", &["PAY_PER_REQUEST", "PROVISIONED"])
    .help("On demand (pay per request), or a fixed number of units a second. CloudFormation's own default is PROVISIONED, the console's is on demand.")
    .source("DynamoDB 8.1")
    .under(CAPACITY);
pub const READ_UNITS: Key<i64> = whole("ReadCapacityUnits")
    .within(1, 40_000)
    .initially(5)
    .unit("/s")
    .help("Reads a second of items up to 4 KB; an eventually consistent read takes half a unit.")
    .source("DynamoDB 8.1, DDB-1")
    .under(CAPACITY)
    .when("BillingMode", "PROVISIONED");
pub const WRITE_UNITS: Key<i64> = whole("WriteCapacityUnits")
    .within(1, 40_000)
    .initially(5)
    .unit("/s")
    .help("Writes a second of items up to 1 KB. Unused units of five minutes are kept for a burst.")
    .source("DynamoDB 8.1, DDB-2, DDB-3")
    .under(CAPACITY)
    .when("BillingMode", "PROVISIONED");
pub const MAX_READ: Key<Option<i64>> = opt_whole("MaxReadRequestUnits")
    .within(1, 40_000)
    .unit("/s")
    .help("A cap on the read units a second that an on-demand table takes, so that nobody is surprised by the bill.")
    .source("DynamoDB 8.1, OnDemandThroughput")
    .under(CAPACITY)
    .when("BillingMode", "PAY_PER_REQUEST");
pub const MAX_WRITE: Key<Option<i64>> = opt_whole("MaxWriteRequestUnits")
    .within(1, 40_000)
    .unit("/s")
    .help("A cap on the write units a second that an on-demand table takes.")
    .source("DynamoDB 8.1, OnDemandThroughput")
    .under(CAPACITY)
    .when("BillingMode", "PAY_PER_REQUEST");

pub const INITIAL_STOCK: Key<i64> = whole("InitialStock")
    .within(0, 1_000_000_000)
    .initially(1_000_000)
    .help("How much an item holds when “Take” first asks for it, such as the stock of an article.")
    .source("Scenario 1, 17.1")
    .assumed()
    .under(DATA);

pub const ERRORS: Key<f64> = real("ErrorPercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How many calls the table itself answers with 500 InternalServerError.")
    .source("a choice of this model")
    .assumed()
    .under(HOW);
pub const LAG: Key<Millis> = millis("ReadLagMean")
    .between(0.0, 500.0)
    .initially_real(20.0)
    .help("How far a read that is not consistent lags behind, on average; half a second at most.")
    .source("DDB-11, a choice of this model")
    .assumed()
    .under(HOW);
pub const READ_P50: Key<Millis> = millis("ReadLatencyMedian")
    .between(0.0, 10_000.0)
    .initially_real(3.0)
    .help("The median time of a read.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const READ_P99: Key<Millis> = millis("ReadLatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(10.0)
    .help("99 of 100 reads are faster.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const WRITE_P50: Key<Millis> = millis("WriteLatencyMedian")
    .between(0.0, 10_000.0)
    .initially_real(5.0)
    .help("The median time of a write.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const WRITE_P99: Key<Millis> = millis("WriteLatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(20.0)
    .help("99 of 100 writes are faster.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);

/// Of a caller's wire.
pub const CONSISTENT_READ: Key<bool> = flag("ConsistentRead", false)
    .help("A consistent read sees every write before it and costs twice as much. Otherwise a read may miss the last write.")
    .source("DDB-1, DDB-11")
    .when("Operation", "GetItem");
