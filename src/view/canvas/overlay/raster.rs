//! A picture in memory onto which pictures of beads are copied: without a graphics card ten thousand of them take a
//! sixth of the time that as many drawing commands of a canvas take. Plain numbers; the browser is elsewhere.

use std::ops::Range;

/// Red, green, blue, opacity; the colours are not multiplied by the opacity, as `ImageData` has them.
pub type Pixel = [u8; 4];

/// A small picture.
#[derive(Clone, Debug, Default)]
pub struct Stamp {
    width: usize,
    pixels: Vec<Pixel>,
    /// Of each row the part that can be seen.
    spans: Vec<Range<usize>>,
}

impl Stamp {
    /// A picture of rows of so many pixels, four bytes each.
    pub fn new(width: usize, bytes: &[u8]) -> Self {
        let pixels: Vec<Pixel> = bytes.as_chunks::<4>().0.to_vec();
        let span = |row: &[Pixel]| {
            let seen = |p: &Pixel| p[3] > 0;
            match (row.iter().position(seen), row.iter().rposition(seen)) {
                (Some(first), Some(last)) => first..last + 1,
                _ => 0..0,
            }
        };
        let spans = pixels.chunks(width.max(1)).map(span).collect();
        Self { width, pixels, spans }
    }
}

/// The picture, with the rows that are not empty.
#[derive(Clone, Debug, Default)]
pub struct Raster {
    width: usize,
    height: usize,
    pixels: Vec<Pixel>,
    rows: Range<usize>,
}

impl Raster {
    /// Empties the picture, which has this size from now on.
    pub fn begin(&mut self, width: usize, height: usize) {
        if (self.width, self.height) == (width, height) {
            let used = self.rows.start * width..self.rows.end * width;
            self.pixels[used].fill([0; 4]);
        } else {
            (self.width, self.height) = (width, height);
            self.pixels.clear();
            self.pixels.resize(width * height, [0; 4]);
        }
        self.rows = 0..0;
    }

    /// Lays a stamp over what is there, its top left corner at this place; what lies outside is cut off.
    pub fn stamp(&mut self, stamp: &Stamp, x: i32, y: i32) {
        for (row, span) in stamp.spans.iter().enumerate() {
            let at = y + row as i32;
            if at < 0 || at as usize >= self.height || span.is_empty() {
                continue;
            }
            let at = at as usize;
            // The visible part of the row, cut to the picture.
            let from = (span.start as i32).max(-x);
            let to = (span.end as i32).min(self.width as i32 - x);
            if from >= to {
                continue;
            }
            let source = &stamp.pixels[row * stamp.width..][from as usize..to as usize];
            let target = &mut self.pixels[at * self.width..][(x + from) as usize..(x + to) as usize];
            for (below, above) in target.iter_mut().zip(source) {
                *below = if above[3] == 255 || below[3] == 0 { *above } else { over(*above, *below) };
            }
            self.rows =
                if self.rows.is_empty() { at..at + 1 } else { self.rows.start.min(at)..self.rows.end.max(at + 1) };
        }
    }

    /// The rows between the first and the last that are not empty.
    pub fn rows(&self) -> Range<usize> {
        self.rows.clone()
    }

    /// The bytes of these rows.
    pub fn bytes(&self, rows: Range<usize>) -> &[u8] {
        self.pixels[rows.start * self.width..rows.end * self.width].as_flattened()
    }
}

/// One pixel over another.
fn over(above: Pixel, below: Pixel) -> Pixel {
    let (a, b) = (u32::from(above[3]), u32::from(below[3]));
    // In units of 1/255².
    let (top, rest) = (a * 255, b * (255 - a));
    let all = top + rest;
    if all == 0 {
        return [0; 4];
    }
    let mix = |n: usize| ((u32::from(above[n]) * top + u32::from(below[n]) * rest + all / 2) / all) as u8;
    [mix(0), mix(1), mix(2), ((all + 127) / 255) as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Pixel = [255, 0, 0, 255];
    const BLUE: Pixel = [0, 0, 255, 255];
    const NONE: Pixel = [0, 0, 0, 0];

    fn picture(raster: &Raster) -> Vec<Vec<Pixel>> {
        raster.pixels.chunks(raster.width).map(<[Pixel]>::to_vec).collect()
    }

    #[test]
    fn a_stamp_covers_and_its_holes_do_not() {
        let mut raster = Raster::default();
        raster.begin(3, 2);
        raster.stamp(&Stamp::new(2, [RED, RED].as_flattened()), 0, 0);
        raster.stamp(&Stamp::new(2, [NONE, BLUE, BLUE, BLUE].as_flattened()), 0, 0);
        assert_eq!(picture(&raster), [[RED, BLUE, NONE], [BLUE, BLUE, NONE]]);
        assert_eq!(raster.rows(), 0..2);
        assert_eq!(raster.bytes(0..1).len(), 12);
    }

    #[test]
    fn what_lies_outside_is_cut_off_on_every_side() {
        let stamp = Stamp::new(3, [RED; 9].as_flattened());
        for (x, y, covered) in
            [(-2, -2, 1), (2, 2, 1), (-1, 0, 6), (-3, 0, 0), (3, 0, 0), (0, -3, 0), (0, 3, 0), (0, 0, 9)]
        {
            let mut raster = Raster::default();
            raster.begin(3, 3);
            raster.stamp(&stamp, x, y);
            assert_eq!(raster.pixels.iter().filter(|p| **p == RED).count(), covered, "{x}, {y}");
            raster.begin(3, 3);
            assert!(raster.pixels.iter().all(|p| *p == NONE), "the next frame begins empty");
        }
    }

    #[test]
    fn half_of_a_colour_over_another_is_in_the_middle() {
        assert_eq!(over([255, 0, 0, 128], BLUE), [128, 0, 127, 255]);
        assert_eq!(over([10, 20, 30, 255], BLUE), [10, 20, 30, 255]);
        // Half over half covers three quarters; the upper one counts twice as much as the lower.
        assert_eq!(over([90, 0, 0, 128], [0, 90, 0, 128]), [60, 30, 0, 192]);
    }
}
