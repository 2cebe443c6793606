//! The lists that open on the canvas: what could come next, what can be done with what is under the pointer, and the other
//! ways to join two nodes.

use super::focus;
use super::pick::{Choice, Pick};
use super::stage::Stage;
use crate::editor::{Action, Command, Editor, Hit, Join, Offer, action};
use crate::model::{Diagram, Point, WireId};
use crate::view::app::App;
use crate::view::command::offered;
use leptos::prelude::*;

/// Two nodes were joined in the usual way, and there are others.
#[derive(Clone, PartialEq, Debug)]
pub struct Joined {
    /// The new wire.
    pub wire: WireId,
    /// Where the hand is, in pixels of the canvas.
    pub at: Point,
}

/// The list that is open, if one is.
#[component]
pub fn Popups() -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    view! {
        {move || app.ui.offer.get().map(|offer| offer_list(app, stage, offer))}
        {move || app.ui.menu.get().map(|(hit, at)| menu(app, hit, at))}
        {move || stage.joined.get().map(|joined| ways(app, stage, joined))}
    }
}

/// Whether a list is open.
pub fn open(app: App, stage: Stage) -> bool {
    app.ui.offer.with_untracked(Option::is_some)
        || app.ui.menu.with_untracked(Option::is_some)
        || stage.joined.with_untracked(Option::is_some)
}

/// Closes whatever is open.
pub fn close(app: App, stage: Stage) {
    if app.ui.offer.with_untracked(Option::is_some) {
        app.ui.offer.set(None);
    }
    if app.ui.menu.with_untracked(Option::is_some) {
        app.ui.menu.set(None);
    }
    if stage.joined.with_untracked(Option::is_some) {
        stage.joined.set(None);
    }
}

/// Closes a list and gives the focus back to the canvas, to the selected card if there is one.
fn done(app: App, stage: Stage) {
    close(app, stage);
    // The new card is there only after this turn.
    crate::browser::clock::later(0, move || {
        let node = app.editor.with_untracked(|e| e.selection().only_node().cloned());
        if !node.is_some_and(|node| focus::card(&node)) {
            focus::hold(&stage);
        }
    });
}

fn offer_list(app: App, stage: Stage, offer: Offer) -> impl IntoView {
    let title = app.editor.with_untracked(|editor| heading(editor.diagram(), &offer));
    let choice = |o: &crate::editor::Offered| Choice {
        key: o.service.key,
        title: o.service.name,
        note: o.pair.map_or_else(|| o.service.tagline.to_owned(), |(out, _)| out.label.to_owned()),
        words: format!("{} {}", o.service.keywords, app.ui.said(o.service.name)),
        service: Some(o.service),
    };
    let choices = offer.services.iter().map(choice).collect();
    let at = app.editor.with_untracked(|editor| editor.camera().to_screen(offer.at));
    let offer = StoredValue::new(offer);
    let on_pick = Callback::new(move |key: &'static str| {
        let placed = offer.with_value(|offer| app.change(|editor| editor.accept(offer, key)));
        if let Err(refusal) = placed {
            app.ui.say(refusal.to_string());
        }
        done(app, stage);
    });
    let on_close = Callback::new(move |()| close(app, stage));
    view! { <Pick title=title search="Find a service" none="No service fits." at=at choices=choices on_pick=on_pick on_close=on_close/> }
}

fn heading(diagram: &Diagram, offer: &Offer) -> String {
    let name = |id| diagram.nodes.get(id).map_or("it", |n| n.name.as_str());
    match &offer.join {
        Join::Alone => "Add here".into(),
        Join::After(id, _) => format!("After {}", name(id)),
        Join::Before(id, _) => format!("Before {}", name(id)),
        Join::Into(_) => "Put into the wire".into(),
    }
}

/// The commands for what is under the pointer, by the names of the actions.
const FOR_NODE: &[&str] = &[
    "inspect",
    "rename",
    "wire-to",
    "wire-from",
    "add-right",
    "add-frame",
    "duplicate",
    "copy",
    "delete",
    "delete-heal",
];
const FOR_WIRE: &[&str] = &["inspect", "rename", "delete"];
const FOR_REMARK: &[&str] = &["rename", "duplicate", "copy", "unframe", "delete"];
const FOR_CANVAS: &[&str] =
    &["find-service", "add-note", "add-frame", "paste", "select-all", "lay-out", "fit", "zoom-actual", "undo", "redo"];

fn menu(app: App, hit: Hit, at: Point) -> impl IntoView {
    let stage = Stage::here();
    let (ids, title) = app.editor.with_untracked(|editor| subject(editor, &hit));
    let possible = |id: &&str| {
        let action: &'static Action = action(id)?;
        let enabled = offered(action.command) && app.editor.with_untracked(|e| action.enabled(e));
        enabled.then(|| Choice {
            key: action.id,
            title: action.name,
            note: String::new(),
            words: String::new(),
            service: None,
        })
    };
    let choices = ids.iter().filter_map(possible).collect();
    let on_pick = Callback::new(move |id: &'static str| {
        let command: Option<Command> = action(id).map(|action| action.command);
        done(app, stage);
        if let Some(command) = command {
            app.run(command);
        }
    });
    let on_close = Callback::new(move |()| close(app, stage));
    view! { <Pick title=title none="Nothing can be done here." at=at choices=choices on_pick=on_pick on_close=on_close/> }
}

fn subject(editor: &Editor, hit: &Hit) -> (&'static [&'static str], String) {
    let name = |id| editor.diagram().nodes.get(id).map_or_else(String::new, |n| n.name.clone());
    match hit {
        Hit::Node(id) | Hit::OutPort(id) | Hit::InPort(id) => match editor.selection().nodes.len() {
            0 | 1 => (FOR_NODE, name(id)),
            many => (FOR_NODE, format!("{many} nodes")),
        },
        Hit::Wire(id) | Hit::WireEnd(id, _) => {
            let wire = editor.diagram().wires.get(id);
            (FOR_WIRE, wire.map_or_else(String::new, |w| format!("{} to {}", name(&w.from), name(&w.to))))
        }
        Hit::Remark(id) | Hit::Corner(id, _) => {
            let said = editor.diagram().remarks.get(id).map_or_else(String::new, |r| r.text.clone());
            (FOR_REMARK, said.chars().take(40).collect())
        }
        Hit::Empty | Hit::Outside => (FOR_CANVAS, "Canvas".into()),
    }
}

/// Runs something that may draw a wire; if it did, and there are other ways to join the two nodes, they are offered.
pub fn watch_for_wire(app: App, stage: Stage, at: Point, act: impl FnOnce()) {
    let before = app.editor.with_untracked(|e| e.diagram().wires.len());
    act();
    let wire = app.editor.with_untracked(|editor| {
        let fresh = editor.diagram().wires.len() > before;
        let wire = editor.selection().only_wire().filter(|_| fresh)?;
        (editor.ways_of(wire).len() > 1).then(|| wire.clone())
    });
    if let Some(wire) = wire {
        stage.joined.set(Some(Joined { wire, at }));
    }
}

fn ways(app: App, stage: Stage, Joined { wire, at }: Joined) -> impl IntoView {
    let (pairs, now) = app.editor.with_untracked(|editor| {
        let now = editor.diagram().wires.get(&wire).map(|w| (w.out.clone(), w.into.clone()));
        (editor.ways_of(&wire), now)
    });
    let is_now = |(out, into): &crate::editor::Pair| now.as_ref().is_some_and(|(o, i)| o == out.name && i == into.name);
    let label = pairs.iter().find(|pair| is_now(pair)).map_or("it is", |(out, _)| out.label);
    // The pair that is in force comes first: Enter leaves it as it is.
    let mut sorted = pairs.clone();
    sorted.sort_by_key(|pair| !is_now(pair));
    let choice = |(out, into): &crate::editor::Pair| Choice {
        key: out.name,
        title: out.label,
        note: if out.help.is_empty() { into.label.to_owned() } else { out.help.to_owned() },
        words: String::new(),
        service: None,
    };
    let choices: Vec<Choice> = sorted.iter().map(choice).collect();
    let title = format!("Joined as “{label}”. Or as:");
    let on_pick = Callback::new(move |key: &'static str| {
        let into = pairs.iter().find(|(out, _)| out.name == key).map(|(_, into)| into.name);
        if let Some(into) = into
            && let Err(refusal) = app.change(|editor| editor.rejoin(&wire, key, into))
        {
            app.ui.say(refusal.to_string());
        }
        done(app, stage);
    });
    let on_close = Callback::new(move |()| close(app, stage));
    view! { <Pick title=title none="" at=at choices=choices on_pick=on_pick on_close=on_close/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menus_name_actions_that_there_are() {
        for id in [FOR_NODE, FOR_WIRE, FOR_REMARK, FOR_CANVAS].concat() {
            assert!(action(id).is_some(), "{id}");
        }
    }
}
