//! How a program's SDK receives from a queue: what it does with a receive that failed (RETRY-1, 2, 8) or whose answer was
//! lost (SQS-23).

use crate::sim::parts::{NoRetry, RetryProfile, RetryQuota};
use crate::sim::{Answer, Context, Fault, Kind, LinkId, Reason, Span};

/// The SDK's mode.
const PROFILE: RetryProfile = RetryProfile::standard_2026(3);
/// A program whose receive has failed for good begins anew after so long (a choice of this model).
const PAUSE: Span = Span::seconds(1);

/// A client that receives.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Receiver {
    quota: RetryQuota,
    /// Attempts of the present receive that failed, and how the last one did.
    tries: u32,
    last: Option<Fault>,
    /// The ReceiveRequestAttemptId in use, and whether the next attempt repeats it.
    attempt: u64,
    repeats: bool,
}

impl Receiver {
    /// The ReceiveRequestAttemptId of the next attempt: that of one whose answer was lost, or a new one.
    pub fn attempt(&mut self) -> u64 {
        if !std::mem::take(&mut self.repeats) {
            self.attempt += 1;
        }
        self.attempt
    }

    /// An attempt was answered, with messages or without.
    pub fn answered(&mut self) {
        self.quota.succeeded(&PROFILE, self.last);
        (self.tries, self.last) = (0, None);
    }

    /// An attempt failed: how long the client waits before the next, and why it does.
    pub fn failed(&mut self, cx: &mut Context, link: LinkId, answer: &Answer) -> Span {
        let fault = answer.fault().unwrap_or(Fault::Unavailable);
        self.repeats = fault == Fault::TimedOut;
        self.tries += 1;
        let verdict = self.quota.retry(&PROFILE, cx.now(), self.tries, fault);
        let delay = match verdict {
            Ok(()) | Err(NoRetry::QuotaSpent) => PROFILE.delay(self.tries - 1, fault, None, cx.stream()),
            Err(_) => PAUSE,
        };
        let reason = match verdict {
            Ok(()) => Reason::new("RETRY-1", Kind::Retried, "the receive failed: attempt {a} in {b:t}"),
            Err(NoRetry::QuotaSpent) => {
                let text = "the receive failed and the retry quota is spent: attempt {a} in {b:t} all the same, for it is a long poll";
                Reason::new("RETRY-8", Kind::Waiting, text)
            }
            Err(_) => {
                Reason::new("RETRY-2", Kind::Failed, "the receive failed {a} times: the program begins anew in {b:t}")
            }
        };
        match verdict {
            Ok(()) => self.last = Some(fault),
            Err(NoRetry::QuotaSpent) => {}
            // The error went to the program; its next receive is a new call.
            Err(_) => (self.tries, self.last) = (0, None),
        }
        let number =
            if matches!(verdict, Err(NoRetry::QuotaSpent) | Ok(())) { self.tries + 1 } else { PROFILE.attempts };
        cx.note(reason.a(i64::from(number)).b(delay.0 as i64).on(link));
        delay
    }
}
