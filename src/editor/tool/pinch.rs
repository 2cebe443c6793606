//! Two fingers: the canvas follows both.

use super::{Act, Input, Pointer, Scene, Tool, Turned};
use crate::model::Point;

/// Two fingers are down.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pinch {
    /// The fingers, each with its place in pixels.
    pub fingers: [(i32, Point); 2],
}

/// A second finger came down: the gesture under way is called off.
pub(super) fn begin(tool: Tool, held: (i32, Point), second: &Pointer, scene: &Scene) -> Turned {
    let (_, acts) = super::step(tool, &Input::Cancel, scene);
    (Tool::Pinching(Pinch { fingers: [held, (second.id, second.screen)] }), acts)
}

pub(super) fn step(pinch: Pinch, input: &Input, scene: &Scene) -> Turned {
    match input {
        Input::Move(p) => {
            let mut next = pinch;
            let Some(finger) = next.fingers.iter_mut().find(|(id, _)| *id == p.id) else {
                return (Tool::Pinching(pinch), Vec::new());
            };
            finger.1 = p.screen;
            let (before, after) = (spread(&pinch), spread(&next));
            let camera = scene.camera.panned(after.0 - before.0);
            let camera = if before.1 > 1.0 { camera.zoom_at(after.0, after.1 / before.1) } else { camera };
            (Tool::Pinching(next), vec![Act::Look(camera)])
        }
        // The finger that stays goes on dragging the canvas.
        Input::Up(p) => match pinch.fingers.iter().find(|(id, _)| *id != p.id) {
            Some(&(pointer, last)) if pinch.fingers.iter().any(|(id, _)| *id == p.id) => {
                (Tool::Panning { pointer, last }, Vec::new())
            }
            _ => (Tool::Pinching(pinch), Vec::new()),
        },
        Input::Cancel => (Tool::Idle, Vec::new()),
        _ => (Tool::Pinching(pinch), Vec::new()),
    }
}

/// The middle between the fingers, and their distance.
fn spread(pinch: &Pinch) -> (Point, f64) {
    let [(_, a), (_, b)] = pinch.fingers;
    (Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0), a.distance(b))
}
