//! The asynchronous queue (LAM-13 to 18).

use super::{count, exact, sends, times, values};
use crate::testing::run;

/// A sender `p`, a function `f` that takes its events, destinations `ok` and `bad`, a dead-letter queue `d`.
fn bench(function: &str, script: &str, ends: &[&str]) -> String {
    let mut text = format!(
        "node f lambda {function}
         node p probe Script=\"{script}\"
         node ok probe
         node bad probe
         node d sqs
         wire p.out -> f.events\n"
    );
    for end in ends {
        text += match *end {
            "ok" => "wire f.on_success -> ok.in\n",
            "bad" => "wire f.on_failure -> bad.in\n",
            _ => "wire f.dead_letter -> d.dead_letters\n",
        };
    }
    text
}

#[test]
fn lam_13_an_event_is_accepted_at_once_and_runs_later() {
    let r = run(&bench(&exact(500), "at 1s send a", &[]), "1m");
    assert_eq!(r.log("p"), ["1 answered 202"]);
    assert_eq!(values(&r, "f", ["AsyncEventsReceived", "Invocations", "AsyncEventsDropped"]), [1.0, 1.0, 0.0]);
    assert_eq!((r.census().created, r.census().delivered), (1, 1));
}

#[test]
fn t_11_lam_14_a_function_that_always_throws_is_tried_three_times() {
    let r = run(&bench(&format!("{} ErrorPercent=100", exact(500)), "at 0s send a", &["bad"]), "1h");
    // Runs at 0, 60 and 180 s plus durations of 0.5 s each; then the record goes out.
    assert_eq!(times(&r.log("bad")), [181.5]);
    assert_eq!(values(&r, "f", ["Invocations", "Errors", "AsyncEventsDropped"]), [3.0, 3.0, 1.0]);
    let log = r.log("bad");
    assert!(log[0].contains(r#""condition":"RetriesExhausted""#) && log[0].contains(r#""approximateInvokeCount":3"#));
    assert!(log[0].contains(r#""requestPayload":"a""#), "{}", log[0]);
}

#[test]
fn lam_14_maximum_retry_attempts_0_means_one_attempt() {
    let r =
        run(&bench(&format!("{} ErrorPercent=100 MaximumRetryAttempts=0", exact(500)), "at 0s send a", &["bad"]), "1h");
    assert_eq!(times(&r.log("bad")), [0.5]);
}

#[test]
fn lam_14_maximum_retry_attempts_1_means_two_attempts_a_minute_apart() {
    let settings = format!("{} ErrorPercent=100 MaximumRetryAttempts=1", exact(500));
    let r = run(&bench(&settings, "at 0s send a", &["bad"]), "1h");
    assert_eq!((times(&r.log("bad")), r.value("f", "Invocations")), (vec![61.0], 2.0));
    assert!(r.log("bad")[0].contains(r#""approximateInvokeCount":2"#));
}

#[test]
fn lam_14_a_retry_that_succeeds_goes_to_the_destination_for_successes() {
    let scenario = bench(&exact(500), "at 0s send a", &["ok", "bad", "dead"]) + "at 0s f ErrorPercent=100 for 30s";
    let r = run(&scenario, "1h");
    assert_eq!((times(&r.log("ok")), r.log("bad").len(), r.census().dead_lettered), (vec![61.0], 0, 0));
    assert!(r.log("ok")[0].contains(r#""condition":"Success""#) && r.log("ok")[0].contains(r#""approximateInvokeCount":2"#));
    assert_eq!(values(&r, "f", ["Errors", "AsyncEventsDropped"]), [1.0, 0.0]);
}

#[test]
fn lam_15_a_failed_event_whose_retry_would_come_too_late_ends_at_its_greatest_age() {
    // It fails after 0.5 s; the retry would begin at 60.5 s.
    let settings = format!("{} ErrorPercent=100 MaximumEventAgeInSeconds=60", exact(500));
    let r = run(&bench(&settings, "at 0s send a", &["bad", "dead"]), "1h");
    assert_eq!((times(&r.log("bad")), r.value("f", "Invocations")), (vec![60.0], 1.0));
    assert!(r.log("bad")[0].contains("EventAgeExceeded"));
    assert_eq!(r.census().dead_lettered, 1, "both get it");
    // A second more, and it runs once more: the age is looked at when an attempt begins.
    let settings = settings.replace("Seconds=60", "Seconds=61");
    assert_eq!(times(&run(&bench(&settings, "at 0s send a", &["bad"]), "1h").log("bad")), [61.0]);
}

#[test]
fn lam_14_throttles_wait_1_2_4_seconds_and_cost_no_retry() {
    // One environment, busy for 10 s with the first event: the second is tried at 0, 1, 3, 7 and 15 s.
    let r = run(
        &bench(
            &format!("{} ReservedConcurrentExecutions=1 Timeout=60", exact(10_000)),
            "at 0s send a; at 0s send b",
            &["ok"],
        ),
        "1h",
    );
    assert_eq!(times(&r.log("ok")), [10.0, 25.0]);
    assert_eq!(values(&r, "f", ["Invocations", "Throttles", "Errors"]), [2.0, 4.0, 0.0]);
    // AsyncEventAge: 0 s and 15 s.
    assert_eq!(r.value("f", "AsyncEventAge"), 15_000.0);
}

#[test]
fn lam_14_throttle_waits_grow_to_five_minutes() {
    let settings = format!("{} ReservedConcurrentExecutions=1 Timeout=900", exact(900_000));
    let r = run(&bench(&settings, "at 0s send a; at 0s send b", &[]), "25m");
    // 1, 2, 4 … 256 s add up to 511 s; then 300 s each: attempts at 511 and 811 s; at 1111 s it runs.
    let notes = r.notes("f", "LAM-14");
    let waits: Vec<&String> = notes.iter().filter(|n| n.contains("throttled")).collect();
    assert_eq!(waits.len(), 11, "{waits:?}");
    assert!(waits[9].contains("511 ") && waits[9].contains("5 min"), "{}", waits[9]);
    assert!(waits[10].starts_with("811 "));
}

#[test]
fn lam_15_an_event_too_old_ends_at_that_age() {
    // Never an environment: it would be tried again at 1, 3, 7, 15, 31 and 63 s; at 60 s it is too old.
    let settings = format!("{} ReservedConcurrentExecutions=1 Timeout=900 MaximumEventAgeInSeconds=60", exact(900_000));
    let r = run(&bench(&settings, "at 0s send a; at 0s send b", &["bad"]), "1h");
    assert_eq!(times(&r.log("bad")), [60.0]);
    assert!(r.log("bad")[0].contains("EventAgeExceeded"));
    assert_eq!(r.value("f", "AsyncEventsDropped"), 1.0);
}

#[test]
fn lam_15_without_a_destination_an_event_is_lost_and_says_so() {
    let r = run(&bench(&format!("{} ErrorPercent=100 MaximumRetryAttempts=0", exact(1)), "at 0s send a", &[]), "1h");
    assert_eq!((r.census().dropped, r.notes("f", "LAM-15").len()), (1, 2));
}

#[test]
fn lam_15_a_dead_letter_queue_gets_the_event_itself_as_an_ordinary_send() {
    let r = run(
        &bench(&format!("{} ErrorPercent=100 MaximumRetryAttempts=0", exact(1)), "at 0s send a", &["dead", "bad"]),
        "1m",
    );
    assert_eq!(values(&r, "d", ["NumberOfMessagesSent", "ApproximateNumberOfMessagesVisible"]), [1.0, 1.0]);
    assert_eq!((r.census().dead_lettered, r.census().dropped, r.log("bad").len()), (1, 0, 1));
}

#[test]
fn lam_16_success_goes_to_the_destination_for_successes() {
    let r = run(
        &bench(&format!("{} ResponseBody={{`ok`:true}}", exact(1)).replace('`', "'"), "at 0s send a", &["ok", "bad"]),
        "1m",
    );
    assert!(r.log("bad").is_empty());
    assert!(
        r.log("ok")[0].contains(r#""condition":"Success""#)
            && r.log("ok")[0].contains(r#""responsePayload":{"ok":true}"#)
    );
}

#[test]
fn lam_16_a_destination_that_fails_is_counted_and_the_event_dropped() {
    let scenario = bench(&format!("{} ErrorPercent=100 MaximumRetryAttempts=0", exact(1)), "at 0s send a", &["bad"])
        .replace("node bad probe", "node bad probe Script=\"answer 503\"");
    let r = run(&scenario, "1m");
    assert_eq!((r.value("f", "DestinationDeliveryFailures"), r.census().dropped), (1.0, 1));
}

#[test]
fn lam_17_reserved_zero_gives_events_up_without_an_attempt() {
    let r =
        run(&bench("ReservedConcurrentExecutions=0 OverheadMedian=0 OverheadP99=0", "at 0s send a", &["dead"]), "1ms");
    assert_eq!(values(&r, "f", ["Invocations", "Throttles", "AsyncEventsDropped"]), [0.0, 0.0, 1.0]);
    assert_eq!(r.census().dead_lettered, 1);
}

#[test]
fn lam_18_an_event_may_run_twice() {
    let r = run(&bench(&format!("{} AsyncDuplicatePercent=100", exact(1)), "at 0s send a", &["ok"]), "1m");
    assert_eq!((r.value("f", "Invocations"), r.log("ok").len()), (2.0, 1));
}

#[test]
fn lam_6_events_of_programs_meet_the_request_rate() {
    let settings = format!("{} ReservedConcurrentExecutions=1", exact(0));
    let r = run(&bench(&settings, &sends("0s", 12), &[]), "1s");
    assert_eq!((count(&r.log("p"), "answered 202"), count(&r.log("p"), "failed 429")), (10, 2));
}

#[test]
fn an_event_that_waits_is_listed_with_its_next_attempt() {
    let r = run(&bench(&format!("{} ErrorPercent=100", exact(500)), "at 0s send a", &[]), "30s");
    let node = r.engine.node(&crate::model::NodeId::new("f")).expect("f");
    let held = r.engine.contents(node, 5);
    assert_eq!((held.len(), held[0].tries, held[0].next), (1, 1, Some(crate::sim::Span::of_seconds(30.5))));
}
