//! What a rule does: look at an event, and invoke its targets if it matches.

use super::delivery::{DEAD, Invocation};
use super::gate::Gate;
use super::pattern::Pattern;
use super::target::Target;
use super::*;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Body, Call, CallId, Context, Delay, Fault, Held, Kind, LinkId, MessageId, Notice, Parcel,
    Reading, Reason, Span, Status, Time, Token, Tone, View,
};
use std::collections::BTreeMap;

/// Wake-ups of a rule.
pub(super) const ATTEMPT: u32 = 0;
pub(super) const RELEASE: u32 = 1;
pub(super) const EXPIRE: u32 = 2;

/// The gate of the rule itself among those of its targets.
pub(super) const RULE_GATE: u64 = u64::MAX;

/// What the bus hears: it matches, or it does not.
const MATCHED_IT: u16 = 200;
const NO_MATCH: u16 = 204;

/// A rule of a bus.
#[derive(Clone)]
pub struct Rule {
    enabled: bool,
    pattern: Pattern,
    pub(super) bus: String,
    pub(super) targets: Vec<Target>,
    pub(super) dead_letters: Option<LinkId>,
    pub(super) gate: Option<Gate>,
    pub(super) latency: Delay,
    pub(super) base: Span,
    pub(super) cap: Span,
    pub(super) jitter: f64,
    duplicates: f64,
    pub(super) invocations: BTreeMap<u64, Invocation>,
    pub(super) numbered: u64,
    offered: Rate,
    matched: Rate,
    pub(super) failing: Rate,
    pub(super) lost: Rate,
    refused: Option<Body>,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            enabled: true,
            pattern: Pattern::default(),
            bus: String::new(),
            targets: Vec::new(),
            dead_letters: None,
            gate: None,
            latency: Delay::NONE,
            base: Span::ZERO,
            cap: Span::ZERO,
            jitter: 0.0,
            duplicates: 0.0,
            invocations: BTreeMap::new(),
            numbered: 0,
            offered: Rate::default(),
            matched: Rate::default(),
            failing: Rate::default(),
            lost: Rate::default(),
            refused: None,
        }
    }
}

impl Rule {
    /// The bus shows an event. The answer says whether it matches.
    fn look(&mut self, cx: &mut Context, link: LinkId, parcel: Parcel) -> u16 {
        let now = cx.now();
        self.offered.add(now, 1);
        let reason = |kind, text| Reason::new("EB-8", kind, text).maybe_about(parcel.about).on(link);
        if !self.enabled {
            cx.note(reason(Kind::Skipped, "not looked at: the rule is disabled").because("State"));
            return NO_MATCH;
        }
        if let Some(field) = self.pattern.refuses(parcel.body.json()) {
            cx.note(
                reason(Kind::Filtered, "no match: the pattern wants another {word}")
                    .word(field)
                    .because("EventPattern"),
            );
            self.refused = Some(parcel.body);
            return NO_MATCH;
        }
        self.matched.add(now, 1);
        cx.count(TRIGGERED, 1);
        cx.count(MATCHED, 1);
        let targets: Vec<LinkId> = self.targets.iter().filter(|t| !t.gone).map(|t| t.link).collect();
        cx.note(reason(Kind::Received, "matches: {a} targets").a(targets.len() as i64).because("EventPattern"));
        for target in targets {
            self.invoke(cx, target, &parcel.body, parcel.about, false);
            if cx.stream().chance(self.duplicates) {
                self.invoke(cx, target, &parcel.body, parcel.about, true);
            }
        }
        MATCHED_IT
    }

    fn read_targets(&mut self, cx: &mut Context) {
        let now = cx.now();
        let mut before = std::mem::take(&mut self.targets);
        for link in cx.links(TARGETS) {
            let config = cx.link_config(link);
            let mut fresh = Target::read(link, cx.link(link).role, &cx.peer_name(link), &config, now);
            if let Some(at) = before.iter().position(|t| t.link == link) {
                let old = before.swap_remove(at);
                fresh.gate = old.gate.map(|mut gate| {
                    gate.resize(INVOCATION_LIMIT.of(&config), now);
                    gate
                });
            }
            self.targets.push(fresh);
        }
        let gone = |target| Target { gone: true, ..target };
        self.targets.extend(before.into_iter().map(gone));
        let gates: Vec<u64> = self.targets.iter().map(|t| u64::from(t.link.0)).chain([RULE_GATE]).collect();
        for which in gates {
            self.watch_gate(cx, which);
        }
    }

    fn notice(&self, now: Time) -> Option<(Tone, Notice)> {
        let say = |tone, title: &str, text: String, rule| Some((tone, Notice { title: title.to_owned(), text, rule }));
        if let Some(error) = self.pattern.error.as_ref().filter(|_| self.enabled) {
            return say(Tone::Bad, "The pattern is not valid.", error.clone(), "EB-8");
        }
        if self.lost.per_second(now) > 0.0 {
            let text = "Deliveries were given up and the target has no dead-letter queue: these events are gone.";
            return say(Tone::Bad, "Losing events.", text.to_owned(), "EB-26");
        }
        let retrying = self.invocations.values().filter(|i| i.tries > 0 && i.due > now).count();
        if retrying > 0 {
            let next = self.invocations.values().map(|i| i.due).filter(|due| *due > now).min().unwrap_or(now);
            let text = format!("{retrying} events wait for another attempt; the next is in {}.", next.since(now));
            return say(Tone::Warning, "A target fails.", text, "EB-24");
        }
        if !self.enabled || self.offered.per_second(now) == 0.0 || self.matched.per_second(now) > 0.0 {
            return None;
        }
        let why = self.pattern.explain(self.refused.as_ref()?.json()?)?;
        say(Tone::Plain, "Nothing matches at the moment.", format!("The last event: {why}"), "EB-8")
    }
}

impl Behaviour for Rule {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let (c, now) = (&*cx.config(), cx.now());
        self.enabled = STATE.of(c) == "ENABLED";
        self.pattern = Pattern::read(EVENT_PATTERN.of(c));
        self.latency = Delay::spread(LATENCY_P50.of(c), LATENCY_P99.of(c));
        (self.base, self.cap) = (BACKOFF_BASE.of(c), BACKOFF_CAP.of(c));
        self.jitter = JITTER.of(c) / 100.0;
        self.duplicates = DUPLICATES.of(c) / 100.0;
        let rate = INVOCATIONS_RATE.of(c);
        match &mut self.gate {
            Some(gate) => gate.resize(rate, now),
            None => self.gate = Some(Gate::new(rate, now)),
        }
        let bus = cx.links(BUS).first().map(|link| cx.peer_name(*link));
        self.bus = bus.as_deref().unwrap_or("default").to_owned();
        self.dead_letters = cx.links(DEAD_LETTERS).first().copied();
        self.read_targets(cx);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let answer = match call.ask {
            Ask::Deliver(parcel) => Answer::done(self.look(cx, call.link, parcel)),
            _ => Answer::failed(Fault::Client, 400, "InvalidAction"),
        };
        cx.answer(call.id, answer, Span::ZERO);
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, tag: u64, answer: Answer) {
        if tag & DEAD != 0 { self.buried(cx, tag & !DEAD, &answer) } else { self.attempted(cx, tag, &answer) }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            ATTEMPT => Some("a delivery is tried"),
            RELEASE => Some("a delivery slot is free again"),
            _ => Some("an event grows too old"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what {
            ATTEMPT => self.approach(cx, token.n),
            RELEASE => self.release(cx, token.n),
            _ => self.expire(cx, token.n),
        }
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.matched.per_second(view.now);
        let retrying = self.invocations.values().filter(|i| i.tries > 0 && i.due > view.now).count();
        let targets = self.targets.iter().filter(|t| !t.gone).count();
        let mut small = format!("{targets} target{}", if targets == 1 { "" } else { "s" });
        if retrying > 0 {
            small.push_str(&format!(", {retrying} retrying"));
        }
        let (tone, notice) = match self.notice(view.now) {
            Some((tone, notice)) => (tone, Some(notice)),
            None if self.failing.per_second(view.now) > 0.0 => (Tone::Warning, None),
            None => (Tone::Plain, None),
        };
        let reading = if self.enabled { Reading::Number(rate, "/s") } else { Reading::Word("DISABLED") };
        Status { reading, small, tone, trend: rate, notice }
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        into.extend(self.invocations.values().map(|i| i.message));
    }

    fn contents(&self, view: &View, most: usize) -> Vec<Held> {
        let held = |i: &Invocation| Held {
            message: i.message,
            doing: match (i.tries, i.due > view.now) {
                (0, _) => "on its way to the target",
                (_, true) => "waits for its next attempt",
                (_, false) => "waits for an answer or its turn",
            },
            next: (i.due > view.now).then(|| i.due.since(view.now)),
            tries: i.tries,
            link: Some(i.target),
        };
        self.invocations.values().take(most).map(held).collect()
    }
}
