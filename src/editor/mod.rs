//! The editor: everything a person does to a diagram, without a browser.
//!
//! One value, [`Editor`], holds the diagram, its history, the selection, the camera and the state of the hand. The page
//! forwards inputs to it, draws what it holds, and carries out the [`Effect`]s that it returns. Diagrams change through
//! [`apply`] and nowhere else.
//!
//! Absent by design: the DOM, signals, a running simulation, files and links, any service by name.

mod action;
mod actions;
mod apply;
mod arrange;
mod bookmarks;
mod camera;
mod detour;
mod edit;
mod fragment;
mod gather;
pub mod handout;
mod hands;
mod history;
mod joints;
mod keys;
pub mod labels;
mod minimap;
mod names;
mod only_with;
mod order;
pub mod picture;
mod remarks;
pub mod route;
mod run;
mod selection;
mod state;
#[cfg(test)]
mod tests;
mod tool;
mod verbs;

pub use action::{Action, Command, Group, Panel, Stride, Transport, Verb, action, action_for, find_actions};
pub use actions::ACTIONS;
pub use apply::apply;
pub use arrange::guides::Guide;
pub use camera::{Camera, FAR, MAX_ZOOM, MIN_ZOOM, Turn, Wheel, ZOOM_STEP};
pub use edit::{Edit, End, Join, Joint, LONGEST_NAME, LONGEST_TITLE, Owner};
pub use fragment::Fragment;
pub use hands::Escaped;
pub use history::{Gesture, History, MOST_STEPS, Undo};
pub use joints::{Offered, Pair, Target};
pub use keys::{Chord, Focus, KeyPress, On, Scope};
pub use minimap::Minimap;
pub use only_with::OnlyWith;
pub use order::{Axis, Direction, neighbour, reading_order};
pub use remarks::{LONGEST_NOTE, in_order as remarks_in_order, names_in as names_in_frame};
pub use route::Route;
pub use selection::Selection;
pub use state::{Editor, Habits, same_run};
pub use tool::{
    Act, Button, Click, Corner, DOUBLE_CLICK, Effect, FRAME_BAND, Hit, Input, LONG_PRESS, Mods, Moving, Offer, Pinch,
    Placing, Pointer, Pointing, Press, SNAP_RADIUS, SPACE_TAP, Scene, Sizing, Subject, Thing, Tool, Wiring, hit_test,
    node_near, step,
};
