//! A circuit breaker (CBRK-1 to 4, RETRY-13): counts how calls end and, when too many fail, lets none through for a while.

use crate::sim::{Span, Time};
use std::collections::VecDeque;

/// How a breaker decides.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct BreakerRules {
    /// How many outcomes the window holds.
    pub window: u32,
    /// Below so many outcomes nothing is decided.
    pub minimum: u32,
    /// The share of failures, from 0 to 1, that opens it.
    pub failures: f64,
    /// A call that took at least so long is slow.
    pub slow: Span,
    /// The share of slow calls, from 0 to 1, that opens it.
    pub slow_calls: f64,
    /// How long it stays open.
    pub wait: Span,
    /// How many calls pass while it is half open.
    pub trials: u32,
}

/// Where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BreakerState {
    /// Calls pass.
    Closed,
    /// Calls are refused until this instant.
    Open(Time),
    /// A few calls pass to see whether it helps.
    HalfOpen,
}

/// The right to make one call; says which state it was given in, so that late outcomes of an earlier one don't count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Permit(u32);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Outcome {
    failed: bool,
    slow: bool,
}

/// A breaker.
#[derive(Clone, PartialEq, Debug)]
pub struct Breaker {
    rules: BreakerRules,
    state: BreakerState,
    outcomes: VecDeque<Outcome>,
    failed: u32,
    slow: u32,
    given: u32,
    epoch: u32,
}

impl Breaker {
    /// A closed breaker.
    pub fn new(rules: BreakerRules) -> Self {
        Self { rules, state: BreakerState::Closed, outcomes: VecDeque::new(), failed: 0, slow: 0, given: 0, epoch: 0 }
    }

    /// The rules.
    pub fn rules(&self) -> BreakerRules {
        self.rules
    }

    /// Where it stands.
    pub fn state(&self) -> BreakerState {
        self.state
    }

    /// Changes the rules; where it stands stays as it is.
    pub fn follow(&mut self, rules: BreakerRules) {
        self.rules = rules;
        while self.outcomes.len() > rules.window as usize {
            self.forget_oldest();
        }
    }

    fn enter(&mut self, state: BreakerState) {
        self.state = state;
        self.outcomes.clear();
        (self.failed, self.slow, self.given) = (0, 0, 0);
        self.epoch += 1;
    }

    /// Becomes half open if it has been open long enough (CBRK-2). True if it did.
    pub fn look(&mut self, now: Time) -> bool {
        let due = matches!(self.state, BreakerState::Open(until) if now >= until);
        if due {
            self.enter(BreakerState::HalfOpen);
        }
        due
    }

    /// How many calls may still start while it is half open; `None` while it is closed.
    pub fn trials_left(&self) -> Option<u32> {
        match self.state {
            BreakerState::Closed => None,
            BreakerState::Open(_) => Some(0),
            BreakerState::HalfOpen => Some(self.rules.trials - self.given),
        }
    }

    /// Whether a call may start now.
    pub fn permit(&mut self, now: Time) -> Option<Permit> {
        self.look(now);
        if self.trials_left() == Some(0) {
            return None;
        }
        self.given += 1;
        Some(Permit(self.epoch))
    }

    /// Takes a permit back whose call was never finished, such as that of a killed invocation.
    pub fn hand_back(&mut self, permit: Permit) {
        if permit.0 == self.epoch {
            self.given = self.given.saturating_sub(1);
        }
    }

    /// A permitted call ended. The new state, if that changed it.
    pub fn report(&mut self, now: Time, permit: Permit, failed: bool, took: Span) -> Option<BreakerState> {
        if permit.0 != self.epoch {
            return None;
        }
        let slow = took >= self.rules.slow;
        self.outcomes.push_back(Outcome { failed, slow });
        self.failed += u32::from(failed);
        self.slow += u32::from(slow);
        let enough = match self.state {
            BreakerState::Closed => {
                if self.outcomes.len() > self.rules.window as usize {
                    self.forget_oldest();
                }
                self.rules.minimum.min(self.rules.window)
            }
            _ => self.rules.trials,
        };
        if self.outcomes.len() < enough as usize {
            return None;
        }
        let next = match (self.is_bad(), self.state) {
            (true, _) => BreakerState::Open(now + self.rules.wait),
            (false, BreakerState::Closed) => return None,
            (false, _) => BreakerState::Closed,
        };
        self.enter(next);
        Some(next)
    }

    fn is_bad(&self) -> bool {
        let share = |n: u32| f64::from(n) / self.outcomes.len().max(1) as f64;
        share(self.failed) >= self.rules.failures || share(self.slow) >= self.rules.slow_calls
    }

    fn forget_oldest(&mut self) {
        if let Some(old) = self.outcomes.pop_front() {
            self.failed -= u32::from(old.failed);
            self.slow -= u32::from(old.slow);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: BreakerRules = BreakerRules {
        window: 20,
        minimum: 10,
        failures: 0.5,
        slow: Span::seconds(60),
        slow_calls: 1.0,
        wait: Span::seconds(30),
        trials: 10,
    };

    fn call(breaker: &mut Breaker, now: Time, failed: bool) -> bool {
        let permit = breaker.permit(now);
        if let Some(permit) = permit {
            breaker.report(now, permit, failed, Span::millis(10));
        }
        permit.is_some()
    }

    #[test]
    fn cbrk_1_after_a_window_of_successes_the_tenth_failure_opens() {
        let mut breaker = Breaker::new(RULES);
        (0..100).for_each(|_| assert!(call(&mut breaker, Time(0), false)));
        (0..9).for_each(|_| assert!(call(&mut breaker, Time(0), true)));
        assert_eq!(breaker.state(), BreakerState::Closed);
        assert!(call(&mut breaker, Time(0), true));
        assert_eq!(breaker.state(), BreakerState::Open(Time(30_000_000)));
    }

    #[test]
    fn cbrk_1_nothing_is_decided_below_the_minimum() {
        let mut breaker = Breaker::new(RULES);
        (0..9).for_each(|_| assert!(call(&mut breaker, Time(0), true)));
        assert_eq!(breaker.state(), BreakerState::Closed);
    }

    fn opened() -> Breaker {
        let mut breaker = Breaker::new(RULES);
        (0..10).for_each(|_| assert!(call(&mut breaker, Time(0), true)));
        breaker
    }

    #[test]
    fn cbrk_2_an_open_breaker_refuses_until_its_wait_is_over() {
        let mut breaker = opened();
        assert!(!call(&mut breaker, Time(29_999_999), false));
        assert!(call(&mut breaker, Time(30_000_000), false));
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
    }

    #[test]
    fn cbrk_3_half_open_lets_ten_through_and_decides_when_all_are_in() {
        for (failures, expected) in [(4, BreakerState::Closed), (5, BreakerState::Open(Time(61_000_000)))] {
            let mut breaker = opened();
            let permits: Vec<_> = (0..12).filter_map(|_| breaker.permit(Time(31_000_000))).collect();
            assert_eq!(permits.len(), 10);
            for (n, permit) in permits.into_iter().enumerate() {
                assert_eq!(breaker.state(), BreakerState::HalfOpen);
                breaker.report(Time(31_000_000), permit, n < failures, Span::ZERO);
            }
            assert_eq!(breaker.state(), expected);
        }
    }

    #[test]
    fn retry_13_outcomes_of_calls_begun_before_the_last_change_are_ignored() {
        let mut breaker = Breaker::new(RULES);
        let early: Vec<_> = (0..30).filter_map(|_| breaker.permit(Time(0))).collect();
        let changes: Vec<_> = early.iter().filter_map(|p| breaker.report(Time(1), *p, true, Span::ZERO)).collect();
        assert_eq!(changes, [BreakerState::Open(Time(30_000_001))]);
        breaker.look(Time(30_000_001));
        assert_eq!(breaker.report(Time(30_000_002), early[29], false, Span::ZERO), None);
        assert_eq!(breaker.trials_left(), Some(10));
    }

    #[test]
    fn cbrk_4_slow_calls_open_it_by_their_own_rate() {
        let mut breaker = Breaker::new(BreakerRules { slow: Span::seconds(2), slow_calls: 0.8, ..RULES });
        for n in 0..10 {
            let permit = breaker.permit(Time(0)).expect("closed");
            let took = if n < 2 { Span::seconds(1) } else { Span::seconds(2) };
            breaker.report(Time(0), permit, false, took);
        }
        assert_eq!(breaker.state(), BreakerState::Open(Time(30_000_000)));
    }
}
