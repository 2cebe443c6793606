//! The moment: what a link says of where the run is and of what was done to it, and how a page gets there again.

use crate::catalog::assemble;
use crate::editor::{Camera as View, Selection};
use crate::exchange::link::{Before, Camera, Deed, Done, LinkExtras, Moment};
use crate::model::{Bookmark, Config, Diagram, GRID, Point};
use crate::playback::{Act, Deed as Logged, Difference, Moment as At, Playback};
use crate::services::CATALOG;
use crate::sim::Time;
use crate::view::app::App;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a moment cannot be reached again exactly.
pub const REWIRED: &str = "Nodes or wires were added, deleted or rewired while this run went on. A link cannot carry that: \
    it starts the run with the design as it is now, so counters may differ. Press Reset and play to this moment to share it exactly.";

impl App {
    /// What a link to this moment says beyond the design, and why that is not the whole truth, if it is not.
    pub fn moment(&self) -> (LinkExtras, Option<&'static str>) {
        let (selected, camera) = self.editor.with_untracked(|editor| {
            (editor.selection().only_node().cloned(), camera_of(editor.camera(), editor.viewport()))
        });
        let message = self.ui.message.get_untracked();
        self.playback(|playback| {
            let engine = playback.engine();
            let deeds = deeds(playback);
            let moment = Moment {
                time: engine.now().0,
                events: engine.inside_instant().then(|| engine.events()),
                speed: playback.speed(),
                selected,
                message,
                deeds: deeds.clone().unwrap_or_default(),
            };
            let began = engine.events() > 0;
            let extras = LinkExtras { camera: Some(camera), moment: began.then_some(moment) };
            (extras, deeds.is_none().then_some(REWIRED))
        })
    }

    /// Goes to the moment of a link that was just opened.
    pub(super) fn reach(&self, moment: Moment) {
        if !moment.deeds.is_empty() {
            let last = self.editor.with_untracked(|editor| editor.diagram().clone());
            let (first, log) = beginning(&last, &moment.deeds);
            self.turn(|playback| playback.replay(assemble(&first, &CATALOG), log));
        }
        self.set_speed(moment.speed);
        if let Some(node) = moment.selected {
            self.editor.update(|editor| editor.select(Selection::node(&node)));
        }
        self.seek_moment(At { at: Time(moment.time), events: moment.events });
        if let Some(root) = moment.message {
            self.ask_why(root);
        }
    }

    /// This moment as a bookmark.
    pub fn bookmark(&self, caption: String) -> Bookmark {
        let (extras, _) = self.moment();
        let (at, events) = self.playback(|p| {
            let engine = p.engine();
            (engine.now().0, engine.inside_instant().then(|| engine.events()))
        });
        let moment = extras.moment.unwrap_or_default();
        let node = self.editor.with_untracked(|editor| editor.selection().only_node().cloned());
        let camera = extras.camera.map(|camera| (camera.center, camera.zoom));
        Bookmark { at, events, caption, message: moment.message, node, camera }
    }

    /// Goes to a bookmarked moment: time, camera, selection, and its caption over the canvas.
    pub fn visit(&self, n: usize) {
        let found = self.editor.with_untracked(|editor| editor.diagram().bookmarks.get(n).cloned());
        let Some(bookmark) = found else { return };
        self.ui.bookmark.set(Some(n));
        self.editor.update(|editor| {
            if let Some((center, zoom)) = bookmark.camera {
                look(editor, center, zoom);
            }
            if let Some(node) = &bookmark.node {
                editor.select(Selection::node(node));
            }
        });
        self.seek_moment(At { at: Time(bookmark.at), events: bookmark.events });
        match bookmark.message {
            Some(root) => self.ask_why(root),
            None => self.ui.message.set(None),
        }
        self.ui.announce(match bookmark.caption.as_str() {
            "" => format!("Moment {}", n + 1),
            caption => format!("Moment {}: {caption}", n + 1),
        });
    }

    /// Goes to the next (+1) or the previous (-1) bookmark of the talk.
    pub fn turn_page(&self, by: isize) {
        let all = self.editor.with_untracked(|editor| editor.diagram().bookmarks.len());
        if all == 0 {
            return self.ui.say("No moment is bookmarked yet. Press B to bookmark this one.");
        }
        let next = match self.ui.bookmark.get_untracked() {
            Some(n) => n.saturating_add_signed(by).min(all - 1),
            None => 0,
        };
        self.visit(next);
    }
}

/// Looks at a place of the canvas.
pub(in crate::view) fn look(editor: &mut crate::editor::Editor, center: Point, zoom: f64) {
    let view = View::new(0.0, 0.0, zoom);
    let viewport = editor.viewport();
    editor.look(view.centred(center, viewport));
}

fn camera_of(camera: View, viewport: crate::model::Size) -> Camera {
    // To the grid and to whole percents: nobody sees the difference, and the link is shorter.
    let Point { x, y } = camera.view(viewport).center();
    let center = Point::new((x / GRID).round() * GRID, (y / GRID).round() * GRID);
    Camera { center, zoom: (camera.zoom * 100.0).round() / 100.0 }
}

/// What was done by hand so far; `None` if some of it was more than faults and settings.
fn deeds(playback: &Playback) -> Option<Vec<Deed>> {
    let reel = playback.reel();
    let deed = |(n, logged): (usize, &Logged)| {
        let what = match &logged.what {
            Act::Happen(happening) => Done::Happen(happening.clone()),
            Act::Adopt(_) => settings(&reel.difference(n)?)?,
        };
        Some(Deed { at: logged.at.0, events: logged.events, what })
    };
    reel.log()[..reel.done()].iter().enumerate().map(deed).collect()
}

/// The settings before a change, if it was one of settings only.
fn settings(change: &Difference) -> Option<Done> {
    let before = |old: &Config, new: &Config| -> Before {
        let names = old.0.keys().chain(new.0.keys()).filter(|name| old.get(name) != new.get(name));
        names.map(|name| (name.clone(), old.get(name).cloned())).collect()
    };
    change.only_settings().then(|| Done::Settings {
        nodes: change.nodes.iter().map(|(id, old, new)| (id.clone(), before(old, new))).collect(),
        wires: change.wires.iter().map(|(id, old, new)| (id.clone(), before(old, new))).collect(),
    })
}

/// The design with which the run began, and the log that leads from it to the last one.
fn beginning(last: &Diagram, deeds: &[Deed]) -> (Diagram, Vec<Logged>) {
    let mut design = last.clone();
    let mut log = Vec::new();
    for deed in deeds.iter().rev() {
        let what = match &deed.what {
            Done::Happen(happening) => {
                // A happening that was planned while the run went on is part of the design by now.
                design.happenings.retain(|h| h != happening);
                Act::Happen(happening.clone())
            }
            Done::Settings { nodes, wires } => {
                let after = Act::Adopt(Arc::new(assemble(&design, &CATALOG)));
                for (id, before) in nodes {
                    if let Some(node) = design.nodes.get_mut(id) {
                        put_back(&mut Arc::make_mut(node).config, before);
                    }
                }
                for (id, before) in wires {
                    if let Some(wire) = design.wires.get_mut(id) {
                        put_back(&mut Arc::make_mut(wire).config, before);
                    }
                }
                after
            }
        };
        log.push(Logged { at: Time(deed.at), events: deed.events, what });
    }
    log.reverse();
    (design, log)
}

fn put_back(config: &mut Config, before: &BTreeMap<String, Option<crate::model::Value>>) {
    for (name, value) in before {
        match value {
            Some(value) => drop(config.0.insert(name.clone(), value.clone())),
            None => config.unset(name),
        }
    }
}
