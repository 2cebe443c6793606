//! What lies under a place: geometry alone, the same that the page draws.

use super::{Camera, Hit, Pointing, SNAP_RADIUS};
use crate::editor::edit::End;
use crate::editor::route::{Edge, routes};
use crate::model::{Diagram, NodeId, Point, Rect, WireId};
use std::collections::BTreeSet;

/// The reach of a port's ring, in pixels: 24 to hit.
pub(super) const PORT: f64 = 12.0;
/// The reach of a wire for a mouse and for a finger, in pixels.
const WIRE: f64 = 7.0;
const WIRE_TOUCH: f64 = 12.0;
/// The reach of the grips of a selected wire, in pixels.
const GRIP: f64 = 10.0;

/// What is under a place on the screen. Cards lie above wires, later cards above earlier ones; `selected` wires have grips
/// at their ends, which lie on top.
pub fn hit_test(diagram: &Diagram, camera: Camera, selected: &BTreeSet<WireId>, screen: Point, kind: Pointing) -> Hit {
    let at = camera.to_canvas(screen);
    let within = |pixels: f64, p: Point| p.distance(at) * camera.zoom <= pixels;
    let routes = routes(diagram);
    for id in selected {
        let Some(route) = routes.get(id) else { continue };
        // A grip sits a little along the wire, so that it does not cover the port.
        let inset = (GRIP * 1.6 / camera.zoom / route.length().max(1.0)).min(0.4);
        if within(GRIP, route.at(inset)) {
            return Hit::WireEnd(id.clone(), End::From);
        }
        if within(GRIP, route.at(1.0 - inset)) {
            return Hit::WireEnd(id.clone(), End::To);
        }
    }
    for (id, node) in diagram.nodes.iter().rev() {
        let card = Rect::card(node.at);
        if within(PORT, Edge::Right.of(card, 0.0)) {
            return Hit::OutPort(id.clone());
        }
        if within(PORT, Edge::Left.of(card, 0.0)) {
            return Hit::InPort(id.clone());
        }
        if card.contains(at) {
            return Hit::Node(id.clone());
        }
    }
    let reach = if kind == Pointing::Touch { WIRE_TOUCH } else { WIRE };
    let near = routes.iter().map(|(id, route)| (route.distance(at) * camera.zoom, id));
    match near.filter(|(d, _)| *d <= reach).min_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, id)) => Hit::Wire(id.clone()),
        None => Hit::Empty,
    }
}

/// The card at a place on the canvas, or the nearest one within the snap radius; never `but`.
pub fn node_near(diagram: &Diagram, camera: Camera, at: Point, but: &NodeId) -> Option<NodeId> {
    let away = |id: &NodeId| {
        let card = Rect::card(diagram.nodes.get(id)?.at);
        let nearest = Point::new(at.x.clamp(card.min.x, card.max.x), at.y.clamp(card.min.y, card.max.y));
        Some(nearest.distance(at) * camera.zoom).filter(|d| *d <= SNAP_RADIUS)
    };
    let reached = diagram.nodes.keys().rev().filter(|id| *id != but).filter_map(|id| Some((away(id)?, id)));
    reached.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id.clone())
}
