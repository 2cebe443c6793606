//! Retries as AWS's SDKs make them (RETRY-1 to 5): how often, how long between, and the quota that dampens retry storms.

use crate::sim::{Fault, Span, Stream};

/// What a client retries, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RetryProfile {
    /// Attempts in all, the first included.
    pub attempts: u32,
    /// The bound of the first delay after a transient fault; it doubles each time.
    pub transient: Span,
    /// The same after throttling.
    pub throttled: Span,
    /// No bound is above this.
    pub cap: Span,
    /// What a retry after a transient fault takes from the quota.
    pub transient_cost: u32,
    /// What a retry after throttling takes.
    pub throttled_cost: u32,
    /// Whether the server's hint counts: never earlier than computed, at most 5 s later.
    pub hinted: bool,
}

/// A full quota.
const QUOTA: u32 = 500;
/// How much later than computed a server can make a retry.
const HINT: Span = Span::seconds(5);

impl RetryProfile {
    /// The standard mode of 2026: 50 ms after faults, 1 s after throttling.
    pub const fn standard_2026(attempts: u32) -> Self {
        Self {
            attempts,
            transient: Span::millis(50),
            throttled: Span::seconds(1),
            cap: Span::seconds(20),
            transient_cost: 14,
            throttled_cost: 5,
            hinted: true,
        }
    }

    /// The standard mode before 2026: 1 s after either.
    pub const fn standard_before_2026(attempts: u32) -> Self {
        Self {
            attempts,
            transient: Span::seconds(1),
            throttled: Span::seconds(1),
            cap: Span::seconds(20),
            transient_cost: 5,
            throttled_cost: 5,
            hinted: false,
        }
    }

    /// Retries after transient faults start at this bound (RETRY-12: 25 ms for DynamoDB).
    pub const fn starting_at(mut self, transient: Span) -> Self {
        self.transient = transient;
        self
    }

    /// The bound of the delay before retry number `n`, counted from 0.
    pub fn bound(&self, n: u32, fault: Fault) -> Span {
        let base = if fault == Fault::Throttled { self.throttled } else { self.transient };
        Span(base.0.saturating_mul(1u64.checked_shl(n).unwrap_or(u64::MAX))).min(self.cap)
    }

    /// A delay before retry number `n`, counted from 0: uniform below its bound (RETRY-1).
    pub fn delay(&self, n: u32, fault: Fault, hint: Option<Span>, stream: &mut Stream) -> Span {
        let computed = stream.up_to(self.bound(n, fault));
        match hint.filter(|_| self.hinted) {
            Some(hint) => hint.clamp(computed, computed + HINT),
            None => computed,
        }
    }

    fn cost(&self, fault: Fault) -> u32 {
        if fault == Fault::Throttled { self.throttled_cost } else { self.transient_cost }
    }
}

/// The retry quota of one client (RETRY-2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RetryQuota {
    tokens: u32,
}

impl Default for RetryQuota {
    fn default() -> Self {
        Self { tokens: QUOTA }
    }
}

/// Why there is no further attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoRetry {
    /// Trying again would not help (RETRY-5).
    NotRetriable,
    /// That was the last attempt.
    AttemptsSpent,
    /// The quota is too low (RETRY-2).
    QuotaSpent,
}

impl RetryQuota {
    /// What is left.
    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    /// Whether attempt number `tried` (from 1), which ended in `fault`, is followed by another. Takes its cost if so.
    ///
    /// # Errors
    /// Why not.
    pub fn retry(&mut self, profile: &RetryProfile, tried: u32, fault: Fault) -> Result<(), NoRetry> {
        if !fault.retriable() {
            return Err(NoRetry::NotRetriable);
        }
        if tried >= profile.attempts {
            return Err(NoRetry::AttemptsSpent);
        }
        let left = self.tokens.checked_sub(profile.cost(fault)).ok_or(NoRetry::QuotaSpent)?;
        self.tokens = left;
        Ok(())
    }

    /// A call succeeded; `after` is the fault that its last retry answered, if it was retried (RETRY-3).
    pub fn succeeded(&mut self, profile: &RetryProfile, after: Option<Fault>) {
        let back = after.map_or(1, |fault| profile.cost(fault));
        self.tokens = (self.tokens + back).min(QUOTA);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: RetryProfile = RetryProfile::standard_2026(3);

    #[test]
    fn t_21_retry_4_a_total_outage_allows_35_retries_then_none() {
        let mut quota = RetryQuota::default();
        let retries: Vec<u32> = (0..20)
            .map(|_| (1..).take_while(|tried| quota.retry(&P, *tried, Fault::Unavailable).is_ok()).count() as u32)
            .collect();
        assert_eq!(retries[..17], [2; 17]);
        assert_eq!(retries[17..], [1, 0, 0]);
        assert_eq!(quota.tokens(), 10);
    }

    #[test]
    fn retry_4_throttling_allows_100_retries() {
        let mut quota = RetryQuota::default();
        let count = (0..1_000).filter(|_| quota.retry(&P, 1, Fault::Throttled).is_ok()).count();
        assert_eq!(count, 100);
    }

    #[test]
    fn retry_3_success_gives_back_the_last_cost_or_one_and_never_more_than_full() {
        let mut quota = RetryQuota::default();
        assert_eq!(quota.retry(&P, 1, Fault::Unavailable), Ok(()));
        assert_eq!(quota.retry(&P, 2, Fault::Throttled), Ok(()));
        quota.succeeded(&P, Some(Fault::Throttled));
        assert_eq!(quota.tokens(), 500 - 14);
        quota.succeeded(&P, None);
        assert_eq!(quota.tokens(), 500 - 13);
        (0..20).for_each(|_| quota.succeeded(&P, None));
        assert_eq!(quota.tokens(), 500);
    }

    #[test]
    fn retry_2_the_order_is_retriable_attempts_quota() {
        let mut empty = RetryQuota { tokens: 0 };
        assert_eq!(empty.retry(&P, 9, Fault::Client), Err(NoRetry::NotRetriable));
        assert_eq!(empty.retry(&P, 3, Fault::TimedOut), Err(NoRetry::AttemptsSpent));
        assert_eq!(empty.retry(&P, 1, Fault::TimedOut), Err(NoRetry::QuotaSpent));
    }

    #[test]
    fn retry_1_bounds_double_up_to_20_s() {
        assert_eq!([0, 1].map(|n| P.bound(n, Fault::Unavailable)), [Span::millis(50), Span::millis(100)]);
        assert_eq!([0, 1].map(|n| P.bound(n, Fault::Throttled)), [Span::seconds(1), Span::seconds(2)]);
        assert_eq!(P.bound(70, Fault::Refused), Span::seconds(20));
    }

    #[test]
    fn retry_1_delays_are_uniform_below_their_bound() {
        let mut stream = Stream::of(1, "jitter");
        let draws: Vec<Span> = (0..2_000).map(|_| P.delay(1, Fault::Unavailable, None, &mut stream)).collect();
        assert!(draws.iter().all(|d| *d < Span::millis(100)));
        // The mean of a uniform is half its bound; its standard error is 100 ms / sqrt(12 · 2000) = 0.65 ms.
        let mean = draws.iter().map(|d| d.as_millis()).sum::<f64>() / 2_000.0;
        assert!((mean - 50.0).abs() < 5.0 * 0.65, "{mean}");
    }

    #[test]
    fn a_hint_moves_a_retry_by_at_most_five_seconds() {
        let mut stream = Stream::of(1, "hint");
        let wait = P.delay(0, Fault::Throttled, Some(Span::seconds(60)), &mut stream);
        assert!(wait >= Span::seconds(5) && wait < Span::seconds(6), "{wait}");
    }
}
