//! Random sequences of edits, undo and redo: undo returns exactly the former diagram, and the invariants hold throughout.

use super::*;
use crate::model::{Config, Diagram, Happening, Remark, RemarkId, RemarkKind, Value, What};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What is done next, with numbers that choose the details.
type Deed = (u8, u16, u16, u16);

/// One of a diagram's nodes; a missing one once in a while.
fn some_node(d: &Diagram, n: u16) -> NodeId {
    match usize::from(n) % (d.nodes.len() + 1) {
        k if k < d.nodes.len() => d.nodes.keys().nth(k).cloned().unwrap_or_else(|| node("Nobody")),
        _ => node("Nobody"),
    }
}

fn some_wire(d: &Diagram, n: u16) -> WireId {
    d.wires.keys().nth(usize::from(n) % d.wires.len().max(1)).cloned().unwrap_or_else(|| WireId::new("none"))
}

fn some_place(a: u16, b: u16) -> Point {
    Point::new(f64::from(a % 2000) - 500.0, f64::from(b % 1500) - 400.0)
}

fn some_edit(d: &Diagram, (what, a, b, c): Deed) -> Edit {
    let service = ["src", "queue", "fn", "topic"][usize::from(c) % 4].to_owned();
    match what % 14 {
        0 | 1 => {
            let join = match c / 4 % 4 {
                0 => Join::After(some_node(d, a), None),
                1 => Join::Before(some_node(d, a), None),
                2 => Join::Into(some_wire(d, a)),
                _ => Join::Alone,
            };
            Edit::Add { service, at: some_place(a, b), config: Config::default(), join }
        }
        2 => Edit::MoveNodes([(some_node(d, a), some_place(b, c)), (some_node(d, c), some_place(a, b))].into()),
        3 => Edit::Rename { node: some_node(d, a), name: ["Orders", "", "Queue", "A  b"][usize::from(b) % 4].into() },
        4 => {
            let value =
                [Some(Value::Whole(i64::from(c) - 5)), Some(Value::Text("x".into())), None][usize::from(b) % 3].clone();
            Edit::SetConfig { owner: Owner::Node(some_node(d, a)), field: "VisibilityTimeout".into(), value }
        }
        5 => Edit::SetConfig {
            owner: Owner::Wire(some_wire(d, a)),
            field: "BatchSize".into(),
            value: Some(Value::Whole(i64::from(b % 14))),
        },
        6 | 7 => Edit::Connect { from: some_node(d, a), to: some_node(d, b), joint: None },
        8 => Edit::Reconnect { wire: some_wire(d, c), from: some_node(d, a), to: some_node(d, b), joint: None },
        9 => Edit::Splice { node: some_node(d, a), wire: some_wire(d, b) },
        10 => {
            let wires = if b % 3 == 0 { BTreeSet::from([some_wire(d, c)]) } else { BTreeSet::new() };
            Edit::Delete { nodes: BTreeSet::from([some_node(d, a)]), wires, heal: b % 2 == 0 }
        }
        11 => {
            let nodes: BTreeSet<NodeId> =
                d.nodes.keys().enumerate().filter(|(n, _)| a >> (n % 16) & 1 == 1).map(|(_, id)| id.clone()).collect();
            let remarks = if c % 2 == 0 { d.remarks.keys().cloned().collect() } else { BTreeSet::new() };
            Edit::Paste { fragment: Fragment::of(d, &nodes, &remarks), at: some_place(b, c) }
        }
        12 if c % 2 == 0 => some_remark_edit(d, a, b, c),
        12 => {
            let patch = Config::from([("VisibilityTimeout", Value::Whole(i64::from(c)))]);
            let what = What::Set { patch, lasts: None };
            Edit::AddHappening(Happening { at: u64::from(b), node: some_node(d, a), what, label: String::new() })
        }
        _ => Edit::RemoveHappening(usize::from(a) % 3),
    }
}

fn some_remark_edit(d: &Diagram, a: u16, b: u16, c: u16) -> Edit {
    let area = crate::model::Rect::spanning(some_place(a, b), some_place(b, c));
    let kind = if a.is_multiple_of(2) { RemarkKind::Frame } else { RemarkKind::Note };
    let known = d.remarks.keys().nth(usize::from(a) % d.remarks.len().max(1)).cloned();
    let id = known.unwrap_or_else(|| RemarkId::new("nothing"));
    match b % 5 {
        0 => Edit::WriteRemark { remark: id, text: ["Orders", "", "two\nlines"][usize::from(c) % 3].into() },
        1 => Edit::PlaceRemarks([(id, area)].into()),
        2 => Edit::DeleteRemarks([id].into()),
        _ => Edit::AddRemark(Remark { kind, text: "Remark".into(), area }),
    }
}

/// The plainest possible undo: lists of whole diagrams.
#[derive(Default)]
struct Oracle {
    past: Vec<Diagram>,
    future: Vec<Diagram>,
}

impl Oracle {
    fn step(&mut self, before: Diagram, after: &Diagram) {
        if &before != after {
            self.past.push(before);
            self.future.clear();
            if self.past.len() > MOST_STEPS {
                self.past.remove(0);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn undo_returns_exactly_the_former_diagram(deeds in prop::collection::vec((0u8..20, any::<u16>(), any::<u16>(), any::<u16>()), 1..140)) {
        let mut editor = Editor::new(Diagram::default(), CATALOG);
        let mut oracle = Oracle::default();
        for deed in deeds {
            let before = editor.diagram().clone();
            match deed.0 {
                0..=13 => {
                    let edit = some_edit(&before, deed);
                    if editor.edit(&edit).is_err() {
                        prop_assert_eq!(editor.diagram(), &before, "a refused edit changed something: {:?}", edit);
                    }
                    oracle.step(before, editor.diagram());
                }
                14 | 15 => match oracle.past.pop() {
                    Some(former) => {
                        prop_assert!(editor.undo().is_some());
                        prop_assert_eq!(editor.diagram(), &former);
                        oracle.future.push(before);
                    }
                    None => prop_assert!(editor.undo().is_none()),
                },
                16 => match oracle.future.pop() {
                    Some(later) => {
                        prop_assert!(editor.redo().is_some());
                        prop_assert_eq!(editor.diagram(), &later);
                        oracle.past.push(before);
                    }
                    None => prop_assert!(editor.redo().is_none()),
                },
                17 | 18 => {
                    // A drag: many edits, one step; or none if it is called off.
                    let gesture = editor.new_gesture();
                    for n in 0..3u16 {
                        let moves = some_edit(&before, (2, deed.1, deed.2.wrapping_add(n * 7), deed.3));
                        let _ = editor.perform(&moves, Undo::Merge(gesture));
                    }
                    if deed.0 == 17 {
                        editor.finish(gesture);
                        oracle.step(before, editor.diagram());
                    } else {
                        editor.abandon(gesture);
                        prop_assert_eq!(editor.diagram(), &before);
                    }
                }
                _ => {
                    let edit = Edit::SetTitle(format!("Title {}", deed.1));
                    prop_assert!(editor.perform(&edit, Undo::Silent).is_ok());
                    for d in oracle.past.iter_mut().chain(&mut oracle.future) {
                        d.title.clone_from(&editor.diagram().title);
                    }
                }
            }
            sweep(&editor);
        }
        // All the way back and forth.
        let last = editor.diagram().clone();
        while let Some(former) = oracle.past.pop() {
            prop_assert!(editor.undo().is_some());
            prop_assert_eq!(editor.diagram(), &former);
        }
        while editor.redo().is_some() {}
        if oracle.future.is_empty() {
            prop_assert_eq!(editor.diagram(), &last);
        }
    }

    #[test]
    fn whatever_the_hand_does_the_editor_stays_sound(moves in prop::collection::vec((0u8..12, 0.0..1000.0f64, 0.0..700.0f64, any::<u8>()), 1..80)) {
        let mut hand = Hand::at("src A 100 100; queue B 400 100; fn C 700 100; topic D 400 400; A>B; B>C");
        for (what, x, y, how) in moves {
            hand.mods = Mods { shift: how & 1 == 1, alt: how & 6 == 6, command: how & 24 == 24 };
            hand.kind = if how & 32 == 0 { Pointing::Mouse } else { Pointing::Touch };
            let mut p = hand.pointer((x, y));
            p.id = 1 + i32::from(how & 192 == 192);
            let input = match what {
                0 | 1 => Input::Down(p),
                2..=5 => Input::Move(p),
                6 | 7 => Input::Up(p),
                8 => [Input::Cancel, Input::LongPress, Input::Choose(1), Input::Confirm][usize::from(how) % 4].clone(),
                9 => {
                    hand.key(["undo", "redo", "delete", "duplicate", "move-left", "wire-to"][usize::from(how) % 6]);
                    continue;
                }
                10 => {
                    let _ = hand.editor.begin_placing("fn", &Pointer { hit: Hit::Outside, ..p });
                    continue;
                }
                _ => Input::Down(Pointer { button: Button::Middle, ..p }),
            };
            hand.give(&input);
        }
        // Everything that was done can be taken back.
        hand.editor.escape();
        while hand.editor.undo().is_some() {
            hand.sweep();
        }
        let begun = sketch("src A 100 100; queue B 400 100; fn C 700 100; topic D 400 400; A>B; B>C");
        prop_assert_eq!(hand.editor.diagram(), &begun);
    }
}
