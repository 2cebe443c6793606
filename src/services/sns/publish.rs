//! Publish of one message: what is refused, what is a duplicate, and who gets a copy (SNS-1 to 3, 15 to 18).

use super::behaviour::{Copy, DELIVER, Fifo, Order, Topic};
use super::envelope;
use super::subscription::{Endpoint, Unwanted};
use super::*;
use crate::common::fifo::{content_id, said};
use crate::sim::parts::TokenBucket;
use crate::sim::{
    Answer, Attributes, Body, Class, Context, Delay, Fate, Fault, Kind, LinkId, MetricId, Parcel, Place, Reason, Time, Token,
};
use serde_json::Value;
use slotmap::Key as _;
use std::collections::BTreeMap;
use std::sync::Arc;

/// SNS accepts messages of at most 256 KB, attributes included (SNS 2.1).
pub(super) const LARGEST: u64 = 262_144;
/// A publish is billed by so many bytes (2.6).
const BILLED_BYTES: u64 = 65_536;

impl Topic {
    /// Publish: refused, swallowed as a duplicate, or copied to the subscribers that want it.
    pub(super) fn publish(&mut self, cx: &mut Context, over: LinkId, parcel: Parcel) -> Answer {
        let size = parcel.bytes();
        if size > LARGEST {
            let reason = Reason::new("SNS-1", Kind::Failed, "publish refused: {a} bytes are more than 256 KB");
            cx.note(reason.a(size as i64).maybe_about(parcel.about));
            return Answer::failed(Fault::Client, 400, "InvalidParameter");
        }
        let texts = match Texts::read(STRUCTURE.of(&cx.link(over).config) == "json", &parcel) {
            Ok(texts) => texts,
            Err(why) => {
                let reason = Reason::new("SNS-18", Kind::Failed, why).maybe_about(parcel.about).on(over);
                cx.note(reason.because("MessageStructure"));
                return Answer::failed(Fault::Client, 400, "InvalidParameter");
            }
        };
        let order = match self.fifo.map(|fifo| self.order(fifo, cx, over, &parcel)) {
            None => None,
            Some(Ok(order)) => Some(order),
            Some(Err(answer)) => return answer,
        };
        let (now, group) = (cx.now(), order.as_ref().map(|(group, _)| &**group));
        if !self.quota.take(group, size, cx.bucket(PUBLISHES, USUAL_PUBLISHES), now) {
            let text = "throttled: more messages a second than the quota of the topic or its group";
            let reason = Reason::new("SNS-17", Kind::Throttled, text).maybe_about(parcel.about).on(over);
            cx.note(reason.because("PublishRate"));
            return Answer::failed(Fault::Throttled, 400, "ThrottlingException");
        }
        if order.as_ref().is_some_and(|order| self.is_known(order, cx.now())) {
            let text = "accepted but not delivered: this deduplication id was published in the last 5 minutes";
            let reason = Reason::new("SNS-15", Kind::Duplicate, text).maybe_about(parcel.about).on(over);
            cx.note(reason.because("MessageDeduplicationId"));
            return Answer::done(200);
        }
        cx.count(MESSAGES, 1);
        if self.fifo.is_some() {
            cx.count(FIFO_PUBLISHES, 1);
            cx.count(FIFO_BYTES_IN, size);
        } else {
            cx.count(UNITS, size.div_ceil(BILLED_BYTES).max(1));
        }
        cx.gauge(SIZE, size as f64);
        self.rate.add(cx.now(), 1);
        self.numbered += 1;
        let number = self.numbered;
        if let Some(order) = &order {
            self.archive(cx, &parcel, &texts, order, number);
        }
        let publication = Publication { parcel: &parcel, texts: &texts, order: order.as_ref(), number, replayed: false };
        for at in 0..self.subscriptions.len() {
            self.copy_to(cx, at, &publication);
        }
        Answer::done(200)
    }

    /// A subscriber gets a copy of a message, if it wants one (SNS-3).
    pub(super) fn copy_to(&mut self, cx: &mut Context, at: usize, publication: &Publication) {
        let Publication { parcel, texts, order, number, replayed } = *publication;
        let (link, raw, endpoint) = {
            let s = &self.subscriptions[at];
            (s.link, s.raw, s.endpoint)
        };
        let (text, attributes) = texts.of(endpoint, parcel);
        let wanted = match self.fifo {
            Some(_) if endpoint != Endpoint::Queue => Err(Unwanted::NotInOrder),
            _ => self.subscriptions[at].wants(&text, &attributes),
        };
        if self.subscriptions[at].looks_into_bodies() {
            cx.count(SCANNED, text.bytes());
        }
        if let Err(why) = wanted {
            return self.filter_out(cx, parcel, link, why);
        }
        let sequence = self.fifo.map(|_| number);
        let (body, attributes) = match endpoint {
            // Raw attributes go to queues only (SNS-6).
            Endpoint::Stream | Endpoint::Https if raw => (text, Attributes::NONE),
            _ if raw => (text, attributes),
            Endpoint::Mail("email" | "sms") | Endpoint::Push(_) => (text, Attributes::NONE),
            _ => (envelope::wrap(&cx.name(), number, sequence, replayed, &text, &attributes), Attributes::NONE),
        };
        let message = cx.create(parcel.about, body, attributes, Place::InFlight);
        cx.descend(message, parcel.lineage().cloned());
        let latency = self.latency.unwrap_or(Delay::NONE).draw(cx.stream());
        let due = cx.now() + latency;
        let copy = Copy { message, link, failures: 0, throttled: 0, due, order: order.cloned() };
        let n = self.copies.insert(copy).data().as_ffi();
        let text = if replayed { "a copy for this subscriber, again" } else { "a copy for this subscriber" };
        cx.note(Reason::new("SNS-3", Kind::Created, text).about(message).on(link));
        let first = order.is_none_or(|(group, _)| self.lines.join(link, group, n));
        if first {
            cx.wake_at(Class::Start, due, Token::new(DELIVER, n));
        }
    }

    /// Whether the deduplication id was published in the last five minutes; if not, it is now.
    #[cold]
    #[inline(never)]
    fn is_known(&mut self, (group, id): &Order, now: Time) -> bool {
        let per_group = self.fifo.is_some_and(|fifo| fifo.per_group);
        let key = (per_group.then(|| group.clone()), id.clone());
        let known = self.window.first(&key, now).is_some();
        if !known {
            self.window.open(key, (), now);
        }
        known
    }

    #[inline(never)]
    fn filter_out(&mut self, cx: &mut Context, parcel: &Parcel, link: LinkId, why: Unwanted) {
        let message = cx.create(parcel.about, parcel.body.clone(), parcel.attributes.clone(), Place::InFlight);
        let (rule, text, metric): (_, _, Option<MetricId>) = match why {
            Unwanted::NotInOrder => ("SNS-2", "no copy: a FIFO topic delivers to queues only", None),
            Unwanted::Unconfirmed => ("SNS-4", "no copy: the subscription is not confirmed", None),
            Unwanted::Attributes => ("SNS-3", "no copy: the filter policy does not match the attributes", Some(FILTERED_ATTRIBUTES)),
            Unwanted::NoAttributes => ("SNS-26", "no copy: the message has no attributes to match", Some(FILTERED_NONE)),
            Unwanted::InvalidAttributes => {
                ("SNS-26", "no copy: an attribute is not what its type asks for", Some(FILTERED_INVALID_ATTRIBUTES))
            }
            Unwanted::Body => ("SNS-27", "no copy: the filter policy does not match the body", Some(FILTERED_BODY)),
            Unwanted::InvalidBody => ("SNS-27", "no copy: the body is no JSON object", Some(FILTERED_INVALID_BODY)),
        };
        if let Some(metric) = metric {
            cx.count(FILTERED, 1);
            cx.count(metric, 1);
        }
        cx.note(Reason::new(rule, Kind::Filtered, text).about(message).on(link).because("FilterPolicy"));
        cx.settle(message, Fate::Filtered);
    }

    /// The group and the deduplication id of a message for a FIFO topic (SNS-2, SNS-15).
    #[cold]
    #[inline(never)]
    fn order(&self, fifo: Fifo, cx: &mut Context, over: LinkId, parcel: &Parcel) -> Result<Order, Answer> {
        let config = &cx.link_config(over);
        let refuse = |cx: &mut Context, rule, text, setting| {
            let reason = Reason::new(rule, Kind::Failed, text).maybe_about(parcel.about).on(over);
            cx.note(reason.because(setting));
            Answer::failed(Fault::Client, 400, "InvalidParameter")
        };
        let extra = parcel.extra.as_deref();
        let group = extra.and_then(|extra| extra.group.clone());
        let Some(group) = group.or_else(|| said(MESSAGE_GROUP_ID.of(config), parcel).map(Arc::from)) else {
            return Err(refuse(cx, "SNS-2", "publish refused: a FIFO topic wants a MessageGroupId", "MessageGroupId"));
        };
        let id = extra.and_then(|extra| extra.token.as_deref().map(Arc::from));
        let id = id.or_else(|| said(DEDUPLICATION_ID.of(config), parcel).map(Arc::from));
        match id.or_else(|| fifo.by_content.then(|| content_id(parcel.body.text()))) {
            Some(id) => Ok((group, id)),
            None => {
                let text = "publish refused: no MessageDeduplicationId, and ContentBasedDeduplication is off";
                Err(refuse(cx, "SNS-15", text, "ContentBasedDeduplication"))
            }
        }
    }
}

/// A message on its way to the subscribers.
#[derive(Clone, Copy)]
pub(super) struct Publication<'a> {
    pub parcel: &'a Parcel,
    pub texts: &'a Texts,
    pub order: Option<&'a Order>,
    pub number: u64,
    /// Whether it was published before and is sent again.
    pub replayed: bool,
}

/// The text for each protocol (SNS-18).
#[derive(Clone, Debug)]
pub(super) enum Texts {
    One,
    Each(BTreeMap<String, Body>),
}

impl Texts {
    fn read(json: bool, parcel: &Parcel) -> Result<Self, &'static str> {
        if json { Self::each(parcel) } else { Ok(Texts::One) }
    }

    #[cold]
    #[inline(never)]
    fn each(parcel: &Parcel) -> Result<Self, &'static str> {
        let Some(Value::Object(all)) = parcel.body.json() else {
            return Err("publish refused: with MessageStructure json the body must be a JSON object");
        };
        if !all.get("default").is_some_and(Value::is_string) {
            return Err("publish refused: with MessageStructure json the body must have a text named default");
        }
        let text = |(name, value): (&String, &Value)| Some((name.clone(), Body::new(value.as_str()?)));
        Ok(Texts::Each(all.iter().filter_map(text).collect()))
    }

    fn of(&self, endpoint: Endpoint, parcel: &Parcel) -> (Body, Attributes) {
        match self {
            Texts::One => (parcel.body.clone(), parcel.attributes.clone()),
            Texts::Each(all) => {
                let own = all.get(endpoint.protocol()).or_else(|| all.get("default"));
                (own.unwrap_or(&parcel.body).clone(), Attributes::NONE)
            }
        }
    }
}

/// The messages a second of all topics, and its usual rate and burst (SNS-17).
pub(super) const PUBLISHES: &str = "sns-publishes";
const USUAL_PUBLISHES: (f64, f64) = (30_000.0, 30_000.0);

/// Messages a second (SNS-17).
#[derive(Clone, Debug, Default)]
pub struct Quota {
    /// Of a FIFO topic that is not scoped to its groups; others take from the account's bucket.
    topic: Option<TokenBucket>,
    /// Of a FIFO topic: bytes.
    bytes: Option<TokenBucket>,
    groups: BTreeMap<Arc<str>, TokenBucket>,
    each: Option<f64>,
}

/// Of a FIFO topic: of the whole topic, and of a group, unless the scope is the group.
const FIFO_TOPIC_RATE: f64 = 3_000.0;
const FIFO_GROUP_RATE: f64 = 300.0;
const FIFO_TOPIC_BYTES: f64 = 20.0 * 1_048_576.0;

impl Quota {
    /// The quota of a topic with these settings.
    pub fn set(&mut self, rate: f64, fifo: Option<Fifo>, now: Time) {
        let scoped = fifo.filter(|fifo| !fifo.per_group);
        self.each = scoped.map(|_| FIFO_GROUP_RATE);
        let bytes = || TokenBucket::new(FIFO_TOPIC_BYTES, FIFO_TOPIC_BYTES, now);
        self.bytes = scoped.map(|_| self.bytes.take().unwrap_or_else(bytes));
        let rate = rate.min(FIFO_TOPIC_RATE);
        TokenBucket::keep(&mut self.topic, scoped.map(|_| (rate, rate)), now);
    }

    /// Whether a message of this group and size passes. `account`: the bucket of all topics.
    pub fn take(&mut self, group: Option<&str>, size: u64, account: &mut TokenBucket, now: Time) -> bool {
        let Some(topic) = &mut self.topic else { return account.take(now, 1) };
        if !topic.has(now, 1) || self.bytes.as_mut().is_some_and(|bytes| !bytes.has(now, size)) {
            return false;
        }
        if let (Some(each), Some(group)) = (self.each, group)
            && !self.take_of(group, each, now)
        {
            return false;
        }
        if let Some(bytes) = &mut self.bytes {
            bytes.take(now, size);
        }
        self.topic.as_mut().is_some_and(|topic| topic.take(now, 1))
    }
}

impl Quota {
    #[cold]
    #[inline(never)]
    fn take_of(&mut self, group: &str, each: f64, now: Time) -> bool {
        let bucket = self.groups.entry(group.into()).or_insert_with(|| TokenBucket::new(each, each, now));
        if !bucket.take(now, 1) {
            return false;
        }
        // Groups that rest are forgotten: their buckets are full.
        if self.groups.len() > MOST_GROUPS {
            self.groups.retain(|_, bucket| bucket.level(now) < each as u64);
        }
        true
    }
}

/// So many groups are remembered before those at rest are forgotten.
const MOST_GROUPS: usize = 1_000;
