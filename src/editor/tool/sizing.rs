//! Dragging a corner of a frame or a note: the opposite corner stays.

use super::{Act, Effect, Gesture, Input, Pointer, Scene, Tool, Turned};
use crate::editor::edit::Edit;
use crate::editor::history::Undo;
use crate::editor::remarks::smallest;
use crate::model::{Point, Rect, RemarkId};
use std::collections::BTreeMap;

/// A corner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Corner {
    TopLeft,
    TopRight,
    BottomRight,
    BottomLeft,
}

impl Corner {
    /// All four.
    pub const ALL: [Corner; 4] = [Corner::TopLeft, Corner::TopRight, Corner::BottomRight, Corner::BottomLeft];

    /// Where it is.
    pub fn of(self, area: Rect) -> Point {
        let (left, right) = (area.min.x, area.max.x);
        match self {
            Corner::TopLeft => area.min,
            Corner::TopRight => Point::new(right, area.min.y),
            Corner::BottomRight => area.max,
            Corner::BottomLeft => Point::new(left, area.max.y),
        }
    }
}

/// A corner is dragged.
#[derive(Clone, PartialEq, Debug)]
pub struct Sizing {
    /// The gesture that all edits of this drag belong to.
    pub gesture: Gesture,
    /// Whose hand.
    pub pointer: i32,
    /// Where it was last, in pixels.
    pub screen: Point,
    /// Where it began, on the canvas.
    pub from: Point,
    /// The frame or note.
    pub remark: RemarkId,
    /// Which corner.
    pub corner: Corner,
    /// Where it was.
    pub area: Rect,
}

pub(super) fn begin(id: &RemarkId, corner: Corner, down: &Pointer, scene: &Scene) -> Turned {
    let Some(remark) = scene.diagram.remarks.get(id) else { return (Tool::Idle, Vec::new()) };
    let sizing = Sizing {
        gesture: scene.gesture,
        pointer: down.id,
        screen: down.screen,
        from: scene.camera.to_canvas(down.screen),
        remark: id.clone(),
        corner,
        area: remark.area,
    };
    (Tool::Sizing(sizing), Vec::new())
}

pub(super) fn step(mut s: Sizing, input: &Input, scene: &Scene) -> Turned {
    match input {
        Input::Move(p) if p.id == s.pointer => {
            s.screen = p.screen;
            let by = scene.camera.to_canvas(p.screen) - s.from;
            let wish = s.corner.of(s.area) + by;
            let wish = if scene.snap != (p.mods.shift || p.mods.alt) { wish.snapped() } else { wish };
            let Some(remark) = scene.diagram.remarks.get(&s.remark) else { return (Tool::Idle, Vec::new()) };
            let area = sized(s.area, s.corner, wish, remark.kind);
            let edit = Edit::PlaceRemarks(BTreeMap::from([(s.remark.clone(), area)]));
            let undo = Undo::Merge(s.gesture);
            (Tool::Sizing(s), vec![Act::Edit(edit, undo)])
        }
        Input::Up(p) if p.id == s.pointer => {
            (Tool::Idle, vec![Act::Finish(s.gesture), Act::Tell(Effect::Announce("Resized.".into()))])
        }
        Input::Cancel => (Tool::Idle, vec![Act::Abandon(s.gesture)]),
        _ => (Tool::Sizing(s), Vec::new()),
    }
}

/// The area with this corner at the wished place; it never becomes too small, nor turns inside out.
fn sized(area: Rect, corner: Corner, wish: Point, kind: crate::model::RemarkKind) -> Rect {
    let least = smallest(kind);
    let mut new = area;
    match corner {
        Corner::TopLeft | Corner::BottomLeft => new.min.x = wish.x.min(area.max.x - least.w),
        Corner::TopRight | Corner::BottomRight => new.max.x = wish.x.max(area.min.x + least.w),
    }
    match corner {
        Corner::TopLeft | Corner::TopRight => new.min.y = wish.y.min(area.max.y - least.h),
        Corner::BottomLeft | Corner::BottomRight => new.max.y = wish.y.max(area.min.y + least.h),
    }
    new
}
