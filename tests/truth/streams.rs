//! Data streams: what a shard admits, and how old records are when they are read.

use super::*;

/// A design with a stream, its load, and a function that reads it.
fn stream(traffic: &str, shards: u32, key: &str) -> Diagram {
    let text = format!(
        r#"{{"signalbox": 1, "title": "Stream", "seed": 1,
        "nodes": [{{"id": "C", "service": "traffic", "config": {{{traffic}, "Body": "x"}}}},
                  {{"id": "S", "service": "kinesis", "config": {{"ShardCount": {shards}, "GetRecordsMedian": 0, "LatencyMedian": 0, "LatencyP99": 0}}}},
                  {{"id": "F", "service": "lambda", "config": {{"WorkMedian": 0, "WorkP99": 0, "ColdStart": 0}}}}],
        "wires": [{{"from": "C.requests", "to": "S.records", "config": {{"PartitionKey": "{key}"}}}},
                  {{"from": "S.consumers", "to": "F.stream", "config": {{"BatchSize": 10000}}}}]}}"#
    );
    load(&text, &CATALOG).expect("a document").diagram
}

/// KIN-2: min(lt, b + rt) of a greedy key, however many shards there are; without a key four shards take all of it.
#[test]
fn a_hot_key_gets_a_shard_and_no_more() {
    let load = r#""Arrivals": "constant", "Rate": 1500"#;
    for shards in [1, 4, 16] {
        let engine = run(&stream(load, shards, "hot"), 1, 60);
        let admitted = total(&engine, "S", "IncomingRecords").sum;
        assert!((admitted - 61_000.0).abs() <= 2.0, "{admitted} with {shards} shards: 1,000 + 1,000 · 60");
    }
    let engine = run(&stream(load, 4, ""), 1, 60);
    assert_eq!(total(&engine, "S", "WriteProvisionedThroughputExceeded").sum, 0.0);
}

/// LAM-31, LAM-40: a shard is read every τ = 1 s, so the age of the newest record of a batch is an exponential one cut off
/// at τ: its mean is 1/λ - τ / (e^(λτ) - 1), its variance 1/λ² - τ² e^(λτ) / (e^(λτ) - 1)².
#[test]
fn the_iterator_age_of_a_poisson_stream_is_that_of_a_cut_off_exponential() {
    let (lambda, seconds) = (2.0f64, 20_000u64);
    let grown = lambda.exp();
    let mean_age = 1.0 / lambda - 1.0 / (grown - 1.0);
    let variance = 1.0 / (lambda * lambda) - grown / ((grown - 1.0) * (grown - 1.0));
    let batches = seconds as f64 * (1.0 - (-lambda).exp());
    for seed in 1..=2 {
        let engine = run(&stream(r#""Rate": 2"#, 1, "k"), seed, seconds);
        agrees(
            "IteratorAge in seconds",
            mean(&engine, "F", "IteratorAge") / 1e3,
            mean_age,
            (variance / batches).sqrt(),
        );
        let spread = (batches * (-lambda).exp()).sqrt();
        agrees("batches", total(&engine, "F", "Invocations").sum, batches, spread);
    }
}
