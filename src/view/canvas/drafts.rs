//! What a hand is about to make: the wire that looks for its end, the frame around nodes, cards on their way.

use super::stage::Stage;
use crate::editor::{Editor, End, Placing, Route, Tool, Wiring};
use crate::model::{Point, Rect};
use crate::view::app::App;
use leptos::prelude::*;

/// What is about to be made, on the canvas.
#[derive(Clone, PartialEq, Default)]
enum Draft {
    #[default]
    Nothing,
    /// A wire along this path; whether it would join two nodes now.
    Wire(String, bool),
    /// A frame.
    Frame(Rect),
    /// Cards with their top left corners here.
    Cards(Vec<Point>),
}

/// The drafts, inside the layer of the canvas.
#[component]
pub fn Drafts() -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let draft = Memo::new(move |_| app.editor.with(draft));
    move || match draft.get() {
        Draft::Nothing => None,
        Draft::Wire(path, joins) => Some(
            view! {
                <svg class="wires" aria-hidden="true">
                    <path class="wire-draft" class:joins=joins d=path/>
                </svg>
            }
            .into_any(),
        ),
        Draft::Frame(frame) => {
            let line = 1.0 / stage.camera.get_untracked().zoom;
            let style = format!(
                "transform:translate({}px,{}px);width:{}px;height:{}px;border-width:{line}px",
                frame.min.x,
                frame.min.y,
                frame.max.x - frame.min.x,
                frame.max.y - frame.min.y
            );
            Some(view! { <div class="marquee" style=style></div> }.into_any())
        }
        Draft::Cards(cards) => {
            let card = |at: Point| {
                view! { <div class="draft-card" style=format!("transform:translate({}px,{}px)", at.x, at.y)></div> }
            };
            Some(cards.into_iter().map(card).collect_view().into_any())
        }
    }
}

fn draft(editor: &Editor) -> Draft {
    match editor.tool() {
        Tool::Marquee { from, to, .. } => Draft::Frame(Rect::spanning(*from, *to)),
        Tool::Moving(m) if m.copy => Draft::Cards(m.origins.values().map(|at| *at + m.by).collect()),
        Tool::Placing(Placing { at: Some(at), .. }) => Draft::Cards(vec![*at]),
        Tool::Wiring(wiring) => wire(editor, wiring).unwrap_or_default(),
        _ => Draft::Nothing,
    }
}

/// The wire from its fixed end to where it would end now.
fn wire(editor: &Editor, wiring: &Wiring) -> Option<Draft> {
    let card = |id| editor.diagram().nodes.get(id).map(|n| Rect::card(n.at));
    let fixed = card(&wiring.node)?;
    let target = wiring.hover.as_ref().filter(|_| wiring.verdict().is_some_and(Result::is_ok)).and_then(card);
    let route = match (target, wiring.end) {
        (Some(target), End::To) => Route::between(fixed, target, 0.0),
        (Some(target), End::From) => Route::between(target, fixed, 0.0),
        (None, end) => Route::loose(fixed, wiring.at, end),
    };
    Some(Draft::Wire(route.path(), target.is_some()))
}
