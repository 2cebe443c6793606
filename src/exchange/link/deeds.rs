//! What was done to a run by hand on the way to the moment of a link: faults, and changes of settings. The design of the
//! link is the one at the end; a change says what the settings were before, so that a reader gets back to the beginning.
//!
//! They are rare, and their values are of any kind: they are written as compact JSON.

use crate::model::{Config, Happening, NodeId, Value, What, WireId};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// Deeds that are read at most.
const MOST: usize = 500;

/// One thing that was done.
#[derive(Clone, PartialEq, Debug)]
pub struct Deed {
    /// When, in microseconds of simulated time.
    pub at: u64,
    /// After how many events; `None`: when the clock reached `at`.
    pub events: Option<u64>,
    /// What.
    pub what: Done,
}

/// What was done.
#[derive(Clone, PartialEq, Debug)]
pub enum Done {
    /// Something was made to happen, then or later.
    Happen(Happening),
    /// Settings were changed: the properties concerned, with their values before (`None`: they were not set).
    Settings {
        /// Of nodes.
        nodes: BTreeMap<NodeId, Before>,
        /// Of wires.
        wires: BTreeMap<WireId, Before>,
    },
}

/// Properties with their values before a change.
pub type Before = BTreeMap<String, Option<Value>>;

/// The deeds as text.
pub fn write(deeds: &[Deed]) -> String {
    Json::Array(deeds.iter().map(to_json).collect()).to_string()
}

fn to_json(deed: &Deed) -> Json {
    let mut json = json!({ "t": deed.at });
    if let Some(events) = deed.events {
        json["e"] = events.into();
    }
    match &deed.what {
        Done::Happen(happening) => {
            json["n"] = happening.node.as_str().into();
            json["a"] = happening.at.into();
            if !happening.label.is_empty() {
                json["l"] = happening.label.as_str().into();
            }
            match &happening.what {
                What::Set { patch, lasts } => {
                    json["s"] = json!(patch);
                    if let Some(lasts) = lasts {
                        json["f"] = (*lasts).into();
                    }
                }
                What::Do { command, with } => {
                    json["d"] = command.as_str().into();
                    json["s"] = json!(with);
                }
            }
        }
        Done::Settings { nodes, wires } => {
            let side = |all: Vec<(&str, &Before)>| all.into_iter().map(|(id, b)| (id.to_owned(), json!(b))).collect();
            let of_nodes: Map<String, Json> = side(nodes.iter().map(|(id, b)| (id.as_str(), b)).collect());
            let of_wires: Map<String, Json> = side(wires.iter().map(|(id, b)| (id.as_str(), b)).collect());
            json["b"] = Json::Array(vec![Json::Object(of_nodes), Json::Object(of_wires)]);
        }
    }
    json
}

/// The deeds of a link; those that make no sense are left out.
pub fn read(bytes: &[u8]) -> Vec<Deed> {
    let Ok(Json::Array(all)) = serde_json::from_slice(bytes) else { return Vec::new() };
    all.iter().take(MOST).filter_map(of_json).collect()
}

fn of_json(json: &Json) -> Option<Deed> {
    let number = |key: &str| json.get(key).and_then(Json::as_u64);
    let at = number("t")?;
    let what = match json.get("b") {
        Some(before) => {
            let side = |n: usize| before.get(n).and_then(Json::as_object).cloned().unwrap_or_default();
            let read = |b: Json| serde_json::from_value::<Before>(b).ok();
            let nodes = side(0).into_iter().filter_map(|(id, b)| Some((NodeId::new(&id), read(b)?))).collect();
            let wires = side(1).into_iter().filter_map(|(id, b)| Some((WireId::new(&id), read(b)?))).collect();
            Done::Settings { nodes, wires }
        }
        None => {
            let node = NodeId::new(json.get("n")?.as_str()?);
            let config: Config = serde_json::from_value(json.get("s")?.clone()).ok()?;
            let what = match json.get("d").and_then(Json::as_str) {
                Some(command) => What::Do { command: command.to_owned(), with: config },
                None => What::Set { patch: config, lasts: number("f") },
            };
            let label = json.get("l").and_then(Json::as_str).unwrap_or_default().to_owned();
            Done::Happen(Happening { at: number("a")?, node, what, label })
        }
    };
    Some(Deed { at, events: number("e"), what })
}
