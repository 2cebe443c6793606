//! The editor driven headless, in the words of a hand; after every act its invariants are swept.

mod acting;
mod all_services;
mod clipboard;
mod dragging;
mod editing;
mod history;
mod keyboard;
mod looking;
mod property;
mod remarks;
mod shipped;
mod wiring;

use super::*;
use crate::catalog::Severity;
use crate::check::testing::{CATALOG, sketch};
use crate::model::{CARD, NodeId, Point, Rect, Size, WireId};

/// A person at the canvas: an editor, a pointer, and what the page was asked to do.
struct Hand {
    editor: Editor,
    effects: Vec<Effect>,
    kind: Pointing,
    mods: Mods,
    time: f64,
}

/// The middle of a node's card.
fn middle(at: (f64, f64)) -> (f64, f64) {
    (at.0 + CARD.w / 2.0, at.1 + CARD.h / 2.0)
}

/// The out port and the in port of a card.
fn out_port(at: (f64, f64)) -> (f64, f64) {
    (at.0 + CARD.w, at.1 + CARD.h / 2.0)
}
fn in_port(at: (f64, f64)) -> (f64, f64) {
    (at.0, at.1 + CARD.h / 2.0)
}

fn node(id: &str) -> NodeId {
    NodeId::new(id)
}

impl Hand {
    /// At a sketched diagram, at 100 %, with a canvas of 1000×700 pixels.
    fn at(text: &str) -> Self {
        let mut editor = Editor::new(sketch(text), CATALOG);
        editor.set_viewport(Size { w: 1000.0, h: 700.0 });
        let hand = Self { editor, effects: Vec::new(), kind: Pointing::Mouse, mods: Mods::default(), time: 0.0 };
        hand.sweep();
        hand
    }

    fn finger(mut self) -> Self {
        self.kind = Pointing::Touch;
        self
    }

    fn holding(&mut self, mods: Mods) -> &mut Self {
        self.mods = mods;
        self
    }

    fn pointer(&mut self, at: (f64, f64)) -> Pointer {
        self.time += 400.0;
        let screen = Point::from(at);
        let editor = &self.editor;
        let hit = hit_test(editor.diagram(), editor.camera(), editor.selection(), screen, self.kind);
        Pointer { id: 1, kind: self.kind, screen, button: Button::Main, mods: self.mods, hit, time: self.time }
    }

    fn give(&mut self, input: &Input) -> &mut Self {
        self.effects = self.editor.input(input);
        self.sweep();
        self
    }

    fn press(&mut self, at: (f64, f64)) -> &mut Self {
        let p = self.pointer(at);
        self.give(&Input::Down(p))
    }

    fn slide(&mut self, to: (f64, f64)) -> &mut Self {
        let p = self.pointer(to);
        self.give(&Input::Move(p))
    }

    fn release(&mut self, at: (f64, f64)) -> &mut Self {
        let p = self.pointer(at);
        self.give(&Input::Up(p))
    }

    fn click(&mut self, at: (f64, f64)) -> &mut Self {
        self.press(at).release(at)
    }

    fn drag(&mut self, from: (f64, f64), to: (f64, f64)) -> &mut Self {
        let half = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        self.press(from).slide(half).slide(to).release(to)
    }

    fn key(&mut self, action: &str) -> &mut Self {
        let found = super::action(action).expect("an action of this id");
        if let Command::Verb(verb) = found.command
            && found.enabled(&self.editor)
        {
            self.effects = self.editor.run(verb);
        }
        self.sweep();
        self
    }

    fn place_of(&self, id: &str) -> (f64, f64) {
        self.editor.diagram().nodes[&node(id)].at.into()
    }

    fn selected(&self) -> Vec<&str> {
        self.editor.selection().nodes.iter().map(NodeId::as_str).collect()
    }

    fn selected_wires(&self) -> Vec<&str> {
        self.editor.selection().wires.iter().map(WireId::as_str).collect()
    }

    fn wires(&self) -> Vec<String> {
        let said = |w: &crate::model::Wire| format!("{}.{}>{}.{}", w.from, w.out, w.to, w.into);
        self.editor.diagram().wires.values().map(|w| said(w)).collect()
    }

    fn nodes(&self) -> Vec<&str> {
        self.editor.diagram().nodes.keys().map(NodeId::as_str).collect()
    }

    /// The sentence why the last act was refused.
    fn refusal(&self) -> Option<String> {
        self.effects.iter().find_map(|e| match e {
            Effect::Refused(refusal) => Some(refusal.to_string()),
            _ => None,
        })
    }

    fn announced(&self) -> Vec<&str> {
        let mut said = Vec::new();
        for effect in &self.effects {
            if let Effect::Announce(text) = effect {
                said.push(text.as_str());
            }
        }
        said
    }

    fn offer(&self) -> Option<Offer> {
        self.effects.iter().find_map(|e| match e {
            Effect::Offer(offer) => Some(offer.clone()),
            _ => None,
        })
    }

    fn sweep(&self) {
        sweep(&self.editor);
    }
}

/// What holds after every act, whatever it was.
fn sweep(editor: &Editor) {
    let d = editor.diagram();
    for (id, wire) in &d.wires {
        assert!(d.nodes.contains_key(&wire.from) && d.nodes.contains_key(&wire.to), "{id} has no node at an end");
        assert!(CATALOG.role(d, wire).is_some(), "{id} joins ports that have no role in common");
    }
    for (id, n) in &d.nodes {
        assert!(n.at.x.is_finite() && n.at.y.is_finite(), "{id} is nowhere");
        assert!(!n.name.trim().is_empty(), "{id} has no name");
    }
    assert!(d.happenings.iter().all(|h| d.nodes.contains_key(&h.node)), "a happening is for nobody");
    assert!(d.happenings.windows(2).all(|h| h[0].at <= h[1].at), "happenings are out of order");
    assert!(d.labels.keys().all(|id| d.wires.contains_key(id)), "a wire has a name that is gone");
    for (id, r) in &d.remarks {
        let (size, whole) = (r.area.size(), |x: f64| x.is_finite() && x.fract() == 0.0);
        let area = [r.area.min.x, r.area.min.y, r.area.max.x, r.area.max.y];
        assert!(area.into_iter().all(whole) && size.w >= 80.0 && size.h >= 40.0, "{id} has no sound area: {area:?}");
    }
    let picked = editor.selection();
    assert!(picked.remarks.iter().all(|id| d.remarks.contains_key(id)), "a remark is selected that is gone");
    assert!(picked.nodes.iter().all(|id| d.nodes.contains_key(id)), "a node is selected that is gone");
    assert!(picked.wires.iter().all(|id| d.wires.contains_key(id)), "a wire is selected that is gone");
    let camera = editor.camera();
    assert!(camera.x.is_finite() && camera.y.is_finite() && (MIN_ZOOM..=MAX_ZOOM).contains(&camera.zoom));
    assert!(editor.history().names().count() <= MOST_STEPS);
    // Edits let nothing in that the checks call an error.
    let errors: Vec<_> = editor.problems().into_iter().filter(|p| p.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
