//! Problems of timed events: nodes and commands that are not there, settings out of range.

use super::problem::{Problem, Spot};
use super::values::{self, Settings};
use crate::catalog::{Catalog, Severity};
use crate::model::{Config, Diagram, Happening, What};

pub fn check(diagram: &Diagram, catalog: &Catalog, problems: &mut Vec<Problem>) {
    for (n, happening) in diagram.happenings.iter().enumerate() {
        let spot = Spot::Happening(n);
        let whose = said(happening);
        let error = |what: String, remedy: String| Problem::new(Severity::Error, spot.clone(), what, remedy);
        let Some(node) = diagram.nodes.get(&happening.node) else {
            let what = format!("{whose}: there is no node “{}”; nothing will happen.", happening.node);
            problems.push(error(what, "Choose another node, or remove the event.".into()));
            continue;
        };
        // An unknown service has its own problem, and nobody knows its settings and commands.
        let Some(service) = catalog.get(&node.service) else { continue };
        match &happening.what {
            What::Set { patch, lasts } => {
                let (spot, config) = (&spot, patch);
                let settings = Settings { whose: &whose, spot, config, ground: &node.config, fields: service.fields };
                values::check(&settings, problems);
                if patch.is_empty() {
                    let what = format!("{whose}: it sets nothing.");
                    problems.push(Problem::new(
                        Severity::Hint,
                        spot.clone(),
                        what,
                        "Choose a setting, or remove the event.",
                    ));
                }
                if *lasts == Some(0) {
                    let what = format!("{whose}: it lasts no time at all.");
                    problems.push(Problem::new(
                        Severity::Warning,
                        spot.clone(),
                        what,
                        "Say how long it lasts, or that it stays.",
                    ));
                }
            }
            What::Do { command, with } => match service.commands.iter().find(|c| c.key == command) {
                Some(known) => {
                    let (spot, config, ground) = (&spot, with, &Config::default());
                    values::check(&Settings { whose: &whose, spot, config, ground, fields: known.fields }, problems);
                }
                None => {
                    let known: Vec<_> = service.commands.iter().map(|c| c.key).collect();
                    let remedy = match known.as_slice() {
                        [] => "Remove the event: it takes no commands.".to_owned(),
                        some => format!("Choose one of {}.", some.join(", ")),
                    };
                    problems.push(error(format!("{whose}: {} knows no command “{command}”.", node.name), remedy));
                }
            },
        }
    }
}

/// The event for people: its label, or its time and node.
fn said(happening: &Happening) -> String {
    if !happening.label.is_empty() {
        return format!("The event “{}”", happening.label);
    }
    let seconds = happening.at / 1_000_000;
    format!("The event at {}:{:02} for {}", seconds / 60, seconds % 60, happening.node)
}
