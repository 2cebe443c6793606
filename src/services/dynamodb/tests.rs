//! The rules of tables, a test each.

use crate::testing::{Run, run};

/// A table `t` with settings and a caller `c` with a script.
fn bench(table: &str, caller: &str, wire: &str) -> String {
    format!(
        "node t dynamodb ReadLatencyMedian=0 ReadLatencyP99=0 WriteLatencyMedian=0 WriteLatencyP99=0 ReadLagMean=0 {table}
         node c probe Script=\"{caller}\"
         wire c.out -> t.items {wire}"
    )
}

fn provisioned(read: u32, write: u32) -> String {
    format!("BillingMode=PROVISIONED ReadCapacityUnits={read} WriteCapacityUnits={write}")
}

/// `n` calls a second for so many seconds, evenly spread.
fn load(from: u64, seconds: u64, n: u64, call: &str) -> String {
    let at = |k: u64| from * 1_000_000 + k * 1_000_000 / n;
    (0..seconds * n)
        .map(|k| format!("at {}us {}", at(k), call.replace('#', &k.to_string())))
        .collect::<Vec<_>>()
        .join("; ")
}

fn count(r: &Run, what: &str) -> usize {
    r.log("c").iter().filter(|l| l.contains(what)).count()
}

#[test]
fn t_20_ddb_3_ten_units_idle_for_300_s_bear_100_writes_a_second_for_33_s_then_10() {
    let script = load(300, 60, 100, "item put k# size 1024");
    let r = run(&bench(&provisioned(5, 10), &script, ""), "361s");
    let first = r.times("t", "DDB-3")[0] - 300.0;
    // 3,000 stored units shrink by 90 a second: spent after 33.3 s.
    assert!((33.0..=33.7).contains(&first), "{first}");
    let passed = |from: f64, to: f64| {
        let at = |l: &String| l.split(' ').next().and_then(|t| t.parse::<f64>().ok()).unwrap_or(-1.0);
        r.log("c").iter().filter(|l| l.contains("answered") && at(l) >= from && at(l) < to).count()
    };
    assert_eq!(passed(300.0, 333.0), 3_300);
    assert_eq!(passed(340.0, 350.0), 100);
    assert_eq!(count(&r, "failed 400 Throttled ProvisionedThroughputExceededException"), r.times("t", "DDB-3").len());
    assert_eq!(r.value("t", "ThrottledRequests"), r.value("t", "WriteThrottleEvents"));
    assert_eq!(r.value("t", "ThrottledRequests") as usize, r.times("t", "DDB-3").len());
}

#[test]
fn ddb_1_reads_cost_a_unit_per_4_kb_if_consistent_and_half_if_not() {
    let script = "at 0s item put a size 4097; at 1s item get a; at 2s item get none";
    let plain = run(&bench("", script, ""), "3s");
    assert_eq!(plain.value("t", "ConsumedReadCapacityUnits"), 1.0 + 0.5);
    let exact = run(&bench("", script, "ConsistentRead=true"), "3s");
    assert_eq!(exact.value("t", "ConsumedReadCapacityUnits"), 2.0 + 1.0);
    assert_eq!(exact.log("c"), ["0 answered 200", "1 answered 200 {\"Item\":{\"size\":4097}}", "2 answered 200 {}"]);
}

#[test]
fn ddb_2_writes_cost_by_the_larger_of_before_and_after_and_deletes_by_the_old_size() {
    let units = |script: &str| run(&bench("", script, ""), "9s").value("t", "ConsumedWriteCapacityUnits");
    assert_eq!(units("at 0s item put a size 1024"), 1.0);
    assert_eq!(units("at 0s item put a size 1025"), 2.0);
    assert_eq!(units("at 0s item put a size 3000; at 1s item update a size 10"), 3.0 + 3.0);
    assert_eq!(
        units("at 0s item put a size 3000; at 1s item put a size 10; at 2s item put a size 10"),
        3.0 + 3.0 + 1.0
    );
    assert_eq!(units("at 0s item put a size 3000; at 1s item delete a; at 2s item delete a"), 3.0 + 3.0 + 1.0);
    assert_eq!(units("at 0s item put a size 409600"), 400.0);
    let large = run(&bench("", "at 0s item put a size 409601", ""), "1s");
    assert_eq!(large.log("c"), ["0 failed 400 Client ValidationException"]);
}

#[test]
fn ddb_2_10_a_failed_condition_is_refused_and_costs_all_the_same() {
    let r = run(&bench("", "at 0s item new a size 2000; at 1s item new a size 10; at 2s item new b", ""), "3s");
    let refused = "1 failed 400 ConditionFailed ConditionalCheckFailedException";
    assert_eq!(r.log("c"), ["0 answered 200", refused, "2 answered 200"]);
    assert_eq!(r.value("t", "ConditionalCheckFailedRequests"), 1.0);
    assert_eq!(r.value("t", "ConsumedWriteCapacityUnits"), 2.0 + 2.0 + 1.0);
    assert_eq!(r.times("t", "DDB-10"), [1.0]);
    assert_eq!(r.metric("t", "SuccessfulRequestLatency").total().count, 2);
}

#[test]
fn ddb_10_a_deleted_item_may_be_written_as_new_again() {
    let r = run(&bench("", "at 0s item new a; at 1s item delete a; at 9s item new a; at 10s item new a", ""), "11s");
    assert_eq!(count(&r, "answered 200"), 3);
    assert_eq!(r.times("t", "DDB-10"), [10.0]);
}

#[test]
fn ddb_10_take_never_takes_more_than_there_is() {
    let script = "at 0s item take a quantity 4; at 1s item take a quantity 7; at 2s item take a quantity 6; at 3s item take a; at 4s item take b quantity 10";
    let r = run(&bench("InitialStock=10", script, ""), "5s");
    assert_eq!(count(&r, "answered 200"), 3, "4 of 10, 6 of 6, and 10 of another item");
    assert_eq!(r.times("t", "DDB-10"), [1.0, 3.0]);
    assert!(r.notes("t", "DDB-2")[0].ends_with("taken: 6 are left"), "{:?}", r.notes("t", "DDB-2"));
}

#[test]
fn ddb_6_7_a_capped_on_demand_table_throttles_with_its_own_exception() {
    let script = load(0, 10, 20, "item put k#");
    let r = run(&bench("MaxWriteRequestUnits=10", &script, ""), "11s");
    // The bucket holds a second's worth: 10 at once and 10 a second after that.
    assert_eq!(count(&r, "answered 200"), 10 + 99);
    assert_eq!(count(&r, "failed 400 Throttled ThrottlingException"), 200 - 109);
    assert_eq!(r.value("t", "WriteRequestUnits"), 109.0, "billed as on demand");
    assert_eq!(r.value("t", "ProvisionedWriteCapacityUnits"), 0.0);
}

#[test]
fn ddb_4_one_item_of_an_on_demand_table_takes_1000_writes_a_second() {
    let r = run(&bench("", &load(0, 3, 1_500, "item take a"), ""), "4s");
    assert_eq!(count(&r, "answered 200"), 1_000 + 2_999, "a second's worth stored, and 1,000 a second");
    assert_eq!(count(&r, "ProvisionedThroughputExceededException"), 4_500 - 3_999);
    assert_eq!(r.times("t", "DDB-4").len(), 501);
}

#[test]
fn ddb_11_a_read_may_miss_the_last_write_unless_it_is_consistent() {
    let script =
        "at 0s item put a; at 600ms item get a; at 600ms item put a size 9; at 600ms item get a; at 1101ms item get a";
    let seen = |wire: &str| {
        let r = run(&bench("", script, wire).replace("ReadLagMean=0", "ReadLagMean=500"), "2s");
        r.log("c").into_iter().filter(|l| l.contains("Item")).collect::<Vec<_>>()
    };
    let item = |at: &str, size: u32| format!("{at} answered 200 {{\"Item\":{{\"size\":{size}}}}}");
    assert_eq!(seen("")[1], item("0.6", 1), "the write of this very instant is missed");
    assert_eq!(seen("")[2], item("1.101", 9), "half a second later no read misses it");
    assert_eq!(seen("ConsistentRead=true"), [item("0.6", 1), item("0.6", 9), item("1.101", 9)]);
}

#[test]
fn server_errors_use_no_capacity() {
    let r = run(&bench("ErrorPercent=100", "at 0s item put a", ""), "1s");
    assert_eq!(r.log("c"), ["0 failed 500 Unavailable InternalServerError"]);
    assert_eq!((r.value("t", "SystemErrors"), r.value("t", "ConsumedWriteCapacityUnits")), (1.0, 0.0));
}

#[test]
fn apigw_21_an_api_writes_items_by_the_settings_of_the_wire() {
    let scenario = "node api api_gateway LatencyMedian=0 LatencyP99=0
         node t dynamodb WriteLatencyMedian=5 WriteLatencyP99=5
         node c probe Script=\"at 0s send {`order`:{`id`:7}}; at 1s send {`order`:{`id`:7}}; at 2s send {}\"
         wire c.out -> api.requests
         wire api.integration -> t.items Operation=\"PutItem if new\" Key=order.id";
    let r = run(scenario, "3s");
    let refused = "1.005 failed 400 Client ConditionalCheckFailedException";
    assert_eq!(r.log("c"), ["0.005 answered 200", refused, "2.005 failed 400 Client ValidationException"]);
}
