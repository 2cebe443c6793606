//! Chance itself: who collides when many come back at random instants, and percentiles of exponential times.

use super::*;
use signalbox::batch::Run;

/// Clients of a round, and slots of 10 ms in the second within which they come back.
const CLIENTS: i32 = 10;
const SLOTS: i32 = 100;

/// One round in a run of its own: ten requests fail together at 10 ms, each is made again after a full jitter of up to
/// 1 s. From then on there is one slot, no room to wait, and every request takes 10 ms: a request is refused exactly if
/// another began less than 10 ms before. What comes back: the ten delays in microseconds, and how many were refused.
fn round(diagram: &Diagram, seed: u64) -> (Vec<u64>, u64) {
    let mut engine = engine(diagram, seed);
    engine.trace_mut().keep(1_000);
    engine.run_until(Time(3_000_000), u64::MAX);
    let again =
        engine.trace().notes().filter(|note| note.reason.rule == "RETRY-9" && note.reason.text.contains("tries again"));
    // "answered {a}: tries again in {b:t}".
    let delays: Vec<u64> = again.map(|note| note.reason.b as u64).collect();
    assert_eq!(delays.len(), CLIENTS as usize, "each client failed once and comes back");
    (delays, total(&engine, "S", "Rejected").sum as u64)
}

/// Of n clients in m slots: no two in one with the probability ∏(1 - i/m); n(1 - (1 - 1/m)^(n-1)) share one on average.
/// On a continuous line: no two within w with the probability (1 - (n-1)w)^n. The sheet has n = 10, m = 100, w = 1/m.
#[test]
fn clients_that_come_back_with_full_jitter_collide_as_often_as_the_formulas_say() {
    let text = r#"{"signalbox": 1, "title": "Collisions", "seed": 1,
        "nodes": [{"id": "C", "service": "traffic", "config": {"Arrivals": "bursts", "BurstSize": 10, "StopAfter": 10,
                       "Body": "x", "Retries": 1, "RetryDelay": 1000, "RetryJitter": "full"}},
                  {"id": "S", "service": "server", "config": {"Slots": 10, "QueueLength": 0, "FailurePercent": 100,
                       "ServiceTime": "constant", "MeanServiceTime": 10}}],
        "wires": [{"from": "C.requests", "to": "S.requests"}],
        "happenings": [{"at": 0.010001, "node": "S", "set": {"Slots": 1, "FailurePercent": 0}}]}"#;
    let loaded = load(text, &CATALOG).expect("a document");
    assert_eq!(loaded.repairs, Vec::<String>::new());
    let (n, m, rounds) = (f64::from(CLIENTS), f64::from(SLOTS), 6_000u64);
    let apart = (0..CLIENTS).map(|i| 1.0 - f64::from(i) / m).product::<f64>();
    let sharing = n * (1.0 - (1.0 - 1.0 / m).powi(CLIENTS - 1));
    let free = (1.0 - (n - 1.0) / m).powi(CLIENTS);
    for (theory, sheet) in [(apart, 0.628157), (sharing, 0.864828), (free, 0.389416)] {
        assert!((theory - sheet).abs() < 1e-6, "as the sheet has it: {theory}");
    }
    let (mut all_apart, mut shared, mut squares, mut none_refused) = (0.0, 0.0, 0.0, 0.0);
    for seed in 1..=rounds {
        let (delays, refused) = round(&loaded.diagram, seed);
        let mut clients = [0u32; SLOTS as usize];
        delays.iter().for_each(|delay| clients[(delay / 10_000) as usize] += 1);
        let sharing: u32 = clients.iter().filter(|count| **count > 1).sum();
        all_apart += f64::from(u8::from(sharing == 0));
        shared += f64::from(sharing);
        squares += f64::from(sharing * sharing);
        none_refused += f64::from(u8::from(refused == 0));
        // Exactly: the servers refuse somebody if and only if two came back less than 10 ms apart.
        let mut sorted = delays;
        sorted.sort_unstable();
        assert_eq!(refused == 0, sorted.windows(2).all(|two| two[1] - two[0] >= 10_000), "seed {seed}");
    }
    let runs = rounds as f64;
    let share = |p: f64| (p * (1.0 - p) / runs).sqrt();
    agrees("all in slots of their own", all_apart / runs, apart, share(apart));
    agrees("none within 10 ms of another", none_refused / runs, free, share(free));
    let variance = squares / runs - (shared / runs) * (shared / runs);
    agrees("clients that share a slot", shared / runs, sharing, (variance / runs).sqrt());
}

/// The percentiles of a batch: exponential service times have ln 2 and ln 100 of their mean as p50 and p99, and so have the
/// sojourns of M/M/1, whose mean is 1/(μ - λ). Beside chance there is the width of a step: 0.5 %.
#[test]
fn p50_and_p99_of_a_batch_are_those_of_the_exponential() {
    let diagram = line(r#""Rate": 0.5"#, r#""MeanServiceTime": 1000"#);
    let plan = assemble(&diagram, &CATALOG);
    let runs: Vec<_> = (1..=12)
        .map(|seed| {
            let mut run = Run::new(&plan, seed, Some(Time(20_000_000_000)));
            while !run.work(u64::MAX) {}
            run.outcome()
        })
        .collect();
    for (node, metric, mean) in [("S", "ServiceTime", 1_000.0), ("C", "Latency", 2_000.0)] {
        for (of, ratio) in [("p50", 2f64.ln()), ("p99", 100f64.ln())] {
            let number = |run: &signalbox::batch::Outcome| {
                let mine = |what: &signalbox::batch::What| what.node == node && what.metric == metric && what.of == of;
                run.numbers.iter().find(|(what, _)| mine(what)).map(|(_, x)| *x).expect("a percentile")
            };
            let mut stats = signalbox::batch::Stats::default();
            runs.iter().map(number).for_each(|x| stats.add(x));
            let (theory, error) = (mean * ratio, stats.deviation() / 12f64.sqrt());
            let away = (stats.mean - theory).abs();
            assert!(away <= 5.0 * error + 0.005 * theory, "{metric} {of}: {}, in theory {theory}", stats.mean);
        }
    }
}
