//! From a diagram to what a link carries: names and numbers that the catalog can give back are left out.

use super::extras::{self, LinkExtras};
use super::packed::{Key, Label, Packed, PackedConfig, PackedHappening, PackedNode, PackedValue, PackedWire};
use super::{labels, remarks};
use crate::catalog::permission::PLACE;
use crate::catalog::{Catalog, Field, FieldKind, Service};
use crate::exchange::ends;
use crate::model::{Config, Diagram, GRID, Happening, Node, NodeId, Value, What, Wire, WireId};
use std::collections::BTreeMap;

/// What a link to this diagram carries. Wires and happenings whose nodes are not there are left out.
pub fn pack(diagram: &Diagram, catalog: &Catalog, extras: &LinkExtras) -> Packed {
    // From left to right, then down: neighbours in the list are neighbours on the canvas.
    let mut order: Vec<(&NodeId, &Node)> = diagram.nodes.iter().map(|(id, node)| (id, &**node)).collect();
    order.sort_by(|(_, a), (_, b)| a.at.x.total_cmp(&b.at.x).then(a.at.y.total_cmp(&b.at.y)));
    let places: BTreeMap<&NodeId, usize> = order.iter().enumerate().map(|(n, (id, _))| (*id, n)).collect();
    let grid = grid(&order);
    let wires =
        diagram.wires.iter().filter_map(|(id, wire)| Some((of_wire(diagram, catalog, &places, id, wire)?, id.clone())));
    let mut wires: Vec<(PackedWire, WireId)> = wires.collect();
    wires.sort_by_key(|(wire, _)| (wire.from, wire.to));
    let (wires, wire_ids): (Vec<PackedWire>, Vec<WireId>) = wires.into_iter().unzip();
    let happening = |happening: &Happening| {
        let node = *places.get(&happening.node)?;
        Some(of_happening(happening, node, catalog.of(diagram, &happening.node)))
    };
    let sections = extras::sections(extras, &diagram.bookmarks, &places).into_iter();
    Packed {
        title: diagram.title.clone(),
        seed: diagram.seed,
        grid,
        nodes: order.iter().map(|(id, node)| of_node(id, node, grid, catalog)).collect(),
        wires,
        happenings: diagram.happenings.iter().filter_map(happening).collect(),
        sections: sections.chain(remarks::section(diagram)).chain(labels::section(diagram, &wire_ids)).collect(),
    }
}

/// The coarsest grid on which all nodes stand.
fn grid(nodes: &[(&NodeId, &Node)]) -> u64 {
    const SAFE: f64 = 1e12;
    let on = |size: f64| {
        let on = |x: f64| (x / size).abs() < SAFE && (x / size).fract() == 0.0;
        nodes.iter().all(|(_, node)| on(node.at.x) && on(node.at.y))
    };
    if on(GRID) {
        GRID as u64
    } else if on(1.0) {
        1
    } else {
        0
    }
}

fn of_node(id: &NodeId, node: &Node, grid: u64, catalog: &Catalog) -> PackedNode {
    let service = catalog.get(&node.service);
    let stem = service.map(|s| s.stem);
    let size = if grid == 0 { 1.0 } else { grid as f64 };
    PackedNode {
        service: service.map_or(0, |s| u64::from(s.code)),
        key: if service.is_some() { String::new() } else { node.service.clone() },
        name: match stem {
            Some(stem) if node.name == stem => Label::Usual,
            _ => numbered(&node.name, stem),
        },
        id: if id.as_str() == node.name {
            Label::Usual
        } else if id.as_str() == plain(&node.name) {
            Label::Plain
        } else {
            numbered(id.as_str(), stem.map(plain).as_deref())
        },
        at: (node.at.x / size, node.at.y / size),
        config: of_config(&node.config, listed(service.map_or(&[], |s| s.fields))),
    }
}

fn of_wire(
    diagram: &Diagram,
    catalog: &Catalog,
    places: &BTreeMap<&NodeId, usize>,
    id: &WireId,
    wire: &Wire,
) -> Option<PackedWire> {
    let service = |id: &NodeId| diagram.nodes.get(id).map_or("", |node| node.service.as_str());
    let (a, b) = (service(&wire.from), service(&wire.to));
    let first = ends::first_joint(catalog, (a, None), (b, None)).map_or(("", ""), |(out, into)| (out.name, into.name));
    let key = |service: &str, port: &str| {
        let place = catalog.get(service).and_then(|s| s.port(port)).map(|(n, _)| Key::Place(n as u64));
        place.unwrap_or_else(|| Key::Named(port.to_owned()))
    };
    let usual = first == (wire.out.as_str(), wire.into.as_str());
    Some(PackedWire {
        from: *places.get(&wire.from)?,
        to: *places.get(&wire.to)?,
        ports: (!usual).then(|| (key(a, &wire.out), key(b, &wire.into))),
        id: if id.as_str() == ends::usual_id(&wire.from, &wire.to) {
            Label::Usual
        } else {
            numbered(id.as_str(), Some(&ends::usual_id(&wire.from, &wire.to)))
        },
        config: of_config(&wire.config, at_wire(ends::fields(catalog, (a, &wire.out), (b, &wire.into)))),
    })
}

fn of_happening(happening: &Happening, node: usize, service: Option<&'static Service>) -> PackedHappening {
    let (command, config, lasts) = match &happening.what {
        What::Set { patch, lasts } => (None, of_config(patch, listed(service.map_or(&[], |s| s.fields))), *lasts),
        What::Do { command, with } => {
            let commands = service.map_or(&[][..], |s| s.commands);
            let place = commands.iter().position(|c| c.key == command);
            let fields = place.map_or(&[][..], |place| commands[place].fields);
            let key = place.map_or_else(|| Key::Named(command.clone()), |place| Key::Place(place as u64));
            (Some(key), of_config(with, listed(fields)), None)
        }
    };
    PackedHappening { at: happening.at, node, label: happening.label.clone(), command, config, lasts }
}

/// The fields of a list, with their places.
pub fn listed(fields: &'static [Field]) -> BTreeMap<u64, &'static Field> {
    (0..).zip(fields).collect()
}

/// The fields of a wire: those of the out port have even places and those of the in port odd ones, so that either list
/// can grow at its end; the permission's switch has a place far behind them.
pub fn at_wire(settings: ends::Settings) -> BTreeMap<u64, &'static Field> {
    let out = settings.out.iter().enumerate().map(|(n, field)| (2 * n as u64, field));
    let into = settings.into.iter().enumerate().map(|(n, field)| (2 * n as u64 + 1, field));
    out.chain(into).chain(settings.switch.map(|field| (PLACE, field))).collect()
}

/// Declared properties in the order of their places, then the others.
fn of_config(config: &Config, fields: BTreeMap<u64, &'static Field>) -> PackedConfig {
    let mut rest = config.0.clone();
    let declared = fields.into_iter().filter_map(|(place, field)| {
        let value = rest.remove(field.name)?;
        Some((Key::Place(place), of_value(&value, Some(field))))
    });
    let mut packed: PackedConfig = declared.collect();
    packed.extend(rest.iter().map(|(name, value)| (Key::Named(name.clone()), of_value(value, None))));
    packed
}

fn of_value(value: &Value, field: Option<&Field>) -> PackedValue {
    match value {
        Value::Flag(v) => PackedValue::Flag(*v),
        Value::Whole(v) => PackedValue::Whole(*v),
        Value::Real(v) => PackedValue::Real(*v),
        Value::Text(v) => {
            let words =
                field.and_then(|field| if let FieldKind::Choice(words) = field.kind { Some(words) } else { None });
            let place = words.and_then(|words| words.iter().position(|word| word == v));
            place.map_or_else(|| PackedValue::Text(v.clone()), |place| PackedValue::Word(place as u64))
        }
    }
}

/// A text that may be a stem and a number, or the stem alone.
fn numbered(text: &str, stem: Option<&str>) -> Label {
    let number = stem.and_then(|stem| text.strip_prefix(stem)).and_then(|rest| match rest {
        "" => Some(0),
        // Not `007`, nor `0`: they would come back as something else.
        _ => rest.parse::<u64>().ok().filter(|n| *n > 0 && n.to_string() == rest),
    });
    number.map_or_else(|| Label::Text(text.to_owned()), Label::Numbered)
}

/// A name without spaces and signs, as ids are made of names.
pub fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}
