//! What a warehouse does: polls while it is open, packs one order after the other, says what it shipped, deletes it.

use super::shift::Shift;
use super::*;
use crate::languages::template::DerivedTemplate;
use crate::common::receiving::Receiver;
use crate::sim::parts::{Rate, Recent};
use crate::sim::{
    Answer, Ask, Attributes, Behaviour, Body, CallId, Class, Context, Few, Kind, LinkId, Notice, Parcel, Query, Reading,
    Reason, Received, Span, Status, Time, Token, Tone, View, WakeKey,
};
use std::collections::{BTreeMap, VecDeque};

const PACKED: u32 = 0;
const SHIFT_CHANGE: u32 = 1;
const POLL_AGAIN: u32 = 2;

/// The number that comes back with the answer to a poll; publishing uses numbers from 1 on.
const POLLED: u64 = 0;
const LONG_POLL: Span = Span::seconds(20);
/// After a poll that failed.
const PAUSE: Span = Span::seconds(1);
/// How long it waits for a topic.
const PATIENCE: Span = Span::seconds(10);
/// How long it remembers what it shipped.
const MEMORY: Span = Span::seconds(86_400);

#[derive(Clone, Debug)]
struct Settings {
    each: Span,
    open: bool,
    shift: Shift,
    idempotent: bool,
    key: String,
    body: Option<DerivedTemplate>,
    most: u32,
    source: Option<LinkId>,
    ships: Vec<LinkId>,
}

/// A shipped order whose news is on its way.
#[derive(Clone, Debug)]
struct News {
    order: Received,
    waits_for: usize,
    failed: bool,
}

/// A warehouse.
#[derive(Clone)]
pub struct Warehouse {
    settings: Option<Settings>,
    poll: Option<(CallId, Time)>,
    /// The client that polls.
    receiver: Receiver,
    pausing: bool,
    hand: VecDeque<Received>,
    packing: bool,
    news: BTreeMap<u64, News>,
    told: u64,
    shipped: Recent,
    change: Option<WakeKey>,
    rate: Rate,
}

impl Default for Warehouse {
    fn default() -> Self {
        Self {
            settings: None,
            poll: None,
            receiver: Receiver::default(),
            pausing: false,
            hand: VecDeque::new(),
            packing: false,
            news: BTreeMap::new(),
            told: POLLED,
            shipped: Recent::new(MEMORY),
            change: None,
            rate: Rate::default(),
        }
    }
}

impl Settings {
    fn read(cx: &Context) -> Self {
        let c = &*cx.config();
        let closed = CLOSED_FROM.of(c).zip(CLOSED_TO.of(c)).map(|(from, to)| (from as u64, to as u64));
        Self {
            each: Span::of_seconds(1.0 / CAPACITY.of(c)),
            open: OPEN.of(c),
            shift: Shift::new(START_OF_DAY.of(c) as u64, closed),
            idempotent: IDEMPOTENT.of(c),
            key: ORDER_KEY.of(c).to_owned(),
            body: DerivedTemplate::parse(SHIPPED_BODY.of(c)).ok(),
            most: MOST.of(c) as u32,
            source: cx.links(SOURCE).first().copied(),
            ships: cx.links(SHIPS),
        }
    }

    fn works(&self, now: Time) -> bool {
        self.open && self.shift.open(now)
    }

    /// What tells one order from another: its key, or the whole text if it has none.
    fn order_of(&self, body: &Body) -> String {
        body.field(&self.key).unwrap_or_else(|| body.text().to_owned())
    }
}

impl Warehouse {
    /// Packs the next order in hand, or looks for one.
    fn go_on(&mut self, cx: &mut Context) {
        let Some(s) = &self.settings else { return };
        while let (false, Some(order)) = (self.packing, self.hand.front()) {
            if s.idempotent && self.shipped.knows(cx.now(), &s.order_of(&order.body)) {
                cx.count(RECOGNISED, 1);
                let message = order.receipt.message;
                let reason = Reason::new("WH-1", Kind::Duplicate, "an order shipped before: put aside and deleted");
                cx.note(reason.about(message).because("Idempotent"));
                let receipts = vec![order.receipt];
                self.hand.pop_front();
                if let Some(link) = s.source {
                    cx.ask(Query::new(link, Ask::Delete(receipts.into())).unanswered());
                }
                continue;
            }
            self.packing = true;
            cx.wake_after(Class::Completion, s.each, Token::new(PACKED, 0));
        }
        let open = s.works(cx.now());
        cx.gauge(OPEN_NOW, f64::from(u8::from(open)));
        match (self.poll, s.source) {
            (None, Some(link)) if open && self.hand.is_empty() && !self.pausing => {
                let ask = Ask::Receive { most: s.most, wait: Some(LONG_POLL), visibility: None, attempt: Some(self.receiver.attempt()) };
                let call = cx.ask(Query::new(link, ask).tag(POLLED).instant(true));
                self.poll = Some((call, cx.now()));
            }
            (Some((call, _)), _) if !open && cx.withdraw(call) => self.poll = None,
            _ => {}
        }
    }

    fn packed(&mut self, cx: &mut Context) {
        self.packing = false;
        let (Some(order), Some(s)) = (self.hand.pop_front(), &self.settings) else { return };
        let (now, message) = (cx.now(), order.receipt.message);
        cx.count(SHIPPED, 1);
        self.rate.add(now, 1);
        if self.shipped.knows(now, &s.order_of(&order.body)) {
            cx.count(SHIPPED_TWICE, 1);
            let reason = Reason::new("WH-1", Kind::Duplicate, "shipped a second time: it does not recognise its orders");
            cx.note(reason.about(message).because("Idempotent"));
        } else {
            cx.note(Reason::new("WH-1", Kind::Delivered, "packed and shipped").about(message).because("OrdersPerSecond"));
        }
        let mut text = String::new();
        match &s.body {
            Some(template) => template.render(&mut text, order.body.text(), order.body.json()),
            None => text.push_str(order.body.text()),
        }
        self.told += 1;
        let (body, links) = (Body::new(text), s.ships.clone());
        for link in &links {
            let parcel = Parcel::new(body.clone(), Some(message)).with(Attributes::text("status", "SHIPPED"));
            let query = Query::new(*link, Ask::Deliver(parcel)).tag(self.told).instant(true).within(PATIENCE);
            cx.ask(query);
        }
        let news = News { order, waits_for: links.len(), failed: false };
        if links.is_empty() { self.finish(cx, news) } else { drop(self.news.insert(self.told, news)) }
    }

    /// Everybody has heard: the order is done. If somebody has not, it stays in the queue and comes back.
    fn finish(&mut self, cx: &mut Context, news: News) {
        let Some(s) = &self.settings else { return };
        if news.failed {
            cx.count(NOT_PUBLISHED, 1);
            let reason = Reason::new("SQS-5", Kind::Failed, "not deleted: the topic did not take the news of its shipment");
            cx.note(reason.about(news.order.receipt.message));
            return;
        }
        self.shipped.seen(cx.now(), &s.order_of(&news.order.body));
        if let Some(link) = s.source {
            cx.ask(Query::new(link, Ask::Delete(Few::One(news.order.receipt))).unanswered());
        }
    }

    fn polled(&mut self, cx: &mut Context, answer: Answer) {
        let Some((_, asked)) = self.poll.take() else { return };
        match answer {
            Answer::Messages { batch, .. } if !batch.is_empty() => {
                self.receiver.answered();
                self.hand.extend(batch);
            }
            // An empty answer at the instant of asking would be asked again at the same instant for ever.
            Answer::Messages { .. } if cx.now() > asked => self.receiver.answered(),
            Answer::Messages { .. } => self.pause(cx, PAUSE),
            failed => {
                let Some(link) = self.settings.as_ref().and_then(|s| s.source) else { return };
                let wait = self.receiver.failed(cx, link, &failed);
                self.pause(cx, wait);
            }
        }
        self.go_on(cx);
    }

    /// It looks for orders again after a while.
    fn pause(&mut self, cx: &mut Context, wait: Span) {
        self.pausing = true;
        cx.wake_after(Class::Start, wait, Token::new(POLL_AGAIN, 0));
    }

    fn await_change(&mut self, cx: &mut Context) {
        if let Some(key) = self.change.take() {
            cx.cancel(key);
        }
        let next = self.settings.as_ref().and_then(|s| s.shift.next_change(cx.now()));
        self.change = next.map(|span| cx.wake_after(Class::Happening, span, Token::new(SHIFT_CHANGE, 0)));
    }
}

impl Behaviour for Warehouse {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let before = self.settings.as_ref().map(|s| s.works(cx.now()));
        let settings = Settings::read(cx);
        let after = settings.works(cx.now());
        let gone = self.settings.as_ref().is_some_and(|s| s.source != settings.source);
        if let Some((call, _)) = self.poll.filter(|_| gone)
            && cx.withdraw(call)
        {
            self.poll = None;
        }
        self.settings = Some(settings);
        if before.is_some_and(|before| before != after) {
            let text = if after { "opened" } else { "closed: what arrives waits in the queue" };
            cx.note(Reason::new("WH-1", Kind::State, text).because("Open"));
        }
        self.await_change(cx);
        self.go_on(cx);
    }

    fn answered(&mut self, cx: &mut Context, call: CallId, tag: u64, answer: Answer) {
        if tag == POLLED {
            if self.poll.is_some_and(|(mine, _)| mine == call) {
                self.polled(cx, answer);
            }
            return;
        }
        let Some(news) = self.news.get_mut(&tag) else { return };
        news.waits_for -= 1;
        news.failed |= !matches!(answer, Answer::Done { .. });
        if news.waits_for == 0
            && let Some(news) = self.news.remove(&tag)
        {
            self.finish(cx, news);
        }
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            PACKED => Some("an order is packed"),
            SHIFT_CHANGE => Some("it opens or closes"),
            _ => Some("it polls again after a failure"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what {
            PACKED => {
                self.packed(cx);
                self.go_on(cx);
            }
            SHIFT_CHANGE => {
                let open = self.settings.as_ref().is_some_and(|s| s.works(cx.now()));
                let text = if open { "opens" } else { "closes: what arrives waits in the queue" };
                cx.note(Reason::new("WH-1", Kind::State, text).because("ClosedFromHour"));
                self.await_change(cx);
                self.go_on(cx);
            }
            _ => {
                self.pausing = false;
                self.go_on(cx);
            }
        }
    }

    fn status(&self, view: &View) -> Status {
        let Some(s) = &self.settings else { return Status::default() };
        let rate = self.rate.per_second(view.now);
        let most = 1.0 / s.each.as_seconds();
        let small = match (s.works(view.now), s.open, s.shift.opens_at()) {
            (true, _, _) => format!("at most {}/s", round(most)),
            (false, true, Some(hour)) => format!("closed until {hour:02}:00"),
            _ => "closed".to_owned(),
        };
        let full = rate >= 0.97 * most;
        let notice = if !s.works(view.now) {
            Some(Notice {
                title: "Closed.".into(),
                text: "Orders wait in the queue. They are lost if the queue's MessageRetentionPeriod ends before they are worked off.".into(),
                rule: "WH-1",
            })
        } else {
            full.then(|| Notice {
                title: "At its capacity.".into(),
                text: format!("It ships {} orders a second and no more; the rest waits in the queue.", round(most)),
                rule: "WH-1",
            })
        };
        let tone = if full || !s.works(view.now) { Tone::Warning } else { Tone::Plain };
        Status { reading: Reading::Number(round(rate), "/s"), small, tone, trend: rate, notice }
    }
}

/// To one decimal, so that the card does not flicker.
fn round(rate: f64) -> f64 {
    (rate * 10.0).round() / 10.0
}
