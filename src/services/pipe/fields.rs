//! The settings of a pipe, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Language, Millis, Seconds, Words, choice, millis, opt_whole, seconds, text, whole};

const HOW: &str = "How this model behaves";

pub const FILTER: Key<Words> = text("FilterCriteria")
    .lines(4_096, Language::EventPattern)
    .help("Which messages pass, as an event pattern on body and messageAttributes: {\"body\": {\"status\": [\"PAID\"]}}. The others are deleted. Empty: all pass.")
    .source("EB-16, EB-41");
pub const DESIRED_STATE: Key<Words> =
    choice("DesiredState", &["RUNNING", "STOPPED"]).help("A stopped pipe does not poll.").source("EventBridge 3.13");
pub const FIRST: Key<i64> = whole("FirstBatches")
    .within(1, 1_250)
    .initially(5)
    .help("Batches at once to begin with.")
    .source("EB-41, text of 2023")
    .assumed()
    .under(HOW);
pub const MORE: Key<i64> = whole("MoreBatchesPerMinute")
    .within(0, 10_000)
    .initially(60)
    .help("Batches at once that are added in a minute while messages wait.")
    .source("EB-41, text of 2023")
    .assumed()
    .under(HOW);
pub const OVERHEAD_P50: Key<Millis> = millis("OverheadMedian")
    .between(0.0, 60_000.0)
    .initially_real(20.0)
    .help("The pipe's own median time for a batch.")
    .source("a choice of this model")
    .assumed()
    .under(HOW);
pub const OVERHEAD_P99: Key<Millis> = millis("OverheadP99")
    .between(0.0, 600_000.0)
    .initially_real(100.0)
    .help("99 of 100 batches need less of the pipe's own time.")
    .source("a choice of this model")
    .assumed()
    .under(HOW);

/// Of the source.
pub const BATCH_SIZE: Key<i64> = whole("BatchSize")
    .within(1, 10_000)
    .initially(10)
    .help("Messages in a batch at most. More than ten need a batching window.")
    .source("EB-43; the largest is general knowledge");
/// Of the source.
pub const BATCH_WINDOW: Key<Seconds> = seconds("MaximumBatchingWindowInSeconds")
    .within(0, 300)
    .help("How long a batch is gathered at most, from its first message on, until it has BatchSize messages. The messages stay hidden in the queue meanwhile: mind its visibility timeout.")
    .source("EventBridge 3.13; the range is general knowledge");
/// Of the enrichment and of the target.
pub const INPUT_TEMPLATE: Key<Words> = text("InputTemplate")
    .lines(8_192, Language::Plain)
    .help("What each event becomes, with <$.paths> into it: {\"order\": <$.body.orderId>}. A message of a queue has messageId, body and messageAttributes; after an enrichment the paths lead into its answer. Empty: as it is.")
    .source("EB-18 to EB-20; EventBridge 3.13");
/// The account's.
pub const ACCOUNT: Key<Option<i64>> = opt_whole("AccountExecutions")
    .within(1, 100_000)
    .help("The account's limit of batches at once, shared by all pipes of the design. Set at several, the smallest counts; set at none, it is 3,000.")
    .source("EB-40, large Regions; 1,000 in others")
    .under(HOW);
