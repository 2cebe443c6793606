//! Scenario 1, e-commerce order processing (part B, section 17), as far as it is made of functions, queues, tables, the
//! payment partner and the warehouse: S1-1 to S1-11. Numbers of the fact sheet hold within 10 %.

use super::{go, long};
use crate::sim::{Place, Time};
use crate::testing::Run;

/// The nodes and wires of 17.1 and 17.2; what a test changes is replaced in the text.
const DESIGN: &str = r#"
node cust traffic Rate=10 Patience=3000 Retries=1 RetryDelay=1000
node api api_gateway
node fVal lambda MemorySize=256 Timeout=5 WorkMedian=40 WorkP99=120 ColdStart=300 InvalidPercent=1 SuccessStatus=202 "ResponseBody={'orderId':'{{body.orderId}}'}"
node qOrd sqs VisibilityTimeout=60 ReceiveMessageWaitTimeSeconds=20
node dOrd sqs MessageRetentionPeriod=1209600
node fInv lambda Timeout=10 WorkMedian=80 WorkP99=80
node tInv dynamodb InitialStock=1000000
node tOrd dynamodb
node qPay sqs VisibilityTimeout=60 ReceiveMessageWaitTimeSeconds=20
node dPay sqs MessageRetentionPeriod=1209600
node fPay lambda Timeout=10 WorkMedian=100 WorkP99=100
node pay http_api LatencyMedian=300 LatencyP99=300 CapacityTps=50
node tSt sns
node email email
node sms sms
node qWh sqs VisibilityTimeout=60
node wh warehouse OrdersPerSecond=15
wire cust.requests -> api.requests
wire api.integration -> fVal.invoke
wire fVal.calls -> qOrd.send
wire qOrd.consumers -> fInv.source MaximumConcurrency=50 ReportBatchItemFailures=true
wire qOrd.dead_letter_queue -> dOrd.dead_letters maxReceiveCount=5
wire fInv.calls -> tInv.items Order=1 Operation=Take Key=sku Quantity=quantity OnConditionFailed=reject
wire fInv.calls -> tOrd.items Order=2 "Operation=PutItem if new" "OnConditionFailed=go on"
wire fInv.calls -> qPay.send Order=3
wire fInv.calls -> tSt.publish Order=4 "Runs=if a condition failed" "MessageAttributes={'status':'REJECTED'}"
wire qPay.consumers -> fPay.source BatchSize=1 MaximumConcurrency=20 BackOff=false
wire qPay.dead_letter_queue -> dPay.dead_letters maxReceiveCount=5
wire fPay.calls -> pay.requests Order=1 IdempotencyKey=orderId
wire fPay.calls -> tOrd.items Order=2 Operation=UpdateItem
wire fPay.calls -> tSt.publish Order=3 "MessageAttributes={'status':'PAID'}"
wire tSt.subscriptions -> email.mails
wire tSt.subscriptions -> sms.texts "FilterPolicy={'status':['SHIPPED','REJECTED']}"
wire tSt.subscriptions -> qWh.send RawMessageDelivery=true "FilterPolicy={'status':['PAID']}"
wire qWh.consumers -> wh.source
wire wh.ships -> tSt.publish
"#;

/// The highest level that a queue's backlog ever had.
fn deepest(r: &Run, queue: &str) -> f64 {
    r.metric(queue, "ApproximateNumberOfMessagesVisible").total().max
}

fn visible(r: &Run, queue: &str) -> f64 {
    r.value(queue, "ApproximateNumberOfMessagesVisible")
}

/// A number is what the fact sheet says, within 10 %.
#[track_caller]
fn assert_about(what: f64, expected: f64) {
    assert!((what - expected).abs() <= 0.1 * expected, "{what} is not about {expected}");
}

/// The greatest age of the oldest waiting message in seconds, looked up each second of a stretch of time. The metric
/// sees only the ends of minutes.
fn oldest(r: &mut Run, queue: &str, from: u64, to: u64) -> f64 {
    let node = r.engine.node(&queue.into()).expect("a queue");
    let age = |second| {
        go(r, &format!("{second}s"));
        let waiting = r.engine.ledger().iter().filter(|m| m.node == node && m.place == Place::Waiting);
        waiting.map(|m| r.engine.now().since(m.created).as_seconds()).fold(0.0, f64::max)
    };
    (from..=to).map(age).fold(0.0, f64::max)
}

/// The highest value of a metric in the minutes from `from` to `to`.
fn highest(r: &Run, node: &str, metric: &str, from: u64, to: u64) -> f64 {
    let series = r.metric(node, metric);
    (from..to).filter_map(|k| series.minute(k)).map(|m| m.max).fold(0.0, f64::max)
}

#[test]
fn s1_1_steady_state() {
    let r = long(DESIGN, "10m");
    let paid = r.value("pay", "Charges");
    assert_about(paid, 6_000.0);
    for queue in ["qOrd", "qPay", "qWh"] {
        assert!(visible(&r, queue) < 20.0, "{queue}: {}", visible(&r, queue));
        // Five places take 12.5 payments a second: now and then a few orders wait until there are more places.
        assert!(highest(&r, queue, "ApproximateAgeOfOldestMessage", 1, 10) < 10.0);
    }
    assert_eq!((r.census().dropped, r.census().dead_lettered, r.census().expired), (0, 0, 0));
    assert_eq!((r.value("fPay", "Errors"), r.value("fInv", "Errors"), r.value("pay", "DoubleCharges")), (0.0, 0.0, 0.0));
}

#[test]
fn s1_2_flash_sale() {
    let sale = format!("{DESIGN}\nat 5m cust Rate=100 for 2m");
    let mut r = long(&sale, "7m");
    assert_about(visible(&r, "qPay"), 6_000.0);
    assert!(deepest(&r, "qOrd") < 300.0, "qOrd stays shallow: {}", deepest(&r, "qOrd"));
    assert_about(r.value("fPay", "ConcurrentExecutions"), 20.0);
    // After the sale it drains at 40/s in about 150 s.
    go(&mut r, "8m");
    assert_about(visible(&r, "qPay"), 6_000.0 - 40.0 * 60.0);
    assert_about(oldest(&mut r, "qPay", 500, 550), 120.0);
    go(&mut r, "585s");
    assert!(visible(&r, "qPay") < 20.0, "{}", visible(&r, "qPay"));
    assert!(highest(&r, "qPay", "ApproximateAgeOfOldestMessage", 5, 10) < 180.0, "PaymentBacklogAge stays OK");
    let p99 = r.metric("api", "Latency").minute(6).and_then(|m| m.percentile(99.0)).unwrap_or_default();
    assert!(p99 < 250.0, "p99 {p99} ms");
    // Downstream: 50/s for 270 s meet 15/s. Then it shrinks by 5/s, which takes about 31 minutes.
    assert_about(deepest(&r, "qWh"), 9_400.0);
    let before = visible(&r, "qWh");
    go(&mut r, "15m");
    assert_about(before - visible(&r, "qWh"), 5.0 * 315.0);
    assert_eq!((r.census().dropped, r.census().dead_lettered, r.value("fPay", "Throttles")), (0, 0, 0.0));
}

#[test]
fn s1_2_with_realistic_latency_43_7_a_second() {
    let sale = format!("{DESIGN}\nat 5m cust Rate=100 for 2m").replace("LatencyP99=300", "LatencyP99=1200");
    let mut r = long(&sale, "7m");
    assert_about(visible(&r, "qPay"), 6_700.0);
    // The last order of the sale has 6,700 before it: it is the oldest one 6700 / 43.7 = 153 s later.
    assert_about(oldest(&mut r, "qPay", 560, 590), 155.0);
    // After the sale it drains at 33.7/s in about 200 s.
    go(&mut r, "630s");
    assert!(visible(&r, "qPay") < 50.0, "{}", visible(&r, "qPay"));
}

#[test]
fn s1_3_without_a_queue_half_of_the_orders_fail() {
    // fVal calls pay synchronously and answers 503 when that fails.
    let direct = "node cust traffic Rate=100 Patience=3000 Retries=1 RetryDelay=1000
        node api api_gateway
        node fVal lambda MemorySize=256 Timeout=5 WorkMedian=40 WorkP99=120 ColdStart=300 InvalidPercent=1 SuccessStatus=202
        node pay http_api LatencyMedian=300 LatencyP99=300 CapacityTps=50
        wire cust.requests -> api.requests
        wire api.integration -> fVal.invoke
        wire fVal.calls -> pay.requests IdempotencyKey=orderId \"OnError=answer 503\"";
    let r = long(direct, "2m");
    // 50/s of 12,000 orders in 120 s succeed; the offered load is about 170/s.
    assert_about(r.value("pay", "Charges"), 6_000.0 + 50.0);
    assert_about(r.census().dropped as f64, 6_000.0);
    assert_about(r.value("api", "Count") / 120.0, 170.0);
    assert_about(r.value("pay", "Requests") / 120.0, 170.0);
}

#[test]
fn s1_4_a_fast_failure_fills_the_dead_letter_queue() {
    let mut r = long(&format!("{DESIGN}\nat 5m pay Mode=DOWN for 10m"), "595s");
    assert_eq!(visible(&r, "dPay"), 0.0, "for the first five minutes it stays empty");
    let attempts = r.value("fPay", "Invocations");
    go(&mut r, "14m");
    let storm = (r.value("fPay", "Invocations") - attempts) / 245.0;
    assert_about(storm, 50.0);
    go(&mut r, "15m");
    assert_about(visible(&r, "dPay"), 3_000.0);
    let held = visible(&r, "qPay") + r.value("qPay", "ApproximateNumberOfMessagesNotVisible");
    assert_about(held, 3_000.0);
    go(&mut r, "990s");
    assert_about(visible(&r, "dPay"), 3_600.0);
    assert_about(highest(&r, "qPay", "ApproximateAgeOfOldestMessage", 5, 16), 120.0);
    // PaymentErrorRate alarms: all invocations of the outage fail.
    let minute = |metric: &str| r.metric("fPay", metric).minute(7).map_or(0.0, |m| m.sum);
    assert!(minute("Errors") / minute("Invocations") > 0.95);
    assert_eq!(r.census().dropped, 0);
}

#[test]
fn s1_5_a_slow_failure_fills_the_queue() {
    let r = long(&format!("{DESIGN}\nat 5m pay Mode=BLACKHOLE for 10m"), "15m");
    let held = visible(&r, "qPay") + r.value("qPay", "ApproximateNumberOfMessagesNotVisible");
    assert_about(held, 6_000.0);
    assert_eq!(visible(&r, "dPay"), 0.0);
    assert_about(r.value("fPay", "Errors"), 3_900.0);
    // The age passes 180 s.
    assert!(highest(&r, "qPay", "ApproximateAgeOfOldestMessage", 9, 15) > 180.0);
}

const BREAKER: (&str, &str) = ("-> pay.requests Order=1", "-> pay.requests Order=1 \"CircuitBreaker=pause the mapping\"");

#[test]
fn s1_6_a_circuit_breaker_with_a_paused_mapping_keeps_the_orders() {
    let design = DESIGN.replace(BREAKER.0, BREAKER.1) + "\nat 5m pay Mode=ERROR for 10m";
    let mut r = long(&design, "5m");
    let before = r.value("pay", "Requests");
    go(&mut r, "15m");
    // About ten calls until it opens, then ten each 30 s: about 210, 3.5 % of 6,000.
    assert_about(r.value("pay", "Requests") - before, 210.0);
    assert_eq!(visible(&r, "dPay"), 0.0);
    assert_about(visible(&r, "qPay"), 6_000.0);
    assert_about(r.value("fPay", "BreakerOpen"), 20.0);
    // At most one bad minute of PaymentErrorRate.
    let bad = (5..15).filter(|k| {
        let sum = |metric: &str| r.metric("fPay", metric).minute(*k).map_or(0.0, |m| m.sum);
        100.0 * sum("Errors") > 20.0 * sum("Invocations")
    });
    assert!(bad.count() <= 1);
    go(&mut r, "1090s");
    assert!(visible(&r, "qPay") < 50.0, "at most 190 s after recovery: {}", visible(&r, "qPay"));
    assert_eq!((r.value("pay", "DoubleCharges"), r.census().dead_lettered, r.census().dropped), (0.0, 0, 0));
}

#[test]
fn s1_7_a_redrive_pays_everything_once_thanks_to_the_idempotency_key() {
    // Commit, then black hole: the API charges every order that it sees, and nobody hears of it.
    let outage = "\nat 5m pay Mode=BLACKHOLE CommitsInBlackhole=true for 2m";
    let with = long(&format!("{DESIGN}{outage}"), "20m");
    assert_eq!(with.value("pay", "DoubleCharges"), 0.0);
    assert!(with.value("pay", "DuplicateRequests") > 500.0);
    let without = long(&format!("{}{outage}", DESIGN.replace(" IdempotencyKey=orderId", "")), "20m");
    assert!(without.value("pay", "DoubleCharges") > 500.0);
    // A redrive at 30/s brings dead letters back; all of them are paid.
    let mut r = long(&format!("{DESIGN}\nat 5m pay Mode=DOWN for 6m\nat 15m dPay do StartMessageMoveTask MaxNumberOfMessagesPerSecond=30"), "15m");
    let dead = visible(&r, "dPay");
    assert!(dead > 900.0, "{dead}");
    go(&mut r, "20m");
    assert_eq!((visible(&r, "dPay"), r.census().dead_lettered), (0.0, 0));
    assert!(visible(&r, "qPay") < 50.0);
    assert_eq!(r.value("pay", "DoubleCharges"), 0.0);
    assert_about(r.value("pay", "Charges"), 12_000.0);
}

#[test]
fn s1_8_a_visibility_timeout_of_2_s_with_3_s_of_work_duplicates() {
    let design = DESIGN
        .replace("node cust traffic Rate=10", "node cust traffic Rate=1")
        .replace("node fPay lambda Timeout=10 WorkMedian=100 WorkP99=100", "node fPay lambda Timeout=10 WorkMedian=2700 WorkP99=2700")
        .replace("node qPay sqs VisibilityTimeout=60", "node qPay sqs VisibilityTimeout=2");
    let r = long(&design, "10m");
    assert!(r.value("fPay", "DuplicateRuns") > 400.0, "{}", r.value("fPay", "DuplicateRuns"));
    assert!(r.value("pay", "DuplicateRequests") > 400.0, "the key saves the customers");
    assert_eq!(visible(&r, "dPay"), 0.0);
    // A conditional write before the payment call stops it.
    let guarded = design.replace("wire fPay.calls -> pay.requests Order=1", "wire fPay.calls -> pay.requests Order=2")
        .replace("wire fPay.calls -> tOrd.items Order=2 Operation=UpdateItem", "node tPaid dynamodb\nwire fPay.calls -> tPaid.items Order=1 \"Operation=PutItem if new\" OnConditionFailed=done");
    let r = long(&guarded, "10m");
    assert_eq!(r.value("pay", "DuplicateRequests"), 0.0);
    // If outdated receipts don't delete, each order is handed out five times and lands in dPay though paid.
    let strict = design.replace("node qPay sqs ", "node qPay sqs OutdatedReceiptsDelete=false ");
    let r = long(&strict, "10m");
    assert!(visible(&r, "dPay") > 400.0, "{}", visible(&r, "dPay"));
}

#[test]
fn s1_9_a_poison_message_in_a_full_batch() {
    let orders: String = (0..9).map(|k| format!("at 20s send {{`orderId`:{k},`sku`:`lamp`,`quantity`:1}}; ")).collect();
    let design = DESIGN.replace("Rate=10", "Rate=0").replace("node fInv lambda", "node fInv lambda ParsesJson=true")
        + &format!("node poison probe Script=\"{orders} at 20s send poison\"\nwire poison.out -> qOrd.send")
        + "\nat 10s fInv EventSourceMappingsEnabled=false for 20s";
    let received = |design: &str| {
        let mut r = long(design, "60s");
        let first = r.value("qOrd", "NumberOfMessagesReceived");
        go(&mut r, "100s");
        (first, r.value("qOrd", "NumberOfMessagesReceived") - first)
    };
    assert_eq!(received(&design), (10.0, 1.0), "with partial failures only the poison message is tried again");
    let whole = design.replace("ReportBatchItemFailures=true", "ReportBatchItemFailures=false");
    assert_eq!(received(&whole), (10.0, 10.0), "without, all ten are");
    let r = long(&design, "20m");
    assert_eq!((visible(&r, "dOrd"), r.value("pay", "Charges")), (1.0, 9.0));
}

#[test]
fn s1_10_only_paid_copies_reach_the_warehouse() {
    let scarce = DESIGN.replace("InitialStock=1000000", "InitialStock=500");
    let r = long(&scarce, "5m");
    let (paid, shipped) = (r.value("pay", "Succeeded"), r.value("wh", "OrdersShipped"));
    // Each paid order has its copy in qWh, and only those: rejected and shipped ones are filtered out.
    assert_about(r.value("qWh", "NumberOfMessagesSent"), paid);
    assert_about(shipped, paid);
    let rejected = r.value("tInv", "ConditionalCheckFailedRequests");
    assert!(paid < 1_000.0 && rejected > 1_500.0, "three articles of 500 pieces, two to an order: {paid} {rejected}");
    // Each message is filtered out once: PAID for the phone, REJECTED and SHIPPED for the warehouse.
    assert_eq!(r.value("tSt", "NumberOfNotificationsFilteredOut"), r.value("tSt", "NumberOfMessagesPublished"));
    // Without the queue policy nothing arrives, and the topic counts it (IAMP-5).
    let denied = DESIGN.replace("-> qWh.send RawMessageDelivery=true", "-> qWh.send QueuePolicyAllows=false RawMessageDelivery=true");
    let r = long(&denied, "2m");
    assert_eq!(r.value("qWh", "NumberOfMessagesSent"), 0.0);
    assert!(r.value("tSt", "NumberOfNotificationsFailed") > 500.0);
}

#[test]
fn s1_11_a_warehouse_closed_for_eight_hours_loses_nothing() {
    // Only the warehouse's part, at a tenth of the load: 1 order a second, 1.5 shipped. The clock starts at closing time.
    let night = "node cust traffic Rate=1 Arrivals=constant
        node qWh sqs VisibilityTimeout=60
        node wh warehouse OrdersPerSecond=1.5 StartOfDay=22 ClosedFromHour=22 ClosedToHour=6
        wire cust.requests -> qWh.send
        wire qWh.consumers -> wh.source";
    let mut r = long(night, "1s");
    let mut until = |hours: u64| {
        r.engine.run_until(Time(hours * 3_600_000_000), u64::MAX);
        assert_eq!(r.engine.audit(), Ok(()));
        visible(&r, "qWh")
    };
    assert_about(until(8), 28_800.0);
    // It catches up by half an order a second: half the backlog is left after 8 hours, none at the next closing.
    assert_about(until(16), 14_400.0);
    assert!(until(24) < 100.0);
    assert_about(highest(&r, "qWh", "ApproximateAgeOfOldestMessage", 470, 490), 28_800.0);
    assert_eq!((r.census().expired, r.census().dropped), (0, 0));
}
