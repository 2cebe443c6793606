//! What a link may say beyond the design: the camera, the moment, the bookmarks. Each is a section with a number of its own; a
//! reader passes over sections that it does not know.

use super::deeds::{self, Deed};
use super::packed::Section;
use crate::model::{Bookmark, NodeId, Point};
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
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Moment {
    /// Simulated time in microseconds since the start.
    pub time: u64,
    /// After how many events, if the run stood inside an instant; else after all that are due by then.
    pub events: Option<u64>,
    /// Simulated seconds a second; kept to thousandths.
    pub speed: f64,
    /// The node that was selected.
    pub selected: Option<NodeId>,
    /// The message that was followed: the number of the first of its family.
    pub message: Option<u64>,
    /// What was done to the run by hand on the way there, in order.
    pub deeds: Vec<Deed>,
}

const CAMERA: u64 = 1;
const MOMENT: u64 = 2;
const BOOKMARKS: u64 = 3;
const DEEDS: u64 = 4;

/// The sections for a link.
pub fn sections(extras: &LinkExtras, bookmarks: &[Bookmark], places: &BTreeMap<&NodeId, usize>) -> Vec<Section> {
    let place = |id: &Option<NodeId>| id.as_ref().and_then(|id| places.get(id)).map(|place| *place as u64);
    let mut sections = Vec::new();
    if let Some(Camera { center, zoom }) = extras.camera {
        let mut bytes = Vec::new();
        put_camera(&mut bytes, center, zoom);
        sections.push((CAMERA, bytes));
    }
    if let Some(moment) = &extras.moment {
        let mut bytes = Vec::new();
        put(&mut bytes, moment.time);
        put(&mut bytes, thousandths(moment.speed));
        put_option(&mut bytes, place(&moment.selected));
        // The first links ended here; what is nothing is left out.
        if moment.message.is_some() || moment.events.is_some() {
            put_option(&mut bytes, moment.message);
        }
        if moment.events.is_some() {
            put_option(&mut bytes, moment.events);
        }
        sections.push((MOMENT, bytes));
        if !moment.deeds.is_empty() {
            sections.push((DEEDS, deeds::write(&moment.deeds).into_bytes()));
        }
    }
    if !bookmarks.is_empty() {
        let mut bytes = Vec::new();
        for bookmark in bookmarks {
            put(&mut bytes, bookmark.at);
            put_option(&mut bytes, bookmark.events);
            put_option(&mut bytes, bookmark.message);
            put_option(&mut bytes, place(&bookmark.node));
            put(&mut bytes, u64::from(bookmark.camera.is_some()));
            if let Some((center, zoom)) = bookmark.camera {
                put_camera(&mut bytes, center, zoom);
            }
            put(&mut bytes, bookmark.caption.len() as u64);
            bytes.extend(bookmark.caption.bytes());
        }
        sections.push((BOOKMARKS, bytes));
    }
    sections
}

/// What the sections of a link say; `order` are its nodes. Sections that make no sense, or none to this version, are
/// passed over.
pub fn extras(sections: &[Section], order: &[NodeId]) -> (LinkExtras, Vec<Bookmark>) {
    let node = |n: u64| usize::try_from(n).ok().and_then(|n| order.get(n)).cloned();
    let (mut extras, mut bookmarks, mut done) = (LinkExtras::default(), Vec::new(), Vec::new());
    for (tag, bytes) in sections {
        let bytes = &mut bytes.iter();
        match *tag {
            CAMERA => {
                extras.camera = take_camera(bytes).map(|(center, zoom)| Camera { center, zoom }).or(extras.camera);
            }
            MOMENT => {
                let numbers = (take(bytes), take(bytes), take(bytes));
                let (Some(time), Some(speed), Some(selected)) = numbers else { continue };
                let selected = selected.checked_sub(1).and_then(node);
                let message = take_option(bytes).flatten();
                let events = take_option(bytes).flatten();
                let speed = speed as f64 / 1e3;
                extras.moment = Some(Moment { time, events, speed, selected, message, deeds: Vec::new() });
            }
            BOOKMARKS => {
                while let Some(bookmark) = take_bookmark(bytes, &node).filter(|_| bookmarks.len() < MOST) {
                    bookmarks.push(bookmark);
                }
            }
            DEEDS => done = deeds::read(bytes.as_slice()),
            _ => {}
        }
    }
    if let Some(moment) = &mut extras.moment {
        moment.deeds = done;
    }
    (extras, bookmarks)
}

/// Bookmarks that a link may carry.
const MOST: usize = 100;

fn take_bookmark(bytes: &mut std::slice::Iter<u8>, node: &impl Fn(u64) -> Option<NodeId>) -> Option<Bookmark> {
    let at = take(bytes)?;
    let (events, message) = (take_option(bytes)?, take_option(bytes)?);
    let node = take_option(bytes)?.and_then(node);
    let camera = if take(bytes)? == 1 { Some(take_camera(bytes)?) } else { None };
    let length = usize::try_from(take(bytes)?).ok()?;
    let text = bytes.as_slice().get(..length)?;
    let caption = String::from_utf8_lossy(text).into_owned();
    bytes.by_ref().take(length).for_each(drop);
    Some(Bookmark { at, events, caption, message, node, camera })
}

fn put_camera(bytes: &mut Vec<u8>, center: Point, zoom: f64) {
    put(bytes, folded(center.x));
    put(bytes, folded(center.y));
    put(bytes, thousandths(zoom));
}

fn take_camera<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<(Point, f64)> {
    let (x, y, zoom) = (take(bytes)?, take(bytes)?, take(bytes)?);
    // A scale of nothing would show nothing.
    (zoom > 0).then(|| (Point::new(unfolded(x), unfolded(y)), zoom as f64 / 1e3))
}

/// Nothing is 0, a number is one more.
fn put_option(bytes: &mut Vec<u8>, n: Option<u64>) {
    put(bytes, n.map_or(0, |n| n.saturating_add(1)));
}

fn take_option<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<Option<u64>> {
    take(bytes).map(|n| n.checked_sub(1))
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
