//! Circuit breakers around a function's calls: shared or in each environment, failing fast or pausing the mappings
//! (CBRK-1 to 8).

use super::behaviour::{Function, PROBE, tag};
use super::handler::Run;
use super::steps::{Circuit, Step};
use super::*;
use crate::sim::parts::{Breaker, BreakerState, Permit};
use crate::sim::{
    Answer, Ask, Body, CallId, Class, Context, Fault, Kind, LinkId, Parcel, Query, Reason, Span, Time, Token,
};

/// Wake-ups of a breaker; the number is the wire's.
pub const HALF_OPEN: u32 = 30;
pub const BEAT: u32 = 31;

/// While it is not closed the metric gets a 1 so often.
const BEAT_EVERY: Span = Span::seconds(30);
/// What a synthetic probe sends: no order, so that nothing is charged.
const PROBE_BODY: &str = r#"{"probe": true}"#;
/// The patience of a probe whose call has none.
const PATIENCE: Span = Span::seconds(3);

/// A synthetic probe under way.
#[derive(Clone, Copy, Debug)]
pub struct Probe {
    link: LinkId,
    permit: Permit,
    asked: Time,
    patience: Span,
}

fn is_failure(fault: Option<Fault>) -> bool {
    matches!(fault, Some(Fault::TimedOut | Fault::Unavailable | Fault::Refused | Fault::Throttled))
}

impl Function {
    /// How many messages may be in hand: `None` while no breaker pauses the mappings.
    pub fn intake(&self) -> Option<u64> {
        let settings = self.settings();
        let quota = |step: &Step| {
            let circuit = step.circuit.filter(|c| c.pauses)?;
            let breaker = self.breakers.get(&step.link)?;
            match (breaker.state(), circuit.real_probes) {
                (BreakerState::Closed, _) => None,
                (BreakerState::HalfOpen, true) => breaker.trials_left().map(u64::from),
                _ => Some(0),
            }
        };
        settings.steps.iter().filter_map(quota).min()
    }

    /// Breakers that are not closed, for the card.
    pub fn open_breakers(&self) -> impl Iterator<Item = (LinkId, BreakerState)> {
        let not_closed = |(link, breaker): (&LinkId, &Breaker)| {
            (breaker.state() != BreakerState::Closed).then_some((*link, breaker.state()))
        };
        self.breakers.iter().filter_map(not_closed)
    }

    fn breaker_of<'a>(
        shared: &'a mut std::collections::BTreeMap<LinkId, Breaker>,
        run: &'a mut Run,
        link: LinkId,
        circuit: &Circuit,
    ) -> &'a mut Breaker {
        let all = if circuit.shared { shared } else { &mut run.environment.breakers };
        all.entry(link).or_insert_with(|| Breaker::new(circuit.rules))
    }

    /// Asks the breaker of an invocation's current call whether it may be made.
    pub fn permit(&mut self, cx: &mut Context, id: u64) -> Option<Permit> {
        let (now, run) = (cx.now(), self.runs.get_mut(&id)?);
        let (steps, n) = run.calls();
        let step = steps.get(n)?;
        let circuit = step.circuit?;
        let breaker = Self::breaker_of(&mut self.breakers, run, step.link, &circuit);
        if breaker.look(now) {
            note_state(cx, step.link, BreakerState::HalfOpen);
        }
        breaker.permit(now)
    }

    /// Tells the breaker of an invocation's current call how it ended.
    pub fn report(&mut self, cx: &mut Context, id: u64, permit: Permit, fault: Option<Fault>, took: Span) {
        let now = cx.now();
        let Some(run) = self.runs.get_mut(&id) else { return };
        let (steps, n) = run.calls();
        let Some((step, circuit)) = steps.get(n).and_then(|s| s.circuit.map(|c| (s, c))) else { return };
        let breaker = Self::breaker_of(&mut self.breakers, run, step.link, &circuit);
        if let Some(state) = breaker.report(now, permit, is_failure(fault), took) {
            self.changed(cx, step, &circuit, state);
        }
    }

    /// An invocation was killed during a call: its outcome will not be known.
    pub fn hand_back(&mut self, run: &mut Run, permit: Permit) {
        let (steps, n) = run.calls();
        let Some((step, circuit)) = steps.get(n).and_then(|s| s.circuit.map(|c| (s, c))) else { return };
        Self::breaker_of(&mut self.breakers, run, step.link, &circuit).hand_back(permit);
    }

    fn changed(&mut self, cx: &mut Context, step: &Step, circuit: &Circuit, state: BreakerState) {
        note_state(cx, step.link, state);
        if let BreakerState::Open(until) = state {
            if self.beats.insert(step.link) {
                cx.count(BREAKER_OPEN, 1);
                cx.wake_after(Class::Start, BEAT_EVERY, Token::new(BEAT, u64::from(step.link.0)));
            }
            if circuit.shared {
                cx.wake_at(Class::Expiry, until, Token::new(HALF_OPEN, u64::from(step.link.0)));
            }
        }
        if circuit.pauses {
            self.pump_all(cx);
        }
    }

    /// The wait of an open breaker may be over.
    pub fn half_open(&mut self, cx: &mut Context, link: LinkId) {
        let settings = self.settings();
        let step = settings.steps.iter().find(|s| s.link == link);
        let Some((step, circuit)) = step.and_then(|s| s.circuit.map(|c| (s, c))) else { return };
        let Some(breaker) = self.breakers.get_mut(&link) else { return };
        if !breaker.look(cx.now()) {
            return;
        }
        note_state(cx, link, BreakerState::HalfOpen);
        if !circuit.pauses {
            return;
        }
        if circuit.real_probes {
            return self.pump_all(cx);
        }
        let body = Body::new(PROBE_BODY);
        let reason = Reason::new("CBRK-8", Kind::Sent, "{a} synthetic calls try whether it helps").on(link);
        cx.note(reason.a(i64::from(circuit.rules.trials)).because("Probe"));
        while let Some(permit) = self.breakers.get_mut(&link).and_then(|b| b.permit(cx.now())) {
            let patience = step.timeout.unwrap_or(PATIENCE);
            let ask = Ask::Deliver(Parcel::new(body.clone(), None));
            let call = cx.ask(Query::new(link, ask).tag(tag(PROBE, 0)).within(patience));
            self.probes.insert(call, Probe { link, permit, asked: cx.now(), patience });
        }
    }

    /// The answer to a synthetic probe.
    pub fn probed(&mut self, cx: &mut Context, call: CallId, answer: &Answer) {
        let Some(probe) = self.probes.remove(&call) else { return };
        let settings = self.settings();
        let took = cx.now().since(probe.asked);
        let failed = is_failure(answer.fault()) || took >= probe.patience;
        let Some(breaker) = self.breakers.get_mut(&probe.link) else { return };
        let Some(state) = breaker.report(cx.now(), probe.permit, failed, took) else { return };
        let step = settings.steps.iter().find(|s| s.link == probe.link);
        if let Some((step, circuit)) = step.and_then(|s| s.circuit.map(|c| (s, c))) {
            self.changed(cx, step, &circuit, state);
        }
    }

    /// While a breaker is not closed its metric says so again and again.
    pub fn beat(&mut self, cx: &mut Context, link: LinkId) {
        let closed = |b: &Breaker| b.state() == BreakerState::Closed;
        let in_memory = |e: &super::environments::Environment| e.breakers.get(&link).is_some_and(|b| !closed(b));
        let open = self.breakers.get(&link).is_some_and(|b| !closed(b))
            || self.runs.values().any(|run| in_memory(&run.environment))
            || self.environments().idle().any(in_memory);
        if open {
            cx.count(BREAKER_OPEN, 1);
            cx.wake_after(Class::Start, BEAT_EVERY, Token::new(BEAT, u64::from(link.0)));
        } else {
            self.beats.remove(&link);
        }
    }

    /// Changed settings: breakers of calls that have none any more are forgotten, the others follow their rules.
    pub fn follow_circuits(&mut self) {
        let settings = self.settings();
        let rules = |link: &LinkId| {
            let step = settings.steps.iter().find(|s| s.link == *link)?;
            step.circuit.filter(|c| c.shared).map(|c| c.rules)
        };
        self.breakers.retain(|link, breaker| {
            let rules = rules(link);
            rules.into_iter().for_each(|rules| breaker.follow(rules));
            rules.is_some()
        });
    }
}

fn note_state(cx: &mut Context, link: LinkId, state: BreakerState) {
    let reason = match state {
        BreakerState::Open(until) => {
            Reason::new("CBRK-1", Kind::State, "the circuit breaker opens for {a:t}").a(until.since(cx.now()).0 as i64)
        }
        BreakerState::HalfOpen => Reason::new("CBRK-2", Kind::State, "the circuit breaker is half open"),
        BreakerState::Closed => Reason::new("CBRK-3", Kind::State, "the circuit breaker closes"),
    };
    cx.note(reason.on(link).because("CircuitBreaker"));
}
