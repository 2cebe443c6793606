//! The paying part of scenario 1 alone: how fast twenty environments work off a backlog (S1-2, EXT-7). The whole scenario
//! is tested with the designs that the page offers, in `tests/scenarios`.

use super::{go, long};
use crate::sim::{Place, Time};
use crate::testing::Run;

/// Ten orders a second, a hundred from 5 to 7 minutes, straight into the queue in front of the payment function.
fn sale(p99: u32) -> String {
    format!(
        "node cust traffic Rate=10
         node q sqs VisibilityTimeout=60
         node f lambda Timeout=10 WorkMedian=100 WorkP99=100
         node pay http_api LatencyMedian=300 LatencyP99={p99} CapacityTps=50
         wire cust.requests -> q.send
         wire q.consumers -> f.source BatchSize=1 MaximumConcurrency=20 BackOff=false
         wire f.calls -> pay.requests IdempotencyKey=orderId
         at 5m cust Rate=100 for 2m"
    )
}

fn waiting(r: &Run) -> f64 {
    r.value("q", "ApproximateNumberOfMessagesVisible")
}

/// The greatest age of the oldest waiting order in seconds, looked up each second of a stretch of time: the metric sees
/// only the ends of minutes.
fn oldest(r: &mut Run, from: u64, to: u64) -> f64 {
    let age = |second| {
        go(r, &format!("{second}s"));
        let waiting = r.engine.ledger().iter().filter(|m| m.place == Place::Waiting);
        waiting.map(|m| r.engine.now().since(m.created).as_seconds()).fold(0.0, f64::max)
    };
    (from..=to).map(age).fold(0.0, f64::max)
}

/// A number is what the fact sheet says, within 10 %.
#[track_caller]
fn assert_about(what: f64, expected: f64) {
    assert!((what - expected).abs() <= 0.1 * expected, "{what} is not about {expected}");
}

#[test]
fn s1_2_twenty_environments_of_400_ms_make_50_a_second() {
    let mut r = long(&sale(300), "7m");
    assert_about(waiting(&r), 6_000.0);
    assert_eq!(r.value("f", "ConcurrentExecutions"), 20.0);
    let paid = r.value("f", "Invocations");
    go(&mut r, "8m");
    assert_about(r.value("f", "Invocations") - paid, 50.0 * 60.0);
    assert_about(oldest(&mut r, 500, 550), 120.0);
    go(&mut r, "585s");
    assert!(waiting(&r) < 20.0, "drained in about 150 s: {}", waiting(&r));
    assert_eq!((r.value("f", "Throttles"), r.value("f", "Errors"), r.census().dropped), (0.0, 0.0, 0));
}

#[test]
fn ext_7_with_a_realistic_latency_they_make_43_7() {
    let mut r = long(&sale(1_200), "7m");
    assert_about(waiting(&r), 6_700.0);
    let paid = r.value("f", "Invocations");
    go(&mut r, "9m");
    // 20 / 0.458 s; the standard error over 5,240 calls is below 1 %.
    let rate = (r.value("f", "Invocations") - paid) / 120.0;
    assert!((rate - 43.7).abs() < 1.5, "{rate}");
    // The last order of the sale has 6,700 before it: it is the oldest one 6700 / 43.7 = 153 s later.
    assert_about(oldest(&mut r, 560, 590), 155.0);
    r.engine.run_until(Time(635_000_000), u64::MAX);
    assert!(waiting(&r) < 50.0, "drained in about 200 s: {}", waiting(&r));
}
