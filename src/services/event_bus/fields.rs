//! The settings of a bus and of a sender's wire, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Millis, Words, flag, millis, real, text, whole};

const HOW: &str = "How this model behaves";

pub const PUT_EVENTS_RATE: Key<i64> = whole("PutEventsRate")
    .within(1, 100_000)
    .initially(10_000)
    .unit("/s")
    .help("The quota of PutEvents requests a second. It is one of the account and the Region: all buses of the design have it together, and the least that one of them says counts.")
    .source("EB-4, us-east-1; adjustable");
pub const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 10_000.0)
    .initially_real(8.0)
    .help("The median time of a PutEvents call. The way to the targets takes its own time, which is a setting of the rule.")
    .source("A choice of this model, as for other calls of AWS services")
    .assumed()
    .under(HOW);
pub const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(40.0)
    .help("99 of 100 calls are faster.")
    .source("A choice of this model, as for other calls of AWS services")
    .assumed()
    .under(HOW);

/// Of a sender's wire.
pub const SOURCE: Key<Words> = text("Source")
    .initially_word("my.app")
    .help("The source of the sender's events, such as shop.orders; {{body.field}} takes it from the body. An attribute called source goes before it. Names that begin with aws. are refused. Events of AWS services and of other buses keep their own.")
    .source("EventBridge 3.2, EB-3")
    .assumed();
/// Of a sender's wire.
pub const DETAIL_TYPE: Key<Words> = text("DetailType")
    .initially_word("Event")
    .help("The detail-type of the sender's events, such as OrderPlaced; {{body.field}} takes it from the body. An attribute called detail-type goes before it. Events of AWS services and of other buses keep their own.")
    .source("EventBridge 3.2")
    .assumed();
/// Of a sender's wire.
pub const RESEND: Key<bool> = flag("ResendFailedEntries", false)
    .help("Whether the sender looks at FailedEntryCount and puts entries again that failed by a fault of the bus, three times at most. Without it they are lost though the call answered 200. What is wrong with an entry no repetition mends.")
    .source("EB-1; the number is a choice of this model");
/// Of a sender's wire.
pub const RESEND_AFTER: Key<Millis> = millis("ResendAfter")
    .between(0.0, 60_000.0)
    .initially_real(100.0)
    .when("ResendFailedEntries", "on")
    .help("How long the sender waits before it puts failed entries again; each time twice as long.")
    .source("a choice of this model")
    .assumed();
pub const ENTRY_FAULTS: Key<f64> = real("EntryErrorPercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How many entries fail by a fault of the bus (InternalFailure) although the call answers 200.")
    .source("EB-1: AWS gives no figure")
    .assumed()
    .under(HOW);
