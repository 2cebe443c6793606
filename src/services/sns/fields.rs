//! The settings of a topic and of its subscriptions, with AWS's names, ranges and defaults.

use crate::catalog::{
    Key, Language, Millis, Seconds, Words, choice, flag, millis, opt_seconds, opt_whole, real, seconds, text, whole,
};

const HOW: &str = "How this model behaves";
const POLICY: &str = "DeliveryPolicy (HTTPS endpoints)";

pub const DISPLAY_NAME: Key<Words> =
    text("DisplayName").help("The sender's name in e-mails and text messages. It has no effect on a run.").source("SNS 2.1");
pub const SIGNATURE: Key<Words> = choice("SignatureVersion", &["1", "2"])
    .help("1 signs notifications with SHA-1, 2 with SHA-256. It has no effect on a run.")
    .source("SNS 2.1");
pub const TRACING: Key<Words> = choice("TracingConfig", &["PassThrough", "Active"])
    .help("Whether X-Ray samples deliveries. It has no effect on a run.")
    .source("SNS 2.1");
pub const KMS_KEY: Key<Words> = text("KmsMasterKeyId").help("A key for encryption at rest. It has no effect on a run.").source("SNS 2.1");
pub const JITTER: Key<f64> = real("RetryJitterPercent")
    .between(0.0, 50.0)
    .initially_real(10.0)
    .unit("%")
    .help("How far a retry's delay may differ, up or down.")
    .source("SNS-12: AWS publishes no formula")
    .assumed()
    .under(HOW);
pub const LATENCY_P50: Key<Millis> = millis("LatencyMedian")
    .between(0.0, 10_000.0)
    .initially_real(25.0)
    .help("The median time from publish to delivery.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);
pub const LATENCY_P99: Key<Millis> = millis("LatencyP99")
    .between(0.0, 60_000.0)
    .initially_real(150.0)
    .help("99 of 100 deliveries are faster.")
    .source("Latency table 0.4, a choice of this model")
    .assumed()
    .under(HOW);

/// Of a subscription.
pub const FILTER_POLICY: Key<Words> = text("FilterPolicy")
    .lines(262_144, Language::FilterPolicy)
    .help("Which messages this subscriber gets, for instance {\"status\":[\"PAID\"]}. Empty: all.")
    .source("SNS 2.4");
/// Of a subscription.
pub const FILTER_SCOPE: Key<Words> = choice("FilterPolicyScope", &["MessageAttributes", "MessageBody"])
    .help("Whether the policy looks at the attributes or at the JSON body.")
    .source("SNS 2.1");
/// Of a subscription.
pub const RAW: Key<bool> = flag("RawMessageDelivery", false)
    .help("The subscriber gets the message as it was published instead of an envelope around it (queues, HTTPS and delivery streams only).")
    .source("SNS-5, SNS-6");
/// Of a subscription.
pub const CONFIRMED: Key<bool> = flag("Confirmed", true)
    .help("E-mail and HTTPS subscribers get nothing until they have confirmed.")
    .source("SNS-4");
/// Of a subscription.
pub const CONFIRMED_AFTER: Key<Option<Seconds>> = opt_seconds("ConfirmedAfter")
    .within(0, 1_000_000)
    .help("An HTTPS endpoint or a mailbox is asked to confirm when it subscribes, and does so this long after it got the request; before, it gets nothing. The token is valid for 2 days: later is never. Unset: it had confirmed before the run.")
    .source("SNS-4")
    .when("Confirmed", "on");
/// Of a subscription.
pub const REDRIVE: Key<bool> = flag("RedrivePolicy", false)
    .help("What cannot be delivered goes to the queue at the topic's dead-letter port instead of being lost.")
    .source("SNS-13");

/// Of a subscription.
pub const DEAD_LETTER_TARGET: Key<Words> = text("deadLetterTargetArn")
    .help("Which of the queues at the topic's dead-letter port, by its name or ARN. Empty: the first.")
    .source("SNS-13")
    .when("RedrivePolicy", "on");

pub const MIN_DELAY: Key<Seconds> =
    seconds("minDelayTarget").within(1, 3_600).initially(20).help("The delay of the first backoff retry.").source("SNS 2.3").under(POLICY);
pub const MAX_DELAY: Key<Seconds> =
    seconds("maxDelayTarget").within(1, 3_600).initially(20).help("The delay of the last backoff retry.").source("SNS 2.3").under(POLICY);
pub const RETRIES: Key<i64> =
    whole("numRetries").within(0, 100).initially(3).help("All retries together, after the first delivery.").source("SNS 2.3").under(POLICY);
pub const NO_DELAY: Key<i64> =
    whole("numNoDelayRetries").within(0, 100).help("Retries at once, before all others.").source("SNS 2.3").under(POLICY);
pub const MIN_DELAY_RETRIES: Key<i64> =
    whole("numMinDelayRetries").within(0, 100).help("Retries with the smallest delay, before the backoff.").source("SNS 2.3").under(POLICY);
pub const MAX_DELAY_RETRIES: Key<i64> =
    whole("numMaxDelayRetries").within(0, 100).help("Retries with the largest delay, after the backoff.").source("SNS 2.3").under(POLICY);
pub const BACKOFF: Key<Words> = choice("backoffFunction", &["linear", "arithmetic", "geometric", "exponential"])
    .help("How the delay grows from the smallest to the largest.")
    .source("SNS-21")
    .under(POLICY);
pub const MAX_RECEIVES: Key<Option<i64>> = opt_whole("maxReceivesPerSecond")
    .within(1, 100_000)
    .help("Deliveries a second to this subscriber; more wait in the topic.")
    .source("SNS-10")
    .under(POLICY);

const FIFO: &str = "FIFO";

pub const FIFO_TOPIC: Key<bool> = flag("FifoTopic", false)
    .help("Order inside a message group, and each deduplication id once in five minutes; only queues can subscribe. On AWS it cannot be changed, and the name must end in .fifo.")
    .source("SNS 2.1, SNS-2")
    .under(FIFO);
pub const BY_CONTENT: Key<bool> = flag("ContentBasedDeduplication", false)
    .help("Without an id of its own a message gets the SHA-256 of its body as deduplication id.")
    .source("SNS 2.1, SNS-15")
    .when("FifoTopic", "on")
    .under(FIFO);
pub const SCOPE: Key<Words> = choice("FifoThroughputScope", &["Topic", "MessageGroup"])
    .help("Where deduplication and the throughput quota hold: in the topic (3,000 messages a second, 300 in a group), or in each group.")
    .source("SNS 2.1, SNS-15, SNS-17")
    .when("FifoTopic", "on")
    .under(FIFO);
pub const PUBLISH_RATE: Key<i64> = whole("PublishRate")
    .within(1, 1_000_000)
    .initially(30_000)
    .unit("/s")
    .help("The quota of messages a second; more are throttled. It is one of the account and the Region: all topics of the design have it together, and the least that one of them says counts.")
    .source("SNS-17, us-east-1, third-party note; 9,000 in us-west-2 and eu-west-1")
    .under(HOW);

/// Of a publisher.
pub const MESSAGE_GROUP_ID: Key<Words> = text("MessageGroupId")
    .help("The group of this publisher's messages: a word, or a path into the body such as $.customer. A FIFO topic needs one.")
    .source("SNS 2.1, SNS-2");
/// Of a publisher.
pub const DEDUPLICATION_ID: Key<Words> = text("MessageDeduplicationId")
    .help("A word, or a path into the body such as $.orderId. Only for FIFO topics; an id here counts before the content's.")
    .source("SNS 2.1, SNS-15");
/// Of a publisher.
pub const STRUCTURE: Key<Words> = choice("MessageStructure", &["none", "json"])
    .help("With json the body is an object with a text for each protocol (sqs, lambda, https, email, email-json, sms, firehose, and GCM or APNS for apps) and “default” for the others; attributes are not sent.")
    .source("SNS-18");

/// Of a FIFO topic.
pub const ARCHIVE: Key<Option<i64>> = opt_whole("ArchivePolicy")
    .within(1, 365)
    .unit("d")
    .help("MessageRetentionPeriod: how long published messages are kept for a replay. Unset: none is kept.")
    .source("SNS 2.1; the range is general knowledge")
    .when("FifoTopic", "on")
    .under(FIFO);
pub const REPLAY_RATE: Key<i64> = whole("ReplayRate")
    .within(1, 100_000)
    .initially(300)
    .unit("/s")
    .help("Messages a second that a replay sends at most.")
    .source("AWS publishes no figure")
    .assumed()
    .when("FifoTopic", "on")
    .under(HOW);
/// Of a replay.
pub const STARTING_POINT: Key<Seconds> = seconds("StartingPoint")
    .within(0, 31_536_000)
    .help("From this time of the run on, in seconds.")
    .source("general knowledge: ReplayPolicy of a subscription");
/// Of a replay.
pub const ENDING_POINT: Key<Option<Seconds>> = opt_seconds("EndingPoint")
    .within(0, 31_536_000)
    .help("Up to this time of the run, in seconds, itself not included. Unset: up to now.")
    .source("general knowledge: ReplayPolicy of a subscription");
/// Of a replay.
pub const REPLAY_TO: Key<Words> = text("Subscription")
    .help("The queue whose subscription gets the messages again, by its name. Empty: all.")
    .source("general knowledge: ReplayPolicy of a subscription");
