//! The rules of custom metrics, a test each.

use crate::testing::run;

#[test]
fn it_publishes_at_once_and_then_every_interval_while_it_is_on() {
    let scenario = "node m custom_metric MetricName=BreakerOpen Value=3 Interval=30
        at 70s m Published=true for 75s";
    let r = run(scenario, "181s");
    let minute = |k| r.metric("m", "Value").minute(k).map(|m| (m.count, m.max));
    // 70 and 100 s, then 130 s; off from 145 s on.
    assert_eq!((minute(0), minute(1), minute(2)), (None, Some((2, 3.0)), Some((1, 3.0))));
    assert_eq!(r.metric("m", "Value").name(), "BreakerOpen");
}

#[test]
fn commands_switch_it_and_publish_once() {
    let scenario = "node m custom_metric Interval=60
        at 10s m do PutMetricData Value=7
        at 70s m do SwitchOn
        at 80s m do SwitchOff";
    let r = run(scenario, "240s");
    let minute = |k| r.metric("m", "Value").minute(k).map(|m| (m.count, m.sum));
    assert_eq!((minute(0), minute(1), minute(2)), (Some((1, 7.0)), Some((1, 1.0)), None));
}

#[test]
fn an_alarm_finds_it_by_its_own_name_and_by_value() {
    for name in ["Maintenance", "Value", "value"] {
        let scenario = format!(
            "node m custom_metric Published=true
             node a alarm MetricName={name} Statistic=Maximum ComparisonOperator=GreaterThanOrEqualToThreshold Threshold=1
             wire m.metrics -> a.metric"
        );
        let r = run(&scenario, "61s");
        let changes = r.engine.transitions(r.engine.node(&"a".into()).expect("a")).expect("an alarm has states");
        assert_eq!(changes.iter().map(|c| c.to).collect::<Vec<_>>(), ["ALARM"], "{name}");
    }
}
