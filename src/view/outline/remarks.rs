//! Frames and notes in the outline: what they say and hold, other words for them, and how to be rid of them.

use super::Shared;
use crate::browser::{clock, focus};
use crate::editor::{Edit, LONGEST_NOTE, LONGEST_TITLE, names_in_frame, remarks_in_order};
use crate::model::{Remark, RemarkId, RemarkKind};
use crate::view::app::App;
use crate::view::parts::name::NameField;
use leptos::ev;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The id of the heading over all of them.
const HEADING: &str = "outline-remarks";

/// The id of the heading of one.
fn heading_id(id: &RemarkId) -> String {
    // Ids may hold anything, those of elements no blanks.
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("_{:x}", u32::from(c)) };
    format!("outline-remark-{}", id.as_str().chars().map(plain).collect::<String>())
}

fn field_id(id: &RemarkId) -> String {
    format!("{}-text", heading_id(id))
}

/// All of them, in the order in which they are read, and the way to more.
#[component]
pub fn Remarks() -> impl IntoView {
    let shared = Shared::here();
    let app = shared.app;
    let order = Memo::new(move |_| {
        shared.revision.get();
        app.editor.with_untracked(|editor| remarks_in_order(editor.diagram()))
    });
    let add = move |kind: RemarkKind| {
        let added = app.change(|editor| match kind {
            RemarkKind::Note => editor.add_note(),
            RemarkKind::Frame => editor.add_frame(),
        });
        match added {
            // It is written at once.
            Ok(id) => clock::later(0, move || {
                focus::give(&field_id(&id));
            }),
            Err(refusal) => app.ui.say(refusal.to_string()),
        }
    };
    view! {
        <section class="outline-remarks" aria-labelledby=HEADING>
            <h3 id=HEADING tabindex="-1">"Frames and notes"</h3>
            <ul aria-labelledby=HEADING>
                <For each=move || order.get() key=Clone::clone children=|id| view! { <One id/> }/>
            </ul>
            <p class="help" hidden=move || !order.with(Vec::is_empty)>"None yet. They explain a design and have no part in its run."</p>
            <div class="outline-form">
                <button class="button small" type="button" on:click=move |_| add(RemarkKind::Note)>"Add a note"</button>
                <button class="button small" type="button" on:click=move |_| add(RemarkKind::Frame)>"Add a frame"</button>
            </div>
        </section>
    }
}

/// One frame or note.
#[component]
fn One(id: RemarkId) -> impl IntoView {
    let shared = Shared::here();
    let app = shared.app;
    let id = StoredValue::new(id);
    let remark = Memo::new(move |_| {
        shared.revision.get();
        app.editor.with_untracked(|editor| id.with_value(|id| editor.diagram().remarks.get(id).cloned()))
    });
    let text = Memo::new(move |_| {
        remark.with(|r: &Option<Arc<Remark>>| r.as_ref().map_or_else(String::new, |r| r.text.clone()))
    });
    let holds = Memo::new(move |_| {
        shared.revision.get();
        app.editor.with_untracked(|editor| id.with_value(|id| names_in_frame(editor.diagram(), id)).join(", "))
    });
    let kind = remark.with_untracked(|r| r.as_ref().map_or(RemarkKind::Note, |r| r.kind));
    let named = move || text.with(|text| called(kind, text));
    let (heading, field) = id.with_value(|id| (heading_id(id), field_id(id)));
    let write = move |text: String| app.edit(Edit::WriteRemark { remark: id.get_value(), text });
    let back = {
        let heading = heading.clone();
        Callback::new(move |()| {
            focus::give(&heading);
        })
    };
    let (label, body) = match kind {
        RemarkKind::Frame => {
            let field = field.clone();
            (
                "Title",
                view! { <NameField name=text take=write done=back id=field class="input" most=LONGEST_TITLE/> }
                    .into_any(),
            )
        }
        RemarkKind::Note => (
            "Text",
            view! { <Words id=field.clone() text write=Callback::new(move |text| { write(text); }) back/> }.into_any(),
        ),
    };
    view! {
        <li class="outline-remark">
            <h4 id=heading tabindex="-1" class="outline-remark-name">{named}</h4>
            <p class="help" hidden=move || holds.with(String::is_empty)>{move || format!("Around {}.", holds.get())}</p>
            <div class="outline-form">
                <label for=field>{label}</label>
                {body}
                <button class="button small danger" type="button" aria-label=move || format!("Delete: {}", named())
                    on:click=move |_| delete(app, &id.get_value())>"Delete"</button>
            </div>
        </li>
    }
}

/// What one is called: "Frame: Orders", "Empty note".
fn called(kind: RemarkKind, text: &str) -> String {
    match kind {
        RemarkKind::Frame if text.is_empty() => "Frame without a title".to_owned(),
        RemarkKind::Frame => format!("Frame: {text}"),
        RemarkKind::Note if text.is_empty() => "Empty note".to_owned(),
        // Its first line; the field below has all of it.
        RemarkKind::Note => format!("Note: {}", text.lines().next().unwrap_or_default()),
    }
}

/// The words of a note, over several lines: leaving the field takes them, Esc puts the old ones back.
#[component]
fn Words(id: String, text: Memo<String>, write: Callback<String>, back: Callback<()>) -> impl IntoView {
    let field = NodeRef::<leptos::html::Textarea>::new();
    let keys = move |ev: ev::KeyboardEvent| {
        if ev.key() == "Escape" {
            ev.prevent_default();
            ev.stop_propagation();
            if let Some(field) = field.get_untracked() {
                field.set_value(&text.get_untracked());
            }
            back.run(());
        }
    };
    view! {
        <textarea class="area" id=id rows="3" maxlength=LONGEST_NOTE.to_string() node_ref=field prop:value=move || text.get()
            on:change=move |ev| write.run(event_target_value(&ev)) on:keydown=keys></textarea>
    }
}

/// Deletes one; what a frame holds stays. The focus goes to the heading beside it, or to that over all.
fn delete(app: App, id: &RemarkId) {
    let next = focus::beside(".outline-remark-name", &heading_id(id));
    if app.edit(Edit::DeleteRemarks(BTreeSet::from([id.clone()]))) {
        clock::later(0, move || {
            focus::give(next.as_deref().unwrap_or(HEADING));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_called_by_its_first_line() {
        assert_eq!(called(RemarkKind::Note, "Why?\nBecause."), "Note: Why?");
        assert_eq!(called(RemarkKind::Note, ""), "Empty note");
        assert_eq!(called(RemarkKind::Frame, "Orders"), "Frame: Orders");
        assert_eq!(called(RemarkKind::Frame, ""), "Frame without a title");
    }
}
