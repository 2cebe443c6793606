//! Sends: what is refused, what is swallowed as a duplicate, what is stored (SQS-2, 19, 20, 24, 25, 30).

use super::behaviour::{Queue, SHOW};
use super::throughput::Action;
use super::messages::{State, Stored};
use super::*;
use crate::common::fifo::{content_id, said};
use crate::sim::{
    Answer, Class, Context, Fault, Kind, LinkId, MessageId, Parcel, Place, PortId, Reason, Span, Token,
};
use std::sync::Arc;

/// One billed request carries so many bytes.
pub(super) const BILLED_BYTES: u64 = 65_536;

/// A message has at most so many attributes (SQS 1.1).
const MOST_ATTRIBUTES: usize = 10;

/// Whether XML allows all characters of a text (SQS-31).
fn is_xml(text: &str) -> bool {
    let allowed = |byte: u8| byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r');
    text.bytes().all(allowed) && (text.is_ascii() || !text.contains(['\u{fffe}', '\u{ffff}']))
}

impl Queue {
    /// A message comes, in a call of its own or as an entry of a batch, which is billed and throttled as a whole.
    pub(super) fn send(&mut self, cx: &mut Context, over: LinkId, port: PortId, parcel: Parcel, alone: bool) -> Answer {
        self.know_door(cx, over);
        let (allowed, key_allowed, delay) =
            self.door(over).map_or((true, true, None), |door| (door.allowed, door.key_allowed, door.delay));
        let dead = port == DEAD_LETTERS;
        if port == SEND && !allowed {
            let reason = Reason::new("SQS-30", Kind::Failed, "send denied: the queue policy does not allow the sender");
            cx.note(reason.maybe_about(parcel.about).on(over).because("QueuePolicyAllows"));
            return Answer::failed(Fault::Denied, 403, "AccessDenied");
        }
        if !key_allowed {
            let text = "send denied: the policy of the queue's key does not allow the sender";
            let reason = Reason::new("SNS-20", Kind::Failed, text);
            cx.note(reason.maybe_about(parcel.about).on(over).because("KeyPolicyAllows"));
            return Answer::failed(Fault::Denied, 400, "KMS.AccessDeniedException");
        }
        let size = parcel.bytes();
        if size > self.settings().largest {
            let reason = Reason::new("SQS-2", Kind::Failed, "send refused: {a} bytes are more than {b}");
            let reason = reason.a(size as i64).b(self.settings().largest as i64).because("MaximumMessageSize");
            cx.note(reason.maybe_about(parcel.about).on(over));
            return Answer::failed(Fault::Client, 400, "InvalidParameterValue");
        }
        if port == SEND && parcel.attributes.map().len() > MOST_ATTRIBUTES {
            let reason = Reason::new("SQS-2", Kind::Failed, "send refused: {a} attributes are more than ten");
            cx.note(reason.a(parcel.attributes.map().len() as i64).maybe_about(parcel.about).on(over));
            return Answer::failed(Fault::Client, 400, "InvalidParameterValue");
        }
        if !is_xml(parcel.body.text()) {
            let reason = Reason::new("SQS-31", Kind::Failed, "send refused: the body has a character that XML does not allow");
            cx.note(reason.maybe_about(parcel.about).on(over));
            return Answer::failed(Fault::Client, 400, "InvalidMessageContents");
        }
        let own = if dead { None } else { delay };
        let delay = parcel.extra.as_ref().and_then(|extra| extra.delay).or(own);
        let group = self.group_of(over, &parcel);
        if self.settings().fifo.is_some() {
            return self.send_fifo(cx, over, parcel, delay, (group, dead.then_some(over), alone));
        }
        let delay = delay.unwrap_or(self.settings().delay);
        self.accepted(cx, size, group.is_some(), alone);
        let made = self.store(cx, parcel, delay, dead.then_some(over), group);
        Answer::Done { status: 200, body: None, made: Some(made) }
    }

    fn accepted(&mut self, cx: &mut Context, size: u64, fair: bool, alone: bool) {
        cx.count(SENT, 1);
        cx.gauge(SIZE, size as f64);
        if alone {
            self.bill(cx, size.div_ceil(BILLED_BYTES).max(1), fair);
        }
    }

    /// Counts requests for the bill, under the price that they have.
    pub(super) fn bill(&self, cx: &mut Context, requests: u64, fair: bool) {
        match self.settings().fifo {
            Some(_) => cx.count(FIFO_REQUESTS, requests),
            None => {
                cx.count(REQUESTS, requests);
                if fair {
                    cx.count(FAIR_REQUESTS, requests);
                }
            }
        }
    }

    /// MessageGroupId: the sender's own, or what the wire says.
    pub(super) fn group_of(&self, over: LinkId, parcel: &Parcel) -> Option<Arc<str>> {
        let own = parcel.extra.as_ref().and_then(|extra| extra.group.clone());
        let words = |over| self.door(over)?.group.as_deref();
        own.or_else(|| said(words(over)?, parcel).map(Arc::from))
    }

    /// A FIFO queue takes a message with a group and a deduplication id (SQS-19), once (SQS-20).
    #[cold]
    #[inline(never)]
    fn send_fifo(
        &mut self,
        cx: &mut Context,
        over: LinkId,
        parcel: Parcel,
        delay: Option<Span>,
        (group, via, alone): (Option<Arc<str>>, Option<LinkId>, bool),
    ) -> Answer {
        let refuse = |cx: &mut Context, rule, text, setting, code| {
            let reason = Reason::new(rule, Kind::Failed, text).maybe_about(parcel.about).on(over);
            cx.note(reason.because(setting));
            Answer::failed(Fault::Client, 400, code)
        };
        if delay.is_some() {
            let text = "send refused: a FIFO queue takes no delay of a single message";
            return refuse(cx, "SQS-2", text, "DelaySeconds", "InvalidParameterValue");
        }
        let Some(group) = group else {
            let text = "send refused: a FIFO queue wants a MessageGroupId";
            return refuse(cx, "SQS-19", text, "MessageGroupId", "MissingParameter");
        };
        let (by_content, per_group) =
            self.settings().fifo.as_ref().map_or((false, false), |fifo| (fifo.by_content, fifo.per_group));
        let own = parcel.extra.as_ref().and_then(|extra| extra.token.as_deref().map(Arc::from));
        let own = own.or_else(|| said(self.door(over)?.token.as_deref()?, &parcel).map(Arc::from));
        let Some(id) = own.or_else(|| by_content.then(|| content_id(parcel.body.text()))) else {
            let text = "send refused: no MessageDeduplicationId, and ContentBasedDeduplication is off";
            return refuse(cx, "SQS-19", text, "ContentBasedDeduplication", "InvalidParameterValue");
        };
        let partition = self.partition_of(Some(&group));
        if alone && !self.has_throughput(cx, Action::Send, Some(partition)) {
            return Answer::failed(Fault::Throttled, 400, "ThrottlingException");
        }
        let key = (per_group.then(|| group.clone()), id);
        let now = cx.now();
        if let Some(first) = self.window.first(&key, now) {
            let text = "accepted but not stored: this deduplication id was sent in the last 5 minutes";
            let reason = Reason::new("SQS-20", Kind::Duplicate, text).maybe_about(parcel.about).on(over);
            cx.note(reason.because("MessageDeduplicationId"));
            if alone {
                self.bill(cx, 1, false);
            }
            return Answer::Done { status: 200, body: None, made: Some(first) };
        }
        self.accepted(cx, parcel.bytes(), false, alone);
        let delay = self.settings().delay;
        let made = self.store(cx, parcel, delay, via, Some(group));
        self.window.open(key, made, now);
        Answer::Done { status: 200, body: None, made: Some(made) }
    }

    /// Whether a call of a FIFO queue is within its throughput (SQS-24, SQS-25); a standard queue has no limit (SQS-27).
    #[inline]
    pub(super) fn has_throughput(&mut self, cx: &mut Context, action: Action, partition: Option<usize>) -> bool {
        self.throughput.is_none() || self.takes_throughput(cx, action, partition)
    }

    #[cold]
    #[inline(never)]
    fn takes_throughput(&mut self, cx: &mut Context, action: Action, partition: Option<usize>) -> bool {
        let Some(throughput) = &mut self.throughput else { return true };
        let before = throughput.partitions();
        let passes = throughput.take(action, partition, cx.now());
        let after = throughput.partitions();
        if after > before {
            let reason = Reason::new("SQS-25", Kind::Scaled, "{a} partitions now: calls were near the limit for a minute");
            cx.note(reason.a(after as i64).because("FifoThroughputLimit"));
        }
        if !passes {
            let reason = Reason::new("SQS-24", Kind::Throttled, "throttled: a partition of a FIFO queue takes 300 calls a second");
            cx.note(reason.because("FifoThroughputLimit"));
        }
        passes
    }

    /// The partition of a FIFO queue that a group belongs to; a standard queue is one.
    pub(super) fn partition_of(&self, group: Option<&str>) -> usize {
        self.throughput.as_ref().zip(group).map_or(0, |(throughput, group)| throughput.of(group))
    }

    /// This queue's dead-letter queue gives a message back: a new message, as any other (SQS-12).
    pub(super) fn take_back(&mut self, cx: &mut Context, parcel: Parcel) -> Answer {
        cx.count(SENT, 1);
        let group = parcel.extra.as_ref().and_then(|extra| extra.group.clone());
        let made = self.store(cx, parcel, Span::ZERO, None, group);
        Answer::Done { status: 200, body: None, made: Some(made) }
    }

    fn store(
        &mut self,
        cx: &mut Context,
        parcel: Parcel,
        delay: Span,
        via: Option<LinkId>,
        group: Option<Arc<str>>,
    ) -> MessageId {
        let now = cx.now();
        let place = if via.is_some() { Place::DeadLettered } else { Place::Waiting };
        let lineage = parcel.lineage().cloned();
        let message = cx.create(parcel.about, parcel.body, parcel.attributes, place);
        cx.descend(message, lineage);
        if let Some(group) = &group {
            cx.group(message, group.clone());
        }
        let n = self.messages.store(Stored {
            message,
            state: State::Visible(now),
            enqueued: now,
            age_from: now,
            first_visible: (delay == Span::ZERO).then_some(now),
            received_at: now,
            receives: 0,
            via,
            group,
        });
        self.arrivals.add(now, 1);
        if delay > Span::ZERO {
            let key = cx.wake_after(Class::Expiry, delay, Token::new(SHOW, n));
            self.messages.change(n, State::Delayed(key));
            let reason = Reason::new("SQS-2", Kind::Waiting, "stored, to be visible in {a:t}").about(message);
            cx.note(reason.a(delay.0 as i64).because("DelaySeconds"));
        } else {
            cx.note(Reason::new("SQS-2", Kind::Waiting, "stored, visible at once").about(message));
            self.serve(cx);
        }
        message
    }
}

#[cfg(test)]
mod tests {
    use super::is_xml;

    #[test]
    fn sqs_31_only_characters_of_xml() {
        for good in ["", "a\tb\r\n", "Grüße 🎉", "\u{d7ff}\u{e000}\u{fffd}\u{10ffff}", "\u{7f}\u{85}"] {
            assert!(is_xml(good), "{good:?}");
        }
        for bad in ["\0", "a\u{1}", "\u{b}", "\u{1f}", "x\u{fffe}", "\u{ffff}é"] {
            assert!(!is_xml(bad), "{bad:?}");
        }
    }
}
