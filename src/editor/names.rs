//! Free ids and names for new nodes: `Queue`, `Queue2`, `Queue3`, …

use crate::model::{Diagram, NodeId};

/// An id and a name from a service's stem; both are the same text wherever the stem can be an id.
pub fn fresh(diagram: &Diagram, stem: &str) -> (NodeId, String) {
    let plain = plain(stem);
    let taken = |id: &str, name: &str| {
        diagram.nodes.contains_key(&NodeId::new(id)) || diagram.nodes.values().any(|n| n.name == name)
    };
    let mut tries = (1u64..).map(|n| (numbered(&plain, n), numbered(stem, n)));
    let (id, name) = tries.find(|(id, name)| !taken(id, name)).unwrap_or_default();
    (NodeId::new(&id), name)
}

/// The id itself if it is free; otherwise with the next free number in place of its own.
pub fn free_id(diagram: &Diagram, wish: &str) -> NodeId {
    NodeId::new(&free(wish, |text| diagram.nodes.contains_key(&NodeId::new(text))))
}

/// The name itself if it is free; otherwise with the next free number in place of its own.
pub fn free_name(diagram: &Diagram, wish: &str) -> String {
    free(wish, |text| diagram.nodes.values().any(|n| n.name == text))
}

fn free(wish: &str, taken: impl Fn(&str) -> bool) -> String {
    if !wish.is_empty() && !taken(wish) {
        return wish.to_owned();
    }
    let stem = match wish.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "" => "Node",
        stem => stem,
    };
    (2u64..).map(|n| numbered(stem, n)).find(|text| !taken(text)).unwrap_or_default()
}

fn numbered(stem: &str, n: u64) -> String {
    if n == 1 { stem.to_owned() } else { format!("{stem}{n}") }
}

/// A stem as ids may be written: ids stand before a dot in documents, and bare in CloudFormation.
fn plain(stem: &str) -> String {
    let text: String = stem.chars().filter(char::is_ascii_alphanumeric).collect();
    if text.is_empty() { "Node".into() } else { text }
}
