//! The settings of a queue, its wires and its commands, with AWS's names, ranges and defaults.

use crate::catalog::{Key, Millis, Seconds, Words, choice, flag, millis, opt_real, opt_seconds, real, seconds, text, whole};

const HOW: &str = "How this model behaves";

pub const VISIBILITY_TIMEOUT: Key<Seconds> = seconds("VisibilityTimeout")
    .within(0, 43_200)
    .initially(30)
    .help("How long a received message is hidden from other receives. Not deleted by then, it comes back.")
    .source("SQS 1.1, SQS-4");
pub const RETENTION: Key<Seconds> = seconds("MessageRetentionPeriod")
    .within(60, 1_209_600)
    .initially(345_600)
    .help("How long a message is kept. After that it is gone, read or not.")
    .source("SQS 1.1, SQS-11");
pub const DELAY: Key<Seconds> = seconds("DelaySeconds")
    .within(0, 900)
    .initially(0)
    .help("How long a new message waits before it can be received.")
    .source("SQS 1.1, SQS-2");
pub const WAIT_TIME: Key<Seconds> = seconds("ReceiveMessageWaitTimeSeconds")
    .within(0, 20)
    .initially(0)
    .help("How long a receive waits for a first message. 0 is short polling, which may miss messages and is billed when empty.")
    .source("SQS 1.1, SQS-13, SQS-14");
pub const MAXIMUM_SIZE: Key<i64> = whole("MaximumMessageSize")
    .within(1_024, 1_048_576)
    .initially(1_048_576)
    .unit("bytes")
    .help("A larger message is refused.")
    .source("SQS 1.1; the default for new queues is unsure")
    .assumed();
pub const REDRIVE_ALLOW: Key<Words> = choice("RedriveAllowPolicy", &["allowAll", "byQueue", "denyAll"])
    .help("Which queues may use this one as their dead-letter queue. byQueue means those that are wired.")
    .source("SQS 1.1");
pub const SSE: Key<bool> = flag("SqsManagedSseEnabled", true)
    .help("Encryption at rest with keys that SQS manages. It has no effect on a run.")
    .source("SQS 1.1")
    .under("Encryption");
pub const KMS_KEY: Key<Words> = text("KmsMasterKeyId")
    .help("A KMS key instead of SQS's own. Who sends needs the key too: see KeyPolicyAllows on its wire.")
    .source("SQS 1.1")
    .under("Encryption");

pub const PURGE_TIME: Key<Seconds> = seconds("PurgeTime")
    .within(0, 60)
    .help("How long PurgeQueue takes. Until then the messages that were there can still be received. AWS says up to 60 s.")
    .source("SQS-29; how long it takes is a choice of this model")
    .assumed()
    .under(HOW);
pub const REORDER: Key<f64> = real("ReorderPercent")
    .between(0.0, 100.0)
    .initially_real(2.0)
    .unit("%")
    .help("How often a receive takes one of the next ten messages instead of the first.")
    .source("SQS-15, a choice of this model")
    .assumed()
    .under(HOW);
pub const DUPLICATES: Key<f64> = real("DuplicatePercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How often a received message is delivered a second time while it is hidden.")
    .source("SQS-16, a choice of this model")
    .assumed()
    .under(HOW);
pub const SAMPLING: Key<f64> = real("ShortPollSeesPercent")
    .between(1.0, 100.0)
    .initially_real(75.0)
    .unit("%")
    .help("With fewer than 1,000 messages, how likely a short poll sees each one.")
    .source("SQS-13, a choice of this model")
    .assumed()
    .under(HOW);
pub const OUTDATED_DELETES: Key<bool> = flag("OutdatedReceiptsDelete", true)
    .help("Whether a receipt from before the last receive still deletes the message.")
    .source("SQS-22, a choice of this model")
    .assumed()
    .under(HOW);
pub const LOST_RECEIVES: Key<f64> = real("LostReceivesPercent")
    .between(0.0, 100.0)
    .unit("%")
    .help("How often the answer to a receive gets lost: its messages are hidden, and nobody works on them. From a FIFO queue an event source mapping repeats such a receive and gets them all the same.")
    .source("SQS-23, a choice of this model")
    .assumed()
    .under(HOW);
pub const IN_FLIGHT_LIMIT: Key<i64> = whole("InFlightLimit")
    .within(1, 1_000_000)
    .initially(120_000)
    .help("AWS's quota of messages in flight: about 120,000.")
    .source("SQS-17")
    .under(HOW);
pub const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 10_000.0)
    .initially_real(8.0)
    .help("The median time of a call.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(40.0)
    .help("99 of 100 calls are faster.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);

/// Of a sender's wire.
pub const MESSAGE_DELAY: Key<Option<Seconds>> = opt_seconds("DelaySeconds")
    .within(0, 900)
    .help("A delay of each message sent over this wire, instead of the queue's.")
    .source("SQS-2");
/// Of a sender's wire.
pub const QUEUE_POLICY: Key<bool> = flag("QueuePolicyAllows", true)
    .help("Whether the queue policy lets this sender send. Topics and rules need it; without it every send is denied.")
    .source("SQS-30, SNS-19");
/// Of a sender's wire, and of the wire to a dead-letter queue.
pub const KEY_POLICY: Key<bool> = flag("KeyPolicyAllows", true)
    .help("Whether the policy of the queue's KMS key lets this sender use it. Counts for a queue with a KmsMasterKeyId; without it every send is denied.")
    .source("SNS-20, IAM table");
/// Of the redrive wire.
pub const MAX_RECEIVE_COUNT: Key<i64> = whole("maxReceiveCount")
    .within(1, 1_000)
    .initially(10)
    .help("How often a message may be received. The next receive moves it to the dead-letter queue.")
    .source("SQS 1.1, SQS-7; AWS has no default, the console proposes 10")
    .assumed();
/// Of the redrive command.
pub const MOVE_RATE: Key<Option<f64>> = opt_real("MaxNumberOfMessagesPerSecond")
    .between(1.0, 500.0)
    .unit("/s")
    .help("How many messages to move a second; unset, the model moves 50 a second where AWS chooses by itself.")
    .source("SQS-12")
    .assumed();

/// Of a sender's wire.
pub const BATCH_ENTRIES: Key<i64> = whole("BatchEntries")
    .within(1, 10)
    .initially(1)
    .help("The program at this wire gathers up to so many messages and sends them in one SendMessageBatch, which costs one call. Topics and rules send one by one, whatever this says.")
    .source("SQS 1.1, SQS-26");
/// Of a sender's wire.
pub const BATCH_WAIT: Key<Millis> = millis("BatchWait")
    .between(0.0, 60_000.0)
    .initially(200)
    .help("How long a message waits for others at most before its batch is sent.")
    .source("the default of AWS's batching client for Java")
    .assumed();

const FIFO: &str = "FIFO";

pub const FIFO_QUEUE: Key<bool> = flag("FifoQueue", false)
    .help("Strict order inside a message group, and each deduplication id once in five minutes. It cannot be changed later: during a run a change counts from the next reset. On AWS the name must end in .fifo.")
    .source("SQS 1.1, SQS-19 to SQS-21")
    .under(FIFO);
pub const BY_CONTENT: Key<bool> = flag("ContentBasedDeduplication", false)
    .help("Without an id of its own a message gets the SHA-256 of its body as deduplication id.")
    .source("SQS 1.1, SQS-19")
    .when("FifoQueue", "on")
    .under(FIFO);
pub const DEDUPLICATION_SCOPE: Key<Words> = choice("DeduplicationScope", &["queue", "messageGroup"])
    .help("Where a deduplication id holds.")
    .source("SQS 1.1, SQS-20")
    .when("FifoQueue", "on")
    .under(FIFO);
pub const THROUGHPUT_LIMIT: Key<Words> = choice("FifoThroughputLimit", &["perQueue", "perMessageGroupId"])
    .help("300 calls a second and action for the whole queue, or for each partition; the second needs DeduplicationScope messageGroup (high throughput).")
    .source("SQS 1.1, SQS-24, SQS-25")
    .when("FifoQueue", "on")
    .under(FIFO);
pub const MOST_PARTITIONS: Key<i64> = whole("MaximumPartitions")
    .within(1, 1_000)
    .initially(233)
    .help("With high throughput, how many partitions the Region's quota allows: 70,000 calls a second are 233 partitions of 300.")
    .source("SQS-25, third-party notes; adding partitions by doubling is a choice of this model")
    .assumed()
    .when("FifoThroughputLimit", "perMessageGroupId")
    .under(FIFO);

/// Of a sender's wire.
pub const MESSAGE_GROUP_ID: Key<Words> = text("MessageGroupId")
    .help("The group of the messages of this sender: a word, or a path into the body such as $.customer. A FIFO queue needs one; a standard queue takes it as the tenant of a fair queue.")
    .source("SQS-19, SQS-28");
/// Of a sender's wire.
pub const DEDUPLICATION_ID: Key<Words> = text("MessageDeduplicationId")
    .help("A word, or a path into the body such as $.orderId. Only for FIFO queues; an id here counts before the content's.")
    .source("SQS-19, SQS-20");
