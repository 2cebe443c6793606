//! What a pager does: open an incident for each trouble, page until somebody acknowledges, close it when it is over.

use super::alert::{Action, Alert, Incoming, read};
use super::*;
use crate::model::Config;
use crate::sim::{
    Answer, Ask, Behaviour, Body, Call, CallId, Class, Context, Delay, Fault, Kind, LinkId, MessageId, Notice, Parcel,
    Query, Reading, Reason, Signal, Span, Status, Time, Token, Tone, View, WakeKey,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Wake-ups of a pager.
const ESCALATE: u32 = 0;
const FORGOTTEN: u32 = 1;

/// An incident that is open for so long is worth a question (PD-4).
const LONG: Span = Span::minutes(60);

/// An open incident (PD-3).
#[derive(Clone, Debug)]
struct Incident {
    key: String,
    summary: String,
    about: Option<MessageId>,
    opened: Time,
    acknowledged: bool,
    /// Whether somebody ever acknowledged it.
    seen: bool,
    level: i64,
    loops: u32,
    /// When the next level is paged, or when it is triggered again.
    timer: Option<(Time, WakeKey)>,
    paged: BTreeSet<LinkId>,
}

/// A pager.
#[derive(Clone, Default)]
pub struct Pager {
    down: bool,
    maintenance: bool,
    latency: Option<Delay>,
    patience: Span,
    again: Option<Span>,
    most_loops: u32,
    levels: BTreeMap<i64, Vec<LinkId>>,
    incidents: BTreeMap<u64, Incident>,
    opened: u64,
    pages: u64,
}

impl Pager {
    fn take(&mut self, cx: &mut Context, call: &Call, parcel: &Parcel) -> Answer {
        let reason = |rule, kind, text| Reason::new(rule, kind, text).maybe_about(parcel.about).on(call.link);
        if self.down {
            cx.note(reason("SUB-1", Kind::Failed, "answers 503: the pager is down").because("Mode"));
            return Answer::failed(Fault::Unavailable, 503, "ServiceUnavailable");
        }
        cx.count(ALERTS, 1);
        let alert = match read(&parcel.body) {
            Incoming::Alert(alert) => alert,
            Incoming::Nothing => {
                cx.note(reason("PD-4", Kind::Skipped, "too little data to tell: nothing is opened or closed"));
                return Answer::done(202);
            }
            Incoming::Unknown => {
                cx.count(REFUSED, 1);
                cx.note(reason("PD-1", Kind::Failed, "answers 400: neither an alarm nor a pager event"));
                return Answer::failed(Fault::Client, 400, "InvalidEvent");
            }
        };
        let known = self.incidents.iter().find(|(_, i)| i.key == alert.key).map(|(n, _)| *n);
        match (alert.action, known) {
            (Action::Trigger, _) if self.maintenance => {
                cx.count(DROPPED, 1);
                cx.note(reason("PD-4", Kind::Skipped, "dropped: maintenance mode").because("MaintenanceMode"));
            }
            (Action::Trigger, Some(n)) => {
                cx.note(reason("PD-2", Kind::Duplicate, "joins open incident {a}: no new page").a(n as i64));
            }
            (Action::Trigger, None) => self.open(cx, alert, parcel.about, call.link),
            (Action::Acknowledge, Some(n)) => self.acknowledge(cx, n, None),
            (Action::Resolve, Some(n)) => {
                cx.note(reason("PD-2", Kind::State, "incident {a} is over").a(n as i64));
                self.resolve(cx, n, None);
            }
            (Action::Acknowledge | Action::Resolve, None) => {
                cx.note(reason("PD-2", Kind::Skipped, "no incident is open for this alert"));
            }
        }
        Answer::done(202)
    }

    fn open(&mut self, cx: &mut Context, alert: Alert, about: Option<MessageId>, link: LinkId) {
        self.opened += 1;
        let n = self.opened;
        let Alert { key, summary, .. } = alert;
        let level = self.levels.keys().next().copied().unwrap_or(1);
        let incident = Incident {
            key,
            summary,
            about,
            opened: cx.now(),
            acknowledged: false,
            seen: false,
            level,
            loops: 0,
            timer: None,
            paged: BTreeSet::new(),
        };
        self.incidents.insert(n, incident);
        cx.count(OPENED, 1);
        cx.gauge(OPEN, self.incidents.len() as f64);
        cx.note(Reason::new("PD-2", Kind::State, "opens incident {a}").maybe_about(about).on(link).a(n as i64));
        self.page(cx, n);
    }

    /// Pages everybody of the incident's level, and waits for one of them.
    fn page(&mut self, cx: &mut Context, n: u64) {
        let Some(incident) = self.incidents.get_mut(&n) else { return };
        let links = self.levels.get(&incident.level).cloned().unwrap_or_default();
        let (about, level) = (incident.about, incident.level);
        let reason = |kind, text| Reason::new("PD-3", kind, text).maybe_about(about).a(n as i64);
        if links.is_empty() {
            return cx.note(reason(Kind::Skipped, "incident {a}: there is nobody to page"));
        }
        incident.paged.extend(&links);
        let page = json!({"incident": n, "key": incident.key, "summary": incident.summary, "level": level});
        let page = Body::new(page.to_string());
        self.set_timer(cx, n, self.patience, ESCALATE);
        for link in links {
            self.pages += 1;
            cx.count(PAGES, 1);
            cx.note(reason(Kind::Sent, "incident {a}: pages level {b}").b(level).on(link));
            cx.ask(Query::new(link, Ask::Deliver(Parcel::new(page.clone(), about))).tag(n));
        }
    }

    /// Nobody has acknowledged in time.
    fn escalate(&mut self, cx: &mut Context, n: u64) {
        let Some(incident) = self.incidents.get_mut(&n).filter(|i| !i.acknowledged) else { return };
        incident.timer = None;
        let higher = self.levels.range(incident.level + 1..).next().map(|(level, _)| *level);
        let reason = |kind, text| Reason::new("PD-3", kind, text).maybe_about(incident.about).a(n as i64);
        let level = match (higher, self.levels.keys().next()) {
            (Some(level), _) => {
                let reason = reason(Kind::Retried, "incident {a} is not acknowledged: escalated to level {b}");
                cx.note(reason.b(level).because("EscalationDelay"));
                level
            }
            (None, Some(first)) if incident.loops < self.most_loops => {
                incident.loops += 1;
                let reason = reason(Kind::Retried, "incident {a} is not acknowledged: round {b} through the levels");
                cx.note(reason.b(i64::from(incident.loops) + 1).because("NumLoops"));
                *first
            }
            _ => {
                let text = "incident {a} is not acknowledged, and everybody was paged as often as allowed";
                return cx.note(reason(Kind::Failed, text).because("NumLoops"));
            }
        };
        incident.level = level;
        cx.count(ESCALATIONS, 1);
        self.page(cx, n);
    }

    fn acknowledge(&mut self, cx: &mut Context, n: u64, by: Option<LinkId>) {
        let Some(incident) = self.incidents.get_mut(&n).filter(|i| !i.acknowledged) else { return };
        incident.acknowledged = true;
        if !incident.seen {
            incident.seen = true;
            cx.gauge(TIME_TO_ACKNOWLEDGE, cx.now().since(incident.opened).as_seconds());
        }
        cx.note(
            Reason::new("PD-3", Kind::State, "incident {a} is acknowledged").maybe_about(incident.about).a(n as i64),
        );
        match self.again {
            Some(after) => self.set_timer(cx, n, after, FORGOTTEN),
            None => self.clear_timer(cx, n),
        }
        self.tell(cx, n, by, "acknowledged");
    }

    /// Acknowledged long ago and not resolved: it is triggered again (PD-3).
    fn retrigger(&mut self, cx: &mut Context, n: u64) {
        let Some(incident) = self.incidents.get_mut(&n).filter(|i| i.acknowledged) else { return };
        incident.acknowledged = false;
        incident.timer = None;
        let reason =
            Reason::new("PD-3", Kind::State, "incident {a} was acknowledged and not resolved: triggered again");
        cx.note(reason.maybe_about(incident.about).a(n as i64).because("AcknowledgementTimeout"));
        self.page(cx, n);
    }

    fn resolve(&mut self, cx: &mut Context, n: u64, by: Option<LinkId>) {
        self.clear_timer(cx, n);
        self.tell(cx, n, by, "resolved");
        let Some(incident) = self.incidents.remove(&n) else { return };
        cx.count(RESOLVED, 1);
        if !incident.seen {
            cx.count(UNSEEN, 1);
        }
        cx.gauge(TIME_TO_RESOLVE, cx.now().since(incident.opened).as_seconds());
        cx.gauge(OPEN, self.incidents.len() as f64);
        cx.note(Reason::new("PD-3", Kind::State, "incident {a} is resolved").maybe_about(incident.about).a(n as i64));
    }

    /// Tells everybody who was paged, but for the one who did it.
    fn tell(&self, cx: &mut Context, n: u64, by: Option<LinkId>, state: &'static str) {
        let Some(incident) = self.incidents.get(&n) else { return };
        for link in incident.paged.iter().filter(|link| Some(**link) != by) {
            let signal = Signal { subject: incident.key.clone(), state, body: Some(Body::new(n.to_string())) };
            cx.signal(Class::Completion, *link, signal);
        }
    }

    fn set_timer(&mut self, cx: &mut Context, n: u64, after: Span, what: u32) {
        self.clear_timer(cx, n);
        if let Some(incident) = self.incidents.get_mut(&n) {
            let key = cx.wake_after(Class::Timeout, after, Token::new(what, n));
            incident.timer = Some((cx.now() + after, key));
        }
    }

    fn clear_timer(&mut self, cx: &mut Context, n: u64) {
        if let Some((_, key)) = self.incidents.get_mut(&n).and_then(|i| i.timer.take()) {
            cx.cancel(key);
        }
    }

    fn notice(&self, now: Time) -> Option<Notice> {
        let oldest = self.incidents.values().min_by_key(|i| (i.acknowledged, i.opened));
        let Some(incident) = oldest else {
            let text = "Triggers are dropped; nobody is paged.".to_owned();
            let notice = Notice { title: "Maintenance mode.".into(), text, rule: "PD-4" };
            return self.maintenance.then_some(notice);
        };
        let (key, age) = (&incident.key, now.since(incident.opened));
        Some(match incident.timer.filter(|_| !incident.acknowledged) {
            Some((at, _)) => Notice {
                title: format!("{key}: not acknowledged."),
                text: format!(
                    "Triggered {age} ago; level {} was paged. The next page goes out in {}.",
                    incident.level,
                    at.since(now)
                ),
                rule: "PD-3",
            },
            None if !incident.acknowledged => Notice {
                title: format!("{key}: nobody reacts."),
                text: format!("Triggered {age} ago, and there is nobody left to page."),
                rule: "PD-3",
            },
            None if age >= LONG => Notice {
                title: format!("{key} is open for {age}."),
                text: "An incident closes when its alarm sends OK. An alarm without OKActions leaves it open for ever."
                    .into(),
                rule: "PD-4",
            },
            None => Notice {
                title: format!("{key} is being worked on."),
                text: format!("Triggered {age} ago, and acknowledged."),
                rule: "PD-3",
            },
        })
    }
}

impl Behaviour for Pager {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let c = &*cx.config();
        self.down = MODE.of(c) == "DOWN";
        self.maintenance = MAINTENANCE.of(c);
        self.latency = Some(Delay::spread(LATENCY_P50.of(c), LATENCY_P99.of(c)));
        self.patience = ESCALATION_DELAY.of(c);
        self.again = ACKNOWLEDGEMENT_TIMEOUT.of(c);
        self.most_loops = NUM_LOOPS.of(c) as u32;
        self.levels.clear();
        for link in cx.links(PEOPLE) {
            self.levels.entry(LEVEL.of(&cx.link_config(link))).or_default().push(link);
        }
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let answer = match &call.ask {
            Ask::Deliver(parcel) => self.take(cx, &call, parcel),
            _ => Answer::failed(Fault::Client, 400, "InvalidEvent"),
        };
        let latency = self.latency.unwrap_or(Delay::NONE).draw(cx.stream());
        cx.answer(call.id, answer, latency);
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, n: u64, answer: Answer) {
        if answer.fault().is_some() {
            let about = self.incidents.get(&n).and_then(|i| i.about);
            cx.note(
                Reason::new("PD-3", Kind::Failed, "incident {a}: a page did not arrive").maybe_about(about).a(n as i64),
            );
        }
    }

    fn signal(&mut self, cx: &mut Context, link: LinkId, signal: &Signal) {
        let Some(n) = signal.body.as_ref().and_then(|body| body.text().parse().ok()) else { return };
        match signal.state {
            "acknowledged" => self.acknowledge(cx, n, Some(link)),
            "resolved" => self.resolve(cx, n, Some(link)),
            _ => {}
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            ESCALATE => Some("an incident is escalated"),
            _ => Some("an incident that was acknowledged rings again"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        if token.what == ESCALATE { self.escalate(cx, token.n) } else { self.retrigger(cx, token.n) }
    }

    fn command(&mut self, cx: &mut Context, command: &str, _with: &Config) {
        for n in self.incidents.keys().copied().collect::<Vec<_>>() {
            match command {
                "AcknowledgeAll" => self.acknowledge(cx, n, None),
                "ResolveAll" => self.resolve(cx, n, None),
                _ => {}
            }
        }
    }

    fn status(&self, view: &View) -> Status {
        let open = self.incidents.len();
        let waiting = self.incidents.values().filter(|i| !i.acknowledged).count();
        let tone = match (self.down, waiting, open) {
            (true, ..) | (_, 1.., _) => Tone::Bad,
            (_, 0, 1..) => Tone::Warning,
            _ if self.maintenance => Tone::Warning,
            _ => Tone::Good,
        };
        let small = match (self.down, open) {
            (true, _) => "answers 503".to_owned(),
            (_, 0) => format!("nothing open, {} pages sent", self.pages),
            _ => format!("{} acknowledged, {} pages sent", open - waiting, self.pages),
        };
        let reading = Reading::Number(open as f64, "open");
        Status { reading, small, tone, trend: open as f64, notice: self.notice(view.now) }
    }
}
