//! The painter on a `<canvas>`: pictures of beads are made once and then only copied, to whole device pixels. A few are
//! copied by the canvas, which may have a graphics card for it; many are copied in memory and handed to the canvas as
//! one picture, because there every single command costs.

use super::raster::{Raster, Stamp};
use super::{Look, Painter, Weight, sprites};
use crate::model::Point;
use crate::view::meaning::Meaning;
use js_sys::Uint8ClampedArray;
use std::ops::Range;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// From so many beads on they are copied in memory.
const MANY: usize = 600;
/// A larger overlay (in device pixels) is not: handing it over would take longer than the commands.
const LARGEST: u32 = 4_000_000;

/// A picture of a bead, drawn so that its middle is at `half` device pixels.
pub(super) struct Sprite {
    pub picture: HtmlCanvasElement,
    pub stamp: Stamp,
    pub half: f64,
}

/// The picture in memory and its twin in the browser, which the canvas takes.
struct Sheet {
    raster: Raster,
    image: ImageData,
    /// The bytes of the image.
    bytes: Uint8ClampedArray,
    width: u32,
    /// The rows that the canvas shows at the moment.
    shown: Range<usize>,
}

impl Sheet {
    fn new(width: u32, height: u32) -> Option<Self> {
        let image = ImageData::new_with_sw(width, height).ok()?;
        let bytes = js_sys::Reflect::get(&image, &JsValue::from_str("data")).ok()?.unchecked_into();
        Some(Self { raster: Raster::default(), image, bytes, width, shown: 0..0 })
    }

    /// Hands the rows that differ from what is shown to the canvas.
    fn show(&mut self, context: &CanvasRenderingContext2d) {
        let rows = self.raster.rows();
        let changed = match (rows.is_empty(), self.shown.is_empty()) {
            (true, _) => self.shown.clone(),
            (_, true) => rows.clone(),
            _ => rows.start.min(self.shown.start)..rows.end.max(self.shown.end),
        };
        self.shown = rows;
        if changed.is_empty() {
            return;
        }
        let row = self.width * 4;
        let (from, to) = (changed.start as u32, changed.end as u32);
        self.bytes.subarray(from * row, to * row).copy_from(self.raster.bytes(changed));
        let (top, width, height) = (f64::from(from), f64::from(self.width), f64::from(to - from));
        // It fails only for numbers that are none.
        let _ = context.put_image_data_with_dirty_x_and_dirty_y_and_dirty_width_and_dirty_height(
            &self.image,
            0.0,
            0.0,
            0.0,
            top,
            width,
            height,
        );
    }
}

/// Draws on one canvas element.
pub struct Canvas2d {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    look: Look,
    /// By meaning, weight and whether it is followed.
    sprites: Vec<Option<Sprite>>,
    /// Whether the last frame drew anything.
    drawn: bool,
    /// Where this frame's beads are copied, if they are many.
    sheet: Option<Sheet>,
}

impl Canvas2d {
    /// A painter on this canvas; `None` if the browser gives no drawing context.
    pub fn on(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let sprites = std::iter::repeat_with(|| None).take(Meaning::ALL.len() * Weight::COUNT * 2).collect();
        Some(Self { canvas, context, look: Look::default(), sprites, drawn: false, sheet: None })
    }

    fn index(meaning: Meaning, weight: Weight, followed: bool) -> usize {
        (meaning as usize * Weight::COUNT + weight.index()) * 2 + usize::from(followed)
    }
}

impl Painter for Canvas2d {
    fn begin(&mut self, look: &Look, beads: usize) {
        let pixels = |length: f64| (length * look.density).round().max(1.0) as u32;
        let (width, height) = (pixels(look.size.w), pixels(look.size.h));
        if (self.canvas.width(), self.canvas.height()) != (width, height) {
            // Setting the size empties the canvas.
            self.canvas.set_width(width);
            self.canvas.set_height(height);
            self.sheet = None;
        }
        // Once in memory it stays there until they are few, so that it does not change at every frame.
        let few = if self.sheet.is_some() { MANY / 2 } else { MANY };
        if beads < few || width.saturating_mul(height) > LARGEST {
            self.drawn |= self.sheet.take().is_some();
        } else if self.sheet.is_none() {
            self.sheet = Sheet::new(width, height);
            self.drawn = true;
        }
        if std::mem::take(&mut self.drawn) {
            self.context.clear_rect(0.0, 0.0, width.into(), height.into());
        }
        if let Some(sheet) = &mut self.sheet {
            sheet.raster.begin(width as usize, height as usize);
        }
        let same = |l: &Look| l.density == look.density && l.scale == look.scale && l.palette == look.palette;
        if !same(&self.look) {
            self.sprites.iter_mut().for_each(|sprite| *sprite = None);
        }
        if self.look != *look {
            self.look = look.clone();
        }
    }

    fn end(&mut self) {
        if let Some(sheet) = &mut self.sheet {
            sheet.show(&self.context);
        }
    }

    fn bead(&mut self, at: Point, meaning: Meaning, weight: Weight, followed: bool) {
        let slot = &mut self.sprites[Self::index(meaning, weight, followed)];
        if slot.is_none() {
            *slot = sprites::draw(&self.look, meaning, weight, followed);
        }
        let Some(Sprite { picture, stamp, half }) = slot else { return };
        let (x, y) = ((at.x * self.look.density - *half).round(), (at.y * self.look.density - *half).round());
        if let Some(sheet) = &mut self.sheet {
            return sheet.raster.stamp(stamp, x as i32, y as i32);
        }
        // It fails only for a picture without pixels, and these have some.
        let _ = self.context.draw_image_with_html_canvas_element(picture, x, y);
        self.drawn = true;
    }

    fn lit(&mut self, way: &mut dyn Iterator<Item = Point>, meaning: Meaning) {
        let context = &self.context;
        context.begin_path();
        for at in way {
            context.line_to(at.x * self.look.density, at.y * self.look.density);
        }
        context.set_stroke_style_str(&self.look.palette.meanings[meaning as usize]);
        context.set_line_width(4.0 * self.look.scale * self.look.density);
        context.set_line_cap("round");
        context.stroke();
        self.drawn = true;
    }
}
