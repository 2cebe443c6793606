//! The rules of standard queues, a test each.

use crate::testing::run;

/// A queue `q` with settings, a sender `a` and a consumer `c` with scripts; `d` is its dead-letter queue.
fn bench(queue: &str, sender: &str, consumer: &str, most: u32) -> String {
    format!(
        "node q sqs ReorderPercent=0 ShortPollSeesPercent=100 LatencyMedian=0 LatencyP99=0 {queue}
         node d sqs ReorderPercent=0 MessageRetentionPeriod=1209600
         node a probe Script=\"{sender}\"
         node c probe Script=\"{consumer}\"
         wire a.out -> q.send
         wire q.consumers -> c.in
         wire q.dead_letter_queue -> d.dead_letters maxReceiveCount={most}"
    )
}

#[test]
fn t_1_sqs_7_10_moves_at_the_receive_after_the_last_allowed_one() {
    let r = run(&bench("VisibilityTimeout=10", "at 0s send a", "poll 1 wait 20s", 3), "31s");
    assert_eq!(r.log("c"), ["0 got a(1)", "10 got a(2)", "20 got a(3)"]);
    assert_eq!(r.times("q", "SQS-7"), [30.0]);
    assert_eq!(r.value("d", "ApproximateNumberOfMessagesVisible"), 1.0);
    assert_eq!(r.value("d", "NumberOfMessagesSent"), 0.0, "SQS-10: a move is not a send");
    assert_eq!((r.census().dead_lettered, r.census().created), (1, 1));
}

#[test]
fn sqs_2_a_message_with_more_than_ten_attributes_is_refused() {
    let send = |n: usize| format!("at 0s send x {}", (0..n).map(|k| format!("a{k}=v")).collect::<Vec<_>>().join(" "));
    let r = run(&bench("", &format!("{}; {}", send(11), send(10)), "", 3), "0s");
    assert_eq!(r.log("a"), ["0 failed 400 Client InvalidParameterValue", "0 answered 200"]);
}

#[test]
fn sqs_31_a_character_outside_xml_is_refused() {
    let r = run(&bench("", "at 0s send a\u{1}b; at 0s send ab", "", 3), "0s");
    assert_eq!(r.log("a"), ["0 failed 400 Client InvalidMessageContents", "0 answered 200"]);
    assert_eq!((r.census().created, r.notes("q", "SQS-31").len()), (1, 1));
}

#[test]
fn sqs_7_nothing_moves_while_nobody_polls() {
    let script = "at 0s receive 1; at 60s receive 1";
    let r = run(&bench("VisibilityTimeout=10", "at 0s send a", script, 1), "59s");
    assert_eq!(r.census().dead_lettered, 0);
    let r = run(&bench("VisibilityTimeout=10", "at 0s send a", script, 1), "60s");
    assert_eq!(r.census().dead_lettered, 1);
}

#[test]
fn t_2_sqs_8_a_dead_letter_keeps_its_enqueue_time() {
    let scenario = bench("VisibilityTimeout=10", "at 0s send a", "at 0s receive 1; at 1d receive 1", 1)
        .replace("MessageRetentionPeriod=1209600", "MessageRetentionPeriod=345600");
    let mut r = run(&scenario, "3.99d");
    assert_eq!((r.census().dead_lettered, r.census().expired), (1, 0));
    r.go("4d");
    assert_eq!((r.census().dead_lettered, r.census().expired), (0, 1));
}

#[test]
fn sqs_2_delays_and_a_message_delay_overrides() {
    let r = run(&bench("DelaySeconds=5", "at 0s send a", "poll 1 wait 20s", 9), "6s");
    assert_eq!(r.log("c"), ["5 got a(1)"]);
    let wire = bench("DelaySeconds=5", "at 0s send a", "poll 1 wait 20s", 9).replace("-> q.send", "-> q.send DelaySeconds=2");
    assert_eq!(run(&wire, "6s").log("c"), ["2 got a(1)"]);
}

#[test]
fn sqs_3_a_new_delay_leaves_delayed_messages_alone() {
    let scenario = bench("DelaySeconds=5", "at 0s send a; at 2s send b", "poll 10 wait 20s", 9) + "\nat 1s q DelaySeconds=0";
    assert_eq!(run(&scenario, "6s").log("c"), ["2 got b(1)", "5 got a(1)"]);
}

#[test]
fn sqs_4_5_a_received_message_is_hidden_then_comes_back() {
    let r = run(&bench("VisibilityTimeout=10", "at 0s send a", "at 1s receive 10; at 5s receive 10; at 11s receive 10", 9), "12s");
    assert_eq!(r.log("c"), ["1 got a(1)", "5 got nothing", "11 got a(2)"]);
}

#[test]
fn sqs_6_change_visibility_counts_from_the_call_and_zero_shows_at_once() {
    let script = "at 0s receive 1; at 5s change 1 10s; at 14s receive 1; at 15s receive 1; at 16s change 2 0s; at 16s receive 1";
    let r = run(&bench("VisibilityTimeout=10", "at 0s send a", script, 9), "17s");
    let got: Vec<String> = r.log("c").into_iter().filter(|l| l.contains("got")).collect();
    assert_eq!(got, ["0 got a(1)", "14 got nothing", "15 got a(2)", "16 got a(3)"]);
}

#[test]
fn sqs_6_no_message_is_hidden_beyond_twelve_hours() {
    let r = run(&bench("", "at 0s send a", "at 0s receive 1; at 1s change 1 43200s", 9), "2s");
    assert_eq!(r.log("c")[1], "1 failed 400 Client InvalidParameterValue");
}

#[test]
fn sqs_11_retention_ends_even_in_flight() {
    let scenario = bench("MessageRetentionPeriod=60 VisibilityTimeout=600", "at 0s send a", "at 59s receive 1; at 61s delete 1", 9);
    let r = run(&scenario, "62s");
    assert_eq!((r.census().expired, r.census().delivered), (1, 0));
    assert_eq!(r.log("c"), ["59 got a(1)", "61 answered 200"], "a later delete succeeds quietly");
}

#[test]
fn sqs_12_a_redrive_makes_new_messages() {
    let scenario = bench("VisibilityTimeout=10", "at 0s send a", "at 0s receive 1; at 20s receive 1; at 40s receive 1", 1)
        + "\nat 30s d do StartMessageMoveTask MaxNumberOfMessagesPerSecond=10";
    let r = run(&scenario, "41s");
    assert_eq!(r.log("c"), ["0 got a(1)", "20 got nothing", "40 got a(1)"], "the receive count starts again");
    assert_eq!((r.census().created, r.census().delivered, r.census().dead_lettered), (2, 1, 0));
}

#[test]
fn sqs_13_short_polls_sample_a_small_backlog() {
    let sends: Vec<String> = (0..200).map(|n| format!("at 0s send m{n}")).collect();
    let receives: Vec<String> = (0..40).map(|n| format!("at {}s receive 1", n + 1)).collect();
    let scenario = bench("", &sends.join(";"), &receives.join(";"), 9).replace("ShortPollSeesPercent=100", "ShortPollSeesPercent=1");
    // Each of 200 messages is seen with 1 %: a poll finds one with 1 - 0.99^200 = 87 %; a full look would always.
    let empty = run(&scenario, "41s").log("c").iter().filter(|l| l.ends_with("nothing")).count();
    assert!((1..=20).contains(&empty), "{empty}");
}

#[test]
fn sqs_14_a_long_poll_returns_with_the_first_message_or_empty_at_the_end() {
    let r = run(&bench("", "at 3s send a; at 3s send b", "at 0s receive 10 wait 20s; at 4s receive 10 wait 5s; at 10s receive 10 wait 2s", 9), "13s");
    assert_eq!(r.log("c"), ["3 got a(1)", "4 got b(1)", "12 got nothing"]);
    assert_eq!(r.value("q", "NumberOfEmptyReceives"), 1.0);
}

#[test]
fn sqs_14_a_message_that_becomes_visible_again_ends_a_wait() {
    let r = run(&bench("VisibilityTimeout=5", "at 0s send a", "at 0s receive 1; at 1s receive 1 wait 20s", 9), "6s");
    assert_eq!(r.log("c"), ["0 got a(1)", "5 got a(2)"]);
}

#[test]
fn sqs_15_18_twice_received_keeps_its_place_the_third_time_goes_to_the_back() {
    let script = "at 1s receive 1; at 3s receive 1; at 5s receive 1; at 7s receive 1";
    let r = run(&bench("VisibilityTimeout=1", "at 0s send a; at 0s send b", script, 99), "8s");
    assert_eq!(r.log("c"), ["1 got a(1)", "3 got a(2)", "5 got a(3)", "7 got b(1)"]);
}

#[test]
fn sqs_18_poisonous_messages_leave_the_age() {
    let script = "at 1s receive 1; at 3s receive 1; at 65s receive 1";
    let mut r = run(&bench("VisibilityTimeout=1", "at 0s send a", script, 99), "60s");
    assert_eq!(r.value("q", "ApproximateAgeOfOldestMessage"), 60.0);
    r.go("120s");
    assert_eq!(r.value("q", "ApproximateAgeOfOldestMessage"), 0.0);
}

#[test]
fn sqs_16_duplicates_come_inside_the_visibility_timeout() {
    let sends: Vec<String> = (0..20).map(|n| format!("at 0s send m{n}")).collect();
    let scenario = |extra| bench(extra, &sends.join(";"), "poll 1 wait 20s; work 60s", 99);
    let again = |extra| run(&scenario(extra), "29.9s").log("c").iter().filter(|l| l.ends_with("(2)")).count();
    assert_eq!(again("VisibilityTimeout=30"), 0);
    // Each comes back at an instant that is uniform in the timeout.
    assert!(again("VisibilityTimeout=30 DuplicatePercent=100") >= 15);
}

#[test]
fn sqs_17_at_the_in_flight_limit_short_polls_fail_and_long_polls_wait() {
    let script = "at 0s receive 1; at 1s receive 1; at 2s receive 1 wait 20s; at 5s delete 1";
    let r = run(&bench("InFlightLimit=1", "at 0s send a; at 0s send b", script, 9), "6s");
    assert_eq!(r.log("c"), ["0 got a(1)", "1 failed 403 Throttled OverLimit", "5 got b(1)", "5 answered 200"]);
}

#[test]
fn sqs_22_an_outdated_receipt_deletes_or_not_by_the_switch() {
    let script = "at 0s receive 1; at 2s receive 1; at 3s delete 1";
    let deletes = |extra: &str| run(&bench(&format!("VisibilityTimeout=1 {extra}"), "at 0s send a", script, 9), "4s").census().delivered;
    assert_eq!(deletes(""), 1);
    assert_eq!(deletes("OutdatedReceiptsDelete=false"), 0);
}

#[test]
fn sqs_30_without_the_queue_policy_a_send_is_denied() {
    let scenario = bench("", "at 0s send a", "", 9).replace("-> q.send", "-> q.send QueuePolicyAllows=false");
    let r = run(&scenario, "1s");
    assert_eq!(r.log("a"), ["0 failed 403 Denied AccessDenied"]);
    assert_eq!(r.census().created, 0);
}

#[test]
fn sqs_1_a_message_larger_than_the_maximum_is_refused() {
    let big = "x".repeat(1025);
    let r = run(&bench("MaximumMessageSize=1024", &format!("at 0s send {big}"), "", 9), "1s");
    assert_eq!(r.log("a"), ["0 failed 400 Client InvalidParameterValue"]);
}

#[test]
fn sqs_29_purge_empties_once_a_minute() {
    let scenario = bench("", "at 0s send a; at 0s send b; at 11s send c", "", 9) + "\nat 10s q do PurgeQueue\nat 12s q do PurgeQueue";
    let r = run(&scenario, "13s");
    assert_eq!((r.census().dropped, r.census().waiting), (2, 1));
}

#[test]
fn sqs_27_a_standard_queue_never_throttles() {
    let sends = vec!["at 0s send x"; 2_000].join(";");
    let r = run(&bench("", &sends, "", 9), "1s");
    assert_eq!((r.value("q", "NumberOfMessagesSent"), r.census().waiting), (2_000.0, 2_000));
}

#[test]
fn sqs_23_a_standard_queue_knows_no_repeated_receive() {
    // The answer is lost: the message stays hidden until its visibility timeout ends.
    let script = "at 1s receive 1 attempt 1; at 2s receive 1 attempt 1; at 11s receive 1 attempt 1";
    let scenario = bench("VisibilityTimeout=10", "at 0s send a", script, 9) + "\nat 500ms q LostReceivesPercent=100 for 1s";
    let r = run(&scenario, "12s");
    assert_eq!(r.log("c"), ["1 failed 0 TimedOut Timeout", "2 got nothing", "11 got a(2)"]);
}

#[test]
fn sqs_29_a_purge_may_take_a_while_and_deletes_what_was_there_when_it_began() {
    let of = |takes: u32| {
        let scenario = format!(
            "node q sqs PurgeTime={takes} LatencyMedian=0 LatencyP99=0 VisibilityTimeout=5
             node a probe Script=\"at 0s send old; at 20s send new\"
             node c probe Script=\"at 30s receive 10 wait 1s\"
             wire a.out -> q.send
             wire q.consumers -> c.in
             at 10s q do PurgeQueue"
        );
        let r = run(&scenario, "100s");
        (r.value("q", "NumberOfMessagesReceived"), r.census().dropped, r.value("q", "ApproximateNumberOfMessagesVisible"))
    };
    assert_eq!(of(0), (1.0, 1, 1.0), "only the new one is left to be received");
    assert_eq!(of(60), (2.0, 1, 1.0), "until 70 s the old one is there as well");
    assert_eq!(of(15), (1.0, 1, 1.0), "gone at 25 s");
}
