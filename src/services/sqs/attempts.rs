//! Answers to receives that get lost, and receives that are repeated because of that: a FIFO queue knows them by their
//! ReceiveRequestAttemptId and returns the same messages again (SQS-23).

use super::behaviour::{Queue, SHOW};
use super::messages::State;
use crate::sim::{Class, Context, Kind, LinkId, Reason, Receipt, Received, Span, Time, Token};
use std::collections::VecDeque;

/// A receive can be repeated for so long.
const WINDOW: Span = Span::seconds(300);

/// Who asks, and for the how-manieth time: the wire of the consumer, and its ReceiveRequestAttemptId if it gives one.
pub type Attempt = (LinkId, Option<u64>);

/// Receives whose answers got lost, oldest first. Others are never repeated.
#[derive(Clone, Debug, Default)]
pub struct Lost(VecDeque<(Time, LinkId, u64, Vec<Receipt>)>);

impl Lost {
    fn remember(&mut self, now: Time, link: LinkId, attempt: u64, receipts: Vec<Receipt>) {
        self.forget(now);
        self.0.push_back((now, link, attempt, receipts));
    }

    fn forget(&mut self, now: Time) {
        while self.0.front().is_some_and(|(at, ..)| *at + WINDOW <= now) {
            self.0.pop_front();
        }
    }

    fn recall(&mut self, now: Time, link: LinkId, attempt: u64) -> Option<Vec<Receipt>> {
        self.forget(now);
        let at = self.0.iter().position(|(_, l, a, _)| (*l, *a) == (link, attempt))?;
        self.0.remove(at).map(|(.., receipts)| receipts)
    }
}

impl Queue {
    /// The answer to a receive gets lost.
    #[cold]
    #[inline(never)]
    pub(super) fn lose(&mut self, cx: &mut Context, (link, attempt): Attempt, batch: &[Received]) {
        for received in batch {
            let text = "the answer to the receive is lost: hidden, but nobody has it";
            let reason = Reason::new("SQS-23", Kind::Failed, text).about(received.receipt.message).on(link);
            cx.note(reason.because("LostReceivesPercent"));
        }
        if let Some(attempt) = attempt.filter(|_| self.settings().fifo.is_some()) {
            self.lost.remember(cx.now(), link, attempt, batch.iter().map(|received| received.receipt).collect());
        }
    }

    /// The messages of a receive that is repeated, if all of them are still hidden by it; they are hidden anew.
    pub(super) fn repeated(
        &mut self,
        cx: &mut Context,
        (link, attempt): Attempt,
        visibility: Option<Span>,
    ) -> Option<Vec<Received>> {
        self.repeat(cx, link, attempt?, visibility)
    }

    #[cold]
    #[inline(never)]
    fn repeat(&mut self, cx: &mut Context, link: LinkId, attempt: u64, visibility: Option<Span>) -> Option<Vec<Received>> {
        let receipts = self.lost.recall(cx.now(), link, attempt)?;
        let hidden = self.hidden_for(visibility);
        let mut found = Vec::new();
        for receipt in receipts {
            let stored = self.messages.get(receipt.place)?;
            let State::InFlight(key) = stored.state else { return None };
            if stored.message != receipt.message || stored.receives != receipt.receive {
                return None;
            }
            let message = cx.message(receipt.message)?;
            let (body, attributes, group) = (message.body.clone(), message.attributes.clone(), message.group.clone());
            found.push((key, Received { receipt, body, attributes, count: receipt.receive, group }));
        }
        let again = |(key, received): (_, Received)| {
            let n = received.receipt.place;
            cx.cancel(key);
            let key = cx.wake_after(Class::Expiry, hidden, Token::new(SHOW, n));
            self.messages.change(n, State::InFlight(key));
            let text = "the receive is repeated by its ReceiveRequestAttemptId: returned again, hidden for {a:t} from now on";
            let reason = Reason::new("SQS-23", Kind::Received, text).a(hidden.0 as i64).on(link);
            cx.note(reason.about(received.receipt.message).because("VisibilityTimeout"));
            received
        };
        Some(found.into_iter().map(again).collect())
    }
}
