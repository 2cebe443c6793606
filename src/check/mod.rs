//! What is wrong or risky in a diagram, and what to do about it: a sentence and a remedy each.
//!
//! Everything is derived from the declarations of the services, and from each service's own check. The same list feeds the
//! page's problems panel, the command line and the graders.
//!
//! Absent by design: a running simulation, any service by name, changes to the diagram.

mod happenings;
mod languages;
mod nodes;
mod problem;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod values;
mod wires;

pub use crate::catalog::Severity;
pub use problem::{Problem, Spot};

use crate::catalog::Catalog;
use crate::model::Diagram;

/// Every problem of a diagram: errors first, then warnings, then hints; within each by spot.
pub fn check(diagram: &Diagram, catalog: &Catalog) -> Vec<Problem> {
    let mut problems = Vec::new();
    nodes::check(diagram, catalog, &mut problems);
    wires::check(diagram, catalog, &mut problems);
    happenings::check(diagram, catalog, &mut problems);
    problems.sort_by(|a, b| a.severity.cmp(&b.severity).then_with(|| a.spot.cmp(&b.spot)));
    problems
}
