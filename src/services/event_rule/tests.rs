//! The rules of delivery, a test each.

use crate::catalog::{Look, Severity, assemble};
use crate::model::NodeId;
use crate::sim::Place;
use crate::testing::{Run, catalog, diagram, run};
use std::collections::BTreeMap;

/// A sender `a`, a bus `b`, a rule `r` without latency or jitter, a target `z` on a wire with these settings, and a
/// dead-letter queue `d`.
fn bench(script: &str, rule: &str, target: &str, wire: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node b event_bus LatencyMedian=0 LatencyP99=0
         node r event_rule LatencyMedian=0 LatencyP99=0 RetryJitterPercent=0 {rule}
         node d sqs LatencyMedian=0 LatencyP99=0
         {target}
         wire a.out -> b.events Source=shop DetailType=OrderPlaced
         wire b.rules -> r.bus
         wire r.targets -> z.{} {wire}
         wire r.dead_letter_queue -> d.dead_letters",
        port(target)
    )
}

fn port(target: &str) -> &'static str {
    match target.split(' ').nth(2) {
        Some("http_api") => "requests",
        Some("sqs") => "send",
        Some("lambda" | "event_bus") => "events",
        Some("sns") => "publish",
        Some("firehose") => "records",
        _ => "in",
    }
}

const FAILING: &str = "node z probe Script=\"answer 503\"";
const DEAD: &str = "DeadLetterConfig=true";

/// The attributes of each dead letter.
fn letters(r: &Run) -> Vec<BTreeMap<String, String>> {
    let dead = r.engine.ledger().iter().filter(|m| m.place == Place::DeadLettered);
    dead.map(|m| m.attributes.iter().map(|(name, a)| (name.clone(), a.string_value.clone())).collect()).collect()
}

/// When a probe was asked.
fn asked(r: &Run, probe: &str) -> Vec<f64> {
    r.log(probe).iter().filter(|l| l.contains("asked")).filter_map(|l| l.split(' ').next()?.parse().ok()).collect()
}

#[test]
fn eb_18_a_target_gets_the_event_a_constant_or_a_part() {
    let got = |wire: &str| {
        run(&bench("at 0s send {`items`:[{`sku`:`A-1`}]}", "", "node z probe", wire), "1s").log("z").remove(0)
    };
    assert!(got("").contains("\"detail\":{\"items\""));
    assert_eq!(got("InputPath=$.detail.items[0]"), "0 asked {\"sku\":\"A-1\"}");
    assert_eq!(got("InputPath=$.detail.items[0].sku"), "0 asked \"A-1\"");
    assert_eq!(got("InputPath=$.detail.nothing"), "0 asked null");
    assert_eq!(got("Input={'go':true}"), "0 asked {\"go\":true}");
}

#[test]
fn eb_19_21_a_transformer_makes_the_input_of_a_target() {
    let got = |template: &str| {
        let wire = format!("InputPathsMap={{'id':'$.detail.id','none':'$.detail.none'}} InputTemplate={template}");
        run(&bench("at 0s send {`id`:`A-1`}", "", "node z probe", &wire), "1s").log("z").remove(0)
    };
    assert_eq!(got("{'order':<id>,'text':'<id>/<none>'}"), "0 asked {\"order\":\"A-1\",\"text\":\"A-1/\"}");
    assert_eq!(got("{'none':<none>}"), "0 asked {\"none\":null}");
    assert_eq!(got("'<aws.events.rule-name>@<aws.events.event.ingestion-time>'"), "0 asked \"r@2026-01-01T00:00:00Z\"");
}

#[test]
fn eb_29_the_target_names_the_group_of_its_messages() {
    let r = run(&bench("at 0s send {}", "", "node z sqs FifoQueue=true ContentBasedDeduplication=true", "MessageGroupId=all"), "1s");
    assert_eq!(r.value("z", "ApproximateNumberOfMessagesVisible"), 1.0);
    let r = run(&bench("at 0s send {}", "", "node z sqs FifoQueue=true ContentBasedDeduplication=true", DEAD), "1s");
    assert_eq!(letters(&r)[0]["ERROR_CODE"], "INVALID_PARAMETER", "without a group a FIFO queue takes nothing (SQS-19)");
}

#[test]
fn eb_33_34_35_a_rule_with_a_schedule_fires_without_a_bus() {
    let clock = |expression: &str| {
        format!(
            "node r event_rule LatencyMedian=0 LatencyP99=0 FiresWithin=0 ScheduleExpression=\"{expression}\" EventPattern=\"\"
             node z probe
             wire r.targets -> z.in"
        )
    };
    let r = run(&clock("rate(5 minutes)"), "11m");
    assert_eq!(asked(&r, "z"), [300.0, 600.0]);
    for part in [
        "\"source\":\"aws.events\"",
        "\"detail-type\":\"Scheduled Event\"",
        "\"detail\":{}",
        "\"resources\":[\"arn:aws:events:us-east-1:123456789012:rule/default/r\"]",
    ] {
        assert!(r.log("z")[0].contains(part), "{}", r.log("z")[0]);
    }
    assert_eq!((r.value("r", "TriggeredRules"), r.value("r", "MatchedEvents")), (2.0, 0.0));
    assert_eq!(asked(&run(&clock("cron(0 1 * * ? *)"), "26h"), "z"), [3_600.0, 90_000.0]);
    assert!(asked(&run(&clock("rate(1 minutes)"), "5m"), "z").is_empty(), "a mistake never fires");
    let off = clock("rate(1 minute)") + "\nat 90s r State=DISABLED for 60s";
    // The rate counts from when the rule is enabled again.
    assert_eq!(asked(&run(&off, "220s"), "z"), [60.0, 210.0]);
}

#[test]
fn eb_33_only_rules_of_the_default_bus_have_a_schedule() {
    let on = |kind: &str| {
        format!(
            "node b event_bus BusType={kind}
             node r event_rule LatencyMedian=0 LatencyP99=0 FiresWithin=0 EventPattern=\"\" ScheduleExpression=\"rate(1 minute)\"
             node z probe\nwire b.rules -> r.bus\nwire r.targets -> z.in"
        )
    };
    assert_eq!(asked(&run(&on("default"), "130s"), "z"), [60.0, 120.0]);
    for kind in ["custom", "partner"] {
        let r = run(&on(kind), "130s");
        assert_eq!((asked(&r, "z"), r.times("r", "EB-33")), (vec![], vec![60.0, 120.0]), "{kind}");
        let (d, id) = (diagram(&on(kind)), NodeId::new("r"));
        let look = Look::at_node(&d, &id, &catalog()).expect("a rule");
        let found: Vec<_> = (super::SERVICE.check)(&look).into_iter().map(|f| (f.severity, f.rule)).collect();
        assert_eq!(found, [(Severity::Error, "EB-33")]);
    }
}

#[test]
fn eb_23_each_target_has_its_own_retries() {
    let r = run(&(bench("at 0s send {}", "", FAILING, "") + "\nnode y probe\nwire r.targets -> y.in"), "8s");
    assert_eq!(asked(&r, "z"), [0.0, 1.0, 3.0, 7.0]);
    assert_eq!(asked(&r, "y"), [0.0]);
    assert_eq!((r.value("r", "InvocationsCreated"), r.value("r", "Invocations")), (2.0, 1.0), "one is not finished");
    assert_eq!((r.value("r", "InvocationAttempts"), r.value("r", "RetryInvocationAttempts")), (5.0, 3.0));
    assert_eq!(r.value("r", "TriggeredRules"), 1.0);
}

#[test]
fn eb_24_delays_double_up_to_the_cap_and_185_retries_are_the_most() {
    let mut r = run(&bench("at 0s send {}", "", FAILING, DEAD), "84990s");
    assert_eq!((asked(&r, "z").len(), letters(&r).len()), (185, 0));
    r.go("84991s");
    // Nine delays of 1, 2, 4, …, 256 s are 511 s; 176 of 480 s follow.
    let times = asked(&r, "z");
    assert_eq!(times.len(), 186);
    assert_eq!((times[9], times[10], times[185]), (511.0, 991.0, 511.0 + 176.0 * 480.0));
    let letter = &letters(&r)[0];
    assert_eq!(letter["EXHAUSTED_RETRY_CONDITION"], "MaximumRetryAttempts");
    assert_eq!((letter["RETRY_ATTEMPTS"].as_str(), letter["ERROR_CODE"].as_str()), ("185", "INTERNAL_ERROR"));
}

#[test]
fn eb_24_an_event_that_gets_too_old_is_given_up_at_that_age() {
    let r = run(&bench("at 0s send {}", "", FAILING, "MaximumEventAgeInSeconds=60 DeadLetterConfig=true"), "100s");
    assert_eq!(asked(&r, "z"), [0.0, 1.0, 3.0, 7.0, 15.0, 31.0]);
    assert_eq!(r.times("d", "SQS-2"), [60.0]);
    let letter = &letters(&r)[0];
    assert_eq!(letter["EXHAUSTED_RETRY_CONDITION"], "MaximumEventAgeInSeconds");
    assert_eq!(letter["RETRY_ATTEMPTS"], "5");
}

#[test]
fn eb_24_a_delay_jitters_within_its_share() {
    let sends = ["at 0s send {}"; 50].join(";");
    let scenario = bench(&sends, "", FAILING, "").replace("RetryJitterPercent=0", "RetryJitterPercent=20");
    let again: Vec<f64> = asked(&run(&scenario, "1.3s"), "z").into_iter().filter(|at| *at > 0.0).collect();
    assert_eq!(again.len(), 50);
    assert!(again.iter().all(|at| (0.8..=1.2).contains(at)), "{again:?}");
    assert!(again.first() < Some(&0.9) && again.last() > Some(&1.1), "{again:?}");
}

#[test]
fn t_9_eb_25_a_target_that_is_gone_is_not_tried_again() {
    let scenario = bench("at 0s send {}", "", FAILING, DEAD);
    let mut r = run(&scenario, "0.5s");
    let mut edited = diagram(&scenario);
    edited.nodes.retain(|id, _| id.as_str() != "z");
    edited.wires.retain(|_, wire| wire.to.as_str() != "z");
    r.engine.adopt(assemble(&edited, &catalog()));
    r.go("2s");
    let letter = &letters(&r)[0];
    assert_eq!((letter["ERROR_CODE"].as_str(), r.times("r", "EB-25")), ("NO_RESOURCE", vec![1.0]));
    // It had been tried once before; the attempt at 1 s found nobody.
    assert_eq!((letter["RETRY_ATTEMPTS"].as_str(), letter.get("EXHAUSTED_RETRY_CONDITION")), ("1", None));
}

#[test]
fn t_9_eb_25_what_does_not_exist_goes_to_the_dead_letter_queue_at_once() {
    let r = run(&bench("at 5s send {`n`:1}", "", "node z probe Script=\"answer 404\"", DEAD), "10s");
    let letter = &letters(&r)[0];
    assert_eq!((letter["ERROR_CODE"].as_str(), letter["RETRY_ATTEMPTS"].as_str()), ("NO_RESOURCE", "0"));
    assert_eq!(letter["RULE_ARN"], "arn:aws:events:us-east-1:123456789012:rule/b/r");
    assert_eq!(letter["TARGET_ARN"], "arn:aws:sqs:us-east-1:123456789012:z");
    assert_eq!((r.times("d", "SQS-2"), r.value("r", "InvocationsSentToDlq")), (vec![5.0], 1.0));
    assert_eq!((r.value("r", "FailedInvocations"), r.value("r", "Invocations")), (1.0, 1.0));
}

#[test]
fn eb_25_sqs_30_without_the_queue_policys_permission_an_event_is_given_up_at_once() {
    let r = run(&bench("at 0s send {}", "", "node z sqs", "QueuePolicyAllows=false DeadLetterConfig=true"), "10s");
    assert_eq!(letters(&r)[0]["ERROR_CODE"], "NO_PERMISSIONS");
    assert_eq!(r.value("r", "InvocationAttempts"), 1.0);
}

#[test]
fn eb_26_the_dead_letter_is_the_original_event() {
    let r = run(
        &bench("at 0s send {`n`:1}", "", "node z probe Script=\"answer 403\"", "Input=1 DeadLetterConfig=true"),
        "1s",
    );
    assert_eq!(asked(&r, "z").len(), 1);
    let dead = r.engine.ledger().iter().find(|m| m.place == Place::DeadLettered).expect("a dead letter");
    assert_eq!(dead.body.field("detail.n").as_deref(), Some("1"));
    assert_eq!(dead.body.field("source").as_deref(), Some("shop"));
}

#[test]
fn eb_26_without_a_dead_letter_queue_or_with_one_that_refuses_the_event_is_lost() {
    let r = run(&bench("at 0s send {}", "", "node z probe Script=\"answer 403\"", ""), "1s");
    assert_eq!((r.census().dropped, r.value("r", "InvocationsSentToDlq")), (1, 0.0), "no DeadLetterConfig");
    let refusing = bench("at 0s send {}", "", "node z probe Script=\"answer 403\"", DEAD)
        .replace("node d sqs LatencyMedian=0 LatencyP99=0", "node d probe Script=\"answer 403\"")
        .replace("d.dead_letters", "d.in");
    let r = run(&refusing, "1s");
    assert_eq!((r.census().dropped, r.value("r", "InvocationsFailedToBeSentToDlq")), (1, 1.0));
}

#[test]
fn eb_26_each_target_has_a_dead_letter_queue_of_its_own() {
    let bench = |z: &str, y: &str| {
        bench("at 0s send {}", "", "node z probe Script=\"answer 403\"", z)
            + &format!(
                "\nnode y probe Script=\"answer 404\"\nnode e sqs
                 wire r.targets -> y.in {y}
                 wire r.dead_letter_queue -> e.dead_letters"
            )
    };
    // The targets whose dead letters are in a queue.
    let letters = |r: &Run, queue: &str| {
        let at = r.engine.node(&NodeId::new(queue));
        let here = r.engine.ledger().iter().filter(|m| m.place == Place::DeadLettered && Some(m.node) == at);
        let target = |m: &crate::sim::Message| m.attributes.map()["TARGET_ARN"].string_value.rsplit(':').next().map(str::to_owned);
        here.filter_map(target).collect::<Vec<_>>()
    };
    let r = run(&bench("DeadLetterConfig=true DeadLetterArn=e", "DeadLetterConfig=true DeadLetterArn=d"), "1s");
    assert_eq!((letters(&r, "d"), letters(&r, "e")), (vec!["y".to_owned()], vec!["z".to_owned()]));
    // Without a name it is the first; a name that nobody has is no queue.
    let r = run(&bench(DEAD, "DeadLetterConfig=true DeadLetterArn=x"), "1s");
    assert_eq!((letters(&r, "d"), letters(&r, "e"), r.census().dropped), (vec!["z".to_owned()], vec![], 1));
    assert!(r.decided("r", "EB-26").contains(&"DeadLetterArn"), "{:?}", r.decided("r", "EB-26"));
}

#[test]
fn eb_27_invocations_above_the_quota_are_delayed_not_failed() {
    let sends = ["at 0s send {}"; 5].join(";");
    let r = run(&bench(&sends, "InvocationsRate=2", "node z probe", ""), "10s");
    assert_eq!(asked(&r, "z"), [0.0, 0.0, 0.5, 1.0, 1.5]);
    assert_eq!((r.value("r", "ThrottledRules"), r.value("r", "FailedInvocations")), (3.0, 0.0));
}

#[test]
fn eb_27_the_quota_is_one_of_all_rules() {
    // r comes first and takes both tokens; the next comes after half a second, for the one that waits.
    let two = "node b event_bus LatencyMedian=0 LatencyP99=0
         node a probe Script=\"at 0s send {`n`:`r`}; at 0s send {`n`:`r`}; at 100ms send {`n`:`s`}\"
         node r event_rule LatencyMedian=0 LatencyP99=0 InvocationsRate=2 EventPattern=\"{'detail':{'n':['r']}}\"
         node s event_rule LatencyMedian=0 LatencyP99=0 EventPattern=\"{'detail':{'n':['s']}}\"
         node y probe
         node z probe
         wire a.out -> b.events
         wire b.rules -> r.bus
         wire b.rules -> s.bus
         wire r.targets -> y.in
         wire s.targets -> z.in";
    let r = run(two, "2s");
    assert_eq!((asked(&r, "y"), asked(&r, "z")), (vec![0.0, 0.0], vec![0.5]));
    assert_eq!((r.value("r", "ThrottledRules"), r.value("s", "ThrottledRules")), (0.0, 1.0));
}

#[test]
fn eb_30_http_2_an_endpoint_has_five_seconds() {
    let r = run(&bench("at 0s send {}", "", "node z http_api Mode=BLACKHOLE", ""), "20s");
    // 5 s of patience, then 1 s; 5 s, then 2 s.
    assert_eq!(r.times("z", "EXT-5"), [0.0, 6.0, 13.0]);
    assert_eq!(r.value("r", "ApiDestinationCalls"), 3.0);
}

#[test]
fn eb_30_its_rate_makes_events_wait_and_they_may_get_too_old() {
    let sends = ["at 0s send {}"; 100].join(";");
    let wire = "InvocationRateLimitPerSecond=1 MaximumEventAgeInSeconds=60 DeadLetterConfig=true";
    let mut r = run(&bench(&sends, "", "node z http_api LatencyMedian=10 LatencyP99=0", wire), "4s");
    assert_eq!(r.times("z", "EXT-1"), [0.0, 1.0, 2.0, 3.0, 4.0]);
    r.go("200s");
    // One a second from 0 to 59; at 60 s the others are too old.
    assert_eq!((r.value("z", "Succeeded"), letters(&r).len()), (60.0, 40));
    assert_eq!((letters(&r)[0]["ERROR_CODE"].as_str(), letters(&r)[0]["RETRY_ATTEMPTS"].as_str()), ("THROTTLING", "0"));
    assert_eq!(r.times("d", "SQS-2"), [60.0; 40]);
}

#[test]
fn eb_6_a_target_may_be_invoked_twice() {
    let r = run(&bench("at 0s send {}", "DuplicatePercent=100", "node z probe", ""), "1s");
    assert_eq!((asked(&r, "z").len(), r.value("r", "TriggeredRules")), (2, 1.0));
}

#[test]
fn a_rule_that_is_switched_off_matches_nothing_and_delivers_what_it_matched() {
    let scenario =
        bench("at 0s send {}; at 5s send {}; at 20s send {}", "", FAILING, "") + "\nat 2s r State=DISABLED for 10s";
    let r = run(&scenario, "21s");
    assert_eq!(asked(&r, "z"), [0.0, 1.0, 3.0, 7.0, 15.0, 20.0, 21.0]);
    assert_eq!((r.value("b", "UnmatchedEvents"), r.value("r", "TriggeredRules")), (1.0, 2.0));
}

#[test]
fn a_pattern_that_is_edited_counts_from_then_on() {
    let scenario = bench("at 0s send {}; at 5s send {}", "EventPattern=\"{'source':['bank']}\"", "node z probe", "")
        + "\nat 2s r EventPattern=\"{'source':['shop']}\"";
    assert_eq!(asked(&run(&scenario, "6s"), "z"), [5.0]);
}

#[test]
fn latencies_are_measured_from_the_event() {
    let scenario = bench("at 0s send {}", "", "node z probe Script=\"answer 200 after 40ms\"", "")
        .replace("r event_rule LatencyMedian=0", "r event_rule LatencyMedian=60");
    let r = run(&scenario, "1s");
    let mean = |metric: &str| r.metric("r", metric).total().last;
    assert_eq!(mean("IngestionToInvocationStartLatency"), 60.0);
    assert_eq!(mean("IngestionToInvocationSuccessLatency"), 100.0);
    assert_eq!(mean("IngestionToInvocationCompleteLatency"), 100.0);
    let failing = "node z probe Script=\"answer 503 after 40ms\"";
    let scenario = bench("at 0s send {}", "", failing, "").replace("r event_rule LatencyMedian=0", "r event_rule LatencyMedian=60");
    let r = run(&scenario, "20s");
    assert!(r.value("r", "InvocationAttempts") > 3.0);
    assert_eq!(r.metric("r", "IngestionToInvocationCompleteLatency").total().sum, 100.0, "the first attempt, though it failed");
    assert_eq!(r.metric("r", "IngestionToInvocationSuccessLatency").total().sum, 0.0);
}

#[test]
fn eb_8_the_card_explains_why_the_last_event_did_not_match() {
    let pattern = "EventPattern=\"{'detail':{'status':['PAID']}}\"";
    let r = run(&bench("at 0s send {`status`:`NEW`}; at 2s send {`status`:`LATE`}", pattern, "node z probe", ""), "3s");
    let notice = r.engine.status(r.engine.node(&NodeId::new("r")).expect("a rule")).notice.expect("a notice");
    assert_eq!(notice.text, "The last event: detail.status is \"LATE\"; the pattern wants \"PAID\".");
    assert_eq!(r.notes("r", "EB-8")[0], "0 no match: the pattern wants another detail");
}

/// What the rule's own check finds.
fn findings(rule: &str, wire: &str) -> Vec<(Severity, &'static str)> {
    let (d, id) = (diagram(&bench("", rule, "node z probe", wire)), NodeId::new("r"));
    let look = Look::at_node(&d, &id, &crate::testing::catalog()).expect("a rule");
    (super::SERVICE.check)(&look).into_iter().map(|f| (f.severity, f.rule)).collect()
}

#[test]
fn its_check_finds_what_aws_would_refuse() {
    // The bench has a dead-letter queue that no target uses unless its wire says so.
    assert_eq!(findings("", ""), [(Severity::Warning, "EB-26")]);
    assert_eq!(findings("", DEAD), []);
    assert_eq!(findings("EventPattern=\"\"", DEAD), [(Severity::Error, "EB-8")]);
    assert_eq!(findings("", "InputPath=detail DeadLetterConfig=true"), [(Severity::Error, "EB-22")]);
    assert_eq!(findings("", "InputPath=$.detail Input=1x DeadLetterConfig=true"), [(Severity::Error, "EB-18")]);
}

#[test]
fn a_rule_alone_has_neither_bus_nor_targets() {
    let (d, id) =
        (diagram("node r event_rule\nnode z probe\nwire r.targets -> z.in DeadLetterConfig=true"), NodeId::new("r"));
    let look = Look::at_node(&d, &id, &crate::testing::catalog()).expect("a rule");
    let found = (super::SERVICE.check)(&look);
    let rules: Vec<_> = found.iter().map(|f| (f.severity, f.rule)).collect();
    assert_eq!(
        rules,
        [(Severity::Warning, ""), (Severity::Error, "EB-26")],
        "no bus; a DeadLetterConfig without a queue"
    );
}

#[test]
fn eb_28_lam_8_a_throttled_function_has_accepted_the_event_all_the_same() {
    let scenario = "node a probe Script=\"at 0s send {}\"
        node b event_bus LatencyMedian=0 LatencyP99=0
        node r event_rule LatencyMedian=0 LatencyP99=0
        node f lambda ReservedConcurrentExecutions=0
        wire a.out -> b.events
        wire b.rules -> r.bus
        wire r.targets -> f.events";
    let r = run(scenario, "60s");
    assert_eq!((r.value("r", "InvocationAttempts"), r.value("r", "SuccessfulInvocationAttempts")), (1.0, 1.0));
    assert_eq!((r.value("f", "Invocations"), r.times("r", "EB-28").len()), (0.0, 1));
}

#[test]
fn eb_25_30_without_an_authorised_connection_nothing_is_sent() {
    let lost = "ConnectionState=DEAUTHORIZED DeadLetterConfig=true";
    let r = run(&bench("at 0s send {}", "", "node z http_api", lost), "1m");
    assert_eq!((r.value("z", "Requests"), r.value("r", "ApiDestinationCalls"), r.value("r", "FailedInvocations")), (0.0, 0.0, 1.0));
    let letter = &letters(&r)[0];
    assert_eq!((letter["ERROR_CODE"].as_str(), letter["RETRY_ATTEMPTS"].as_str()), ("NO_PERMISSIONS", "0"));
    assert_eq!(r.decided("r", "EB-25"), ["ConnectionState"]);
    let queue = run(&bench("at 0s send {}", "", "node z sqs", lost), "1m");
    assert_eq!(queue.value("z", "NumberOfMessagesSent"), 1.0, "only API destinations have a connection");
}

#[test]
fn eb_31_every_kind_of_target_has_its_permission_and_without_it_nothing_is_tried_again() {
    for (target, statement) in [
        ("lambda", "lambda:InvokeFunction for events.amazonaws.com"),
        ("sns", "sns:Publish for events.amazonaws.com"),
        ("event_bus", "events:PutEvents"),
        ("http_api", "events:InvokeApiDestination"),
        ("firehose", "firehose:PutRecord, PutRecordBatch"),
    ] {
        let scenario = bench("at 0s send {}", "", &format!("node z {target}"), "Permitted=false DeadLetterConfig=true");
        let r = run(&scenario, "100s");
        assert_eq!((letters(&r)[0]["ERROR_CODE"].as_str(), r.value("r", "InvocationAttempts")), ("NO_PERMISSIONS", 1.0), "{target}");
        let note = r.engine.trace().notes().find(|n| n.reason.rule == "IAM-1").expect("a note");
        assert_eq!(note.reason.word, statement);
    }
    // A queue's policy has a switch of its own.
    let r = run(&bench("at 0s send {}", "", "node z sqs", "QueuePolicyAllows=false DeadLetterConfig=true"), "100s");
    assert_eq!((letters(&r)[0]["ERROR_CODE"].as_str(), r.value("r", "InvocationAttempts")), ("NO_PERMISSIONS", 1.0));
}

#[test]
fn eb_32_deliveries_that_begin_late_are_told() {
    let notice = |rate: &str, until: &str| {
        let sends = ["at 0s send {}"; 40].join(";");
        let r = run(&bench(&sends, rate, "node z probe", ""), until);
        let status = r.engine.status(r.engine.node(&NodeId::new("r")).expect("a rule"));
        (r.times("r", "EB-32"), status.notice.is_some_and(|notice| notice.rule == "EB-32"))
    };
    // One a second: the first goes at 0 s, the one at 31 s is the first that is more than 30 s late.
    assert_eq!(notice("InvocationsRate=1", "30s"), (vec![], false));
    assert_eq!(notice("InvocationsRate=1", "39s"), (vec![31.0], true));
    assert_eq!(notice("InvocationsRate=1", "110s"), (vec![31.0], false), "a minute after the last one");
    assert_eq!(notice("InvocationsRate=2", "100s"), (vec![], false));
}

/// A rule whose target is an endpoint that signs in with OAuth; a token takes a second.
fn oauth(script: &str, target: &str, wire: &str) -> String {
    let oauth = "ConnectionAuthorizationType=OAUTH_CLIENT_CREDENTIALS OAuthLatency=1000";
    bench(script, "", target, &format!("{oauth} DeadLetterConfig=true {wire}"))
}

const ENDPOINT: &str = "node z http_api LatencyMedian=0 LatencyP99=0";

#[test]
fn eb_30_an_oauth_connection_fetches_a_token_and_keeps_it_while_it_is_valid() {
    let r = run(&oauth("at 0s send {}; at 0.5s send {}; at 5s send {}; at 12s send {}", ENDPOINT, "OAuthTokenLifetime=10"), "20s");
    // Both of the first second wait for one token; it is valid from 1 to 11 s; the next call fetches another.
    assert_eq!(r.times("z", "EXT-1"), [1.0, 1.0, 5.0, 13.0]);
    let tokens: Vec<String> = r.notes("r", "EB-30").into_iter().filter(|note| note.contains("came")).collect();
    assert_eq!(tokens.len(), 2, "{tokens:?}");
    let basic = oauth("at 0s send {}", ENDPOINT, "").replace("=OAUTH_CLIENT_CREDENTIALS", "=BASIC");
    assert_eq!(run(&basic, "20s").times("z", "EXT-1"), [0.0], "others need no token");
}

#[test]
fn eb_24_a_token_that_cannot_be_fetched_is_a_fault_and_tried_again() {
    let r = run(&oauth("at 0s send {}", ENDPOINT, "OAuthEndpoint=DOWN MaximumRetryAttempts=2"), "60s");
    // Each fetch takes a second; then 1 and 2 s.
    assert_eq!((r.times("r", "EB-24"), r.value("r", "InvocationAttempts")), (vec![1.0, 3.0, 6.0], 3.0));
    assert_eq!((letters(&r)[0]["ERROR_CODE"].as_str(), r.value("z", "Requests")), ("CONNECTION_FAILURE", 0.0));
    assert_eq!(r.value("r", "ApiDestinationCalls"), 0.0);
}

#[test]
fn eb_25_an_authorization_server_that_refuses_the_client_ends_it() {
    let r = run(&oauth("at 0s send {}", ENDPOINT, "OAuthEndpoint=REFUSES"), "60s");
    assert_eq!((letters(&r)[0]["ERROR_CODE"].as_str(), r.value("r", "InvocationAttempts")), ("NO_PERMISSIONS", 1.0));
    assert_eq!(r.decided("r", "EB-25"), ["OAuthEndpoint"]);
}
