//! Stories of small runs, against the rules that made them.

use super::*;
use crate::catalog::assemble;
use crate::model::{Diagram, NodeId, Value};
use crate::playback::{Inquiry, Owner, Playback, WhatIf};
use crate::sim::{Kind, Time};
use crate::testing;

fn run(text: &str, seconds: u64) -> (Diagram, Playback) {
    let diagram = testing::diagram(text);
    let mut playback = Playback::new(assemble(&diagram, &testing::catalog()));
    playback.seek(Time(seconds * 1_000_000));
    (diagram, playback)
}

/// One message that is received three times, fails three times, and dies.
const POISON: &str = "
    node p probe Script=\"at 1s send hello\"
    node q sqs VisibilityTimeout=10
    node dead sqs
    node f lambda ErrorPercent=100
    wire p.out -> q.send
    wire q.consumers -> f.source
    wire q.dead_letter_queue -> dead.dead_letters maxReceiveCount=3";

#[test]
fn sqs_7_the_journey_of_a_poison_message_names_the_setting_and_its_value() {
    let (diagram, playback) = run(POISON, 120);
    let asked = Inquiry::new(playback.reel(), 1).answered();
    let journey = Journey::of(&asked, 1, &diagram, &testing::catalog());
    let moved = journey.steps.iter().find(|s| s.rule == "SQS-7").expect("it was moved");
    let setting = moved.setting.as_ref().expect("a setting decided");
    assert_eq!(
        (setting.field.name, &setting.value, setting.default),
        ("maxReceiveCount", &Some(Value::Whole(3)), false)
    );
    assert_eq!(owner_name(&setting.owner, &diagram), "q to dead");
    assert!(moved.fact.is_some_and(|fact| fact.contains("maxReceiveCount")), "{:?}", moved.fact);
    // Hidden for 10 s after each of three receives: it is moved 30 s after the first at the earliest.
    let first = journey.steps.iter().find(|s| s.rule == "SQS-4").expect("it was received");
    assert!(moved.at.since(first.at).as_seconds() >= 30.0, "{:?}", moved.at.since(first.at));
    let hidden = first.setting.as_ref().expect("hidden by a setting");
    assert_eq!((hidden.field.name, hidden.default), ("VisibilityTimeout", false));
    assert_eq!(journey.members.len(), 1);
    assert_eq!(journey.members[0].state, "a dead letter in dead");
    assert_eq!((journey.members[0].body.text(), journey.outcome.dead_lettered), ("hello", 1));
    assert!(journey.steps.windows(2).all(|w| w[0].at <= w[1].at && w[0].until_next == Some(w[1].at.since(w[0].at))));
}

#[test]
fn what_if_a_poison_message_may_be_received_five_times() {
    let (diagram, playback) = run(POISON, 120);
    let wire = diagram.wires.iter().find(|(_, w)| w.out == "dead_letter_queue").map(|(id, _)| id.clone());
    let owner = Owner::Wire(wire.expect("the redrive wire"));
    let what = WhatIf { owner, property: "maxReceiveCount".into(), value: Some(Value::Whole(5)) };
    let was = Inquiry::new(playback.reel(), 1).answered().outcome();
    let would = Inquiry::what_if(playback.reel(), 1, &what).answered().outcome();
    assert_eq!((was.receives, would.receives, would.dead_lettered), (3, 5, 1));
    let said = compare("maxReceiveCount 5", &was, &would);
    assert!(said.starts_with("With maxReceiveCount 5: dead-lettered; 5 receives; last at "), "{said}");
    assert!(said.contains("In this run: dead-lettered; 3 receives"), "{said}");
    // The run itself was not touched.
    assert_eq!(playback.reel().log().len(), 0);
}

#[test]
fn messages_are_found_by_number_text_state_and_way() {
    let (_, playback) = run(
        "node p probe Script=\"at 1s send apple; at 2s send pear; at 3s send apple-pie\"
         node q sqs
         node other sqs
         wire p.out -> q.send",
        30,
    );
    let mut search = Search::new(playback.reel());
    assert!(search.work(&mut || true) && search.progress() == 1.0);
    let find = |query: Query| {
        let (found, all) = search.find(&query, 10);
        assert_eq!(found.len(), all.min(10));
        found.into_iter().map(|f| f.body).collect::<Vec<_>>()
    };
    let text = |text: &str| Query { text: text.into(), ..Query::default() };
    assert_eq!(find(text("APPLE")), ["apple-pie", "apple"], "newest first, whatever the case");
    assert_eq!(find(text("2")), ["pear"]);
    assert_eq!(find(Query { state: Some(State::Waiting), ..Query::default() }).len(), 3);
    assert_eq!(find(Query { state: Some(State::Delivered), ..Query::default() }).len(), 0);
    assert_eq!(find(Query { through: Some(NodeId::new("q")), ..Query::default() }).len(), 3);
    assert_eq!(find(Query { through: Some(NodeId::new("other")), ..Query::default() }).len(), 0);
    assert_eq!(find(Query { from: Some(Time(2_500_000)), ..text("apple") }), ["apple-pie"]);
}

#[test]
fn sns_filters_explain_why_nothing_arrives() {
    let (diagram, playback) = run(
        "node c traffic Rate=5 Arrivals=constant MessageAttributes=\"{'kind':'tea'}\"
         node t sns
         node q sqs
         wire c.requests -> t.publish
         wire t.subscriptions -> q.send FilterPolicy=\"{'kind':['coffee']}\"",
        60,
    );
    let findings = diagnosis(playback.engine(), &diagram, &testing::catalog(), &NodeId::new("q"));
    let filtered = findings.iter().find(|f| f.kind == Kind::Filtered).expect("the filter is named");
    assert!(filtered.text.contains("300 were filtered because of FilterPolicy"), "{}", filtered.text);
    assert!(filtered.text.contains("none went through"), "{}", filtered.text);
}

#[test]
fn a_node_without_wires_and_a_run_without_time_are_explained() {
    let (diagram, playback) = run("node q sqs", 10);
    let of = |node: &str| diagnosis(playback.engine(), &diagram, &testing::catalog(), &NodeId::new(node));
    assert_eq!(of("q").first().map(|f| f.text.as_str()), Some("Nothing is wired to it."));
}

#[test]
fn a_fault_and_a_silent_neighbour_are_named() {
    let (diagram, playback) = run(
        "node c traffic Rate=5 StartAfter=0
         node q sqs
         wire c.requests -> q.send
         at 1s c Rate=0 for 600s",
        400,
    );
    let all = diagnosis(playback.engine(), &diagram, &testing::catalog(), &NodeId::new("q"));
    assert!(all.iter().any(|f| f.text.contains("A timed event is on at c until 10:01.0: Rate 0")), "{all:?}");
    assert!(all.iter().any(|f| f.text.starts_with("c has handled nothing since 00:0")), "{all:?}");
}

#[test]
fn an_interval_is_written_as_csv_and_as_a_sequence() {
    let (_, playback) = run(POISON, 120);
    let engine = playback.engine();
    let all = csv(engine, Time::START, Time(120_000_000), Some(1));
    let lines: Vec<&str> = all.split("\r\n").filter(|l| !l.is_empty()).collect();
    assert_eq!(lines[0], "time_s,node,kind,message,family,rule,setting,text");
    assert!(lines.iter().any(|l| l.contains(",dead-lettered,1,1,SQS-7,maxReceiveCount,")), "{all}");
    assert!(csv(engine, Time(1), Time(2), None).lines().count() == 1, "nothing happens in a microsecond");
    let text = mermaid(engine, Time::START, Time(120_000_000), Some(1));
    assert!(text.starts_with("sequenceDiagram\n    participant n0 as "), "{text}");
    assert!(text.contains("participant n1 as ") && text.contains("->>"), "{text}");
    // Every line names only participants that were introduced.
    for line in text.lines().filter(|l| l.contains("->>")) {
        let (a, rest) = line.trim().split_once("->>").expect("an arrow");
        let b = rest.split_once(':').expect("a text").0;
        assert!(text.contains(&format!("participant {a} ")) && text.contains(&format!("participant {b} ")), "{line}");
    }
}

#[test]
fn a_journey_is_a_picture_of_its_own() {
    let (diagram, playback) = run(POISON, 120);
    let asked = Inquiry::new(playback.reel(), 1).answered();
    let journey = Journey::of(&asked, 1, &diagram, &testing::catalog());
    let picture = svg(&journey, "Message <1>", &|_| "#000000");
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n") && picture.contains("Message &lt;1&gt;"));
    assert_eq!(picture.matches("<rect").count(), journey.steps.len() + 1);
}

#[test]
fn cw_34_a_change_of_an_alarm_keeps_the_data_points_that_decided() {
    let (_, playback) = run(
        "node p probe Script=\"at 1s send a; at 70s send b\"
         node q sqs
         node bell alarm MetricName=NumberOfMessagesSent Statistic=Sum Threshold=1 Period=60 EvaluationPeriods=1 ComparisonOperator=GreaterThanOrEqualToThreshold
         wire p.out -> q.send
         wire q.metrics -> bell.metric",
        400,
    );
    let ix = playback.engine().node(&NodeId::new("bell")).expect("it is there");
    let changes = playback.engine().transitions(ix).expect("it has states");
    let alarm = changes.iter().find(|t| t.to == "ALARM").expect("a minute with a message");
    let breaching: Vec<Option<f64>> = alarm.data.iter().filter(|d| d.breaches).map(|d| d.value).collect();
    assert_eq!(breaching, [Some(1.0)]);
    // The range of an alarm over one period is three periods (CW-33).
    assert!(alarm.data.len() <= 3, "{:?}", alarm.data);
}

/// Ten sends to a queue that nobody polls, in 73 s: a month of 730 hours has 36,000 times as many.
#[test]
fn a_bill_counts_units_and_draws_a_month_out_of_the_run() {
    let sends: Vec<String> = (0..10).map(|n| format!("at {n}s send x")).collect();
    let text = format!("node p probe Script=\"{}\"\nnode q sqs\nwire p.out -> q.send", sends.join(";"));
    let (diagram, playback) = run(&text, 73);
    let bill = |free| bill(playback.engine(), &diagram, &testing::catalog(), free);
    let plain = bill(false);
    assert_eq!(plain.lines.len(), 1);
    let line = &plain.lines[0];
    assert_eq!((line.name.as_str(), line.units, line.price.usd), ("q", 10.0, 0.40));
    assert!((plain.so_far - 10.0 * 0.40 / 1e6).abs() < 1e-15);
    assert!((plain.per_month - 360_000.0 * 0.40 / 1e6).abs() < 1e-9, "{}", plain.per_month);
    assert_eq!(bill(true).per_month, 0.0, "360,000 requests are within the free million");
}

#[test]
fn what_is_free_is_shared_by_the_nodes_that_use_it() {
    // 30 and 10 sends in 73 s are 1,080,000 and 360,000 a month: 440,000 are paid for, three quarters of them by one.
    let sends = |n: usize| (0..n).map(|n| format!("at {n}s send x")).collect::<Vec<_>>().join(";");
    let text = format!(
        "node p probe Script=\"{}\"\nnode q sqs\nwire p.out -> q.send\nnode r probe Script=\"{}\"\nnode s sqs\nwire r.out -> s.send",
        sends(30),
        sends(10)
    );
    let (diagram, playback) = run(&text, 73);
    let bill = bill(playback.engine(), &diagram, &testing::catalog(), true);
    let months: Vec<f64> = bill.lines.iter().map(|line| line.per_month).collect();
    let expected = [330_000.0 * 0.40 / 1e6, 110_000.0 * 0.40 / 1e6];
    assert!(months.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{months:?}");
    assert_eq!(bill.lines[0].name, "q", "the dearest first");
}

#[test]
fn alarms_cost_by_the_month_and_nothing_is_paid_before_the_run() {
    let text = "node p probe\nnode q sqs\nnode a alarm\nwire p.out -> q.send\nwire q.metrics -> a.metric";
    let (diagram, playback) = run(text, 0);
    assert_eq!(bill(playback.engine(), &diagram, &testing::catalog(), false).lines, []);
    let (diagram, playback) = run(text, 3_600);
    let bill = bill(playback.engine(), &diagram, &testing::catalog(), false);
    assert!((bill.per_month - 0.10).abs() < 1e-9 && (bill.so_far - 0.10 / 730.0).abs() < 1e-9, "{bill:?}");
}

#[test]
fn many_units_a_month_are_cheaper_above_their_limits_and_free_ones_come_first() {
    let catalog = testing::catalog();
    let price = |service: &str, what: &str| {
        let prices = catalog.get(service).expect("it is there").prices;
        *prices.iter().find(|price| price.what.starts_with(what)).expect("it has a price")
    };
    let cost = |price: crate::catalog::Price, millions: f64, free: f64| price.of(millions * 1e6, free);
    let near = |cost: f64, dollars: f64| assert!((cost - dollars).abs() < 1e-6, "{cost} is not {dollars}");
    let rest = price("api_gateway", "requests of REST APIs");
    near(cost(rest, 100.0, 0.0), 350.0);
    // 333 million at 3.50, 667 at 2.80, 500 at 2.38 a million.
    near(cost(rest, 1_500.0, 0.0), 333.0 * 3.50 + 667.0 * 2.80 + 500.0 * 2.38);
    near(cost(price("api_gateway", "requests of HTTP APIs"), 301.0, 0.0), 300.0 + 0.90);
    let queue = price("sqs", "requests of standard queues");
    near(cost(queue, 1.0, 1e6), 0.0);
    near(cost(queue, 250_000.0, 1e6), 99_999.0 * 0.40 + 100_000.0 * 0.30 + 50_000.0 * 0.24);
}
