//! From a button going down to a click or the beginning of a drag.

use super::{
    Act, Button, Click, DOUBLE_CLICK, Effect, Hit, Input, Offer, Pointer, Pointing, Scene, Subject, Thing, Tool, Turned,
};
use super::{moving, sizing, wiring};
use crate::editor::Selection;
use crate::editor::arrange::guides::{PULL, pull};
use crate::editor::edit::{End, Join};
use crate::editor::joints;
use crate::model::{CARD, Point, Rect};

/// A button is down.
#[derive(Clone, PartialEq, Debug)]
pub struct Press {
    /// Where it went down, and on what.
    pub pointer: Pointer,
}

impl Scene<'_> {
    /// The top left corner of a card whose middle is at this place; snapped unless `flip` says the contrary.
    pub(super) fn card_at(&self, middle: Point, flip: bool) -> Point {
        let corner = middle - Point::new(CARD.w / 2.0, CARD.h / 2.0);
        if self.snap != flip { corner.snapped() } else { corner }
    }

    /// The areas of what is seen, without what `but` names: what draws a dragged thing to itself.
    pub(super) fn around(&self, but: impl Fn(&Thing) -> bool) -> Vec<Rect> {
        let view = self.camera.view(self.viewport);
        let nodes = self.diagram.nodes.iter().map(|(id, n)| (Thing::Node(id.clone()), Rect::card(n.at)));
        let remarks = self.diagram.remarks.iter().map(|(id, r)| (Thing::Remark(id.clone()), r.area));
        let others = nodes.chain(remarks).filter(|(thing, area)| view.touches(*area) && !but(thing));
        others.map(|(_, area)| area).collect()
    }

    /// Where something goes (`wish`, or else `otherwise`) that is drawn by what is around it: each way by itself.
    pub(super) fn drawn(&self, area: Rect, others: &[Rect], wish: Point, otherwise: Point) -> Point {
        let (right, down) = pull(area, others, PULL / self.camera.zoom);
        let to = |pulled: Option<f64>, wish: f64, otherwise: f64| pulled.map_or(otherwise, |by| wish + by);
        Point::new(to(right, wish.x, otherwise.x), to(down, wish.y, otherwise.y))
    }

    /// An offer of what could come to this place.
    pub(super) fn offer(&self, middle: Point, join: Join) -> Act {
        let services = joints::offers(self.diagram, self.catalog, &join);
        Act::Tell(Effect::Offer(Offer { at: self.card_at(middle, false), join, services }))
    }
}

pub(super) fn idle(input: &Input, scene: &Scene) -> Turned {
    let Input::Down(p) = input else { return (Tool::Idle, Vec::new()) };
    let pressing = Tool::Pressing(Press { pointer: p.clone() });
    match p.button {
        Button::Middle => (Tool::Panning { pointer: p.id, last: p.screen }, Vec::new()),
        Button::Right => {
            let mut acts = Vec::new();
            acts.extend(pick(p, scene).map(Act::Select));
            acts.push(Act::Tell(Effect::Menu(p.hit.clone(), p.screen)));
            (Tool::Idle, acts)
        }
        Button::Main if scene.hand || p.hit == Hit::Outside => (pressing, Vec::new()),
        // What is pressed is selected at once, so that the hand feels it; a modifier waits for the button to go up.
        Button::Main if p.mods.shift || p.mods.command => (pressing, Vec::new()),
        Button::Main => (pressing, pick(p, scene).map(Act::Select).into_iter().collect()),
    }
}

/// The selection that a plain press makes: what is pressed alone, unless it is selected already.
fn pick(p: &Pointer, scene: &Scene) -> Option<Selection> {
    match &p.hit {
        Hit::Node(id) if !scene.selection.nodes.contains(id) => Some(Selection::node(id)),
        Hit::Wire(id) if !scene.selection.wires.contains(id) => Some(Selection::wire(id)),
        Hit::Remark(id) if !scene.selection.remarks.contains(id) => Some(Selection::remark(id)),
        _ => None,
    }
}

pub(super) fn step(press: Press, input: &Input, scene: &Scene) -> Turned {
    let down = &press.pointer;
    match input {
        Input::Move(p) if p.id == down.id && p.screen.distance(down.screen) >= down.kind.threshold() => {
            drag(down, p, scene)
        }
        Input::Up(p) if p.id == down.id => click(down, p, scene),
        Input::LongPress if down.kind == Pointing::Touch => match &down.hit {
            Hit::Empty => {
                let said = "Drag to select several nodes, or let go for a menu.";
                (frame(down, scene), vec![Act::Tell(Effect::Announce(said.into()))])
            }
            _ => (Tool::Idle, vec![Act::Tell(Effect::Menu(down.hit.clone(), down.screen))]),
        },
        Input::Cancel => (Tool::Idle, Vec::new()),
        _ => (Tool::Pressing(press), Vec::new()),
    }
}

fn drag(down: &Pointer, now: &Pointer, scene: &Scene) -> Turned {
    let (begun, mut acts) = match &down.hit {
        Hit::Outside => return (Tool::Idle, Vec::new()),
        _ if scene.hand => pan(down),
        Hit::Empty | Hit::Wire(_) if down.kind == Pointing::Touch => pan(down),
        Hit::Empty | Hit::Wire(_) => (frame(down, scene), Vec::new()),
        // A locked design can be looked at: what would change it moves the canvas instead.
        _ if scene.locked => pan(down),
        Hit::Node(id) => moving::begin(&Thing::Node(id.clone()), down, scene),
        Hit::Remark(id) => moving::begin(&Thing::Remark(id.clone()), down, scene),
        Hit::Corner(id, corner) => sizing::begin(id, *corner, down, scene),
        Hit::OutPort(id) => wiring::begin(id, End::To, None, down, scene),
        Hit::InPort(id) => wiring::begin(id, End::From, None, down, scene),
        Hit::WireEnd(id, end) => match scene.diagram.wires.get(id) {
            Some(wire) => {
                let fixed = if *end == End::To { &wire.from } else { &wire.to };
                wiring::begin(fixed, *end, Some(id), down, scene)
            }
            None => (Tool::Idle, Vec::new()),
        },
    };
    // The drag has already come this far.
    let (tool, more) = super::step(begun, &Input::Move(now.clone()), scene);
    acts.extend(more);
    (tool, acts)
}

fn pan(down: &Pointer) -> Turned {
    (Tool::Panning { pointer: down.id, last: down.screen }, Vec::new())
}

fn frame(down: &Pointer, scene: &Scene) -> Tool {
    let from = scene.camera.to_canvas(down.screen);
    let adds = down.mods.shift || down.mods.command;
    let kept = if adds { scene.selection.clone() } else { Selection::default() };
    Tool::Marquee { pointer: down.id, from, to: from, base: (scene.selection.clone(), kept) }
}

fn click(down: &Pointer, up: &Pointer, scene: &Scene) -> Turned {
    let adds = down.mods.shift || down.mods.command;
    let double = scene.last_click.is_some_and(|last| {
        let near = last.screen.distance(up.screen) <= Pointing::Touch.threshold();
        last.hit == down.hit && near && up.time - last.time <= DOUBLE_CLICK
    });
    let click = Click { hit: down.hit.clone(), screen: up.screen, time: up.time };
    let mut acts = vec![Act::Clicked((!double).then_some(click))];
    match &down.hit {
        Hit::Outside => {}
        Hit::Empty if double && !scene.locked => {
            acts.push(scene.offer(scene.camera.to_canvas(up.screen), Join::Alone));
        }
        Hit::Empty if adds => {}
        Hit::Empty => acts.push(Act::Select(Selection::default())),
        Hit::Node(id) if double && !scene.locked => acts.push(Act::Tell(Effect::EditName(id.clone()))),
        Hit::Node(id) if adds => acts.push(Act::Select(scene.selection.toggled_node(id))),
        Hit::Node(id) => {
            acts.push(Act::Select(Selection::node(id)));
            acts.push(Act::Tell(Effect::Inspect(Subject::Node(id.clone()))));
        }
        Hit::Remark(id) | Hit::Corner(id, _) if double && !scene.locked => {
            acts.push(Act::Tell(Effect::Write(id.clone())));
        }
        Hit::Remark(id) | Hit::Corner(id, _) if adds => {
            acts.push(Act::Select(scene.selection.toggled_remark(id)));
        }
        Hit::Remark(id) | Hit::Corner(id, _) => {
            acts.push(Act::Select(Selection::remark(id)));
            acts.push(Act::Tell(Effect::Inspect(Subject::Remark(id.clone()))));
        }
        Hit::Wire(id) | Hit::WireEnd(id, _) if double && !scene.locked => {
            acts.push(Act::Tell(Effect::EditLabel(id.clone())));
        }
        Hit::Wire(id) | Hit::WireEnd(id, _) if adds => acts.push(Act::Select(scene.selection.toggled_wire(id))),
        Hit::Wire(id) | Hit::WireEnd(id, _) => {
            acts.push(Act::Select(Selection::wire(id)));
            acts.push(Act::Tell(Effect::Inspect(Subject::Wire(id.clone()))));
        }
        Hit::OutPort(_) | Hit::InPort(_) if scene.locked => {}
        // Click and click wires too: the port holds the loose end until the next click (WCAG 2.5.7).
        Hit::OutPort(id) | Hit::InPort(id) => {
            let end = if matches!(down.hit, Hit::OutPort(_)) { End::To } else { End::From };
            let (tool, more) = wiring::begin(id, end, None, up, scene);
            acts.extend(more);
            return (wiring::made_sticky(tool), acts);
        }
    }
    (Tool::Idle, acts)
}
