//! The nodes of a document. Every one of them gets an id of its own and a place.

use super::entry::{Entry, Repairs, free, shown};
use super::values;
use crate::catalog::Catalog;
use crate::model::{CARD, Diagram, GRID, Node, NodeId, Point};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// No place is farther out than this, in canvas units, so that arithmetic with places stays exact.
const FAR: f64 = 1e9;

/// Reads the nodes into the diagram.
pub fn restore(entries: Vec<Map<String, Value>>, diagram: &mut Diagram, catalog: &Catalog, repairs: &mut Repairs) {
    // Ids that are written go first, so that one that is made up never takes the place of a written one.
    let written: Vec<Option<String>> = entries.iter().map(written_id).collect();
    let claimed: BTreeSet<String> = written.iter().flatten().cloned().collect();
    let mut homeless = Vec::new();
    for (n, (map, written)) in entries.into_iter().zip(written).enumerate() {
        let place = written.as_ref().map_or_else(|| format!("node {}", n + 1), |id| format!("the node “{id}”"));
        let mut entry = Entry::new(map, place);
        entry.take("id");
        let service = entry.text("service", repairs).unwrap_or_else(|| {
            repairs.say(format!("{} has no service; it stays as a box that does nothing.", entry.subject()));
            String::new()
        });
        let declared = catalog.get(&service);
        let name = entry.text("name", repairs);
        let wish = written.as_deref().or(name.as_deref()).or(declared.map(|s| s.stem)).unwrap_or("Node");
        let claimed = |id: &str| claimed.contains(id) && written.as_deref() != Some(id);
        let id = NodeId::new(&free(wish, |id| claimed(id) || diagram.nodes.contains_key(&NodeId::new(id))));
        match &written {
            None => repairs.say(format!("{} has no id; it is “{id}” now.", entry.subject())),
            Some(written) if written != id.as_str() => {
                repairs.say(format!("Two nodes have the id “{written}”; the second is “{id}” now."));
            }
            Some(_) => {}
        }
        let field = |name: &str| declared.and_then(|s| s.fields.iter().find(|f| f.name == name));
        let config = values::config(entry.take("config"), &entry.place, field, repairs);
        let at = entry.take("at").and_then(|at| {
            let point = point(&at);
            if point.is_none() {
                let sentence = "should be two numbers; it is";
                repairs.say(format!("The place of {} {sentence} {}, and was chosen anew.", entry.place, shown(&at)));
            }
            point
        });
        entry.finish(repairs);
        if at.is_none() {
            homeless.push(id.clone());
        }
        let name = name.unwrap_or_else(|| id.as_str().to_owned());
        diagram.nodes.insert(id, Arc::new(Node { service, name, at: at.unwrap_or_default(), config }));
    }
    settle(diagram, &homeless);
}

fn written_id(map: &Map<String, Value>) -> Option<String> {
    match map.get("id")? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn point(at: &Value) -> Option<Point> {
    let [x, y] = at.as_array()?.as_slice() else { return None };
    let (x, y) = (x.as_f64()?, y.as_f64()?);
    (x.is_finite() && y.is_finite()).then(|| Point::new(x.clamp(-FAR, FAR), y.clamp(-FAR, FAR)))
}

/// Nodes without a place stand in rows below all others.
fn settle(diagram: &mut Diagram, homeless: &[NodeId]) {
    const ROW: usize = 8;
    let settled = diagram.nodes.iter().filter(|(id, _)| !homeless.contains(id)).map(|(_, node)| node.at);
    let (left, below) = settled.fold((f64::INFINITY, f64::NEG_INFINITY), |(left, below), at| {
        (left.min(at.x), below.max(at.y + CARD.h + 3.0 * GRID))
    });
    let corner = if left.is_finite() { Point::new(left, below).snapped() } else { Point::default() };
    for (n, id) in homeless.iter().enumerate() {
        let step = Point::new((n % ROW) as f64 * (CARD.w + 4.0 * GRID), (n / ROW) as f64 * (CARD.h + 3.0 * GRID));
        if let Some(node) = diagram.nodes.get_mut(id) {
            Arc::make_mut(node).at = (corner + step).snapped();
        }
    }
}
