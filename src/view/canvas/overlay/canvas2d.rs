//! The painter on a `<canvas>`: pictures of beads are made once and then only copied, to whole device pixels, which is
//! what makes ten thousand of them cheap without a graphics card.

use super::{Look, Painter, Weight, sprites};
use crate::model::Point;
use crate::view::meaning::Meaning;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// A picture of a bead, drawn so that its middle is at `half` device pixels.
pub(super) struct Sprite {
    pub picture: HtmlCanvasElement,
    pub half: f64,
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
}

impl Canvas2d {
    /// A painter on this canvas; `None` if the browser gives no drawing context.
    pub fn on(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let sprites = std::iter::repeat_with(|| None).take(Meaning::ALL.len() * Weight::COUNT * 2).collect();
        Some(Self { canvas, context, look: Look::default(), sprites, drawn: false })
    }

    fn index(meaning: Meaning, weight: Weight, followed: bool) -> usize {
        (meaning as usize * Weight::COUNT + weight.index()) * 2 + usize::from(followed)
    }
}

impl Painter for Canvas2d {
    fn begin(&mut self, look: &Look) {
        let pixels = |length: f64| (length * look.density).round().max(1.0) as u32;
        let (width, height) = (pixels(look.size.w), pixels(look.size.h));
        if (self.canvas.width(), self.canvas.height()) != (width, height) {
            // Setting the size empties the canvas.
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        } else if self.drawn {
            self.context.clear_rect(0.0, 0.0, width.into(), height.into());
        }
        self.drawn = false;
        let same = |l: &Look| l.density == look.density && l.scale == look.scale && l.palette == look.palette;
        if !same(&self.look) {
            self.sprites.iter_mut().for_each(|sprite| *sprite = None);
        }
        if self.look != *look {
            self.look = look.clone();
        }
    }

    fn bead(&mut self, at: Point, meaning: Meaning, weight: Weight, followed: bool) {
        let slot = &mut self.sprites[Self::index(meaning, weight, followed)];
        if slot.is_none() {
            *slot = sprites::draw(&self.look, meaning, weight, followed);
        }
        let Some(Sprite { picture, half }) = slot else { return };
        let (x, y) = ((at.x * self.look.density - *half).round(), (at.y * self.look.density - *half).round());
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
