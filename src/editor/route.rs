//! The way of a wire between two cards: one cubic curve, or three where it goes around cards in its way (`detour`), and
//! its flattened twin for beads, hits and labels.
//!
//! A wire leaves at the right and enters at the left. Neighbours above and below each other use bottom and top, and a
//! neighbour at the left is met at the sides that face each other, so that no wire loops around its card.

use super::detour::Streets;
use super::edit::End;
use crate::model::{Diagram, NodeId, Point, Rect, Wire, WireId};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Pieces of a flattened curve.
const PIECES: usize = 24;
/// Distance between wires that join the same two nodes.
const LANE: f64 = 16.0;
/// Cards that are nearer than this to the same column count as one above the other.
const COLUMN: f64 = 24.0;

/// An edge of a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    /// Where messages usually leave.
    Right,
    /// Where they usually enter.
    Left,
    /// Towards a neighbour above.
    Top,
    /// Towards a neighbour below.
    Bottom,
}

impl Edge {
    /// The middle of this edge of a card, `aside` canvas units along the edge from it.
    pub fn of(self, card: Rect, aside: f64) -> Point {
        let middle = card.center();
        match self {
            Edge::Right => Point::new(card.max.x, middle.y + aside),
            Edge::Left => Point::new(card.min.x, middle.y + aside),
            Edge::Top => Point::new(middle.x + aside, card.min.y),
            Edge::Bottom => Point::new(middle.x + aside, card.max.y),
        }
    }

    /// One unit away from the card.
    fn outward(self) -> Point {
        match self {
            Edge::Right => Point::new(1.0, 0.0),
            Edge::Left => Point::new(-1.0, 0.0),
            Edge::Top => Point::new(0.0, -1.0),
            Edge::Bottom => Point::new(0.0, 1.0),
        }
    }

    fn opposite(self) -> Edge {
        match self {
            Edge::Right => Edge::Left,
            Edge::Left => Edge::Right,
            Edge::Top => Edge::Bottom,
            Edge::Bottom => Edge::Top,
        }
    }
}

/// The edges at which a wire leaves one card and enters another.
pub fn edges(from: Rect, to: Rect) -> (Edge, Edge) {
    let right = to.min.x - from.max.x;
    let left = from.min.x - to.max.x;
    let down = to.min.y - from.max.y;
    let up = from.min.y - to.max.y;
    let leaves = if right < COLUMN && left < COLUMN && (down > 0.0 || up > 0.0) {
        if down > 0.0 { Edge::Bottom } else { Edge::Top }
    } else if left > right {
        Edge::Left
    } else {
        Edge::Right
    };
    (leaves, leaves.opposite())
}

/// The curve of a wire.
#[derive(Clone, PartialEq, Debug)]
pub struct Route {
    /// The curves, one after the other: start, two control points, end. A straight piece has its control points at its ends.
    pub curves: Vec<[Point; 4]>,
    /// Where it leaves and where it enters.
    pub edges: (Edge, Edge),
    /// The flattened curve, from start to end.
    pub line: Vec<Point>,
    /// For each point of `line`, its distance from the start along the line.
    pub run: Vec<f64>,
}

impl Route {
    /// The way between two cards; `aside` keeps parallel wires apart (0 for a single wire).
    pub fn between(from: Rect, to: Rect, aside: f64) -> Self {
        let (leaves, enters) = edges(from, to);
        Self::curved(leaves.of(from, aside), enters.of(to, aside), leaves, enters)
    }

    /// The way between a card and a loose end that follows the pointer; `end` is the loose one.
    pub fn loose(card: Rect, at: Point, end: End) -> Self {
        match end {
            End::To => Self::curved(Edge::Right.of(card, 0.0), at, Edge::Right, Edge::Left),
            End::From => Self::curved(at, Edge::Left.of(card, 0.0), Edge::Right, Edge::Left),
        }
    }

    fn curved(start: Point, end: Point, leaves: Edge, enters: Edge) -> Self {
        let across = end - start;
        let (out, inward) = (leaves.outward(), enters.outward());
        let ahead = across.x * out.x + across.y * out.y;
        // Half the way ahead gives a soft S; a wire that has to turn back gets a bow that stays readable.
        let reach = if ahead >= 0.0 { (ahead / 2.0).clamp(12.0, 160.0) } else { (-ahead / 2.0).clamp(48.0, 160.0) };
        let bent = |p: Point, way: Point| Point::new(p.x + way.x * reach, p.y + way.y * reach);
        let curve = [start, bent(start, out), bent(end, inward), end];
        let aligned = if out.x != 0.0 { across.y == 0.0 } else { across.x == 0.0 };
        let straight = aligned && ahead >= 0.0;
        Self::along(vec![if straight { [start, start, end, end] } else { curve }], (leaves, enters))
    }

    /// The way by two corners: softly from the start to the first, straight to the second, softly to the end. At the
    /// corners it runs as at its ends.
    pub(super) fn past(start: Point, [a, b]: [Point; 2], end: Point, edges: (Edge, Edge)) -> Self {
        let way = edges.0.outward();
        let soft = |from: Point, to: Point| {
            let ahead = (to.x - from.x) * way.x + (to.y - from.y) * way.y;
            let reach = Point::new(way.x * ahead / 2.0, way.y * ahead / 2.0);
            [from, from + reach, to - reach, to]
        };
        Self::along(vec![soft(start, a), [a, a, b, b], soft(b, end)], edges)
    }

    fn along(curves: Vec<[Point; 4]>, edges: (Edge, Edge)) -> Self {
        let mut line: Vec<Point> = curves.first().map(|curve| curve[0]).into_iter().collect();
        for curve in &curves {
            let pieces = if is_straight(curve) { 1 } else { PIECES };
            line.extend((1..=pieces).map(|n| on_curve(curve, n as f64 / pieces as f64)));
        }
        let mut run = vec![0.0];
        for pair in line.windows(2) {
            run.push(run.last().copied().unwrap_or(0.0) + pair[0].distance(pair[1]));
        }
        Self { curves, edges, line, run }
    }

    /// The length along the curve, in canvas units.
    pub fn length(&self) -> f64 {
        self.run.last().copied().unwrap_or(0.0)
    }

    /// The place at a fraction of the way: 0 is the start, 1 the end; fractions outside are the nearer of them.
    pub fn at(&self, fraction: f64) -> Point {
        let (n, rest) = self.piece(fraction);
        let (a, b) = (self.line[n], self.line[n + 1]);
        Point::new(a.x + (b.x - a.x) * rest, a.y + (b.y - a.y) * rest)
    }

    /// The direction of travel at a fraction of the way, in radians clockwise from "rightwards".
    pub fn heading(&self, fraction: f64) -> f64 {
        let (n, _) = self.piece(fraction);
        let way = self.line[n + 1] - self.line[n];
        libm::atan2(way.y, way.x)
    }

    /// Which piece of the line a fraction lies on, and how far along that piece.
    fn piece(&self, fraction: f64) -> (usize, f64) {
        let goal = if fraction > 0.0 { fraction.min(1.0) * self.length() } else { 0.0 };
        let n = self.run.partition_point(|&run| run <= goal).clamp(1, self.line.len() - 1) - 1;
        let piece = self.run[n + 1] - self.run[n];
        (n, if piece > 0.0 { ((goal - self.run[n]) / piece).clamp(0.0, 1.0) } else { 0.0 })
    }

    /// How far a place is from the wire.
    pub fn distance(&self, p: Point) -> f64 {
        self.line.windows(2).map(|ab| to_segment(p, ab[0], ab[1])).fold(f64::INFINITY, f64::min)
    }

    /// Where a label stands: half way.
    pub fn label(&self) -> Point {
        self.at(0.5)
    }

    /// The value of the attribute `d` of an SVG path.
    pub fn path(&self) -> String {
        let mut text = String::new();
        for (n, curve) in self.curves.iter().enumerate() {
            let [a, b, c, d] = curve;
            // Writing to a String cannot fail.
            let _ = if n == 0 { write!(text, "M{:.1} {:.1}", a.x, a.y) } else { Ok(()) };
            let _ = if is_straight(curve) {
                write!(text, "L{:.1} {:.1}", d.x, d.y)
            } else {
                write!(text, "C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}", b.x, b.y, c.x, c.y, d.x, d.y)
            };
        }
        text
    }

    /// The smallest upright rectangle that contains the curve's control points, and so the curve.
    pub fn bounds(&self) -> Rect {
        let of = |[a, b, c, d]: &[Point; 4]| Rect::spanning(*a, *b).union(Rect::spanning(*c, *d));
        self.curves.iter().map(of).reduce(Rect::union).unwrap_or_default()
    }
}

fn is_straight(curve: &[Point; 4]) -> bool {
    curve[0] == curve[1] && curve[2] == curve[3]
}

/// The routes of all wires of a diagram; wires that join the same two nodes run side by side, and none runs through a card
/// that it can go around.
pub fn routes(diagram: &Diagram) -> BTreeMap<WireId, Route> {
    routes_past(diagram, |_| true)
}

/// The same, where only some of the cards stand in the way. Cards that are dragged do not: a wire that flees from the card in
/// the hand could never be met by it.
pub fn routes_past(diagram: &Diagram, stands: impl Fn(&NodeId) -> bool) -> BTreeMap<WireId, Route> {
    routes_of(diagram, stands, |_, _| true)
}

/// The same, of some of the wires only.
pub fn routes_of(
    diagram: &Diagram,
    stands: impl Fn(&NodeId) -> bool,
    wanted: impl Fn(&WireId, &Wire) -> bool,
) -> BTreeMap<WireId, Route> {
    let mut bundles: BTreeMap<(&NodeId, &NodeId), Vec<&WireId>> = BTreeMap::new();
    for (id, wire) in &diagram.wires {
        let pair = if wire.from <= wire.to { (&wire.from, &wire.to) } else { (&wire.to, &wire.from) };
        bundles.entry(pair).or_default().push(id);
    }
    let mut routes = BTreeMap::new();
    let standing = diagram.nodes.iter().filter(|(id, _)| stands(id));
    let mut streets = Streets::new(standing.map(|(_, n)| Rect::card(n.at)).collect());
    for bundle in bundles.values() {
        for (n, id) in bundle.iter().enumerate() {
            let wire = &diagram.wires[*id];
            if !wanted(id, wire) {
                continue;
            }
            let (Some(from), Some(to)) = (diagram.nodes.get(&wire.from), diagram.nodes.get(&wire.to)) else { continue };
            let lane = (n as f64 - (bundle.len() as f64 - 1.0) / 2.0) * LANE;
            let (from, to) = (Rect::card(from.at), Rect::card(to.at));
            let widest = (from.max.y - from.min.y) * 0.4;
            let direct = Route::between(from, to, lane.clamp(-widest, widest));
            routes.insert((*id).clone(), streets.led(direct, from, to));
        }
    }
    routes
}

fn on_curve([a, b, c, d]: &[Point; 4], t: f64) -> Point {
    let u = 1.0 - t;
    let (wa, wb, wc, wd) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
    Point::new(a.x * wa + b.x * wb + c.x * wc + d.x * wd, a.y * wa + b.y * wb + c.y * wc + d.y * wd)
}

fn to_segment(p: Point, a: Point, b: Point) -> f64 {
    let (way, off) = (b - a, p - a);
    let square = way.x * way.x + way.y * way.y;
    let t = if square > 0.0 { ((off.x * way.x + off.y * way.y) / square).clamp(0.0, 1.0) } else { 0.0 };
    p.distance(Point::new(a.x + way.x * t, a.y + way.y * t))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn card(x: f64, y: f64) -> Rect {
        Rect::card(Point::new(x, y))
    }

    #[test]
    fn wires_meet_the_edges_that_face_each_other() {
        let middle = card(0.0, 0.0);
        assert_eq!(edges(middle, card(300.0, 0.0)), (Edge::Right, Edge::Left));
        assert_eq!(edges(middle, card(300.0, 400.0)), (Edge::Right, Edge::Left));
        assert_eq!(edges(middle, card(-300.0, 200.0)), (Edge::Left, Edge::Right));
        assert_eq!(edges(middle, card(0.0, 152.0)), (Edge::Bottom, Edge::Top));
        assert_eq!(edges(middle, card(40.0, -152.0)), (Edge::Top, Edge::Bottom));
        assert_eq!(edges(middle, card(170.0, 300.0)), (Edge::Bottom, Edge::Top), "nearly the same column");
        assert_eq!(edges(middle, card(20.0, 10.0)), (Edge::Right, Edge::Left), "cards on top of each other");
    }

    #[test]
    fn level_neighbours_are_joined_by_a_straight_line() {
        let route = Route::between(card(0.0, 0.0), card(256.0, 0.0), 0.0);
        assert_eq!(route.line, [Point::new(156.0, 46.0), Point::new(256.0, 46.0)]);
        assert_eq!((route.length(), route.at(0.25)), (100.0, Point::new(181.0, 46.0)));
        assert_eq!((route.heading(0.5), route.path()), (0.0, "M156.0 46.0L256.0 46.0".to_owned()));
        assert_eq!(route.distance(Point::new(200.0, 56.0)), 10.0);
        assert_eq!(route.label(), Point::new(206.0, 46.0));
    }

    #[test]
    fn parallel_wires_run_side_by_side() {
        let from = card(0.0, 0.0);
        let (a, b) = (Route::between(from, card(256.0, 0.0), -8.0), Route::between(from, card(256.0, 0.0), 8.0));
        assert_eq!(b.at(0.5).y - a.at(0.5).y, 16.0);
    }

    proptest! {
        #[test]
        fn beads_run_from_end_to_end_at_an_even_pace(x in -2e3..2e3f64, y in -2e3..2e3f64, f in 0.0..1.0f64) {
            let (from, to) = (card(0.0, 0.0), card(x, y));
            let route = Route::between(from, to, 0.0);
            prop_assert!(route.at(0.0).distance(route.edges.0.of(from, 0.0)) < 1e-9);
            prop_assert!(route.at(1.0).distance(route.edges.1.of(to, 0.0)) < 1e-9);
            // A short stretch of the way is as long as its share of the length, less what a corner cuts off.
            let step = 0.001f64.min(1.0 - f);
            prop_assert!(route.at(f).distance(route.at(f + step)) <= step * route.length() + 1e-6);
            prop_assert!(route.distance(route.at(f)) < 1e-6);
            prop_assert!(route.run.windows(2).all(|w| w[0] <= w[1]));
        }

        #[test]
        fn the_flattened_line_stays_close_to_the_curve(x in -2e3..2e3f64, y in -2e3..2e3f64, t in 0.0..1.0f64) {
            let route = Route::between(card(0.0, 0.0), card(x, y), 0.0);
            prop_assert!(route.curves.iter().all(|curve| route.distance(on_curve(curve, t)) < 4.0));
        }
    }
}
