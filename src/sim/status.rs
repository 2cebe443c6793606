//! What a node shows of itself: a card's number, its small print, a notice, the messages it holds.

use super::{LinkId, MessageId, Meter, NodeIx, Series, Span, Time};
use crate::model::Config;

/// How something is going; the page gives each its colour and shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// Nothing to remark.
    #[default]
    Plain,
    /// Well.
    Good,
    /// At a limit: an amber edge.
    Warning,
    /// Failing.
    Bad,
    /// Not known yet.
    Unknown,
}

/// The big line of a card.
#[derive(Clone, PartialEq, Debug)]
pub enum Reading {
    /// A number with its unit, such as 14 "waiting".
    Number(f64, &'static str),
    /// A word, such as "OK".
    Word(&'static str),
}

impl Default for Reading {
    fn default() -> Self {
        Reading::Number(0.0, "")
    }
}

/// One sentence that explains what is going on, with the rule behind it.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// A few words: "Filling at 50/s."
    pub title: String,
    /// The explanation.
    pub text: String,
    /// The rule, such as `LAM-28`.
    pub rule: &'static str,
}

/// What a card shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Status {
    /// The big line.
    pub reading: Reading,
    /// The small print.
    pub small: String,
    /// How it is going.
    pub tone: Tone,
    /// The value whose course the sparkline shows.
    pub trend: f64,
    /// What is worth explaining, if anything.
    pub notice: Option<Notice>,
}

/// A change of state of something that has states, such as an alarm.
#[derive(Clone, PartialEq, Debug)]
pub struct Transition {
    /// When.
    pub at: Time,
    /// The state since then.
    pub to: &'static str,
    /// Why, in a sentence.
    pub why: String,
    /// The data points that decided, oldest first; empty if others than data points did.
    pub data: Vec<Datum>,
}

/// One data point that decided about a state.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Datum {
    /// The value; `None`: there was none in its period.
    pub value: Option<f64>,
    /// Whether it speaks for the alarm.
    pub breaches: bool,
}

/// What a behaviour may look at to make its status.
pub struct View<'a> {
    /// Now.
    pub now: Time,
    /// The node's settings in force.
    pub config: &'a Config,
    pub(crate) node: NodeIx,
    pub(crate) meter: &'a Meter,
}

impl View<'_> {
    /// The node's own metrics, in the order of its service's list.
    pub fn metrics(&self) -> &[Series] {
        self.meter.of(self.node)
    }
}

/// A message that a node holds, as the inspector lists it.
#[derive(Clone, PartialEq, Debug)]
pub struct Held {
    /// The message.
    pub message: MessageId,
    /// What it is doing: "visible", "in flight for 12 s", "next attempt in 3 s".
    pub doing: &'static str,
    /// How long until that changes by itself; `None`: it depends on others.
    pub next: Option<Span>,
    /// How often it was received or tried.
    pub tries: u32,
    /// The wire it belongs to, if it belongs to one.
    pub link: Option<LinkId>,
}
