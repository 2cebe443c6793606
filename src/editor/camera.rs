//! The camera: which part of the canvas is seen, and how large.
//!
//! Canvas units are those of the model; screen units are CSS pixels from the top left corner of the canvas element.

use crate::model::{Point, Rect, Size};

/// The smallest zoom.
pub const MIN_ZOOM: f64 = 0.1;
/// The largest zoom.
pub const MAX_ZOOM: f64 = 4.0;
/// One press on "zoom in".
pub const ZOOM_STEP: f64 = 1.25;

/// Below it the cards of a design tell less, in larger letters: small print would have less than 8 pixels, names 9.
pub const FAR: f64 = 0.75;
/// A whole design at this zoom can still be read on a small screen, thanks to the larger letters. One that would be smaller opens
/// at the second.
const READABLE: f64 = 0.38;
const COMFORTABLE: f64 = 0.5;
/// The shorter side of a screen that is not small, in pixels.
const SMALL: f64 = 600.0;

/// Free space around what a fit shows, in pixels, and on a small screen.
const MARGIN: f64 = 48.0;
const SMALL_MARGIN: f64 = 24.0;
/// Free space between what is revealed and the edge, in pixels.
const REVEALED_EDGE: f64 = 24.0;
/// How near the edge a drag starts to pan, in pixels, and how fast at most, in pixels a millisecond.
const EDGE: f64 = 40.0;
const EDGE_SPEED: f64 = 0.9;

/// What is seen: the canvas place at the top left corner of the screen, and the pixels per canvas unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Camera {
    /// The canvas x at the left edge.
    pub x: f64,
    /// The canvas y at the top edge.
    pub y: f64,
    /// Pixels per canvas unit, from [`MIN_ZOOM`] to [`MAX_ZOOM`].
    pub zoom: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, zoom: 1.0 }
    }
}

/// What a wheel without a modifier does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Wheel {
    /// A notched mouse wheel zooms, a touchpad pans.
    #[default]
    Auto,
    /// It always zooms.
    Zoom,
    /// It always pans.
    Pan,
}

/// A turn of the wheel or a stroke on a touchpad.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Turn {
    /// Where the pointer is.
    pub screen: Point,
    /// The distance, in pixels (multiply lines by 20 and pages by 400 first).
    pub by: Point,
    /// Whether the browser counted in lines: only wheels do.
    pub lines: bool,
    /// Ctrl or ⌘ is held; a pinch on a touchpad arrives like that too.
    pub command: bool,
    /// Shift is held: a wheel pans sideways.
    pub shift: bool,
}

impl Turn {
    /// Whether it looks like a notched mouse wheel rather than a touchpad: no sideways part, large whole steps.
    fn notched(&self) -> bool {
        self.by.x == 0.0 && (self.lines || (self.by.y.abs() >= 100.0 && self.by.y.fract() == 0.0))
    }
}

impl Camera {
    /// A camera at this place; the zoom is brought inside its limits, nonsense becomes the ordinary view.
    pub fn new(x: f64, y: f64, zoom: f64) -> Self {
        if !(x.is_finite() && y.is_finite() && zoom.is_finite()) {
            return Self::default();
        }
        Self { x, y, zoom: zoom.clamp(MIN_ZOOM, MAX_ZOOM) }
    }

    /// Where a canvas place is on the screen.
    pub fn to_screen(self, p: Point) -> Point {
        Point::new((p.x - self.x) * self.zoom, (p.y - self.y) * self.zoom)
    }

    /// Which canvas place is at a screen place.
    pub fn to_canvas(self, p: Point) -> Point {
        Point::new(p.x / self.zoom + self.x, p.y / self.zoom + self.y)
    }

    /// The part of the canvas that a viewport of this size shows.
    pub fn view(self, viewport: Size) -> Rect {
        Rect { min: Point::new(self.x, self.y), max: self.to_canvas(Point::new(viewport.w, viewport.h)) }
    }

    /// The canvas dragged by so many pixels: what was under the hand stays under the hand.
    pub fn panned(self, by: Point) -> Self {
        Self::new(self.x - by.x / self.zoom, self.y - by.y / self.zoom, self.zoom)
    }

    /// Zoomed by a factor; the canvas place under `screen` stays where it is.
    pub fn zoom_at(self, screen: Point, factor: f64) -> Self {
        self.zoom_to(screen, self.zoom * factor)
    }

    /// Zoomed to a given size; the canvas place under `screen` stays where it is.
    pub fn zoom_to(self, screen: Point, zoom: f64) -> Self {
        if !zoom.is_finite() {
            return self;
        }
        let zoom = zoom.clamp(MIN_ZOOM, MAX_ZOOM);
        let fixed = self.to_canvas(screen);
        Self::new(fixed.x - screen.x / zoom, fixed.y - screen.y / zoom, zoom)
    }

    /// The view that shows a whole rectangle in the middle, at `most` this large.
    pub fn fit(rect: Rect, viewport: Size, most: f64) -> Self {
        let margin = if small(viewport) { SMALL_MARGIN } else { MARGIN };
        let room = |have: f64, need: f64| (have - 2.0 * margin).max(have / 2.0) / need.max(1.0);
        let zoom = room(viewport.w, rect.max.x - rect.min.x).min(room(viewport.h, rect.max.y - rect.min.y));
        Self::new(0.0, 0.0, zoom.min(most)).centred(rect.center(), viewport)
    }

    /// The view in which a design opens: all of it. What would be too small to read on a small screen is shown larger, from
    /// where it starts: its upper left corner, and `first`, what is read first.
    pub fn opening(rect: Rect, first: Rect, viewport: Size) -> Self {
        let whole = Self::fit(rect, viewport, 1.0);
        if whole.zoom >= READABLE || !small(viewport) {
            return whole;
        }
        let margin = SMALL_MARGIN / COMFORTABLE;
        // In the middle if there is room to spare.
        let start = |low: f64, high: f64, room: f64| (low - margin).min((low + high - room) / 2.0);
        let x = start(rect.min.x, rect.max.x, viewport.w / COMFORTABLE);
        let y = start(rect.min.y, rect.max.y, viewport.h / COMFORTABLE);
        Self::new(x, y, COMFORTABLE).revealing(first, viewport)
    }

    /// The same zoom with this canvas place in the middle.
    pub fn centred(self, on: Point, viewport: Size) -> Self {
        Self::new(on.x - viewport.w / 2.0 / self.zoom, on.y - viewport.h / 2.0 / self.zoom, self.zoom)
    }

    /// Moved just so far that the rectangle is seen (for the keyboard's focus); unchanged if it is.
    pub fn revealing(self, rect: Rect, viewport: Size) -> Self {
        let view = self.view(viewport);
        let edge = REVEALED_EDGE / self.zoom;
        let shift = |low: f64, high: f64, from: f64, to: f64| {
            if low - edge < from {
                low - edge - from
            } else if high + edge > to {
                (high + edge - to).min(low - edge - from)
            } else {
                0.0
            }
        };
        Self::new(
            self.x + shift(rect.min.x, rect.max.x, view.min.x, view.max.x),
            self.y + shift(rect.min.y, rect.max.y, view.min.y, view.max.y),
            self.zoom,
        )
    }

    /// Moved so far that the rectangle is seen and what it stands beside with it. If both don't fit, zoomed out just so far
    /// that they do; where that would make cards tell less, only the rectangle is revealed.
    pub fn revealing_beside(self, rect: Rect, beside: Rect, viewport: Size) -> Self {
        let both = rect.union(beside);
        let room = |have: f64, need: f64| (have - 2.0 * REVEALED_EDGE) / need.max(1.0);
        let fits = room(viewport.w, both.max.x - both.min.x).min(room(viewport.h, both.max.y - both.min.y));
        if fits < self.zoom.min(FAR) {
            return self.revealing(rect, viewport);
        }
        let middle = Point::new(viewport.w / 2.0, viewport.h / 2.0);
        self.zoom_to(middle, self.zoom.min(fits)).revealing(both, viewport)
    }

    /// The view after a turn of the wheel.
    pub fn wheeled(self, turn: &Turn, wheel: Wheel) -> Self {
        let zooms = turn.command
            || match wheel {
                Wheel::Zoom => true,
                Wheel::Pan => false,
                Wheel::Auto => turn.notched() && !turn.shift,
            };
        if zooms {
            // A pinch sends small strokes, a wheel steps of 100 and more: one notch shall not exceed a quarter.
            let stroke = turn.by.y.clamp(-64.0, 64.0);
            return self.zoom_at(turn.screen, libm::exp2(-stroke / 200.0));
        }
        let sideways = turn.shift && turn.by.x == 0.0;
        let by = if sideways { Point::new(turn.by.y, 0.0) } else { turn.by };
        self.panned(Point::new(-by.x, -by.y))
    }

    /// How far to drag the canvas while something is dragged near the edge, in pixels, for so many milliseconds.
    pub fn edge_pan(screen: Point, viewport: Size, ms: f64) -> Point {
        let push = |at: f64, size: f64| {
            let depth = if at < EDGE { EDGE - at } else { (size - EDGE - at).min(0.0) };
            depth.clamp(-EDGE, EDGE) / EDGE * EDGE_SPEED * ms.clamp(0.0, 50.0)
        };
        Point::new(push(screen.x, viewport.w), push(screen.y, viewport.h))
    }

    /// The value of the CSS property `transform` of the layer that holds the canvas (origin: top left).
    pub fn css(self) -> String {
        format!("translate({:.3}px, {:.3}px) scale({:.5})", -self.x * self.zoom, -self.y * self.zoom, self.zoom)
    }
}

/// Whether a canvas of this size is a small screen's.
fn small(viewport: Size) -> bool {
    viewport.w.min(viewport.h) < SMALL
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VIEW: Size = Size { w: 1000.0, h: 600.0 };
    const PHONE: Size = Size { w: 390.0, h: 630.0 };

    proptest! {
        #[test]
        fn the_place_under_the_pointer_stays_when_zooming(
            x in -5e3..5e3f64, y in -5e3..5e3f64, zoom in 0.1..4.0f64, sx in 0.0..1000.0f64, sy in 0.0..600.0f64, f in 0.01..50.0f64,
        ) {
            let (before, screen) = (Camera::new(x, y, zoom), Point::new(sx, sy));
            let after = before.zoom_at(screen, f);
            prop_assert!((MIN_ZOOM..=MAX_ZOOM).contains(&after.zoom));
            prop_assert!(after.to_canvas(screen).distance(before.to_canvas(screen)) < 1e-6);
        }

        #[test]
        fn screen_and_canvas_are_inverse(x in -5e3..5e3f64, y in -5e3..5e3f64, zoom in 0.1..4.0f64, px in -1e4..1e4f64, py in -1e4..1e4f64) {
            let camera = Camera::new(x, y, zoom);
            let p = Point::new(px, py);
            prop_assert!(camera.to_canvas(camera.to_screen(p)).distance(p) < 1e-6);
        }

        #[test]
        fn a_fit_shows_everything_in_the_middle(x in -5e3..5e3f64, y in -5e3..5e3f64, w in 1.0..8e3f64, h in 1.0..4e3f64) {
            let rect = Rect::spanning(Point::new(x, y), Point::new(x + w, y + h));
            let camera = Camera::fit(rect, VIEW, 1.0);
            let view = camera.view(VIEW);
            prop_assert!(camera.zoom <= 1.0);
            prop_assert!(view.center().distance(rect.center()) < 1e-6);
            // Below the smallest zoom not everything fits; that is a limit, not a fault.
            prop_assert!(camera.zoom == MIN_ZOOM || (view.contains(rect.min) && view.contains(rect.max)));
        }
    }

    #[test]
    fn a_large_design_opens_on_a_phone_readable_and_from_where_it_starts() {
        let design = Rect::spanning(Point::new(40.0, 40.0), Point::new(1076.0, 832.0));
        let first = Rect::card(Point::new(40.0, 640.0));
        let camera = Camera::opening(design, first, PHONE);
        assert_eq!(camera.zoom, COMFORTABLE);
        assert_eq!(camera.to_screen(design.min).x, SMALL_MARGIN, "the left edge is in sight");
        assert!((camera.view(PHONE).center().y - design.center().y).abs() < 1e-9, "what fits is in the middle");
        // A long design opens at its top, unless it starts further down.
        let long = Rect::spanning(design.min, Point::new(1076.0, 4000.0));
        assert_eq!(Camera::opening(long, first, PHONE).to_screen(long.min), Point::new(SMALL_MARGIN, SMALL_MARGIN));
        let below = Rect::card(Point::new(40.0, 3000.0));
        let view = Camera::opening(long, below, PHONE).view(PHONE);
        assert!(view.contains(below.min) && view.contains(below.max));
    }

    #[test]
    fn what_can_be_read_or_has_a_large_screen_opens_whole() {
        for width in [416.0, 876.0] {
            let small = Rect::spanning(Point::new(0.0, 0.0), Point::new(width, 272.0));
            assert_eq!(Camera::opening(small, small, PHONE), Camera::fit(small, PHONE, 1.0));
        }
        let large = Rect::spanning(Point::new(0.0, 0.0), Point::new(8000.0, 4000.0));
        let first = Rect::card(large.min);
        assert_eq!(Camera::opening(large, first, VIEW), Camera::fit(large, VIEW, 1.0));
    }

    #[test]
    fn dragging_the_canvas_keeps_the_place_under_the_hand() {
        let camera = Camera::new(100.0, 50.0, 2.0);
        let held = camera.to_canvas(Point::new(300.0, 300.0));
        let dragged = camera.panned(Point::new(40.0, -20.0));
        assert_eq!(dragged.to_canvas(Point::new(340.0, 280.0)), held);
    }

    #[test]
    fn the_wheel_follows_its_setting() {
        let turn = |y: f64, command: bool| Turn {
            screen: Point::new(0.0, 0.0),
            by: Point::new(0.0, y),
            lines: false,
            command,
            shift: false,
        };
        let camera = Camera::default();
        assert!(camera.wheeled(&turn(3.0, true), Wheel::Pan).zoom < 1.0, "Ctrl+wheel zooms whatever the setting");
        assert!(camera.wheeled(&turn(-100.0, false), Wheel::Auto).zoom > 1.0, "a notched wheel zooms");
        let scrolled = camera.wheeled(&turn(12.5, false), Wheel::Auto);
        assert_eq!((scrolled.zoom, scrolled.y), (1.0, 12.5), "a touchpad pans");
        assert_eq!(camera.wheeled(&turn(-100.0, false), Wheel::Pan).y, -100.0);
        let sideways = Turn { shift: true, ..turn(100.0, false) };
        assert_eq!(camera.wheeled(&sideways, Wheel::Auto).x, 100.0);
    }

    #[test]
    fn revealing_moves_only_as_far_as_needed() {
        let camera = Camera::default();
        let seen = Rect::card(Point::new(100.0, 100.0));
        assert_eq!(camera.revealing(seen, VIEW), camera);
        let right = camera.revealing(Rect::card(Point::new(1000.0, 100.0)), VIEW);
        assert_eq!((right.x, right.y), (1000.0 + 156.0 + 24.0 - 1000.0, 0.0));
    }

    #[test]
    fn only_the_edge_pans_while_dragging() {
        assert_eq!(Camera::edge_pan(Point::new(500.0, 300.0), VIEW, 16.0), Point::new(0.0, 0.0));
        let left = Camera::edge_pan(Point::new(0.0, 300.0), VIEW, 10.0);
        assert_eq!(left, Point::new(EDGE_SPEED * 10.0, 0.0));
        assert!(Camera::edge_pan(Point::new(999.0, 300.0), VIEW, 10.0).x < 0.0);
    }

    #[test]
    fn nonsense_becomes_the_ordinary_view() {
        assert_eq!(Camera::new(f64::NAN, 0.0, 1.0), Camera::default());
        assert_eq!(Camera::new(0.0, 0.0, 99.0).zoom, MAX_ZOOM);
        assert_eq!(Camera::default().zoom_to(Point::default(), f64::NAN), Camera::default());
    }
}
