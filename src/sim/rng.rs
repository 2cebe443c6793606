//! Seeded randomness: one stream per node, derived from the run's seed and the node's id (SIM-4), so that adding a node
//! leaves every other node's draws as they were. Logarithms come from `libm`, which gives the same bits everywhere.

use super::{Span, Time};
use rand_core::{RngCore, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A stream of random draws.
#[derive(Clone, PartialEq, Debug)]
pub struct Stream(Pcg64Mcg);

impl Stream {
    /// The stream of the node called `name` in a run with this seed.
    pub fn of(seed: u64, name: &str) -> Self {
        // FNV-1a of the name, mixed with the seed: stable across platforms and releases.
        let mut hash = 0xcbf2_9ce4_8422_2325u64 ^ mix(seed);
        for byte in name.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(Pcg64Mcg::seed_from_u64(mix(hash)))
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number in [0, 1) with 53 random bits.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Whether something with this probability (0 to 1) happens. Certainties draw nothing, so that switching a rare
    /// effect off leaves the rest of the stream alone.
    #[inline]
    pub fn chance(&mut self, p: f64) -> bool {
        if p <= 0.0 {
            false
        } else if p >= 1.0 {
            true
        } else {
            self.unit() < p
        }
    }

    /// A whole number in [0, n); `n` must not be 0.
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }

    /// A length of time in [0, most).
    pub fn up_to(&mut self, most: Span) -> Span {
        if most.0 == 0 { Span::ZERO } else { Span(self.below(most.0)) }
    }

    /// An exponentially distributed number with this mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// A standard normal number (Box and Muller's first; the second is not kept, so that a draw has no memory).
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        radius * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }
}

/// A bijective mix of 64 bits (the finaliser of splitmix64).
pub(crate) fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The nearest whole number of microseconds; `x` is not negative.
fn whole(x: f64) -> Span {
    Span((x + 0.5) as u64)
}

/// How long something takes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Delay {
    /// Always the same.
    Fixed(Span),
    /// Exponential with this mean.
    Exponential(Span),
    /// Log-normal, by its median and its 99th percentile.
    LogNormal {
        /// Half of all draws are below.
        p50: Span,
        /// 99 of 100 draws are below.
        p99: Span,
    },
}

impl Default for Delay {
    fn default() -> Self {
        Self::NONE
    }
}

impl Delay {
    /// No time at all.
    pub const NONE: Delay = Delay::Fixed(Span::ZERO);

    /// Log-normal where `p99` is above `p50`, else fixed at `p50`.
    pub fn spread(p50: Span, p99: Span) -> Self {
        if p99 > p50 && p50 > Span::ZERO { Delay::LogNormal { p50, p99 } } else { Delay::Fixed(p50) }
    }

    /// Log-normal by its mean and its 99th percentile; `p99` must be above `mean`.
    pub fn of_mean(mean: Span, p99: Span) -> Self {
        // ln p99 - ln mean = z·sigma - sigma²/2: the smaller root is the shape that people mean. Where the two lie too
        // far apart for any, the widest shape there is.
        let z = 2.326_347_874_040_841;
        let ratio = libm::log(p99.0 as f64 / mean.0 as f64);
        let sigma = z - libm::sqrt((z * z - 2.0 * ratio).max(0.0));
        let p50 = mean.0 as f64 * libm::exp(-sigma * sigma / 2.0);
        let p50 = Span((p50.round() as u64).max(1));
        Self::spread(p50, Span((p50.0 as f64 * libm::exp(z * sigma)).round() as u64))
    }

    /// One draw.
    #[inline]
    pub fn draw(self, stream: &mut Stream) -> Span {
        match self {
            Delay::Fixed(span) => span,
            chance => chance.by_chance(stream),
        }
    }

    fn by_chance(self, stream: &mut Stream) -> Span {
        match self {
            Delay::Fixed(span) => span,
            Delay::Exponential(mean) => whole(stream.exponential(mean.0 as f64)),
            Delay::LogNormal { p50, p99 } => {
                let sigma = sigma(p50, p99);
                whole(p50.0 as f64 * libm::exp(sigma * stream.normal()))
            }
        }
    }

    /// The mean of all draws (EXT-7: capacity follows the mean, not the median).
    pub fn mean(self) -> Span {
        match self {
            Delay::Fixed(span) | Delay::Exponential(span) => span,
            Delay::LogNormal { p50, p99 } => {
                let sigma = sigma(p50, p99);
                whole(p50.0 as f64 * libm::exp(sigma * sigma / 2.0))
            }
        }
    }
}

/// The shape of a log-normal with these quantiles; 2.3263 is the 99 % point of the standard normal.
fn sigma(p50: Span, p99: Span) -> f64 {
    libm::log(p99.0 as f64 / p50.0 as f64) / 2.326_347_874_040_841
}

/// The instant a draw of a Poisson process with `rate` events a second comes after `now`.
pub fn next_arrival(stream: &mut Stream, now: Time, rate: f64) -> Time {
    now + whole(stream.exponential(1e6 / rate)).max(Span(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sim_4_streams_differ_by_name_and_by_seed_and_repeat() {
        let draws = |seed, name| (0..4).map(|_| Stream::of(seed, name).bits()).collect::<Vec<_>>();
        assert_eq!(draws(7, "a"), draws(7, "a"));
        assert_ne!(draws(7, "a"), draws(7, "b"));
        assert_ne!(draws(7, "a"), draws(8, "a"));
    }

    #[test]
    fn ext_7_the_mean_of_the_realistic_payment_latency_is_358_ms() {
        let delay = Delay::spread(Span::millis(300), Span::millis(1200));
        assert!((delay.mean().as_millis() - 358.0).abs() < 1.0, "{}", delay.mean());
    }

    #[test]
    fn draws_have_the_quantiles_they_were_made_from() {
        let delay = Delay::spread(Span::millis(40), Span::millis(120));
        let mut stream = Stream::of(1, "quantiles");
        let n = 20_000;
        let below = |limit: Span, stream: &mut Stream| (0..n).filter(|_| delay.draw(stream) < limit).count();
        // Five standard errors of a binomial share: 5·sqrt(n·p·(1-p)).
        let half = below(Span::millis(40), &mut stream) as f64;
        assert!((half - 10_000.0).abs() < 5.0 * 70.8, "{half}");
        let most = below(Span::millis(120), &mut stream) as f64;
        assert!((most - 19_800.0).abs() < 5.0 * 14.1, "{most}");
    }

    #[test]
    fn the_exponential_has_its_mean() {
        let mut stream = Stream::of(3, "exponential");
        let n = 40_000;
        let mean = (0..n).map(|_| stream.exponential(2.0)).sum::<f64>() / f64::from(n);
        // The standard error is 2 / sqrt(n) = 0.01.
        assert!((mean - 2.0).abs() < 0.05, "{mean}");
    }
}
