//! Drawing a wire: one end is fixed at a node, the other looks for its node, by dragging, by clicking or by keys.

use super::hit::{PORT, node_near};
use super::{Act, Button, Effect, Hit, Input, Pointer, Scene, Tool, Turned};
use crate::catalog::Refusal;
use crate::editor::edit::{Edit, End, Join, count};
use crate::editor::history::Undo;
use crate::editor::joints::{Pair, Target, targets};
use crate::editor::order::reading_order;
use crate::model::{CARD, NodeId, Point, Rect, WireId};

/// An end of a wire looks for its node.
#[derive(Clone, PartialEq, Debug)]
pub struct Wiring {
    /// The node of the fixed end.
    pub node: NodeId,
    /// The end that is loose.
    pub end: End,
    /// The wire whose end was taken off; `None` for a new wire.
    pub wire: Option<WireId>,
    /// Whose hand.
    pub pointer: i32,
    /// Where it was last, in pixels.
    pub screen: Point,
    /// Where the loose end is, on the canvas.
    pub at: Point,
    /// The node that would take it now.
    pub hover: Option<NodeId>,
    /// Whether it goes on after the button is up: by click and click, or by keys.
    pub sticky: bool,
    /// Every other node in reading order, with the ways to join it or the reason why not.
    pub targets: Vec<Target>,
}

impl Wiring {
    /// What is known about a node as the other end.
    pub fn target(&self, node: &NodeId) -> Option<&Result<Vec<Pair>, Refusal>> {
        self.targets.iter().find(|t| &t.node == node).map(|t| &t.ways)
    }

    /// What is known about the node that would take the end now.
    pub fn verdict(&self) -> Option<&Result<Vec<Pair>, Refusal>> {
        self.target(self.hover.as_ref()?)
    }

    /// The nodes that can take the end.
    pub fn valid(&self) -> impl Iterator<Item = &NodeId> {
        self.targets.iter().filter(|t| t.ways.is_ok()).map(|t| &t.node)
    }
}

pub(super) fn begin(node: &NodeId, end: End, wire: Option<&WireId>, p: &Pointer, scene: &Scene) -> Turned {
    let order = reading_order(scene.diagram);
    let place = |t: &Target| order.iter().position(|id| id == &t.node);
    let mut targets = targets(scene.diagram, scene.catalog, node, end, wire);
    targets.sort_by_key(place);
    let at = scene.camera.to_canvas(p.screen);
    let (node, wire, pointer, screen) = (node.clone(), wire.cloned(), p.id, p.screen);
    let wiring = Wiring { node, end, wire, pointer, screen, at, hover: None, sticky: false, targets };
    let name = scene.diagram.nodes.get(&wiring.node).map_or("", |n| n.name.as_str());
    let way = if end == End::To { "from" } else { "to" };
    let said = format!("Connecting {way} {name}: {}.", count(wiring.valid().count(), "possible node"));
    (Tool::Wiring(wiring), vec![Act::Tell(Effect::Announce(said))])
}

pub(super) fn made_sticky(tool: Tool) -> Tool {
    match tool {
        Tool::Wiring(wiring) => Tool::Wiring(Wiring { sticky: true, ..wiring }),
        other => other,
    }
}

pub(super) fn step(mut w: Wiring, input: &Input, scene: &Scene) -> Turned {
    match input {
        Input::Move(p) | Input::Down(p) if w.sticky || p.id == w.pointer => {
            follow(&mut w, p, scene);
            match (input, p.button) {
                (Input::Down(_), Button::Right) => (Tool::Idle, Vec::new()),
                _ => (Tool::Wiring(w), Vec::new()),
            }
        }
        Input::Up(p) if (w.sticky && p.button == Button::Main) || (!w.sticky && p.id == w.pointer) => {
            follow(&mut w, p, scene);
            drop_here(w, p, scene)
        }
        Input::Choose(step) => choose(w, *step, scene),
        Input::Confirm => match w.hover.clone() {
            Some(node) => join(w, &node, scene),
            None => (Tool::Wiring(w), Vec::new()),
        },
        Input::Cancel => (Tool::Idle, vec![Act::Tell(Effect::Announce("No wire was drawn.".into()))]),
        _ => (Tool::Wiring(w), Vec::new()),
    }
}

fn follow(w: &mut Wiring, p: &Pointer, scene: &Scene) {
    w.pointer = p.id;
    w.screen = p.screen;
    w.at = scene.camera.to_canvas(p.screen);
    let nowhere = over_own(w, scene) || p.hit == Hit::Outside;
    w.hover = if nowhere { None } else { node_near(scene.diagram, scene.camera, w.at, &w.node) };
}

/// Whether the loose end is over the card of the fixed end, or over its port: a drop there means nothing.
fn over_own(w: &Wiring, scene: &Scene) -> bool {
    let Some(node) = scene.diagram.nodes.get(&w.node) else { return false };
    let (card, ring) = (Rect::card(node.at), Point::new(PORT / scene.camera.zoom, PORT / scene.camera.zoom));
    Rect { min: card.min - ring, max: card.max + ring }.contains(w.at)
}

fn drop_here(w: Wiring, p: &Pointer, scene: &Scene) -> Turned {
    if let Some(node) = w.hover.clone() {
        return join(w, &node, scene);
    }
    // A drop on nothing asks what shall come there; an end that was taken off goes back instead.
    if p.hit == Hit::Outside || over_own(&w, scene) || w.wire.is_some() {
        return (Tool::Idle, Vec::new());
    }
    // The port of the new card comes to where the wire was let go.
    let half = Point::new(CARD.w / 2.0, 0.0);
    let (middle, join) = match w.end {
        End::To => (w.at + half, Join::After(w.node.clone(), None)),
        End::From => (w.at - half, Join::Before(w.node.clone(), None)),
    };
    (Tool::Idle, vec![scene.offer(middle, join)])
}

fn join(w: Wiring, node: &NodeId, scene: &Scene) -> Turned {
    let ways = match w.target(node) {
        Some(Ok(ways)) => ways,
        Some(Err(refusal)) => {
            let refused = vec![Act::Tell(Effect::Refused(refusal.clone()))];
            // Who clicked a wrong node may click another one; who let go has let go.
            return (if w.sticky { Tool::Wiring(w) } else { Tool::Idle }, refused);
        }
        None => return (Tool::Idle, Vec::new()),
    };
    let (from, to) = if w.end == End::To { (&w.node, node) } else { (node, &w.node) };
    let name = |id: &NodeId| scene.diagram.nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
    let old = w.wire.as_ref().and_then(|id| scene.diagram.wires.get(id));
    let kept = ways.iter().find(|(out, into)| old.is_some_and(|o| o.out == out.name && o.into == into.name));
    let half = ways.iter().find(|(out, into)| old.is_some_and(|o| o.out == out.name || o.into == into.name));
    let Some((out, into)) = kept.or(half).or(ways.first()) else { return (Tool::Idle, Vec::new()) };
    let (from_id, to_id) = (from.clone(), to.clone());
    let joint = Some((out.name.to_owned(), into.name.to_owned()));
    let edit = match &w.wire {
        Some(wire) => Edit::Reconnect { wire: wire.clone(), from: from_id, to: to_id, joint },
        None => Edit::Connect { from: from_id, to: to_id, joint },
    };
    let other = match ways.len() {
        1 => String::new(),
        n => format!(" {} in the inspector.", count(n - 1, "other way")),
    };
    let said = format!("Connected {} to {} as “{}”.{other}", name(from), name(to), out.label);
    (Tool::Idle, vec![Act::Edit(edit, Undo::Step), Act::Tell(Effect::Announce(said))])
}

fn choose(mut w: Wiring, step: i32, scene: &Scene) -> Turned {
    let valid: Vec<NodeId> = w.valid().cloned().collect();
    if valid.is_empty() {
        let said = "Nothing in this design can be joined to it.".into();
        return (Tool::Wiring(w), vec![Act::Tell(Effect::Announce(said))]);
    }
    let now = w.hover.as_ref().and_then(|h| valid.iter().position(|id| id == h));
    let next = match now {
        Some(n) => (n as i64 + i64::from(step)).rem_euclid(valid.len() as i64) as usize,
        None if step < 0 => valid.len() - 1,
        None => 0,
    };
    let node = &valid[next];
    let mut acts = Vec::new();
    if let Some(n) = scene.diagram.nodes.get(node) {
        let card = Rect::card(n.at);
        w.at = card.center();
        acts.push(Act::Look(scene.camera.revealing(card, scene.viewport)));
        let said = format!("{}, {} of {}.", n.name, next + 1, valid.len());
        acts.push(Act::Tell(Effect::Announce(said)));
    }
    w.hover = Some(node.clone());
    (Tool::Wiring(w), acts)
}
