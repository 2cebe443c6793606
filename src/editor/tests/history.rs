//! Undo and redo: steps, gestures, silent edits, the limit.

use super::*;

fn title(hand: &Hand) -> &str {
    &hand.editor.diagram().title
}

#[test]
fn typing_in_a_field_is_one_step() {
    let mut hand = Hand::at("queue B 0 0");
    let gesture = hand.editor.new_gesture();
    for text in ["O", "Or", "Orders"] {
        hand.editor.perform(&Edit::SetTitle(text.into()), Undo::Merge(gesture)).expect("a title");
    }
    hand.editor.finish(gesture);
    hand.editor.perform(&Edit::SetTitle("Later".into()), Undo::Merge(gesture)).expect("a title");
    assert_eq!(hand.editor.history().names().count(), 2, "a finished gesture takes no more edits");
    hand.editor.undo();
    assert_eq!(title(&hand), "Orders");
    hand.editor.undo();
    assert_eq!(title(&hand), "Sketch");
    assert_eq!(hand.editor.redo().as_deref(), Some("Change the title"));
    assert_eq!(title(&hand), "Orders");
}

#[test]
fn silent_edits_stay_through_undo_and_redo() {
    let mut hand = Hand::at("queue B 0 0");
    hand.editor.edit(&Edit::SetSeed(1)).expect("a seed");
    hand.editor.edit(&Edit::SetSeed(2)).expect("a seed");
    hand.editor.undo();
    hand.editor.perform(&Edit::SetTitle("Found".into()), Undo::Silent).expect("a title");
    hand.editor.undo();
    assert_eq!((title(&hand), hand.editor.diagram().seed), ("Found", 7));
    hand.editor.redo();
    hand.editor.redo();
    assert_eq!((title(&hand), hand.editor.diagram().seed), ("Found", 2));
}

#[test]
fn an_edit_that_changes_nothing_is_no_step() {
    let mut hand = Hand::at("queue B 0 0");
    hand.editor.edit(&Edit::SetSeed(7)).expect("the same seed");
    assert_eq!((hand.editor.history().undo_name(), hand.editor.revision()), (None, 0));
    assert_eq!((hand.editor.undo(), hand.editor.redo()), (None, None));
    assert_eq!(hand.editor.run(Verb::Undo), [Effect::Announce("There is nothing to undo.".into())]);
}

#[test]
fn a_hundred_steps_are_kept() {
    let mut hand = Hand::at("queue B 0 0");
    for seed in 100..250 {
        hand.editor.edit(&Edit::SetSeed(seed)).expect("a seed");
    }
    let mut undone = 0;
    while hand.editor.undo().is_some() {
        undone += 1;
    }
    assert_eq!((undone, hand.editor.diagram().seed), (MOST_STEPS, 149));
}

#[test]
fn opening_begins_a_new_history() {
    let mut hand = Hand::at("queue B 0 0");
    hand.editor.edit(&Edit::SetSeed(1)).expect("a seed");
    hand.editor.select_all();
    hand.editor.open(sketch("src A 5000 5000"));
    hand.sweep();
    assert_eq!((hand.editor.undo(), hand.selected()), (None, vec![]));
    assert!(hand.editor.camera().view(hand.editor.viewport()).contains(Point::new(5000.0, 5000.0)));
}

#[test]
fn one_can_go_to_any_step() {
    let mut hand = Hand::at("queue B 0 0");
    for seed in 1..=4 {
        hand.editor.edit(&Edit::SetSeed(seed)).expect("a seed");
    }
    hand.effects = hand.editor.go(-3);
    assert_eq!((hand.editor.diagram().seed, hand.announced()), (1, vec!["3 steps back."]));
    let ahead: Vec<&str> = hand.editor.history().names_ahead().collect();
    assert_eq!(ahead, ["Set the seed to 2", "Set the seed to 3", "Set the seed to 4"]);
    hand.effects = hand.editor.go(1);
    assert_eq!((hand.editor.diagram().seed, hand.announced()), (2, vec!["One step forward."]));
    // Farther than there are steps is as far as there are.
    hand.editor.go(-99);
    assert_eq!(hand.editor.diagram().seed, 7);
    hand.key("lock");
    assert_eq!((hand.editor.go(2), hand.editor.diagram().seed), (Vec::new(), 7), "a locked design stays");
}
