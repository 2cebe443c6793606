//! The timed happenings of a document.

use super::entry::{Entry, Repairs, shown};
use super::values;
use crate::catalog::Catalog;
use crate::exchange::duration::{of_seconds, read_duration};
use crate::model::{Diagram, Happening, NodeId, What};
use serde_json::{Map, Value};

/// Reads the happenings into the diagram, in the order in which they are written.
pub fn restore(entries: Vec<Map<String, Value>>, diagram: &mut Diagram, catalog: &Catalog, repairs: &mut Repairs) {
    for (n, map) in entries.into_iter().enumerate() {
        let mut entry = Entry::new(map, format!("happening {}", n + 1));
        match happening(&mut entry, diagram, catalog, repairs) {
            Ok(happening) => {
                entry.finish(repairs);
                diagram.happenings.push(happening);
            }
            Err(why) => repairs.say(format!("Happening {} was left out: {why}.", n + 1)),
        }
    }
}

fn happening(
    entry: &mut Entry,
    diagram: &Diagram,
    catalog: &Catalog,
    repairs: &mut Repairs,
) -> Result<Happening, String> {
    let name = entry.text("node", repairs).ok_or("it names no node")?;
    let node = NodeId::new(&name);
    if !diagram.nodes.contains_key(&node) {
        return Err(format!("there is no node “{name}”"));
    }
    let at = length(entry, "at")?.ok_or("it does not say when: give “at”, such as \"2m\"")?;
    let service = catalog.of(diagram, &node);
    let label = entry.text("label", repairs).unwrap_or_default();
    let what = if entry.has("do") {
        let command = entry.text("do", repairs).ok_or("“do” should name a command")?;
        let declared = service.and_then(|s| s.commands.iter().find(|c| c.key == command));
        let field = |name: &str| declared.and_then(|c| c.fields.iter().find(|f| f.name == name));
        let with = values::config(entry.take("with"), &entry.place, field, repairs);
        What::Do { command, with }
    } else if entry.has("set") {
        let field = |name: &str| service.and_then(|s| s.fields.iter().find(|f| f.name == name));
        let patch = values::config(entry.take("set"), &entry.place, field, repairs);
        What::Set { patch, lasts: length(entry, "for")? }
    } else {
        return Err("it neither sets anything (“set”) nor gives a command (“do”)".to_owned());
    };
    Ok(Happening { at, node, what, label })
}

/// A length of time: a text such as `2m`, or a number of seconds.
fn length(entry: &mut Entry, key: &str) -> Result<Option<u64>, String> {
    match entry.take(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            read_duration(&text).map(Some).map_err(|why| format!("“{key}”: {}", why.trim_end_matches('.')))
        }
        Some(Value::Number(n)) if n.as_f64().and_then(of_seconds).is_some() => Ok(n.as_f64().and_then(of_seconds)),
        Some(other) => Err(format!("“{key}” should be a length of time such as \"2m\"; it is {}", shown(&other))),
    }
}
