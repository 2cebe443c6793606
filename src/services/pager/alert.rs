//! What an alert asks for: alarm notifications, alone or in a topic's envelope, alarm events of a bus, and events in the
//! pager's own words (PD-1, PD-4, CW-57, CW-80).

use crate::sim::Body;
use serde_json::Value;

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    Trigger,
    Acknowledge,
    Resolve,
}

/// An alert. Alerts with the same key are about the same trouble.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alert {
    pub key: String,
    pub action: Action,
    pub summary: String,
}

/// What came in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Incoming {
    /// Something to do.
    Alert(Alert),
    /// Understood, and nothing to do: an alarm with too little data.
    Nothing,
    /// Not understood.
    Unknown,
}

/// Reads the body of a request.
pub fn read(body: &Body) -> Incoming {
    let Some(value) = body.json() else { return Incoming::Unknown };
    // A topic without raw delivery wraps the message into an envelope (SNS-5).
    match (text(value, "/Type"), text(value, "/Message")) {
        (Some("Notification"), Some(message)) => match serde_json::from_str(message) {
            Ok(inner) => content(&inner),
            Err(_) => Incoming::Unknown,
        },
        _ => content(value),
    }
}

fn content(value: &Value) -> Incoming {
    let alarm = text(value, "/AlarmName").zip(text(value, "/NewStateValue"));
    let event = text(value, "/detail/alarmName").zip(text(value, "/detail/state/value"));
    if let Some((name, state)) = alarm.or(event) {
        let why = text(value, "/NewStateReason").or(text(value, "/detail/state/reason"));
        let action = match state {
            "ALARM" => Action::Trigger,
            "OK" => Action::Resolve,
            _ => return Incoming::Nothing,
        };
        return alert(name, action, why.unwrap_or(name));
    }
    let action = match text(value, "/event_action") {
        Some("trigger") => Action::Trigger,
        Some("acknowledge") => Action::Acknowledge,
        Some("resolve") => Action::Resolve,
        _ => return Incoming::Unknown,
    };
    let summary = text(value, "/payload/summary");
    match text(value, "/dedup_key").or(summary) {
        Some(key) => alert(key, action, summary.unwrap_or(key)),
        None => Incoming::Unknown,
    }
}

fn alert(key: &str, action: Action, summary: &str) -> Incoming {
    Incoming::Alert(Alert { key: key.to_owned(), action, summary: summary.to_owned() })
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: &Value) -> Option<(String, Action)> {
        match read(&Body::new(value.to_string())) {
            Incoming::Alert(alert) => Some((alert.key, alert.action)),
            _ => None,
        }
    }

    #[test]
    fn pd_4_cw_57_an_alarm_notification_triggers_and_resolves_by_its_name() {
        let alarm = |state: &str| json!({"AlarmName": "DlqNotEmpty", "NewStateValue": state, "NewStateReason": "why"});
        assert_eq!(of(&alarm("ALARM")), Some(("DlqNotEmpty".into(), Action::Trigger)));
        assert_eq!(of(&alarm("OK")), Some(("DlqNotEmpty".into(), Action::Resolve)));
        assert_eq!(read(&Body::new(alarm("INSUFFICIENT_DATA").to_string())), Incoming::Nothing);
        let wrapped = json!({"Type": "Notification", "Message": alarm("ALARM").to_string()});
        assert_eq!(of(&wrapped), Some(("DlqNotEmpty".into(), Action::Trigger)));
    }

    #[test]
    fn cw_80_an_alarm_event_of_a_bus_does_the_same() {
        let event = |state: &str| {
            json!({"source": "aws.cloudwatch", "detail-type": "CloudWatch Alarm State Change",
                   "detail": {"alarmName": "Api5xx", "state": {"value": state, "reason": "why"}}})
        };
        assert_eq!(of(&event("ALARM")), Some(("Api5xx".into(), Action::Trigger)));
        assert_eq!(of(&event("OK")), Some(("Api5xx".into(), Action::Resolve)));
    }

    #[test]
    fn pd_1_events_in_the_pagers_own_words() {
        let event = |action: &str| json!({"routing_key": "k", "event_action": action, "dedup_key": "disk", "payload": {"summary": "full"}});
        assert_eq!(of(&event("trigger")), Some(("disk".into(), Action::Trigger)));
        assert_eq!(of(&event("acknowledge")), Some(("disk".into(), Action::Acknowledge)));
        assert_eq!(of(&event("resolve")), Some(("disk".into(), Action::Resolve)));
        assert_eq!(of(&event("shout")), None);
        assert_eq!(read(&Body::new("hello")), Incoming::Unknown);
        assert_eq!(read(&Body::new("{\"Type\":\"Notification\",\"Message\":\"hello\"}")), Incoming::Unknown);
    }
}
