//! The permission that a hop needs (IAM-1 to IAM-4): what has to be allowed, to whom, and where it is written.
//!
//! Every wire whose role needs one has the switch [`PERMITTED`]. Switched off, the engine denies every call over the wire,
//! and the service that called does what its own rules say about a denial.

use super::roles::*;
use super::{Catalog, Field, Key, Port, Role, flag};
use crate::model::{Config, Diagram, Value, Wire};

/// What a hop needs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Permission {
    /// What the statement must allow, and to whom or what: `sqs:SendMessage for the caller's role`.
    pub statement: &'static str,
    /// Where it is written.
    pub place: &'static str,
}

/// The switch on the wire.
pub const PERMITTED: Key<bool> = flag("Permitted", true)
    .help("Whether the permission that this hop needs is there. Without it every call is denied, which no retry mends.")
    .source("IAM-1 to IAM-4")
    .under("Permission");

/// The older switch of a queue's policy, which topics and rules need.
pub const POLICY: &str = "QueuePolicyAllows";

/// The switch of the policy of a KMS key; it counts where the receiver has a key of its own.
pub const KEY_POLICY: &str = "KeyPolicyAllows";

/// What the key's policy must allow.
const KEY: Permission =
    Permission { statement: "kms:GenerateDataKey, kms:Decrypt", place: "the policy of the queue's KMS key" };

/// The place of the switch among a wire's settings in links: far from those of the ports.
pub const PLACE: u64 = 1_000;

const BY_ROLE: &[(Role, Permission)] = &[
    (
        INVOKE,
        Permission {
            statement: "lambda:InvokeFunction",
            place: "the function's resource policy, or the caller's role",
        },
    ),
    (
        INVOKE_EVENT,
        Permission {
            statement: "lambda:InvokeFunction",
            place: "the function's resource policy, or the caller's role",
        },
    ),
    (SEND_MESSAGE, Permission { statement: "sqs:SendMessage", place: "the caller's role" }),
    (
        POLL,
        Permission { statement: "sqs:ReceiveMessage, DeleteMessage, GetQueueAttributes", place: "the consumer's role" },
    ),
    (DEAD_LETTER, Permission { statement: "sqs:SendMessage", place: "the queue's policy, or the caller's role" }),
    (PUBLISH, Permission { statement: "sns:Publish", place: "the caller's role" }),
    (
        SUBSCRIBE_FUNCTION,
        Permission { statement: "lambda:InvokeFunction for sns.amazonaws.com", place: "the function's policy" },
    ),
    (
        SUBSCRIBE_FIREHOSE,
        Permission {
            statement: "firehose:PutRecord, PutRecordBatch",
            place: "the subscription's role (SubscriptionRoleArn)",
        },
    ),
    (PUT_RECORD, Permission { statement: "firehose:PutRecord, PutRecordBatch", place: "the caller's role" }),
    (TARGET_FIREHOSE, Permission { statement: "firehose:PutRecord, PutRecordBatch", place: "the role of the target" }),
    (PUT_STREAM, Permission { statement: "kinesis:PutRecord, PutRecords", place: "the caller's role" }),
    (TARGET_STREAM, Permission { statement: "kinesis:PutRecord, PutRecords", place: "the role of the target" }),
    (
        READ_STREAM,
        Permission {
            statement: "kinesis:GetRecords, GetShardIterator, ListShards, SubscribeToShard",
            place: "the consumer's role",
        },
    ),
    (PUT_EVENTS, Permission { statement: "events:PutEvents", place: "the caller's role" }),
    (
        TARGET_FUNCTION,
        Permission { statement: "lambda:InvokeFunction for events.amazonaws.com", place: "the function's policy" },
    ),
    (TARGET_TOPIC, Permission { statement: "sns:Publish for events.amazonaws.com", place: "the topic's policy" }),
    (TARGET_BUS, Permission { statement: "events:PutEvents", place: "the role of the target" }),
    (TARGET_HTTP, Permission { statement: "events:InvokeApiDestination", place: "the role of the target" }),
    (CALLBACK, Permission { statement: "execute-api:ManageConnections", place: "the caller's role" }),
    (TABLE, Permission { statement: "dynamodb:GetItem, PutItem, UpdateItem, DeleteItem", place: "the caller's role" }),
    (ALARM_TOPIC, Permission { statement: "sns:Publish for cloudwatch.amazonaws.com", place: "the topic's policy" }),
    (
        ALARM_FUNCTION,
        Permission {
            statement: "lambda:InvokeFunction for lambda.alarms.cloudwatch.amazonaws.com",
            place: "the function's policy",
        },
    ),
];

/// The hops whose permission is the queue's policy, under the older switch.
const BY_POLICY: &[(Role, Permission)] = &[
    (SUBSCRIBE_QUEUE, Permission { statement: "sqs:SendMessage for sns.amazonaws.com", place: "the queue's policy" }),
    (TARGET_QUEUE, Permission { statement: "sqs:SendMessage for events.amazonaws.com", place: "the queue's policy" }),
];

/// What a wire between these ports needs; nothing where it is no call of AWS, or where the permission is the queue's policy.
/// A port that acts through a role of its own needs the action there, and no statement for a service.
pub fn between(out: &Port, into: &Port) -> Option<Permission> {
    let role = out.common(into)?;
    let of =
        |list: &[(Role, Permission)]| list.iter().find(|(known, _)| known == role).map(|(_, permission)| *permission);
    if out.acts.is_empty() {
        return of(BY_ROLE);
    }
    let action = |permission: Permission| permission.statement.split(" for ").next().unwrap_or_default();
    of(BY_ROLE).or(of(BY_POLICY)).map(|permission| Permission { statement: action(permission), place: out.acts })
}

impl Catalog {
    /// The settings of a wire: those of its out port, those of its in port, and the permission's switch.
    pub fn wire_fields(&self, diagram: &Diagram, wire: &Wire) -> Vec<&'static Field> {
        let Some((out, into)) = self.ends(diagram, wire) else { return Vec::new() };
        out.fields.iter().chain(into.fields).chain(switch(out, into)).collect()
    }

    /// The statement that is missing, if a call over this wire is denied.
    pub fn denial(&self, diagram: &Diagram, wire: &Wire) -> Option<Permission> {
        let (out, into) = self.ends(diagram, wire)?;
        between(out, into).filter(|_| !PERMITTED.of(&wire.config))
    }
}

/// What is missing on a wire, by any switch: the permission, and the setting that takes it away.
pub fn missing(catalog: &Catalog, diagram: &Diagram, wire: &Wire) -> Option<(Permission, &'static str)> {
    let off = |name: &str| wire.config.get(name) == Some(&Value::Flag(false));
    let role = catalog.role(diagram, wire)?;
    let by_policy = BY_POLICY.iter().find(|(known, _)| known == role).filter(|_| off(POLICY));
    let general = catalog.denial(diagram, wire).map(|permission| (permission, PERMITTED.field.name));
    let keyed = diagram.nodes.get(&wire.to).and_then(|node| node.config.get("KmsMasterKeyId"));
    let keyed = matches!(keyed, Some(Value::Text(key)) if !key.trim().is_empty());
    let by_key = (keyed && off(KEY_POLICY)).then_some((KEY, KEY_POLICY));
    general.or(by_policy.map(|(_, permission)| (*permission, POLICY))).or(by_key)
}

/// The switch, if a wire between these ports needs a permission.
pub fn switch(out: &Port, into: &Port) -> Option<&'static Field> {
    static SWITCH: Field = PERMITTED.field;
    between(out, into).map(|_| &SWITCH)
}

/// The settings of a wire under which its calls are denied: (name of the setting, the value that grants).
pub fn denied_by(config: &Config) -> Vec<&'static str> {
    let off = |name: &&'static str| config.get(name) == Some(&Value::Flag(false));
    [PERMITTED.field.name, POLICY, KEY_POLICY].into_iter().filter(off).collect()
}
