//! An interval of a run as a Mermaid sequence diagram: who did what with which message, in order.

use super::record::within;
use crate::sim::{Engine, NodeIx, Time};
use std::collections::{BTreeMap, BTreeSet};

/// Lines that a diagram shows at most; more than that nobody reads.
pub const MOST: usize = 200;

/// The notes from `from` to `to`; with `root`, only those of one family. A note about a wire is an arrow between its ends,
/// any other a remark at its node.
pub fn mermaid(engine: &Engine, from: Time, to: Time, root: Option<u64>) -> String {
    let notes: Vec<_> = within(engine, from, to, root).collect();
    let shown = &notes[..notes.len().min(MOST)];
    let ends = |link| {
        let link = engine.link(link);
        (link.from, link.to)
    };
    // Participants in the order in which they first take part.
    let mut order: Vec<NodeIx> = Vec::new();
    let mut known = BTreeSet::new();
    for note in shown {
        let pair = note.reason.link.map(ends).map(|(a, b)| [a, b]).into_iter().flatten();
        for node in std::iter::once(note.node).chain(pair) {
            if known.insert(node) {
                order.push(node);
            }
        }
    }
    let mut text = String::from("sequenceDiagram\n");
    let names: BTreeMap<NodeIx, String> = order.iter().enumerate().map(|(n, ix)| (*ix, format!("n{n}"))).collect();
    for ix in &order {
        let (_, name) = engine.who(*ix);
        text.push_str(&format!("    participant {} as {}\n", names[ix], plain(name)));
    }
    for note in shown {
        let about = note.reason.message.map(|m| format!(" [{}]", m.serial)).unwrap_or_default();
        let said = plain(&format!("{} {}{about}", note.at, note.sentence()));
        let me = &names[&note.node];
        match note.reason.link.map(ends) {
            Some((a, b)) => {
                let other = if a == note.node { &names[&b] } else { &names[&a] };
                text.push_str(&format!("    {me}->>{other}: {said}\n"));
            }
            None => text.push_str(&format!("    Note over {me}: {said}\n")),
        }
    }
    if notes.len() > MOST {
        let more = notes.len() - MOST;
        text.push_str(&format!("    %% {more} more notes are left out: choose a shorter interval or one message\n"));
    }
    text
}

/// A text that Mermaid takes as it is: on one line, without the signs that end a statement or begin a comment.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ';' => plain.push_str("#59;"),
            '#' => plain.push_str("#35;"),
            '<' => plain.push_str("#lt;"),
            '>' => plain.push_str("#gt;"),
            '%' => plain.push_str("#37;"),
            c if c.is_control() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn signs_that_mean_something_to_mermaid_are_written_as_entities() {
        assert_eq!(plain("a;b #1\n<c> 5%"), "a#59;b #35;1 #lt;c#gt; 5#37;");
    }
}
