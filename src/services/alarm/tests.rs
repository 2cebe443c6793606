//! The rules of metric alarms, a test each. The table of CW-38 to CW-40 is tested where the evaluation is.

use crate::catalog::assemble;
use crate::sim::Time;
use crate::testing::{Run, catalog, diagram, run};
use serde_json::Value;

/// A custom metric `m` (no delay), an alarm `a` with settings on it, and a stand-in `t` for the topic it notifies.
fn bench(alarm: &str, on: &str, script: &str) -> String {
    format!(
        "node m custom_metric MetricName=Load
         node a alarm MetricName=Load Statistic=Maximum {alarm}
         node t probe
         wire m.metrics -> a.metric
         wire a.actions -> t.in On=\"{on}\"
         {script}"
    )
}

/// One published value at each instant.
fn values(at: &[(&str, f64)]) -> String {
    at.iter().map(|(at, value)| format!("at {at} m do PutMetricData Value={value}\n")).collect()
}

/// The changes of state as "seconds state".
fn changes(r: &Run, alarm: &str) -> Vec<String> {
    let ix = r.engine.node(&alarm.into()).expect("the alarm");
    let all = r.engine.transitions(ix).expect("an alarm has states");
    all.iter().map(|t| format!("{} {}", t.at.seconds(), t.to)).collect()
}

/// What the stand-in got: seconds and document.
fn got(r: &Run) -> Vec<(f64, Value)> {
    let line = |line: String| {
        let (at, rest) = line.split_once(" asked ")?;
        Some((at.parse().ok()?, serde_json::from_str(rest).ok()?))
    };
    r.log("t").into_iter().filter_map(line).collect()
}

#[test]
fn cw_14_30_31_a_custom_metric_is_seen_at_the_end_of_its_minute() {
    let r = run(&bench("Threshold=1", "ALARM", &values(&[("10s", 1.0), ("70s", 2.0)])), "130s");
    assert_eq!(changes(&r, "a"), ["60 OK", "120 ALARM"]);
    assert_eq!(r.times("a", "CW-30"), [0.0]);
    assert_eq!(r.notes("a", "CW-34").len(), 2);
}

#[test]
fn cw_14_a_services_metric_is_seen_a_minute_later() {
    // The API has no integration and answers 500.
    let scenario = |alarm: &str| {
        format!(
            "node api api_gateway
             node c probe Script=\"at 70s send x\"
             node a alarm MetricName=5XXError Statistic=Sum TreatMissingData=notBreaching {alarm}
             wire c.out -> api.requests
             wire api.metrics -> a.metric"
        )
    };
    assert_eq!(changes(&run(&scenario(""), "200s"), "a"), ["60 OK", "180 ALARM"]);
    assert_eq!(changes(&run(&scenario("MetricDelay=0"), "200s"), "a"), ["60 OK", "120 ALARM"]);
}

#[test]
fn cw_58_the_time_to_alarm_is_one_to_three_minutes_at_any_offset() {
    for fault in [60u64, 75, 119] {
        for offset in [0u64, 17, 59] {
            let scenario = format!(
                "node api api_gateway
                 node c probe Script=\"at {fault}s send x\"
                 node a alarm MetricName=5XXError Statistic=Average Threshold=0.01 EvaluationOffset={offset} TreatMissingData=notBreaching
                 wire c.out -> api.requests
                 wire api.metrics -> a.metric"
            );
            let r = run(&scenario, "300s");
            let alarm = changes(&r, "a").into_iter().find(|c| c.ends_with("ALARM")).expect("an alarm");
            let at: u64 = alarm.split(' ').next().and_then(|t| t.parse().ok()).expect("seconds");
            // The end of the fault's minute, a minute until the data is visible, and the next evaluation.
            let visible = (fault / 60 + 1) * 60 + 60;
            assert_eq!(at, visible + offset);
            assert!((60..=180).contains(&(at - fault)));
        }
    }
}

#[test]
fn cw_41_a_metric_that_stops_is_judged_by_its_last_points_for_a_while() {
    let at = |alarm: &str| changes(&run(&bench(alarm, "ALARM", &values(&[("70s", 5.0)])), "400s"), "a");
    // N = 1 fetches 3 periods: the point of minute 1 is among them until the evaluation at 240 s.
    assert_eq!(at("Threshold=1"), ["120 ALARM", "300 INSUFFICIENT_DATA"]);
    assert_eq!(at("Threshold=1 TreatMissingData=notBreaching"), ["60 OK", "120 ALARM", "300 OK"]);
    assert_eq!(at("Threshold=1 TreatMissingData=ignore"), ["120 ALARM"]);
    assert_eq!(at("Threshold=9 TreatMissingData=breaching"), ["60 ALARM", "120 OK", "300 ALARM"]);
}

#[test]
fn cw_34_two_of_three() {
    let script = values(&[("10s", 9.0), ("70s", 0.0), ("130s", 9.0), ("190s", 0.0), ("250s", 0.0)]);
    let r = run(&bench("Threshold=1 EvaluationPeriods=3 DatapointsToAlarm=2", "ALARM", &script), "301s");
    // 9 · 9,0 · 9,0,9 → ALARM · 0,9,0 → OK
    assert_eq!(changes(&r, "a"), ["120 OK", "180 ALARM", "240 OK"]);
}

#[test]
fn cw_36_a_single_breaching_point_of_three_alarms_only_when_it_is_three_periods_old() {
    let r = run(&bench("Threshold=1 EvaluationPeriods=3", "ALARM", &values(&[("70s", 9.0)])), "500s");
    // Minute 1 is the newest at 120 s and three periods old at 240 s; five are fetched, so it is gone at 420 s.
    assert_eq!(changes(&r, "a"), ["240 ALARM", "420 INSUFFICIENT_DATA"]);
    assert_eq!(r.times("a", "CW-36"), [240.0]);
}

#[test]
fn cw_42_alarms_on_a_table_ignore_missing_data_whatever_they_say() {
    let scenario = "node t dynamodb BillingMode=PROVISIONED WriteCapacityUnits=1
         node c probe Script=\"at 70s item put a size 307201\"
         node a alarm MetricName=WriteThrottleEvents Statistic=Sum TreatMissingData=notBreaching
         wire c.out -> t.items
         wire t.metrics -> a.metric";
    let r = run(scenario, "600s");
    assert_eq!(changes(&r, "a"), ["180 ALARM"], "301 units never fit into a bucket of 300");
}

#[test]
fn cw_43_a_percentile_of_few_values_keeps_the_state_if_the_alarm_says_so() {
    let scenario = |n: usize, alarm: &str| {
        let sends = vec!["at 10s send x"; n].join("; ");
        format!(
            "node api api_gateway LatencyMedian=500 LatencyP99=500
             node c probe Script=\"{sends}\"
             node a alarm MetricName=Latency ExtendedStatistic=p90 Threshold=100 {alarm}
             wire c.out -> api.requests
             wire api.metrics -> a.metric"
        )
    };
    let ignore = "EvaluateLowSampleCountPercentile=ignore";
    // p90 needs 10 / (1 - 0.9) = 100 values.
    assert_eq!(changes(&run(&scenario(99, ignore), "130s"), "a"), Vec::<String>::new());
    assert_eq!(changes(&run(&scenario(100, ignore), "130s"), "a"), ["120 ALARM"]);
    assert_eq!(changes(&run(&scenario(9, ""), "130s"), "a"), ["120 ALARM"]);
}

#[test]
fn cw_31_a_period_of_five_minutes_is_a_window_that_ends_at_the_evaluation() {
    let script = values(&[("70s", 1.0), ("130s", 1.0), ("190s", 1.0)]);
    let alarm = "Statistic=Sum Period=300 Threshold=2 TreatMissingData=notBreaching";
    let r = run(&bench(alarm, "ALARM", &script).replace("Statistic=Maximum", ""), "600s");
    // Three values after 240 s, before any aligned period of five minutes has ended; two are left at 420 s. At 540 s the
    // newest window is empty, so that the one before it decides (CW-34, CW-41): it ends at 240 s and holds all three.
    assert_eq!(changes(&r, "a"), ["60 OK", "240 ALARM", "420 OK", "540 ALARM"]);
}

#[test]
fn cw_31_a_period_of_ten_seconds_mostly_lacks_data() {
    let all: Vec<(String, f64)> = (0..60).map(|n| (format!("{}s", n * 10 + 1), 9.0)).collect();
    let all: Vec<(&str, f64)> = all.iter().map(|(at, v)| (at.as_str(), *v)).collect();
    let r = run(&bench("Period=10 Threshold=1", "ALARM", &values(&all)), "600s");
    // The minute's point lies in its first ten seconds and becomes visible fifty seconds after them: too late for 3 periods.
    assert_eq!(changes(&r, "a"), Vec::<String>::new());
    let r =
        run(&bench("Period=10 Threshold=1 EvaluationPeriods=6 DatapointsToAlarm=1", "ALARM", &values(&all)), "600s");
    assert_eq!(changes(&r, "a")[0], "60 ALARM", "six periods reach back to the minute's start");
}

#[test]
fn cw_15_an_expression_over_two_nodes() {
    let scenario = "node p api_gateway
         node q custom_metric MetricName=Orders
         node c probe Script=\"at 10s send x; at 70s send x; at 71s send x\"
         node a alarm Expression=\"100 * pay_5XXError / FILL(orders, 0)\" Threshold=40 MetricDelay=0 EvaluationPeriods=2
         wire c.out -> p.requests
         wire p.metrics -> a.metric Id=pay
         wire q.metrics -> a.metric
         at 10s q do PutMetricData Value=2
         at 70s q do PutMetricData Value=4";
    let r = run(scenario, "121s");
    // 100 · 1/2 and 100 · 2/4: both above 40.
    assert_eq!(changes(&r, "a"), ["120 ALARM"]);
    let why = &r.engine.transitions(r.engine.node(&"a".into()).expect("a")).expect("states")[0].why;
    assert!(why.contains("[50.0, 50.0]"), "{why}");
}

#[test]
fn cw_15_names_of_metrics_in_quotation_marks() {
    let scenario = "node p api_gateway
         node c probe Script=\"at 10s send x\"
         node a alarm Expression=\"100 * '5XXError' / Count\" Threshold=99 MetricDelay=0
         wire c.out -> p.requests
         wire p.metrics -> a.metric";
    assert_eq!(changes(&run(scenario, "61s"), "a"), ["60 ALARM"]);
}

#[test]
fn cw_50_actions_run_on_a_change_only_and_by_their_on() {
    let script = values(&[("10s", 9.0), ("70s", 9.0), ("130s", 0.0), ("190s", 0.0), ("250s", 9.0)]);
    let ran = |on: &str| -> Vec<f64> {
        let r = run(&bench("Threshold=1", on, &script), "301s");
        got(&r).into_iter().map(|(at, _)| at).collect()
    };
    assert_eq!(ran("ALARM"), [60.0, 300.0]);
    assert_eq!(ran("OK"), [180.0]);
    assert_eq!(ran("ALARM and OK"), [60.0, 180.0, 300.0]);
    assert_eq!(ran("INSUFFICIENT_DATA"), Vec::<f64>::new());
}

#[test]
fn cw_46_57_the_notification_says_what_and_why() {
    let r = run(&bench("Threshold=1 AlarmDescription=\"look at the load\"", "ALARM", &values(&[("10s", 9.0)])), "61s");
    let (_, body) = got(&r).remove(0);
    assert_eq!(body["AlarmName"], "a");
    assert_eq!(body["AlarmDescription"], "look at the load");
    assert_eq!(body["NewStateValue"], "ALARM");
    assert_eq!(body["OldStateValue"], "INSUFFICIENT_DATA");
    let why = body["NewStateReason"].as_str().unwrap_or_default();
    let words = [
        "1 out of the last 1 datapoint",
        "9.0",
        "greater than",
        "(1.0)",
        "minimum 1 datapoint for OK -> ALARM transition",
    ];
    assert!(words.iter().all(|word| why.contains(word)), "{why}");
    let trigger = &body["Trigger"];
    assert_eq!((&trigger["MetricName"], &trigger["Namespace"]), (&"Load".into(), &"Custom".into()));
    assert_eq!((&trigger["Statistic"], &trigger["Threshold"]), (&"Maximum".into(), &1.0.into()));
    assert_eq!(
        (&trigger["Period"], &trigger["EvaluationPeriods"], &trigger["DatapointsToAlarm"]),
        (&60.into(), &1.into(), &1.into())
    );
    assert_eq!(trigger["ComparisonOperator"], "GreaterThanThreshold");
    assert_eq!(trigger["TreatMissingData"], "missing");
}

#[test]
fn cw_55_switched_off_actions_leave_the_state_alone() {
    let r = run(&bench("Threshold=1 ActionsEnabled=false", "any change", &values(&[("10s", 9.0)])), "61s");
    assert_eq!(changes(&r, "a"), ["60 ALARM"]);
    assert!(got(&r).is_empty());
    assert_eq!(r.times("a", "CW-55"), [60.0]);
}

#[test]
fn cw_56_every_change_goes_to_the_event_bus_even_with_actions_off() {
    let scenario = bench("Threshold=1 ActionsEnabled=false", "ALARM", &values(&[("10s", 9.0)]))
        .replace("wire a.actions -> t.in On=\"ALARM\"", "wire a.events -> t.in");
    let (at, event) = got(&run(&scenario, "61s")).remove(0);
    assert_eq!(at, 60.0);
    assert_eq!(event["detail-type"], "CloudWatch Alarm State Change");
    assert_eq!(event["detail"]["state"]["value"], "ALARM");
    assert_eq!(event["detail"]["configuration"]["metrics"][0]["metricStat"]["metric"]["name"], "Load");
}

#[test]
fn cw_45_a_state_set_by_hand_lasts_until_the_next_evaluation_and_runs_its_actions() {
    let script = values(&[("10s", 0.0), ("70s", 0.0)]) + "at 90s a do SetAlarmState StateValue=ALARM StateReason=drill";
    let r = run(&bench("Threshold=1", "ALARM", &script), "125s");
    assert_eq!(changes(&r, "a"), ["60 OK", "90 ALARM", "120 OK"]);
    let all = got(&r);
    assert_eq!((all.len(), all[0].0, &all[0].1["NewStateReason"]), (1, 90.0, &"drill".into()));
}

#[test]
fn cw_54_a_topic_that_refuses_is_noticed_by_nobody() {
    let scenario = bench("Threshold=1", "ALARM", &values(&[("10s", 9.0)]))
        .replace("node t probe", "node t probe Script=\"answer 500\"");
    let r = run(&scenario, "300s");
    assert_eq!(got(&r).len(), 1, "no second try");
    assert_eq!(r.times("a", "CW-54"), [60.0]);
}

#[test]
fn cw_53_a_function_is_tried_again_until_it_accepts_but_not_if_it_is_missing() {
    let until = |script: &str| {
        let scenario = bench("Threshold=1", "ALARM", &values(&[("10s", 9.0)]))
            .replace("node t probe", &format!("node t probe Script=\"{script}\""));
        let mut plan = assemble(&diagram(&scenario), &catalog());
        for wire in plan.wires.values_mut().filter(|w| w.role == "alarm-topic") {
            wire.role = "alarm-function";
        }
        let mut r = Run { engine: crate::sim::Engine::new(plan) };
        r.go("70s");
        got(&r).into_iter().map(|(at, _)| at).collect::<Vec<_>>()
    };
    assert_eq!(until("answer 429"), [60.0, 61.0, 63.0, 67.0]);
    assert_eq!(until("answer 200"), [60.0]);
    assert_eq!(until("answer 404"), [60.0]);
    assert_eq!(until("answer 403"), [60.0]);
}

#[test]
fn cw_44_data_from_before_the_alarm_counts() {
    let with = diagram(&bench(
        "Threshold=1 EvaluationPeriods=3",
        "ALARM",
        &values(&[("10s", 9.0), ("70s", 9.0), ("130s", 9.0)]),
    ));
    let mut without = with.clone();
    without.nodes.remove(&"a".into());
    without.wires.clear();
    let mut r = Run { engine: crate::sim::Engine::new(assemble(&without, &catalog())) };
    r.go("200s");
    r.engine.adopt(assemble(&with, &catalog()));
    r.go("241s");
    assert_eq!(changes(&r, "a"), ["240 ALARM"], "at its first evaluation");
    assert_eq!(r.engine.now(), Time(241_000_000));
}

#[test]
fn an_alarm_without_a_metric_says_so_and_sees_no_data() {
    let r = run("node a alarm MetricName=Nothing\nnode q sqs\nwire q.metrics -> a.metric", "200s");
    assert_eq!(r.times("a", "CW-1"), [60.0], "once, not every minute");
    let status = r.engine.status(r.engine.node(&"a".into()).expect("a"));
    assert_eq!(status.notice.map(|n| n.text), Some("q publishes no metric Nothing.".into()));
}

#[test]
fn the_card_shows_value_condition_and_m_of_n() {
    let r = run(
        &bench("Threshold=0.01 EvaluationPeriods=3 DatapointsToAlarm=2", "ALARM", &values(&[("10s", 1.25)])),
        "61s",
    );
    let small = r.engine.status(r.engine.node(&"a".into()).expect("a")).small;
    assert_eq!(small, "1.25 of > 0.01, 2 of 3");
}

#[test]
fn cw_31_a_setting_that_changes_at_the_instant_of_an_evaluation_holds_for_it() {
    let script = values(&[("10s", 5.0), ("70s", 5.0), ("130s", 5.0)]) + "at 120s a Threshold=1";
    let r = run(&bench("Threshold=9", "ALARM", &script), "190s");
    assert_eq!(changes(&r, "a"), ["60 OK", "120 ALARM"]);
}

#[test]
fn seventeen_3_a_dead_letter_mails_the_people_on_call() {
    let scenario = "node q sqs VisibilityTimeout=5 ReorderPercent=0 ShortPollSeesPercent=100
         node d sqs
         node s probe Script=\"at 61s send order\"
         node w probe Script=\"poll 1 wait 20s\"
         node DlqNotEmpty alarm MetricName=ApproximateNumberOfMessagesVisible Statistic=Maximum TreatMissingData=notBreaching
         node OpsAlerts sns
         node onCall email
         wire s.out -> q.send
         wire q.consumers -> w.in
         wire q.dead_letter_queue -> d.dead_letters maxReceiveCount=1
         wire d.metrics -> DlqNotEmpty.metric
         wire DlqNotEmpty.actions -> OpsAlerts.publish
         wire OpsAlerts.subscriptions -> onCall.mails";
    let r = run(scenario, "200s");
    // Received once at 61 s and moved at the next receive at 66 s: seen when minute 1 is visible, at 180 s.
    assert_eq!(changes(&r, "DlqNotEmpty"), ["60 OK", "180 ALARM"]);
    assert_eq!(r.value("OpsAlerts", "NumberOfMessagesPublished"), 1.0);
    assert_eq!(r.value("OpsAlerts", "NumberOfNotificationsDelivered"), 1.0);
}

#[test]
fn the_check_says_what_is_wrong() {
    let found = |scenario: &str| findings(scenario, "a");
    assert_eq!(found("node a alarm"), ["a watches nothing.", "Nobody is told when a changes its state."]);
    let wired = |alarm: &str| found(&bench(alarm, "ALARM", ""));
    assert_eq!(wired("Threshold=1"), Vec::<String>::new());
    let all = wired("EvaluationPeriods=2 DatapointsToAlarm=3");
    assert_eq!(all, ["DatapointsToAlarm is 3; it must be between 1 and EvaluationPeriods, which is 2."]);
    assert!(wired("Expression=\"1 +\"")[0].starts_with("Expression: At character"));
    assert!(wired("ExtendedStatistic=tm99")[0].starts_with("ExtendedStatistic is tm99"));
    assert!(wired("Period=10")[0].contains("it will mostly lack data"));
}

/// What the check of a node's service finds.
fn findings(scenario: &str, node: &str) -> Vec<String> {
    let (diagram, id) = (diagram(scenario), node.into());
    let service = catalog().of(&diagram, &id).expect("a service");
    let look = crate::catalog::Look::at_node(&diagram, &id, &crate::testing::catalog()).expect("a node");
    (service.check)(&look).into_iter().map(|f| f.what).collect()
}

#[test]
fn cw_53_an_action_on_a_function_is_an_event_that_it_runs_later() {
    let scenario = bench("Threshold=1", "ALARM", &values(&[("10s", 9.0)]))
        .replace("node t probe", "node t lambda")
        .replace("a.actions -> t.in", "a.actions -> t.events");
    let r = run(&scenario, "70s");
    assert_eq!((r.value("t", "AsyncEventsReceived"), r.value("t", "Invocations")), (1.0, 1.0));
    assert_eq!(r.notes("a", "CW-50").len(), 1);
}
