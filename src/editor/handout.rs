//! What stands beside the picture on a handout: every node, and every wire that has settings, with the settings that differ
//! from the defaults.

use crate::catalog::{Catalog, Field, Look};
use crate::model::{Config, Diagram};

/// A line of the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The node's name; of a wire those of both its ends.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Property and value, with its unit.
    pub settings: Vec<(String, String)>,
}

/// The table: nodes by name, then wires.
pub fn rows(diagram: &Diagram, catalog: &Catalog) -> Vec<Row> {
    let mut nodes: Vec<Row> = diagram
        .nodes
        .iter()
        .map(|(id, node)| {
            let service = catalog.get(&node.service);
            let kind = match (service, Look::at_node(diagram, id, catalog)) {
                (Some(service), Some(look)) => (service.subtitle)(&look).to_owned(),
                _ => format!("unknown service “{}”", node.service),
            };
            let fields: Vec<&Field> = service.map(|service| service.fields.iter().collect()).unwrap_or_default();
            Row { name: node.name.clone(), kind, settings: settings(&node.config, &fields) }
        })
        .collect();
    nodes.sort_by_key(|row| row.name.to_lowercase());
    let named = |id| diagram.nodes.get(id).map_or("?", |node| node.name.as_str());
    let wires = diagram.wires.values().filter_map(|wire| {
        let settings = settings(&wire.config, &catalog.wire_fields(diagram, wire));
        let kind = catalog.ends(diagram, wire).map_or(wire.out.as_str(), |(out, _)| out.label).to_owned();
        let name = format!("{} → {}", named(&wire.from), named(&wire.to));
        (!settings.is_empty()).then_some(Row { name, kind, settings })
    });
    nodes.extend(wires);
    nodes
}

/// What was set to something else than the default, in the order of the declaration; what no declaration knows comes last.
fn settings(config: &Config, fields: &[&Field]) -> Vec<(String, String)> {
    let known = fields.iter().filter_map(|field| {
        let value = config.get(field.name).filter(|value| Some(*value) != field.preset.value().as_ref())?;
        let unit = if field.unit.is_empty() { String::new() } else { format!(" {}", field.unit) };
        Some((field.name.to_owned(), format!("{value}{unit}")))
    });
    let strange = config.0.iter().filter(|(name, _)| fields.iter().all(|field| field.name != name.as_str()));
    known.chain(strange.map(|(name, value)| (name.clone(), value.to_string()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::load;
    use crate::services::CATALOG;

    #[test]
    fn every_node_is_there_with_what_was_set_and_nothing_that_is_as_aws_has_it() {
        let text = r#"{"signalbox": 1, "title": "T", "seed": 7,
            "nodes": [
                {"id": "q", "service": "sqs", "name": "Orders", "at": [200, 0],
                 "config": {"VisibilityTimeout": 90, "DelaySeconds": 0, "Later": "kept"}},
                {"id": "s", "service": "sns", "name": "all", "at": [0, 0]}],
            "wires": [{"id": "w", "from": "s.subscriptions", "to": "q.send", "config": {"RawMessageDelivery": true}}]}"#;
        let diagram = load(text, &CATALOG).expect("a document").diagram;
        let rows = rows(&diagram, &CATALOG);
        let said: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.settings.clone())).collect();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(said[0], ("all", vec![]));
        assert_eq!(
            said[1],
            ("Orders", vec![pair("VisibilityTimeout", "90 s"), pair("Later", "kept")]),
            "0 s is the default"
        );
        assert_eq!(said[2], ("all → Orders", vec![pair("RawMessageDelivery", "on")]));
    }

    #[test]
    fn a_design_of_nothing_has_no_rows() {
        assert_eq!(rows(&Diagram::default(), &CATALOG), []);
    }
}
