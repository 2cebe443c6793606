//! Retries as AWS's SDKs make them (RETRY-1 to 5, 7): how often, how long between, and what dampens retry storms: a quota,
//! or a budget (RETRY-15).

use crate::sim::{Fault, Span, Stream, Time};
use std::collections::VecDeque;

/// What keeps a client from trying again too often.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dampener {
    /// A bucket that retries take from and successes fill (RETRY-2).
    Quota,
    /// Retries are at most a share of the first attempts of late (RETRY-15).
    Budget,
    /// Nothing.
    Nothing,
}

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
    /// What dampens its retries.
    pub dampener: Dampener,
}

/// A full quota.
const QUOTA: u32 = 500;
/// How much later than computed a server can make a retry.
const HINT: Span = Span::seconds(5);
/// A retry budget looks back so far, and allows one retry for so many first attempts.
const BUDGET: (Span, usize) = (Span::seconds(10), 10);

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
            dampener: Dampener::Quota,
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
            dampener: Dampener::Quota,
        }
    }

    /// The mode before standards (RETRY-7): 1 s after either, and nothing dampens it.
    pub const fn legacy(attempts: u32) -> Self {
        Self { dampener: Dampener::Nothing, ..Self::standard_before_2026(attempts) }
    }

    /// A budget in place of the quota (RETRY-15).
    pub const fn with_budget(mut self) -> Self {
        self.dampener = Dampener::Budget;
        self
    }

    /// Retries after transient faults start at this bound (RETRY-12: 25 ms for DynamoDB).
    pub const fn starting_at(mut self, transient: Span) -> Self {
        self.transient = transient;
        self
    }

    /// The bound of the delay before retry number `n`, counted from 0.
    pub fn bound(&self, n: u32, fault: Fault) -> Span {
        let base = if fault == Fault::Throttled { self.throttled } else { self.transient };
        base.doubled(n, self.cap)
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

/// The retry quota of one client (RETRY-2), or its budget (RETRY-15).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RetryQuota {
    tokens: u32,
    /// When calls and retries began, as far as a budget looks back.
    calls: VecDeque<Time>,
    retries: VecDeque<Time>,
}

impl Default for RetryQuota {
    fn default() -> Self {
        Self { tokens: QUOTA, calls: VecDeque::new(), retries: VecDeque::new() }
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
    /// Retries are as many as the budget allows (RETRY-15).
    BudgetSpent,
}

impl RetryQuota {
    /// What is left.
    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    /// A call begins: its first attempt.
    pub fn began(&mut self, profile: &RetryProfile, now: Time) {
        if profile.dampener == Dampener::Budget {
            self.look_back(now);
            self.calls.push_back(now);
        }
    }

    /// Forgets what a budget no longer looks at.
    fn look_back(&mut self, now: Time) {
        for times in [&mut self.calls, &mut self.retries] {
            while times.front().is_some_and(|at| now.since(*at) >= BUDGET.0) {
                times.pop_front();
            }
        }
    }

    /// Whether attempt number `tried` (from 1), which ended in `fault` now, is followed by another. Takes its cost if so.
    ///
    /// # Errors
    /// Why not.
    pub fn retry(&mut self, profile: &RetryProfile, now: Time, tried: u32, fault: Fault) -> Result<(), NoRetry> {
        if !fault.retriable() {
            return Err(NoRetry::NotRetriable);
        }
        if tried >= profile.attempts {
            return Err(NoRetry::AttemptsSpent);
        }
        match profile.dampener {
            Dampener::Nothing => {}
            Dampener::Quota => {
                self.tokens = self.tokens.checked_sub(profile.cost(fault)).ok_or(NoRetry::QuotaSpent)?;
            }
            Dampener::Budget => {
                self.look_back(now);
                if (self.retries.len() + 1) * BUDGET.1 > self.calls.len() {
                    return Err(NoRetry::BudgetSpent);
                }
                self.retries.push_back(now);
            }
        }
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
            .map(|_| {
                (1..).take_while(|tried| quota.retry(&P, Time::START, *tried, Fault::Unavailable).is_ok()).count()
                    as u32
            })
            .collect();
        assert_eq!(retries[..17], [2; 17]);
        assert_eq!(retries[17..], [1, 0, 0]);
        assert_eq!(quota.tokens(), 10);
    }

    #[test]
    fn retry_4_throttling_allows_100_retries() {
        let mut quota = RetryQuota::default();
        let count = (0..1_000).filter(|_| quota.retry(&P, Time::START, 1, Fault::Throttled).is_ok()).count();
        assert_eq!(count, 100);
    }

    #[test]
    fn retry_3_success_gives_back_the_last_cost_or_one_and_never_more_than_full() {
        let mut quota = RetryQuota::default();
        assert_eq!(quota.retry(&P, Time::START, 1, Fault::Unavailable), Ok(()));
        assert_eq!(quota.retry(&P, Time::START, 2, Fault::Throttled), Ok(()));
        quota.succeeded(&P, Some(Fault::Throttled));
        assert_eq!(quota.tokens(), 500 - 14);
        quota.succeeded(&P, None);
        assert_eq!(quota.tokens(), 500 - 13);
        (0..20).for_each(|_| quota.succeeded(&P, None));
        assert_eq!(quota.tokens(), 500);
    }

    #[test]
    fn retry_2_the_order_is_retriable_attempts_quota() {
        let mut empty = RetryQuota { tokens: 0, ..RetryQuota::default() };
        assert_eq!(empty.retry(&P, Time::START, 9, Fault::Client), Err(NoRetry::NotRetriable));
        assert_eq!(empty.retry(&P, Time::START, 3, Fault::TimedOut), Err(NoRetry::AttemptsSpent));
        assert_eq!(empty.retry(&P, Time::START, 1, Fault::TimedOut), Err(NoRetry::QuotaSpent));
    }

    #[test]
    fn retry_15_a_budget_allows_one_retry_for_ten_calls_of_the_last_10_s() {
        let (profile, mut budget) = (P.with_budget(), RetryQuota::default());
        let mut retries = Vec::new();
        // Two calls a second, all of which fail: 20 in 10 s allow two retries.
        for half in 0..80 {
            let now = Time(half * 500_000);
            budget.began(&profile, now);
            if budget.retry(&profile, now, 1, Fault::Unavailable).is_ok() {
                retries.push(now.since(Time::START).as_seconds());
            }
        }
        // Call number 10 comes after 4.5 s, number 20 after 9.5 s; after that each retry makes room 10 s later.
        assert_eq!(retries, [4.5, 9.5, 14.5, 19.5, 24.5, 29.5, 34.5, 39.5]);
        assert_eq!(budget.tokens(), QUOTA, "the quota has no part in it");
    }

    #[test]
    fn retry_7_legacy_is_dampened_by_nothing() {
        let (profile, mut quota) = (RetryProfile::legacy(5), RetryQuota::default());
        assert!((0..1_000).all(|_| quota.retry(&profile, Time::START, 4, Fault::Unavailable).is_ok()));
        assert_eq!(quota.retry(&profile, Time::START, 5, Fault::Unavailable), Err(NoRetry::AttemptsSpent));
        assert_eq!(profile.bound(0, Fault::Unavailable), Span::seconds(1));
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
