//! The rules of composite alarms, a test each.

use crate::testing::{Run, run};

/// Two alarms `x` and `y` that are set by hand, a composite `c` with this rule, and a stand-in `t` for its topic.
/// Alarms are evaluated at 60 s for the first time: until then a state that was set stays.
fn bench(rule: &str, more: &str) -> String {
    format!(
        "node x alarm
         node y alarm
         node c composite_alarm AlarmRule=\"{rule}\" ActionsSuppressorWaitPeriod=2 ActionsSuppressorExtensionPeriod=3
         node t probe
         wire x.state -> c.alarms
         wire y.state -> c.alarms
         wire c.actions -> t.in On=\"any change\"
         {more}"
    )
}

fn set(at: u32, alarm: &str, state: &str) -> String {
    format!("at {at}s {alarm} do SetAlarmState StateValue={state}\n")
}

fn changes(r: &Run, alarm: &str) -> Vec<String> {
    let ix = r.engine.node(&alarm.into()).expect("the alarm");
    let all = r.engine.transitions(ix).expect("an alarm has states");
    all.iter().map(|t| format!("{} {}", t.at.seconds(), t.to)).collect()
}

/// The actions that ran, as "seconds state".
fn acts(r: &Run) -> Vec<String> {
    let line = |line: String| {
        let (at, rest) = line.split_once(" asked ")?;
        let body: serde_json::Value = serde_json::from_str(rest).ok()?;
        Some(format!("{at} {}", body["NewStateValue"].as_str()?))
    };
    r.log("t").into_iter().filter_map(line).collect()
}

#[test]
fn cw_61_62_alarm_while_the_rule_is_true_at_the_very_instant() {
    let script = set(10, "x", "ALARM") + &set(20, "y", "ALARM") + &set(30, "x", "OK");
    let r = run(&bench("ALARM(x) AND ALARM(y)", &script), "40s");
    assert_eq!(changes(&r, "c"), ["0 OK", "20 ALARM", "30 OK"]);
    assert_eq!(acts(&r), ["0 OK", "20 ALARM", "30 OK"], "no suppressor, no wait");
    let r = run(&bench("ALARM(x) OR NOT INSUFFICIENT_DATA(y)", &script), "40s");
    assert_eq!(changes(&r, "c"), ["0 OK", "10 ALARM"]);
    assert_eq!(changes(&run(&bench("AT_LEAST(2, ALARM, (x, y))", &script), "40s"), "c"), ["0 OK", "20 ALARM", "30 OK"]);
    assert_eq!(changes(&run(&bench("TRUE", &script), "40s"), "c"), ["0 ALARM"]);
}

#[test]
fn cw_60_a_rule_that_cannot_be_read_is_never_evaluated() {
    let r = run(&bench("ALARM(x", &set(10, "x", "ALARM")), "40s");
    assert_eq!(changes(&r, "c"), Vec::<String>::new());
    let status = r.engine.status(r.engine.node(&"c".into()).expect("c"));
    assert!(status.notice.is_some_and(|n| n.text.starts_with("AlarmRule: At character")));
}

#[test]
fn cw_49_several_alarms_that_change_at_one_instant_are_one_change() {
    // x and y go to ALARM together: at no instant was x in ALARM and y not.
    let script = set(10, "x", "ALARM") + &set(10, "y", "ALARM");
    let r = run(&bench("ALARM(x) AND NOT ALARM(y)", &script), "20s");
    assert_eq!(changes(&r, "c"), ["0 OK"]);
    assert_eq!(acts(&r), ["0 OK"]);
}

#[test]
fn cw_49_a_composite_of_composites_comes_to_rest_before_anybody_is_told() {
    // b (before c in order) sees x at once and c a moment later, within the same instant.
    let more = format!(
        "node b composite_alarm AlarmRule=\"ALARM(x) AND NOT ALARM(c)\"
         node u probe
         wire x.state -> b.alarms
         wire c.state -> b.alarms
         wire b.actions -> u.in On=\"any change\"
         {}",
        set(10, "x", "ALARM")
    );
    let r = run(&bench("ALARM(x)", &more), "20s");
    assert_eq!(changes(&r, "c"), ["0 OK", "10 ALARM"]);
    assert_eq!(changes(&r, "b"), ["0 OK"]);
    assert_eq!(r.log("u").len(), 1, "its OK of the first instant");
}

#[test]
fn cw_65_a_ring_is_given_up_instead_of_turning_for_ever() {
    let scenario = "node a composite_alarm AlarmRule=\"NOT ALARM(b)\"
         node b composite_alarm AlarmRule=\"ALARM(a)\"
         wire a.state -> b.alarms
         wire b.state -> a.alarms";
    let r = run(scenario, "10s");
    assert!(!r.times("a", "CW-65").is_empty() || !r.times("b", "CW-65").is_empty());
}

/// A composite of one alarm `x` with the suppressor `s`; actions before 10 s (the first OK) are left out.
fn suppressed(script: &str) -> (Vec<String>, Run) {
    let more = format!("node s alarm\nwire s.state -> c.suppressor\n{script}");
    let r = run(&bench("ALARM(x)", &more), "50s");
    let late = |act: &String| act.split(' ').next().and_then(|t| t.parse::<f64>().ok()).is_some_and(|t| t >= 10.0);
    (acts(&r).into_iter().filter(late).collect(), r)
}

#[test]
fn cw_69_1_without_the_suppressor_it_acts_after_the_wait_period() {
    let (acts, r) = suppressed(&set(12, "x", "ALARM"));
    assert_eq!(acts, ["14 ALARM"]);
    assert_eq!(changes(&r, "c"), ["0 OK", "12 ALARM"], "CW-66: the state does not wait");
}

#[test]
fn cw_69_2_a_suppressor_that_comes_within_the_wait_period_holds_the_actions_back() {
    assert!(suppressed(&(set(12, "x", "ALARM") + &set(13, "s", "ALARM"))).0.is_empty());
}

#[test]
fn cw_69_3_a_change_during_the_wait_starts_it_anew() {
    assert_eq!(suppressed(&(set(12, "x", "ALARM") + &set(13, "x", "OK"))).0, ["15 OK"]);
}

#[test]
fn cw_69_4_a_suppressor_that_is_there_already_holds_the_actions_back() {
    let (acts, r) = suppressed(&(set(11, "s", "ALARM") + &set(12, "x", "ALARM")));
    assert!(acts.is_empty());
    assert_eq!(changes(&r, "c"), ["0 OK", "12 ALARM"]);
}

#[test]
fn cw_69_5_after_the_suppressor_the_extension_period_and_then_the_actions() {
    let script = set(12, "x", "ALARM") + &set(13, "s", "ALARM") + &set(16, "s", "OK");
    assert_eq!(suppressed(&script).0, ["19 ALARM"]);
}

#[test]
fn cw_69_6_a_change_during_the_extension_starts_a_wait_instead() {
    let script = set(12, "x", "ALARM") + &set(13, "s", "ALARM") + &set(16, "s", "OK") + &set(17, "x", "OK");
    assert_eq!(suppressed(&script).0, ["19 OK"]);
}

#[test]
fn cw_49_67_a_change_at_the_instant_of_the_expiry_comes_first() {
    assert_eq!(suppressed(&(set(12, "x", "ALARM") + &set(14, "x", "OK"))).0, ["16 OK"]);
    assert!(suppressed(&(set(12, "x", "ALARM") + &set(14, "s", "ALARM"))).0.is_empty());
}

#[test]
fn cw_68_nothing_runs_after_the_extension_if_nothing_changed() {
    assert!(suppressed(&(set(12, "s", "ALARM") + &set(16, "s", "OK"))).0.is_empty());
}

#[test]
fn cw_66_the_event_bus_learns_what_suppresses() {
    let more = "node s alarm
         node e probe
         wire s.state -> c.suppressor
         wire c.events -> e.in
         at 11s s do SetAlarmState StateValue=ALARM
         at 12s x do SetAlarmState StateValue=ALARM";
    let r = run(&bench("ALARM(x)", more), "20s");
    let by = |line: &String| {
        let (at, rest) = line.split_once(" asked ").expect("an event");
        let event: serde_json::Value = serde_json::from_str(rest).expect("JSON");
        format!("{at} {} {}", event["detail"]["state"]["value"], event["detail"]["state"]["actionsSuppressedBy"])
    };
    let seen: Vec<String> = r.log("e").iter().map(by).collect();
    assert_eq!(seen, ["0 \"OK\" \"WaitPeriod\"", "12 \"ALARM\" \"Alarm\""]);
}

#[test]
fn seventeen_3_the_scenarios_composite() {
    let scenario = "node PaymentErrorRate alarm
         node PaymentBacklogAge alarm
         node DlqNotEmpty alarm
         node c composite_alarm AlarmRule=\"(ALARM(PaymentErrorRate) AND ALARM(PaymentBacklogAge)) OR ALARM(DlqNotEmpty)\"
         wire PaymentErrorRate.state -> c.alarms
         wire PaymentBacklogAge.state -> c.alarms
         wire DlqNotEmpty.state -> c.alarms
         at 10s PaymentErrorRate do SetAlarmState StateValue=ALARM
         at 20s PaymentBacklogAge do SetAlarmState StateValue=ALARM
         at 30s PaymentErrorRate do SetAlarmState StateValue=OK
         at 40s DlqNotEmpty do SetAlarmState StateValue=ALARM";
    assert_eq!(changes(&run(scenario, "50s"), "c"), ["0 OK", "20 ALARM", "30 OK", "40 ALARM"]);
}

#[test]
fn the_check_names_alarms_that_are_not_wired_and_wires_that_are_not_named() {
    let found = |scenario: &str| -> Vec<String> {
        let (diagram, id) = (crate::testing::diagram(scenario), "c".into());
        let look = crate::catalog::Look::at_node(&diagram, &id, &crate::testing::catalog()).expect("a node");
        (super::SERVICE.check)(&look).into_iter().map(|f| f.what).collect()
    };
    assert_eq!(found(&bench("ALARM(x) OR ALARM(y)", "")), Vec::<String>::new());
    let missing = "The rule of c names z, which is not wired to it: it counts as INSUFFICIENT_DATA.";
    let unused = "y is wired to c, but the rule does not name it.";
    assert_eq!(found(&bench("ALARM(x) OR ALARM(z)", "")), [missing, unused]);
    assert!(found(&bench("ALARM(x", ""))[0].starts_with("AlarmRule: At character"));
    assert!(found("node c composite_alarm")[0].contains("has no AlarmRule"));
}
