//! Amazon SNS, standard and FIFO topics: the declaration.

mod batch;
mod behaviour;
mod confirming;
mod envelope;
mod fields;
mod order;
mod policy;
mod publish;
mod replaying;
mod subscription;
#[cfg(test)]
mod tests;

use crate::catalog::roles::{
    ALARM_TOPIC, DEAD_LETTER, METRIC, PUBLISH, SUBSCRIBE_EMAIL, SUBSCRIBE_FIREHOSE, SUBSCRIBE_FUNCTION, SUBSCRIBE_HTTPS,
    SUBSCRIBE_PUSH, SUBSCRIBE_QUEUE, SUBSCRIBE_SMS, TARGET_TOPIC,
};
use crate::catalog::{Command, Fact, Family, Finding, Look, Neighbour, Port, Price, Service, Severity};
use crate::common::dead_letters;
use crate::sim::{Metric, Span, Unit};
use fields::*;

crate::ports! {
    /// Where publishers publish.
    PUBLISHED = Port::input("publish", "Publish", &[PUBLISH, ALARM_TOPIC, TARGET_TOPIC])
        .with(&[MESSAGE_GROUP_ID.field, DEDUPLICATION_ID.field, STRUCTURE.field])
        .help("Publish of programs, alarms and rules; a body with PublishBatchRequestEntries is a batch of up to ten.");
    /// Where subscribers subscribe.
    SUBSCRIPTIONS = Port::output(
        "subscriptions",
        "Subscriptions",
        &[
            SUBSCRIBE_QUEUE,
            SUBSCRIBE_FUNCTION,
            SUBSCRIBE_HTTPS,
            SUBSCRIBE_EMAIL,
            SUBSCRIBE_SMS,
            SUBSCRIBE_PUSH,
            SUBSCRIBE_FIREHOSE,
        ],
    )
    .with(&[
        FILTER_POLICY.field,
        FILTER_SCOPE.field,
        RAW.field,
        CONFIRMED.field,
        REDRIVE.field,
        MIN_DELAY.field,
        MAX_DELAY.field,
        RETRIES.field,
        NO_DELAY.field,
        MIN_DELAY_RETRIES.field,
        MAX_DELAY_RETRIES.field,
        BACKOFF.field,
        MAX_RECEIVES.field,
        CONFIRMED_AFTER.field,
        DEAD_LETTER_TARGET.field,
    ])
    .help("Each wire is a subscription with its own filter and retries.");
    /// Where undeliverable copies go.
    DEAD_LETTERS = Port::output("dead_letter_queue", "Dead-letter queue", &[DEAD_LETTER])
        .control()
        .help("Queues for what subscriptions with a RedrivePolicy could not deliver: one for all, or one for each.");
    /// What alarms watch.
    WATCHED = Port::output("metrics", "Metrics", &[METRIC]).control().help("Alarms watch the topic's metrics here.");
}

crate::metrics! {
    /// Publishes.
    MESSAGES = Metric::counter("NumberOfMessagesPublished", Unit::Count, "Messages published.").steady();
    /// Bytes of publishes.
    SIZE = Metric::sample("PublishSize", Unit::Bytes, "Bytes of each published message.");
    /// Deliveries.
    DELIVERED = Metric::counter("NumberOfNotificationsDelivered", Unit::Count, "Copies that an endpoint accepted.").steady();
    /// Failed deliveries.
    FAILED = Metric::counter("NumberOfNotificationsFailed", Unit::Count, "Copies given up; for HTTPS every failed attempt.").steady();
    /// Filtered copies.
    FILTERED = Metric::counter("NumberOfNotificationsFilteredOut", Unit::Count, "Copies that a filter policy kept out.").steady();
    /// Filtered by attributes.
    FILTERED_ATTRIBUTES = Metric::counter("NumberOfNotificationsFilteredOut-MessageAttributes", Unit::Count, "Kept out by attributes.");
    /// Filtered for having none.
    FILTERED_NONE = Metric::counter("NumberOfNotificationsFilteredOut-NoMessageAttributes", Unit::Count, "Kept out for having no attributes.");
    /// Filtered by body.
    FILTERED_BODY = Metric::counter("NumberOfNotificationsFilteredOut-MessageBody", Unit::Count, "Kept out by the body.");
    /// Filtered for a body that is no JSON object.
    FILTERED_INVALID_BODY = Metric::counter("NumberOfNotificationsFilteredOut-InvalidMessageBody", Unit::Count, "Kept out because the body is no JSON object.");
    /// Sent to the dead-letter queue.
    REDRIVEN = Metric::counter("NumberOfNotificationsRedrivenToDlq", Unit::Count, "Copies sent to the dead-letter queue.");
    /// Not even that.
    NOT_REDRIVEN = Metric::counter("NumberOfNotificationsFailedToRedriveToDlq", Unit::Count, "Copies that the dead-letter queue did not take.");
    /// For the bill.
    UNITS = Metric::counter("PublishUnits", Unit::Count, "Publishes to a standard topic as they are billed: 64 KB each (a number of this model, not of CloudWatch).");
    /// For the bill.
    FIFO_PUBLISHES = Metric::counter("FifoPublishes", Unit::Count, "Publishes to a FIFO topic, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    FIFO_DELIVERIES = Metric::counter("FifoDeliveries", Unit::Count, "Deliveries of a FIFO topic, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    HTTPS_DELIVERIES = Metric::counter("HttpsDeliveries", Unit::Count, "Deliveries over HTTPS, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    EMAIL_DELIVERIES = Metric::counter("EmailDeliveries", Unit::Count, "Deliveries by e-mail, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    SCANNED = Metric::counter("PayloadBytesFiltered", Unit::Bytes, "Bytes that filter policies on the body looked at, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    PUSH_DELIVERIES = Metric::counter("PushDeliveries", Unit::Count, "Deliveries to mobile apps, for the bill (a number of this model, not of CloudWatch).");
    /// Kept messages.
    ARCHIVED = Metric::gauge("ArchivedMessages", Unit::Count, "Messages that the topic keeps for a replay (a number of this model, not of CloudWatch).");
    /// For the bill.
    FIFO_BYTES_IN = Metric::counter("FifoPublishedBytes", Unit::Bytes, "Bytes published to a FIFO topic, for the bill (a number of this model, not of CloudWatch).");
    /// For the bill.
    FIFO_BYTES_OUT = Metric::counter("FifoDeliveredBytes", Unit::Bytes, "Bytes that a FIFO topic delivered, for the bill (a number of this model, not of CloudWatch).");
    /// Filtered for attributes that are not what their types ask for.
    FILTERED_INVALID_ATTRIBUTES = Metric::counter("NumberOfNotificationsFilteredOut-InvalidAttributes", Unit::Count, "Kept out because an attribute is not what its type asks for, such as a String.Array that is no JSON array.");
}

/// The declaration.
pub static SERVICE: Service = Service {
    key: "sns",
    code: 5,
    name: "Topic",
    stem: "Topic",
    family: Family::Messaging,
    tagline: "Publish once, and every subscriber gets a copy.",
    keywords: "sns amazon simple notification service publish subscribe fan-out fanout fifo",
    icon: include_str!("icon.svg"),
    fields: &[
        DISPLAY_NAME.field,
        SIGNATURE.field,
        TRACING.field,
        KMS_KEY.field,
        JITTER.field,
        LATENCY_P50.field,
        LATENCY_P99.field,
        FIFO_TOPIC.field,
        BY_CONTENT.field,
        SCOPE.field,
        PUBLISH_RATE.field,
        ARCHIVE.field,
        REPLAY_RATE.field,
    ],
    ports: PORTS,
    metrics: METRICS,
    namespace: "AWS/SNS",
    prices: PRICES,
    facts: FACTS,
    not_modelled: &[
        "The price of a FIFO topic's archive. A replay does not hold back what is published meanwhile.",
        "Queues and functions of other accounts, which have to confirm too (SNS-4).",
        "Changed filter policies apply at once; AWS may take up to 15 minutes (SNS-14).",
        "A topic's own encryption has no effect on a run.",
    ],
    faults: &[],
    commands: &[Command {
        key: "StartReplay",
        label: "Replay",
        help: "Sends what a FIFO topic with an ArchivePolicy has kept to its subscribers again, in order (ReplayPolicy).",
        fields: &[STARTING_POINT.field, ENDING_POINT.field, REPLAY_TO.field],
    }],
    cfn: Some("AWS::SNS::Topic"),
    subtitle: |look: &Look| if FIFO_TOPIC.of(look.config()) { "SNS FIFO topic" } else { "SNS topic" },
    check,
    behaviour: || Box::new(behaviour::Topic::default()),
};

/// What a topic may have (SNS 2.1).
const MOST_FIFO_SUBSCRIPTIONS: usize = 100;
const MOST_FILTER_POLICIES: usize = 200;

fn limits(look: &Look, fifo: bool) -> Vec<Finding> {
    let (name, mut found) = (&look.node.name, Vec::new());
    let subscriptions = look.at("subscriptions").count();
    if fifo && subscriptions > MOST_FIFO_SUBSCRIPTIONS {
        let what = format!("{name} has {subscriptions} subscriptions: a FIFO topic has at most 100.");
        found.push(Finding::new(Severity::Error, what, "Give some of the subscribers a topic of their own."));
    }
    let filtered = |wire: &&Neighbour| !FILTER_POLICY.of(&wire.wire.config).trim().is_empty();
    let policies = look.at("subscriptions").filter(filtered).count();
    if policies > MOST_FILTER_POLICIES {
        let what = format!("{policies} subscriptions of {name} have a filter policy: a topic has at most 200.");
        let remedy = "Give some of the subscribers a topic of their own, or let them pick what they want themselves.";
        found.push(Finding::new(Severity::Error, what, remedy).field("FilterPolicy"));
    }
    found
}

fn check(look: &Look) -> Vec<Finding> {
    let mut found = Vec::new();
    let name = &look.node.name;
    if look.at("subscriptions").next().is_none() {
        let what = format!("{name} has no subscribers: what is published disappears.");
        found.push(Finding::new(Severity::Warning, what, "Wire it to a queue, a function, an endpoint, a delivery stream, a mailbox, an app or a phone."));
    }
    let fifo = FIFO_TOPIC.of(look.config());
    for subscription in look.at("subscriptions").filter(|s| fifo && !s.is(&[SUBSCRIBE_QUEUE])) {
        let what = format!("{} cannot subscribe to {name}: a FIFO topic delivers to queues only.", subscription.peer.name);
        let finding = Finding::new(Severity::Error, what, "Put a queue between them, or use a standard topic.");
        found.push(finding.rule("SNS-2").field("FifoTopic").wire(subscription.id));
    }
    for publisher in look.at("publish").filter(|p| fifo && MESSAGE_GROUP_ID.of(&p.wire.config).trim().is_empty()) {
        let what = format!("{} publishes to {name} without a MessageGroupId: a FIFO topic refuses that.", publisher.peer.name);
        let finding = Finding::new(Severity::Error, what, "Set MessageGroupId at the wire: a word, or a path such as $.customer.");
        found.push(finding.rule("SNS-2").field("MessageGroupId").wire(publisher.id));
    }
    found.extend(limits(look, fifo));
    let has_dead_letters = look.at("dead_letter_queue").next().is_some();
    for subscription in look.at("subscriptions") {
        let (config, peer) = (&subscription.wire.config, &subscription.peer.name);
        let total = policy::Policy::http(config).total();
        if total > Span::seconds(3_600) {
            let what = format!("The retries of {peer} would take {total}; SNS refuses a policy of more than one hour.");
            let finding = Finding::new(Severity::Error, what, "Use fewer retries or shorter delays.");
            found.push(finding.rule("SNS-11").field("numRetries").wire(subscription.id));
        }
        let phases = NO_DELAY.of(config) + MIN_DELAY_RETRIES.of(config) + MAX_DELAY_RETRIES.of(config);
        if phases > RETRIES.of(config) {
            let what = format!("The phases of {peer}'s delivery policy have {phases} retries, numRetries has {}.", RETRIES.of(config));
            let finding = Finding::new(Severity::Error, what, "Raise numRetries or lower the phases.");
            found.push(finding.rule("SNS-21").field("numRetries").wire(subscription.id));
        }
        if REDRIVE.of(config) && !has_dead_letters {
            let what = format!("{peer}'s subscription has a RedrivePolicy, but no queue is wired to {name}'s dead-letter port.");
            let finding = Finding::new(Severity::Error, what, "Wire the topic's dead-letter port to a queue.");
            found.push(finding.rule("SNS-13").field("RedrivePolicy").wire(subscription.id));
        }
    }
    let redrives = look.at("subscriptions").filter(|subscription| REDRIVE.of(&subscription.wire.config));
    let users: Vec<_> = redrives.map(|user| (user, DEAD_LETTER_TARGET.of(&user.wire.config))).collect();
    found.extend(dead_letters::problems(look, &users, "SNS-13", "deadLetterTargetArn"));
    found
}

const SOURCE: &str = "SNS 2.6, us-east-1, 2026, partly general knowledge";

const PRICES: &[Price] = &[
    Price { what: "publishes (64 KB each)", usd: 0.50, per: 1e6, counted: &["PublishUnits"], free: 1e6, tiers: &[], source: SOURCE },
    Price { what: "deliveries over HTTPS", usd: 0.60, per: 1e6, counted: &["HttpsDeliveries"], free: 100_000.0, tiers: &[], source: SOURCE },
    Price { what: "deliveries by e-mail", usd: 2.00, per: 100_000.0, counted: &["EmailDeliveries"], free: 1_000.0, tiers: &[], source: SOURCE },
    Price { what: "deliveries to mobile apps", usd: 0.50, per: 1e6, counted: &["PushDeliveries"], free: 1e6, tiers: &[], source: SOURCE },
    Price { what: "filtering by the body (GB)", usd: 0.09, per: 1e9, counted: &["PayloadBytesFiltered"], free: 0.0, tiers: &[], source: SOURCE },
    Price { what: "publishes to FIFO topics", usd: 0.30, per: 1e6, counted: &["FifoPublishes"], free: 0.0, tiers: &[], source: SOURCE },
    Price { what: "data published to FIFO topics (GB)", usd: 0.017, per: 1e9, counted: &["FifoPublishedBytes"], free: 0.0, tiers: &[], source: SOURCE },
    Price { what: "data of FIFO topics delivered (GB)", usd: 0.001, per: 1e9, counted: &["FifoDeliveredBytes"], free: 0.0, tiers: &[], source: SOURCE },
    Price { what: "deliveries of FIFO topics", usd: 0.01, per: 1e6, counted: &["FifoDeliveries"], free: 0.0, tiers: &[], source: SOURCE },
];

const FACTS: &[Fact] = &[
    Fact::modelled("SNS-1", "Publish returns when the message is stored; each delivery goes on by itself."),
    Fact::modelled("SNS-2", "A FIFO topic keeps the order inside a group and delivers to queues only."),
    Fact::modelled("SNS-3", "A confirmed subscription whose policy matches, or that has none, gets a copy."),
    Fact::modelled("SNS-4", "An HTTPS endpoint or a mailbox is asked to confirm with a token that is valid for two days; until it has, it gets nothing. Queues, functions and delivery streams are confirmed at once."),
    Fact::approximated("SNS-5", "Without raw delivery the subscriber gets a JSON envelope: it has no Subject, Timestamp, signature and addresses."),
    Fact::modelled("SNS-6", "With raw delivery the body is the message, and attributes go along to queues (at most 10), not to HTTPS or delivery streams."),
    Fact::modelled("SNS-7", "Functions are invoked asynchronously: accepted is delivered."),
    Fact::modelled("SNS-8", "Mistakes are not tried again; faults and throttles are."),
    Fact::modelled("SNS-9", "HTTPS: no answer within 15 s, a 5xx or a 429 is tried again; other answers are final."),
    Fact::modelled("SNS-10", "maxReceivesPerSecond makes copies wait, in order; none is lost."),
    Fact::modelled("SNS-11", "The retries of an HTTPS policy may take one hour at most."),
    Fact::approximated("SNS-12", "Delays jitter, by 10 % here."),
    Fact::modelled("SNS-13", "What is given up goes to the subscription's dead-letter queue or is lost."),
    Fact::modelled("SNS-15", "A FIFO topic accepts a deduplication id once in five minutes; a second publish is not delivered."),
    Fact::modelled("SNS-16", "What a filter of a FIFO topic keeps out is not sent later; sequence numbers go on."),
    Fact::approximated("SNS-17", "More messages a second than the quota are throttled, and each entry of a batch counts; a FIFO topic takes 3,000 and 20 MB a second."),
    Fact::modelled("SNS-18", "With MessageStructure json each protocol gets its own text."),
    Fact::modelled("SNS-19", "Without the queue policy's permission a delivery fails for good."),
    Fact::approximated("SNS-20", "A queue with a KMS key whose policy does not know the topic takes nothing, nor does such a dead-letter queue: a switch on the wire."),
    Fact::approximated("SNS-21", "Retries come in phases: at once, pre-backoff, backoff, post-backoff. Queues, functions and delivery streams have 100,015; e-mail, SMS, apps and a stream's throttles 50."),
    Fact::modelled("SNS-22", "A policy with all four phases runs through them in order, and numRetries counts them all."),
    Fact::modelled("SNS-23", "The keys of a filter policy must all match, and for each one of its values; $or joins alternatives."),
    Fact::modelled("SNS-24", "Filter policies compare exactly, by prefix, suffix, case, range, address block and absence."),
    Fact::modelled("SNS-25", "A filter policy has at most five keys and 150 combinations; what SNS refuses is refused here."),
    Fact::modelled("SNS-26", "Policies on attributes compare String, Number and String.Array."),
    Fact::modelled("SNS-27", "Policies on the body need a JSON object."),
    Fact::approximated("SNS-28", "Ranges compare attributes of type Number and JSON numbers; a text of digits is a text, of which AWS says nothing."),
];
