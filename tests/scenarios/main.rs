//! Scenario 1 of the fact sheet: what it says a learner sees is what a run shows (S1-1 … S1-11), within its ten percent.

mod bench;
mod failures;
mod lessons;
mod variants;

use bench::{Run, Vary, design};

const ALARMS: [&str; 5] = ["DlqNotEmpty", "PaymentErrorRate", "PaymentBacklogAge", "Api5xx", "OrdersUnhealthy"];

#[test]
fn s1_1_steady_state() {
    let mut run = Run::of(&design("order-processing"));
    run.to(600);
    about!(run.sum("Customers", "Requests"), 6_000);
    // One in a hundred is invalid; the others are paid.
    about!(run.sum("PaymentAPI", "Requests"), 5_940);
    assert!(run.most("OrderQueue", "ApproximateNumberOfMessagesVisible") < 50.0);
    assert!(run.depth("PaymentQueue") < 20.0, "{}", run.depth("PaymentQueue"));
    assert_eq!((run.visible("OrderDLQ"), run.visible("PaymentDLQ")), (0.0, 0.0));
    for alarm in ALARMS {
        assert_eq!(run.changes(alarm, "ALARM"), Vec::<f64>::new(), "{alarm}");
    }
    let census = run.engine.census();
    assert_eq!((census.dropped, census.expired, census.dead_lettered), (0, 0, 0));
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another() {
    let digest = |seed| {
        let mut diagram = design("flash-sale");
        diagram.seed = seed;
        let mut run = Run::of(&diagram);
        run.to(180);
        (run.engine.trace().digest(), run.engine.events())
    };
    assert_eq!(digest(7), digest(7));
    assert_ne!(digest(7), digest(8));
}

#[test]
fn s1_2_flash_sale() {
    let mut run = Run::of(&design("flash-sale"));
    run.to(180);
    // From the second minute of the sale on all environments are warm.
    let p99 = run.minute("OrdersAPI", "Latency", 2).percentile(99.0).unwrap_or(0.0);
    assert!(p99 < 250.0, "API p99 {p99} ms");
    assert!(run.most("OrderQueue", "ApproximateNumberOfMessagesVisible") < 200.0, "OrderQueue stays shallow");
    about!(run.depth("PaymentQueue"), 6_000);
    let drained = run.until(400, |r| r.depth("PaymentQueue") < 50.0);
    about!(drained - 180, 150);
    about!(run.most("PaymentQueue", "ApproximateNumberOfMessagesVisible"), 6_000);
    about!(run.most("PaymentQueue", "ApproximateAgeOfOldestMessage"), 120);
    about!(run.depth("WarehouseQueue"), 9_400);
    let shipped = run.until(2_400, |r| r.visible("WarehouseQueue") < 50.0);
    about!(shipped - drained, 31 * 60);
    assert_eq!(run.changes("PaymentBacklogAge", "ALARM"), Vec::<f64>::new());
    let census = run.to(shipped).engine.census();
    assert_eq!((census.dropped, census.expired, census.dead_lettered), (0, 0, 0), "nothing is lost");
}

#[test]
fn s1_2_flash_sale_with_realistic_latency() {
    let mut run = Run::of(&design("flash-sale").set("PaymentAPI", "LatencyP99", 1_200));
    run.to(180);
    about!(run.depth("PaymentQueue"), 6_700);
    let drained = run.until(500, |r| r.depth("PaymentQueue") < 50.0);
    about!(drained - 180, 200);
    about!(run.most("PaymentQueue", "ApproximateAgeOfOldestMessage"), 155);
}
