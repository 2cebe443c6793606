//! Data streams: keys and shards, limits, reads and pushes, retention, more shards and fewer.

use crate::testing::{Run, run};

/// A producer `a` with a script, a stream `s` without latency, the wire between them, and more.
fn bench(script: &str, stream: &str, wire: &str, rest: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node s kinesis LatencyMedian=0 LatencyP99=0 GetRecordsMedian=0 PushMedian=0 {stream}
         wire a.out -> s.records {wire}
         {rest}"
    )
}

/// A consumer `c` with a script.
fn reader(name: &str, script: &str, wire: &str) -> String {
    format!("node {name} probe Script=\"{script}\"\nwire s.consumers -> {name}.in {wire}\n")
}

/// A call of PutRecords with so many records of one key.
fn many(count: usize, data: &str) -> String {
    let records: Vec<String> = (0..count).map(|_| format!("{{`Data`:`{data}`,`PartitionKey`:`k`}}")).collect();
    format!("send {{`Records`:[{}]}}", records.join(","))
}

fn shards(r: &Run) -> f64 {
    r.value("s", "OpenShardCount")
}

#[test]
fn kin_1_the_partition_key_says_which_shard_takes_a_record() {
    let sends: Vec<String> = ["order-1", "order-2", "customer-42", "a"].iter().map(|key| format!("at 0s send {{`k`:`{key}`}}")).collect();
    let r = run(&bench(&sends.join(";"), "ShardCount=4", "PartitionKey=$.k", ""), "1s");
    let told: Vec<bool> =
        r.log("a").iter().zip([1, 0, 3, 0]).map(|(line, shard)| line.contains(&format!("shardId-00000000000{shard}"))).collect();
    assert_eq!(told, [true; 4], "{:?}", r.log("a"));
    // Without a key each record has another: about a quarter of them for each shard.
    let sends = ["at 0s send x"; 200].join(";");
    let r = run(&bench(&sends, "ShardCount=4", "", ""), "1s");
    for shard in 0..4 {
        let count = r.log("a").iter().filter(|line| line.contains(&format!("shardId-00000000000{shard}"))).count();
        assert!((30..=70).contains(&count), "{count} in shard {shard}: 50 are expected, 6.1 the standard deviation");
    }
}

#[test]
fn kin_2_a_shard_takes_a_thousand_records_and_a_mebibyte_a_second() {
    let calls = format!("at 0s {0};at 0s {0};at 0s {0};at 1s {0}", many(500, "x"));
    let r = run(&bench(&calls, "", "", ""), "2s");
    assert_eq!((r.value("s", "IncomingRecords"), r.value("s", "WriteProvisionedThroughputExceeded")), (1_500.0, 500.0));
    // 300,000 bytes and a key of one: three fit into 1,048,576, the fourth does not.
    let calls = format!("at 0s {}", many(4, &"x".repeat(300_000)));
    let r = run(&bench(&calls, "", "", ""), "1s");
    assert_eq!((r.value("s", "IncomingBytes"), r.value("s", "WriteProvisionedThroughputExceeded")), (900_003.0, 1.0));
    // More shards don't help one key; the setting in the note says so, and that they would if all are full.
    let r = run(&bench(&format!("at 0s {0};at 0s {0};at 0s {0}", many(500, "x")), "", "", ""), "1s");
    assert_eq!(r.decided("s", "KIN-2")[0], "ShardCount");
    let r = run(&bench(&vec![format!("at 0s send {}", "x".repeat(1_000_000)); 40].join(";"), "StreamMode=ON_DEMAND", "", ""), "1s");
    assert_eq!(r.decided("s", "KIN-2").last(), Some(&"StreamMode"));
    let r = run(&bench(&format!("at 0s {0};at 0s {0};at 0s {0}", many(500, "x")), "ShardCount=4", "", ""), "1s");
    assert_eq!((r.value("s", "IncomingRecords"), r.decided("s", "KIN-2")[0]), (1_000.0, "PartitionKey"));
}

#[test]
fn kin_2_a_record_above_a_mebibyte_passes_while_the_second_is_unused() {
    let large = "x".repeat(2_000_000);
    let r = run(&bench(&format!("at 0s send {large};at 0.5s send x;at 2s send {large}"), "", "", ""), "3s");
    assert_eq!((r.value("s", "IncomingRecords"), r.value("s", "WriteProvisionedThroughputExceeded")), (3.0, 0.0));
    let r = run(&bench(&format!("at 0s send {large};at 0.5s send {large}"), "", "", ""), "3s");
    assert_eq!((r.value("s", "IncomingRecords"), r.value("s", "WriteProvisionedThroughputExceeded")), (1.0, 1.0));
}

#[test]
fn kin_3_put_records_answers_200_and_says_of_each_entry_what_became_of_it() {
    let long = "k".repeat(257);
    let call = format!("at 0s send {{`Records`:[{{`Data`:`x`,`PartitionKey`:`{long}`}},{{`Data`:`y`,`PartitionKey`:`a`}}]}}");
    let r = run(&bench(&call, "", "", ""), "1s");
    let number = format!("49{:054}", 1);
    let expected = format!(
        "0 answered 200 {{\"FailedRecordCount\":1,\"Records\":[{{\"ErrorCode\":\"InvalidArgumentException\"}},{{\"SequenceNumber\":\"{number}\",\"ShardId\":\"shardId-000000000000\"}}]}}"
    );
    assert_eq!(r.log("a"), [expected]);
    assert_eq!((r.census().waiting, r.value("s", "PutRecords.FailedRecords")), (1, 1.0));
    // Too many at once are refused as a whole, and so is everything while the stream has a fault.
    let r = run(&bench(&format!("at 0s {}", many(501, "x")), "", "", ""), "1s");
    assert_eq!((r.log("a"), r.census().waiting), (vec!["0 failed 400 Client InvalidArgumentException".to_owned()], 0));
    let r = run(&bench(&format!("at 0s {};at 0s send x", many(2, "x")), "Mode=ERROR", "", ""), "1s");
    assert_eq!(r.log("a"), ["0 failed 500 Unavailable InternalFailure"; 2]);
    let r = run(&bench("at 0s send x", "Mode=THROTTLED", "", ""), "1s");
    assert_eq!(r.log("a"), ["0 failed 400 Throttled ProvisionedThroughputExceededException"]);
}

#[test]
fn kin_3_a_body_may_be_the_call_itself_with_base64_data() {
    let consumer = reader("c", "at 1s read 0 0 10", "");
    let r = run(&bench("at 0s send {`Data`:`aGVsbG8=`,`PartitionKey`:`a`}", "", "", &consumer), "2s");
    assert_eq!(r.log("c"), ["1 got hello(1)"]);
    let r = run(&bench("at 0s send {`Data`:`no_base64`,`PartitionKey`:`a`}", "", "", ""), "1s");
    assert_eq!(r.log("a"), ["0 failed 400 Client SerializationException"]);
}

#[test]
fn kin_4_13_a_shard_keeps_its_order_and_reading_takes_nothing_away() {
    let sends: Vec<String> = (1..=5).map(|n| format!("at 0.{n}s send m{n}")).collect();
    let (one, two) = (reader("c", "at 1s read 0 0 3;at 2s read 0 4 10", ""), reader("d", "at 3s read 0 0 10;at 4s delete 0", ""));
    let mut r = run(&bench(&sends.join(";"), "", "", &(one + &two)), "3.9s");
    assert_eq!(r.log("c"), ["1 got m1(1) m2(1) m3(1)", "2 got m4(1) m5(1)"]);
    assert_eq!(r.log("d"), ["3 got m1(1) m2(1) m3(1) m4(1) m5(1)"]);
    assert_eq!(r.value("s", "GetRecords.Records"), 10.0);
    r.go("5s");
    // The second consumer is done, the first is not: none of them is over.
    assert_eq!((r.census().delivered, r.census().in_flight), (0, 5));
}

#[test]
fn kin_13_a_record_is_over_when_every_consumer_is_done_with_it() {
    let both = reader("c", "at 1s read 0 0 10;at 2s delete 1", "") + &reader("d", "at 1s read 0 0 10;at 3s delete 0", "");
    let mut r = run(&bench("at 0s send x;at 0s send y", "", "", &both), "2.5s");
    assert_eq!(r.census().delivered, 0);
    r.go("4s");
    assert_eq!((r.census().delivered, r.census().in_flight, r.value("s", "RecordsNotDone")), (1, 1, 1.0));
}

#[test]
fn kin_13_what_a_consumer_jumps_over_it_is_done_with() {
    let both = reader("c", "at 1s read 0 3 10;at 2s delete 0", "") + &reader("d", "at 1s read 0 0 10;at 3s delete 0", "");
    let r = run(&bench("at 0s send x;at 0s send y;at 0s send z", "", "", &both), "4s");
    assert_eq!((r.census().delivered, r.log("c")[0].as_str()), (3, "1 got z(1)"));
}

#[test]
fn kin_6_consumers_share_five_reads_a_second() {
    let five = "at 1s read 0 0 1;at 1s read 0 0 1;at 1s read 0 0 1";
    let both = reader("c", five, "") + &reader("d", &format!("{five};at 1.2s read 0 0 1"), "");
    let r = run(&bench("at 0s send x", "", "", &both), "2s");
    let refused = |name: &str| r.log(name).iter().filter(|line| line.contains("ProvisionedThroughputExceededException")).count();
    assert_eq!((refused("c"), refused("d"), r.value("s", "ReadProvisionedThroughputExceeded")), (0, 1, 1.0));
    assert!(r.log("d").last().is_some_and(|line| line == "1.2 got x(1)"), "a fifth of a second later there is one more");
}

#[test]
fn kin_6_two_megabytes_a_second_and_ten_block_for_five() {
    // 22 records of half a megabyte in eleven seconds; with their keys 20 of them are more than the 10 MB of a read.
    let sends: Vec<String> = (0..22).map(|n| format!("at {}ms send {}", n * 500, "x".repeat(500_000))).collect();
    let script = "at 20s read 0 0 100;at 24.7s read 0 0 1;at 24.8s read 0 0 1";
    let r = run(&bench(&sends.join(";"), "", "PartitionKey=k", &reader("c", script, "")), "26s");
    assert_eq!(r.value("s", "GetRecords.Records"), 20.0, "19 of 500,001 bytes, 4.75 s worth, and one after them");
    assert_eq!(r.value("s", "ReadProvisionedThroughputExceeded"), 1.0);
}

#[test]
fn kin_7_a_registered_consumer_is_pushed_to_with_a_throughput_of_its_own() {
    let both = reader("c", "at 0s read 0 0 10 pushed", "EnhancedFanOut=true") + &reader("d", "at 0s read 0 0 10 pushed", "EnhancedFanOut=true");
    let r = run(&bench("at 5s send x", "PushMedian=70", "", &both), "6s");
    let at: Vec<f64> = ["c", "d"].iter().map(|c| r.log(c)[0].split(' ').next().and_then(|at| at.parse().ok()).expect("a time")).collect();
    assert!(at.iter().all(|at| (5.01..5.3).contains(at)), "{at:?}: about 70 ms after the record came");
    assert_eq!((r.value("s", "SubscribeToShardEvent.Records"), r.value("s", "ReadProvisionedThroughputExceeded")), (2.0, 0.0));
    // Three records of a megabyte: the second push waits until the first has gone through, half a second of 2 MB each.
    let sends: Vec<String> = (0..3).map(|n| format!("at {n}s send {}", "x".repeat(1_000_000))).collect();
    let script = "at 10s read 0 0 1 pushed;at 10s read 0 2 1 pushed";
    let r = run(&bench(&sends.join(";"), "", "PartitionKey=k", &reader("c", script, "EnhancedFanOut=true")), "12s");
    let at: Vec<&str> = r.times("s", "KIN-13").iter().map(|at| if *at == 10.0 { "at once" } else { "later" }).collect();
    assert_eq!(at, ["at once", "later"]);
    assert_eq!(r.times("s", "KIN-13")[1], 10.500_001, "1,000,001 bytes at 2 MB a second");
}

#[test]
fn kin_9_a_record_older_than_the_retention_is_gone_read_or_not() {
    let mut r = run(&bench("at 0s send x;at 1h send y", "", "", &reader("c", "at 23h read 0 0 1", "")), "23h");
    assert_eq!((r.census().expired, r.log("c")[0].as_str()), (0, "82800 got x(1)"));
    r.go("24h");
    assert_eq!((r.census().expired, r.census().waiting), (1, 1));
    assert!(r.notes("s", "KIN-9")[0].contains("before every consumer was done"), "{:?}", r.notes("s", "KIN-9"));
    r.go("25h");
    assert!(r.notes("s", "KIN-9")[1].contains("nobody has read it"), "{:?}", r.notes("s", "KIN-9"));
    let r = run(&bench("at 0s send x", "RetentionPeriodHours=48", "", ""), "47h");
    assert_eq!(r.census().waiting, 1);
}

#[test]
fn kin_10_the_iterator_age_is_that_of_the_last_record_read_and_0_after_catching_up() {
    let script = "at 10s read 0 0 2;at 20s read 0 3 10;at 30s read 0 4 10";
    let r = run(&bench("at 0s send x;at 4s send y;at 5s send z", "", "", &reader("c", script, "")), "31s");
    let ages = r.metric("s", "GetRecords.IteratorAgeMilliseconds").total();
    // 10 − 4 s, 20 − 5 s, and nothing left.
    assert_eq!((ages.count, ages.sum, ages.max, ages.last), (3, 21_000.0, 15_000.0, 0.0));
}

#[test]
fn kin_11_update_shard_count_takes_its_time_and_closes_the_old_shards() {
    let script = "at 29s send old;at 31s send new";
    let consumer = reader("c", "at 40s read 0 0 10;at 41s read 0 2 10;at 42s read 1 0 10;at 43s read 2 0 10", "");
    let r = run(&format!("{}\nat 0s s ShardCount=2", bench(script, "", "PartitionKey=order-2", &consumer)), "50s");
    assert_eq!(shards(&r), 2.0);
    // "order-2" hashes to 0x1889…, below the middle: the first of the two new shards.
    let log = r.log("c");
    assert_eq!((log[0].as_str(), log[2].as_str(), log[3].as_str()), ("40 got old(1)", "42 got new(1)", "43 got nothing"));
    assert!(log[1].contains("\"parents\":[0]"), "the end of a closed shard names its children: {}", log[1]);
}

#[test]
fn kin_11_at_most_to_the_double_or_the_half_and_ten_times_a_day() {
    let r = run(&format!("{}\nat 1s s ShardCount=5\nat 1500ms s PushMedian=5\nat 2s s ShardCount=1\nat 3s s ShardCount=4\nat 200s s ShardCount=2", bench("at 0s send x", "ShardCount=2", "", "")), "10m");
    // From two: not to five, to one after 30 s (three is asked for meanwhile: four is more than the double of one).
    let notes = r.notes("s", "KIN-11");
    assert!(notes[0].contains("refused: from 2 shards") && notes[0].contains("not to 5"), "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("refused: from 1 shards") && note.contains("not to 4")), "{notes:?}");
    assert_eq!((shards(&r), notes.iter().filter(|note| note.contains("refused")).count()), (2.0, 2), "each is said once");
    let changes: Vec<String> = (0..13).map(|n| format!("at {}m s ShardCount={}", n * 2 + 1, if n % 2 == 0 { 2 } else { 1 })).collect();
    let r = run(&format!("{}\n{}", bench("at 0s send x", "", "", ""), changes.join("\n")), "1h");
    assert_eq!(r.notes("s", "KIN-11").iter().filter(|note| note.contains("ten in 24 hours")).count(), 2);
}

#[test]
fn kin_12_on_demand_begins_with_four_shards_and_splits_what_is_busy_for_long() {
    let load = |rate: u32, until: &str| {
        let scenario = format!(
            "node t traffic Arrivals=constant Rate={rate} Body=\"{}\"
             node s kinesis StreamMode=ON_DEMAND SplitAfterSeconds=120
             node f lambda WorkMedian=0 WorkP99=0 ErrorPercent=0
             wire t.requests -> s.records PartitionKey=order-2
             wire s.consumers -> f.stream",
            "x".repeat(60_000)
        );
        shards(&run(&scenario, until))
    };
    assert_eq!(load(1, "10s"), 4.0);
    // 600 KB a second with one key: the second full minute above 500 KB/s ends at 2 min, by 3 min the half is too busy, too.
    assert_eq!((load(10, "119s"), load(10, "121s")), (4.0, 5.0));
    assert_eq!(load(8, "4m"), 4.0, "480 KB a second are not too much");
}

#[test]
fn kin_7_6_the_checks_count_consumers() {
    let consumers = |count: usize, wire: &str| {
        let more: String = (0..count).map(|n| reader(&format!("c{n}"), "", wire)).collect();
        let d = crate::testing::diagram(&bench("at 0s send x", "", "", &more));
        let found = crate::check::check(&d, &crate::testing::catalog());
        found.into_iter().map(|p| p.rule).filter(|rule| rule.starts_with("KIN")).collect::<Vec<_>>()
    };
    assert_eq!(consumers(0, ""), ["KIN-9"]);
    assert_eq!((consumers(5, ""), consumers(6, "")), (vec![], vec!["KIN-6"]));
    assert_eq!((consumers(20, "EnhancedFanOut=true"), consumers(21, "EnhancedFanOut=true")), (vec![], vec!["KIN-7"]));
}

#[test]
fn kin_7_5_shard_hours_units_and_fan_out_are_billed() {
    let r = run(&bench(&format!("at 0s send {}", "x".repeat(25_600)), "ShardCount=3 RetentionPeriodHours=48", "PartitionKey=k", &reader("c", "", "EnhancedFanOut=true")), "1h");
    let hours = |metric: &str| (r.value("s", metric) * 1e6).round() / 1e6;
    assert_eq!((hours("ShardHours"), hours("ExtendedShardHours"), hours("ConsumerShardHours")), (3.0, 3.0, 3.0));
    assert_eq!(r.value("s", "PutPayloadUnits"), 2.0, "25,600 bytes and a key of one are more than 25 KB");
    let r = run(&bench("at 0s send x", "StreamMode=ON_DEMAND", "PartitionKey=k", ""), "1h");
    assert_eq!((r.value("s", "ShardHours"), (r.value("s", "OnDemandStreamHours") * 1e6).round(), r.value("s", "OnDemandBytesIn")), (0.0, 1e6, 2.0));
}

#[test]
fn eb_23_iam_4_a_rule_puts_events_into_a_stream_if_its_role_may() {
    let scenario = "node c probe Script=\"at 0s send {`id`:`order-1`}\"
         node b event_bus LatencyMedian=0 LatencyP99=0
         node r event_rule LatencyMedian=0 LatencyP99=0
         node s kinesis ShardCount=4
         wire c.out -> b.events Source=s DetailType=t\nwire b.rules -> r.bus\nwire r.targets -> s.records PartitionKey=$.detail.id";
    let r = run(scenario, "1s");
    assert_eq!((r.value("s", "IncomingRecords"), r.notes("s", "KIN-1").len()), (1.0, 1));
    assert!(r.notes("s", "KIN-1")[0].contains("shard 1 by its partition key"), "{:?}", r.notes("s", "KIN-1"));
    let r = run(&format!("{scenario} Permitted=false"), "10s");
    assert_eq!((r.value("s", "IncomingRecords"), r.value("r", "FailedInvocations")), (0.0, 1.0));
    let note = r.engine.trace().notes().find(|n| n.reason.rule == "IAM-1").expect("a note");
    assert_eq!(note.reason.word, "kinesis:PutRecord, PutRecords");
}

#[test]
fn eb_43_a_pipe_puts_a_batch_into_a_stream_in_one_call() {
    let sends = ["at 0s send {`k`:`order-1`}"; 10].join(";");
    let scenario = format!(
        "node a probe Script=\"{sends}\"
         node q sqs\nnode p pipe\nnode s kinesis ShardCount=4
         wire a.out -> q.send\nwire q.consumers -> p.source BatchSize=10 MaximumBatchingWindowInSeconds=5\nwire p.target -> s.records PartitionKey=$.k"
    );
    let r = run(&scenario, "20s");
    assert_eq!((r.value("s", "IncomingRecords"), r.times("s", "KIN-3").len()), (10.0, 1));
    assert!(r.notes("s", "KIN-1").iter().all(|note| note.contains("shard 1")), "{:?}", r.notes("s", "KIN-1"));
    assert_eq!(r.census().waiting, 10, "the queue's messages are deleted");
}

#[test]
fn apigw_21_an_api_puts_a_record_by_its_mapping_template() {
    let template = "{'Data':'$util.base64Encode($input.body)','PartitionKey':'$input.path(\\\\'$.k\\\\')'}";
    let scenario = bench("at 0s send {`k`:`order-1`}", "ShardCount=4", "", &reader("c", "at 1s read 1 0 10", ""));
    let scenario = scenario.replace(
        "wire a.out -> s.records",
        &format!("node g api_gateway LatencyMedian=0 LatencyP99=0\nwire a.out -> g.requests\nwire g.integration -> s.records RequestTemplate=\"{}\"", template.replace("\\\\'", "\u{2019}")),
    );
    let mut d = crate::testing::diagram(&scenario);
    for wire in d.wires.values_mut() {
        let wire = std::sync::Arc::make_mut(wire);
        if let Some(crate::model::Value::Text(text)) = wire.config.get("RequestTemplate").cloned() {
            wire.config.set("RequestTemplate", crate::model::Value::Text(text.replace('\u{2019}', "'")));
        }
    }
    let mut r = Run { engine: crate::sim::Engine::new(crate::catalog::assemble(&d, &crate::testing::catalog())) };
    r.go("2s");
    assert_eq!(r.log("c"), ["1 got {\"k\":\"order-1\"}(1)"], "{:?} {:?}", r.log("a"), r.notes("s", "KIN-1"));
}
