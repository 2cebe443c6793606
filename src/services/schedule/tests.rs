//! The rules of schedules, a test each. A run starts on 2026-01-01, a Thursday, at 0:00 UTC.

use crate::testing::{Run, catalog, diagram, run};

/// A schedule `s` without latency that fires on the second, its target `z`, and a dead-letter queue `d`.
fn bench(schedule: &str, target: &str, wire: &str) -> String {
    let port = if target.contains("sqs") { "send" } else { "in" };
    format!(
        "node s schedule LatencyMedian=0 LatencyP99=0 RetryJitterPercent=0 FiresWithin=0 {schedule}
         node d sqs LatencyMedian=0 LatencyP99=0
         {target}
         wire s.target -> z.{port} {wire}
         wire s.dead_letter_queue -> d.dead_letters"
    )
}

/// When the target was asked, in seconds.
fn asked(r: &Run) -> Vec<f64> {
    times(r, "z")
}

/// When a probe was asked, in seconds.
fn times(r: &Run, probe: &str) -> Vec<f64> {
    r.log(probe).iter().filter(|l| l.contains("asked")).filter_map(|l| l.split(' ').next()?.parse().ok()).collect()
}

fn fires(schedule: &str, until: &str) -> Vec<f64> {
    asked(&run(&bench(schedule, "node z probe", ""), until))
}

#[test]
fn eb_36_rates_crons_and_single_times() {
    assert_eq!(fires("ScheduleExpression=\"rate(1 minute)\"", "200s"), [60.0, 120.0, 180.0]);
    assert_eq!(fires("ScheduleExpression=\"rate(1 hour)\"", "2.5h"), [3_600.0, 7_200.0]);
    assert_eq!(fires("ScheduleExpression=\"cron(0/20 * * * ? *)\"", "45m"), [1_200.0, 2_400.0]);
    assert_eq!(fires("ScheduleExpression=\"at(2026-01-01T00:30:00)\"", "2h"), [1_800.0]);
    assert!(fires("ScheduleExpression=\"at(2025-12-31T00:30:00)\"", "2h").is_empty(), "it is over");
    assert!(fires("ScheduleExpression=\"at(2026-01-01T00:30:00)\" State=DISABLED", "2h").is_empty());
}

#[test]
fn eb_36_a_time_zone_moves_the_times() {
    // 2:00 in Berlin is 1:00 UTC in winter.
    let zone = "ScheduleExpression=\"cron(0 2 * * ? *)\" ScheduleExpressionTimezone=Europe/Berlin";
    assert_eq!(fires(zone, "30h"), [3_600.0, 90_000.0]);
}

#[test]
fn eb_36_start_and_end_dates_bound_it_and_rates_count_from_the_start() {
    let bounds = "StartDate=2026-01-01T00:10:30Z EndDate=2026-01-01T00:13:00Z ScheduleExpression=\"rate(1 minute)\"";
    // AWS does not say whether the start itself fires; a rate's first firing is one interval later (EB-33).
    assert_eq!(fires(bounds, "1h"), [690.0, 750.0]);
    let bounds = "StartDate=2026-01-01T00:10:00Z EndDate=2026-01-01T00:12:00Z ScheduleExpression=\"cron(* * * * ? *)\"";
    assert_eq!(fires(bounds, "1h"), [600.0, 660.0, 720.0], "both ends included");
}

#[test]
fn eb_36_a_flexible_window_spreads_and_the_precision_is_a_minute() {
    let window = "ScheduleExpression=\"rate(1 hour)\" FlexibleTimeWindow=FLEXIBLE MaximumWindowInMinutes=30";
    let times = fires(window, "48h");
    let late: Vec<f64> = times.iter().map(|at| at % 3_600.0).collect();
    assert!(late.len() >= 46 && late.iter().all(|late| *late <= 1_800.0), "{late:?}");
    assert!(late.iter().any(|late| *late > 900.0) && late.iter().any(|late| *late < 900.0), "{late:?}");
    let times = asked(&run(&bench("", "node z probe", "").replace("FiresWithin=0", "FiresWithin=60"), "50m"));
    let late: Vec<f64> = times.iter().map(|at| at % 60.0).collect();
    assert!(late.iter().any(|late| *late > 30.0) && late.iter().any(|late| *late < 30.0), "{late:?}");
}

#[test]
fn eb_37_the_target_gets_its_input_or_the_scheduled_event() {
    let got = |wire| run(&bench("", "node z probe", wire), "61s").log("z").remove(0);
    assert_eq!(got("Input={'report':'daily'}"), "60 asked {\"report\":\"daily\"}");
    let event = got("");
    for part in ["\"source\":\"aws.scheduler\"", "\"time\":\"2026-01-01T00:01:00Z\"", "\"detail\":\"{}\""] {
        assert!(event.contains(part), "{event}");
    }
}

#[test]
fn eb_37_faults_are_tried_again_and_then_dead_lettered() {
    let once = "ScheduleExpression=\"at(2026-01-01T00:01:00)\"";
    let r = run(&bench(once, "node z probe Script=\"answer 503\"", "MaximumRetryAttempts=2 DeadLetterConfig=true"), "100s");
    assert_eq!(asked(&r), [60.0, 61.0, 63.0]);
    assert_eq!((r.value("s", "InvocationAttemptCount"), r.value("s", "TargetErrorCount")), (3.0, 3.0));
    assert_eq!((r.value("s", "InvocationDroppedCount"), r.value("s", "InvocationsSentToDeadLetterCount")), (1.0, 1.0));
    assert_eq!(r.value("s", "Invocations"), 1.0);
    let letter = r.engine.ledger().iter().find(|m| m.attributes.map().contains_key("SCHEDULE_ARN")).expect("a letter");
    let attribute = |name: &str| letter.attributes.map()[name].string_value.clone();
    assert_eq!(attribute("SCHEDULE_ARN"), "arn:aws:scheduler:us-east-1:123456789012:schedule/default/s");
    assert_eq!((attribute("RETRY_ATTEMPTS"), attribute("EXHAUSTED_RETRY_CONDITION")), ("2".into(), "MaximumRetryAttempts".into()));
}

#[test]
fn eb_37_a_queue_a_topic_and_a_bus_can_be_the_target() {
    let r = run(&bench("", "node z sqs", ""), "130s");
    assert_eq!(r.value("z", "ApproximateNumberOfMessagesVisible"), 2.0);
    let bus = "node s schedule LatencyMedian=0 LatencyP99=0 FiresWithin=0
         node b event_bus LatencyMedian=0 LatencyP99=0
         node r event_rule LatencyMedian=0 LatencyP99=0
         node z probe
         wire s.target -> b.events Input={'n':1} Source=clock DetailType=Tick
         wire b.rules -> r.bus
         wire r.targets -> z.in InputPath=$.detail";
    assert_eq!(run(bus, "61s").log("z"), ["60 asked {\"n\":1}"]);
}

#[test]
fn eb_38_more_than_the_quota_of_all_schedules_wait() {
    let schedule = |name: &str, more: &str| {
        format!("node {name} schedule LatencyMedian=0 LatencyP99=0 FiresWithin=0 {more}\nnode to_{name} probe\nwire {name}.target -> to_{name}.in\n")
    };
    // Three fire at 60 s, and one of them says that one a second may: the others wait for their turns.
    let three = schedule("s", "InvocationsRate=1") + &schedule("t", "") + &schedule("u", "");
    let r = run(&three, "64s");
    let mut all: Vec<f64> = ["to_s", "to_t", "to_u"].into_iter().flat_map(|probe| times(&r, probe)).collect();
    all.sort_by(f64::total_cmp);
    assert_eq!(all, [60.0, 61.0, 62.0]);
    let waited = ["s", "t", "u"].map(|name| r.value(name, "InvocationThrottleCount"));
    assert_eq!(waited.iter().sum::<f64>(), 2.0, "{waited:?}");
}

#[test]
fn problems_are_told_with_a_remedy() {
    let problems = |schedule: &str, wire: &str| {
        let text = bench(schedule, "node z probe", wire).replace("wire s.dead_letter_queue -> d.dead_letters", "");
        let found = crate::check::check(&diagram(&text), &catalog());
        found.into_iter().map(|p| p.what).collect::<Vec<_>>().join(" / ")
    };
    assert!(problems("ScheduleExpression=\"rate(1 minutes)\"", "").contains("must say minute"));
    assert!(problems("ScheduleExpressionTimezone=Mars", "").contains("Mars is no time zone"));
    assert!(problems("StartDate=today", "").contains("today is no date"));
    assert!(problems("", "DeadLetterConfig=true").contains("no queue is wired to s's dead-letter port"));
}

#[test]
fn eb_37_a_firing_may_come_twice() {
    let once = "ScheduleExpression=\"at(2026-01-01T00:01:00)\" DuplicatePercent=100";
    let r = run(&bench(once, "node z probe", ""), "100s");
    assert_eq!((asked(&r), r.value("s", "InvocationAttemptCount")), (vec![60.0, 60.0], 2.0));
    assert!(r.notes("s", "EB-37").iter().any(|note| note.contains("a second time")), "{:?}", r.notes("s", "EB-37"));
}

#[test]
fn eb_37_iam_4_without_its_role_the_target_is_not_tried_again() {
    for target in ["sqs", "lambda", "sns", "event_bus"] {
        let port = match target {
            "sqs" => "send",
            "sns" => "publish",
            _ => "events",
        };
        let text = format!(
            "node s schedule LatencyMedian=0 LatencyP99=0 FiresWithin=0 ScheduleExpression=\"at(2026-01-01T00:01:00)\"
             node d sqs\nnode z {target}\nwire s.target -> z.{port} DeadLetterConfig=true Permitted=false
             wire s.dead_letter_queue -> d.dead_letters"
        );
        let r = run(&text, "1h");
        assert_eq!((r.value("s", "InvocationAttemptCount"), r.value("s", "InvocationsSentToDeadLetterCount")), (1.0, 1.0), "{target}");
        let found = crate::check::check(&diagram(&text), &catalog());
        let denied: Vec<&String> = found.iter().filter(|p| p.rule == "IAM-4").map(|p| &p.what).collect();
        assert!(denied.len() == 1 && denied[0].contains("the schedule's role"), "{denied:?}");
        assert!(!denied[0].contains("events.amazonaws.com"), "the role decides, no policy: {denied:?}");
    }
}
