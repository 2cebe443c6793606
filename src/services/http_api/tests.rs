//! The rules of external APIs, a test each.

use crate::testing::{Run, run};

/// An API `api` with settings, asked by a probe `p` with a script.
fn bench(api: &str, script: &str) -> String {
    format!("node api http_api LatencyMedian=300 LatencyP99=300 {api}\nnode p probe Script=\"{script}\"\nwire p.out -> api.requests")
}

fn log(api: &str, script: &str) -> Vec<String> {
    run(&bench(api, script), "1h").log("p")
}

/// `n` sends of distinct orders at one instant.
fn sends(at: &str, n: usize) -> String {
    (0..n).map(|k| format!("at {at} send {{`orderId`:`{at}-{k}`}}; ")).collect()
}

fn count(log: &[String], what: &str) -> usize {
    log.iter().filter(|line| line.contains(what)).count()
}

#[test]
fn ext_1_http_1_up_answers_after_the_latency() {
    assert_eq!(log("", "at 1s send {`orderId`:1}"), ["1.3 answered 200"]);
}

#[test]
fn ext_5_down_refuses_after_10_ms() {
    assert_eq!(log("Mode=DOWN", "at 1s send x"), ["1.01 failed 0 Refused ConnectionRefused"]);
}

#[test]
fn ext_5_error_answers_503_after_10_ms() {
    assert_eq!(log("Mode=ERROR", "at 1s send x"), ["1.01 failed 503 Unavailable ServiceUnavailable"]);
}

#[test]
fn ext_5_a_black_hole_never_answers() {
    let r = run(&bench("Mode=BLACKHOLE", "at 1s send {`orderId`:1}"), "1h");
    assert_eq!(r.log("p"), [""; 0]);
    assert_eq!((r.value("api", "Failed"), r.value("api", "Charges")), (1.0, 0.0));
}

#[test]
fn ext_1_slow_takes_ten_times_as_long() {
    assert_eq!(log("Mode=SLOW", "at 1s send x"), ["4 answered 200"]);
}

#[test]
fn ext_5_http_1_capacity_lets_a_seconds_worth_burst_and_refills() {
    let r = run(&bench("CapacityTps=50", &(sends("0s", 60) + &sends("1s", 60))), "1h");
    let log = r.log("p");
    // SIM-2: 50 pass at once, one second later 50 more; the other 20 get 429 after 10 ms.
    assert_eq!((count(&log, "answered 200"), count(&log, "failed 429")), (100, 20));
    assert_eq!((count(&log, "0.01 failed 429"), count(&log, "1.01 failed 429")), (10, 10));
    assert_eq!((r.value("api", "Requests"), r.value("api", "Throttled")), (120.0, 20.0));
}

#[test]
fn ext_5_rate_limit_mode_uses_its_own_rate() {
    let log = log("CapacityTps=50 Mode=RATE_LIMIT LimitTps=5", &sends("10s", 60));
    assert_eq!((count(&log, "answered 200"), count(&log, "failed 429")), (5, 55));
}

#[test]
fn ext_5_http_1_the_concurrency_limit_frees_a_place_the_instant_a_request_ends() {
    let log = log("ConcurrencyLimit=2", &(sends("0s", 3) + &sends("299ms", 1) + &sends("300ms", 1)));
    assert_eq!(log, [
        "0.01 failed 503 Unavailable ServiceUnavailable",
        "0.3 answered 200",
        "0.3 answered 200",
        "0.309 failed 503 Unavailable ServiceUnavailable",
        "0.6 answered 200",
    ]);
}

#[test]
fn ext_5_errors_take_the_usual_time_and_charge_nothing() {
    let r = run(&bench("ErrorPercent=100", "at 0s send {`orderId`:1}"), "1m");
    assert_eq!(r.log("p"), ["0.3 failed 500 Unavailable InternalServerError"]);
    assert_eq!(r.value("api", "Charges"), 0.0);
}

#[test]
fn ext_5_the_mode_at_the_start_of_the_call_counts() {
    let scenario = bench("", "at 0s send x; at 200ms send x") + "\nat 100ms api Mode=DOWN for 1m";
    assert_eq!(run(&scenario, "1m").log("p"), ["0.21 failed 0 Refused ConnectionRefused", "0.3 answered 200"]);
}

fn charges(r: &Run) -> [f64; 3] {
    ["Charges", "DoubleCharges", "DuplicateRequests"].map(|m| r.value("api", m))
}

#[test]
fn ext_2_retry_10_without_a_key_a_repeat_charges_twice() {
    let r = run(&bench("", "at 0s send {`orderId`:1}; at 1s send {`orderId`:1}; at 2s send {`orderId`:2}"), "1m");
    assert_eq!(charges(&r), [3.0, 1.0, 0.0]);
}

#[test]
fn ext_4_a_black_hole_that_commits_charges_in_silence() {
    let r = run(&bench("Mode=BLACKHOLE CommitsInBlackhole=true", "at 0s send {`orderId`:1}"), "1m");
    assert_eq!((charges(&r), r.log("p")), ([1.0, 0.0, 0.0], vec![]));
}

#[test]
fn ext_4_a_lost_reply_charges_in_silence() {
    let r = run(&bench("LostReplyPercent=100", "at 0s send {`orderId`:1}"), "1m");
    assert_eq!((charges(&r), r.log("p")), ([1.0, 0.0, 0.0], vec![]));
}

#[test]
fn ext_2_a_request_without_the_charge_key_charges_nothing() {
    let r = run(&bench("", "at 0s send {`probe`:true}; at 1s send {`probe`:true}"), "1m");
    assert_eq!(charges(&r), [0.0; 3]);
}

#[test]
fn ext_7_the_mean_latency_is_358_ms() {
    let script: String = (0..4_000).map(|k| format!("at {}ms send x; ", k * 10)).collect();
    let r = run(&bench("LatencyP99=1200", &script), "1m");
    // σ = 0.596 gives a variation coefficient of 0.653: the standard error of the mean is 358 · 0.653 / sqrt(4000) = 3.7 ms.
    let mean = r.value("api", "Latency") / 4_000.0;
    assert!((mean - 358.0).abs() < 5.0 * 3.7, "{mean}");
}

