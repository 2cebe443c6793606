//! What draws the beads. Today that is Canvas 2D; a painter on a graphics card would be another of these.

use super::Weight;
use crate::model::{Point, Size};
use crate::view::meaning::Meaning;

/// The colours of beads, as the style sheet has them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Palette {
    /// Of each meaning, in the order of [`Meaning::ALL`].
    pub meanings: [String; Meaning::ALL.len()],
    /// Of what is written on a bead, and of the thin edge around it: the colour of the page.
    pub page: String,
    /// Of the ring around what a person follows.
    pub accent: String,
}

/// How the overlay looks at the moment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Look {
    /// The size of the overlay in CSS pixels.
    pub size: Size,
    /// Device pixels per CSS pixel.
    pub density: f64,
    /// How large a bead is: 1 at 100 %.
    pub scale: f64,
    /// The colours.
    pub palette: Palette,
}

/// Draws one frame after another. Places are CSS pixels from the top left of the overlay.
pub trait Painter {
    /// Begins an empty frame, on which about so many beads are to come.
    fn begin(&mut self, look: &Look, beads: usize);
    /// A bead.
    fn bead(&mut self, at: Point, meaning: Meaning, weight: Weight, followed: bool);
    /// A wire on which something is under way, for those who want nothing that moves.
    fn lit(&mut self, way: &mut dyn Iterator<Item = Point>, meaning: Meaning);
    /// The frame is complete.
    fn end(&mut self);
}
