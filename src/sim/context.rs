//! Everything a behaviour may do to the world: the only door between a node and the engine.

use super::engine::{Core, Event};
use super::parts::TokenBucket;
use super::{
    Answer, Attributes, Body, CallId, Class, Fate, Flight, Kind, Lineage, Link, LinkId, Message, MessageId, MetricId,
    NodeIx, Place, PortId, Query, Reason, Series, Share, Signal, Span, Stream, Time, Token, WakeKey,
};
use crate::model::Config;
use std::sync::Arc;

/// One node's view of the engine while it acts.
pub struct Context<'a> {
    pub(crate) core: &'a mut Core,
    pub(crate) me: NodeIx,
}

/// Time, settings, wires.
impl Context<'_> {
    /// The instant.
    #[inline]
    pub fn now(&self) -> Time {
        self.core.now
    }

    /// The node's name, as a person gave it.
    pub fn name(&self) -> Arc<str> {
        self.core.nodes[self.me.0 as usize].name.clone()
    }

    /// The node's id.
    pub fn id(&self) -> &str {
        self.core.nodes[self.me.0 as usize].id.as_str()
    }

    /// The node's settings in force, timed changes included.
    pub fn config(&self) -> Arc<Config> {
        self.core.nodes[self.me.0 as usize].config.clone()
    }

    /// The node's random stream.
    #[inline]
    pub fn stream(&mut self) -> &mut Stream {
        &mut self.core.nodes[self.me.0 as usize].stream
    }

    /// The wires at this port, in order of their ids.
    pub fn links(&self, port: PortId) -> Vec<LinkId> {
        let mine = |l: &Link| l.alive && ((l.from == self.me && l.out == port) || (l.to == self.me && l.into == port));
        let mut found: Vec<LinkId> =
            self.core.links.iter().enumerate().filter(|(_, l)| mine(l)).map(|(n, _)| LinkId(n as u32)).collect();
        found.sort_by(|a, b| self.link(*a).wire.cmp(&self.link(*b).wire));
        found
    }

    /// A wire.
    #[inline]
    pub fn link(&self, link: LinkId) -> &Link {
        &self.core.links[link.0 as usize]
    }

    /// The settings of a wire.
    pub fn link_config(&self, link: LinkId) -> Arc<Config> {
        self.link(link).config.clone()
    }

    /// The name of the node at the other end of a wire.
    pub fn peer_name(&self, link: LinkId) -> Arc<str> {
        self.core.nodes[self.link(link).other(self.me).0 as usize].name.clone()
    }

    /// The settings in force of the node at the other end of a wire, to be read by property name.
    pub fn peer_config(&self, link: LinkId) -> Arc<Config> {
        self.core.nodes[self.link(link).other(self.me).0 as usize].config.clone()
    }

    /// A metric of the node at the other end of a wire, by its CloudWatch name.
    pub fn peer_series(&self, link: LinkId, metric: &str) -> Option<&Series> {
        let peer = self.link(link).other(self.me);
        self.core.meter.of(peer).iter().find(|s| s.name() == metric)
    }

    /// All metrics of the node at the other end of a wire, in the order of its service's list.
    pub fn peer_metrics(&self, link: LinkId) -> &[Series] {
        self.core.meter.of(self.link(link).other(self.me))
    }

    /// The namespace of the metrics of the node at the other end of a wire.
    pub fn peer_namespace(&self, link: LinkId) -> &'static str {
        self.core.nodes[self.link(link).other(self.me).0 as usize].namespace
    }
}

/// Questions, answers, signals, wake-ups.
impl Context<'_> {
    /// Puts a question to the node at the other end of a wire; the answer comes to [`super::Behaviour::answered`].
    /// A wire that was deleted answers `NotFound`, one without the permission it needs `Denied` (IAM-1).
    pub fn ask(&mut self, query: Query) -> CallId {
        let (link, timeout) = (query.link, query.timeout);
        let wire = self.link(link);
        let (callee, passes) = (wire.other(self.me), wire.alive && wire.denied.is_none());
        let about = if passes && !self.core.trace.draws() { None } else { self.look_at(&query) };
        let id = self.core.calls.add(self.me, callee, query);
        if passes {
            self.core.agenda.post(self.core.now, Class::Start, callee.0, Event::Arrive(id));
        } else {
            self.turn_away(link, id, about);
        }
        if let Some(patience) = timeout {
            let key = self.core.agenda.add(self.core.now + patience, Class::Timeout, self.me.0, Event::Patience(id));
            if let Some(call) = self.core.calls.get_mut(id) {
                call.timeout = Some(key);
            }
        }
        id
    }

    /// The message that a question is about, which is drawn if somebody watches.
    #[cold]
    #[inline(never)]
    fn look_at(&mut self, query: &Query) -> Option<MessageId> {
        let about = query.ask.about();
        if let Some(kind) = query.flight.filter(|_| self.core.trace.draws()) {
            self.fly_out(query.link, kind, about);
        }
        about
    }

    /// Draws what leaves over a wire.
    fn fly_out(&mut self, link: LinkId, kind: Kind, message: Option<MessageId>) {
        let wire = self.link(link);
        let (alive, forward) = (wire.alive, wire.from == self.me);
        if alive {
            self.core.trace.fly(Flight { link, at: self.core.now, forward, kind, message });
        }
    }

    /// Answers in place of a peer that is not there any more, or that this node may not call.
    fn turn_away(&mut self, link: LinkId, id: CallId, about: Option<MessageId>) {
        let wire = self.link(link);
        let answer = match wire.denied.filter(|_| wire.alive) {
            Some(statement) => {
                let reason = Reason::new("IAM-1", Kind::Failed, "denied: no policy allows {word}").word(statement);
                self.note(reason.maybe_about(about).on(link).because("Permitted"));
                Answer::failed(super::Fault::Denied, 403, "AccessDenied")
            }
            None => Answer::failed(super::Fault::NotFound, 404, "ResourceNotFound"),
        };
        self.answer(id, answer, Span::ZERO);
    }

    /// Answers a question after so much time. Answering twice, or a question whose asker gave up, changes nothing.
    pub fn answer(&mut self, call: CallId, answer: Answer, after: Span) {
        let now = self.core.now;
        let Some(state) = self.core.calls.get_mut(call) else { return };
        if state.answer.is_some() {
            return;
        }
        if state.unanswered {
            self.core.calls.end(call);
            return;
        }
        state.ask = None;
        state.answer = Some(answer);
        let at = if state.instant { now } else { now + after };
        let caller = state.caller;
        self.core.agenda.post(at, Class::Completion, caller.0, Event::Reply(call));
    }

    /// Takes a question back that nobody has answered yet, such as a long poll that is no longer wanted: whoever holds
    /// it sees that nobody waits. False if it was answered before; the answer comes all the same.
    pub fn withdraw(&mut self, call: CallId) -> bool {
        if !self.waits(call) {
            return false;
        }
        let Some((state, _)) = self.core.calls.end(call) else { return false };
        if let Some(key) = state.timeout {
            self.core.agenda.cancel(key);
        }
        true
    }

    /// Whether somebody still waits for the answer to this question.
    #[inline]
    pub fn waits(&self, call: CallId) -> bool {
        self.core.calls.get(call).is_some_and(|c| c.answer.is_none())
    }

    /// Whether the asker of this question listens for the answer.
    pub fn is_heard(&self, call: CallId) -> bool {
        self.core.calls.get(call).is_some_and(|c| !c.unanswered)
    }

    /// Says a word over a wire, at this instant, in the given order among what is due now.
    pub fn signal(&mut self, class: Class, link: LinkId, signal: Signal) {
        let (to, alive, forward) = {
            let l = self.link(link);
            (l.other(self.me), l.alive, l.from == self.me)
        };
        if alive {
            let now = self.core.now;
            self.core.trace.fly(Flight { link, at: now, forward, kind: Kind::State, message: None });
            self.core.said += 1;
            let number = self.core.said;
            self.core.signals.insert(number, signal);
            self.core.agenda.post(now, class, to.0, Event::Signal(link, to, number));
        }
    }

    /// Wakes this node at an instant (not before now).
    pub fn wake_at(&mut self, class: Class, at: Time, token: Token) -> WakeKey {
        let at = at.max(self.core.now);
        self.core.agenda.add(at, class, self.me.0, Event::Wake(self.me, token))
    }

    /// Wakes this node after so much time.
    pub fn wake_after(&mut self, class: Class, span: Span, token: Token) -> WakeKey {
        self.wake_at(class, self.core.now + span, token)
    }

    /// Takes a wake-up back.
    pub fn cancel(&mut self, key: WakeKey) {
        self.core.agenda.cancel(key);
    }
}

/// Messages.
impl Context<'_> {
    /// Creates a message that this node holds from now on.
    pub fn create(&mut self, parent: Option<MessageId>, body: Body, attributes: Attributes, place: Place) -> MessageId {
        let id = self.core.ledger.create(self.core.now, self.me, parent, body, attributes, place);
        self.core.born(id);
        id
    }

    /// Says of a message of this node to which MessageGroupId it belongs.
    pub fn group(&mut self, id: MessageId, group: Arc<str>) {
        self.core.ledger.group(id, group);
    }

    /// Says of a message of this node what the chain of requests that led to it has passed.
    pub fn descend(&mut self, id: MessageId, lineage: Option<Lineage>) {
        if lineage.is_some() {
            self.core.ledger.descend(id, lineage);
        }
    }

    /// How often a chain of requests has passed this node.
    pub fn passes(&self, lineage: Option<&Lineage>) -> u32 {
        lineage.map_or(0, |lineage| lineage.passes(self.me))
    }

    /// The chain of requests with this node at its end. `None` if no wires lead back here: then nobody would count.
    pub fn onward(&self, lineage: Option<&Lineage>) -> Option<Lineage> {
        self.core.nodes[self.me.0 as usize].in_loop.then(|| Lineage::through(lineage, self.me))
    }

    /// The message, unless it was settled.
    #[inline]
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.core.ledger.get(id)
    }

    /// Says where a message of this node is now.
    #[inline]
    pub fn place(&mut self, id: MessageId, place: Place) {
        self.core.ledger.place(id, place, self.me);
    }

    /// Ends a message; this node no longer holds it. False if it was settled before.
    pub fn settle(&mut self, id: MessageId, fate: Fate) -> bool {
        self.core.settle(id, fate)
    }

    /// Gives a message to the node at the other end of a wire, at this instant; it comes to
    /// [`super::Behaviour::handed`]. If the wire was deleted the message is dropped.
    pub fn hand_over(&mut self, link: LinkId, message: MessageId, kind: Kind) {
        let (to, alive, forward) = {
            let l = self.link(link);
            (l.other(self.me), l.alive, l.from == self.me)
        };
        if !alive {
            self.settle(message, Fate::Dropped("its way was deleted"));
            return;
        }
        let now = self.core.now;
        self.core.trace.fly(Flight { link, at: now, forward, kind, message: Some(message) });
        self.core.agenda.post(now, Class::Start, to.0, Event::Handed(link, forward, message));
    }
}

/// What nodes have in common.
impl Context<'_> {
    /// This node's part of a pool is so much from now on.
    pub fn claim(&mut self, pool: &'static str, share: Share) {
        self.core.pools.claim(pool, self.me, share);
    }

    /// What all nodes together claim and use of a pool.
    pub fn claims(&self, pool: &'static str) -> Share {
        self.core.pools.sum(pool)
    }

    /// What the other nodes claim and use of a pool.
    pub fn claims_of_others(&self, pool: &'static str) -> Share {
        let (all, mine) = (self.core.pools.sum(pool), self.core.pools.of(pool, self.me));
        Share { claimed: all.claimed - mine.claimed, used: all.used - mine.used }
    }

    /// This node says how much there is of a pool; `None`: it says nothing.
    pub fn size_pool(&mut self, pool: &'static str, size: Option<u64>) {
        self.core.pools.size(pool, self.me, size);
    }

    /// This node says what rate (a second) and burst a bucket has from which many take; `None`: it says nothing.
    pub fn size_bucket(&mut self, bucket: &'static str, size: Option<(f64, f64)>) {
        let now = self.now();
        self.core.pools.size_bucket(bucket, self.me, size, now);
    }

    /// A bucket from which many take: with the least rate and burst that a node says, or the usual ones if none says anything.
    pub fn bucket(&mut self, bucket: &'static str, usual: (f64, f64)) -> &mut TokenBucket {
        let now = self.now();
        self.core.pools.bucket(bucket, usual, now)
    }

    /// How much there is of a pool: the least that a node says; `None` if none says anything.
    pub fn pool_size(&self, pool: &'static str) -> Option<u64> {
        self.core.pools.size_of(pool)
    }
}

/// Metrics and notes.
impl Context<'_> {
    /// Counts things that happened.
    #[inline]
    pub fn count(&mut self, metric: MetricId, n: u64) {
        self.core.meter.add(self.me, metric, n as f64);
    }

    /// Sets a level, or adds a measurement.
    #[inline]
    pub fn gauge(&mut self, metric: MetricId, value: f64) {
        self.core.meter.add(self.me, metric, value);
    }

    /// Gives a metric of this node the name that a person chose; for custom metrics.
    pub fn name_metric(&mut self, metric: MetricId, name: &str) {
        self.core.meter.name(self.me, metric, name);
    }

    /// Says what was decided and why. A decision without a note is unfinished work.
    #[inline]
    pub fn note(&mut self, reason: Reason) {
        self.core.note(self.me, reason);
    }
}
