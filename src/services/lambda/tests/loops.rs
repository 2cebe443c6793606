//! Recursive loops (LAM-19).

use super::{count, exact, mapped, times, values};
use crate::testing::run;

const FAST: &str = "LatencyMedian=0 LatencyP99=0";

/// A function that works on a message for a second and sends it back to the queue that it polls.
fn back_to_its_queue(function: &str) -> String {
    mapped(&format!("VisibilityTimeout=30 {FAST}"), &format!("{} {function}", exact(1_000)), "", "at 0s send x", 2)
        + "\nwire f.calls -> q.send"
}

#[test]
fn lam_19_a_loop_through_a_queue_is_stopped_after_sixteen_runs() {
    let mut r = run(&back_to_its_queue(""), "40s");
    assert_eq!(values(&r, "f", ["Invocations", "Errors", "RecursiveInvocationsDropped"]), [16.0, 0.0, 1.0]);
    assert_eq!((r.census().created, r.census().delivered), (17, 16), "the seventeenth is left in the queue");
    r.go("2m");
    // It comes back at the end of its visibility timeout, and the second receive is the last.
    assert_eq!(r.times("f", "LAM-19"), [16.0, 46.0]);
    assert_eq!((r.times("q", "SQS-7"), r.census().dead_lettered, r.value("f", "Invocations")), (vec![76.0], 1, 16.0));
}

#[test]
fn lam_19_with_recursive_loop_allow_nothing_stops_it() {
    let r = run(&back_to_its_queue("RecursiveLoop=Allow"), "60.5s");
    assert_eq!(values(&r, "f", ["Invocations", "RecursiveInvocationsDropped"]), [61.0, 0.0]);
}

#[test]
fn lam_19_each_chain_is_counted_by_itself_and_a_retry_is_no_round() {
    // Three chains; each run fails at first: a second receive of the same message is not a second round.
    let script = "at 0s send a; at 100ms send b; at 200ms send c";
    let scenario = mapped(&format!("VisibilityTimeout=10 {FAST}"), &exact(10), "", script, 9)
        + "\nwire f.calls -> q.send\nat 0s f ErrorPercent=100 for 5s";
    let r = run(&scenario, "30s");
    assert_eq!(values(&r, "f", ["Errors", "Invocations"]), [3.0, 3.0 + 3.0 * 16.0]);
}

#[test]
fn lam_19_a_loop_through_a_topic_ends_at_the_destination_and_the_dead_letter_queue() {
    let scenario = format!(
        "node p probe Script=\"at 0s send x\"
         node t sns {FAST}
         node f lambda {}
         node bad probe
         node d sqs
         wire p.out -> t.publish
         wire t.subscriptions -> f.events
         wire f.calls -> t.publish Body=again
         wire f.on_failure -> bad.in
         wire f.dead_letter -> d.dead_letters",
        exact(1_000)
    );
    let r = run(&scenario, "5m");
    let metrics = ["Invocations", "RecursiveInvocationsDropped", "AsyncEventsReceived", "AsyncEventsDropped"];
    assert_eq!(values(&r, "f", metrics), [16.0, 1.0, 17.0, 1.0]);
    assert_eq!((times(&r.log("bad")), r.census().dead_lettered), (vec![16.001], 1), "a millisecond in the queue");
    assert!(r.log("bad")[0].contains(r#""approximateInvokeCount":0"#), "{:?}", r.log("bad"));
    let dead = r.engine.ledger().iter().next().expect("the dead letter");
    assert!(dead.attributes.map()["ErrorMessage"].string_value.contains("RecursiveInvocationException"));
}

#[test]
fn lam_17_19_switched_off_functions_that_are_each_others_destination_go_round_in_time_and_make_no_loop_of_runs() {
    let scenario = "node p probe Script=\"at 0s send x\"
         node f lambda ReservedConcurrentExecutions=0
         node g lambda ReservedConcurrentExecutions=0
         wire p.out -> f.events
         wire f.on_failure -> g.events
         wire g.on_failure -> f.events";
    let r = run(scenario, "99500us");
    // It stays for a millisecond with each: f gets it at 0, 2, … 98 ms.
    let metrics = ["Invocations", "AsyncEventsReceived", "AsyncEventsDropped", "RecursiveInvocationsDropped"];
    assert_eq!(values(&r, "f", metrics), [0.0, 50.0, 50.0, 0.0], "what never ran is not counted as a run");
}

#[test]
fn lam_19_functions_that_take_no_time_and_feed_each_other_do_not_hold_the_clock() {
    // Sixteen runs of each in an instant, then whoever began is stopped, and a millisecond later the other begins.
    let scenario = format!(
        "node p probe Script=\"at 0s send x\"
         node f lambda {0}
         node g lambda {0}
         wire p.out -> f.events
         wire f.on_success -> g.events
         wire g.on_success -> f.events
         wire f.on_failure -> g.events
         wire g.on_failure -> f.events",
        exact(0)
    );
    let r = run(&scenario, "10500us");
    assert_eq!(values(&r, "f", ["Invocations", "RecursiveInvocationsDropped"]), [11.0 * 16.0, 6.0]);
    assert_eq!(values(&r, "g", ["Invocations", "RecursiveInvocationsDropped"]), [11.0 * 16.0, 5.0]);
}

#[test]
fn a_wire_of_a_function_to_itself_takes_no_part() {
    let scenario = "node p probe Script=\"at 0s send x\"
         node f lambda ReservedConcurrentExecutions=0
         wire p.out -> f.events
         wire f.on_failure -> f.events";
    let r = run(scenario, "1s");
    assert_eq!((r.value("f", "AsyncEventsReceived"), r.census().dropped), (1.0, 1), "the checks say so, and the event is lost");
}

#[test]
fn lam_19_functions_that_call_each_other_are_stopped_too() {
    let bench = |from: &str, to: &str| {
        run(
            &format!(
                "node p probe Script=\"at 0s send x\"
                 node f lambda {0} Timeout=900
                 node g lambda {0} Timeout=900
                 wire p.out -> f.{to}
                 wire f.calls -> g.{from} MaxAttempts=1 OnError=ignore
                 wire g.calls -> f.{to} MaxAttempts=1 OnError=ignore",
                exact(100)
            ),
            "1m",
        )
    };
    for (from, to) in [("invoke", "invoke"), ("events", "invoke"), ("events", "events")] {
        let r = bench(from, to);
        assert_eq!((r.value("f", "Invocations"), r.value("g", "Invocations")), (16.0, 16.0), "{from} and {to}");
        assert_eq!(r.value("f", "RecursiveInvocationsDropped"), 1.0);
    }
    assert_eq!(count(&bench("invoke", "invoke").notes("g", "LAM-12"), "the request was wrong (400)"), 1);
}

#[test]
fn lam_19_a_loop_through_a_bus_is_not_found() {
    let scenario = format!(
        "node p probe Script=\"at 0s send {{}}\"
         node b event_bus {FAST}
         node r event_rule {FAST}
         node f lambda {}
         wire p.out -> b.events Source=s DetailType=t
         wire b.rules -> r.bus
         wire r.targets -> f.events
         wire f.calls -> b.events Source=s DetailType=t",
        exact(1_000)
    );
    let r = run(&scenario, "30.5s");
    assert_eq!(values(&r, "f", ["Invocations", "RecursiveInvocationsDropped"]), [31.0, 0.0]);
}
