//! Recursive loops: a chain of requests that comes back to the function again and again is stopped (LAM-19).

use super::behaviour::Function;
use super::record::Ending;
use super::*;
use crate::sim::{Ask, Context, Kind, Lineage, LinkId, MessageId, Reason, Received};

/// A chain runs a function so often, and no more.
const MOST_RUNS: u32 = 16;

/// What carries a chain on: queues, topics and functions; HTTP, buses and tables lose it.
const CARRY: [&str; 4] = [SEND_MESSAGE.key, PUBLISH.key, INVOKE.key, INVOKE_EVENT.key];

/// A call with the chain of the record that it is made for.
pub fn descended(cx: &Context, ask: Ask, link: LinkId, lineage: Option<&Lineage>) -> Ask {
    match ask {
        Ask::Deliver(parcel) if CARRY.contains(&cx.link(link).role) => Ask::Deliver(parcel.descended(cx.onward(lineage))),
        other => other,
    }
}

/// The chain that a record or a dead letter of an event goes on with after so many runs: only a run makes it longer. That of a
/// stopped loop begins anew.
pub fn chain_after(cx: &Context, event: MessageId, runs: u32, ending: Ending) -> Option<Lineage> {
    let before = cx.message(event).and_then(|m| m.lineage.as_ref());
    match (ending, runs) {
        (Ending::Recursive, _) => None,
        (_, 0) => before.cloned(),
        _ => cx.onward(before),
    }
}

impl Function {
    /// Whether a chain has run the function so often that it may not run again; then that is counted and said.
    pub fn goes_round(
        &self,
        cx: &mut Context,
        lineage: Option<&Lineage>,
        about: Option<MessageId>,
        link: Option<LinkId>,
    ) -> bool {
        if cx.passes(lineage) < MOST_RUNS || self.settings().loops {
            return false;
        }
        cx.count(RECURSIVE, 1);
        let text = "not run: its chain of requests has run this function {a} times, which looks like a loop";
        let reason = Reason::new("LAM-19", Kind::Skipped, text).a(i64::from(MOST_RUNS)).maybe_about(about);
        let reason = reason.because("RecursiveLoop");
        cx.note(link.map_or(reason, |link| reason.on(link)));
        true
    }

    /// Received messages without those that go round: they stay in the queue, to be dead letters in the end (SQS-7).
    pub fn without_loops(&self, cx: &mut Context, link: LinkId, mut messages: Vec<Received>) -> Vec<Received> {
        messages.retain(|m| {
            let id = m.receipt.message;
            let lineage = cx.message(id).and_then(|m| m.lineage.clone());
            lineage.is_none() || !self.goes_round(cx, lineage.as_ref(), Some(id), Some(link))
        });
        messages
    }
}
