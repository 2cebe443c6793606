//! Senders that look at FailedEntryCount put entries again that failed by a fault of the bus; the others lose them (EB-1).
//!
//! What a sender does between its calls is told by the settings of its wire, as its source is.

use super::behaviour::Bus;
use super::entry::Entry;
use super::fields::{RESEND, RESEND_AFTER};
use crate::sim::{Class, Context, Kind, LinkId, MessageId, Reason, Token};

/// A sender puts an entry again so often at most (a choice of this model).
const MOST: u32 = 3;

/// An entry that its sender puts again.
#[derive(Clone, Debug)]
pub struct Again {
    pub entry: Entry,
    /// The wire of its sender.
    pub over: LinkId,
    /// The message behind it.
    pub cause: Option<MessageId>,
    /// How often it was put again.
    pub tries: u32,
}

impl Bus {
    /// An entry failed: its sender puts it again after a while, or it is lost.
    pub(super) fn put_again(&mut self, cx: &mut Context, again: Again) {
        let config = cx.link_config(again.over);
        let reason = |kind, text| Reason::new("EB-1", kind, text).maybe_about(again.cause).on(again.over);
        if !RESEND.of(&config) || again.tries >= MOST {
            let text = match RESEND.of(&config) {
                true => "lost: put again {a} times in vain",
                false => "lost: the sender does not look at FailedEntryCount",
            };
            let reason = reason(Kind::Dropped, text).a(i64::from(again.tries));
            return cx.note(reason.because("ResendFailedEntries"));
        }
        let delay = RESEND_AFTER.of(&config) * (1 << again.tries);
        let reason = reason(Kind::Retried, "the sender puts the failed entry again in {b:t}").b(delay.0 as i64);
        cx.note(reason.because("ResendFailedEntries"));
        let n = self.again.last_key_value().map_or(0, |(n, _)| n + 1);
        self.again.insert(n, again);
        cx.wake_after(Class::Start, delay, Token::new(0, n));
    }

    /// The sender's next call, with this entry.
    pub(super) fn resend(&mut self, cx: &mut Context, n: u64) {
        let Some(again) = self.again.remove(&n) else { return };
        let again = Again { tries: again.tries + 1, ..again };
        if !self.has_quota(cx) || self.has_fault(cx) {
            return self.put_again(cx, again);
        }
        let Again { entry, cause, .. } = again;
        self.accept(cx, entry, cause);
    }
}
