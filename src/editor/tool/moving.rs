//! Dragging nodes, frames and notes: they follow the hand, snap to helper lines and the grid, may be copied, and may drop into a wire.

use super::{Act, Effect, Gesture, Input, Mods, Pointer, Scene, Thing, Tool, Turned};
use crate::editor::arrange::guides::{Guide, lines};
use crate::editor::edit::Edit;
use crate::editor::history::Undo;
use crate::editor::remarks::carried;
use crate::editor::route::routes_past;
use crate::editor::verbs::{moving, said};
use crate::editor::{Fragment, Selection, joints};
use crate::model::{Diagram, NodeId, Point, Rect, RemarkId, WireId};
use std::collections::BTreeMap;

/// A card whose middle is within so many canvas units of a wire drops into it.
pub(super) const INTO_WIRE: f64 = 24.0;

/// Nodes, frames and notes are dragged.
#[derive(Clone, PartialEq, Debug)]
pub struct Moving {
    /// The gesture that all edits of this drag belong to.
    pub gesture: Gesture,
    /// Whose hand.
    pub pointer: i32,
    /// Where it was last, in pixels.
    pub screen: Point,
    /// Where it began, on the canvas.
    pub from: Point,
    /// What is under the hand; it is what snaps.
    pub lead: Thing,
    /// What is dragged, for people: "Orders", "3 nodes".
    pub what: String,
    /// Where the nodes were.
    pub origins: BTreeMap<NodeId, Point>,
    /// Where the frames and notes were.
    pub remarks: BTreeMap<RemarkId, Rect>,
    /// How far they are moved.
    pub by: Point,
    /// Whether copies are dragged and the nodes stay; the page draws the copies at `origins` + `by`.
    pub copy: bool,
    /// The wire that the node would drop into.
    pub into: Option<WireId>,
    /// The lines at which they stand now.
    pub guides: Vec<Guide>,
}

pub(super) fn begin(thing: &Thing, down: &Pointer, scene: &Scene) -> Turned {
    let mut acts = Vec::new();
    let mut picked = scene.selection.clone();
    let adds = down.mods.shift || down.mods.command;
    if !picked.contains(thing) {
        let others = if adds { picked } else { Selection::default() };
        picked = others.with(thing);
        acts.push(Act::Select(picked.clone()));
    }
    let (nodes, remarks) = carried(scene.diagram, &picked);
    let moving = Moving {
        gesture: scene.gesture,
        pointer: down.id,
        screen: down.screen,
        from: scene.camera.to_canvas(down.screen),
        lead: thing.clone(),
        what: said(scene.diagram, &picked),
        origins: nodes.into_iter().filter_map(|id| Some((id.clone(), scene.diagram.nodes.get(&id)?.at))).collect(),
        remarks: remarks
            .into_iter()
            .filter_map(|id| Some((id.clone(), scene.diagram.remarks.get(&id)?.area)))
            .collect(),
        by: Point::default(),
        copy: down.mods.alt,
        into: None,
        guides: Vec::new(),
    };
    (Tool::Moving(moving), acts)
}

pub(super) fn step(mut m: Moving, input: &Input, scene: &Scene) -> Turned {
    match input {
        Input::Move(p) if p.id == m.pointer => {
            m.screen = p.screen;
            (m.by, m.guides) = displaced(&m, scene.camera.to_canvas(p.screen), p.mods, scene);
            m.into = if m.copy { None } else { wire_under(&m, scene) };
            let acts = if m.copy { Vec::new() } else { vec![Act::Edit(places(&m), Undo::Merge(m.gesture))] };
            (Tool::Moving(m), acts)
        }
        Input::Up(p) if p.id == m.pointer => (Tool::Idle, drop_here(m, scene)),
        Input::Cancel => (Tool::Idle, vec![Act::Abandon(m.gesture)]),
        _ => (Tool::Moving(m), Vec::new()),
    }
}

fn drop_here(m: Moving, scene: &Scene) -> Vec<Act> {
    let what = &m.what;
    if m.copy {
        let (nodes, remarks) = (m.origins.keys().cloned().collect(), m.remarks.keys().cloned().collect());
        let fragment = Fragment::of(scene.diagram, &nodes, &remarks);
        let Some(bounds) = fragment.bounds() else { return Vec::new() };
        let edit = Edit::Paste { fragment, at: bounds.min + m.by };
        let edit = Edit::All { name: format!("Duplicate {what}"), edits: vec![edit] };
        return vec![Act::Edit(edit, Undo::Step), Act::Tell(Effect::Announce(format!("Duplicated {what}.")))];
    }
    let mut acts = Vec::new();
    let said = match (&m.into, &m.lead) {
        (Some(wire), Thing::Node(node)) => {
            let edit = Edit::Splice { node: node.clone(), wire: wire.clone() };
            acts.push(Act::Edit(edit, Undo::Merge(m.gesture)));
            format!("Put {what} into the wire.")
        }
        _ => format!("Moved {what}."),
    };
    acts.extend([Act::Finish(m.gesture), Act::Tell(Effect::Announce(said))]);
    acts
}

/// How far the nodes go, and the lines at which they stand then. Whatever is near draws them to its edges and gaps; apart
/// from that the leading one lands on the grid. Shift or Alt turns the grid off; they and Ctrl or ⌘ turn the lines off.
fn displaced(m: &Moving, now: Point, mods: Mods, scene: &Scene) -> (Point, Vec<Guide>) {
    let by = now - m.from;
    // Alt that began the drag means "copy" and cannot mean "don't snap" as well.
    let flip = mods.shift || (mods.alt && !m.copy);
    let origin = match &m.lead {
        Thing::Node(id) => m.origins.get(id).copied(),
        Thing::Remark(id) => m.remarks.get(id).map(|area| area.min),
    };
    let gridded = match origin {
        Some(origin) if scene.snap != flip => (origin + by).snapped() - origin,
        _ => by,
    };
    let areas = m.origins.values().map(|at| Rect::card(*at)).chain(m.remarks.values().copied());
    let Some(area) = areas.reduce(Rect::union).filter(|_| !flip && !mods.command) else {
        return (gridded, Vec::new());
    };
    let dragged = |thing: &Thing| match thing {
        Thing::Node(id) => m.origins.contains_key(id),
        Thing::Remark(id) => m.remarks.contains_key(id),
    };
    // Frames that hold what is dragged are no neighbours of it.
    let mut others = scene.around(|thing| !m.copy && dragged(thing));
    others.retain(|other| !other.encloses(area));
    let by = scene.drawn(area.moved(by), &others, by, gridded);
    (by, lines(area.moved(by), &others))
}

fn places(m: &Moving) -> Edit {
    let nodes = m.origins.iter().map(|(id, at)| (id.clone(), *at + m.by)).collect();
    moving(nodes, m.remarks.iter().map(|(id, area)| (id.clone(), area.moved(m.by))).collect(), &m.what)
}

/// The wire that a single unwired node would drop into.
fn wire_under(m: &Moving, scene: &Scene) -> Option<WireId> {
    let Thing::Node(lead) = &m.lead else { return None };
    let alone = m.origins.len() == 1 && m.remarks.is_empty() && scene.diagram.wires_of(lead).next().is_none();
    let at = *m.origins.get(lead)? + m.by;
    let splices = |wire: &WireId| joints::splice_pair(scene.diagram, scene.catalog, lead, wire).is_ok();
    if alone { wire_at(scene.diagram, Rect::card(at).center(), |id| id != lead).filter(splices) } else { None }
}

/// The wire at a place on the canvas, where some of the cards stand in the way of wires.
pub(super) fn wire_at(diagram: &Diagram, at: Point, stands: impl Fn(&NodeId) -> bool) -> Option<WireId> {
    let near = routes_past(diagram, stands).into_iter().map(|(id, route)| (route.distance(at), id));
    near.filter(|(d, _)| *d <= INTO_WIRE).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
}
