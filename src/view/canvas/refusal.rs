//! Why the wire under the hand cannot end where it is: a sentence beside the pointer, and the usual way round.

use super::stage::Stage;
use crate::catalog::Refusal;
use crate::editor::{Editor, Tool};
use crate::model::{Point, Size};
use crate::view::app::App;
use leptos::prelude::*;

/// The room that the sentence takes, in pixels.
const ROOM: Size = Size { w: 300.0, h: 96.0 };
/// Its way from the pointer, in pixels.
const AWAY: Point = Point::new(16.0, 18.0);

/// The sentence, while there is something to say.
#[component]
pub fn Refused() -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let refused = Memo::new(move |_| app.editor.with(refused));
    move || {
        refused.get().map(|(refusal, at)| {
            let at = stage.room(at + AWAY, ROOM);
            let style = format!("transform:translate({:.0}px,{:.0}px)", at.x, at.y);
            let instead = (!refusal.instead.is_empty()).then(|| view! { " " <b>{refusal.instead.clone()}</b> });
            view! { <div class="refusal" style=style>{refusal.why.clone()}{instead}</div> }
        })
    }
}

fn refused(editor: &Editor) -> Option<(Refusal, Point)> {
    let Tool::Wiring(wiring) = editor.tool() else { return None };
    Some((wiring.verdict()?.as_ref().err()?.clone(), wiring.screen))
}
