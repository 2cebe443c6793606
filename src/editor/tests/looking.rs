//! What is under a place, and the camera's verbs.

use super::*;

fn hit(text: &str, selected: &[&str], at: (f64, f64), kind: Pointing) -> Hit {
    let wires = selected.iter().map(|id| WireId::new(id)).collect();
    let selected = Selection { wires, ..Selection::default() };
    hit_test(&sketch(text), Camera::default(), &selected, at.into(), kind)
}

#[test]
fn ports_lie_on_cards_and_cards_on_wires() {
    const D: &str = "src A 0 0; queue B 300 0; A>B";
    let mouse = Pointing::Mouse;
    assert_eq!(hit(D, &[], (78.0, 46.0), mouse), Hit::Node(node("A")));
    assert_eq!(hit(D, &[], (167.0, 46.0), mouse), Hit::OutPort(node("A")), "12 pixels around the port");
    assert_eq!(hit(D, &[], (311.0, 46.0), mouse), Hit::InPort(node("B")));
    assert_eq!(hit(D, &[], (228.0, 52.0), mouse), Hit::Wire(WireId::new("A-B")));
    assert_eq!(hit(D, &[], (228.0, 56.0), mouse), Hit::Empty);
    assert_eq!(hit(D, &[], (228.0, 56.0), Pointing::Touch), Hit::Wire(WireId::new("A-B")), "a finger is wider");
    assert_eq!(hit(D, &["A-B"], (284.0, 46.0), mouse), Hit::WireEnd(WireId::new("A-B"), End::To));
    assert_eq!(hit(D, &["A-B"], (172.0, 46.0), mouse), Hit::WireEnd(WireId::new("A-B"), End::From));
}

#[test]
fn reach_is_in_pixels_whatever_the_zoom() {
    let d = sketch("src A 0 0");
    let far = Camera::new(0.0, 0.0, 0.5);
    // The out port is at 78 pixels; 11 pixels aside of it is 22 canvas units.
    assert_eq!(
        hit_test(&d, far, &Selection::default(), Point::new(89.0, 23.0), Pointing::Mouse),
        Hit::OutPort(node("A"))
    );
    assert_eq!(hit_test(&d, far, &Selection::default(), Point::new(91.0, 23.0), Pointing::Mouse), Hit::Empty);
}

#[test]
fn fitting_shows_everything_or_the_selection() {
    let mut hand = Hand::at("src A 0 0; queue B 4000 3000");
    hand.key("fit");
    let view = hand.editor.camera().view(hand.editor.viewport());
    assert!(view.contains(Point::new(0.0, 0.0)) && view.contains(Point::new(4156.0, 3092.0)));
    hand.editor.select(Selection::node(&node("B")));
    hand.key("fit-selection");
    assert_eq!(hand.editor.camera().zoom, 1.5);
    assert_eq!(hand.editor.camera().view(hand.editor.viewport()).center(), Point::new(4078.0, 3046.0));
    hand.key("zoom-actual");
    assert_eq!(hand.editor.camera().zoom, 1.0);
    hand.key("zoom-in").key("zoom-out");
    assert!((hand.editor.camera().zoom - 1.0).abs() < 1e-12);
}

#[test]
fn on_a_phone_a_large_design_opens_where_it_starts_and_is_fitted_on_request() {
    let mut hand = Hand::at("queue B 0 0");
    hand.editor.set_viewport(Size { w: 390.0, h: 600.0 });
    // What is read first is neither at the left nor at the top.
    hand.editor.open(sketch("src A 1000 1500; queue B 0 0; A>B"));
    let view = hand.editor.camera().view(hand.editor.viewport());
    assert!(view.contains(Point::new(1000.0, 1500.0)) && view.contains(Point::new(1156.0, 1592.0)), "{view:?}");
    let opened = hand.editor.camera().zoom;
    hand.key("fit");
    assert!(hand.editor.camera().zoom < opened);
    let view = hand.editor.camera().view(hand.editor.viewport());
    assert!(view.contains(Point::new(0.0, 0.0)) && view.contains(Point::new(1156.0, 1592.0)), "{view:?}");
}

#[test]
fn in_browse_mode_arrows_go_from_node_to_node() {
    let mut hand = Hand::at("src A 0 0; queue B 2000 0; fn C 2000 200; A>B; B>C");
    hand.key("browse").key("move-right");
    assert_eq!(hand.effects, [Effect::Focus(node("A"))], "without a selection it begins with the first");
    hand.key("move-right");
    assert_eq!(hand.effects, [Effect::Focus(node("B"))]);
    assert_eq!((hand.selected(), hand.place_of("A")), (vec!["B"], (0.0, 0.0)));
    let view = hand.editor.camera().view(hand.editor.viewport());
    assert!(view.contains(Point::new(2156.0, 92.0)), "what has the focus is seen");
    hand.key("move-down");
    assert_eq!(hand.selected(), ["C"]);
}

#[test]
fn moves_and_titles_do_not_touch_the_run() {
    let mut hand = Hand::at("src A 0 0; queue B 300 0; A>B");
    let before = (hand.editor.revision(), hand.editor.run_revision());
    hand.drag(middle((0.0, 0.0)), (300.0, 300.0));
    hand.editor.edit(&Edit::SetTitle("Orders".into())).expect("a title");
    assert!(hand.editor.revision() > before.0);
    assert_eq!(hand.editor.run_revision(), before.1);
    hand.editor.edit(&Edit::SetSeed(8)).expect("a seed");
    assert_eq!(hand.editor.run_revision(), before.1 + 1);
}

#[test]
fn wires_are_walked_in_reading_order_from_the_selected_node_and_around() {
    let mut hand = Hand::at("src A 0 0; queue B 300 0; fn C 600 0; queue D 900 0; A>B; B>C; C.send>D.sent");
    let said = |hand: &mut Hand, by: i32| match hand.editor.run(Verb::WalkWires(by)).as_slice() {
        [Effect::Announce(text)] => text.clone(),
        other => panic!("{other:?}"),
    };
    hand.editor.select(Selection::node(&node("B")));
    assert!(said(&mut hand, 1).starts_with("B to C, "));
    assert!(said(&mut hand, 1).ends_with("wire 3 of 3."));
    assert!(said(&mut hand, 1).starts_with("A to B, ") && hand.editor.selection().only_wire().is_some());
    assert!(said(&mut hand, -1).starts_with("C to D, "));
    hand.editor.select(Selection::node(&node("D")));
    assert!(said(&mut hand, 1).starts_with("C to D, "), "a node that sends nothing: who sends to it");
    assert_eq!(said(&mut Hand::at("src A 0 0"), 1), "There is no wire in this design.");
}

#[test]
fn the_ports_of_the_selected_node_are_asked_for() {
    let mut hand = Hand::at("src A 0 0");
    assert_eq!(hand.editor.run(Verb::Ports), []);
    hand.editor.select(Selection::node(&node("A")));
    assert_eq!(hand.editor.run(Verb::Ports), [Effect::FocusPorts(node("A"))]);
}
