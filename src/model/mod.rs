//! What a person drew: diagrams, nodes, wires, settings and timed happenings, remarks. Plain data, no behaviour.
//!
//! Absent by design: simulated state, meaning of a service, pixels on a screen. Everything here can be written to a
//! file and compared.

mod bookmark;
mod config;
mod diagram;
mod geometry;
mod happening;
mod ids;
mod remark;

pub use bookmark::Bookmark;
pub use config::{Config, Value};
pub use diagram::{Diagram, Node, Wire};
pub use geometry::{CARD, GRID, Point, Rect, Size};
pub use happening::{Happening, What};
pub use ids::{NodeId, RemarkId, WireId};
pub use remark::{Remark, RemarkKind};
