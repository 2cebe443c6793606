//! Problems of nodes: services, settings, names, wires that are missing or too many, and what the service itself finds.

use super::problem::{Problem, Spot};
use super::values::{self, Settings};
use crate::catalog::{Catalog, Look, Service, Severity};
use crate::model::{Diagram, Node, NodeId};
use std::collections::BTreeMap;

pub fn check(diagram: &Diagram, catalog: &Catalog, problems: &mut Vec<Problem>) {
    if diagram.nodes.is_empty() {
        let what = "The canvas is empty.";
        let remedy = "Drag a service onto it, or press / to find one.";
        problems.push(Problem::new(Severity::Hint, Spot::Diagram, what, remedy));
    }
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, node) in &diagram.nodes {
        *named.entry(&node.name).or_default() += 1;
        let spot = Spot::Node(id.clone());
        let Some(service) = catalog.get(&node.service) else {
            problems.push(unknown(node, spot));
            continue;
        };
        let (config, whose) = (&node.config, node.name.as_str());
        values::check(&Settings { whose, spot: &spot, config, ground: config, fields: service.fields }, problems);
        ports(diagram, id, node, service, problems);
        if let Some(look) = Look::at_node(diagram, id, catalog) {
            problems.extend((service.check)(&look).into_iter().map(|finding| Problem::found(id, finding)));
        }
    }
    for (id, node) in diagram.nodes.iter().filter(|(_, n)| named[n.name.as_str()] > 1) {
        let what = format!("{} nodes are called {}.", named[node.name.as_str()], node.name);
        let remedy = "Rename all but one, so that lists and logs can be told apart.";
        problems.push(Problem::new(Severity::Hint, Spot::Node(id.clone()), what, remedy));
    }
}

fn unknown(node: &Node, spot: Spot) -> Problem {
    let what = format!(
        "{}: this version knows no service “{}”. The node is kept and saved unchanged, but takes no part in the run, and \
         neither do its wires.",
        node.name, node.service
    );
    Problem::new(
        Severity::Warning,
        spot,
        what,
        "Replace it with a service of the palette, or open it in a newer version.",
    )
}

/// Wires at each port: too many, or none at all.
fn ports(diagram: &Diagram, id: &NodeId, node: &Node, service: &'static Service, problems: &mut Vec<Problem>) {
    let spot = Spot::Node(id.clone());
    for port in service.ports {
        let Some(most) = port.at_most else { continue };
        let ends = diagram
            .wires
            .values()
            .filter(|w| (&w.from == id && w.out == port.name) || (&w.to == id && w.into == port.name));
        let have = ends.count();
        if have > most as usize {
            let what = format!("{}: “{}” takes at most {most}, but {have} wires end there.", node.name, port.label);
            let remedy = format!("Delete {} of them.", have - most as usize);
            problems.push(Problem::new(Severity::Error, spot.clone(), what, remedy));
        }
    }
    if !service.ports.is_empty() && diagram.wires_of(id).next().is_none() {
        let what = format!("Nothing is wired to {}.", node.name);
        let remedy = "Drag from a port to another node, or delete it.";
        problems.push(Problem::new(Severity::Hint, spot, what, remedy));
    }
}
