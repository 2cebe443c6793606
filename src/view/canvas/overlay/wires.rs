//! Which number the flights know a wire by: from the wires of the diagram and those of the run.

use super::{Flights, Rail};
use crate::model::WireId;
use crate::sim::{Engine, LinkId};
use crate::view::canvas::stage::Routes;
use std::collections::BTreeMap;
use std::sync::Arc;

/// No number.
const NONE: u32 = u32::MAX;
/// Not looked up yet.
const UNKNOWN: u32 = u32::MAX - 1;

/// The numbers of the wires.
#[derive(Default)]
pub struct Wires {
    numbers: BTreeMap<WireId, usize>,
    free: Vec<usize>,
    laid: Arc<Routes>,
    /// The number of each wire of the run, by its link.
    links: Vec<u32>,
}

impl Wires {
    /// Brings the rails of the flights in line with the routes of the diagram.
    pub fn lay(&mut self, routes: &Arc<Routes>, flights: &mut Flights) {
        for (id, _) in self.laid.iter().filter(|(id, _)| !routes.contains_key(*id)) {
            if let Some(number) = self.numbers.remove(id) {
                flights.lay(number, None);
                self.free.push(number);
            }
        }
        for (id, route) in routes.iter() {
            if self.laid.get(id).is_some_and(|old| Arc::ptr_eq(old, route)) {
                continue;
            }
            let known = self.numbers.len() + self.free.len();
            let number = *self.numbers.entry(id.clone()).or_insert_with(|| self.free.pop().unwrap_or(known));
            flights.lay(number, Some(Rail::along(&route.line)));
        }
        self.laid = routes.clone();
        self.links.clear();
    }

    /// Another run numbers its links anew.
    pub fn forget_run(&mut self) {
        self.links.clear();
    }

    /// The number of the wire that this link of the run is.
    pub fn number(&mut self, engine: &Engine, link: LinkId) -> Option<usize> {
        let at = link.0 as usize;
        if self.links.len() <= at {
            self.links.resize(at + 1, UNKNOWN);
        }
        if self.links[at] == UNKNOWN {
            let number = self.numbers.get(&engine.link(link).wire);
            self.links[at] = number.map_or(NONE, |n| *n as u32);
        }
        (self.links[at] != NONE).then(|| self.links[at] as usize)
    }
}
