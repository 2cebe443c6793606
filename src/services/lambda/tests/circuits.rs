//! Circuit breakers around calls (CBRK-1 to 8).

use super::{exact, go, long, mapped, sends, values};
use crate::testing::{Run, run};

/// A caller `p`, a function `f`, an external API `x` and a breaker on the wire between.
fn breaking(wire: &str, script: &str, happenings: &str) -> String {
    format!(
        "node p probe Script=\"{script}\"
         node f lambda {}
         node x http_api LatencyMedian=300 LatencyP99=300
         wire p.out -> f.invoke
         wire f.calls -> x.requests {wire}
         {happenings}",
        exact(100)
    )
}

const THROWS: &str = "\"CircuitBreaker=throw when open\"";

/// Requests one after the other, one a second.
fn each_second(from: u64, to: u64) -> String {
    (from..to).map(|s| format!("at {s}s send {{`orderId`:{s}}}; ")).collect()
}

#[test]
fn cbrk_1_2_ten_failures_open_it_and_further_calls_are_not_made() {
    // 20 successes first: the window of 20 is half failures at the 10th failure (at 29 s).
    let r = run(&breaking(THROWS, &each_second(0, 40), "at 19500ms x Mode=ERROR"), "50s");
    assert_eq!(r.times("f", "CBRK-1"), [29.11]);
    assert_eq!(r.value("x", "Requests"), 30.0);
    let refused = r.times("f", "CBRK-2");
    assert_eq!(refused, (30..40).map(|s| f64::from(s) + 0.1).collect::<Vec<_>>(), "at once, without latency");
    assert_eq!(r.value("f", "Errors"), 20.0);
}

#[test]
fn cbrk_2_3_after_its_wait_ten_calls_try_and_close_it() {
    let r = run(&breaking(THROWS, &each_second(0, 80), "at 19500ms x Mode=ERROR for 20s"), "90s");
    let states: Vec<f64> = [r.times("f", "CBRK-1"), r.times("f", "CBRK-3")].concat();
    // Open from 29.11 to 59.11; the calls at 60 … 69 s try; the last one ends at 69.4.
    assert_eq!(states, [29.11, 69.4]);
    assert_eq!(r.value("x", "Requests"), 50.0, "30 before, 20 after");
}

#[test]
fn cbrk_3_failing_trials_open_it_again() {
    let r = run(&breaking(THROWS, &each_second(0, 110), "at 19500ms x Mode=ERROR"), "110s");
    // Each time half open after 30 s, and each time the next ten calls fail.
    assert_eq!(r.times("f", "CBRK-1"), [29.11, 69.11, 109.11]);
}

#[test]
fn cbrk_only_failures_of_the_other_side_count() {
    // 400s are the caller's own mistakes: all calls are made.
    let scenario = "node p probe Script=\"SENDS\"\nnode f lambda WORK\nnode x probe Script=\"answer 400\"
        wire p.out -> f.invoke\nwire f.calls -> x.in \"CircuitBreaker=throw when open\"";
    let scenario = scenario.replace("SENDS", &each_second(0, 40)).replace("WORK", &exact(1));
    assert_eq!(run(&scenario, "50s").log("x").len(), 40);
}

#[test]
fn cbrk_4_slow_calls_open_it_though_they_succeed() {
    let wire = format!("{THROWS} SlowCallDurationThreshold=250 SlowCallRateThreshold=80");
    let r = run(&breaking(&wire, &each_second(0, 15), ""), "20s");
    assert_eq!(r.value("x", "Requests"), 10.0);
}

#[test]
fn cbrk_5_in_memory_each_environment_has_its_own() {
    // Four requests at once, each second: four environments. Shared, ten failures open it; alone, each needs ten.
    let script: String = (0..15).map(|s| sends(&format!("{s}s"), 4)).collect();
    let of = |store: &str| {
        let r = run(&breaking(&format!("{THROWS} \"StateStore={store}\""), &script, "at 0s x Mode=ERROR"), "16s");
        (r.value("x", "Requests"), r.value("f", "BreakerOpen"))
    };
    // Four calls are under way together: the tenth failure is one of the third four.
    assert_eq!(of("shared"), (12.0, 1.0));
    assert_eq!(of("per environment").0, 40.0);
}

#[test]
fn breaker_open_is_published_at_opening_and_every_thirty_seconds_until_it_is_closed() {
    let of = |until: &str| {
        let scenario = breaking(THROWS, &each_second(0, 200), "at 19500ms x Mode=ERROR for 60s");
        run(&scenario, until).value("f", "BreakerOpen")
    };
    // Opened at 29.11; the trials at 60 … 69 s fail, those at 100 … 109 s succeed: closed at 109.4.
    assert_eq!([of("29s"), of("30s"), of("60s"), of("90s"), of("3m")], [0.0, 1.0, 2.0, 3.0, 3.0]);
}

/// Orders at 10/s through a queue to a function that pays, as in scenario 1.
fn queued(breaker: &str, happenings: &str) -> String {
    let orders: String = (0..3_000).map(|k| format!("at {}ms send {{`orderId`:{k}}}; ", k * 100)).collect();
    let function = exact(100) + " Timeout=10";
    let wire = "BatchSize=1 MaximumConcurrency=20 BackOff=false";
    mapped("VisibilityTimeout=60", &function, wire, &orders, 5)
        + &format!(
            "\nnode x http_api LatencyMedian=300 LatencyP99=300\nwire f.calls -> x.requests IdempotencyKey=orderId {breaker}\n{happenings}"
        )
}

fn requests(r: &Run) -> f64 {
    r.value("x", "Requests")
}

const PAUSES: &str = "\"CircuitBreaker=pause the mapping\"";

#[test]
fn cbrk_8_a_paused_mapping_receives_nothing_and_synthetic_calls_try() {
    let mut r = long(&queued(PAUSES, "at 60s x Mode=ERROR for 2m"), "70s");
    let opened = r.times("f", "CBRK-1")[0];
    assert_eq!(opened, 60.91, "calls at 60.0, 60.1 … 60.9 fail after 10 ms");
    let (received, asked) = (r.value("q", "NumberOfMessagesReceived"), requests(&r));
    go(&mut r, "90s");
    assert_eq!(
        (r.value("q", "NumberOfMessagesReceived"), requests(&r)),
        (received, asked),
        "nothing moves while it is open"
    );
    go(&mut r, "95s");
    assert_eq!(requests(&r), asked + 10.0, "ten synthetic calls");
    assert_eq!(r.value("q", "NumberOfMessagesReceived"), received, "no order is received for them");
    go(&mut r, "10m");
    assert_eq!((r.census().dead_lettered, r.census().delivered), (0, 3_000));
    // Orders that had failed before it opened were received twice, and no order more often.
    assert!(r.value("q", "NumberOfMessagesReceived") <= 3_000.0 + 20.0);
    assert_eq!(values(&r, "x", ["Charges", "DoubleCharges"]), [3_000.0, 0.0], "synthetic calls charge nothing");
}

#[test]
fn cbrk_8_probes_with_real_orders_cost_receives() {
    let synthetic = long(&queued(PAUSES, "at 60s x Mode=ERROR for 3m"), "15m");
    let real = long(&queued(&format!("{PAUSES} \"Probe=real orders\""), "at 60s x Mode=ERROR for 3m"), "15m");
    let received = |r: &Run| r.value("q", "NumberOfMessagesReceived");
    // The breaker opens at about 61 s and tries every 30 s until 240 s: five or six rounds of ten orders.
    let more = received(&real) - received(&synthetic);
    assert!((40.0..=70.0).contains(&more), "{more}");
    assert_eq!(real.census().delivered + real.census().dead_lettered, 3_000);
}

#[test]
fn cbrk_6_throwing_while_open_uses_up_receives() {
    let throwing = long(&queued(THROWS, "at 60s x Mode=ERROR for 6m"), "12m");
    let pausing = long(&queued(PAUSES, "at 60s x Mode=ERROR for 6m"), "12m");
    assert!(throwing.census().dead_lettered > 100, "{:?}", throwing.census());
    assert_eq!(pausing.census().dead_lettered, 0);
}

#[test]
fn a_killed_invocation_gives_its_trial_back() {
    // Half open, the other side is a black hole and the function is killed before its client gives up.
    let wire = format!("{THROWS} ClientTimeout=60000 PermittedNumberOfCallsInHalfOpenState=1");
    let script = each_second(0, 80);
    let happenings = "at 0s x Mode=ERROR for 30s\nat 30s x Mode=BLACKHOLE for 20s";
    let r = run(&breaking(&wire, &script, happenings), "90s");
    // Opened at 9.11. The trial at 40 s and those after it are killed after 3 s; the first after 50 s closes it.
    let closed = r.times("f", "CBRK-3");
    assert_eq!(closed.len(), 1, "{closed:?}");
    assert!(closed[0] > 50.0 && closed[0] < 54.0, "{closed:?}");
}

#[test]
fn switching_the_breaker_off_forgets_it_and_the_mapping_goes_on() {
    let mut r = long(&queued(PAUSES, "at 60s x Mode=ERROR for 30s"), "80s");
    let before = r.value("q", "NumberOfMessagesReceived");
    let mut diagram = crate::testing::diagram(&queued(PAUSES, "at 60s x Mode=ERROR for 30s"));
    for wire in diagram.wires.values_mut() {
        std::sync::Arc::make_mut(wire).config.unset("CircuitBreaker");
    }
    r.engine.adopt(crate::catalog::assemble(&diagram, &crate::testing::catalog()));
    go(&mut r, "81s");
    assert!(r.value("q", "NumberOfMessagesReceived") > before + 10.0);
}
