//! What services add to waiting lines: retries and dead letters, token buckets, jitter.

use super::*;
use signalbox::sim::parts::RetryProfile;
use signalbox::sim::{Fault, Span, Stream};

/// E[receives] = (1 - q^R)/(1 - q) and the share of dead letters q^R, through topic, queues and servers: q = 0.1, R = 3.
#[test]
fn retries_and_dead_letters_of_a_fan_out() {
    let mut diagram = design("fan-out-retries");
    let producer = signalbox::model::NodeId::new("Producer");
    let customers = std::sync::Arc::make_mut(diagram.nodes.get_mut(&producer).expect("the producer"));
    customers.config.set("StopAfter", 30_000);
    for seed in 1..=2 {
        // 30 s of messages, and three visibility timeouts.
        let engine = run(&diagram, seed, 200);
        let sum = |metric: &str, of: [&str; 3]| of.iter().map(|id| total(&engine, id, metric).sum).sum::<f64>();
        let copies: f64 = sum("NumberOfMessagesSent", ["QueueA", "QueueB", "QueueC"]);
        assert_eq!(copies, 90_000.0);
        let servers = ["ConsumerA", "ConsumerB", "ConsumerC"];
        let receives = sum("Requests", servers);
        // Receives of one copy: 1, 2 or 3 with 0.9, 0.09 and 0.01; mean 1.11, variance 0.1179.
        agrees("receives", receives, 1.11 * copies, (0.1179 * copies).sqrt());
        let dead = engine.census().dead_lettered as f64;
        agrees("dead letters", dead, 0.001 * copies, (0.001 * 0.999 * copies).sqrt());
        // Exactly: every copy is done or dead, and every receive that failed was followed by another or by death.
        assert_eq!(sum("Succeeded", servers) + dead, copies);
        assert_eq!(engine.census().in_flight + engine.census().waiting, 0);
    }
}

/// A token bucket lets at most b + rt through in any window, and a greedy load gets exactly that: 50 + 100 · 60.
#[test]
fn a_stage_throttle_admits_rate_and_burst_and_nothing_more() {
    let text = r#"{"signalbox": 1, "title": "Bucket", "seed": 1,
        "nodes": [{"id": "C", "service": "traffic", "config": {"Arrivals": "constant", "Rate": 250, "Body": "x"}},
                  {"id": "A", "service": "api_gateway", "config": {"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 50}},
                  {"id": "S", "service": "server", "config": {"Slots": 1000, "ServiceTime": "constant", "MeanServiceTime": 1}}],
        "wires": [{"from": "C.requests", "to": "A.requests"}, {"from": "A.integration", "to": "S.requests"}]}"#;
    let diagram = load(text, &CATALOG).expect("a document").diagram;
    let mut engine = engine(&diagram, 1);
    let mut admitted: Vec<u64> = Vec::new();
    let mut before = 0.0;
    while engine.now() < Time(20_000_000) {
        engine.step();
        let now = total(&engine, "S", "Requests").sum;
        (before as u64..now as u64).for_each(|_| admitted.push(engine.now().0));
        before = now;
    }
    // In any window that begins and ends with an admission: at most b + rt, to the microsecond of the bucket.
    for (k, start) in admitted.iter().enumerate() {
        for (n, end) in admitted.iter().enumerate().skip(k).step_by(97) {
            let most = 50.0 + 100.0 * (end - start) as f64 / 1e6;
            assert!((n - k + 1) as f64 <= most + 1.0, "{} admitted in {} µs", n - k + 1, end - start);
        }
    }
    // The burst lasts b/(l - r) = 1/3 s, and in the long run 60 % are refused.
    let early = admitted.iter().filter(|at| **at < 1_000_000).count() as f64;
    assert!((early - 150.0).abs() <= 1.0, "{early} in the first second");
    let refused = 1.0 - admitted.len() as f64 / total(&engine, "C", "Requests").sum;
    assert!((refused - (0.6 - 50.0 / 5_000.0)).abs() < 0.001, "{refused}");
}

/// Full jitter: the k-th delay is uniform below min(cap, base · 2^k). Base 0.1 s, cap 20 s, eight retries: the sum has the
/// mean 12.75 s and the deviation 4.2666 s.
#[test]
fn eight_retries_with_full_jitter_take_12_75_seconds() {
    let profile = RetryProfile { attempts: 9, transient: Span::millis(100), ..RetryProfile::standard_2026(9) };
    let mut stream = Stream::of(1, "jitter");
    let n = 10_000;
    let sum = |stream: &mut Stream| -> f64 {
        (0..8).map(|retry| profile.delay(retry, Fault::Unavailable, None, stream).as_seconds()).sum()
    };
    let mean = (0..n).map(|_| sum(&mut stream)).sum::<f64>() / f64::from(n);
    agrees("seconds of eight delays", mean, 12.75, 4.2666 / f64::from(n).sqrt());
}
