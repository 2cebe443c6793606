//! Places on the canvas, in canvas units (one unit is one CSS pixel at 100 %).

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// Distance of the grid's dots, and the step by which nodes snap.
pub const GRID: f64 = 20.0;
/// The size of a node's card.
pub const CARD: Size = Size { w: 156.0, h: 92.0 };

/// A place, or the way between two places.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "(f64, f64)", into = "(f64, f64)")]
pub struct Point {
    /// Rightwards.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The place (x, y).
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The nearest place on the grid.
    pub fn snapped(self) -> Self {
        Self::new((self.x / GRID).round() * GRID, (self.y / GRID).round() * GRID)
    }

    /// The straight distance to another place.
    pub fn distance(self, other: Point) -> f64 {
        let d = self - other;
        (d.x * d.x + d.y * d.y).sqrt()
    }
}

impl From<(f64, f64)> for Point {
    fn from((x, y): (f64, f64)) -> Self {
        Self { x, y }
    }
}

impl From<Point> for (f64, f64) {
    fn from(p: Point) -> Self {
        (p.x, p.y)
    }
}

impl Add for Point {
    type Output = Point;
    fn add(self, o: Point) -> Point {
        Point::new(self.x + o.x, self.y + o.y)
    }
}

impl Sub for Point {
    type Output = Point;
    fn sub(self, o: Point) -> Point {
        Point::new(self.x - o.x, self.y - o.y)
    }
}

/// A width and a height.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Size {
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// An upright rectangle; `max` is never left of or above `min`.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Rect {
    /// Top left.
    pub min: Point,
    /// Bottom right.
    pub max: Point,
}

impl Rect {
    /// The rectangle that two opposite corners span, in any order.
    pub fn spanning(a: Point, b: Point) -> Self {
        Self { min: Point::new(a.x.min(b.x), a.y.min(b.y)), max: Point::new(a.x.max(b.x), a.y.max(b.y)) }
    }

    /// The rectangle of a card whose top left corner is `at`.
    pub fn card(at: Point) -> Self {
        Self { min: at, max: at + Point::new(CARD.w, CARD.h) }
    }

    /// The smallest rectangle around both.
    pub fn union(self, o: Rect) -> Self {
        Self {
            min: Point::new(self.min.x.min(o.min.x), self.min.y.min(o.min.y)),
            max: Point::new(self.max.x.max(o.max.x), self.max.y.max(o.max.y)),
        }
    }

    /// Whether they share a place (edges count).
    pub fn touches(self, o: Rect) -> bool {
        self.min.x <= o.max.x && o.min.x <= self.max.x && self.min.y <= o.max.y && o.min.y <= self.max.y
    }

    /// Whether the place lies inside (edges count).
    pub fn contains(self, p: Point) -> bool {
        self.min.x <= p.x && p.x <= self.max.x && self.min.y <= p.y && p.y <= self.max.y
    }

    /// Whether the other lies inside altogether (edges count).
    pub fn encloses(self, o: Rect) -> bool {
        self.contains(o.min) && self.contains(o.max)
    }

    /// The same rectangle elsewhere.
    pub fn moved(self, by: Point) -> Self {
        Self { min: self.min + by, max: self.max + by }
    }

    /// Width and height.
    pub fn size(self) -> Size {
        Size { w: self.max.x - self.min.x, h: self.max.y - self.min.y }
    }

    /// The middle.
    pub fn center(self) -> Point {
        Point::new((self.min.x + self.max.x) / 2.0, (self.min.y + self.max.y) / 2.0)
    }
}
