//! From inputs to changes: pointer, wheel, Space, Esc, and the camera.

use super::tool::{Act, Effect, Input, Placing, Pointer, SPACE_TAP, Scene, Tool, step};
use super::{Camera, Editor, End, MAX_ZOOM, Selection, Turn, ZOOM_STEP, reading_order};
use crate::catalog::Refusal;
use crate::model::{NodeId, Point, Rect, Size};

/// What Esc left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Escaped {
    /// A gesture that was under way.
    Gesture,
    /// The hand tool or the browse mode.
    Tool,
    /// The selection.
    Selection,
    /// Nothing: the page closes a panel.
    Nothing,
}

impl Editor {
    /// An input of the hand; what comes back is for the page to do.
    pub fn input(&mut self, input: &Input) -> Vec<Effect> {
        if let Input::Down(p) | Input::Move(p) | Input::Up(p) = input {
            self.last_pointer = Some(p.clone());
        }
        if let (Input::Down(_), Some((_, used))) = (input, &mut self.space) {
            *used = true;
        }
        let gesture = self.new_gesture();
        let scene = Scene {
            diagram: &self.diagram,
            catalog: &self.catalog,
            selection: &self.selection,
            camera: self.camera,
            viewport: self.viewport,
            gesture,
            last_click: self.last_click.as_ref(),
            snap: self.habits.snap,
            hand: self.habits.hand || self.space.is_some(),
            locked: self.habits.locked,
        };
        let (tool, acts) = step(std::mem::take(&mut self.tool), input, &scene);
        self.tool = tool;
        self.carry_out(acts)
    }

    fn carry_out(&mut self, acts: Vec<Act>) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut refused = false;
        for act in acts {
            match act {
                Act::Edit(edit, undo) => {
                    if let Err(refusal) = self.perform(&edit, undo) {
                        refused = true;
                        effects.push(Effect::Refused(refusal));
                    }
                }
                Act::Abandon(gesture) => self.abandon(gesture),
                Act::Finish(gesture) => self.finish(gesture),
                Act::Select(selection) => self.select(selection),
                Act::Look(camera) => self.camera = camera,
                Act::Clicked(click) => self.last_click = click,
                // What was refused is not announced as done.
                Act::Tell(Effect::Announce(_)) if refused => {}
                Act::Tell(effect) => effects.push(effect),
            }
        }
        effects
    }

    /// Calls off the gesture under way, if there is one.
    pub fn call_off(&mut self) -> Vec<Effect> {
        self.input(&Input::Cancel)
    }

    /// How far [`Editor::auto_pan`] would pan in so many milliseconds; `None`: not at all.
    pub fn edge_pan(&self, ms: f64) -> Option<Point> {
        let pointer = self.last_pointer.as_ref().filter(|_| self.tool.drags())?;
        Some(Camera::edge_pan(pointer.screen, self.viewport, ms)).filter(|by| *by != Point::default())
    }

    /// Something is dragged near the edge of the canvas: the page calls this once a frame while `tool().drags()`, with the
    /// milliseconds since the last call. The canvas moves, and the drag goes on under the resting pointer.
    pub fn auto_pan(&mut self, ms: f64) -> Vec<Effect> {
        let Some(pointer) = self.last_pointer.clone() else { return Vec::new() };
        let Some(by) = self.edge_pan(ms) else { return Vec::new() };
        self.camera = self.camera.panned(by);
        self.input(&Input::Move(pointer))
    }

    /// A turn of the wheel.
    pub fn wheel(&mut self, turn: &Turn) {
        self.camera = self.camera.wheeled(turn, self.habits.wheel);
    }

    /// Space goes down (at `time` ms): until it comes up, every drag pans.
    pub fn space_down(&mut self, time: f64) {
        self.space.get_or_insert((time, false));
    }

    /// Space comes up: whether it was a tap, which plays or pauses.
    pub fn space_up(&mut self, time: f64) -> bool {
        self.space.take().is_some_and(|(down, used)| !used && time - down <= SPACE_TAP)
    }

    /// Whether a drag would pan now: the hand tool, or Space held.
    pub fn pans(&self) -> bool {
        self.habits.hand || self.space.is_some()
    }

    /// Esc: leaves the drag, then the tool, then the selection; the rest is the page's.
    pub fn escape(&mut self) -> (Escaped, Vec<Effect>) {
        if self.tool != Tool::Idle {
            return (Escaped::Gesture, self.call_off());
        }
        if self.habits.hand || self.habits.browse {
            (self.habits.hand, self.habits.browse) = (false, false);
            return (Escaped::Tool, Vec::new());
        }
        if !self.selection.is_empty() {
            self.selection = Selection::default();
            return (Escaped::Selection, Vec::new());
        }
        (Escaped::Nothing, Vec::new())
    }

    /// Takes a service from the palette with the pointer; later inputs bring it to its place.
    ///
    /// # Errors
    /// The design is locked, or the service is unknown.
    pub fn begin_placing(&mut self, service: &str, pointer: &Pointer) -> Result<(), Refusal> {
        self.placeable(service)?;
        self.call_off();
        self.tool = Tool::Placing(Placing::new(service, pointer));
        Ok(())
    }

    /// Begins a wire at a node with the keyboard: `end` is the end that is looked for. [`Input::Choose`] goes through the
    /// valid targets, [`Input::Confirm`] connects, Esc leaves.
    pub fn begin_wiring(&mut self, node: &NodeId, end: End) -> Vec<Effect> {
        let Some(at) = self.diagram.nodes.get(node).map(|n| Rect::card(n.at).center()) else { return Vec::new() };
        if self.habits.locked {
            return vec![Effect::Refused(super::apply::refuse("The design is locked.", "Unlock it to make changes."))];
        }
        self.call_off();
        let hit = match end {
            End::To => super::Hit::OutPort(node.clone()),
            End::From => super::Hit::InPort(node.clone()),
        };
        let pointer = Pointer { screen: self.camera.to_screen(at), hit, ..Pointer::default() };
        // A click on the port, and then the first valid target.
        let mut effects = self.input(&Input::Down(pointer.clone()));
        effects.extend(self.input(&Input::Up(pointer)));
        effects.extend(self.input(&Input::Choose(1)));
        effects
    }

    /// Selects something; what is not in the diagram is left out.
    pub fn select(&mut self, selection: Selection) {
        self.selection = selection;
        self.selection.keep_existing(&self.diagram);
    }

    /// The canvas element got this size in pixels.
    pub fn set_viewport(&mut self, viewport: Size) {
        self.viewport = viewport;
    }

    /// Shows another part of the canvas.
    pub fn look(&mut self, camera: Camera) {
        self.camera = Camera::new(camera.x, camera.y, camera.zoom);
    }

    /// Puts this place of the canvas in the middle of what is seen.
    pub fn look_at(&mut self, middle: Point) {
        let half = Point::new(self.viewport.w / 2.0, self.viewport.h / 2.0);
        let zoom = self.camera.zoom;
        self.camera = Camera::new(middle.x - half.x / zoom, middle.y - half.y / zoom, zoom);
    }

    /// Shows the whole diagram.
    pub fn fit_all(&mut self) {
        if let Some(all) = self.diagram.bounds() {
            self.camera = Camera::fit(all, self.viewport, 1.0);
        }
    }

    /// Shows the diagram as it opens: all of it, or on a small screen as much as can be read.
    pub fn show_opening(&mut self) {
        let Some(all) = self.diagram.bounds() else { return };
        let first = reading_order(&self.diagram).into_iter().next().and_then(|id| self.diagram.nodes.get(&id));
        let first = first.map_or(all, |node| Rect::card(node.at));
        self.camera = Camera::opening(all, first, self.viewport);
    }

    /// Shows the whole diagram as large as the viewport allows, for those who sit at the back of a room.
    pub fn fit_large(&mut self) {
        if let Some(all) = self.diagram.bounds() {
            self.camera = Camera::fit(all, self.viewport, MAX_ZOOM);
        }
    }

    /// Shows the selection.
    pub fn fit_selection(&mut self) {
        if let Some(picked) = self.selection.bounds(&self.diagram) {
            self.camera = Camera::fit(picked, self.viewport, 1.5);
        }
    }

    /// Moves the canvas just so far that this node is seen.
    pub fn reveal(&mut self, node: &NodeId) {
        if let Some(n) = self.diagram.nodes.get(node) {
            self.camera = self.camera.revealing(Rect::card(n.at), self.viewport);
        }
    }

    /// Moves the canvas, and zooms out if need be, so that this node is seen together with those that it stands beside.
    pub(super) fn reveal_beside(&mut self, node: &NodeId, beside: &[NodeId]) {
        let card = |id: &NodeId| self.diagram.nodes.get(id).map(|n| Rect::card(n.at));
        if let Some(new) = card(node) {
            let others = beside.iter().filter_map(card).reduce(Rect::union);
            self.camera = self.camera.revealing_beside(new, others.unwrap_or(new), self.viewport);
        }
    }

    /// Zooms by so many steps around the middle of the canvas.
    pub fn zoom_steps(&mut self, steps: i32) {
        self.camera = self.camera.zoom_at(self.middle(), libm::pow(ZOOM_STEP, f64::from(steps)));
    }

    /// 100 %, around the middle of the canvas.
    pub fn zoom_actual(&mut self) {
        self.camera = self.camera.zoom_to(self.middle(), 1.0);
    }

    fn middle(&self) -> Point {
        Point::new(self.viewport.w / 2.0, self.viewport.h / 2.0)
    }
}
