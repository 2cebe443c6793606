//! What a topic does: copy, filter, deliver, try again, give up.

use super::confirming::Standing;
use super::order::Lines;
use super::publish::{PUBLISHES, Quota};
use super::replaying::{Published, Replay};
use super::subscription::{Endpoint, HTTPS_PATIENCE, Subscription};
use super::*;
use crate::common::dead_letters::chosen;
use crate::common::fifo::Window;
use crate::common::store::Store;
use crate::model::Config;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Call, CallId, Class, Context, Delay, Fate, Fault, Held, Kind, LinkId, MessageId,
    Parcel, Place, Query, Reading, Reason, Status, Time, Token, Tone, View,
};
use slotmap::{DefaultKey, KeyData, SlotMap};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) const DELIVER: u32 = 0;
const TOKEN_FREE: u32 = 1;
pub(super) const CONFIRM_AGAIN: u32 = 2;
pub(super) const CONFIRM_NOW: u32 = 3;
pub(super) const REPLAY_NEXT: u32 = 4;

/// Numbers of asks to the dead-letter queue have this bit.
const DEAD: u64 = 1 << 63;
/// Numbers of requests to confirm have this bit, and the wire's number.
pub(super) const CONFIRM: u64 = 1 << 62;

/// A queue takes at most ten message attributes from a raw delivery (SNS-6).
const RAW_ATTRIBUTES: usize = 10;

/// MessageGroupId and MessageDeduplicationId.
pub(super) type Order = (Arc<str>, Arc<str>);

/// A copy on its way to one subscriber.
#[derive(Clone, Debug)]
pub(super) struct Copy {
    pub message: MessageId,
    pub link: LinkId,
    pub failures: u32,
    /// How many of the failures were throttles.
    pub throttled: u32,
    pub due: Time,
    /// Of a FIFO topic.
    pub order: Option<Order>,
}

/// A topic.
#[derive(Clone, Default)]
pub struct Topic {
    pub(super) latency: Option<Delay>,
    jitter: f64,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) copies: SlotMap<DefaultKey, Copy>,
    pub(super) numbered: u64,
    /// `None` for a standard topic.
    pub(super) fifo: Option<Fifo>,
    pub(super) window: Window<()>,
    pub(super) lines: Lines,
    pub(super) quota: Quota,
    pub(super) rate: Rate,
    failing: Rate,
    /// ArchivePolicy, in days, and what is kept.
    pub(super) retention: Option<u64>,
    pub(super) kept: Store<Published>,
    pub(super) replays: BTreeMap<u64, Replay>,
    pub(super) replays_begun: u64,
    pub(super) replay_every: Span,
    /// Of the subscriptions that confirm during the run.
    pub(super) standings: BTreeMap<LinkId, Standing>,
}

/// The settings that only a FIFO topic has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Fifo {
    /// ContentBasedDeduplication.
    pub by_content: bool,
    /// FifoThroughputScope MessageGroup.
    pub per_group: bool,
}

impl Topic {
    pub(super) fn subscription(&mut self, link: LinkId) -> Option<&mut Subscription> {
        self.subscriptions.iter_mut().find(|s| s.link == link)
    }

    /// Delivers a copy, or puts it in line if its subscriber takes only so many a second (SNS-10).
    fn deliver(&mut self, cx: &mut Context, n: u64) {
        let Some(link) = self.copies.get(key(n)).map(|c| c.link) else { return };
        let now = cx.now();
        let Some(subscription) = self.subscription(link) else {
            return self.drop_copy(cx, n, "its subscription was deleted");
        };
        let Some(limit) = &mut subscription.limit else { return self.attempt(cx, n) };
        if subscription.queue.is_empty() && limit.take(now, 1) {
            return self.attempt(cx, n);
        }
        subscription.queue.push_back(n);
        if subscription.queue.len() == 1 {
            let wait = limit.wait(now, 1).unwrap_or_default();
            cx.wake_after(Class::Start, wait, Token::new(TOKEN_FREE, u64::from(link.0)));
        }
        if let Some(copy) = self.copies.get(key(n)) {
            let reason = Reason::new("SNS-10", Kind::Waiting, "waits: the subscriber takes only so many a second");
            cx.note(reason.about(copy.message).on(link).because("maxReceivesPerSecond"));
        }
    }

    /// Deliveries may go on for a subscriber with a limit.
    fn release(&mut self, cx: &mut Context, link: LinkId) {
        let now = cx.now();
        let mut ready = Vec::new();
        if let Some(Subscription { limit: Some(limit), queue, .. }) = self.subscription(link) {
            while !queue.is_empty() && limit.take(now, 1) {
                ready.extend(queue.pop_front());
            }
            if !queue.is_empty() {
                let wait = limit.wait(now, 1).unwrap_or_default();
                cx.wake_after(Class::Start, wait, Token::new(TOKEN_FREE, u64::from(link.0)));
            }
        }
        for n in ready {
            self.attempt(cx, n);
        }
    }

    fn attempt(&mut self, cx: &mut Context, n: u64) {
        let Some(Copy { message, link, failures, order, .. }) = self.copies.get(key(n)).cloned() else { return };
        let content = cx.message(message).map(|m| (m.body.clone(), m.attributes.clone(), m.lineage.clone()));
        let Some((body, attributes, lineage)) = content else { return };
        let endpoint = self.subscription(link).map(|s| s.endpoint);
        if endpoint == Some(Endpoint::Queue) && attributes.map().len() > RAW_ATTRIBUTES {
            let reason = Reason::new("SNS-6", Kind::Failed, "{a} attributes are more than a queue takes: given up");
            cx.note(reason.about(message).on(link).a(attributes.map().len() as i64));
            return self.give_up(cx, n);
        }
        let kind = if failures > 0 { Kind::Retried } else { Kind::Sent };
        // Lambda does not follow a chain through HTTP (LAM-19).
        let lineage = lineage.filter(|_| endpoint != Some(Endpoint::Https));
        let parcel = Parcel::new(body, Some(message)).with(attributes).descended(lineage);
        let parcel = in_order(parcel, order.as_ref());
        let mut query = Query::new(link, Ask::Deliver(parcel)).tag(n).drawn(kind);
        if endpoint == Some(Endpoint::Https) {
            query = query.within(HTTPS_PATIENCE);
        }
        cx.ask(query);
    }

    fn delivered(&mut self, cx: &mut Context, n: u64) {
        let Some(copy) = self.finish(cx, n) else { return };
        cx.count(DELIVERED, 1);
        match self.subscription(copy.link).map(|s| s.endpoint) {
            _ if self.fifo.is_some() => {
                let bytes = cx.message(copy.message).map_or(0, |m| m.body.bytes() + m.attributes.bytes());
                cx.count(FIFO_DELIVERIES, 1);
                cx.count(FIFO_BYTES_OUT, bytes);
            }
            Some(Endpoint::Https) => cx.count(HTTPS_DELIVERIES, 1),
            Some(Endpoint::Mail("email" | "email-json")) => cx.count(EMAIL_DELIVERIES, 1),
            Some(Endpoint::Push(_)) => cx.count(PUSH_DELIVERIES, 1),
            _ => {}
        }
        cx.note(Reason::new("SNS-1", Kind::Delivered, "delivered").about(copy.message).on(copy.link));
        cx.settle(copy.message, Fate::Delivered);
    }

    fn failed(&mut self, cx: &mut Context, n: u64, fault: Fault, status: u16) {
        let jitter = self.jitter;
        let Some(copy) = self.copies.get_mut(key(n)) else { return };
        let (message, link, failures, throttled) = (copy.message, copy.link, copy.failures, copy.throttled);
        copy.failures += 1;
        copy.throttled += u32::from(fault == Fault::Throttled);
        let Some(subscription) = self.subscription(link) else {
            return self.drop_copy(cx, n, "its subscription was deleted");
        };
        let (https, again) = (subscription.endpoint == Endpoint::Https, subscription.retries(fault));
        let delay = subscription.delay(fault, failures, throttled).filter(|_| again);
        if https {
            cx.count(FAILED, 1);
        }
        self.failing.add(cx.now(), 1);
        let Some(delay) = delay else {
            let (rule, text) = if again {
                ("SNS-21", "failed after {b} retries: given up")
            } else {
                ("SNS-8", "refused ({a}): a mistake is never tried again")
            };
            let reason = Reason::new(rule, Kind::Failed, text).about(message).on(link);
            cx.note(reason.a(i64::from(status)).b(i64::from(failures)));
            if !https {
                cx.count(FAILED, 1);
            }
            return self.give_up(cx, n);
        };
        // SNS-12: delays jitter, evenly up and down.
        let share = 1.0 + jitter * (2.0 * cx.stream().unit() - 1.0);
        let delay = if jitter == 0.0 { delay } else { Span::of_seconds(delay.as_seconds() * share) };
        let kind = if fault == Fault::Throttled { Kind::Throttled } else { Kind::Retried };
        let reason = Reason::new("SNS-21", kind, "failed ({a}): tried again in {b:t}").about(message).on(link);
        cx.note(reason.a(i64::from(status)).b(delay.0 as i64));
        cx.place(message, Place::Waiting);
        if let Some(copy) = self.copies.get_mut(key(n)) {
            copy.due = cx.now() + delay;
        }
        cx.wake_after(Class::Start, delay, Token::new(DELIVER, n));
    }

    /// To the dead-letter queue, if the subscription has one; else lost.
    fn give_up(&mut self, cx: &mut Context, n: u64) {
        let Some(Copy { message, link, order, .. }) = self.copies.get(key(n)).cloned() else { return };
        let redrive = self.subscription(link).and_then(|s| s.redrive.clone());
        let Some(dead) = redrive.as_ref().and_then(|named| chosen(cx, DEAD_LETTERS, named)) else {
            let reason = Reason::new("SNS-13", Kind::Dropped, "lost: the subscription has no dead-letter queue");
            let named = redrive.is_some_and(|named| !named.trim().is_empty());
            let setting = if named { "deadLetterTargetArn" } else { "RedrivePolicy" };
            cx.note(reason.about(message).on(link).because(setting));
            return self.drop_copy(cx, n, "undeliverable, and no dead-letter queue");
        };
        let Some((body, attributes)) = cx.message(message).map(|m| (m.body.clone(), m.attributes.clone())) else { return };
        let parcel = in_order(Parcel::new(body, Some(message)).with(attributes), order.as_ref());
        cx.ask(Query::new(dead, Ask::Deliver(parcel)).tag(n | DEAD).drawn(Kind::DeadLettered));
    }

    fn redriven(&mut self, cx: &mut Context, n: u64, answer: &Answer) {
        let Some(copy) = self.copies.get(key(n)).cloned() else { return };
        if matches!(answer, Answer::Done { .. }) {
            cx.count(REDRIVEN, 1);
            let reason = Reason::new("SNS-13", Kind::DeadLettered, "sent to the dead-letter queue").because("RedrivePolicy");
            cx.note(reason.about(copy.message).on(copy.link));
            self.finish(cx, n);
            cx.settle(copy.message, Fate::Delivered);
        } else {
            cx.count(NOT_REDRIVEN, 1);
            let reason = Reason::new("SNS-13", Kind::Dropped, "lost: the dead-letter queue did not take it");
            cx.note(reason.about(copy.message).on(copy.link));
            self.drop_copy(cx, n, "the dead-letter queue did not take it");
        }
    }

    fn drop_copy(&mut self, cx: &mut Context, n: u64, why: &'static str) {
        if let Some(copy) = self.finish(cx, n) {
            cx.settle(copy.message, Fate::Dropped(why));
        }
    }

    /// Takes a copy out; in a FIFO topic the next of its group may go.
    fn finish(&mut self, cx: &mut Context, n: u64) -> Option<Copy> {
        let copy = self.copies.remove(key(n))?;
        if let Some((group, _)) = &copy.order
            && let Some(next) = self.lines.leave(copy.link, group, n)
        {
            let due = self.copies.get(key(next)).map_or(cx.now(), |copy| copy.due.max(cx.now()));
            cx.wake_at(Class::Start, due, Token::new(DELIVER, next));
        }
        Some(copy)
    }
}

/// A parcel with its group and its deduplication id, if it has them.
fn in_order(parcel: Parcel, order: Option<&Order>) -> Parcel {
    match order {
        Some((group, id)) => parcel.group(Some(group.clone())).token(Some(id.to_string())),
        None => parcel,
    }
}

/// The key that a number stands for.
fn key(n: u64) -> DefaultKey {
    KeyData::from_ffi(n).into()
}

impl Behaviour for Topic {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let config = cx.config();
        self.latency = Some(Delay::spread(LATENCY_P50.of(&config), LATENCY_P99.of(&config)));
        self.jitter = JITTER.of(&config) / 100.0;
        let now = cx.now();
        self.fifo = FIFO_TOPIC.of(&config).then(|| Fifo {
            by_content: BY_CONTENT.of(&config),
            per_group: SCOPE.of(&config) == "MessageGroup",
        });
        self.retention = ARCHIVE.of(&config).filter(|_| self.fifo.is_some()).map(|days| days as u64);
        self.replay_every = Span::of_seconds(1.0 / REPLAY_RATE.of(&config) as f64);
        let rate = PUBLISH_RATE.of(&config) as f64;
        cx.size_bucket(PUBLISHES, Some((rate, rate)));
        self.quota.set(rate, self.fifo, now);
        let mut before = std::mem::take(&mut self.subscriptions);
        for link in cx.links(SUBSCRIPTIONS) {
            let mut fresh = Subscription::read(link, cx.link(link).role, &cx.link_config(link), now);
            if let Some(old) = before.iter_mut().find(|s| s.link == link) {
                fresh.queue = std::mem::take(&mut old.queue);
                if fresh.limit.is_none() {
                    for n in fresh.queue.drain(..) {
                        cx.wake_after(Class::Start, Span::ZERO, Token::new(DELIVER, n));
                    }
                }
            }
            self.introduce(cx, &mut fresh);
            self.subscriptions.push(fresh);
        }
        for gone in before.iter_mut().filter(|s| !s.queue.is_empty()) {
            for n in std::mem::take(&mut gone.queue) {
                self.drop_copy(cx, n, "its subscription was deleted");
            }
        }
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let answer = match call.ask {
            Ask::Deliver(parcel) => self.publish_all(cx, call.link, parcel),
            _ => Answer::failed(Fault::Client, 400, "InvalidAction"),
        };
        let latency = self.latency.unwrap_or(Delay::NONE).draw(cx.stream());
        cx.answer(call.id, answer, latency);
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, tag: u64, answer: Answer) {
        if tag & DEAD != 0 {
            return self.redriven(cx, tag & !DEAD, &answer);
        }
        if tag & CONFIRM != 0 {
            return self.asked_to_confirm(cx, LinkId((tag & !CONFIRM) as u32), &answer);
        }
        match answer {
            Answer::Failed { fault, status, .. } => self.failed(cx, tag, fault, status),
            _ => self.delivered(cx, tag),
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            TOKEN_FREE => Some("a delivery may go at its rate"),
            CONFIRM_AGAIN | CONFIRM_NOW => Some("a subscriber confirms"),
            REPLAY_NEXT => Some("a replay goes on"),
            _ => Some("a delivery is tried again"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what {
            TOKEN_FREE => return self.release(cx, LinkId(token.n as u32)),
            CONFIRM_AGAIN => return self.ask_to_confirm(cx, LinkId(token.n as u32)),
            CONFIRM_NOW => return self.confirm(cx, LinkId(token.n as u32)),
            REPLAY_NEXT => return self.replay_next(cx, token.n),
            _ => {}
        }
        if let Some(copy) = self.copies.get(key(token.n)) {
            cx.place(copy.message, Place::InFlight);
        }
        self.deliver(cx, token.n);
    }

    fn command(&mut self, cx: &mut Context, command: &str, with: &Config) {
        if command == "StartReplay" {
            self.start_replay(cx, with);
        }
    }

    fn sample(&mut self, cx: &mut Context) {
        self.forget(cx);
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.rate.per_second(view.now);
        let waiting = self.copies.values().filter(|c| c.failures > 0).count();
        let small = match (self.subscriptions.len(), waiting) {
            (n, 0) => format!("{n} subscription{}", if n == 1 { "" } else { "s" }),
            (n, w) => format!("{n} subscriptions, {w} retrying"),
        };
        let tone = if self.failing.per_second(view.now) > 0.0 { Tone::Warning } else { Tone::Plain };
        Status { reading: Reading::Number(rate, "/s"), small, tone, trend: rate, notice: None }
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        into.extend(self.copies.values().map(|c| c.message));
    }

    fn contents(&self, view: &View, most: usize) -> Vec<Held> {
        let held = |c: &Copy| Held {
            message: c.message,
            doing: if c.failures > 0 { "waits for its next try" } else { "on its way" },
            next: Some(c.due.since(view.now)),
            tries: c.failures,
            link: Some(c.link),
        };
        let mut all: Vec<&Copy> = self.copies.values().collect();
        all.sort_by_key(|copy| copy.message.serial);
        all.into_iter().take(most).map(held).collect()
    }
}
