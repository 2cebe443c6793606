//! Copied nodes with the wires and happenings among them, frames and notes, and the text that carries them over the clipboard.
//!
//! The text is a small versioned JSON of its own, so that it pastes between tabs; whole documents are `exchange`'s.

use super::edit::count;
use crate::catalog::Refusal;
use crate::model::{
    Config, Diagram, Happening, Node, NodeId, Point, Rect, Remark, RemarkId, RemarkKind, What, Wire, WireId,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the clipboard text that this build writes, and the latest that it reads.
const VERSION: u32 = 1;
/// Longer texts are not even looked at: a page of nodes needs a hundredth of it.
const LONGEST_TEXT: usize = 2_000_000;

/// A part of a diagram.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Fragment {
    /// The nodes under the ids that they had.
    pub nodes: Vec<(NodeId, Node)>,
    /// The wires among them.
    pub wires: Vec<Wire>,
    /// Their happenings.
    pub happenings: Vec<Happening>,
    /// The names of wires, by their places in the list.
    pub labels: BTreeMap<usize, String>,
    /// Frames and notes.
    pub remarks: Vec<Remark>,
}

impl Fragment {
    /// These nodes of a diagram, the wires among them, and their happenings; and these frames and notes.
    pub fn of(diagram: &Diagram, nodes: &BTreeSet<NodeId>, remarks: &BTreeSet<RemarkId>) -> Self {
        let taken = |id: &NodeId| nodes.contains(id);
        let wires = || diagram.wires.iter().filter(|(_, w)| taken(&w.from) && taken(&w.to));
        let name = |(n, (id, _)): (usize, (&WireId, _))| Some((n, diagram.labels.get(id)?.clone()));
        Self {
            labels: wires().enumerate().filter_map(name).collect(),
            remarks: remarks.iter().filter_map(|id| diagram.remarks.get(id)).map(|r| (**r).clone()).collect(),
            nodes: diagram
                .nodes
                .iter()
                .filter(|(id, _)| taken(id))
                .map(|(id, n)| (id.clone(), (**n).clone()))
                .collect(),
            wires: wires().map(|(_, w)| (**w).clone()).collect(),
            happenings: diagram.happenings.iter().filter(|h| taken(&h.node)).cloned().collect(),
        }
    }

    /// The rectangle around its cards, frames and notes; `None` if it is empty.
    pub fn bounds(&self) -> Option<Rect> {
        let cards = self.nodes.iter().map(|(_, n)| Rect::card(n.at));
        cards.chain(self.remarks.iter().map(|r| r.area)).reduce(Rect::union)
    }

    /// The text for the clipboard.
    pub fn to_text(&self) -> String {
        let clip = Clip {
            signalbox_clip: VERSION,
            nodes: self.nodes.iter().map(ClipNode::from).collect(),
            wires: self.wires.iter().enumerate().map(|(n, wire)| ClipWire::of(wire, self.labels.get(&n))).collect(),
            happenings: self.happenings.iter().map(ClipHappening::from).collect(),
            remarks: self.remarks.iter().map(ClipRemark::from).collect(),
        };
        serde_json::to_string_pretty(&clip).unwrap_or_default()
    }

    /// Reads a text from the clipboard.
    ///
    /// # Errors
    /// Why it holds no nodes that can be pasted.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let refuse = |why: &str, instead: &str| Err(Refusal { why: why.into(), instead: instead.into() });
        if text.len() > LONGEST_TEXT {
            return refuse("The text on the clipboard is too long to be copied nodes.", "Open it as a file instead.");
        }
        let version = serde_json::from_str::<Version>(text).ok().map(|v| v.signalbox_clip);
        let Some(version) = version else {
            return refuse(
                "The clipboard holds no nodes of Signalbox.",
                "Select some nodes and copy them; a whole document is opened or imported.",
            );
        };
        if version > VERSION {
            return refuse(
                "These nodes were copied from a newer version of Signalbox.",
                "Reload this page to update it.",
            );
        }
        let clip: Clip = match serde_json::from_str(text) {
            Ok(clip) => clip,
            Err(error) => {
                return Err(Refusal {
                    why: format!("The copied nodes cannot be read: {error}."),
                    instead: "Copy them again.".into(),
                });
            }
        };
        let nodes: Vec<_> = clip.nodes.into_iter().map(<(NodeId, Node)>::from).collect();
        let remarks: Vec<Remark> = clip.remarks.into_iter().map(Remark::from).collect();
        if nodes.is_empty() && remarks.is_empty() {
            return refuse("The clipboard holds no nodes.", "Select some nodes and copy them.");
        }
        let known: BTreeSet<NodeId> = nodes.iter().map(|(id, _)| id.clone()).collect();
        if known.len() < nodes.len() {
            return refuse("Two of the copied nodes have the same id.", "Copy them again.");
        }
        let whole = clip.wires.into_iter().filter(|w| known.contains(&w.from) && known.contains(&w.to));
        let (wires, names): (Vec<Wire>, Vec<String>) = whole.map(ClipWire::read).unzip();
        let labels = names.into_iter().enumerate().filter(|(_, name)| !name.is_empty()).collect();
        let happenings = clip.happenings.into_iter().map(Happening::from).filter(|h| known.contains(&h.node));
        Ok(Self { nodes, wires, happenings: happenings.collect(), remarks, labels })
    }

    /// What it is, for people: "3 nodes and 2 wires".
    pub fn said(&self) -> String {
        let remarks = |kind: RemarkKind| self.remarks.iter().filter(|r| r.kind == kind).count();
        let (frames, notes) = (remarks(RemarkKind::Frame), remarks(RemarkKind::Note));
        let mut parts = Vec::new();
        match self.nodes.as_slice() {
            [] => {}
            [(_, only)] => parts.push(only.name.clone()),
            many => parts.push(count(many.len(), "node")),
        }
        let more = [(self.wires.len(), "wire"), (frames, "frame"), (notes, "note")];
        parts.extend(more.iter().filter(|(n, _)| *n > 0).map(|(n, what)| count(*n, what)));
        match parts.split_last() {
            None => count(0, "node"),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        }
    }
}

#[derive(Deserialize)]
struct Version {
    signalbox_clip: u32,
}

#[derive(Serialize, Deserialize)]
struct Clip {
    signalbox_clip: u32,
    nodes: Vec<ClipNode>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    wires: Vec<ClipWire>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    happenings: Vec<ClipHappening>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<ClipRemark>,
}

/// A frame has a title, a note a text.
#[derive(Serialize, Deserialize)]
struct ClipRemark {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    from: Point,
    to: Point,
}

impl From<&Remark> for ClipRemark {
    fn from(remark: &Remark) -> Self {
        let says = |kind: RemarkKind| (remark.kind == kind).then(|| remark.text.clone());
        let (from, to) = (remark.area.min, remark.area.max);
        Self { title: says(RemarkKind::Frame), text: says(RemarkKind::Note), from, to }
    }
}

impl From<ClipRemark> for Remark {
    fn from(c: ClipRemark) -> Self {
        let (kind, text) = match c.title {
            Some(title) => (RemarkKind::Frame, title),
            None => (RemarkKind::Note, c.text.unwrap_or_default()),
        };
        Remark { kind, text, area: Rect::spanning(c.from, c.to) }
    }
}

#[derive(Serialize, Deserialize)]
struct ClipNode {
    id: NodeId,
    service: String,
    name: String,
    at: Point,
    #[serde(default, skip_serializing_if = "Config::is_empty")]
    config: Config,
}

#[derive(Serialize, Deserialize)]
struct ClipWire {
    from: NodeId,
    out: String,
    to: NodeId,
    into: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(default, skip_serializing_if = "Config::is_empty")]
    config: Config,
}

/// Times are in microseconds, as in the model.
#[derive(Serialize, Deserialize)]
struct ClipHappening {
    at: u64,
    node: NodeId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    label: String,
    #[serde(flatten)]
    what: ClipWhat,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ClipWhat {
    Do {
        #[serde(rename = "do")]
        command: String,
        #[serde(default)]
        with: Config,
    },
    Set {
        set: Config,
        #[serde(default)]
        lasts: Option<u64>,
    },
}

impl From<&(NodeId, Node)> for ClipNode {
    fn from((id, node): &(NodeId, Node)) -> Self {
        let Node { service, name, at, config } = node.clone();
        Self { id: id.clone(), service, name, at, config }
    }
}

impl From<ClipNode> for (NodeId, Node) {
    fn from(c: ClipNode) -> Self {
        (c.id, Node { service: c.service, name: c.name, at: c.at, config: c.config })
    }
}

impl ClipWire {
    fn of(wire: &Wire, name: Option<&String>) -> Self {
        let Wire { from, out, to, into, config } = wire.clone();
        Self { from, out, to, into, name: name.cloned().unwrap_or_default(), config }
    }

    /// The wire and its name.
    fn read(self) -> (Wire, String) {
        let name = super::apply::tidy(&self.name, super::edit::LONGEST_NAME);
        (Wire { from: self.from, out: self.out, to: self.to, into: self.into, config: self.config }, name)
    }
}

impl From<&Happening> for ClipHappening {
    fn from(h: &Happening) -> Self {
        let what = match h.what.clone() {
            What::Set { patch, lasts } => ClipWhat::Set { set: patch, lasts },
            What::Do { command, with } => ClipWhat::Do { command, with },
        };
        Self { at: h.at, node: h.node.clone(), label: h.label.clone(), what }
    }
}

impl From<ClipHappening> for Happening {
    fn from(c: ClipHappening) -> Self {
        let what = match c.what {
            ClipWhat::Set { set, lasts } => What::Set { patch: set, lasts },
            ClipWhat::Do { command, with } => What::Do { command, with },
        };
        Happening { at: c.at, node: c.node, label: c.label, what }
    }
}
