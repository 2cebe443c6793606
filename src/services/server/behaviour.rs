//! What servers do: take a request or a message into a free slot, or let it wait; work; answer or delete; take the next.

use super::*;
use crate::common::receiving::Receiver;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Call, CallId, Class, Context, Delay, Fault, Few, Kind, LinkId, MessageId, Notice, Query,
    Reading, Reason, Receipt, Span, Status, Time, Token, Tone, View,
};
use std::collections::VecDeque;

const DONE: u32 = 0;
const POLL_AGAIN: u32 = 1;
const LONG_POLL: Span = Span::seconds(20);
/// After a poll that failed or came back at once with nothing.
const PAUSE: Span = Span::seconds(1);
/// A receive takes at most so many messages (SQS-3).
const RECEIVE: u32 = 10;

#[derive(Clone, Debug)]
struct Settings {
    slots: usize,
    room: Option<usize>,
    time: Delay,
    failures: f64,
    source: Option<LinkId>,
}

impl Settings {
    fn read(cx: &Context) -> Self {
        let c = &*cx.config();
        let (mean, p99) = (MEAN.of(c), P99.of(c));
        let time = match DISTRIBUTION.of(c) {
            "constant" => Delay::Fixed(mean),
            "lognormal" if p99 > mean => Delay::of_mean(mean, p99),
            "lognormal" => Delay::Fixed(mean),
            _ => Delay::Exponential(mean),
        };
        Self {
            slots: SLOTS.of(c) as usize,
            room: QUEUE_LENGTH.of(c).map(|n| n as usize),
            time,
            failures: FAILURES.of(c) / 100.0,
            source: cx.links(SOURCE).first().copied(),
        }
    }
}

/// Where work came from: who is to hear of its end.
#[derive(Clone, Copy, Debug)]
enum Origin {
    Caller(CallId),
    Queue(Receipt),
}

/// A piece of work, waiting or in a slot.
#[derive(Clone, Copy, Debug)]
struct Job {
    origin: Origin,
    about: Option<MessageId>,
    link: LinkId,
    since: Time,
}

/// A fleet of servers.
#[derive(Clone, Default)]
pub struct Servers {
    settings: Option<Settings>,
    waiting: VecDeque<Job>,
    /// What each slot works on; free ones are in `free`.
    slots: Vec<Option<Job>>,
    free: Vec<u32>,
    poll: Option<(CallId, Time)>,
    /// The client that polls.
    receiver: Receiver,
    pausing: bool,
    rate: Rate,
}

impl Servers {
    fn busy(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// A free slot, if the settings allow one more at work.
    fn slot(&mut self, most: usize) -> Option<u32> {
        if self.busy() >= most {
            return None;
        }
        Some(self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        }))
    }

    /// Work begins in a slot.
    fn begin(&mut self, cx: &mut Context, slot: u32, job: Job) {
        let Some(s) = &self.settings else { return };
        let waited = cx.now().since(job.since);
        let takes = s.time.draw(cx.stream());
        cx.gauge(WAIT, waited.as_millis());
        cx.gauge(SERVICE_TIME, takes.as_millis());
        let reason = Reason::new("EXT-5", Kind::Received, "begun after {a:t} of waiting, takes {b:t}").on(job.link);
        cx.note(reason.a(waited.0 as i64).b(takes.0 as i64).maybe_about(job.about).because("MeanServiceTime"));
        self.slots[slot as usize] = Some(job);
        cx.wake_after(Class::Completion, takes, Token::new(DONE, u64::from(slot)));
    }

    /// Takes waiting work into free slots, then asks the queue for more.
    fn go_on(&mut self, cx: &mut Context) {
        let Some(most) = self.settings.as_ref().map(|s| s.slots) else { return };
        while !self.waiting.is_empty() {
            let Some(slot) = self.slot(most) else { break };
            if let Some(job) = self.waiting.pop_front() {
                self.begin(cx, slot, job);
            }
        }
        cx.gauge(BUSY, self.busy() as f64);
        cx.gauge(WAITING, self.waiting.len() as f64);
        let source = self.settings.as_ref().and_then(|s| s.source);
        let room = most.saturating_sub(self.busy()) as u32;
        if let (Some(link), None, 1.., false) = (source, self.poll, room, self.pausing) {
            let ask = Ask::Receive { most: room.min(RECEIVE), wait: Some(LONG_POLL), visibility: None, attempt: Some(self.receiver.attempt()) };
            let call = cx.ask(Query::new(link, ask).instant(true));
            self.poll = Some((call, cx.now()));
        }
    }

    /// It polls again after a while.
    fn pause(&mut self, cx: &mut Context, wait: Span) {
        self.pausing = true;
        cx.wake_after(Class::Start, wait, Token::new(POLL_AGAIN, 0));
    }

    fn finish(&mut self, cx: &mut Context, slot: u32) {
        let Some(job) = self.slots[slot as usize].take() else { return };
        self.free.push(slot);
        let Some(failures) = self.settings.as_ref().map(|s| s.failures) else { return };
        let failed = cx.stream().chance(failures);
        cx.count(if failed { FAILED } else { SUCCEEDED }, 1);
        self.rate.add(cx.now(), 1);
        match (job.origin, failed) {
            (Origin::Caller(call), false) => {
                cx.note(Reason::new("EXT-5", Kind::Answered, "done: answered 200").on(job.link).maybe_about(job.about));
                cx.answer(call, Answer::done(200), Span::ZERO);
            }
            (Origin::Caller(call), true) => {
                let reason = Reason::new("EXT-5", Kind::Failed, "failed: answered 500").on(job.link);
                cx.note(reason.maybe_about(job.about).because("FailurePercent"));
                cx.answer(call, Answer::failed(Fault::Unavailable, 500, "InternalServerError"), Span::ZERO);
            }
            (Origin::Queue(receipt), false) => {
                let reason = Reason::new("SQS-5", Kind::Delivered, "worked on: to be deleted").on(job.link);
                cx.note(reason.maybe_about(job.about));
                cx.ask(Query::new(job.link, Ask::Delete(Few::One(receipt))).unanswered());
            }
            (Origin::Queue(_), true) => {
                let text = "failed: stays in the queue until it is visible again";
                let reason = Reason::new("SQS-5", Kind::Failed, text).on(job.link).maybe_about(job.about);
                cx.note(reason.because("FailurePercent"));
            }
        }
        self.go_on(cx);
    }
}

impl Behaviour for Servers {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let settings = Settings::read(cx);
        let gone = self.settings.as_ref().is_some_and(|s| s.source != settings.source);
        if let Some((call, _)) = self.poll.filter(|_| gone)
            && cx.withdraw(call)
        {
            self.poll = None;
        }
        self.settings = Some(settings);
        self.go_on(cx);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let Ask::Deliver(parcel) = &call.ask else {
            return cx.answer(call.id, Answer::failed(Fault::Client, 405, "MethodNotAllowed"), Span::ZERO);
        };
        let (about, link, now) = (parcel.about, call.link, cx.now());
        let Some((most, room)) = self.settings.as_ref().map(|s| (s.slots, s.room)) else { return };
        cx.count(COUNT, 1);
        let job = Job { origin: Origin::Caller(call.id), about, link, since: now };
        if self.waiting.is_empty()
            && let Some(slot) = self.slot(most)
        {
            self.begin(cx, slot, job);
            cx.gauge(BUSY, self.busy() as f64);
        } else if room.is_some_and(|room| self.waiting.len() >= room) {
            cx.count(REJECTED, 1);
            let reason = Reason::new("EXT-5", Kind::Throttled, "refused with 503: all slots are taken and {a} wait");
            cx.note(reason.a(self.waiting.len() as i64).on(link).maybe_about(about).because("QueueLength"));
            cx.answer(call.id, Answer::failed(Fault::Unavailable, 503, "ServiceUnavailable"), Span::ZERO);
        } else {
            self.waiting.push_back(job);
            let reason = Reason::new("EXT-5", Kind::Waiting, "waits for a slot behind {a} others");
            cx.note(reason.a(self.waiting.len() as i64 - 1).on(link).maybe_about(about).because("Slots"));
            cx.gauge(WAITING, self.waiting.len() as f64);
        }
    }

    fn answered(&mut self, cx: &mut Context, call: CallId, _tag: u64, answer: Answer) {
        let Some((_, asked)) = self.poll.filter(|(mine, _)| *mine == call) else { return };
        self.poll = None;
        let now = cx.now();
        match answer {
            Answer::Messages { batch, .. } if !batch.is_empty() => {
                self.receiver.answered();
                let Some(link) = self.settings.as_ref().and_then(|s| s.source) else { return };
                cx.count(COUNT, batch.len() as u64);
                let job = |receipt: Receipt| Job {
                    origin: Origin::Queue(receipt),
                    about: Some(receipt.message),
                    link,
                    since: now,
                };
                self.waiting.extend(batch.iter().map(|received| job(received.receipt)));
            }
            // An empty answer at the instant of asking would be asked again at the same instant for ever.
            Answer::Messages { .. } if now > asked => self.receiver.answered(),
            Answer::Messages { .. } => self.pause(cx, PAUSE),
            failed => {
                let Some(link) = self.settings.as_ref().and_then(|s| s.source) else { return };
                let wait = self.receiver.failed(cx, link, &failed);
                self.pause(cx, wait);
            }
        }
        self.go_on(cx);
    }

    fn awaits(&self, token: Token) -> Option<&'static str> {
        match token.what {
            DONE => Some("a request is finished"),
            _ => Some("it polls again after a failure"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        if token.what == DONE {
            self.finish(cx, token.n as u32);
        } else {
            self.pausing = false;
            self.go_on(cx);
        }
    }

    fn status(&self, view: &View) -> Status {
        let Some(s) = &self.settings else { return Status::default() };
        let (busy, waiting) = (self.busy(), self.waiting.len());
        let full = busy >= s.slots;
        let small = match waiting {
            0 => format!("{:.1}/s done", self.rate.per_second(view.now)),
            n => format!("{n} waiting, {:.1}/s done", self.rate.per_second(view.now)),
        };
        let notice = (full && waiting > s.slots).then(|| Notice {
            title: "All slots are taken.".into(),
            text: format!("{waiting} requests wait for one of {} slots. Waiting grows without end if more arrives than they can do.", s.slots),
            rule: "EXT-5",
        });
        let tone = if notice.is_some() { Tone::Warning } else { Tone::Plain };
        Status { reading: Reading::Number(busy as f64, "busy"), small, tone, trend: (busy + waiting) as f64, notice }
    }
}
