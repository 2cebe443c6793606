//! What the checks say, by spot, and the way to a spot.

use super::app::App;
use super::ui::Drawer;
use crate::browser::{clock, focus};
use crate::catalog::Severity;
use crate::check::{Problem, Spot};
use crate::editor::Subject;
use crate::model::{NodeId, WireId};
use leptos::prelude::*;

/// The complaints about settings of a node, by property.
pub fn of_node(all: &[Problem], node: &NodeId) -> Vec<(String, String)> {
    at(all, |spot| matches!(spot, Spot::Node(id) if id == node))
}

/// The complaints about settings of a wire, by property.
pub fn of_wire(all: &[Problem], wire: &WireId) -> Vec<(String, String)> {
    at(all, |spot| matches!(spot, Spot::Wire(id) if id == wire))
}

fn at(all: &[Problem], here: impl Fn(&Spot) -> bool) -> Vec<(String, String)> {
    let said = |p: &&Problem| here(&p.spot) && !p.field.is_empty() && p.severity != Severity::Hint;
    all.iter().filter(said).map(|p| (p.field.clone(), format!("{} {}", p.what, p.remedy))).collect()
}

impl App {
    /// Goes to the spot of a problem: selects it, opens its settings, and the field if there is one.
    pub fn go_to(&self, spot: &Spot, field: &str) {
        match spot {
            Spot::Diagram => return,
            Spot::Node(id) => self.inspect(&Subject::Node(id.clone())),
            Spot::Wire(id) => self.inspect(&Subject::Wire(id.clone())),
            Spot::Happening(_) => self.ui.drawer.set(Some(Drawer::Faults)),
        }
        if !field.is_empty() {
            let field = field.to_owned();
            clock::later(30, move || focus::open_and_give(&format!(".inspector [data-field=\"{field}\"]")));
        }
    }
}
