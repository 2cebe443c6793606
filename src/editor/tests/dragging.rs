//! Clicking, moving, framing, panning, pinching.

use super::*;

const TWO: &str = "src A 100 100; queue B 400 100";

#[test]
fn a_click_selects_and_opens_the_inspector() {
    let mut hand = Hand::at(TWO);
    hand.click(middle((100.0, 100.0)));
    assert_eq!(hand.selected(), ["A"]);
    assert!(hand.effects.contains(&Effect::Inspect(Subject::Node(node("A")))));
    hand.click((50.0, 600.0));
    assert!(hand.editor.selection().is_empty());
}

#[test]
fn shift_or_command_click_toggles() {
    for mods in [Mods { shift: true, ..Mods::default() }, Mods { command: true, ..Mods::default() }] {
        let mut hand = Hand::at(TWO);
        hand.click(middle((100.0, 100.0)));
        hand.holding(mods).click(middle((400.0, 100.0)));
        assert_eq!(hand.selected(), ["A", "B"]);
        hand.click(middle((100.0, 100.0)));
        assert_eq!(hand.selected(), ["B"]);
        // On the bare canvas a held key keeps the selection.
        hand.click((50.0, 600.0));
        assert_eq!(hand.selected(), ["B"]);
    }
}

#[test]
fn a_mouse_needs_four_pixels_to_drag_and_a_finger_ten() {
    let at = middle((100.0, 100.0));
    let mut hand = Hand::at(TWO);
    hand.press(at).slide((at.0 + 3.0, at.1));
    assert!(matches!(hand.editor.tool(), Tool::Pressing(_)));
    hand.slide((at.0 + 4.0, at.1));
    assert!(matches!(hand.editor.tool(), Tool::Moving(_)));
    let mut finger = Hand::at(TWO).finger();
    finger.press(at).slide((at.0 + 9.0, at.1));
    assert!(matches!(finger.editor.tool(), Tool::Pressing(_)));
    finger.slide((at.0 + 10.0, at.1));
    assert!(matches!(finger.editor.tool(), Tool::Moving(_)));
}

#[test]
fn a_moved_node_snaps_to_the_grid_and_shift_or_alt_lets_it_go_free() {
    let at = middle((100.0, 100.0));
    let mut hand = Hand::at(TWO);
    hand.drag(at, (at.0 + 33.0, at.1 + 8.0));
    assert_eq!(hand.place_of("A"), (140.0, 100.0));
    assert_eq!(hand.announced(), ["Moved A."]);
    let at = middle((140.0, 100.0));
    // Alt after the drag has begun, for Alt at its beginning copies.
    hand.press(at).slide((at.0 + 20.0, at.1)).holding(Mods { alt: true, ..Mods::default() });
    hand.slide((at.0 + 33.0, at.1 + 7.0)).release((at.0 + 33.0, at.1 + 7.0));
    assert_eq!(hand.place_of("A"), (173.0, 107.0));
    hand.holding(Mods { shift: true, ..Mods::default() });
    let at = middle((173.0, 107.0));
    hand.drag(at, (at.0 + 5.0, at.1));
    assert_eq!(hand.place_of("A"), (178.0, 107.0));
}

#[test]
fn what_is_near_draws_a_dragged_node_into_line_and_a_held_key_lets_it_go() {
    const OFF: &str = "src A 100 100; queue B 407 303";
    let at = middle((100.0, 100.0));
    let lines = |hand: &Hand| hand.editor.tool().guides().len();
    let mut hand = Hand::at(OFF);
    // B's left edge is at 407, off the grid; the hand brings A to within five of it.
    hand.press(at).slide((at.0 + 250.0, at.1)).slide((at.0 + 302.0, at.1 + 400.0));
    assert_eq!(hand.place_of("A"), (407.0, 500.0), "in line with B, and downwards on the grid");
    assert_eq!(lines(&hand), 1);
    // The grid would have put it at 400.
    hand.holding(Mods { command: true, ..Mods::default() }).slide((at.0 + 302.0, at.1 + 400.0));
    assert_eq!((hand.place_of("A"), lines(&hand)), ((400.0, 500.0), 0));
    for mods in [Mods { alt: true, ..Mods::default() }, Mods { shift: true, ..Mods::default() }] {
        hand.holding(mods).slide((at.0 + 302.0, at.1 + 400.0));
        assert_eq!((hand.place_of("A"), lines(&hand)), ((402.0, 500.0), 0), "neither lines nor the grid");
    }
    hand.holding(Mods::default()).release((at.0 + 302.0, at.1 + 400.0));
    assert_eq!((hand.editor.tool().guides().len(), hand.editor.history().names().count()), (0, 1));
    // Six pixels are the reach, whatever the zoom: at half the size they are twelve units.
    let mut hand = Hand::at("src A 100 100; queue B 410 303");
    hand.editor.look(Camera::new(0.0, 0.0, 0.5));
    let at = (at.0 / 2.0, at.1 / 2.0);
    hand.press(at).slide((at.0 + 50.0, at.1)).slide((at.0 + 150.0, at.1 + 200.0));
    assert_eq!(hand.place_of("A"), (410.0, 500.0));
}

#[test]
fn a_new_node_is_drawn_into_line_too() {
    let mut hand = Hand::at("queue B 407 303");
    let p = Pointer { hit: Hit::Outside, ..Pointer::default() };
    hand.editor.begin_placing("src", &p).expect("a service");
    let at = Pointer { screen: middle((404.0, 500.0)).into(), ..Pointer::default() };
    hand.give(&Input::Move(at.clone()));
    assert_eq!(hand.editor.tool().guides().len(), 1);
    hand.give(&Input::Up(at));
    assert_eq!(hand.place_of("Customers"), (407.0, 500.0));
}

#[test]
fn a_selection_moves_together_and_is_one_step() {
    let mut hand = Hand::at("src A 100 100; queue B 405 100");
    hand.key("select-all");
    let at = middle((100.0, 100.0));
    hand.drag(at, (at.0 + 60.0, at.1 + 40.0));
    // The node under the hand snaps, the other keeps its distance.
    assert_eq!((hand.place_of("A"), hand.place_of("B")), ((160.0, 140.0), (465.0, 140.0)));
    assert_eq!(hand.editor.history().names().collect::<Vec<_>>(), ["Move 2 nodes"]);
    hand.key("undo");
    assert_eq!((hand.place_of("A"), hand.place_of("B")), ((100.0, 100.0), (405.0, 100.0)));
}

#[test]
fn esc_during_a_drag_puts_everything_back_and_keeps_redo() {
    let mut hand = Hand::at(TWO);
    hand.click(middle((100.0, 100.0))).key("move-right").key("undo");
    let at = middle((100.0, 100.0));
    hand.press(at).slide((at.0 + 200.0, at.1));
    assert_eq!(hand.place_of("A"), (300.0, 100.0));
    hand.key("escape");
    assert_eq!(hand.place_of("A"), (100.0, 100.0));
    assert_eq!((hand.editor.history().undo_name(), hand.editor.history().redo_name()), (None, Some("Move A")));
}

#[test]
fn a_drag_back_to_where_it_began_is_no_step() {
    let mut hand = Hand::at(TWO);
    let at = middle((100.0, 100.0));
    hand.press(at).slide((at.0 + 80.0, at.1)).slide(at).release(at);
    assert_eq!(hand.editor.history().undo_name(), None);
}

#[test]
fn alt_drag_copies() {
    let mut hand = Hand::at("src A 100 100; queue B 400 100; A>B");
    hand.key("select-all").holding(Mods { alt: true, ..Mods::default() });
    let at = middle((100.0, 100.0));
    hand.press(at).slide((at.0, at.1 + 100.0)).slide((at.0, at.1 + 200.0));
    assert_eq!(hand.place_of("A"), (100.0, 100.0), "the originals stay");
    hand.release((at.0, at.1 + 200.0));
    assert_eq!(hand.nodes(), ["A", "A2", "B", "B2"]);
    assert_eq!((hand.place_of("A2"), hand.place_of("B2")), ((100.0, 300.0), (400.0, 300.0)));
    assert_eq!(hand.wires(), ["A.send>B.sent", "A2.send>B2.sent"]);
    assert_eq!(hand.selected(), ["A2", "B2"]);
    assert_eq!(hand.editor.history().undo_name(), Some("Duplicate 2 nodes"));
}

#[test]
fn a_drag_on_the_bare_canvas_frames_for_a_mouse_and_pans_for_a_finger() {
    let mut hand = Hand::at(TWO);
    hand.press((50.0, 50.0)).slide((300.0, 300.0));
    assert_eq!(hand.selected(), ["A"], "what the frame touches is selected while it is drawn");
    hand.slide((420.0, 300.0));
    assert_eq!(hand.selected(), ["A", "B"]);
    hand.release((420.0, 300.0));
    assert_eq!((hand.editor.tool(), hand.editor.camera()), (&Tool::Idle, Camera::default()));
    let mut finger = Hand::at(TWO).finger();
    finger.drag((50.0, 600.0), (80.0, 620.0));
    assert_eq!(finger.editor.camera(), Camera::new(-30.0, -20.0, 1.0));
}

#[test]
fn a_called_off_frame_restores_the_selection() {
    let mut hand = Hand::at(TWO);
    hand.click(middle((400.0, 100.0)));
    hand.press((50.0, 50.0)).slide((300.0, 300.0));
    assert_eq!(hand.selected(), ["A"]);
    hand.key("escape");
    assert_eq!(hand.selected(), ["B"]);
}

#[test]
fn a_frame_with_shift_adds() {
    let mut hand = Hand::at(TWO);
    hand.click(middle((400.0, 100.0)));
    hand.holding(Mods { shift: true, ..Mods::default() }).drag((50.0, 50.0), (300.0, 300.0));
    assert_eq!(hand.selected(), ["A", "B"]);
}

#[test]
fn space_the_middle_button_and_the_hand_tool_pan_even_over_a_node() {
    let (from, to) = (middle((100.0, 100.0)), middle((150.0, 120.0)));
    let panned = Camera::new(-50.0, -20.0, 1.0);
    let mut hand = Hand::at(TWO);
    hand.editor.space_down(0.0);
    hand.drag(from, to);
    assert!(!hand.editor.space_up(100.0), "Space that panned is no tap");
    assert_eq!((hand.editor.camera(), hand.place_of("A")), (panned, (100.0, 100.0)));
    let mut hand = Hand::at(TWO);
    let mut p = hand.pointer(from);
    p.button = Button::Middle;
    hand.give(&Input::Down(p));
    hand.slide(to).release(to);
    assert_eq!(hand.editor.camera(), panned);
    let mut hand = Hand::at(TWO);
    hand.key("hand").drag(from, to);
    assert_eq!(hand.editor.camera(), panned);
}

#[test]
fn space_is_a_tap_only_if_short_and_without_a_drag() {
    let mut editor = Hand::at(TWO).editor;
    editor.space_down(1000.0);
    editor.space_down(1030.0); // the keyboard repeats
    assert!(editor.space_up(1250.0));
    editor.space_down(2000.0);
    assert!(!editor.space_up(2251.0));
    assert!(!editor.space_up(2300.0), "it was not down");
}

#[test]
fn two_fingers_pinch_and_call_the_drag_off() {
    let mut hand = Hand::at(TWO).finger();
    let at = middle((100.0, 100.0));
    hand.press(at).slide((at.0 + 50.0, at.1));
    assert_eq!(hand.place_of("A"), (160.0, 100.0));
    let second = Pointer { id: 2, ..hand.pointer((at.0 + 250.0, at.1)) };
    hand.give(&Input::Down(second.clone()));
    assert_eq!(hand.place_of("A"), (100.0, 100.0), "the drag was called off");
    // The fingers are 200 pixels apart; 400 make it twice as large around their middle.
    let fixed = hand.editor.camera().to_canvas(Point::new(at.0 + 50.0, at.1));
    let wide = Pointer { screen: Point::new(at.0 + 450.0, at.1), ..second.clone() };
    hand.give(&Input::Move(wide.clone()));
    let camera = hand.editor.camera();
    assert_eq!(camera.zoom, 2.0);
    assert!(camera.to_screen(fixed).x > at.0, "the place under the first finger stays on the screen");
    hand.give(&Input::Up(wide));
    assert!(matches!(hand.editor.tool(), Tool::Panning { pointer: 1, .. }), "the other finger goes on panning");
}

#[test]
fn a_long_press_frames_on_the_canvas_and_opens_the_menu_on_a_node() {
    let mut hand = Hand::at(TWO).finger();
    hand.press((50.0, 50.0)).give(&Input::LongPress).slide((300.0, 300.0)).release((300.0, 300.0));
    assert_eq!(hand.selected(), ["A"]);
    hand.press((50.0, 50.0)).give(&Input::LongPress).slide((53.0, 52.0)).release((53.0, 52.0));
    assert_eq!(
        hand.effects,
        [Effect::Menu(Hit::Empty, (53.0, 52.0).into())],
        "a finger that only trembles drew no frame"
    );
    assert_eq!(hand.editor.tool(), &Tool::Idle);
    let at = middle((400.0, 100.0));
    hand.press(at).give(&Input::LongPress);
    assert_eq!(hand.effects, [Effect::Menu(Hit::Node(node("B")), at.into())]);
    assert_eq!(hand.selected(), ["B"]);
}

#[test]
fn the_right_button_opens_the_menu_of_what_it_hits() {
    let mut hand = Hand::at(TWO);
    let at = middle((100.0, 100.0));
    let p = Pointer { button: Button::Right, ..hand.pointer(at) };
    hand.give(&Input::Down(p));
    assert_eq!(hand.effects, [Effect::Menu(Hit::Node(node("A")), at.into())]);
    assert_eq!((hand.selected(), hand.editor.tool()), (vec!["A"], &Tool::Idle));
}

#[test]
fn a_double_click_on_the_canvas_offers_every_service_and_on_a_node_asks_for_a_name() {
    let mut hand = Hand::at(TWO);
    let at = (600.0, 500.0);
    let p = hand.pointer(at);
    for input in [Input::Down(p.clone()), Input::Up(p.clone()), Input::Down(p.clone()), Input::Up(p)] {
        hand.give(&input);
    }
    let offer = hand.offer().expect("an offer");
    assert_eq!((offer.services.len(), &offer.join), (CATALOG.services().len(), &Join::Alone));
    let id = hand.editor.accept(&offer, "queue").expect("it is placed");
    assert_eq!((id.as_str(), hand.place_of("Queue")), ("Queue", (520.0, 460.0)));
    // Two slow clicks are two clicks.
    hand.click(at).click(at);
    assert_eq!(hand.offer(), None);
    let p = hand.pointer(middle((100.0, 100.0)));
    for input in [Input::Down(p.clone()), Input::Up(p.clone()), Input::Down(p.clone()), Input::Up(p)] {
        hand.give(&input);
    }
    assert!(hand.effects.contains(&Effect::EditName(node("A"))));
}

#[test]
fn dragging_near_the_edge_moves_the_canvas_under_the_drag() {
    let mut hand = Hand::at(TWO);
    let at = middle((100.0, 100.0));
    hand.press(at).slide((995.0, at.1));
    let before = hand.place_of("A").0;
    for _ in 0..10 {
        hand.effects = hand.editor.auto_pan(16.0);
        hand.sweep();
    }
    assert!(hand.editor.camera().x > 100.0);
    assert!(hand.place_of("A").0 > before + 100.0, "the node stays under the pointer");
    hand.release((995.0, at.1));
    assert!(hand.editor.auto_pan(16.0).is_empty());
}

#[test]
fn a_locked_design_can_be_looked_at_but_not_changed() {
    let mut hand = Hand::at("src A 100 100; queue B 400 100; A>B");
    hand.key("lock");
    let at = middle((100.0, 100.0));
    hand.drag(at, (at.0 + 50.0, at.1));
    assert_eq!((hand.place_of("A"), hand.editor.camera().x), ((100.0, 100.0), -50.0));
    hand.click((at.0 + 50.0, at.1));
    assert_eq!(hand.selected(), ["A"]);
    let nodes = hand.nodes().len();
    hand.key("delete").key("duplicate").key("cut");
    assert_eq!(hand.nodes().len(), nodes);
    assert_eq!(hand.editor.delete_selection(false).unwrap_err().why, "The design is locked.");
    assert!(hand.editor.begin_placing("queue", &Pointer::default()).is_err());
}
