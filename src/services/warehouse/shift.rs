//! Opening hours: when a warehouse works, and when that changes next.

use crate::sim::{Span, Time};

const DAY: u64 = 86_400;

/// Hours in which it is closed, the same every day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shift {
    /// The second of the day at which the simulated clock starts.
    starts: u64,
    /// Closed from this second of the day on, until that one.
    closed: Option<(u64, u64)>,
}

impl Shift {
    /// Closed between two hours (which may span midnight); the clock starts at the hour `starts`.
    pub fn new(starts: u64, closed: Option<(u64, u64)>) -> Self {
        let closed = closed.map(|(from, to)| (from * 3_600 % DAY, to * 3_600 % DAY)).filter(|(from, to)| from != to);
        Self { starts: starts * 3_600, closed }
    }

    /// Microseconds since midnight.
    fn of_day(&self, now: Time) -> u64 {
        (now.0 + self.starts * 1_000_000) % (DAY * 1_000_000)
    }

    /// Whether it works at this instant.
    pub fn open(&self, now: Time) -> bool {
        let at = self.of_day(now) / 1_000_000;
        match self.closed {
            None => true,
            Some((from, to)) if from < to => at < from || at >= to,
            Some((from, to)) => at >= to && at < from,
        }
    }

    /// How long until it closes or opens; `None` if it never does.
    pub fn next_change(&self, now: Time) -> Option<Span> {
        let (from, to) = self.closed?;
        let target = if self.open(now) { from } else { to } * 1_000_000;
        let day = DAY * 1_000_000;
        Some(Span((target + day - self.of_day(now) - 1) % day + 1))
    }

    /// The hour at which it opens again.
    pub fn opens_at(&self) -> Option<u64> {
        self.closed.map(|(_, to)| to / 3_600)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600_000_000;

    #[test]
    fn closed_over_midnight() {
        let shift = Shift::new(0, Some((22, 6)));
        let open: Vec<bool> = [0, 5, 6, 21, 22, 23, 24, 30].map(|h| shift.open(Time(h * HOUR))).into();
        assert_eq!(open, [false, false, true, true, false, false, false, true]);
        assert_eq!(shift.next_change(Time(0)), Some(Span(6 * HOUR)));
        assert_eq!(shift.next_change(Time(6 * HOUR)), Some(Span(16 * HOUR)));
        assert_eq!(shift.next_change(Time(22 * HOUR)), Some(Span(8 * HOUR)));
    }

    #[test]
    fn the_clock_may_start_at_any_hour() {
        let shift = Shift::new(20, Some((22, 6)));
        assert!(shift.open(Time(2 * HOUR - 1)) && !shift.open(Time(2 * HOUR)) && shift.open(Time(10 * HOUR)));
    }

    #[test]
    fn a_shift_without_hours_never_changes() {
        assert_eq!(Shift::new(0, None).next_change(Time(5)), None);
        assert!(Shift::new(0, Some((6, 6))).open(Time(6 * HOUR)));
        assert!(!Shift::new(0, Some((12, 24))).open(Time(13 * HOUR)));
    }
}
