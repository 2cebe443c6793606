//! What a link may say beyond the design: the camera, the moment, the bookmarks. Each is a section with a number of its own; a
//! reader passes over sections that it does not know.

use super::deeds::{self, Deed};
use super::packed::Section;
use crate::model::{Bookmark, GRID, NodeId, Point};
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

/// The first version's camera and moment: read, no longer written.
const CAMERA: u64 = 1;
const MOMENT: u64 = 2;
const BOOKMARKS: u64 = 3;
const DEEDS: u64 = 4;
/// Camera and moment together; which parts there are say the bits of its first byte.
const VIEW: u64 = 5;
const HAS_CAMERA: u64 = 1;
const HAS_MOMENT: u64 = 2;
const HAS_SELECTED: u64 = 4;
const HAS_MESSAGE: u64 = 8;
const HAS_EVENTS: u64 = 16;
/// The camera looks at a crossing of the grid, and its place is in units of the grid.
const ON_GRID: u64 = 32;
/// Whole numbers up to here are written as they are; above come thousandths.
const WHOLE: u64 = 1_000;

/// The sections for a link.
pub fn sections(extras: &LinkExtras, bookmarks: &[Bookmark], places: &BTreeMap<&NodeId, usize>) -> Vec<Section> {
    let place = |id: &Option<NodeId>| id.as_ref().and_then(|id| places.get(id)).map(|place| *place as u64);
    let mut sections = Vec::new();
    if extras.camera.is_some() || extras.moment.is_some() {
        sections.push((VIEW, view(extras, place)));
    }
    if let Some(moment) = extras.moment.as_ref().filter(|moment| !moment.deeds.is_empty()) {
        sections.push((DEEDS, deeds::write(&moment.deeds).into_bytes()));
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

fn view(extras: &LinkExtras, place: impl Fn(&Option<NodeId>) -> Option<u64>) -> Vec<u8> {
    let moment = extras.moment.as_ref();
    let selected = moment.and_then(|m| place(&m.selected));
    let (message, events) = (moment.and_then(|m| m.message), moment.and_then(|m| m.events));
    let on_grid = |x: f64| (x.round() / GRID).fract() == 0.0;
    let coarse = extras.camera.is_some_and(|camera| on_grid(camera.center.x) && on_grid(camera.center.y));
    let parts = [
        (extras.camera.is_some(), HAS_CAMERA),
        (coarse, ON_GRID),
        (moment.is_some(), HAS_MOMENT),
        (selected.is_some(), HAS_SELECTED),
        (message.is_some(), HAS_MESSAGE),
        (events.is_some(), HAS_EVENTS),
    ];
    let mut bytes = Vec::new();
    put(&mut bytes, parts.iter().filter(|(there, _)| *there).map(|(_, bit)| bit).sum());
    if let Some(Camera { center, zoom }) = extras.camera {
        let unit = if coarse { GRID } else { 1.0 };
        put(&mut bytes, folded(center.x / unit));
        put(&mut bytes, folded(center.y / unit));
        put_round(&mut bytes, zoom * 100.0);
    }
    if let Some(moment) = moment {
        put(&mut bytes, moment.time);
        put_round(&mut bytes, moment.speed);
    }
    [selected, message, events].into_iter().flatten().for_each(|n| put(&mut bytes, n));
    bytes
}

/// What a view section says; nothing of it if any part of it makes no sense.
fn take_view(bytes: &mut std::slice::Iter<u8>, node: &impl Fn(u64) -> Option<NodeId>) -> Option<LinkExtras> {
    let parts = take(bytes)?;
    let has = |bit: u64| parts & bit != 0;
    let mut extras = LinkExtras::default();
    if has(HAS_CAMERA) {
        let unit = if has(ON_GRID) { GRID } else { 1.0 };
        let (x, y, zoom) = (unfolded(take(bytes)?), unfolded(take(bytes)?), take_round(bytes)? / 100.0);
        // A scale of nothing would show nothing.
        let camera = Camera { center: Point::new(x * unit, y * unit), zoom };
        extras.camera = Some(camera).filter(|_| zoom > 0.0);
    }
    if has(HAS_MOMENT) {
        let (time, speed) = (take(bytes)?, take_round(bytes)?);
        let mut number = |bit: u64| if has(bit) { take(bytes).map(Some) } else { Some(None) };
        let selected = number(HAS_SELECTED)?.and_then(node);
        let (message, events) = (number(HAS_MESSAGE)?, number(HAS_EVENTS)?);
        extras.moment = Some(Moment { time, events, speed, selected, message, deeds: Vec::new() });
    }
    Some(extras)
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
                extras.moment = Some(Moment { time, speed: speed as f64 / 1e3, selected, ..Moment::default() });
            }
            VIEW => extras = take_view(bytes, &node).unwrap_or_default(),
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

/// A number that is mostly whole: kept to thousandths.
fn put_round(bytes: &mut Vec<u8>, x: f64) {
    let n = thousandths(x);
    let whole = n.is_multiple_of(1_000) && n / 1_000 <= WHOLE;
    put(bytes, if whole { n / 1_000 } else { n.saturating_add(WHOLE + 1) });
}

fn take_round<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<f64> {
    let n = take(bytes)?;
    Some(if n <= WHOLE { n as f64 } else { (n - WHOLE - 1) as f64 / 1e3 })
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

pub(super) fn folded(x: f64) -> u64 {
    let n = x.round() as i64;
    (n << 1 ^ n >> 63) as u64
}

pub(super) fn unfolded(n: u64) -> f64 {
    ((n >> 1) as i64 ^ -((n & 1) as i64)) as f64
}

/// Seven bits a byte, the lowest first; the top bit says that more follow.
pub(super) fn put(bytes: &mut Vec<u8>, mut n: u64) {
    while n > 127 {
        bytes.push(n as u8 | 128);
        n >>= 7;
    }
    bytes.push(n as u8);
}

pub(super) fn take<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<u64> {
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
