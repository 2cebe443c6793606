//! The order in which nodes are read aloud and visited by Tab, and the neighbour in a direction.

use crate::model::{Diagram, NodeId, Point, Rect};
use std::collections::{BTreeMap, BTreeSet};

/// A direction on the canvas.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Direction {
    Left,
    Right,
    Up,
    Down,
}

impl Direction {
    /// One unit in this direction.
    pub const fn step(self) -> Point {
        match self {
            Direction::Left => Point::new(-1.0, 0.0),
            Direction::Right => Point::new(1.0, 0.0),
            Direction::Up => Point::new(0.0, -1.0),
            Direction::Down => Point::new(0.0, 1.0),
        }
    }
}

/// One of the two ways along which things stand in line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Axis {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

impl Axis {
    /// How far along this axis a place is.
    pub fn of(self, p: Point) -> f64 {
        match self {
            Axis::Across => p.x,
            Axis::Down => p.y,
        }
    }

    /// So far along this axis from the origin.
    pub fn point(self, along: f64) -> Point {
        match self {
            Axis::Across => Point::new(along, 0.0),
            Axis::Down => Point::new(0.0, along),
        }
    }
}

/// All nodes, each after those that send to it; among equals from left to right, then from top to bottom. A circle is
/// entered at its leftmost node.
pub fn reading_order(diagram: &Diagram) -> Vec<NodeId> {
    let mut before: BTreeMap<&NodeId, BTreeSet<&NodeId>> =
        diagram.nodes.keys().map(|id| (id, BTreeSet::new())).collect();
    for wire in diagram.wires.values().filter(|w| diagram.nodes.contains_key(&w.from)) {
        if let Some(senders) = before.get_mut(&wire.to) {
            senders.insert(&wire.from);
        }
    }
    let place = |id: &NodeId| diagram.nodes.get(id).map_or((0.0, 0.0), |n| (n.at.x, n.at.y));
    let mut order = Vec::with_capacity(before.len());
    while !before.is_empty() {
        let free = before.iter().filter(|(_, senders)| senders.is_empty()).map(|(id, _)| *id);
        let all = before.keys().copied();
        let leftmost = |a: &&NodeId, b: &&NodeId| {
            let ((ax, ay), (bx, by)) = (place(a), place(b));
            ax.total_cmp(&bx).then(ay.total_cmp(&by)).then_with(|| a.cmp(b))
        };
        let Some(next) = free.min_by(leftmost).or_else(|| all.min_by(leftmost)) else { break };
        before.remove(next);
        for senders in before.values_mut() {
            senders.remove(next);
        }
        order.push(next.clone());
    }
    order
}

/// The wired neighbour that lies in this direction, the nearest first; without one, the nearest card there.
pub fn neighbour(diagram: &Diagram, node: &NodeId, direction: Direction) -> Option<NodeId> {
    let from = Rect::card(diagram.nodes.get(node)?.at).center();
    let way = direction.step();
    let ahead = |id: &NodeId| {
        let to = Rect::card(diagram.nodes.get(id)?.at).center() - from;
        let (along, aside) = (to.x * way.x + to.y * way.y, (to.x * way.y - to.y * way.x).abs());
        // Within 45 degrees of the direction; what lies aside counts double.
        (along > 0.0 && aside <= along * 1.01).then_some(along + 2.0 * aside)
    };
    let nearest = |ids: Vec<&NodeId>| {
        let reached = ids.into_iter().filter(|id| *id != node).filter_map(|id| Some((ahead(id)?, id)));
        reached.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, id)| id.clone())
    };
    let wired = diagram.wires_of(node).map(|(_, w)| if &w.from == node { &w.to } else { &w.from }).collect();
    nearest(wired).or_else(|| nearest(diagram.nodes.keys().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::sketch;

    fn names(order: &[NodeId]) -> String {
        order.iter().map(NodeId::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn nodes_are_read_after_those_that_send_to_them() {
        let d = sketch("src Last 0 0; fn Mid 200 0; queue First 400 0; queue Lone -100 0; Last>Mid; Mid>First");
        assert_eq!(names(&reading_order(&d)), "Lone Last Mid First");
    }

    #[test]
    fn a_circle_is_entered_at_its_leftmost_node() {
        let d = sketch("fn B 200 0; queue A 0 0; fn C 400 0; B>A; A>B; B.call>C.invoked");
        assert_eq!(names(&reading_order(&d)), "A B C");
    }

    #[test]
    fn arrows_go_to_wired_neighbours_first() {
        let d = sketch("src A 0 0; fn B 600 0; queue Near 200 40; src Below 0 200; A>B");
        let a = NodeId::new("A");
        assert_eq!(neighbour(&d, &a, Direction::Right), Some(NodeId::new("B")));
        assert_eq!(neighbour(&d, &a, Direction::Down), Some(NodeId::new("Below")));
        assert_eq!(neighbour(&d, &a, Direction::Left), None);
    }
}
