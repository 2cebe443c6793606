//! A new layout of a whole design: cards in layers, a frame as one box with a layout of its own inside, and every note
//! below what it stood nearest to.

use super::layered::layered;
use crate::editor::remarks::{holds, inside};
use crate::editor::tool::FRAME_BAND;
use crate::model::{CARD, Diagram, GRID, NodeId, Point, Rect, RemarkId, RemarkKind, Size};
use std::collections::{BTreeMap, BTreeSet};

/// Between a frame and what it holds.
const ROOM: f64 = 40.0;
/// A note that stood so near to something goes on standing below it.
const NEAR: f64 = 60.0;

/// The places of all nodes, frames and notes.
pub type Places = (BTreeMap<NodeId, Point>, BTreeMap<RemarkId, Rect>);

/// What is laid out as one box.
struct Block {
    size: Size,
    /// What is in it, from its upper left corner.
    nodes: BTreeMap<NodeId, Point>,
    remarks: BTreeMap<RemarkId, Rect>,
    /// Where it was, for the notes that look for what they are nearest to.
    was: Rect,
}

impl Block {
    fn add_to(&self, places: &mut Places, at: Point) {
        places.0.extend(self.nodes.iter().map(|(id, spot)| (id.clone(), *spot + at)));
        places.1.extend(self.remarks.iter().map(|(id, area)| (id.clone(), area.moved(at))));
    }
}

/// The new places, the upper left corner of all of them at `corner`. They depend on what is joined and framed, not on
/// where things are; only notes, and what lies in frames, are told by their places.
pub fn places(d: &Diagram, corner: Point) -> Places {
    let all = (d.nodes.keys().cloned().collect(), d.remarks.keys().cloned().collect());
    let mut places = Places::default();
    laid(d, &all).add_to(&mut places, corner);
    places
}

/// A layout of some nodes, frames and notes; its box begins at the origin.
fn laid(d: &Diagram, (nodes, remarks): &(BTreeSet<NodeId>, BTreeSet<RemarkId>)) -> Block {
    let known = |kind: RemarkKind| {
        let of = move |id: &&RemarkId| d.remarks.get(*id).is_some_and(|r| r.kind == kind);
        remarks.iter().filter(of).filter_map(|id| Some((id, d.remarks.get(id)?)))
    };
    // The outermost frames; what none of them holds stands for itself.
    let outer: Vec<_> = known(RemarkKind::Frame)
        .filter(|(id, frame)| !known(RemarkKind::Frame).any(|(other, o)| other != *id && holds(o.area, frame)))
        .collect();
    let (mut loose, mut notes): (BTreeSet<NodeId>, BTreeSet<&RemarkId>) =
        (nodes.clone(), known(RemarkKind::Note).map(|(id, _)| id).collect());
    let mut blocks = Vec::new();
    for (id, frame) in &outer {
        let held: BTreeSet<NodeId> =
            inside(d, frame.area).map(|(id, _)| id.clone()).filter(|id| loose.remove(id)).collect();
        let within: BTreeSet<RemarkId> = remarks
            .iter()
            .filter(|other| other != id && d.remarks.get(*other).is_some_and(|r| holds(frame.area, r)))
            .filter(|other| d.remarks[*other].kind == RemarkKind::Frame || notes.remove(*other))
            .cloned()
            .collect();
        blocks.push(framed(laid(d, &(held, within)), id, frame.area));
    }
    blocks.extend(loose.into_iter().filter_map(|id| {
        let was = Rect::card(d.nodes.get(&id)?.at);
        Some(Block { size: CARD, nodes: BTreeMap::from([(id, Point::default())]), remarks: BTreeMap::new(), was })
    }));
    for id in notes {
        let Some(note) = d.remarks.get(id) else { continue };
        let away = |block: &Block| {
            let (a, b) = (note.area, block.was);
            let right = (b.min.x - a.max.x).max(a.min.x - b.max.x).max(0.0);
            let down = (b.min.y - a.max.y).max(a.min.y - b.max.y).max(0.0);
            right.max(down)
        };
        let nearest = blocks.iter_mut().map(|block| (away(block), block)).min_by(|a, b| a.0.total_cmp(&b.0));
        let size = note.area.size();
        match nearest.filter(|(away, _)| *away <= NEAR) {
            Some((_, block)) => {
                let top = up(block.size.h + GRID);
                let area = Rect { min: Point::new(0.0, top), max: Point::new(size.w, top + size.h) };
                block.remarks.insert(id.clone(), area);
                block.size = Size { w: block.size.w.max(size.w), h: top + size.h };
            }
            None => {
                let area = Rect { min: Point::default(), max: Point::new(size.w, size.h) };
                let remarks = BTreeMap::from([(id.clone(), area)]);
                // It is no neighbour for other notes: those would follow it around.
                let was = Rect { min: Point::new(f64::MAX, f64::MAX), max: Point::new(f64::MAX, f64::MAX) };
                blocks.push(Block { size, nodes: BTreeMap::new(), remarks, was });
            }
        }
    }
    side_by_side(d, &blocks)
}

/// The blocks in layers along the wires between them.
fn side_by_side(d: &Diagram, blocks: &[Block]) -> Block {
    let home = |id: &NodeId| blocks.iter().position(|block| block.nodes.contains_key(id));
    let arrows: Vec<(usize, usize)> = d.wires.values().filter_map(|w| Some((home(&w.from)?, home(&w.to)?))).collect();
    let sizes: Vec<Size> = blocks.iter().map(|block| block.size).collect();
    let mut places = Places::default();
    let mut size = Size::default();
    for (block, at) in blocks.iter().zip(layered(&sizes, &arrows)) {
        block.add_to(&mut places, at);
        size = Size { w: size.w.max(at.x + block.size.w), h: size.h.max(at.y + block.size.h) };
    }
    Block { size, nodes: places.0, remarks: places.1, was: Rect::default() }
}

/// A frame around a layout; one that holds nothing keeps its size.
fn framed(inner: Block, id: &RemarkId, was: Rect) -> Block {
    let empty = inner.nodes.is_empty() && inner.remarks.is_empty();
    let around = Size { w: up(inner.size.w + 2.0 * ROOM), h: up(inner.size.h + 2.0 * ROOM + FRAME_BAND) };
    let size = if empty { was.size() } else { around };
    let mut places = Places::default();
    inner.add_to(&mut places, Point::new(ROOM, up(ROOM + FRAME_BAND - GRID)));
    places.1.insert(id.clone(), Rect { min: Point::default(), max: Point::new(size.w, size.h) });
    Block { size, nodes: places.0, remarks: places.1, was }
}

fn up(length: f64) -> f64 {
    (length / GRID).ceil() * GRID
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::sketch;
    use crate::model::Remark;
    use std::sync::Arc;

    fn remark(d: &mut Diagram, id: &str, kind: RemarkKind, (x, y, w, h): (f64, f64, f64, f64)) {
        let area = Rect { min: Point::new(x, y), max: Point::new(x + w, y + h) };
        d.remarks.insert(RemarkId::new(id), Arc::new(Remark { kind, text: String::new(), area }));
    }

    #[test]
    fn what_lies_in_a_frame_stays_in_it_and_what_does_not_stays_out() {
        let mut d = sketch(
            "src A 900 900; fn B 320 340; queue C 500 340; fn D 0 0; A.call>B.invoked; B.send>C.sent; C.poll>D.polls",
        );
        remark(&mut d, "frame1", RemarkKind::Frame, (300.0, 300.0, 400.0, 200.0));
        remark(&mut d, "note1", RemarkKind::Note, (330.0, 440.0, 180.0, 50.0));
        remark(&mut d, "note2", RemarkKind::Note, (900.0, 1000.0, 180.0, 100.0));
        remark(&mut d, "note3", RemarkKind::Note, (5000.0, 5000.0, 180.0, 100.0));
        let (nodes, remarks) = places(&d, Point::default());
        let frame = remarks[&RemarkId::new("frame1")];
        let card = |id: &str| Rect::card(nodes[&NodeId::new(id)]);
        for id in ["B", "C"] {
            assert!(frame.encloses(card(id)) && card(id).min.y >= frame.min.y + FRAME_BAND, "{id}");
        }
        for id in ["A", "D"] {
            assert!(!frame.touches(card(id)), "{id}");
        }
        assert!(card("A").max.x < frame.min.x && frame.max.x < card("D").min.x, "from left to right");
        assert!(frame.encloses(remarks[&RemarkId::new("note1")]));
        let below = remarks[&RemarkId::new("note2")];
        assert_eq!((below.min.x, below.min.y > card("A").max.y), (card("A").min.x, true), "it goes with A");
        // Nothing overlaps but what is in the frame.
        let mut all: Vec<Rect> = ["A", "D"].map(card).into();
        all.extend([frame, below, remarks[&RemarkId::new("note3")]]);
        for (n, a) in all.iter().enumerate() {
            assert!(all[..n].iter().all(|b| !a.touches(*b)), "{all:?}");
        }
        // Sizes stay; the frame's fits what it holds.
        assert_eq!(below.size(), Size { w: 180.0, h: 100.0 });
    }

    #[test]
    fn an_empty_frame_keeps_its_size_and_frames_can_be_in_frames() {
        let mut d = sketch("src A 60 80; fn B 300 80; A.call>B.invoked");
        remark(&mut d, "frame1", RemarkKind::Frame, (0.0, 0.0, 500.0, 300.0));
        remark(&mut d, "frame2", RemarkKind::Frame, (40.0, 40.0, 200.0, 200.0));
        remark(&mut d, "frame3", RemarkKind::Frame, (900.0, 0.0, 220.0, 140.0));
        let (nodes, remarks) = places(&d, Point::default());
        let area = |id: &str| remarks[&RemarkId::new(id)];
        assert_eq!(area("frame3").size(), Size { w: 220.0, h: 140.0 });
        assert!(area("frame1").encloses(area("frame2")));
        assert!(area("frame2").encloses(Rect::card(nodes[&NodeId::new("A")])));
        assert!(!area("frame2").touches(Rect::card(nodes[&NodeId::new("B")])));
    }
}
