//! What an editor holds, and how its diagram changes.

use super::apply::refuse;
use super::history::{Gesture, History, Undo};
use super::tool::{Click, Pointer, Thing, Tool};
use super::{Camera, Edit, Selection, Wheel, apply};
use crate::catalog::{Catalog, Refusal};
use crate::check::{Problem, check};
use crate::model::{Diagram, Size};

/// A diagram under a person's hands.
#[derive(Clone)]
pub struct Editor {
    pub(super) diagram: Diagram,
    pub(super) history: History,
    pub(super) selection: Selection,
    pub(super) camera: Camera,
    pub(super) viewport: Size,
    pub(super) tool: Tool,
    pub(super) catalog: Catalog,
    pub(super) last_click: Option<Click>,
    pub(super) last_pointer: Option<Pointer>,
    /// When Space went down (ms), and whether something was dragged since.
    pub(super) space: Option<(f64, bool)>,
    /// The strokes of arrow keys under way, and what they move.
    pub(super) nudging: Option<(Gesture, Selection)>,
    /// What stays selected while the keyboard goes on, and where the keyboard came last.
    pub(super) kept: Selection,
    pub(super) entered: Option<Thing>,
    /// How the person likes to work.
    pub habits: Habits,
    gestures: u64,
    revision: u64,
    run_revision: u64,
}

/// How a person likes to work. The page keeps them; they belong to no diagram.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Habits {
    /// Nodes snap to the grid.
    pub snap: bool,
    /// Every drag pans (the hand tool).
    pub hand: bool,
    /// The design must not change.
    pub locked: bool,
    /// Arrow keys go from node to node instead of moving the node.
    pub browse: bool,
    /// What the wheel does.
    pub wheel: Wheel,
}

impl Default for Habits {
    fn default() -> Self {
        Self { snap: true, hand: false, locked: false, browse: false, wheel: Wheel::Auto }
    }
}

impl Editor {
    /// An editor of this diagram, with an empty history.
    pub fn new(diagram: Diagram, catalog: Catalog) -> Self {
        Self {
            diagram,
            history: History::default(),
            selection: Selection::default(),
            camera: Camera::default(),
            viewport: Size { w: 1000.0, h: 700.0 },
            tool: Tool::Idle,
            catalog,
            last_click: None,
            last_pointer: None,
            space: None,
            nudging: None,
            kept: Selection::default(),
            entered: None,
            habits: Habits::default(),
            gestures: 0,
            revision: 0,
            run_revision: 0,
        }
    }

    /// Opens another document: the history begins anew, and so does the camera. (To keep the history, use
    /// [`Edit::Replace`].)
    pub fn open(&mut self, diagram: Diagram) {
        self.tool = Tool::Idle;
        self.history = History::default();
        self.selection = Selection::default();
        self.change(diagram);
        self.show_opening();
    }

    /// The diagram.
    pub fn diagram(&self) -> &Diagram {
        &self.diagram
    }
    /// The services.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }
    /// What can be undone and redone.
    pub fn history(&self) -> &History {
        &self.history
    }
    /// What is picked.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }
    /// What is seen.
    pub fn camera(&self) -> Camera {
        self.camera
    }
    /// The size of the canvas element in pixels.
    pub fn viewport(&self) -> Size {
        self.viewport
    }
    /// What the hand is doing.
    pub fn tool(&self) -> &Tool {
        &self.tool
    }
    /// Whether the design must not change.
    pub fn locked(&self) -> bool {
        self.habits.locked
    }
    /// A number that grows with every change of the diagram.
    pub fn revision(&self) -> u64 {
        self.revision
    }
    /// A number that grows with every change that a run can notice: not with moves and titles.
    pub fn run_revision(&self) -> u64 {
        self.run_revision
    }
    /// What is wrong or risky, and what to do about it.
    pub fn problems(&self) -> Vec<Problem> {
        check(&self.diagram, &self.catalog)
    }

    /// The number of a new gesture, for edits that shall become one step: typing in a field, dragging a slider.
    pub fn new_gesture(&mut self) -> Gesture {
        self.gestures += 1;
        Gesture(self.gestures)
    }

    /// Carries an edit out.
    ///
    /// # Errors
    /// Why it cannot be done; then nothing has changed.
    pub fn perform(&mut self, edit: &Edit, undo: Undo) -> Result<(), Refusal> {
        if self.habits.locked {
            return Err(refuse("The design is locked.", "Unlock it to make changes."));
        }
        let next = apply(&self.diagram, edit, &self.catalog)?;
        if next == self.diagram {
            return Ok(());
        }
        let name = edit.name(&self.diagram, &self.catalog);
        if undo == Undo::Silent {
            let catalog = self.catalog;
            self.history.rewrite(|remembered| apply(remembered, edit, &catalog).ok());
        }
        let fresh_nodes: Vec<_> =
            next.nodes.keys().filter(|id| !self.diagram.nodes.contains_key(*id)).cloned().collect();
        let fresh_remarks: Vec<_> =
            next.remarks.keys().filter(|id| !self.diagram.remarks.contains_key(*id)).cloned().collect();
        let fresh_wire = next.wires.keys().find(|id| !self.diagram.wires.contains_key(*id)).cloned();
        self.history.record(self.diagram.clone(), name, undo);
        self.change(next);
        // What was just made is what the next command is about.
        match (edit, fresh_wire) {
            (Edit::Add { .. } | Edit::Paste { .. } | Edit::AddRemark(_) | Edit::All { .. }, _)
                if !fresh_nodes.is_empty() || !fresh_remarks.is_empty() =>
            {
                let remarks = fresh_remarks.into_iter().collect();
                self.selection = Selection { remarks, ..Selection::of_nodes(fresh_nodes) };
            }
            (Edit::Connect { .. }, Some(wire)) => self.selection = Selection::wire(&wire),
            _ => {}
        }
        Ok(())
    }

    /// Carries an edit out as a step of its own.
    ///
    /// # Errors
    /// Why it cannot be done; then nothing has changed.
    pub fn edit(&mut self, edit: &Edit) -> Result<(), Refusal> {
        self.perform(edit, Undo::Step)
    }

    /// A gesture ended; later edits are steps of their own.
    pub fn finish(&mut self, gesture: Gesture) {
        self.history.finish(gesture, &self.diagram);
    }

    /// A gesture is called off: the diagram is as before it.
    pub fn abandon(&mut self, gesture: Gesture) {
        if let Some(before) = self.history.abandon(gesture) {
            self.change(before);
        }
    }

    /// Takes the last step back and says its name; `None` if there is none.
    pub fn undo(&mut self) -> Option<String> {
        self.travel(History::undo)
    }

    /// Takes the step again that was taken back, and says its name; `None` if there is none.
    pub fn redo(&mut self) -> Option<String> {
        self.travel(History::redo)
    }

    fn travel(&mut self, way: fn(&mut History, &Diagram) -> Option<(Diagram, String)>) -> Option<String> {
        if self.habits.locked {
            return None;
        }
        self.call_off();
        let (diagram, name) = way(&mut self.history, &self.diagram)?;
        self.change(diagram);
        Some(name)
    }

    fn change(&mut self, next: Diagram) {
        self.revision += 1;
        if !same_run(&self.diagram, &next) {
            self.run_revision += 1;
        }
        self.diagram = next;
        self.selection.keep_existing(&self.diagram);
    }
}

/// Whether a run cannot tell two diagrams apart: they differ at most in places, remarks and the title.
pub fn same_run(a: &Diagram, b: &Diagram) -> bool {
    let same_nodes = || {
        a.nodes.len() == b.nodes.len()
            && a.nodes.iter().zip(&b.nodes).all(|((ida, a), (idb, b))| {
                ida == idb && a.service == b.service && a.name == b.name && a.config == b.config
            })
    };
    a.seed == b.seed && a.happenings == b.happenings && a.wires == b.wires && same_nodes()
}
