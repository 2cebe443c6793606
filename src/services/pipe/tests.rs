//! The rules of pipes, a test each.

use crate::testing::{Run, run};

/// A sender `a`, a queue `q`, a pipe `p` without overhead, and its target `z`, a probe that plays the function `f`.
fn bench(sender: &str, pipe: &str, target: &str, more: &str) -> String {
    format!(
        "node a probe Script=\"{sender}\"
         node q sqs LatencyMedian=0 LatencyP99=0 ReorderPercent=0 VisibilityTimeout=30
         node p pipe OverheadMedian=0 OverheadP99=0 {pipe}
         node z {target}
         wire a.out -> q.send
         wire q.consumers -> p.source
         {more}"
    )
}

const TO_QUEUE: &str = "wire p.target -> z.send";

fn sends(n: usize) -> String {
    (0..n).map(|n| format!("at 0s send {{`n`:{n}}}")).collect::<Vec<_>>().join("; ")
}

fn asked(r: &Run, probe: &str) -> Vec<String> {
    r.log(probe).into_iter().filter(|line| line.contains("asked")).collect()
}

#[test]
fn eb_39_what_passes_arrives_and_is_deleted() {
    let r = run(&bench(&sends(25), "", "sqs", TO_QUEUE), "5s");
    assert_eq!((r.value("z", "NumberOfMessagesSent"), r.value("q", "NumberOfMessagesDeleted")), (25.0, 25.0));
    assert_eq!((r.value("p", "EventCount"), r.value("p", "PipeRequests"), r.census().delivered), (25.0, 25.0, 25));
}

#[test]
fn eb_16_41_what_the_filter_keeps_out_is_deleted() {
    let r = run(&bench(&sends(20), "FilterCriteria=\"{'body':{'n':[{'numeric':['<',5]}]}}\"", "sqs", TO_QUEUE), "5s");
    assert_eq!((r.value("z", "NumberOfMessagesSent"), r.value("p", "FilteredEvents")), (5.0, 15.0));
    assert_eq!((r.value("q", "NumberOfMessagesDeleted"), r.value("p", "PipeRequests")), (20.0, 5.0), "filtered ones cost nothing");
    let broken = run(&bench(&sends(1), "FilterCriteria=\"{'body':1}\"", "sqs", TO_QUEUE), "5s");
    assert_eq!(broken.value("q", "NumberOfMessagesReceived"), 0.0);
}

#[test]
fn eb_39_the_enrichments_answer_goes_on() {
    let more = format!("node e lambda WorkMedian=0 WorkP99=0 ResponseBody=\"{{'enriched':true}}\"\nwire p.enrichment -> e.invoke\n{TO_QUEUE}");
    let r = run(&bench(&sends(3), "", "sqs", &more), "5s");
    assert_eq!(r.value("e", "Invocations"), r.value("p", "Invocations"));
    let bodies: Vec<String> = r.engine.ledger().iter().map(|m| m.body.text().to_owned()).collect();
    assert!(!bodies.is_empty() && bodies.iter().all(|b| b.contains("enriched")), "{bodies:?}");
    let failing = more.replace("WorkMedian=0", "ErrorPercent=100 WorkMedian=0");
    let r = run(&bench(&sends(3), "", "sqs", &failing), "5s");
    assert_eq!((r.value("z", "NumberOfMessagesSent"), r.census().delivered), (0.0, 0));
    assert!(r.value("p", "EnrichmentStageFailed") >= 1.0);
}

#[test]
fn eb_41_failed_messages_come_back_after_their_visibility_timeout() {
    let r = run(&bench("at 0s send {`n`:1}", "", "probe Script=\"answer 503\"", "wire p.target -> z.in"), "65s");
    let times: Vec<String> = asked(&r, "z").iter().map(|l| l.split(' ').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(times, ["0", "30", "60"]);
    assert_eq!((r.value("p", "ExecutionFailed"), r.value("p", "TargetStageFailed")), (3.0, 3.0));
}

#[test]
fn eb_42_only_what_the_target_reports_comes_back() {
    // The queue's messages are the first two of the run: 1 and 2.
    let target = "lambda WorkMedian=0 WorkP99=0 ResponseBody=\"{'batchItemFailures':[{'itemIdentifier':'2'}]}\"";
    // It starts when both are there, so that they come in one batch.
    let later = "\nat 0s p DesiredState=STOPPED for 5s";
    let r = run(&(bench(&sends(2), "", target, "wire p.target -> z.invoke") + later), "10s");
    assert_eq!(r.value("q", "NumberOfMessagesDeleted"), 1.0);
    assert_eq!((r.value("p", "ExecutionPartiallyFailed"), r.census().in_flight), (1.0, 1));
}

#[test]
fn eb_40_41_five_batches_at_first_and_sixty_more_a_minute() {
    let slow = "probe Script=\"answer 200 after 200s\"";
    let mut r = run(&bench(&sends(700), "", slow, "wire p.target -> z.in"), "0.5s");
    assert_eq!(r.value("p", "Concurrency"), 5.0);
    r.go("60.5s");
    assert_eq!(r.value("p", "Concurrency"), 65.0);
    let mut long = run(&bench(&sends(1), "", "probe Script=\"answer never\"", "wire p.target -> z.in"), "299s");
    assert_eq!(long.value("p", "ExecutionFailed"), 0.0);
    long.go("300s");
    assert_eq!(long.value("p", "ExecutionFailed"), 1.0, "an execution ends after five minutes");
}

#[test]
fn a_stopped_pipe_does_not_poll() {
    let r = run(&(bench("at 0s send a; at 20s send b", "", "sqs", TO_QUEUE) + "\nat 10s p DesiredState=STOPPED for 30s"), "39s");
    assert_eq!(r.value("z", "NumberOfMessagesSent"), 1.0);
    let r = run(&(bench("at 0s send a; at 20s send b", "", "sqs", TO_QUEUE) + "\nat 10s p DesiredState=STOPPED for 30s"), "41s");
    assert_eq!(r.value("z", "NumberOfMessagesSent"), 2.0);
}
