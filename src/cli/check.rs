//! `signalbox check`: what is wrong or risky about a design, and what to do.

use super::{Failure, input};
use crate::check::{Problem, Severity, Spot, check as problems};
use crate::model::{Diagram, NodeId};
use crate::services::CATALOG;
use std::io::Write;
use std::process::ExitCode;

/// Lists the problems, the worst first.
pub fn check(design: &str, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let diagram = input::design(design)?.diagram;
    let mut found = problems(&diagram, &CATALOG);
    found.sort_by_key(|problem| problem.severity);
    for problem in &found {
        let Problem { severity, spot, what, remedy, rule, field } = problem;
        let field = if field.is_empty() { String::new() } else { format!(" · {field}") };
        let rule = if rule.is_empty() { String::new() } else { format!(" [{rule}]") };
        writeln!(out, "{:<8} {}{field}", word(*severity, 1), place(&diagram, spot))?;
        writeln!(out, "         {what}{rule}")?;
        if !remedy.is_empty() {
            writeln!(out, "         → {remedy}")?;
        }
    }
    let count = |severity: Severity| found.iter().filter(|problem| problem.severity == severity).count();
    let all = [Severity::Error, Severity::Warning, Severity::Hint].map(|severity| (severity, count(severity)));
    let counted = all.iter().filter(|(_, n)| *n > 0).map(|(severity, n)| format!("{n} {}", word(*severity, *n)));
    let counted: Vec<String> = counted.collect();
    if counted.is_empty() {
        writeln!(out, "No problems.")?;
    } else {
        writeln!(out, "{}.", counted.join(", "))?;
    }
    Ok(if count(Severity::Error) > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn word(severity: Severity, n: usize) -> &'static str {
    match (severity, n) {
        (Severity::Error, 1) => "error",
        (Severity::Error, _) => "errors",
        (Severity::Warning, 1) => "warning",
        (Severity::Warning, _) => "warnings",
        (Severity::Hint, 1) => "hint",
        (Severity::Hint, _) => "hints",
    }
}

fn place(diagram: &Diagram, spot: &Spot) -> String {
    let name = |id: &NodeId| diagram.nodes.get(id).map_or(id.to_string(), |node| node.name.clone());
    match spot {
        Spot::Diagram => "the design".to_owned(),
        Spot::Node(id) => name(id),
        Spot::Wire(id) => match diagram.wires.get(id) {
            Some(wire) => format!("{} → {}", name(&wire.from), name(&wire.to)),
            None => id.to_string(),
        },
        Spot::Happening(n) => format!("timed event {}", n + 1),
    }
}
