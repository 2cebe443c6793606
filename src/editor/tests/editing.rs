//! Edits one by one: what they change, what they refuse, and what they are called.

use super::*;
use crate::catalog::Refusal;
use crate::model::{Config, Diagram, Happening, Value, What};

fn refused(d: &Diagram, edit: &Edit) -> Refusal {
    apply(d, edit, &CATALOG).expect_err("the edit is refused")
}

fn done(d: &Diagram, edit: &Edit) -> Diagram {
    apply(d, edit, &CATALOG).expect("the edit is accepted")
}

fn set(owner: Owner, field: &str, value: impl Into<Value>) -> Edit {
    Edit::SetConfig { owner, field: field.into(), value: Some(value.into()) }
}

#[test]
fn new_nodes_get_the_next_free_name() {
    let add =
        Edit::Add { service: "queue".into(), at: Point::new(1.0, 2.0), config: Config::default(), join: Join::Alone };
    let d = done(&done(&sketch("queue Queue2 0 0"), &add), &add);
    let names: Vec<_> = d.nodes.iter().map(|(id, n)| format!("{id}={}", n.name)).collect();
    assert_eq!(names, ["Queue=Queue", "Queue2=Queue2", "Queue3=Queue3"]);
}

#[test]
fn settings_are_checked_and_the_default_is_not_written() {
    let d = sketch("queue B 0 0");
    let owner = || Owner::Node(node("B"));
    let d2 = done(&d, &set(owner(), "VisibilityTimeout", 60));
    assert_eq!(d2.nodes[&node("B")].config, Config::from([("VisibilityTimeout", 60.into())]));
    assert_eq!(done(&d2, &set(owner(), "VisibilityTimeout", 30)), d, "30 s is the default");
    assert_eq!(done(&d2, &set(owner(), "VisibilityTimeout", 30.0)), d, "in whichever form");
    assert_eq!(done(&d2, &Edit::SetConfig { owner: owner(), field: "VisibilityTimeout".into(), value: None }), d);
    assert_eq!(
        refused(&d, &set(owner(), "VisibilityTimeout", 50_000)).why,
        "VisibilityTimeout takes a whole number from 0 to 43200 s; it is 50000."
    );
    assert_eq!(refused(&d, &set(owner(), "Colour", "red")).why, "Queue has no setting “Colour”.");
    assert_eq!(
        refused(&d, &set(Owner::Node(node("X")), "VisibilityTimeout", 1)).why,
        "X is not in the diagram any more."
    );
    let d = sketch("src A 0 0");
    let nan = set(Owner::Node(node("A")), "Rate", f64::NAN);
    assert_eq!(refused(&d, &nan).why, "Rate takes a number.");
}

#[test]
fn wires_have_the_settings_of_both_their_ports() {
    let d = sketch("queue A 0 0; fn B 300 0; A>B");
    let wire = WireId::new("A-B");
    let d = done(&d, &set(Owner::Wire(wire.clone()), "BatchSize", 5));
    assert_eq!(d.wires[&wire].config, Config::from([("BatchSize", 5.into())]));
    assert_eq!(refused(&d, &set(Owner::Wire(wire), "Rate", 5)).why, "This wire has no setting “Rate”.");
    assert!(refused(&d, &set(Owner::Wire(WireId::new("?")), "BatchSize", 5)).why.starts_with("That wire is not"));
}

#[test]
fn settings_of_unknown_services_are_kept_as_they_are_given() {
    let d = sketch("mystery M 0 0");
    let d = done(&d, &set(Owner::Node(node("M")), "Anything", "goes"));
    assert_eq!(d.nodes[&node("M")].config.get("Anything"), Some(&Value::Text("goes".into())));
    let add =
        Edit::Add { service: "mystery".into(), at: Point::default(), config: Config::default(), join: Join::Alone };
    assert_eq!(refused(&d, &add).why, "This version knows no service “mystery”.");
}

#[test]
fn names_are_one_line_and_never_empty() {
    let d = sketch("queue B 0 0");
    let rename = |name: &str| Edit::Rename { node: node("B"), name: name.into() };
    assert_eq!(done(&d, &rename("  Order\nqueue ")).nodes[&node("B")].name, "Order queue");
    assert_eq!(done(&d, &rename(&"x".repeat(200))).nodes[&node("B")].name.len(), LONGEST_NAME);
    assert_eq!(refused(&d, &rename(" \t")).why, "A node needs a name.");
}

#[test]
fn connecting_respects_roles_and_limits() {
    let d = sketch("queue A 0 0; queue B 300 0; queue C 600 0; A.redrive>B.redriven");
    let edit = |to: &str| Edit::Connect { from: node("A"), to: node(to), joint: None };
    let refusal = refused(&d, &edit("C")).to_string();
    assert!(refusal.starts_with("A already has its one wire for “dead letters”."), "{refusal}");
    let joint = Some(("poll".to_owned(), "sent".to_owned()));
    let wrong = Edit::Connect { from: node("B"), to: node("C"), joint };
    assert_eq!(
        refused(&d, &wrong).to_string(),
        "These two ports cannot be joined. What can be joined: “dead letters” to “takes dead letters”."
    );
    assert_eq!(refused(&d, &edit("A")).why, "A cannot be wired to itself.");
    assert_eq!(refused(&d, &edit("Z")).why, "Z is not in the diagram any more.");
}

#[test]
fn reconnecting_keeps_the_id_and_the_settings_that_still_apply() {
    let d = sketch("queue A 0 0; fn B 300 0; fn C 300 200; queue D 300 400; A>B");
    let wire = WireId::new("A-B");
    let d = done(&d, &set(Owner::Wire(wire.clone()), "BatchSize", 5));
    let to = |to: &str| Edit::Reconnect { wire: wire.clone(), from: node("A"), to: node(to), joint: None };
    let moved = done(&d, &to("C"));
    assert_eq!((moved.wires[&wire].to.as_str(), moved.wires[&wire].config.is_empty()), ("C", false));
    let redrive = done(&d, &to("D"));
    assert_eq!((redrive.wires[&wire].out.as_str(), redrive.wires[&wire].config.is_empty()), ("redrive", true));
    // Its own port is free while it is being reattached.
    assert_eq!(done(&redrive, &to("D")), redrive);
}

#[test]
fn the_inspector_can_choose_among_the_ways_of_a_wire() {
    let mut hand = Hand::at("queue A 0 0; fn B 300 0; fn C 600 0; A>B; B.call>C.invoked");
    let ways = hand.editor.ways_of(&WireId::new("B-C"));
    assert_eq!(ways.iter().map(|(o, i)| (o.name, i.name)).collect::<Vec<_>>(), [("call", "invoked")]);
    hand.editor.rejoin(&WireId::new("B-C"), "call", "invoked").expect("it is the same");
    assert!(hand.editor.rejoin(&WireId::new("B-C"), "send", "invoked").is_err());
    assert!(hand.editor.reconnect(&WireId::new("A-B"), End::To, &node("C")).is_ok());
    assert_eq!(hand.wires(), ["A.poll>C.polls", "B.call>C.invoked"]);
    let why = hand.editor.reconnect(&WireId::new("B-C"), End::From, &node("A")).unwrap_err().why;
    assert_eq!(why, "A and C are already joined.");
}

#[test]
fn targets_say_how_or_why_not() {
    let hand = Hand::at("queue A 0 0; fn B 300 0; topic C 600 0");
    let targets = hand.editor.targets_for(&node("A"));
    assert_eq!(
        targets.iter().map(|t| (t.node.as_str(), t.ways.is_ok())).collect::<Vec<_>>(),
        [("B", true), ("C", false)]
    );
    let sources = hand.editor.sources_for(&node("C"));
    assert_eq!(
        sources.iter().map(|t| (t.node.as_str(), t.ways.is_ok())).collect::<Vec<_>>(),
        [("A", false), ("B", true)]
    );
}

#[test]
fn happenings_stay_in_order_and_must_be_possible() {
    let d = sketch("queue B 0 0");
    let with = |at: u64, what: What| Happening { at, node: node("B"), what, label: String::new() };
    let slow = |at: u64| with(at, What::Set { patch: Config::from([("VisibilityTimeout", 60.into())]), lasts: None });
    let redrive = What::Do { command: "StartMessageMoveTask".into(), with: Config::default() };
    let mut d = done(&d, &Edit::AddHappening(slow(20)));
    d = done(&d, &Edit::AddHappening(with(10, redrive)));
    d = done(&d, &Edit::ChangeHappening(0, slow(30)));
    assert_eq!(d.happenings.iter().map(|h| h.at).collect::<Vec<_>>(), [20, 30]);
    d = done(&d, &Edit::RemoveHappening(0));
    assert_eq!(d.happenings, [slow(30)]);
    assert_eq!(refused(&d, &Edit::RemoveHappening(1)).why, "That event is no longer planned.");
    let unknown = with(1, What::Do { command: "Explode".into(), with: Config::default() });
    assert_eq!(
        refused(&d, &Edit::AddHappening(unknown)).to_string(),
        "B knows no command “Explode”. It takes StartMessageMoveTask."
    );
    let silly = with(1, What::Set { patch: Config::from([("VisibilityTimeout", (-1).into())]), lasts: None });
    assert!(refused(&d, &Edit::AddHappening(silly)).why.starts_with("VisibilityTimeout takes"));
    let nobody = Happening { node: node("X"), ..slow(1) };
    assert_eq!(refused(&d, &Edit::AddHappening(nobody)).why, "X is not in the diagram any more.");
}

#[test]
fn several_edits_happen_together_or_not_at_all() {
    let d = sketch("queue B 0 0");
    let rename = Edit::Rename { node: node("B"), name: "Orders".into() };
    let gone = Edit::Rename { node: node("X"), name: "Y".into() };
    let both = |second: Edit| Edit::All { name: "Both".into(), edits: vec![rename.clone(), second] };
    assert!(apply(&d, &both(gone), &CATALOG).is_err());
    assert_eq!(done(&d, &both(Edit::SetSeed(3))).seed, 3);
}

#[test]
fn replacing_is_a_step_and_refuses_loose_wires() {
    let mut hand = Hand::at("queue B 0 0");
    let before = hand.editor.diagram().clone();
    let other = sketch("src A 0 0; queue B 300 0; A>B");
    let replace = |d: Diagram| Edit::Replace { diagram: Box::new(d), name: "Edit the outline".into() };
    hand.editor.edit(&replace(other.clone())).expect("it is whole");
    hand.sweep();
    assert_eq!(hand.editor.history().undo_name(), Some("Edit the outline"));
    hand.key("undo");
    assert_eq!(hand.editor.diagram(), &before);
    let mut loose = other;
    loose.nodes.remove(&node("A"));
    assert!(hand.editor.edit(&replace(loose)).is_err());
}

#[test]
fn nodes_stay_on_the_canvas() {
    let d = sketch("queue B 0 0");
    let to = |x: f64| Edit::MoveNodes([(node("B"), Point::new(x, 0.0))].into());
    assert_eq!(refused(&d, &to(f64::NAN)).why, "That place is not on the canvas.");
    assert_eq!(done(&d, &to(1e300)).nodes[&node("B")].at.x, 100_000.0);
}
