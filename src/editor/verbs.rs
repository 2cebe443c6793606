//! What a person would say: place, move, copy, connect, delete, …

use super::apply::{gone, no_wire, refuse};
use super::edit::{Edit, End, Join, Joint, Owner};
use super::history::Undo;
use super::joints::{self, Offered, Pair, Target};
use super::remarks;
use super::tool::Offer;
use super::{Direction, Editor, Fragment, Selection};
use crate::catalog::Refusal;
use crate::model::{CARD, Config, Diagram, GRID, NodeId, Point, Rect, Remark, RemarkId, RemarkKind, Value, WireId};
use std::collections::{BTreeMap, BTreeSet};

/// Room that a card placed without a pointer keeps around itself.
const ELBOW_ROOM: f64 = 28.0;
/// From card to card in a row, and from row to row, on the grid.
const COLUMN: f64 = 240.0;
const ROW: f64 = 160.0;

impl Editor {
    /// A new node of a service, its card's top left corner at the grid point nearest to `at`.
    ///
    /// # Errors
    /// The design is locked, or the service is unknown.
    pub fn place(&mut self, service: &str, at: Point) -> Result<NodeId, Refusal> {
        self.add(service, at.snapped(), Join::Alone)
    }

    /// A new node of a service where there is room: beside the selected node, or in the middle of what is seen.
    ///
    /// # Errors
    /// The design is locked, or the service is unknown.
    pub fn place_near(&mut self, service: &str) -> Result<NodeId, Refusal> {
        let near = self.selection.only_node().cloned();
        let beside = near.as_ref().and_then(|id| self.diagram.nodes.get(id)).map(|n| n.at);
        let seen = self.camera.view(self.viewport).center() - Point::new(CARD.w / 2.0, CARD.h / 2.0);
        let wish = beside.map_or(seen, |at| at + Point::new(COLUMN, 0.0)).snapped();
        let id = self.add(service, self.free_place(wish, ELBOW_ROOM), Join::Alone)?;
        self.reveal_beside(&id, near.as_slice());
        Ok(id)
    }

    /// Places what was chosen from an offer.
    ///
    /// # Errors
    /// Why it cannot be placed or joined any more.
    pub fn accept(&mut self, offer: &Offer, service: &str) -> Result<NodeId, Refusal> {
        let joint: Joint = offer
            .services
            .iter()
            .find(|o| o.service.key == service)
            .and_then(|o: &Offered| o.pair)
            .map(|(out, into)| (out.name.to_owned(), into.name.to_owned()));
        let join = match offer.join.clone() {
            Join::After(node, None) => Join::After(node, joint),
            Join::Before(node, None) => Join::Before(node, joint),
            other => other,
        };
        let beside = match &join {
            Join::After(node, _) | Join::Before(node, _) => vec![node.clone()],
            Join::Into(wire) => {
                self.diagram.wires.get(wire).map_or_else(Vec::new, |w| vec![w.from.clone(), w.to.clone()])
            }
            Join::Alone => Vec::new(),
        };
        let id = self.add(service, self.free_place(offer.at, 0.0), join)?;
        self.reveal_beside(&id, &beside);
        Ok(id)
    }

    /// The services that can be joined to a node, and the free place on that side of it.
    pub fn quick_add(&self, node: &NodeId, side: Direction) -> Option<Offer> {
        let at = self.diagram.nodes.get(node)?.at;
        let way = side.step();
        let at = self.free_place((at + Point::new(way.x * COLUMN, way.y * ROW)).snapped(), ELBOW_ROOM);
        let join = match side {
            Direction::Left => Join::Before(node.clone(), None),
            _ => Join::After(node.clone(), None),
        };
        let services = joints::offers(&self.diagram, &self.catalog, &join);
        Some(Offer { at, join, services })
    }

    /// Moves what is selected, and what lies in the selected frames.
    ///
    /// # Errors
    /// The design is locked.
    pub fn move_selection(&mut self, by: Point, undo: Undo) -> Result<(), Refusal> {
        let (nodes, remarks) = remarks::carried(&self.diagram, &self.selection);
        let edit = self.moved_by(&nodes, &remarks, &self.said(), |_| by);
        self.perform(&edit, undo)
    }

    /// Copies the selected nodes next to themselves and selects the copies.
    ///
    /// # Errors
    /// Nothing is selected, or the design is locked.
    pub fn duplicate(&mut self) -> Result<(), Refusal> {
        let fragment = self.picked()?;
        let name = format!("Duplicate {}", fragment.said());
        let at =
            self.uncovered(&fragment, fragment.bounds().unwrap_or_default().min + Point::new(GRID * 2.0, GRID * 2.0));
        self.edit(&Edit::All { name, edits: vec![Edit::Paste { fragment, at }] })
    }

    /// The selected nodes, frames and notes as text for the clipboard.
    ///
    /// # Errors
    /// Nothing that can be copied is selected.
    pub fn copy(&self) -> Result<String, Refusal> {
        self.picked().map(|fragment| fragment.to_text())
    }

    /// The selected nodes, frames and notes as text for the clipboard; they are deleted.
    ///
    /// # Errors
    /// Nothing that can be copied is selected, or the design is locked.
    pub fn cut(&mut self) -> Result<String, Refusal> {
        let text = self.copy()?;
        let name = format!("Cut {}", self.said());
        let (nodes, remarks) = remarks::carried(&self.diagram, &self.selection);
        self.edit(&Edit::All { name, edits: deletion(nodes, BTreeSet::new(), remarks, false) })?;
        Ok(text)
    }

    /// Brings in copied nodes and selects them: at `at` (the middle of them), or beside where they were copied if that is in
    /// view, or in the middle of what is seen. Says what came in: "3 nodes and 2 wires".
    ///
    /// # Errors
    /// The text holds no nodes, or the design is locked.
    pub fn paste_text(&mut self, text: &str, at: Option<Point>) -> Result<String, Refusal> {
        let fragment = Fragment::parse(text)?;
        let bounds = fragment.bounds().unwrap_or_default();
        let view = self.camera.view(self.viewport);
        let corner = match at {
            None if view.touches(bounds) => bounds.min,
            _ => (at.unwrap_or(view.center()) - bounds.center() + bounds.min).snapped(),
        };
        let said = fragment.said();
        let at = self.uncovered(&fragment, corner);
        self.edit(&Edit::Paste { fragment, at })?;
        Ok(said)
    }

    /// Deletes what is selected; `heal`: and joins what was before and after it.
    ///
    /// # Errors
    /// Nothing is selected, or the design is locked.
    pub fn delete_selection(&mut self, heal: bool) -> Result<(), Refusal> {
        let Selection { nodes, wires, remarks } = self.selection.clone();
        let mut edits = deletion(nodes, wires, remarks, heal);
        match edits.pop() {
            Some(only) if edits.is_empty() => self.edit(&only),
            Some(last) => {
                edits.push(last);
                self.edit(&Edit::All { name: format!("Delete {}", self.said()), edits })
            }
            None => self.edit(&Edit::Delete { nodes: BTreeSet::new(), wires: BTreeSet::new(), heal }),
        }
    }

    /// Selects everything.
    pub fn select_all(&mut self) {
        self.selection = Selection::all(&self.diagram);
    }

    /// Gives a node another name.
    ///
    /// # Errors
    /// The name is empty, the node is gone, or the design is locked.
    pub fn rename(&mut self, node: &NodeId, name: &str) -> Result<(), Refusal> {
        self.edit(&Edit::Rename { node: node.clone(), name: name.to_owned() })
    }

    /// Sets a property of a node or a wire, or takes it back to its default.
    ///
    /// # Errors
    /// The property is unknown or does not take this value, or the design is locked.
    pub fn set_config(&mut self, owner: &Owner, field: &str, value: Option<Value>, undo: Undo) -> Result<(), Refusal> {
        self.perform(&Edit::SetConfig { owner: owner.clone(), field: field.to_owned(), value }, undo)
    }

    /// Joins two nodes; without a joint in the usual way.
    ///
    /// # Errors
    /// Why they cannot be joined, and the usual way round.
    pub fn connect(&mut self, from: &NodeId, to: &NodeId, joint: Joint) -> Result<WireId, Refusal> {
        let before: BTreeSet<WireId> = self.diagram.wires.keys().cloned().collect();
        self.edit(&Edit::Connect { from: from.clone(), to: to.clone(), joint })?;
        self.diagram.wires.keys().find(|id| !before.contains(*id)).cloned().ok_or_else(no_wire)
    }

    /// Puts an end of a wire at another node, at the same port where there is one.
    ///
    /// # Errors
    /// Why they cannot be joined.
    pub fn reconnect(&mut self, wire: &WireId, end: End, node: &NodeId) -> Result<(), Refusal> {
        let old = self.diagram.wires.get(wire).ok_or_else(no_wire)?;
        let (from, to) = match end {
            End::From => (node.clone(), old.to.clone()),
            End::To => (old.from.clone(), node.clone()),
        };
        let targets =
            joints::targets(&self.diagram, &self.catalog, if end == End::To { &from } else { &to }, end, Some(wire));
        let target = targets.into_iter().find(|t| &t.node == node).ok_or_else(|| gone(node))?;
        let ways = target.ways?;
        let kept = |p: &&Pair| if end == End::To { p.0.name == old.out } else { p.1.name == old.into };
        let joint = ways.iter().find(kept).or(ways.first()).map(|(o, i)| (o.name.to_owned(), i.name.to_owned()));
        self.edit(&Edit::Reconnect { wire: wire.clone(), from, to, joint })
    }

    /// The ways in which a wire's two nodes could be joined, its own among them; for the inspector's choice.
    pub fn ways_of(&self, wire: &WireId) -> Vec<Pair> {
        let Some(old) = self.diagram.wires.get(wire) else { return Vec::new() };
        let targets = joints::targets(&self.diagram, &self.catalog, &old.from, End::To, Some(wire));
        targets.into_iter().find(|t| t.node == old.to).and_then(|t| t.ways.ok()).unwrap_or_default()
    }

    /// Joins a wire's two nodes in another of those ways.
    ///
    /// # Errors
    /// They cannot be joined like that, or the design is locked.
    pub fn rejoin(&mut self, wire: &WireId, out: &str, into: &str) -> Result<(), Refusal> {
        let old = self.diagram.wires.get(wire).ok_or_else(no_wire)?;
        let (from, to) = (old.from.clone(), old.to.clone());
        self.edit(&Edit::Reconnect { wire: wire.clone(), from, to, joint: Some((out.to_owned(), into.to_owned())) })
    }

    /// The nodes at which this end of a wire could be, its own among them, in the order of their ids.
    pub fn ends_for(&self, wire: &WireId, end: End) -> Vec<NodeId> {
        let Some(old) = self.diagram.wires.get(wire) else { return Vec::new() };
        let fixed = if end == End::To { &old.from } else { &old.to };
        let targets = joints::targets(&self.diagram, &self.catalog, fixed, end, Some(wire));
        targets.into_iter().filter(|target| target.ways.is_ok()).map(|target| target.node).collect()
    }

    /// The services that could be put into a wire, and the free place nearest to its middle.
    pub fn between(&self, wire: &WireId) -> Option<Offer> {
        let old = self.diagram.wires.get(wire)?;
        let (from, to) = (self.diagram.nodes.get(&old.from)?.at, self.diagram.nodes.get(&old.to)?.at);
        let middle = Rect { min: from, max: to }.center().snapped();
        let join = Join::Into(wire.clone());
        let services = joints::offers(&self.diagram, &self.catalog, &join);
        Some(Offer { at: self.free_place(middle, ELBOW_ROOM), join, services })
    }

    /// The nodes without wires that could be put into this one, as a drag on the canvas could; in the order of their ids.
    pub fn spare_for(&self, wire: &WireId) -> Vec<NodeId> {
        let spare = |id: &&NodeId| self.diagram.wires_of(id).next().is_none();
        let fits = |id: &&NodeId| joints::splice_pair(&self.diagram, &self.catalog, id, wire).is_ok();
        self.diagram.nodes.keys().filter(spare).filter(fits).cloned().collect()
    }

    /// Every other node as the target of a wire from this one: the ways to join them, or why there is none.
    pub fn targets_for(&self, node: &NodeId) -> Vec<Target> {
        joints::targets(&self.diagram, &self.catalog, node, End::To, None)
    }

    /// Every other node as the source of a wire to this one.
    pub fn sources_for(&self, node: &NodeId) -> Vec<Target> {
        joints::targets(&self.diagram, &self.catalog, node, End::From, None)
    }

    pub(super) fn placeable(&self, service: &str) -> Result<(), Refusal> {
        if self.habits.locked {
            return Err(refuse("The design is locked.", "Unlock it to make changes."));
        }
        match self.catalog.get(service) {
            Some(_) => Ok(()),
            None => Err(refuse(format!("This version knows no service “{service}”."), "Choose one from the palette.")),
        }
    }

    fn add(&mut self, service: &str, at: Point, join: Join) -> Result<NodeId, Refusal> {
        self.edit(&Edit::Add { service: service.to_owned(), at, config: Config::default(), join })?;
        self.selection.only_node().cloned().ok_or_else(|| refuse("The node was not added.", ""))
    }

    /// What is selected, for people: "Orders", "3 nodes", "the note", "4 things".
    pub(super) fn said(&self) -> String {
        said(&self.diagram, &self.selection)
    }

    /// The edit that moves these nodes, frames and notes; `by` says how far, from where one is.
    pub(super) fn moved_by(
        &self,
        nodes: &BTreeSet<NodeId>,
        remarks: &BTreeSet<RemarkId>,
        what: &str,
        by: impl Fn(Rect) -> Point,
    ) -> Edit {
        let node = |id: &NodeId| {
            let at = self.diagram.nodes.get(id)?.at;
            Some((id.clone(), at + by(Rect::card(at))))
        };
        let remark = |id: &RemarkId| {
            let area = self.diagram.remarks.get(id)?.area;
            Some((id.clone(), area.moved(by(area))))
        };
        moving(nodes.iter().filter_map(node).collect(), remarks.iter().filter_map(remark).collect(), what)
    }

    fn picked(&self) -> Result<Fragment, Refusal> {
        if self.selection.pieces() == 0 {
            return Err(refuse("No node is selected.", "Click a node, or draw a frame around several."));
        }
        let (nodes, remarks) = remarks::carried(&self.diagram, &self.selection);
        Ok(Fragment::of(&self.diagram, &nodes, &remarks))
    }

    /// The place nearest to `wish`, by columns and rows, at which a card keeps so much room to all others.
    fn free_place(&self, wish: Point, room: f64) -> Point {
        let room = Point::new(room, room);
        let free = |at: &Point| {
            let card = Rect::card(*at);
            let card = Rect { min: card.min - room, max: card.max + room };
            let note = |r: &Remark| r.kind == RemarkKind::Note && r.area.touches(card);
            !self.diagram.nodes.values().any(|n| Rect::card(n.at).touches(card))
                && !self.diagram.remarks.values().any(|r| note(r))
        };
        // Down a column first, then the next column to the right: a diagram reads from left to right.
        let mut tries = (0..40).flat_map(|column| {
            let ups_and_downs = [0, 1, -1, 2, -2, 3, -3];
            ups_and_downs.map(|row| wish + Point::new(f64::from(column) * COLUMN, f64::from(row) * ROW))
        });
        tries.find(free).unwrap_or(wish)
    }

    /// A corner for a fragment at which none of its cards lies exactly on another. One with a frame comes below whatever is
    /// there, so that its frame holds its own cards alone.
    fn uncovered(&self, fragment: &Fragment, wish: Point) -> Point {
        let Some(bounds) = fragment.bounds() else { return wish };
        let (start, d) = (bounds.min, &self.diagram);
        let framed = fragment.remarks.iter().any(|r| r.kind == RemarkKind::Frame);
        let covers = |corner: Point| {
            if framed {
                let area = bounds.moved(corner - start);
                let cards = d.nodes.values().map(|n| Rect::card(n.at)).chain(d.remarks.values().map(|r| r.area));
                return cards.into_iter().any(|other| other.touches(area));
            }
            let near = |at: Point, other: Point| other.distance(at - start + corner) < GRID / 2.0;
            fragment.nodes.iter().any(|(_, n)| d.nodes.values().any(|other| near(n.at, other.at)))
                || fragment.remarks.iter().any(|r| d.remarks.values().any(|other| near(r.area.min, other.area.min)))
        };
        let step = if framed { Point::new(0.0, GRID * 2.0) } else { Point::new(GRID, GRID) };
        let mut corner = wish;
        for _ in 0..1000 {
            if !covers(corner) {
                break;
            }
            corner = corner + step;
        }
        corner
    }
}

/// What is picked, for people: "Orders", "3 nodes", "the note", "4 things".
pub(super) fn said(diagram: &Diagram, picked: &Selection) -> String {
    match (picked.nodes.len(), picked.remarks.len()) {
        (1, 0) => {
            let node = picked.nodes.first().and_then(|id| diagram.nodes.get(id));
            node.map_or_else(|| "the node".into(), |node| node.name.clone())
        }
        (0, n) if n > 0 => super::edit::remarks(diagram, picked.remarks.iter()),
        (nodes, 0) if nodes > 0 || picked.wires.is_empty() => super::edit::count(nodes, "node"),
        (0, _) => super::edit::count(picked.wires.len(), "wire"),
        (nodes, remarks) => super::edit::count(nodes + remarks, "thing"),
    }
}

/// The edit that puts nodes, frames and notes at these places.
pub(super) fn moving(nodes: BTreeMap<NodeId, Point>, remarks: BTreeMap<RemarkId, Rect>, what: &str) -> Edit {
    if remarks.is_empty() {
        return Edit::MoveNodes(nodes);
    }
    let mut edits = vec![Edit::PlaceRemarks(remarks)];
    if !nodes.is_empty() {
        edits.push(Edit::MoveNodes(nodes));
    }
    Edit::All { name: format!("Move {what}"), edits }
}

/// The edits that delete all this; none if it is nothing.
fn deletion(nodes: BTreeSet<NodeId>, wires: BTreeSet<WireId>, remarks: BTreeSet<RemarkId>, heal: bool) -> Vec<Edit> {
    let mut edits = Vec::new();
    if !remarks.is_empty() {
        edits.push(Edit::DeleteRemarks(remarks));
    }
    if !nodes.is_empty() || !wires.is_empty() {
        edits.push(Edit::Delete { nodes, wires, heal });
    }
    edits
}
