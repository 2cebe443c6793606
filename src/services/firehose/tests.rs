//! Delivery streams: as targets by the rules of topics and rules, and their buffer.

use crate::testing::{Run, run};

/// A publisher `a`, a topic `t` without latency or jitter, a stream `h` without latency, and a dead-letter queue `d`.
fn bench(script: &str, stream: &str, wire: &str, rest: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node t sns LatencyMedian=0 LatencyP99=0 RetryJitterPercent=0
         node h firehose LatencyMedian=0 LatencyP99=0 ObjectMedian=0 ObjectP99=0 {stream}
         node d sqs
         wire a.out -> t.publish
         wire t.subscriptions -> h.records RedrivePolicy=true {wire}
         wire t.dead_letter_queue -> d.dead_letters
         {rest}"
    )
}

/// The instants of a metric's notes, by a word in them.
fn at(r: &Run, word: &str) -> Vec<f64> {
    let notes = r.notes("h", "");
    let told = notes.iter().filter(|note| note.contains(word));
    told.filter_map(|note| note.split(' ').next()?.parse().ok()).collect()
}

#[test]
fn sns_4_a_stream_is_confirmed_at_once_and_the_topic_is_done_when_it_took_the_record() {
    let r = run(&bench("at 0s send one", "", "Confirmed=false", ""), "1s");
    assert_eq!((r.value("t", "NumberOfNotificationsDelivered"), r.value("h", "IncomingRecords")), (1.0, 1.0));
    assert_eq!((r.census().delivered, r.census().waiting), (1, 1), "the copy is delivered, the record waits");
}

#[test]
fn the_buffer_is_delivered_after_its_interval_or_at_its_size() {
    let mut r = run(&bench("at 10s send one; at 200s send two", "", "", ""), "309s");
    assert_eq!(r.value("h", "DeliveryToS3.Records"), 0.0);
    r.go("310s");
    // 300 s after the first record, whatever came since.
    assert_eq!((r.value("h", "DeliveryToS3.Records"), at(&r, "the buffer is delivered")), (2.0, vec![310.0]));
    assert_eq!((r.census().waiting, r.metric("h", "DeliveryDataFreshness").total().last), (0, 300.0));
    // 1 MB is reached by the fifth record of 250,000 bytes.
    let large: Vec<String> = (0..5).map(|n| format!("at {n}s send {}", "x".repeat(250_000))).collect();
    let r = run(&bench(&large.join(";"), "SizeInMBs=1", "RawMessageDelivery=true", ""), "5s");
    assert_eq!((r.value("h", "DeliveryToS3.Records"), at(&r, "the buffer is delivered")), (5.0, vec![4.0]));
}

#[test]
fn sns_6_a_raw_record_is_the_message_without_attributes() {
    let record = |wire: &str| {
        let r = run(&bench("at 0s send one colour=red", "", wire, ""), "1s");
        let held = r.engine.ledger().iter().next().expect("a record");
        (held.body.text().to_owned(), held.attributes.map().len())
    };
    assert_eq!(record("RawMessageDelivery=true"), ("one".to_owned(), 0));
    let (envelope, attributes) = record("");
    assert!(envelope.contains("\"Message\":\"one\"") && envelope.contains("\"colour\""), "{envelope}");
    assert_eq!(attributes, 0);
}

#[test]
fn sns_21_a_streams_faults_are_tried_at_once_and_its_throttles_after_ten_seconds() {
    let tries = |mode: &str, until: &str| {
        let r = run(&bench("at 0s send one", &format!("Mode={mode}"), "", ""), until);
        at(&r, if mode == "ERROR" { "answers 500" } else { "throttled" })
    };
    // Three at once, two a second apart, then from 1 s on (T-5).
    assert_eq!(tries("ERROR", "3.5s"), [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0]);
    assert_eq!(tries("THROTTLED", "30s"), [0.0, 10.0, 20.0, 30.0]);
    let r = run(&bench("at 0s send one", "Mode=THROTTLED", "", ""), "8h");
    assert_eq!((at(&r, "throttled").len(), r.value("d", "NumberOfMessagesSent")), (51, 1.0), "50 retries");
}

#[test]
fn sns_21_a_streams_throttles_do_not_use_up_the_retries_of_its_faults() {
    // Throttled at 0 and 10 s; then errors: the first four retries of the other policy come at once.
    let script = bench("at 0s send one", "Mode=THROTTLED", "", "at 15s h Mode=ERROR for 10000s");
    let r = run(&script, "21s");
    assert_eq!((at(&r, "throttled"), at(&r, "answers 500")), (vec![0.0, 10.0], vec![20.0, 20.0, 20.0, 20.0, 21.0]));
}

#[test]
fn sns_8_iam_4_without_the_subscriptions_role_nothing_is_tried_again() {
    let r = run(&bench("at 0s send one", "", "Permitted=false", ""), "1h");
    assert_eq!((r.value("t", "NumberOfNotificationsFailed"), r.value("d", "NumberOfMessagesSent")), (1.0, 1.0));
    let note = r.engine.trace().notes().find(|n| n.reason.rule == "IAM-1").expect("a note");
    assert_eq!(note.reason.word, "firehose:PutRecord, PutRecordBatch");
}

#[test]
fn eb_25_31_a_rule_delivers_to_a_stream_if_its_role_may() {
    let scenario = "node c probe Script=\"at 0s send {}\"
         node b event_bus LatencyMedian=0 LatencyP99=0
         node r event_rule LatencyMedian=0 LatencyP99=0
         node h firehose
         wire c.out -> b.events Source=s DetailType=t\nwire b.rules -> r.bus\nwire r.targets -> h.records";
    assert_eq!(run(scenario, "1s").value("h", "IncomingRecords"), 1.0);
    let r = run(&format!("{scenario} Permitted=false"), "10s");
    assert_eq!((r.value("h", "IncomingRecords"), r.value("r", "InvocationAttempts"), r.value("r", "FailedInvocations")), (0.0, 1.0, 1.0));
}

#[test]
fn an_endpoint_that_fails_for_too_long_leaves_records_in_the_backup_bucket() {
    let rest = "node z probe Script=\"answer 503\"\nwire h.destination -> z.in";
    let r = run(&bench("at 0s send one", "IntervalInSeconds=10 DurationInSeconds=20", "", rest), "60s");
    // At 10 s, then after 1, 2, 4 and 8 s; the next, after 16 s, would come after the 20 s.
    let asked: Vec<String> = r.log("z").iter().filter(|l| l.contains("asked")).map(|l| l.split(' ').next().unwrap_or_default().into()).collect();
    assert_eq!(asked, ["10", "11", "13", "17", "25"]);
    assert_eq!((r.value("h", "BackupToS3.Records"), r.census().dead_lettered), (1.0, 1));
    let good = rest.replace("answer 503", "answer 200");
    let r = run(&bench("at 0s send one", "IntervalInSeconds=10", "RawMessageDelivery=true", &good), "60s");
    assert_eq!(r.value("h", "DeliveryToHttpEndpoint.Records"), 1.0);
    assert!(r.log("z")[0].contains("\"records\":[{\"data\":\"one\"}]"), "{:?}", r.log("z"));
}

#[test]
fn a_bucket_that_takes_nothing_for_a_day_loses_records() {
    let script = bench("at 0s send one", "Bucket=DOWN IntervalInSeconds=0", "", "");
    assert_eq!(run(&script, "23h").census().dropped, 0);
    assert_eq!(run(&script, "25h").census().dropped, 1);
}

#[test]
fn a_record_is_billed_in_steps_of_five_kilobytes_and_the_quota_throttles() {
    let r = run(&bench("at 0s send one", "", "RawMessageDelivery=true", ""), "1s");
    assert_eq!((r.value("h", "IncomingBytes"), r.value("h", "BilledBytes")), (3.0, 5_120.0));
    let sends = ["at 0s send x"; 3].join(";");
    let r = run(&bench(&sends, "RequestsRate=2", "", ""), "1s");
    assert_eq!((r.value("h", "IncomingRecords"), r.value("h", "ThrottledRecords")), (2.0, 1.0));
}

#[test]
fn eb_43_a_call_has_at_most_500_records_and_each_succeeds_or_fails_by_itself() {
    let call = |n: usize| {
        let records: Vec<String> = (0..n).map(|n| format!("{{`Data`:`{n}`}}")).collect();
        let script = format!("at 0s send {{`Records`:[{}]}}", records.join(","));
        let scenario = format!("node a probe Script=\"{script}\"\nnode h firehose LatencyMedian=0 LatencyP99=0\nwire a.out -> h.records");
        run(&scenario, "1s")
    };
    let r = call(500);
    assert_eq!((r.value("h", "IncomingPutRequests"), r.value("h", "IncomingRecords")), (1.0, 500.0));
    assert_eq!((call(501).log("a"), call(501).value("h", "IncomingRecords")), (vec!["0 failed 400 Client InvalidArgumentException".to_owned()], 0.0));
    let script = format!("at 0s send {{`Records`:[{{`Data`:`{}`}},{{`Data`:`b`}}]}}", "x".repeat(1_024_001));
    let r = run(&format!("node a probe Script=\"{script}\"\nnode h firehose LatencyMedian=0 LatencyP99=0\nwire a.out -> h.records"), "1s");
    assert_eq!(r.log("a"), ["0 answered 200 {\"FailedPutCount\":1,\"RequestResponses\":[{\"ErrorCode\":\"InvalidArgumentException\"},{}]}"]);
}

/// A producer, a data stream `s` without latency, and a delivery stream `h` that reads it.
fn reading(script: &str, stream: &str, delivery: &str, rest: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node s kinesis LatencyMedian=0 LatencyP99=0 GetRecordsMedian=0 {stream}
         node h firehose LatencyMedian=0 LatencyP99=0 ObjectMedian=0 ObjectP99=0 {delivery}
         wire a.out -> s.records PartitionKey=k
         wire s.consumers -> h.source
         {rest}"
    )
}

#[test]
fn kin_13_it_reads_a_data_stream_at_its_own_position() {
    let sends: Vec<String> = (0..20).map(|n| format!("at {n}.5s send m{n}")).collect();
    let other = "node f lambda ErrorPercent=100\nwire s.consumers -> f.stream";
    let mut r = run(&reading(&sends.join(";"), "", "IntervalInSeconds=60", other), "30s");
    assert_eq!((r.value("h", "DataReadFromKinesisStream.Records"), r.value("h", "BufferedRecords")), (20.0, 20.0));
    assert_eq!(r.value("h", "IncomingPutRequests"), 0.0);
    r.go("61s");
    // The first record was read at 1 s. The function is done with none, so the data stream has them all.
    assert_eq!((r.value("h", "DeliveryToS3.Records"), r.census().delivered, r.value("s", "RecordsNotDone")), (20.0, 20, 20.0));
    let alone = run(&reading(&sends.join(";"), "", "IntervalInSeconds=60", ""), "61s");
    assert_eq!((alone.census().delivered, alone.census().created), (40, 40), "records and their copies");
}

#[test]
fn kin_11_it_reads_old_shards_before_new_ones() {
    let sends: Vec<String> = (0..60).map(|n| format!("at {n}.5s send {n}")).collect();
    let rest = "node z probe\nwire h.destination -> z.in\nat 5s s ShardCount=2";
    let r = run(&reading(&sends.join(";"), "", "IntervalInSeconds=90", rest), "100s");
    let data: Vec<String> = (0..60).map(|n| format!("{{\"data\":\"{n}\"}}")).collect();
    assert!(r.log("z").len() == 1 && r.log("z")[0].contains(&data.join(",")), "in order: {:?}", r.log("z"));
}

#[test]
fn kin_13_while_its_destination_fails_records_stay_in_the_data_stream() {
    let scenario = "node t traffic Arrivals=constant Rate=1000 Body=x
         node s kinesis ShardCount=4
         node h firehose Bucket=DOWN IntervalInSeconds=60
         wire t.requests -> s.records\nwire s.consumers -> h.source
         at 200s h Bucket=UP";
    let mut r = run(scenario, "0s");
    let mut read = |until: u64| {
        r.engine.run_until(crate::sim::Time(until * 1_000_000), u64::MAX);
        r.engine.audit().expect("every message is in exactly one place");
        (r.value("h", "DataReadFromKinesisStream.Records"), r.value("s", "RecordsNotDone"))
    };
    let (taken, left) = read(120);
    // The first minute is a batch that the bucket does not take.
    assert!((58_000.0..62_000.0).contains(&taken) && left > 58_000.0, "{taken}, {left}");
    // Tried again after 1, 2, 4 and so on to 64 and then 120 s, it is taken at 307 s; then the rest is read.
    let (taken, left) = read(330);
    assert!(taken > 325_000.0 && left < 5_000.0, "{taken}, {left}");
}

#[test]
fn kin_13_with_a_data_stream_nothing_else_can_be_put() {
    let d = crate::testing::diagram(&format!("{}\nnode b probe\nwire b.out -> h.records", reading("", "", "", "")));
    let found = crate::check::check(&d, &crate::testing::catalog());
    assert!(found.iter().any(|p| p.rule == "KIN-13" && p.what.contains("AWS takes no other records")), "{found:?}");
}
