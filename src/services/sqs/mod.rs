//! Amazon SQS, standard and FIFO queues: the declaration.

mod attempts;
mod batching;
mod behaviour;
mod fields;
mod groups;
mod messages;
mod receiving;
mod redrive;
mod sending;
mod status;
mod tenants;
mod throughput;
mod visible;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{DEAD_LETTER, METRIC, POLL, REDRIVE, SEND_MESSAGE, SUBSCRIBE_QUEUE, TARGET_QUEUE};
use crate::catalog::{Command, Fact, Family, FaultPreset, Finding, Look, Port, Preset, Price, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where senders send.
    SEND = Port::input("send", "Messages", &[SEND_MESSAGE, SUBSCRIBE_QUEUE, TARGET_QUEUE])
        .with(&[MESSAGE_DELAY.field, QUEUE_POLICY.field, MESSAGE_GROUP_ID.field, DEDUPLICATION_ID.field, BATCH_ENTRIES.field, BATCH_WAIT.field, KEY_POLICY.field])
        .help("SendMessage of programs, topics and rules.");
    /// Where other queues and services put what they gave up.
    DEAD_LETTERS = Port::input("dead_letters", "Dead letters", &[REDRIVE, DEAD_LETTER])
        .with(&[KEY_POLICY.field])
        .control()
        .help("Makes this queue a dead-letter queue.");
    /// Where consumers poll.
    CONSUMERS = Port::output("consumers", "Consumers", &[POLL]).help("Consumers ask for messages here; a queue never pushes.");
    /// Where messages go that were received too often.
    DEAD_LETTER_QUEUE = Port::output("dead_letter_queue", "Dead-letter queue", &[REDRIVE])
        .at_most(1)
        .with(&[MAX_RECEIVE_COUNT.field])
        .control()
        .help("The queue that takes messages received more often than maxReceiveCount.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the queue's metrics here.");
}

crate::metrics! {
    /// Accepted sends.
    SENT = Metric::counter("NumberOfMessagesSent", Unit::Count, "Accepted sends; moves from a source queue don't count (SQS-10).").steady();
    /// Messages returned by receives.
    RECEIVED = Metric::counter("NumberOfMessagesReceived", Unit::Count, "Messages returned by receives; repeats count.").steady();
    /// Deletes.
    DELETED = Metric::counter("NumberOfMessagesDeleted", Unit::Count, "Deletes with a valid receipt handle.").steady();
    /// Receives that returned nothing.
    EMPTY = Metric::counter("NumberOfEmptyReceives", Unit::Count, "Receive calls that returned nothing. They are billed.").steady();
    /// Bytes of sent messages.
    SIZE = Metric::sample("SentMessageSize", Unit::Bytes, "Bytes of each sent message, attributes included.");
    /// Available messages.
    VISIBLE = Metric::gauge("ApproximateNumberOfMessagesVisible", Unit::Count, "Messages that a receive could return now.");
    /// Received, not deleted.
    IN_FLIGHT = Metric::gauge("ApproximateNumberOfMessagesNotVisible", Unit::Count, "Messages received and neither deleted nor visible again.");
    /// Delayed.
    DELAYED = Metric::gauge("ApproximateNumberOfMessagesDelayed", Unit::Count, "Messages that wait for their delay to end.");
    /// The age of the oldest message.
    AGE = Metric::gauge("ApproximateAgeOfOldestMessage", Unit::Seconds, "Age of the oldest message; messages received three times or more don't count (SQS-18).");
    /// Calls, for the bill.
    REQUESTS = Metric::counter("Requests", Unit::Count, "API calls as they are billed: 64 KB of payload each (a number of this model, not of CloudWatch).");
    /// Calls of a FIFO queue, for the bill.
    FIFO_REQUESTS = Metric::counter("FifoRequests", Unit::Count, "API calls of a FIFO queue as they are billed (a number of this model, not of CloudWatch).");
    /// Calls with a tenant, for the bill.
    FAIR_REQUESTS = Metric::counter("FairRequests", Unit::Count, "Calls of a standard queue that name a MessageGroupId, as they are billed on top (a number of this model, not of CloudWatch).");
    /// Busy groups.
    BUSY_GROUPS = Metric::gauge("ApproximateNumberOfGroupsWithInflightMessages", Unit::Count, "Groups of a FIFO queue with messages in flight.");
    /// Noisy tenants.
    NOISY_GROUPS = Metric::gauge("ApproximateNumberOfNoisyGroups", Unit::Count, "Noisy tenants of a fair queue (SQS-28).");
    /// Of quiet tenants.
    QUIET_VISIBLE = Metric::gauge("ApproximateNumberOfMessagesVisibleInQuietGroups", Unit::Count, "Visible messages of quiet tenants.");
    /// Of quiet tenants.
    QUIET_IN_FLIGHT = Metric::gauge("ApproximateNumberOfMessagesNotVisibleInQuietGroups", Unit::Count, "Messages in flight of quiet tenants.");
    /// Of quiet tenants.
    QUIET_DELAYED = Metric::gauge("ApproximateNumberOfMessagesDelayedInQuietGroups", Unit::Count, "Delayed messages of quiet tenants.");
    /// Of quiet tenants.
    QUIET_AGE = Metric::gauge("ApproximateAgeOfOldestMessageInQuietGroups", Unit::Seconds, "Age of the oldest message of quiet tenants; messages received three times or more don't count.");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "sqs",
    code: 4,
    name: "Queue",
    stem: "Queue",
    family: Family::Messaging,
    tagline: "A durable queue that consumers poll: it decouples who sends from who works.",
    keywords: "sqs amazon simple queue service buffer dead letter dlq standard fifo order group deduplication fair tenant",
    icon: include_str!("icon.svg"),
    fields: &[
        VISIBILITY_TIMEOUT.field,
        RETENTION.field,
        DELAY.field,
        WAIT_TIME.field,
        MAXIMUM_SIZE.field,
        REDRIVE_ALLOW.field,
        SSE.field,
        KMS_KEY.field,
        REORDER.field,
        DUPLICATES.field,
        SAMPLING.field,
        OUTDATED_DELETES.field,
        IN_FLIGHT_LIMIT.field,
        LATENCY_P50.field,
        LATENCY_P99.field,
        FIFO_QUEUE.field,
        BY_CONTENT.field,
        DEDUPLICATION_SCOPE.field,
        THROUGHPUT_LIMIT.field,
        MOST_PARTITIONS.field,
        LOST_RECEIVES.field,
        PURGE_TIME.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/SQS",
    prices: &[Price {
        what: "requests of standard queues (64 KB each, empty receives included)",
        usd: 0.40,
        per: 1e6,
        counted: &["Requests"], free: 1e6,
        tiers: &[(100e9, 0.30), (200e9, 0.24)],
        source: "SQS 1.5, us-east-1, 2026; the first million a month is free",
    }, Price {
        what: "requests of FIFO queues",
        usd: 0.50,
        per: 1e6,
        counted: &["FifoRequests"], free: 0.0,
        tiers: &[],
        source: "SQS 1.5, us-east-1, 2026",
    }, Price {
        what: "requests of fair queues, on top",
        usd: 0.10,
        per: 1e6,
        counted: &["FairRequests"], free: 0.0,
        tiers: &[],
        source: "SQS 1.5, us-east-1, 2026",
    }],
    facts: FACTS,
    not_modelled: &[
        "Pipes don't repeat a receive whose answer was lost (SQS-23): they wait for the visibility timeout.",
        "Errors that only a program with a mistake gets: empty batches, more than ten entries, ids that are not distinct (SQS 1.3).",
        "Encryption takes no time and costs nothing; KMS throttling does not occur.",
    ],
    faults: &[FaultPreset {
        label: "Answers to receives get lost",
        help: "One receive in ten hides its messages and never reaches the consumer.",
        set: &[("LostReceivesPercent", Preset::Real(10.0))],
        lasts: 300,
    }],
    commands: &[
        Command {
            key: "StartMessageMoveTask",
            label: "Redrive",
            help: "Moves the messages of this dead-letter queue back to their source queues, each as a new message (SQS-12).",
            fields: &[MOVE_RATE.field],
        },
        Command { key: "CancelMessageMoveTask", label: "Stop redrive", help: "Ends the move; what was moved stays moved.", fields: &[] },
        Command { key: "PurgeQueue", label: "Purge", help: "Deletes every message, once a minute at most (SQS-29).", fields: &[] },
    ],
    cfn: Some("AWS::SQS::Queue"),
    subtitle,
    check,
    behaviour: || Box::new(behaviour::Queue::default()),
};

fn subtitle(look: &Look) -> &'static str {
    match (look.at("dead_letters").next().is_some(), FIFO_QUEUE.of(look.config())) {
        (true, false) => "SQS dead-letter",
        (true, true) => "SQS FIFO dead-letter",
        (false, false) => "SQS standard",
        (false, true) => "SQS FIFO",
    }
}

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let consumers = look.at("consumers").next().is_some();
    let dead = look.at("dead_letters").next().is_some();
    if !consumers && !dead {
        found.push(Finding::new(
            Severity::Hint,
            format!("Nobody polls {}: its messages wait until their retention ends.", look.node.name),
            "Wire its consumers port to a function or a worker.",
        ));
    }
    if consumers && look.at("dead_letter_queue").next().is_none() && !dead {
        found.push(
            Finding::new(
                Severity::Hint,
                format!("{} has no dead-letter queue: a message that always fails is tried until its retention ends.", look.node.name),
                "Add a queue and wire this queue's dead-letter port to it.",
            )
            .rule("SQS-7"),
        );
    }
    if REDRIVE_ALLOW.of(look.config()) == "denyAll" {
        found.extend(look.at("dead_letters").map(|n| {
            Finding::new(
                Severity::Error,
                format!("{} refuses to be a dead-letter queue (RedriveAllowPolicy denyAll).", look.node.name),
                "Set RedriveAllowPolicy to allowAll or delete the redrive wire.",
            )
            .rule("SQS-9")
            .field("RedriveAllowPolicy")
            .wire(n.id)
        }));
    }
    let fifo = FIFO_QUEUE.of(look.config());
    for source in look.at("dead_letters").filter(|n| n.peer.service == look.node.service) {
        if FIFO_QUEUE.of(&source.peer.config) != fifo {
            let (ours, theirs) = if fifo { ("a FIFO queue", "a standard one") } else { ("a standard queue", "a FIFO queue") };
            let what = format!("{} is {ours} and {} is {theirs}: a dead-letter queue is of its source's type.", look.node.name, source.peer.name);
            let finding = Finding::new(Severity::Error, what, "Set FifoQueue the same at both.");
            found.push(finding.rule("SQS-9").field("FifoQueue").wire(source.id));
        }
    }
    for sender in look.at("send").filter(|_| fifo) {
        let group = MESSAGE_GROUP_ID.of(&sender.wire.config).trim();
        // A sender that is FIFO itself passes the groups of its own messages on.
        let ordered = sender.peer.config.0.iter().any(|(name, value)| name.starts_with("Fifo") && *value == true.into());
        if group.is_empty() && !ordered {
            let what = format!("{} sends to {} without a MessageGroupId: a FIFO queue refuses that.", sender.peer.name, look.node.name);
            let finding = Finding::new(Severity::Error, what, "Set MessageGroupId at the wire: a word, or a path such as $.customer.");
            found.push(finding.rule("SQS-19").field("MessageGroupId").wire(sender.id));
        }
    }
    let retention = RETENTION.of(look.config());
    found.extend(look.at("dead_letters").filter(|n| !fifo && n.peer.service == look.node.service).filter_map(|n| {
        let source = RETENTION.of(&n.peer.config);
        (retention <= source).then(|| {
            Finding::new(
                Severity::Warning,
                format!("{} keeps messages no longer than {}: a dead letter keeps its enqueue time, so it may expire soon after it was moved.", look.node.name, n.peer.name),
                "Give the dead-letter queue a longer MessageRetentionPeriod, 14 days for instance.",
            )
            .rule("SQS-8")
            .field("MessageRetentionPeriod")
        })
    }));
    found
}

const FACTS: &[Fact] = &[
    Fact::modelled("SQS-1", "A message is stored, in flight or deleted; the backlog has no limit."),
    Fact::modelled("SQS-2", "A sent message becomes visible after its own delay or the queue's."),
    Fact::modelled("SQS-3", "Changing the queue's delay leaves messages that are delayed already as they are; in a FIFO queue it counts for them too."),
    Fact::modelled("SQS-4", "A receive raises the receive count, gives a receipt and hides the message for the visibility timeout."),
    Fact::modelled("SQS-5", "What is not deleted by then becomes visible again: at-least-once delivery."),
    Fact::modelled("SQS-6", "ChangeMessageVisibility counts from the call and never hides beyond 12 hours after the receive."),
    Fact::modelled("SQS-7", "A receive that would exceed maxReceiveCount moves the message to the dead-letter queue instead."),
    Fact::modelled("SQS-8", "In a standard dead-letter queue retention goes on from the first enqueue; its age counts from the move."),
    Fact::modelled("SQS-9", "A dead-letter queue is a queue of the same kind. In a FIFO queue the message id of a dead letter takes the place of its deduplication id."),
    Fact::modelled("SQS-10", "Moves don't count as sends of the dead-letter queue; dead letters of topics, rules and functions do."),
    Fact::modelled("SQS-11", "At the end of its retention a message disappears, even in flight."),
    Fact::modelled("SQS-12", "A redrive makes new messages with new ids, times and receive counts."),
    Fact::approximated("SQS-13", "A short poll sees each message of a small backlog with a probability (75 % assumed)."),
    Fact::modelled("SQS-14", "A long poll waits for the first message; the longest-waiting call is served first."),
    Fact::approximated("SQS-15", "Order is best-effort: by first visibility, with an occasional swap (2 % assumed)."),
    Fact::approximated("SQS-16", "A delivered message is sometimes delivered again inside its timeout (a switch, off at first)."),
    Fact::modelled("SQS-17", "About 120,000 messages may be in flight: short polls then fail with OverLimit, long polls wait."),
    Fact::modelled("SQS-18", "A message received three times or more goes to the back and no longer counts for the age."),
    Fact::modelled("SQS-19", "A FIFO queue wants a MessageGroupId and a deduplication id, given or made of the body."),
    Fact::modelled("SQS-20", "A deduplication id holds for five minutes: what is sent with it again is accepted and not stored."),
    Fact::modelled("SQS-21", "Order is strict inside a group; while one of its messages is in flight, none of the others is returned."),
    Fact::modelled("SQS-22", "An outdated receipt usually still deletes (a switch makes it do nothing); in a FIFO queue it never does."),
    Fact::modelled("SQS-23", "A receive from a FIFO queue whose answer was lost can be repeated for 5 minutes and returns the same messages, hidden anew."),
    Fact::modelled("SQS-24", "A FIFO queue takes 300 sends, 300 receives, 300 deletes and 300 changes of visibility a second; more are throttled. A batch is one call."),
    Fact::approximated("SQS-25", "With high throughput each partition takes that much, one group stays in one partition, and partitions double when they are busy."),
    Fact::modelled("SQS-26", "A batch of up to ten messages and 1 MiB is one call, with high throughput one for each partition that it goes to; each message is taken or refused by itself."),
    Fact::modelled("SQS-27", "Standard queues don't throttle."),
    Fact::approximated("SQS-28", "On a standard queue MessageGroupId names a tenant: while one is noisy, the quiet ones come first."),
    Fact::approximated("SQS-29", "PurgeQueue empties the queue of what was there, at once or by a setting within 60 s, and at most once in 60 s."),
    Fact::approximated("SQS-30", "Services need the queue policy's permission: a switch on the wire."),
    Fact::modelled("SQS-31", "A body with a character that XML does not allow is refused."),
    Fact::modelled("SQS-32", "A FIFO queue looks for free groups among its first 120,000 messages only."),
];
