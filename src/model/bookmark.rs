//! Bookmarked moments of a run, each with a caption: in their order they are a talk.

use super::{NodeId, Point};

/// A moment worth coming back to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Bookmark {
    /// When, in microseconds of simulated time.
    pub at: u64,
    /// After how many events, if the run stood inside an instant; else after all that are due by then.
    pub events: Option<u64>,
    /// What there is to see, in a line.
    pub caption: String,
    /// The message that was followed: the number of the first of its family.
    pub message: Option<u64>,
    /// The node that was selected.
    pub node: Option<NodeId>,
    /// Where a person was looking: the middle of the view, and the scale (1 is 100 %).
    pub camera: Option<(Point, f64)>,
}
