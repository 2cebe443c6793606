//! What comes next: what a run that seems to stand still is waiting for.

use super::engine::{Engine, Event};
use super::{NodeIx, Time};

/// The next thing that will happen, routine apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outlook {
    /// When.
    pub at: Time,
    /// To whom; `None` if it concerns no node.
    pub node: Option<NodeIx>,
    /// What, in a few words: "a visibility timeout ends".
    pub what: &'static str,
}

impl Engine {
    /// The next thing that will happen, apart from the ends of minutes and the periodic looks of alarms; `None` if
    /// nothing else ever will. It goes through the whole agenda: ask when the run stands still, not at every event.
    pub fn outlook(&self) -> Option<Outlook> {
        self.next_of(|_| true)
    }

    /// The next thing that will happen to a node, routine apart.
    pub fn outlook_of(&self, node: NodeIx) -> Option<Outlook> {
        self.next_of(|next| next.node == Some(node))
    }

    fn next_of(&self, concerns: impl Fn(&Outlook) -> bool) -> Option<Outlook> {
        let core = &self.core;
        let seen = |(at, event): (Time, &Event)| {
            let (node, what) = match event {
                Event::Boundary => return None,
                Event::Happen(n) | Event::Revert(n) => {
                    (self.node(&core.happenings[*n as usize].node), "a planned event")
                }
                Event::Wake(node, token) => {
                    let behaviour = self.behaviours[node.0 as usize].as_ref()?;
                    (Some(*node), behaviour.awaits(*token)?)
                }
                Event::Arrive(call) => (Some(core.calls.get(*call)?.callee), "a call arrives"),
                Event::Reply(call) => (Some(core.calls.get(*call)?.caller), "an answer arrives"),
                Event::Patience(call) => (Some(core.calls.get(*call)?.caller), "the patience of a caller ends"),
                Event::Signal(_, node, _) => (Some(*node), "a word arrives"),
                Event::Handed(link, forward, _) => {
                    (Some(core.links[link.0 as usize].end(*forward)), "a message arrives")
                }
            };
            Some(Outlook { at, node, what })
        };
        // Of what is due at one instant, the one of the lowest node: the same sentence however the agenda is built.
        core.agenda.due().filter_map(seen).filter(concerns).min_by_key(|next| (next.at, next.node, next.what))
    }
}
