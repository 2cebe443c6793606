//! Batches of sends and deletes, and the throughput that they cost (SQS-24 to 26).

use crate::catalog::assemble;
use crate::sim::{Engine, Time};
use crate::testing::{Run, catalog, diagram, micros, run};

/// A FIFO queue `q`, a sender `a` whose wire has settings, a consumer `c`.
fn bench(queue: &str, wire: &str, sender: &str, consumer: &str) -> String {
    format!(
        "node q sqs FifoQueue=true LatencyMedian=0 LatencyP99=0 ShortPollSeesPercent=100 {queue}
         node a probe Script=\"{sender}\"
         node c probe Script=\"{consumer}\"
         wire a.out -> q.send MessageGroupId=$.g MessageDeduplicationId=$.id {wire}
         wire q.consumers -> c.in"
    )
}

/// `n` sends at one instant, to so many groups in turn.
fn sends(at: &str, n: usize, groups: usize) -> String {
    (0..n).map(|k| format!("at {at} send {{`g`:`{}`,`id`:`{at}-{k}`}}; ", k % groups)).collect()
}

/// Runs a scenario with thousands of messages, audited at the end: after every event would take minutes.
fn long(scenario: &str, until: &str) -> Run {
    let mut r = Run { engine: Engine::new(assemble(&diagram(scenario), &catalog())) };
    r.engine.run_until(Time(micros(until)), u64::MAX);
    r.engine.audit().expect("every message in one place");
    r
}

fn throttled(r: &Run, node: &str) -> usize {
    r.log(node).iter().filter(|line| line.contains("ThrottlingException")).count()
}

#[test]
fn sqs_24_26_batches_of_ten_carry_ten_times_as_many_messages() {
    let alone = long(&bench("", "", &sends("0s", 3_010, 7), ""), "1s");
    assert_eq!((alone.value("q", "NumberOfMessagesSent"), throttled(&alone, "a")), (300.0, 2_710));
    let r = long(&bench("", "BatchEntries=10", &sends("0s", 3_010, 7), ""), "1s");
    // 300 calls of ten; the 301st waits for nobody, being full, and is refused as a whole.
    assert_eq!((r.value("q", "NumberOfMessagesSent"), throttled(&r, "a")), (3_000.0, 10));
    assert_eq!((r.notes("q", "SQS-26").len(), r.value("q", "FifoRequests")), (301, 301.0));
}

#[test]
fn sqs_26_an_unfinished_batch_is_sent_after_its_wait() {
    let script = "at 0s send {`g`:`A`,`id`:`1`}; at 150ms send {`g`:`A`,`id`:`2`}; at 500ms send {`g`:`A`,`id`:`3`}";
    let r = run(&bench("", "BatchEntries=10", script, ""), "1s");
    assert_eq!(r.log("a"), ["0.2 answered 200", "0.2 answered 200", "0.7 answered 200"]);
    assert_eq!(r.value("q", "FifoRequests"), 2.0);
}

#[test]
fn sqs_26_each_entry_is_taken_or_refused_by_itself() {
    // The second names no group, the third repeats the first.
    let script = "at 0s send {`g`:`A`,`id`:`1`}; at 0s send {`id`:`2`}; at 0s send {`g`:`A`,`id`:`1`}; at 0s send {`g`:`B`,`id`:`4`}";
    let r = run(&bench("", "BatchEntries=4", script, ""), "0s");
    let log = r.log("a");
    assert_eq!(log.iter().filter(|line| line.contains("answered 200")).count(), 3);
    assert_eq!(log.iter().filter(|line| line.contains("MissingParameter")).count(), 1);
    assert_eq!((r.census().created, r.value("q", "NumberOfMessagesSent"), r.value("q", "FifoRequests")), (2, 2.0, 1.0));
}

#[test]
fn sqs_26_a_batch_is_at_most_one_mebibyte_and_is_billed_by_64_kilobytes() {
    // Two of 600,000 bytes do not fit into one batch.
    let script = format!("at 0s send {}; ", "x".repeat(600_000)).repeat(2);
    let scenario = format!(
        "node q sqs LatencyMedian=0 LatencyP99=0
         node a probe Script=\"{script}\"
         wire a.out -> q.send BatchEntries=10"
    );
    let r = run(&scenario, "1s");
    assert_eq!((r.times("q", "SQS-26"), r.census().created), (vec![0.0, 0.2], 2));
    // 600,000 / 65,536 = 9.2.
    assert_eq!(r.value("q", "Requests"), 20.0);
}

#[test]
fn sqs_26_a_high_throughput_queue_counts_a_piece_for_each_partition() {
    let high = "DeduplicationScope=messageGroup FifoThroughputLimit=perMessageGroupId";
    // One partition at first: one piece, however many groups. More calls than 80 % of 300 a second for a minute double it.
    let busy: String = (0..=60).map(|s| sends(&format!("{s}s"), 300, 64)).collect();
    let r = run(&bench(high, "BatchEntries=10", &(sends("0s", 10, 10) + &sends("1s", 10, 10)), ""), "2s");
    assert_eq!(r.notes("q", "SQS-26"), [0, 1].map(|at| format!("{at} a batch of 10 messages, 1 calls for the throughput")));
    let scenario = bench(high, "", &busy, "").replace("wire q.consumers", "node b probe Script=\"SENDS\"\nwire b.out -> q.send MessageGroupId=$.g MessageDeduplicationId=$.id BatchEntries=10\nwire q.consumers");
    let r = long(&scenario.replace("SENDS", &sends("70s", 10, 10)), "71s");
    assert!(r.notes("q", "SQS-25").iter().any(|note| note.contains("2 partitions")), "{:?}", r.notes("q", "SQS-25"));
    assert!(r.notes("q", "SQS-26")[0].contains("10 messages, 2 calls"), "{:?}", r.notes("q", "SQS-26"));
}

#[test]
fn sqs_24_deletes_have_a_throughput_of_their_own() {
    // 310 messages of 310 groups, received by 31 calls of ten, deleted one by one.
    let receives: String = (0..31).map(|_| "at 1s receive 10; ".to_owned()).collect();
    let deletes: String = (1..=310).map(|n| format!("at 5s delete {n}; ")).collect();
    let sender = sends("0s", 300, 310) + &sends("500ms", 10, 310).replace("`g`:`", "`g`:`late");
    let r = run(&bench("VisibilityTimeout=600", "", &sender, &(receives.clone() + &deletes)), "6s");
    assert_eq!((r.value("q", "NumberOfMessagesReceived"), r.value("q", "NumberOfMessagesDeleted")), (310.0, 300.0));
    assert_eq!(throttled(&r, "c"), 10);
    // In batches of ten it takes 31 calls.
    let r = run(&bench("VisibilityTimeout=600", "", &sender, &(receives.clone() + "at 5s delete 0")), "6s");
    assert_eq!((r.value("q", "NumberOfMessagesDeleted"), throttled(&r, "c")), (310.0, 0));
    // After 295 single calls five batches pass; the answer to the others is 200 too, and each of their 260 entries is noted.
    let deletes: String = (1..=295).map(|n| format!("at 5s delete {n}; ")).collect();
    let r = run(&bench("VisibilityTimeout=600", "", &sender, &(receives + &deletes + "at 5s delete 0")), "6s");
    let told = r.notes("q", "SQS-24").iter().filter(|note| note.starts_with("5 its delete was throttled, and the consumer is told")).count();
    assert_eq!((throttled(&r, "c"), told), (0, 260));
}

#[test]
fn sqs_24_a_consumer_that_does_not_listen_tries_a_throttled_delete_again() {
    // One server works for ten seconds; then 399 begin together, by receives of ten, and delete together, one by one.
    let sender = sends("0s", 300, 400) + &sends("1s", 100, 400).replace("`g`:`", "`g`:`late");
    let scenario = format!(
        "node q sqs FifoQueue=true VisibilityTimeout=600 LatencyMedian=0 LatencyP99=0
         node a probe Script=\"{sender}\"
         node s server Slots=1 MeanServiceTime=10000 ServiceTime=constant
         wire a.out -> q.send MessageGroupId=$.g MessageDeduplicationId=$.id
         wire q.consumers -> s.source
         at 5s s Slots=400"
    );
    let mut r = run(&scenario, "15s");
    assert_eq!(r.census().delivered, 301);
    r.go("20s");
    assert_eq!((r.census().delivered, r.value("q", "NumberOfMessagesReceived")), (400, 400.0), "nothing comes back");
    assert!(r.notes("q", "SQS-24").iter().filter(|note| note.contains("tried again in")).count() >= 99);
}
