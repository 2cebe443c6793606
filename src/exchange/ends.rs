//! The ends of a wire in a document: `Orders.poll`, or only `Orders` where the first way to join two services is meant.

use crate::catalog::{Catalog, Field, Port, Side, permission};
use crate::model::{Diagram, NodeId};
use serde_json::{Value, json};

/// The id that a wire has in a document that gives it none.
pub(super) fn usual_id(from: &NodeId, to: &NodeId) -> String {
    format!("{from}-{to}")
}

/// The first way to join two services, in the order of their ports, whatever else is joined there already. A port that
/// is given stays as it is. Documents and links rely on the answer, so a port that is added to a service later must not
/// come before a joint that services already had.
pub(super) fn first_joint(
    catalog: &Catalog,
    from: (&str, Option<&str>),
    to: (&str, Option<&str>),
) -> Option<(&'static Port, &'static Port)> {
    let (a, b) = (catalog.get(from.0)?, catalog.get(to.0)?);
    let wanted = |port: &Port, name: Option<&str>| name.is_none_or(|name| port.name == name);
    a.side(Side::Out).filter(|out| wanted(out, from.1)).find_map(|out| {
        let into = b.side(Side::In).find(|into| wanted(into, to.1) && out.common(into).is_some())?;
        Some((out, into))
    })
}

/// The settings that a wire has: those of its out port, those of its in port, and the switch of its permission.
pub(super) struct Settings {
    pub out: &'static [Field],
    pub into: &'static [Field],
    pub switch: Option<&'static Field>,
}

pub(super) fn fields(catalog: &Catalog, from: (&str, &str), to: (&str, &str)) -> Settings {
    let port = |(service, port): (&str, &str)| catalog.get(service).and_then(|s| s.port(port)).map(|(_, port)| port);
    let (out, into) = (port(from), port(to));
    let listed = |port: Option<&'static Port>| port.map_or(&[][..], |port| port.fields);
    Settings {
        out: listed(out),
        into: listed(into),
        switch: out.zip(into).and_then(|(out, into)| permission::switch(out, into)),
    }
}

/// One end of a wire as a document gives it.
#[derive(PartialEq, Debug)]
pub(super) struct End {
    /// The node's id, as written.
    pub node: String,
    /// The port, if one is given.
    pub port: Option<String>,
}

/// Reads an end: a node's id, `id.port`, or `[id, port]`. Ids may contain dots, so it takes to know them.
///
/// # Errors
/// What seems to be the name of the node, if there is no such node; empty if there is no telling.
pub(super) fn read(written: &Value, known: impl Fn(&str) -> bool) -> Result<End, String> {
    let end = |node: &str, port: Option<&str>| End { node: node.to_owned(), port: port.map(str::to_owned) };
    match written {
        Value::String(text) if known(text) => Ok(end(text, None)),
        Value::String(text) => {
            let dots = text.char_indices().rev().filter(|(_, c)| *c == '.').map(|(n, _)| n);
            let mut splits = dots.map(|n| (&text[..n], &text[n + 1..]));
            let found = splits.find(|(node, _)| known(node)).map(|(node, port)| end(node, Some(port)));
            found.ok_or_else(|| text.rsplit_once('.').map_or(text.as_str(), |(node, _)| node).to_owned())
        }
        Value::Array(pair) => match pair.as_slice() {
            [Value::String(node), Value::String(port)] if known(node) => Ok(end(node, Some(port))),
            [Value::String(node), ..] => Err(node.clone()),
            _ => Err(String::new()),
        },
        _ => Err(String::new()),
    }
}

/// Writes an end so that [`read`] understands it as it is meant.
pub(super) fn write(diagram: &Diagram, node: &NodeId, port: &str) -> Value {
    let text = Value::from(format!("{node}.{port}"));
    let meant = End { node: node.as_str().to_owned(), port: Some(port.to_owned()) };
    let known = |id: &str| diagram.nodes.contains_key(&NodeId::new(id));
    if known(node.as_str()) && read(&text, known) != Ok(meant) { json!([node.as_str(), port]) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(id: &str) -> bool {
        ["A", "A.b", "shop"].contains(&id)
    }

    #[test]
    fn an_end_is_a_node_or_a_node_and_a_port() {
        let end = |node: &str, port: Option<&str>| Ok(End { node: node.into(), port: port.map(str::to_owned) });
        assert_eq!(read(&json!("shop"), known), end("shop", None));
        assert_eq!(read(&json!("shop.out"), known), end("shop", Some("out")));
        assert_eq!(read(&json!("A.b"), known), end("A.b", None));
        assert_eq!(read(&json!(["A", "b"]), known), end("A", Some("b")));
        assert_eq!(read(&json!("A.b.c"), known), end("A.b", Some("c")));
    }

    #[test]
    fn an_end_that_is_not_there_is_named() {
        assert_eq!(read(&json!("till.out"), known), Err("till".into()));
        assert_eq!(read(&json!(["till", "out"]), known), Err("till".into()));
        assert_eq!(read(&json!(7), known), Err(String::new()));
    }
}
