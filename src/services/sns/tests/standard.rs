//! The rules of standard topics, a test each.

use crate::testing::{Run, run};

/// A publisher `a`, a topic `t` without latency or jitter, and what `rest` adds.
fn bench(script: &str, rest: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node t sns LatencyMedian=0 LatencyP99=0 RetryJitterPercent=0
         wire a.out -> t.publish
         {rest}"
    )
}

/// A queue `q` that a subscriber with these wire settings feeds, and a consumer `z` that logs what comes.
fn queue(name: &str, wire: &str) -> String {
    format!(
        "node {name} sqs ReorderPercent=0 LatencyMedian=0 LatencyP99=0
         node z{name} probe Script=\"poll 10 wait 20s\"
         wire t.subscriptions -> {name}.send {wire}
         wire {name}.consumers -> z{name}.in\n"
    )
}

#[test]
fn sns_3_each_subscription_gets_a_copy_of_what_its_policy_matches() {
    let paid = queue("paid", "RawMessageDelivery=true FilterPolicy=\"{'status':['PAID']}\"");
    let all = queue("every", "RawMessageDelivery=true");
    let r = run(&bench("at 0s send one status=PAID; at 1s send two status=REJECTED", &(paid + &all)), "2s");
    assert_eq!(r.log("zpaid"), ["0 got one(1)"]);
    assert_eq!(r.log("zevery"), ["0 got one(1)", "1 got two(1)"]);
    assert_eq!((r.value("t", "NumberOfMessagesPublished"), r.value("t", "NumberOfNotificationsDelivered")), (2.0, 3.0));
    assert_eq!((r.value("t", "NumberOfNotificationsFilteredOut"), r.census().filtered), (1.0, 1));
}

#[test]
fn sns_4_an_unconfirmed_subscription_gets_nothing() {
    let r = run(&bench("at 0s send one", &queue("q", "Confirmed=false")), "2s");
    assert_eq!((r.value("q", "NumberOfMessagesSent"), r.census().filtered), (0.0, 1));
}

#[test]
fn sns_5_without_raw_delivery_the_message_comes_in_an_envelope() {
    let r = run(&bench("at 0s send one status=PAID", &queue("q", "")), "1s");
    let got = r.log("zq").remove(0);
    for part in ["\"Type\":\"Notification\"", "\"Message\":\"one\"", "\"status\":{\"Type\":\"String\",\"Value\":\"PAID\"}"] {
        assert!(got.contains(part), "{got}");
    }
}

#[test]
fn sns_6_more_than_ten_attributes_are_a_mistake_for_a_raw_queue() {
    let many: Vec<String> = (0..11).map(|n| format!("a{n}=x")).collect();
    let r = run(&bench(&format!("at 0s send one {}", many.join(" ")), &queue("q", "RawMessageDelivery=true")), "60s");
    assert_eq!((r.value("q", "NumberOfMessagesSent"), r.census().dropped), (0.0, 1));
}

#[test]
fn sns_8_19_a_denied_delivery_is_not_tried_again() {
    let r = run(&bench("at 0s send one", &queue("q", "QueuePolicyAllows=false")), "3600s");
    assert_eq!((r.value("t", "NumberOfNotificationsFailed"), r.census().dropped), (1.0, 1));
    assert_eq!(r.times("t", "SNS-8"), [0.0]);
}

#[test]
fn t_5_sns_21_a_failing_queue_is_tried_by_the_managed_policy() {
    let r = run(&bench("at 0s send one", "node z probe Script=\"answer 503\"\nwire t.subscriptions -> z.in"), "6s");
    let asked: Vec<f64> =
        r.log("z").iter().filter(|l| l.contains("asked")).filter_map(|l| l.split(' ').next()?.parse().ok()).collect();
    assert_eq!(asked[..7], [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0]);
    // 1 s · 20^(1/9) = 1.395 s
    assert!((asked[7] - 4.395).abs() < 0.001, "{asked:?}");
}

#[test]
fn t_6_sns_9_an_endpoint_that_never_answers() {
    let rest = "node z https_endpoint Mode=BLACKHOLE
                node d sqs
                wire t.subscriptions -> z.deliveries RedrivePolicy=true
                wire t.dead_letter_queue -> d.dead_letters";
    let r = run(&bench("at 0s send one", rest), "200s");
    assert_eq!(r.times("z", "SUB-1"), [0.0, 35.0, 70.0, 105.0]);
    assert_eq!(r.times("d", "SQS-2"), [120.0]);
    assert_eq!(r.value("t", "NumberOfNotificationsFailed"), 4.0);
    assert_eq!(r.value("d", "NumberOfMessagesSent"), 1.0, "SQS-10: a dead letter of a topic is a send");
    assert_eq!(r.census().dead_lettered, 1);
}

#[test]
fn sns_9_other_4xx_are_final_and_429_is_not() {
    let tries = |status: u32| {
        let rest = format!("node z https_endpoint Mode=REFUSE RefusalStatus={status}\nwire t.subscriptions -> z.deliveries");
        run(&bench("at 0s send one", &rest), "200s").value("z", "Requests")
    };
    assert_eq!((tries(404), tries(429)), (1.0, 4.0));
}

#[test]
fn sns_10_a_limit_makes_copies_wait_in_order() {
    let sends: Vec<String> = (0..5).map(|n| format!("at 0s send m{n}")).collect();
    let rest = "node z https_endpoint LatencyMedian=0 LatencyP99=0\nwire t.subscriptions -> z.deliveries maxReceivesPerSecond=2";
    let r = run(&bench(&sends.join(";"), rest), "10s");
    assert_eq!(r.times("z", "SUB-1"), [0.0, 0.0, 0.5, 1.0, 1.5]);
    assert_eq!(r.value("t", "NumberOfNotificationsDelivered"), 5.0);
}

#[test]
fn sns_13_without_a_dead_letter_queue_what_is_given_up_is_lost() {
    let rest = "node z https_endpoint Mode=DOWN\nwire t.subscriptions -> z.deliveries";
    let r = run(&bench("at 0s send one", rest), "100s");
    assert_eq!((r.value("z", "Requests"), r.census().dropped), (4.0, 1));
}

#[test]
fn sns_27_a_policy_on_the_body_needs_a_json_object() {
    let wire = "RawMessageDelivery=true FilterPolicyScope=MessageBody FilterPolicy=\"{'status':['PAID']}\"";
    let r = run(&bench("at 0s send {`status`:`PAID`}; at 1s send PAID; at 2s send {`status`:`NEW`}", &queue("q", wire)), "3s");
    assert_eq!(r.value("q", "NumberOfMessagesSent"), 1.0);
    assert_eq!(r.value("t", "NumberOfNotificationsFilteredOut-InvalidMessageBody"), 1.0);
    assert_eq!(r.value("t", "NumberOfNotificationsFilteredOut-MessageBody"), 1.0);
}

#[test]
fn sns_26_an_attribute_that_is_not_what_its_type_asks_for_is_counted_apart() {
    let wire = "RawMessageDelivery=true FilterPolicy=\"{'status':['PAID']}\"";
    let r = run(&bench("at 0s send one status=[PAID; at 1s send two status=NEW; at 2s send three", &queue("q", wire)), "3s");
    assert_eq!(r.value("q", "NumberOfMessagesSent"), 0.0);
    for why in ["InvalidAttributes", "MessageAttributes", "NoMessageAttributes"] {
        assert_eq!(r.value("t", &format!("NumberOfNotificationsFilteredOut-{why}")), 1.0, "{why}");
    }
    assert_eq!(r.value("t", "NumberOfNotificationsFilteredOut"), 3.0);
}

#[test]
fn sns_1_publish_returns_at_once_while_deliveries_go_on() {
    let r = run(&bench("at 0s send one", "node z probe Script=\"answer 503\"\nwire t.subscriptions -> z.in"), "5s");
    assert_eq!(r.log("a"), ["0 answered 200"]);
    assert!(r.log("z").len() > 4, "it is still tried: {:?}", r.log("z"));
}

#[test]
fn sns_7_a_function_is_done_for_the_topic_when_it_accepts() {
    let function = "node f lambda ErrorPercent=100 MaximumRetryAttempts=0\nwire t.subscriptions -> f.events";
    let r = run(&bench("at 0s send one", function), "10s");
    assert_eq!(r.value("t", "NumberOfNotificationsDelivered"), 1.0);
    assert_eq!((r.value("f", "Errors"), r.value("t", "NumberOfNotificationsFailed")), (1.0, 0.0));
}

#[test]
fn sns_11_retries_over_https_may_take_an_hour_at_most() {
    let problems = |wire: &str| {
        let text = bench("", &format!("node e https_endpoint\nwire t.subscriptions -> e.deliveries {wire}"));
        let found = crate::check::check(&crate::testing::diagram(&text), &crate::testing::catalog());
        found.into_iter().any(|p| p.rule == "SNS-11")
    };
    // 36 retries of 100 s are exactly an hour.
    assert!(!problems("numRetries=36 minDelayTarget=100 maxDelayTarget=100"));
    assert!(problems("numRetries=37 minDelayTarget=100 maxDelayTarget=100"));
}

#[test]
fn sns_12_retries_jitter_within_their_share() {
    let sends = vec!["at 0s send x"; 60].join(";");
    let scenario = bench(&sends, "node z probe Script=\"answer 503\"\nwire t.subscriptions -> z.in");
    let r = run(&scenario.replace("RetryJitterPercent=0", "RetryJitterPercent=10"), "1.5s");
    // Three retries at once, then one after 0.9 to 1.1 s.
    let late: Vec<f64> = r.log("z").iter().filter_map(|l| l.split(' ').next()?.parse().ok()).filter(|at| *at > 0.0).collect();
    assert_eq!(late.len(), 60);
    assert!(late.iter().all(|at| (0.9..=1.1).contains(at)) && late.iter().any(|at| *at < 0.95) && late.iter().any(|at| *at > 1.05));
}

/// A topic with an HTTPS endpoint that confirms `after` so long, and messages at these instants.
fn confirming(after: &str, sends: &str, endpoint: &str) -> Run {
    run(
        &format!(
            "node t sns LatencyMedian=0 LatencyP99=0 RetryJitterPercent=0
             node p probe Script=\"{sends}\"
             node e https_endpoint LatencyMedian=0 LatencyP99=0 {endpoint}
             wire p.out -> t.publish
             wire t.subscriptions -> e.deliveries ConfirmedAfter={after}"
        ),
        "4d",
    )
}

#[test]
fn sns_4_an_endpoint_gets_nothing_until_it_has_confirmed() {
    let r = confirming("60", "at 59s send a; at 60s send b", "");
    // The request to confirm, and the second message.
    assert_eq!((r.value("e", "Accepted"), r.value("t", "NumberOfNotificationsDelivered")), (2.0, 1.0));
    assert_eq!(r.times("t", "SNS-4"), [0.0, 59.0, 60.0]);
    assert_eq!((r.census().filtered, r.census().delivered), (1, 1));
}

#[test]
fn sns_4_a_token_is_valid_for_two_days() {
    let last = confirming("172800", "at 3d send a", "");
    assert_eq!(last.value("t", "NumberOfNotificationsDelivered"), 1.0);
    let late = confirming("172801", "at 3d send a", "");
    assert_eq!(late.value("t", "NumberOfNotificationsDelivered"), 0.0);
    assert!(late.notes("t", "SNS-4").iter().any(|line| line.starts_with("172800 the token is void after 2 d")), "{:?}", late.notes("t", "SNS-4"));
}

#[test]
fn sns_4_9_a_request_to_confirm_is_tried_again_as_any_delivery_and_then_given_up() {
    let r = confirming("60", "at 1h send a", "Mode=DOWN");
    assert_eq!((r.value("e", "Requests"), r.value("t", "NumberOfNotificationsDelivered")), (4.0, 0.0), "one and three retries");
    assert!(r.notes("t", "SNS-4").iter().any(|line| line.contains("could not be delivered")));
    assert_eq!(r.census().filtered, 1);
}

#[test]
fn sns_4_queues_are_confirmed_at_once() {
    let r = run(
        "node t sns LatencyMedian=0 LatencyP99=0
         node p probe Script=\"at 0s send a\"
         node q sqs
         wire p.out -> t.publish
         wire t.subscriptions -> q.send ConfirmedAfter=60",
        "1m",
    );
    assert_eq!(r.value("t", "NumberOfNotificationsDelivered"), 1.0);
}

/// A batch with these entries, each `Id` and the rest of its fields.
fn batch(entries: &[(&str, &str)]) -> String {
    let one = |(id, rest): &(&str, &str)| format!("{{`Id`:`{id}`,{rest}}}");
    format!("at 0s send {{`PublishBatchRequestEntries`:[{}]}}", entries.iter().map(one).collect::<Vec<_>>().join(","))
}

#[test]
fn sns_17_each_entry_of_a_batch_is_a_message_with_attributes_of_its_own() {
    let status = |value: &str| format!("`Message`:`{value}`,`MessageAttributes`:{{`status`:{{`DataType`:`String`,`StringValue`:`{value}`}}}}");
    let (paid, lost) = (status("PAID"), status("LOST"));
    let script = batch(&[("1", &paid), ("2", &lost), ("3", "`Message`:`plain`")]);
    let r = run(&bench(&script, &queue("paid", "RawMessageDelivery=true FilterPolicy=\"{'status':['PAID']}\"")), "1s");
    assert_eq!(r.log("zpaid"), ["0 got PAID(1)"]);
    assert_eq!(r.log("a"), ["0 answered 200 {\"Failed\":[],\"Successful\":[{\"Id\":\"1\"},{\"Id\":\"2\"},{\"Id\":\"3\"}]}"]);
    assert_eq!(r.value("t", "NumberOfMessagesPublished"), 3.0);
}

#[test]
fn sns_17_ten_entries_count_as_ten_messages_in_the_quota() {
    let ids: Vec<String> = (0..10).map(|n| n.to_string()).collect();
    let entries: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "`Message`:`m`")).collect();
    let r = run(&bench(&batch(&entries), "").replace("RetryJitterPercent=0", "RetryJitterPercent=0 PublishRate=4"), "1s");
    assert_eq!(r.value("t", "NumberOfMessagesPublished"), 4.0);
    assert!(r.notes("t", "SNS-17").iter().any(|line| line == "0 PublishBatch with 10 entries answers 200: 6 failed"));
}

#[test]
fn sns_17_a_body_that_only_looks_like_a_batch_is_a_message() {
    for list in ["[1,2]", "[{`Id`:`a`}]", "[{`Id`:7,`Message`:`m`}]", "{`Id`:`a`,`Message`:`m`}"] {
        let script = format!("at 0s send {{`PublishBatchRequestEntries`:{list}}}");
        let r = run(&bench(&script, &queue("all", "RawMessageDelivery=true")), "1s");
        assert_eq!(r.log("zall"), [format!("0 got {{\"PublishBatchRequestEntries\":{}}}(1)", list.replace('`', "\""))]);
    }
}

#[test]
fn batches_that_sns_refuses_are_refused_as_a_whole() {
    let refusal = |entries: &[(&str, &str)]| {
        let r = run(&bench(&batch(entries), ""), "1s");
        assert_eq!(r.value("t", "NumberOfMessagesPublished"), 0.0);
        r.log("a").remove(0)
    };
    let message = "`Message`:`m`";
    assert_eq!(refusal(&[]), "0 failed 400 Client EmptyBatchRequest");
    let ids: Vec<String> = (0..11).map(|n| n.to_string()).collect();
    let eleven: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), message)).collect();
    assert_eq!(refusal(&eleven), "0 failed 400 Client TooManyEntriesInBatchRequest");
    assert_eq!(refusal(&[("a", message), ("a", message)]), "0 failed 400 Client BatchEntryIdsNotDistinct");
    let half = format!("`Message`:`{}`", "x".repeat(131_073));
    assert_eq!(refusal(&[("a", &half), ("b", &half)]), "0 failed 400 Client BatchRequestTooLong");
}

#[test]
fn too_many_subscriptions_and_filter_policies_are_told() {
    let found = |topic: &str, wires: &[(&str, usize)]| {
        let mut text = format!("node t sns {topic}\n");
        for (wire, n) in wires.iter().flat_map(|(wire, n)| std::iter::repeat_n(*wire, *n)).zip(0..) {
            text += &format!("node q{n} sqs\nwire t.subscriptions -> q{n}.send {wire}\n");
        }
        let (d, catalog, id) = (crate::testing::diagram(&text), crate::testing::catalog(), "t".into());
        let look = crate::catalog::Look::at_node(&d, &id, &catalog).expect("a topic");
        (super::super::SERVICE.check)(&look).into_iter().map(|finding| finding.field).collect::<Vec<_>>()
    };
    let policy = "FilterPolicy=\"{'a':['b']}\"";
    assert!(found("FifoTopic=true", &[("", 100)]).is_empty());
    assert_eq!(found("FifoTopic=true", &[("", 101)]).len(), 1);
    assert!(found("", &[("", 101), (policy, 200)]).is_empty());
    assert_eq!(found("", &[(policy, 201)]), ["FilterPolicy"]);
}
