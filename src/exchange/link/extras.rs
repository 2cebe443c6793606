//! What a link may say beyond the design: the camera and the moment. Each is a section with a number of its own; a
//! reader passes over sections that it does not know.

use super::packed::Section;
use crate::model::{NodeId, Point};
use std::collections::BTreeMap;

/// What a link says beyond the design.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LinkExtras {
    /// Where to look.
    pub camera: Option<Camera>,
    /// Which instant of the run to show.
    pub moment: Option<Moment>,
}

/// Where a person was looking.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Camera {
    /// The place of the canvas in the middle of the view, so that it fits screens of any size; kept to whole units.
    pub center: Point,
    /// The scale; 1 is 100 %. Kept to thousandths.
    pub zoom: f64,
}

/// An instant of the run, and what a person was looking at.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    /// Simulated time in microseconds since the start.
    pub time: u64,
    /// Simulated seconds a second; kept to thousandths.
    pub speed: f64,
    /// The node that was selected.
    pub selected: Option<NodeId>,
}

const CAMERA: u64 = 1;
const MOMENT: u64 = 2;

/// The sections for a link.
pub fn sections(extras: &LinkExtras, places: &BTreeMap<&NodeId, usize>) -> Vec<Section> {
    let mut sections = Vec::new();
    if let Some(Camera { center, zoom }) = extras.camera {
        let mut bytes = Vec::new();
        put(&mut bytes, folded(center.x));
        put(&mut bytes, folded(center.y));
        put(&mut bytes, thousandths(zoom));
        sections.push((CAMERA, bytes));
    }
    if let Some(Moment { time, speed, selected }) = &extras.moment {
        let mut bytes = Vec::new();
        put(&mut bytes, *time);
        put(&mut bytes, thousandths(*speed));
        let place = selected.as_ref().and_then(|id| places.get(id));
        put(&mut bytes, place.map_or(0, |place| *place as u64 + 1));
        sections.push((MOMENT, bytes));
    }
    sections
}

/// What the sections of a link say; `order` are its nodes. Sections that make no sense, or none to this version, are
/// passed over.
pub fn extras(sections: &[Section], order: &[NodeId]) -> LinkExtras {
    let mut extras = LinkExtras::default();
    for (tag, bytes) in sections {
        let mut bytes = bytes.iter();
        let numbers = (take(&mut bytes), take(&mut bytes), take(&mut bytes));
        let (Some(a), Some(b), Some(c)) = numbers else { continue };
        match *tag {
            CAMERA => {
                let center = Point::new(unfolded(a), unfolded(b));
                extras.camera = Some(Camera { center, zoom: c as f64 / 1e3 });
            }
            MOMENT => {
                let selected = c.checked_sub(1).and_then(|n| order.get(usize::try_from(n).ok()?)).cloned();
                extras.moment = Some(Moment { time: a, speed: b as f64 / 1e3, selected });
            }
            _ => {}
        }
    }
    extras
}

fn thousandths(x: f64) -> u64 {
    (x * 1e3).round() as u64
}

fn folded(x: f64) -> u64 {
    let n = x.round() as i64;
    (n << 1 ^ n >> 63) as u64
}

fn unfolded(n: u64) -> f64 {
    ((n >> 1) as i64 ^ -((n & 1) as i64)) as f64
}

/// Seven bits a byte, the lowest first; the top bit says that more follow.
fn put(bytes: &mut Vec<u8>, mut n: u64) {
    while n > 127 {
        bytes.push(n as u8 | 128);
        n >>= 7;
    }
    bytes.push(n as u8);
}

fn take<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<u64> {
    let mut n = 0u64;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.next()?;
        n |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Some(n);
        }
    }
    None
}
