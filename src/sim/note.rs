//! Notes: what happened, to which message, by which rule and which setting. They are the trace, the event list and the
//! answer to "why?". A note is made of plain words and numbers, so that writing one allocates nothing.

use super::{LinkId, MessageId, NodeIx, Span, Time};

/// What kind of thing happened; the page gives each kind its colour and shape.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Kind {
    Created,
    Sent,
    Received,
    Delivered,
    Answered,
    Waiting,
    Retried,
    Throttled,
    Failed,
    DeadLettered,
    Expired,
    Filtered,
    Dropped,
    Duplicate,
    Scaled,
    State,
    Changed,
    Skipped,
}

impl Kind {
    /// All kinds, in order.
    pub const ALL: [Kind; 18] = [
        Kind::Created,
        Kind::Sent,
        Kind::Received,
        Kind::Delivered,
        Kind::Answered,
        Kind::Waiting,
        Kind::Retried,
        Kind::Throttled,
        Kind::Failed,
        Kind::DeadLettered,
        Kind::Expired,
        Kind::Filtered,
        Kind::Dropped,
        Kind::Duplicate,
        Kind::Scaled,
        Kind::State,
        Kind::Changed,
        Kind::Skipped,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Created => "created",
            Kind::Sent => "sent",
            Kind::Received => "received",
            Kind::Delivered => "delivered",
            Kind::Answered => "answered",
            Kind::Waiting => "waiting",
            Kind::Retried => "retried",
            Kind::Throttled => "throttled",
            Kind::Failed => "failed",
            Kind::DeadLettered => "dead-lettered",
            Kind::Expired => "expired",
            Kind::Filtered => "filtered",
            Kind::Dropped => "dropped",
            Kind::Duplicate => "duplicate",
            Kind::Scaled => "scaled",
            Kind::State => "state",
            Kind::Changed => "changed",
            Kind::Skipped => "skipped",
        }
    }
}

/// What a behaviour says about a decision.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Reason {
    /// The rule of the fact sheet that decided, such as `SQS-7`.
    pub rule: &'static str,
    /// What kind of thing happened.
    pub kind: Kind,
    /// One sentence; `{a}` and `{b}` stand for the numbers, `{a:t}` for a number of microseconds said as a length of
    /// time, `{word}` for the word.
    pub text: &'static str,
    /// The property that decided, such as `maxReceiveCount`; empty if none did.
    pub setting: &'static str,
    /// The message concerned.
    pub message: Option<MessageId>,
    /// The wire concerned.
    pub link: Option<LinkId>,
    /// The first number of the sentence.
    pub a: i64,
    /// The second number of the sentence.
    pub b: i64,
    /// The word of the sentence.
    pub word: &'static str,
    /// How often this has happened to the message here by now, where that is counted; else 0.
    pub nth: u32,
}

impl Reason {
    /// A reason with its rule, kind and sentence.
    #[inline]
    pub const fn new(rule: &'static str, kind: Kind, text: &'static str) -> Self {
        Self { rule, kind, text, setting: "", message: None, link: None, a: 0, b: 0, word: "", nth: 0 }
    }
    /// The message concerned.
    #[inline]
    pub const fn about(mut self, message: MessageId) -> Self {
        self.message = Some(message);
        self
    }
    /// The message concerned, if there is one.
    #[inline]
    pub const fn maybe_about(mut self, message: Option<MessageId>) -> Self {
        self.message = message;
        self
    }
    /// The wire concerned.
    #[inline]
    pub const fn on(mut self, link: LinkId) -> Self {
        self.link = Some(link);
        self
    }
    /// The property that decided.
    #[inline]
    pub const fn because(mut self, setting: &'static str) -> Self {
        self.setting = setting;
        self
    }
    /// The first number.
    #[inline]
    pub const fn a(mut self, a: i64) -> Self {
        self.a = a;
        self
    }
    /// The second number.
    #[inline]
    pub const fn b(mut self, b: i64) -> Self {
        self.b = b;
        self
    }
    /// How often this has happened to the message here by now.
    #[inline]
    pub const fn nth(mut self, nth: u32) -> Self {
        self.nth = nth;
        self
    }
    /// The word.
    #[inline]
    pub const fn word(mut self, word: &'static str) -> Self {
        self.word = word;
        self
    }
}

/// A reason, with its instant and node: one line of the trace.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Note {
    /// The number of the note in this run, from 0.
    pub number: u64,
    /// When.
    pub at: Time,
    /// At which node.
    pub node: NodeIx,
    /// What and why.
    pub reason: Reason,
    /// The number of the first message of the family, 0 if no message is concerned.
    pub root: u64,
}

impl Note {
    /// Whether it is about messages rather than about settings, states and sizes.
    pub fn kind_moves(&self) -> bool {
        !matches!(self.reason.kind, Kind::State | Kind::Changed | Kind::Scaled | Kind::Skipped)
    }

    /// The sentence with its numbers and words in place.
    pub fn sentence(&self) -> String {
        let Reason { text, a, b, word, .. } = self.reason;
        if !text.contains('{') {
            return text.to_owned();
        }
        let time = |n: i64| Span(n.max(0) as u64).to_string();
        text.replace("{a:t}", &time(a))
            .replace("{b:t}", &time(b))
            .replace("{a}", &a.to_string())
            .replace("{b}", &b.to_string())
            .replace("{word}", word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_has_its_numbers_said_as_numbers_times_and_words() {
        let reason = Reason::new("X-1", Kind::State, "{a} of {b:t}, {word}").a(3).b(60_000_000).word("now");
        let note = Note { number: 0, at: Time::START, node: NodeIx(0), reason, root: 0 };
        assert_eq!(note.sentence(), "3 of 1 min, now");
    }

    #[test]
    fn every_kind_is_listed_once_in_its_order() {
        for (n, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, n);
        }
    }
}
