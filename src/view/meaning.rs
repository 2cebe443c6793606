//! What colours and shapes mean, the same everywhere: beads on wires, chips on the timeline, lists, charts.

use crate::sim::Kind;

/// A meaning: a colour (`--m-…` in the style sheet, class `m-…`) and a shape.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Meaning {
    /// On its way: a circle.
    Flying,
    /// Stored: a hollow circle.
    Waiting,
    /// Again: a triangle.
    Retrying,
    /// Held back: a square.
    Throttled,
    /// Failed, dead-lettered, lost: a diamond.
    Dead,
    /// Well: a tick.
    Good,
}

impl Meaning {
    /// All of them.
    pub const ALL: [Meaning; 6] =
        [Meaning::Flying, Meaning::Waiting, Meaning::Retrying, Meaning::Throttled, Meaning::Dead, Meaning::Good];

    /// The meaning of a kind of note or flight.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Created | Kind::Sent | Kind::Received | Kind::State | Kind::Changed | Kind::Scaled => Meaning::Flying,
            Kind::Waiting | Kind::Skipped | Kind::Filtered => Meaning::Waiting,
            Kind::Retried | Kind::Duplicate => Meaning::Retrying,
            Kind::Throttled => Meaning::Throttled,
            Kind::Failed | Kind::DeadLettered | Kind::Expired | Kind::Dropped => Meaning::Dead,
            Kind::Delivered | Kind::Answered => Meaning::Good,
        }
    }

    /// The meaning of a state, as alarms and their kin say it.
    pub fn of_state(word: &str) -> Self {
        match word {
            "OK" => Meaning::Good,
            "ALARM" => Meaning::Dead,
            _ => Meaning::Waiting,
        }
    }

    /// The word in its class `m-…` and its colour `--m-…`.
    pub const fn class(self) -> &'static str {
        match self {
            Meaning::Flying => "flying",
            Meaning::Waiting => "waiting",
            Meaning::Retrying => "retrying",
            Meaning::Throttled => "throttled",
            Meaning::Dead => "dead",
            Meaning::Good => "good",
        }
    }

    /// Its shape as an SVG path in a 12-unit box; waiting and good are drawn as lines, the others filled.
    pub const fn path(self) -> &'static str {
        match self {
            Meaning::Flying => "M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9Z",
            Meaning::Waiting => "M6 2.2a3.8 3.8 0 1 1 0 7.6a3.8 3.8 0 1 1 0-7.6Z",
            Meaning::Retrying => "M6 1.2 11 10.2H1Z",
            Meaning::Throttled => "M2 2h8v8H2Z",
            Meaning::Dead => "M6 .6 11.4 6 6 11.4.6 6Z",
            Meaning::Good => "M2 6.4 4.8 9.2 10 3.4",
        }
    }

    /// Whether the shape is filled.
    pub const fn filled(self) -> bool {
        !matches!(self, Meaning::Waiting | Meaning::Good)
    }
}
