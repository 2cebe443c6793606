//! What a film shows: the picture of the diagram, the numbers of its nodes as they are, the messages on their wires, and the
//! clock. In light colours whatever the page has: films are shown on projectors and in documents.

use crate::browser::image;
use crate::editor::{Camera, picture::Picture, route};
use crate::model::{Diagram, NodeId, Point, Size};
use crate::sim::{MessageId, Time, Tone};
use crate::view::app::App;
use crate::view::canvas::overlay::{Canvas2d, Flights, Look, Painter, Palette, Wires};
use crate::view::canvas::words;
use crate::view::frames::Frame;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// The size of a film in pixels: what projectors and documents take.
pub const SIZE: Size = Size { w: 1280.0, h: 720.0 };
/// Room for the clock below the diagram.
const FOOT: f64 = 56.0;
/// The size of the clock, in pixels.
const CLOCK: f64 = 30.0;
/// Where the number of a node stands on its card in the picture.
const NUMBER: Point = Point { x: 14.0, y: 84.0 };
/// The colours of `style/tokens.css` in the light: the meanings in their order, paper, accent, ink. The fence holds them to it.
const MEANINGS: [&str; 6] = ["#2563eb", "#5f6f86", "#b45309", "#7c3aed", "#c81e1e", "#15803d"];
const PAPER: &str = "#ffffff";
const ACCENT: &str = "#3346d3";
const INK: &str = "#1d1f24";

/// The canvas that is filmed, and what is needed to draw it.
pub struct Film {
    /// The canvas.
    pub canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    diagram: HtmlCanvasElement,
    beads: HtmlCanvasElement,
    painter: Canvas2d,
    look: Look,
    camera: Camera,
    flights: Flights,
    wires: Wires,
    run: Option<u64>,
    nodes: Vec<(NodeId, Point)>,
}

/// The view in which a picture fills the film above its foot.
pub fn view_of(picture: &Picture) -> Camera {
    let size = picture.bounds.size();
    let room = Size { w: SIZE.w, h: SIZE.h - FOOT };
    let zoom = (room.w / size.w.max(1.0)).min(room.h / size.h.max(1.0)).min(2.0);
    Camera::new(0.0, 0.0, zoom).centred(picture.bounds.center(), room)
}

impl Film {
    /// A film of this diagram; `drawn` is its picture in the size in which `camera` shows it. Nothing if the browser gives
    /// no canvas.
    pub fn new(diagram: &Diagram, drawn: HtmlCanvasElement, camera: Camera) -> Option<Self> {
        let (canvas, context) = image::canvas(SIZE.w, SIZE.h)?;
        let (beads, _) = image::canvas(SIZE.w, SIZE.h)?;
        let painter = Canvas2d::on(beads.clone())?;
        let mut flights = Flights::default();
        let mut wires = Wires::default();
        let routes = route::routes(diagram).into_iter().map(|(id, route)| (id, Arc::new(route))).collect();
        wires.lay(&Arc::new(routes), &mut flights);
        let palette =
            Palette { meanings: MEANINGS.map(str::to_owned), page: PAPER.to_owned(), accent: ACCENT.to_owned() };
        let look =
            Look { size: SIZE, density: 1.0, scale: (camera.zoom.clamp(0.6, 2.0) * 10.0).round() / 10.0, palette };
        let nodes = diagram.nodes.iter().map(|(id, node)| (id.clone(), node.at)).collect();
        Some(Self { canvas, context, diagram: drawn, beads, painter, look, camera, flights, wires, run: None, nodes })
    }

    /// Takes what departed and draws.
    pub fn frame(&mut self, app: App, frame: &Frame) {
        if self.run != Some(frame.run) {
            self.run = Some(frame.run);
            self.flights.clear();
            self.wires.forget_run();
        }
        self.flights.frame(frame.elapsed, frame.now, frame.playing);
        for flight in frame.flights {
            let Some(wire) = self.wires.number(frame.engine, flight.link) else { continue };
            let family = |id: MessageId| frame.engine.ledger().get(id).map_or(id.serial, |m| m.root);
            let root = flight.message.map(family).unwrap_or_default();
            self.flights.depart(wire, flight.at, flight.forward, flight.kind, false, root);
        }
        self.draw(app, frame.now);
    }

    fn draw(&mut self, app: App, now: Time) {
        let Self { context, camera, .. } = self;
        context.set_fill_style_str(PAPER);
        context.fill_rect(0.0, 0.0, SIZE.w, SIZE.h);
        let corner = camera.to_screen(self.corner());
        let context = &self.context;
        // These fail only for canvases without pixels, and these have some.
        let _ = context.draw_image_with_html_canvas_element(&self.diagram, corner.x.round(), corner.y.round());
        for (id, at) in &self.nodes {
            let status = app.node(id).with_untracked(|live| live.status.clone());
            let (number, unit) = words::reading(&status.reading);
            let place = self.camera.to_screen(*at + NUMBER);
            let zoom = self.camera.zoom;
            context.set_font(&format!("650 {:.1}px system-ui, sans-serif", 14.0 * zoom));
            context.set_fill_style_str(match status.tone {
                Tone::Good => MEANINGS[5],
                Tone::Bad => MEANINGS[4],
                Tone::Warning => MEANINGS[2],
                Tone::Plain | Tone::Unknown => INK,
            });
            let _ = context.fill_text(format!("{number} {unit}").trim_end(), place.x, place.y);
        }
        self.painter.begin(&self.look, self.flights.live());
        for bead in self.flights.beads(self.camera.view(SIZE)) {
            self.painter.bead(self.camera.to_screen(bead.at), bead.meaning, bead.weight, bead.followed);
        }
        self.painter.end();
        let _ = context.draw_image_with_html_canvas_element(&self.beads, 0.0, 0.0);
        context.set_fill_style_str(INK);
        context.set_font(&format!("650 {:.1}px system-ui, sans-serif", CLOCK));
        context.set_text_align("end");
        let _ = context.fill_text(&now.to_string(), SIZE.w - 28.0, SIZE.h - 20.0);
        context.set_text_align("start");
    }

    /// The canvas place at the upper left corner of the picture.
    fn corner(&self) -> Point {
        let (w, h) = (f64::from(self.diagram.width()), f64::from(self.diagram.height()));
        let middle = self.camera.to_canvas(Point::new(SIZE.w / 2.0, (SIZE.h - FOOT) / 2.0));
        Point::new(middle.x - w / 2.0 / self.camera.zoom, middle.y - h / 2.0 / self.camera.zoom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rect;

    #[test]
    fn every_picture_lies_whole_above_the_foot() {
        for (w, h) in [(1_000.0, 500.0), (4_000.0, 300.0), (200.0, 3_000.0), (156.0, 92.0)] {
            let bounds = Rect::spanning(Point::new(-50.0, 20.0), Point::new(-50.0 + w, 20.0 + h));
            let camera = view_of(&Picture { svg: String::new(), bounds });
            let (min, max) = (camera.to_screen(bounds.min), camera.to_screen(bounds.max));
            assert!(
                min.x >= -0.01 && min.y >= -0.01 && max.x <= SIZE.w + 0.01 && max.y <= SIZE.h - FOOT + 0.01,
                "{w} × {h}"
            );
            assert!(camera.zoom <= 2.0);
        }
    }
}
