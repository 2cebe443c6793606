//! The rules of push notifications, a test each.

use crate::testing::{Run, run};

/// A publisher `a`, a topic `t` without latency or jitter, an app `m`, and a dead-letter queue `d`.
fn bench(script: &str, app: &str, wire: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node t sns LatencyMedian=0 LatencyP99=0 RetryJitterPercent=0
         node m mobile_app LatencyMedian=0 LatencyP99=0 ArrivalUpTo=0 {app}
         node d sqs
         wire a.out -> t.publish
         wire t.subscriptions -> m.pushes RedrivePolicy=true {wire}
         wire t.dead_letter_queue -> d.dead_letters"
    )
}

/// Delivered, given up, and in the dead-letter queue.
fn ends(r: &Run) -> (f64, f64, f64) {
    (r.value("t", "NumberOfNotificationsDelivered"), r.value("t", "NumberOfNotificationsFailed"), r.value("d", "NumberOfMessagesSent"))
}

#[test]
fn sns_4_an_app_gets_notifications_at_once_and_they_are_counted_for_the_bill() {
    // Confirmed=false has no effect: an app has nothing to confirm.
    let r = run(&bench("at 0s send one; at 1s send two", "", "Confirmed=false"), "2s");
    assert_eq!((ends(&r), r.value("m", "Shown"), r.value("t", "PushDeliveries")), ((2.0, 0.0, 0.0), 2.0, 2.0));
}

#[test]
fn sns_8_a_disabled_endpoint_is_never_tried_again() {
    let r = run(&bench("at 0s send one", "Enabled=false", ""), "1h");
    assert_eq!((ends(&r), r.times("m", "SNS-8").len()), ((0.0, 1.0, 1.0), 1));
}

#[test]
fn sns_8_an_app_that_is_gone_disables_its_endpoint_until_it_registers_anew() {
    let script = "at 0s send one; at 1s send two; at 10s send three";
    let r = run(&(bench(script, "", "") + "\nat 0s m Mode=UNREGISTERED for 5s"), "20s");
    assert_eq!((ends(&r), r.value("m", "Refused"), r.value("m", "Shown")), ((1.0, 2.0, 2.0), 2.0, 1.0));
    assert!(r.notes("m", "SNS-8")[1].contains("SNS disabled the platform endpoint"), "{:?}", r.notes("m", "SNS-8"));
}

#[test]
fn sns_8_a_notification_that_is_too_large_is_a_mistake() {
    let text = |bytes| format!("at 0s send {}", "x".repeat(bytes));
    assert_eq!(ends(&run(&bench(&text(4_096), "", ""), "1h")), (1.0, 0.0, 0.0));
    assert_eq!(ends(&run(&bench(&text(4_097), "", ""), "1h")), (0.0, 1.0, 1.0));
}

#[test]
fn sns_21_a_failing_push_service_is_tried_again_fifty_times() {
    for mode in ["ERROR", "THROTTLED", "DOWN"] {
        let mut r = run(&bench("at 0s send one", &format!("Mode={mode}"), ""), "8h");
        let times = r.times("m", "SNS-8");
        assert_eq!((times.len(), ends(&r)), (51, (0.0, 1.0, 1.0)), "{mode}: the first, and 50 retries");
        // Two retries 10 s apart, then the backoff from 10 s; each refusal takes 10 ms.
        let near = |at: f64, expected: f64| (at - expected).abs() < 0.1;
        assert!(near(times[1], 10.0) && near(times[2], 20.0) && near(times[3], 30.0), "{times:?}");
        assert!(near(times[50] - times[49], 600.0), "{times:?}");
        r.go("9h");
        assert_eq!(r.times("m", "SNS-8").len(), 51);
    }
}

#[test]
fn sns_18_an_app_gets_the_text_of_its_platform() {
    let texts = "{`default`:`any`,`GCM`:`google`,`APNS`:`apple`}";
    let bench = |wire: &str| {
        format!(
            "node a probe Script=\"at 0s send {texts}\"\nnode t sns LatencyMedian=0 LatencyP99=0\nnode m mobile_app Enabled=false
             node d sqs\nwire a.out -> t.publish MessageStructure=json\nwire t.dead_letter_queue -> d.dead_letters
             wire t.subscriptions -> m.pushes RedrivePolicy=true {wire}"
        )
    };
    for (wire, text) in [("", "google"), ("Platform=APNS", "apple"), ("Platform=ADM", "any")] {
        let r = run(&bench(wire), "1s");
        let bodies: Vec<String> = r.engine.ledger().iter().map(|m| m.body.text().to_owned()).collect();
        assert_eq!(bodies, [text]);
    }
}
