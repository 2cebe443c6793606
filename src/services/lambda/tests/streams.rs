//! Event source mappings of streams (LAM-31 to 41).

use super::{exact, long, times, values};
use crate::testing::{Run, catalog, diagram, run};
use serde_json::Value;

/// A producer `a` with a script, a stream `s` without latency, and a function `f` that reads it over a wire with settings.
fn read(stream: &str, function: &str, wire: &str, script: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node s kinesis LatencyMedian=0 LatencyP99=0 GetRecordsMedian=0 PushMedian=0 {stream}
         node f lambda {function}
         wire a.out -> s.records PartitionKey=$.k
         wire s.consumers -> f.stream {wire}"
    )
}

/// Bodies sent at an instant.
fn sends(at: &str, bodies: &[&str]) -> String {
    bodies.iter().map(|body| format!("at {at} send {body};")).collect()
}

/// When batches were invoked, and how large they were.
fn batches(r: &Run) -> Vec<(f64, usize)> {
    let told = r.times("f", "LAM-33").into_iter().zip(r.notes("f", "LAM-33"));
    let (times, notes): (Vec<f64>, Vec<String>) = told.filter(|(_, note)| note.contains("batch of")).unzip();
    let size = |note: &str| note.split("batch of ").nth(1)?.split(',').next()?.parse().ok();
    let (mut all, mut at) = (Vec::new(), 0);
    while at < notes.len() {
        // Each record of a batch has a note.
        let size: usize = size(&notes[at]).expect("a size");
        all.push((times[at], size));
        at += size;
    }
    all
}

#[test]
fn lam_31_a_shard_is_read_once_a_second() {
    let script = sends("0.5s", &["x"]) + &sends("1.5s", &["y", "z"]);
    let r = run(&read("", &exact(0), "", &script), "10s");
    assert_eq!(batches(&r), [(1.0, 1), (2.0, 2)]);
    // At 0 s and every second since.
    assert_eq!(r.metric("s", "GetRecords.IteratorAgeMilliseconds").total().count, 11);
    assert_eq!((r.census().delivered, r.census().created), (3, 3));
}

#[test]
fn lam_31_and_five_times_a_second_while_there_is_more() {
    // 12,000 records wait when the mapping is switched on; a read takes 10,000.
    let scenario = format!(
        "node t traffic Arrivals=constant Rate=1000 StopAfter=12000 Body=x
         node s kinesis LatencyMedian=0 LatencyP99=0 GetRecordsMedian=0 ShardCount=2
         node f lambda {} EventSourceMappingsEnabled=false
         wire t.requests -> s.records PartitionKey=order-2
         wire s.consumers -> f.stream BatchSize=10000
         at 20s f EventSourceMappingsEnabled=true",
        exact(0)
    );
    let mut r = long(&scenario, "20.1s");
    let read = |r: &Run| r.value("s", "GetRecords.Records");
    let first = read(&r);
    super::go(&mut r, "20.3s");
    assert_eq!((first, read(&r)), (10_000.0, 12_000.0));
    // Within a second of a shard's two: 10,000 records of 8 bytes are far below 2 MB.
    assert_eq!(r.value("s", "ReadProvisionedThroughputExceeded"), 0.0);
}

#[test]
fn lam_32_lanes_work_side_by_side_and_a_key_stays_in_one() {
    // The hash of "order-1" is even, that of "a" odd: two lanes.
    let script: String = (0..5).map(|n| sends("0.5s", &[&format!("{{`k`:`order-1`,`n`:{n}}}"), &format!("{{`k`:`a`,`n`:{n}}}")])).collect();
    let scenario = |lanes: u32| {
        let rest = "node z probe\nwire f.calls -> z.in";
        format!("{}\n{rest}", read("", &exact(100), &format!("BatchSize=1 ParallelizationFactor={lanes}"), &script))
    };
    let r = run(&scenario(1), "10s");
    assert_eq!((r.metric("f", "ConcurrentExecutions").total().max, times(&r.log("z")).last().copied()), (1.0, Some(2.0)));
    let r = run(&scenario(2), "10s");
    assert_eq!((r.metric("f", "ConcurrentExecutions").total().max, times(&r.log("z")).last().copied()), (2.0, Some(1.5)));
    for key in ["order-1", "a"] {
        let of_key: Vec<String> = r.log("z").into_iter().filter(|line| line.contains(&format!("\"{key}\""))).collect();
        let order: Vec<bool> = of_key.iter().enumerate().map(|(n, line)| line.contains(&format!("\"n\":{n}"))).collect();
        assert_eq!(order, [true; 5], "{of_key:?}");
    }
}

#[test]
fn lam_32_another_number_of_lanes_keeps_the_order_of_a_key() {
    let script: String = (0..20).map(|n| sends("0.5s", &[&format!("{{`k`:`a`,`n`:{n}}}")])).collect();
    let rest = "node z probe\nwire f.calls -> z.in";
    let scenario = format!("{}\n{rest}", read("", &exact(100), "BatchSize=1 ParallelizationFactor=1", &script));
    let mut r = run(&scenario, "1.55s");
    let more = scenario.replace("ParallelizationFactor=1", "ParallelizationFactor=5");
    r.engine.adopt(crate::catalog::assemble(&diagram(&more), &catalog()));
    r.go("10s");
    let order: Vec<bool> = r.log("z").iter().enumerate().map(|(n, line)| line.contains(&format!("\"n\":{n}}}"))).collect();
    assert_eq!(order, [true; 20], "{:?}", r.log("z"));
}

#[test]
fn lam_33_a_batch_is_complete_at_its_size_at_the_end_of_its_window_or_at_6_mb() {
    let three = sends("0.5s", &["x", "y", "z"]);
    assert_eq!(batches(&run(&read("", &exact(0), "MaximumBatchingWindowInSeconds=5", &three), "20s")), [(6.0, 3)]);
    let wire = "BatchSize=2 MaximumBatchingWindowInSeconds=5";
    assert_eq!(batches(&run(&read("", &exact(0), wire, &three), "20s")), [(1.0, 2), (6.0, 1)]);
    // The seventh record of a megabyte makes more than 6 MB: six of them go at once, at the read after it.
    let large = "x".repeat(1_000_000);
    let script: String = (0..7).map(|n| sends(&format!("{}.5s", n * 2), &[&large])).collect();
    assert_eq!(batches(&run(&read("", &exact(0), "MaximumBatchingWindowInSeconds=60", &script), "20s")), [(13.0, 6)]);
    // A batch is of one shard, however little is in it.
    let both = sends("0.5s", &["{`k`:`order-1`}", "{`k`:`order-2`}"]);
    assert_eq!(batches(&run(&read("ShardCount=4", &exact(0), "", &both), "20s")), [(1.0, 1), (1.0, 1)]);
}

#[test]
fn lam_34_41_a_failed_batch_blocks_its_lane_and_is_tried_after_1_s_doubled_up_to_60() {
    let script = sends("0.5s", &["x", "y"]) + &sends("5s", &["z"]);
    let mut r = run(&format!("{}\nat 200s f ErrorPercent=0", read("", &(exact(0) + " ErrorPercent=100"), "", &script)), "190s");
    let tries = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 124.0, 184.0];
    assert_eq!(batches(&r), tries.map(|at| (at, 2)), "the third record waits behind them");
    let status = r.engine.status(r.engine.node(&crate::model::NodeId::new("f")).expect("f"));
    assert_eq!(status.notice.map(|notice| notice.rule), Some("LAM-34"));
    r.go("300s");
    assert_eq!(batches(&r)[9..], [(244.0, 2), (244.0, 1)]);
    assert_eq!((r.census().delivered, values(&r, "f", ["Invocations", "Errors"])), (3, [11.0, 9.0]));
    // AWS does not say how long: both numbers can be set.
    let other = read("", &(exact(0) + " ErrorPercent=100"), "FirstRetryPause=3 LongestRetryPause=10", &script);
    assert_eq!(batches(&run(&other, "30s")).into_iter().map(|(at, _)| at).collect::<Vec<_>>(), [1.0, 4.0, 10.0, 20.0, 30.0]);
}

#[test]
fn lam_34_other_shards_go_on_meanwhile() {
    // Of four shards "order-2" is in the first, "order-1" in the second; what is no JSON fails.
    let put = |at: &str, data: &str, key: &str| format!("at {at} send {{`Records`:[{{`Data`:`{data}`,`PartitionKey`:`{key}`}}]}};");
    let script = put("0.5s", "bad", "order-2") + &put("0.5s", "1", "order-1") + &put("3.5s", "2", "order-1");
    let r = run(&read("ShardCount=4", &(exact(0) + " ParsesJson=true"), "", &script), "4.5s");
    assert_eq!(batches(&r), [(1.0, 1), (1.0, 1), (2.001, 1), (4.0, 1), (4.002, 1)]);
    assert_eq!((r.census().delivered, r.census().in_flight, r.value("f", "Errors")), (2, 1, 3.0));
}

#[test]
fn lam_34_after_its_retries_a_batch_is_discarded_and_the_lane_goes_on() {
    let script = sends("0.5s", &["x", "y"]) + &sends("5s", &["z"]);
    let r = run(&format!("{}\nat 4500ms f ErrorPercent=0", read("", &(exact(0) + " ErrorPercent=100"), "MaximumRetryAttempts=2", &script)), "20s");
    assert_eq!(batches(&r), [(1.0, 2), (2.0, 2), (4.0, 2), (5.0, 1)]);
    assert_eq!((r.census().dropped, r.census().delivered), (2, 1));
    assert_eq!(r.times("f", "LAM-38"), [4.0, 4.0]);
}

#[test]
fn lam_34_a_mapping_that_is_switched_off_tries_nothing_and_goes_on_where_it_was() {
    let scenario = read("", &(exact(0) + " ErrorPercent=100"), "", &(sends("0.5s", &["x"]) + &sends("3.5s", &["y"])));
    let off = "at 3s f EventSourceMappingsEnabled=false for 60s\nat 20s f ErrorPercent=0";
    let r = run(&format!("{scenario}\n{off}"), "90s");
    // Tried at 1 and 2 s; the attempt that was due at 4 s is made when it is switched on again.
    assert_eq!(batches(&r)[..3], [(1.0, 1), (2.0, 1), (63.0, 1)]);
    assert_eq!(r.census().delivered, 2);
}

#[test]
fn lam_34_a_blocked_batch_ends_when_the_stream_has_it_no_more() {
    let scenario = read("", &(exact(0) + " ErrorPercent=100"), "", &sends("0.5s", &["x"]));
    let mut r = run(&scenario, "23h");
    assert_eq!((r.census().expired, r.census().in_flight), (0, 1));
    r.go("24h");
    let tries = r.value("f", "Invocations");
    r.go("25h");
    assert_eq!(r.census().expired, 1);
    assert!(r.value("f", "Invocations") - tries <= 1.0, "nothing is left to try");
}

#[test]
fn lam_35_throttles_use_up_no_retries_and_only_age_ends_them() {
    let off = exact(0) + " ReservedConcurrentExecutions=0";
    let scenario = read("", &off, "MaximumRetryAttempts=0", &sends("0.5s", &["x"]));
    let r = run(&format!("{scenario}\nat 10s f ReservedConcurrentExecutions=5"), "60s");
    assert_eq!((r.times("f", "LAM-35"), batches(&r)), (vec![1.0, 2.0, 4.0, 8.0], vec![(16.0, 1)]));
    assert_eq!((r.census().delivered, values(&r, "f", ["Throttles", "Errors"])), (1, [4.0, 0.0]));
    let scenario = read("", &off, "MaximumRecordAgeInSeconds=60", &sends("0.5s", &["x"]));
    let r = run(&scenario, "3m");
    // At 64 s it is 63.5 s old.
    assert_eq!((r.times("f", "LAM-38"), r.census().dropped), (vec![64.0], 1));
}

#[test]
fn lam_36_a_failed_batch_is_split_until_the_bad_record_is_alone() {
    let scenario = read("", &(exact(0) + " ParsesJson=true"), "MaximumRetryAttempts=0 BisectBatchOnFunctionError=true", &sends("0.5s", &["1", "2", "x", "4"]));
    let r = run(&scenario, "20s");
    // All four; a second later the first half, which is well, and at once the second; then its parts.
    let sizes: Vec<usize> = batches(&r).into_iter().map(|(_, size)| size).collect();
    assert_eq!((sizes, values(&r, "f", ["Invocations", "Errors"])), (vec![4, 2, 2, 1, 1], [5.0, 3.0]));
    assert_eq!((r.census().delivered, r.census().dropped), (3, 1));
    // A split is no retry: with one retry the bad record is tried twice, alone.
    let r = run(&scenario.replace("MaximumRetryAttempts=0", "MaximumRetryAttempts=1"), "20s");
    assert_eq!((r.value("f", "Invocations"), r.census().dropped), (6.0, 1));
    // Of five the first part is the larger.
    let r = run(&read("", &(exact(0) + " ErrorPercent=100"), "BisectBatchOnFunctionError=true", &sends("0.5s", &["1", "2", "3", "4", "5"])), "2.5s");
    assert!(r.notes("f", "LAM-36")[0].contains("3 records first, 2 after"), "{:?}", r.notes("f", "LAM-36"));
}

#[test]
fn lam_37_the_batch_begins_again_at_the_first_record_that_is_reported() {
    let scenario = |wire: &str| {
        let wire = format!("ReportBatchItemFailures=true AfterFailedRecord=stop {wire}");
        run(&read("", &(exact(0) + " ParsesJson=true"), &wire, &sends("0.5s", &["1", "x", "3"])), "20s")
    };
    let ended = |r: &Run| (r.value("f", "Invocations"), r.value("f", "Errors"), r.census().delivered, r.census().dropped);
    let r = scenario("MaximumRetryAttempts=1");
    assert_eq!(batches(&r).into_iter().map(|(_, size)| size).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(ended(&r), (2.0, 0.0, 1, 2), "an invocation that reports failures has succeeded");
    // With bisect it is split there, and the rest in halves: only the bad record is lost.
    assert_eq!(ended(&scenario("MaximumRetryAttempts=0 BisectBatchOnFunctionError=true")), (4.0, 0.0, 2, 1));
    // An empty list is a success, something unusable a failure of all.
    let r = scenario("MaximumRetryAttempts=0 \"BatchResponse=an empty list\"");
    assert_eq!(ended(&r), (1.0, 0.0, 3, 0));
    let r = scenario("MaximumRetryAttempts=0 \"BatchResponse=invalid JSON\"");
    assert_eq!(ended(&r), (1.0, 0.0, 0, 3));
}

#[test]
fn lam_38_the_destination_hears_where_discarded_records_are_not_what_is_in_them() {
    let scenario = read("ShardCount=4", &(exact(0) + " ErrorPercent=100"), "MaximumRetryAttempts=1", &sends("0.5s", &["{`k`:`order-1`,`secret`:1}"; 2]));
    let r = run(&format!("{scenario}\nnode z probe\nwire f.discarded -> z.in"), "20s");
    let log = r.log("z");
    assert!(log.len() == 1 && log[0].starts_with("2 asked ") && !log[0].contains("secret"), "{log:?}");
    let told: Value = serde_json::from_str(&log[0]["2 asked ".len()..]).expect("JSON");
    let batch = &told["KinesisBatchInfo"];
    assert_eq!((told["requestContext"]["condition"].as_str(), &told["requestContext"]["approximateInvokeCount"]), (Some("RetryAttemptsExhausted"), &Value::from(2)));
    assert_eq!((batch["shardId"].as_str(), &batch["batchSize"]), (Some("shardId-000000000001"), &Value::from(2)));
    assert!(batch["startSequenceNumber"].as_str() < batch["endSequenceNumber"].as_str());
    assert_eq!(batch["approximateArrivalOfFirstRecord"], "2026-01-01T00:00:00.500Z");
    let r = run(&format!("{scenario}\nnode z probe Script=\"answer 500\"\nwire f.discarded -> z.in"), "20s");
    assert_eq!(r.value("f", "DestinationDeliveryFailures"), 1.0);
}

#[test]
fn lam_39_what_the_filter_keeps_out_is_skipped() {
    let wire = "FilterCriteria={'data':{'t':['A']}}";
    let r = run(&read("", &exact(0), wire, &sends("0.5s", &["{`t`:`A`}", "{`t`:`B`}", "no-json"])), "10s");
    assert_eq!((batches(&r), r.value("f", "FilteredOutEventCount")), (vec![(1.0, 1)], 2.0));
    assert_eq!((r.census().delivered, r.census().in_flight), (3, 0));
    let by_key = "FilterCriteria={'partitionKey':['a']}";
    let r = run(&read("", &exact(0), by_key, &sends("0.5s", &["{`k`:`a`}", "{`k`:`b`}"])), "10s");
    assert_eq!(batches(&r), [(1.0, 1)]);
}

#[test]
fn lam_40_the_iterator_age_is_that_of_the_last_record_and_grows_while_the_lane_is_blocked() {
    let script = sends("0.5s", &["x"]) + &sends("0.7s", &["y"]);
    let r = run(&read("", &(exact(0) + " ErrorPercent=100"), "", &script), "5s");
    let ages = r.metric("f", "IteratorAge").total();
    // Invoked at 1, 2 and 4 s, the last record being of 0.7 s.
    assert_eq!((ages.count, ages.sum, ages.last), (3, 300.0 + 1_300.0 + 3_300.0, 3_300.0));
}

#[test]
fn kin_8_latest_reads_only_what_comes_after_the_mapping() {
    let script = sends("0.5s", &["x"]) + &sends("6s", &["y"]);
    let started = |position: &str| {
        let scenario = read("", &(exact(0) + " EventSourceMappingsEnabled=false"), &format!("StartingPosition={position}"), &script);
        run(&format!("{scenario}\nat 5s f EventSourceMappingsEnabled=true"), "20s").value("f", "Invocations")
    };
    assert_eq!((started("TRIM_HORIZON"), started("LATEST")), (2.0, 1.0));
}

#[test]
fn kin_11_more_shards_keep_the_order_of_a_key() {
    let script: String = (0..60).map(|n| sends(&format!("{n}.5s"), &[&format!("{{`k`:`order-2`,`n`:{n}}}")])).collect();
    let rest = "node z probe\nwire f.calls -> z.in\nat 5s s ShardCount=2 for 60s";
    let r = run(&format!("{}\n{rest}", read("", &exact(10), "BatchSize=3", &script)), "3m");
    let order: Vec<bool> = r.log("z").iter().enumerate().map(|(n, line)| line.contains(&format!("\"n\":{n}}}"))).collect();
    assert_eq!((order, r.census().delivered), (vec![true; 60], 60), "{:?}", r.log("z"));
    assert!(r.notes("f", "KIN-11").len() >= 2, "two shards, and one again: {:?}", r.notes("f", "KIN-11"));
}

#[test]
fn kin_6_7_two_functions_read_the_same_records_shared_or_with_fan_out() {
    let second = "node g lambda OverheadMedian=0 OverheadP99=0 ColdStart=0 WorkMedian=0 WorkP99=0\nwire s.consumers -> g.stream";
    let script: String = (0..30).map(|n| sends(&format!("{n}.5s"), &["x"])).collect();
    let r = run(&format!("{}\n{second}", read("", &exact(0), "", &script)), "1m");
    assert_eq!((r.value("f", "Invocations"), r.value("g", "Invocations"), r.census().delivered), (30.0, 30.0, 30));
    assert_eq!(r.value("s", "ReadProvisionedThroughputExceeded"), 0.0, "one read a second each");
    let pushed = format!("{}\n{second} EnhancedFanOut=true", read("", &exact(0), "EnhancedFanOut=true", &script));
    let r = run(&pushed, "1m");
    assert_eq!(values(&r, "f", ["IteratorAge", "Invocations"]), [0.0, 30.0], "pushed at once, without latency here");
    assert_eq!(r.value("g", "Invocations"), 30.0);
}

#[test]
fn lam_19_iam_4_a_mapping_without_permission_reads_nothing() {
    let scenario = read("", &exact(0), "Permitted=false", &sends("0.5s", &["x"]));
    let r = run(&scenario, "10s");
    assert_eq!((r.value("f", "Invocations"), r.census().waiting), (0.0, 1));
    let note = r.engine.trace().notes().find(|n| n.reason.rule == "IAM-1").expect("a note");
    assert_eq!(note.reason.word, "kinesis:GetRecords, GetShardIterator, ListShards, SubscribeToShard");
}

#[test]
fn lam_34_to_39_the_checks_say_what_a_bad_record_would_do() {
    let rules = |wire: &str, rest: &str| {
        let d = diagram(&format!("{}\n{rest}", read("", "", wire, "")));
        let found = crate::check::check(&d, &catalog());
        found.into_iter().map(|p| p.rule).filter(|rule| rule.starts_with("LAM-3")).collect::<Vec<_>>()
    };
    let told = "node q sqs\nwire f.discarded -> q.send";
    assert_eq!(rules("", ""), ["LAM-34"]);
    assert_eq!(rules("MaximumRetryAttempts=3 BisectBatchOnFunctionError=true", ""), ["LAM-38"]);
    assert_eq!(rules("MaximumRetryAttempts=3", told), ["LAM-36"]);
    assert_eq!(rules("MaximumRetryAttempts=3 BisectBatchOnFunctionError=true", told), [""; 0]);
    assert_eq!(rules("MaximumRecordAgeInSeconds=59", told), ["LAM-35"]);
    assert_eq!(rules("MaximumRetryAttempts=3 ReportBatchItemFailures=true", told), ["LAM-37"]);
    assert_eq!(rules("MaximumRecordAgeInSeconds=60 FilterCriteria=[", told), ["LAM-39"]);
}
