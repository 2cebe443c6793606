//! Which nodes can be joined, and how: the questions that gestures, menus and edits ask.

pub mod heal;

use super::apply::{gone, no_wire, refuse};
use super::edit::{End, Join, Joint};
use crate::catalog::{Catalog, Port, Refusal, Service};
use crate::model::{Diagram, Node, NodeId, Point, WireId};
use std::sync::Arc;

/// An out port and an in port that can be joined.
pub type Pair = (&'static Port, &'static Port);

/// A node as the possible other end of a wire.
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    /// The node.
    pub node: NodeId,
    /// How it can be joined, the usual way first; or why it cannot.
    pub ways: Result<Vec<Pair>, Refusal>,
}

/// A service that could come next.
#[derive(Clone, Copy)]
pub struct Offered {
    /// The service.
    pub service: &'static Service,
    /// How it would be joined, the usual way; `None` if it would stand alone.
    pub pair: Option<Pair>,
}

impl PartialEq for Offered {
    fn eq(&self, other: &Self) -> bool {
        self.service.key == other.service.key && self.pair == other.pair
    }
}

impl std::fmt::Debug for Offered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.service.key, self.pair.map(|(out, into)| (out.name, into.name)))
    }
}

/// Every way to join two nodes, the usual one first.
///
/// # Errors
/// Why there is none.
pub fn ways(diagram: &Diagram, catalog: &Catalog, from: &NodeId, to: &NodeId) -> Result<Vec<Pair>, Refusal> {
    for id in [from, to] {
        if !diagram.nodes.contains_key(id) {
            return Err(gone(id));
        }
    }
    catalog.joints(diagram, from, to)
}

/// The pair of ports that an edit means.
pub(super) fn choose(
    diagram: &Diagram,
    catalog: &Catalog,
    from: &NodeId,
    to: &NodeId,
    joint: &Joint,
) -> Result<Pair, Refusal> {
    let ways = ways(diagram, catalog, from, to)?;
    let found = match joint {
        None => ways.first(),
        Some((out, into)) => ways.iter().find(|(o, i)| o.name == out && i.name == into),
    };
    found.copied().ok_or_else(|| {
        let open: Vec<String> = ways.iter().map(|(o, i)| format!("“{}” to “{}”", o.label, i.label)).collect();
        refuse("These two ports cannot be joined.", format!("What can be joined: {}.", open.join(", ")))
    })
}

/// All other nodes as the end `end` of a wire whose other end is fixed at `node`; `without` is the wire that is being
/// reattached, if one is.
pub fn targets(diagram: &Diagram, catalog: &Catalog, node: &NodeId, end: End, without: Option<&WireId>) -> Vec<Target> {
    let mut without_it;
    let mut diagram = diagram;
    if let Some(wire) = without {
        without_it = diagram.clone();
        without_it.wires.remove(wire);
        diagram = &without_it;
    }
    let target = |other: &NodeId| {
        let ways = match end {
            End::To => ways(diagram, catalog, node, other),
            End::From => ways(diagram, catalog, other, node),
        };
        Target { node: other.clone(), ways }
    };
    diagram.nodes.keys().filter(|other| *other != node).map(target).collect()
}

/// The services that a new node could have if it is to be joined like this, in the order of the palette.
pub fn offers(diagram: &Diagram, catalog: &Catalog, join: &Join) -> Vec<Offered> {
    let mut trial = diagram.clone();
    let probe = trial.free_node_id("probe");
    let offered = |service: &&'static Service| {
        if join == &Join::Alone {
            return Some(Offered { service, pair: None });
        }
        let node = Node {
            service: service.key.to_owned(),
            name: service.name.to_owned(),
            at: Point::default(),
            config: Default::default(),
        };
        trial.nodes.insert(probe.clone(), Arc::new(node));
        let pair = match join {
            Join::Alone => None,
            Join::After(from, joint) => choose(&trial, catalog, from, &probe, joint).ok(),
            Join::Before(to, joint) => choose(&trial, catalog, &probe, to, joint).ok(),
            Join::Into(wire) => splice_pair(&trial, catalog, &probe, wire).ok(),
        };
        pair.map(|pair| Offered { service, pair: Some(pair) })
    };
    catalog.services().iter().filter_map(offered).collect()
}

/// Whether a node can be put into a wire: the first of the two joints that this makes.
///
/// # Errors
/// Why it cannot.
pub fn splice_pair(diagram: &Diagram, catalog: &Catalog, node: &NodeId, wire: &WireId) -> Result<Pair, Refusal> {
    let mut trial = diagram.clone();
    let old = trial.wires.remove(wire).ok_or_else(no_wire)?;
    if &old.from == node || &old.to == node {
        return Err(refuse("The node is already at an end of this wire.", ""));
    }
    ways(&trial, catalog, node, &old.to)?;
    let first = ways(&trial, catalog, &old.from, node)?;
    first.iter().find(|(out, _)| out.name == old.out).or(first.first()).copied().ok_or_else(no_wire)
}
