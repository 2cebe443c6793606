//! What a queue does: its state, and what happens by the clock. Sends and receives are in files of their own.

use super::attempts::{Attempt, Lost};
use super::batching::{DeleteAgain, Gathered};
use super::fields::*;
use super::groups::Groups;
use super::messages::{Lanes, Messages, State, Stored};
use super::redrive::MoveTask;
use super::throughput::Throughput;
use super::*;
use crate::common::fifo::Window;
use crate::model::Config;
use crate::sim::parts::Rate;
use crate::sim::{
    Answer, Ask, Behaviour, Call, CallId, Class, Context, Delay, Fate, Fault, Held, Kind, LinkId, MessageId,
    Place, PortId, Reason, Span, Status, Time, Token, View, WakeKey,
};
use std::collections::{BTreeMap, VecDeque};

/// Wake-ups of a queue.
pub(super) const SHOW: u32 = 0;
pub(super) const END_OF_RETENTION: u32 = 1;
pub(super) const END_OF_WAIT: u32 = 2;
pub(super) const SECOND_DELIVERY: u32 = 3;
pub(super) const MOVE_NEXT: u32 = 4;
pub(super) const GATHERED: u32 = 5;
pub(super) const DELETE_AGAIN: u32 = 6;
pub(super) const PURGED: u32 = 7;

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
    /// How likely the answer to a receive gets lost.
    pub loses: f64,
    pub outdated_deletes: bool,
    pub in_flight_limit: u64,
    pub latency: Delay,
    pub dead_letter_queue: Option<(LinkId, u32)>,
    pub dead_letters: Vec<LinkId>,
    /// The wires over which messages come in.
    pub doors: Vec<Door>,
    /// `None` for a standard queue.
    pub fifo: Option<Fifo>,
}

/// The settings that only a FIFO queue has.
#[derive(Clone, Debug)]
pub(super) struct Fifo {
    /// ContentBasedDeduplication.
    pub by_content: bool,
    /// DeduplicationScope messageGroup.
    pub per_group: bool,
    /// High throughput: the partitions that there may be (SQS-25).
    pub partitions: usize,
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
            loses: LOST_RECEIVES.of(c) / 100.0,
            outdated_deletes: OUTDATED_DELETES.of(c),
            in_flight_limit: IN_FLIGHT_LIMIT.of(c) as u64,
            latency: Delay::spread(LATENCY_P50.of(c), LATENCY_P99.of(c)),
            dead_letter_queue: redrive.map(|l| (l, MAX_RECEIVE_COUNT.of(&cx.link_config(l)) as u32)),
            dead_letters: cx.links(DEAD_LETTERS),
            doors: [SEND, DEAD_LETTERS].iter().flat_map(|port| cx.links(*port)).map(|l| Door::read(cx, l)).collect(),
            fifo: FIFO_QUEUE.of(c).then(|| {
                let per_group = DEDUPLICATION_SCOPE.of(c) == "messageGroup";
                let high = per_group && THROUGHPUT_LIMIT.of(c) == "perMessageGroupId";
                let partitions = if high { MOST_PARTITIONS.of(c) as usize } else { 1 };
                Fifo { by_content: BY_CONTENT.of(c), per_group, partitions }
            }),
        }
    }
}

/// What the wire says over which a message comes.
#[derive(Clone, Debug)]
pub(super) struct Door {
    link: LinkId,
    /// The queue policy allows the sender (SQS-30).
    pub allowed: bool,
    /// So does the policy of the queue's key (SNS-20).
    pub key_allowed: bool,
    /// DelaySeconds of its messages.
    pub delay: Option<Span>,
    /// Where MessageGroupId and MessageDeduplicationId come from; `None` if nothing is said.
    pub group: Option<String>,
    pub token: Option<String>,
    /// A program that gathers: so many messages, for so long (SQS-26). Topics and rules send one by one.
    pub batch: Option<(usize, Span)>,
}

impl Door {
    fn read(cx: &Context, link: LinkId) -> Self {
        let config = &cx.link(link).config;
        let words = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        Self {
            link,
            allowed: QUEUE_POLICY.of(config),
            key_allowed: KEY_POLICY.of(config) || KMS_KEY.of(&cx.config()).trim().is_empty(),
            delay: MESSAGE_DELAY.of(config),
            group: words(MESSAGE_GROUP_ID.of(config)),
            batch: Some((BATCH_ENTRIES.of(config) as usize, BATCH_WAIT.of(config)))
                .filter(|(most, _)| *most > 1 && cx.link(link).role == SEND_MESSAGE.key),
            token: words(DEDUPLICATION_ID.of(config)),
        }
    }
}

/// A receive that waits for a message.
#[derive(Clone, Debug)]
pub(super) struct Waiter {
    pub call: CallId,
    pub attempt: Attempt,
    pub most: u32,
    pub visibility: Option<Span>,
    /// When it has waited long enough.
    pub until: Time,
}

/// A queue.
#[derive(Clone, Default)]
pub struct Queue {
    pub(super) settings: Option<Settings>,
    pub(super) messages: Messages,
    pub(super) waiters: VecDeque<Waiter>,
    /// The alarm clock of the receives that wait. Nearly all of them end by a message, so there is one for all; it may ring
    /// for one that has ended.
    pub(super) waiters_wake: Option<(Time, WakeKey)>,
    retention_wake: Option<(Time, WakeKey)>,
    /// The counts that the gauges show.
    shown: Option<(u64, u64, u64)>,
    purged: Option<Time>,
    pub(super) task: Option<MoveTask>,
    /// Of a FIFO queue: the deduplication ids of the last five minutes, and what its throughput is.
    pub(super) window: Window,
    pub(super) throughput: Option<Throughput>,
    /// What senders gather, by their wires, and deletes that were throttled.
    pub(super) gathered: BTreeMap<LinkId, Gathered>,
    pub(super) deletes: BTreeMap<u64, DeleteAgain>,
    pub(super) numbered: u64,
    pub(super) lost: Lost,
    pub(super) arrivals: Rate,
    pub(super) departures: Rate,
}

impl Queue {
    #[inline]
    pub(super) fn settings(&self) -> &Settings {
        self.settings.as_ref().expect("a queue is configured before anything reaches it")
    }

    /// The wire over which a message comes.
    pub(super) fn door(&self, over: LinkId) -> Option<&Door> {
        self.settings().doors.iter().find(|door| door.link == over)
    }

    /// A message may still be on its way over a wire that is there no longer: that one is read late.
    pub(super) fn know_door(&mut self, cx: &Context, over: LinkId) {
        if self.door(over).is_none()
            && let Some(settings) = &mut self.settings
        {
            settings.doors.push(Door::read(cx, over));
        }
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
        let (visible, in_flight, delayed) = self.messages.counts();
        let before = self.shown.replace((visible, in_flight, delayed));
        if before.is_none_or(|before| before.0 != visible) {
            cx.gauge(VISIBLE, visible as f64);
        }
        if before.is_none_or(|before| before.1 != in_flight) {
            cx.gauge(IN_FLIGHT, in_flight as f64);
        }
        if before.is_none_or(|before| before.2 != delayed) {
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

    /// A message becomes visible (again).
    fn show(&mut self, cx: &mut Context, n: u64) {
        let Some(stored) = self.messages.get(n) else { return };
        let (message, receives, was) = (stored.message, stored.receives, stored.state);
        self.messages.worked(n, cx.now());
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

    /// A new delay counts for the delayed messages of a FIFO queue too (SQS-3).
    fn delay_anew(&mut self, cx: &mut Context) {
        let delay = self.settings().delay;
        let delayed = self.messages.in_order().into_iter().filter_map(|(n, stored)| match stored.state {
            State::Delayed(key) => Some((n, key, stored.age_from)),
            _ => None,
        });
        for (n, key, from) in delayed.collect::<Vec<_>>() {
            cx.cancel(key);
            let at = (from + delay).max(cx.now());
            let key = cx.wake_at(Class::Expiry, at, Token::new(SHOW, n));
            self.messages.change(n, State::Delayed(key));
        }
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
        let all = self.messages.in_order();
        let (count, last) = (all.len() as i64, all.last().map(|(n, _)| *n));
        let takes = PURGE_TIME.of(&cx.config());
        let Some(last) = last.filter(|_| takes > Span::ZERO) else { return self.purge_up_to(cx, last.unwrap_or_default()) };
        let reason = Reason::new("SQS-29", Kind::Changed, "a purge of {a} messages begins: it takes {b:t}");
        cx.note(reason.a(count).b(takes.0 as i64).because("PurgeTime"));
        cx.wake_after(Class::Expiry, takes, Token::new(PURGED, last));
    }

    /// Deletes what was there when the purge began.
    fn purge_up_to(&mut self, cx: &mut Context, last: u64) {
        let all: Vec<u64> = self.messages.in_order().into_iter().map(|(n, _)| n).take_while(|n| *n <= last).collect();
        cx.note(Reason::new("SQS-29", Kind::Changed, "purged: {a} messages deleted").a(all.len() as i64));
        for n in all {
            if let Some(stored) = self.remove(cx, n) {
                cx.settle(stored.message, Fate::Dropped("the queue was purged"));
            }
        }
    }

    pub(super) fn age(&self, now: Time) -> Span {
        self.messages.oldest().map_or(Span::ZERO, |at| now.since(at))
    }
}

impl Behaviour for Queue {
    fn start(&mut self, cx: &mut Context) {
        self.configure(cx);
    }

    fn configure(&mut self, cx: &mut Context) {
        let mut fresh = Settings::read(cx);
        let now = cx.now();
        match &self.settings {
            // FifoQueue cannot be changed: AWS would make another queue.
            Some(before) if before.fifo.is_some() != fresh.fifo.is_some() => {
                fresh.fifo.clone_from(&before.fifo);
                let text = "FifoQueue cannot be changed while the queue exists: it counts from the next reset";
                cx.note(Reason::new("SQS-9", Kind::Skipped, text).because("FifoQueue"));
            }
            Some(_) => {}
            None if fresh.fifo.is_some() => self.messages.lanes = Lanes::Fifo(Groups::default()),
            None => {}
        }
        let delay_changed = self.settings.as_ref().is_some_and(|before| before.delay != fresh.delay);
        if let Some(fifo) = &fresh.fifo
            && self.throughput.as_ref().is_none_or(|throughput| throughput.most() != fifo.partitions)
        {
            self.throughput = Some(Throughput::new(fifo.partitions, now));
        }
        self.settings = Some(fresh);
        if delay_changed && self.settings().fifo.is_some() {
            self.delay_anew(cx);
        }
        self.serve(cx);
        self.settle(cx);
    }

    fn ask(&mut self, cx: &mut Context, call: Call) {
        let (id, port): (CallId, PortId) = (call.id, call.port);
        let Call { link, ask, .. } = call;
        let answer = match ask {
            Ask::Deliver(parcel) if port == DEAD_LETTER_QUEUE => Some(self.take_back(cx, parcel)),
            Ask::Deliver(parcel) if port == SEND && parcel.has_entries() => Some(self.send_batch(cx, link, &parcel)),
            Ask::Deliver(parcel) if port == SEND && self.is_gathered(cx, link) => {
                self.gather(cx, id, link, parcel);
                None
            }
            Ask::Deliver(parcel) => Some(self.send(cx, link, port, parcel, true)),
            Ask::Receive { most, wait, visibility, attempt } => {
                self.receive(cx, id, (link, attempt), most, wait, visibility);
                None
            }
            Ask::Delete(receipts) => Some(self.delete(cx, id, &receipts)),
            Ask::ChangeVisibility(receipt, timeout) => Some(self.change_visibility(cx, receipt, timeout)),
            Ask::Item(_) | Ask::Shards | Ask::Read(_) | Ask::Discard(_) => Some(Answer::failed(Fault::Client, 400, "InvalidAction")),
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
            GATHERED => Some("a sender sends what it has gathered"),
            DELETE_AGAIN => Some("a delete is tried again"),
            PURGED => Some("a purge ends"),
            _ => Some("a redrive goes on"),
        }
    }

    fn wake(&mut self, cx: &mut Context, token: Token) {
        match token.what & 0xff {
            SHOW => self.show(cx, token.n),
            END_OF_RETENTION => self.expire(cx),
            END_OF_WAIT => self.end_of_wait(cx),
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
            GATHERED => self.send_gathered(cx, LinkId(token.n as u32)),
            DELETE_AGAIN => self.delete_again(cx, token.n),
            PURGED => self.purge_up_to(cx, token.n),
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
        let (now, counts) = (cx.now(), self.messages.counts());
        match &mut self.messages.lanes {
            Lanes::Fifo(groups) => {
                let busy = groups.busy();
                cx.gauge(BUSY_GROUPS, busy as f64);
            }
            Lanes::Fair(tenants) if tenants.any() => {
                let quiet = tenants.quiet(now, counts);
                cx.gauge(NOISY_GROUPS, quiet.noisy_groups as f64);
                cx.gauge(QUIET_VISIBLE, quiet.visible as f64);
                cx.gauge(QUIET_IN_FLIGHT, quiet.in_flight as f64);
                cx.gauge(QUIET_DELAYED, quiet.delayed as f64);
                let noisy = tenants.noisy_ones(now);
                let oldest = self.messages.oldest_without(&noisy);
                cx.gauge(QUIET_AGE, oldest.map_or(0.0, |at| now.since(at).as_seconds()));
            }
            Lanes::Fair(_) => {}
        }
    }

    fn status(&self, view: &View) -> Status {
        self.shown_status(view)
    }

    fn holds(&self, into: &mut Vec<MessageId>) {
        into.extend(self.messages.iter().map(|(_, s)| s.message));
    }

    fn contents(&self, view: &View, most: usize) -> Vec<Held> {
        self.shown_contents(view, most)
    }
}
