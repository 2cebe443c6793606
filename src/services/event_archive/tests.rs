//! The rules of archives, a test each.

use crate::testing::{Run, run};

/// A sender `a`, a bus `b` with an archive `k`, a rule `r` and its target `z`.
fn bench(script: &str, archive: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node b event_bus LatencyMedian=0 LatencyP99=0
         node k event_archive ArrivalDelay=0 {archive}
         node r event_rule LatencyMedian=0 LatencyP99=0
         node z probe
         wire a.out -> b.events Source=shop DetailType=$.type
         wire b.archives -> k.bus
         wire b.rules -> r.bus
         wire r.targets -> z.in"
    )
    .replace("DetailType=$.type", "DetailType=Order")
}

const THREE: &str = "at 1s send {`n`:1}; at 61s send {`n`:2}; at 121s send {`n`:3}";

/// Which events came a second time, and when.
fn replayed(r: &Run) -> Vec<String> {
    let number = |line: &str| {
        let n = line.split("\"n\":").nth(1)?.chars().next()?;
        line.contains("replay-name").then(|| format!("{} {n}", line.split(' ').next().unwrap_or_default()))
    };
    r.log("z").iter().filter_map(|line| number(line)).collect()
}

#[test]
fn eb_44_events_of_the_bus_are_kept_if_they_match() {
    let r = run(&bench(THREE, ""), "180s");
    assert_eq!((r.value("k", "ArchivedEvents"), r.value("k", "EventCount")), (3.0, 3.0));
    assert_eq!(r.census().waiting, 0, "what is kept is data, no message");
    let r = run(&bench(THREE, "EventPattern=\"{'detail':{'n':[{'numeric':['>',1]}]}}\""), "180s");
    assert_eq!(r.value("k", "ArchivedEvents"), 2.0);
    assert_eq!(run(&bench(THREE, "EventPattern=\"{'detail':1}\""), "180s").value("k", "ArchivedEvents"), 0.0);
}

#[test]
fn eb_44_events_end_with_their_retention() {
    let mut r = run(&bench(THREE, "RetentionDays=1"), "23h");
    assert_eq!(r.value("k", "EventCount"), 3.0);
    r.go("24.02h");
    r.go("24.1h");
    assert_eq!(r.value("k", "EventCount"), 0.0);
}

#[test]
fn eb_44_keeping_is_paid_for_by_the_minute() {
    let r = run(&bench(THREE, ""), "240.5s");
    let bytes = r.value("k", "ArchivedBytes");
    // One event at the end of the first minute, two of the second, three of the third and the fourth.
    assert_eq!(r.value("k", "ArchivedByteMinutes"), bytes * 9.0 / 3.0);
    let price = &super::SERVICE.prices[1];
    assert!((0.023 - price.usd / price.per * 1e9 * 730.0 * 60.0).abs() < 1e-12, "1 GB for a month");
}

#[test]
fn eb_44_what_has_not_arrived_is_not_replayed() {
    let scenario = bench(THREE, "").replace("ArrivalDelay=0", "ArrivalDelay=100") + "\nat 162s k do StartReplay";
    assert_eq!(replayed(&run(&scenario, "200s")).len(), 2, "the third came 41 s before");
}

#[test]
fn eb_45_a_replay_goes_minute_by_minute_through_the_rules_and_is_not_kept_again() {
    let r = run(&(bench(THREE, "ReplayRate=1") + "\nat 200s k do StartReplay"), "300s");
    assert_eq!(replayed(&r), ["200 1", "201 2", "202 3"]);
    assert_eq!((r.value("k", "ReplayedEvents"), r.value("k", "ArchivedEvents")), (3.0, 3.0));
    assert_eq!(r.value("r", "MatchedEvents"), 6.0);
    assert!(r.log("z").last().is_some_and(|line| line.contains("\"replay-name\":\"k-1\"")), "{:?}", r.log("z").last());
}

#[test]
fn eb_45_a_replay_takes_a_stretch_of_time_without_its_end() {
    let part = "\nat 200s k do StartReplay EventStartTime=61 EventEndTime=121";
    assert_eq!(replayed(&run(&(bench(THREE, "") + part), "300s")), ["200 2"]);
}

#[test]
fn eb_45_inside_a_minute_there_is_no_order() {
    let script: Vec<String> = (0..9).map(|n| format!("at {n}s send {{`n`:{n}}}")).collect();
    let order = replayed(&run(&(bench(&script.join(";"), "ReplayRate=1") + "\nat 100s k do StartReplay"), "200s"));
    let numbers: Vec<&str> = order.iter().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(numbers.len(), 9);
    assert!(!numbers.is_sorted(), "one order in 362,880 would be by chance: {numbers:?}");
}

#[test]
fn eb_45_replays_run_side_by_side_and_one_can_be_stopped_by_its_name() {
    let twice = "\nat 200s k do StartReplay\nat 200.5s k do StartReplay ReplayName=again\nat 201.7s k do CancelReplay ReplayName=k-1";
    let r = run(&(bench(THREE, "ReplayRate=1") + twice), "300s");
    assert_eq!(replayed(&r), ["200 1", "200.5 1", "201 2", "201.5 2", "202.5 3"]);
    let all = "\nat 200s k do StartReplay\nat 200.5s k do StartReplay\nat 200.7s k do CancelReplay";
    assert_eq!(replayed(&run(&(bench(THREE, "ReplayRate=1") + all), "300s")), ["200 1", "200.5 1"]);
}

#[test]
fn eb_45_the_eleventh_replay_at_once_is_refused() {
    let eleven = "\nat 200s k do StartReplay".repeat(11);
    let r = run(&(bench(THREE, "") + &eleven), "300s");
    assert_eq!((r.value("k", "ReplayedEvents"), replayed(&r).len()), (30.0, 30));
    assert!(r.notes("k", "EB-45").iter().any(|note| note.contains("ten of the account are under way")));
    let later = "\nat 200s k do StartReplay".repeat(10) + "\nat 210s k do StartReplay";
    assert_eq!(run(&(bench(THREE, "") + &later), "300s").value("k", "ReplayedEvents"), 33.0);
}

#[test]
fn eb_45_ten_replays_at_once_are_of_all_archives_of_the_account() {
    // A second archive at the same bus. A replay at one event a second takes 3 s.
    let second = "\nnode k2 event_archive ArrivalDelay=0 ReplayRate=1\nwire b.archives -> k2.bus";
    let start = |archive: &str, at: &str, n: usize| format!("\nat {at} {archive} do StartReplay").repeat(n);
    let scenario = bench(THREE, "ReplayRate=1") + second + &start("k", "200s", 6) + &start("k2", "200.5s", 5);
    let refused = |r: &Run| r.notes("k2", "EB-45").iter().filter(|note| note.contains("ten of the account")).count();
    let r = run(&scenario, "300s");
    assert_eq!((r.value("k", "ReplayedEvents"), r.value("k2", "ReplayedEvents"), refused(&r)), (18.0, 12.0, 1));
    // Replays that were stopped or are through make room.
    let r = run(&(scenario.clone() + "\nat 200.2s k do CancelReplay"), "300s");
    assert_eq!((r.value("k2", "ReplayedEvents"), refused(&r)), (15.0, 0));
    let r = run(&(scenario + &start("k2", "210s", 10)), "300s");
    assert_eq!((r.value("k2", "ReplayedEvents"), refused(&r)), (42.0, 1));
}

#[test]
fn eb_45_a_replay_to_chosen_rules_passes_the_others_by() {
    let second = "\nnode s event_rule LatencyMedian=0 LatencyP99=0\nnode y probe\nwire b.rules -> s.bus\nwire s.targets -> y.in";
    let replay = |rules: &str| {
        let r = run(&(bench(THREE, "") + second + &format!("\nat 200s k do StartReplay FilterArns={rules}")), "300s");
        (r.value("r", "MatchedEvents"), r.value("s", "MatchedEvents"))
    };
    // Both had seen the three events when they came.
    assert_eq!((replay("s"), replay("r"), replay("r,s"), replay("nobody")), ((3.0, 6.0), (6.0, 3.0), (6.0, 6.0), (3.0, 3.0)));
    assert_eq!(replay("arn:aws:events:us-east-1:123456789012:rule/b/s"), (3.0, 6.0));
}
