//! Simulated time in whole microseconds (SIM-1), so that the page and the command line agree to the last bit.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

/// An instant of simulated time: microseconds since the start of the run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash)]
pub struct Time(pub u64);

/// A length of simulated time in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash)]
pub struct Span(pub u64);

impl Time {
    /// The start of the run.
    pub const START: Time = Time(0);

    /// How long ago `earlier` was; zero if it lies ahead.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// Seconds since the start, for people.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Microseconds since 1970-01-01 UTC, for timestamps in message bodies: a run starts at 2026-01-01 00:00 UTC.
    pub fn epoch_micros(self) -> u64 {
        1_767_225_600_000_000 + self.0
    }

    /// The number of whole minutes since the start.
    pub fn minute(self) -> u64 {
        self.0 / 60_000_000
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// So many microseconds.
    pub const fn micros(n: u64) -> Self {
        Span(n)
    }
    /// So many milliseconds.
    pub const fn millis(n: u64) -> Self {
        Span(n * 1_000)
    }
    /// So many seconds.
    pub const fn seconds(n: u64) -> Self {
        Span(n * 1_000_000)
    }
    /// So many minutes.
    pub const fn minutes(n: u64) -> Self {
        Span(n * 60_000_000)
    }
    /// A length in (fractions of) seconds, rounded to the microsecond; negative lengths become zero.
    pub fn of_seconds(s: f64) -> Self {
        Span(if s <= 0.0 { 0 } else { (s * 1e6).round() as u64 })
    }
    /// A length in (fractions of) milliseconds, rounded to the microsecond; negative lengths become zero.
    pub fn of_millis(ms: f64) -> Self {
        Span(if ms <= 0.0 { 0 } else { (ms * 1e3).round() as u64 })
    }
    /// Doubled so many times, but not beyond a length: how delays between attempts grow.
    pub fn doubled(self, times: u32, most: Span) -> Self {
        Span(self.0.saturating_mul(1u64.checked_shl(times).unwrap_or(u64::MAX))).min(most)
    }
    /// The length in seconds, for people and for metrics.
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }
    /// The length in milliseconds, for people and for metrics.
    pub fn as_millis(self) -> f64 {
        self.0 as f64 / 1e3
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, s: Span) -> Time {
        Time(self.0.saturating_add(s.0))
    }
}
impl AddAssign<Span> for Time {
    fn add_assign(&mut self, s: Span) {
        *self = *self + s;
    }
}
impl Add for Span {
    type Output = Span;
    fn add(self, s: Span) -> Span {
        Span(self.0.saturating_add(s.0))
    }
}
impl Sub for Span {
    type Output = Span;
    fn sub(self, s: Span) -> Span {
        Span(self.0.saturating_sub(s.0))
    }
}
impl Mul<u64> for Span {
    type Output = Span;
    fn mul(self, n: u64) -> Span {
        Span(self.0.saturating_mul(n))
    }
}

impl fmt::Display for Span {
    /// In the largest units that stay exact to the eye: `250 ms`, `1.5 s`, `2 min 5 s`, `4 d`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let us = self.0;
        if us < 1_000 {
            return write!(f, "{us} µs");
        }
        if us < 1_000_000 {
            return write!(f, "{} ms", trimmed(us as f64 / 1e3));
        }
        if us < 60_000_000 {
            return write!(f, "{} s", trimmed(us as f64 / 1e6));
        }
        let (mut rest, mut written) = (us / 1_000_000, 0);
        for (size, name) in [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")] {
            let n = rest / size;
            if n > 0 && written < 2 {
                write!(f, "{}{n} {name}", if written > 0 { " " } else { "" })?;
                written += 1;
            }
            rest %= size;
        }
        Ok(())
    }
}

fn trimmed(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

impl fmt::Display for Time {
    /// As the transport shows it: `06:01.4`, with hours in front once there are some.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = self.0 / 100_000;
        let (h, m, s, t) = (tenths / 36_000, tenths / 600 % 60, tenths / 10 % 60, tenths % 10);
        if h > 0 { write!(f, "{h}:{m:02}:{s:02}.{t}") } else { write!(f, "{m:02}:{s:02}.{t}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sim_1_lengths_become_whole_microseconds_once() {
        // 0.1 is no binary fraction: added as floating-point numbers, ten of them are no second.
        assert_eq!((0..10).fold(Span::ZERO, |sum, _| sum + Span::of_seconds(0.1)), Span::seconds(1));
        assert_eq!((Span::of_millis(0.0004), Span::of_millis(0.0006)), (Span::ZERO, Span(1)));
    }

    #[test]
    fn a_length_doubles_up_to_another_and_never_overflows() {
        let (first, most) = (Span::seconds(3), Span::seconds(60));
        assert_eq!([0, 1, 4, 5, 64, u32::MAX].map(|n| first.doubled(n, most).0 / 1_000_000), [3, 6, 48, 60, 60, 60]);
    }

    #[test]
    fn spans_read_like_a_person_would_say_them() {
        for (span, text) in [
            (Span(7), "7 µs"),
            (Span::millis(250), "250 ms"),
            (Span::of_seconds(1.5), "1.5 s"),
            (Span::seconds(125), "2 min 5 s"),
            (Span::seconds(345_600), "4 d"),
        ] {
            assert_eq!(span.to_string(), text);
        }
    }

    #[test]
    fn the_clock_reads_minutes_seconds_and_tenths() {
        assert_eq!(Time(361_400_000).to_string(), "06:01.4");
        assert_eq!(Time(3_661_000_000).to_string(), "1:01:01.0");
    }
}
