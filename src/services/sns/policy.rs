//! Delivery policies: how often and when a failed delivery is tried again (SNS 2.3).

use super::fields::*;
use crate::model::Config;
use crate::sim::Span;

/// How the delay grows in the backoff phase (SNS-21).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backoff {
    Linear,
    Arithmetic,
    Exponential,
}

/// The phases of a delivery policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    pub no_delay: u32,
    pub min_delay_retries: u32,
    pub backoff_retries: u32,
    pub max_delay_retries: u32,
    /// Before the backoff.
    pub min_delay: Span,
    /// The first delay of the backoff, as far as it differs from `min_delay`.
    pub backoff_from: Span,
    pub max_delay: Span,
    pub backoff: Backoff,
}

/// Queues and functions: 100,015 retries over 23 days.
pub const MANAGED: Policy = Policy {
    no_delay: 3,
    min_delay_retries: 2,
    backoff_retries: 10,
    max_delay_retries: 100_000,
    min_delay: Span::seconds(1),
    backoff_from: Span::seconds(1),
    max_delay: Span::seconds(20),
    backoff: Backoff::Exponential,
};

/// E-mail and SMS: 50 retries over 6 hours.
pub const MAIL: Policy = Policy {
    no_delay: 0,
    min_delay_retries: 2,
    backoff_retries: 10,
    max_delay_retries: 38,
    min_delay: Span::seconds(10),
    backoff_from: Span::seconds(10),
    max_delay: Span::seconds(600),
    backoff: Backoff::Exponential,
};

impl Policy {
    /// The delivery policy of an HTTPS subscription.
    pub fn http(config: &Config) -> Self {
        let count = |n: i64| n.max(0) as u32;
        let (no_delay, min, max) =
            (count(NO_DELAY.of(config)), count(MIN_DELAY_RETRIES.of(config)), count(MAX_DELAY_RETRIES.of(config)));
        Self {
            no_delay,
            min_delay_retries: min,
            backoff_retries: count(RETRIES.of(config)).saturating_sub(no_delay + min + max),
            max_delay_retries: max,
            min_delay: MIN_DELAY.of(config),
            backoff_from: MIN_DELAY.of(config),
            max_delay: MAX_DELAY.of(config).max(MIN_DELAY.of(config)),
            backoff: match BACKOFF.of(config) {
                "linear" => Backoff::Linear,
                "arithmetic" => Backoff::Arithmetic,
                _ => Backoff::Exponential,
            },
        }
    }

    /// The delay before retry number `k` (0 is the first), without jitter; `None` if there is no such retry.
    pub fn delay(&self, k: u32) -> Option<Span> {
        let mut k = k;
        for (retries, delay) in [(self.no_delay, Some(Span::ZERO)), (self.min_delay_retries, Some(self.min_delay))] {
            if k < retries {
                return delay;
            }
            k -= retries;
        }
        if k < self.backoff_retries {
            return Some(self.grown(k));
        }
        (k - self.backoff_retries < self.max_delay_retries).then_some(self.max_delay)
    }

    /// Delay number `i` of the backoff phase (SNS-21).
    fn grown(&self, i: u32) -> Span {
        let (min, max) = (self.backoff_from.as_seconds(), self.max_delay.as_seconds());
        if self.backoff_retries < 2 {
            return self.backoff_from;
        }
        let share = f64::from(i) / f64::from(self.backoff_retries - 1);
        Span::of_seconds(match self.backoff {
            Backoff::Linear => min + (max - min) * share,
            Backoff::Arithmetic => min + (max - min) * share * share,
            Backoff::Exponential => min * libm::pow(max / min, share),
        })
    }

    /// All delays together (SNS-11).
    pub fn total(&self) -> Span {
        (0..).map_while(|k| self.delay(k)).fold(Span::ZERO, |sum, d| sum + d)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_5_sns_21_the_managed_policy() {
        let mut at = 0.0;
        let mut offsets = vec![0.0];
        for k in 0..17 {
            at += MANAGED.delay(k).unwrap_or_default().as_seconds();
            offsets.push((at * 100.0f64).round() / 100.0);
        }
        let expected =
            [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.39, 6.34, 9.06, 12.84, 18.12, 25.49, 35.77, 50.11, 70.11, 90.11];
        // The sheet adds rounded delays; two hundredths are the most that can differ.
        for (got, expected) in offsets.iter().zip(expected) {
            assert!((got - expected).abs() < 0.021, "{offsets:?}");
        }
        assert_eq!((0..).map_while(|k| MANAGED.delay(k)).count(), 100_015);
    }

    #[test]
    fn sns_21_the_mail_policy_lasts_over_six_hours() {
        let hours = MAIL.total().as_seconds() / 3600.0;
        assert!((6.7..6.9).contains(&hours), "{hours}");
        assert_eq!((0..).map_while(|k| MAIL.delay(k)).count(), 50);
    }

    #[test]
    fn sns_22_the_example_policy_of_the_documents_in_phases() {
        let config = Config::from([
            ("numRetries", 50.into()),
            ("numNoDelayRetries", 3.into()),
            ("numMinDelayRetries", 2.into()),
            ("numMaxDelayRetries", 35.into()),
            ("minDelayTarget", 1.into()),
            ("maxDelayTarget", 60.into()),
            ("backoffFunction", "exponential".into()),
        ]);
        let delays: Vec<f64> = (0..).map_while(|k| Policy::http(&config).delay(k)).map(Span::as_seconds).collect();
        assert_eq!(delays.len(), 50);
        assert_eq!(delays[..5], [0.0, 0.0, 0.0, 1.0, 1.0]);
        assert_eq!((delays[5], delays[14]), (1.0, 60.0));
        assert!(delays[15..].iter().all(|d| *d == 60.0));
    }
}
