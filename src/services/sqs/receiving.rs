//! Receives and what comes of a received message: it is hidden, deleted, hidden longer, or comes back (SQS-4 to 6, 13 to 18,
//! 21, 22, 28).

use super::attempts::Attempt;
use super::behaviour::{END_OF_WAIT, Queue, SECOND_DELIVERY, SHOW, Waiter};
use super::messages::{Lanes, Left, State, Stored};
use super::sending::BILLED_BYTES;
use super::throughput::Action;
use super::*;
use crate::sim::{
    Answer, CallId, Class, Context, Fate, Fault, Kind, Place, Reason, Receipt, Received, Span, Time, Token,
};
use std::sync::Arc;

/// A message may be hidden for at most 12 hours after its receive (SQS-6).
const LONGEST_HIDDEN: Span = Span::seconds(43_200);
/// Below this backlog short polls sample (SQS-13).
const SMALL_BACKLOG: u64 = 1_000;
/// A receive looks so far ahead when it takes a message out of order (SQS-15).
const REORDER_WITHIN: u64 = 10;

/// How far a receive has got.
#[derive(Default)]
struct Look {
    /// Candidates that a short poll did not see.
    unseen: usize,
    /// The last message that was taken, with its group.
    last: Option<(u64, Arc<str>)>,
    /// Whether the candidate continues the group of the last one, which was seen already.
    goes_on: bool,
}

impl Queue {
    /// Serves waiting receives, the longest-waiting first (SQS-14).
    pub(super) fn serve(&mut self, cx: &mut Context) {
        while let Some(waiter) = self.waiters.front() {
            if !cx.waits(waiter.call) {
                self.waiters.pop_front();
                continue;
            }
            let (call, attempt, most, visibility) = (waiter.call, waiter.attempt, waiter.most, waiter.visibility);
            let batch = self.take(cx, most, visibility, false);
            if batch.is_empty() {
                return;
            }
            self.waiters.pop_front();
            self.give(cx, call, attempt, batch);
        }
    }

    pub(super) fn give(&mut self, cx: &mut Context, call: CallId, attempt: Attempt, batch: Vec<Received>) {
        cx.count(RECEIVED, batch.len() as u64);
        let bytes = batch.iter().map(|m| m.body.bytes() + m.attributes.bytes()).sum::<u64>();
        self.bill(cx, bytes.div_ceil(BILLED_BYTES).max(1), batch.iter().any(|m| m.group.is_some()));
        if batch.is_empty() {
            cx.count(EMPTY, 1);
        }
        if !batch.is_empty() && cx.stream().chance(self.settings.as_ref().map_or(0.0, |s| s.loses)) {
            self.lose(cx, attempt, &batch);
            cx.answer(call, Answer::failed(Fault::TimedOut, 0, "Timeout"), Span::ZERO);
            return;
        }
        let latency = self.settings().latency.draw(cx.stream());
        cx.answer(call, Answer::Messages { batch, left: self.messages.counts().0 }, latency);
    }

    pub(super) fn receive(
        &mut self,
        cx: &mut Context,
        call: CallId,
        attempt: Attempt,
        most: u32,
        wait: Option<Span>,
        visibility: Option<Span>,
    ) {
        let most = most.clamp(1, 10);
        let wait = wait.unwrap_or(self.settings().wait);
        let (_, in_flight, _) = self.messages.counts();
        if !self.has_throughput(cx, Action::Receive, None) {
            cx.answer(call, Answer::failed(Fault::Throttled, 400, "ThrottlingException"), Span::ZERO);
            return;
        }
        if let Some(batch) = self.repeated(cx, attempt, visibility) {
            return self.give(cx, call, attempt, batch);
        }
        let never_refuses = self.settings().fifo.is_some();
        if !never_refuses && wait == Span::ZERO && in_flight >= self.settings().in_flight_limit {
            let reason = Reason::new("SQS-17", Kind::Throttled, "receive refused: {a} messages are in flight");
            cx.note(reason.a(in_flight as i64).because("InFlightLimit"));
            self.bill(cx, 1, false);
            cx.answer(call, Answer::failed(Fault::Throttled, 403, "OverLimit"), Span::ZERO);
            return;
        }
        let batch = if self.waiters.is_empty() || wait == Span::ZERO {
            self.take(cx, most, visibility, wait == Span::ZERO)
        } else {
            Vec::new()
        };
        if !batch.is_empty() || wait == Span::ZERO {
            return self.give(cx, call, attempt, batch);
        }
        let until = cx.now() + wait;
        self.waiters.push_back(Waiter { call, attempt, most, visibility, until });
        if self.waiters_wake.is_none_or(|(at, _)| at > until) {
            self.wake_for(cx, until);
        }
    }

    /// Sets the alarm clock of the receives that wait, which would ring too late.
    #[inline(never)]
    fn wake_for(&mut self, cx: &mut Context, until: Time) {
        if let Some((_, key)) = self.waiters_wake.take() {
            cx.cancel(key);
        }
        let key = cx.wake_at(Class::Timeout, until, Token::new(END_OF_WAIT, 0));
        self.waiters_wake = Some((until, key));
    }

    /// A receive has waited long enough and gets nothing: one at a time, for its answer comes before the next one's end.
    pub(super) fn end_of_wait(&mut self, cx: &mut Context) {
        self.waiters_wake = None;
        let now = cx.now();
        if let Some(at) = self.waiters.iter().position(|waiter| waiter.until <= now)
            && let Some(waiter) = self.waiters.remove(at)
        {
            self.give(cx, waiter.call, waiter.attempt, Vec::new());
        }
        if let Some(next) = self.waiters.iter().map(|waiter| waiter.until).min()
            && self.waiters_wake.is_none_or(|(at, _)| at > next)
        {
            self.wake_for(cx, next);
        }
    }

    /// Takes up to `most` messages out of the visible ones, moving away those that were received too often (SQS-7).
    fn take(&mut self, cx: &mut Context, most: u32, visibility: Option<Span>, short: bool) -> Vec<Received> {
        let mut batch = Vec::new();
        let visible = self.messages.counts().0;
        if visible == 0 {
            return batch;
        }
        let sampled = short && visible < SMALL_BACKLOG;
        let mut look = Look::default();
        while batch.len() < most as usize {
            if self.messages.counts().1 >= self.settings().in_flight_limit {
                break;
            }
            let Some(n) = self.next(cx, &mut look) else { break };
            if sampled && !look.goes_on && !cx.stream().chance(self.settings.as_ref().map_or(1.0, |s| s.sampling)) {
                look.unseen += 1;
                continue;
            }
            let n = self.reordered(cx, n, &look);
            if matches!(self.messages.lanes, Lanes::Fifo(_)) {
                look.last = self.messages.get(n).and_then(|stored| Some((n, stored.group.clone()?)));
            }
            if !self.move_if_spent(cx, n) {
                if batch.is_empty() {
                    // Mostly it is one: a list of one is a small piece of memory.
                    batch.reserve_exact((most as usize).min(visible as usize));
                }
                batch.extend(self.hide(cx, n, visibility));
            }
        }
        batch
    }

    /// The next candidate of a receive: by time (SQS-15), the quiet tenants first (SQS-28), or of a FIFO queue the rest of
    /// the group that it has begun, then the free group with the oldest message (SQS-21).
    fn next(&mut self, cx: &mut Context, look: &mut Look) -> Option<u64> {
        look.goes_on = false;
        match &self.messages.lanes {
            Lanes::Fair(tenants) if !tenants.any() && look.unseen == 0 => self.messages.first_visible(),
            _ => self.next_of_lanes(cx, look),
        }
    }

    #[cold]
    #[inline(never)]
    fn next_of_lanes(&mut self, cx: &mut Context, look: &mut Look) -> Option<u64> {
        match &self.messages.lanes {
            Lanes::Fifo(groups) => {
                if let Some((last, group)) = &look.last
                    && let Some(next) = groups.after(*last, group)
                {
                    look.goes_on = true;
                    return Some(next);
                }
                groups.free().nth(look.unseen).map(|(n, _)| n)
            }
            Lanes::Fair(tenants) if tenants.any() && look.unseen == 0 => {
                let (n, preferred) = tenants.next(cx.now())?;
                if preferred && let Some(stored) = self.messages.get(n) {
                    let text = "taken before earlier messages of a noisy tenant";
                    cx.note(Reason::new("SQS-28", Kind::Changed, text).about(stored.message).because("MessageGroupId"));
                }
                Some(n)
            }
            Lanes::Fair(_) => self.messages.visible().nth(look.unseen),
        }
    }

    /// A standard queue sometimes takes one of the next messages instead (SQS-15).
    fn reordered(&self, cx: &mut Context, n: u64, look: &Look) -> u64 {
        let Lanes::Fair(tenants) = &self.messages.lanes else { return n };
        if tenants.any() || !cx.stream().chance(self.settings().reorder) {
            return n;
        }
        self.one_of_the_next(cx, n, look)
    }

    #[cold]
    #[inline(never)]
    fn one_of_the_next(&self, cx: &mut Context, n: u64, look: &Look) -> u64 {
        let ahead = cx.stream().below(REORDER_WITHIN) as usize + 1;
        self.messages.visible().skip(look.unseen).take(ahead + 1).last().unwrap_or(n)
    }

    /// How long a receive hides what it returns: as long as it says, else as long as the queue does.
    pub(super) fn hidden_for(&self, visibility: Option<Span>) -> Span {
        visibility.unwrap_or(self.settings().visibility).min(LONGEST_HIDDEN)
    }

    fn hide(&mut self, cx: &mut Context, n: u64, visibility: Option<Span>) -> Option<Received> {
        let hidden = self.hidden_for(visibility);
        let count = self.messages.receive(n, cx.now());
        let key = cx.wake_after(Class::Expiry, hidden, Token::new(SHOW, n));
        self.messages.change(n, State::InFlight(key));
        let id = self.messages.get(n)?.message;
        cx.place(id, Place::InFlight);
        let reason = Reason::new("SQS-4", Kind::Received, "received (receive count {a}), hidden for {b:t}").about(id);
        cx.note(reason.a(i64::from(count)).b(hidden.0 as i64).nth(count).because("VisibilityTimeout"));
        // A FIFO queue delivers nothing twice inside the timeout.
        if self.settings().fifo.is_none() && cx.stream().chance(self.settings().duplicates) {
            let early = cx.stream().up_to(hidden);
            cx.wake_after(Class::Expiry, early, Token::new(SECOND_DELIVERY | count << 8, n));
        }
        let message = cx.message(id)?;
        let (body, attributes, group) = (message.body.clone(), message.attributes.clone(), message.group.clone());
        Some(Received { receipt: Receipt { message: id, receive: count, place: n }, body, attributes, count, group })
    }

    /// Whether the receipt was valid; what is gone already is deleted quietly.
    pub(super) fn delete_one(&mut self, cx: &mut Context, receipt: &Receipt) -> bool {
        let n = receipt.place;
        let Some(stored) = self.messages.get(n).filter(|s| s.message == receipt.message) else {
            cx.count(DELETED, 1);
            return true;
        };
        let outdated = stored.receives != receipt.receive;
        if self.settings().fifo.is_some() && (outdated || !matches!(stored.state, State::InFlight(_))) {
            let reason = Reason::new("SQS-22", Kind::Failed, "delete refused: the visibility timeout of receive {a} is over");
            let reason = reason.about(receipt.message).a(i64::from(receipt.receive));
            cx.note(reason.because("VisibilityTimeout"));
            return false;
        }
        cx.count(DELETED, 1);
        if outdated && !self.settings().outdated_deletes {
            let reason = Reason::new("SQS-22", Kind::Skipped, "delete without effect: the receipt is of receive {a}");
            cx.note(reason.about(receipt.message).a(i64::from(receipt.receive)).because("OutdatedReceiptsDelete"));
            return true;
        }
        self.messages.worked(n, cx.now());
        self.remove(cx, n);
        self.departures.add(cx.now(), 1);
        cx.note(Reason::new("SQS-1", Kind::Delivered, "processed and deleted").about(receipt.message));
        cx.settle(receipt.message, Fate::Delivered);
        true
    }

    pub(super) fn remove(&mut self, cx: &mut Context, n: u64) -> Option<Left> {
        let left = self.messages.remove(n)?;
        if let State::Delayed(key) | State::InFlight(key) = left.state {
            cx.cancel(key);
        }
        Some(left)
    }

    #[inline(never)]
    pub(super) fn change_visibility(&mut self, cx: &mut Context, receipt: Receipt, timeout: Span) -> Answer {
        let n = receipt.place;
        self.bill(cx, 1, false);
        let group = self.messages.get(n).and_then(|stored| stored.group.clone());
        let partition = self.partition_of(group.as_deref());
        if !self.has_throughput(cx, Action::ChangeVisibility, Some(partition)) {
            return Answer::failed(Fault::Throttled, 400, "ThrottlingException");
        }
        let same = |s: &&Stored| s.message == receipt.message && s.receives == receipt.receive;
        let Some(stored) = self.messages.get(n).filter(same) else {
            return Answer::failed(Fault::Client, 400, "ReceiptHandleIsInvalid");
        };
        let State::InFlight(key) = stored.state else {
            return Answer::failed(Fault::Client, 400, "MessageNotInflight");
        };
        if cx.now() + timeout > stored.received_at + LONGEST_HIDDEN {
            return Answer::failed(Fault::Client, 400, "InvalidParameterValue");
        }
        cx.cancel(key);
        let key = cx.wake_after(Class::Expiry, timeout, Token::new(SHOW, n));
        self.messages.change(n, State::InFlight(key));
        let reason = Reason::new("SQS-6", Kind::Changed, "hidden for {a:t} from now on").a(timeout.0 as i64);
        cx.note(reason.about(receipt.message));
        Answer::done(200)
    }
}
