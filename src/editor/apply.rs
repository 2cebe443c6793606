//! The only door through which a diagram changes: a pure function that makes the next diagram or says why not.

use super::edit::{Edit, Join, Joint, LONGEST_NAME, LONGEST_TITLE, Owner};
use super::joints::{Pair, choose, heal};
use super::{Fragment, bookmarks, names, remarks};
use crate::catalog::{Catalog, Field, Refusal};
use crate::model::{Config, Diagram, Happening, Node, NodeId, Point, Remark, Value, What, Wire, WireId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cards stay within this distance of the origin, so that a slip of the hand cannot lose them.
pub(super) const FARTHEST: f64 = 100_000.0;

/// The diagram after an edit. Nothing is changed in place, and no edit panics.
///
/// # Errors
/// Why the edit cannot be done, and what to do instead.
pub fn apply(diagram: &Diagram, edit: &Edit, catalog: &Catalog) -> Result<Diagram, Refusal> {
    let mut next = diagram.clone();
    carry_out(&mut next, edit, catalog)?;
    Ok(next)
}

fn carry_out(d: &mut Diagram, edit: &Edit, catalog: &Catalog) -> Result<(), Refusal> {
    match edit {
        Edit::Add { service, at, config, join } => add(d, catalog, (service, *at, config), join),
        Edit::MoveNodes(places) => move_nodes(d, places),
        Edit::Rename { node, name } => {
            let name = tidy(name, LONGEST_NAME);
            if name.is_empty() {
                return Err(refuse("A node needs a name.", "Type at least one character."));
            }
            node_mut(d, node)?.name = name;
            Ok(())
        }
        Edit::SetConfig { owner, field, value } => set_config(d, catalog, owner, field, value.as_ref()),
        Edit::Connect { from, to, joint } => connect(d, catalog, from, to, joint).map(|_| ()),
        Edit::Reconnect { wire, from, to, joint } => reconnect(d, catalog, wire, from, to, joint),
        Edit::Splice { node, wire } => splice(d, catalog, node, wire),
        Edit::Delete { nodes, wires, heal: healing } => {
            if !nodes.iter().any(|id| d.nodes.contains_key(id)) && !wires.iter().any(|id| d.wires.contains_key(id)) {
                return Err(refuse("There is nothing to delete.", "Select a node or a wire first."));
            }
            let joins = if *healing { heal::gaps(d, catalog, nodes) } else { Vec::new() };
            d.nodes.retain(|id, _| !nodes.contains(id));
            d.wires.retain(|id, w| !wires.contains(id) && !nodes.contains(&w.from) && !nodes.contains(&w.to));
            d.happenings.retain(|h| !nodes.contains(&h.node));
            let left = &d.wires;
            d.labels.retain(|id, _| left.contains_key(id));
            for (from, to) in joins {
                // Where AWS has no integration the gap stays open; that is not a reason to keep the node.
                let _ = connect(d, catalog, &from, &to, &None);
            }
            Ok(())
        }
        Edit::Paste { fragment, at } => paste(d, fragment, *at),
        Edit::AddHappening(happening) => {
            plausible(d, catalog, happening)?;
            insert(d, happening.clone());
            Ok(())
        }
        Edit::ChangeHappening(n, happening) => {
            known_happening(d, *n)?;
            plausible(d, catalog, happening)?;
            d.happenings.remove(*n);
            insert(d, happening.clone());
            Ok(())
        }
        Edit::RemoveHappening(n) => {
            known_happening(d, *n)?;
            d.happenings.remove(*n);
            Ok(())
        }
        Edit::AddBookmark(_) | Edit::ChangeBookmark(..) | Edit::MoveBookmark { .. } | Edit::RemoveBookmark(_) => {
            bookmarks::apply(d, edit)
        }
        Edit::LabelWire { wire, name } => {
            if !d.wires.contains_key(wire) {
                return Err(no_wire());
            }
            match tidy(name, LONGEST_NAME) {
                name if name.is_empty() => d.labels.remove(wire),
                name => d.labels.insert(wire.clone(), name),
            };
            Ok(())
        }
        Edit::AddRemark(_) | Edit::PlaceRemarks(_) | Edit::WriteRemark { .. } | Edit::DeleteRemarks(_) => {
            remarks::apply(d, edit)
        }
        Edit::SetTitle(title) => {
            d.title = tidy(title, LONGEST_TITLE);
            Ok(())
        }
        Edit::SetSeed(seed) => {
            d.seed = *seed;
            Ok(())
        }
        Edit::Replace { diagram, .. } => {
            let whole = |w: &Arc<Wire>| diagram.nodes.contains_key(&w.from) && diagram.nodes.contains_key(&w.to);
            if !diagram.wires.values().all(whole) {
                return Err(refuse("A wire of that diagram has no node at one of its ends.", "Remove the wire first."));
            }
            *d = (**diagram).clone();
            d.happenings.sort_by_key(|h| h.at);
            d.happenings.retain(|h| diagram.nodes.contains_key(&h.node));
            d.labels.retain(|id, _| diagram.wires.contains_key(id));
            Ok(())
        }
        Edit::All { edits, .. } => edits.iter().try_for_each(|edit| carry_out(d, edit, catalog)),
    }
}

fn add(
    d: &mut Diagram,
    catalog: &Catalog,
    (key, at, config): (&str, Point, &Config),
    join: &Join,
) -> Result<(), Refusal> {
    let Some(service) = catalog.get(key) else {
        return Err(refuse(format!("This version knows no service “{key}”."), "Choose one from the palette."));
    };
    for (name, value) in &config.0 {
        let Some(field) = service.fields.iter().find(|f| f.name == name) else {
            return Err(unknown_setting(service.name, name));
        };
        accepted(field, value)?;
    }
    let (id, name) = names::fresh(d, service.stem);
    let node = Node { service: key.to_owned(), name, at: within(at)?, config: config.clone() };
    d.nodes.insert(id.clone(), Arc::new(node));
    match join {
        Join::Alone => Ok(()),
        Join::After(from, joint) => connect(d, catalog, from, &id, joint).map(|_| ()),
        Join::Before(to, joint) => connect(d, catalog, &id, to, joint).map(|_| ()),
        Join::Into(wire) => splice(d, catalog, &id, wire),
    }
}

fn move_nodes(d: &mut Diagram, places: &BTreeMap<NodeId, Point>) -> Result<(), Refusal> {
    for (id, at) in places {
        let at = within(*at)?;
        let node = node_mut(d, id)?;
        if node.at != at {
            node.at = at;
        }
    }
    Ok(())
}

fn set_config(
    d: &mut Diagram,
    catalog: &Catalog,
    owner: &Owner,
    name: &str,
    value: Option<&Value>,
) -> Result<(), Refusal> {
    let fields: Option<(&str, Vec<&'static Field>)> = match owner {
        Owner::Node(id) => {
            node_mut(d, id)?;
            catalog.of(d, id).map(|s| (s.name, s.fields.iter().collect()))
        }
        Owner::Wire(id) => {
            let wire = d.wires.get(id).ok_or_else(no_wire)?;
            catalog.ends(d, wire).map(|(out, into)| ("This wire", out.fields.iter().chain(into.fields).collect()))
        }
    };
    // What is known is checked; the settings of an unknown service can only be kept as they are typed.
    let mut value = value;
    if let (Some((whose, fields)), Some(wanted)) = (fields, value) {
        let field = fields.iter().find(|f| f.name == name).ok_or_else(|| unknown_setting(whose, name))?;
        accepted(field, wanted)?;
        if field.preset.value().is_some_and(|preset| same(&preset, wanted)) {
            value = None;
        }
    }
    let config = match owner {
        Owner::Node(id) => &mut node_mut(d, id)?.config,
        Owner::Wire(id) => &mut Arc::make_mut(d.wires.get_mut(id).ok_or_else(no_wire)?).config,
    };
    match value {
        Some(value) => drop(config.0.insert(name.to_owned(), value.clone())),
        None => config.unset(name),
    }
    Ok(())
}

fn connect(d: &mut Diagram, catalog: &Catalog, from: &NodeId, to: &NodeId, joint: &Joint) -> Result<WireId, Refusal> {
    let (out, into) = choose(d, catalog, from, to, joint)?;
    let id = d.free_wire_id(&format!("{from}-{to}"));
    d.wires.insert(id.clone(), Arc::new(wire_of(from, to, (out, into), Config::default())));
    Ok(id)
}

fn reconnect(
    d: &mut Diagram,
    catalog: &Catalog,
    id: &WireId,
    from: &NodeId,
    to: &NodeId,
    joint: &Joint,
) -> Result<(), Refusal> {
    let old = d.wires.remove(id).ok_or_else(no_wire)?;
    let pair = choose(d, catalog, from, to, joint)?;
    d.wires.insert(id.clone(), Arc::new(wire_of(from, to, pair, still_known(&old.config, pair))));
    Ok(())
}

fn splice(d: &mut Diagram, catalog: &Catalog, node: &NodeId, id: &WireId) -> Result<(), Refusal> {
    let old = d.wires.remove(id).ok_or_else(no_wire)?;
    if &old.from == node || &old.to == node {
        return Err(refuse("The node is already at an end of this wire.", ""));
    }
    let ways = catalog.joints(d, &old.from, node)?;
    let first = ways.iter().find(|(out, _)| out.name == old.out).or(ways.first()).copied().ok_or_else(no_wire)?;
    let config = still_known(&old.config, first);
    d.wires.insert(id.clone(), Arc::new(wire_of(&old.from, node, first, config)));
    let ways = catalog.joints(d, node, &old.to)?;
    let second = ways.iter().find(|(_, into)| into.name == old.into).or(ways.first()).copied().ok_or_else(no_wire)?;
    let config = still_known(&old.config, second);
    let id = d.free_wire_id(&format!("{node}-{}", old.to));
    d.wires.insert(id, Arc::new(wire_of(node, &old.to, second, config)));
    Ok(())
}

fn paste(d: &mut Diagram, fragment: &Fragment, at: Point) -> Result<(), Refusal> {
    let Some(bounds) = fragment.bounds() else {
        return Err(refuse("There is nothing to paste.", "Select some nodes and copy them first."));
    };
    let by = within(at)? - bounds.min;
    let mut renamed: BTreeMap<&NodeId, NodeId> = BTreeMap::new();
    for (old, node) in &fragment.nodes {
        let id = names::free_id(d, old.as_str());
        let name = names::free_name(d, &node.name);
        let node = Node { name, at: within(node.at + by)?, ..node.clone() };
        d.nodes.insert(id.clone(), Arc::new(node));
        renamed.insert(old, id);
    }
    for (n, wire) in fragment.wires.iter().enumerate() {
        let (Some(from), Some(to)) = (renamed.get(&wire.from), renamed.get(&wire.to)) else { continue };
        let id = d.free_wire_id(&format!("{from}-{to}"));
        if let Some(name) = fragment.labels.get(&n) {
            d.labels.insert(id.clone(), name.clone());
        }
        d.wires.insert(id, Arc::new(Wire { from: from.clone(), to: to.clone(), ..wire.clone() }));
    }
    for remark in &fragment.remarks {
        let id = d.free_remark_id(remark.kind);
        let area = remarks::tidied(remark.area.moved(by), remark.kind)?;
        d.remarks.insert(id, Arc::new(Remark { area, ..remark.clone() }));
    }
    for happening in &fragment.happenings {
        if let Some(node) = renamed.get(&happening.node) {
            insert(d, Happening { node: node.clone(), ..happening.clone() });
        }
    }
    Ok(())
}

/// Happenings stay in order of time; equal times in order of arrival.
fn insert(d: &mut Diagram, happening: Happening) {
    let place = d.happenings.partition_point(|h| h.at <= happening.at);
    d.happenings.insert(place, happening);
}

fn known_happening(d: &Diagram, n: usize) -> Result<(), Refusal> {
    match d.happenings.get(n) {
        Some(_) => Ok(()),
        None => Err(refuse("That event is no longer planned.", "")),
    }
}

fn plausible(d: &Diagram, catalog: &Catalog, happening: &Happening) -> Result<(), Refusal> {
    let Some(node) = d.nodes.get(&happening.node) else { return Err(gone(&happening.node)) };
    let Some(service) = catalog.get(&node.service) else { return Ok(()) };
    let (fields, values) = match &happening.what {
        What::Set { patch, .. } => (service.fields, patch),
        What::Do { command, with } => match service.commands.iter().find(|c| c.key == command) {
            Some(command) => (command.fields, with),
            None => {
                let known: Vec<_> = service.commands.iter().map(|c| c.key).collect();
                let instead = match known.as_slice() {
                    [] => "It takes none.".into(),
                    some => format!("It takes {}.", some.join(", ")),
                };
                return Err(refuse(format!("{} knows no command “{command}”.", node.name), instead));
            }
        },
    };
    for (name, value) in &values.0 {
        let field = fields.iter().find(|f| f.name == name).ok_or_else(|| unknown_setting(&node.name, name))?;
        accepted(field, value)?;
    }
    Ok(())
}

fn wire_of(from: &NodeId, to: &NodeId, (out, into): Pair, config: Config) -> Wire {
    Wire { from: from.clone(), out: out.name.to_owned(), to: to.clone(), into: into.name.to_owned(), config }
}

fn still_known(config: &Config, (out, into): Pair) -> Config {
    let known = |name: &str| out.fields.iter().chain(into.fields).any(|f| f.name == name);
    Config(config.0.iter().filter(|(name, _)| known(name)).map(|(n, v)| (n.clone(), v.clone())).collect())
}

/// Whether two values mean the same: 1 and 1.0 do.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Whole(a), Value::Real(b)) | (Value::Real(b), Value::Whole(a)) => *a as f64 == *b,
        _ => a == b,
    }
}

fn accepted(field: &Field, value: &Value) -> Result<(), Refusal> {
    if let Value::Real(x) = value
        && !x.is_finite()
    {
        return Err(refuse(format!("{} takes a number.", field.name), ""));
    }
    field.accepts(value).map_err(|why| refuse(why, ""))
}

fn node_mut<'a>(d: &'a mut Diagram, id: &NodeId) -> Result<&'a mut Node, Refusal> {
    d.nodes.get_mut(id).map(Arc::make_mut).ok_or_else(|| gone(id))
}

fn within(at: Point) -> Result<Point, Refusal> {
    if !(at.x.is_finite() && at.y.is_finite()) {
        return Err(refuse("That place is not on the canvas.", ""));
    }
    Ok(Point::new(at.x.clamp(-FARTHEST, FARTHEST), at.y.clamp(-FARTHEST, FARTHEST)))
}

/// One line, without blanks around it, of at most so many characters.
pub(super) fn tidy(text: &str, most: usize) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().chars().take(most).collect::<String>().trim_end().to_owned()
}

pub(super) fn refuse(why: impl Into<String>, instead: impl Into<String>) -> Refusal {
    Refusal { why: why.into(), instead: instead.into() }
}

pub(super) fn gone(id: &NodeId) -> Refusal {
    refuse(format!("{id} is not in the diagram any more."), "")
}

pub(super) fn no_wire() -> Refusal {
    refuse("That wire is not in the diagram any more.", "")
}

fn unknown_setting(whose: &str, name: &str) -> Refusal {
    refuse(format!("{whose} has no setting “{name}”."), "")
}
