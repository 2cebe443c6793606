//! Mean, spread and the 95 % interval of independent numbers, one after the other.

use serde::{Deserialize, Serialize};

/// What so many numbers came to (Welford's way: nothing is kept of them).
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Stats {
    /// How many.
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// The sum of the squares of their distances from the mean.
    squares: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Stats {
    /// Takes a number in.
    pub fn add(&mut self, x: f64) {
        (self.min, self.max) = if self.n == 0 { (x, x) } else { (self.min.min(x), self.max.max(x)) };
        self.n += 1;
        let away = x - self.mean;
        self.mean += away / self.n as f64;
        self.squares += away * (x - self.mean);
    }

    /// The standard deviation of the numbers, as an estimate for all runs; 0 for fewer than two.
    pub fn deviation(&self) -> f64 {
        if self.n < 2 { 0.0 } else { libm::sqrt(self.squares / (self.n - 1) as f64) }
    }

    /// Half the width of the 95 % interval around the mean: in 95 of 100 batches like this one it covers the true mean.
    /// `None` for fewer than two numbers.
    pub fn half_width(&self) -> Option<f64> {
        (self.n >= 2).then(|| quantile(self.n - 1) * self.deviation() / libm::sqrt(self.n as f64))
    }
}

/// Student's t for 97.5 % with so many degrees of freedom, from 1: tabulated up to 30, then by the expansion around the
/// normal distribution, which is right to five digits there.
pub fn quantile(freedom: u64) -> f64 {
    const TABLE: [f64; 30] = [
        12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139, 2.200985,
        2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963, 2.079614, 2.073873,
        2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272,
    ];
    let known = usize::try_from(freedom).ok().and_then(|n| n.checked_sub(1)).and_then(|n| TABLE.get(n));
    known.copied().unwrap_or_else(|| {
        let (z, n) = (1.959_963_984_540_054, freedom.max(1) as f64);
        let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z);
        let first = (z3 + z) / 4.0;
        let second = (5.0 * z5 + 16.0 * z3 + 3.0 * z) / 96.0;
        let third = (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / 384.0;
        z + first / n + second / (n * n) + third / (n * n * n)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_deviation_and_interval_of_known_numbers() {
        let mut stats = Stats::default();
        [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0].into_iter().for_each(|x| stats.add(x));
        // Mean 5, sum of squares 32, so the deviation is sqrt(32/7); t(7) = 2.3646.
        assert_eq!((stats.mean, stats.min, stats.max), (5.0, 2.0, 9.0));
        assert!((stats.deviation() - libm::sqrt(32.0 / 7.0)).abs() < 1e-12);
        let half = 2.364624 * libm::sqrt(32.0 / 7.0) / libm::sqrt(8.0);
        assert!(stats.half_width().is_some_and(|h| (h - half).abs() < 1e-9));
        assert_eq!(Stats { n: 1, ..Stats::default() }.half_width(), None);
    }

    #[test]
    fn student_t_is_as_tables_have_it() {
        for (freedom, t) in
            [(1, 12.706), (9, 2.262), (30, 2.042), (31, 2.0395), (60, 2.0003), (199, 1.9720), (1_000_000, 1.96)]
        {
            assert!((quantile(freedom) - t).abs() < 6e-5 * t + 5e-4, "{freedom}: {}", quantile(freedom));
        }
    }
}
