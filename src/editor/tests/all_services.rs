//! Over every service of this build: what is offered can be placed and wired, and what is refused has a sentence.

use super::*;
use crate::model::Diagram;
use crate::services::CATALOG as ALL;

fn alone(key: &str) -> (Editor, NodeId) {
    let mut editor = Editor::new(Diagram::default(), ALL);
    let id = editor.place(key, Point::new(300.0, 300.0)).expect("every service can be placed");
    (editor, id)
}

#[test]
fn a_new_node_has_no_setting_that_its_fields_refuse() {
    for service in ALL.services() {
        let (editor, id) = alone(service.key);
        let bad: Vec<_> =
            editor.problems().into_iter().filter(|p| !p.field.is_empty() && p.severity == Severity::Error).collect();
        assert!(bad.is_empty(), "{}: {bad:?}", service.key);
        assert_eq!(editor.diagram().nodes[&id].name, service.stem);
    }
}

#[test]
fn every_offered_service_can_be_accepted() {
    for service in ALL.services() {
        for side in [Direction::Right, Direction::Left] {
            let (editor, id) = alone(service.key);
            let offer = editor.quick_add(&id, side).expect("the node is there");
            for offered in &offer.services {
                let mut editor = editor.clone();
                let new = editor.accept(&offer, offered.service.key);
                assert!(new.is_ok(), "{} and {}: {new:?}", service.key, offered.service.key);
                let d = editor.diagram();
                assert_eq!(d.wires.len(), 1);
                assert!(d.wires.values().all(|w| ALL.role(d, w).is_some()));
                assert!(editor.undo().is_some() && editor.diagram().nodes.len() == 1);
            }
        }
    }
}

#[test]
fn every_refusal_says_why_in_a_sentence() {
    for a in ALL.services() {
        for b in ALL.services() {
            let (mut editor, from) = alone(a.key);
            let to = editor.place(b.key, Point::new(800.0, 300.0)).expect("every service can be placed");
            match editor.connect(&from, &to, None) {
                Ok(wire) => {
                    assert!(editor.ways_of(&wire).iter().any(|(o, _)| o.name == editor.diagram().wires[&wire].out))
                }
                Err(refusal) => {
                    assert!(refusal.why.ends_with('.'), "{}", refusal.why);
                    assert!(refusal.instead.is_empty() || refusal.instead.ends_with('.'), "{}", refusal.instead);
                }
            }
        }
    }
}
