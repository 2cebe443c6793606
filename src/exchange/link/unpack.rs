//! From what a link carries to a diagram. What this build does not know, because the link was made by a newer one, is
//! left out and said.

use super::pack::{at_wire, listed};
use super::packed::{Key, Label, Packed, PackedConfig, PackedNode, PackedValue, PackedWire};
use crate::catalog::{Catalog, Field, FieldKind, Service};
use crate::exchange::ends;
use crate::exchange::restore::Repairs;
use crate::model::{Config, Diagram, Happening, Node, NodeId, Point, Value, What, Wire, WireId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The diagram, and its nodes and its wires in the order of the link.
pub fn unpack(packed: Packed, catalog: &Catalog, repairs: &mut Repairs) -> (Diagram, Vec<NodeId>, Vec<WireId>) {
    let mut diagram = Diagram { title: packed.title, seed: packed.seed, ..Diagram::default() };
    let mut order = Vec::new();
    for node in packed.nodes {
        let (id, node) = to_node(node, packed.grid, &diagram, catalog, repairs);
        diagram.nodes.insert(id.clone(), Arc::new(node));
        order.push(id);
    }
    let mut wires = Vec::new();
    for wire in packed.wires {
        let label = wire.id.clone();
        let wire = to_wire(wire, &order, &diagram, catalog, repairs);
        let usual = ends::usual_id(&wire.from, &wire.to);
        let id = diagram.free_wire_id(&told(label, &usual, &usual));
        wires.push(id.clone());
        diagram.wires.insert(id, Arc::new(wire));
    }
    for happening in packed.happenings {
        let Some(node) = order.get(happening.node).cloned() else { continue };
        let service = catalog.of(&diagram, &node);
        let place = format!("the happening “{}”", happening.label);
        let what = match happening.command {
            None => {
                let fields = service.map_or(&[][..], |s| s.fields);
                let patch = to_config(happening.config, listed(fields), &place, repairs);
                What::Set { patch, lasts: happening.lasts }
            }
            Some(key) => {
                let commands = service.map_or(&[][..], |s| s.commands);
                let (command, fields) = match key {
                    Key::Named(command) => (command, &[][..]),
                    Key::Place(place) => match commands.get(place as usize) {
                        Some(command) => (command.key.to_owned(), command.fields),
                        None => {
                            repairs.say(newer("a command", &node.to_string()));
                            continue;
                        }
                    },
                };
                What::Do { command, with: to_config(happening.config, listed(fields), &place, repairs) }
            }
        };
        diagram.happenings.push(Happening { at: happening.at, node, what, label: happening.label });
    }
    (diagram, order, wires)
}

fn newer(what: &str, place: &str) -> String {
    format!(
        "The link was made by a newer version of Signalbox: {what} of {place} is not known to this version and was left out."
    )
}

fn to_node(
    packed: PackedNode,
    grid: u64,
    diagram: &Diagram,
    catalog: &Catalog,
    repairs: &mut Repairs,
) -> (NodeId, Node) {
    let service = u8::try_from(packed.service).ok().and_then(|code| catalog.by_code(code));
    let key = match service {
        Some(service) => service.key.to_owned(),
        None if packed.service == 0 => packed.key,
        None => format!("unknown-{}", packed.service),
    };
    let stem = service.map_or(key.as_str(), |s| s.stem);
    let name = told(packed.name, stem, stem);
    let id = match packed.id {
        Label::Plain => super::pack::plain(&name),
        other => told(other, &name, &super::pack::plain(stem)),
    };
    let id = diagram.free_node_id(if id.is_empty() { "Node" } else { &id });
    if service.is_none() && packed.service != 0 {
        repairs.say(format!(
            "The link was made by a newer version of Signalbox: “{name}” is a service that this version does not know. It \
             stays as a box that does nothing."
        ));
    }
    let size = if grid == 0 { 1.0 } else { grid as f64 };
    let at = |x: f64| if x.is_finite() { (x * size).clamp(-1e15, 1e15) } else { 0.0 };
    let at = Point::new(at(packed.at.0), at(packed.at.1));
    let fields = service.map_or(&[][..], |s| s.fields);
    let config = to_config(packed.config, listed(fields), &format!("“{name}”"), repairs);
    (id, Node { service: key, name, at, config })
}

fn to_wire(packed: PackedWire, order: &[NodeId], diagram: &Diagram, catalog: &Catalog, repairs: &mut Repairs) -> Wire {
    let (from, to) = (order[packed.from].clone(), order[packed.to].clone());
    let service = |id: &NodeId| diagram.nodes.get(id).map_or("", |node| node.service.as_str());
    let (a, b) = (service(&from), service(&to));
    let place = format!("the wire from “{from}” to “{to}”");
    let mut port = |service: Option<&'static Service>, key: Key| match key {
        Key::Named(name) => name,
        Key::Place(number) => match service.and_then(|s| s.ports.get(number as usize)) {
            Some(port) => port.name.to_owned(),
            None => {
                repairs.say(newer("a port", &place));
                String::new()
            }
        },
    };
    let (out, into) = match packed.ports {
        Some((out, into)) => (port(catalog.get(a), out), port(catalog.get(b), into)),
        None => {
            let first = ends::first_joint(catalog, (a, None), (b, None));
            first.map_or_else(Default::default, |(out, into)| (out.name.to_owned(), into.name.to_owned()))
        }
    };
    let fields = at_wire(ends::fields(catalog, (a, &out), (b, &into)));
    let config = to_config(packed.config, fields, &place, repairs);
    Wire { from, out, to, into, config }
}

fn to_config(
    packed: PackedConfig,
    fields: BTreeMap<u64, &'static Field>,
    place: &str,
    repairs: &mut Repairs,
) -> Config {
    let mut config = Config::default();
    for (key, value) in packed {
        let (name, field) = match key {
            Key::Named(name) => (name, None),
            Key::Place(number) => match fields.get(&number) {
                Some(field) => (field.name.to_owned(), Some(*field)),
                None => {
                    repairs.say(newer("a setting", place));
                    continue;
                }
            },
        };
        match to_value(value, field) {
            Some(value) => {
                config.0.insert(name, value);
            }
            None => repairs.say(newer(&format!("the value of {name}"), place)),
        }
    }
    config
}

fn to_value(packed: PackedValue, field: Option<&Field>) -> Option<Value> {
    Some(match packed {
        PackedValue::Flag(v) => Value::Flag(v),
        PackedValue::Whole(v) => Value::Whole(v),
        PackedValue::Real(v) if v.is_finite() => Value::Real(v),
        PackedValue::Real(_) => return None,
        PackedValue::Text(v) => Value::Text(v),
        PackedValue::Word(place) => match field?.kind {
            FieldKind::Choice(words) => Value::Text((*words.get(place as usize)?).to_owned()),
            _ => return None,
        },
    })
}

/// A name or an id: the usual one, or a stem and a number, or a text of its own.
fn told(label: Label, usual: &str, stem: &str) -> String {
    match label {
        Label::Usual | Label::Plain => usual.to_owned(),
        Label::Numbered(0) => stem.to_owned(),
        Label::Numbered(n) => format!("{stem}{n}"),
        Label::Text(text) => text,
    }
}
