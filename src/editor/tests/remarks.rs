//! Frames and notes: made, written on, moved with what lies in them, sized, copied, deleted.

use super::*;
use crate::model::{Rect, RemarkId, RemarkKind};

const TWO: &str = "src A 100 100; queue B 400 100; A>B";

fn remark(id: &str) -> RemarkId {
    RemarkId::new(id)
}

impl Hand {
    /// Where a frame or note is: left, top, right, bottom.
    fn area(&self, id: &str) -> (f64, f64, f64, f64) {
        let Rect { min, max } = self.editor.diagram().remarks[&remark(id)].area;
        (min.x, min.y, max.x, max.y)
    }

    fn remarks(&self) -> Vec<&str> {
        self.editor.diagram().remarks.keys().map(RemarkId::as_str).collect()
    }

    fn picked(&self) -> Vec<&str> {
        self.editor.selection().remarks.iter().map(RemarkId::as_str).collect()
    }

    /// A frame around A and B of the sketch.
    fn framed() -> Self {
        let mut hand = Self::at(TWO);
        hand.editor.select(Selection::of_nodes([node("A"), node("B")]));
        hand.key("add-frame");
        hand
    }
}

#[test]
fn a_frame_names_the_nodes_that_it_holds_and_a_note_none() {
    let mut hand = Hand::framed();
    hand.editor.place("queue", Point::new(900.0, 600.0)).expect("there is room");
    let note = hand.editor.add_note().expect("there is room");
    let names = |id: &RemarkId| names_in_frame(hand.editor.diagram(), id);
    assert_eq!(names(&remark("frame1")), ["A", "B"]);
    assert_eq!((names(&note), names(&remark("gone"))), (Vec::new(), Vec::new()));
}

#[test]
fn a_frame_is_drawn_around_the_selection_and_opens_for_its_title() {
    let mut hand = Hand::framed();
    // Cards from 100, 100 to 556, 192; 24 around and 44 above, out to the grid.
    assert_eq!(hand.area("frame1"), (60.0, 40.0, 580.0, 220.0));
    assert!(hand.effects.contains(&Effect::Write(remark("frame1"))));
    assert_eq!((hand.picked(), hand.selected()), (vec!["frame1"], vec![]));
    let run = hand.editor.run_revision();
    hand.editor.write_remark(&remark("frame1"), "  Check\nout ").expect("a title");
    assert_eq!(hand.editor.diagram().remarks[&remark("frame1")].text, "Check out");
    assert_eq!(hand.editor.history().undo_name(), Some("Write on the frame"));
    assert_eq!(hand.editor.run_revision(), run, "no run notices");
    hand.key("undo").key("undo");
    assert_eq!(hand.remarks(), Vec::<&str>::new());
}

#[test]
fn a_note_stands_below_what_is_selected_or_in_the_middle_of_the_view_and_keeps_its_lines() {
    let mut hand = Hand::at(TWO);
    hand.key("add-note");
    // The view is 1000 by 700, the note 180 by 100: 410, 300 on the grid is 420.
    assert_eq!(hand.area("note1"), (420.0, 300.0, 600.0, 400.0));
    hand.editor.select(Selection::node(&node("A")));
    hand.key("add-note");
    // Below A: 192 and a step is 212, on the grid 220.
    assert_eq!(hand.area("note2"), (100.0, 220.0, 280.0, 320.0));
    hand.editor.write_remark(&remark("note2"), "one\r\n\ttwo\n").expect("a text");
    assert_eq!(hand.editor.diagram().remarks[&remark("note2")].text, "one\n two");
    let long = "x".repeat(3000);
    hand.editor.write_remark(&remark("note2"), &long).expect("a text");
    assert_eq!(hand.editor.diagram().remarks[&remark("note2")].text.chars().count(), 2000);
}

#[test]
fn a_frame_takes_along_what_lies_in_it_and_is_held_at_its_title_and_border() {
    let mut hand = Hand::framed();
    hand.editor.select(Selection::default());
    // Inside, between the cards, is the bare canvas.
    hand.click((330.0, 200.0));
    assert_eq!(hand.picked(), Vec::<&str>::new());
    hand.drag((300.0, 50.0), (340.0, 110.0));
    assert_eq!(hand.area("frame1"), (100.0, 100.0, 620.0, 280.0));
    assert_eq!((hand.place_of("A"), hand.place_of("B")), ((140.0, 160.0), (440.0, 160.0)));
    assert_eq!(hand.editor.history().undo_name(), Some("Move the frame"));
    hand.key("undo");
    assert_eq!((hand.area("frame1").0, hand.place_of("A")), (60.0, (100.0, 100.0)), "one step");
    // A node that is dragged out of it stays out.
    hand.drag(middle((400.0, 100.0)), middle((700.0, 400.0)));
    hand.drag((62.0, 150.0), (62.0, 250.0));
    assert_eq!((hand.place_of("A"), hand.place_of("B")), ((100.0, 200.0), (700.0, 400.0)));
    hand.key("move-right");
    assert_eq!((hand.area("frame1").0, hand.place_of("A")), (80.0, (120.0, 200.0)), "arrows too");
}

#[test]
fn frames_in_frames_and_notes_move_along() {
    let mut hand = Hand::framed();
    hand.editor.select(Selection::node(&node("A")));
    hand.key("add-frame");
    let Edit::AddRemark(note) = ({
        let area = Rect { min: Point::new(480.0, 60.0), max: Point::new(570.0, 100.0) };
        Edit::AddRemark(crate::model::Remark { kind: RemarkKind::Note, text: "n".into(), area })
    }) else {
        panic!("an edit is what it is")
    };
    hand.editor.edit(&Edit::AddRemark(note)).expect("a note");
    // The inner frame reaches from 60, 40 to 280, 220; it shares the outer one's corner.
    assert_eq!(hand.area("frame2"), (60.0, 40.0, 280.0, 220.0));
    hand.editor.select(Selection::remark(&remark("frame1")));
    hand.key("move-down");
    assert_eq!((hand.area("frame2").1, hand.area("note1").1, hand.place_of("B").1), (60.0, 80.0, 120.0));
    hand.editor.select(Selection::remark(&remark("frame2")));
    hand.key("move-down");
    assert_eq!((hand.area("frame1").1, hand.place_of("A").1, hand.place_of("B").1), (60.0, 140.0, 120.0));
}

#[test]
fn corners_change_the_size_and_never_turn_it_inside_out() {
    let mut hand = Hand::at(TWO);
    hand.key("add-note");
    hand.drag((600.0, 400.0), (655.0, 461.0));
    assert_eq!(hand.area("note1"), (420.0, 300.0, 660.0, 460.0), "on the grid");
    assert_eq!(hand.editor.history().undo_name(), Some("Resize the note"));
    hand.drag((420.0, 300.0), (900.0, 900.0));
    assert_eq!(hand.area("note1"), (580.0, 420.0, 660.0, 460.0), "80 by 40 at least");
    hand.press((660.0, 460.0)).slide((700.0, 500.0)).slide((800.0, 600.0)).key("escape");
    assert_eq!(hand.area("note1"), (580.0, 420.0, 660.0, 460.0), "called off");
}

#[test]
fn a_double_click_and_enter_open_it_for_writing() {
    let mut hand = Hand::framed();
    let p = hand.pointer((300.0, 50.0));
    for input in [Input::Down(p.clone()), Input::Up(p.clone()), Input::Down(p.clone()), Input::Up(p)] {
        hand.give(&input);
    }
    assert!(hand.effects.contains(&Effect::Write(remark("frame1"))));
    for key in ["inspect", "rename"] {
        hand.key(key);
        assert_eq!(hand.effects, [Effect::Write(remark("frame1"))], "{key}");
    }
    hand.key("lock").key("inspect");
    assert!(!hand.effects.contains(&Effect::Write(remark("frame1"))), "a locked design is not written on");
}

#[test]
fn a_frame_is_picked_by_going_around_it_and_a_note_by_touching_it() {
    let mut hand = Hand::framed();
    hand.editor.select(Selection::default());
    hand.drag((300.0, 300.0), (30.0, 30.0));
    assert_eq!(hand.picked(), Vec::<&str>::new(), "only a part of it");
    hand.drag((600.0, 300.0), (30.0, 30.0));
    assert_eq!((hand.picked(), hand.selected()), (vec!["frame1"], vec!["A", "B"]));
    assert_eq!(hand.announced(), ["3 things selected."]);
}

#[test]
fn copies_bring_what_lies_in_the_frame_and_text_carries_all_of_it() {
    let mut hand = Hand::framed();
    hand.editor.write_remark(&remark("frame1"), "Shop").expect("a title");
    hand.key("duplicate");
    assert_eq!((hand.remarks(), hand.nodes()), (vec!["frame1", "frame2"], vec!["A", "A2", "B", "B2"]));
    assert_eq!(hand.editor.history().undo_name(), Some("Duplicate 2 nodes, 1 wire and 1 frame"));
    assert_eq!((hand.picked(), hand.selected()), (vec!["frame2"], vec!["A2", "B2"]));
    let text = hand.editor.copy().expect("a copy");
    let mut other = Hand::at("src Z 900 900");
    assert_eq!(other.editor.paste_text(&text, None).as_deref(), Ok("2 nodes, 1 wire and 1 frame"));
    other.sweep();
    let pasted = &other.editor.diagram().remarks[&remark("frame1")];
    assert_eq!((pasted.text.as_str(), pasted.kind), ("Shop", RemarkKind::Frame));
    let (min, a) = (pasted.area.min, other.editor.diagram().nodes[&node("A2")].at);
    assert_eq!(a - min, Point::new(40.0, 60.0), "as they stood");
    other.key("cut");
    assert_eq!((other.remarks(), other.nodes()), (vec![], vec!["Z"]));
}

#[test]
fn deleting_a_frame_leaves_what_lies_in_it() {
    let mut hand = Hand::framed();
    hand.key("delete");
    assert_eq!((hand.remarks(), hand.nodes()), (vec![], vec!["A", "B"]));
    assert_eq!(hand.editor.history().undo_name(), Some("Delete the frame"));
    hand.key("undo").editor.select(Selection::remark(&remark("frame1")));
    hand.key("unframe");
    assert_eq!((hand.remarks(), hand.selected()), (vec![], vec!["A", "B"]));
    hand.key("undo").key("select-all").key("delete");
    assert_eq!((hand.remarks().len(), hand.nodes().len()), (0, 0));
    assert_eq!(hand.editor.history().undo_name(), Some("Delete 3 things"));
}

#[test]
fn notes_and_frames_are_aligned_like_nodes() {
    let mut hand = Hand::framed();
    hand.key("add-note");
    let note = hand.area("note1");
    hand.editor.select(Selection { remarks: [remark("frame1"), remark("note1")].into(), ..Selection::default() });
    hand.key("align-right");
    assert_eq!(hand.area("note1").2, 580.0);
    hand.key("undo");
    assert_eq!(hand.area("note1"), note);
    // A frame that is aligned takes along what lies in it.
    hand.editor
        .edit(&Edit::PlaceRemarks(
            [(remark("note1"), Rect { min: Point::new(10.0, 400.0), max: Point::new(190.0, 500.0) })].into(),
        ))
        .expect("a place");
    hand.key("align-left");
    assert_eq!((hand.area("frame1").0, hand.place_of("A").0), (10.0, 50.0));
}
