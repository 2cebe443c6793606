//! "Why is nothing arriving?": what stands between a node and its messages, from the declarations and from the run. It
//! knows no kinds of node: only wires, notes, settings in force and what is due next.

use crate::catalog::{Catalog, Side};
use crate::model::{Diagram, NodeId, What};
use crate::sim::{Engine, Kind, LinkId, NodeIx, Span, Time};
use std::collections::BTreeMap;

/// One thing that explains it.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// What is so, in a sentence.
    pub text: String,
    /// What to do about it; empty if nothing need be done.
    pub remedy: String,
    /// The rule behind it.
    pub rule: &'static str,
    /// Where to look.
    pub node: Option<NodeId>,
    /// The kind of thing, for colour and shape.
    pub kind: Kind,
}

/// A reason may be older than this: then it no longer explains the present.
const RECENT: Span = Span::minutes(5);

/// What explains that nothing, or little, arrives at a node; the weightiest first. Empty if messages arrive as they should.
pub fn diagnosis(engine: &Engine, diagram: &Diagram, catalog: &Catalog, node: &NodeId) -> Vec<Finding> {
    let Some(me) = engine.node(node) else { return Vec::new() };
    let mut all = Vec::new();
    let takes_part = |ix: NodeIx| engine.nodes().any(|n| n == ix);
    let incoming: Vec<(LinkId, NodeIx)> = incoming(engine, diagram, catalog, node);
    let takes_input =
        catalog.of(diagram, node).is_some_and(|service| service.ports.iter().any(|p| p.side == Side::In && !p.control));
    if incoming.is_empty() && takes_input {
        let text = "Nothing is wired to it.".to_owned();
        let remedy = "Draw a wire from the service that shall send to it.".to_owned();
        return vec![Finding { text, remedy, rule: "", node: None, kind: Kind::Waiting }];
    }
    if engine.now() == Time::START {
        let text = "The run has not begun.".to_owned();
        return vec![Finding { text, remedy: "Press Play.".into(), rule: "", node: None, kind: Kind::Waiting }];
    }
    overrides(engine, std::iter::once(me).chain(incoming.iter().map(|(_, ix)| *ix)), &mut all);
    for (link, peer) in incoming.into_iter().filter(|(_, peer)| takes_part(*peer)) {
        held_back(engine, link, peer, me, &mut all);
        silent(engine, peer, &mut all);
    }
    all
}

/// The wires that bring something to a node, and the nodes they come from.
fn incoming(engine: &Engine, diagram: &Diagram, catalog: &Catalog, node: &NodeId) -> Vec<(LinkId, NodeIx)> {
    let control = |wire: &crate::model::Wire| {
        catalog.of(diagram, &wire.from).and_then(|s| s.port(&wire.out)).is_some_and(|(_, port)| port.control)
    };
    let arrives = |n: u32| {
        let link = engine.link(LinkId(n));
        let wire = diagram.wires.get(&link.wire)?;
        (link.alive && &wire.to == node && !control(wire)).then_some((LinkId(n), link.from))
    };
    (0..engine.links() as u32).filter_map(arrives).collect()
}

/// Faults and timed changes in force here or just before.
fn overrides(engine: &Engine, nodes: impl Iterator<Item = NodeIx>, all: &mut Vec<Finding>) {
    let now = engine.now().0;
    for ix in nodes {
        let (id, name) = engine.who(ix);
        for h in engine.happenings().iter().filter(|h| &h.node == id) {
            let What::Set { patch, lasts } = &h.what else { continue };
            let on = h.at <= now && lasts.is_none_or(|lasts| now < h.at + lasts);
            if on {
                let settings: Vec<String> = patch.0.iter().map(|(k, v)| format!("{k} {v}")).collect();
                let until = lasts.map(|lasts| format!(" until {}", Time(h.at + lasts))).unwrap_or_default();
                all.push(Finding {
                    text: format!("A timed event is on at {name}{until}: {}.", settings.join(", ")),
                    remedy: "Wait until it is over, or take it off the timeline.".into(),
                    rule: "",
                    node: Some(id.clone()),
                    kind: Kind::Changed,
                });
            }
        }
    }
}

/// What the notes of the last minutes say of this wire: filtered, throttled, failed, sent elsewhere.
fn held_back(engine: &Engine, link: LinkId, peer: NodeIx, me: NodeIx, all: &mut Vec<Finding>) {
    let since = Time(engine.now().0.saturating_sub(RECENT.0));
    let mut counts: BTreeMap<Kind, (u64, &'static str, &'static str, NodeIx)> = BTreeMap::new();
    let mut arrived = 0u64;
    for note in engine.trace().notes().rev().take_while(|note| note.at >= since) {
        if note.reason.link != Some(link) {
            continue;
        }
        match note.reason.kind {
            kind @ (Kind::Filtered | Kind::Throttled | Kind::Failed | Kind::Dropped | Kind::DeadLettered) => {
                let entry = counts.entry(kind).or_insert((0, note.reason.rule, note.reason.setting, note.node));
                entry.0 += 1;
            }
            _ if note.node == me => arrived += 1,
            _ => {}
        }
    }
    let (from, to) = (engine.who(peer).1.to_owned(), engine.who(me).1.to_owned());
    for (kind, (n, rule, setting, at)) in counts {
        let (id, _) = engine.who(at);
        let but =
            if arrived > 0 { format!(", while {arrived} went through") } else { ", and none went through".into() };
        let because = if setting.is_empty() { String::new() } else { format!(" because of {setting}") };
        all.push(Finding {
            text: format!("From {from} to {to}, {n} were {}{because} in the last 5 minutes{but}.", kind.word()),
            remedy: if setting.is_empty() { String::new() } else { format!("Look at {setting}.") },
            rule,
            node: Some(id.clone()),
            kind,
        });
    }
}

/// A neighbour that has had nothing to say lately, and what it waits for.
fn silent(engine: &Engine, peer: NodeIx, all: &mut Vec<Finding>) {
    let since = Time(engine.now().0.saturating_sub(RECENT.0));
    let (id, name) = engine.who(peer);
    let last = engine.trace().notes().rev().find(|note| note.node == peer && note.kind_moves());
    let due = engine.outlook_of(peer);
    match last {
        Some(note) if note.at >= since => return,
        _ => {}
    }
    let waits = due.map(|next| format!(" Next: {} at {}.", next.what, next.at)).unwrap_or_default();
    let text = match last {
        Some(note) => format!("{name} has handled nothing since {}.{waits}", note.at),
        None => format!("{name} has handled nothing yet.{waits}"),
    };
    let remedy = format!("Ask the same of {name}.");
    all.push(Finding { text, remedy, rule: "", node: Some(id.clone()), kind: Kind::Waiting });
}
