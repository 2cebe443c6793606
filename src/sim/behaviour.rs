//! What a node does: the one trait that every service implements.

use super::{Answer, Call, CallId, Context, Fault, Held, LinkId, MessageId, Signal, Status, Transition, View};
use crate::model::Config;

/// What a wake-up is about: a word and a number of the behaviour's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Which kind of wake-up.
    pub what: u32,
    /// Which one.
    pub n: u64,
}

impl Token {
    /// A wake-up of this kind, with this number.
    pub const fn new(what: u32, n: u64) -> Self {
        Self { what, n }
    }
}

/// What a node does. State is plain data that clones; everything else comes through the [`Context`].
pub trait Behaviour: Twin + Send + Sync {
    /// The run begins (or the node was added to a running one): read settings and wires, schedule the first wake-up.
    fn start(&mut self, cx: &mut Context);

    /// Settings or wires changed: read them again. Nothing that is under way is lost.
    fn configure(&mut self, cx: &mut Context);

    /// A question arrives. Answer it now or later with [`Context::answer`].
    fn ask(&mut self, cx: &mut Context, call: Call) {
        cx.answer(call.id, Answer::failed(Fault::NotFound, 404, "UnknownOperation"), super::Span::ZERO);
    }

    /// The answer to a question of this node; `tag` is the number it was asked with.
    fn answered(&mut self, cx: &mut Context, call: CallId, tag: u64, answer: Answer) {
        let _ = (cx, call, tag, answer);
    }

    /// A wake-up that this node asked for.
    fn wake(&mut self, cx: &mut Context, token: Token) {
        let _ = (cx, token);
    }

    /// What a wake-up that this node asked for is about, in a few words such as "a visibility timeout ends"; `None` for
    /// routine that nobody waits for, such as the periodic look of an alarm.
    fn awaits(&self, token: Token) -> Option<&'static str> {
        let _ = token;
        Some("its next step")
    }

    /// A word that wants no answer arrives over a wire.
    fn signal(&mut self, cx: &mut Context, link: LinkId, signal: &Signal) {
        let _ = (cx, link, signal);
    }

    /// A message is handed over by the node at the other end of a wire; this node holds it from now on.
    fn handed(&mut self, cx: &mut Context, link: LinkId, message: MessageId) {
        let _ = link;
        cx.settle(message, super::Fate::Dropped("nobody here takes it over"));
    }

    /// A person or the diagram gives a command that the service declares.
    fn command(&mut self, cx: &mut Context, command: &str, with: &Config) {
        let _ = (cx, command, with);
    }

    /// A minute is about to end: set the gauges that are too dear to keep up to date at every event.
    fn sample(&mut self, cx: &mut Context) {
        let _ = cx;
    }

    /// What the card shows now.
    fn status(&self, view: &View) -> Status;

    /// Every change of this node's state since the run began, oldest first; `None` for a node without states.
    fn transitions(&self) -> Option<&[Transition]> {
        None
    }

    /// Every message that this node holds. The engine checks that each unsettled message is held exactly once.
    fn holds(&self, into: &mut Vec<MessageId>) {
        let _ = into;
    }

    /// The first `most` messages that this node holds, oldest first, as the inspector lists them.
    fn contents(&self, view: &View, most: usize) -> Vec<Held> {
        let _ = (view, most);
        Vec::new()
    }
}

/// Cloning behind a `Box<dyn Behaviour>`.
pub trait Twin {
    /// An equal behaviour in a box of its own.
    fn twin(&self) -> Box<dyn Behaviour>;
}

impl<T: Behaviour + Clone + 'static> Twin for T {
    fn twin(&self) -> Box<dyn Behaviour> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Behaviour> {
    fn clone(&self) -> Self {
        (**self).twin()
    }
}
