//! The asynchronous queue of a function: accepted events, their attempts, and where they go in the end (LAM-13 to 18).

use super::behaviour::{DEAD, DESTINED, Function, tag};
use super::recursion::chain_after;
use super::handler::{Origin, Outcome, Record};
use super::record::{Ending, Executed, dead_letter, event, record};
use super::*;
use crate::catalog::roles;
use crate::sim::{
    Answer, Ask, Body, Class, Context, Fate, Fault, Held, Kind, LinkId, MessageId, Parcel, Place, Query,
    Reason, Span, Time, Token, WakeKey,
};
use std::sync::Arc;

/// The wake-up of an event; the number is the event's.
pub const EVENT_AGAIN: u32 = 20;

/// An event may be so large (LAM 4.1).
const LARGEST: u64 = 1_048_576;
/// After a function error: a minute, then two (LAM-14).
const AFTER_ERROR: Span = Span::minutes(1);
/// After a throttle: a second, doubled up to five minutes.
const AFTER_THROTTLE: Span = Span::seconds(1);
const LONGEST: Span = Span::seconds(300);
/// An event that is not tried at all leaves the queue after so long (a choice of this model): however its destination leads
/// back, time goes on.
const UNTRIED: Span = Span::millis(1);

/// An accepted event.
#[derive(Clone, Debug)]
pub struct Event {
    message: MessageId,
    accepted: Time,
    /// Invocations that ended in a function error.
    failed: u32,
    invoked: u32,
    /// Throttles in a row.
    throttles: u32,
    again: Option<(Time, WakeKey)>,
    /// It will run once more although it succeeded (LAM-18).
    twice: bool,
    /// It will not be tried, and leaves like this.
    untried: Option<Ending>,
    /// The alias or version that it was sent to, and the version that ran last.
    qualifier: Option<Arc<str>>,
    version: &'static str,
    /// It is on its way to so many destinations; whether one has taken it, or it needs none.
    leaving: Option<(u8, bool)>,
}

impl Function {
    /// An asynchronous invocation: accepted at once, run later.
    pub fn accept(&mut self, cx: &mut Context, link: LinkId, parcel: Parcel) -> Answer {
        let settings = self.settings();
        if parcel.bytes() > LARGEST {
            let reason = Reason::new("LAM-12", Kind::Failed, "event refused: {a} bytes are more than 1 MB");
            cx.note(reason.a(parcel.bytes() as i64).maybe_about(parcel.about).on(link));
            return Answer::failed(Fault::Client, 413, "RequestTooLargeException");
        }
        let Some(qualifier) = self.leads(cx, link, &parcel) else {
            return Answer::failed(Fault::NotFound, 404, "ResourceNotFoundException");
        };
        // The request rate is for programs; events of other services don't count (LAM-6).
        self.account(cx);
        if cx.link(link).role == roles::INVOKE_EVENT.key && self.admit(cx).is_err() {
            cx.count(THROTTLES, 1);
            let reason = Reason::new("LAM-6", Kind::Throttled, "event refused: more requests a second than its rate");
            cx.note(reason.maybe_about(parcel.about).on(link).because("AccountConcurrency"));
            return Answer::failed(Fault::Throttled, 429, "TooManyRequestsException");
        }
        cx.count(EVENTS_RECEIVED, 1);
        let lineage = parcel.lineage().cloned();
        let message = cx.create(parcel.about, parcel.body, parcel.attributes, Place::Waiting);
        cx.descend(message, lineage.clone());
        cx.note(Reason::new("LAM-13", Kind::Waiting, "accepted, to run asynchronously").about(message).on(link));
        self.next += 1;
        let n = self.next;
        let event = Event {
            message,
            accepted: cx.now(),
            failed: 0,
            invoked: 0,
            throttles: 0,
            again: None,
            twice: cx.stream().chance(settings.event_twice),
            untried: None,
            version: settings.aliases.version(false, qualifier.as_deref()),
            qualifier,
            leaving: None,
        };
        self.events.insert(n, event);
        if settings.reserved == Some(0) {
            let reason = Reason::new("LAM-17", Kind::Skipped, "not tried: the function is switched off");
            cx.note(reason.about(message).because("ReservedConcurrentExecutions"));
            self.turn_away(cx, n, Ending::RetriesExhausted);
        } else if self.goes_round(cx, lineage.as_ref(), Some(message), Some(link)) {
            self.turn_away(cx, n, Ending::Recursive);
        } else {
            self.attempt(cx, n);
        }
        Answer::Done { status: 202, body: None, made: Some(message) }
    }

    /// An event will not be tried.
    fn turn_away(&mut self, cx: &mut Context, n: u64, ending: Ending) {
        let at = cx.now() + UNTRIED;
        if let Some(event) = self.events.get_mut(&n) {
            event.untried = Some(ending);
            event.again = Some((at, cx.wake_at(Class::Start, at, Token::new(EVENT_AGAIN, n))));
        }
    }

    /// Tries to run an event now, unless it is not to be tried.
    pub fn attempt(&mut self, cx: &mut Context, n: u64) {
        let (now, settings) = (cx.now(), self.settings());
        let Some(event) = self.events.get_mut(&n) else { return };
        event.again = None;
        if let Some(ending) = event.untried {
            return self.give_up_event(cx, n, ending);
        }
        let (message, age) = (event.message, now.since(event.accepted));
        if age >= settings.event_age {
            let reason = Reason::new("LAM-15", Kind::Skipped, "not tried again: {a:t} old").a(age.0 as i64);
            cx.note(reason.about(message).because("MaximumEventAgeInSeconds"));
            return self.give_up_event(cx, n, Ending::EventAgeExceeded);
        }
        let Some((body, lineage)) = cx.message(message).map(|m| (m.body.clone(), m.lineage.clone())) else { return };
        let records = vec![Record { body, about: Some(message), lineage }];
        let qualifier = self.events.get(&n).and_then(Event::qualifier);
        match self.invoke(cx, Origin::Event(n), qualifier.as_deref(), records) {
            Ok(()) => {
                cx.gauge(EVENT_AGE_METRIC, age.as_millis());
                cx.place(message, Place::InFlight);
                if let Some(event) = self.events.get_mut(&n) {
                    event.invoked += 1;
                }
            }
            Err(_) => {
                let Some(event) = self.events.get_mut(&n) else { return };
                let delay = AFTER_THROTTLE.doubled(event.throttles, LONGEST);
                event.throttles += 1;
                let text = "throttled: back to the queue, tried again in {a:t}";
                self.try_again(cx, n, delay, Reason::new("LAM-14", Kind::Throttled, text));
            }
        }
    }

    /// Another attempt after a while, but none at or after its greatest age: it ends then.
    fn try_again(&mut self, cx: &mut Context, n: u64, delay: Span, reason: Reason) {
        let (now, settings) = (cx.now(), self.settings());
        let Some(event) = self.events.get_mut(&n) else { return };
        let end = event.accepted + settings.event_age;
        let (at, class) = if now + delay >= end { (end, Class::Expiry) } else { (now + delay, Class::Start) };
        cx.place(event.message, Place::Waiting);
        cx.note(reason.about(event.message).a(at.since(now).0 as i64));
        event.again = Some((at, cx.wake_at(class, at, Token::new(EVENT_AGAIN, n))));
    }

    /// The invocation of an event has ended.
    pub fn event_ran(
        &mut self,
        cx: &mut Context,
        n: u64,
        outcome: Outcome,
        version: &'static str,
        response: Option<Body>,
    ) {
        let settings = self.settings();
        let Some(event) = self.events.get_mut(&n) else { return };
        (event.throttles, event.version) = (0, version);
        if outcome != Outcome::Success {
            event.failed += 1;
            if event.failed > settings.retries {
                let reason = Reason::new("LAM-15", Kind::Failed, "failed {a} times: no retries are left");
                let reason = reason.a(i64::from(event.failed)).about(event.message);
                cx.note(reason.because("MaximumRetryAttempts"));
                return self.give_up_event(cx, n, Ending::RetriesExhausted);
            }
            let delay = Span(AFTER_ERROR.0 * u64::from(event.failed));
            let reason = Reason::new("LAM-14", Kind::Retried, "failed: back to the queue, tried again in {a:t}");
            return self.try_again(cx, n, delay, reason.because("MaximumRetryAttempts"));
        }
        if std::mem::take(&mut event.twice) {
            let reason = Reason::new("LAM-18", Kind::Duplicate, "runs again: the queue is at-least-once");
            cx.note(reason.about(event.message).because("AsyncDuplicatePercent"));
            return self.attempt(cx, n);
        }
        cx.note(Reason::new("LAM-14", Kind::Delivered, "has run").about(event.message));
        match settings.on_success {
            None => self.finish_event(cx, n, Fate::Delivered),
            Some(link) => {
                event.leaving = Some((1, true));
                self.send_record(cx, n, link, Ending::Success, response);
            }
        }
    }

    /// To the destination for failures and the dead-letter queue; without either it is lost.
    fn give_up_event(&mut self, cx: &mut Context, n: u64, ending: Ending) {
        let settings = self.settings();
        let Some(event) = self.events.get_mut(&n) else { return };
        cx.count(EVENTS_DROPPED, 1);
        let (message, runs) = (event.message, event.invoked);
        let ways = u8::from(settings.on_failure.is_some()) + u8::from(settings.dead_letter.is_some());
        if ways == 0 {
            let text = "lost: there is neither a destination for failures nor a dead-letter queue";
            cx.note(Reason::new("LAM-15", Kind::Dropped, text).about(message));
            return self.finish_event(cx, n, Fate::Dropped(ending.lost()));
        }
        event.leaving = Some((ways, false));
        cx.place(message, Place::InFlight);
        if let Some(link) = settings.on_failure {
            self.send_record(cx, n, link, ending, None);
        }
        if let Some(link) = settings.dead_letter {
            let Some((body, old)) = cx.message(message).map(|m| (m.body.clone(), m.attributes.clone())) else { return };
            let parcel = Parcel::new(body, Some(message)).with(dead_letter(&old, message.serial, ending));
            let parcel = parcel.descended(chain_after(cx, message, runs, ending));
            cx.ask(Query::new(link, Ask::Deliver(parcel)).tag(tag(DEAD, n)).drawn(Kind::DeadLettered));
        }
    }

    fn send_record(&mut self, cx: &mut Context, n: u64, link: LinkId, ending: Ending, response: Option<Body>) {
        let Some(&Event { message, invoked, version, ref qualifier, .. }) = self.events.get(&n) else { return };
        let qualifier = qualifier.clone();
        let Some(request) = cx.message(message).map(|m| m.body.clone()) else { return };
        let (now, name, settings) = (cx.now(), cx.name(), self.settings());
        let who = Executed { function: &name, alias: settings.aliases.name(qualifier.as_deref()), version };
        let record = record(now, who, message.serial, invoked, ending, &request, response.as_ref());
        let to_bus = cx.link(link).role == roles::PUT_EVENTS.key;
        let body = if to_bus { event(now, who, ending, &record) } else { record };
        let kind = if ending == Ending::Success { Kind::Sent } else { Kind::Failed };
        let lineage = chain_after(cx, message, invoked, ending).filter(|_| !to_bus);
        let parcel = Parcel::new(Body::new(body), Some(message)).descended(lineage);
        cx.ask(Query::new(link, Ask::Deliver(parcel)).tag(tag(DESTINED, n)).drawn(kind));
    }

    /// A destination or the dead-letter queue has answered.
    pub fn left(&mut self, cx: &mut Context, n: u64, dead: bool, answer: &Answer) {
        let Some(event) = self.events.get_mut(&n) else { return };
        let Some((waits, taken)) = &mut event.leaving else { return };
        *waits -= 1;
        let well = matches!(answer, Answer::Done { .. });
        *taken |= well;
        let (over, taken) = (*waits == 0, *taken);
        let reason = match (well, dead) {
            (true, true) => Reason::new("LAM-15", Kind::DeadLettered, "sent to the dead-letter queue"),
            (true, false) => Reason::new("LAM-16", Kind::Sent, "its record was sent to the destination"),
            (false, true) => Reason::new("LAM-15", Kind::Failed, "the dead-letter queue did not take it"),
            (false, false) => Reason::new("LAM-16", Kind::Failed, "the destination did not take its record"),
        };
        cx.note(reason.about(event.message));
        if !well {
            cx.count(if dead { DEAD_LETTER_ERRORS } else { DESTINATION_FAILURES }, 1);
        }
        if over {
            let lost = Fate::Dropped("neither destination nor dead-letter queue took it");
            self.finish_event(cx, n, if taken { Fate::Delivered } else { lost });
        }
    }

    fn finish_event(&mut self, cx: &mut Context, n: u64, fate: Fate) {
        if let Some(event) = self.events.remove(&n) {
            event.again.into_iter().for_each(|(_, key)| cx.cancel(key));
            cx.settle(event.message, fate);
        }
    }
}

impl Event {
    /// The message that it is.
    pub fn message(&self) -> MessageId {
        self.message
    }

    /// The alias or version that it was sent to, if its sender named one.
    pub fn qualifier(&self) -> Option<Arc<str>> {
        self.qualifier.clone()
    }

    /// Whether it waits for an attempt.
    pub fn waits(&self) -> bool {
        self.again.is_some()
    }

    /// As the inspector lists it.
    pub fn held(&self, now: Time) -> Held {
        let (doing, next) = match (self.again, self.leaving) {
            (Some((at, _)), _) if self.untried.is_some() => ("is not tried, and leaves", Some(at.since(now))),
            (Some((at, _)), _) if self.throttles > 0 => ("throttled, waits for its next attempt", Some(at.since(now))),
            (Some((at, _)), _) => ("failed, waits for its next attempt", Some(at.since(now))),
            (None, Some(_)) => ("on its way to a destination", None),
            (None, None) => ("running", None),
        };
        Held { message: self.message, doing, next, tries: self.invoked, link: None }
    }
}
