//! One frame: the run moves on, everybody who draws gets a look. The loop sleeps while nothing moves.

use crate::sim::{Engine, Flight, Time};

/// What a drawer sees of a frame.
pub struct Frame<'a> {
    /// Wall time in milliseconds, as the browser's frame clock counts it.
    pub wall: f64,
    /// Milliseconds since the frame before (0 for the first after a sleep).
    pub elapsed: f64,
    /// Simulated time, after this frame's events.
    pub now: Time,
    /// Whether simulated time moves.
    pub playing: bool,
    /// Simulated seconds per second, as asked for.
    pub speed: f64,
    /// The run. `engine.link(flight.link).wire` is the wire of a flight.
    pub engine: &'a Engine,
    /// What left one end of a wire since the frame before, in order of time.
    pub flights: &'a [Flight],
    /// How many more there were than are worth drawing one by one.
    pub missed: u64,
    /// Counts up at every reset: flights of another run are of no interest any more.
    pub run: u64,
}

/// Somebody who draws every frame. The answer says whether it wants another frame even if time stands still
/// (beads that are still on their way, an easing camera).
pub type Drawer = Box<dyn FnMut(&Frame) -> bool>;
