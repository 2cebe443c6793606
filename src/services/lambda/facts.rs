//! Which rules a function follows, what it leaves out, and what it costs.

use crate::catalog::{Fact, Price};

const SOURCE: &str =
    "LAM 4.9, us-east-1, general knowledge; the first million requests and 400,000 GB-seconds a month are free";

pub const PRICES: &[Price] = &[
    Price { what: "requests", usd: 0.20, per: 1e6, counted: &["Invocations"], free: 1e6, tiers: &[], source: SOURCE },
    Price {
        what: "GB-seconds on x86_64",
        usd: 0.000_016_666_7,
        per: 1.0,
        counted: &["BilledGBSeconds"], free: 400_000.0,
        tiers: &[],
        source: SOURCE,
    },
    Price {
        what: "GB-seconds on arm64",
        usd: 0.000_013_333_4,
        per: 1.0,
        counted: &["BilledGBSecondsArm"], free: 0.0,
        tiers: &[],
        source: SOURCE,
    },
    Price {
        what: "GB-seconds of provisioned environments in use",
        usd: 0.000_009_722_2,
        per: 1.0,
        counted: &["BilledGBSecondsProvisioned"], free: 0.0,
        tiers: &[],
        source: SOURCE,
    },
    Price {
        what: "GB-seconds of provisioned environments kept ready",
        usd: 0.000_004_166_7,
        per: 1.0,
        counted: &["ProvisionedGBSecondsHeld"], free: 0.0,
        tiers: &[],
        source: SOURCE,
    },
];

pub const NOT_MODELLED: &[&str] = &[
    "Streams of tables as event sources; tumbling windows, AT_TIMESTAMP and destinations in S3 of stream mappings (LAM 4.6).",
    "The chain of a loop is counted for each message of a batch, and lost where a redrive makes a new message (LAM-19). A loop through other services than queues, topics and functions is not found, as in AWS.",
    "More than two versions, and versions that differ in more than errors and working time; $LATEST and version 1 are one. Provisioned concurrency belongs to the present version, whatever alias leads there. Moving an alias bit by bit, or back on an alarm, as a deployment service does: timed events do it.",
    "More than one processor: memory above 1,769 MB makes no work faster.",
    "SnapStart for other runtimes than Java.",
    "Code that long-polls a queue itself, as SDKs do with an empty retry quota (RETRY-8): functions receive by event source mappings, which are no SDK clients.",
];

pub const FACTS: &[Fact] = &[
    Fact::modelled(
        "LAM-1",
        "Concurrency is the number of environments busy now; one environment serves one request at a time.",
    ),
    Fact::modelled("LAM-2", "A request takes an idle environment if there is one; otherwise a new one starts cold."),
    Fact::modelled("LAM-3", "All functions share the account's limit of 1,000; what one reserves the others cannot have, and 100 must stay unreserved."),
    Fact::modelled("LAM-4", "Reserved concurrency is a cap; 0 switches the function off."),
    Fact::modelled("LAM-5", "At most 1,000 new environments at once and 100 more each second."),
    Fact::modelled("LAM-6", "At most ten requests a second for each unit of concurrency, of a function and of all together. Provisioned environments take as many; what is above that runs on demand."),
    Fact::approximated(
        "LAM-7",
        "Provisioned environments need no cold start; what is above them runs on demand. Changes take 90 s.",
    ),
    Fact::modelled("LAM-8", "Throttled callers get 429, events go back to their queue, batches are tried again."),
    Fact::approximated("LAM-9", "An idle environment is reclaimed after 6 minutes and recycled after 2 hours."),
    Fact::modelled("LAM-10", "At its Timeout an invocation is killed; its environment must initialise again."),
    Fact::modelled("LAM-11", "An initialisation longer than 10 s starts again inside the first invocation."),
    Fact::modelled(
        "LAM-12",
        "A synchronous function error is answered with 200 and an error header; Lambda does not retry.",
    ),
    Fact::modelled("LAM-13", "An asynchronous invocation is answered with 202 at once, a dry run with 204."),
    Fact::modelled(
        "LAM-14",
        "A failed event is tried again after 1 and 2 minutes; a throttled one after 1 s, doubled up to 5 minutes.",
    ),
    Fact::modelled(
        "LAM-15",
        "An event too old or out of retries goes to its destination and dead-letter queue, or is lost.",
    ),
    Fact::modelled(
        "LAM-16",
        "Destinations get a record with condition and payloads; a dead-letter queue gets the event.",
    ),
    Fact::modelled("LAM-17", "With reserved concurrency 0, events are given up without an attempt."),
    Fact::approximated("LAM-18", "An event may run twice: a slider, off at first."),
    Fact::approximated("LAM-19", "A chain of requests that has run the function 16 times through queues, topics and functions is stopped."),
    Fact::approximated("LAM-20", "Cold starts are log-normal around the runtime's median, slower with little memory."),
    Fact::approximated(
        "LAM-21",
        "A mapping starts with 5 batches at once, adds 5 a second while messages wait, at most 1,250; back to 5 after a quiet minute, and after one without any message down to 2 by a switch, off at first.",
    ),
    Fact::modelled("LAM-22", "From a FIFO queue at most one batch of each group is worked on at a time, in order."),
    Fact::modelled(
        "LAM-23",
        "A batch is complete at BatchSize, at the end of its window or at 6 MB; without a window it is one receive.",
    ),
    Fact::modelled("LAM-24", "Success deletes a batch; failure leaves it until its visibility timeout ends."),
    Fact::modelled(
        "LAM-25",
        "A throttled batch is tried again until its visibility timeout ends, and has cost one receive.",
    ),
    Fact::modelled("LAM-26", "With ReportBatchItemFailures only the listed records of a batch stay in the queue: the failed ones, or from a FIFO queue the first failed one and all after it. A response that Lambda cannot use fails the whole batch, an empty list none of it."),
    Fact::modelled(
        "LAM-27",
        "The function's Timeout may not exceed the queue's VisibilityTimeout; six times is the advice.",
    ),
    Fact::modelled("LAM-28", "At MaximumConcurrency the mapping stops pulling: nothing is throttled."),
    Fact::approximated("LAM-29", "A provisioned poller has ten batches at once, ten polls and 1 MB a second; 1,000 batches are added in a minute."),
    Fact::modelled("LAM-30", "Messages that the filter keeps out are deleted."),
    Fact::approximated("LAM-31", "A shard is read once a second, five times a second while it has more than a read takes; a consumer with enhanced fan-out is pushed to."),
    Fact::modelled("LAM-32", "Each shard has ParallelizationFactor lanes, each with one batch at a time; records of one partition key stay in one lane."),
    Fact::modelled("LAM-33", "A batch of a stream is complete at BatchSize, at the end of its window or at 6 MB, and is all of one shard."),
    Fact::modelled("LAM-34", "A failed batch blocks its lane: it is tried again until it succeeds, has no retries left, or its records are too old or gone."),
    Fact::modelled("LAM-35", "A throttled batch uses up no retries; only the age of its records ends it."),
    Fact::approximated("LAM-36", "With BisectBatchOnFunctionError a failed batch is split in halves, the first worked off before the second; a split is no retry."),
    Fact::approximated("LAM-37", "With ReportBatchItemFailures the batch begins again at the first record that is reported as failed, which uses up a retry unless it is split there; an empty list is a success."),
    Fact::modelled("LAM-38", "Of a discarded batch the destination hears where its records are, not what is in them; the lane goes on."),
    Fact::modelled("LAM-39", "Records that the filter keeps out are skipped."),
    Fact::modelled("LAM-40", "IteratorAge is the age of a batch's last record when the function gets it."),
    Fact::approximated("LAM-41", "A lane waits 1 s before a retry, doubled up to 60 s."),
    Fact::modelled(
        "LAM-42",
        "Order of checks: request rate, provisioned, concurrency, idle environment, scaling rate, new environment.",
    ),
    Fact::approximated("LAM-43", "Errors and throttles shrink a mapping by a tenth at most once a second; a switch."),
    Fact::modelled(
        "RETRY-1",
        "SDK retries wait a random time below a bound that doubles: 50 ms after faults, 1 s after throttling.",
    ),
    Fact::modelled("RETRY-2", "Retries take from a quota of 500, one for each client and environment."),
    Fact::modelled("RETRY-3", "A success after a retry gives its cost back, one at the first attempt gives 1."),
    Fact::modelled("RETRY-4", "In a total outage a full quota pays for 35 retries, or for 100 after throttling."),
    Fact::modelled("RETRY-5", "Only faults, throttling and lost answers are tried again."),
    Fact::approximated("RETRY-6", "In adaptive mode a throttled client slows down to what was answered lately, first attempts too, and comes back along a cubic curve. The constants are those of SDKs; a client is a wire in one environment."),
    Fact::approximated("RETRY-7", "Legacy mode makes five attempts with delays below 1 s, 2 s and so on; nothing dampens it."),
    Fact::modelled("RETRY-12", "A client of a table makes four attempts, and its first bound is 25 ms."),
    Fact::modelled("RETRY-13", "A circuit breaker takes no account of calls that began before its last change."),
    Fact::modelled("RETRY-15", "A retry budget allows one retry for ten first attempts of the last 10 s."),
    Fact::modelled("RETRY-14", "A warning says where a call may take longer than the function's Timeout."),
    Fact::modelled(
        "CBRK-1",
        "A circuit breaker opens when half of the last 20 calls failed, with at least 10 of them.",
    ),
    Fact::modelled("CBRK-2", "Open, it refuses calls at once; after its wait it is half open."),
    Fact::modelled("CBRK-3", "Half open, ten calls decide whether it closes."),
    Fact::modelled("CBRK-4", "Slow calls count by a rate of their own."),
    Fact::modelled("CBRK-5", "Its state is shared, or in the memory of each environment."),
    Fact::modelled("CBRK-6", "Open, it lets the handler throw, or pauses the mappings."),
    Fact::modelled("CBRK-7", "Layers of retries multiply the load."),
    Fact::modelled("CBRK-8", "Paused, synthetic calls try; orders may try instead, at the price of a receive each."),
    Fact::modelled("EXT-3", "Checks compare the client's timeout, the function's and the visibility timeout."),
    Fact::modelled("EXT-6", "An answer that takes as long as the client's timeout comes too late."),
    Fact::modelled("DDB-10", "A false condition is not tried again; the handler throws, rejects, is done or goes on, as its wire says."),
    Fact::modelled("SQS-5", "A message that becomes visible while it is worked on is worked on twice; DuplicateRuns counts that."),
];
