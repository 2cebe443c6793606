//! What the parts of the canvas share: slices of the editor that change only when they themselves did, and small ways to
//! act on it.

use super::each::Each;
use super::popups::Joined;
use crate::browser::focus;
use crate::editor::{
    Camera, Editor, Effect, End, Input, Route, Selection, Thing, Tool, reading_order, remarks_in_order, route,
};
use crate::model::{Diagram, NodeId, Point, Rect, Size, Wire, WireId};
use crate::view::app::App;
use leptos::html;
use leptos::prelude::*;
use leptos::reactive::effect::ImmediateEffect;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The curves of all wires.
pub type Routes = BTreeMap<WireId, Arc<Route>>;

/// Handed to the parts of the canvas by context: [`Stage::here`].
#[derive(Clone, Copy)]
pub struct Stage {
    app: App,
    /// The element that everything is in.
    pub element: NodeRef<html::Div>,
    /// Its size in CSS pixels.
    pub size: RwSignal<Size>,
    /// Which part of the canvas is seen.
    pub camera: ReadSignal<Camera>,
    /// The design; it counts as changed when a node, a wire, its name, a frame or a note is another value.
    pub diagram: ReadSignal<Diagram>,
    /// Another number whenever the design became another one for a run: what there is, its names, settings and wires, not its
    /// places. Whoever shows those reads this, for a drag changes the places in every frame.
    pub designed: ReadSignal<u64>,
    /// What is picked.
    pub selection: ReadSignal<Selection>,
    /// The names that wires were given.
    pub names: ReadSignal<BTreeMap<WireId, String>>,
    /// The curves of its wires.
    pub routes: ReadSignal<Arc<Routes>>,
    /// The same, wire by wire.
    pub ways: Each<Arc<Routes>, WireId, Arc<Route>>,
    /// Where each card is.
    pub places: Each<Diagram, NodeId, Point>,
    /// A wire that looks for its end, if there is one.
    pub wiring: ReadSignal<Option<Seeking>>,
    /// The wire that what is dragged would drop into.
    pub into: ReadSignal<Option<WireId>>,
    /// The one card, frame or note that Tab reaches from outside the canvas.
    pub entrance: ReadSignal<Option<Thing>>,
    /// The one that had the keyboard's focus last.
    visited: RwSignal<Option<Thing>>,
    /// Two nodes were just joined, and there are other ways to do it.
    pub joined: RwSignal<Option<Joined>>,
    /// Whether a button of the mouse or a finger is down: then the focus follows the hand, not the keyboard.
    pub pressed: StoredValue<bool>,
    /// Finds the bead nearest to a place, in pixels of the canvas element, within so many pixels: its family.
    pub beads: StoredValue<Option<BeadAt>, LocalStorage>,
}

/// See [`Stage::beads`].
pub type BeadAt = Box<dyn Fn(Point, f64) -> Option<u64>>;

/// What the cards need to know of a wire that looks for its end.
#[derive(Clone, PartialEq, Debug)]
pub struct Seeking {
    /// The node of the fixed end.
    pub from: NodeId,
    /// Which end is loose.
    pub end: End,
    /// The node that would take the loose end now.
    pub over: Option<NodeId>,
    /// The nodes that can take it.
    pub valid: Arc<BTreeSet<NodeId>>,
}

impl Seeking {
    /// How a card stands, as classes of the style sheet.
    pub fn stance(&self, id: &NodeId) -> &'static str {
        match (self.from == *id, self.valid.contains(id), self.over.as_ref() == Some(id)) {
            (true, ..) => " source",
            (_, true, false) => " target",
            (_, true, true) => " target aimed",
            (_, false, false) => " refused",
            (_, false, true) => " refused aimed",
        }
    }
}

impl Stage {
    /// The stage of this page; provides itself as context.
    pub fn provide() -> Self {
        let app = App::here();
        let diagram = slice(move |_| app.editor.with(|editor| editor.diagram().clone()), same);
        let visited = RwSignal::new(None::<Thing>);
        let entrance = slice(
            move |_| {
                diagram.with(|diagram| {
                    let there = |thing: &Thing| match thing {
                        Thing::Node(id) => diagram.nodes.contains_key(id),
                        Thing::Remark(id) => diagram.remarks.contains_key(id),
                    };
                    visited.get().filter(there).or_else(|| in_order(diagram).into_iter().next())
                })
            },
            PartialEq::eq,
        );
        let carried = slice(move |_| app.editor.with(|editor| editor.tool().carried()), PartialEq::eq);
        // The cards in the hand when the routes were drawn last.
        let held = StoredValue::new(BTreeSet::new());
        let routes = slice(
            move |old| {
                carried.with(|carried| {
                    let old = old.map(|old| (old, held.with_value(|held| held == carried)));
                    let fresh = diagram.with(|diagram| routes(diagram, carried, old));
                    held.set_value(carried.clone());
                    Arc::new(fresh)
                })
            },
            PartialEq::eq,
        );
        let stage = Self {
            app,
            element: NodeRef::new(),
            size: RwSignal::new(Size::default()),
            camera: slice(move |_| app.editor.with(Editor::camera), PartialEq::eq),
            diagram,
            designed: slice(move |_| app.editor.with(Editor::run_revision), PartialEq::eq),
            selection: slice(move |_| app.editor.with(|editor| editor.selection().clone()), PartialEq::eq),
            names: slice(move |_| diagram.with(|diagram| diagram.labels.clone()), PartialEq::eq),
            routes,
            ways: Each::of(routes, |routes, id| routes.get(id).cloned(), Arc::ptr_eq),
            places: Each::of(diagram, |diagram, id| diagram.nodes.get(id).map(|node| node.at), Point::eq),
            wiring: slice(
                move |old| app.editor.with(|editor| seeking(editor, old.and_then(Option::as_ref))),
                PartialEq::eq,
            ),
            into: slice(
                move |_| {
                    app.editor.with(|editor| match editor.tool() {
                        Tool::Moving(m) => m.into.clone(),
                        Tool::Placing(p) => p.into.clone(),
                        _ => None,
                    })
                },
                PartialEq::eq,
            ),
            entrance,
            visited,
            joined: RwSignal::new(None),
            pressed: StoredValue::new(false),
            beads: StoredValue::new_local(None),
        };
        provide_context(stage);
        stage
    }

    /// The stage that this component is on.
    pub fn here() -> Self {
        expect_context()
    }

    /// Looks at the design; looks again whenever it became another one for a run, see [`Stage::designed`].
    pub fn design<T>(&self, look: impl FnOnce(&Diagram) -> T) -> T {
        // Read, not only tracked: a memo that nobody has read follows nothing.
        self.designed.get();
        self.app.editor.with_untracked(|editor| look(editor.diagram()))
    }

    /// Hands an input of the hand to the editor and does what comes back.
    pub fn input(&self, input: &Input) {
        self.act(|editor| editor.input(input));
    }

    /// Lets the editor do something and does what comes back.
    pub fn act(&self, act: impl FnOnce(&mut Editor) -> Vec<Effect>) {
        self.app.hand(act);
    }

    /// Begins a wire with the keyboard.
    pub fn wire(&self, node: &NodeId, end: End) {
        self.act(|editor| editor.begin_wiring(node, end));
    }

    /// A card, a frame or a note got the focus. If a dialog gave it back, what was selected meanwhile stays selected: a wire
    /// has no focus of its own.
    pub fn focused(&self, thing: &Thing, event: &web_sys::FocusEvent) {
        if focus::given_back(event) {
            self.visited.set(Some(thing.clone()));
        } else {
            self.entered(thing);
        }
    }

    /// A card, a frame or a note is what is meant now. If the keyboard brought it there it is selected and moved into view.
    pub fn entered(&self, thing: &Thing) {
        self.visited.set(Some(thing.clone()));
        let wiring = self.wiring.with_untracked(Option::is_some);
        if self.pressed.get_value() || wiring {
            return;
        }
        self.app.change(|editor| editor.enter(thing));
    }

    /// What Tab goes to from here (or Shift and Tab, `back`): all cards, then all frames and notes. `None` at the end: the
    /// focus leaves the canvas.
    pub fn beside(&self, thing: &Thing, back: bool) -> Option<Thing> {
        let order = self.diagram.with_untracked(in_order);
        let at = order.iter().position(|other| other == thing)?;
        let next = if back { at.checked_sub(1)? } else { at + 1 };
        order.get(next).cloned()
    }

    /// Where something of this size goes so that it is whole on the canvas, near this place (pixels of the canvas).
    pub fn room(&self, at: Point, size: Size) -> Point {
        let all = self.size.get();
        let fit = |at: f64, size: f64, all: f64| at.min(all - size - 8.0).max(8.0);
        Point::new(fit(at.x, size.w, all.w), fit(at.y, size.h, all.h))
    }

    /// Where the canvas is on the page, in client pixels.
    pub fn on_page(&self) -> Rect {
        self.app.ui.stage.get_untracked()
    }
}

/// A slice of the editor as a signal of its own, set when it is another one. Behind a memo everything that hangs on it would
/// be asked at every move of the hand whether it is still right: with 500 nodes some ten thousand memos and effects.
fn slice<T: Clone + Send + Sync + 'static>(
    look: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
    same: impl Fn(&T, &T) -> bool + Send + Sync + 'static,
) -> ReadSignal<T> {
    let (value, set) = signal(untrack(|| look(None)));
    ImmediateEffect::new_scoped(move || {
        let fresh = value.with_untracked(|old| look(Some(old)));
        if !value.with_untracked(|old| same(old, &fresh)) {
            set.set(fresh);
        }
    });
    value
}

/// The cards in the order in which they are read, then the frames and notes.
fn in_order(diagram: &Diagram) -> Vec<Thing> {
    let cards = reading_order(diagram).into_iter().map(Thing::Node);
    cards.chain(remarks_in_order(diagram).into_iter().map(Thing::Remark)).collect()
}

/// The routes of all wires; `old` are those of before, and whether the same cards were in the hand then.
fn routes(diagram: &Diagram, carried: &BTreeSet<NodeId>, old: Option<(&Arc<Routes>, bool)>) -> Routes {
    // As long as the same cards are in the hand only their wires go elsewhere.
    let known = |id: &WireId, wire: &Wire| {
        let (old, _) = old.filter(|(_, same)| *same && !carried.is_empty())?;
        old.get(id).filter(|_| !carried.contains(&wire.from) && !carried.contains(&wire.to)).cloned()
    };
    let fresh = route::routes_of(diagram, |id| !carried.contains(id), |id, wire| known(id, wire).is_none());
    // A wire that stays where it is keeps its route, so that comparing is cheap for everybody.
    let kept = |id: &WireId, route: &Route| Some(old?.0.get(id)?.clone()).filter(|old| **old == *route);
    let fresh = fresh.into_iter().map(|(id, route)| (id.clone(), kept(&id, &route).unwrap_or_else(|| Arc::new(route))));
    let rest = diagram.wires.iter().filter_map(|(id, wire)| Some((id.clone(), known(id, wire)?)));
    fresh.chain(rest).collect()
}

fn seeking(editor: &Editor, old: Option<&Seeking>) -> Option<Seeking> {
    let Tool::Wiring(wiring) = editor.tool() else { return None };
    let (from, end, over) = (wiring.node.clone(), wiring.end, wiring.hover.clone());
    // What can be joined does not change while one and the same wire is drawn.
    let known = old.filter(|old| old.from == from && old.end == end).map(|old| old.valid.clone());
    let valid = known.unwrap_or_else(|| Arc::new(wiring.valid().cloned().collect()));
    Some(Seeking { from, end, over, valid })
}

/// Whether two designs hold the same values in the same places. Edits share what they leave alone, so comparing addresses
/// is enough; at worst something is drawn again that did not change.
fn same(a: &Diagram, b: &Diagram) -> bool {
    a.nodes.len() == b.nodes.len()
        && a.wires.len() == b.wires.len()
        && a.labels == b.labels
        && a.remarks.len() == b.remarks.len()
        && a.remarks.iter().zip(&b.remarks).all(|((i, x), (j, y))| Arc::ptr_eq(x, y) && i == j)
        && a.nodes.iter().zip(&b.nodes).all(|((i, x), (j, y))| Arc::ptr_eq(x, y) && i == j)
        && a.wires.iter().zip(&b.wires).all(|((i, x), (j, y))| Arc::ptr_eq(x, y) && i == j)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_card_in_the_hand_only_its_own_wires_are_drawn_anew() {
        let mut diagram = crate::testing::diagram(
            "node a probe\nnode b sqs\nnode c server\nnode d sqs\nwire a.out -> b.send\nwire b.consumers -> c.source\nwire a.out -> d.send",
        );
        let at = |diagram: &mut Diagram, name: &str, x: f64, y: f64| {
            let found = diagram.nodes.values_mut().find(|node| node.name == name).expect("it is there");
            Arc::make_mut(found).at = Point::new(x, y);
        };
        for (n, name) in ["a", "b", "c", "d"].iter().enumerate() {
            at(&mut diagram, name, 260.0 * n as f64, 200.0 * (n % 2) as f64);
        }
        let hand: BTreeSet<NodeId> =
            diagram.nodes.iter().filter(|(_, node)| node.name == "c").map(|(id, _)| id.clone()).collect();
        let taken = Arc::new(routes(&diagram, &hand, None));
        at(&mut diagram, "c", 900.0, 500.0);
        let moved = routes(&diagram, &hand, Some((&taken, true)));
        let whole = route::routes_past(&diagram, |id| !hand.contains(id));
        for (id, wire) in &diagram.wires {
            assert_eq!(*moved[id], whole[id], "as if all were drawn anew");
            assert_eq!(Arc::ptr_eq(&moved[id], &taken[id]), !hand.contains(&wire.to), "{id}");
        }
        // Another hand may have put cards elsewhere: then all are drawn anew.
        at(&mut diagram, "d", 0.0, 900.0);
        let dropped = routes(&diagram, &BTreeSet::new(), Some((&Arc::new(moved), false)));
        assert!(dropped.iter().all(|(id, route)| **route == route::routes(&diagram)[id]));
    }
}
