//! Links there and back, links that were damaged, and how long they are.

mod lengths;
mod places;

use super::*;
use crate::exchange::load;
use crate::exchange::tests::samples::{bare, catalog, diagrams};
use crate::model::{Bookmark, Happening, NodeId, Point, Value, What};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn link(diagram: &Diagram) -> String {
    write(diagram, &catalog(), &LinkExtras::default()).expect("it is not too large")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 48 } else { 2_000 }))]

    #[test]
    fn a_link_gives_back_the_diagram_that_it_was_made_of(diagram in diagrams(true)) {
        let loaded = load(&link(&diagram), &catalog()).expect("a link of our own");
        prop_assert_eq!(loaded.diagram, diagram);
        prop_assert_eq!(loaded.repairs, Vec::<String>::new());
    }

    #[test]
    fn a_link_has_only_letters_that_no_chat_breaks(diagram in diagrams(true)) {
        prop_assert!(link(&diagram)[1..].bytes().all(is_letter));
    }

    #[test]
    fn a_link_of_a_newer_version_is_read_to_its_end(diagram in diagrams(true)) {
        // To a build without any service, every service is one of a newer version.
        let loaded = load(&link(&diagram), &bare()).expect("the link is whole");
        prop_assert_eq!(loaded.diagram.nodes.len(), diagram.nodes.len());
        prop_assert_eq!(loaded.diagram.wires.len(), diagram.wires.len());
    }

    #[test]
    fn a_damaged_link_is_refused_in_a_sentence(diagram in diagrams(true), at in any::<prop::sample::Index>(), bit in 0..6u32) {
        let mut letters = link(&diagram).into_bytes();
        let n = 2 + at.index(letters.len() - 2);
        let alphabet: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(*b"-_").collect();
        let place = alphabet.iter().position(|l| *l == letters[n]).expect("a letter of the alphabet");
        letters[n] = alphabet[place ^ 1 << bit];
        let text = String::from_utf8(letters).expect("letters");
        // The last letter may hold bits that stand for nothing; the decoder refuses those, too.
        let error = load(&text, &catalog()).expect_err("a flipped bit").to_string();
        prop_assert!(error.contains("damaged"), "{}", error);
    }

    #[test]
    fn a_link_cut_short_is_refused(diagram in diagrams(false), at in any::<prop::sample::Index>()) {
        let text = link(&diagram);
        let cut = 2 + at.index(text.len() - 2);
        prop_assert!(load(&text[..cut], &catalog()).is_err());
    }

    #[test]
    fn no_fragment_makes_the_reader_panic(letters in "[A-Za-z0-9_-]{0,300}") {
        let _ = load(&format!("#1{letters}"), &catalog());
    }
}

proptest! {
    // Garbage may go on until the pen stops it, which takes a while.
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn not_even_one_with_a_sound_checksum(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let bytes = [&checksum(&body).to_be_bytes()[..], &body].concat();
        let _ = load(&format!("#1{}", URL_SAFE_NO_PAD.encode(bytes)), &catalog());
    }
}

#[test]
fn a_link_is_found_wherever_it_stands() {
    let diagram = Diagram { title: "Found".into(), seed: 3, ..Diagram::default() };
    let link = link(&diagram);
    let (first, second) = link.split_at(8);
    for text in [
        link.clone(),
        link[1..].to_owned(),
        format!("https://example.com/box/{link}"),
        format!("  Look at <https://example.com/{link}>, it is fun\n"),
        format!("https://example.com/{first}\r\n  {second}"),
    ] {
        assert_eq!(load(&text, &catalog()).map(|loaded| loaded.diagram), Ok(diagram.clone()), "{text}");
    }
}

#[test]
fn a_link_can_carry_the_camera_and_the_moment() {
    let mut diagram = Diagram::default();
    for (id, x) in [("a", 40.0), ("b", 0.0), ("c", 20.0)] {
        let node = crate::model::Node {
            service: "sink".into(),
            name: id.into(),
            at: Point::new(x, 0.0),
            config: crate::model::Config::default(),
        };
        diagram.nodes.insert(NodeId::new(id), std::sync::Arc::new(node));
    }
    let extras = |selected: Option<&str>| LinkExtras {
        camera: Some(Camera { center: Point::new(-120.0, 44_000.0), zoom: 0.875 }),
        moment: Some(Moment {
            time: 361_400_007,
            speed: 0.01,
            selected: selected.map(NodeId::new),
            ..Moment::default()
        }),
    };
    let sent = |extras: &LinkExtras| {
        let text = write(&diagram, &catalog(), extras).expect("it is not too large");
        load(&text, &catalog()).expect("a link of our own").extras
    };
    for selected in [None, Some("a"), Some("c")] {
        assert_eq!(sent(&extras(selected)), extras(selected));
    }
    assert_eq!(sent(&extras(Some("gone"))), extras(None));
    let camera = LinkExtras { moment: None, ..extras(None) };
    assert_eq!(sent(&camera), camera);
    assert_eq!(sent(&LinkExtras::default()), LinkExtras::default());
}

#[test]
fn a_link_can_carry_a_talk_and_what_was_done_by_hand() {
    let mut diagram = Diagram::default();
    let node = crate::model::Node {
        service: "sqs".into(),
        name: "Orders".into(),
        at: Point::default(),
        config: crate::model::Config::default(),
    };
    let orders = NodeId::new("Orders");
    diagram.nodes.insert(orders.clone(), std::sync::Arc::new(node));
    diagram.bookmarks = vec![
        Bookmark {
            at: 61_000_001,
            caption: "It fills — später".into(),
            node: Some(orders.clone()),
            ..Bookmark::default()
        },
        Bookmark {
            at: 0,
            events: Some(0),
            message: Some(12),
            camera: Some((Point::new(-3.0, 7.0), 1.5)),
            ..Bookmark::default()
        },
    ];
    let patch = crate::model::Config::from([("VisibilityTimeout", Value::Whole(5)), ("Note", Value::from("x"))]);
    let happen = |what| Happening { at: 70_000_000, node: orders.clone(), what, label: "down".into() };
    let before =
        BTreeMap::from([("VisibilityTimeout".to_owned(), None), ("DelaySeconds".to_owned(), Some(Value::Whole(3)))]);
    let deeds = vec![
        Deed { at: 5, events: Some(9), what: Done::Happen(happen(What::Set { patch: patch.clone(), lasts: Some(9) })) },
        Deed {
            at: 6,
            events: None,
            what: Done::Happen(happen(What::Do { command: "PurgeQueue".into(), with: patch })),
        },
        Deed {
            at: 7,
            events: Some(12),
            what: Done::Settings { nodes: BTreeMap::from([(orders, before)]), wires: BTreeMap::new() },
        },
    ];
    let moment = Moment { time: 80_000_000, events: Some(77), speed: 10.0, message: Some(3), deeds, selected: None };
    let extras = LinkExtras { camera: None, moment: Some(moment) };
    let text = write(&diagram, &catalog(), &extras).expect("it is not too large");
    let back = load(&text, &catalog()).expect("a link of our own");
    assert_eq!(back.extras, extras);
    assert_eq!(back.diagram, diagram);
}

#[test]
fn sections_of_a_newer_version_are_passed_over() {
    let known = extras::sections(
        &LinkExtras { camera: Some(Camera { center: Point::default(), zoom: 2.0 }), moment: None },
        &[],
        &Default::default(),
    );
    let newer = (77, vec![1, 2, 3, 255]);
    let cut = (1, vec![128]);
    let sections = [vec![newer, cut], known].concat();
    let packed = Packed { title: "T".into(), sections, ..Packed::default() };
    let mut pen = Pen::new(prime::model(), Writer::new(), MOST);
    pen.packed(&packed).expect("it is not too large");
    let body = pen.finish().1.finish();
    let bytes = [&checksum(&body).to_be_bytes()[..], &body].concat();
    let loaded = load(&format!("#1{}", URL_SAFE_NO_PAD.encode(bytes)), &catalog()).expect("a whole link");
    assert_eq!(loaded.extras.camera, Some(Camera { center: Point::default(), zoom: 2.0 }));
    assert_eq!(loaded.diagram.title, "T");
}

#[test]
fn a_link_cannot_stand_for_more_than_fits() {
    let diagram = Diagram { title: "x".repeat(MOST as usize), ..Diagram::default() };
    let error = write(&diagram, &catalog(), &LinkExtras::default()).expect_err("too large");
    assert!(error.to_string().contains("Save it as a file"), "{error}");
}

#[test]
fn the_checksum_is_the_one_of_ccitt() {
    // The check value that catalogues of checksums give for CRC-16/IBM-3740 (CCITT, start 0xffff).
    assert_eq!(checksum(b"123456789"), 0x29b1);
}

/// A link that was shared once, and the design that it stands for. Both stay as they are for ever: if this test fails, a
/// change made every link unreadable that people have.
#[test]
fn links_that_were_shared_stay_readable() {
    const SHARED: &str = "#1CkTzDGBCY-qar8YoKa_2wdP40VWOmhfZqWEuiPiqf54epSgwY0uBMn4_3eB3O_MQZIky0R4AkkC3UhhAQXK6WWGPMbd3_llrIxPNVSc4ePEFX3MDYpJqU8_xPlr2DnUjt7C99w";
    const MEANT: &str = r#"{
        "signalbox": 1, "title": "Köln orders", "seed": 1234567,
        "nodes": [
            {"id": "Gadget", "service": "gadget", "at": [-40, 100], "config": {"WaitTime": 45, "Mode": "SLOW"}},
            {"id": "Gadget2", "service": "gadget", "name": "Second shop", "at": [180, 100], "config": {"Share": 0.125}},
            {"id": "Audit", "service": "sink", "name": "Audit trail", "at": [400, 20], "config": {"Enabled": false}},
            {"id": "x", "service": "old_service", "at": [400, 180], "config": {"Note": "kept"}}
        ],
        "wires": [
            {"from": "Gadget", "to": "Gadget2", "config": {"FilterPolicy": "{\"status\":[\"PAID\"]}"}},
            {"from": "Gadget2.more", "to": "Audit.queues"},
            {"id": "odd one", "from": "Gadget.out", "to": "x.y"}
        ],
        "happenings": [
            {"at": "90s", "node": "Gadget", "set": {"Mode": "DOWN"}, "for": "10m", "label": "Outage"},
            {"at": "1h", "node": "Audit", "do": "Purge"}
        ]
    }"#;
    let meant = load(MEANT, &catalog()).expect("a document");
    assert_eq!(meant.repairs, Vec::<String>::new());
    assert_eq!(load(SHARED, &catalog()).map(|loaded| loaded.diagram), Ok(meant.diagram));
}
