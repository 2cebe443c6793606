//! The integrations that wires stand for (section 15 of the fact sheet, part A), and the usual way round where there is
//! none. Services name roles, never each other.

use super::Role;

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $sender:literal, $receiver:literal;)*) => {
        $($(#[$doc])* pub const $name: Role = Role { key: $key, sender: $sender, receiver: $receiver };)*
        /// Every role.
        pub const ALL: &[Role] = &[$($name),*];
    };
}

roles! {
    /// HTTPS requests of clients and programs that want an answer.
    HTTP = "http", "sends HTTPS requests", "answers HTTPS requests";
    /// WebSocket connections of clients.
    WEBSOCKET = "websocket", "opens WebSocket connections and sends messages over them", "keeps WebSocket connections open";
    /// A program pushes a message to a connection.
    CALLBACK = "callback", "pushes messages to WebSocket connections", "passes messages on to connected clients";
    /// A synchronous invocation: the caller waits for the result.
    INVOKE = "invoke", "invokes functions and waits for the result", "runs when it is invoked";
    /// An asynchronous invocation: the caller is done when the event is accepted (CON-2).
    INVOKE_EVENT = "invoke-event", "hands events to functions", "accepts events to run later";
    /// SendMessage to a standard queue.
    SEND_MESSAGE = "send-message", "sends messages to queues", "takes SendMessage calls";
    /// Polling: the consumer asks the queue for messages.
    POLL = "poll", "is polled by consumers", "polls a queue";
    /// Messages that were received too often move to the dead-letter queue.
    REDRIVE = "redrive", "moves messages to a dead-letter queue of its own kind", "can be a dead-letter queue";
    /// What could not be delivered goes to a dead-letter queue by an ordinary send.
    DEAD_LETTER = "dead-letter", "sends what it gives up to a dead-letter queue", "can hold what others gave up";
    /// Publish to a topic.
    PUBLISH = "publish", "publishes to topics", "takes Publish calls";
    /// A topic pushes to its subscription.
    SUBSCRIBE_QUEUE = "subscribe-queue", "pushes copies to subscribed queues", "can subscribe to a topic";
    /// A topic invokes its subscription.
    SUBSCRIBE_FUNCTION = "subscribe-function", "hands copies to subscribed functions", "can subscribe to a topic as a function";
    /// A topic posts to an HTTPS endpoint.
    SUBSCRIBE_HTTPS = "subscribe-https", "posts copies to HTTPS endpoints", "can subscribe to a topic over HTTPS";
    /// A topic mails.
    SUBSCRIBE_EMAIL = "subscribe-email", "mails copies to subscribers", "reads e-mail";
    /// A topic texts.
    SUBSCRIBE_SMS = "subscribe-sms", "sends copies as text messages", "reads text messages";
    /// A topic pushes to a mobile app.
    SUBSCRIBE_PUSH = "subscribe-push", "pushes copies to mobile apps", "shows push notifications";
    /// A topic puts records into a delivery stream.
    SUBSCRIBE_FIREHOSE = "subscribe-firehose", "puts copies into delivery streams", "can subscribe to a topic as a delivery stream";
    /// PutRecord and PutRecordBatch of programs and pipes.
    PUT_RECORD = "put-record", "puts records into delivery streams", "takes PutRecord calls";
    /// PutRecord and PutRecords of programs, APIs and pipes.
    PUT_STREAM = "put-stream", "puts records into data streams", "takes PutRecord calls of producers";
    /// Consumers read the shards of a stream, each at its own pace.
    READ_STREAM = "read-stream", "is read by consumers", "reads data streams";
    /// PutEvents to a bus.
    PUT_EVENTS = "put-events", "puts events on a bus", "takes PutEvents calls";
    /// An AWS service reports what happened to it to the default event bus (EB-7).
    SERVICE_EVENT = "service-event", "reports its changes to an event bus", "takes the events of AWS services";
    /// A partner's events on a partner bus.
    PARTNER_EVENT = "partner-event", "sends its events to a partner event bus", "takes the events of a partner";
    /// A rule of a bus matches and delivers.
    RULE = "rule", "offers its events to rules", "matches the events of a bus";
    /// An archive keeps the events of a bus, and replays them to it.
    ARCHIVE = "archive", "offers its events to archives", "keeps the events of a bus";
    /// A rule's target.
    TARGET_QUEUE = "target-queue", "delivers events to queues", "can be the target of a rule";
    /// A rule's target.
    TARGET_FUNCTION = "target-function", "hands events to functions", "can be the target of a rule as a function";
    /// A rule's target.
    TARGET_TOPIC = "target-topic", "publishes events to topics", "can be the target of a rule as a topic";
    /// A rule's target in another bus.
    TARGET_BUS = "target-bus", "forwards events to another bus", "can be the target of a rule as a bus";
    /// A rule's target outside AWS: an API destination.
    TARGET_HTTP = "target-http", "calls HTTP endpoints as API destinations", "can be called as an API destination";
    /// A rule's target.
    TARGET_FIREHOSE = "target-firehose", "puts events into delivery streams", "can be the target of a rule as a delivery stream";
    /// A rule's target.
    TARGET_STREAM = "target-stream", "puts events into data streams", "can be the target of a rule as a data stream";
    /// Items of a table.
    TABLE = "table", "reads and writes items of tables", "stores items";
    /// An alarm watches a metric.
    METRIC = "metric", "publishes metrics", "watches metrics";
    /// A composite alarm watches other alarms.
    ALARM_STATE = "alarm-state", "tells its state", "watches the states of alarms";
    /// The alarm whose ALARM state silences a composite.
    SUPPRESSOR = "suppressor", "can silence another alarm's actions", "can be silenced by an alarm";
    /// Alarm actions.
    ALARM_TOPIC = "alarm-topic", "notifies topics when its state changes", "takes alarm notifications";
    /// Alarm actions.
    ALARM_FUNCTION = "alarm-function", "invokes functions when its state changes", "runs on an alarm";
    /// A pager calls a person.
    PAGE = "page", "pages people", "answers pages";
}

/// The usual way round, where two services can't be joined: (what the sender speaks, what the receiver understands,
/// advice). The first line whose roles both occur is used.
const DETOURS: &[(Role, Role, &str)] = &[
    (RULE, TARGET_QUEUE, BUS_DELIVERS_NOTHING),
    (RULE, TARGET_FUNCTION, BUS_DELIVERS_NOTHING),
    (RULE, TARGET_TOPIC, BUS_DELIVERS_NOTHING),
    (RULE, TARGET_HTTP, BUS_DELIVERS_NOTHING),
    (RULE, TARGET_BUS, BUS_DELIVERS_NOTHING),
    (RULE, TARGET_FIREHOSE, BUS_DELIVERS_NOTHING),
    (RULE, TARGET_STREAM, BUS_DELIVERS_NOTHING),
    (
        PARTNER_EVENT,
        RULE,
        "A rule takes no events itself. Let the partner send them to a partner bus, and wire the bus to the rule.",
    ),
    (PUT_EVENTS, RULE, "A rule takes no events itself. Put them on a bus, and wire the bus to the rule."),
    (
        TARGET_TOPIC,
        SUBSCRIBE_EMAIL,
        "A rule does not send e-mail. Let it deliver to a topic, and subscribe the address to the topic.",
    ),
    (
        TARGET_TOPIC,
        SUBSCRIBE_SMS,
        "A rule does not send text messages. Let it deliver to a topic, and subscribe the number to the topic.",
    ),
    (
        TARGET_TOPIC,
        SUBSCRIBE_PUSH,
        "A rule does not push to apps. Let it deliver to a topic, and subscribe the app to the topic.",
    ),
    (
        POLL,
        PUT_RECORD,
        "A queue does not write to delivery streams. Put a pipe between them, or subscribe both to one topic.",
    ),
    (
        POLL,
        PUT_STREAM,
        "A queue does not write to data streams. Put a pipe between them, or let the sender put its records into the stream.",
    ),
    (
        SUBSCRIBE_QUEUE,
        PUT_STREAM,
        "A topic does not write to data streams. Subscribe a function that puts the records.",
    ),
    (
        READ_STREAM,
        POLL,
        "A stream is not a queue: consumers read its shards. Wire it to a function, which reads it by an event source mapping.",
    ),
    (READ_STREAM, SEND_MESSAGE, "A stream is read, it does not send. Let a function read it and send to the queue."),
    (READ_STREAM, TABLE, "A stream does not write to tables. Let a function read it and write the items."),
    (
        ALARM_TOPIC,
        SUBSCRIBE_PUSH,
        "An alarm does not push to apps itself. Let it notify a topic, and subscribe the app to the topic.",
    ),
    (
        ALARM_TOPIC,
        PAGE,
        "An alarm does not call people itself. Let it notify a topic, subscribe a pager to it, and wire the pager to the engineer.",
    ),
    (
        POLL,
        SUBSCRIBE_HTTPS,
        "A queue never pushes. Put a function between them: it polls the queue and calls the endpoint.",
    ),
    (POLL, HTTP, "A queue never pushes. Put a function between them: it polls the queue and makes the request."),
    (
        POLL,
        PUBLISH,
        "A queue is polled, it does not publish. Let a function poll it and publish, or publish to the topic first and subscribe the queue.",
    ),
    (POLL, TABLE, "A queue does not write to tables. Let a function poll it and write the items."),
    (
        POLL,
        SEND_MESSAGE,
        "A queue does not forward. Let a function poll one and send to the other, or subscribe both to one topic.",
    ),
    (SUBSCRIBE_QUEUE, TABLE, "A topic cannot write to a table. Subscribe a function that writes the items."),
    (
        METRIC,
        PUBLISH,
        "Metrics don't publish. Put an alarm between them: it watches the metric and notifies the topic.",
    ),
    (
        ALARM_TOPIC,
        SEND_MESSAGE,
        "An alarm cannot send to a queue. Let it notify a topic, and subscribe the queue to the topic.",
    ),
    (
        ALARM_TOPIC,
        SUBSCRIBE_EMAIL,
        "An alarm does not send e-mail itself. Let it notify a topic, and subscribe the address to the topic.",
    ),
    (
        ALARM_TOPIC,
        SUBSCRIBE_HTTPS,
        "An alarm does not call endpoints itself. Let it notify a topic, and subscribe the endpoint to the topic.",
    ),
    (HTTP, POLL, "Nobody can push into a poller. Let the client send to a queue or to an API in front of it."),
    (
        HTTP,
        SUBSCRIBE_EMAIL,
        "Requests don't reach people by themselves. Publish to a topic, and subscribe the address to it.",
    ),
    (
        RULE,
        SUBSCRIBE_EMAIL,
        "A rule does not send e-mail. Let it deliver to a topic, and subscribe the address to the topic.",
    ),
];

const BUS_DELIVERS_NOTHING: &str =
    "A bus delivers nothing by itself. Put a rule between them: it picks events and delivers them.";

/// What to do instead, if the usual way round is known.
pub fn detour(speaks: &[Role], understands: &[Role]) -> Option<&'static str> {
    DETOURS.iter().find(|(from, to, _)| speaks.contains(from) && understands.contains(to)).map(|(_, _, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_keys_are_unique() {
        let mut keys: Vec<_> = ALL.iter().map(|r| r.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), ALL.len());
    }
}
