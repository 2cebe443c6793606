//! The edits: every way in which a diagram can change, as plain values, with a name for the undo menu.

use super::Fragment;
use crate::catalog::Catalog;
use crate::model::{
    Bookmark, Config, Diagram, Happening, NodeId, Point, Rect, Remark, RemarkId, RemarkKind, Value, WireId,
};
use std::collections::{BTreeMap, BTreeSet};

/// The longest name of a node, in characters.
pub const LONGEST_NAME: usize = 80;
/// The longest caption of a bookmark, in characters.
pub const LONGEST_CAPTION: usize = 160;
/// The longest title of a diagram, in characters.
pub const LONGEST_TITLE: usize = 200;

/// The names of an out port and an in port; `None` in an edit: the usual pair of the two services.
pub type Joint = Option<(String, String)>;

/// A change to a diagram. [`super::apply`] is the only door.
#[derive(Clone, PartialEq, Debug)]
pub enum Edit {
    /// A new node; it gets a free id and name from its service's stem.
    Add {
        /// The key of its service.
        service: String,
        /// The top left corner of its card.
        at: Point,
        /// Settings to begin with.
        config: Config,
        /// How it is wired.
        join: Join,
    },
    /// Nodes get new places: the top left corners of their cards.
    MoveNodes(BTreeMap<NodeId, Point>),
    /// A node gets another name (its id stays, and with it its random stream).
    Rename {
        /// The node.
        node: NodeId,
        /// The name; blanks around it are dropped.
        name: String,
    },
    /// A setting changes; `None` takes it back to its default.
    SetConfig {
        /// Whose setting.
        owner: Owner,
        /// The property's name.
        field: String,
        /// The value.
        value: Option<Value>,
    },
    /// A new wire.
    Connect {
        /// The node that it leaves.
        from: NodeId,
        /// The node that it enters.
        to: NodeId,
        /// The ports.
        joint: Joint,
    },
    /// A wire gets other ends or ports; its id and the settings that still apply stay.
    Reconnect {
        /// The wire.
        wire: WireId,
        /// The node that it leaves.
        from: NodeId,
        /// The node that it enters.
        to: NodeId,
        /// The ports.
        joint: Joint,
    },
    /// A node is put into a wire: what went straight now goes through it.
    Splice {
        /// The node.
        node: NodeId,
        /// The wire.
        wire: WireId,
    },
    /// Nodes go, with their wires and happenings; and wires go.
    Delete {
        /// The nodes.
        nodes: BTreeSet<NodeId>,
        /// The wires.
        wires: BTreeSet<WireId>,
        /// Whether those before and after a deleted node are joined, where AWS has an integration for it.
        heal: bool,
    },
    /// Copied nodes come in, under free ids and names.
    Paste {
        /// What was copied.
        fragment: Fragment,
        /// Where its top left corner comes.
        at: Point,
    },
    /// A new timed event.
    AddHappening(Happening),
    /// A timed event changes; the number is its place in the list.
    ChangeHappening(usize, Happening),
    /// A timed event goes; the number is its place in the list.
    RemoveHappening(usize),
    /// A moment is bookmarked, after all others.
    AddBookmark(Bookmark),
    /// A bookmark changes; the number is its place in the list.
    ChangeBookmark(usize, Bookmark),
    /// A bookmark goes to another place in the list.
    MoveBookmark {
        /// Its place.
        from: usize,
        /// Its place afterwards.
        to: usize,
    },
    /// A bookmark goes; the number is its place in the list.
    RemoveBookmark(usize),
    /// A wire gets a name, or loses it: an empty one.
    LabelWire {
        /// The wire.
        wire: WireId,
        /// The name.
        name: String,
    },
    /// A new frame or note.
    AddRemark(Remark),
    /// Frames and notes get new places or sizes.
    PlaceRemarks(BTreeMap<RemarkId, Rect>),
    /// A frame gets another title, a note another text.
    WriteRemark {
        /// The frame or note.
        remark: RemarkId,
        /// What it says.
        text: String,
    },
    /// Frames and notes go; what lies in a frame stays.
    DeleteRemarks(BTreeSet<RemarkId>),
    /// Another title.
    SetTitle(String),
    /// Another seed.
    SetSeed(u64),
    /// Another diagram altogether (an opened lesson, an edited outline), as one step that can be undone.
    Replace {
        /// The diagram.
        diagram: Box<Diagram>,
        /// What the undo menu says.
        name: String,
    },
    /// Several edits in one step; if one is refused, none happens.
    All {
        /// What the undo menu says.
        name: String,
        /// The edits, in order.
        edits: Vec<Edit>,
    },
}

/// How a new node is wired.
#[derive(Clone, PartialEq, Debug)]
pub enum Join {
    /// Not at all.
    Alone,
    /// A wire leads from this node to the new one.
    After(NodeId, Joint),
    /// A wire leads from the new node to this one.
    Before(NodeId, Joint),
    /// It is put into this wire.
    Into(WireId),
}

/// Whose setting it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Owner {
    /// A node's.
    Node(NodeId),
    /// A wire's.
    Wire(WireId),
}

/// One of the two ends of a wire.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Where it leaves.
    From,
    /// Where it enters.
    To,
}

impl Edit {
    /// What the undo menu calls it: "Move 3 nodes". `diagram` is the one before the edit.
    pub fn name(&self, diagram: &Diagram, catalog: &Catalog) -> String {
        let name = |id: &NodeId| diagram.nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
        let wire = |id: &WireId| {
            diagram.wires.get(id).map_or_else(|| "a wire".into(), |w| format!("{} to {}", name(&w.from), name(&w.to)))
        };
        match self {
            Edit::Add { service, .. } => {
                format!("Add {}", catalog.get(service).map_or(service.as_str(), |s| s.name))
            }
            Edit::MoveNodes(places) => match places.keys().next() {
                Some(only) if places.len() == 1 => format!("Move {}", name(only)),
                _ => format!("Move {}", count(places.len(), "node")),
            },
            Edit::Rename { node, name: to } => format!("Rename {} to {}", name(node), to.trim()),
            Edit::SetConfig { owner, field, value } => {
                let whose = match owner {
                    Owner::Node(id) => name(id),
                    Owner::Wire(id) => wire(id),
                };
                format!("{} {field} of {whose}", if value.is_some() { "Set" } else { "Reset" })
            }
            Edit::Connect { from, to, .. } => format!("Connect {} to {}", name(from), name(to)),
            Edit::Reconnect { from, to, .. } => format!("Reconnect {} to {}", name(from), name(to)),
            Edit::Splice { node, wire: id } => {
                format!("Put {} between {}", name(node), wire(id).replace(" to ", " and "))
            }
            Edit::Delete { nodes, wires, .. } => match (nodes.first(), wires.first()) {
                (Some(only), _) if nodes.len() == 1 => format!("Delete {}", name(only)),
                (Some(_), _) => format!("Delete {}", count(nodes.len(), "node")),
                (None, Some(only)) if wires.len() == 1 => {
                    format!("Disconnect {}", wire(only).replace(" to ", " from "))
                }
                _ => format!("Delete {}", count(wires.len(), "wire")),
            },
            Edit::Paste { fragment, .. } => match fragment.nodes.as_slice() {
                [(_, only)] => format!("Paste {}", only.name),
                many => format!("Paste {}", count(many.len(), "node")),
            },
            Edit::AddHappening(h) => format!("Plan {}", event(h)),
            Edit::ChangeHappening(_, h) => format!("Change {}", event(h)),
            Edit::RemoveHappening(n) => {
                format!("Remove {}", diagram.happenings.get(*n).map_or_else(|| "an event".into(), event))
            }
            Edit::AddBookmark(_) => "Bookmark a moment".into(),
            Edit::ChangeBookmark(..) => "Change a bookmark".into(),
            Edit::MoveBookmark { .. } => "Move a bookmark".into(),
            Edit::RemoveBookmark(_) => "Remove a bookmark".into(),
            Edit::LabelWire { wire: id, .. } => format!("Name the wire {}", wire(id)),
            Edit::AddRemark(remark) => match remark.kind {
                RemarkKind::Frame => "Add a frame".into(),
                RemarkKind::Note => "Add a note".into(),
            },
            Edit::PlaceRemarks(places) => {
                let same = |(id, area): (&RemarkId, &Rect)| {
                    diagram.remarks.get(id).is_none_or(|r| r.area.size() == area.size())
                };
                let what = remarks(diagram, places.keys());
                if places.iter().all(same) { format!("Move {what}") } else { format!("Resize {what}") }
            }
            Edit::WriteRemark { remark, .. } => format!("Write on {}", remarks(diagram, [remark].into_iter())),
            Edit::DeleteRemarks(gone) => format!("Delete {}", remarks(diagram, gone.iter())),
            Edit::SetTitle(_) => "Change the title".into(),
            Edit::SetSeed(seed) => format!("Set the seed to {seed}"),
            Edit::Replace { name, .. } | Edit::All { name, .. } => name.clone(),
        }
    }
}

fn event(happening: &Happening) -> String {
    match happening.label.as_str() {
        "" => format!("an event at {}", happening.node),
        label => format!("“{label}”"),
    }
}

fn word(kind: RemarkKind) -> &'static str {
    match kind {
        RemarkKind::Frame => "frame",
        RemarkKind::Note => "note",
    }
}

/// "the frame “Orders”", "the note", "3 notes", "3 frames and notes".
pub(super) fn remarks<'a>(diagram: &Diagram, ids: impl Iterator<Item = &'a RemarkId>) -> String {
    let known: Vec<&Remark> = ids.filter_map(|id| diagram.remarks.get(id)).map(|r| &**r).collect();
    match known.as_slice() {
        [Remark { kind: RemarkKind::Frame, text, .. }] if !text.is_empty() => format!("the frame “{text}”"),
        [Remark { kind: RemarkKind::Frame, .. }] => "the frame".into(),
        [_] => "the note".into(),
        many if many.iter().all(|r| r.kind == many[0].kind) && !many.is_empty() => {
            count(many.len(), word(many[0].kind))
        }
        many => format!("{} frames and notes", many.len()),
    }
}

/// "1 node", "3 nodes".
pub(super) fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
