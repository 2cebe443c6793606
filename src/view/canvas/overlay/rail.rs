//! The way of a bead: a wire's curve, cut into pieces of equal length, so that a place on it costs one look-up.

use crate::model::{Point, Rect};

/// Length of the pieces in canvas units: short enough that no corner shows.
const PIECE: f64 = 6.0;
/// A bead's pace in canvas units per millisecond, where the limits below leave it free.
const PACE: f64 = 0.35;
/// How long a bead is on its way: long enough to be seen, whatever the simulated time of the hop (milliseconds).
const SHORTEST: f64 = 350.0;
/// No wire is so long that a bead may take longer (milliseconds).
const LONGEST: f64 = 900.0;

/// A wire's curve for beads.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rail {
    points: Vec<Point>,
    length: f64,
    bounds: Rect,
}

impl Rail {
    /// The rail along a line of points. A line without length has a rail all the same: its beads stand still.
    pub fn along(line: &[Point]) -> Self {
        let (Some(first), Some(last)) = (line.first(), line.last()) else { return Self::default() };
        let length: f64 = line.windows(2).map(|w| w[0].distance(w[1])).sum();
        let pieces = (length / PIECE).ceil().clamp(1.0, 4_096.0) as usize;
        let mut points = Vec::with_capacity(pieces + 1);
        let (mut at, mut walked) = (0, 0.0);
        for k in 0..pieces {
            let goal = length * k as f64 / pieces as f64;
            while at + 2 < line.len() && walked + line[at].distance(line[at + 1]) < goal {
                walked += line[at].distance(line[at + 1]);
                at += 1;
            }
            let next = line.get(at + 1).unwrap_or(last);
            let step = line[at].distance(*next);
            points.push(between(line[at], *next, if step > 0.0 { (goal - walked) / step } else { 0.0 }));
        }
        points.push(*last);
        let bounds = line.iter().fold(Rect::spanning(*first, *first), |r, p| r.union(Rect::spanning(*p, *p)));
        Self { points, length, bounds }
    }

    /// The place after this part of the way (0 to 1).
    pub fn at(&self, part: f64) -> Point {
        let pieces = self.points.len().saturating_sub(1);
        let exact = part.clamp(0.0, 1.0) * pieces as f64;
        let index = (exact as usize).min(pieces.saturating_sub(1));
        match (self.points.get(index), self.points.get(index + 1)) {
            (Some(a), Some(b)) => between(*a, *b, exact - index as f64),
            (Some(a), None) => *a,
            _ => Point::default(),
        }
    }

    /// Its points, a short and equal way apart.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Its length in canvas units.
    pub fn length(&self) -> f64 {
        self.length
    }

    /// How long a bead takes for it, in milliseconds of wall time.
    pub fn duration(&self) -> f64 {
        (self.length / PACE).clamp(SHORTEST, LONGEST)
    }

    /// The rectangle around it.
    pub fn bounds(&self) -> Rect {
        self.bounds
    }
}

fn between(a: Point, b: Point, part: f64) -> Point {
    Point::new(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> Rail {
        let points: Vec<Point> = points.iter().map(|p| Point::from(*p)).collect();
        Rail::along(&points)
    }

    #[test]
    fn half_the_way_is_half_the_length_however_the_points_lie() {
        // 100 to the right in two uneven steps, then 100 down: half-way is the corner.
        let rail = line(&[(0.0, 0.0), (3.0, 0.0), (100.0, 0.0), (100.0, 100.0)]);
        assert!((rail.length() - 200.0).abs() < 1e-9);
        assert!(rail.at(0.5).distance(Point::new(100.0, 0.0)) < 1e-9);
        assert!(rail.at(0.25).distance(Point::new(50.0, 0.0)) < 1e-9);
        assert!(rail.at(0.75).distance(Point::new(100.0, 50.0)) < 1e-9);
        assert_eq!(rail.at(-1.0), Point::new(0.0, 0.0));
        assert_eq!(rail.at(2.0), Point::new(100.0, 100.0));
    }

    #[test]
    fn equal_parts_of_the_way_are_equally_long() {
        let arc: Vec<Point> = (0..=90)
            .map(|d| f64::from(d).to_radians())
            .map(|a| Point::new(300.0 * libm::cos(a), 300.0 * libm::sin(a)))
            .collect();
        let rail = Rail::along(&arc);
        let hops: Vec<f64> =
            (0..20).map(|k| rail.at(f64::from(k) / 20.0).distance(rail.at(f64::from(k + 1) / 20.0))).collect();
        let mean = hops.iter().sum::<f64>() / 20.0;
        assert!(hops.iter().all(|h| (h - mean).abs() < mean * 0.02), "{hops:?}");
    }

    #[test]
    fn a_hop_is_seen_for_at_least_350_ms_and_a_long_wire_does_not_bore() {
        assert_eq!(line(&[(0.0, 0.0), (10.0, 0.0)]).duration(), 350.0);
        assert_eq!(line(&[(0.0, 0.0), (210.0, 0.0)]).duration(), 600.0);
        assert_eq!(line(&[(0.0, 0.0), (5_000.0, 0.0)]).duration(), 900.0);
    }

    #[test]
    fn lines_of_no_length_and_of_no_points_are_harmless() {
        assert_eq!(line(&[(5.0, 5.0), (5.0, 5.0)]).at(0.7), Point::new(5.0, 5.0));
        assert_eq!(line(&[(5.0, 5.0)]).at(0.7), Point::new(5.0, 5.0));
        assert_eq!(line(&[]).at(0.5), Point::default());
    }
}
