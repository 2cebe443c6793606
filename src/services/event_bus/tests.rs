//! The rules of a bus, a test each.

use crate::catalog::{Look, Severity};
use crate::model::NodeId;
use crate::testing::{catalog, diagram, run};

/// A sender `a`, a bus `b` whose calls take no time, and what `rest` adds.
fn bench(script: &str, bus: &str, wire: &str, rest: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node b event_bus LatencyMedian=0 LatencyP99=0 {bus}
         wire a.out -> b.events {wire}
         {rest}"
    )
}

/// A rule `name` with these settings that delivers without delay to a probe `z` of the same name.
fn rule(name: &str, settings: &str) -> String {
    format!(
        "node {name} event_rule LatencyMedian=0 LatencyP99=0 RetryJitterPercent=0 {settings}
         node z{name} probe Script=\"answer 200\"
         wire b.rules -> {name}.bus
         wire {name}.targets -> z{name}.in\n"
    )
}

#[test]
fn the_body_becomes_the_detail_of_an_event_with_the_wires_source_and_type() {
    let r =
        run(&bench("at 61s send {`total`:5}", "", "Source=shop.orders DetailType=OrderPlaced", &rule("r", "")), "62s");
    let log = r.log("zr").remove(0);
    let event: serde_json::Value =
        serde_json::from_str(log.strip_prefix("61 asked ").expect("an event")).expect("JSON");
    assert_eq!((&event["source"], &event["detail-type"]), (&"shop.orders".into(), &"OrderPlaced".into()));
    assert_eq!((&event["detail"]["total"], &event["time"]), (&5.into(), &"2026-01-01T00:01:01Z".into()));
    let id = event["id"].as_str().expect("an id");
    let answer = format!("61 answered 200 {{\"FailedEntryCount\":0,\"Entries\":[{{\"EventId\":\"{id}\"}}]}}");
    assert_eq!(r.log("a"), [answer], "the sender learns the id of its event");
    assert_eq!((r.census().created, r.census().delivered), (2, 2), "the event, and its copy for the target");
}

#[test]
fn ids_differ_and_equal_runs_have_equal_ids() {
    let ids = || {
        let log = run(&bench("at 0s send {}; at 1s send {}", "", "", &rule("r", "InputPath=$.id")), "2s").log("zr");
        log.into_iter().map(|line| line[line.find("\"id\"").expect("an id")..][..44].to_owned()).collect::<Vec<_>>()
    };
    let (one, other) = (ids(), ids());
    assert_eq!(one, other);
    assert_ne!(one[0], one[1]);
}

#[test]
fn eb_1_3_a_bad_entry_fails_although_the_call_answers_200() {
    let malformed = ("MalformedDetail", "Detail is malformed.");
    let reserved = ("NotAuthorizedForSourceException", "Not authorized for the source.");
    for (script, wire, (code, message)) in [
        ("at 0s send hello", "", malformed),
        ("at 0s send [1,2]", "", malformed),
        ("at 0s send {}", "Source=aws.orders", reserved),
        ("at 0s send {}", "Source={{body.source}}", reserved),
    ] {
        let script = script.replace("send {}", "send {`source`:`aws.orders`}");
        let r = run(&bench(&script, "", wire, &rule("r", "")), "1s");
        let entry = format!("{{\"ErrorCode\":\"{code}\",\"ErrorMessage\":\"{message}\"}}");
        assert_eq!(r.log("a"), [format!("0 answered 200 {{\"FailedEntryCount\":1,\"Entries\":[{entry}]}}")]);
        assert_eq!((r.census().created, r.value("b", "PutEventsFailedEntriesCount")), (0, 1.0));
        assert_eq!(r.value("b", "PutEventsApproximateSuccessCount"), 1.0);
    }
}

#[test]
fn an_entry_without_source_fails() {
    let r = run(&bench("at 0s send {}", "", "Source={{body.source}}", &rule("r", "")), "1s");
    assert_eq!((r.census().created, r.value("b", "PutEventsFailedEntriesCount")), (0, 1.0));
}

#[test]
fn eb_2_an_entry_above_1_mb_fails_the_request() {
    let big = format!("{{`a`:`{}`}}", "x".repeat(1_048_576));
    let r = run(&bench(&format!("at 0s send {big}"), "", "", &rule("r", "")), "1s");
    assert_eq!(r.log("a"), ["0 failed 400 Client ValidationException"]);
    assert_eq!((r.census().created, r.value("b", "PutEventsApproximateFailedCount")), (0, 1.0));
}

#[test]
fn eb_4_requests_above_the_quota_are_throttled() {
    let sends = |at: &str| vec![format!("at {at} send {{}}"); 15].join(";");
    let r = run(&bench(&(sends("0s") + ";" + &sends("1s")), "PutEventsRate=10", "", &rule("r", "")), "2s");
    // A full bucket of 10, and 10 more after a second.
    assert_eq!((r.value("b", "PutEventsApproximateThrottledCount"), r.value("b", "MatchedEvents")), (10.0, 20.0));
    assert!(r.log("a").contains(&"0 failed 400 Throttled ThrottlingException".to_owned()));
}

#[test]
fn eb_4_the_quota_is_one_of_all_buses() {
    let sends = |at: &str| vec![format!("at {at} send {{}}"); 8].join("; ");
    let scenario = format!(
        "node b event_bus PutEventsRate=10\nnode c event_bus BusType=custom\nnode p probe Script=\"{}\"\nnode q probe Script=\"{}\"\nwire p.out -> b.events\nwire q.out -> c.events",
        sends("0s"),
        sends("1ms"),
    );
    let r = run(&scenario, "50ms");
    let throttled = |bus| r.value(bus, "PutEventsApproximateThrottledCount");
    assert_eq!((throttled("b"), throttled("c")), (0.0, 6.0));
}

#[test]
fn eb_5_an_event_that_no_rule_matches_is_dropped_silently() {
    let r = run(&bench("at 0s send {}", "", "", ""), "1s");
    assert_eq!((r.census().filtered, r.times("b", "EB-5")), (1, vec![0.0]), "no rules at all");
    let others = rule("r", "EventPattern=\"{'source':['bank']}\"") + &rule("s", "State=DISABLED");
    let r = run(&bench("at 0s send {}", "", "Source=shop", &others), "1s");
    assert_eq!((r.census().filtered, r.census().created), (1, 1));
    assert!(r.log("a")[0].starts_with("0 answered 200 {\"FailedEntryCount\":0,"), "the sender is not told");
    assert_eq!((r.value("b", "UnmatchedEvents"), r.value("b", "EventUnits")), (1.0, 1.0), "it is billed");
}

#[test]
fn eb_7_an_event_that_is_forwarded_to_another_bus_stays_as_it_is() {
    let rest = "node f event_rule LatencyMedian=0 LatencyP99=0
                node c event_bus LatencyMedian=0 LatencyP99=0
                node g event_rule LatencyMedian=0 LatencyP99=0
                node z probe Script=\"answer 200\"
                wire b.rules -> f.bus
                wire f.targets -> c.events Input=1
                wire c.rules -> g.bus
                wire g.targets -> z.in\n";
    let r = run(&bench("at 0s send {}", "", "Source=shop", &(rule("r", "") + rest)), "1s");
    assert_eq!(r.log("z"), r.log("zr"), "the same id, source and detail, whatever Input says");
    assert_eq!((r.value("c", "MatchedEvents"), r.value("c", "EventUnits")), (1.0, 0.0), "forwarding is free");
}

#[test]
fn eb_17_rules_that_set_each_other_off_are_remarked_on_at_the_hundredth_event() {
    let rest = "node f event_rule LatencyMedian=10 LatencyP99=0
                node c event_bus LatencyMedian=0 LatencyP99=0
                node g event_rule LatencyMedian=10 LatencyP99=0
                wire b.rules -> f.bus
                wire f.targets -> c.events
                wire c.rules -> g.bus
                wire g.targets -> b.events";
    let r = run(&bench("at 0s send {}", "", "", rest), "3s");
    // Once round takes two rules of 10 ms; the first event is the one that was put.
    assert_eq!(r.times("b", "EB-17"), [2.0]);
    assert_eq!(r.value("b", "PutEventsApproximateCallCount"), 1.0);
}

#[test]
fn every_rule_sees_every_event() {
    let both = rule("r", "EventPattern=\"{'detail':{'total':[{'numeric':['>',10]}]}}\"") + &rule("s", "");
    let r = run(&bench("at 0s send {`total`:5}; at 1s send {`total`:50}", "", "", &both), "2s");
    assert_eq!((r.log("zr").len(), r.log("zs").len()), (1, 2));
    assert_eq!((r.value("b", "MatchedEvents"), r.value("r", "MatchedEvents")), (2.0, 1.0));
    let why = r.notes("r", "EB-8");
    assert_eq!(why[0], "0 no match: the pattern wants another detail");
}

/// What the bus's own check finds.
fn findings(scenario: &str) -> Vec<(Severity, &'static str)> {
    let (d, id) = (diagram(scenario), NodeId::new("b"));
    let look = Look::at_node(&d, &id, &crate::testing::catalog()).expect("a bus");
    (super::SERVICE.check)(&look).into_iter().map(|f| (f.severity, f.rule)).collect()
}

#[test]
fn its_check_finds_what_fails_every_entry() {
    let of = |wire: &str| findings(&bench("", "", wire, &rule("r", "")));
    assert_eq!(of(""), []);
    assert_eq!(of("Source=aws.orders"), [(Severity::Error, "EB-3")]);
    assert_eq!(of("Source=\"\""), [(Severity::Error, "EB-1")]);
    assert_eq!(of("DetailType={{body"), [(Severity::Warning, "")]);
    assert_eq!(findings(&bench("", "", "", "")), [(Severity::Warning, "EB-5")], "no rules");
}

#[test]
fn a_bus_cannot_be_wired_to_a_queue_and_the_refusal_says_what_to_do() {
    let d = diagram("node b event_bus\nnode q sqs\nnode t sns");
    for to in ["q", "t"] {
        let refusal = catalog().joints(&d, &NodeId::new("b"), &NodeId::new(to)).expect_err("no common role");
        assert!(refusal.instead.contains("Put a rule between them"), "{refusal}");
    }
}

#[test]
fn eb_5_the_card_says_that_nothing_matches() {
    let r = run(&bench("at 0s send {}; at 5s send {}", "", "", &rule("r", "State=DISABLED")), "6s");
    let bus = r.engine.node(&NodeId::new("b")).expect("a bus");
    assert_eq!(r.engine.status(bus).notice.map(|n| n.rule), Some("EB-5"));
}

#[test]
fn attributes_called_source_and_detail_type_go_before_the_wires_settings() {
    let r = run(&bench("at 0s send {} source=lambda detail-type=Done", "", "Source=shop", &rule("r", "")), "1s");
    let log = r.log("zr").remove(0);
    assert!(log.contains("\"detail-type\":\"Done\",\"source\":\"lambda\""), "{log}");
}

#[test]
fn eb_7_cw_56_an_alarms_event_is_taken_whole_and_costs_nothing() {
    let rest = rule("r", "EventPattern=\"{'source':['aws.cloudwatch'],'detail':{'state':{'value':['ALARM']}}}\"");
    let alarm = "node w alarm\nwire w.events -> b.events\nat 5s w do SetAlarmState StateValue=ALARM StateReason=drill";
    let r = run(&(bench("", "PutEventsRate=1", "", &rest) + alarm), "6s");
    let log = r.log("zr").remove(0);
    let event: serde_json::Value = serde_json::from_str(log.strip_prefix("5 asked ").expect("an event")).expect("JSON");
    assert_eq!((&event["detail-type"], &event["version"]), (&"CloudWatch Alarm State Change".into(), &"0".into()));
    assert!(event["id"].as_str().is_some_and(|id| id.len() == 36));
    assert_eq!((r.value("b", "EventUnits"), r.value("b", "PutEventsApproximateCallCount")), (0.0, 0.0));
}

#[test]
fn eb_1_the_entries_of_a_call_succeed_or_fail_by_themselves_and_in_order() {
    let entries = "{`Entries`:[{`Source`:`shop`,`DetailType`:`A`,`Detail`:`{}`},{`Source`:`aws.x`,`DetailType`:`B`,`Detail`:{}},{`DetailType`:`C`,`Detail`:{`n`:1}},{`Detail`:`no`}]}";
    let r = run(&bench(&format!("at 0s send {entries}"), "", "Source=wire DetailType=D", &rule("r", "")), "1s");
    let sources: Vec<bool> = r.log("zr").iter().map(|line| line.contains("\"source\":\"shop\"")).collect();
    assert_eq!(sources, [true, false], "the third takes its source from the wire");
    let sums = ["PutEventsApproximateCallCount", "PutEventsApproximateSuccessCount", "PutEventsEntriesCount", "PutEventsFailedEntriesCount", "EventUnits"];
    assert_eq!(sums.map(|metric| r.value("b", metric)), [1.0, 1.0, 4.0, 2.0, 2.0]);
    assert_eq!(r.notes("b", "EB-1")[0], "0 PutEvents with 4 entries answers 200: FailedEntryCount is 2");
    assert_eq!(r.notes("b", "EB-3").len(), 2);
    assert_eq!(r.log("a"), ["0 answered 200"], "a long body, in which a failed entry is easily overlooked");
}

#[test]
fn eb_1_4_a_call_of_ten_entries_costs_one_request_of_the_quota_and_eleven_are_refused() {
    let call = |n: usize| format!("{{`Entries`:[{}]}}", vec!["{`Detail`:{}}"; n].join(","));
    let script = format!("at 0s send {}; at 0s send {}; at 10s send {}", call(10), call(10), call(11));
    let r = run(&bench(&script, "PutEventsRate=1", "", &rule("r", "")), "11s");
    assert_eq!(r.log("zr").len(), 10);
    assert_eq!(r.log("a"), ["0 answered 200", "0 failed 400 Throttled ThrottlingException", "10 failed 400 Client ValidationException"]);
    assert_eq!((r.value("b", "PutEventsEntriesCount"), r.value("b", "PutEventsApproximateFailedCount")), (10.0, 1.0));
    assert!(r.notes("b", "EB-1").iter().any(|line| line.ends_with("this one has 11")));
}

/// What the bus `b` of a design is told about by its own check.
fn told(scenario: &str) -> Vec<(Severity, &'static str)> {
    let (d, id, catalog) = (diagram(scenario), NodeId::new("b"), catalog());
    let look = Look::at_node(&d, &id, &catalog).expect("a bus");
    (super::SERVICE.check)(&look).into_iter().map(|f| (f.severity, f.rule)).collect()
}

#[test]
fn eb_7_events_of_aws_services_go_to_the_default_bus_only() {
    // A probe speaks the first role that both ends have; only an alarm reports as an AWS service.
    let bench = |kind: &str| {
        format!(
            "node q sqs\nnode w alarm MetricName=ApproximateNumberOfMessagesVisible Threshold=0 ComparisonOperator=GreaterThanOrEqualToThreshold EvaluationPeriods=1
             node b event_bus BusType={kind}\nnode r event_rule\nnode z probe
             wire q.metrics -> w.metric\nwire w.events -> b.events\nwire b.rules -> r.bus\nwire r.targets -> z.in"
        )
    };
    let r = run(&bench("default"), "10m");
    assert!(r.value("b", "MatchedEvents") >= 1.0, "its change of state is an event");
    let r = run(&bench("custom"), "10m");
    assert_eq!(r.value("b", "MatchedEvents"), 0.0);
    assert!(r.notes("b", "EB-7")[0].contains("go to the default bus only"), "{:?}", r.notes("b", "EB-7"));
    assert_eq!((told(&bench("default")), told(&bench("custom"))), (vec![], vec![(Severity::Error, "EB-7")]));
}

#[test]
fn eb_7_a_partner_bus_takes_neither_put_events_nor_what_rules_forward() {
    let r = run(&bench("at 0s send {}", "BusType=partner", "", &rule("r", "")), "1s");
    assert_eq!((r.log("a"), r.census().created), (vec!["0 failed 400 Client InvalidOperation".to_owned()], 0));
    assert_eq!(told(&bench("", "BusType=partner", "", &rule("r", ""))), [(Severity::Error, "EB-7")]);
    let forwarding = |kind: &str| {
        format!(
            "node a probe Script=\"at 0s send {{}}\"\nnode c event_bus BusType=custom\nnode f event_rule\nnode b event_bus BusType={kind}\nnode g event_rule
             wire a.out -> c.events\nwire c.rules -> f.bus\nwire f.targets -> b.events\nwire b.rules -> g.bus"
        )
    };
    for (kind, matched) in [("default", 1.0), ("custom", 1.0), ("partner", 0.0)] {
        assert_eq!(run(&forwarding(kind), "5s").value("g", "MatchedEvents"), matched, "{kind}");
    }
}

#[test]
fn eb_7_an_account_has_one_default_bus_and_a_hundred_in_all() {
    let two = |kind: &str| format!("node a event_bus BusType={kind}\nnode b event_bus\nnode r event_rule\nwire b.rules -> r.bus");
    assert_eq!((told(&two("default")), told(&two("custom"))), (vec![(Severity::Warning, "EB-7")], vec![]));
    let many = |n: usize| {
        let others: Vec<String> = (0..n).map(|n| format!("node a{n} event_bus BusType=custom")).collect();
        others.join("\n") + "\nnode b event_bus\nnode r event_rule\nwire b.rules -> r.bus"
    };
    assert_eq!((told(&many(99)), told(&many(100))), (vec![], vec![(Severity::Error, "")]));
}

#[test]
fn eb_1_a_sender_that_looks_puts_failed_entries_again_and_one_that_does_not_loses_them() {
    // Every entry fails for a second; resent after 0.8, 1.6 and 3.2 s.
    let faults = "EntryErrorPercent=100";
    let until = rule("r", "") + "at 1s b EntryErrorPercent=0";
    let r = run(&bench("at 0s send {}", faults, "ResendFailedEntries=true ResendAfter=800", &until), "10s");
    assert_eq!((r.value("b", "PutEventsFailedEntriesCount"), r.value("b", "MatchedEvents")), (1.0, 1.0));
    let answer = &r.log("a")[0];
    assert!(answer.starts_with("0 answered 200 {\"FailedEntryCount\":1") && answer.contains("InternalFailure"), "{answer}");
    // At 0.8 s in vain, at 0.8 + 1.6 s well.
    assert!(r.log("zr")[0].starts_with("2.4 "), "{:?}", r.log("zr"));
    assert_eq!(r.value("b", "PutEventsApproximateCallCount"), 3.0);
    let r = run(&bench("at 0s send {}", faults, "", &until), "10s");
    assert_eq!((r.census().created, r.decided("b", "EB-1").contains(&"ResendFailedEntries")), (0, true));
    let r = run(&bench("at 0s send {}", faults, "ResendFailedEntries=true ResendAfter=800", &rule("r", "")), "10s");
    assert_eq!((r.census().created, r.value("b", "PutEventsApproximateCallCount")), (0, 4.0), "three times at most");
}

#[test]
fn eb_1_an_entry_that_names_another_bus_fails_and_others_go_on() {
    let entry = |bus: &str| format!("{{`Detail`:`{{}}`,`EventBusName`:`{bus}`}}");
    let arn = "arn:aws:events:us-east-1:123456789012:event-bus/b";
    let entries: Vec<String> = ["b", arn, "default", "other"].map(entry).to_vec();
    let script = format!("at 0s send {{`Entries`:[{}]}}", entries.join(","));
    let matched = |kind: &str| {
        let r = run(&bench(&script, kind, "", &rule("r", "")), "1s");
        (r.value("b", "MatchedEvents"), r.value("b", "PutEventsFailedEntriesCount"))
    };
    assert_eq!((matched(""), matched("BusType=custom")), ((3.0, 1.0), (2.0, 2.0)));
}

#[test]
fn a_bus_with_more_than_300_rules_is_told() {
    let rules = |n: usize| {
        let rule = |i| format!("node r{i} event_rule\nwire b.rules -> r{i}.bus\n");
        format!("node b event_bus BusType=custom\n{}", (0..n).map(rule).collect::<String>())
    };
    assert_eq!(findings(&rules(300)), []);
    assert_eq!(findings(&rules(301)), [(Severity::Error, "")]);
}
