//! Dead-letter queues of single wires: each target of a rule and each subscription of a topic names one of the queues at the
//! node's dead-letter port (SNS-13, EB-26).

use crate::catalog::{Finding, Look, Neighbour, Severity};
use crate::sim::{Context, LinkId, PortId};

/// The port for dead-letter queues, by the name that it has at every node.
const PORT: &str = "dead_letter_queue";

/// The name of a queue, which may be the end of an ARN.
fn name(text: &str) -> &str {
    let text = text.trim();
    if text.starts_with("arn:") { text.rsplit(':').next().unwrap_or(text) } else { text }
}

/// The wire to the queue that is named among those at a port; without a name, to the first by the wires' ids.
pub fn chosen(cx: &Context, port: PortId, named: &str) -> Option<LinkId> {
    let named = name(named);
    let links = cx.links(port).into_iter().filter(|link| named.is_empty() || *cx.peer_name(*link) == *named);
    links.min_by(|a, b| cx.link(*a).wire.cmp(&cx.link(*b).wire))
}

/// What is wrong with the choice of queues, if there are any. `users` are the wires that have one, with the name that each
/// gives in the setting `field`.
pub fn problems(look: &Look, users: &[(&Neighbour, &str)], rule: &'static str, field: &'static str) -> Vec<Finding> {
    let mut queues: Vec<&Neighbour> = look.at(PORT).collect();
    queues.sort_by_key(|queue| queue.id);
    let Some(first) = queues.first() else { return Vec::new() };
    let of = &look.node.name;
    let mut found = Vec::new();
    let mut used = Vec::new();
    for (user, named) in users {
        let (peer, named) = (&user.peer.name, name(named));
        let mut tell = |severity, what: String, remedy: &str| {
            found.push(Finding::new(severity, what, remedy).rule(rule).field(field).wire(user.id));
        };
        if !named.is_empty() && queues.iter().all(|queue| queue.peer.name != named) {
            let what = format!(
                "{peer} names {named} as its dead-letter queue, but no such queue is wired to {of}'s dead-letter port."
            );
            tell(Severity::Error, what, "Wire it to the port, or name a queue that is.");
        } else if named.is_empty() && queues.len() > 1 {
            let what = format!(
                "{peer} does not say which dead-letter queue of {of} is its own: {} is taken.",
                first.peer.name
            );
            tell(Severity::Warning, what, "Name the queue at the wire.");
        }
        used.push(if named.is_empty() { &first.peer.name } else { named });
    }
    let idle = |queue: &&&Neighbour| queues.len() > 1 && !used.is_empty() && !used.contains(&queue.peer.name.as_str());
    for queue in queues.iter().filter(idle) {
        let what = format!("No wire of {of} names {} as its dead-letter queue.", queue.peer.name);
        let finding = Finding::new(Severity::Warning, what, "Name it at a wire, or delete the wire to it.");
        found.push(finding.rule(rule).wire(queue.id));
    }
    found
}
