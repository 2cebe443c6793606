//! Documents there and back, what is repaired and how it is said, and texts that mean harm.

pub(super) mod samples;

use super::{LoadError, Loaded, load, write};
use crate::model::{Config, Diagram, Happening, NodeId, Point, Value, What, WireId};
use proptest::prelude::*;
use samples::{bare, catalog, diagrams};
use serde_json::{Value as Json, json};

fn read(document: Json) -> Loaded {
    load(&document.to_string(), &catalog()).expect("a document")
}

fn refused(text: &str) -> LoadError {
    load(text, &catalog()).expect_err("no document")
}

/// A document with these nodes and wires.
fn with(nodes: Json, wires: Json) -> Loaded {
    read(json!({"signalbox": 1, "title": "T", "seed": 7, "nodes": nodes, "wires": wires}))
}

fn node<'a>(loaded: &'a Loaded, id: &str) -> &'a crate::model::Node {
    &loaded.diagram.nodes[&NodeId::new(id)]
}

#[test]
fn a_document_reads_as_the_format_says() {
    let loaded = read(json!({
        "signalbox": 1, "title": "Orders", "seed": 7,
        "nodes": [
            {"id": "shop", "service": "gadget", "at": [0, 40], "config": {"Mode": "DOWN"}},
            {"id": "orders", "service": "sink", "name": "All orders", "at": [200.5, 40]},
        ],
        "wires": [{"id": "w1", "from": "shop.out", "to": "orders.queues", "config": {"WaitTime": 5, "Enabled": false}}],
        "happenings": [
            {"at": "2m", "node": "shop", "set": {"WaitTime": 1}, "for": "1h30m", "label": "Hurry"},
            {"at": 90.5, "node": "shop", "do": "Purge", "with": {"MaxNumberOfMessagesPerSecond": 9}},
        ],
    }));
    assert_eq!(loaded.repairs, Vec::<String>::new());
    let Diagram { title, seed, wires, happenings, .. } = &loaded.diagram;
    assert_eq!((title.as_str(), *seed), ("Orders", 7));
    assert_eq!((node(&loaded, "shop").name.as_str(), node(&loaded, "shop").at), ("shop", Point::new(0.0, 40.0)));
    assert_eq!(node(&loaded, "shop").config, Config::from([("Mode", "DOWN".into())]));
    assert_eq!((node(&loaded, "orders").name.as_str(), node(&loaded, "orders").at.x), ("All orders", 200.5));
    let wire = &wires[&WireId::new("w1")];
    assert_eq!((wire.out.as_str(), wire.into.as_str()), ("out", "queues"));
    assert_eq!(wire.config, Config::from([("Enabled", false.into()), ("WaitTime", 5.into())]));
    let patch = Config::from([("WaitTime", 1.into())]);
    let hurry = Happening {
        at: 120_000_000,
        node: "shop".into(),
        what: What::Set { patch, lasts: Some(5_400_000_000) },
        label: "Hurry".into(),
    };
    let with = Config::from([("MaxNumberOfMessagesPerSecond", 9.into())]);
    let purge = Happening {
        at: 90_500_000,
        node: "shop".into(),
        what: What::Do { command: "Purge".into(), with },
        label: String::new(),
    };
    assert_eq!(*happenings, [hurry, purge]);
}

#[test]
fn a_document_is_written_a_line_a_thing_and_without_what_goes_without_saying() {
    let loaded = with(
        json!([
            {"id": "b", "service": "sink", "at": [220, 40]},
            {"id": "a", "service": "gadget", "name": "The shop", "at": [0.5, 40], "config": {"WaitTime": 60, "Share": 0.25}},
        ]),
        json!([{"from": "a", "to": "b"}]),
    );
    let lines = [
        "{",
        "  \"signalbox\": 1,",
        "  \"title\": \"T\",",
        "  \"seed\": 7,",
        "  \"nodes\": [",
        "    {",
        "      \"id\": \"a\",",
        "      \"service\": \"gadget\",",
        "      \"name\": \"The shop\",",
        "      \"at\": [0.5, 40],",
        "      \"config\": {\"Share\": 0.25, \"WaitTime\": 60}",
        "    },",
        "    {\"id\": \"b\", \"service\": \"sink\", \"at\": [220, 40]}",
        "  ],",
        "  \"wires\": [",
        "    {\"from\": \"a.out\", \"to\": \"b.topics\"}",
        "  ]",
        "}\n",
    ];
    assert_eq!(write(&loaded.diagram, &catalog()), lines.join("\n"));
}

#[test]
fn ports_left_out_mean_the_first_joint_even_where_it_is_taken() {
    // `out` takes one wire; two documents' wires at it are a problem for the checks, not for the reader.
    let nodes = json!([
        {"id": "a", "service": "gadget", "at": [0, 0]},
        {"id": "b", "service": "gadget", "at": [0, 0]},
        {"id": "c", "service": "sink", "at": [0, 0]},
    ]);
    let wires = json!([
        {"from": "a", "to": "b"}, {"from": "a", "to": "c"}, {"from": "a.more", "to": "c"}, {"from": "b", "to": "c.queues"},
    ]);
    let loaded = with(nodes, wires);
    let ports = |id: &str| {
        let wire = &loaded.diagram.wires[&WireId::new(id)];
        (wire.out.clone(), wire.into.clone())
    };
    assert_eq!(ports("a-b"), ("out".into(), "in".into()));
    assert_eq!(ports("a-c"), ("out".into(), "topics".into()));
    assert_eq!(ports("a-c2"), ("more".into(), "queues".into()));
    assert_eq!(ports("b-c"), ("out".into(), "queues".into()));
    assert_eq!(loaded.repairs, Vec::<String>::new());
}

#[test]
fn ids_that_miss_or_clash_are_made_up_and_said() {
    let loaded = with(
        json!([
            {"service": "sink", "name": "X", "at": [0, 0]},
            {"id": "X", "service": "gadget", "at": [1, 0]},
            {"id": "X", "service": "gadget", "at": [2, 0]},
            {"id": "X2", "service": "gadget", "at": [3, 0]},
            {"service": "sink", "at": [4, 0]},
            {"id": 5, "service": "sink", "at": [5, 0]},
        ]),
        json!([{"id": "w", "from": "X", "to": "X2"}, {"id": "w", "from": "X2", "to": "X"}]),
    );
    let at: Vec<_> = loaded.diagram.nodes.iter().map(|(id, node)| (id.as_str(), node.at.x)).collect();
    assert_eq!(at, [("5", 5.0), ("Old sink", 4.0), ("X", 1.0), ("X2", 3.0), ("X3", 0.0), ("X4", 2.0)]);
    let ids: Vec<_> = loaded.diagram.wires.keys().map(WireId::as_str).collect();
    assert_eq!(ids, ["w", "w2"]);
    assert_eq!(
        loaded.repairs,
        [
            "Node 1 has no id; it is “X3” now.",
            "Two nodes have the id “X”; the second is “X4” now.",
            "Node 5 has no id; it is “Old sink” now.",
            "Two wires have the id “w”; the second is “w2” now.",
        ]
    );
}

#[test]
fn wires_and_happenings_without_their_nodes_are_left_out_and_named() {
    let loaded = read(json!({
        "signalbox": 1,
        "nodes": [{"id": "a", "service": "gadget", "at": [0, 0]}],
        "wires": [{"from": "a.out", "to": "till.in"}, {"from": "a.out"}, {"from": 7, "to": "a"}],
        "happenings": [
            {"at": "1m", "node": "till", "set": {}},
            {"at": "soon", "node": "a", "set": {}},
            {"at": "1m", "node": "a"},
            {"node": "a", "do": "Purge"},
        ],
    }));
    assert!(loaded.diagram.wires.is_empty() && loaded.diagram.happenings.is_empty());
    assert_eq!(
        loaded.repairs,
        [
            "Wire 1 was left out: there is no node “till”.",
            "Wire 2 was left out: it has no “to”.",
            "Wire 3 was left out: its “from” should be “node.port”; it is 7.",
            "Happening 1 was left out: there is no node “till”.",
            "Happening 2 was left out: “at”: “soon” is not a length of time. Write it as 90s, 10m, 1h30m or 2d, or as a \
             number of seconds.",
            "Happening 3 was left out: it neither sets anything (“set”) nor gives a command (“do”).",
            "Happening 4 was left out: it does not say when: give “at”, such as \"2m\".",
        ]
    );
}

#[test]
fn values_become_what_they_plainly_mean_and_others_stay() {
    let config = json!({
        "WaitTime": "2m", "MaximumConcurrency": "20", "Enabled": "false", "Share": "0.5",
        "FilterPolicy": {"status": ["PAID"]}, "Mode": "BROKEN", "Colour": [1, 2], "Note": null,
    });
    let loaded = with(json!([{"id": "a", "service": "gadget", "at": [0, 0], "config": config}]), json!([]));
    let expected = Config::from([
        ("WaitTime", 120.into()),
        ("MaximumConcurrency", 20.into()),
        ("Enabled", false.into()),
        ("Share", 0.5.into()),
        ("FilterPolicy", "{\"status\":[\"PAID\"]}".into()),
        // No word of the choice: it stays, the default holds, and the checks will say so.
        ("Mode", "BROKEN".into()),
        ("Colour", "[1,2]".into()),
    ]);
    assert_eq!(node(&loaded, "a").config, expected);
    assert_eq!(
        loaded.repairs,
        [
            "Colour of the node “a” was a list; it is kept as text.",
            "Enabled of the node “a” was “false”; it is false now.",
            "MaximumConcurrency of the node “a” was “20”; it is 20 now.",
            "Note of the node “a” has no value; its default holds.",
            "Share of the node “a” was “0.5”; it is 0.5 now.",
            "WaitTime of the node “a” was “2m”; it is 120 now.",
        ]
    );
}

#[test]
fn unknown_services_and_properties_are_saved_back_unchanged() {
    let given = json!([{"id": "a", "service": "quantum_queue", "at": [0, 0], "config": {"Spin": "up", "Depth": 2.5}}]);
    let loaded = with(given, json!([{"from": "a.there", "to": "a.back"}]));
    assert_eq!(loaded.repairs, Vec::<String>::new());
    let again = load(&write(&loaded.diagram, &catalog()), &catalog()).expect("a document of our own");
    assert_eq!(again, loaded);
    assert_eq!(node(&again, "a").service, "quantum_queue");
    assert_eq!(node(&again, "a").config.get("Depth"), Some(&Value::Real(2.5)));
}

#[test]
fn nodes_without_a_place_stand_in_a_row_below_the_others() {
    let loaded = with(
        json!([
            {"id": "a", "service": "sink", "at": [40, 100]}, {"id": "b", "service": "sink"}, {"id": "c", "service": "sink"},
            {"id": "d", "service": "sink", "at": "left"},
        ]),
        json!([]),
    );
    let at = |id: &str| node(&loaded, id).at;
    assert!(at("b").y >= 200.0 && at("b").y == at("c").y && at("c").y == at("d").y);
    assert!(at("b").x == 40.0 && at("c").x > at("b").x && at("d").x > at("c").x);
    assert_eq!(loaded.repairs, ["The place of the node “d” should be two numbers; it is “left”, and was chosen anew."]);
}

#[test]
fn a_document_of_a_newer_version_is_read_as_far_as_it_is_understood() {
    let loaded = read(json!({
        "signalbox": 9, "title": "T", "theme": "dark", "nodes": [{"id": "a", "service": "sink", "at": [0, 0], "shape": "round"}],
    }));
    assert_eq!(loaded.diagram.nodes.len(), 1);
    assert_eq!(
        loaded.repairs,
        [
            "The document was made by a newer version of Signalbox (format 9, this one knows 1); what this version does not \
             know was left out.",
            "This version does not know “shape” of the node “a”; it was left out.",
            "This version does not know “theme” of the document; it was left out.",
        ]
    );
}

#[test]
fn what_is_no_document_is_refused_with_what_where_and_what_next() {
    for (text, what, next) in [
        ("", "the text is empty", "Choose a document or paste a link."),
        ("hello", "neither a Signalbox document nor a link", "all of it was copied"),
        ("{\"signalbox\": 1,\n \"nodes\": [}", "line 2 column 12", "undamaged copy"),
        ("{\"Resources\": {}}", "not a Signalbox document", "saved by Signalbox"),
        ("https://example.com/#1", "the design is missing", "Copy the whole link once more"),
        ("https://example.com/#1abcdefgh", "damaged or cut on its way; 8 characters", "Copy the whole link once more"),
    ] {
        let error = refused(text);
        assert!(error.what.contains(what), "{text}: {error}");
        assert!(error.next.contains(next), "{text}: {error}");
    }
}

#[test]
fn garbage_gives_a_bounded_list_of_repairs() {
    let loaded = with(json!(vec![7; 5_000]), json!([]));
    assert_eq!(loaded.repairs.len(), 101);
    assert_eq!(loaded.repairs[100], "And 4900 more repairs of these kinds.");
}

/// Changes one place of a document: removes it, or puts something else there.
fn mutate(value: &mut Json, steps: &[prop::sample::Index], with: &Json) {
    let Some((step, rest)) = steps.split_first() else {
        *value = with.clone();
        return;
    };
    match value {
        Json::Array(items) if !items.is_empty() => {
            let n = step.index(items.len());
            mutate(&mut items[n], rest, with);
        }
        Json::Object(map) if !map.is_empty() => {
            let key = map.keys().nth(step.index(map.len())).cloned().expect("a key");
            if rest.is_empty() && *with == json!("gone") {
                map.remove(&key);
            } else {
                mutate(&mut map[&key], rest, with);
            }
        }
        other => *other = with.clone(),
    }
}

fn junk() -> impl Strategy<Value = Json> {
    prop_oneof![
        prop::sample::select(vec![
            json!(null),
            json!("gone"),
            json!(""),
            json!([]),
            json!({}),
            json!(-1e300),
            json!(u64::MAX),
            json!(true),
            json!([{}, [1], "x"]),
            json!({"id": {"id": 1}, "from": [], "at": [1]}),
        ]),
        "\\PC{0,8}".prop_map(Json::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 64 } else { 4_000 }))]

    #[test]
    fn a_document_gives_back_the_diagram_that_it_was_made_of(diagram in diagrams(false)) {
        let text = write(&diagram, &catalog());
        let loaded = load(&text, &catalog()).expect("a document of our own");
        prop_assert_eq!(&loaded.diagram, &diagram);
        prop_assert_eq!(loaded.repairs, Vec::<String>::new());
        prop_assert_eq!(write(&loaded.diagram, &catalog()), text);
    }

    #[test]
    fn a_build_that_knows_no_service_loses_nothing(diagram in diagrams(false)) {
        let loaded = load(&write(&diagram, &bare()), &bare()).expect("a document of our own");
        prop_assert_eq!(loaded.diagram, diagram);
    }

    #[test]
    fn a_document_that_was_tampered_with_is_repaired_once_and_for_all(
        diagram in diagrams(true),
        changes in prop::collection::vec((prop::collection::vec(any::<prop::sample::Index>(), 1..5), junk()), 0..4),
    ) {
        let mut document: Json = serde_json::from_str(&write(&diagram, &catalog())).expect("JSON");
        for (steps, with) in &changes {
            mutate(&mut document, steps, with);
        }
        if let Ok(loaded) = load(&document.to_string(), &catalog()) {
            let again = load(&write(&loaded.diagram, &catalog()), &catalog()).expect("a document of our own");
            prop_assert_eq!(again.diagram, loaded.diagram);
            prop_assert_eq!(again.repairs, Vec::<String>::new());
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,60}|#1[A-Za-z0-9_-]{0,40}|[{\\[\\]},:\"a-z0-9 ]{0,40}", bytes in any::<Vec<u8>>()) {
        let _ = load(&text, &catalog());
        let _ = load(&String::from_utf8_lossy(&bytes), &catalog());
    }
}
