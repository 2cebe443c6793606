//! Breakpoints stop where they should, say why, and do not stop twice.

use super::*;
use crate::catalog::assemble;
use crate::model::NodeId;
use crate::testing;

const SHOP: &str = "
    node c traffic Rate=5 Arrivals=constant
    node q sqs VisibilityTimeout=5
    node dead sqs
    node f lambda ErrorPercent=100
    node bell alarm MetricName=ApproximateNumberOfMessagesVisible Threshold=1 Period=60 EvaluationPeriods=1 ComparisonOperator=GreaterThanOrEqualToThreshold
    wire c.requests -> q.send
    wire q.consumers -> f.source
    wire q.dead_letter_queue -> dead.dead_letters maxReceiveCount=3
    wire dead.metrics -> bell.metric";

fn stopped(stops: Vec<Stop>) -> (Playback, Halt) {
    let mut playback = Playback::new(assemble(&testing::diagram(SHOP), &testing::catalog()));
    playback.set_stops(stops);
    playback.set_speed(100.0);
    playback.play();
    for _ in 0..1_000 {
        playback.frame(16.0, &mut || true);
        if let Some(halt) = playback.halt().cloned() {
            assert!(!playback.playing());
            return (playback, halt);
        }
    }
    panic!("nothing stopped it");
}

fn node(halt: &Halt) -> Option<&str> {
    halt.node.as_ref().map(NodeId::as_str)
}

#[test]
fn sqs_7_the_first_dead_letter_stops_once() {
    let (mut playback, halt) = stopped(vec![Stop::DeadLetter]);
    assert_eq!((node(&halt), halt.why.as_str()), (Some("dead"), "dead got its first message"));
    assert_eq!(playback.engine().census().dead_lettered, 1);
    // Three receives, each hidden for 5 s, of the first message: the fourth poll moves it, at 15 s at the earliest.
    assert!(halt.at >= Time(15_000_000) && halt.at < Time(17_000_000), "{}", halt.at);
    playback.play();
    (0..50).for_each(|_| playback.frame(16.0, &mut || true));
    assert!(playback.halt().is_none() && playback.engine().census().dead_lettered > 1);
}

#[test]
fn a_third_receive_stops() {
    let (_, halt) = stopped(vec![Stop::Receives(3)]);
    assert!(halt.why.ends_with("was received from q for the 3rd time"), "{}", halt.why);
    assert!(halt.root.is_some() && halt.at >= Time(10_000_000) && halt.at < Time(12_000_000), "{}", halt.at);
}

#[test]
fn an_alarm_stops() {
    let (playback, halt) = stopped(vec![Stop::Alarm]);
    assert_eq!(node(&halt), Some("bell"));
    let bell = playback.engine().node(&NodeId::new("bell")).and_then(|ix| playback.engine().transitions(ix));
    assert_eq!(bell.map(<[_]>::len), Some(1));
}

#[test]
fn a_metric_stops_at_the_event_that_passes_the_value() {
    let metric = "NumberOfMessagesSent".to_owned();
    let (playback, halt) = stopped(vec![Stop::Metric { node: NodeId::new("q"), metric, above: true, value: 7.0 }]);
    assert!(halt.why.contains("NumberOfMessagesSent of q is 8, above 7"), "{}", halt.why);
    // The eighth request comes after 8/5 s.
    assert_eq!(playback.engine().now(), Time(1_600_000));
}

#[test]
fn the_first_thing_that_a_node_handles_stops() {
    let (_, halt) = stopped(vec![Stop::Handles(NodeId::new("f"))]);
    assert_eq!(node(&halt), Some("f"));
}

#[test]
fn ordinals_are_english() {
    let all: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 112].into_iter().map(ordinal).collect();
    assert_eq!(all, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]);
}
