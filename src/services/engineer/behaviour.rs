//! What an engineer does: hear a page, acknowledge it after a while, mend one thing after another.

use super::*;
use crate::sim::{
    Answer, Ask, Behaviour, Body, Call, Class, Context, Fault, Kind, LinkId, MessageId, Notice, Parcel, Reading,
    Reason, Signal, Span, Status, Stream, Time, Token, Tone, View, WakeKey,
};
use std::collections::{BTreeMap, VecDeque};

/// Wake-ups of an engineer.
const ACKNOWLEDGE: u32 = 0;
const FIXED: u32 = 1;

/// A log-normal length of time.
#[derive(Clone, Copy, Debug, Default)]
struct Habit {
    median: Span,
    sigma: f64,
}

impl Habit {
    fn draw(self, factor: f64, stream: &mut Stream) -> Span {
        let spread = if self.sigma == 0.0 { 1.0 } else { libm::exp(self.sigma * stream.normal()) };
        Span::of_seconds(self.median.as_seconds() * factor * spread)
    }
}

/// A trouble that the engineer was paged for.
#[derive(Clone, Debug)]
struct Trouble {
    link: LinkId,
    /// The number that the pager knows it by.
    incident: u64,
    name: String,
    about: Option<MessageId>,
    first_page: Time,
    /// The page that waits for an acknowledgement, or the last one that did.
    open_page: Time,
    /// Acknowledges when it fires.
    reacts: Option<WakeKey>,
    acknowledged: bool,
}

/// An on-call engineer.
#[derive(Clone, Default)]
pub struct Engineer {
    reaction: Habit,
    work: Habit,
    factor: f64,
    asleep: bool,
    resolves: bool,
    troubles: BTreeMap<u64, Trouble>,
    paged: u64,
    fixed: u64,
    /// Acknowledged, not begun.
    queue: VecDeque<u64>,
    working: Option<(u64, Time, WakeKey)>,
}

impl Engineer {
    fn find(&self, link: LinkId, incident: u64) -> Option<u64> {
        self.troubles.iter().find(|(_, t)| t.link == link && t.incident == incident).map(|(n, _)| *n)
    }

    fn hear(&mut self, cx: &mut Context, link: LinkId, parcel: &Parcel) -> Answer {
        let Some(incident) = parcel.body.field("incident").and_then(|n| n.parse().ok()) else {
            return Answer::failed(Fault::Client, 400, "InvalidPage");
        };
        let now = cx.now();
        cx.count(PAGES, 1);
        self.paged += 1;
        let n = self.find(link, incident).unwrap_or(self.paged);
        let trouble = self.troubles.entry(n).or_insert_with(|| Trouble {
            link,
            incident,
            name: parcel.body.field("key").unwrap_or_default(),
            about: parcel.about,
            first_page: now,
            open_page: now,
            reacts: None,
            acknowledged: false,
        });
        if trouble.acknowledged && trouble.reacts.is_none() {
            trouble.open_page = now;
        }
        let about = trouble.about;
        let reason = |text| Reason::new("PD-3", Kind::Received, text).maybe_about(about).on(link).a(incident as i64);
        if self.asleep {
            cx.note(reason("paged for incident {a}, and asleep: not heard").because("Asleep"));
        } else {
            cx.note(reason("paged for incident {a}").because("AckDelayMedian"));
            self.react(cx, n);
        }
        Answer::done(202)
    }

    /// Decides when a page is acknowledged, if that was not decided before.
    fn react(&mut self, cx: &mut Context, n: u64) {
        if let Some(trouble) = self.troubles.get_mut(&n).filter(|t| t.reacts.is_none()) {
            let after = self.reaction.draw(self.factor, cx.stream());
            trouble.reacts = Some(cx.wake_after(Class::Completion, after, Token::new(ACKNOWLEDGE, n)));
        }
    }

    fn acknowledge(&mut self, cx: &mut Context, n: u64) {
        let now = cx.now();
        let Some(trouble) = self.troubles.get_mut(&n) else { return };
        trouble.reacts = None;
        let first = !std::mem::replace(&mut trouble.acknowledged, true);
        let (took, about, incident) = (now.since(trouble.open_page), trouble.about, trouble.incident);
        cx.count(ACKNOWLEDGED, 1);
        cx.gauge(TIME_TO_ACKNOWLEDGE, took.as_seconds());
        let reason = Reason::new("PD-3", Kind::Answered, "acknowledges incident {a}, {b:t} after the page");
        cx.note(reason.maybe_about(about).on(trouble.link).a(incident as i64).b(took.0 as i64));
        self.tell(cx, n, "acknowledged");
        if first {
            self.queue.push_back(n);
            self.begin(cx);
        }
    }

    /// Begins with the next trouble, if there is one and the hands are free.
    fn begin(&mut self, cx: &mut Context) {
        if self.working.is_some() {
            return;
        }
        let Some(n) = self.queue.pop_front() else { return };
        let Some(trouble) = self.troubles.get(&n) else { return };
        let (about, incident) = (trouble.about, trouble.incident);
        let takes = self.work.draw(1.0, cx.stream());
        let key = cx.wake_after(Class::Completion, takes, Token::new(FIXED, n));
        self.working = Some((n, cx.now() + takes, key));
        let reason = Reason::new("PD-3", Kind::Changed, "works on incident {a} for {b:t}").because("FixTimeMedian");
        cx.note(reason.maybe_about(about).a(incident as i64).b(takes.0 as i64));
    }

    fn finish(&mut self, cx: &mut Context, n: u64) {
        self.working = None;
        if self.resolves {
            self.tell(cx, n, "resolved");
        }
        if let Some(trouble) = self.troubles.remove(&n) {
            if let Some(key) = trouble.reacts {
                cx.cancel(key);
            }
            self.fixed += 1;
            cx.count(RESOLVED, 1);
            cx.gauge(TIME_TO_FIX, cx.now().since(trouble.first_page).as_seconds());
            let text = if self.resolves {
                "has mended incident {a} and closes it"
            } else {
                "has mended incident {a}; closing it is left to the alarm's OK"
            };
            let reason = Reason::new("PD-4", Kind::Answered, text).maybe_about(trouble.about).on(trouble.link);
            cx.note(reason.a(trouble.incident as i64).because("ResolvesWhenFixed"));
        }
        self.begin(cx);
    }

    /// The trouble is over, or somebody else has it.
    fn let_go(&mut self, cx: &mut Context, n: u64, text: &'static str) {
        let Some(trouble) = self.troubles.remove(&n) else { return };
        if let Some(key) = trouble.reacts {
            cx.cancel(key);
        }
        self.queue.retain(|queued| *queued != n);
        if let Some((_, _, key)) = self.working.take_if(|(at, ..)| *at == n) {
            cx.cancel(key);
        }
        cx.count(SPARED, 1);
        let reason = Reason::new("PD-3", Kind::Changed, text).maybe_about(trouble.about).on(trouble.link);
        cx.note(reason.a(trouble.incident as i64));
        self.begin(cx);
    }

    fn tell(&self, cx: &mut Context, n: u64, state: &'static str) {
        if let Some(trouble) = self.troubles.get(&n) {
            let body = Body::new(trouble.incident.to_string());
            let signal = Signal { subject: cx.name().to_string(), state, body: Some(body) };
            cx.signal(Class::Completion, trouble.link, signal);
        }
    }
}

impl Behaviour for Engineer {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let c = &*cx.config();
        self.reaction = Habit { median: ACK_MEDIAN.of(c), sigma: ACK_SIGMA.of(c) };
        self.work = Habit { median: FIX_MEDIAN.of(c), sigma: FIX_SIGMA.of(c) };
        self.factor = if NIGHT.of(c) { NIGHT_FACTOR.of(c) } else { 1.0 };
        self.resolves = RESOLVES.of(c);
        let slept = std::mem::replace(&mut self.asleep, ASLEEP.of(c));
        for n in self.troubles.keys().copied().collect::<Vec<_>>() {
            if self.asleep {
                // Whoever falls asleep does not acknowledge any more.
                if let Some(key) = self.troubles.get_mut(&n).and_then(|t| t.reacts.take()) {
                    cx.cancel(key);
                }
            } else if slept && self.troubles.get(&n).is_some_and(|t| !t.acknowledged) {
                self.react(cx, n);
            }
        }
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let answer = match &call.ask {
            Ask::Deliver(parcel) => self.hear(cx, call.link, parcel),
            _ => Answer::failed(Fault::Client, 400, "InvalidPage"),
        };
        cx.answer(call.id, answer, Span::ZERO);
    }

    fn signal(&mut self, cx: &mut Context, link: LinkId, signal: &Signal) {
        let incident = signal.body.as_ref().and_then(|body| body.text().parse().ok());
        let Some(n) = incident.and_then(|incident| self.find(link, incident)) else { return };
        match signal.state {
            "resolved" => self.let_go(cx, n, "incident {a} is over: nothing to do any more"),
            "acknowledged" if self.troubles.get(&n).is_some_and(|t| !t.acknowledged) => {
                self.let_go(cx, n, "somebody else has acknowledged incident {a}");
            }
            _ => {}
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            ACKNOWLEDGE => Some("a page is acknowledged"),
            _ => Some("a repair is finished"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        if token.what == ACKNOWLEDGE { self.acknowledge(cx, token.n) } else { self.finish(cx, token.n) }
    }

    fn status(&self, view: &View) -> Status {
        let unheard = self.troubles.values().filter(|t| !t.acknowledged).count();
        let (word, tone) = match (self.asleep, &self.working, unheard) {
            (true, ..) => ("asleep", Tone::Warning),
            (_, Some(_), _) => ("working", Tone::Warning),
            (_, _, 1..) => ("paged", Tone::Bad),
            _ => ("free", Tone::Good),
        };
        let small = format!("{} pages, {} mended", self.paged, self.fixed);
        let notice = match &self.working {
            Some((n, until, _)) => self.troubles.get(n).map(|trouble| Notice {
                title: format!("Works on {}.", trouble.name),
                text: format!("Done in {}; {} more wait.", until.since(view.now), self.queue.len()),
                rule: "PD-3",
            }),
            None if self.asleep && unheard > 0 => Some(Notice {
                title: format!("{unheard} pages not heard."),
                text: "The pager escalates when nobody acknowledges in time.".into(),
                rule: "PD-3",
            }),
            None => None,
        };
        Status { reading: Reading::Word(word), small, tone, trend: self.troubles.len() as f64, notice }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_all_draws_are_below_the_median_and_sigma_is_the_spread() {
        let habit = Habit { median: Span::seconds(240), sigma: 0.5 };
        let mut stream = Stream::of(7, "engineer");
        let draws: Vec<f64> = (0..10_000).map(|_| habit.draw(2.0, &mut stream).as_seconds()).collect();
        let below = |limit: f64| draws.iter().filter(|d| **d < limit).count() as f64;
        // Five standard errors of a binomial share: 5 · sqrt(n · p · (1 − p)).
        assert!((below(480.0) - 5_000.0).abs() < 250.0, "{}", below(480.0));
        // One sigma above the median: 84.13 % of a normal distribution.
        let above = 480.0 * libm::exp(0.5);
        assert!((below(above) - 8_413.0).abs() < 183.0, "{}", below(above));
    }
}
