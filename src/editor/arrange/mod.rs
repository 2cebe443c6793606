//! Putting in order: helper lines, aligning, distributing, and a new layout of the whole design.

pub mod guides;
mod layered;

use super::apply::refuse;
use super::edit::{Edit, count};
use super::{Axis, Direction, Editor};
use crate::catalog::Refusal;
use crate::model::{CARD, NodeId, Point, Rect};
use std::collections::BTreeMap;

impl Editor {
    /// Aligns the selected nodes at the outermost of them in a direction.
    ///
    /// # Errors
    /// The design is locked.
    pub fn align(&mut self, edge: Direction) -> Result<(), Refusal> {
        let edge_of = |area: &Rect| match edge {
            Direction::Left => -area.min.x,
            Direction::Right => area.max.x,
            Direction::Up => -area.min.y,
            Direction::Down => area.max.y,
        };
        let way = edge.step();
        self.arrange("Align", |areas| {
            let outermost = areas.values().map(edge_of).fold(f64::NEG_INFINITY, f64::max);
            areas.values().map(|area| outermost - edge_of(area)).map(|by| Point::new(way.x * by, way.y * by)).collect()
        })
    }

    /// Puts the middles of the selected nodes in one line: on a vertical one for `Across`, on a horizontal one for `Down`.
    ///
    /// # Errors
    /// The design is locked.
    pub fn centre(&mut self, axis: Axis) -> Result<(), Refusal> {
        self.arrange("Align", |areas| {
            let Some(all) = areas.values().copied().reduce(Rect::union) else { return Vec::new() };
            let goal = axis.of(all.center());
            areas.values().map(|area| axis.point((goal - axis.of(area.center())).round())).collect()
        })
    }

    /// Makes the gaps between the selected nodes even; the outermost two stay.
    ///
    /// # Errors
    /// The design is locked, or less than three are selected.
    pub fn distribute(&mut self, axis: Axis) -> Result<(), Refusal> {
        if self.selection.nodes.len() < 3 {
            return Err(refuse("Even gaps need three nodes at least.", "Select more of them."));
        }
        self.arrange("Distribute", |areas| {
            let spans: Vec<(f64, f64)> = areas.values().map(|a| (axis.of(a.min), axis.of(a.max))).collect();
            let mut order: Vec<usize> = (0..spans.len()).collect();
            order.sort_by(|a, b| (spans[*a].0 + spans[*a].1).total_cmp(&(spans[*b].0 + spans[*b].1)));
            let (first, last) = (order[0], order[order.len() - 1]);
            let filled: f64 = spans.iter().map(|(start, end)| end - start).sum();
            let gap = (spans[last].1 - spans[first].0 - filled) / (spans.len() - 1) as f64;
            let mut moves = vec![Point::default(); spans.len()];
            let mut at = spans[first].0;
            for n in order {
                moves[n] = axis.point((at - spans[n].0).round());
                at += spans[n].1 - spans[n].0 + gap;
            }
            moves[last] = Point::default();
            moves
        })
    }

    /// Moves the selected nodes, as one step: `plan` says by how much, in their order.
    fn arrange(
        &mut self,
        what: &str,
        plan: impl FnOnce(&BTreeMap<NodeId, Rect>) -> Vec<Point>,
    ) -> Result<(), Refusal> {
        let area = |id: &NodeId| Some((id.clone(), Rect::card(self.diagram.nodes.get(id)?.at)));
        let areas: BTreeMap<NodeId, Rect> = self.selection.nodes.iter().filter_map(area).collect();
        let moves = plan(&areas);
        let places = areas.iter().zip(moves).map(|((id, area), by)| (id.clone(), area.min + by)).collect();
        let name = format!("{what} {}", count(areas.len(), "node"));
        self.edit(&Edit::All { name, edits: vec![Edit::MoveNodes(places)] })
    }

    /// Lays the whole design out anew, in columns along the wires, as one step; the upper left corner stays where it was.
    ///
    /// # Errors
    /// The design is locked.
    pub fn lay_out(&mut self) -> Result<(), Refusal> {
        let Some(bounds) = self.diagram.bounds() else { return Ok(()) };
        let ids: Vec<&NodeId> = self.diagram.nodes.keys().collect();
        let at = |id: &NodeId| ids.binary_search(&id).ok();
        let arrows: Vec<_> = self.diagram.wires.values().filter_map(|w| Some((at(&w.from)?, at(&w.to)?))).collect();
        let spots = layered::layered(&vec![CARD; ids.len()], &arrows);
        let corner = bounds.min.snapped();
        let places = ids.into_iter().cloned().zip(spots.into_iter().map(|spot| spot + corner)).collect();
        self.edit(&Edit::All { name: "Lay out the design".into(), edits: vec![Edit::MoveNodes(places)] })?;
        self.fit_all();
        Ok(())
    }
}
