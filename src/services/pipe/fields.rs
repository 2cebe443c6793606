//! The settings of a pipe, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Language, Millis, Words, choice, millis, text, whole};

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
    .within(1, 10)
    .initially(10)
    .help("Messages in a batch at most.")
    .source("EB-43; AWS allows more with a batching window");
