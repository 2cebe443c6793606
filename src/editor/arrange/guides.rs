//! Helper lines: what is dragged is drawn to the edges, the middles and the even gaps of what lies around it, and the
//! lines say at what it stands.

use crate::editor::Axis;
use crate::model::{Point, Rect};

/// How near (in pixels) an edge has to come before it is drawn to another.
pub const PULL: f64 = 6.0;
/// What still counts as the same place, in canvas units.
const SAME: f64 = 0.01;
/// How far a line reaches beyond what it joins, in canvas units.
const OVERHANG: f64 = 12.0;

/// A helper line, on the canvas.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Guide {
    /// Edges or middles are in one line, which runs from here to there.
    Line(Point, Point),
    /// A gap, from edge to edge, that is as wide as another one.
    Gap(Point, Point),
}

/// A rectangle seen along an axis: from where to where along it, and from where to where across it.
#[derive(Clone, Copy)]
struct Span {
    start: f64,
    end: f64,
    near: f64,
    far: f64,
}

impl Span {
    fn of(rect: Rect, axis: Axis) -> Self {
        match axis {
            Axis::Across => Self { start: rect.min.x, end: rect.max.x, near: rect.min.y, far: rect.max.y },
            Axis::Down => Self { start: rect.min.y, end: rect.max.y, near: rect.min.x, far: rect.max.x },
        }
    }

    /// Start, middle and end: what can be in line with that of another.
    fn marks(self) -> [f64; 3] {
        [self.start, (self.start + self.end) / 2.0, self.end]
    }

    /// Whether they are side by side, so that there can be a gap between them.
    fn beside(self, other: Span) -> bool {
        self.near < other.far && other.near < self.far
    }
}

/// How far what is dragged has to be moved, rightwards and downwards, to be in line with something that is within `reach`;
/// `None` where nothing is.
pub fn pull(moved: Rect, others: &[Rect], reach: f64) -> (Option<f64>, Option<f64>) {
    (along(moved, others, reach, Axis::Across), along(moved, others, reach, Axis::Down))
}

fn along(moved: Rect, others: &[Rect], reach: f64, axis: Axis) -> Option<f64> {
    let own = Span::of(moved, axis);
    let edges = others.iter().flat_map(|other| {
        let marks = Span::of(*other, axis).marks();
        marks.into_iter().zip(own.marks()).map(|(there, here)| there - here)
    });
    let row = row(own, others, axis);
    let gaps = starts(own, &row).into_iter().map(|start| start - own.start);
    let nearest = |a: &f64, b: &f64| a.abs().total_cmp(&b.abs());
    // An edge in line is worth more than an even gap that is as near.
    edges.chain(gaps).filter(|by| by.abs() <= reach).min_by(nearest)
}

/// What lies in one row with it, in order.
fn row(own: Span, others: &[Rect], axis: Axis) -> Vec<Span> {
    let mut row: Vec<Span> = others.iter().map(|o| Span::of(*o, axis)).filter(|o| own.beside(*o)).collect();
    row.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.end.total_cmp(&b.end)));
    row
}

/// The gaps between neighbours of a row: end of the one, start of the next.
fn gaps(row: &[Span]) -> impl Iterator<Item = (Span, Span)> {
    row.windows(2).map(|pair| (pair[0], pair[1])).filter(|(a, b)| b.start > a.end)
}

/// The places at which its gaps to its neighbours would be even: in the middle of two, or as far from one as others are.
fn starts(own: Span, row: &[Span]) -> Vec<f64> {
    let size = own.end - own.start;
    let middle = (own.start + own.end) / 2.0;
    let before = row.iter().filter(|s| (s.start + s.end) / 2.0 < middle).max_by(|a, b| a.end.total_cmp(&b.end));
    let after = row.iter().filter(|s| (s.start + s.end) / 2.0 > middle).min_by(|a, b| a.start.total_cmp(&b.start));
    let mut starts = Vec::new();
    if let (Some(a), Some(b)) = (before, after)
        && b.start - a.end > size
    {
        starts.push((a.end + b.start - size) / 2.0);
    }
    for (a, b) in gaps(row) {
        let gap = b.start - a.end;
        starts.extend(before.map(|s| s.end + gap));
        starts.extend(after.map(|s| s.start - gap - size));
    }
    starts
}

/// The lines at which something stands that was just put there.
pub fn lines(placed: Rect, others: &[Rect]) -> Vec<Guide> {
    let mut found = Vec::new();
    for axis in [Axis::Across, Axis::Down] {
        let own = Span::of(placed, axis);
        let spans: Vec<Span> = others.iter().map(|o| Span::of(*o, axis)).collect();
        let point = |along: f64, across: f64| match axis {
            Axis::Across => Point::new(along, across),
            Axis::Down => Point::new(across, along),
        };
        let in_line: Vec<(f64, Vec<Span>)> = (0..3)
            .map(|n| {
                let mark = own.marks()[n];
                (mark, spans.iter().filter(|s| (s.marks()[n] - mark).abs() < SAME).copied().collect())
            })
            .filter(|(_, with): &(f64, Vec<Span>)| !with.is_empty())
            .collect();
        // Things of one size are in line at both edges and the middle; one line, at the middle, says it all.
        let middle = in_line.iter().position(|(mark, _)| (*mark - own.marks()[1]).abs() < SAME);
        let shown = match middle {
            Some(n) if in_line.iter().all(|(_, with)| with.len() <= in_line[n].1.len()) => &in_line[n..=n],
            _ => &in_line[..],
        };
        for (mark, with) in shown {
            let near = with.iter().map(|s| s.near).fold(own.near, f64::min) - OVERHANG;
            let far = with.iter().map(|s| s.far).fold(own.far, f64::max) + OVERHANG;
            found.push(Guide::Line(point(*mark, near), point(*mark, far)));
        }
        found.extend(even_gaps(own, &row(own, others, axis)).into_iter().map(|(a, b)| {
            let across = (a.near.max(b.near) + a.far.min(b.far)) / 2.0;
            Guide::Gap(point(a.end, across), point(b.start, across))
        }));
    }
    found
}

/// The gaps of the row that are as wide as one of its own, and those of its own; none if its own are like no other.
fn even_gaps(own: Span, row: &[Span]) -> Vec<(Span, Span)> {
    let mut with: Vec<Span> = row.to_vec();
    let place = with.partition_point(|s| s.start < own.start);
    with.insert(place, own);
    let mine = |(a, b): &(Span, Span)| a.start == own.start || b.start == own.start;
    let width = |(a, b): &(Span, Span)| b.start - a.end;
    let all: Vec<(Span, Span)> = gaps(&with).collect();
    let even = |gap: &(Span, Span)| {
        let like = all.iter().filter(|other| (width(other) - width(gap)).abs() < SAME);
        like.clone().count() > 1 && like.clone().any(mine)
    };
    all.iter().filter(|gap| even(gap)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn card(x: f64, y: f64) -> Rect {
        Rect::card(Point::new(x, y))
    }

    fn sized(x: f64, y: f64, w: f64, h: f64) -> Rect {
        Rect::spanning(Point::new(x, y), Point::new(x + w, y + h))
    }

    #[test]
    fn edges_and_middles_are_drawn_in_line() {
        // A card is 156 by 92.
        assert_eq!(pull(card(403.0, 505.0), &[card(400.0, 0.0)], 6.0), (Some(-3.0), None));
        assert_eq!(pull(card(407.0, 505.0), &[card(400.0, 0.0)], 6.0), (None, None), "too far");
        // Of two the nearer: the right edges are 2 apart, the left ones 4.
        let other = sized(104.0, 300.0, 154.0, 40.0);
        assert_eq!(pull(card(100.0, 0.0), &[other], 6.0), (Some(2.0), None));
        // The middle of something wider.
        assert_eq!(pull(card(100.0, 0.0), &[sized(81.0, 300.0, 200.0, 40.0)], 6.0).0, Some(3.0));
    }

    #[test]
    fn gaps_are_made_even() {
        // Between two: 156 and 700 leave 544, less the card 388, so 194 each.
        let row = [card(0.0, 0.0), card(700.0, 10.0)];
        assert_eq!(pull(card(353.0, 4.0), &row, 6.0), (Some(-3.0), Some(-4.0)));
        // As far from the last as the two before are from each other: 44.
        let row = [card(0.0, 0.0), card(200.0, 0.0)];
        assert_eq!(pull(card(397.0, 30.0), &row, 6.0).0, Some(3.0));
        assert_eq!(pull(card(-197.0, 30.0), &row, 6.0).0, Some(-3.0), "and before the first");
        // What is above or below is no neighbour.
        assert_eq!(pull(card(397.0, 300.0), &row, 6.0).0, None);
    }

    #[test]
    fn one_line_says_that_cards_are_in_line_and_ticks_say_that_gaps_are_even() {
        let middle = |y: f64| Point::new(78.0, y);
        assert_eq!(
            lines(card(0.0, 300.0), &[card(0.0, 0.0)]),
            [Guide::Line(middle(-12.0), middle(404.0))],
            "from the one's outer edge to the other's, a little beyond"
        );
        let row = [card(0.0, 0.0), card(200.0, 0.0)];
        let found = lines(card(400.0, 20.0), &row);
        let gap = |from: f64, to: f64, y: f64| Guide::Gap(Point::new(from, y), Point::new(to, y));
        // The first gap is in the middle of the two cards (46), the second where both of its cards are: 20 to 92.
        assert_eq!(found, [gap(156.0, 200.0, 46.0), gap(356.0, 400.0, 56.0)]);
        assert_eq!(lines(card(401.0, 20.0), &row), [], "a unit more, and nothing is even");
    }

    proptest! {
        #[test]
        fn what_was_pulled_stands_at_a_line(
            at in (-500.0..500.0f64, -500.0..500.0f64),
            others in prop::collection::vec((-600.0..600.0f64, -600.0..600.0f64, 20.0..400.0f64, 20.0..400.0f64), 0..6),
        ) {
            let others: Vec<Rect> = others.into_iter().map(|(x, y, w, h)| sized(x, y, w, h)).collect();
            let moved = card(at.0, at.1);
            let (right, down) = pull(moved, &others, 6.0);
            prop_assert!(right.is_none_or(|by| by.abs() <= 6.0) && down.is_none_or(|by| by.abs() <= 6.0));
            // Pulled along one axis only, so that the row does not change under the gap.
            if let Some(by) = right {
                let found = lines(card(at.0 + by, at.1), &others);
                let across = |g: &Guide| match g {
                    Guide::Line(a, b) => (a.x - b.x).abs() < 1e-9,
                    Guide::Gap(a, b) => (a.y - b.y).abs() < 1e-9,
                };
                // Gaps to things that overlap each other are not drawn; edges always are.
                let crowded = others.iter().enumerate().any(|(n, a)| others[..n].iter().any(|b| a.touches(*b)));
                let covers = others.iter().any(|o| o.touches(card(at.0 + by, at.1)));
                prop_assert!(crowded || covers || found.iter().any(across), "{found:?}");
            }
        }
    }
}
