//! What a partner does: put events on its bus, at random or evenly.

use super::*;
use crate::common::buses::Envelope;
use crate::common::ticking::{event_id, timestamp};
use crate::languages::template::Template;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Call, CallId, Class, Context, Fault, Kind, LinkId, Parcel, Query, Reading, Reason, Span, Status,
    Time, Token, Tone, View, WakeKey, next_arrival,
};

/// A partner.
#[derive(Clone, Default)]
pub struct Source {
    name: String,
    detail_type: String,
    detail: Option<Template>,
    constant: bool,
    rate: f64,
    start_after: Span,
    stop_after: Option<u64>,
    bus: Option<LinkId>,
    next: Option<WakeKey>,
    made: u64,
    sent: Rate,
    refused: Rate,
}

impl Source {
    fn schedule(&mut self, cx: &mut Context) {
        if let Some(key) = self.next.take() {
            cx.cancel(key);
        }
        if self.rate <= 0.0 || self.bus.is_none() || self.stop_after.is_some_and(|most| self.made >= most) {
            return;
        }
        let from = cx.now().max(Time::START + self.start_after);
        let at = match self.constant {
            true => from + Span((1e6 / self.rate).round().max(1.0) as u64),
            false => next_arrival(cx.stream(), from, self.rate),
        };
        self.next = Some(cx.wake_at(Class::Start, at, Token::new(0, 0)));
    }

    fn send(&mut self, cx: &mut Context) {
        let (Some(bus), Some(template)) = (self.bus, &self.detail) else { return };
        let now = cx.now();
        let mut detail = String::new();
        template.render(&mut detail, self.made, now.epoch_micros(), &mut || cx.stream().bits());
        self.made += 1;
        self.sent.add(now, 1);
        cx.count(SENT, 1);
        let (id, time) = (event_id(cx.stream()), timestamp(now));
        let event = Envelope { id: &id, detail_type: &self.detail_type, source: &self.name, time: &time, resources: &[] };
        let event = event.around(&detail);
        cx.note(Reason::new("EB-7", Kind::Sent, "puts event {a} on its bus").on(bus).a(self.made as i64));
        cx.ask(Query::new(bus, Ask::Deliver(Parcel::new(event, None))));
    }
}

impl Behaviour for Source {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let c = cx.config();
        self.name = NAME.of(&c).to_owned();
        self.detail_type = DETAIL_TYPE.of(&c).to_owned();
        // A template with a mistake is a problem that the checks report; until it is mended its text is sent as it is.
        self.detail = Some(Template::parse(DETAIL.of(&c)).unwrap_or_else(|_| Template::verbatim(DETAIL.of(&c))));
        self.constant = ARRIVALS.of(&c) == "constant";
        self.rate = RATE.of(&c);
        self.start_after = START_AFTER.of(&c);
        self.stop_after = STOP_AFTER.of(&c).map(|n| n as u64);
        self.bus = cx.links(EVENTS).first().copied();
        self.schedule(cx);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        cx.answer(call.id, Answer::failed(Fault::Client, 400, "InvalidAction"), Span::ZERO);
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, _tag: u64, answer: Answer) {
        if answer.fault().is_some() {
            self.refused.add(cx.now(), 1);
            cx.count(REFUSED, 1);
            let reason = Reason::new("EB-7", Kind::Failed, "the bus did not take the event ({a}): it is not sent again");
            cx.note(reason.a(i64::from(answer.status())));
        }
    }

    fn awaits(&self, _token: Token) -> Option<&'static str> {
        Some("a partner sends an event")
    }

    fn wake(&mut self, cx: &mut Context, _token: Token) {
        self.next = None;
        self.send(cx);
        self.schedule(cx);
    }

    fn status(&self, view: &View) -> Status {
        let rate = self.sent.per_second(view.now);
        let (small, tone) = match self.refused.per_second(view.now) > 0.0 {
            true => ("the bus refuses its events".to_owned(), Tone::Bad),
            false => (format!("{} sent", self.made), Tone::Plain),
        };
        Status { reading: Reading::Number(rate, "/s"), small, tone, trend: rate, notice: None }
    }
}
