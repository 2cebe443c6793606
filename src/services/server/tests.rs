//! The rules of servers, a test each.

use crate::testing::run;

#[test]
fn ext_5_requests_wait_their_turn_and_are_refused_when_the_room_is_full() {
    let r = run(
        "node a probe Script=\"at 0s send a; at 0s send b; at 0s send c; at 0s send d\"
         node s server Slots=1 QueueLength=2 ServiceTime=constant MeanServiceTime=1000
         wire a.out -> s.requests",
        "10s",
    );
    // One is worked on, two wait, the fourth is refused at once.
    assert_eq!(r.log("a"), ["0 failed 503 Unavailable ServiceUnavailable", "1 answered 200", "2 answered 200", "3 answered 200"]);
    assert_eq!(["Requests", "Succeeded", "Rejected"].map(|m| r.value("s", m)), [4.0, 3.0, 1.0]);
}

#[test]
fn several_slots_work_at_once() {
    let r = run(
        "node a probe Script=\"at 0s send a; at 0s send b; at 0s send c\"
         node s server Slots=2 ServiceTime=constant MeanServiceTime=1000
         wire a.out -> s.requests",
        "10s",
    );
    assert_eq!(r.log("a"), ["1 answered 200", "1 answered 200", "2 answered 200"]);
}

#[test]
fn sqs_5_a_failed_message_comes_back_until_it_dies() {
    let r = run(
        "node a probe Script=\"at 0s send a\"
         node q sqs VisibilityTimeout=10
         node dead sqs
         node s server Slots=4 ServiceTime=constant MeanServiceTime=10 FailurePercent=100
         wire a.out -> q.send
         wire q.consumers -> s.source
         wire q.dead_letter_queue -> dead.dead_letters maxReceiveCount=3",
        "2m",
    );
    assert_eq!((r.value("s", "Failed"), r.census().dead_lettered), (3.0, 1));
}

#[test]
fn sqs_14_messages_are_worked_on_and_deleted() {
    let r = run(
        "node c traffic Rate=20 Arrivals=constant StopAfter=100
         node q sqs
         node s server Slots=3 ServiceTime=constant MeanServiceTime=100
         wire c.requests -> q.send
         wire q.consumers -> s.source",
        "1m",
    );
    assert_eq!((r.value("s", "Succeeded"), r.value("q", "NumberOfMessagesDeleted")), (100.0, 100.0));
}

#[test]
fn retry_8_a_long_poll_with_an_empty_quota_waits_a_backoff_and_goes_on() {
    // Every answer is lost. A full quota pays for 35 retries of 14 (RETRY-4); of three attempts two are retries.
    let r = run(
        "node a probe Script=\"at 0s send a\"
         node q sqs LostReceivesPercent=100 VisibilityTimeout=0 LatencyMedian=0 LatencyP99=0
         node s server Slots=1
         wire a.out -> q.send
         wire q.consumers -> s.source",
        "60s",
    );
    let (retries, waits) = (r.notes("s", "RETRY-1").len(), r.times("s", "RETRY-8"));
    assert_eq!(retries, 35);
    assert!(waits.len() > 35, "it never stops polling: {}", waits.len());
    // Waits below 50 and 100 ms, and a second after each third attempt.
    let begins = r.times("s", "RETRY-2");
    assert!(begins.windows(2).all(|two| two[1] - two[0] > 1.0 && two[1] - two[0] < 1.15), "{begins:?}");
}

#[test]
fn sqs_23_a_server_repeats_a_receive_whose_answer_was_lost() {
    let of = |lost: u32| {
        run(
            &format!(
                "node a probe Script=\"at 0s send {{`g`:`A`,`id`:`1`}}\"
                 node q sqs FifoQueue=true LostReceivesPercent={lost} VisibilityTimeout=600 LatencyMedian=0 LatencyP99=0
                 node s server Slots=1 ServiceTime=constant MeanServiceTime=10
                 wire a.out -> q.send MessageGroupId=$.g MessageDeduplicationId=$.id
                 wire q.consumers -> s.source
                 at 1s q LostReceivesPercent=0"
            ),
            "60s",
        )
    };
    let r = of(100);
    assert_eq!((r.census().delivered, r.value("s", "Succeeded")), (1, 1.0), "not after ten minutes, but by the same attempt id");
    assert!(!r.notes("q", "SQS-23").is_empty());
    assert_eq!(of(0).notes("s", "RETRY-1").len(), 0);
}
