//! What nodes say to each other over a wire: questions that want an answer, answers, and signals that want none.
//!
//! The vocabulary is small and belongs to no service: what a question means is the business of the port it arrives at.

use super::{Attributes, Body, Few, Kind, Lineage, LinkId, MessageId, PortId, Span};
use std::sync::Arc;

/// A question on its way; the handle under which its answer comes back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct CallId {
    pub(crate) slot: u32,
    pub(crate) serial: u64,
}

/// Content to be taken over: an HTTP request, SendMessage, Publish, PutEvents, Invoke.
#[derive(Clone, PartialEq, Debug)]
pub struct Parcel {
    /// The content.
    pub body: Body,
    /// Message attributes.
    pub attributes: Attributes,
    /// The message that this is a copy of or was caused by.
    pub about: Option<MessageId>,
    /// What few of them have. In a box: every hop moves a parcel several times.
    pub extra: Option<Box<Extra>>,
}

/// What a parcel may have beside its content.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Extra {
    /// DelaySeconds of the message, if it has its own.
    pub delay: Option<Span>,
    /// MessageGroupId.
    pub group: Option<Arc<str>>,
    /// MessageDeduplicationId or Idempotency-Key.
    pub token: Option<String>,
    /// What the chain of requests behind it has passed.
    pub lineage: Option<Lineage>,
    /// Of a call with several entries: the message behind each of them.
    pub causes: Vec<MessageId>,
}

impl Parcel {
    /// A parcel with nothing but content and cause.
    pub fn new(body: Body, about: Option<MessageId>) -> Self {
        Self { body, attributes: Attributes::NONE, about, extra: None }
    }

    /// With these attributes.
    pub fn with(mut self, attributes: Attributes) -> Self {
        self.attributes = attributes;
        self
    }

    /// With this MessageDeduplicationId or Idempotency-Key, if there is one.
    pub fn token(mut self, token: Option<String>) -> Self {
        if token.is_some() {
            self.extra.get_or_insert_default().token = token;
        }
        self
    }

    /// With this MessageGroupId, if there is one.
    pub fn group(mut self, group: Option<Arc<str>>) -> Self {
        if group.is_some() {
            self.extra.get_or_insert_default().group = group;
        }
        self
    }

    /// With this lineage, if there is one.
    pub fn descended(mut self, lineage: Option<Lineage>) -> Self {
        if lineage.is_some() {
            self.extra.get_or_insert_default().lineage = lineage;
        }
        self
    }

    /// A call with several entries: these messages are behind them, in order.
    pub fn caused_by(mut self, causes: Vec<MessageId>) -> Self {
        if !causes.is_empty() {
            self.extra.get_or_insert_default().causes = causes;
        }
        self
    }

    /// Whether it is a call with several entries.
    #[inline]
    pub fn has_entries(&self) -> bool {
        self.extra.as_ref().is_some_and(|extra| !extra.causes.is_empty())
    }

    /// The message behind an entry of a call with several; else the one behind the call.
    pub fn cause(&self, entry: usize) -> Option<MessageId> {
        self.extra.as_ref().and_then(|extra| extra.causes.get(entry).copied()).or(self.about)
    }

    /// What the chain of requests behind it has passed, where somebody keeps count.
    pub fn lineage(&self) -> Option<&Lineage> {
        self.extra.as_ref()?.lineage.as_ref()
    }

    /// Its size as the services count it: body, attribute names, types and values (SIM-7).
    pub fn bytes(&self) -> u64 {
        self.body.bytes() + self.attributes.bytes()
    }
}

/// What is asked of an item of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemOp {
    /// GetItem.
    Get,
    /// PutItem: replaces the item.
    Put,
    /// PutItem with the condition that there is none with this key.
    PutNew,
    /// UpdateItem: writes without a condition.
    Update,
    /// UpdateItem that takes `quantity` off a stored number, with the condition that enough is left.
    Take,
    /// DeleteItem.
    Delete,
}

/// The right to delete one received message (a receipt handle): good for one receive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The message.
    pub message: MessageId,
    /// Which of its receives.
    pub receive: u32,
    /// The number under which the queue keeps it.
    pub place: u64,
}

/// One message that a receive returned.
#[derive(Clone, PartialEq, Debug)]
pub struct Received {
    /// The right to delete it.
    pub receipt: Receipt,
    /// The content.
    pub body: Body,
    /// The attributes.
    pub attributes: Attributes,
    /// How often it was received, this time included (ApproximateReceiveCount).
    pub count: u32,
    /// MessageGroupId.
    pub group: Option<Arc<str>>,
}

/// Which records of a stream are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Read {
    /// Of this shard.
    pub shard: u32,
    /// From this sequence number on.
    pub from: u64,
    /// At most so many.
    pub most: u32,
    /// Whether the answer may wait until there is a record (a push over the consumer's own throughput).
    pub pushed: bool,
}

/// A question.
#[derive(Clone, PartialEq, Debug)]
pub enum Ask {
    /// Take this over (or: do this).
    Deliver(Parcel),
    /// Give me messages.
    Receive {
        /// At most so many.
        most: u32,
        /// Wait so long for the first; `None`: as the queue says.
        wait: Option<Span>,
        /// Hide them for so long; `None`: as the queue says.
        visibility: Option<Span>,
        /// Which receive of this asker it is; the same number again means: repeat that one.
        attempt: Option<u64>,
    },
    /// I am done with these.
    Delete(Few<Receipt>),
    /// Hide this message from now on for so long.
    ChangeVisibility(Receipt, Span),
    /// Read or write one item.
    Item(Box<ItemAsk>),
    /// Which shards has the stream?
    Shards,
    /// Give me records of a shard, in their order.
    Read(Read),
    /// I go on without having worked on these.
    Discard(Few<Receipt>),
}

/// A question about one item.
#[derive(Clone, PartialEq, Debug)]
pub struct ItemAsk {
    /// What to do.
    pub op: ItemOp,
    /// The key.
    pub key: String,
    /// The content to write.
    pub body: Body,
    /// For [`ItemOp::Take`].
    pub quantity: u64,
    /// The message that caused it.
    pub about: Option<MessageId>,
}

impl Ask {
    /// The message that it is about, as far as it is drawn on a wire.
    pub(crate) fn about(&self) -> Option<MessageId> {
        match self {
            Ask::Deliver(parcel) => parcel.about,
            Ask::Item(item) => item.about,
            _ => None,
        }
    }
}

/// Why a question was not answered as hoped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fault {
    /// Too many requests: 429, ThrottlingException and their kin.
    Throttled,
    /// A fault of the server: 5xx.
    Unavailable,
    /// Nobody took the call: connection refused.
    Refused,
    /// No answer in time.
    TimedOut,
    /// A mistake of the caller: 4xx other than 429.
    Client,
    /// Not allowed.
    Denied,
    /// There is no such resource, or no longer.
    NotFound,
    /// The condition of a conditional write was false.
    ConditionFailed,
}

impl Fault {
    /// Whether trying again may help (RETRY-5).
    pub const fn retriable(self) -> bool {
        matches!(self, Fault::Throttled | Fault::Unavailable | Fault::Refused | Fault::TimedOut)
    }
}

/// An answer. Its tag is a whole word: an answer moves several times at every hop, and words that are read in other pieces
/// than they were written in make the processor wait.
#[derive(Clone, PartialEq, Debug)]
#[repr(u64)]
pub enum Answer {
    /// Done.
    Done {
        /// The status as HTTP has it.
        status: u16,
        /// What came back; `None`: nothing worth looking at.
        body: Option<Body>,
        /// The message that the receiver made of it.
        made: Option<MessageId>,
    },
    /// The answer to a receive.
    Messages {
        /// At most as many as asked for; empty if none came.
        batch: Vec<Received>,
        /// How many more are visible.
        left: u64,
    },
    /// Not done.
    Failed {
        /// Why.
        fault: Fault,
        /// The status as HTTP has it; 0 if there was none.
        status: u16,
        /// The error code as AWS spells it.
        code: &'static str,
        /// Retry-After, if the answer had one.
        after: Option<Span>,
    },
}

impl Answer {
    /// Done, with this status and nothing else to say.
    pub const fn done(status: u16) -> Self {
        Answer::Done { status, body: None, made: None }
    }

    /// Not done.
    pub const fn failed(fault: Fault, status: u16, code: &'static str) -> Self {
        Answer::Failed { fault, status, code, after: None }
    }

    /// The fault, if there is one.
    pub const fn fault(&self) -> Option<Fault> {
        match self {
            Answer::Failed { fault, .. } => Some(*fault),
            _ => None,
        }
    }

    /// The status as HTTP has it; 0 if there is none.
    pub const fn status(&self) -> u16 {
        match self {
            Answer::Done { status, .. } | Answer::Failed { status, .. } => *status,
            Answer::Messages { .. } => 200,
        }
    }
}

/// A question as it arrives.
#[derive(Clone, PartialEq, Debug)]
pub struct Call {
    /// Answer under this id, now or later.
    pub id: CallId,
    /// The wire it came over.
    pub link: LinkId,
    /// The port of the receiver that it came to.
    pub port: PortId,
    /// The question.
    pub ask: Ask,
}

/// A question as it is put; see [`super::Context::ask`].
#[derive(Clone, PartialEq, Debug)]
pub struct Query {
    pub(crate) link: LinkId,
    pub(crate) ask: Ask,
    pub(crate) tag: u64,
    pub(crate) timeout: Option<Span>,
    pub(crate) instant: bool,
    pub(crate) flight: Option<Kind>,
    pub(crate) unanswered: bool,
}

impl Query {
    /// A question to whoever is at the other end of the wire.
    #[inline]
    pub fn new(link: LinkId, ask: Ask) -> Self {
        let flight = matches!(ask, Ask::Deliver(_) | Ask::Item(_)).then_some(Kind::Sent);
        Self { link, ask, tag: 0, timeout: None, instant: false, flight, unanswered: false }
    }

    /// A number that comes back with the answer.
    #[inline]
    pub fn tag(mut self, tag: u64) -> Self {
        self.tag = tag;
        self
    }

    /// The asker's patience: without an answer by then it gets [`Fault::TimedOut`]; the other side works on.
    #[inline]
    pub fn within(mut self, timeout: Span) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The asker's own time already includes this call: its answer comes without the receiver's latency.
    #[inline]
    pub fn instant(mut self, yes: bool) -> Self {
        self.instant = yes;
        self
    }

    /// Nobody waits for the answer: it never comes to [`super::Behaviour::answered`].
    #[inline]
    pub fn unanswered(mut self) -> Self {
        self.unanswered = true;
        self
    }

    /// How the page draws it on the wire; by default as something sent, and receives and deletes not at all.
    #[inline]
    pub fn drawn(mut self, kind: Kind) -> Self {
        self.flight = Some(kind);
        self
    }
}

/// A word without an answer, such as the new state of an alarm.
#[derive(Clone, PartialEq, Debug)]
pub struct Signal {
    /// Who says it, by name.
    pub subject: String,
    /// What it says now.
    pub state: &'static str,
    /// The details, for those who want them.
    pub body: Option<Body>,
}
