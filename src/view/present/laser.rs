//! The laser pointer: a red point that follows the pointer with a short trail, and fades when the hand rests.

use crate::browser::{clock, listen};
use crate::model::Point;
use crate::view::app::App;
use leptos::html;
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, PointerEvent};

/// How long a piece of the trail is seen (milliseconds).
const TRAIL: f64 = 500.0;
/// How long the point stays where the hand rests, and how long it takes to fade then (milliseconds).
const REST: f64 = 2_000.0;
const FADE: f64 = 500.0;
/// Radius of the point, in pixels.
const RADIUS: f64 = 8.0;
/// Red as of the lamps that people know, and an edge that lifts it off red things.
const RED: &str = "#e6001e";
const EDGE: &str = "#ffffffd9";

/// Where the pointer was, the newest last, each with its wall time.
#[derive(Default)]
struct Trail(VecDeque<(Point, f64)>);

impl Trail {
    fn add(&mut self, at: Point, now: f64) {
        self.0.push_back((at, now));
    }

    /// Forgets what has faded.
    fn retire(&mut self, now: f64) {
        while self.0.len() > 1 && self.0.front().is_some_and(|(_, then)| now - then > TRAIL) {
            self.0.pop_front();
        }
        if self.point(now).is_none() {
            self.0.clear();
        }
    }

    /// The pieces of the trail with their strength: 1 at the pointer, 0 where it has faded.
    fn pieces(&self, now: f64) -> impl Iterator<Item = (Point, Point, f64)> + '_ {
        let pairs = self.0.iter().zip(self.0.iter().skip(1));
        pairs.map(move |((from, then), (to, _))| (*from, *to, (1.0 - (now - then) / TRAIL).clamp(0.0, 1.0)))
    }

    /// The point and its strength; nothing once it has faded.
    fn point(&self, now: f64) -> Option<(Point, f64)> {
        let (at, then) = *self.0.back()?;
        let strength = (1.0 - (now - then - REST) / FADE).min(1.0);
        (strength > 0.0).then_some((at, strength))
    }
}

/// The canvas over everything, while the laser is on.
#[component]
pub fn Laser() -> impl IntoView {
    let app = App::here();
    let canvas = NodeRef::<html::Canvas>::new();
    let trail = Rc::new(RefCell::new(Trail::default()));
    listen::anywhere("pointermove", {
        let trail = trail.clone();
        move |event| {
            if app.ui.laser.try_get_untracked() == Some(true)
                && let Some(event) = event.dyn_ref::<PointerEvent>()
            {
                let at = Point::new(event.client_x().into(), event.client_y().into());
                trail.borrow_mut().add(at, clock::now());
                app.wake();
            }
        }
    });
    app.on_frame(move |_| {
        let mut trail = trail.borrow_mut();
        let Some(canvas) = canvas.get_untracked() else {
            trail.0.clear();
            return false;
        };
        let now = clock::now();
        trail.retire(now);
        draw(&canvas, &trail, now, app.ui.calm.get_untracked());
        !trail.0.is_empty()
    });
    Effect::new(move |_| crate::browser::media::mark_root("data-laser", app.ui.laser.get().then_some("on")));
    view! {
        <Show when=move || app.ui.laser.get()>
            <canvas class="laser" aria-hidden="true" node_ref=canvas></canvas>
        </Show>
    }
}

fn draw(canvas: &HtmlCanvasElement, trail: &Trail, now: f64, calm: bool) {
    let context = canvas.get_context("2d").ok().flatten().and_then(|c| c.dyn_into::<CanvasRenderingContext2d>().ok());
    let Some(context) = context else { return };
    let density = web_sys::window().map_or(1.0, |w| w.device_pixel_ratio());
    let pixels = |length: i32| (f64::from(length) * density).round().max(1.0) as u32;
    let (width, height) = (pixels(canvas.client_width()), pixels(canvas.client_height()));
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    context.clear_rect(0.0, 0.0, width.into(), height.into());
    context.save();
    // It fails only for numbers that are none.
    let _ = context.scale(density, density);
    context.set_line_cap("round");
    context.set_stroke_style_str(RED);
    for (from, to, strength) in trail.pieces(now).filter(|_| !calm) {
        context.set_global_alpha(0.7 * strength);
        context.set_line_width(1.0 + RADIUS * strength);
        context.begin_path();
        context.move_to(from.x, from.y);
        context.line_to(to.x, to.y);
        context.stroke();
    }
    if let Some((at, strength)) = trail.point(now) {
        context.set_global_alpha(strength);
        context.begin_path();
        let _ = context.arc(at.x, at.y, RADIUS, 0.0, std::f64::consts::TAU);
        context.set_fill_style_str(RED);
        context.fill();
        context.set_stroke_style_str(EDGE);
        context.set_line_width(2.0);
        context.stroke();
    }
    context.restore();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trail_fades_and_the_point_rests_before_it_does() {
        let mut trail = Trail::default();
        trail.add(Point::new(0.0, 0.0), 0.0);
        trail.add(Point::new(10.0, 0.0), 100.0);
        let strengths: Vec<f64> = trail.pieces(250.0).map(|(.., strength)| strength).collect();
        assert_eq!(strengths, [0.5], "half of its 500 ms are over");
        assert_eq!(trail.point(2_100.0), Some((Point::new(10.0, 0.0), 1.0)), "two seconds at rest");
        assert_eq!(trail.point(2_350.0).map(|(_, strength)| strength), Some(0.5));
        trail.retire(700.0);
        assert_eq!(trail.0.len(), 1, "the trail is gone, the point is not");
        trail.retire(2_601.0);
        assert!(trail.0.is_empty() && trail.point(2_601.0).is_none());
    }
}
