//! The rate limiter in front of a client in adaptive mode (RETRY-6). It lets everything pass until the first throttling, then
//! only so much a second as was answered lately, times a factor; from there the rate comes back along a cubic curve.

use crate::sim::{Span, Time};

/// The shape of the curve.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Curve {
    /// A throttling leaves this share of the rate.
    pub beta: f64,
    /// How steeply the rate grows: its third derivative over six, in requests a second per cubic second.
    pub scale: f64,
}

/// The rate is never below this, in requests a second.
const LEAST_RATE: f64 = 0.5;
/// The bucket always holds this much.
const LEAST_BURST: f64 = 1.0;
/// How much the newest half second counts in the measured rate.
const SMOOTH: f64 = 0.8;
/// The measured rate is taken anew so often.
const PERIOD: u64 = 500_000;
/// So little short of a token is a whole one: times are whole microseconds.
const SLACK: f64 = 1e-6;

/// The limiter of one client.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Limiter {
    /// Off until the first throttling.
    on: bool,
    rate: f64,
    burst: f64,
    level: f64,
    filled: Time,
    /// Answers a second of late, and those since the last measurement.
    measured: f64,
    answers: u32,
    period: u64,
    /// The rate at the last throttling, when that was, and after how many seconds the curve is there again.
    peak: f64,
    throttled: Time,
    window: f64,
}

impl Limiter {
    /// The rate that it allows, in requests a second; `None` while it lets everything pass.
    pub fn rate(&self) -> Option<f64> {
        self.on.then_some(self.rate)
    }

    /// Lets one attempt through.
    ///
    /// # Errors
    /// How long the client has to wait before it asks again.
    pub fn pass(&mut self, now: Time) -> Result<(), Span> {
        if !self.on {
            return Ok(());
        }
        self.fill(now);
        if self.level + SLACK >= 1.0 {
            self.level = (self.level - 1.0).max(0.0);
            return Ok(());
        }
        Err(Span(libm::ceil((1.0 - self.level) / self.rate * 1e6).max(1.0) as u64))
    }

    /// An attempt was answered, or its answer did not come.
    pub fn answered(&mut self, curve: Curve, now: Time, throttled: bool) {
        self.measure(now);
        let wanted = if throttled {
            let rate = if self.on { self.measured.min(self.rate) } else { self.measured };
            (self.peak, self.throttled, self.on) = (rate, now, true);
            self.window = libm::cbrt(rate * (1.0 - curve.beta) / curve.scale);
            rate * curve.beta
        } else {
            let since = now.since(self.throttled).as_seconds() - self.window;
            curve.scale * since * since * since + self.peak
        };
        if !self.on {
            return;
        }
        self.fill(now);
        let rate = wanted.min(2.0 * self.measured);
        (self.rate, self.burst) = (rate.max(LEAST_RATE), rate.max(LEAST_BURST));
        self.level = self.level.min(self.burst);
    }

    fn fill(&mut self, now: Time) {
        self.level = (self.level + now.since(self.filled).as_seconds() * self.rate).min(self.burst);
        self.filled = now;
    }

    fn measure(&mut self, now: Time) {
        self.answers += 1;
        let period = now.0 / PERIOD;
        if period > self.period {
            let seconds = (period - self.period) as f64 * PERIOD as f64 / 1e6;
            let latest = f64::from(self.answers) / seconds;
            self.measured = latest * SMOOTH + self.measured * (1.0 - SMOOTH);
            (self.answers, self.period) = (0, period);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURVE: Curve = Curve { beta: 0.7, scale: 0.4 };

    fn at(seconds: f64) -> Time {
        Time((seconds * 1e6).round() as u64)
    }

    /// Ten answers a second, from one instant up to another.
    fn steadily(limiter: &mut Limiter, from: u64, to: u64) {
        (from * 10..to * 10).for_each(|n| limiter.answered(CURVE, at(n as f64 / 10.0), false));
    }

    #[test]
    fn retry_6_everything_passes_until_the_first_throttling() {
        let mut limiter = Limiter::default();
        assert!((0..10_000).all(|_| limiter.pass(Time::START).is_ok()));
        steadily(&mut limiter, 0, 20);
        assert_eq!(limiter.rate(), None);
    }

    #[test]
    fn retry_6_the_rate_is_back_at_its_peak_when_the_cubic_window_ends() {
        let mut limiter = Limiter::default();
        steadily(&mut limiter, 0, 100);
        limiter.answered(CURVE, at(100.0), true);
        let near = |limiter: &Limiter, wanted: f64| {
            let rate = limiter.rate().unwrap_or_default();
            assert!((rate - wanted).abs() < 1e-4, "{rate} instead of {wanted}");
        };
        // w_max = 10, beta = 0.7: down to 7, and back after K = cbrt(10 · 0.3 / 0.4) = cbrt(7.5) s. Halfway there are
        // 0.4 · 7.5 / 8 missing; a second later there are 0.4 too many.
        near(&limiter, 7.0);
        let k = 1.957_434;
        for (after, wanted) in [(k / 2.0, 9.625), (k, 10.0), (k + 1.0, 10.4)] {
            let mut one = limiter.clone();
            // Measured as before, so that twice the measured rate is no bound here.
            one.measured = 10.0;
            one.period = at(100.0 + after).0 / PERIOD;
            one.answered(CURVE, at(100.0 + after), false);
            near(&one, wanted);
        }
    }

    #[test]
    fn retry_6_the_rate_stays_within_half_a_request_and_twice_what_was_answered() {
        let mut limiter = Limiter::default();
        (0..100).for_each(|n| limiter.answered(CURVE, at(f64::from(n)), true));
        assert_eq!(limiter.rate(), Some(0.5), "never below");
        // One answer a second from now on; the curve alone would allow thousands.
        (100..200).for_each(|n| limiter.answered(CURVE, at(f64::from(n)), false));
        let rate = limiter.rate().unwrap_or_default();
        assert!((rate - 2.0).abs() < 1e-6, "{rate}");
    }

    #[test]
    fn retry_6_attempts_pass_at_the_rate() {
        let mut limiter = Limiter::default();
        (0..100).for_each(|n| limiter.answered(CURVE, at(f64::from(n)), true));
        let mut now = at(100.0);
        let mut passed = Vec::new();
        while passed.len() < 5 {
            match limiter.pass(now) {
                Ok(()) => passed.push(now.seconds()),
                Err(wait) => now += wait,
            }
        }
        // Half a request a second: the bucket held one.
        assert_eq!(passed, [100.0, 102.0, 104.0, 106.0, 108.0]);
    }
}
