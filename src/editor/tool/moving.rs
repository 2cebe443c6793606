//! Dragging nodes: they follow the hand, snap to helper lines and the grid, may be copied, and may drop into a wire.

use super::{Act, Effect, Gesture, Input, Mods, Pointer, Scene, Tool, Turned};
use crate::editor::arrange::guides::{Guide, lines};
use crate::editor::edit::{Edit, count};
use crate::editor::history::Undo;
use crate::editor::route::routes;
use crate::editor::{Fragment, Selection, joints};
use crate::model::{Diagram, NodeId, Point, Rect, WireId};
use std::collections::{BTreeMap, BTreeSet};

/// A card whose middle is within so many canvas units of a wire drops into it.
pub(super) const INTO_WIRE: f64 = 24.0;

/// Nodes are dragged.
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
    /// The node under the hand; it is the one that snaps.
    pub lead: NodeId,
    /// Where the nodes were.
    pub origins: BTreeMap<NodeId, Point>,
    /// How far they are moved.
    pub by: Point,
    /// Whether copies are dragged and the nodes stay; the page draws the copies at `origins` + `by`.
    pub copy: bool,
    /// The wire that the node would drop into.
    pub into: Option<WireId>,
    /// The lines at which they stand now.
    pub guides: Vec<Guide>,
}

pub(super) fn begin(id: &NodeId, down: &Pointer, scene: &Scene) -> Turned {
    let mut acts = Vec::new();
    let mut picked = scene.selection.nodes.clone();
    if !picked.contains(id) {
        let adds = down.mods.shift || down.mods.command;
        let selection = if adds { scene.selection.with_nodes([id.clone()]) } else { Selection::node(id) };
        picked = selection.nodes.clone();
        acts.push(Act::Select(selection));
    }
    let origins = picked.iter().filter_map(|id| Some((id.clone(), scene.diagram.nodes.get(id)?.at))).collect();
    let moving = Moving {
        gesture: scene.gesture,
        pointer: down.id,
        screen: down.screen,
        from: scene.camera.to_canvas(down.screen),
        lead: id.clone(),
        origins,
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
    let lead = scene.diagram.nodes.get(&m.lead).map_or("", |n| n.name.as_str());
    let what = if m.origins.len() == 1 { lead.to_owned() } else { count(m.origins.len(), "node") };
    if m.copy {
        let nodes: BTreeSet<NodeId> = m.origins.keys().cloned().collect();
        let fragment = Fragment::of(scene.diagram, &nodes);
        let Some(bounds) = fragment.bounds() else { return Vec::new() };
        let edit = Edit::Paste { fragment, at: bounds.min + m.by };
        let edit = Edit::All { name: format!("Duplicate {what}"), edits: vec![edit] };
        return vec![Act::Edit(edit, Undo::Step), Act::Tell(Effect::Announce(format!("Duplicated {what}.")))];
    }
    let mut acts = Vec::new();
    let said = match m.into {
        Some(wire) => {
            acts.push(Act::Edit(Edit::Splice { node: m.lead.clone(), wire }, Undo::Merge(m.gesture)));
            format!("Put {what} into the wire.")
        }
        None => format!("Moved {what}."),
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
    let gridded = match m.origins.get(&m.lead) {
        Some(&origin) if scene.snap != flip => (origin + by).snapped() - origin,
        _ => by,
    };
    if flip || mods.command {
        return (gridded, Vec::new());
    }
    let Some(area) = m.origins.values().map(|at| Rect::card(*at)).reduce(Rect::union) else {
        return (gridded, Vec::new());
    };
    let others = scene.around(|id| !m.copy && m.origins.contains_key(id));
    let moved = |by: Point| Rect { min: area.min + by, max: area.max + by };
    let by = scene.drawn(moved(by), &others, by, gridded);
    (by, lines(moved(by), &others))
}

fn places(m: &Moving) -> Edit {
    Edit::MoveNodes(m.origins.iter().map(|(id, at)| (id.clone(), *at + m.by)).collect())
}

/// The wire that a single unwired node would drop into.
fn wire_under(m: &Moving, scene: &Scene) -> Option<WireId> {
    let alone = m.origins.len() == 1 && scene.diagram.wires_of(&m.lead).next().is_none();
    let at = *m.origins.get(&m.lead)? + m.by;
    let splices = |wire: &WireId| joints::splice_pair(scene.diagram, scene.catalog, &m.lead, wire).is_ok();
    if alone { wire_at(scene.diagram, Rect::card(at).center()).filter(splices) } else { None }
}

/// The wire at a place on the canvas.
pub(super) fn wire_at(diagram: &Diagram, at: Point) -> Option<WireId> {
    let near = routes(diagram).into_iter().map(|(id, route)| (route.distance(at), id));
    near.filter(|(d, _)| *d <= INTO_WIRE).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
}
