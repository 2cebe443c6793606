//! The examples that come along, looked at with a ruler: no card on another, no wire through a card, and no name of a wire
//! over a card, a note or another name, even if every wire has one.

use super::*;
use crate::editor::labels::labels;
use crate::editor::route::routes;
use crate::exchange::load;
use crate::model::{Diagram, Rect};
use crate::services;
use std::path::Path;

/// Every example, by the name of its file.
fn examples() -> Vec<(String, Diagram)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/scenarios");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder of examples") {
        let path = entry.expect("an example").path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let text = std::fs::read_to_string(&path).expect("a readable example");
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            found.push((name, load(&text, &services::CATALOG).expect("a document").diagram));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(found.len() > 10, "the examples were found");
    found
}

/// Whether two areas have room in common; written out here, so that it does not lean on what it checks.
fn overlap(a: Rect, b: Rect) -> bool {
    a.min.x < b.max.x && b.min.x < a.max.x && a.min.y < b.max.y && b.min.y < a.max.y
}

#[test]
fn no_card_lies_on_another_and_their_texts_have_room() {
    for (name, d) in examples() {
        let cards: Vec<(&NodeId, Rect)> = d.nodes.iter().map(|(id, n)| (id, Rect::card(n.at))).collect();
        for (n, (a, area)) in cards.iter().enumerate() {
            for (b, other) in &cards[..n] {
                assert!(!overlap(*area, *other), "{name}: {a} lies on {b}");
            }
            // Beside the picture a card has 114 units for a name; a letter of 12 units takes 6.3 on average.
            let letters = d.nodes[*a].name.chars().count() as f64;
            assert!(letters * 6.3 <= 114.0 + 12.0, "{name}: the name of {a} is cut");
        }
    }
}

#[test]
fn no_wire_runs_through_a_card_that_is_not_its_own() {
    for (name, d) in examples() {
        for (id, route) in routes(&d) {
            let wire = &d.wires[&id];
            for (node, n) in d.nodes.iter().filter(|(node, _)| **node != wire.from && **node != wire.to) {
                let card = Rect::card(n.at);
                // Points a unit apart are closer than any card is thick.
                let steps = route.length().ceil() as usize;
                let inside = (0..=steps).map(|k| route.at(k as f64 / steps.max(1) as f64)).any(|p| card.contains(p));
                assert!(!inside, "{name}: the wire {id} runs through {node}");
            }
        }
    }
}

#[test]
fn names_of_wires_never_overlap_anything_even_if_all_wires_have_one() {
    let (mut shown, mut all, mut without) = (0, 0, Vec::new());
    for (name, mut d) in examples() {
        for (id, wire) in &d.wires {
            let says = services::CATALOG.ends(&d, wire).map_or("a wire", |(out, _)| out.label);
            d.labels.insert(id.clone(), says.to_owned());
        }
        let found = labels(&d, &routes(&d));
        let cards = d.nodes.iter().map(|(id, n)| (id.to_string(), Rect::card(n.at)));
        let mut taken: Vec<(String, Rect)> = cards.collect();
        for (id, label) in &found {
            // A letter of 11 units takes 5.8 on average.
            let text = label.text.chars().count() as f64 * 5.8;
            let (middle, half) = (label.area.center(), Point::new(text / 2.0, 8.0));
            let area = Rect { min: middle - half, max: middle + half };
            for (what, other) in &taken {
                assert!(!overlap(area, *other), "{name}: “{}” of {id} lies on {what}", label.text);
            }
            taken.push((format!("the name of {id}"), area));
        }
        if found.len() < d.wires.len() {
            without.push(format!("{name}: {} of {} names have room", found.len(), d.wires.len()));
        }
        shown += found.len();
        all += d.wires.len();
    }
    // Nearly all wires find room for their name, though no example was drawn with names in mind.
    assert!(shown * 20 >= all * 19, "{shown} of {all}: {without:#?}");
}
