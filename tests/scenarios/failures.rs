//! What happens when the payment API fails, fast or slowly, with and without a circuit breaker.

use crate::about;
use crate::bench::{Run, Vary, design};

/// The outage lasts from 120 s to 720 s.
const DOWN: u64 = 120;
const UP: u64 = 720;

#[test]
fn s1_4_payment_api_down() {
    let mut run = Run::of(&design("payment-outage"));
    run.to(DOWN + 299);
    assert_eq!(run.visible("PaymentDLQ"), 0.0, "empty for the first five minutes");
    run.to(DOWN + 360);
    about!(run.visible("PaymentDLQ"), 600);
    run.to(UP);
    about!(run.visible("PaymentDLQ"), 3_000);
    about!(run.depth("PaymentQueue"), 3_000);
    // A retry storm: ten new orders a second, each tried five times.
    about!(run.minute("PaymentAPI", "Failed", 10).sum / 60.0, 50);
    about!(run.most("PaymentQueue", "ApproximateAgeOfOldestMessage"), 120);
    run.to(UP + 60);
    about!(run.visible("PaymentDLQ"), 3_600);
    run.to(UP + 300);
    about!(run.visible("PaymentDLQ"), 3_600);
    assert!(run.depth("PaymentQueue") < 50.0, "the rest is paid");
    let since = |alarm| run.changes(alarm, "ALARM").first().map(|at| (at - DOWN as f64) / 60.0);
    let rate = since("PaymentErrorRate").expect("PaymentErrorRate goes off");
    assert!((2.0..=4.0).contains(&rate), "{rate} min");
    let dead = since("DlqNotEmpty").expect("DlqNotEmpty goes off");
    assert!((6.0..=8.0).contains(&dead), "{dead} min");
    assert_eq!(since("PaymentBacklogAge"), None, "orders received three times leave the age metric");
    assert!(since("OrdersUnhealthy").is_some_and(|at| at >= dead), "the composite follows");
    assert_eq!(run.engine.census().dropped, 0);
}

#[test]
fn s1_5_blackhole_fills_the_queue_not_the_dead_letters() {
    let mut blackhole = design("order-processing");
    blackhole = blackhole.during("PaymentAPI", DOWN, UP, &[("Mode", "BLACKHOLE".into())]);
    let mut run = Run::of(&blackhole);
    run.to(DOWN);
    let before = run.sum("PaymentAPI", "Requests");
    run.to(UP);
    about!(run.depth("PaymentQueue"), 6_000);
    about!(run.sum("PaymentAPI", "Requests") - before, 3_900);
    assert_eq!(run.visible("PaymentDLQ"), 0.0);
    run.to(UP + 60);
    let since = |alarm| run.changes(alarm, "ALARM").first().map(|at| (at - DOWN as f64) / 60.0);
    let composite = since("OrdersUnhealthy").expect("the composite goes off");
    assert!((6.5..=9.0).contains(&composite), "{composite} min");
    assert!(since("DlqNotEmpty").is_none());
}

#[test]
fn s1_6_a_circuit_breaker_that_pauses_the_mapping() {
    let wire = |property, value: signalbox::model::Value| (property, value);
    let mut breaker = design("payment-outage").add(
        "BreakerOpen",
        "alarm",
        &[
            wire("MetricName", "BreakerOpen".into()),
            wire("Statistic", "Maximum".into()),
            wire("EvaluationPeriods", 2.into()),
            wire("DatapointsToAlarm", 2.into()),
            wire("Threshold", 1.into()),
            wire("ComparisonOperator", "GreaterThanOrEqualToThreshold".into()),
            wire("TreatMissingData", "notBreaching".into()),
        ],
    );
    breaker = breaker.join("Payment.metrics", "BreakerOpen.metric", &[]);
    for (property, value) in [
        ("CircuitBreaker", signalbox::model::Value::from("pause the mapping")),
        ("SlidingWindowSize", 20.into()),
        ("MinimumNumberOfCalls", 10.into()),
        ("WaitDurationInOpenState", 30.into()),
        ("PermittedNumberOfCallsInHalfOpenState", 10.into()),
        ("StateStore", "shared".into()),
        ("Probe", "synthetic".into()),
    ] {
        breaker = breaker.set_wire("Payment", "PaymentAPI", property, value);
    }
    let mut run = Run::of(&breaker);
    run.to(DOWN);
    run.to(UP);
    // Ten calls open the breaker; then ten synthetic probes for each half minute. All of them are refused.
    about!(run.sum("PaymentAPI", "Failed"), 210);
    assert_eq!(run.visible("PaymentDLQ"), 0.0);
    about!(run.depth("PaymentQueue"), 6_000);
    let drained = run.until(UP + 190, |r| r.depth("PaymentQueue") < 50.0);
    assert!(drained <= UP + 190);
    run.to(UP + 200);
    let since = |alarm| run.changes(alarm, "ALARM").first().map(|at| (at - DOWN as f64) / 60.0);
    assert_eq!(since("OrdersUnhealthy"), None, "no pair is complete");
    let age = since("PaymentBacklogAge").expect("the backlog's age tells");
    assert!((6.0..=8.0).contains(&age), "{age} min");
    let open = since("BreakerOpen").expect("the breaker tells");
    assert!((1.0..=2.5).contains(&open), "{open} min");
}

#[test]
fn s1_7_redrive_pays_every_dead_letter_once() {
    let slow = [("MaxNumberOfMessagesPerSecond", 35.into())];
    let mut run = Run::of(&design("payment-outage").command("PaymentDLQ", UP + 120, "StartMessageMoveTask", &slow));
    run.to(UP + 119);
    let dead = run.visible("PaymentDLQ");
    about!(dead, 3_600);
    let empty = run.until(UP + 400, |r| r.depth("PaymentDLQ") == 0.0);
    assert!(run.visible("PaymentQueue") < 200.0, "35 and 10 a second are less than 50");
    run.to(empty + 30);
    assert!(run.depth("PaymentQueue") < 50.0);
    assert_eq!(run.sum("PaymentAPI", "DoubleCharges"), 0.0);
    assert_eq!(run.engine.census().dead_lettered, 0);
}

#[test]
fn s1_7_without_an_idempotency_key_lost_replies_charge_twice() {
    let twice = |key: &str| {
        let mut outage = design("order-processing").set_wire("Payment", "PaymentAPI", "IdempotencyKey", key);
        outage = outage.set("PaymentAPI", "CommitsInBlackhole", true);
        outage = outage.during("PaymentAPI", DOWN, DOWN + 120, &[("Mode", "BLACKHOLE".into())]);
        let mut run = Run::of(&outage);
        run.to(DOWN + 400);
        run.sum("PaymentAPI", "DoubleCharges")
    };
    assert_eq!(twice("orderId"), 0.0);
    assert!(twice("") > 0.0);
}
