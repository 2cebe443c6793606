//! Amazon SQS, standard queue: the declaration.

mod behaviour;
mod fields;
mod messages;
mod redrive;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{DEAD_LETTER, METRIC, POLL, REDRIVE, SEND_MESSAGE, SUBSCRIBE_QUEUE, TARGET_QUEUE};
use crate::catalog::{Command, Fact, Family, Finding, Look, Port, Price, Service, Severity};
use crate::sim::{Metric, Unit};
use fields::*;

crate::ports! {
    /// Where senders send.
    SEND = Port::input("send", "Messages", &[SEND_MESSAGE, SUBSCRIBE_QUEUE, TARGET_QUEUE])
        .with(&[MESSAGE_DELAY.field, QUEUE_POLICY.field])
        .help("SendMessage of programs, topics and rules.");
    /// Where other queues and services put what they gave up.
    DEAD_LETTERS = Port::input("dead_letters", "Dead letters", &[REDRIVE, DEAD_LETTER])
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
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "sqs",
    code: 4,
    name: "Queue",
    stem: "Queue",
    family: Family::Messaging,
    tagline: "A durable queue that consumers poll: it decouples who sends from who works.",
    keywords: "sqs amazon simple queue service buffer dead letter dlq standard",
    icon: include_str!("icon.svg"),
    guide: include_str!("guide.md"),
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
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/SQS",
    prices: &[Price {
        what: "requests of standard queues (64 KB each, empty receives included)",
        usd: 0.40,
        per: 1e6,
        counted: &["Requests"],
        source: "SQS 1.5, us-east-1, 2026; the first million a month is free",
    }],
    facts: FACTS,
    not_modelled: &[
        "FIFO queues (SQS-19 to 26, 32) and fair queues (SQS-28).",
        "Encryption has no effect on a run; KMS throttling does not occur.",
        "PurgeQueue is immediate here; AWS may take up to 60 s (SQS-29).",
        "Characters outside XML's are not refused (SQS-31).",
    ],
    faults: &[],
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
    if look.at("dead_letters").next().is_some() { "SQS dead-letter" } else { "SQS standard" }
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
    let retention = RETENTION.of(look.config());
    found.extend(look.at("dead_letters").filter(|n| n.peer.service == look.node.service).filter_map(|n| {
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
    Fact::modelled("SQS-3", "Changing the queue's delay leaves messages that are delayed already as they are."),
    Fact::modelled("SQS-4", "A receive raises the receive count, gives a receipt and hides the message for the visibility timeout."),
    Fact::modelled("SQS-5", "What is not deleted by then becomes visible again: at-least-once delivery."),
    Fact::modelled("SQS-6", "ChangeMessageVisibility counts from the call and never hides beyond 12 hours after the receive."),
    Fact::modelled("SQS-7", "A receive that would exceed maxReceiveCount moves the message to the dead-letter queue instead."),
    Fact::modelled("SQS-8", "In a standard dead-letter queue retention goes on from the first enqueue; its age counts from the move."),
    Fact::modelled("SQS-9", "A dead-letter queue is a queue of the same kind."),
    Fact::modelled("SQS-10", "Moves don't count as sends of the dead-letter queue; dead letters of topics, rules and functions do."),
    Fact::modelled("SQS-11", "At the end of its retention a message disappears, even in flight."),
    Fact::modelled("SQS-12", "A redrive makes new messages with new ids, times and receive counts."),
    Fact::approximated("SQS-13", "A short poll sees each message of a small backlog with a probability (75 % assumed)."),
    Fact::modelled("SQS-14", "A long poll waits for the first message; the longest-waiting call is served first."),
    Fact::approximated("SQS-15", "Order is best-effort: by first visibility, with an occasional swap (2 % assumed)."),
    Fact::approximated("SQS-16", "A delivered message is sometimes delivered again inside its timeout (a switch, off at first)."),
    Fact::modelled("SQS-17", "About 120,000 messages may be in flight: short polls then fail with OverLimit, long polls wait."),
    Fact::modelled("SQS-18", "A message received three times or more goes to the back and no longer counts for the age."),
    Fact::modelled("SQS-22", "An outdated receipt usually still deletes; a switch makes it do nothing."),
    Fact::modelled("SQS-27", "Standard queues don't throttle."),
    Fact::approximated("SQS-29", "PurgeQueue empties the queue, at most once in 60 s."),
    Fact::approximated("SQS-30", "Services need the queue policy's permission: a switch on the wire."),
];
