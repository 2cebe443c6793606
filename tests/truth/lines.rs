//! Waiting lines: M/M/1, M/M/c, M/D/1, M/M/1/K, Erlang's loss formula, Little's law.

use super::*;

/// Wq = ρ / (μ - λ), with the standard error of the mean over n customers in the closed form of `performance-anchors` 4.
#[test]
fn m_m_1_waits_as_long_as_the_formula_says() {
    let diagram = design("mm1");
    let (lambda, mu, n) = (1.0, 1.25, 1_000_000u64);
    let rho: f64 = lambda / mu;
    let wait = rho / (mu - lambda);
    let spread = rho * (2.0 + 5.0 * rho - 4.0 * rho * rho + rho * rho * rho) / (mu * mu * (1.0 - rho).powi(4));
    let error = (spread / n as f64).sqrt();
    assert!((wait - 3.2).abs() < 1e-12 && (error / wait - 0.0111).abs() < 1e-4, "as the sheet has it");
    for seed in 1..=2 {
        let engine = run(&diagram, seed, n);
        agrees("Wq in seconds", mean(&engine, "Server", "WaitTime") / 1e3, wait, error);
        // Poisson: the number of arrivals has the standard deviation sqrt(n).
        agrees("arrivals", total(&engine, "Server", "Requests").sum, n as f64, (n as f64).sqrt());
    }
}

/// Erlang C: Wq = C / (cμ - λ), C from B by recursion.
#[test]
fn m_m_c_waits_as_erlang_c_says() {
    let (lambda, mu, c) = (8.0, 1.0, 10);
    let offered = lambda / mu;
    let blocked = (1..=c).fold(1.0, |b, k| offered * b / (f64::from(k) + offered * b));
    let rho = offered / f64::from(c);
    let waits = blocked / (1.0 - rho + rho * blocked);
    let theory = waits / (f64::from(c) * mu - lambda);
    assert!((theory - 0.204590).abs() < 1e-6, "as the sheet has it: {theory}");
    let diagram = line(r#""Rate": 8"#, r#""Slots": 10, "MeanServiceTime": 1000"#);
    agrees_over_seeds("Wq in seconds", theory, 12, |seed| mean(&run(&diagram, seed, 10_000), "S", "WaitTime") / 1e3);
}

/// Wq = ρD / (2(1 - ρ)): half of what random service times cost.
#[test]
fn m_d_1_waits_half_as_long() {
    let diagram = line(r#""Rate": 0.8"#, r#""ServiceTime": "constant", "MeanServiceTime": 1000"#);
    agrees_over_seeds("Wq in seconds", 2.0, 12, |seed| mean(&run(&diagram, seed, 100_000), "S", "WaitTime") / 1e3);
}

/// pK = (1 - ρ)ρ^K / (1 - ρ^(K+1)): one in service and K - 1 in the waiting room.
#[test]
fn m_m_1_k_refuses_as_many_as_the_formula_says() {
    let diagram = line(r#""Rate": 0.8"#, r#""QueueLength": 9, "MeanServiceTime": 1000"#);
    let rho = 0.8f64;
    let theory = (1.0 - rho) * rho.powi(10) / (1.0 - rho.powi(11));
    assert!((theory - 0.0234929).abs() < 1e-7, "as the sheet has it: {theory}");
    agrees_over_seeds("refused", theory, 12, |seed| {
        let engine = run(&diagram, seed, 50_000);
        total(&engine, "S", "Rejected").sum / total(&engine, "S", "Requests").sum
    });
}

/// Erlang B, which does not care how service times are distributed.
#[test]
fn a_loss_system_loses_as_erlang_b_says_whatever_the_service_times() {
    let theory = (1..=10).fold(1.0, |b, k| 8.0 * b / (f64::from(k) + 8.0 * b));
    assert!((theory - 0.121661).abs() < 1e-6, "as the sheet has it: {theory}");
    for distribution in ["exponential", "constant"] {
        let servers =
            format!(r#""Slots": 10, "QueueLength": 0, "MeanServiceTime": 1000, "ServiceTime": "{distribution}""#);
        let diagram = line(r#""Rate": 8"#, &servers);
        agrees_over_seeds(distribution, theory, 12, |seed| {
            let engine = run(&diagram, seed, 5_000);
            total(&engine, "S", "Rejected").sum / total(&engine, "S", "Requests").sum
        });
    }
}

/// L = λW as an identity of whole microseconds: in a run that starts and ends empty, the sum of all sojourns is the
/// integral of how many there are.
#[test]
fn littles_law_holds_to_the_microsecond() {
    for seed in 1..=3 {
        let diagram = line(r#""Rate": 1, "StopAfter": 20000"#, r#""MeanServiceTime": 800"#);
        let mut engine = engine(&diagram, seed);
        engine.trace_mut().keep(1_000);
        let (mut integral, mut sojourns, mut seen, mut last) = (0u128, 0u128, 0, Time::START);
        while engine.outlook().is_some() {
            let there = u128::from(engine.census().in_flight);
            engine.step();
            integral += there * u128::from(engine.now().since(last).0);
            last = engine.now();
            for note in engine.trace().since(seen) {
                // "answered {a} after {b:t}": b is the sojourn.
                if note.reason.kind == signalbox::sim::Kind::Answered && note.reason.rule == "HTTP-3" {
                    sojourns += note.reason.b as u128;
                }
            }
            seen = engine.trace().count();
        }
        assert_eq!((engine.census().delivered, engine.census().in_flight), (20_000, 0));
        assert_eq!(integral, sojourns);
    }
}
