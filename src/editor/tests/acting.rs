//! Verbs of the menu: nudging, aligning, quick adding, healing.

use super::*;

#[test]
fn arrows_move_by_the_grid_by_four_steps_or_by_one_pixel() {
    let mut hand = Hand::at("src A 100 100");
    hand.click(middle((100.0, 100.0)));
    hand.key("move-right");
    assert_eq!(hand.place_of("A"), (120.0, 100.0));
    hand.key("far-down");
    assert_eq!(hand.place_of("A"), (120.0, 180.0));
    hand.key("fine-left");
    assert_eq!(hand.place_of("A"), (119.0, 180.0));
    assert_eq!(hand.editor.history().names().count(), 1, "strokes on the same selection are one step");
    hand.key("undo");
    assert_eq!(hand.place_of("A"), (100.0, 100.0));
    hand.key("move-up").key("escape");
    hand.editor.select(Selection::node(&node("A")));
    hand.editor.edit(&Edit::SetSeed(1)).expect("a seed");
    hand.key("move-up");
    assert_eq!(hand.editor.history().names().count(), 3, "something else was done in between");
}

#[test]
fn aligning_follows_the_outermost() {
    let mut hand = Hand::at("src A 100 100; queue B 250 300; fn C 180 520");
    hand.key("select-all").key("align-left");
    assert_eq!(hand.place_of("B"), (100.0, 300.0));
    assert_eq!(hand.announced(), ["Align 3 nodes."]);
    hand.key("undo").key("align-right");
    assert_eq!((hand.place_of("A"), hand.place_of("C")), ((250.0, 100.0), (250.0, 520.0)));
    hand.key("align-bottom");
    assert_eq!((hand.place_of("A"), hand.place_of("B")), ((250.0, 520.0), (250.0, 520.0)));
}

#[test]
fn quick_add_offers_what_fits_on_that_side() {
    let mut hand = Hand::at("queue A 100 100; src Taken 340 100");
    hand.click(middle((100.0, 100.0))).key("add-right");
    let offer = hand.offer().expect("an offer");
    assert_eq!(offer.at, Point::new(340.0, 260.0), "beside, where there is room");
    hand.editor.accept(&offer, "fn").expect("it fits");
    assert_eq!(hand.wires(), ["A.poll>Function.polls"]);
    hand.editor.select(Selection::node(&node("A")));
    hand.key("add-left");
    let offer = hand.offer().expect("an offer");
    let keys: Vec<_> = offer.services.iter().map(|o| o.service.key).collect();
    assert_eq!(keys, ["src", "queue", "fn", "topic"], "all of them can send to a queue or redrive to it");
    hand.editor.accept(&offer, "topic").expect("it fits");
    assert_eq!(hand.wires(), ["A.poll>Function.polls", "Topic.subscriptions>A.sent"]);
}

#[test]
fn the_ends_offered_for_a_wire_are_those_at_which_it_can_be_put() {
    let sketched = "src A 0 0; queue B 300 0; fn C 600 0; fn D 600 200; topic E 0 300; queue F 300 300; A>B; B>C";
    let hand = Hand::at(sketched);
    let wire = WireId::new("B-C");
    // A queue is polled by functions and redrives to queues; it publishes nothing.
    assert_eq!(hand.editor.ends_for(&wire, End::To), ["C", "D", "F"].map(node));
    for (end, fixed) in [(End::To, "B"), (End::From, "C")] {
        let offered = hand.editor.ends_for(&wire, end);
        for id in ["A", "B", "C", "D", "E", "F"].into_iter().filter(|id| *id != fixed) {
            let done = Hand::at(sketched).editor.reconnect(&wire, end, &node(id));
            assert_eq!(done.is_ok(), offered.contains(&node(id)), "{end:?} at {id}: {done:?}");
        }
    }
    assert!(hand.editor.ends_for(&WireId::new("gone"), End::To).is_empty());
}

#[test]
fn a_service_is_put_into_a_wire_in_one_step() {
    let mut hand = Hand::at("src A 100 100; queue B 700 100; A>B");
    let wire = WireId::new("A-B");
    let offer = hand.editor.between(&wire).expect("the wire is there");
    assert_eq!(offer.at, Point::new(400.0, 100.0), "half way");
    let keys: Vec<_> = offer.services.iter().map(|o| o.service.key).collect();
    assert_eq!(keys, ["queue", "fn", "topic"], "customers can call each, and each can send or redrive to a queue");
    hand.editor.accept(&offer, "fn").expect("it fits");
    hand.sweep();
    assert_eq!((hand.nodes(), hand.wires().len()), (vec!["A", "B", "Function"], 2));
    assert!(hand.editor.ends_for(&wire, End::To).contains(&node("Function")));
    hand.key("undo");
    assert_eq!((hand.nodes(), hand.wires()), (vec!["A", "B"], vec!["A.send>B.sent".to_owned()]));

    // Nodes that have wires already stay where they are.
    let hand = Hand::at("src A 100 100; queue B 700 100; fn Spare 400 400; fn Busy 100 400; A>B; A>Busy");
    assert_eq!(hand.editor.spare_for(&wire), [node("Spare")]);
}

#[test]
fn deleting_takes_wires_and_events_and_healing_closes_the_gap() {
    let mut hand = Hand::at("src A 0 0; fn B 300 0; fn C 600 0; queue D 900 0; A>B; B.call>C.invoked; C.send>D.sent");
    hand.editor.select(Selection::of_nodes([node("B"), node("C")]));
    hand.key("delete-heal");
    assert_eq!((hand.nodes(), hand.wires()), (vec!["A", "D"], vec!["A.send>D.sent".to_owned()]));
    hand.key("undo").key("delete");
    assert_eq!((hand.nodes(), hand.wires().len()), (vec!["A", "B", "C", "D"], 3), "undo forgot the selection");
    hand.editor.select(Selection::of_nodes([node("B")]));
    hand.key("delete");
    assert_eq!(hand.wires(), ["C.send>D.sent"]);
    assert_eq!(hand.announced(), ["Delete B."]);
    hand.editor.select(Selection::wire(&WireId::new("C-D")));
    hand.key("delete");
    assert_eq!(hand.editor.history().undo_name(), Some("Disconnect C from D"));
}

#[test]
fn healing_leaves_a_gap_where_there_is_no_integration() {
    // Customers cannot be polled from, so nothing joins the topic to the queue's consumer but the queue.
    let mut hand = Hand::at("queue A 0 0; fn B 300 0; topic C 600 0; A>B; B>C");
    hand.editor.select(Selection::node(&node("B")));
    hand.key("delete-heal");
    assert_eq!((hand.nodes(), hand.wires().len()), (vec!["A", "C"], 0));
}

#[test]
fn placing_from_the_keyboard_finds_room() {
    let mut hand = Hand::at("src A 420 300");
    let first = hand.editor.place_near("queue").expect("it is known");
    hand.sweep();
    // The middle of the view is taken by A.
    assert_eq!((first.as_str(), hand.place_of("Queue")), ("Queue", (420.0, 460.0)));
    hand.editor.place_near("fn").expect("it is known");
    assert_eq!(hand.place_of("Function"), (660.0, 460.0), "beside the selected node");
    assert_eq!(
        hand.editor.place("nonsense", Point::default()).unwrap_err().why,
        "This version knows no service “nonsense”."
    );
}

#[test]
fn deleting_during_a_drag_first_calls_the_drag_off() {
    let mut hand = Hand::at("src A 100 100; queue B 400 100");
    let at = middle((100.0, 100.0));
    hand.press(at).slide((at.0 + 100.0, at.1)).key("delete");
    assert_eq!(hand.nodes(), ["B"]);
    hand.slide((at.0 + 200.0, at.1));
    assert_eq!(hand.effects, []);
    hand.key("undo");
    assert_eq!(hand.place_of("A"), (100.0, 100.0));
}

#[test]
fn middles_are_put_in_line_and_gaps_made_even() {
    let mut hand = Hand::at("src A 100 100; queue B 250 300; fn C 600 520");
    hand.key("select-all").key("distribute-across").key("align-middle");
    // From 100 to 756, less three cards of 156, leaves 188: 94 each.
    assert_eq!([hand.place_of("A").0, hand.place_of("B").0, hand.place_of("C").0], [100.0, 350.0, 600.0]);
    // All between 100 and 612: the middle is 356, less half a card.
    assert_eq!([hand.place_of("A").1, hand.place_of("B").1, hand.place_of("C").1], [310.0, 310.0, 310.0]);
    assert_eq!(hand.editor.history().names().collect::<Vec<_>>(), ["Align 3 nodes", "Distribute 3 nodes"]);
    hand.key("undo").key("undo").key("align-centre");
    assert_eq!([hand.place_of("A").0, hand.place_of("B").0, hand.place_of("C").0], [350.0, 350.0, 350.0]);
    hand.key("undo").key("distribute-down");
    assert_eq!(hand.place_of("B"), (250.0, 310.0));
    hand.editor.select(Selection::of_nodes([node("A"), node("B")]));
    assert!(!super::action("distribute-down").expect("an action").enabled(&hand.editor), "two have one gap");
}

#[test]
fn a_new_layout_is_one_step_and_a_second_one_changes_nothing() {
    const MESS: &str = "fn B 400 300; src A 420 310; queue C 100 90; queue D 100 90; fn E 700 700; \
                        A.call>B.invoked; B.send>C.sent; B.send>D.sent; C.poll>E.polls";
    let mut hand = Hand::at(MESS);
    let before = (hand.editor.diagram().clone(), hand.editor.run_revision());
    hand.key("lay-out");
    // The corner of the design was at 100, 90; on the grid that is 100, 100.
    let xs = ["A", "B", "C", "D", "E"].map(|id| hand.place_of(id).0);
    assert_eq!(xs, [100.0, 360.0, 620.0, 620.0, 880.0], "a column after the other, a card and 104 apart");
    assert_eq!(hand.editor.diagram().bounds().expect("cards").min, Point::new(100.0, 100.0));
    assert_eq!(hand.editor.run_revision(), before.1, "the run does not notice");
    assert_eq!(hand.announced(), ["Lay out the design."]);
    let view = hand.editor.camera().view(hand.editor.viewport());
    assert!(view.contains(Point::new(880.0, 100.0)), "all of it is seen");
    let once = hand.editor.diagram().clone();
    hand.key("lay-out");
    assert_eq!(hand.editor.diagram(), &once);
    hand.key("undo");
    assert_eq!((hand.editor.diagram(), hand.editor.history().undo_name()), (&before.0, None));
}

#[test]
fn what_is_kept_stays_selected_while_the_keyboard_goes_on() {
    let mut hand = Hand::at("src A 100 100; queue B 400 100; fn C 700 100; queue D 1000 100");
    let go = |hand: &mut Hand, name: &str| hand.editor.enter(&Thing::Node(node(name)));
    let picked = |hand: &Hand| hand.editor.selection().nodes.iter().map(|id| id.to_string()).collect::<Vec<_>>();
    let ids = |names: &[&str]| names.iter().map(|name| node(name).to_string()).collect::<Vec<_>>();
    go(&mut hand, "A");
    go(&mut hand, "B");
    assert_eq!(picked(&hand), ids(&["B"]), "nothing is kept: one at a time");
    hand.key("keep");
    go(&mut hand, "C");
    assert_eq!(picked(&hand), ids(&["B", "C"]), "the one under way counts, so that a command works on both");
    go(&mut hand, "D");
    assert_eq!(picked(&hand), ids(&["B", "D"]), "C was passed, not kept");
    hand.key("keep");
    assert_eq!(hand.announced().last().copied(), Some("Kept: 2 nodes. Go on to the next one and keep it, too."));
    go(&mut hand, "B");
    hand.key("keep");
    assert_eq!(picked(&hand), ids(&["D"]), "once more lets go");
    go(&mut hand, "A");
    assert_eq!(picked(&hand), ids(&["A", "D"]));
    hand.key("escape");
    go(&mut hand, "C");
    assert_eq!(picked(&hand), ids(&["C"]), "Esc ends the keeping");
}

/// Whether all of a node's card is in view.
fn seen(hand: &Hand, id: &str) -> bool {
    let (view, card) = (hand.editor.camera().view(hand.editor.viewport()), Rect::card(hand.place_of(id).into()));
    view.encloses(card)
}

#[test]
fn on_a_phone_a_new_card_is_seen_together_with_the_one_it_stands_beside() {
    let phone = |text: &str| {
        let mut hand = Hand::at(text);
        hand.editor.set_viewport(Size { w: 390.0, h: 630.0 });
        hand.editor.look(Camera::new(0.0, 0.0, 1.0));
        hand.editor.select(Selection::node(&node("A")));
        hand
    };
    let mut hand = phone("src A 40 100");
    hand.editor.place_near("queue").expect("it is known");
    assert_eq!(hand.place_of("Queue"), (280.0, 100.0));
    assert!(seen(&hand, "A") && seen(&hand, "Queue"));
    // Two cards and what is between them are 396 wide; 390 less the free space at both sides are 342.
    let zoom = hand.editor.camera().zoom;
    assert!((zoom - 342.0 / 396.0).abs() < 1e-9, "no further than needed: {zoom}");
    assert!(zoom > FAR);

    // What was chosen from a list too.
    let mut hand = phone("src A 40 100");
    let offer = hand.editor.quick_add(&node("A"), Direction::Right).expect("an offer");
    hand.editor.accept(&offer, "queue").expect("it fits");
    assert!(seen(&hand, "A") && seen(&hand, "Queue") && hand.editor.camera().zoom == zoom);

    // What fits below the first needs no zooming.
    let mut hand = phone("src A 40 100");
    let offer = hand.editor.quick_add(&node("A"), Direction::Down).expect("an offer");
    hand.editor.accept(&offer, "queue").expect("it fits");
    assert!(seen(&hand, "A") && seen(&hand, "Queue"));
    assert_eq!(hand.editor.camera(), Camera::new(0.0, 0.0, 1.0));

    // In between, both ends are seen as well, if they can be.
    let mut hand = phone("src A 40 100; queue B 40 500; A>B");
    let offer = hand.editor.between(&WireId::new("A-B")).expect("the wire is there");
    hand.editor.accept(&offer, "fn").expect("it fits");
    assert!(["A", "B", "Function"].into_iter().all(|id| seen(&hand, id)));
}

#[test]
fn the_view_goes_no_further_back_than_cards_tell_everything() {
    // The next column is taken; from the one after it, both would be too small.
    let taken = [100, 260, -60, 420, -220, 580, -380].map(|y| format!("queue Q{} 280 {y}", y + 400));
    let mut hand = Hand::at(&format!("src A 40 100; {}", taken.join("; ")));
    hand.editor.set_viewport(Size { w: 390.0, h: 630.0 });
    hand.editor.look(Camera::new(0.0, 0.0, 1.0));
    hand.editor.select(Selection::node(&node("A")));
    let id = hand.editor.place_near("fn").expect("it is known");
    assert_eq!(hand.editor.camera().zoom, 1.0);
    assert!(seen(&hand, id.as_str()) && !seen(&hand, "A"));
    // Whoever looks from afar already goes on looking from there.
    hand.editor.look(Camera::new(0.0, 0.0, 0.4));
    hand.editor.select(Selection::node(&node("A")));
    let id = hand.editor.place_near("fn").expect("it is known");
    assert_eq!(hand.editor.camera().zoom, 0.4);
    assert!(seen(&hand, id.as_str()));
}
