//! The rules of FIFO queues and of fair queues, a test each.

use crate::testing::{Run, catalog, diagram, run};

/// A FIFO queue `q` with settings, a sender `a` whose messages name their group and id in the body, a consumer `c`, and a
/// FIFO dead-letter queue `d`.
fn bench(queue: &str, sender: &str, consumer: &str, most: u32) -> String {
    format!(
        "node q sqs FifoQueue=true LatencyMedian=0 LatencyP99=0 ShortPollSeesPercent=100 {queue}
         node d sqs FifoQueue=true
         node a probe Script=\"{sender}\"
         node c probe Script=\"{consumer}\"
         wire a.out -> q.send MessageGroupId=$.g MessageDeduplicationId=$.id
         wire q.consumers -> c.in
         wire q.dead_letter_queue -> d.dead_letters maxReceiveCount={most}"
    )
}

/// `at 0s send` of a message with a group and an id for each word such as `A1`.
fn sends(at: &str, words: &str) -> String {
    let send = |word: &str| format!("at {at} send {{`g`:`{}`,`id`:`{word}`}}", &word[..1]);
    words.split(' ').map(send).collect::<Vec<_>>().join("; ")
}

/// What the consumer got: the ids, with the receive count.
fn got(r: &Run) -> Vec<String> {
    let short = |line: String| line.replace("{\"g\":\"A\",\"id\":\"", "").replace("{\"g\":\"B\",\"id\":\"", "").replace("\"}", "");
    r.log("c").into_iter().map(short).filter(|line| line.contains("got")).collect()
}

#[test]
fn t_3_sqs_20_a_deduplication_id_holds_for_five_minutes() {
    let script = "at 0s send {`g`:`A`,`id`:`x`}; at 299s send {`g`:`A`,`id`:`x`}; at 301s send {`g`:`A`,`id`:`x`}";
    let r = run(&bench("", script, "", 9), "302s");
    assert_eq!((r.census().created, r.value("q", "NumberOfMessagesSent")), (2, 2.0));
    assert_eq!(r.times("q", "SQS-20"), [299.0]);
    assert_eq!(r.log("a"), ["0 answered 200", "299 answered 200", "301 answered 200"], "a duplicate is accepted");
    let at_the_end = "at 0s send {`g`:`A`,`id`:`x`}; at 300s send {`g`:`A`,`id`:`x`}";
    assert_eq!(run(&bench("", at_the_end, "", 9), "301s").census().created, 2, "the window is half open");
}

#[test]
fn sqs_20_the_window_holds_after_the_first_was_deleted_and_has_a_scope() {
    let script = "at 0s send {`g`:`A`,`id`:`x`}; at 10s send {`g`:`A`,`id`:`x`}; at 10s send {`g`:`B`,`id`:`x`}";
    let consumer = "at 1s receive 1; at 2s delete 1";
    assert_eq!(run(&bench("", script, consumer, 9), "11s").census().created, 1);
    assert_eq!(run(&bench("DeduplicationScope=messageGroup", script, consumer, 9), "11s").census().created, 2);
}

#[test]
fn sqs_19_a_group_and_an_id_are_needed_and_an_explicit_id_counts_before_the_content() {
    let log = |queue: &str, script: &str| run(&bench(queue, script, "", 9), "1s").log("a");
    assert_eq!(log("", "at 0s send {`id`:`x`}"), ["0 failed 400 Client MissingParameter"]);
    assert_eq!(log("", "at 0s send {`g`:`A`}"), ["0 failed 400 Client InvalidParameterValue"]);
    let same_body = "at 0s send {`g`:`A`} n=1; at 0s send {`g`:`A`} n=2; at 0s send {`g`:`A`,`more`:1}";
    let r = run(&bench("ContentBasedDeduplication=true", same_body, "", 9), "1s");
    assert_eq!(r.census().created, 2, "attributes don't count, the body does");
    let other_ids = "at 0s send {`g`:`A`,`id`:`x`}; at 0s send {`g`:`A`,`id`:`y`}";
    let constant = bench("ContentBasedDeduplication=true", other_ids, "", 9).replace("DeduplicationId=$.id", "DeduplicationId=same");
    assert_eq!(run(&constant, "1s").census().created, 1, "the id of the wire, not the content");
}

#[test]
fn t_4_sqs_21_a_group_with_a_message_in_flight_waits() {
    let r = run(&bench("VisibilityTimeout=30", &sends("0s", "A1 A2 B1"), "at 1s receive 1 wait 5s; at 1s receive 1 wait 5s; at 2s receive 1 wait 5s; at 10s delete 1; at 10s receive 1 wait 1s", 9), "11s");
    assert_eq!(got(&r), ["1 got A1(1)", "1 got B1(1)", "7 got nothing", "10 got A2(1)"]);
}

#[test]
fn sqs_21_a_receive_fills_up_from_the_first_group_and_then_from_the_next() {
    let r = run(&bench("", &sends("0s", "A1 B1 A2 B2 A3"), "at 1s receive 4 wait 1s", 9), "2s");
    assert_eq!(got(&r), ["1 got A1(1) A2(1) A3(1) B1(1)"]);
    assert_eq!(r.value("q", "ApproximateNumberOfMessagesVisible"), 1.0);
}

#[test]
fn sqs_21_14_a_group_that_becomes_free_ends_a_wait() {
    let r = run(&bench("", &sends("0s", "A1 A2"), "at 1s receive 1; at 2s receive 1 wait 20s; at 5s delete 1", 9), "6s");
    assert_eq!(got(&r), ["1 got A1(1)", "5 got A2(1)"]);
}

#[test]
fn sqs_18_a_failed_message_keeps_its_place_and_blocks_its_group_until_it_is_moved() {
    let r = run(&bench("VisibilityTimeout=10", &sends("0s", "A1 A2"), "poll 1 wait 20s", 4), "61s");
    let expected = ["0 got A1(1)", "10 got A1(2)", "20 got A1(3)", "30 got A1(4)", "40 got A2(1)", "50 got A2(2)", "60 got A2(3)"];
    assert_eq!(got(&r), expected);
    assert_eq!(r.times("q", "SQS-7"), [40.0]);
    let mut r = run(&bench("VisibilityTimeout=10", &sends("0s", "A1"), "poll 1 wait 20s", 99), "60s");
    r.go("120s");
    assert_eq!(r.value("q", "ApproximateAgeOfOldestMessage"), 120.0, "it counts for the age, however often it was received");
}

#[test]
fn t_2_sqs_8_a_fifo_dead_letter_starts_its_retention_anew() {
    let scenario = bench("", &sends("0s", "A1"), "at 0s receive 1; at 1d receive 1", 1);
    let mut r = run(&scenario, "4.99d");
    assert_eq!((r.census().dead_lettered, r.census().expired), (1, 0));
    r.go("5d");
    assert_eq!((r.census().dead_lettered, r.census().expired), (0, 1));
}

#[test]
fn sqs_12_a_redrive_keeps_the_groups() {
    let scenario = bench("VisibilityTimeout=10", &sends("0s", "A1 A2"), "at 0s receive 2; at 20s receive 1; at 30s receive 10; at 40s receive 10", 1)
        + "\nat 25s d do StartMessageMoveTask MaxNumberOfMessagesPerSecond=10";
    let r = run(&scenario, "41s");
    assert_eq!(got(&r), ["0 got A1(1) A2(1)", "20 got nothing", "30 got A1(1) A2(1)", "40 got nothing"]);
}

#[test]
fn sqs_2_3_no_delay_of_a_single_message_and_a_new_delay_counts_for_all() {
    let wire = bench("", &sends("0s", "A1"), "", 9).replace("-> q.send", "-> q.send DelaySeconds=2");
    assert_eq!(run(&wire, "1s").log("a"), ["0 failed 400 Client InvalidParameterValue"]);
    let scenario = bench("DelaySeconds=60", &sends("0s", "A1"), "poll 1 wait 20s", 9) + "\nat 1s q DelaySeconds=5";
    assert_eq!(got(&run(&scenario, "6s")), ["5 got A1(1)"]);
}

#[test]
fn sqs_17_a_fifo_queue_at_its_limit_returns_nothing_and_no_error() {
    let r = run(&bench("InFlightLimit=1", &sends("0s", "A1 B1"), "at 1s receive 1; at 2s receive 1", 9), "3s");
    assert_eq!(got(&r), ["1 got A1(1)", "2 got nothing"]);
}

#[test]
fn sqs_22_an_expired_receipt_deletes_nothing() {
    let r = run(&bench("VisibilityTimeout=5", &sends("0s", "A1"), "at 0s receive 1; at 6s delete 1; at 7s receive 1; at 8s delete 2", 9), "9s");
    assert_eq!(r.log("c").iter().filter(|l| l.contains("failed")).collect::<Vec<_>>(), ["6 failed 400 Client ReceiptHandleIsInvalid"]);
    assert_eq!((r.census().delivered, r.value("q", "NumberOfMessagesDeleted")), (1, 1.0));
}

#[test]
fn sqs_23_a_repeated_receive_returns_the_same_messages_hidden_anew() {
    let lost = "\nat 500ms q LostReceivesPercent=100 for 1s";
    let script = "at 1s receive 2 attempt 7; at 4s receive 2 attempt 8; at 6s receive 2 attempt 7; at 15s receive 2; at 16s receive 2";
    let r = run(&(bench("VisibilityTimeout=10", &sends("0s", "A1 A2 B1"), script, 9) + lost), "17s");
    // A1 and A2 are lost; another attempt gets what is left; the same one gets them, hidden until 16 s.
    let log = got(&r);
    assert_eq!(log, ["4 got B1(1)", "6 got A1(1) A2(1)", "15 got B1(2)", "16 got A1(2) A2(2)"]);
    assert_eq!(r.value("q", "NumberOfMessagesReceived"), 8.0, "the lost two were returned too");
}

#[test]
fn sqs_23_a_receive_cannot_be_repeated_once_its_messages_came_back_or_after_five_minutes() {
    let lost = "\nat 500ms q LostReceivesPercent=100 for 1s";
    // Visible again at 11 s, and received by somebody else: the repeat is a receive like any other.
    let script = "at 1s receive 1 attempt 7; at 12s receive 1; at 13s receive 1 attempt 7";
    let r = run(&(bench("VisibilityTimeout=10", &sends("0s", "A1"), script, 9) + lost), "14s");
    assert_eq!(got(&r), ["12 got A1(2)", "13 got nothing"]);
    for (at, then) in [("300s", "got A1(1)"), ("301s", "got nothing")] {
        let script = format!("at 1s receive 1 attempt 7; at {at} receive 1 attempt 7");
        let r = run(&(bench("VisibilityTimeout=600", &sends("0s", "A1"), &script, 9) + lost), "302s");
        assert!(got(&r)[0].ends_with(then), "{at}: {:?}", got(&r));
    }
}

#[test]
fn sqs_23_a_repeated_receive_hides_for_twelve_hours_at_most() {
    let lost = "\nat 500ms q LostReceivesPercent=100 for 1s";
    let script = "at 1s receive 1 attempt 7 visibility 13h; at 2s receive 1 attempt 7 visibility 13h; at 12.1h receive 1";
    let r = run(&(bench("", &sends("0s", "A1"), script, 9) + lost), "13h");
    assert_eq!(got(&r), ["2 got A1(1)", "43560 got A1(2)"]);
}

#[test]
fn sqs_24_sends_above_300_a_second_are_throttled() {
    let many: Vec<String> = (0..310).map(|n| format!("at 0s send {{`g`:`{}`,`id`:`{n}`}}", n % 7)).collect();
    let r = run(&bench("", &many.join(";"), "", 9), "1s");
    assert_eq!(r.census().created, 300);
    let refused = r.log("a").iter().filter(|line| line.contains("ThrottlingException")).count();
    assert_eq!(refused, 10);
}

#[test]
fn groups_with_messages_in_flight_are_counted() {
    let mut r = run(&bench("VisibilityTimeout=600", &sends("0s", "A1 A2 B1"), "at 1s receive 1; at 1s receive 1", 9), "60s");
    r.go("61s");
    assert_eq!(r.value("q", "ApproximateNumberOfGroupsWithInflightMessages"), 2.0);
    assert!(r.value("q", "FifoRequests") >= 5.0 && r.value("q", "Requests") == 0.0);
}

/// A standard queue whose messages name their tenant.
fn fair(sender: &str, consumer: &str) -> String {
    format!(
        "node q sqs LatencyMedian=0 LatencyP99=0 ShortPollSeesPercent=100 ReorderPercent=0 VisibilityTimeout=600
         node a probe Script=\"{sender}\"
         node c probe Script=\"{consumer}\"
         wire a.out -> q.send MessageGroupId=$.g
         wire q.consumers -> c.in"
    )
}

#[test]
fn sqs_28_while_a_tenant_is_noisy_the_quiet_ones_come_first() {
    // 100 messages of A, of which 40 are in flight; then two of B.
    let many: Vec<String> = (0..100).map(|_| "A1").map(str::to_owned).collect();
    let sender = format!("{}; {}", sends("0s", &many.join(" ")), sends("1s", "B1 B2"));
    let received: Vec<String> = (0..4).map(|_| "at 0.5s receive 10".to_owned()).collect();
    let r = run(&fair(&sender, &format!("{}; at 2s receive 3", received.join(";"))), "3s");
    assert_eq!(got(&r)[4], "2 got B1(1) B2(1) A1(1)");
    assert_eq!(r.times("q", "SQS-28"), [2.0, 2.0]);
    // With 20 in flight A is not noisy, and nobody has worked yet: first come, first served.
    let r = run(&fair(&sender, "at 0.5s receive 10; at 0.5s receive 10; at 2s receive 3"), "3s");
    assert_eq!(got(&r)[2], "2 got A1(1) A1(1) A1(1)");
}

#[test]
fn sqs_28_time_that_consumers_spend_makes_noisy_too() {
    // A's first message took 60 s of the only consumer.
    let sender = format!("{}; {}", sends("0s", "A1 A2 A3"), sends("30s", "B1"));
    let r = run(&fair(&sender, "at 0s receive 1; at 60s delete 1; at 61s receive 1"), "62s");
    assert_eq!(got(&r)[1], "61 got B1(1)");
}

#[test]
fn sqs_28_metrics_of_quiet_tenants() {
    let many: Vec<&str> = std::iter::repeat_n("A1", 100).collect();
    let sender = format!("{}; {}", sends("0s", &many.join(" ")), sends("1s", "B1 B2"));
    let receive = std::iter::repeat_n("at 0.5s receive 10", 4).collect::<Vec<_>>().join(";");
    let mut r = run(&fair(&sender, &receive), "60s");
    r.go("61s");
    assert_eq!(r.value("q", "ApproximateNumberOfNoisyGroups"), 1.0);
    assert_eq!(r.value("q", "ApproximateNumberOfMessagesVisibleInQuietGroups"), 2.0);
    assert_eq!(r.value("q", "ApproximateNumberOfMessagesVisible"), 62.0);
    // At the end of the minute A's oldest is 60 s old and B's 59.
    assert_eq!(r.value("q", "ApproximateAgeOfOldestMessage"), 60.0);
    assert_eq!(r.value("q", "ApproximateAgeOfOldestMessageInQuietGroups"), 59.0);
}

#[test]
fn sqs_9_19_problems_of_fifo_queues_are_told() {
    let problems = |text: &str| {
        crate::check::check(&diagram(text), &catalog()).into_iter().map(|p| p.what).collect::<Vec<_>>().join(" / ")
    };
    let right = bench("", "", "", 3);
    assert!(!problems(&right).contains("FIFO"), "{}", problems(&right));
    assert!(problems(&right.replace("MessageGroupId=$.g", "")).contains("without a MessageGroupId"));
    assert!(problems(&right.replace("node d sqs FifoQueue=true", "node d sqs")).contains("of its source's type"));
}

#[test]
fn sqs_24_changes_of_visibility_have_a_throughput_of_their_own() {
    let sends: String = (0..10).map(|n| format!("at 0s send {{`g`:`{n}`,`id`:`{n}`}}; ")).collect();
    let changes: String = (0..310).map(|n| format!("at 2s change {} 60s; ", n % 10 + 1)).collect();
    let r = run(&bench("VisibilityTimeout=600", &sends, &format!("at 1s receive 10; {changes}at 2s delete 0"), 9), "3s");
    assert_eq!(r.log("c").iter().filter(|line| line.contains("ThrottlingException")).count(), 10);
    assert_eq!(r.value("q", "NumberOfMessagesDeleted"), 10.0, "deletes have another bucket");
}

#[test]
fn sqs_9_the_message_id_of_a_dead_letter_takes_the_place_of_its_deduplication_id() {
    // The first message of the run has the serial that its twin is sent with, straight to the dead-letter queue.
    let of = |token: &str, at: u32| {
        let scenario = format!(
            "node q sqs FifoQueue=true VisibilityTimeout=10 LatencyMedian=0 LatencyP99=0
             node dead sqs FifoQueue=true LatencyMedian=0 LatencyP99=0
             node a probe Script=\"at 0s send {{`g`:`g`,`id`:`first`}}\"
             node b probe Script=\"at {at}s send {{`g`:`g`,`id`:`{token}`}}\"
             node c probe Script=\"poll 1 wait 20s\"
             wire a.out -> q.send MessageGroupId=$.g MessageDeduplicationId=$.id
             wire b.out -> dead.send MessageGroupId=$.g MessageDeduplicationId=$.id
             wire q.consumers -> c.in
             wire q.dead_letter_queue -> dead.dead_letters maxReceiveCount=1"
        );
        run(&scenario, "600s")
    };
    let serial = of("none", 500).engine.ledger().iter().next().map(|stored| stored.id.serial).expect("a dead letter");
    let visible = |token: &str, at| of(token, at).value("dead", "ApproximateNumberOfMessagesVisible");
    assert_eq!(visible(&serial.to_string(), 100), 1.0, "moved at 10 s: a duplicate until 310 s");
    assert_eq!(visible("first", 100), 2.0, "what it was sent with no longer counts");
    assert_eq!(visible(&serial.to_string(), 310), 2.0);
}
