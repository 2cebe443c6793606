//! The other lessons of the scenario: no queue, a short visibility timeout, a poison message, filters, a closed warehouse.

use crate::about;
use crate::bench::{Run, Vary, design};
use signalbox::model::{Diagram, Value};

#[test]
fn s1_3_without_a_queue_half_of_the_orders_fail() {
    let direct = design("flash-sale")
        .cut("OrderValidation", "OrderQueue")
        .join(
            "OrderValidation.calls",
            "PaymentAPI.requests",
            &[
                ("Order", 1.into()),
                ("IncludedInWork", "no".into()),
                ("ClientTimeout", 3_000.into()),
                ("OnError", "answer 503".into()),
                ("IdempotencyKey", "orderId".into()),
            ],
        )
        .set("OrderValidation", "InvalidPercent", 0);
    let mut run = Run::of(&direct);
    run.to(120);
    let (asked, failed, calls) =
        (run.sum("Customers", "Requests"), run.sum("Customers", "Failed"), run.sum("PaymentAPI", "Requests"));
    run.to(180);
    let share = (run.sum("Customers", "Failed") - failed) / (run.sum("Customers", "Requests") - asked);
    about!(share, 0.5);
    about!((run.sum("PaymentAPI", "Requests") - calls) / 60.0, 170);
}

/// One order a second, three seconds of work, a visibility timeout of two.
fn hasty() -> Diagram {
    design("order-processing")
        .set("Customers", "Rate", 1)
        .set("Payment", "WorkMedian", 2_700)
        .set("Payment", "WorkP99", 2_700)
        .set("PaymentQueue", "VisibilityTimeout", 2)
}

#[test]
fn s1_8_a_visibility_timeout_shorter_than_the_work_processes_twice() {
    let mut run = Run::of(&hasty());
    run.to(300);
    assert!(run.sum("PaymentAPI", "DuplicateRequests") > 100.0, "{}", run.sum("PaymentAPI", "DuplicateRequests"));
    assert_eq!(run.visible("PaymentDLQ"), 0.0, "outdated receipts still delete");
    let mut run = Run::of(&hasty().set("PaymentQueue", "OutdatedReceiptsDelete", false));
    run.to(300);
    assert!(run.visible("PaymentDLQ") > 200.0, "paid, and dead-lettered all the same: {}", run.visible("PaymentDLQ"));
    let (received, sent) =
        (run.sum("PaymentQueue", "NumberOfMessagesReceived"), run.sum("PaymentQueue", "NumberOfMessagesSent"));
    about!(received / sent, 5);
}

/// The inventory mapping is off until ten messages wait, one of them poisonous.
fn poisoned(partial: bool) -> Run {
    let mut design = design("order-processing").set("Customers", "StopAfter", 9);
    design = design.set("OrderValidation", "InvalidPercent", 0).set_wire(
        "OrderQueue",
        "InventoryCheck",
        "ReportBatchItemFailures",
        partial,
    );
    design = design.add(
        "Poison",
        "traffic",
        &[
            ("Arrivals", "constant".into()),
            ("Rate", 1.into()),
            ("StopAfter", 1.into()),
            ("Body", "{this is not JSON".into()),
        ],
    );
    design = design.join("Poison.requests", "OrderQueue.send", &[]);
    design = design.during("InventoryCheck", 0, 30, &[("EventSourceMappingsEnabled", Value::from(false))]);
    let mut run = Run::of(&design);
    run.to(600);
    run
}

#[test]
fn s1_9_partial_batch_responses_save_the_good_nine() {
    let run = poisoned(true);
    assert_eq!((run.visible("OrderDLQ"), run.sum("PaymentQueue", "NumberOfMessagesSent")), (1.0, 9.0));
    let run = poisoned(false);
    let worked = run.sum("PaymentQueue", "NumberOfMessagesSent");
    assert!(
        run.visible("OrderDLQ") > 1.0 || worked > 9.0,
        "without them good orders are dead-lettered or worked on again"
    );
}

#[test]
fn s1_10_each_subscriber_gets_what_its_filter_lets_through() {
    let mut run = Run::of(&design("order-processing"));
    run.to(300);
    let topic = run.sum("OrderStatus", "NumberOfMessagesPublished");
    let (paid, shipped) = (run.sum("WarehouseQueue", "NumberOfMessagesSent"), run.sum("Warehouse", "OrdersShipped"));
    about!(paid + shipped, topic);
    about!(run.sum("Email", "Arrived"), topic);
    about!(run.sum("SMS", "Sent") + run.sum("SMS", "DroppedOverSpendLimit"), shipped);
    let mut run =
        Run::of(&design("order-processing").set_wire("OrderStatus", "WarehouseQueue", "QueuePolicyAllows", false));
    run.to(300);
    assert_eq!(run.sum("WarehouseQueue", "NumberOfMessagesSent"), 0.0);
    about!(run.sum("OrderStatus", "NumberOfNotificationsFailed"), 3_000 * 99 / 100);
}

#[test]
fn s1_11_a_closed_warehouse_loses_nothing_but_has_no_reserve() {
    let night = |rate: i64| {
        let design = Diagram { seed: 7, ..Diagram::default() }
            .add("Orders", "traffic", &[("Rate", 10.into())])
            .add("WarehouseQueue", "sqs", &[("ReceiveMessageWaitTimeSeconds", 20.into())])
            .add(
                "Warehouse",
                "warehouse",
                &[
                    ("OrdersPerSecond", rate.into()),
                    ("ClosedFromHour", 22.into()),
                    ("ClosedToHour", 6.into()),
                    ("StartOfDay", 22.into()),
                ],
            )
            .join("Orders.requests", "WarehouseQueue.send", &[])
            .join("WarehouseQueue.consumers", "Warehouse.source", &[]);
        Run::of(&design)
    };
    let hour = 3_600;
    let mut run = night(15);
    run.to(8 * hour);
    about!(run.depth("WarehouseQueue"), 288_000);
    about!(run.level("WarehouseQueue", "ApproximateAgeOfOldestMessage"), 8 * hour);
    run.to(12 * hour);
    // Half an hour less for each hour: after four hours open six are left.
    about!(run.level("WarehouseQueue", "ApproximateAgeOfOldestMessage"), 6 * hour);
    assert_eq!(run.engine.census().expired, 0);
    let mut run = night(20);
    run.to(8 * hour);
    let empty = run.until(17 * hour, |r| r.visible("WarehouseQueue") < 100.0);
    about!(empty, 16 * hour);
}
