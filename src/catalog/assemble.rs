//! From a diagram to a plan that the engine can run.

use super::{Catalog, Look, Neighbour};
use crate::model::{Diagram, Node, NodeId, Wire};
use crate::sim::{Plan, PlannedNode, PlannedWire, PortId};

/// The plan of a diagram. Nodes of unknown services, and wires that have no end or no role or join a node with itself, take no
/// part in the run; the checks say so.
pub fn assemble(diagram: &Diagram, catalog: &Catalog) -> Plan {
    let mut plan = Plan { seed: diagram.seed, happenings: diagram.happenings.clone(), ..Plan::default() };
    for (id, node) in &diagram.nodes {
        let Some(service) = catalog.get(&node.service) else { continue };
        let Node { name, config, .. } = (**node).clone();
        let behaviour = (service.behaviour)();
        plan.nodes.insert(
            id.clone(),
            PlannedNode { name, config, metrics: service.metrics, namespace: service.namespace, behaviour },
        );
    }
    for (id, wire) in &diagram.wires {
        if let Some(planned) = planned(diagram, catalog, wire) {
            plan.wires.insert(id.clone(), planned);
        }
    }
    plan
}

fn planned(diagram: &Diagram, catalog: &Catalog, wire: &Wire) -> Option<PlannedWire> {
    let number = |node: &NodeId, port: &str| {
        let (n, _) = catalog.of(diagram, node)?.port(port)?;
        Some(PortId(n as u8))
    };
    let role = catalog.role(diagram, wire).filter(|_| wire.from != wire.to)?.key;
    let denied = catalog.denial(diagram, wire).map(|permission| permission.statement);
    let Wire { from, out, to, into, config } = wire.clone();
    let (out, into) = (number(&from, &out)?, number(&to, &into)?);
    Some(PlannedWire { from, out, to, into, role, config, denied })
}

impl<'a> Look<'a> {
    /// The neighbourhood of a node; `None` if it is not there.
    pub fn at_node(diagram: &'a Diagram, id: &'a NodeId, catalog: &Catalog) -> Option<Self> {
        let node = diagram.nodes.get(id)?;
        let neighbour = |(wire_id, wire): (&'a crate::model::WireId, &'a std::sync::Arc<Wire>)| {
            let leaves = &wire.from == id;
            let (port, peer) = if leaves { (&wire.out, &wire.to) } else { (&wire.into, &wire.from) };
            let role = catalog.role(diagram, wire);
            Some(Neighbour { id: wire_id, wire, port, leaves, peer: diagram.nodes.get(peer)?, role })
        };
        Some(Self { node, nodes: &diagram.nodes, neighbours: diagram.wires_of(id).filter_map(neighbour).collect() })
    }
}
