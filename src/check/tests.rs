//! Each kind of problem, found in a small sketch.

use super::testing::{CATALOG, sketch};
use super::*;
use crate::model::{Config, Happening, NodeId, Value, What, WireId};
use std::sync::Arc;

/// The problems as lines "severity spot: what remedy [rule] (field)".
fn found(diagram: &Diagram) -> Vec<String> {
    let line = |p: Problem| {
        let spot = match p.spot {
            Spot::Diagram => "diagram".into(),
            Spot::Node(id) => id.to_string(),
            Spot::Wire(id) => id.to_string(),
            Spot::Happening(n) => format!("event {n}"),
        };
        let rule = if p.rule.is_empty() { String::new() } else { format!(" [{}]", p.rule) };
        let field = if p.field.is_empty() { String::new() } else { format!(" ({})", p.field) };
        format!("{:?} {spot}: {} {}{rule}{field}", p.severity, p.what, p.remedy)
    };
    check(diagram, &CATALOG).into_iter().map(line).collect()
}

fn with(text: &str, node: &str, field: &str, value: impl Into<Value>) -> Diagram {
    let mut d = sketch(text);
    Arc::make_mut(d.nodes.get_mut(&NodeId::new(node)).expect("the node")).config.set(field, value);
    d
}

const SOUND: &str = "src A 0 0; queue B 300 0; fn C 600 0; A>B; B>C";

#[test]
fn a_sound_diagram_has_no_problems() {
    assert_eq!(found(&sketch(SOUND)), Vec::<String>::new());
}

#[test]
fn an_empty_canvas_says_what_to_do() {
    assert_eq!(
        found(&sketch("")),
        ["Hint diagram: The canvas is empty. Drag a service onto it, or press / to find one."]
    );
}

#[test]
fn values_out_of_range_or_of_the_wrong_type() {
    assert_eq!(
        found(&with(SOUND, "B", "VisibilityTimeout", 50_000)),
        ["Error B: B: VisibilityTimeout takes a whole number from 0 to 43200 s; it is 50000. \
          Correct it, or clear it to have the default, 30 s. (VisibilityTimeout)"]
    );
    assert_eq!(
        found(&with(SOUND, "C", "MaximumConcurrency", "many")),
        ["Error C: C: MaximumConcurrency takes a whole number from 2 to 1000; it is many. \
          Correct it, or clear it: it is optional. (MaximumConcurrency)"]
    );
}

#[test]
fn unknown_properties_are_hints_and_a_likely_name_is_said() {
    assert_eq!(
        found(&with(SOUND, "B", "visibilitytimeout", 60)),
        ["Hint B: B: there is no setting “visibilitytimeout”; it has no effect. \
          Perhaps VisibilityTimeout is meant; otherwise remove it. (visibilitytimeout)"]
    );
    assert_eq!(
        found(&with(SOUND, "B", "Colour", "red")),
        ["Hint B: B: there is no setting “Colour”; it has no effect. Remove it. (Colour)"]
    );
}

#[test]
fn a_field_that_is_not_shown_is_not_judged() {
    let hidden = with(SOUND, "B", "DeduplicationScope", "nonsense");
    assert_eq!(found(&hidden), Vec::<String>::new());
    let mut shown = hidden;
    Arc::make_mut(shown.nodes.get_mut(&NodeId::new("B")).expect("the node")).config.set("FifoQueue", true);
    assert_eq!(
        found(&shown),
        ["Error B: B: DeduplicationScope takes one of queue, messageGroup; it is nonsense. \
          Correct it, or clear it to have the default, queue. (DeduplicationScope)"]
    );
}

#[test]
fn texts_in_a_language_have_to_parse() {
    let lines = found(&with(SOUND, "A", "Body", "{\"a\": }"));
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("Error A: A: Body is not a valid JSON. "), "{}", lines[0]);
    assert!(lines[0].ends_with(". Correct the JSON, or clear it. (Body)"), "{}", lines[0]);
    assert_eq!(found(&with(SOUND, "A", "Body", "{\"a\": [1, null]}")), Vec::<String>::new());
    assert_eq!(found(&with(SOUND, "A", "Body", "  ")), Vec::<String>::new());
}

/// A wire's settings in every language, each with a text that is in it and one that is not.
#[test]
fn every_language_is_read_by_its_reader() {
    let cases = [
        ("EventPattern", r#"{"source": ["shop"]}"#, r#"{"source": "shop"}"#),
        ("FilterPolicy", r#"{"status": ["PAID"]}"#, r#"{"status": "PAID"}"#),
        ("Template", "order {{counter}}", "order {{count}}"),
        ("Derived", r#"{"id": {{body.id}}}"#, "{{counter}}"),
        ("AlarmRule", "ALARM(a) AND OK(b)", "ALARM(a) BUT OK(b)"),
        ("Expression", "100 * errors / calls", "100 * / calls"),
    ];
    for (field, good, bad) in cases {
        assert_eq!(found(&with("text X 0 0", "X", field, good)), Vec::<String>::new(), "{field}: {good}");
        let lines = found(&with("text X 0 0", "X", field, bad));
        assert_eq!(lines.len(), 1, "{field}: {bad}");
        assert!(lines[0].starts_with(&format!("Error X: X: {field} is not a valid ")), "{}", lines[0]);
    }
}

#[test]
fn a_filter_policy_is_read_in_its_scope() {
    // SNS-25: only a policy for the body may be nested.
    let mut d = with("text X 0 0", "X", "FilterPolicy", r#"{"order": {"status": ["PAID"]}}"#);
    assert!(found(&d)[0].starts_with("Error X: X: FilterPolicy is not a valid filter policy."), "{:?}", found(&d));
    Arc::make_mut(d.nodes.get_mut(&NodeId::new("X")).expect("the node")).config.set("FilterPolicyScope", "MessageBody");
    assert_eq!(found(&d), Vec::<String>::new());
}

#[test]
fn a_pattern_that_is_too_long_for_the_default_quota_is_a_warning() {
    let long = format!(r#"{{"source": ["{}"]}}"#, "x".repeat(2_048));
    let lines = found(&with("text X 0 0", "X", "EventPattern", long.as_str()));
    assert_eq!(
        lines,
        ["Warning X: X: EventPattern: The pattern has 2064 characters; a rule takes 2048 unless the quota is raised. \
          Leave out white space, or split the rule. (EventPattern)"]
    );
}

#[test]
fn an_unknown_service_is_kept_and_its_wires_are_not_judged() {
    let d = sketch("mystery M 0 0; queue B 300 0; fn C 600 0; M.x>B.sent; B>C");
    assert_eq!(
        found(&d),
        [
            "Warning M: M: this version knows no service “mystery”. The node is kept and saved unchanged, but takes no part \
          in the run, and neither do its wires. Replace it with a service of the palette, or open it in a newer version."
        ]
    );
}

#[test]
fn the_service_itself_is_asked() {
    assert_eq!(
        found(&sketch("src A 0 0; queue B 300 0; A>B")),
        ["Warning B: Nobody polls B. Wire it to a function. [SQS-1]"]
    );
}

#[test]
fn nodes_without_wires_and_with_the_same_name_are_hints() {
    let mut d = sketch("src A 0 0; queue B 300 0; fn C 600 0; A>B; B>C; fn D 0 300");
    Arc::make_mut(d.nodes.get_mut(&NodeId::new("D")).expect("the node")).name = "C".into();
    assert_eq!(
        found(&d),
        [
            "Hint C: 2 nodes are called C. Rename all but one, so that lists and logs can be told apart.",
            "Hint D: Nothing is wired to C. Drag from a port to another node, or delete it.",
            "Hint D: 2 nodes are called C. Rename all but one, so that lists and logs can be told apart.",
        ]
    );
}

#[test]
fn too_many_wires_at_a_port() {
    let d = sketch("queue A 0 0; queue B 300 0; queue C 300 200; A.redrive>B.redriven; A.redrive>C.redriven");
    assert_eq!(found(&d), ["Error A: A: “dead letters” takes at most 1, but 2 wires end there. Delete 1 of them."]);
}

#[test]
fn wires_whose_ends_do_not_fit() {
    let no_role = sketch("src A 0 0; topic T 300 0; A.send>T.published");
    assert_eq!(
        found(&no_role),
        ["Error A-T: The wire from A to T carries nothing: “sends messages” sends messages to queues, \
          “takes messages” takes Publish calls. Join “publishes” to “takes messages” instead."]
    );
    let no_port = sketch("src A 0 0; fn C 300 0; A.shout>C.invoked");
    assert_eq!(
        found(&no_port),
        ["Error A-C: The wire from A to C carries nothing: Customers has no out port “shout”. \
          Delete it and connect the two nodes anew."]
    );
    let backwards = sketch("queue A 0 0; topic B 300 0; A.poll>B.published");
    let remedy = "A queue is polled, it does not publish.";
    assert!(found(&backwards)[0].contains(remedy), "{:?}", found(&backwards));
    let mut loose = sketch("src A 0 0; fn C 300 0; A>C");
    loose.nodes.remove(&NodeId::new("C"));
    assert_eq!(found(&loose), ["Error A-C: The wire from A to C ends at “C”, which is not in the diagram. Delete it."]);
    let itself = sketch("fn C 300 0; C.call>C.invoked");
    assert_eq!(found(&itself), ["Error C-C: The wire from C to C joins a node with itself. Delete it."]);
}

#[test]
fn a_wire_drawn_twice() {
    let d = sketch("src A 0 0; queue B 300 0; fn C 600 0; A>B; A.send>B.sent; B>C");
    assert_eq!(found(&d), ["Error A-B2: The wire from A to B is drawn twice. Delete one of the two."]);
}

#[test]
fn settings_of_wires() {
    let mut d = sketch(SOUND);
    Arc::make_mut(d.wires.get_mut(&WireId::new("B-C")).expect("the wire")).config.set("BatchSize", 11);
    assert_eq!(
        found(&d),
        ["Error B-C: The wire from B to C: BatchSize takes a whole number from 1 to 10 s; it is 11. \
          Correct it, or clear it to have the default, 10 s. (BatchSize)"]
    );
}

#[test]
fn happenings_for_nobody_or_with_unknown_commands_or_silly_settings() {
    let mut d = sketch(SOUND);
    let event = |node: &str, label: &str, what: What| Happening {
        at: 65_000_000,
        node: NodeId::new(node),
        what,
        label: label.into(),
    };
    let set =
        |field: &str, value: i64, lasts: Option<u64>| What::Set { patch: Config::from([(field, value.into())]), lasts };
    let command = |command: &str, with: Config| What::Do { command: command.into(), with };
    d.happenings = vec![
        event("Gone", "sale", set("Rate", 5, None)),
        event("B", "", set("VisibilityTimeout", -1, None)),
        event("B", "", set("VisibilityTimeout", 1, Some(0))),
        event("B", "", command("Explode", Config::default())),
        event("A", "", command("Explode", Config::default())),
        event("B", "", command("StartMessageMoveTask", Config::from([("MaxNumberOfMessagesPerSecond", 501.into())]))),
        event("B", "", command("StartMessageMoveTask", Config::default())),
        event("B", "", What::Set { patch: Config::default(), lasts: None }),
    ];
    assert_eq!(
        found(&d),
        [
            "Error event 0: The event “sale”: there is no node “Gone”; nothing will happen. \
             Choose another node, or remove the event.",
            "Error event 1: The event at 1:05 for B: VisibilityTimeout takes a whole number from 0 to 43200 s; it is -1. \
             Correct it, or clear it to have the default, 30 s. (VisibilityTimeout)",
            "Error event 3: The event at 1:05 for B: B knows no command “Explode”. Choose one of StartMessageMoveTask.",
            "Error event 4: The event at 1:05 for A: A knows no command “Explode”. Remove the event: it takes no commands.",
            "Error event 5: The event at 1:05 for B: MaxNumberOfMessagesPerSecond takes a whole number from 1 to 500; it is \
             501. Correct it, or clear it: it is optional. (MaxNumberOfMessagesPerSecond)",
            "Warning event 2: The event at 1:05 for B: it lasts no time at all. Say how long it lasts, or that it stays.",
            "Hint event 7: The event at 1:05 for B: it sets nothing. Choose a setting, or remove the event.",
        ]
    );
}

#[test]
fn errors_come_first_then_spots_in_order() {
    let mut d = with("src A 0 0; queue B 300 0; fn C 600 0; fn D 0 300; A>B; B>C", "C", "MaximumConcurrency", 1);
    Arc::make_mut(d.nodes.get_mut(&NodeId::new("A")).expect("the node")).config.set("Rate", -1);
    let order: Vec<_> = check(&d, &CATALOG).into_iter().map(|p| (p.severity, p.spot)).collect();
    let node = |id: &str| Spot::Node(NodeId::new(id));
    assert_eq!(order, [(Severity::Error, node("A")), (Severity::Error, node("C")), (Severity::Hint, node("D"))]);
}
