//! Copy, cut, paste, duplicate.

use super::*;
use crate::model::{Config, Happening, What};

const D: &str = "src A 100 100; queue B 400 100; fn C 700 100; A>B; B>C";

fn planned(hand: &mut Hand) {
    let what = What::Set { patch: Config::from([("VisibilityTimeout", 60.into())]), lasts: Some(5_000_000) };
    let happening = Happening { at: 1_000_000, node: node("B"), what, label: "slow".into() };
    hand.editor.edit(&Edit::AddHappening(happening)).expect("it is plausible");
}

#[test]
fn what_is_copied_pastes_into_another_tab_with_settings_wires_and_events() {
    let mut hand = Hand::at(D);
    planned(&mut hand);
    hand.editor
        .set_config(&Owner::Node(node("B")), "VisibilityTimeout", Some(90.into()), Undo::Step)
        .expect("in range");
    hand.editor.select(Selection::of_nodes([node("B"), node("C")]));
    let text = hand.editor.copy().expect("two nodes are selected");
    let mut other = Hand::at("queue B 0 0");
    assert_eq!(other.editor.paste_text(&text, None).expect("it is readable"), "2 nodes and 1 wire");
    other.sweep();
    assert_eq!((other.nodes(), other.wires()), (vec!["B", "B2", "C"], vec!["B2.poll>C.polls".to_owned()]));
    assert_eq!(other.editor.diagram().nodes[&node("B2")].config, Config::from([("VisibilityTimeout", 90.into())]));
    let event = &other.editor.diagram().happenings[0];
    assert_eq!((event.node.as_str(), event.at, event.label.as_str()), ("B2", 1_000_000, "slow"));
    assert_eq!(other.selected(), ["B2", "C"]);
    assert_eq!(other.editor.history().undo_name(), Some("Paste 2 nodes"));
}

#[test]
fn pasting_again_and_again_covers_nothing_exactly() {
    let mut hand = Hand::at(D);
    hand.editor.select(Selection::node(&node("A")));
    let text = hand.editor.copy().expect("a node is selected");
    for _ in 0..3 {
        hand.editor.paste_text(&text, None).expect("it is readable");
    }
    assert_eq!(
        (hand.place_of("A2"), hand.place_of("A3"), hand.place_of("A4")),
        ((120.0, 120.0), (140.0, 140.0), (160.0, 160.0))
    );
    hand.editor.paste_text(&text, Some(Point::new(500.0, 500.0))).expect("it is readable");
    assert_eq!(hand.place_of("A5"), (420.0, 460.0), "the middle comes to the pointer, snapped");
}

#[test]
fn cut_and_paste_loses_nothing() {
    let mut hand = Hand::at(D);
    planned(&mut hand);
    let before = hand.editor.diagram().clone();
    hand.key("select-all");
    let text = hand.editor.cut().expect("all is selected");
    hand.sweep();
    assert!(hand.nodes().is_empty() && hand.editor.diagram().happenings.is_empty());
    assert_eq!(hand.editor.history().undo_name(), Some("Cut 3 nodes"));
    hand.editor.paste_text(&text, None).expect("it is readable");
    assert_eq!(hand.editor.diagram(), &before);
}

#[test]
fn duplicates_stand_beside_and_are_selected() {
    let mut hand = Hand::at(D);
    hand.editor.select(Selection::of_nodes([node("B"), node("C")]));
    hand.key("duplicate");
    assert_eq!((hand.selected(), hand.place_of("B2")), (vec!["B2", "C2"], (440.0, 140.0)));
    assert_eq!(hand.announced(), ["Duplicate 2 nodes and 1 wire."]);
    hand.key("duplicate");
    assert_eq!(hand.place_of("B3"), (480.0, 180.0));
}

#[test]
fn other_texts_are_refused_with_a_sentence() {
    let mut hand = Hand::at(D);
    let mut why = |text: &str| hand.editor.paste_text(text, None).unwrap_err().why;
    assert_eq!(why("hello"), "The clipboard holds no nodes of Signalbox.");
    assert_eq!(why("{\"signalbox\":1}"), "The clipboard holds no nodes of Signalbox.");
    assert_eq!(why("{\"signalbox_clip\":2}"), "These nodes were copied from a newer version of Signalbox.");
    assert_eq!(why("{\"signalbox_clip\":1,\"nodes\":[]}"), "The clipboard holds no nodes.");
    assert!(why("{\"signalbox_clip\":1,\"nodes\":7}").starts_with("The copied nodes cannot be read:"));
    let twin = r#"{"id":"A","service":"src","name":"A","at":[0,0]}"#;
    assert_eq!(
        why(&format!("{{\"signalbox_clip\":1,\"nodes\":[{twin},{twin}]}}")),
        "Two of the copied nodes have the same id."
    );
    hand.key("escape");
    assert_eq!(hand.editor.copy().unwrap_err().why, "No node is selected.");
}

#[test]
fn the_keys_hand_the_text_to_the_page() {
    let mut hand = Hand::at(D);
    hand.click(middle((100.0, 100.0))).key("copy");
    assert!(matches!(&hand.effects[0], Effect::CopyText(text) if text.contains("\"src\"")));
    assert_eq!(hand.announced(), ["Copied A."]);
    hand.key("paste");
    assert_eq!(hand.effects, [Effect::ReadClipboard]);
}
