//! The frames and notes of a link: a section of their own, which older readers pass over.

use super::extras::{folded, put, take, unfolded};
use super::packed::Section;
use crate::model::{Diagram, GRID, Point, Rect, Remark, RemarkKind};
use std::sync::Arc;

/// The number of the section.
const REMARKS: u64 = 6;
/// The bits of the first number: a note rather than a frame; all numbers are in units of the grid.
const NOTE: u64 = 1;
const ON_GRID: u64 = 2;
/// The most that a link may carry.
const MOST: usize = 500;

/// The section, if there is anything to put in it. Ids are left out: a reader numbers them anew.
pub fn section(diagram: &Diagram) -> Option<Section> {
    let mut bytes = Vec::new();
    for remark in diagram.remarks.values() {
        let (at, size) = (remark.area.min, remark.area.size());
        let numbers = [at.x, at.y, size.w, size.h];
        let on_grid = numbers.iter().all(|n| (n.round() / GRID).fract() == 0.0);
        let unit = if on_grid { GRID } else { 1.0 };
        let note = if remark.kind == RemarkKind::Note { NOTE } else { 0 };
        put(&mut bytes, note | if on_grid { ON_GRID } else { 0 });
        numbers.iter().for_each(|n| put(&mut bytes, folded(n / unit)));
        put(&mut bytes, remark.text.len() as u64);
        bytes.extend(remark.text.bytes());
    }
    (!bytes.is_empty()).then_some((REMARKS, bytes))
}

/// Reads them into the diagram, as far as they make sense.
pub fn read(sections: &[Section], diagram: &mut Diagram) {
    for (_, bytes) in sections.iter().filter(|(tag, _)| *tag == REMARKS) {
        let bytes = &mut bytes.iter();
        while let Some(remark) = remark(bytes).filter(|_| diagram.remarks.len() < MOST) {
            diagram.remarks.insert(diagram.free_remark_id(remark.kind), Arc::new(remark));
        }
    }
}

fn remark(bytes: &mut std::slice::Iter<u8>) -> Option<Remark> {
    let what = take(bytes)?;
    let unit = if what & ON_GRID != 0 { GRID } else { 1.0 };
    let mut number = || Some(unfolded(take(bytes)?) * unit);
    let (at, size) = (Point::new(number()?, number()?), Point::new(number()?, number()?));
    // No canvas is larger.
    let sound = |p: Point| p.x.abs() < 1e9 && p.y.abs() < 1e9;
    let length = usize::try_from(take(bytes)?).ok()?;
    let text = String::from_utf8_lossy(bytes.as_slice().get(..length)?).into_owned();
    bytes.by_ref().take(length).for_each(drop);
    if !(sound(at) && sound(size) && size.x > 0.0 && size.y > 0.0) {
        return None;
    }
    let kind = if what & NOTE != 0 { RemarkKind::Note } else { RemarkKind::Frame };
    Some(Remark { kind, text, area: Rect { min: at, max: at + size } })
}
