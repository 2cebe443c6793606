//! One frame or note: what it says, how large it is, and how to be rid of it.

use crate::editor::{Command, Edit, LONGEST_NOTE, LONGEST_TITLE, Verb};
use crate::model::{Point, Rect, Remark, RemarkId, RemarkKind};
use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use leptos::ev;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The panel of a frame or a note.
#[component]
pub fn RemarkPanel(
    /// Which.
    id: RemarkId,
) -> impl IntoView {
    let app = App::here();
    let remark = {
        let id = id.clone();
        Memo::new(move |_| app.editor.with(|e| e.diagram().remarks.get(&id).cloned()))
    };
    let kind = Memo::new(move |_| remark.with(|r| r.as_ref().map(|r| r.kind)));
    move || kind.get().map(|kind| view! { <Known id=id.clone() kind remark/> })
}

#[component]
fn Known(id: RemarkId, kind: RemarkKind, remark: Memo<Option<Arc<Remark>>>) -> impl IntoView {
    let app = App::here();
    let text = Memo::new(move |_| remark.with(|r| r.as_ref().map_or_else(String::new, |r| r.text.clone())));
    let area = Memo::new(move |_| remark.with(|r| r.as_ref().map_or_else(Rect::default, |r| r.area)));
    let (title, label, most, help) = match kind {
        RemarkKind::Frame => {
            let help = "What lies in the frame moves with it. Frames and notes have no part in the run.";
            ("Frame", "Title", LONGEST_TITLE, help)
        }
        RemarkKind::Note => ("Note", "Text", LONGEST_NOTE, "Frames and notes have no part in the run."),
    };
    let write = {
        let id = id.clone();
        move |ev: ev::Event| {
            app.edit(Edit::WriteRemark { remark: id.clone(), text: event_target_value(&ev) });
        }
    };
    let size = move |wide: bool| {
        let id = id.clone();
        let now = move || {
            let size = area.get().size();
            if wide { size.w } else { size.h }
        };
        let set = move |ev: ev::Event| {
            let Ok(typed) = event_target_value(&ev).trim().parse::<f64>() else { return };
            let Rect { min, max } = area.get_untracked();
            let max = if wide { Point::new(min.x + typed, max.y) } else { Point::new(max.x, min.y + typed) };
            app.edit(Edit::PlaceRemarks(BTreeMap::from([(id.clone(), Rect { min, max })])));
        };
        let (label, field) = if wide { ("Width", "remark-width") } else { ("Height", "remark-height") };
        view! {
            <div class="field">
                <label for=field>{label}</label>
                <input class="input" type="number" id=field step="20" prop:value=move || now().to_string() on:change=set/>
            </div>
        }
    };
    let delete = move |_| {
        app.run(Command::Verb(Verb::Delete { heal: false }));
    };
    view! {
        <header class="subject"><h2>{title}</h2></header>
        <div class="field wide">
            <label for="remark-text">{label}</label>
            <textarea class="area" id="remark-text" rows=if kind == RemarkKind::Note { "5" } else { "1" } maxlength=most.to_string()
                prop:value=move || text.get() on:change=write></textarea>
        </div>
        {size.clone()(true)}
        {size(false)}
        <p class="help">{help}</p>
        <button class="button small danger wire-delete" type="button" on:click=delete><Sign d=signs::BIN/> "Delete"</button>
    }
}
