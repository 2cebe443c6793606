//! Putting in order: helper lines, aligning, distributing, and a new layout of the whole design.

pub mod guides;
mod layered;
mod whole;

use super::edit::Edit;
use super::remarks::carried;
use super::verbs::moving;
use super::{Axis, Direction, Editor, Selection};
use crate::catalog::Refusal;
use crate::model::{NodeId, Point, Rect, RemarkId};
use std::collections::{BTreeMap, BTreeSet};

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
        self.arrange(
            |what| format!("Align {what}"),
            |areas| {
                let outermost = areas.iter().map(edge_of).fold(f64::NEG_INFINITY, f64::max);
                areas
                    .iter()
                    .map(|area| outermost - edge_of(area))
                    .map(|by| Point::new(way.x * by, way.y * by))
                    .collect()
            },
        )
    }

    /// Puts the middles of the selected nodes in one line: on a vertical one for `Across`, on a horizontal one for `Down`.
    ///
    /// # Errors
    /// The design is locked.
    pub fn centre(&mut self, axis: Axis) -> Result<(), Refusal> {
        self.arrange(
            |what| format!("Align {what}"),
            |areas| {
                let Some(all) = areas.iter().copied().reduce(Rect::union) else { return Vec::new() };
                let goal = axis.of(all.center());
                areas.iter().map(|area| axis.point((goal - axis.of(area.center())).round())).collect()
            },
        )
    }

    /// Makes the gaps between the selected nodes even; the outermost two stay.
    ///
    /// # Errors
    /// The design is locked.
    pub fn distribute(&mut self, axis: Axis) -> Result<(), Refusal> {
        self.arrange(
            |what| format!("Distribute {what}"),
            |areas| {
                // Two have one gap.
                if areas.len() < 3 {
                    return Vec::new();
                }
                let spans: Vec<(f64, f64)> = areas.iter().map(|a| (axis.of(a.min), axis.of(a.max))).collect();
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
            },
        )
    }

    /// Moves what is selected, as one step: `plan` says by how much, in the order of the areas. A frame takes along what
    /// lies in it. `name` makes the step's name of what is moved.
    fn arrange(
        &mut self,
        name: impl FnOnce(&str) -> String,
        plan: impl FnOnce(&[Rect]) -> Vec<Point>,
    ) -> Result<(), Refusal> {
        let d = &self.diagram;
        let groups: Vec<(Rect, Selection)> = self.groups();
        let moves = plan(&groups.iter().map(|(area, _)| *area).collect::<Vec<_>>());
        let (mut nodes, mut remarks) = (BTreeMap::new(), BTreeMap::new());
        for ((_, group), by) in groups.iter().zip(moves) {
            nodes.extend(group.nodes.iter().filter_map(|id| Some((id.clone(), d.nodes.get(id)?.at + by))));
            remarks.extend(group.remarks.iter().filter_map(|id| Some((id.clone(), d.remarks.get(id)?.area.moved(by)))));
        }
        let name = name(&self.said());
        self.edit(&Edit::All { name, edits: vec![moving(nodes, remarks, "")] })
    }

    /// The selected nodes, notes and frames, each with what moves with it; what lies in a selected frame is not one of them.
    fn groups(&self) -> Vec<(Rect, Selection)> {
        let d = &self.diagram;
        let frames = |id: &RemarkId| carried(d, &Selection::remark(id));
        let mut held = (BTreeSet::new(), BTreeSet::new());
        for id in &self.selection.remarks {
            let (nodes, mut remarks) = frames(id);
            remarks.remove(id);
            held.0.extend(nodes);
            held.1.extend(remarks);
        }
        let node = |id: &NodeId| Some((Rect::card(d.nodes.get(id)?.at), Selection::node(id)));
        let remark = |id: &RemarkId| {
            let (nodes, remarks) = frames(id);
            Some((d.remarks.get(id)?.area, Selection { nodes, remarks, ..Selection::default() }))
        };
        let nodes = self.selection.nodes.iter().filter(|id| !held.0.contains(*id)).filter_map(node);
        nodes.chain(self.selection.remarks.iter().filter(|id| !held.1.contains(*id)).filter_map(remark)).collect()
    }

    /// Lays the whole design out anew, in columns along the wires, as one step; the upper left corner stays where it was.
    ///
    /// # Errors
    /// The design is locked.
    pub fn lay_out(&mut self) -> Result<(), Refusal> {
        let Some(bounds) = self.diagram.bounds() else { return Ok(()) };
        let (nodes, remarks) = whole::places(&self.diagram, bounds.min.snapped());
        self.edit(&Edit::All { name: "Lay out the design".into(), edits: vec![moving(nodes, remarks, "")] })?;
        self.fit_all();
        Ok(())
    }
}
