//! Archive and replay of FIFO topics (SNS 2.1): what was published is kept, and sent again to chosen subscriptions, in order.
//!
//! The sheet names the policy and no more; how a replay goes is general knowledge.

use super::behaviour::{Order, REPLAY_NEXT, Topic};
use super::publish::{Publication, Texts};
use super::*;
use crate::model::Config;
use crate::sim::{Class, Context, Kind, LinkId, Parcel, Reason, Span, Time, Token};
use std::collections::VecDeque;

/// A published message.
#[derive(Clone, Debug)]
pub struct Published {
    parcel: Parcel,
    texts: Texts,
    order: Order,
    number: u64,
}

/// A replay under way: what is left of it.
#[derive(Clone, Debug)]
pub struct Replay {
    links: Vec<LinkId>,
    left: VecDeque<Published>,
    sent: u64,
}

const DAY: u64 = 86_400;

impl Topic {
    /// Keeps a published message if the topic has an ArchivePolicy.
    pub(super) fn archive(&mut self, cx: &mut Context, parcel: &Parcel, texts: &Texts, order: &Order, number: u64) {
        if self.retention.is_none() {
            return;
        }
        // The message behind it may be gone when it is replayed.
        let parcel = Parcel { about: None, ..parcel.clone() };
        self.kept.keep(cx.now(), parcel.bytes(), Published { parcel, texts: texts.clone(), order: order.clone(), number });
        self.forget(cx);
    }

    /// Forgets what is older than the ArchivePolicy says.
    pub(super) fn forget(&mut self, cx: &mut Context) {
        let Some(days) = self.retention else { return };
        let age = Span::seconds(days * DAY);
        if cx.now().since(Time::START) > age {
            self.kept.forget(Time(cx.now().0 - age.0));
        }
        cx.gauge(ARCHIVED, self.kept.size().0 as f64);
    }

    /// The command: what was published in a stretch of time goes to one subscription, or to all, again.
    pub(super) fn start_replay(&mut self, cx: &mut Context, with: &Config) {
        self.forget(cx);
        let now = cx.now();
        let from = Time::START + STARTING_POINT.of(with);
        let to = ENDING_POINT.of(with).map_or(now, |to| (Time::START + to).min(now));
        let named = REPLAY_TO.of(with).trim();
        let meant = |link: &LinkId| named.is_empty() || *cx.peer_name(*link) == *named;
        let links: Vec<LinkId> = self.subscriptions.iter().map(|s| s.link).filter(meant).collect();
        let mut left = VecDeque::new();
        let mut minute = from.minute();
        while let Some((found, kept)) = self.kept.minute_from(minute).filter(|(found, _)| *found <= to.minute()) {
            let within = kept.iter().filter(|(at, ..)| *at >= from && *at < to);
            left.extend(within.map(|(.., published)| published.clone()));
            minute = found + 1;
        }
        let text = match self.retention {
            None => "replay refused: the topic has no ArchivePolicy",
            Some(_) if links.is_empty() => "replay refused: no subscription of that name",
            Some(_) => "replay of {a} messages to {b} subscriptions starts",
        };
        let reason = Reason::new("SNS-2", Kind::Changed, text).a(left.len() as i64).b(links.len() as i64);
        cx.note(reason.because("ArchivePolicy"));
        if self.retention.is_none() || links.is_empty() {
            return;
        }
        self.replays_begun += 1;
        self.replays.insert(self.replays_begun, Replay { links, left, sent: 0 });
        cx.wake_after(Class::Start, Span::ZERO, Token::new(REPLAY_NEXT, self.replays_begun));
    }

    /// Sends the next message of a replay.
    pub(super) fn replay_next(&mut self, cx: &mut Context, n: u64) {
        let Some(replay) = self.replays.get_mut(&n) else { return };
        let Some(published) = replay.left.pop_front() else {
            cx.note(Reason::new("SNS-2", Kind::Changed, "replay done: {a} messages sent").a(replay.sent as i64));
            self.replays.remove(&n);
            return;
        };
        replay.sent += 1;
        let links = replay.links.clone();
        let Published { parcel, texts, order, number } = &published;
        let publication = Publication { parcel, texts, order: Some(order), number: *number, replayed: true };
        for at in 0..self.subscriptions.len() {
            if links.contains(&self.subscriptions[at].link) {
                self.copy_to(cx, at, &publication);
            }
        }
        cx.wake_after(Class::Start, self.replay_every, Token::new(REPLAY_NEXT, n));
    }
}
