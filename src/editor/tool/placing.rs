//! Bringing a service from the palette to its place: dragged, or tapped in the palette and then on the canvas.

use super::moving::wire_at;
use super::{Act, Button, Effect, Hit, Input, Pointer, Scene, Tool, Turned};
use crate::editor::arrange::guides::{Guide, lines};
use crate::editor::edit::{Edit, Join};
use crate::editor::history::Undo;
use crate::editor::joints::offers;
use crate::model::{CARD, Config, Point, Rect, WireId};

/// A new node looks for its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Placing {
    /// The key of its service.
    pub service: String,
    /// Whose hand.
    pub pointer: i32,
    /// Where it was last, in pixels.
    pub screen: Point,
    /// Where it went down, in pixels.
    pub down: Point,
    /// Where the card would come (its top left corner); `None` while the pointer is not over the canvas.
    pub at: Option<Point>,
    /// The wire that it would be put into.
    pub into: Option<WireId>,
    /// Whether it goes on after the button is up: tapped in the palette, to be tapped on the canvas.
    pub sticky: bool,
    /// The lines at which the card would stand.
    pub guides: Vec<Guide>,
}

impl Placing {
    /// A service is taken from the palette.
    pub fn new(service: &str, p: &Pointer) -> Self {
        let (pointer, screen, down) = (p.id, p.screen, p.screen);
        let service = service.to_owned();
        Self { service, pointer, screen, down, at: None, into: None, sticky: false, guides: Vec::new() }
    }
}

pub(super) fn step(mut placing: Placing, input: &Input, scene: &Scene) -> Turned {
    match input {
        Input::Move(p) | Input::Down(p) if placing.sticky || p.id == placing.pointer => {
            follow(&mut placing, p, scene);
            match (input, p.button) {
                (Input::Down(_), Button::Right) => (Tool::Idle, Vec::new()),
                _ => (Tool::Placing(placing), Vec::new()),
            }
        }
        Input::Up(p)
            if (placing.sticky && p.button == Button::Main) || (!placing.sticky && p.id == placing.pointer) =>
        {
            follow(&mut placing, p, scene);
            drop_here(placing, p, scene)
        }
        Input::Cancel => (Tool::Idle, Vec::new()),
        _ => (Tool::Placing(placing), Vec::new()),
    }
}

fn follow(placing: &mut Placing, p: &Pointer, scene: &Scene) {
    placing.pointer = p.id;
    placing.screen = p.screen;
    if p.hit == Hit::Outside {
        (placing.at, placing.into, placing.guides) = (None, None, Vec::new());
        return;
    }
    let (middle, flip) = (scene.camera.to_canvas(p.screen), p.mods.shift || p.mods.alt);
    let mut at = scene.card_at(middle, flip);
    placing.guides.clear();
    if !flip && !p.mods.command {
        let (wish, others) = (middle - Point::new(CARD.w / 2.0, CARD.h / 2.0), scene.around(|_| false));
        at = scene.drawn(Rect::card(wish), &others, wish, at);
        placing.guides = lines(Rect::card(at), &others);
    }
    placing.at = Some(at);
    let fits = |wire: &WireId| {
        let join = Join::Into(wire.clone());
        offers(scene.diagram, scene.catalog, &join).iter().any(|o| o.service.key == placing.service)
    };
    placing.into = wire_at(scene.diagram, Rect::card(at).center(), |_| true).filter(fits);
}

fn drop_here(placing: Placing, p: &Pointer, scene: &Scene) -> Turned {
    let name = scene.catalog.get(&placing.service).map_or("node", |s| s.name);
    let Some(at) = placing.at else {
        // Let go where it was taken: a tap. It waits for a tap on the canvas.
        if !placing.sticky && p.screen.distance(placing.down) < p.kind.threshold() {
            let said = format!("Now choose the place for the new {name}, or press Esc.");
            return (Tool::Placing(Placing { sticky: true, ..placing }), vec![Act::Tell(Effect::Announce(said))]);
        }
        return (Tool::Idle, Vec::new());
    };
    let join = placing.into.map_or(Join::Alone, Join::Into);
    let edit = Edit::Add { service: placing.service, at, config: Config::default(), join };
    (Tool::Idle, vec![Act::Edit(edit, Undo::Step), Act::Tell(Effect::Announce(format!("Added {name}.")))])
}
