//! Frames and notes on the canvas: frames below the wires, notes above them, and the field in which one is written on in
//! place. Hands reach them through the canvas (see `input`), the keyboard as it reaches cards.

use super::focus;
use super::stage::Stage;
use crate::editor::{Corner, Edit, FRAME_BAND, LONGEST_NOTE, LONGEST_TITLE, Thing};
use crate::model::{Point, Rect, Remark, RemarkId, RemarkKind};
use crate::view::app::App;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// All frames, or all notes.
#[component]
pub fn Remarks(
    /// Which.
    kind: RemarkKind,
) -> impl IntoView {
    let stage = Stage::here();
    let ids = Memo::new(move |_| {
        stage.diagram.with(|d| {
            let of_kind = d.remarks.iter().filter(|(_, r)| r.kind == kind);
            of_kind.map(|(id, _)| id.clone()).collect::<Vec<_>>()
        })
    });
    view! { <For each=move || ids.get() key=Clone::clone children=move |id| view! { <One id kind/> }/> }
}

/// One frame or note.
#[component]
fn One(id: RemarkId, kind: RemarkKind) -> impl IntoView {
    let (app, stage) = (App::here(), Stage::here());
    let id = StoredValue::new(id);
    let remark = Memo::new(move |_| stage.diagram.with(|d| id.with_value(|id| d.remarks.get(id).cloned())));
    let of = move |what: fn(&Remark) -> Rect| remark.with(|r| r.as_ref().map(|r| what(r)).unwrap_or_default());
    let area = Memo::new(move |_| of(|r| r.area));
    let text = Memo::new(move |_| {
        remark.with(|r: &Option<Arc<Remark>>| r.as_ref().map_or_else(String::new, |r| r.text.clone()))
    });
    let selected = Memo::new(move |_| stage.selection.with(|s| id.with_value(|id| s.remarks.contains(id))));
    let writing = Memo::new(move |_| app.ui.writing.with(|w| id.with_value(|id| w.as_ref() == Some(id))));
    let name = move || {
        let text = text.get();
        match kind {
            RemarkKind::Frame if text.is_empty() => "Frame without a title".to_owned(),
            RemarkKind::Frame => format!("Frame: {text}"),
            RemarkKind::Note if text.is_empty() => "Empty note".to_owned(),
            RemarkKind::Note => format!("Note: {text}"),
        }
    };
    let place = move || {
        let area = area.get();
        let size = area.size();
        format!("transform:translate({}px,{}px);width:{}px;height:{}px", area.min.x, area.min.y, size.w, size.h)
    };
    let thing = move || Thing::Remark(id.get_value());
    view! {
        <div class="remark" class:is-frame=kind == RemarkKind::Frame class:is-note=kind == RemarkKind::Note class:selected=move || selected.get() class:writing=move || writing.get() role="group" style=place
            aria-label=name aria-current=move || selected.get().then_some("true")
            tabindex=move || if stage.entrance.get() == Some(thing()) { "0" } else { "-1" }
            data-remark=id.with_value(|id| id.to_string())
            on:focus=move |event| stage.focused(&thing(), &event)>
            {move || if writing.get() {
                view! { <Field id=id.get_value() kind text=text.get_untracked()/> }.into_any()
            } else {
                view! { <span class="remark-text" translate="no">{move || text.get()}</span> }.into_any()
            }}
            <Show when=move || selected.get()>
                <Corners area/>
            </Show>
        </div>
    }
}

/// The handles at the corners of a selected one; the editor feels for them there.
#[component]
fn Corners(area: Memo<Rect>) -> impl IntoView {
    let stage = Stage::here();
    move || {
        let (area, zoom) = (area.get(), stage.camera.get().zoom);
        Corner::ALL.map(|corner| {
            let Point { x, y } = corner.of(area) - area.min;
            let style = format!("transform:translate({x}px,{y}px) scale({:.3})", 1.0 / zoom);
            view! { <span class="corner" style=style aria-hidden="true"></span> }
        })
    }
}

/// The field to write in, where the text stands.
#[component]
fn Field(id: RemarkId, kind: RemarkKind, text: String) -> impl IntoView {
    let app = App::here();
    let field = NodeRef::<html::Textarea>::new();
    let id = StoredValue::new(id);
    let done = StoredValue::new(false);
    let begun = text.clone();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // The text has to be in the field before it can be selected.
            field.set_value(&begun);
            focus::give(&field);
            field.select();
        }
    });
    let close = move |keep: bool, stay: bool| {
        // A field that is taken away loses the focus once more, when nothing of it is left.
        if done.try_get_value().unwrap_or(true) {
            return;
        }
        done.set_value(true);
        let id = id.get_value();
        let text = field.get_untracked().map(|field| field.value());
        app.ui.writing.set(None);
        if let Some(text) = text.filter(|_| keep) {
            app.edit(Edit::WriteRemark { remark: id.clone(), text });
        }
        if stay {
            // The field is gone only after this turn.
            crate::browser::clock::later(0, move || {
                focus::thing(&Thing::Remark(id));
            });
        }
    };
    let keys = move |event: KeyboardEvent| {
        event.stop_propagation();
        let ends = kind == RemarkKind::Frame || event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "Enter" if ends && !event.is_composing() => close(true, true),
            "Escape" => close(true, true),
            _ => return,
        }
        event.prevent_default();
    };
    let (label, hint, most) = match kind {
        RemarkKind::Frame => ("Title of the frame", "Title", LONGEST_TITLE),
        RemarkKind::Note => ("Text of the note", "Write here", LONGEST_NOTE),
    };
    let height = (kind == RemarkKind::Frame).then(|| format!("height:{FRAME_BAND}px"));
    view! {
        <textarea class="remark-field" data-own="" aria-label=label placeholder=hint maxlength=most.to_string() style=height
            node_ref=field prop:value=text on:keydown=keys on:blur=move |_| close(true, false)></textarea>
    }
}
