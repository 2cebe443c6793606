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
