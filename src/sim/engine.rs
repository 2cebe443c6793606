//! The engine: takes the next thing off the agenda and lets the node concerned act. Cloning it is a key-frame.

use super::plan::{NodeState, index};
use super::pool::Pools;
use super::{
    Agenda, Answer, Ask, Behaviour, Call, CallId, Census, Class, Context, Family, Fate, Fault, Flight, Held, Kind,
    Ledger, Link, LinkId, MessageId, Meter, NodeIx, Note, Plan, Query, Reason, Roll, Signal, Span, Status, Time, Token,
    Told, Trace, Transition, View, WakeKey,
};
use crate::model::{Config, Happening, NodeId, What};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something on the agenda. Plain words, so that it is copied and never dropped.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    Boundary,
    Happen(u32),
    Revert(u32),
    Wake(NodeIx, Token),
    Arrive(CallId),
    Reply(CallId),
    Patience(CallId),
    /// With the number of what is said.
    Signal(LinkId, NodeIx, u64),
    /// Over this wire, along its direction or against it.
    Handed(LinkId, bool, MessageId),
}

/// A question under way.
#[derive(Clone, Debug)]
pub(crate) struct CallState {
    /// Never used twice; 0 if the place is free.
    pub serial: u64,
    pub caller: NodeIx,
    pub callee: NodeIx,
    pub link: LinkId,
    pub instant: bool,
    pub unanswered: bool,
    pub tag: u64,
    pub timeout: Option<WakeKey>,
    /// Until it arrives.
    pub ask: Option<Ask>,
    /// On its way back.
    pub answer: Option<Answer>,
}

impl CallState {
    /// A free place.
    fn blank() -> Self {
        Self {
            serial: 0,
            caller: NodeIx(0),
            callee: NodeIx(0),
            link: LinkId(0),
            instant: false,
            unanswered: false,
            tag: 0,
            timeout: None,
            ask: None,
            answer: None,
        }
    }
}

/// All questions under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    slots: Vec<CallState>,
    free: Vec<u32>,
    count: u64,
}

impl Calls {
    /// A new question.
    pub fn add(&mut self, caller: NodeIx, callee: NodeIx, query: Query) -> CallId {
        self.count += 1;
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(CallState::blank());
            self.slots.len() as u32 - 1
        });
        // Piece by piece: a question is some hundred bytes, and this happens at every hop.
        let call = &mut self.slots[slot as usize];
        (call.serial, call.caller, call.callee, call.link) = (self.count, caller, callee, query.link);
        (call.instant, call.unanswered, call.tag, call.timeout) = (query.instant, query.unanswered, query.tag, None);
        // A free place is empty: there is nothing to drop.
        std::mem::forget(call.ask.replace(query.ask));
        CallId { slot, serial: self.count }
    }

    pub fn get(&self, id: CallId) -> Option<&CallState> {
        self.slots.get(id.slot as usize).filter(|c| c.serial == id.serial)
    }

    pub fn get_mut(&mut self, id: CallId) -> Option<&mut CallState> {
        self.slots.get_mut(id.slot as usize).filter(|c| c.serial == id.serial)
    }

    /// Ends a question; what is left of it, without its load, stays readable until the next one begins.
    #[inline]
    pub fn end(&mut self, id: CallId) -> Option<(&CallState, Option<Answer>)> {
        let call = self.slots.get_mut(id.slot as usize).filter(|c| c.serial == id.serial)?;
        call.serial = 0;
        call.ask = None;
        self.free.push(id.slot);
        let answer = call.answer.take();
        Some((call, answer))
    }

    pub fn ids(&self) -> Vec<CallId> {
        let under_way = self.slots.iter().enumerate().filter(|(_, call)| call.serial > 0);
        under_way.map(|(slot, call)| CallId { slot: slot as u32, serial: call.serial }).collect()
    }
}

/// Everything but the behaviours, so that one of them can act on the rest.
#[derive(Clone)]
pub(crate) struct Core {
    pub seed: u64,
    pub now: Time,
    pub agenda: Agenda<Event>,
    pub nodes: Vec<NodeState>,
    pub links: Vec<Link>,
    pub calls: Calls,
    /// What is said at this instant, by number, and how much was ever said.
    pub signals: BTreeMap<u64, Signal>,
    pub said: u64,
    pub ledger: Ledger,
    pub pools: Pools,
    pub meter: Meter,
    pub trace: Trace,
    pub family: Option<Box<Family>>,
    pub roll: Option<Box<Roll>>,
    pub happenings: Vec<Happening>,
    pub events: u64,
}

impl Core {
    /// Writes a note down. Most notes of a fast run only go into the digest: what needs no more is all that is done here,
    /// where the compiler sees which rule it is, and drops the words that nobody reads.
    #[inline]
    pub fn note(&mut self, node: NodeIx, reason: Reason) {
        let wanted = self.trace.digest_in(self.now, node, &reason);
        if wanted || self.family.is_some() || self.roll.is_some() {
            self.write_down(node, reason);
        } else {
            self.trace.pass();
        }
    }

    /// Keeps a note, and tells those who watch messages.
    #[cold]
    #[inline(never)]
    fn write_down(&mut self, node: NodeIx, reason: Reason) {
        let root = reason.message.map_or(0, |m| self.ledger.get(m).map_or(m.serial, |m| m.root));
        if self.family.is_some() || self.roll.is_some() {
            self.watch(Note { number: self.trace.count(), at: self.now, node, reason, root });
        }
        self.trace.add(self.now, node, root, reason);
    }

    /// Tells those who watch messages of a note about one.
    fn watch(&mut self, note: Note) {
        if let Some(roll) = &mut self.roll {
            roll.noted(&note);
        }
        if let Some(family) = self.family.as_mut().filter(|family| family.wants(note.root)) {
            let config = self.nodes[note.node.0 as usize].config.clone();
            let wire = note.reason.link.map(|link| self.links[link.0 as usize].config.clone());
            family.noted(Told { note, config, wire });
        }
    }

    /// Tells those who watch messages that one was made.
    #[inline]
    pub fn born(&mut self, id: MessageId) {
        if self.family.is_some() || self.roll.is_some() {
            self.tell_birth(id);
        }
    }

    #[cold]
    #[inline(never)]
    fn tell_birth(&mut self, id: MessageId) {
        let Some(message) = self.ledger.get(id) else { return };
        if let Some(family) = &mut self.family {
            family.born(message);
        }
        if let Some(roll) = &mut self.roll {
            roll.born(message);
        }
    }

    /// Ends a message; false if it was settled before.
    pub fn settle(&mut self, message: MessageId, fate: Fate) -> bool {
        let settled = self.ledger.settle(message, fate);
        if settled && (self.family.is_some() || self.roll.is_some()) {
            self.tell_end(message, fate);
        }
        settled
    }

    #[cold]
    #[inline(never)]
    fn tell_end(&mut self, message: MessageId, fate: Fate) {
        if let Some(family) = &mut self.family {
            family.ended(message, self.now, fate);
        }
        if let Some(roll) = &mut self.roll {
            roll.ended(message, self.now, fate);
        }
    }
}

/// A running design. Plain data: a clone is an independent run that goes on in exactly the same way.
#[derive(Clone)]
pub struct Engine {
    pub(crate) core: Core,
    pub(crate) behaviours: Vec<Option<Box<dyn Behaviour>>>,
}

/// Why [`Engine::run_until`] came back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stepped {
    /// Simulated time is where it was asked to be.
    Reached,
    /// So many events were handled that it is somebody else's turn.
    Yielded,
}

const MINUTE: Span = Span::minutes(1);

impl Engine {
    /// A run of this plan, at its start.
    pub fn new(plan: Plan) -> Self {
        let core = Core {
            seed: plan.seed,
            now: Time::START,
            agenda: Agenda::default(),
            nodes: Vec::new(),
            links: Vec::new(),
            calls: Calls::default(),
            signals: BTreeMap::new(),
            said: 0,
            ledger: Ledger::default(),
            pools: Pools::default(),
            meter: Meter::default(),
            trace: Trace::default(),
            family: None,
            roll: None,
            happenings: Vec::new(),
            events: 0,
        };
        let mut engine = Self { core, behaviours: Vec::new() };
        engine.core.agenda.add(Time::START + MINUTE, Class::Boundary, 0, Event::Boundary);
        let happenings = plan.happenings.clone();
        engine.adopt(plan);
        for happening in happenings {
            engine.inject(happening);
        }
        engine
    }

    /// Now.
    pub fn now(&self) -> Time {
        self.core.now
    }

    /// How many events were handled.
    pub fn events(&self) -> u64 {
        self.core.events
    }

    /// How many messages are where.
    pub fn census(&self) -> &Census {
        self.core.ledger.census()
    }

    /// The messages.
    pub fn ledger(&self) -> &Ledger {
        &self.core.ledger
    }

    /// The metrics.
    pub fn meter(&self) -> &Meter {
        &self.core.meter
    }

    /// The metrics, to say what of them will be asked for.
    pub fn meter_mut(&mut self) -> &mut Meter {
        &mut self.core.meter
    }

    /// The trace.
    pub fn trace(&self) -> &Trace {
        &self.core.trace
    }

    /// The trace, to say how much of it to keep.
    pub fn trace_mut(&mut self) -> &mut Trace {
        &mut self.core.trace
    }

    /// Everything that happened or will happen to this run by plan or by hand, in order of announcement.
    pub fn happenings(&self) -> &[Happening] {
        &self.core.happenings
    }

    /// The number of a node.
    pub fn node(&self, id: &NodeId) -> Option<NodeIx> {
        index(&self.core.nodes, id)
    }

    /// The id and the name of a node.
    pub fn who(&self, node: NodeIx) -> (&NodeId, &str) {
        let state = &self.core.nodes[node.0 as usize];
        (&state.id, &state.name)
    }

    /// The nodes of the run, in order of their numbers.
    pub fn nodes(&self) -> impl Iterator<Item = NodeIx> {
        self.core.nodes.iter().enumerate().filter(|(_, n)| n.alive).map(|(n, _)| NodeIx(n as u32))
    }

    /// A wire of the run.
    pub fn link(&self, link: LinkId) -> &Link {
        &self.core.links[link.0 as usize]
    }

    /// How many wires the run has had, those that were deleted included: they are numbered from 0.
    pub fn links(&self) -> usize {
        self.core.links.len()
    }

    /// What a node's card shows now.
    pub fn status(&self, node: NodeIx) -> Status {
        self.behaviours[node.0 as usize].as_ref().map(|b| b.status(&self.view(node))).unwrap_or_default()
    }

    /// The first `most` messages that a node holds, oldest first.
    pub fn contents(&self, node: NodeIx, most: usize) -> Vec<Held> {
        self.behaviours[node.0 as usize].as_ref().map(|b| b.contents(&self.view(node), most)).unwrap_or_default()
    }

    /// The changes of state of a node that has states, such as an alarm; `None` for all others.
    pub fn transitions(&self, node: NodeIx) -> Option<&[Transition]> {
        self.behaviours[node.0 as usize].as_ref().and_then(|b| b.transitions())
    }

    fn view(&self, node: NodeIx) -> View<'_> {
        let config = &self.core.nodes[node.0 as usize].config;
        View { now: self.core.now, config, node, meter: &self.core.meter }
    }

    /// When the next event is due, the ends of minutes included.
    pub fn next_time(&mut self) -> Option<Time> {
        self.core.agenda.next_time()
    }

    /// Whether something is due at this very instant: the run stands inside it.
    pub fn inside_instant(&self) -> bool {
        self.core.agenda.due().any(|(at, _)| at <= self.core.now)
    }

    /// Handles events up to and including `target`, at most `budget` of them, and moves the clock there.
    #[inline(never)]
    pub fn run_until(&mut self, target: Time, budget: u64) -> Stepped {
        for _ in 0..budget {
            let Some((time, event)) = self.core.agenda.pop(target) else {
                self.core.now = self.core.now.max(target);
                return Stepped::Reached;
            };
            self.core.now = time;
            self.core.events += 1;
            self.handle(event);
        }
        Stepped::Yielded
    }

    /// Lets time pass up to `time` without handling anything: no further than the next event.
    pub fn idle_until(&mut self, time: Time) {
        let limit = self.core.agenda.next_time().map_or(time, |next| time.min(next));
        self.core.now = self.core.now.max(limit);
    }

    /// Handles the next event, whenever it is due; false if there is none.
    pub fn step(&mut self) -> bool {
        let before = self.core.events;
        let Some(next) = self.core.agenda.next_time() else { return false };
        self.run_until(next, 1);
        self.core.events > before
    }

    /// Adds something that happens to a node, now or later. One for a node that is not there is passed over.
    pub fn inject(&mut self, happening: Happening) {
        let at = Time(happening.at).max(self.core.now);
        let number = self.core.happenings.len() as u32;
        self.core.happenings.push(happening);
        self.core.agenda.add(at, Class::Happening, number, Event::Happen(number));
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Boundary => self.boundary(),
            Event::Happen(number) => self.happen(number),
            Event::Revert(number) => self.revert(number),
            Event::Wake(node, token) => self.act(node, |b, cx| b.wake(cx, token)),
            Event::Arrive(id) => self.arrive(id),
            Event::Reply(id) => self.reply(id),
            Event::Patience(id) => self.lose_patience(id),
            Event::Signal(link, to, number) => self.hear(link, to, number),
            Event::Handed(link, forward, message) => {
                let to = self.core.links[link.0 as usize].end(forward);
                self.act(to, |b, cx| b.handed(cx, link, message));
            }
        }
    }

    /// Lets a node act. A node that was deleted stays silent; what is addressed to it was settled at its deletion.
    #[inline]
    pub(crate) fn act(&mut self, node: NodeIx, what: impl FnOnce(&mut dyn Behaviour, &mut Context)) {
        let Self { core, behaviours } = self;
        if let Some(behaviour) = &mut behaviours[node.0 as usize] {
            what(&mut **behaviour, &mut Context { core, me: node });
        }
    }

    #[inline(never)]
    fn lose_patience(&mut self, id: CallId) {
        if let Some((call, _)) = self.core.calls.end(id) {
            let (caller, tag) = (call.caller, call.tag);
            let answer = Answer::failed(Fault::TimedOut, 0, "Timeout");
            self.act(caller, |b, cx| b.answered(cx, id, tag, answer));
        }
    }

    #[inline(never)]
    fn hear(&mut self, link: LinkId, to: NodeIx, number: u64) {
        if let Some(signal) = self.core.signals.remove(&number) {
            self.act(to, |b, cx| b.signal(cx, link, &signal));
        }
    }

    #[cold]
    #[inline(never)]
    fn boundary(&mut self) {
        for n in 0..self.behaviours.len() {
            self.act(NodeIx(n as u32), |b, cx| b.sample(cx));
        }
        self.core.meter.boundary(self.core.now);
        self.core.agenda.add(self.core.now + MINUTE, Class::Boundary, 0, Event::Boundary);
    }

    fn arrive(&mut self, id: CallId) {
        let Self { core, behaviours } = self;
        let Some(call) = core.calls.get_mut(id) else { return };
        let (me, link) = (call.callee, call.link);
        let port = core.links[link.0 as usize].port_of(me);
        let Some(behaviour) = &mut behaviours[me.0 as usize] else { return };
        // A receiver that was deleted meanwhile has left its answer here instead. What is asked moves but once: it is large.
        if let Some(ask) = call.ask.take() {
            behaviour.ask(&mut Context { core, me }, Call { id, link, port, ask });
        }
    }

    fn reply(&mut self, id: CallId) {
        let Some((call, Some(answer))) = self.core.calls.end(id) else { return };
        let (me, callee, link, tag) = (call.caller, call.callee, call.link, call.tag);
        if let Some(key) = call.timeout {
            self.core.agenda.cancel(key);
        }
        if self.core.trace.draws() {
            self.fly_back(link, callee, &answer);
        }
        let Self { core, behaviours } = self;
        if let Some(behaviour) = &mut behaviours[me.0 as usize] {
            behaviour.answered(&mut Context { core, me }, id, tag, answer);
        }
    }

    /// What is drawn of an answer.
    #[cold]
    #[inline(never)]
    fn fly_back(&mut self, link: LinkId, callee: NodeIx, answer: &Answer) {
        let forward = self.core.links[link.0 as usize].from == callee;
        let fly = |kind, message| Flight { link, at: self.core.now, forward, kind, message };
        match answer {
            Answer::Messages { batch, .. } => {
                for received in batch {
                    let kind = if received.count > 1 { Kind::Retried } else { Kind::Sent };
                    self.core.trace.fly(fly(kind, Some(received.receipt.message)));
                }
            }
            Answer::Failed { fault: Fault::Throttled, .. } => self.core.trace.fly(fly(Kind::Throttled, None)),
            Answer::Failed { .. } => self.core.trace.fly(fly(Kind::Failed, None)),
            Answer::Done { .. } => {}
        }
    }

    #[cold]
    #[inline(never)]
    fn happen(&mut self, number: u32) {
        let happening = self.core.happenings[number as usize].clone();
        let Some(node) = index(&self.core.nodes, &happening.node) else { return };
        match happening.what {
            What::Set { patch, lasts } => {
                self.core.nodes[node.0 as usize].overrides.push((number, patch));
                self.changed(node, "settings changed by a timed event");
                if let Some(lasts) = lasts {
                    self.core.agenda.add(self.core.now + Span(lasts), Class::Happening, number, Event::Revert(number));
                }
            }
            What::Do { command, with } => {
                self.act(node, |b, cx| {
                    cx.note(Reason::new("", Kind::Changed, "a command was given"));
                    b.command(cx, &command, &with);
                });
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn revert(&mut self, number: u32) {
        let id = self.core.happenings[number as usize].node.clone();
        let Some(node) = index(&self.core.nodes, &id) else { return };
        self.core.nodes[node.0 as usize].overrides.retain(|(n, _)| *n != number);
        self.changed(node, "settings back to what they were before a timed event");
    }

    pub(crate) fn changed(&mut self, node: NodeIx, text: &'static str) {
        self.core.nodes[node.0 as usize].settle_config();
        self.act(node, |b, cx| {
            cx.note(Reason::new("", Kind::Changed, text));
            b.configure(cx);
        });
    }

    /// The settings of a node in force, timed changes included.
    pub fn config(&self, node: NodeIx) -> Arc<Config> {
        self.core.nodes[node.0 as usize].config.clone()
    }
}
