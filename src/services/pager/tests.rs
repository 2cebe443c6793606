//! The rules of incidents, a test each.

use crate::model::NodeId;
use crate::testing::run;

const ALARM: &str = "{`AlarmName`:`DlqNotEmpty`,`NewStateValue`:`ALARM`}";
const OK: &str = "{`AlarmName`:`DlqNotEmpty`,`NewStateValue`:`OK`}";

/// An alarm `a`, a pager `p` that answers at once, and what `rest` adds.
fn bench(script: &str, pager: &str, rest: &str) -> String {
    format!(
        "node a probe Script=\"{script}\"
         node p pager LatencyMedian=0 LatencyP99=0 {pager}
         wire a.out -> p.alerts
         {rest}"
    )
}

/// An engineer without spread, on this level.
fn engineer(name: &str, level: u32, settings: &str) -> String {
    format!(
        "node {name} engineer AckDelaySigma=0 FixTimeSigma=0 {settings}
         wire p.pages -> {name}.pages EscalationLevel={level}\n"
    )
}

fn pages(r: &crate::testing::Run) -> Vec<f64> {
    let note = |n: &&String| n.contains("pages level");
    r.notes("p", "PD-3").iter().filter(note).filter_map(|n| n.split(' ').next()?.parse().ok()).collect()
}

#[test]
fn pd_2_a_trigger_opens_or_joins_and_a_resolve_closes() {
    let script = format!(
        "at 0s send {ALARM}; at 10s send {ALARM}; at 20s send {OK}; at 30s send {ALARM}; at 40s send {OK}; at 50s send {OK}"
    );
    let r = run(&bench(&script, "", &engineer("e", 1, "")), "60s");
    assert_eq!((r.value("p", "IncidentsOpened"), r.value("p", "IncidentsResolved")), (2.0, 2.0));
    assert_eq!((pages(&r), r.value("p", "PagesSent")), (vec![0.0, 30.0], 2.0), "a joined trigger pages nobody");
    assert_eq!(r.metric("p", "TimeToResolve").total().sum, 30.0);
    assert_eq!(r.log("a").iter().filter(|l| l.ends_with("answered 202")).count(), 6);
}

#[test]
fn pd_2_different_alarms_are_different_incidents() {
    let sends: Vec<String> =
        (0..10).map(|n| format!("at 0s send {}", ALARM.replace("DlqNotEmpty", &format!("alarm{n}")))).collect();
    let r = run(&bench(&sends.join(";"), "", &engineer("e", 1, "")), "1s");
    assert_eq!((r.value("p", "IncidentsOpen"), r.value("e", "Pages")), (10.0, 10.0));
}

#[test]
fn pd_3_acknowledged_and_mended_by_the_engineer() {
    let mut r = run(&bench(&format!("at 0s send {ALARM}"), "", &engineer("e", 1, "")), "239s");
    assert_eq!((r.value("p", "IncidentsOpen"), r.value("e", "Acknowledged")), (1.0, 0.0));
    r.go("1439s");
    assert_eq!(r.metric("p", "TimeToAcknowledge").total().last, 240.0);
    assert_eq!((r.value("p", "IncidentsOpen"), r.value("p", "PagesSent")), (1.0, 1.0), "acknowledged: no escalation");
    r.go("1440s");
    assert_eq!((r.value("p", "IncidentsOpen"), r.metric("p", "TimeToResolve").total().last), (0.0, 1_440.0));
}

#[test]
fn pd_3_unacknowledged_it_escalates_to_the_next_level() {
    let people = engineer("e", 1, "Asleep=true") + &engineer("f", 4, "") + &engineer("g", 9, "");
    let r = run(&bench(&format!("at 0s send {ALARM}"), "", &people), "3000s");
    assert_eq!(pages(&r), [0.0, 300.0], "level 4 comes after level 1, and level 9 is not needed");
    assert_eq!((r.value("e", "Pages"), r.value("f", "Pages"), r.value("g", "Pages")), (1.0, 1.0, 0.0));
    assert_eq!(r.metric("p", "TimeToAcknowledge").total().last, 540.0);
}

#[test]
fn pd_3_the_levels_are_gone_through_as_often_as_allowed() {
    let people = engineer("e", 1, "Asleep=true") + &engineer("f", 2, "Asleep=true");
    let r = run(&bench(&format!("at 0s send {ALARM}"), "NumLoops=1 EscalationDelay=100", &people), "5000s");
    assert_eq!(pages(&r), [0.0, 100.0, 200.0, 300.0]);
    assert_eq!((r.value("p", "IncidentsOpen"), r.value("p", "Escalations")), (1.0, 3.0));
}

#[test]
fn pd_3_an_acknowledged_incident_that_is_not_resolved_is_triggered_again() {
    let people = engineer("e", 1, "FixTimeMedian=7200");
    let r = run(&bench(&format!("at 0s send {ALARM}"), "AcknowledgementTimeout=1800", &people), "3000s");
    // Acknowledged at 240 s; 1,800 s later it pages again, and again it takes 240 s.
    assert_eq!((pages(&r), r.value("e", "Acknowledged")), (vec![0.0, 2_040.0], 2.0));
    assert_eq!(r.metric("p", "TimeToAcknowledge").total().count, 1, "the first counts");
}

#[test]
fn pd_3_who_acknowledges_first_spares_the_others() {
    let people = engineer("e", 1, "AckDelayMedian=100") + &engineer("f", 1, "AckDelayMedian=200");
    let r = run(&bench(&format!("at 0s send {ALARM}"), "", &people), "1000s");
    assert_eq!((r.value("p", "PagesSent"), r.value("e", "Acknowledged")), (2.0, 1.0), "a level is paged together");
    assert_eq!((r.value("f", "Acknowledged"), r.value("f", "OverBeforeFixed")), (0.0, 1.0));
}

#[test]
fn pd_4_an_ok_ends_the_incident_and_the_work() {
    let script = format!("at 0s send {ALARM}; at 100s send {OK}; at 1000s send {ALARM}; at 1300s send {OK}");
    let r = run(&bench(&script, "", &engineer("e", 1, "")), "5000s");
    assert_eq!((r.value("p", "IncidentsResolvedUnacknowledged"), r.value("p", "IncidentsResolved")), (1.0, 2.0));
    assert_eq!(
        (r.value("e", "Acknowledged"), r.value("e", "Resolved"), r.value("e", "OverBeforeFixed")),
        (1.0, 0.0, 2.0)
    );
}

#[test]
fn pd_4_without_ok_it_stays_open_for_ever_and_the_next_outage_pages_nobody() {
    let script = format!("at 0s send {ALARM}; at 12h send {ALARM}");
    let r = run(&bench(&script, "", &engineer("e", 1, "ResolvesWhenFixed=false")), "1d");
    assert_eq!((r.value("p", "IncidentsOpen"), r.value("e", "Pages")), (1.0, 1.0));
    assert_eq!(r.times("p", "PD-2"), [0.0, 43_200.0]);
}

#[test]
fn pd_4_maintenance_drops_triggers_and_lets_resolves_through() {
    let script = format!("at 0s send {ALARM}; at 20s send {OK}; at 30s send {ALARM}; at 90s send {ALARM}");
    let scenario = bench(&script, "", &engineer("e", 1, "")) + "\nat 10s p MaintenanceMode=true for 60s";
    let r = run(&scenario, "100s");
    assert_eq!((r.value("p", "AlertsDroppedInMaintenance"), r.value("p", "IncidentsResolved")), (1.0, 1.0));
    assert_eq!(pages(&r), [0.0, 90.0]);
}

#[test]
fn pd_1_what_is_no_alert_is_refused_for_good() {
    let topic = "node a probe Script=\"at 0s send hello\"
                 node t sns LatencyMedian=0 LatencyP99=0
                 node p pager LatencyMedian=0 LatencyP99=0
                 wire a.out -> t.publish
                 wire t.subscriptions -> p.alerts";
    let r = run(topic, "200s");
    assert_eq!((r.value("p", "AlertsRefused"), r.value("t", "NumberOfNotificationsFailed")), (1.0, 1.0));
    // The same from a rule: EB-30, a 4xx is not tried again.
    let rule = "node a probe Script=\"at 0s send {}\"
                node b event_bus LatencyMedian=0 LatencyP99=0
                node r event_rule LatencyMedian=0 LatencyP99=0
                node p pager LatencyMedian=0 LatencyP99=0
                wire a.out -> b.events
                wire b.rules -> r.bus
                wire r.targets -> p.alerts";
    let r = run(rule, "200s");
    assert_eq!((r.value("p", "AlertsRefused"), r.value("r", "FailedInvocations")), (1.0, 1.0));
}

#[test]
fn cw_80_an_alarm_pages_by_way_of_a_bus_and_its_ok_resolves() {
    let scenario = format!(
        "node w alarm
         node b event_bus LatencyMedian=0 LatencyP99=0
         node r event_rule LatencyMedian=0 LatencyP99=0 EventPattern=\"{{'source':['aws.cloudwatch'],'detail-type':['CloudWatch Alarm State Change']}}\"
         node p pager LatencyMedian=0 LatencyP99=0
         {}
         wire w.events -> b.events
         wire b.rules -> r.bus
         wire r.targets -> p.alerts
         at 5s w do SetAlarmState StateValue=ALARM StateReason=drill
         at 25s w do SetAlarmState StateValue=OK StateReason=over",
        engineer("e", 1, "")
    );
    let r = run(&scenario, "30s");
    assert_eq!((pages(&r), r.metric("p", "TimeToResolve").total().sum), (vec![5.0], 20.0));
}

#[test]
fn cw_57_81_an_alarm_pages_by_way_of_a_topic() {
    let scenario = format!(
        "node w alarm
         node t sns LatencyMedian=0 LatencyP99=0
         node p pager LatencyMedian=0 LatencyP99=0
         {}
         wire w.actions -> t.publish On=\"ALARM and OK\"
         wire t.subscriptions -> p.alerts
         at 5s w do SetAlarmState StateValue=ALARM StateReason=drill
         at 25s w do SetAlarmState StateValue=OK StateReason=over",
        engineer("e", 1, "")
    );
    let r = run(&scenario, "30s");
    assert_eq!((pages(&r), r.value("p", "IncidentsResolved")), (vec![5.0], 1.0));
    // R2-5: without an OK action the incident stays open.
    let r = run(&scenario.replace("On=\"ALARM and OK\"", "On=ALARM"), "30s");
    assert_eq!(r.value("p", "IncidentsOpen"), 1.0);
}

/// A topic between the alarm and the pager.
fn behind_a_topic(wire: &str, pager: &str) -> String {
    format!(
        "node a probe Script=\"at 0s send {ALARM}\"
         node t sns LatencyMedian=0 LatencyP99=0 RetryJitterPercent=0
         node p pager LatencyMedian=0 LatencyP99=0 {pager}
         {}
         wire a.out -> t.publish
         wire t.subscriptions -> p.alerts {wire}",
        engineer("e", 1, "")
    )
}

#[test]
fn cw_81_behind_a_topic_the_subscription_must_be_confirmed() {
    let pages = |wire| run(&behind_a_topic(wire, ""), "1s").value("e", "Pages");
    assert_eq!((pages(""), pages("RawMessageDelivery=true"), pages("Confirmed=false")), (1.0, 1.0, 0.0));
}

#[test]
fn sub_1_while_it_is_down_the_topic_tries_again() {
    let r = run(&(behind_a_topic("", "Mode=DOWN") + "\nat 30s p Mode=UP"), "60s");
    assert_eq!((pages(&r), r.times("p", "SUB-1")), (vec![40.0], vec![0.0, 20.0]));
}

#[test]
fn a_person_can_acknowledge_and_close_by_hand() {
    let scenario = bench(&format!("at 0s send {ALARM}"), "", &engineer("e", 1, "Asleep=true"));
    let r = run(&(scenario + "\nat 60s p do AcknowledgeAll\nat 90s p do ResolveAll"), "1000s");
    assert_eq!((r.metric("p", "TimeToAcknowledge").total().last, r.value("p", "IncidentsOpen")), (60.0, 0.0));
    assert_eq!(pages(&r), [0.0]);
}

#[test]
fn without_anybody_to_page_an_incident_is_open_all_the_same() {
    let r = run(&bench(&format!("at 0s send {ALARM}"), "", ""), "1000s");
    assert_eq!((r.value("p", "IncidentsOpen"), r.value("p", "PagesSent")), (1.0, 0.0));
}

#[test]
fn pd_4_an_incident_that_is_open_for_an_hour_asks_for_ok_actions() {
    let mut r = run(&bench(&format!("at 0s send {ALARM}"), "", &engineer("e", 1, "ResolvesWhenFixed=false")), "100s");
    let rule = |r: &crate::testing::Run| {
        let notice = r.engine.status(r.engine.node(&NodeId::new("p")).expect("a pager")).notice;
        notice.map(|n| (n.rule, n.title))
    };
    assert_eq!(rule(&r), Some(("PD-3", "DlqNotEmpty: not acknowledged.".into())));
    r.go("1000s");
    assert_eq!(rule(&r), Some(("PD-3", "DlqNotEmpty is being worked on.".into())));
    r.go("3600s");
    assert_eq!(rule(&r), Some(("PD-4", "DlqNotEmpty is open for 1 h.".into())));
}
