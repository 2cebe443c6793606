//! Environments, limits and times (LAM-2 to 11, 20, 42).

use super::{count, exact, invoked, sends, values};
use crate::testing::run;

#[test]
fn lam_2_a_request_takes_an_idle_environment_or_starts_cold() {
    let settings = exact(100).replace("ColdStart=0", "ColdStart=300");
    let r = run(&invoked(&settings, "at 0s send a; at 1s send b; at 1050ms send c"), "10s");
    // a: 300 + 100; b finds a's environment; c comes while b runs.
    assert_eq!(r.log("p"), ["0.4 answered 200", "1.1 answered 200", "1.45 answered 200"]);
    assert_eq!(values(&r, "f", ["ColdStarts", "Invocations"]), [2.0, 3.0]);
    assert_eq!(r.value("f", "Duration"), 300.0, "a cold start is not part of Duration");
}

#[test]
fn lam_9_an_environment_is_reclaimed_after_six_idle_minutes() {
    let cold = |again: &str| {
        let script = format!("at 0s send a; at {again} send b");
        run(&invoked(&exact(0), &script), "1h").value("f", "ColdStarts")
    };
    assert_eq!(cold("359999ms"), 1.0);
    assert_eq!(cold("360s"), 2.0, "the window is half open");
}

#[test]
fn lam_9_an_environment_is_recycled_after_two_hours() {
    // Never idle for long: a request each 5 minutes for 3 hours.
    let script: String = (0..37).map(|k| format!("at {}m send x; ", k * 5)).collect();
    assert_eq!(run(&invoked(&exact(0), &script), "4h").value("f", "ColdStarts"), 2.0);
}

#[test]
fn lam_3_4_the_cap_throttles_with_its_reason() {
    for (setting, rule, word) in [
        ("ReservedConcurrentExecutions=2", "LAM-4", "ReservedFunctionConcurrentInvocationLimitExceeded"),
        ("AccountConcurrency=10", "LAM-3", "ConcurrentInvocationLimitExceeded"),
    ] {
        let cap = if setting.starts_with('R') { 2 } else { 10 };
        let r = run(&invoked(&format!("{} {setting}", exact(100)), &sends("0s", 15)), "1s");
        let log = r.log("p");
        assert_eq!((count(&log, "answered 200"), count(&log, "failed 429 Throttled TooManyRequests")), (cap, 15 - cap));
        assert!(r.notes("f", rule)[0].contains(word), "{:?}", r.notes("f", rule));
        assert_eq!(values(&r, "f", ["Invocations", "Throttles"]), [cap as f64, (15 - cap) as f64]);
    }
}

#[test]
fn lam_4_zero_switches_the_function_off() {
    let r = run(&invoked(&format!("{} ReservedConcurrentExecutions=0", exact(1)), &sends("0s", 3)), "1s");
    assert_eq!(values(&r, "f", ["Invocations", "Throttles", "Errors"]), [0.0, 3.0, 0.0]);
    assert_eq!(r.notes("f", "LAM-4").len(), 3);
}

#[test]
fn t_10_lam_5_a_thousand_new_environments_at_once_and_a_thousand_more_in_ten_seconds() {
    let settings = format!("{} Timeout=900 AccountConcurrency=10000", exact(60_000));
    let mut r = run(&invoked(&settings, &(sends("0s", 3_000) + &sends("10s", 1_500))), "9s");
    assert_eq!(values(&r, "f", ["ConcurrentExecutions", "Throttles"]), [1_000.0, 2_000.0]);
    r.go("11s");
    assert_eq!(values(&r, "f", ["ConcurrentExecutions", "Throttles"]), [2_000.0, 2_500.0]);
    assert_eq!(r.notes("f", "LAM-5").len(), 2_500);
}

#[test]
fn lam_6_ten_requests_a_second_for_each_unit_of_concurrency() {
    // 20 units: 200 requests at once; half a second later 100 more. A handler of 0 ms never holds an environment.
    let settings = format!("{} ReservedConcurrentExecutions=20", exact(0));
    let script: String = (0..40).map(|k| sends(&format!("{}us", k), 10)).collect();
    let r = run(&invoked(&settings, &(script + &sends("500ms", 150))), "1s");
    // Refill within the first 40 µs is below one token.
    let log = r.log("p");
    assert_eq!(count(&log, "answered 200"), 300);
    assert_eq!(r.notes("f", "LAM-6").len(), 250);
}

#[test]
fn lam_6_7_provisioned_environments_take_ten_requests_a_second_each_and_the_rest_runs_on_demand() {
    // Two of them: 20 of 40 requests at once, and of 30 half a second later the ten that came in since. No request holds an
    // environment, so one is always free.
    let one_by_one = |from: u32, n: u32| -> String { (0..n).map(|k| sends(&format!("{}us", from + k), 1)).collect() };
    let settings = exact(0) + " ProvisionedConcurrentExecutions=2";
    let r = run(&invoked(&settings, &(one_by_one(0, 40) + &one_by_one(500_000, 30))), "1s");
    let names = ["ProvisionedConcurrencyInvocations", "ProvisionedConcurrencySpilloverInvocations", "Throttles"];
    assert_eq!(values(&r, "f", names), [30.0, 40.0, 0.0]);
    assert_eq!((r.notes("f", "LAM-6").len(), r.notes("f", "LAM-7").len()), (40, 0));
    // What comes during a run brings its ten with it.
    let later = invoked(&exact(0), &one_by_one(91_000_000, 15)) + "\nat 0s f ProvisionedConcurrentExecutions=1";
    assert_eq!(values(&run(&later, "92s"), "f", names), [10.0, 5.0, 0.0]);
}

#[test]
fn lam_6_attempts_of_events_do_not_count_for_the_rate_of_provisioned_environments() {
    let script: String = (0..25).map(|k| sends(&format!("{k}us"), 1)).collect();
    let settings = exact(0) + " ProvisionedConcurrentExecutions=1";
    let scenario = invoked(&settings, &script).replace("f.invoke", "f.events");
    assert_eq!(run(&scenario, "1s").value("f", "ProvisionedConcurrencyInvocations"), 25.0);
}

#[test]
fn lam_7_provisioned_environments_come_first_and_never_start_cold() {
    let settings = exact(100).replace("ColdStart=0", "ColdStart=300") + " ProvisionedConcurrentExecutions=2";
    let r = run(&invoked(&settings, &sends("0s", 3)), "1s");
    assert_eq!(r.log("p"), ["0.1 answered 200", "0.1 answered 200", "0.4 answered 200"]);
    let names = ["ProvisionedConcurrencyInvocations", "ProvisionedConcurrencySpilloverInvocations", "ColdStarts"];
    assert_eq!(values(&r, "f", names), [2.0, 1.0, 1.0]);
}

#[test]
fn lam_7_provisioned_concurrency_counts_against_the_cap() {
    let settings = exact(100) + " ProvisionedConcurrentExecutions=2 ReservedConcurrentExecutions=3";
    let r = run(&invoked(&settings, &sends("0s", 5)), "1s");
    assert_eq!(values(&r, "f", ["Invocations", "Throttles"]), [3.0, 2.0]);
}

#[test]
fn lam_7_more_provisioned_concurrency_takes_a_minute_and_a_half() {
    let script = sends("80s", 1) + &sends("91s", 1);
    let scenario = invoked(&exact(100), &script) + "\nat 0s f ProvisionedConcurrentExecutions=1";
    let r = run(&scenario, "100s");
    assert_eq!(r.value("f", "ProvisionedConcurrencyInvocations"), 1.0);
    assert_eq!(r.value("f", "ProvisionedConcurrencySpilloverInvocations"), 1.0);
}

#[test]
fn lam_10_a_timeout_kills_and_the_environment_starts_again() {
    let settings = exact(5_000).replace("ColdStart=0", "ColdStart=300");
    let r = run(&invoked(&settings, "at 0s send a; at 10s send b"), "1m");
    // The timeout of 3 s starts after the cold start.
    assert_eq!(r.log("p"), ["3.3 failed 200 Unavailable Unhandled", "13.3 failed 200 Unavailable Unhandled"]);
    assert_eq!(values(&r, "f", ["Errors", "Duration", "ColdStarts"]), [2.0, 6_000.0, 2.0]);
    // Billed: 2 · (3 s + 0.3 s) at 128 MB.
    assert!((r.value("f", "BilledGBSeconds") - 6.6 / 8.0).abs() < 1e-9);
}

#[test]
fn lam_10_work_that_ends_exactly_at_the_timeout_is_in_time() {
    assert_eq!(run(&invoked(&exact(3_000), "at 0s send a"), "1m").log("p"), ["3 answered 200"]);
}

#[test]
fn lam_11_an_initialisation_above_ten_seconds_starts_again_under_the_timeout() {
    let settings = exact(0).replace("ColdStart=0", "ColdStart=12000");
    let r = run(&invoked(&settings, "at 0s send a"), "1m");
    assert_eq!(r.log("p"), ["13 failed 200 Unavailable Unhandled"], "10 s, then 3 s of the second try");
    let r = run(&invoked(&format!("{settings} Timeout=20"), "at 0s send a"), "1m");
    assert_eq!(r.log("p"), ["22 answered 200"]);
}

#[test]
fn lam_12_a_function_error_is_answered_and_not_retried() {
    let r = run(&invoked(&format!("{} ErrorPercent=100", exact(100)), "at 0s send a"), "1h");
    assert_eq!(r.log("p"), ["0.1 failed 200 Unavailable Unhandled"]);
    assert_eq!(values(&r, "f", ["Invocations", "Errors"]), [1.0, 1.0]);
}

#[test]
fn lam_12_the_handler_answers_with_its_status_and_overhead() {
    let settings = "WorkMedian=40 WorkP99=40 ColdStart=0 OverheadMedian=5 OverheadP99=5 SuccessStatus=202";
    assert_eq!(run(&invoked(settings, "at 0s send a"), "1m").log("p"), ["0.045 answered 202"]);
}

#[test]
fn lam_42_the_first_refusal_gives_the_reason_and_takes_nothing_from_later_checks() {
    // The cap refuses 2,000 of 3,000 requests; had they taken from the scaling bucket, no environment could start later.
    let settings = format!("{} Timeout=900 AccountConcurrency=1000", exact(1_000));
    let r = run(&invoked(&settings, &(sends("0s", 3_000))), "2s");
    assert_eq!((r.notes("f", "LAM-3").len(), r.notes("f", "LAM-5").len()), (2_000, 0));
}

#[test]
fn prices_follow_memory_architecture_and_whole_milliseconds() {
    let settings = exact(100) + " MemorySize=1024 Architectures=arm64";
    let r = run(&invoked(&settings, &sends("0s", 10)), "1s");
    assert!((r.value("f", "BilledGBSecondsArm") - 1.0).abs() < 1e-9);
    assert_eq!(r.value("f", "BilledGBSeconds"), 0.0);
    let settings = exact(0) + " MemorySize=1024 ProvisionedConcurrentExecutions=3";
    let r = run(&invoked(&settings, ""), "10m");
    assert!((r.value("f", "ProvisionedGBSecondsHeld") - 1_800.0).abs() < 1e-6);
}

#[test]
fn lam_4_1_less_memory_is_less_of_a_processor() {
    let took = |settings: &str| {
        let scenario = format!(
            "node p probe Script=\"at 0s send x\"\nnode f lambda WorkMedian=100 WorkP99=100 ColdStart=0 OverheadMedian=0 OverheadP99=0 Timeout=60 {settings}
             wire p.out -> f.invoke"
        );
        run(&scenario, "1m").value("f", "Duration")
    };
    let near = |took: f64, wanted: f64| assert!((took - wanted).abs() < 0.002, "{took} instead of {wanted}");
    near(took("MemorySize=128"), 100.0);
    near(took("MemorySize=128 CpuBoundPercent=100"), 100.0 * 1_769.0 / 128.0);
    near(took("MemorySize=128 CpuBoundPercent=50"), 50.0 + 50.0 * 1_769.0 / 128.0);
    near(took("MemorySize=1769 CpuBoundPercent=100"), 100.0);
    near(took("MemorySize=10240 CpuBoundPercent=100"), 100.0);
}
