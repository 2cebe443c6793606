//! Edits of a running design: the run goes on with the new plan, and nothing that is under way is lost.

use super::lineage::in_loops;
use super::plan::{NodeState, index};
use super::{Answer, Engine, Fate, Fault, Kind, Link, NodeIx, Plan, PlannedWire, Reason, Span};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Engine {
    /// Goes on with `plan`. Nodes that stay keep their state; new ones start; those that left drop what they held, with
    /// a note; settings and wires that changed take effect now. The happenings of `plan` are not added again.
    pub fn adopt(&mut self, plan: Plan) {
        let mut touched: BTreeSet<NodeIx> = BTreeSet::new();
        self.remove_missing(&plan, &mut touched);
        let mut fresh = Vec::new();
        for (id, node) in plan.nodes {
            match index(&self.core.nodes, &id) {
                Some(ix) => {
                    let state = &mut self.core.nodes[ix.0 as usize];
                    if *state.name != *node.name {
                        state.name = node.name.as_str().into();
                    }
                    if state.base != node.config {
                        state.base = node.config;
                        state.settle_config();
                        touched.insert(ix);
                    }
                }
                None => {
                    self.core.nodes.push(NodeState::new(self.core.seed, &id, &node));
                    self.core.meter.enter(node.metrics);
                    self.behaviours.push(Some(node.behaviour));
                    fresh.push(NodeIx(self.behaviours.len() as u32 - 1));
                }
            }
        }
        for (id, wire) in plan.wires {
            let known = self.core.links.iter().position(|l| l.alive && l.wire == id);
            if let Some(known) = known {
                let link = &mut self.core.links[known];
                link.denied = wire.denied;
                if *link.config != wire.config {
                    link.config = Arc::new(wire.config);
                    touched.extend([link.from, link.to]);
                }
                continue;
            }
            let ends = (index(&self.core.nodes, &wire.from), index(&self.core.nodes, &wire.to));
            if let (Some(from), Some(to)) = ends {
                let PlannedWire { out, into, role, config, denied, .. } = wire;
                let link = Link { wire: id, from, out, to, into, role, config: Arc::new(config), denied, alive: true };
                self.core.links.push(link);
                touched.extend([from, to]);
            }
        }
        self.find_loops();
        for node in &fresh {
            self.act(*node, |b, cx| b.start(cx));
        }
        for node in touched.into_iter().filter(|n| !fresh.contains(n)) {
            self.changed(node, "settings or wires were edited during the run");
        }
    }

    fn find_loops(&mut self) {
        let loops = in_loops(&self.core.links);
        for (n, state) in self.core.nodes.iter_mut().enumerate() {
            state.in_loop = loops.contains(&NodeIx(n as u32));
        }
    }

    fn remove_missing(&mut self, plan: &Plan, touched: &mut BTreeSet<NodeIx>) {
        let gone: Vec<NodeIx> =
            self.nodes().filter(|n| !plan.nodes.contains_key(&self.core.nodes[n.0 as usize].id)).collect();
        for link in &mut self.core.links {
            let same = |wire: &PlannedWire| {
                let (from, to) = (&self.core.nodes[link.from.0 as usize].id, &self.core.nodes[link.to.0 as usize].id);
                &wire.from == from && &wire.to == to && wire.out == link.out && wire.into == link.into
            };
            if link.alive && !plan.wires.get(&link.wire).is_some_and(same) {
                link.alive = false;
                touched.extend([link.from, link.to]);
            }
        }
        for node in &gone {
            touched.remove(node);
            self.remove(*node);
        }
    }

    fn remove(&mut self, node: NodeIx) {
        const WHY: &str = "its node was deleted";
        let mut held = Vec::new();
        if let Some(behaviour) = self.behaviours[node.0 as usize].take() {
            behaviour.holds(&mut held);
        }
        held.extend(self.handed_to(node));
        self.core.nodes[node.0 as usize].alive = false;
        self.core.pools.leave(node, self.core.now);
        for message in held {
            let reason = Reason::new("", Kind::Dropped, "given up: its node was deleted").about(message);
            self.core.note(node, reason);
            self.core.settle(message, Fate::Dropped(WHY));
        }
        // Whoever waits for an answer of this node learns that it is gone.
        for call in self.core.calls.ids() {
            if self.core.calls.get(call).is_some_and(|c| c.callee == node) {
                let gone = Answer::failed(Fault::NotFound, 404, "ResourceNotFound");
                super::Context { core: &mut self.core, me: node }.answer(call, gone, Span::ZERO);
            }
        }
    }
}
