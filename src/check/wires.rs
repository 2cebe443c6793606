//! Problems of wires: ends that are missing or do not fit, wires drawn twice, and their settings.

use super::problem::{Problem, Spot};
use super::values::{self, Settings};
use crate::catalog::{Catalog, Field, Port, Service, Severity, Side, permission};
use crate::model::{Diagram, Wire, WireId};
use std::collections::BTreeSet;

pub fn check(diagram: &Diagram, catalog: &Catalog, problems: &mut Vec<Problem>) {
    let mut drawn = BTreeSet::new();
    for (id, wire) in &diagram.wires {
        one(diagram, catalog, id, wire, problems);
        if !drawn.insert((&wire.from, &wire.out, &wire.to, &wire.into)) {
            let what = format!("{} is drawn twice.", said(diagram, wire));
            problems.push(Problem::new(Severity::Error, Spot::Wire(id.clone()), what, "Delete one of the two."));
        }
    }
}

fn one(diagram: &Diagram, catalog: &Catalog, id: &WireId, wire: &Wire, problems: &mut Vec<Problem>) {
    let spot = Spot::Wire(id.clone());
    let whose = said(diagram, wire);
    let mut error =
        |what: String, remedy: &str| problems.push(Problem::new(Severity::Error, spot.clone(), what, remedy));
    if let Some(end) = [&wire.from, &wire.to].into_iter().find(|end| !diagram.nodes.contains_key(*end)) {
        return error(format!("{whose} ends at “{end}”, which is not in the diagram."), "Delete it.");
    }
    // A wire at an unknown service cannot be judged; the node's own problem says what happens to it.
    let (Some(a), Some(b)) = (catalog.of(diagram, &wire.from), catalog.of(diagram, &wire.to)) else { return };
    let ends = (port(a, &wire.out, Side::Out), port(b, &wire.into, Side::In));
    let (out, into) = match ends {
        (Ok(out), Ok(into)) => (out, into),
        (Err(why), _) | (_, Err(why)) => {
            return error(format!("{whose} carries nothing: {why}"), "Delete it and connect the two nodes anew.");
        }
    };
    if wire.from == wire.to {
        return error(format!("{whose} joins a node with itself."), "Delete it.");
    }
    if out.common(into).is_none() {
        let does = |roles: &[crate::catalog::Role], of: fn(&crate::catalog::Role) -> &'static str| {
            roles.first().map_or("nothing", of)
        };
        let what = format!(
            "{whose} carries nothing: “{}” {}, “{}” {}.",
            out.label,
            does(out.roles, |r| r.sender),
            into.label,
            does(into.roles, |r| r.receiver)
        );
        let ways = diagram_without(diagram, id);
        let remedy = match catalog.joints(&ways, &wire.from, &wire.to) {
            Ok(ways) => {
                ways.first().map_or_else(String::new, |(o, i)| format!("Join “{}” to “{}” instead.", o.label, i.label))
            }
            Err(refusal) => refusal.instead,
        };
        let remedy = if remedy.is_empty() { "Delete it.".to_owned() } else { remedy };
        return error(what, &remedy);
    }
    let fields: Vec<Field> =
        out.fields.iter().chain(into.fields).chain(permission::switch(out, into)).copied().collect();
    let config = &wire.config;
    values::check(&Settings { whose: &whose, spot: &spot, config, ground: config, fields: &fields }, problems);
    if let Some((needs, switch)) = permission::missing(catalog, diagram, wire) {
        problems.push(Problem {
            severity: Severity::Warning,
            what: format!(
                "{whose}: every call is denied, because {} is not allowed in {}.",
                needs.statement, needs.place
            ),
            remedy: format!("Switch {switch} on at the wire; “Assume permissions” does that for all wires."),
            rule: "IAM-4",
            field: switch.to_owned(),
            spot,
        });
    }
}

fn diagram_without(diagram: &Diagram, wire: &WireId) -> Diagram {
    let mut without = diagram.clone();
    without.wires.remove(wire);
    without
}

fn port(service: &'static Service, name: &str, side: Side) -> Result<&'static Port, String> {
    let known = service.port(name).map(|(_, port)| port).filter(|port| port.side == side);
    known.ok_or_else(|| {
        let kind = if side == Side::Out { "out port" } else { "in port" };
        format!("{} has no {kind} “{name}”.", service.name)
    })
}

fn said(diagram: &Diagram, wire: &Wire) -> String {
    let name = |id| diagram.nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
    format!("The wire from {} to {}", name(&wire.from), name(&wire.to))
}
