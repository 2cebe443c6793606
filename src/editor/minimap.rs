//! The minimap: all of a design and what is seen of it, in a small box.

use crate::model::{Point, Rect, Size};

/// Free space around it, as a share of what it shows.
const MARGIN: f64 = 0.06;

/// How places of the canvas lie in the box.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Minimap {
    /// The place of the canvas at the upper left corner of the box.
    origin: Point,
    /// Pixels of the box per canvas unit.
    scale: f64,
}

impl Minimap {
    /// A box of this size that shows both the design and the view, in the middle.
    pub fn of(design: Rect, view: Rect, size: Size) -> Self {
        let all = design.union(view);
        let Size { w, h } = all.size();
        let scale = (size.w / w.max(1.0)).min(size.h / h.max(1.0)) / (1.0 + 2.0 * MARGIN);
        let half = Point::new(size.w / 2.0 / scale, size.h / 2.0 / scale);
        Self { origin: all.center() - half, scale }
    }

    /// Where a place of the canvas is in the box.
    pub fn place(self, at: Point) -> Point {
        let from = at - self.origin;
        Point::new(from.x * self.scale, from.y * self.scale)
    }

    /// Where an area of the canvas is in the box.
    pub fn area(self, area: Rect) -> Rect {
        Rect { min: self.place(area.min), max: self.place(area.max) }
    }

    /// Which place of the canvas a place in the box means.
    pub fn canvas(self, at: Point) -> Point {
        self.origin + Point::new(at.x / self.scale, at.y / self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOX: Size = Size { w: 180.0, h: 120.0 };

    fn rect(x: f64, y: f64, w: f64, h: f64) -> Rect {
        Rect { min: Point::new(x, y), max: Point::new(x + w, y + h) }
    }

    #[test]
    fn the_middle_of_all_is_in_the_middle_of_the_box() {
        let map = Minimap::of(rect(0.0, 0.0, 1000.0, 200.0), rect(-500.0, 0.0, 300.0, 200.0), BOX);
        assert_eq!(map.place(Point::new(250.0, 100.0)), Point::new(90.0, 60.0));
    }

    proptest! {
        #[test]
        fn all_of_it_is_in_the_box_and_every_place_can_be_told(
            (x, y, w, h) in (-2e3..2e3f64, -2e3..2e3f64, 1.0..4e3f64, 1.0..4e3f64),
            (vx, vy) in (-2e3..2e3f64, -2e3..2e3f64),
        ) {
            let (design, view) = (rect(x, y, w, h), rect(vx, vy, 800.0, 600.0));
            let map = Minimap::of(design, view, BOX);
            for area in [design, view] {
                prop_assert!(rect(0.0, 0.0, BOX.w, BOX.h).encloses(map.area(area)));
                prop_assert!(map.canvas(map.place(area.min)).distance(area.min) < 1e-6);
            }
        }
    }
}
