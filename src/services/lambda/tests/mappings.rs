//! Event source mappings of queues (LAM-21 to 30, 43).

use super::{exact, mapped, sends, values};
use crate::sim::MetricKind;
use crate::testing::{Run, run};

/// The highest value that a gauge ever had.
fn highest(r: &Run, node: &str, metric: &str) -> f64 {
    let series = r.metric(node, metric);
    assert_eq!(series.metric.kind, MetricKind::Gauge);
    series.total().max
}

#[test]
fn lam_24_success_deletes_the_batch() {
    let r = run(&mapped("VisibilityTimeout=60", &exact(100), "", &sends("0s", 3), 5), "1m");
    assert_eq!(values(&r, "f", ["Invocations", "Errors"]), [3.0, 0.0], "each of five polls takes one message at once");
    assert_eq!((r.census().delivered, r.census().created), (3, 3));
}

#[test]
fn lam_21_five_batches_at_once_at_first() {
    let r = run(&mapped("VisibilityTimeout=60", &exact(900), "BatchSize=1", &sends("0s", 20), 5), "500ms");
    assert_eq!(values(&r, "f", ["ConcurrentExecutions", "Throttles"]), [5.0, 0.0]);
    assert_eq!(r.value("q", "ApproximateNumberOfMessagesVisible"), 15.0, "nothing is received that cannot run");
}

#[test]
fn lam_21_five_more_each_second_while_messages_wait() {
    let settings = exact(60_000) + " Timeout=600";
    let mut r = run(&mapped("VisibilityTimeout=3600", &settings, "BatchSize=1", &sends("0s", 200), 5), "900ms");
    for (until, running) in [("1900ms", 10.0), ("2900ms", 15.0), ("9900ms", 50.0)] {
        r.go(until);
        assert_eq!(r.value("f", "ConcurrentExecutions"), running, "at {until}");
    }
}

#[test]
fn lam_21_no_more_than_it_takes_when_nothing_waits() {
    // Five long batches and nothing else: all places are taken, but no message waits.
    let settings = exact(60_000) + " Timeout=600";
    let r = run(&mapped("VisibilityTimeout=3600", &settings, "BatchSize=1", &sends("0s", 5), 5), "30s");
    assert_eq!(r.notes("f", "LAM-21"), [""; 0]);
}

#[test]
fn lam_21_after_a_quiet_minute_it_is_back_at_five() {
    let first = sends("0s", 60);
    let settings = exact(1_000);
    let mut r = run(&mapped("VisibilityTimeout=60", &settings, "BatchSize=1", &first, 5), "59s");
    let back = |r: &Run| r.notes("f", "LAM-21").iter().filter(|n| n.contains("back to 5")).count();
    assert_eq!(back(&r), 0);
    r.go("70s");
    assert_eq!(back(&r), 1, "{:?}", r.notes("f", "LAM-21"));
}

#[test]
fn lam_28_at_its_maximum_it_stops_pulling_and_nothing_is_throttled() {
    let settings = exact(1_000);
    let r =
        run(&mapped("VisibilityTimeout=60", &settings, "BatchSize=1 MaximumConcurrency=3", &sends("0s", 30), 5), "30s");
    assert_eq!(highest(&r, "f", "ConcurrentExecutions"), 3.0);
    assert_eq!(values(&r, "f", ["Invocations", "Throttles"]), [30.0, 0.0]);
    assert_eq!(r.value("q", "NumberOfMessagesReceived"), 30.0, "each message is received once");
    assert_eq!(highest(&r, "q", "ApproximateNumberOfMessagesNotVisible"), 3.0);
}

#[test]
fn lam_23_without_a_window_a_batch_is_what_one_receive_returned() {
    let disabled = "\nat 0s f EventSourceMappingsEnabled=false for 10s";
    let r = run(&(mapped("VisibilityTimeout=60", &exact(100), "", &sends("1s", 25), 5) + disabled), "1m");
    assert_eq!(r.value("f", "Invocations"), 3.0, "10, 10 and 5");
    // Each record takes 100 ms.
    assert_eq!(r.value("f", "Duration"), 2_500.0);
}

#[test]
fn lam_23_a_batch_is_sent_when_it_is_full_or_its_window_ends() {
    let script = "at 0s send a; at 1s send b; at 7s send c; at 8s send d; at 8s send e; at 8s send f";
    let wire = "BatchSize=3 MaximumBatchingWindowInSeconds=5";
    let r = run(&mapped("VisibilityTimeout=60", &exact(10), wire, script, 5), "1m");
    // a and b wait until 5; c, d and e are three; f waits until 13.
    let at = r.times("f", "LAM-23");
    assert_eq!(at, [5.0, 5.0, 8.0, 8.0, 8.0, 13.0]);
    assert_eq!(r.value("f", "Invocations"), 3.0);
}

#[test]
fn lam_23_a_window_gathers_more_than_one_receive() {
    let disabled = "\nat 0s f EventSourceMappingsEnabled=false for 10s";
    let wire = "BatchSize=40 MaximumBatchingWindowInSeconds=5 MaximumConcurrency=2";
    let r = run(
        &(mapped("VisibilityTimeout=60", &(exact(10) + " WorkPer=batch"), wire, &sends("1s", 100), 5) + disabled),
        "1m",
    );
    assert_eq!(values(&r, "f", ["Invocations", "Duration"]), [3.0, 30.0], "40, 40 and 20; 10 ms a batch");
}

#[test]
fn lam_23_a_batch_is_at_most_six_megabytes() {
    // Ten messages of 1,000,000 bytes: six are below 6 MiB, seven are not.
    let disabled = "\nat 0s f EventSourceMappingsEnabled=false for 10s";
    let script = format!("at 1s send {}; ", "x".repeat(1_000_000)).repeat(10);
    let r = run(&(mapped("VisibilityTimeout=60", &exact(10), "", &script, 5) + disabled), "1m");
    assert_eq!(values(&r, "f", ["Invocations", "Duration"]), [2.0, 100.0]);
}

#[test]
fn lam_24_failure_leaves_the_batch_until_its_visibility_timeout_ends() {
    let settings = format!("{} ErrorPercent=100", exact(100));
    let r = run(&mapped("VisibilityTimeout=30", &settings, "", &sends("0s", 1), 3), "2m");
    assert_eq!(r.times("f", "LAM-23"), [0.0, 30.0, 60.0]);
    assert_eq!(values(&r, "f", ["Invocations", "Errors"]), [3.0, 3.0]);
    assert_eq!((r.times("q", "SQS-7"), r.census().dead_lettered), (vec![90.0], 1));
}

#[test]
fn t_12_lam_26_only_listed_records_stay_in_the_queue() {
    // Ten orders wait while the mapping is off; two of them are not JSON.
    let script = "at 1s send {}; ".repeat(8) + "at 1s send no; at 1s send no";
    let settings = format!("{} ParsesJson=true EventSourceMappingsEnabled=false", exact(10));
    let on = "\nat 10s f EventSourceMappingsEnabled=true";
    let mut r =
        run(&(mapped("VisibilityTimeout=30", &settings, "ReportBatchItemFailures=true", &script, 5) + on), "20s");
    assert_eq!(values(&r, "f", ["Invocations", "Errors"]), [1.0, 0.0]);
    assert_eq!((r.census().delivered, r.value("q", "ApproximateNumberOfMessagesNotVisible")), (8, 2.0));
    r.go("39s");
    assert_eq!(r.value("f", "Invocations"), 1.0);
    r.go("41s");
    let again: Vec<f64> = r.times("f", "LAM-23").into_iter().filter(|t| *t > 20.0).collect();
    assert_eq!(again, [40.0, 40.0], "they reappear at the end of their visibility timeout");
}

#[test]
fn s1_9_without_partial_failures_one_poison_message_takes_nine_others_with_it() {
    // Ten orders wait while the mapping is off; the last one is not JSON. At 10 s all ten are in one batch.
    let script = "at 1s send {}; ".repeat(9) + "at 1s send poison";
    let settings = format!("{} ParsesJson=true EventSourceMappingsEnabled=false", exact(10));
    let on = "\nat 10s f EventSourceMappingsEnabled=true";
    for (partial, again) in [(false, 10.0), (true, 1.0)] {
        let wire = format!("ReportBatchItemFailures={partial}");
        let mut r = run(&(mapped("VisibilityTimeout=30", &settings, &wire, &script, 5) + on), "39s");
        assert_eq!(r.value("q", "NumberOfMessagesReceived"), 10.0);
        r.go("41s");
        assert_eq!(r.value("q", "NumberOfMessagesReceived"), 10.0 + again, "ReportBatchItemFailures {partial}");
        r.go("10m");
        assert_eq!(r.census().dead_lettered, 1, "the poison message in the end");
        assert_eq!(r.value("f", "Errors") > 0.0, !partial);
    }
}

#[test]
fn t_22_lam_25_throttling_alone_fills_the_dead_letter_queue() {
    let settings = format!("{} ReservedConcurrentExecutions=0", exact(100));
    let r = run(&mapped("VisibilityTimeout=30", &settings, "", &sends("0s", 1), 2), "2m");
    let received = r.times("q", "SQS-4");
    assert_eq!((received, r.times("q", "SQS-7")), (vec![0.0, 30.0], vec![60.0]));
    assert_eq!(r.value("f", "Invocations"), 0.0);
    // LAM-43: attempts at 0, 1, 3, 7 and 15 s of each pass.
    assert_eq!(r.value("f", "Throttles"), 10.0);
    assert_eq!(r.times("f", "LAM-4"), [0.0, 1.0, 3.0, 7.0, 15.0, 30.0, 31.0, 33.0, 37.0, 45.0]);
}

#[test]
fn lam_25_a_throttled_batch_runs_as_soon_as_an_attempt_finds_room() {
    // One environment: a runs until 2.5 s; b is tried at 0, 1 and 3 s.
    let settings = format!("{} ReservedConcurrentExecutions=1", exact(2_500));
    let r = run(&mapped("VisibilityTimeout=30", &settings, "", &sends("0s", 2), 5), "1m");
    assert_eq!(r.times("f", "LAM-23"), [0.0, 3.0]);
    assert_eq!(values(&r, "f", ["Invocations", "Throttles"]), [2.0, 2.0]);
    assert_eq!(r.value("q", "NumberOfMessagesReceived"), 2.0, "however many attempts, one receive");
}

#[test]
fn lam_43_failing_batches_run_fewer_at_once_and_a_switch_turns_that_off() {
    let of = |wire: &str| {
        let settings = format!("{} ErrorPercent=100", exact(500));
        let r = run(&mapped("VisibilityTimeout=600", &settings, wire, &sends("0s", 300), 100), "20s");
        (r.value("f", "ConcurrentExecutions"), r.notes("f", "LAM-43").len())
    };
    let (running, notes) = of("BatchSize=1");
    assert!(running <= 2.0 && notes >= 5, "{running} {notes}");
    assert_eq!(of("BatchSize=1 BackOff=false").1, 0);
}

#[test]
fn lam_30_what_the_filter_keeps_out_is_deleted() {
    let script = "at 0s send {`total`:5}; at 1s send {`total`:500}; at 2s send text; at 3s send {`total`:700}";
    let wire = "\"FilterCriteria={'body':{'total':[{'numeric':['>',100]}]}}\"";
    let r = run(&mapped("VisibilityTimeout=30", &exact(10), wire, script, 5), "1m");
    assert_eq!(values(&r, "f", ["Invocations", "FilteredOutEventCount"]), [2.0, 2.0]);
    assert_eq!((r.census().delivered, r.notes("f", "LAM-30").len()), (4, 2));
}

#[test]
fn lam_30_a_filter_sees_attributes_and_filtered_messages_take_no_place_in_a_batch() {
    let script = "at 1s send a kind=new; at 1s send b kind=old; at 1s send c kind=new; at 1s send d kind=old";
    let wire = "MaximumBatchingWindowInSeconds=5 BatchSize=2 \"FilterCriteria={'messageAttributes':{'kind':{'stringValue':['new']}}}\"";
    let r = run(&mapped("VisibilityTimeout=60", &exact(10), wire, script, 5), "1m");
    // a and c fill the batch although b came between.
    assert_eq!((r.times("f", "LAM-23"), r.value("f", "Invocations")), (vec![1.0, 1.0], 1.0));
    assert_eq!((r.value("f", "FilteredOutEventCount"), r.census().delivered), (2.0, 4));
}

#[test]
fn a_disabled_mapping_receives_nothing() {
    let r = run(&mapped("", &exact(10), "Enabled=false", &sends("0s", 3), 5), "1m");
    assert_eq!((r.value("q", "NumberOfMessagesReceived"), r.value("f", "Invocations")), (0.0, 0.0));
}

#[test]
fn a_mapping_that_is_switched_off_takes_its_waiting_polls_back() {
    let scenario =
        mapped("", &exact(10), "", &sends("10s", 3), 5) + "\nat 5s f EventSourceMappingsEnabled=false for 20s";
    let mut r = run(&scenario, "24s");
    assert_eq!(r.value("q", "NumberOfMessagesReceived"), 0.0);
    r.go("1m");
    assert_eq!(r.value("f", "Invocations"), 1.0, "one receive finds all three");
    assert_eq!(r.census().delivered, 3);
}

#[test]
fn lam_27_a_visibility_timeout_shorter_than_the_work_means_work_done_twice() {
    // S1-8 in small: 3 s of work, visible again after 2 s.
    let settings = exact(3_000) + " Timeout=10";
    let r = run(&mapped("VisibilityTimeout=2", &settings, "BatchSize=1", &sends("0s", 1), 5), "30s");
    assert_eq!(r.times("f", "LAM-23"), [0.0, 2.0], "deleted at 3 s with an outdated receipt (SQS-22)");
    assert_eq!(values(&r, "f", ["DuplicateRuns", "Errors"]), [1.0, 0.0]);
    let strict = run(
        &mapped("VisibilityTimeout=2 OutdatedReceiptsDelete=false", &settings, "BatchSize=1", &sends("0s", 1), 5),
        "30s",
    );
    assert_eq!(strict.value("f", "Invocations"), 5.0, "handed out five times");
    assert_eq!((strict.value("f", "DuplicateRuns"), strict.census().dead_lettered), (4.0, 1));
}

#[test]
fn one_function_may_poll_several_queues() {
    let scenario = mapped("", &exact(10), "BatchSize=1", &sends("0s", 2), 5)
        + "\nnode q2 sqs\nnode b probe Script=\"at 0s send x\"\nwire b.out -> q2.send\nwire q2.consumers -> f.source";
    let r = run(&scenario, "10s");
    assert_eq!((r.value("f", "Invocations"), r.census().delivered), (3.0, 3));
}

#[test]
fn lam_15_batches_never_go_to_the_functions_own_dead_letter_queue() {
    let settings = format!("{} ErrorPercent=100", exact(10));
    let scenario = mapped("VisibilityTimeout=10", &settings, "", &sends("0s", 1), 2)
        + "\nnode x sqs\nwire f.dead_letter -> x.dead_letters";
    let r = run(&scenario, "2m");
    assert_eq!((r.value("x", "NumberOfMessagesSent"), r.value("d", "ApproximateNumberOfMessagesVisible")), (0.0, 1.0));
}

#[test]
fn polls_wait_twenty_seconds_and_are_billed() {
    // Five polls of 20 s for 60 s: at 20, 40 and 60 s each returns empty.
    let r = run(&mapped("", &exact(10), "", "", 5), "60s");
    assert_eq!(r.value("q", "NumberOfEmptyReceives"), 15.0);
}

#[test]
fn lam_21_polls_that_fail_rest_for_a_second_however_many_failed_together() {
    let r = run(
        "node q sqs FifoQueue=true
         node f lambda
         wire q.consumers -> f.source Permitted=false",
        "10s",
    );
    // Five polls at 0 s and at each full second after.
    assert_eq!(r.times("f", "IAM-1").len(), 55);
}

#[test]
fn lam_22_a_fifo_queue_is_worked_off_by_one_batch_for_each_group() {
    let sends: Vec<String> = (0..40).map(|n| format!("at 0s send {{`g`:`{}`,`id`:`{n}`}}", n % 2)).collect();
    let r = run(
        &format!(
            "node a probe Script=\"{}\"
             node q sqs FifoQueue=true LatencyMedian=0 LatencyP99=0
             node f lambda WorkMedian=1000 WorkP99=1000 ColdStart=0 OverheadMedian=0 OverheadP99=0
             wire a.out -> q.send MessageGroupId=$.g MessageDeduplicationId=$.id
             wire q.consumers -> f.source BatchSize=1",
            sends.join(";")
        ),
        "30s",
    );
    assert_eq!(r.metric("f", "ConcurrentExecutions").total().max, 2.0, "two groups");
    // Twenty messages of each group, a second each.
    assert_eq!((r.census().delivered, r.value("f", "Invocations")), (40, 40.0));
    let done: Vec<f64> = r.times("q", "SQS-1");
    assert_eq!((done[0], done[39]), (1.0, 20.0));
}

#[test]
fn lam_29_provisioned_pollers_work_off_a_burst_sooner() {
    let bench = |wire: &str| {
        let sends = vec!["at 0s send x"; 400].join(";");
        let r = run(
            &format!(
                "node a probe Script=\"{sends}\"
                 node q sqs LatencyMedian=0 LatencyP99=0 ShortPollSeesPercent=100
                 node f lambda WorkMedian=1000 WorkP99=1000 ColdStart=0 OverheadMedian=0 OverheadP99=0
                 wire a.out -> q.send
                 wire q.consumers -> f.source BatchSize=1 {wire}"
            ),
            "4.5s",
        );
        r.census().delivered
    };
    // 5, 10, 15 and 20 batches of a second each; or ten pollers with a poll at once and ten a second: 10 + 100 · 3.5.
    assert_eq!(bench(""), 50);
    assert_eq!(bench("MinimumPollers=10 MaximumPollers=10"), 360);
}

#[test]
fn lam_29_a_provisioned_poller_polls_ten_times_and_carries_a_megabyte_a_second() {
    let bench = |script: &str, wire: &str| {
        let r = run(
            &format!(
                "node a probe Script=\"{script}\"
                 node q sqs LatencyMedian=0 LatencyP99=0 ReorderPercent=0
                 node f lambda WorkMedian=0 WorkP99=0 ColdStart=0 OverheadMedian=0 OverheadP99=0
                 wire a.out -> q.send
                 wire q.consumers -> f.source MinimumPollers=2 MaximumPollers=2 {wire}
                 at 0s f EventSourceMappingsEnabled=false for 1s"
            ),
            "10s",
        );
        r.times("f", "LAM-23")
    };
    // Two pollers: two polls at once and 20 a second, a message each: the last of 42 two seconds later.
    let small = bench(&sends("0s", 42), "BatchSize=1");
    assert_eq!((small.len(), small[0], small[1], small[2], small[41]), (42, 1.0, 1.0, 1.05, 3.0));
    // A poll of ten messages of 100,000 bytes keeps its poller busy for a second: two polls at 1, 2 and 3 s.
    let large = format!("at 0s send {}; ", "x".repeat(100_000)).repeat(60);
    let at = bench(&large, "BatchSize=10 BackOff=false");
    let rounds = [at[0], at[19], at[20], at[39], at[40], at[59]];
    assert_eq!((at.len(), rounds), (60, [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]));
}

#[test]
fn lam_26_a_handler_that_stops_keeps_the_order_of_a_fifo_queue() {
    let bench = |after: &str| {
        let send = |n: u32, body: &str| format!("at 0s send {{`g`:`A`,`id`:`{n}`,`bad`:{body}}}; ");
        let script = (1..=4).map(|n| send(n, if n == 2 { "1" } else { "0" })).collect::<String>();
        // The callee of the second message is down for a while.
        run(
            &format!(
                "node a probe Script=\"{script}\"
                 node q sqs FifoQueue=true VisibilityTimeout=30 LatencyMedian=0 LatencyP99=0
                 node f lambda {} EventSourceMappingsEnabled=false
                 node x http_api LatencyMedian=0 LatencyP99=0
                 wire a.out -> q.send MessageGroupId=$.g MessageDeduplicationId=$.id
                 wire q.consumers -> f.source ReportBatchItemFailures=true \"AfterFailedRecord={after}\"
                 wire f.calls -> x.requests
                 at 1s f EventSourceMappingsEnabled=true
                 at 1150ms x Mode=DOWN for 100ms",
                exact(100)
            ),
            "1m",
        )
    };
    // Records at 1.1, 1.2, 1.3 and 1.4 s; the second fails, and a refused connection takes 10 ms.
    let r = bench("go on");
    assert_eq!((r.times("q", "SQS-1"), r.value("f", "Errors")), (vec![1.41, 1.41, 1.41, 31.1], 0.0));
    let r = bench("stop");
    assert_eq!((r.times("q", "SQS-1"), r.value("f", "Errors")), (vec![1.21, 31.3, 31.3, 31.3], 0.0));
    assert_eq!(r.times("f", "LAM-26"), [1.21, 1.21, 1.21]);
    assert_eq!(r.decided("f", "LAM-26"), ["ReportBatchItemFailures", "AfterFailedRecord", "AfterFailedRecord"]);
}

#[test]
fn sqs_23_a_mapping_repeats_a_receive_from_a_fifo_queue_whose_answer_was_lost() {
    let bench = |fifo: &str, wire: &str| {
        let r = run(
            &format!(
                "node a probe Script=\"at 1s send {{`g`:`A`,`id`:`1`}}\"
                 node q sqs {fifo} VisibilityTimeout=60 LatencyMedian=0 LatencyP99=0
                 node f lambda {}
                 wire a.out -> q.send {wire}
                 wire q.consumers -> f.source
                 at 500ms q LostReceivesPercent=100 for 1s",
                exact(100)
            ),
            "2m",
        );
        (r.times("f", "LAM-23"), r.census().delivered)
    };
    // Polling goes on a second after the failure; a standard queue's message comes back after its visibility timeout.
    assert_eq!(bench("FifoQueue=true", "MessageGroupId=$.g MessageDeduplicationId=$.id"), (vec![2.0], 1));
    assert_eq!(bench("", ""), (vec![61.0], 1));
}

#[test]
fn lam_26_a_response_that_lambda_cannot_use_fails_the_whole_batch_and_an_empty_list_none_of_it() {
    let of = |response: &str| {
        let wire = format!("ReportBatchItemFailures=true \"BatchResponse={response}\"");
        let r = run(&mapped("VisibilityTimeout=30", &(exact(10) + " ParsesJson=true"), &wire, "at 0s send {}; at 0s send bad; at 0s send {}", 9), "20s");
        (r.census().delivered, values(&r, "f", ["Invocations", "Errors"]), r.value("q", "ApproximateNumberOfMessagesNotVisible"))
    };
    let (delivered, [invocations, errors], hidden) = of("right");
    assert_eq!((delivered, errors, hidden), (2, 0.0, 1.0));
    for unusable in ["invalid JSON", "an unknown id"] {
        assert_eq!(of(unusable), (0, [invocations, 0.0], 3.0), "{unusable}: it is no error of the function");
    }
    assert_eq!(of("an empty list"), (3, [invocations, 0.0], 0.0), "the failed record is lost");
}

#[test]
fn lam_21_at_very_low_traffic_two_polls_wait_and_the_first_message_brings_five_back() {
    let of = |wire: &str| {
        let r = run(&mapped("LatencyMedian=0 LatencyP99=0", &exact(10), wire, "at 3600s send {}", 9), "3600s");
        r.value("q", "NumberOfEmptyReceives")
    };
    // Five polls of 20 s for an hour; or five until 60 s, of which three are taken back then, and two from there on.
    assert_eq!(of(""), 5.0 * 180.0);
    let low = of("LowTrafficPollers=2");
    assert!((low - (5.0 * 3.0 + 2.0 * 177.0)).abs() <= 5.0, "{low}");
    assert_eq!(of("LowTrafficPollers=2 MaximumConcurrency=10"), 5.0 * 180.0, "not with MaximumConcurrency");
}
