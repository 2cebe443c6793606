//! The overlay: one canvas over the diagram on which messages move. It reads the flights of every frame, and draws
//! only when something on it changed.

mod canvas2d;
mod flights;
mod painter;
mod rail;
mod raster;
mod sprites;
mod weight;
mod wires;

pub use canvas2d::Canvas2d;
pub use flights::Flights;
pub use painter::{Look, Painter, Palette};
pub use rail::Rail;
pub use weight::Weight;
pub use wires::Wires;

use super::stage::Stage;
use crate::editor::Camera;
use crate::model::Size;
use crate::sim::MessageId;
use crate::view::app::App;
use crate::view::frames::Frame;
use crate::view::meaning::Meaning;
use leptos::html;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::HtmlElement;

/// What the overlay remembers between frames.
struct Overlay {
    flights: Flights,
    wires: Wires,
    painter: Option<Box<dyn Painter>>,
    canvas: Option<HtmlElement>,
    look: Look,
    /// The colours are to be read anew.
    restyle: bool,
    run: u64,
    /// When it last told how much there is to see.
    told: f64,
    /// What the last frame was drawn with: nothing is drawn twice.
    drawn: Option<(Camera, Size, f64)>,
    /// There are beads on the canvas: they have to go, even if their wires are gone already.
    painted: bool,
}

/// The canvas of the beads.
#[component]
pub fn Overlay() -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let canvas = NodeRef::<html::Canvas>::new();
    let overlay = Rc::new(RefCell::new(Overlay {
        flights: Flights::default(),
        wires: Wires::default(),
        painter: None,
        canvas: None,
        look: Look::default(),
        restyle: true,
        run: 0,
        told: 0.0,
        drawn: None,
        painted: false,
    }));

    Effect::new({
        let overlay = overlay.clone();
        move |_| {
            if let Some(canvas) = canvas.get() {
                let mut overlay = overlay.borrow_mut();
                overlay.canvas = Some((*canvas).clone());
                overlay.painter = Canvas2d::on(canvas).map(|p| Box::new(p) as Box<dyn Painter>);
            }
        }
    });
    Effect::new({
        let overlay = overlay.clone();
        move |_| {
            let mut overlay = overlay.borrow_mut();
            let Overlay { flights, wires, .. } = &mut *overlay;
            stage.routes.with(|routes| wires.lay(routes, flights));
            overlay.show(app);
        }
    });
    Effect::new({
        let overlay = overlay.clone();
        move |_| {
            app.ui.dark.track();
            app.ui.theme.track();
            app.ui.calm.track();
            app.ui.present.track();
            let mut overlay = overlay.borrow_mut();
            overlay.restyle = true;
            overlay.show(app);
        }
    });
    Effect::new({
        let overlay = overlay.clone();
        move |_| {
            stage.camera.track();
            stage.size.track();
            overlay.borrow_mut().show(app);
        }
    });
    stage.beads.set_value(Some(Box::new({
        let overlay = overlay.clone();
        move |screen, reach| {
            let camera = stage.camera.get_untracked();
            overlay.borrow().flights.nearest(camera.to_canvas(screen), reach / camera.zoom)
        }
    })));
    app.on_frame(move |frame| overlay.borrow_mut().frame(frame, app, stage));

    view! { <canvas class="overlay" aria-hidden="true" node_ref=canvas></canvas> }
}

impl Overlay {
    /// Asks for a frame if there is anything that would look different.
    fn show(&mut self, app: App) {
        self.drawn = None;
        if self.painted || self.flights.live() > 0 {
            app.wake();
        }
    }

    /// Takes what departed and draws; whether another frame would look different.
    fn frame(&mut self, frame: &Frame, app: App, stage: Stage) -> bool {
        if self.run != frame.run {
            self.run = frame.run;
            self.flights.clear();
            self.wires.forget_run();
            self.drawn = None;
        }
        self.flights.frame(frame.elapsed, frame.now, frame.playing);
        let followed = app.ui.message.get_untracked();
        for flight in frame.flights {
            let Some(wire) = self.wires.number(frame.engine, flight.link) else { continue };
            let family = |id: MessageId| frame.engine.ledger().get(id).map_or(id.serial, |m| m.root);
            let root = flight.message.map(family);
            let followed = root.is_some() && root == followed;
            self.flights.depart(wire, flight.at, flight.forward, flight.kind, followed, root.unwrap_or_default());
        }
        if self.painted || self.flights.live() > 0 {
            self.draw(app, stage);
            self.tell(frame.wall);
        }
        self.flights.moves()
    }

    /// Tells, now and then, how much there is to see: for whoever measures the page from outside.
    fn tell(&mut self, wall: f64) {
        const EVERY: f64 = 500.0;
        let Some(canvas) = self.canvas.as_ref().filter(|_| wall - self.told > EVERY) else { return };
        self.told = wall;
        // Plain numbers under names of our own cannot be refused.
        let _ = canvas.set_attribute("data-beads", &self.flights.live().to_string());
        let _ = canvas.set_attribute("data-messages", &self.flights.messages().to_string());
    }

    fn draw(&mut self, app: App, stage: Stage) {
        let (Some(painter), Some(canvas)) = (&mut self.painter, &self.canvas) else { return };
        let (camera, size) = (stage.camera.get_untracked(), stage.size.get_untracked());
        let moment = Some((camera, size, self.flights.clock()));
        if self.drawn == moment {
            return;
        }
        self.drawn = moment;
        self.painted = self.flights.live() > 0;
        if std::mem::take(&mut self.restyle) {
            self.look.palette = palette(canvas);
        }
        self.look.size = size;
        self.look.density = web_sys::window().map_or(1.0, |w| w.device_pixel_ratio());
        // In steps, so that zooming does not draw every bead's picture anew in every frame.
        let large = if app.ui.present.get_untracked() { 1.5 } else { 1.0 };
        self.look.scale = (camera.zoom.clamp(0.5, 2.0) * large * 10.0).round() / 10.0;
        self.flights.spread(self.look.scale / camera.zoom);
        let seen = camera.view(size);
        let calm = app.ui.calm.get_untracked();
        painter.begin(&self.look, if calm { 0 } else { self.flights.live() });
        if calm {
            for (meaning, rail) in self.flights.lit(seen) {
                painter.lit(&mut rail.points().iter().map(|p| camera.to_screen(*p)), meaning);
                painter.bead(camera.to_screen(rail.at(0.5)), meaning, Weight::of(1), false);
            }
            return painter.end();
        }
        for bead in self.flights.beads(seen) {
            painter.bead(camera.to_screen(bead.at), bead.meaning, bead.weight, bead.followed);
        }
        painter.end();
    }
}

/// The colours as the style sheet has them now. Custom properties are not worked out by the browser until something is
/// drawn in them, so the canvas element lends its own colour for a moment.
fn palette(lent: &HtmlElement) -> Palette {
    let window = web_sys::window();
    let colour = |name: &str| {
        // Neither name nor value can be refused: both are our own.
        let _ = lent.style().set_property("color", &format!("var({name})"));
        let style = window.as_ref().and_then(|w| w.get_computed_style(lent).ok().flatten());
        style.and_then(|s| s.get_property_value("color").ok()).unwrap_or_default()
    };
    let palette = Palette {
        meanings: Meaning::ALL.map(|m| colour(&format!("--m-{}", m.class()))),
        page: colour("--page"),
        accent: colour("--accent"),
    };
    let _ = lent.style().remove_property("color");
    palette
}
