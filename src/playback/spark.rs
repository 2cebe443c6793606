//! The course of one number over the whole run in a few points: when they are full, every second one goes and the
//! distance between them doubles.

use crate::sim::Time;

const POINTS: usize = 48;
/// The first distance between points: half a second of simulated time.
const FIRST: u64 = 500_000;

/// At most 48 points, evenly spread over the run so far.
#[derive(Clone, PartialEq, Debug)]
pub struct Spark {
    points: Vec<f32>,
    every: u64,
    next: u64,
}

impl Default for Spark {
    fn default() -> Self {
        Self { points: Vec::with_capacity(POINTS), every: FIRST, next: 0 }
    }
}

impl Spark {
    /// Whether it is time for a point.
    pub fn wants(&self, now: Time) -> bool {
        now.0 >= self.next
    }

    /// Adds the value of this instant, if it is time for a point. Instants that were jumped over get the same value.
    pub fn add(&mut self, now: Time, value: f32) {
        while self.wants(now) {
            if self.points.len() == POINTS {
                let mut keep = false;
                self.points.retain(|_| {
                    keep = !keep;
                    keep
                });
                self.every *= 2;
            }
            self.points.push(value);
            self.next += self.every;
        }
    }

    /// The points, oldest first.
    pub fn points(&self) -> &[f32] {
        &self.points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_holds_more_than_its_points_and_keeps_the_shape() {
        let mut spark = Spark::default();
        (0..1000u64).for_each(|k| spark.add(Time(k * 500_000), k as f32));
        assert!(spark.points().len() <= POINTS && spark.points().len() >= POINTS / 2);
        assert!(spark.points().windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn a_jump_does_not_stall() {
        let mut spark = Spark::default();
        spark.add(Time(0), 1.0);
        spark.add(Time(86_400_000_000), 2.0);
        assert!(!spark.wants(Time(86_400_000_000)));
        assert!(spark.points().len() <= POINTS);
    }
}
