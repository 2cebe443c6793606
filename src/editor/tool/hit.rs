//! What lies under a place: geometry alone, the same that the page draws.

use super::{Camera, Corner, Hit, Pointing, SNAP_RADIUS};
use crate::editor::Selection;
use crate::editor::edit::End;
use crate::editor::route::{Edge, routes};
use crate::model::{Diagram, NodeId, Point, Rect, Remark, RemarkId, RemarkKind};

/// The reach of a port's ring, in pixels: 24 to hit.
pub(super) const PORT: f64 = 12.0;
/// The reach of a wire for a mouse and for a finger, in pixels.
const WIRE: f64 = 7.0;
const WIRE_TOUCH: f64 = 12.0;
/// The reach of the grips of a selected wire and of the corners of a selected frame or note, in pixels.
const GRIP: f64 = 10.0;
const CORNER: f64 = 12.0;
/// The height of a frame's title, in canvas units.
pub const FRAME_BAND: f64 = 28.0;
/// The reach of a frame's border, in pixels.
const BORDER: f64 = 6.0;

/// What is under a place on the screen. Cards lie above notes, notes above wires, wires above frames, and later ones of a
/// kind above earlier ones; what is selected has grips and corners, which lie on top.
pub fn hit_test(diagram: &Diagram, camera: Camera, selected: &Selection, screen: Point, kind: Pointing) -> Hit {
    let at = camera.to_canvas(screen);
    let within = |pixels: f64, p: Point| p.distance(at) * camera.zoom <= pixels;
    let routes = routes(diagram);
    for id in &selected.remarks {
        let Some(remark) = diagram.remarks.get(id) else { continue };
        if let Some(corner) = Corner::ALL.into_iter().find(|corner| within(CORNER, corner.of(remark.area))) {
            return Hit::Corner(id.clone(), corner);
        }
    }
    for id in &selected.wires {
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
    let of_kind = |kind: RemarkKind| diagram.remarks.iter().rev().filter(move |(_, r)| r.kind == kind);
    if let Some((id, _)) = of_kind(RemarkKind::Note).find(|(_, note)| note.area.contains(at)) {
        return Hit::Remark(id.clone());
    }
    let reach = if kind == Pointing::Touch { WIRE_TOUCH } else { WIRE };
    let near = routes.iter().map(|(id, route)| (route.distance(at) * camera.zoom, id));
    match near.filter(|(d, _)| *d <= reach).min_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, id)) => Hit::Wire(id.clone()),
        None => {
            let edge =
                |(_, frame): &(&RemarkId, &std::sync::Arc<Remark>)| on_frame(frame.area, at, BORDER / camera.zoom);
            let size = |frame: &Remark| frame.area.size().w * frame.area.size().h;
            // The innermost of frames in frames.
            let inner = of_kind(RemarkKind::Frame).filter(edge).min_by(|(_, a), (_, b)| size(a).total_cmp(&size(b)));
            inner.map_or(Hit::Empty, |(id, _)| Hit::Remark(id.clone()))
        }
    }
}

/// Whether a place is on the title or the border of a frame; what lies between is the bare canvas.
fn on_frame(area: Rect, at: Point, border: f64) -> bool {
    let by = |x: f64, top: f64| Rect {
        min: Point::new(area.min.x + x, area.min.y + top),
        max: Point::new(area.max.x - x, area.max.y - x),
    };
    by(-border, -border).contains(at) && !by(border, FRAME_BAND).contains(at)
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
