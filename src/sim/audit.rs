//! The audit: proves that every message is in exactly one place. Tests run it after every event.

use super::engine::{Engine, Event};
use super::{Census, MessageId, NodeIx, Place};
use std::collections::BTreeMap;

impl Engine {
    /// Messages that are being handed over to a node at this instant.
    pub(crate) fn handed_to(&self, node: NodeIx) -> Vec<MessageId> {
        let to = |event: &Event| match event {
            Event::Handed(link, forward, message) if self.core.links[link.0 as usize].end(*forward) == node => {
                Some(*message)
            }
            _ => None,
        };
        self.core.agenda.iter().filter_map(to).collect()
    }

    /// Checks that the counts balance, that they are what a recount gives, and that every unsettled message is held by
    /// exactly one node.
    ///
    /// # Errors
    /// A sentence that says what does not add up.
    pub fn audit(&self) -> Result<(), String> {
        let census = self.census();
        if !census.balances() {
            return Err(format!("the counts do not balance: {census:?}"));
        }
        let mut recount = Census::default();
        for message in self.ledger().iter() {
            match message.place {
                Place::InFlight => recount.in_flight += 1,
                Place::Waiting => recount.waiting += 1,
                Place::DeadLettered => recount.dead_lettered += 1,
            }
        }
        let live = |c: &Census| (c.in_flight, c.waiting, c.dead_lettered);
        if live(&recount) != live(census) {
            return Err(format!("counted {:?} unsettled messages, booked {:?}", live(&recount), live(census)));
        }
        let mut holders: BTreeMap<MessageId, Vec<String>> = BTreeMap::new();
        for node in self.nodes() {
            let mut held = self.handed_to(node);
            if let Some(behaviour) = &self.behaviours[node.0 as usize] {
                behaviour.holds(&mut held);
            }
            for message in held {
                holders.entry(message).or_default().push(self.who(node).1.to_owned());
            }
        }
        for message in self.ledger().iter() {
            match holders.remove(&message.id).as_deref() {
                Some([_]) => {}
                Some(many) => return Err(format!("message {} is held by {}", message.id.serial, many.join(" and "))),
                None => {
                    let last = self.who(message.node).1;
                    return Err(format!("message {} is held by nobody; {last} had it", message.id.serial));
                }
            }
        }
        match holders.into_iter().next() {
            Some((id, who)) => Err(format!("message {} is settled, but {} still holds it", id.serial, who.join(", "))),
            None => Ok(()),
        }
    }
}
