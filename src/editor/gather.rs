//! Picking several things with the keyboard alone: what was kept stays selected while the focus goes on.

use super::run::announce;
use super::tool::{Effect, Thing};
use super::verbs::said;
use super::{Editor, Selection};

impl Editor {
    /// The keyboard came to a card, a frame or a note: it is selected, with what is kept, and brought into view.
    pub fn enter(&mut self, thing: &Thing) {
        let kept = self.kept_still();
        if !kept.is_empty() {
            self.selection = kept.with(thing);
        } else if !self.selection.contains(thing) {
            self.selection = Selection::default().with(thing);
        }
        self.entered = Some(thing.clone());
        match thing {
            Thing::Node(id) => self.reveal(id),
            Thing::Remark(id) => self.reveal_remark(id),
        }
    }

    /// Keeps what is selected, so that what comes next joins it; or lets go of the thing that the keyboard is at, if it was
    /// kept before.
    pub(super) fn keep(&mut self) -> Vec<Effect> {
        let kept = self.kept_still();
        let here = self.entered.clone().filter(|thing| self.selection.contains(thing));
        match here.filter(|thing| kept.contains(thing)) {
            Some(thing) => {
                self.kept = kept.without(&thing);
                self.selection = self.kept.clone();
                announce(format!(
                    "{} let go. Selected: {}.",
                    said(&self.diagram, &Selection::default().with(&thing)),
                    self.said()
                ))
            }
            None => {
                self.kept = self.selection.clone();
                announce(format!("Kept: {}. Go on to the next one and keep it, too.", self.said()))
            }
        }
    }

    /// What is kept. Whatever else changed the selection (a click, Esc) ended the keeping.
    fn kept_still(&self) -> Selection {
        if self.kept.is_within(&self.selection) { self.kept.clone() } else { Selection::default() }
    }
}
