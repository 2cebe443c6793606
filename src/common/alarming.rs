//! What metric alarms and composite alarms have in common: the state and its history, the nodes that are told, the
//! actions that run on a change, and the documents that those carry.

use super::account::{NUMBER, PLACE, REGION};
use crate::catalog::{Finding, Key, Look, Severity, Words, choice, flag, text};
use crate::languages::alarm_state::AlarmState;
use crate::languages::template::Template;
use crate::sim::{
    Answer, Ask, Body, Class, Context, Datum, Fault, Kind, LinkId, Notice, Parcel, PortId, Query, Reading, Reason,
    Signal, Span, Time, Token, Tone, Transition,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const ACTIONS_ENABLED: Key<bool> = flag("ActionsEnabled", true)
    .help("Whether actions run. Off, the alarm still changes its state.")
    .source("CloudWatch 2.1, CW-55")
    .under("Actions");
pub const DESCRIPTION: Key<Words> = text("AlarmDescription")
    .help("A text that its notifications carry, such as what to do.")
    .source("CloudWatch 2.1")
    .under("Actions");

/// Of the wire to an action's target.
pub const ON: Key<Words> = choice("On", &["ALARM", "OK", "INSUFFICIENT_DATA", "ALARM and OK", "any change"])
    .help("Which new state runs this action: AlarmActions, OKActions or InsufficientDataActions.")
    .source("CloudWatch 2.1, CW-50");

/// At most so many actions run for each state (CW-55).
pub const MOST_ACTIONS: usize = 5;
/// The wait before an action on a function is tried again, doubled each time up to a minute (CW-53 gives no figures).
const RETRY: Span = Span::seconds(1);
const LONGEST_RETRY: Span = Span::minutes(1);
/// Changes that are kept.
const HISTORY: usize = 10_000;

/// Wake-ups of an [`Announcer`] have this word; those of the alarm itself have smaller ones.
pub const AGAIN: u32 = 100;

/// The ports of an alarm.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// To topics and functions.
    pub actions: PortId,
    /// To composite alarms.
    pub state: PortId,
    /// To the default event bus.
    pub events: PortId,
}

/// A change of state.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The state before.
    pub from: AlarmState,
    /// The state since.
    pub to: AlarmState,
    /// Why, in a sentence.
    pub why: String,
    /// When.
    pub at: Time,
}

/// What the documents say about the alarm itself.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Details {
    /// `AlarmDescription`.
    pub description: String,
    /// `configuration` of events and invocations.
    pub configuration: Value,
    /// Further properties of a notification: `Trigger`, `AlarmRule`.
    pub notification: Value,
}

#[derive(Clone, Debug)]
struct Target {
    link: LinkId,
    function: bool,
    on: &'static [AlarmState],
}

#[derive(Clone, Debug)]
struct Delivery {
    link: LinkId,
    /// A function is tried again until it accepts (CW-53); a topic is not (CW-54).
    function: bool,
    body: Body,
    tries: u32,
}

/// The state of an alarm, and everything that a change of it sets off.
#[derive(Clone, Default)]
pub struct Announcer {
    state: AlarmState,
    since: Time,
    why: String,
    history: Vec<Transition>,
    listeners: Vec<LinkId>,
    targets: Vec<Target>,
    bus: Option<LinkId>,
    enabled: bool,
    numbered: u64,
    deliveries: BTreeMap<u64, Delivery>,
    failed: Option<&'static str>,
}

impl Announcer {
    /// Reads settings and wires, and tells whoever watches the state what it is now.
    pub fn configure(&mut self, cx: &mut Context, ports: Ports) {
        let config = cx.config();
        self.enabled = ACTIONS_ENABLED.of(&config);
        self.listeners = cx.links(ports.state);
        self.bus = cx.links(ports.events).first().copied();
        let target = |link: LinkId| {
            let function = cx.link(link).role == crate::catalog::roles::ALARM_FUNCTION.key;
            Target { link, function, on: states(ON.of(&cx.link_config(link))) }
        };
        self.targets = cx.links(ports.actions).into_iter().map(target).collect();
        self.tell(cx);
    }

    /// The state.
    pub fn state(&self) -> AlarmState {
        self.state
    }

    /// The changes so far.
    pub fn history(&self) -> &[Transition] {
        &self.history
    }

    fn tell(&self, cx: &mut Context) {
        for link in &self.listeners {
            let signal = Signal { subject: cx.name().to_string(), state: self.state.name(), body: None };
            cx.signal(Class::Combine, *link, signal);
        }
    }

    /// Goes to another state, and says so to all who watch; `reason` is the note's, `data` what
    /// was looked at. Actions are another matter.
    pub fn enter(&mut self, cx: &mut Context, to: AlarmState, why: String, reason: Reason, data: Vec<Datum>) -> Change {
        let change = Change { from: self.state, to, why, at: cx.now() };
        (self.state, self.since, self.why) = (to, cx.now(), change.why.clone());
        if self.history.len() == HISTORY {
            self.history.remove(0);
        }
        self.history.push(Transition { at: cx.now(), to: to.name(), why: change.why.clone(), data });
        cx.note(reason);
        self.tell(cx);
        change
    }

    /// Takes the newest change back: it did not outlast the instant in which it was made.
    pub fn retract(&mut self) {
        self.history.pop();
    }

    /// Tells the default event bus of a change (CW-56); `suppressed` says by what the actions are held back.
    pub fn publish(&mut self, cx: &mut Context, change: &Change, details: &Details, suppressed: Option<&str>) {
        let Some(link) = self.bus else { return };
        let body = Body::new(event(&cx.name(), change, details, suppressed).to_string());
        self.deliver(cx, Delivery { link, function: false, body, tries: 0 });
    }

    /// Runs the actions of a change (CW-50).
    pub fn act(&mut self, cx: &mut Context, change: &Change, details: &Details) {
        let due: Vec<Target> = self.targets.iter().filter(|t| t.on.contains(&change.to)).cloned().collect();
        if due.is_empty() {
            return;
        }
        if !self.enabled {
            let text = "no action runs: {word} is the state, but actions are switched off";
            cx.note(Reason::new("CW-55", Kind::Skipped, text).word(change.to.name()).because("ActionsEnabled"));
            return;
        }
        let name = cx.name();
        for Target { link, function, .. } in due {
            let (body, text) = if function {
                (invocation(&name, change, details), "runs its action on {word}: invokes the function")
            } else {
                (notification(&name, change, details), "runs its action on {word}: notifies the topic")
            };
            cx.note(Reason::new("CW-50", Kind::Sent, text).word(change.to.name()).on(link).because("On"));
            self.deliver(cx, Delivery { link, function, body: Body::new(body.to_string()), tries: 0 });
        }
    }

    fn deliver(&mut self, cx: &mut Context, delivery: Delivery) {
        self.numbered += 1;
        let parcel = Parcel::new(delivery.body.clone(), None);
        cx.ask(Query::new(delivery.link, Ask::Deliver(parcel)).tag(self.numbered).drawn(Kind::State));
        self.deliveries.insert(self.numbered, delivery);
    }

    /// The answer to an action.
    pub fn answered(&mut self, cx: &mut Context, tag: u64, answer: &Answer) {
        let Some(delivery) = self.deliveries.remove(&tag) else { return };
        let Answer::Failed { fault, code, .. } = answer else {
            self.failed = None;
            return;
        };
        let lost = matches!(fault, Fault::NotFound | Fault::Denied);
        if delivery.function && !lost {
            let wait = (RETRY * (1 << delivery.tries.min(6))).min(LONGEST_RETRY);
            let text = "the function did not accept the action ({word}); again in {b:t}";
            cx.note(Reason::new("CW-53", Kind::Retried, text).word(code).b(wait.0 as i64).on(delivery.link));
            self.deliveries.insert(tag, delivery);
            cx.wake_after(Class::Start, wait, Token::new(AGAIN, tag));
            return;
        }
        self.failed = Some(code);
        let text = "the action failed ({word}), and CloudWatch tells nobody";
        cx.note(Reason::new("CW-54", Kind::Failed, text).word(code).on(delivery.link));
    }

    /// A wake-up with the word [`AGAIN`].
    pub fn again(&mut self, cx: &mut Context, tag: u64) {
        if let Some(mut delivery) = self.deliveries.remove(&tag) {
            delivery.tries += 1;
            self.deliver(cx, delivery);
        }
    }

    /// The big word of the card and its tone.
    pub fn reading(&self) -> (Reading, Tone) {
        match self.state {
            AlarmState::Ok => (Reading::Word("OK"), Tone::Good),
            AlarmState::Alarm => (Reading::Word("ALARM"), Tone::Bad),
            AlarmState::InsufficientData => (Reading::Word("No data"), Tone::Unknown),
        }
    }

    /// What is worth explaining: an action that failed, or why it is in alarm.
    pub fn notice(&self, rule: &'static str) -> Option<Notice> {
        if let Some(code) = self.failed {
            let text = format!("The target answered {code}. CloudWatch does not check its actions and tells nobody.");
            return Some(Notice { title: "Its last action failed.".into(), text, rule: "CW-54" });
        }
        let title = format!("In alarm since {}.", self.since);
        (self.state == AlarmState::Alarm).then(|| Notice { title, text: self.why.clone(), rule })
    }
}

fn states(on: &str) -> &'static [AlarmState] {
    use AlarmState::{Alarm, InsufficientData, Ok};
    match on {
        "OK" => &[Ok],
        "INSUFFICIENT_DATA" => &[InsufficientData],
        "ALARM and OK" => &[Alarm, Ok],
        "any change" => &[Alarm, Ok, InsufficientData],
        _ => &[Alarm],
    }
}

/// More actions for one state than CloudWatch takes (CW-55).
pub fn too_many_actions(look: &Look) -> Option<Finding> {
    let count =
        |state: AlarmState| look.at("actions").filter(|n| states(ON.of(&n.wire.config)).contains(&state)).count();
    let all = [AlarmState::Alarm, AlarmState::Ok, AlarmState::InsufficientData];
    let (most, state) = all.into_iter().map(|state| (count(state), state)).max_by_key(|(n, _)| *n)?;
    let what = format!("{} has {most} actions for {state}; CloudWatch takes {MOST_ACTIONS}.", look.node.name);
    let finding = Finding::new(Severity::Error, what, "Let one topic tell several subscribers instead.");
    (most > MOST_ACTIONS).then(|| finding.rule("CW-55"))
}

fn arn(name: &str) -> String {
    format!("arn:aws:cloudwatch:{PLACE}:alarm:{name}")
}

/// An instant as documents have it.
fn timestamp(at: Time) -> String {
    let mut text = String::new();
    Template::parse("{{timestamp}}").map(|t| t.render(&mut text, 0, at.epoch_micros(), &mut || 0)).unwrap_or_default();
    text
}

/// What a topic gets (CW-57).
pub fn notification(name: &str, change: &Change, details: &Details) -> Value {
    let mut all = json!({
        "AlarmName": name,
        "AlarmDescription": details.description,
        "AWSAccountId": NUMBER,
        "NewStateValue": change.to.name(),
        "NewStateReason": change.why,
        "StateChangeTime": timestamp(change.at),
        "Region": REGION,
        "AlarmArn": arn(name),
        "OldStateValue": change.from.name(),
    });
    if let (Some(all), Some(more)) = (all.as_object_mut(), details.notification.as_object()) {
        all.extend(more.clone());
    }
    all
}

/// What a function gets (CW-53).
pub fn invocation(name: &str, change: &Change, details: &Details) -> Value {
    let time = timestamp(change.at);
    json!({
        "source": "aws.cloudwatch",
        "alarmArn": arn(name),
        "accountId": NUMBER,
        "time": time,
        "region": REGION,
        "alarmData": {
            "alarmName": name,
            "state": {"value": change.to.name(), "reason": change.why, "timestamp": time},
            "previousState": {"value": change.from.name()},
            "configuration": details.configuration,
        },
    })
}

/// What the default event bus gets (CW-56, CW-66).
pub fn event(name: &str, change: &Change, details: &Details, suppressed: Option<&str>) -> Value {
    let time = timestamp(change.at);
    let mut state = json!({"value": change.to.name(), "reason": change.why, "timestamp": time});
    if let (Some(by), Some(state)) = (suppressed, state.as_object_mut()) {
        state.insert("actionsSuppressedBy".into(), by.into());
    }
    json!({
        "source": "aws.cloudwatch",
        "detail-type": "CloudWatch Alarm State Change",
        "account": NUMBER,
        "time": time,
        "region": REGION,
        "resources": [arn(name)],
        "detail": {
            "alarmName": name,
            "state": state,
            "previousState": {"value": change.from.name()},
            "configuration": details.configuration,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change() -> Change {
        Change { from: AlarmState::Ok, to: AlarmState::Alarm, why: "because".into(), at: Time(61_000_000) }
    }

    fn details() -> Details {
        Details {
            description: "call me".into(),
            configuration: json!({"metrics": []}),
            notification: json!({"Trigger": {"Period": 60}}),
        }
    }

    #[test]
    fn cw_57_a_notification_has_its_fields() {
        let all = notification("A", &change(), &details());
        assert_eq!(all["AlarmName"], "A");
        assert_eq!(all["AlarmDescription"], "call me");
        assert_eq!((&all["NewStateValue"], &all["OldStateValue"]), (&json!("ALARM"), &json!("OK")));
        assert_eq!(all["NewStateReason"], "because");
        assert_eq!(all["StateChangeTime"], "2026-01-01T00:01:01.000Z");
        assert_eq!(all["AlarmArn"], "arn:aws:cloudwatch:us-east-1:123456789012:alarm:A");
        assert_eq!(all["Trigger"]["Period"], 60);
    }

    #[test]
    fn cw_56_66_an_event_has_its_fields_and_says_what_suppresses() {
        let all = event("A", &change(), &details(), Some("WaitPeriod"));
        assert_eq!(all["source"], "aws.cloudwatch");
        assert_eq!(all["detail-type"], "CloudWatch Alarm State Change");
        assert_eq!(all["resources"][0], "arn:aws:cloudwatch:us-east-1:123456789012:alarm:A");
        assert_eq!(all["detail"]["state"]["value"], "ALARM");
        assert_eq!(all["detail"]["state"]["actionsSuppressedBy"], "WaitPeriod");
        assert_eq!(all["detail"]["previousState"]["value"], "OK");
        assert!(event("A", &change(), &details(), None)["detail"]["state"].get("actionsSuppressedBy").is_none());
    }

    #[test]
    fn cw_53_an_invocation_has_its_fields() {
        let all = invocation("A", &change(), &details());
        assert_eq!(all["alarmData"]["state"]["reason"], "because");
        assert_eq!(all["alarmData"]["previousState"]["value"], "OK");
        assert_eq!(all["accountId"], "123456789012");
    }

    #[test]
    fn every_word_of_on_means_a_set_of_states_of_its_own() {
        let crate::catalog::FieldKind::Choice(words) = ON.field.kind else { panic!("a choice") };
        let sets: Vec<_> = words.iter().map(|word| states(word)).collect();
        assert_eq!(sets.iter().map(|s| s.len()).collect::<Vec<_>>(), [1, 1, 1, 2, 3]);
        assert_eq!(sets[0], [AlarmState::Alarm]);
        assert_eq!(sets[1], [AlarmState::Ok]);
        assert_eq!(sets[2], [AlarmState::InsufficientData]);
    }
}
