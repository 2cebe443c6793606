//! From verbs to what they do: the one place that interprets the editor's commands.

use super::action::{Stride, Verb};
use super::history::Undo;
use super::order::{Direction, neighbour, reading_order};
use super::tool::{Effect, Input, Subject, Tool};
use super::{Editor, Escaped, Selection};
use crate::catalog::Refusal;
use crate::model::{GRID, NodeId, Point, RemarkId};

impl Editor {
    /// Carries out a command of the editor; what comes back is for the page to do.
    pub fn run(&mut self, verb: Verb) -> Vec<Effect> {
        if ends_gestures(verb) {
            self.call_off();
        }
        match verb {
            Verb::Undo => said(self.undo(), "Undone", "There is nothing to undo."),
            Verb::Redo => said(self.redo(), "Redone", "There is nothing to redo."),
            Verb::Copy => {
                let what = self.said();
                told(self.copy().map(Effect::CopyText), format!("Copied {what}."))
            }
            Verb::Cut => {
                let what = self.said();
                told(self.cut().map(Effect::CopyText), format!("Cut {what}."))
            }
            Verb::Paste => vec![Effect::ReadClipboard],
            Verb::Duplicate => self.done(Self::duplicate),
            Verb::Delete { heal } => self.done(|editor| editor.delete_selection(heal)),
            Verb::Align(edge) => self.done(|editor| editor.align(edge)),
            Verb::Centre(axis) => self.done(|editor| editor.centre(axis)),
            Verb::Distribute(axis) => self.done(|editor| editor.distribute(axis)),
            Verb::LayOut => self.done(Self::lay_out),
            Verb::SelectAll => {
                self.select_all();
                announce(format!("{} selected.", self.said()))
            }
            Verb::Keep => self.keep(),
            Verb::Escape => match self.escape() {
                (Escaped::Nothing, _) => vec![Effect::LeavePanel],
                (_, effects) => effects,
            },
            Verb::Arrow(direction, stride) => self.arrow(direction, stride),
            Verb::QuickAdd(side) => match self.selection.only_node().and_then(|id| self.quick_add(id, side)) {
                Some(offer) if !self.habits.locked => vec![Effect::Offer(offer)],
                _ => Vec::new(),
            },
            Verb::Wire(end) => match self.selection.only_node().cloned() {
                Some(node) => self.begin_wiring(&node, end),
                None => Vec::new(),
            },
            Verb::AddNote => self.added(Self::add_note),
            Verb::AddFrame => self.added(Self::add_frame),
            Verb::Unframe => self.done(Self::unframe),
            Verb::Ports => self.selection.only_node().cloned().map(Effect::FocusPorts).into_iter().collect(),
            Verb::WalkWires(by) => self.walk_wires(by),
            Verb::Inspect => self.inspect(),
            Verb::Rename => {
                let picked = &self.selection;
                let remark = picked.only_remark().cloned().map(Effect::Write);
                let wire = picked.only_wire().cloned().map(Effect::EditLabel);
                picked.only_node().cloned().map(Effect::EditName).or(remark).or(wire).into_iter().collect()
            }
            Verb::ToggleBrowse => {
                self.habits.browse = !self.habits.browse;
                let now = if self.habits.browse { "go from node to node" } else { "move the selection" };
                announce(format!("Arrow keys {now}."))
            }
            Verb::FitAll => self.quietly(|editor| editor.fit_all()),
            Verb::FitSelection => self.quietly(|editor| editor.fit_selection()),
            Verb::ZoomIn => self.quietly(|editor| editor.zoom_steps(1)),
            Verb::ZoomOut => self.quietly(|editor| editor.zoom_steps(-1)),
            Verb::ZoomActual => self.quietly(|editor| editor.zoom_actual()),
            Verb::ToggleHand => {
                self.habits.hand = !self.habits.hand;
                announce(if self.habits.hand { "Hand tool on." } else { "Hand tool off." })
            }
            Verb::ToggleSnap => {
                self.habits.snap = !self.habits.snap;
                announce(if self.habits.snap { "Nodes snap to the grid." } else { "Nodes move freely." })
            }
            Verb::ToggleLock => {
                self.habits.locked = !self.habits.locked;
                announce(if self.habits.locked { "The design is locked." } else { "The design can be changed." })
            }
        }
    }

    /// Goes so many steps of the history forward, or back if it is less than 0.
    pub fn go(&mut self, steps: i32) -> Vec<Effect> {
        let mut gone = 0;
        for _ in 0..steps.unsigned_abs() {
            let step = if steps < 0 { self.undo() } else { self.redo() };
            gone += i32::from(step.is_some());
        }
        match (gone, steps < 0) {
            (0, _) => Vec::new(),
            (1, true) => announce("One step back."),
            (1, false) => announce("One step forward."),
            (n, true) => announce(format!("{n} steps back.")),
            (n, false) => announce(format!("{n} steps forward.")),
        }
    }

    fn done(&mut self, act: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Vec<Effect> {
        let before = self.revision();
        match act(self) {
            Ok(()) if self.revision() == before => Vec::new(),
            Ok(()) => announce(format!("{}.", self.history.undo_name().unwrap_or_default())),
            Err(refusal) => vec![Effect::Refused(refusal)],
        }
    }

    /// What was just made is written on at once.
    fn added(&mut self, add: impl FnOnce(&mut Self) -> Result<RemarkId, Refusal>) -> Vec<Effect> {
        match add(self) {
            Ok(id) => {
                let mut effects = announce(format!("{}.", self.history.undo_name().unwrap_or_default()));
                effects.push(Effect::Write(id));
                effects
            }
            Err(refusal) => vec![Effect::Refused(refusal)],
        }
    }

    fn quietly(&mut self, act: impl FnOnce(&mut Self)) -> Vec<Effect> {
        act(self);
        Vec::new()
    }

    fn arrow(&mut self, direction: Direction, stride: Stride) -> Vec<Effect> {
        if matches!(self.tool, Tool::Wiring(_)) {
            // While a wire looks for its node, arrows choose among the valid targets.
            let back = matches!(direction, Direction::Left | Direction::Up);
            return self.input(&Input::Choose(if back { -1 } else { 1 }));
        }
        if self.habits.browse {
            let from = self.selection.nodes.first().cloned();
            let next = match &from {
                Some(node) => neighbour(&self.diagram, node, direction),
                None => reading_order(&self.diagram).into_iter().next(),
            };
            let Some(next) = next else { return Vec::new() };
            self.select(Selection::node(&next));
            self.reveal(&next);
            return vec![Effect::Focus(next)];
        }
        let units = match stride {
            Stride::Fine => 1.0,
            Stride::Step => GRID,
            Stride::Far => GRID * 4.0,
        };
        let way = direction.step();
        let by = Point::new(way.x * units, way.y * units);
        // Strokes on the same selection are one step, until something else is done.
        let gesture = match self.nudging.take() {
            Some((gesture, selection)) if selection == self.selection => gesture,
            _ => self.new_gesture(),
        };
        self.nudging = Some((gesture, self.selection.clone()));
        match self.move_selection(by, Undo::Merge(gesture)) {
            Ok(()) => Vec::new(),
            Err(refusal) => vec![Effect::Refused(refusal)],
        }
    }

    /// From wire to wire, in the reading order of the nodes that they leave.
    fn walk_wires(&mut self, by: i32) -> Vec<Effect> {
        let order = reading_order(&self.diagram);
        let place = |id: &NodeId| order.iter().position(|other| other == id);
        let mut wires: Vec<_> = self.diagram.wires.iter().collect();
        wires.sort_by_key(|(id, wire)| (place(&wire.from), place(&wire.to), (*id).clone()));
        let Some(last) = wires.len().checked_sub(1) else { return announce("There is no wire in this design.") };
        let now = self.selection.only_wire().and_then(|id| wires.iter().position(|(other, _)| *other == id));
        let near = self.selection.only_node().and_then(|node| {
            let leaves = wires.iter().position(|(_, wire)| &wire.from == node);
            leaves.or_else(|| wires.iter().position(|(_, wire)| &wire.to == node))
        });
        let next = match (now, near) {
            (Some(now), _) => (now as i64 + i64::from(by)).rem_euclid(wires.len() as i64) as usize,
            (None, Some(near)) => near,
            (None, None) => {
                if by < 0 {
                    last
                } else {
                    0
                }
            }
        };
        let (id, wire) = (wires[next].0.clone(), wires[next].1.clone());
        let name = |id: &NodeId| self.diagram.nodes.get(id).map_or("?", |n| n.name.as_str());
        let label =
            self.catalog.ends(&self.diagram, &wire).map_or(String::new(), |(out, _)| format!(", {}", out.label));
        let said = format!("{} to {}{label}, wire {} of {}.", name(&wire.from), name(&wire.to), next + 1, wires.len());
        self.select(Selection::wire(&id));
        self.reveal(&wire.from);
        announce(said)
    }

    fn inspect(&mut self) -> Vec<Effect> {
        if matches!(self.tool, Tool::Wiring(_)) {
            return self.input(&Input::Confirm);
        }
        let node = self.selection.only_node().cloned().map(Subject::Node);
        if let Some(remark) = self.selection.only_remark().filter(|_| !self.habits.locked) {
            return vec![Effect::Write(remark.clone())];
        }
        let wire = self.selection.only_wire().cloned().map(Subject::Wire);
        node.or(wire).map(Effect::Inspect).into_iter().collect()
    }
}

/// Whether a verb changes the design under the hand, so that a drag under way has to be called off first.
fn ends_gestures(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Cut
            | Verb::Duplicate
            | Verb::Delete { .. }
            | Verb::Align(_)
            | Verb::Centre(_)
            | Verb::Distribute(_)
            | Verb::LayOut
            | Verb::AddNote
            | Verb::AddFrame
            | Verb::Unframe
            | Verb::QuickAdd(_)
            | Verb::ToggleLock
    )
}

pub(super) fn announce(text: impl Into<String>) -> Vec<Effect> {
    vec![Effect::Announce(text.into())]
}

fn said(name: Option<String>, verb: &str, otherwise: &str) -> Vec<Effect> {
    announce(name.map_or_else(|| otherwise.to_owned(), |name| format!("{verb}: {name}.")))
}

fn told(result: Result<Effect, Refusal>, text: String) -> Vec<Effect> {
    match result {
        Ok(effect) => vec![effect, Effect::Announce(text)],
        Err(refusal) => vec![Effect::Refused(refusal)],
    }
}
