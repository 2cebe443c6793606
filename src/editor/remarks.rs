//! Frames and notes: how they are made, moved, written on and deleted, and what lies in a frame.

use super::apply::{FARTHEST, refuse, tidy};
use super::edit::{Edit, LONGEST_TITLE};
use super::{Editor, Selection};
use crate::catalog::Refusal;
use crate::model::{Diagram, GRID, NodeId, Point, Rect, Remark, RemarkId, RemarkKind, Size};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The longest text of a note, in characters.
pub const LONGEST_NOTE: usize = 2_000;
/// The most frames and notes of a design.
const MOST: usize = 500;
/// The largest and the new ones, in canvas units.
const LARGEST: f64 = 20_000.0;
const NEW_NOTE: Size = Size { w: 180.0, h: 100.0 };
const NEW_FRAME: Size = Size { w: 480.0, h: 280.0 };
/// Room between a frame and what it is drawn around, and more of it above for the title.
const ROOM: f64 = 24.0;
const HEAD: f64 = 44.0;

/// The smallest size of a frame or note.
pub(super) fn smallest(kind: RemarkKind) -> Size {
    match kind {
        RemarkKind::Frame => Size { w: 120.0, h: 80.0 },
        RemarkKind::Note => Size { w: 80.0, h: 40.0 },
    }
}

/// A place and a size that a frame or note can have: in whole units, neither too small nor too large, not too far away.
pub(super) fn tidied(area: Rect, kind: RemarkKind) -> Result<Rect, Refusal> {
    let numbers = [area.min.x, area.min.y, area.max.x, area.max.y];
    if !numbers.iter().all(|n| n.is_finite()) {
        return Err(refuse("That place is not on the canvas.", "Choose a place on the canvas."));
    }
    let (size, least) = (area.size(), smallest(kind));
    let min = Point::new(area.min.x.clamp(-FARTHEST, FARTHEST).round(), area.min.y.clamp(-FARTHEST, FARTHEST).round());
    let size = Point::new(size.w.clamp(least.w, LARGEST).round(), size.h.clamp(least.h, LARGEST).round());
    Ok(Rect { min, max: min + size })
}

/// Carries out an edit of frames and notes; all other edits change nothing here.
pub(super) fn apply(d: &mut Diagram, edit: &Edit) -> Result<(), Refusal> {
    match edit {
        Edit::AddRemark(_) if d.remarks.len() >= MOST => {
            return Err(refuse("A design holds 500 frames and notes at most.", "Delete one first."));
        }
        Edit::AddRemark(remark) => {
            let text = written(&remark.text, remark.kind);
            let remark = Remark { text, area: tidied(remark.area, remark.kind)?, ..remark.clone() };
            d.remarks.insert(d.free_remark_id(remark.kind), Arc::new(remark));
        }
        Edit::PlaceRemarks(places) => {
            for (id, area) in places {
                let remark = remark_mut(d, id)?;
                let area = tidied(*area, remark.kind)?;
                if remark.area != area {
                    remark.area = area;
                }
            }
        }
        Edit::WriteRemark { remark, text } => {
            let remark = remark_mut(d, remark)?;
            remark.text = written(text, remark.kind);
        }
        Edit::DeleteRemarks(gone) => d.remarks.retain(|id, _| !gone.contains(id)),
        _ => {}
    }
    Ok(())
}

fn remark_mut<'a>(d: &'a mut Diagram, id: &RemarkId) -> Result<&'a mut Remark, Refusal> {
    let gone = || refuse("That frame or note is not in the diagram any more.", "Choose another one.");
    d.remarks.get_mut(id).map(Arc::make_mut).ok_or_else(gone)
}

/// A title is one line; a note keeps its line breaks.
fn written(text: &str, kind: RemarkKind) -> String {
    if kind == RemarkKind::Frame {
        return tidy(text, LONGEST_TITLE);
    }
    let plain = text.replace("\r\n", "\n");
    let kept: String = plain.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    kept.trim_end().chars().take(LONGEST_NOTE).collect()
}

/// All frames and notes in the order in which they are read: from top to bottom, then from left to right.
pub fn in_order(diagram: &Diagram) -> Vec<RemarkId> {
    let mut all: Vec<(&RemarkId, Point)> = diagram.remarks.iter().map(|(id, r)| (id, r.area.min)).collect();
    all.sort_by(|(_, a), (_, b)| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
    all.into_iter().map(|(id, _)| id.clone()).collect()
}

/// The names of the nodes that a frame holds, in the order of their names; none for a note.
pub fn names_in(diagram: &Diagram, remark: &RemarkId) -> Vec<String> {
    let frame = diagram.remarks.get(remark).filter(|remark| remark.kind == RemarkKind::Frame);
    let held = frame.into_iter().flat_map(|frame| inside(diagram, frame.area));
    let mut names: Vec<String> =
        held.filter_map(|(id, _)| diagram.nodes.get(id)).map(|node| node.name.clone()).collect();
    names.sort();
    names
}

/// What is picked, and what lies in the picked frames: nodes and notes whose middle is inside, frames that are inside
/// altogether.
pub(super) fn carried(diagram: &Diagram, selection: &Selection) -> (BTreeSet<NodeId>, BTreeSet<RemarkId>) {
    let (mut nodes, mut remarks) = (selection.nodes.clone(), selection.remarks.clone());
    let picked = selection.remarks.iter().filter_map(|id| Some((id, diagram.remarks.get(id)?)));
    for (id, frame) in picked.filter(|(_, r)| r.kind == RemarkKind::Frame) {
        nodes.extend(inside(diagram, frame.area).map(|(id, _)| id.clone()));
        let held = diagram.remarks.iter().filter(|(other, r)| *other != id && holds(frame.area, r));
        remarks.extend(held.map(|(id, _)| id.clone()));
    }
    (nodes, remarks)
}

/// The nodes that a frame of this area holds, with their cards.
pub(super) fn inside(diagram: &Diagram, area: Rect) -> impl Iterator<Item = (&NodeId, Rect)> {
    let cards = diagram.nodes.iter().map(|(id, n)| (id, Rect::card(n.at)));
    cards.filter(move |(_, card)| area.contains(card.center()))
}

/// Whether a frame of this area holds another frame or a note. Of two frames of one area neither holds the other.
pub(super) fn holds(area: Rect, remark: &Remark) -> bool {
    match remark.kind {
        RemarkKind::Frame => area != remark.area && area.encloses(remark.area),
        RemarkKind::Note => area.contains(remark.area.center()),
    }
}

impl Editor {
    /// A new note: beside what is selected, or in the middle of what is seen.
    ///
    /// # Errors
    /// The design is locked, or full of notes.
    pub fn add_note(&mut self) -> Result<RemarkId, Refusal> {
        let beside = self.selection.bounds(&self.diagram).map(|b| Point::new(b.min.x, b.max.y + GRID));
        let seen = self.middle_of_view(NEW_NOTE);
        let area = self.free_area(beside.unwrap_or(seen), NEW_NOTE);
        self.add_remark(Remark { kind: RemarkKind::Note, text: String::new(), area })
    }

    /// A new frame: around what is selected, or empty in the middle of what is seen.
    ///
    /// # Errors
    /// The design is locked, or full of frames.
    pub fn add_frame(&mut self) -> Result<RemarkId, Refusal> {
        let picked = self.selection.bounds(&self.diagram);
        let around = picked.map(|b| {
            let (min, max) = (b.min - Point::new(ROOM, HEAD), b.max + Point::new(ROOM, ROOM));
            let grid = |x: f64, out: fn(f64) -> f64| out(x / GRID) * GRID;
            Rect {
                min: Point::new(grid(min.x, f64::floor), grid(min.y, f64::floor)),
                max: Point::new(grid(max.x, f64::ceil), grid(max.y, f64::ceil)),
            }
        });
        let area = around.unwrap_or_else(|| {
            let min = self.middle_of_view(NEW_FRAME);
            Rect { min, max: min + Point::new(NEW_FRAME.w, NEW_FRAME.h) }
        });
        self.add_remark(Remark { kind: RemarkKind::Frame, text: String::new(), area })
    }

    fn add_remark(&mut self, remark: Remark) -> Result<RemarkId, Refusal> {
        self.edit(&Edit::AddRemark(remark))?;
        let added = self.selection.only_remark().cloned();
        let id = added.ok_or_else(|| refuse("It was not added.", "Try once more."))?;
        self.reveal_remark(&id);
        Ok(id)
    }

    /// Takes the selected frames away; what lies in them stays, and is selected.
    ///
    /// # Errors
    /// The design is locked, or no frame is selected.
    pub fn unframe(&mut self) -> Result<(), Refusal> {
        let is_frame = |id: &&RemarkId| self.diagram.remarks.get(*id).is_some_and(|r| r.kind == RemarkKind::Frame);
        let frames: BTreeSet<RemarkId> = self.selection.remarks.iter().filter(is_frame).cloned().collect();
        if frames.is_empty() {
            return Err(refuse("No frame is selected.", "Click the title or the border of a frame."));
        }
        let only = Selection { remarks: frames.clone(), ..Selection::default() };
        let (nodes, mut remarks) = carried(&self.diagram, &only);
        self.edit(&Edit::DeleteRemarks(frames.clone()))?;
        remarks.retain(|id| !frames.contains(id));
        self.select(Selection { nodes, remarks, ..Selection::default() });
        Ok(())
    }

    /// What a frame or a note says is changed.
    ///
    /// # Errors
    /// It is gone, or the design is locked.
    pub fn write_remark(&mut self, remark: &RemarkId, text: &str) -> Result<(), Refusal> {
        self.edit(&Edit::WriteRemark { remark: remark.clone(), text: text.to_owned() })
    }

    /// Moves the canvas just so far that this frame or note is seen.
    pub fn reveal_remark(&mut self, remark: &RemarkId) {
        if let Some(remark) = self.diagram.remarks.get(remark) {
            self.camera = self.camera.revealing(remark.area, self.viewport);
        }
    }

    fn middle_of_view(&self, size: Size) -> Point {
        (self.camera.view(self.viewport).center() - Point::new(size.w / 2.0, size.h / 2.0)).snapped()
    }

    /// An area of this size at `wish`, or below it where it covers no card and no note.
    fn free_area(&self, wish: Point, size: Size) -> Rect {
        let notes = self.diagram.remarks.values().filter(|r| r.kind == RemarkKind::Note).map(|r| r.area);
        let taken: Vec<Rect> = self.diagram.nodes.values().map(|n| Rect::card(n.at)).chain(notes).collect();
        let area = |n: u32| {
            let min = (wish + Point::new(0.0, f64::from(n) * GRID * 2.0)).snapped();
            Rect { min, max: min + Point::new(size.w, size.h) }
        };
        (0..40).map(area).find(|area| !taken.iter().any(|t| t.touches(*area))).unwrap_or_else(|| area(0))
    }
}
