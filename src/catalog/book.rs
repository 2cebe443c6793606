//! The catalog: all services that this build knows, and the question whether two ports can be joined.

use super::{Port, Role, Service, Side, roles};
use crate::model::{Diagram, NodeId, Wire};

/// All services, in the order of the palette.
#[derive(Clone, Copy)]
pub struct Catalog {
    services: &'static [&'static Service],
}

/// Why something cannot be done, in a sentence that teaches, and what to do instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Why not.
    pub why: String,
    /// What to do instead; empty if there is nothing to say.
    pub instead: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)?;
        if self.instead.is_empty() { Ok(()) } else { write!(f, " {}", self.instead) }
    }
}

impl Catalog {
    /// A catalog of these services.
    pub const fn new(services: &'static [&'static Service]) -> Self {
        Self { services }
    }

    /// All services.
    pub fn services(&self) -> &'static [&'static Service] {
        self.services
    }

    /// The service with this key.
    pub fn get(&self, key: &str) -> Option<&'static Service> {
        self.services.iter().find(|s| s.key == key).copied()
    }

    /// The service with this number in links.
    pub fn by_code(&self, code: u8) -> Option<&'static Service> {
        self.services.iter().find(|s| s.code == code).copied()
    }

    /// The service of a node, if the node is there and its service is known.
    pub fn of(&self, diagram: &Diagram, node: &NodeId) -> Option<&'static Service> {
        self.get(&diagram.nodes.get(node)?.service)
    }

    /// The ports that a wire joins, if both services are known and have them.
    pub fn ends(&self, diagram: &Diagram, wire: &Wire) -> Option<(&'static Port, &'static Port)> {
        let (_, out) = self.of(diagram, &wire.from)?.port(&wire.out)?;
        let (_, into) = self.of(diagram, &wire.to)?.port(&wire.into)?;
        Some((out, into))
    }

    /// The role that a wire plays, if its ends have one in common.
    pub fn role(&self, diagram: &Diagram, wire: &Wire) -> Option<&'static Role> {
        let (out, into) = self.ends(diagram, wire)?;
        out.common(into)
    }

    /// Every way to join two nodes: pairs of an out port of `from` and an in port of `to`, the usual one first.
    ///
    /// # Errors
    /// Why they cannot be joined, and the usual way round.
    pub fn joints(
        &self,
        diagram: &Diagram,
        from: &NodeId,
        to: &NodeId,
    ) -> Result<Vec<(&'static Port, &'static Port)>, Refusal> {
        let refuse = |why: String, instead: &str| Err(Refusal { why, instead: instead.to_owned() });
        let (Some(a), Some(b)) = (self.of(diagram, from), self.of(diagram, to)) else {
            return refuse("One of the two is a service that this version does not know.".into(), "");
        };
        if from == to {
            return refuse(format!("{} cannot be wired to itself.", name(diagram, from)), "");
        }
        let mut joints: Vec<(&Port, &Port)> = Vec::new();
        for out in a.side(Side::Out) {
            for into in b.side(Side::In).filter(|into| out.common(into).is_some()) {
                joints.push((out, into));
            }
        }
        if joints.is_empty() {
            let speaks: Vec<Role> = a.side(Side::Out).flat_map(|p| p.roles.iter().copied()).collect();
            let understands: Vec<Role> = b.side(Side::In).flat_map(|p| p.roles.iter().copied()).collect();
            let (a, b) = (said(diagram, from, a), said(diagram, to, b));
            let why = match (speaks.first(), understands.first()) {
                (None, _) => format!("{a} sends nothing to others."),
                (_, None) => format!("{b} takes nothing from others."),
                (Some(s), Some(u)) => format!("{a} {}; {b} {}.", s.sender, u.receiver),
            };
            let instead = roles::detour(&speaks, &understands);
            return refuse(format!("{why} They have no integration in common."), instead.unwrap_or(""));
        }
        let mut full = None;
        joints.retain(|(out, into)| {
            let many = |port: &Port, count: usize| port.at_most.is_some_and(|most| count >= most as usize);
            let outs = diagram.wires.values().filter(|w| &w.from == from && w.out == out.name).count();
            let ins = diagram.wires.values().filter(|w| &w.to == to && w.into == into.name).count();
            let twice =
                |w: &&std::sync::Arc<Wire>| &w.from == from && &w.to == to && w.out == out.name && w.into == into.name;
            if many(out, outs) {
                full = Some(limit(name(diagram, from), out));
            } else if many(into, ins) {
                full = Some(limit(name(diagram, to), into));
            } else if diagram.wires.values().any(|w| twice(&w)) {
                full = Some(format!("{} and {} are already joined.", name(diagram, from), name(diagram, to)));
            } else {
                return true;
            }
            false
        });
        match full {
            Some(why) if joints.is_empty() => refuse(why, "Delete the wire that is there, or change its settings."),
            _ => Ok(joints),
        }
    }
}

fn limit(name: &str, port: &Port) -> String {
    match port.at_most {
        Some(1) => format!("{name} already has its one wire for “{}”.", port.label),
        most => format!("{name} takes at most {} wires for “{}”.", most.unwrap_or(0), port.label),
    }
}

fn name<'a>(diagram: &'a Diagram, id: &NodeId) -> &'a str {
    diagram.nodes.get(id).map_or("It", |n| n.name.as_str())
}

fn said(diagram: &Diagram, id: &NodeId, service: &Service) -> String {
    format!("{} ({})", name(diagram, id), service.name.to_lowercase())
}
