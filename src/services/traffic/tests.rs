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

/// How long after the burst each retry came.
fn late(settings: &str) -> Vec<f64> {
    let many = "Arrivals=bursts BurstSize=1000 BurstEvery=1000 StopAfter=1000 RetryDelay=10000 Body=x";
    let all = times(&run(&bench(&format!("{many} {settings}"), "answer 503"), "1200s"));
    all.iter().map(|at| at - all[0]).filter(|late| *late > 0.0).collect()
}

#[test]
fn retry_11_equal_jitter_keeps_half_of_the_delay() {
    let late = late("Retries=1 RetryJitter=equal");
    assert!(late.len() > 990 && late.iter().all(|late| (5.0..10.0).contains(late)));
    // 5 s and a uniform time up to 5 s: 7.5 s, with a standard error of 5/sqrt(12 * 1000) = 0.046 s.
    let mean = late.iter().sum::<f64>() / late.len() as f64;
    assert!((mean - 7.5).abs() < 5.0 * 0.046, "{mean}");
}

#[test]
fn retry_11_decorrelated_jitter_grows_from_the_delay_before() {
    let first = late("Retries=1 RetryJitter=decorrelated RetryDelayMost=60000");
    assert!(first.len() == 1_000 && first.iter().all(|late| (10.0..30.0).contains(late)));
    // Uniform between 10 and 30 s: 20 s, with a standard error of 20/sqrt(12 * 1000) = 0.183 s.
    let mean = first.iter().sum::<f64>() / first.len() as f64;
    assert!((mean - 20.0).abs() < 5.0 * 0.183, "{mean}");
    // The second delay is uniform between 10 s and three times the first, 35 s on average: retries come after 20 and 55 s,
    // 75 s together. The variance of their sum is that of its mean, 3.5² of 33.3, and the mean of its own: E (3x - 10)²/12
    // with E x = 20 and E x² = 433.
    let both = late("Retries=2 RetryJitter=decorrelated RetryDelayMost=900000").iter().sum::<f64>() / 1_000.0;
    let error = ((3.5 * 3.5 * 33.3_f64 + (9.0 * 433.0 - 60.0 * 20.0 + 100.0) / 12.0) / 1_000.0).sqrt();
    assert!((both - 75.0).abs() < 5.0 * error, "{both}");
    let capped = late("Retries=1 RetryJitter=decorrelated RetryDelayMost=12000");
    assert!(capped.iter().all(|late| *late < 12.001) && capped.iter().any(|late| *late > 11.999));
}
