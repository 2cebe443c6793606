//! Undo and redo: a list of diagrams, with the names of the steps between them.
//!
//! Diagrams share their nodes and wires, so that a hundred of them cost little. What undo sees is chosen with each edit:
//! a step of its own, part of a gesture, or nothing.

use crate::model::Diagram;
use std::collections::VecDeque;

/// How many steps can be undone.
pub const MOST_STEPS: usize = 100;

/// The number of a gesture: all edits of one drag, or of typing in one field, have the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Gesture(pub u64);

/// How undo sees an edit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Undo {
    /// A step of its own.
    Step,
    /// One step together with the other edits of this gesture.
    Merge(Gesture),
    /// No step: undo and redo leave it in place.
    Silent,
}

#[derive(Clone, PartialEq, Debug)]
struct Step {
    name: String,
    /// The diagram on the other side of the step: before it in the past, after it in the future.
    diagram: Diagram,
    gesture: Option<Gesture>,
}

/// The steps that can be undone and redone.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct History {
    past: VecDeque<Step>,
    future: Vec<Step>,
    /// What could be redone before the gesture under way began; it comes back if the gesture comes to nothing.
    shelved: Vec<Step>,
}

impl History {
    /// Remembers the diagram as it was before an edit.
    pub fn record(&mut self, before: Diagram, name: String, undo: Undo) {
        let gesture = match undo {
            Undo::Silent => return,
            Undo::Step => None,
            Undo::Merge(gesture) => Some(gesture),
        };
        if let Some(last) = self.past.back_mut().filter(|last| gesture.is_some() && last.gesture == gesture) {
            last.name = name;
            return;
        }
        self.shelved = std::mem::take(&mut self.future);
        self.past.push_back(Step { name, diagram: before, gesture });
        if self.past.len() > MOST_STEPS {
            self.past.pop_front();
        }
    }

    /// Takes one step back; `now` is the present diagram. `None` if there is nothing to undo.
    pub fn undo(&mut self, now: &Diagram) -> Option<(Diagram, String)> {
        let step = self.past.pop_back()?;
        self.future.push(Step { name: step.name.clone(), diagram: now.clone(), gesture: None });
        Some((step.diagram, step.name))
    }

    /// Takes one step forward again; `now` is the present diagram. `None` if there is nothing to redo.
    pub fn redo(&mut self, now: &Diagram) -> Option<(Diagram, String)> {
        let step = self.future.pop()?;
        self.past.push_back(Step { name: step.name.clone(), diagram: now.clone(), gesture: None });
        Some((step.diagram, step.name))
    }

    /// A gesture was called off: the diagram as it was before it, if it had changed anything.
    pub fn abandon(&mut self, gesture: Gesture) -> Option<Diagram> {
        self.past.back().filter(|last| last.gesture == Some(gesture))?;
        self.future = std::mem::take(&mut self.shelved);
        self.past.pop_back().map(|step| step.diagram)
    }

    /// A gesture ended: later edits make a step of their own, and one that led back to where it began is forgotten.
    pub fn finish(&mut self, gesture: Gesture, now: &Diagram) {
        let Some(last) = self.past.back_mut().filter(|last| last.gesture == Some(gesture)) else { return };
        last.gesture = None;
        if &last.diagram == now {
            self.past.pop_back();
            self.future = std::mem::take(&mut self.shelved);
        }
    }

    /// Makes a change in every remembered diagram, so that undo and redo leave it in place.
    pub fn rewrite(&mut self, change: impl Fn(&Diagram) -> Option<Diagram>) {
        for step in self.past.iter_mut().chain(&mut self.future).chain(&mut self.shelved) {
            if let Some(next) = change(&step.diagram) {
                step.diagram = next;
            }
        }
    }

    /// The name of the step that undo would take back.
    pub fn undo_name(&self) -> Option<&str> {
        self.past.back().map(|s| s.name.as_str())
    }

    /// The name of the step that redo would take.
    pub fn redo_name(&self) -> Option<&str> {
        self.future.last().map(|s| s.name.as_str())
    }

    /// The names of the steps that can be made again, the next first.
    pub fn names_ahead(&self) -> impl Iterator<Item = &str> {
        self.future.iter().rev().map(|s| s.name.as_str())
    }

    /// The names of the steps that can be undone, the latest first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.past.iter().rev().map(|s| s.name.as_str())
    }
}
