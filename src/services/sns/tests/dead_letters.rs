//! Dead-letter queues of single subscriptions (SNS-13).

use crate::catalog::{Look, Severity};
use crate::model::NodeId;
use crate::testing::{Run, catalog, diagram, run};

/// A topic `t` that no subscriber's queue lets deliver: what is published is given up at once (SNS-8). `a` and `b` are the
/// settings of the wires to the queues of these names; `d` and `e` are dead-letter queues.
fn bench(a: &str, b: &str) -> String {
    format!(
        "node p probe Script=\"at 0s send x\"
         node t sns LatencyMedian=0 LatencyP99=0
         node a sqs\nnode b sqs\nnode d sqs\nnode e sqs
         wire p.out -> t.publish
         wire t.subscriptions -> a.send QueuePolicyAllows=false {a}
         wire t.subscriptions -> b.send QueuePolicyAllows=false {b}
         wire t.dead_letter_queue -> e.dead_letters
         wire t.dead_letter_queue -> d.dead_letters"
    )
}

/// How many dead letters `d` and `e` got, and how many copies were lost.
fn ends(r: &Run) -> (f64, f64, u64) {
    (r.value("d", "NumberOfMessagesSent"), r.value("e", "NumberOfMessagesSent"), r.census().dropped)
}

#[test]
fn sns_20_a_key_that_does_not_know_the_topic_makes_deliveries_fail_for_good() {
    let bench = |key: &str, allows: bool, dead_allows: bool| {
        format!(
            "node p probe Script=\"at 0s send x\"
             node t sns LatencyMedian=0 LatencyP99=0
             node a sqs {key}\nnode d sqs {key}
             wire p.out -> t.publish
             wire t.subscriptions -> a.send RedrivePolicy=true KeyPolicyAllows={allows}
             wire t.dead_letter_queue -> d.dead_letters KeyPolicyAllows={dead_allows}"
        )
    };
    let ends = |text: String| {
        let r = run(&text, "3600s");
        (r.value("a", "NumberOfMessagesSent"), r.value("d", "NumberOfMessagesSent"), r.census().dropped)
    };
    let key = "KmsMasterKeyId=alias/orders";
    assert_eq!(ends(bench(key, true, true)), (1.0, 0.0, 0));
    assert_eq!(ends(bench(key, false, true)), (0.0, 1.0, 0), "no retry: straight to the dead-letter queue");
    assert_eq!(ends(bench(key, false, false)), (0.0, 0.0, 1), "whose key does not know the topic either");
    assert_eq!(ends(bench("", false, false)), (1.0, 0.0, 0), "without a key of KMS nothing has to be allowed");
    assert_eq!(run(&bench(key, false, true), "1s").decided("a", "SNS-20"), ["KeyPolicyAllows"]);
}

#[test]
fn sns_13_each_subscription_has_a_dead_letter_queue_of_its_own() {
    let own = |queue: &str| format!("RedrivePolicy=true deadLetterTargetArn={queue}");
    assert_eq!(ends(&run(&bench(&own("d"), &own("e")), "1s")), (1.0, 1.0, 0));
    assert_eq!(ends(&run(&bench(&own("e"), &own("e")), "1s")), (0.0, 2.0, 0));
    assert_eq!(ends(&run(&bench(&own("arn:aws:sqs:us-east-1:123456789012:e"), ""), "1s")), (0.0, 1.0, 1));
    // Without a name it is the first by the wires' ids, t-d before t-e, whichever was drawn first.
    assert_eq!(ends(&run(&bench("RedrivePolicy=true", ""), "1s")), (1.0, 0.0, 1));
}

#[test]
fn sns_13_a_queue_that_is_not_there_takes_nothing() {
    let r = run(&bench("RedrivePolicy=true deadLetterTargetArn=x", "deadLetterTargetArn=d"), "1s");
    assert_eq!(ends(&r), (0.0, 0.0, 2), "the one names nobody, the other has no RedrivePolicy");
    assert_eq!(r.decided("t", "SNS-13"), ["deadLetterTargetArn", "RedrivePolicy"]);
}

#[test]
fn sns_13_its_check_finds_queues_that_are_missing_unclear_or_unused() {
    let found = |a: &str, b: &str| {
        let d = diagram(&bench(a, b));
        let (id, catalog) = (NodeId::new("t"), catalog());
        let look = Look::at_node(&d, &id, &catalog).expect("a topic");
        let found = (super::super::SERVICE.check)(&look);
        found.into_iter().map(|f| (f.severity, f.wire.map(|wire| wire.to_string()))).collect::<Vec<_>>()
    };
    let on = |severity, wire: &str| (severity, Some(wire.to_owned()));
    let own = |queue: &str| format!("RedrivePolicy=true deadLetterTargetArn={queue}");
    assert_eq!(found(&own("d"), &own("e")), []);
    assert_eq!(found(&own("d"), &own("x")), [on(Severity::Error, "t-b"), on(Severity::Warning, "t-e")]);
    assert_eq!(found(&own("e"), "RedrivePolicy=true"), [on(Severity::Warning, "t-b")]);
    assert_eq!(found("", ""), [], "nobody has a dead-letter queue");
}
