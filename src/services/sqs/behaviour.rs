//! What a standard queue does: store, hide, show again, move away, forget.

use super::fields::*;
use super::messages::{Messages, State, Stored};
use super::redrive::MoveTask;
use super::*;
use crate::model::Config;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Call, CallId, Class, Context, Delay, Fate, Fault, Held, Kind, LinkId, MessageId, Notice, Parcel,
    Place, PortId, Reading, Reason, Receipt, Received, Span, Status, Time, Token, Tone, View, WakeKey,
};
use std::collections::VecDeque;

/// Wake-ups of a queue.
pub(super) const SHOW: u32 = 0;
pub(super) const END_OF_RETENTION: u32 = 1;
pub(super) const END_OF_WAIT: u32 = 2;
pub(super) const SECOND_DELIVERY: u32 = 3;
pub(super) const MOVE_NEXT: u32 = 4;

/// A message may be hidden for at most 12 hours after its receive (SQS-6).
const LONGEST_HIDDEN: Span = Span::seconds(43_200);
/// Below this backlog short polls sample (SQS-13).
const SMALL_BACKLOG: u64 = 1_000;
/// A receive looks so far ahead when it takes a message out of order (SQS-15).
const REORDER_WITHIN: u64 = 10;
/// One billed request carries so many bytes.
const BILLED_BYTES: u64 = 65_536;

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub visibility: Span,
    pub retention: Span,
    pub delay: Span,
    pub wait: Span,
    pub largest: u64,
    pub reorder: f64,
    pub duplicates: f64,
    pub sampling: f64,
    pub outdated_deletes: bool,
    pub in_flight_limit: u64,
    pub latency: Delay,
    pub dead_letter_queue: Option<(LinkId, u32)>,
    pub dead_letters: Vec<LinkId>,
}

impl Settings {
    fn read(cx: &Context) -> Self {
        let c = &*cx.config();
        let redrive = cx.links(DEAD_LETTER_QUEUE).first().copied();
        Self {
            visibility: VISIBILITY_TIMEOUT.of(c),
            retention: RETENTION.of(c),
            delay: DELAY.of(c),
            wait: WAIT_TIME.of(c),
            largest: MAXIMUM_SIZE.of(c) as u64,
            reorder: REORDER.of(c) / 100.0,
            duplicates: DUPLICATES.of(c) / 100.0,
            sampling: SAMPLING.of(c) / 100.0,
            outdated_deletes: OUTDATED_DELETES.of(c),
            in_flight_limit: IN_FLIGHT_LIMIT.of(c) as u64,
            latency: Delay::spread(LATENCY_P50.of(c), LATENCY_P99.of(c)),
            dead_letter_queue: redrive.map(|l| (l, MAX_RECEIVE_COUNT.of(&cx.link_config(l)) as u32)),
            dead_letters: cx.links(DEAD_LETTERS),
        }
    }
}

/// A receive that waits for a message.
#[derive(Clone, Debug)]
struct Waiter {
    call: CallId,
    most: u32,
    visibility: Option<Span>,
    gives_up: WakeKey,
    number: u64,
}

/// A standard queue.
#[derive(Clone, Default)]
pub struct Queue {
    pub(super) settings: Option<Settings>,
    pub(super) messages: Messages,
    waiters: VecDeque<Waiter>,
    waited: u64,
    retention_wake: Option<(Time, WakeKey)>,
    /// The counts that the gauges show.
    shown: Option<(u64, u64, u64)>,
    purged: Option<Time>,
    pub(super) task: Option<MoveTask>,
    arrivals: Rate,
    departures: Rate,
}

impl Queue {
    pub(super) fn settings(&self) -> &Settings {
        self.settings.as_ref().expect("a queue is configured before anything reaches it")
    }

    fn place(&self, stored: &Stored) -> Place {
        match (stored.state, stored.via) {
            (State::InFlight(_), _) => Place::InFlight,
            (_, Some(_)) => Place::DeadLettered,
            _ => Place::Waiting,
        }
    }

    /// Brings gauges and the retention alarm clock up to date; every entry point ends with it.
    pub(super) fn settle(&mut self, cx: &mut Context) {
        let counts = self.messages.counts();
        if self.shown.replace(counts) != Some(counts) {
            let (visible, in_flight, delayed) = counts;
            cx.gauge(VISIBLE, visible as f64);
            cx.gauge(IN_FLIGHT, in_flight as f64);
            cx.gauge(DELAYED, delayed as f64);
        }
        // An alarm clock that rings too early is set anew when it rings: most messages leave long before their end.
        let Some(due) = self.retention_ends() else { return };
        if self.retention_wake.is_none_or(|(at, _)| at > due) {
            if let Some((_, key)) = self.retention_wake.take() {
                cx.cancel(key);
            }
            let key = cx.wake_at(Class::Expiry, due, Token::new(END_OF_RETENTION, 0));
            self.retention_wake = Some((due, key));
        }
    }

    /// When the retention of the first message ends.
    fn retention_ends(&self) -> Option<Time> {
        self.messages.ends_first().map(|(at, _)| at + self.settings().retention)
    }

    fn send(&mut self, cx: &mut Context, over: LinkId, port: PortId, parcel: Parcel) -> Answer {
        let config = &cx.link(over).config;
        let (allowed, delay) = (QUEUE_POLICY.of(config), MESSAGE_DELAY.of(config));
        let dead = port == DEAD_LETTERS;
        if port == SEND && !allowed {
            let reason = Reason::new("SQS-30", Kind::Failed, "send denied: the queue policy does not allow the sender");
            cx.note(reason.maybe_about(parcel.about).on(over).because("QueuePolicyAllows"));
            return Answer::failed(Fault::Denied, 403, "AccessDenied");
        }
        let size = parcel.bytes();
        if size > self.settings().largest {
            let reason = Reason::new("SQS-2", Kind::Failed, "send refused: {a} bytes are more than {b}");
            let reason = reason.a(size as i64).b(self.settings().largest as i64).because("MaximumMessageSize");
            cx.note(reason.maybe_about(parcel.about).on(over));
            return Answer::failed(Fault::Client, 400, "InvalidParameterValue");
        }
        let own = if dead { None } else { delay };
        let delay = parcel.extra.as_ref().and_then(|extra| extra.delay).or(own).unwrap_or(self.settings().delay);
        cx.count(SENT, 1);
        cx.gauge(SIZE, size as f64);
        cx.count(REQUESTS, size.div_ceil(BILLED_BYTES).max(1));
        let via = dead.then_some(over);
        let made = self.store(cx, parcel, delay, via);
        Answer::Done { status: 200, body: None, made: Some(made) }
    }

    /// This queue's dead-letter queue gives a message back: a new message, as any other (SQS-12).
    fn take_back(&mut self, cx: &mut Context, parcel: Parcel) -> Answer {
        cx.count(SENT, 1);
        let made = self.store(cx, parcel, Span::ZERO, None);
        Answer::Done { status: 200, body: None, made: Some(made) }
    }

    fn store(&mut self, cx: &mut Context, parcel: Parcel, delay: Span, via: Option<LinkId>) -> MessageId {
        let now = cx.now();
        let place = if via.is_some() { Place::DeadLettered } else { Place::Waiting };
        let message = cx.create(parcel.about, parcel.body, parcel.attributes, place);
        let blank = Stored {
            message,
            state: State::Visible(now),
            enqueued: now,
            age_from: now,
            first_visible: None,
            received_at: now,
            receives: 0,
            via,
        };
        self.arrivals.add(now, 1);
        if delay > Span::ZERO {
            let n = self.messages.store(blank);
            let key = cx.wake_after(Class::Expiry, delay, Token::new(SHOW, n));
            self.messages.change(n, State::Delayed(key));
            let reason = Reason::new("SQS-2", Kind::Waiting, "stored, to be visible in {a:t}").about(message);
            cx.note(reason.a(delay.0 as i64).because("DelaySeconds"));
        } else {
            let n = self.messages.store(Stored { first_visible: Some(now), ..blank });
            debug_assert!(self.messages.get(n).is_some());
            cx.note(Reason::new("SQS-2", Kind::Waiting, "stored, visible at once").about(message));
            self.serve(cx);
        }
        message
    }

    /// A message becomes visible (again).
    fn show(&mut self, cx: &mut Context, n: u64) {
        let Some(stored) = self.messages.get(n) else { return };
        let (message, receives, was) = (stored.message, stored.receives, stored.state);
        self.messages.show(n, cx.now());
        if let Some(stored) = self.messages.get(n) {
            cx.place(message, self.place(stored));
        }
        let reason = match was {
            State::InFlight(_) => Reason::new("SQS-5", Kind::Waiting, "not deleted in time: visible again after receive {a}")
                .a(i64::from(receives))
                .because("VisibilityTimeout"),
            _ => Reason::new("SQS-2", Kind::Waiting, "the delay is over: visible").because("DelaySeconds"),
        };
        cx.note(reason.about(message));
        self.serve(cx);
    }

    /// Serves waiting receives, the longest-waiting first (SQS-14).
    fn serve(&mut self, cx: &mut Context) {
        while let Some(waiter) = self.waiters.front() {
            if !cx.waits(waiter.call) {
                let gone = self.waiters.pop_front();
                gone.into_iter().for_each(|w| cx.cancel(w.gives_up));
                continue;
            }
            let (call, most, visibility) = (waiter.call, waiter.most, waiter.visibility);
            let batch = self.take(cx, most, visibility, false);
            if batch.is_empty() {
                return;
            }
            if let Some(waiter) = self.waiters.pop_front() {
                cx.cancel(waiter.gives_up);
            }
            self.give(cx, call, batch);
        }
    }

    fn give(&mut self, cx: &mut Context, call: CallId, batch: Vec<Received>) {
        cx.count(RECEIVED, batch.len() as u64);
        cx.count(REQUESTS, 1);
        if batch.is_empty() {
            cx.count(EMPTY, 1);
        }
        let latency = self.settings().latency.draw(cx.stream());
        cx.answer(call, Answer::Messages { batch, left: self.messages.counts().0 }, latency);
    }

    fn receive(&mut self, cx: &mut Context, call: CallId, most: u32, wait: Option<Span>, visibility: Option<Span>) {
        let most = most.clamp(1, 10);
        let wait = wait.unwrap_or(self.settings().wait);
        let (_, in_flight, _) = self.messages.counts();
        if wait == Span::ZERO && in_flight >= self.settings().in_flight_limit {
            let reason = Reason::new("SQS-17", Kind::Throttled, "receive refused: {a} messages are in flight");
            cx.note(reason.a(in_flight as i64).because("InFlightLimit"));
            cx.count(REQUESTS, 1);
            cx.answer(call, Answer::failed(Fault::Throttled, 403, "OverLimit"), Span::ZERO);
            return;
        }
        let batch = if self.waiters.is_empty() || wait == Span::ZERO {
            self.take(cx, most, visibility, wait == Span::ZERO)
        } else {
            Vec::new()
        };
        if !batch.is_empty() || wait == Span::ZERO {
            return self.give(cx, call, batch);
        }
        self.waited += 1;
        let number = self.waited;
        let gives_up = cx.wake_after(Class::Timeout, wait, Token::new(END_OF_WAIT, number));
        self.waiters.push_back(Waiter { call, most, visibility, gives_up, number });
    }

    /// Takes up to `most` messages out of the visible ones, moving away those that were received too often (SQS-7).
    fn take(&mut self, cx: &mut Context, most: u32, visibility: Option<Span>, short: bool) -> Vec<Received> {
        let sampled = short && self.messages.counts().0 < SMALL_BACKLOG;
        let mut batch = Vec::new();
        let mut unseen = 0;
        while batch.len() < most as usize {
            if self.messages.counts().1 >= self.settings().in_flight_limit {
                break;
            }
            let Some(mut n) = self.messages.visible().nth(unseen) else { break };
            if sampled && !cx.stream().chance(self.settings.as_ref().map_or(1.0, |s| s.sampling)) {
                unseen += 1;
                continue;
            }
            if cx.stream().chance(self.settings.as_ref().map_or(0.0, |s| s.reorder)) {
                let ahead = cx.stream().below(REORDER_WITHIN) as usize + 1;
                n = self.messages.visible().skip(unseen).take(ahead + 1).last().unwrap_or(n);
            }
            if !self.move_if_spent(cx, n) {
                batch.extend(self.hide(cx, n, visibility));
            }
        }
        batch
    }

    fn hide(&mut self, cx: &mut Context, n: u64, visibility: Option<Span>) -> Option<Received> {
        let hidden = visibility.unwrap_or(self.settings().visibility).min(LONGEST_HIDDEN);
        let count = self.messages.receive(n, cx.now());
        let key = cx.wake_after(Class::Expiry, hidden, Token::new(SHOW, n));
        self.messages.change(n, State::InFlight(key));
        let id = self.messages.get(n)?.message;
        cx.place(id, Place::InFlight);
        let reason = Reason::new("SQS-4", Kind::Received, "received for the {a}. time, hidden for {b:t}").about(id);
        cx.note(reason.a(i64::from(count)).b(hidden.0 as i64).nth(count).because("VisibilityTimeout"));
        if cx.stream().chance(self.settings().duplicates) {
            let early = cx.stream().up_to(hidden);
            cx.wake_after(Class::Expiry, early, Token::new(SECOND_DELIVERY | count << 8, n));
        }
        let message = cx.message(id)?;
        let (body, attributes) = (message.body.clone(), message.attributes.clone());
        Some(Received { receipt: Receipt { message: id, receive: count, place: n }, body, attributes, count, group: None })
    }

    fn delete(&mut self, cx: &mut Context, receipts: &[Receipt]) {
        cx.count(REQUESTS, (receipts.len() as u64).div_ceil(10));
        for receipt in receipts {
            cx.count(DELETED, 1);
            let n = receipt.place;
            if self.messages.get(n).is_none_or(|s| s.message != receipt.message) {
                continue;
            }
            let outdated = self.messages.get(n).is_some_and(|s| s.receives != receipt.receive);
            if outdated && !self.settings().outdated_deletes {
                let reason = Reason::new("SQS-22", Kind::Skipped, "delete without effect: the receipt is of receive {a}");
                cx.note(reason.about(receipt.message).a(i64::from(receipt.receive)).because("OutdatedReceiptsDelete"));
                continue;
            }
            self.remove(cx, n);
            self.departures.add(cx.now(), 1);
            cx.note(Reason::new("SQS-1", Kind::Delivered, "processed and deleted").about(receipt.message));
            cx.settle(receipt.message, Fate::Delivered);
        }
        // A place in flight is free again: a receive that waited at the limit may go on (SQS-17).
        self.serve(cx);
    }

    pub(super) fn remove(&mut self, cx: &mut Context, n: u64) -> Option<Stored> {
        let stored = self.messages.remove(n)?;
        if let State::Delayed(key) | State::InFlight(key) = stored.state {
            cx.cancel(key);
        }
        Some(stored)
    }

    fn change_visibility(&mut self, cx: &mut Context, receipt: Receipt, timeout: Span) -> Answer {
        let n = receipt.place;
        let same = |s: &&Stored| s.message == receipt.message && s.receives == receipt.receive;
        let Some(stored) = self.messages.get(n).filter(same) else {
            return Answer::failed(Fault::Client, 400, "ReceiptHandleIsInvalid");
        };
        let State::InFlight(key) = stored.state else {
            return Answer::failed(Fault::Client, 400, "MessageNotInflight");
        };
        if cx.now() + timeout > stored.received_at + LONGEST_HIDDEN {
            return Answer::failed(Fault::Client, 400, "InvalidParameterValue");
        }
        cx.cancel(key);
        let key = cx.wake_after(Class::Expiry, timeout, Token::new(SHOW, n));
        self.messages.change(n, State::InFlight(key));
        let reason = Reason::new("SQS-6", Kind::Changed, "hidden for {a:t} from now on").a(timeout.0 as i64);
        cx.note(reason.about(receipt.message));
        Answer::done(200)
    }

    fn expire(&mut self, cx: &mut Context) {
        self.retention_wake = None;
        while let Some((enqueued, n)) = self.messages.ends_first() {
            if enqueued + self.settings().retention > cx.now() {
                break;
            }
            let Some(stored) = self.remove(cx, n) else { break };
            let reason = Reason::new("SQS-11", Kind::Expired, "older than the retention period of {a:t}: gone");
            let reason = reason.a(self.settings().retention.0 as i64).because("MessageRetentionPeriod");
            cx.note(reason.about(stored.message));
            cx.settle(stored.message, Fate::Expired);
        }
    }

    fn purge(&mut self, cx: &mut Context) {
        let now = cx.now();
        if self.purged.is_some_and(|at| now.since(at) < Span::seconds(60)) {
            cx.note(Reason::new("SQS-29", Kind::Failed, "purge refused: the last one was less than 60 s ago"));
            return;
        }
        self.purged = Some(now);
        let all: Vec<u64> = self.messages.in_order().into_iter().map(|(n, _)| n).collect();
        cx.note(Reason::new("SQS-29", Kind::Changed, "purged: {a} messages deleted").a(all.len() as i64));
        for n in all {
            if let Some(stored) = self.remove(cx, n) {
                cx.settle(stored.message, Fate::Dropped("the queue was purged"));
            }
        }
    }

    fn age(&self, now: Time) -> Span {
        self.messages.oldest().map_or(Span::ZERO, |at| now.since(at))
    }
}

impl Behaviour for Queue {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        self.settings = Some(Settings::read(cx));
        self.serve(cx);
        self.settle(cx);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let (id, port): (CallId, PortId) = (call.id, call.port);
        let Call { link, ask, .. } = call;
        let answer = match ask {
            Ask::Deliver(parcel) if port == DEAD_LETTER_QUEUE => Some(self.take_back(cx, parcel)),
            Ask::Deliver(parcel) => Some(self.send(cx, link, port, parcel)),
            Ask::Receive { most, wait, visibility } => {
                self.receive(cx, id, most, wait, visibility);
                None
            }
            Ask::Delete(receipts) => {
                self.delete(cx, &receipts);
                Some(Answer::done(200))
            }
            Ask::ChangeVisibility(receipt, timeout) => Some(self.change_visibility(cx, receipt, timeout)),
            Ask::Item(_) => Some(Answer::failed(Fault::Client, 400, "InvalidAction")),
        };
        if let Some(answer) = answer {
            let latency = self.settings().latency.draw(cx.stream());
            cx.answer(id, answer, latency);
        }
        self.settle(cx);
    }

    fn answered(&mut self, cx: &mut Context, _call: CallId, tag: u64, answer: Answer) {
        self.moved(cx, tag, &answer);
        self.settle(cx);
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what & 0xff {
            SHOW => Some("a visibility timeout or a delay ends"),
            END_OF_RETENTION => {
                let right = self.retention_ends() == self.retention_wake.map(|(at, _)| at);
                right.then_some("the retention of a message ends")
            }
            END_OF_WAIT => None,
            SECOND_DELIVERY => Some("a message is delivered twice"),
            _ => Some("a redrive goes on"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what & 0xff {
            SHOW => self.show(cx, token.n),
            END_OF_RETENTION => self.expire(cx),
            END_OF_WAIT => {
                if let Some(at) = self.waiters.iter().position(|w| w.number == token.n) {
                    let waiter = self.waiters.remove(at);
                    waiter.into_iter().for_each(|w| self.give(cx, w.call, Vec::new()));
                }
            }
            SECOND_DELIVERY => {
                // Which receive it belongs to stands above the word.
                let (n, receive) = (token.n, token.what >> 8);
                let same = |s: &&Stored| s.receives == receive && matches!(s.state, State::InFlight(_));
                if let Some(message) = self.messages.get(n).filter(same).map(|s| s.message) {
                    let reason = Reason::new("SQS-16", Kind::Duplicate, "delivered a second time while it is hidden");
                    cx.note(reason.about(message).because("DuplicatePercent"));
                    if let Some(State::InFlight(key)) = self.messages.get(n).map(|s| s.state) {
                        cx.cancel(key);
                    }
                    self.messages.show(n, cx.now());
                    cx.place(message, Place::Waiting);
                    self.serve(cx);
                }
            }
            _ => self.move_next(cx),
        }
        self.settle(cx);
    }

    fn handed(&mut self, cx: &mut Context, link: LinkId, message: MessageId) {
        self.accept_dead_letter(cx, link, message);
        self.serve(cx);
        self.settle(cx);
    }

    fn command(&mut self, cx: &mut Context, command: &str, with: &Config) {
        match command {
            "StartMessageMoveTask" => self.start_move(cx, with),
            "CancelMessageMoveTask" => self.task = None,
            "PurgeQueue" => self.purge(cx),
            _ => {}
        }
        self.settle(cx);
    }

    fn sample(&mut self, cx: &mut Context) {
        let age = self.age(cx.now());
        cx.gauge(AGE, age.as_seconds());
    }

    fn status(&self, view: &View) -> Status {
        let (visible, in_flight, delayed) = self.messages.counts();
        let dead = self.settings.as_ref().is_some_and(|s| !s.dead_letters.is_empty());
        let age = self.age(view.now);
        let growth = self.arrivals.per_second(view.now) - self.departures.per_second(view.now);
        let filling = !dead && visible > 100 && growth >= 1.0;
        let mut small = if dead && visible == 0 {
            "nothing given up".to_owned()
        } else if visible + in_flight == 0 {
            "empty".to_owned()
        } else {
            format!("{in_flight} in flight, oldest {age}")
        };
        if delayed > 0 {
            small.push_str(&format!(", {delayed} delayed"));
        }
        let notice = if filling {
            Some(Notice {
                title: format!("Filling at {growth:.0}/s."),
                text: format!(
                    "{:.0} messages arrive a second and {:.0} are done. What waits longest was sent {age} ago.",
                    self.arrivals.per_second(view.now),
                    self.departures.per_second(view.now)
                ),
                rule: "SQS-1",
            })
        } else if dead && visible > 0 {
            Some(Notice {
                title: format!("{visible} dead letters."),
                text: "Each was received as often as maxReceiveCount allows and not deleted. Mend the cause, then redrive them.".into(),
                rule: "SQS-7",
            })
        } else {
            None
        };
        let tone = if dead && visible > 0 {
            Tone::Bad
        } else if filling {
            Tone::Warning
        } else {
            Tone::Plain
        };
        let unit = if dead { "messages" } else { "waiting" };
        Status { reading: Reading::Number(visible as f64, unit), small, tone, trend: visible as f64, notice }
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        into.extend(self.messages.iter().map(|(_, s)| s.message));
    }

    fn contents(&self, _view: &View, most: usize) -> Vec<Held> {
        let held = |(_, s): (u64, &Stored)| {
            let doing = match s.state {
                State::Delayed(_) => "delayed",
                State::Visible(_) => "visible",
                State::InFlight(_) => "in flight",
            };
            let next = match s.state {
                State::InFlight(_) => self.settings.as_ref().map(|x| (s.received_at + x.visibility).since(_view.now)),
                _ => None,
            };
            Held { message: s.message, doing, next, tries: s.receives, link: s.via }
        };
        self.messages.in_order().into_iter().take(most).map(held).collect()
    }
}
