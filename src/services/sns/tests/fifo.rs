//! The rules of FIFO topics, of the publish quota and of message structure, a test each.

use crate::testing::{catalog, diagram, run};

/// A publisher `a` whose messages name their group and id in the body, a FIFO topic `t`, and what `rest` adds.
fn bench(topic: &str, script: &str, rest: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node t sns FifoTopic=true LatencyMedian=0 LatencyP99=0 RetryJitterPercent=0 {topic}
         wire a.out -> t.publish MessageGroupId=$.g MessageDeduplicationId=$.id
         {rest}"
    )
}

/// A FIFO queue that a raw subscription feeds, and its consumer `z`.
const QUEUE: &str = "node q sqs FifoQueue=true LatencyMedian=0 LatencyP99=0 ShortPollSeesPercent=100
     node z probe Script=\"poll 10 wait 20s\"
     wire t.subscriptions -> q.send RawMessageDelivery=true
     wire q.consumers -> z.in";

#[test]
fn sns_2_the_queue_gets_group_and_deduplication_id_of_the_topic() {
    let script = "at 0s send {`g`:`A`,`id`:`1`}; at 1s send {`g`:`A`,`id`:`2`}";
    let r = run(&bench("", script, QUEUE), "2s");
    assert_eq!(r.value("q", "NumberOfMessagesSent"), 2.0);
    // The second waits in the queue until the first is deleted, which the consumer never does: they are of one group.
    assert_eq!(r.log("z"), ["0 got {\"g\":\"A\",\"id\":\"1\"}(1)"]);
}

#[test]
fn sns_2_a_group_waits_for_its_failing_message_and_others_go_on() {
    let script = "at 0s send {`g`:`A`,`id`:`1`}; at 0s send {`g`:`A`,`id`:`2`}; at 0s send {`g`:`B`,`id`:`3`}";
    // A probe plays the queue; with raw delivery it sees the messages themselves.
    let rest = "node q probe Script=\"answer 503\"\nwire t.subscriptions -> q.in RawMessageDelivery=true";
    let asked = run(&bench("", script, rest), "100s").log("q").join(" ");
    let tries = |id: &str| asked.matches(&format!("\"id\":\"{id}\"")).count();
    assert_eq!(tries("2"), 0, "the second of A waits for the first");
    assert!(tries("1") > 10 && tries("1") == tries("3"), "{asked}");
    let mail = bench("", script, "node m email\nwire t.subscriptions -> m.mails");
    assert_eq!(run(&mail, "1s").census().filtered, 3, "only queues can subscribe");
}

#[test]
fn sns_2_19_what_is_given_up_lets_the_next_of_its_group_go() {
    let script = "at 0s send {`g`:`A`,`id`:`1`}; at 0s send {`g`:`A`,`id`:`2`}; at 0s send {`g`:`B`,`id`:`3`}";
    let refused = QUEUE.replace("RawMessageDelivery=true", "RawMessageDelivery=true QueuePolicyAllows=false");
    let r = run(&bench("", script, &refused), "1s");
    assert_eq!((r.census().dropped, r.value("t", "NumberOfNotificationsFailed")), (3, 3.0));
}

#[test]
fn sns_2_copies_of_one_group_keep_their_order_however_long_each_takes() {
    let script: Vec<String> = (0..40).map(|n| format!("at 0s send {{`g`:`{}`,`id`:`{n:02}`}}", n % 2)).collect();
    let scenario = bench("", &script.join(";"), QUEUE).replace("LatencyMedian=0 LatencyP99=0 RetryJitter", "LatencyMedian=100 LatencyP99=2000 RetryJitter");
    let mut r = run(&scenario, "60s");
    r.go("61s");
    let order: Vec<String> = r.engine.ledger().iter().filter(|m| m.group.is_some()).map(|m| m.body.text().to_owned()).collect();
    assert_eq!(order.len(), 40);
    for group in ["0", "1"] {
        let mut created: Vec<(u64, String)> = r
            .engine
            .ledger()
            .iter()
            .filter(|m| m.group.as_deref() == Some(group))
            .map(|m| (m.id.serial, m.body.text().to_owned()))
            .collect();
        created.sort();
        let bodies: Vec<&String> = created.iter().map(|(_, body)| body).collect();
        assert!(bodies.is_sorted(), "{bodies:?}");
    }
}

#[test]
fn sns_15_an_id_is_delivered_once_in_five_minutes() {
    let script = "at 0s send {`g`:`A`,`id`:`x`}; at 299s send {`g`:`A`,`id`:`x`}; at 300s send {`g`:`A`,`id`:`x`}";
    let r = run(&bench("", script, QUEUE), "301s");
    assert_eq!((r.value("t", "NumberOfMessagesPublished"), r.times("t", "SNS-15")), (2.0, vec![299.0]));
    assert_eq!(r.log("a"), ["0 answered 200", "299 answered 200", "300 answered 200"]);
    let groups = "at 0s send {`g`:`A`,`id`:`x`}; at 1s send {`g`:`B`,`id`:`x`}";
    assert_eq!(run(&bench("", groups, QUEUE), "2s").value("t", "NumberOfMessagesPublished"), 1.0);
    assert_eq!(run(&bench("FifoThroughputScope=MessageGroup", groups, QUEUE), "2s").value("t", "NumberOfMessagesPublished"), 2.0);
    let content = "at 0s send {`g`:`A`}; at 1s send {`g`:`A`} n=1";
    assert_eq!(run(&bench("ContentBasedDeduplication=true", content, QUEUE), "2s").value("t", "NumberOfMessagesPublished"), 1.0);
}

#[test]
fn sns_2_15_a_group_and_an_id_are_needed() {
    let log = |script: &str| run(&bench("", script, QUEUE), "1s").log("a");
    assert_eq!(log("at 0s send {`id`:`x`}"), ["0 failed 400 Client InvalidParameter"]);
    assert_eq!(log("at 0s send {`g`:`A`}"), ["0 failed 400 Client InvalidParameter"]);
}

#[test]
fn sns_16_a_filtered_message_is_gone_and_sequence_numbers_go_on() {
    let script = "at 0s send {`g`:`A`,`id`:`1`}; at 1s send {`g`:`B`,`id`:`2`}; at 2s send {`g`:`C`,`id`:`3`}";
    let rest = QUEUE.replace("RawMessageDelivery=true", "FilterPolicyScope=MessageBody FilterPolicy=\"{'g':['A','C']}\"");
    let r = run(&bench("", script, &rest), "3s");
    let numbers: Vec<String> = r.log("z").iter().filter_map(|l| Some(l.split("SequenceNumber\":\"").nth(1)?[..20].to_owned())).collect();
    assert_eq!(numbers, ["00000000000000000001", "00000000000000000003"]);
}

#[test]
fn sns_17_more_than_the_quota_is_throttled() {
    let many = |groups: u64| (0..320).map(|n| format!("at 0s send {{`g`:`{}`,`id`:`{n}`}}", n % groups)).collect::<Vec<_>>().join(";");
    let published = |topic: &str, groups| run(&bench(topic, &many(groups), QUEUE), "0.5s").value("t", "NumberOfMessagesPublished");
    assert_eq!(published("", 1), 300.0, "300 a second in a group");
    assert_eq!(published("", 2), 320.0);
    assert_eq!(published("FifoThroughputScope=MessageGroup", 1), 320.0);
    assert_eq!(published("PublishRate=100", 2), 100.0);
    let standard = bench("PublishRate=10", &many(1), QUEUE).replace("FifoTopic=true", "").replace("FifoQueue=true", "");
    assert_eq!(run(&standard, "0.5s").value("t", "NumberOfMessagesPublished"), 10.0);
}

#[test]
fn sns_17_the_quota_of_standard_topics_is_one_of_the_account() {
    let script = |at: &str, n: usize| vec![format!("at {at} send x"); n].join("; ");
    let scenario = format!(
        "node t sns PublishRate=10\nnode u sns\nnode a probe Script=\"{}\"\nnode b probe Script=\"{}\"\nwire a.out -> t.publish\nwire b.out -> u.publish",
        script("0s", 8),
        script("1ms", 8),
    );
    let r = run(&scenario, "50ms");
    let published = |topic| r.value(topic, "NumberOfMessagesPublished");
    assert_eq!((published("t"), published("u"), r.notes("u", "SNS-17").len()), (8.0, 2.0, 6));
}

#[test]
fn sns_18_with_message_structure_json_each_protocol_has_its_own_text() {
    let text = |script: &str| {
        let scenario = bench("", script, QUEUE)
            .replace("FifoTopic=true", "")
            .replace("FifoQueue=true", "")
            .replace("MessageGroupId=$.g MessageDeduplicationId=$.id", "MessageStructure=json");
        let r = run(&scenario, "1s");
        (r.log("a").remove(0), r.log("z").first().cloned().unwrap_or_default())
    };
    assert_eq!(text("at 0s send {`default`:`all`,`sqs`:`queue`}").1, "0 got queue(1)");
    assert_eq!(text("at 0s send {`default`:`all`,`email`:`mail`}").1, "0 got all(1)");
    for wrong in ["at 0s send {`sqs`:`queue`}", "at 0s send plain"] {
        assert_eq!(text(wrong).0, "0 failed 400 Client InvalidParameter");
    }
}

#[test]
fn sns_2_problems_of_fifo_topics_are_told() {
    let problems = |text: &str| {
        crate::check::check(&diagram(text), &catalog()).into_iter().map(|p| p.what).collect::<Vec<_>>().join(" / ")
    };
    let right = bench("", "", QUEUE);
    assert!(!problems(&right).contains("FIFO"), "{}", problems(&right));
    assert!(problems(&right.replace("MessageGroupId=$.g", "")).contains("publishes to t without a MessageGroupId"));
    let mail = bench("", "", "node m email\nwire t.subscriptions -> m.mails");
    assert!(problems(&mail).contains("delivers to queues only"), "{}", problems(&mail));
}

#[test]
fn sns_17_a_fifo_topic_takes_20_mb_a_second_unless_the_scope_is_the_group() {
    // 100 messages of 250,000 bytes are 25 MB; 20 MB, which are 20,971,520 bytes, have room for 83 of them, attributes none.
    let send = |n: usize| format!("at 0s send {{`g`:`{n}`,`id`:`{n:03}`,`x`:`{}`}}", "x".repeat(249_973));
    let script: Vec<String> = (0..100).map(send).map(|s| s.replace("{`g`:`", "{`g`:`g")).collect();
    let script = script.join(";");
    let published = |scope: &str| run(&bench(scope, &script, ""), "0.5s").value("t", "NumberOfMessagesPublished");
    let bytes = run(&bench("", &script, ""), "0.5s").value("t", "FifoPublishedBytes");
    assert_eq!((published(""), published("FifoThroughputScope=MessageGroup")), (83.0, 100.0));
    assert!((20_700_000.0..=20_971_520.0).contains(&bytes), "{bytes}");
}

#[test]
fn the_bytes_of_fifo_topics_are_counted_for_the_bill() {
    let body = "{`g`:`A`,`id`:`1`}";
    let r = run(&bench("", &format!("at 0s send {body}"), QUEUE), "1s");
    assert_eq!((r.value("t", "FifoPublishedBytes"), r.value("t", "FifoDeliveredBytes")), (body.len() as f64, body.len() as f64));
}

/// A FIFO topic that keeps what is published, and two queues; the second is `y`.
fn archived(replay: &str) -> crate::testing::Run {
    let script = "at 0s send {`g`:`A`,`id`:`1`}; at 60s send {`g`:`A`,`id`:`2`}; at 120s send {`g`:`B`,`id`:`3`}";
    let second = "node y sqs FifoQueue=true LatencyMedian=0 LatencyP99=0\nwire t.subscriptions -> y.send";
    let queue = "node q sqs FifoQueue=true LatencyMedian=0 LatencyP99=0\nwire t.subscriptions -> q.send RawMessageDelivery=true FilterPolicy=\"{'g':['A']}\" FilterPolicyScope=MessageBody";
    run(&bench("ArchivePolicy=1 ReplayRate=1", script, &format!("{queue}\n{second}\n{replay}")), "2000s")
}

#[test]
fn sns_2_a_fifo_topic_with_an_archive_policy_sends_again_what_it_kept_in_order() {
    let sent = |r: &crate::testing::Run| (r.value("q", "NumberOfMessagesSent"), r.value("y", "NumberOfMessagesSent"));
    assert_eq!(sent(&archived("")), (2.0, 3.0));
    // The filter counts again: B is not for the first queue. The queues' own deduplication has forgotten the ids by then.
    let r = archived("at 1000s t do StartReplay");
    assert_eq!((sent(&r), r.times("t", "SNS-2")), ((4.0, 6.0), vec![1000.0, 1003.0]));
    let again: Vec<String> = r.engine.ledger().iter().filter(|m| m.body.text().contains("Replayed")).map(|m| m.body.text().to_owned()).collect();
    assert_eq!(again.len(), 3, "the envelope says so");
    assert_eq!(sent(&archived("at 1000s t do StartReplay Subscription=y StartingPoint=60 EndingPoint=120")), (2.0, 4.0));
    let r = archived("at 1000s t do StartReplay Subscription=nobody");
    assert_eq!((sent(&r), r.notes("t", "SNS-2")[0].contains("no subscription of that name")), ((2.0, 3.0), true));
}

#[test]
fn sns_2_without_an_archive_policy_there_is_nothing_to_replay_and_what_is_too_old_is_forgotten() {
    let script = "at 0s send {`g`:`A`,`id`:`1`}";
    let queue = "node q sqs FifoQueue=true\nwire t.subscriptions -> q.send\nat 1000s t do StartReplay";
    let r = run(&bench("", script, queue), "2000s");
    assert_eq!((r.value("q", "NumberOfMessagesSent"), r.notes("t", "SNS-2")[0].contains("no ArchivePolicy")), (1.0, true));
    let late = queue.replace("at 1000s", "at 90000s");
    let r = run(&bench("ArchivePolicy=1", script, &late), "90010s");
    assert_eq!((r.value("q", "NumberOfMessagesSent"), r.value("t", "ArchivedMessages")), (1.0, 0.0), "a day is over");
}
