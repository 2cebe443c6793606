//! The rules of warehouses, a test each.

use crate::testing::{Run, run};

/// A queue `q` that a sender `a` fills, a warehouse `w` that polls it, and a listener `t` in the topic's place.
fn bench(warehouse: &str, queue: &str, script: &str, listener: &str) -> String {
    format!(
        "node q sqs ReorderPercent=0 {queue}
         node w warehouse {warehouse}
         node a probe Script=\"{script}\"
         node t probe Script=\"{listener}\"
         wire a.out -> q.send
         wire q.consumers -> w.source
         wire w.ships -> t.in"
    )
}

fn orders(n: usize) -> String {
    (0..n).map(|k| format!("at 0s send {{`orderId`:{k}}}; ")).collect()
}

fn shipped(r: &Run) -> f64 {
    r.value("w", "OrdersShipped")
}

#[test]
fn it_ships_at_its_pace_and_says_so() {
    let r = run(&bench("OrdersPerSecond=2", "", &orders(3), "answer 200"), "1m");
    let text = |at: &str, k: u32| format!("{at} asked {{\"orderId\": \"{k}\", \"status\": \"SHIPPED\"}}");
    assert_eq!(r.log("t"), [text("0.5", 0), text("1", 1), text("1.5", 2)]);
    assert_eq!((shipped(&r), r.census().delivered), (3.0, 3));
}

#[test]
fn what_was_not_published_comes_back() {
    let r = run(&bench("OrdersPerSecond=2", "VisibilityTimeout=10", &orders(1), "answer 503"), "25s");
    // Packed at 0.5; visible again at 10 and at 20, packed again half a second later each time.
    assert_eq!(r.log("t").len(), 3);
    assert_eq!((shipped(&r), r.value("w", "PublishFailures"), r.census().delivered), (3.0, 3.0, 0));
}

#[test]
fn an_idempotent_warehouse_recognises_a_repeat() {
    let twice = "at 0s send {`orderId`:1}; at 5s send {`orderId`:1}";
    let of = |r: &Run| ["OrdersShipped", "DuplicatesRecognised", "DuplicateShipments"].map(|m| r.value("w", m));
    let r = run(&bench("", "", twice, "answer 200"), "1m");
    assert_eq!((of(&r), r.census().delivered), ([1.0, 1.0, 0.0], 2));
    let r = run(&bench("Idempotent=false", "", twice, "answer 200"), "1m");
    assert_eq!((of(&r), r.census().delivered), ([2.0, 0.0, 1.0], 2));
}

#[test]
fn wh_1_closed_hours_leave_orders_in_the_queue() {
    // The clock starts at 21:00; it closes at 22:00 and opens at 06:00.
    let script = "at 30m send {`orderId`:1}; at 1h send {`orderId`:2}; at 5h send {`orderId`:3}";
    let config = "OrdersPerSecond=2 StartOfDay=21 ClosedFromHour=22 ClosedToHour=6";
    let mut r = run(&bench(config, "", script, "answer 200"), "8.9h");
    assert_eq!((shipped(&r), r.census().waiting), (1.0, 2));
    assert_eq!(r.value("q", "ApproximateNumberOfMessagesNotVisible"), 0.0, "nothing is received while it is closed");
    r.go("10h");
    assert_eq!((shipped(&r), r.census().waiting), (3.0, 0));
    assert_eq!(r.times("w", "WH-1").len(), 5, "closing, opening, three shipments");
}

#[test]
fn wh_1_what_is_begun_at_closing_time_is_finished() {
    let scenario = bench("OrdersPerSecond=0.1", "", &orders(2), "answer 200") + "\nat 5s w Open=false for 1h";
    let mut r = run(&scenario, "30m");
    assert_eq!((shipped(&r), r.census().waiting), (1.0, 1));
    r.go("2h");
    assert_eq!((shipped(&r), r.census().waiting), (2.0, 0));
}

#[test]
fn wh_1_retention_shorter_than_the_closing_time_loses_orders() {
    let scenario = bench("Open=false", "MessageRetentionPeriod=3600", &orders(2), "answer 200");
    assert_eq!(run(&scenario, "2h").census().expired, 2);
}

#[test]
fn s1_11_a_backlog_shrinks_by_what_the_pace_leaves() {
    // 60 orders wait; 10 more come each second for 10 s, and 15 a second are shipped: empty after 12 s or so.
    let later: String = (0..100).map(|k| format!("at {}ms send {{`orderId`:'b{k}'}}; ", k * 100)).collect();
    let later = later.replace('\'', "`");
    let r = run(&bench("", "", &(orders(60) + &later), "answer 200"), "10s");
    // 10 s · 15/s = 150, the last one under way.
    assert!((shipped(&r) - 150.0).abs() <= 1.0, "{}", shipped(&r));
}
