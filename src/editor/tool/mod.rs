//! What the hand is doing: the state of a gesture, and what comes out of it.
//!
//! A tool is a value; [`step`] takes it, an input and a look at the scene, and gives the next tool and what is to happen.
//! Nothing here touches the browser, so that tests can be written in the words of a hand.

mod hit;
mod moving;
mod pinch;
mod placing;
mod press;
mod sizing;
mod wiring;

pub use hit::{FRAME_BAND, hit_test, node_near};
pub use moving::Moving;
pub use pinch::Pinch;
pub use placing::Placing;
pub use press::Press;
pub use sizing::{Corner, Sizing};
pub use wiring::Wiring;

use super::arrange::guides::Guide;
use super::edit::{Edit, End, Join};
use super::history::{Gesture, Undo};
use super::joints::Offered;
use super::{Camera, Selection};
use crate::catalog::{Catalog, Refusal};
use crate::model::{Diagram, NodeId, Point, Rect, RemarkId, RemarkKind, Size, WireId};
use std::collections::BTreeSet;

/// A press on one place lasts so long (ms) until it becomes a long press; the page runs the timer.
pub const LONG_PRESS: f64 = 500.0;
/// Two clicks within this time (ms) are a double click.
pub const DOUBLE_CLICK: f64 = 300.0;
/// Space is a tap if it is let go within this time (ms) and nothing was dragged.
pub const SPACE_TAP: f64 = 250.0;
/// A loose end of a wire takes a card that is within so many pixels.
pub const SNAP_RADIUS: f64 = 20.0;

/// What points.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub enum Pointing {
    #[default]
    Mouse,
    Touch,
    Pen,
}

impl Pointing {
    /// How far (in pixels) it must go before a press becomes a drag.
    pub fn threshold(self) -> f64 {
        match self {
            Pointing::Mouse | Pointing::Pen => 4.0,
            Pointing::Touch => 10.0,
        }
    }
}

/// A button of the mouse; a finger and a pen have the main one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub enum Button {
    #[default]
    Main,
    Middle,
    Right,
}

/// The keys held while pointing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mods {
    /// Shift.
    pub shift: bool,
    /// Alt or ⌥.
    pub alt: bool,
    /// Ctrl or ⌘.
    pub command: bool,
}

/// What is under the pointer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Hit {
    /// The bare canvas.
    #[default]
    Empty,
    /// A card.
    Node(NodeId),
    /// The ring at the right of a card.
    OutPort(NodeId),
    /// The ring at the left of a card.
    InPort(NodeId),
    /// A wire.
    Wire(WireId),
    /// The grip at an end of a selected wire.
    WireEnd(WireId, End),
    /// A note, or the title or the border of a frame.
    Remark(RemarkId),
    /// The handle at a corner of a selected frame or note.
    Corner(RemarkId, Corner),
    /// Not the canvas at all: a panel, the palette.
    Outside,
}

/// Where the pointer is, and how it points.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Pointer {
    /// The number of the pointer: `PointerEvent.pointerId`.
    pub id: i32,
    /// What points.
    pub kind: Pointing,
    /// Pixels from the top left corner of the canvas element.
    pub screen: Point,
    /// The button that went down or up.
    pub button: Button,
    /// The keys held.
    pub mods: Mods,
    /// What is under it. It matters for `Down`; while dragging only [`Hit::Outside`] does.
    pub hit: Hit,
    /// When, in milliseconds since any fixed instant: `Event.timeStamp`.
    pub time: f64,
}

/// What a hand does.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// A button goes down or a finger touches.
    Down(Pointer),
    /// The pointer moves, with or without a button.
    Move(Pointer),
    /// A button goes up or a finger leaves.
    Up(Pointer),
    /// The browser took the pointer away, or Esc was pressed: the gesture is called off.
    Cancel,
    /// The finger has rested for [`LONG_PRESS`].
    LongPress,
    /// While a wire is drawn with the keyboard: the next (+1) or previous (-1) valid target.
    Choose(i32),
    /// While a wire is drawn with the keyboard: the chosen target it is.
    Confirm,
}

/// What a step may look at.
#[derive(Clone, Copy)]
#[allow(missing_docs)]
pub struct Scene<'a> {
    pub diagram: &'a Diagram,
    pub catalog: &'a Catalog,
    pub selection: &'a Selection,
    pub camera: Camera,
    pub viewport: Size,
    /// The number for a gesture that begins now.
    pub gesture: Gesture,
    /// The last click without a drag, for double clicks.
    pub last_click: Option<&'a Click>,
    /// Whether nodes snap to the grid.
    pub snap: bool,
    /// Whether every drag pans: the hand tool, or Space held.
    pub hand: bool,
    /// Whether the diagram must not change.
    pub locked: bool,
}

/// A click, remembered for the next one.
#[derive(Clone, PartialEq, Debug)]
#[allow(missing_docs)]
pub struct Click {
    pub hit: Hit,
    pub screen: Point,
    pub time: f64,
}

/// What the hand is doing.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Tool {
    /// Nothing.
    #[default]
    Idle,
    /// A button is down; it is not yet a drag.
    Pressing(Press),
    /// The canvas is dragged.
    Panning {
        /// Whose hand.
        pointer: i32,
        /// Where it was last, in pixels.
        last: Point,
    },
    /// Two fingers drag and zoom the canvas.
    Pinching(Pinch),
    /// A frame is drawn around nodes.
    Marquee {
        /// Whose hand.
        pointer: i32,
        /// The corner where it began, on the canvas.
        from: Point,
        /// The opposite corner, on the canvas.
        to: Point,
        /// What was selected before, and what stays selected.
        base: (Selection, Selection),
    },
    /// Nodes are dragged.
    Moving(Moving),
    /// A corner of a frame or a note is dragged.
    Sizing(Sizing),
    /// An end of a wire is looking for its node.
    Wiring(Wiring),
    /// A new node is looking for its place.
    Placing(Placing),
}

/// What is to happen after a step. The editor carries out all but the last.
#[derive(Clone, PartialEq, Debug)]
pub enum Act {
    /// The diagram changes.
    Edit(Edit, Undo),
    /// The gesture is called off: the diagram is as before it.
    Abandon(Gesture),
    /// The gesture is done.
    Finish(Gesture),
    /// Other things are selected.
    Select(Selection),
    /// Another part of the canvas is seen.
    Look(Camera),
    /// A click was made.
    Clicked(Option<Click>),
    /// The page has something to do.
    Tell(Effect),
}

/// What the page has to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Say this to screen readers, politely.
    Announce(String),
    /// Show and say why something was not done.
    Refused(Refusal),
    /// Show this in the inspector.
    Inspect(Subject),
    /// Open the list of services.
    Offer(Offer),
    /// Open the context menu for what is under the pointer; in pixels.
    Menu(Hit, Point),
    /// Let the person type a name for this node.
    EditName(NodeId),
    /// Let the person write on this frame or note, where it is.
    Write(RemarkId),
    /// Let the person type a name for this wire.
    EditLabel(WireId),
    /// Put this text on the clipboard.
    CopyText(String),
    /// Read the clipboard and call `Editor::paste_text`.
    ReadClipboard,
    /// Move the keyboard's focus to this node.
    Focus(NodeId),
    /// Move the keyboard's focus to the ports of this node.
    FocusPorts(NodeId),
    /// Esc found nothing to leave in the editor: close a panel.
    LeavePanel,
}

/// What the inspector shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// A node.
    Node(NodeId),
    /// A wire.
    Wire(WireId),
    /// A frame or a note.
    Remark(RemarkId),
}

/// Something with a place of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Thing {
    /// A node.
    Node(NodeId),
    /// A frame or a note.
    Remark(RemarkId),
}

/// A list of services that could be placed.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    /// Where the top left corner of the new card comes, on the canvas.
    pub at: Point,
    /// How it will be wired.
    pub join: Join,
    /// Those that fit, in the order of the palette.
    pub services: Vec<Offered>,
}

/// The next tool, and what is to happen.
pub type Turned = (Tool, Vec<Act>);

/// One step of a gesture.
pub fn step(tool: Tool, input: &Input, scene: &Scene) -> Turned {
    if let (Input::Down(p), Some(held)) = (input, tool.held_by(scene.camera)) {
        // A second finger turns any gesture into a pinch; another button during a drag changes nothing.
        let pinches = p.kind == Pointing::Touch && held.0 != p.id;
        return if pinches { pinch::begin(tool, held, p, scene) } else { (tool, Vec::new()) };
    }
    match tool {
        Tool::Idle => press::idle(input, scene),
        Tool::Pressing(press) => press::step(press, input, scene),
        Tool::Panning { pointer, last } => panning(pointer, last, input, scene),
        Tool::Pinching(pinch) => pinch::step(pinch, input, scene),
        Tool::Marquee { pointer, from, to, base } => marquee(pointer, (from, to), base, input, scene),
        Tool::Moving(moving) => moving::step(moving, input, scene),
        Tool::Sizing(sizing) => sizing::step(sizing, input, scene),
        Tool::Wiring(wiring) => wiring::step(wiring, input, scene),
        Tool::Placing(placing) => placing::step(placing, input, scene),
    }
}

impl Tool {
    /// The pointer that is held down, and where it was last, in pixels.
    fn held_by(&self, camera: Camera) -> Option<(i32, Point)> {
        match self {
            Tool::Pressing(p) => Some((p.pointer.id, p.pointer.screen)),
            Tool::Panning { pointer, last } => Some((*pointer, *last)),
            Tool::Marquee { pointer, to, .. } => Some((*pointer, camera.to_screen(*to))),
            Tool::Moving(m) => Some((m.pointer, m.screen)),
            Tool::Sizing(s) => Some((s.pointer, s.screen)),
            Tool::Wiring(w) if !w.sticky => Some((w.pointer, w.screen)),
            Tool::Placing(p) if !p.sticky => Some((p.pointer, p.screen)),
            _ => None,
        }
    }

    /// Whether something is dragged that reaches beyond the edge of the screen: then the page calls `auto_pan`.
    pub fn drags(&self) -> bool {
        match self {
            Tool::Marquee { .. } | Tool::Moving(_) | Tool::Sizing(_) => true,
            Tool::Wiring(w) => !w.sticky,
            Tool::Placing(p) => !p.sticky && p.at.is_some(),
            Tool::Idle | Tool::Pressing(_) | Tool::Panning { .. } | Tool::Pinching(_) => false,
        }
    }

    /// The nodes in the hand; wires do not go around them.
    pub fn carried(&self) -> BTreeSet<NodeId> {
        match self {
            Tool::Moving(moving) if !moving.copy => moving.origins.keys().cloned().collect(),
            _ => BTreeSet::new(),
        }
    }

    /// The helper lines at which what is dragged stands.
    pub fn guides(&self) -> &[Guide] {
        match self {
            Tool::Moving(moving) => &moving.guides,
            Tool::Placing(placing) => &placing.guides,
            _ => &[],
        }
    }

    /// The frame that is being drawn, on the canvas.
    pub fn frame(&self) -> Option<Rect> {
        match self {
            Tool::Marquee { from, to, .. } => Some(Rect::spanning(*from, *to)),
            _ => None,
        }
    }
}

fn panning(pointer: i32, last: Point, input: &Input, scene: &Scene) -> Turned {
    match input {
        Input::Move(p) if p.id == pointer => {
            let camera = scene.camera.panned(p.screen - last);
            (Tool::Panning { pointer, last: p.screen }, vec![Act::Look(camera)])
        }
        Input::Up(p) if p.id == pointer => (Tool::Idle, Vec::new()),
        Input::Cancel => (Tool::Idle, Vec::new()),
        _ => (Tool::Panning { pointer, last }, Vec::new()),
    }
}

/// Whether a frame is no larger than the tremble of a finger.
fn is_small(frame: Rect, scene: &Scene) -> bool {
    frame.min.distance(frame.max) * scene.camera.zoom < Pointing::Touch.threshold()
}

fn marquee(
    pointer: i32,
    (from, to): (Point, Point),
    base: (Selection, Selection),
    input: &Input,
    scene: &Scene,
) -> Turned {
    match input {
        Input::Move(p) if p.id == pointer => {
            let to = scene.camera.to_canvas(p.screen);
            let frame = Rect::spanning(from, to);
            let inside = scene.diagram.nodes.iter().filter(|(_, n)| Rect::card(n.at).touches(frame));
            let mut picked = base.1.with_nodes(inside.map(|(id, _)| id.clone()));
            // A note is touched like a card; a frame is picked only by going all around it.
            let caught = scene.diagram.remarks.iter().filter(|(_, r)| match r.kind {
                RemarkKind::Frame => frame.encloses(r.area),
                RemarkKind::Note => frame.touches(r.area),
            });
            picked.remarks.extend(caught.map(|(id, _)| id.clone()));
            (Tool::Marquee { pointer, from, to, base }, vec![Act::Select(picked)])
        }
        // A long press that drew no frame asks what can be done here.
        Input::Up(p) if p.id == pointer && p.kind == Pointing::Touch && is_small(Rect::spanning(from, to), scene) => {
            (Tool::Idle, vec![Act::Select(base.1), Act::Tell(Effect::Menu(Hit::Empty, p.screen))])
        }
        Input::Up(p) if p.id == pointer => {
            let said = super::verbs::said(scene.diagram, scene.selection);
            (Tool::Idle, vec![Act::Tell(Effect::Announce(format!("{said} selected.")))])
        }
        Input::Cancel => (Tool::Idle, vec![Act::Select(base.0)]),
        _ => (Tool::Marquee { pointer, from, to, base }, Vec::new()),
    }
}
