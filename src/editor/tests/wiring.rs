//! Drawing wires: by dragging, by clicking, by keys; reattaching, splicing, placing from the palette.

use super::*;

const THREE: &str = "src A 100 100; queue B 400 100; fn C 700 100";

fn wiring(hand: &Hand) -> &Wiring {
    match hand.editor.tool() {
        Tool::Wiring(wiring) => wiring,
        other => panic!("not wiring but {other:?}"),
    }
}

#[test]
fn dragging_from_a_port_lights_the_valid_targets_and_connects() {
    let mut hand = Hand::at(THREE);
    hand.press(out_port((400.0, 100.0))).slide((600.0, 150.0));
    assert_eq!(wiring(&hand).valid().map(NodeId::as_str).collect::<Vec<_>>(), ["C"]);
    let refusal = wiring(&hand).target(&node("A")).expect("A is known").as_ref().unwrap_err().to_string();
    assert!(refusal.contains("A (customers) takes nothing from others."), "{refusal}");
    // The whole card takes the drop.
    let goal = middle((700.0, 100.0));
    hand.slide(goal);
    assert!(wiring(&hand).verdict().is_some_and(Result::is_ok));
    hand.release(goal);
    assert_eq!(hand.wires(), ["B.poll>C.polls"]);
    assert_eq!(hand.announced(), ["Connected B to C as “is polled”."]);
    assert_eq!(hand.selected_wires(), ["B-C"]);
    assert_eq!(hand.editor.history().undo_name(), Some("Connect B to C"));
}

#[test]
fn the_loose_end_snaps_within_twenty_pixels() {
    for (away, hits) in [(19.0, true), (21.0, false)] {
        let mut hand = Hand::at(THREE);
        hand.drag(out_port((400.0, 100.0)), (700.0 - away, 146.0));
        assert_eq!(hand.wires().len(), usize::from(hits), "{away} pixels away");
    }
}

#[test]
fn a_drop_on_a_wrong_node_says_why_and_what_instead() {
    let mut hand = Hand::at("queue A 100 100; topic B 400 100");
    hand.drag(out_port((100.0, 100.0)), middle((400.0, 100.0)));
    assert!(hand.wires().is_empty());
    let refusal = hand.refusal().expect("a refusal");
    assert!(
        refusal.contains("They have no integration in common. A queue is polled, it does not publish."),
        "{refusal}"
    );
    assert_eq!(hand.editor.tool(), &Tool::Idle);
}

#[test]
fn a_drop_on_nothing_offers_the_valid_next_services() {
    let mut hand = Hand::at("queue A 100 100");
    hand.drag(out_port((100.0, 100.0)), (400.0, 346.0));
    let offer = hand.offer().expect("an offer");
    // A queue is polled by functions and redrives to queues; nothing else fits.
    let keys: Vec<_> = offer.services.iter().map(|o| o.service.key).collect();
    assert_eq!(keys, ["queue", "fn"]);
    let id = hand.editor.accept(&offer, "fn").expect("it is placed");
    hand.sweep();
    assert_eq!(hand.wires(), ["A.poll>Function.polls"]);
    assert_eq!(hand.place_of(id.as_str()), (400.0, 300.0), "its port comes to where the wire was let go");
    hand.key("undo");
    assert_eq!((hand.nodes(), hand.wires().len()), (vec!["A"], 0));
}

#[test]
fn from_an_in_port_one_looks_for_the_sender() {
    let mut hand = Hand::at(THREE);
    hand.drag(in_port((400.0, 100.0)), middle((100.0, 100.0)));
    assert_eq!(hand.wires(), ["A.send>B.sent"]);
}

#[test]
fn click_and_click_connects_without_dragging() {
    let mut hand = Hand::at(THREE);
    hand.click(out_port((100.0, 100.0)));
    assert!(wiring(&hand).sticky);
    hand.slide((300.0, 300.0)).click(middle((400.0, 100.0)));
    assert_eq!((hand.wires(), hand.editor.tool()), (vec!["A.send>B.sent".to_owned()], &Tool::Idle));
}

#[test]
fn a_wrong_click_lets_one_try_again_and_a_second_click_on_the_port_leaves() {
    let mut hand = Hand::at("src A 100 100; src B 400 100; queue C 700 100");
    hand.click(out_port((100.0, 100.0))).click(middle((400.0, 100.0)));
    assert!(hand.refusal().is_some());
    hand.click(middle((700.0, 100.0)));
    assert_eq!(hand.wires(), ["A.send>C.sent"]);
    hand.click(out_port((400.0, 100.0))).click(out_port((400.0, 100.0)));
    assert_eq!((hand.offer(), hand.editor.tool()), (None, &Tool::Idle));
}

#[test]
fn a_finger_taps_port_and_node() {
    let mut hand = Hand::at(THREE).finger();
    hand.click(out_port((100.0, 100.0))).click(middle((400.0, 100.0)));
    assert_eq!(hand.wires(), ["A.send>B.sent"]);
}

#[test]
fn the_keyboard_goes_through_the_valid_targets_only() {
    let mut hand = Hand::at("src A 100 100; queue B 400 100; fn C 700 100; topic D 400 300; src E 100 300");
    hand.click(middle((100.0, 100.0))).key("wire-to");
    assert_eq!(hand.announced(), ["Connecting from A: 3 possible nodes.", "B, 1 of 3."]);
    hand.key("move-right");
    assert_eq!(hand.announced(), ["D, 2 of 3."]);
    hand.key("move-left").key("move-left");
    assert_eq!(hand.announced(), ["C, 3 of 3."], "it goes round");
    hand.key("inspect");
    assert_eq!(hand.wires(), ["A.call>C.invoked"]);
    hand.click(middle((700.0, 100.0))).key("wire-from").key("escape");
    assert_eq!((hand.wires().len(), hand.editor.tool()), (1, &Tool::Idle));
    // A port that was clicked is a beginning too, whatever is selected.
    hand.key("escape").click(out_port((100.0, 300.0))).key("move-right").key("inspect");
    assert_eq!(hand.wires(), ["A.call>C.invoked", "E.send>B.sent"]);
}

#[test]
fn esc_leaves_the_drag_then_the_tool_then_the_selection_then_the_panel() {
    let mut hand = Hand::at(THREE);
    hand.click(middle((100.0, 100.0))).key("hand").click(out_port((100.0, 100.0)));
    let mut left = Vec::new();
    for _ in 0..4 {
        left.push(hand.editor.escape().0);
    }
    assert_eq!(left, [Escaped::Gesture, Escaped::Tool, Escaped::Selection, Escaped::Nothing]);
    hand.key("escape");
    assert_eq!(hand.effects, [Effect::LeavePanel]);
}

#[test]
fn an_end_of_a_selected_wire_can_be_taken_elsewhere() {
    let mut hand = Hand::at("src A 100 100; queue B 500 100; queue C 500 300; A>B");
    hand.click((300.0, 146.0));
    assert_eq!(hand.selected_wires(), ["A-B"]);
    // The grip lies a little before the end.
    hand.press((484.0, 146.0)).slide((490.0, 250.0));
    assert_eq!(wiring(&hand).wire, Some(WireId::new("A-B")));
    hand.slide(middle((500.0, 300.0))).release(middle((500.0, 300.0)));
    assert_eq!(hand.wires(), ["A.send>C.sent"]);
    assert_eq!(hand.editor.history().undo_name(), Some("Reconnect A to C"));
    // Let go on nothing it goes back.
    hand.click((378.0, 246.0));
    assert_eq!(hand.selected_wires(), ["A-B"]);
    let before = hand.wires();
    hand.press((486.0, 344.0)).slide((400.0, 500.0)).release((400.0, 600.0));
    assert_eq!((hand.wires(), hand.offer()), (before, None));
}

#[test]
fn an_unwired_node_drops_into_a_wire_as_one_step() {
    let mut hand = Hand::at("src A 0 100; fn B 600 100; fn X 300 400; A>B");
    assert_eq!(hand.wires(), ["A.call>B.invoked"]);
    let at = middle((300.0, 400.0));
    hand.press(at).slide((at.0, at.1 - 300.0));
    assert!(matches!(hand.editor.tool(), Tool::Moving(m) if m.into == Some(WireId::new("A-B"))));
    hand.release((at.0, at.1 - 300.0));
    assert_eq!(hand.wires(), ["A.call>X.invoked", "X.call>B.invoked"]);
    assert_eq!(hand.editor.history().names().collect::<Vec<_>>(), ["Put X between A and B"]);
    hand.key("undo");
    assert_eq!((hand.wires(), hand.place_of("X")), (vec!["A.call>B.invoked".to_owned()], (300.0, 400.0)));
}

#[test]
fn a_wire_does_not_flee_from_the_card_in_the_hand() {
    let mut hand = Hand::at("src A 0 100; fn B 600 100; fn X 300 400; A>B");
    let at = middle((300.0, 400.0));
    hand.press(at);
    for step in 1..=30 {
        hand.slide((at.0, at.1 - 10.0 * f64::from(step)));
    }
    assert!(matches!(hand.editor.tool(), Tool::Moving(m) if m.into == Some(WireId::new("A-B"))));
    hand.release((at.0, at.1 - 300.0));
    assert_eq!(hand.wires(), ["A.call>X.invoked", "X.call>B.invoked"]);
}

#[test]
fn a_node_that_does_not_fit_is_only_moved_over_the_wire() {
    let mut hand = Hand::at("src A 0 100; fn B 600 100; topic X 300 400; A.call>B.invoked");
    let at = middle((300.0, 400.0));
    // Customers can publish to a topic, and a topic can invoke a function: it fits. A queue would be polled.
    hand.drag(at, (at.0, at.1 - 300.0));
    assert_eq!(hand.wires(), ["A.publish>X.published", "X.subscriptions>B.invoked"]);
    let mut hand = Hand::at("src A 0 100; fn B 600 100; src X 300 400; A>B");
    hand.drag(at, (at.0, at.1 - 300.0));
    assert_eq!((hand.wires(), hand.place_of("X")), (vec!["A.call>B.invoked".to_owned()], (300.0, 100.0)));
}

#[test]
fn a_service_is_dragged_from_the_palette_to_its_place() {
    let mut hand = Hand::at("src A 0 100; fn B 600 100; A>B");
    let outside = Pointer { id: 1, screen: Point::new(-100.0, 50.0), hit: Hit::Outside, ..Pointer::default() };
    hand.editor.begin_placing("queue", &outside).expect("it is known");
    hand.slide((500.0, 500.0));
    assert!(matches!(hand.editor.tool(), Tool::Placing(p) if p.at == Some(Point::new(420.0, 460.0))));
    hand.release((500.0, 500.0));
    assert_eq!((hand.selected(), hand.place_of("Queue")), (vec!["Queue"], (420.0, 460.0)));
    // Dropped on a wire it goes into it.
    hand.editor.begin_placing("queue", &outside).expect("it is known");
    hand.slide((378.0, 146.0)).release((378.0, 146.0));
    assert_eq!(hand.wires(), ["A.send>Queue2.sent", "Queue2.poll>B.polls"]);
    // Let go outside, nothing happens.
    hand.editor.begin_placing("queue", &outside).expect("it is known");
    let nodes = hand.nodes().len();
    hand.slide((300.0, 600.0)).give(&Input::Up(Pointer { screen: Point::new(-90.0, 300.0), ..outside.clone() }));
    assert_eq!((hand.nodes().len(), hand.editor.tool()), (nodes, &Tool::Idle));
    assert!(hand.editor.begin_placing("nonsense", &outside).is_err());
}

#[test]
fn a_tap_in_the_palette_and_a_tap_on_the_canvas_place_too() {
    let mut hand = Hand::at("src A 0 100").finger();
    let tap = Pointer { kind: Pointing::Touch, hit: Hit::Outside, ..Pointer::default() };
    hand.editor.begin_placing("topic", &tap).expect("it is known");
    hand.give(&Input::Up(tap));
    assert!(matches!(hand.editor.tool(), Tool::Placing(p) if p.sticky));
    hand.click((500.0, 500.0));
    assert_eq!((hand.nodes(), hand.editor.tool()), (vec!["A", "Topic"], &Tool::Idle));
}

#[test]
fn a_wire_gets_a_name_that_goes_with_it() {
    let mut hand = Hand::at("src A 100 100; queue B 400 100; A>B; fn C 700 100; B.poll>C.polls");
    let (ab, bc) = (WireId::new("A-B"), WireId::new("B-C"));
    let p = hand.pointer((330.0, 146.0));
    for input in [Input::Down(p.clone()), Input::Up(p.clone()), Input::Down(p.clone()), Input::Up(p)] {
        hand.give(&input);
    }
    assert!(hand.effects.contains(&Effect::EditLabel(ab.clone())));
    hand.key("rename");
    assert_eq!(hand.effects, [Effect::EditLabel(ab.clone())], "F2 as well");
    let run = hand.editor.run_revision();
    hand.editor.edit(&Edit::LabelWire { wire: ab.clone(), name: "  new orders ".into() }).expect("a name");
    assert_eq!(hand.editor.diagram().labels[&ab], "new orders");
    assert_eq!(hand.editor.history().undo_name(), Some("Name the wire A to B"));
    assert_eq!(hand.editor.run_revision(), run, "no run notices");
    // It is copied with its wire, and taken to the clipboard.
    hand.editor.select(Selection::of_nodes([node("A"), node("B")]));
    let text = hand.editor.copy().expect("a copy");
    hand.key("duplicate");
    assert_eq!(hand.editor.diagram().labels[&WireId::new("A2-B2")], "new orders");
    let mut other = Hand::at("src Z 900 900");
    other.editor.paste_text(&text, None).expect("it is readable");
    assert_eq!(other.editor.diagram().labels[&WireId::new("A-B")], "new orders");
    // It stays when the wire's end moves, and goes with the wire.
    hand.editor.edit(&Edit::LabelWire { wire: bc.clone(), name: "batches".into() }).expect("a name");
    hand.editor.select(Selection::wire(&ab));
    hand.key("delete");
    assert!(!hand.editor.diagram().labels.contains_key(&ab) && hand.editor.diagram().labels.contains_key(&bc));
    hand.editor.edit(&Edit::LabelWire { wire: bc.clone(), name: " ".into() }).expect("no name");
    assert!(!hand.editor.diagram().labels.contains_key(&bc));
    assert!(hand.editor.edit(&Edit::LabelWire { wire: ab, name: "x".into() }).is_err(), "the wire is gone");
}
