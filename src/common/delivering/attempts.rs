//! One invocation of one target (EB-23): attempts, waits, retries, and the end: delivered, dead-lettered or lost.

use super::destination;
use super::shape::Known;
use super::target::{Endpoint, Failure, Target};
use super::{ALL_TARGETS, ATTEMPT, DEAD, Deliverer, EXPIRE, LATE, RELEASE};
use crate::common::dead_letters::chosen;
use crate::common::ticking::timestamp;
use crate::sim::{
    Answer, Ask, Attributes, Body, Class, Context, Fate, Kind, LinkId, MessageId, Parcel, Place, Query, Reason, Span,
    Time, Token, WakeKey,
};

/// The limits of a retry policy, by their names in a dead letter.
const BY_RETRIES: &str = "MaximumRetryAttempts";
const BY_AGE: &str = "MaximumEventAgeInSeconds";

/// An event on its way to one target.
#[derive(Clone, Debug)]
pub struct Invocation {
    pub message: MessageId,
    pub target: LinkId,
    /// The event as it was, for the dead-letter queue (EB-26).
    event: Body,
    /// When the event came: its age counts from here.
    born: Time,
    /// Attempts made.
    pub tries: u32,
    /// When something happens next, as far as it depends on this rule.
    pub due: Time,
    /// Gives it up while it waits, when it gets too old.
    expires: Option<WakeKey>,
    failure: Failure,
    /// Whether it was given up and only the dead-letter queue's answer is open.
    over: bool,
}

impl Deliverer {
    pub(super) fn target(&mut self, link: LinkId) -> Option<&mut Target> {
        self.targets.iter_mut().find(|t| t.link == link)
    }

    /// Starts one invocation of a target for an event.
    pub fn invoke(&mut self, cx: &mut Context, link: LinkId, event: &Body, parent: Option<MessageId>, again: bool) {
        let Some(target) = self.target(link) else { return };
        let shape = target.shape.clone();
        let known = || Known { name: cx.name().to_string(), arn: self.source.1.clone(), now: timestamp(cx.now()) };
        let input = shape.of(event, known);
        let found = input.is_some();
        let input = input.unwrap_or_else(|| Body::new("null"));
        let message = cx.create(parent, input, Attributes::NONE, Place::InFlight);
        let (kind, rule, text) = if again {
            (Kind::Duplicate, self.manner.twice, "the same target is invoked a second time for this event")
        } else {
            (Kind::Created, self.manner.apart, "an invocation of this target, with its own retries")
        };
        let setting = if again { "DuplicatePercent" } else { "" };
        cx.note(Reason::new(rule, kind, text).about(message).on(link).because(setting));
        if !found {
            let reason =
                Reason::new("EB-20", Kind::Changed, "the event has nothing at InputPath: the target gets null");
            cx.note(reason.about(message).on(link).because("InputPath"));
        }
        self.count(cx, |m| m.created);
        self.numbered += 1;
        let (born, due) = (cx.now(), cx.now() + self.latency.draw(cx.stream()));
        let invocation = Invocation {
            message,
            target: link,
            event: event.clone(),
            born,
            tries: 0,
            due,
            expires: None,
            failure: Failure::HELD_BACK,
            over: false,
        };
        self.invocations.insert(self.numbered, invocation);
        cx.wake_at(Class::Start, due, Token::new(ATTEMPT, self.numbered));
    }

    /// The message and the target of an invocation that was not given up.
    fn open(&self, n: u64) -> Option<(MessageId, LinkId)> {
        self.invocations.get(&n).filter(|i| !i.over).map(|i| (i.message, i.target))
    }

    /// An attempt is due: it may have to wait for the target's rate (EB-30) or the account's quota (EB-27).
    pub(super) fn approach(&mut self, cx: &mut Context, n: u64) {
        let Some((message, link)) = self.open(n) else { return };
        if let Some(gate) = self.target(link).filter(|t| !t.gone).and_then(|t| t.gate.as_mut())
            && !gate.enter(cx, n)
        {
            cx.note(destination::waits(message, link));
            self.hold(cx, n);
            return self.watch_gate(cx, u64::from(link.0));
        }
        self.approach_quota(cx, n);
    }

    fn approach_quota(&mut self, cx: &mut Context, n: u64) {
        let Some((message, link)) = self.open(n) else { return };
        if !self.gate.enter(cx, n) {
            self.count(cx, |m| m.throttled);
            let reason = Reason::new(
                self.manner.quota,
                Kind::Waiting,
                "waits: more invocations than the quota are delayed, not failed",
            );
            cx.note(reason.about(message).on(link).because("InvocationsRate"));
            self.hold(cx, n);
            return self.watch_gate(cx, ALL_TARGETS);
        }
        self.attempt(cx, n);
    }

    fn gate_at(&mut self, which: u64) -> Option<&mut super::gate::Gate> {
        if which == ALL_TARGETS { Some(&mut self.gate) } else { self.target(LinkId(which as u32))?.gate.as_mut() }
    }

    /// Wakes the rule when the first in the queue of a gate may go on.
    pub(super) fn watch_gate(&mut self, cx: &mut Context, which: u64) {
        if let Some(gate) = self.gate_at(which) {
            gate.watch(cx, Token::new(RELEASE, which));
        }
    }

    /// Lets those through a gate that may go on.
    pub(super) fn release(&mut self, cx: &mut Context, which: u64) {
        let invocations = std::mem::take(&mut self.invocations);
        let alive = |n| invocations.get(&n).is_some_and(|i| !i.over);
        let ready = self.gate_at(which).map(|gate| gate.release(cx, alive)).unwrap_or_default();
        self.invocations = invocations;
        for n in ready {
            if which == ALL_TARGETS { self.attempt(cx, n) } else { self.approach_quota(cx, n) }
        }
        self.watch_gate(cx, which);
    }

    /// It waits here, at most until it is too old.
    fn hold(&mut self, cx: &mut Context, n: u64) {
        let Some(Invocation { message, target, born, expires, .. }) = self.invocations.get(&n).cloned() else { return };
        cx.place(message, Place::Waiting);
        if expires.is_none() {
            let age = self.target(target).map_or(Span::ZERO, |t| t.age);
            let key = cx.wake_at(Class::Expiry, born + age, Token::new(EXPIRE, n));
            if let Some(invocation) = self.invocations.get_mut(&n) {
                invocation.expires = Some(key);
            }
        }
    }

    fn attempt(&mut self, cx: &mut Context, n: u64) {
        let now = cx.now();
        let Some(invocation) = self.invocations.get_mut(&n) else { return };
        if let Some(key) = invocation.expires.take() {
            cx.cancel(key);
        }
        invocation.tries += 1;
        invocation.due = now;
        let Invocation { message, target: link, tries, born, .. } = *invocation;
        let deauthorized = self.target(link).is_some_and(|t| t.deauthorized && !t.gone);
        self.count(cx, |m| m.attempts);
        if tries > 1 {
            self.count(cx, |m| m.retries);
        } else {
            let waited = now.since(born);
            self.measure(cx, |m| m.start_latency, waited);
            if waited > LATE {
                if self.beginning_late(now).is_none() {
                    let text =
                        "the first attempt comes {b:t} after the event: more than 30 s for long is a sign of trouble";
                    cx.note(Reason::new("EB-32", Kind::Waiting, text).about(message).on(link).b(waited.0 as i64));
                }
                self.late = Some((now, waited));
            }
        }
        cx.place(message, Place::InFlight);
        if deauthorized {
            return self.failed(cx, n, Failure::DEAUTHORIZED);
        }
        if self.has_token(cx, link, n) {
            self.call(cx, n);
        }
    }

    /// The target is called.
    pub(super) fn call(&mut self, cx: &mut Context, n: u64) {
        let Some(Invocation { message, target: link, tries, .. }) = self.invocations.get(&n).cloned() else { return };
        let http = self.target(link).is_some_and(|t| t.endpoint == Endpoint::Http);
        let Some(body) = cx.message(message).map(|m| m.body.clone()) else { return };
        let kind = if tries > 1 { Kind::Retried } else { Kind::Sent };
        let mut query = Query::new(link, Ask::Deliver(Parcel::new(body, Some(message)))).tag(n).drawn(kind);
        if http {
            self.count(cx, |m| m.api_calls);
            query = query.within(destination::PATIENCE);
        }
        cx.ask(query);
    }

    pub(super) fn attempted(&mut self, cx: &mut Context, n: u64, answer: &Answer) {
        let Some(&Invocation { target: link, tries, born, .. }) = self.invocations.get(&n) else { return };
        if tries == 1 {
            self.measure(cx, |m| m.complete_latency, cx.now().since(born));
        }
        let Some(target) = self.target(link) else { return };
        target.tokens.heard(answer.status());
        match target.judge(answer) {
            Ok(()) => self.delivered(cx, n),
            Err(failure) => self.failed(cx, n, failure),
        }
    }

    fn delivered(&mut self, cx: &mut Context, n: u64) {
        let Some(Invocation { message, target: link, born, .. }) = self.invocations.remove(&n) else { return };
        self.count(cx, |m| m.successes);
        self.count(cx, |m| m.invocations);
        self.measure(cx, |m| m.success_latency, cx.now().since(born));
        let (rule, text) = match self.target(link).map(|t| t.endpoint) {
            Some(Endpoint::Function) => {
                ("EB-28", "accepted by the function: what it makes of the event is its own business")
            }
            _ => (self.manner.apart, "delivered to the target"),
        };
        cx.note(Reason::new(rule, Kind::Delivered, text).about(message).on(link));
        cx.settle(message, Fate::Delivered);
    }

    pub(super) fn failed(&mut self, cx: &mut Context, n: u64, failure: Failure) {
        let now = cx.now();
        let Some(invocation) = self.invocations.get_mut(&n) else { return };
        invocation.failure = failure;
        let Invocation { message, target: link, tries, born, .. } = *invocation;
        let retries = tries - 1;
        let Some((most, age)) = self.target(link).map(|t| (t.retries, t.age)) else { return };
        self.failing.add(now, 1);
        self.count(cx, |m| m.errors);
        let reason = |rule, kind, text| {
            Reason::new(rule, kind, text).about(message).on(link).a(i64::from(failure.status)).word(failure.code)
        };
        if !failure.retriable() {
            let text = "failed ({a}, {word}): trying again would not help";
            cx.note(reason(self.manner.refusal, Kind::Failed, text).because(failure.setting));
            return self.give_up(cx, n, None);
        }
        if retries >= most {
            let text = "failed ({a}, {word}) after {b} retries: no more are allowed";
            cx.note(reason(self.manner.retry, Kind::Failed, text).b(i64::from(retries)).because(BY_RETRIES));
            return self.give_up(cx, n, Some(BY_RETRIES));
        }
        let delay = self.backoff(cx, retries).max(failure.after.unwrap_or_default());
        let end = born + age;
        if now >= end {
            let text = "failed ({a}, {word}): the event is older than {b:t}";
            cx.note(reason(self.manner.retry, Kind::Failed, text).b(age.0 as i64).because(BY_AGE));
            return self.give_up(cx, n, Some(BY_AGE));
        }
        let kind = if failure.code == "THROTTLING" { Kind::Throttled } else { Kind::Retried };
        cx.note(reason(self.manner.retry, kind, "failed ({a}, {word}): tried again in {b:t}").b(delay.0 as i64));
        self.hold(cx, n);
        if let Some(invocation) = self.invocations.get_mut(&n) {
            invocation.due = (now + delay).min(end);
        }
        // An attempt that would come when the event is too old never comes.
        if now + delay < end {
            cx.wake_after(Class::Start, delay, Token::new(ATTEMPT, n));
        }
    }

    /// The delay before retry number `k`, counted from 0 (EB-24).
    fn backoff(&self, cx: &mut Context, k: u32) -> Span {
        let delay = self.base.doubled(k, self.cap);
        if self.jitter == 0.0 {
            return delay;
        }
        let share = 1.0 + self.jitter * (2.0 * cx.stream().unit() - 1.0);
        Span::of_seconds(delay.as_seconds() * share)
    }

    /// It became too old while it waited.
    pub(super) fn expire(&mut self, cx: &mut Context, n: u64) {
        let Some(invocation) = self.invocations.get_mut(&n) else { return };
        invocation.expires = None;
        let Invocation { message, target: link, born, .. } = *invocation;
        let reason =
            Reason::new(self.manner.retry, Kind::Failed, "the event is {b:t} old: no further attempt").because(BY_AGE);
        cx.note(reason.about(message).on(link).b(cx.now().since(born).0 as i64));
        self.give_up(cx, n, Some(BY_AGE));
    }

    /// To the dead-letter queue, if the target has one; else lost (EB-26).
    fn give_up(&mut self, cx: &mut Context, n: u64, exhausted: Option<&'static str>) {
        self.count(cx, |m| m.invocations);
        self.count(cx, |m| m.failed);
        let Some(invocation) = self.invocations.get_mut(&n) else { return };
        invocation.over = true;
        let Invocation { message, target: link, tries, failure, event, .. } = invocation.clone();
        let configured = self.target(link).and_then(|t| Some((t.dead_letter.clone()?, t.arn.clone())));
        let named = configured.as_ref().is_some_and(|(named, _)| !named.trim().is_empty());
        let queue = configured.and_then(|(named, arn)| Some((chosen(cx, self.dead_letters, &named)?, arn)));
        let Some((dead, arn)) = queue else {
            self.lost.add(cx.now(), 1);
            let reason = Reason::new(self.manner.end, Kind::Dropped, "lost: the target has no dead-letter queue");
            let setting = if named { "DeadLetterArn" } else { "DeadLetterConfig" };
            cx.note(reason.about(message).on(link).because(setting));
            return self.lose(cx, n, "undeliverable, and no dead-letter queue");
        };
        let attributes = failure.attributes((self.source.0, &self.source.1), &arn, exhausted, tries.saturating_sub(1));
        let parcel = Parcel::new(event, Some(message)).with(attributes);
        cx.place(message, Place::InFlight);
        cx.ask(Query::new(dead, Ask::Deliver(parcel)).tag(n | DEAD).drawn(Kind::DeadLettered));
    }

    pub(super) fn buried(&mut self, cx: &mut Context, n: u64, answer: &Answer) {
        let Some((message, link)) = self.invocations.get(&n).map(|i| (i.message, i.target)) else { return };
        if matches!(answer, Answer::Done { .. }) {
            self.count(cx, |m| m.sent_to_dlq);
            let reason =
                Reason::new(self.manner.end, Kind::DeadLettered, "the event was sent to the dead-letter queue");
            cx.note(reason.about(message).on(link).because("DeadLetterConfig"));
            self.invocations.remove(&n);
            cx.settle(message, Fate::Delivered);
        } else {
            self.count(cx, |m| m.not_sent_to_dlq);
            self.lost.add(cx.now(), 1);
            let reason = Reason::new(self.manner.end, Kind::Dropped, "lost: the dead-letter queue did not take it");
            cx.note(reason.about(message).on(link));
            self.lose(cx, n, "the dead-letter queue did not take it");
        }
    }

    fn lose(&mut self, cx: &mut Context, n: u64, why: &'static str) {
        if let Some(invocation) = self.invocations.remove(&n) {
            cx.settle(invocation.message, Fate::Dropped(why));
        }
    }
}
