//! The wires of a document. One whose end is not there is left out, and named.

use super::entry::{Entry, Repairs, shown};
use super::values;
use crate::catalog::Catalog;
use crate::exchange::ends;
use crate::model::{Diagram, NodeId, Wire};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Reads the wires into the diagram.
pub fn restore(entries: Vec<Map<String, Value>>, diagram: &mut Diagram, catalog: &Catalog, repairs: &mut Repairs) {
    let mut nameless = Vec::new();
    for (n, map) in entries.into_iter().enumerate() {
        let mut entry = Entry::new(map, format!("wire {}", n + 1));
        let id = entry.text("id", repairs).filter(|id| !id.is_empty());
        let name = entry.text("name", repairs).filter(|name| !name.is_empty());
        let ends = end(&mut entry, "from", diagram).and_then(|from| Ok((from, end(&mut entry, "to", diagram)?)));
        let wire = match ends {
            Ok(ends) => joined(&mut entry, ends, diagram, catalog, repairs),
            Err(why) => {
                repairs.say(format!("{} was left out: {why}.", entry.subject()));
                continue;
            }
        };
        entry.finish(repairs);
        match id {
            None => nameless.push((wire, name)),
            Some(id) => {
                let free = diagram.free_wire_id(&id);
                if free.as_str() != id {
                    repairs.say(format!("Two wires have the id “{id}”; the second is “{free}” now."));
                }
                diagram.labels.extend(name.map(|name| (free.clone(), name)));
                diagram.wires.insert(free, Arc::new(wire));
            }
        }
    }
    // Ids that are written went first, so that one that is made up never takes the place of a written one.
    for (wire, name) in nameless {
        let id = diagram.free_wire_id(&ends::usual_id(&wire.from, &wire.to));
        diagram.labels.extend(name.map(|name| (id.clone(), name)));
        diagram.wires.insert(id, Arc::new(wire));
    }
}

fn end(entry: &mut Entry, key: &str, diagram: &Diagram) -> Result<ends::End, String> {
    let written = entry.take(key).ok_or_else(|| format!("it has no “{key}”"))?;
    let known = |id: &str| diagram.nodes.contains_key(&NodeId::new(id));
    ends::read(&written, known).map_err(|node| {
        if node.is_empty() {
            format!("its “{key}” should be “node.port”; it is {}", shown(&written))
        } else {
            format!("there is no node “{node}”")
        }
    })
}

fn joined(
    entry: &mut Entry,
    (from, to): (ends::End, ends::End),
    diagram: &Diagram,
    catalog: &Catalog,
    repairs: &mut Repairs,
) -> Wire {
    let (from_id, to_id) = (NodeId::new(&from.node), NodeId::new(&to.node));
    let service = |id: &NodeId| diagram.nodes.get(id).map_or("", |node| node.service.as_str());
    let (mut out, mut into) = (from.port, to.port);
    if out.is_none() || into.is_none() {
        let joint = ends::first_joint(catalog, (service(&from_id), out.as_deref()), (service(&to_id), into.as_deref()));
        match joint {
            Some((first_out, first_into)) => {
                out.get_or_insert_with(|| first_out.name.to_owned());
                into.get_or_insert_with(|| first_into.name.to_owned());
            }
            None => repairs.say(format!(
                "{} from “{from_id}” to “{to_id}” names no ports, and there is no usual way to join the two.",
                entry.subject()
            )),
        }
    }
    let (out, into) = (out.unwrap_or_default(), into.unwrap_or_default());
    let declared = ends::fields(catalog, (service(&from_id), &out), (service(&to_id), &into));
    let field = |name: &str| declared.out.iter().chain(declared.into).chain(declared.switch).find(|f| f.name == name);
    let place = format!("the wire from “{from_id}” to “{to_id}”");
    let config = values::config(entry.take("config"), &place, field, repairs);
    Wire { from: from_id, out, to: to_id, into, config }
}
