//! The way of a wire around cards that lie between its two ends: along the direct way to just before the first of them,
//! past them on the nearer free side, and on.

use super::route::{Edge, Route};
use crate::model::{Point, Rect};

/// A wire keeps this far from cards that are not its own, in canvas units.
pub const CLEAR: f64 = 6.0;
/// Where it goes past a card: so far from it, and so far apart from another wire that does.
const PAST: f64 = 18.0;
const LANE: f64 = 9.0;
/// A turn takes at least this length, and the run begins and ends so far before and after the cards.
const TURN: f64 = 28.0;
const BEFORE: f64 = 8.0;
/// How many heights are tried for one wire.
const TRIES: usize = 12;
/// How many pieces of wires are compared with cards for one diagram: beyond it wires go straight, so that a design of any
/// size is drawn at once.
const BUDGET: usize = 400_000;

/// The canvas as seen from a wire: how far along its way, and how far across.
#[derive(Clone, Copy)]
struct Seen(Edge);

impl Seen {
    fn point(self, p: Point) -> (f64, f64) {
        match self.0 {
            Edge::Right => (p.x, p.y),
            Edge::Left => (-p.x, p.y),
            Edge::Bottom => (p.y, p.x),
            Edge::Top => (-p.y, p.x),
        }
    }

    fn back(self, along: f64, across: f64) -> Point {
        match self.0 {
            Edge::Right => Point::new(along, across),
            Edge::Left => Point::new(-along, across),
            Edge::Bottom => Point::new(across, along),
            Edge::Top => Point::new(across, -along),
        }
    }

    /// From where to where a card is along, and across.
    fn card(self, card: Rect) -> ((f64, f64), (f64, f64)) {
        let (a, b) = (self.point(card.min), self.point(card.max));
        ((a.0.min(b.0), a.0.max(b.0)), (a.1.min(b.1), a.1.max(b.1)))
    }
}

/// The straight part of a detour, for others to keep away from.
struct Run {
    upright: bool,
    across: f64,
    along: (f64, f64),
}

/// All cards, and what was led around them so far.
pub struct Streets {
    cards: Vec<Rect>,
    runs: Vec<Run>,
    budget: usize,
}

impl Streets {
    /// The streets between these cards.
    pub fn new(cards: Vec<Rect>) -> Self {
        Self { cards, runs: Vec::new(), budget: BUDGET }
    }

    /// The route itself if it is free, or else one around what is in its way, if there is a better one.
    pub fn led(&mut self, direct: Route, from: Rect, to: Rect) -> Route {
        let seen = Seen(direct.edges.0);
        let (start, end) = (direct.at(0.0), direct.at(1.0));
        let ((s, s_across), (e, e_across)) = (seen.point(start), seen.point(end));
        let others: Vec<Rect> = self.cards.iter().filter(|c| **c != from && **c != to).copied().collect();
        let hits = self.hits(&direct.line, &others);
        if hits.is_empty() || e - s < 2.0 * TURN {
            return direct;
        }
        let spans: Vec<_> = others.iter().map(|card| seen.card(*card)).collect();
        let between = |((a, b), _): &&((f64, f64), (f64, f64))| *b > s && *a < e;
        let mut levels: Vec<f64> =
            spans.iter().filter(between).flat_map(|(_, (near, far))| [near - PAST, far + PAST]).collect();
        let detour = |level: &f64| (level - s_across).abs() + (level - e_across).abs();
        levels.sort_by(|a, b| detour(a).total_cmp(&detour(b)).then(a.total_cmp(b)));
        levels.dedup();
        let first = hits.iter().map(|n| spans[*n].0.0).fold(f64::INFINITY, f64::min) - BEFORE;
        let last = hits.iter().map(|n| spans[*n].0.1).fold(f64::NEG_INFINITY, f64::max) + BEFORE;
        // Just past what is in the way, or all the way.
        let runs = [(first.max(s + TURN), last.min(e - TURN)), (s + 2.0 * TURN, e - 2.0 * TURN)];
        let mut best = (hits.len(), direct);
        for level in levels.into_iter().take(TRIES) {
            for (a, b) in runs.iter().filter(|(a, b)| a <= b) {
                let Some(level) = self.lane(seen, level, (*a, *b)) else { continue };
                let corners = [seen.back(*a, level), seen.back(*b, level)];
                let route = Route::past(start, corners, end, best.1.edges);
                let met = self.hits(&route.line, &others).len();
                if met < best.0 {
                    best = (met, route);
                    if met == 0 {
                        let upright = matches!(seen.0, Edge::Top | Edge::Bottom);
                        let ends = (seen.back(*a, 0.0), seen.back(*b, 0.0));
                        let along = if upright { (ends.0.y, ends.1.y) } else { (ends.0.x, ends.1.x) };
                        self.runs.push(Run {
                            upright,
                            across: level,
                            along: (along.0.min(along.1), along.0.max(along.1)),
                        });
                        return best.1;
                    }
                }
            }
        }
        best.1
    }

    /// The level, or one beside it where no other wire runs; `None` if there are too many already.
    fn lane(&self, seen: Seen, level: f64, (a, b): (f64, f64)) -> Option<f64> {
        let upright = matches!(seen.0, Edge::Top | Edge::Bottom);
        let (p, q) = (seen.back(a, 0.0), seen.back(b, 0.0));
        let (p, q) = if upright { (p.y.min(q.y), p.y.max(q.y)) } else { (p.x.min(q.x), p.x.max(q.x)) };
        let taken = |level: &f64| {
            let beside = |run: &Run| run.upright == upright && (run.across - level).abs() < LANE * 0.9;
            self.runs.iter().any(|run| beside(run) && run.along.0 < q && p < run.along.1)
        };
        [0.0, LANE, -LANE, 2.0 * LANE].iter().map(|by| level + by).find(|level| !taken(level))
    }

    /// The cards that a line comes too near to, by their places.
    fn hits(&mut self, line: &[Point], cards: &[Rect]) -> Vec<usize> {
        let Some(first) = line.first() else { return Vec::new() };
        let all = line.iter().fold(Rect::spanning(*first, *first), |r, p| r.union(Rect::spanning(*p, *p)));
        let mut hits = Vec::new();
        for (n, card) in cards.iter().enumerate() {
            let card = wide(*card);
            if !card.touches(all) || self.budget < line.len() {
                continue;
            }
            self.budget -= line.len();
            if line.windows(2).any(|ab| crosses(card, ab[0], ab[1])) {
                hits.push(n);
            }
        }
        hits
    }
}

/// A card and what a wire keeps free around it.
fn wide(card: Rect) -> Rect {
    let clear = Point::new(CLEAR, CLEAR);
    Rect { min: card.min - clear, max: card.max + clear }
}

/// Whether a straight piece has a place in common with a rectangle.
fn crosses(area: Rect, a: Point, b: Point) -> bool {
    // The part of the piece (0 to 1) that is within the rectangle's columns, and of that the part within its rows.
    let mut part = (0.0f64, 1.0f64);
    for (from, way, min, max) in [(a.x, b.x - a.x, area.min.x, area.max.x), (a.y, b.y - a.y, area.min.y, area.max.y)] {
        if way == 0.0 {
            if from < min || from > max {
                return false;
            }
            continue;
        }
        let (enter, leave) = ((min - from) / way, (max - from) / way);
        part = (part.0.max(enter.min(leave)), part.1.min(enter.max(leave)));
    }
    part.0 <= part.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::sketch;
    use crate::editor::route::routes;
    use crate::model::{NodeId, WireId};
    use proptest::prelude::*;

    /// Whether the wire keeps away from this card.
    fn free(sketched: &str, wire: &str, card: &str) -> bool {
        let d = sketch(sketched);
        let route = &routes(&d)[&WireId::new(wire)];
        let card = Rect::card(d.nodes[&NodeId::new(card)].at);
        !route.line.windows(2).any(|ab| crosses(card, ab[0], ab[1]))
    }

    #[test]
    fn a_wire_goes_around_a_card_that_is_in_its_way() {
        assert!(free("src A 0 0; topic M 300 0; queue B 600 0; A>B", "A-B", "M"));
        assert!(free("src A 0 0; topic M 300 20; queue B 600 100; A>B", "A-B", "M"), "on a slope");
        assert!(free("src A 600 0; topic M 300 0; queue B 0 0; A>B", "A-B", "M"), "to the left");
        assert!(free("src A 0 0; topic M 0 200; queue B 0 400; A>B", "A-B", "M"), "downwards");
        assert!(free("src A 0 400; topic M 20 200; queue B 0 0; A>B", "A-B", "M"), "upwards");
    }

    #[test]
    fn it_takes_the_nearer_side_and_passes_several_cards_at_once() {
        let d = sketch("src A 0 0; topic M 300 20; topic N 520 20; queue B 760 0; A>B");
        let route = &routes(&d)[&WireId::new("A-B")];
        // The cards reach from 20 to 112; the wire leaves and ends at 46, so the upper side is nearer.
        let highest = route.line.iter().map(|p| p.y).fold(f64::INFINITY, f64::min);
        assert_eq!(highest, 20.0 - PAST);
        assert!(free("src A 0 0; topic M 300 20; topic N 520 20; queue B 760 0; A>B", "A-B", "N"));
    }

    #[test]
    fn two_detours_do_not_lie_on_each_other() {
        let d = sketch("src A 0 0; topic M 300 0; queue B 600 0; A>B; src C 0 8; queue D 600 8; C>D");
        let level = |wire: &str| routes(&d)[&WireId::new(wire)].at(0.5).y;
        assert!((level("A-B") - level("C-D")).abs() >= LANE * 0.9, "{} {}", level("A-B"), level("C-D"));
    }

    #[test]
    fn a_free_wire_goes_straight() {
        let d = sketch("src A 0 0; topic M 300 200; queue B 600 0; A>B");
        assert_eq!(routes(&d)[&WireId::new("A-B")].line.len(), 2);
    }

    #[test]
    fn pieces_and_rectangles_meet_where_they_meet() {
        let area = Rect { min: Point::new(0.0, 0.0), max: Point::new(10.0, 10.0) };
        let at = |x: f64, y: f64| Point::new(x, y);
        for (a, b, meets) in [
            (at(-5.0, 5.0), at(15.0, 5.0), true),
            (at(-5.0, -5.0), at(15.0, 15.0), true),
            (at(2.0, 2.0), at(3.0, 3.0), true),
            (at(-5.0, 8.0), at(8.0, 21.0), false),
            (at(-5.0, 11.0), at(15.0, 11.0), false),
            (at(12.0, 0.0), at(12.0, 10.0), false),
            (at(-5.0, 5.0), at(-1.0, 5.0), false),
        ] {
            assert_eq!(crosses(area, a, b), meets, "{a:?} {b:?}");
        }
    }

    proptest! {
        #[test]
        fn a_detour_begins_and_ends_where_the_wire_does_and_never_meets_more_cards(
            cards in prop::collection::vec((-600.0..1200.0f64, -400.0..400.0f64), 0..8),
            (x, y) in (-900.0..900.0f64, -500.0..500.0f64),
        ) {
            let (from, to) = (Rect::card(Point::default()), Rect::card(Point::new(x, y)));
            let all: Vec<Rect> = cards.into_iter().map(|(x, y)| Rect::card(Point::new(x, y))).chain([from, to]).collect();
            let mut streets = Streets::new(all.clone());
            let direct = Route::between(from, to, 0.0);
            let led = streets.led(direct.clone(), from, to);
            prop_assert!(led.at(0.0).distance(direct.at(0.0)) < 1e-9 && led.at(1.0).distance(direct.at(1.0)) < 1e-9);
            let others: Vec<Rect> = all.into_iter().filter(|c| *c != from && *c != to).collect();
            prop_assert!(streets.hits(&led.line, &others).len() <= streets.hits(&direct.line, &others).len());
            prop_assert!(led.run.windows(2).all(|w| w[0] <= w[1]));
        }
    }
}
