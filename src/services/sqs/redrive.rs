//! Dead letters: away to the dead-letter queue (SQS-7 to 10), and back by a message move task (SQS-12).

use super::behaviour::{MOVE_NEXT, Queue};
use super::fields::MOVE_RATE;
use super::messages::{State, Stored};
use crate::model::Config;
use crate::sim::{
    Answer, Ask, Class, Context, Fate, Kind, LinkId, MessageId, Parcel, Place, Query, Reason, Span, Time, Token,
};

/// Moves a second where nobody says how many (a choice of this model: AWS tunes by itself).
const USUAL_RATE: f64 = 50.0;

/// A redrive under way.
#[derive(Clone, Debug)]
pub struct MoveTask {
    every: Span,
    started: Time,
    moved: u64,
}

impl Queue {
    /// Moves a message to the dead-letter queue if this receive would exceed maxReceiveCount.
    pub(super) fn move_if_spent(&mut self, cx: &mut Context, n: u64) -> bool {
        let Some((link, most)) = self.settings().dead_letter_queue else { return false };
        if self.messages.get(n).is_none_or(|s| s.receives < most) {
            return false;
        }
        self.move_away(cx, n, link)
    }

    #[cold]
    #[inline(never)]
    fn move_away(&mut self, cx: &mut Context, n: u64, link: LinkId) -> bool {
        let Some(stored) = self.remove(cx, n) else { return false };
        let reason = Reason::new("SQS-7", Kind::DeadLettered, "received {a} times and never deleted: moved to the dead-letter queue");
        cx.note(reason.a(i64::from(stored.receives)).about(stored.message).on(link).because("maxReceiveCount"));
        cx.hand_over(link, stored.message, Kind::DeadLettered);
        true
    }

    /// A source queue hands over a dead letter: a standard one keeps its enqueue time (SQS-8); it starts with a receive count of 0, and
    /// is not a send (SQS-10).
    pub(super) fn accept_dead_letter(&mut self, cx: &mut Context, link: LinkId, message: MessageId) {
        let now = cx.now();
        let Some((created, group)) = cx.message(message).map(|m| (m.created, m.group.clone())) else { return };
        let fifo = self.settings().fifo.is_some();
        let enqueued = if fifo { now } else { created };
        if let Some(fifo) = &self.settings().fifo {
            // Its message id takes the place of its deduplication id (SQS-9).
            let key = (group.clone().filter(|_| fifo.per_group), message.serial.to_string().into());
            self.window.open(key, message, now);
        }
        cx.place(message, Place::DeadLettered);
        self.messages.store(Stored {
            message,
            state: State::Visible(now),
            enqueued,
            age_from: now,
            first_visible: Some(now),
            received_at: now,
            receives: 0,
            via: Some(link),
            group,
        });
        let text = if fifo {
            "stored as a dead letter; in a FIFO queue its retention begins anew, and its message id is its deduplication id now"
        } else {
            "stored as a dead letter; its retention goes on from its first enqueue"
        };
        let reason = Reason::new("SQS-8", Kind::DeadLettered, text);
        cx.note(reason.about(message).on(link));
    }

    /// StartMessageMoveTask: one task at a time.
    pub(super) fn start_move(&mut self, cx: &mut Context, with: &Config) {
        if self.task.is_some() {
            cx.note(Reason::new("SQS-12", Kind::Failed, "redrive refused: one is under way"));
            return;
        }
        let rate = MOVE_RATE.of(with).unwrap_or(USUAL_RATE);
        self.task = Some(MoveTask { every: Span::of_seconds(1.0 / rate), started: cx.now(), moved: 0 });
        cx.note(Reason::new("SQS-12", Kind::Changed, "redrive of {a} messages starts").a(self.messages.len() as i64));
        cx.wake_after(Class::Start, Span::ZERO, Token::new(MOVE_NEXT, 0));
    }

    /// Moves one message back to its source, as a new message.
    pub(super) fn move_next(&mut self, cx: &mut Context) {
        let Some(task) = &self.task else { return };
        let old = |s: &&Stored| s.enqueued <= task.started || s.age_from <= task.started;
        let next = self.messages.visible().find(|n| self.messages.get(*n).filter(old).is_some_and(|s| s.via.is_some()));
        let Some(n) = next else {
            let reason = Reason::new("SQS-12", Kind::Changed, "redrive done: {a} messages moved").a(task.moved as i64);
            self.task = None;
            cx.note(reason);
            return;
        };
        let every = task.every;
        // While its copy is on the way the message is hidden, so that nobody receives it here.
        let key = cx.wake_after(Class::Expiry, Span::seconds(60), Token::new(super::behaviour::SHOW, n));
        self.messages.change(n, State::InFlight(key));
        if let Some((message, link)) = self.messages.get(n).and_then(|s| Some((s.message, s.via?))) {
            cx.place(message, Place::InFlight);
            let content = cx.message(message).map(|m| (m.body.clone(), m.attributes.clone(), m.group.clone()));
            if let Some((body, attributes, group)) = content {
                let parcel = Parcel::new(body, Some(message)).with(attributes).group(group);
                cx.ask(Query::new(link, Ask::Deliver(parcel)).tag(n).drawn(Kind::Retried));
            }
        }
        cx.wake_after(Class::Start, every, Token::new(MOVE_NEXT, 0));
    }

    /// The source queue has taken a message back.
    pub(super) fn moved(&mut self, cx: &mut Context, n: u64, answer: &Answer) {
        if !matches!(answer, Answer::Done { .. }) {
            let reason = Reason::new("SQS-12", Kind::Failed, "redrive stopped: the source queue did not take a message back");
            cx.note(reason);
            self.task = None;
            return;
        }
        if let Some(stored) = self.remove(cx, n) {
            cx.note(Reason::new("SQS-12", Kind::Delivered, "moved back to its source as a new message").about(stored.message));
            cx.settle(stored.message, Fate::Delivered);
            if let Some(task) = &mut self.task {
                task.moved += 1;
            }
        }
    }
}
