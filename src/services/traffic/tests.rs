//! Arrivals against their closed forms, and what customers do with each kind of answer.

use crate::testing::run;

fn bench(customers: &str, api: &str) -> String {
    format!("node a traffic {customers}\nnode b probe Script=\"{api}\"\nwire a.requests -> b.in")
}

#[test]
fn poisson_arrivals_come_at_the_rate() {
    let r = run(&bench("Rate=50", ""), "200s");
    // 10,000 expected; the standard deviation of a Poisson count is its root, 100: five of them.
    assert!((r.value("a", "Requests") - 10_000.0).abs() < 500.0, "{}", r.value("a", "Requests"));
    assert_eq!(r.census().delivered, r.value("a", "Succeeded") as u64);
}

#[test]
fn constant_arrivals_are_evenly_spaced() {
    let r = run(&bench("Arrivals=constant Rate=2 Body=x", ""), "2.2s");
    assert_eq!(r.log("b"), ["0.5 asked x", "1 asked x", "1.5 asked x", "2 asked x"]);
}

#[test]
fn bursts_come_all_at_once_and_stop_after_stops() {
    let r = run(&bench("Arrivals=bursts BurstSize=3 BurstEvery=10 StopAfter=5 Body=x", ""), "60s");
    assert_eq!(r.log("b"), ["0 asked x", "0 asked x", "0 asked x", "10 asked x", "10 asked x"]);
}

#[test]
fn a_ramp_adds_up_to_its_area() {
    // From 0 to 20 a second over 10 s: the area is 100 requests, then 20 a second.
    let r = run(&bench("Arrivals=ramp Rate=0 RampTo=20 RampOver=10", ""), "10s");
    assert!((r.value("a", "Requests") - 100.0).abs() <= 1.0, "{}", r.value("a", "Requests"));
    let r = run(&bench("Arrivals=ramp Rate=0 RampTo=20 RampOver=10", ""), "20s");
    assert!((r.value("a", "Requests") - 300.0).abs() <= 2.0, "{}", r.value("a", "Requests"));
}

#[test]
fn http_3_a_400_is_final_and_counts_as_answered() {
    let r = run(&bench("Arrivals=constant Rate=1 StopAfter=1 Retries=3", "answer 400"), "10s");
    assert_eq!((r.value("a", "Rejected"), r.value("a", "Retries")), (1.0, 0.0));
    assert_eq!((r.census().delivered, r.census().dropped), (1, 0));
}

#[test]
fn http_3_throttles_and_faults_are_tried_again_then_given_up() {
    for answer in ["answer 429", "answer 503", "answer 0"] {
        let r = run(&bench("Arrivals=constant Rate=1 StopAfter=1 Retries=2 RetryDelay=1000 Body=x", answer), "10s");
        let asked: Vec<String> = r.log("b").into_iter().filter(|l| l.contains("asked")).collect();
        assert_eq!(asked, ["1 asked x", "2 asked x", "3 asked x"], "{answer}");
        assert_eq!((r.value("a", "Failed"), r.census().dropped), (1.0, 1));
    }
}

#[test]
fn patience_ends_and_the_same_request_is_made_again() {
    let r = run(&bench("Arrivals=constant Rate=1 StopAfter=1 Retries=1 Patience=3000 Body='{{uuid}}'", "answer never"), "10s");
    let asked = r.log("b");
    assert_eq!(asked.len(), 2);
    assert!(asked[0].starts_with("1 ") && asked[1].starts_with("5 "), "1 s, then 3 s of patience and 1 s of delay: {asked:?}");
    assert_eq!(asked[0].split_once(' ').map(|x| x.1), asked[1].split_once(' ').map(|x| x.1), "the same id");
}

#[test]
fn a_flash_sale_is_a_timed_change_of_the_rate() {
    let r = run(&(bench("Arrivals=constant Rate=1", "") + "\nat 10s a Rate=10 for 10s"), "30s");
    let (at, to) = (10.0, 20.0);
    let asked: Vec<f64> = r.log("b").iter().filter_map(|l| l.split(' ').next()?.parse().ok()).collect();
    let during = asked.iter().filter(|t| **t > at && **t <= to).count();
    assert!((99..=100).contains(&during), "{during}");
    assert!((18..=20).contains(&(asked.len() - during)), "{}", asked.len());
}

/// When `b` was asked.
fn times(r: &crate::testing::Run) -> Vec<f64> {
    let asked = r.log("b").into_iter().filter(|line| line.contains("asked"));
    asked.filter_map(|line| line.split(' ').next()?.parse().ok()).collect()
}

#[test]
fn sim_3_exponential_delays_double_up_to_the_most() {
    let patient = "Arrivals=constant Rate=1 StopAfter=1 Retries=5 RetryDelay=1000 RetryBackoff=exponential RetryDelayMost=5000 Body=x";
    // Delays of 1, 2, 4, 5 and 5 s after the first try at 1 s.
    assert_eq!(times(&run(&bench(patient, "answer 503"), "60s")), [1.0, 2.0, 4.0, 8.0, 13.0, 18.0]);
}

#[test]
fn sim_3_retry_11_full_jitter_spreads_retries_evenly_over_the_delay() {
    let many = "Arrivals=bursts BurstSize=1000 BurstEvery=100 StopAfter=1000 Retries=1 RetryDelay=10000 RetryJitter=full Body=x";
    let all = times(&run(&bench(many, "answer 503"), "130s"));
    let begin = all[0];
    let again: Vec<f64> = all.iter().map(|at| at - begin).filter(|late| *late > 0.0).collect();
    assert!(again.len() > 990 && again.iter().all(|late| *late < 10.0));
    // The mean of a uniform time up to 10 s is 5 s, with a standard error of 10/sqrt(12 * 1000) = 0.091 s.
    let mean = again.iter().sum::<f64>() / again.len() as f64;
    assert!((mean - 5.0).abs() < 5.0 * 0.092, "{mean}");
}
