//! A token bucket (SIM-2), in whole micro-tokens, so that boundary cases hold exactly (T-14).

use crate::sim::{Span, Time};

const MICRO: u128 = 1_000_000;

/// A bucket of `burst` tokens that is refilled with `rate` tokens a second and starts full.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenBucket {
    /// Micro-tokens a second.
    rate: u64,
    /// Micro-tokens.
    burst: u64,
    /// Micro-tokens.
    level: u64,
    /// Remainder of the refill, in micro-tokens times a million, so that slow rates lose nothing.
    rest: u64,
    at: Time,
}

impl TokenBucket {
    /// A full bucket. `rate` in tokens a second, `burst` in tokens; both may be fractions.
    pub fn new(rate: f64, burst: f64, now: Time) -> Self {
        let burst = micro(burst);
        Self { rate: micro(rate), burst, level: burst, rest: 0, at: now }
    }

    /// Changes rate and burst; what is in the bucket stays, as far as it fits.
    pub fn resize(&mut self, rate: f64, burst: f64, now: Time) {
        self.refill(now);
        (self.rate, self.burst) = (micro(rate), micro(burst));
        self.level = self.level.min(self.burst);
    }

    /// Makes, changes or removes a bucket of (rate, burst); what is in it stays, as far as it fits.
    pub fn keep(bucket: &mut Option<Self>, to: Option<(f64, f64)>, now: Time) {
        match (bucket.as_mut(), to) {
            (Some(bucket), Some((rate, burst))) => bucket.resize(rate, burst, now),
            (_, to) => *bucket = to.map(|(rate, burst)| Self::new(rate, burst, now)),
        }
    }

    fn refill(&mut self, now: Time) {
        if now == self.at && (self.level < self.burst || self.rest == 0) {
            return;
        }
        let passed = now.since(self.at).0;
        // Mostly 64 bits are enough, and a division of them is a multiplication.
        let (whole, rest) = match self.rate.checked_mul(passed).and_then(|grown| grown.checked_add(self.rest)) {
            Some(grown) => (u128::from(grown / MICRO as u64), grown % MICRO as u64),
            None => {
                let grown = u128::from(self.rate) * u128::from(passed) + u128::from(self.rest);
                (grown / MICRO, (grown % MICRO) as u64)
            }
        };
        self.at = now;
        let level = u128::from(self.level) + whole;
        self.rest = rest;
        if level >= u128::from(self.burst) {
            self.rest = 0;
        }
        self.level = level.min(u128::from(self.burst)) as u64;
    }

    /// Whether `cost` tokens are there.
    pub fn has(&mut self, now: Time, cost: u64) -> bool {
        self.refill(now);
        u128::from(self.level) >= u128::from(cost) * MICRO
    }

    /// Takes `cost` tokens if they are all there; takes none otherwise.
    pub fn take(&mut self, now: Time, cost: u64) -> bool {
        let enough = self.has(now, cost);
        if enough {
            self.level -= cost * MICRO as u64;
        }
        enough
    }

    /// Puts so many tokens in, as far as they fit.
    pub fn add(&mut self, now: Time, tokens: u64) {
        self.refill(now);
        let level = u128::from(self.level) + u128::from(tokens) * MICRO;
        self.level = level.min(u128::from(self.burst)) as u64;
    }

    /// How long until `cost` tokens are there; `None` if they never will be.
    pub fn wait(&mut self, now: Time, cost: u64) -> Option<Span> {
        self.refill(now);
        let wanted = u128::from(cost) * MICRO;
        if wanted <= u128::from(self.level) {
            return Some(Span::ZERO);
        }
        if wanted > u128::from(self.burst) || self.rate == 0 {
            return None;
        }
        let missing = (wanted - u128::from(self.level)) * MICRO - u128::from(self.rest);
        Some(Span(missing.div_ceil(u128::from(self.rate)) as u64))
    }

    /// How many whole tokens are there.
    pub fn level(&mut self, now: Time) -> u64 {
        self.refill(now);
        self.level / MICRO as u64
    }
}

fn micro(tokens: f64) -> u64 {
    (tokens.max(0.0) * 1e6).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_put_in_stays_as_far_as_it_fits() {
        let mut bucket = TokenBucket::new(1.0, 10.0, Time::START);
        assert!(bucket.take(Time::START, 8));
        bucket.add(Time::START, 3);
        assert_eq!(bucket.level(Time::START), 5);
        bucket.add(Time::START + Span::seconds(1), 100);
        assert_eq!(bucket.level(Time::START + Span::seconds(1)), 10);
    }

    #[test]
    fn t_14_sim_2_rate_10_burst_20() {
        let mut bucket = TokenBucket::new(10.0, 20.0, Time::START);
        let mut passed = |at| (0..50).filter(|_| bucket.take(Time(at), 1)).count();
        assert_eq!(passed(0), 20);
        assert_eq!(passed(1_000_000), 10);
    }

    #[test]
    fn waiting_as_long_as_it_says_is_exactly_enough() {
        let mut bucket = TokenBucket::new(3.0, 1.0, Time::START);
        assert!(bucket.take(Time::START, 1));
        let wait = bucket.wait(Time::START, 1).unwrap_or_default();
        assert!(!bucket.clone().take(Time(wait.0 - 1), 1));
        assert!(bucket.take(Time(wait.0), 1));
        assert_eq!(bucket.wait(Time(wait.0), 2), None);
    }

    proptest! {
        /// In any window of length t at most burst + rate · t tokens pass.
        #[test]
        fn sim_2_6_never_lets_more_through_than_its_bound(
            rate in 1u64..200, burst in 1u64..50, steps in proptest::collection::vec(0u64..100_000, 1..300)
        ) {
            let mut bucket = TokenBucket::new(rate as f64, burst as f64, Time::START);
            let (mut now, mut passed) = (0u64, Vec::new());
            for step in steps {
                now += step;
                if bucket.take(Time(now), 1) { passed.push(now); }
            }
            for (i, first) in passed.iter().enumerate() {
                for (j, last) in passed.iter().enumerate().skip(i) {
                    let most = (burst * 1_000_000 + rate * (last - first)) / 1_000_000;
                    prop_assert!((j - i + 1) as u64 <= most);
                }
            }
        }
    }
}
