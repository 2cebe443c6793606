//! Pictures of beads: a colour and a shape for each meaning, larger and with a number for those that stand for many.

use super::canvas2d::Sprite;
use super::flights::BOX;
use super::raster::Stamp;
use super::{Look, Weight};
use crate::view::meaning::Meaning;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

/// Room around the shape for its edge and ring, in units.
const ROOM: f64 = 4.0;

/// Draws one; `None` if the browser gives no canvas.
pub(super) fn draw(look: &Look, meaning: Meaning, weight: Weight, followed: bool) -> Option<Sprite> {
    let label = weight.label();
    let size = weight.size();
    let half = ((BOX / 2.0 * size + ROOM) * look.scale * look.density).ceil();
    let picture: HtmlCanvasElement = crate::browser::document().create_element("canvas").ok()?.dyn_into().ok()?;
    picture.set_width(half as u32 * 2);
    picture.set_height(half as u32 * 2);
    let context: CanvasRenderingContext2d = picture.get_context("2d").ok()??.dyn_into().ok()?;
    let unit = look.scale * look.density;
    context.set_transform(unit, 0.0, 0.0, unit, half, half).ok()?;
    let colour = &look.palette.meanings[meaning as usize];
    if followed {
        ring(&context, BOX / 2.0 * size + 1.5, &look.palette.accent)?;
    }
    let shape = Path2d::new_with_path_string(meaning.path()).ok()?;
    context.save();
    context.scale(size, size).ok()?;
    context.translate(-BOX / 2.0, -BOX / 2.0).ok()?;
    context.set_line_join("round");
    context.set_line_cap("round");
    // A thin edge in the page's colour lifts the bead off its wire.
    context.set_stroke_style_str(&look.palette.page);
    context.set_line_width((if meaning.filled() { 2.0 } else { 5.0 }) / size.sqrt());
    context.stroke_with_path(&shape);
    if meaning.filled() {
        context.set_fill_style_str(colour);
        context.fill_with_path_2d(&shape);
    } else {
        if meaning == Meaning::Waiting {
            context.set_fill_style_str(&look.palette.page);
            context.fill_with_path_2d(&shape);
        }
        context.set_stroke_style_str(colour);
        context.set_line_width(2.2 / size.sqrt());
        context.stroke_with_path(&shape);
    }
    context.restore();
    if !label.is_empty() {
        write(&context, &label, if meaning.filled() { &look.palette.page } else { colour }, meaning)?;
    }
    let side = picture.width();
    let pixels = context.get_image_data(0.0, 0.0, side.into(), side.into()).ok()?.data();
    Some(Sprite { picture, stamp: Stamp::new(side as usize, &pixels), half })
}

fn ring(context: &CanvasRenderingContext2d, radius: f64, colour: &str) -> Option<()> {
    context.begin_path();
    context.arc(0.0, 0.0, radius, 0.0, std::f64::consts::TAU).ok()?;
    context.set_stroke_style_str(colour);
    context.set_line_width(2.0);
    context.stroke();
    Some(())
}

fn write(context: &CanvasRenderingContext2d, label: &str, colour: &str, meaning: Meaning) -> Option<()> {
    context.set_font("650 9px system-ui, sans-serif");
    context.set_text_align("center");
    context.set_text_baseline("middle");
    context.set_fill_style_str(colour);
    // The middle of a triangle's body lies below the middle of its box.
    let down = if meaning == Meaning::Retrying { 2.5 } else { 0.5 };
    // The corners of a diamond have less room for a long number than a disc has.
    let shrink = if label.chars().count() > 2 { 0.9 } else { 1.0 };
    context.scale(shrink, shrink).ok()?;
    context.fill_text(label, 0.0, down / shrink).ok()
}
