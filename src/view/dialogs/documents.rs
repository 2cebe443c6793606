//! The designs of this browser: opened, renamed, copied, deleted, put back.

use crate::browser::{clock, focus};
use crate::editor::LONGEST_TITLE;
use crate::exchange::shelf::Kept;
use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use crate::view::ui::Dialog;
use leptos::ev;
use leptos::prelude::*;

/// A title as shown.
fn said(title: &str) -> String {
    if title.is_empty() { "Untitled design".to_owned() } else { title.to_owned() }
}

/// The id of the button that opens a document.
fn line_id(id: &str) -> String {
    format!("design-{id}")
}

/// The id of the button that renames a document.
fn pencil_id(id: &str) -> String {
    format!("rename-{id}")
}

/// The id of the button that deletes a document for good.
fn eraser_id(id: &str) -> String {
    format!("erase-{id}")
}

/// Gives the focus to a button that comes, or stays, when the list follows: what had it went with its line.
fn go_to(id: String) {
    clock::later(0, move || {
        // Without it there is always the first thing of the dialog.
        if !focus::give(&id) {
            focus::give(NEW);
        }
    });
}

/// The id of the button that begins a new design.
const NEW: &str = "documents-new";

/// The dialog's body.
#[component]
pub fn Documents() -> impl IntoView {
    let app = App::here();
    // What waits to be kept belongs into the list.
    app.keep();
    let kept = Memo::new(move |_| {
        app.desk.shelf.track();
        app.kept()
    });
    let bin = Memo::new(move |_| {
        app.desk.shelf.track();
        app.deleted()
    });
    // What was just deleted, for taking it back at once.
    let gone = RwSignal::new(None::<Kept>);
    let undo = move |id: String| {
        app.put_back(&id);
        gone.set(None);
        go_to(line_id(&id));
        app.ui.announce("Put back.");
    };
    let new = move |_| {
        app.new_design();
        app.ui.dialog.set(None);
    };
    view! {
        <div class="documents-tools">
            <button class="button" id=NEW type="button" on:click=new><Sign d=signs::PLUS/> "New design"</button>
            <button class="button" type="button" on:click=move |_| app.open_file()>"Open file…"</button>
            <button class="button" type="button" on:click=move |_| app.ui.dialog.set(Some(Dialog::Gallery))>"Examples…"</button>
        </div>
        <div role="status">
            {move || gone.get().map(|kept| {
                let id = kept.id.clone();
                view! {
                    <p class="documents-gone">
                        <span>{format!("Deleted “{}”.", said(&kept.title))}</span>
                        <button class="button small" type="button" id="undo-delete" on:click=move |_| undo(id.clone())>"Undo"</button>
                    </p>
                }
            })}
        </div>
        <ul class="gallery-list">
            <For each=move || kept.get() key=|k| (k.id.clone(), k.title.clone(), k.changed.to_bits())
                children=move |kept| view! { <Line kept gone/> }/>
        </ul>
        <p class="help" hidden=move || kept.with(|k| !k.is_empty())>
            "Nothing yet. A design is kept here by itself as soon as you change it."
        </p>
        <p class="help documents-where">
            "Designs are kept in this browser only, and go to no server. Whoever clears the data of this page deletes them: save a file of what matters."
        </p>
        <Show when=move || bin.with(|bin| !bin.is_empty())>
            <details class="documents-bin">
                <summary>{move || format!("Recently deleted ({})", bin.with(Vec::len))}</summary>
                <p class="help">"They stay for 30 days, or until the room is needed."</p>
                <ul class="gallery-list">
                    <For each=move || bin.get() key=|k| k.id.clone() children=move |kept| view! { <Deleted kept/> }/>
                </ul>
            </details>
        </Show>
    }
}

#[component]
fn Line(kept: Kept, gone: RwSignal<Option<Kept>>) -> impl IntoView {
    let app = App::here();
    let title = said(&kept.title);
    let id = StoredValue::new(kept.id.clone());
    let current = Memo::new(move |_| {
        app.desk.shelf.track();
        app.desk.current() == Some(id.get_value())
    });
    let renaming = RwSignal::new(false);
    let open = move |_| {
        if app.open_kept(&id.get_value()) {
            app.ui.dialog.set(None);
        }
    };
    let rename = move |_| {
        renaming.set(true);
        clock::later(0, || {
            focus::give("new-title");
        });
    };
    let delete = {
        let kept = kept.clone();
        move |_| {
            if app.delete_kept(&kept.id) {
                gone.set(Some(kept.clone()));
                // The button that had the focus went with its line.
                clock::later(0, || {
                    focus::give("undo-delete");
                });
            }
        }
    };
    let shown = title.clone();
    let when = (kept.changed > 0.0).then(|| clock::said(kept.changed));
    let tool = move |name: &str, sign: &'static str| (format!("{name} {shown}"), sign);
    let (rename_name, pencil) = tool("Rename", signs::PENCIL);
    let (copy_name, copies) = tool("Duplicate", signs::COPY);
    let (delete_name, bin) = tool("Delete", signs::BIN);
    let field = kept.title.clone();
    view! {
        <li class="gallery-kept">
            <Show when=move || renaming.get() fallback=move || view! {
                <button class="gallery-item" type="button" id=line_id(&id.get_value()) on:click=open>
                    <b translate="no">{title.clone()}</b>
                    <span class="help">{when.clone()}{move || current.get().then_some(" · open now")}</span>
                </button>
            }>
                <Rename id title=field.clone() renaming/>
            </Show>
            <Show when=move || current.get()>
                <button class="button icon small quiet" type="button" aria-label="Versions of this design" title="Versions"
                    on:click=move |_| app.ui.dialog.set(Some(Dialog::Versions))><Sign d=signs::PAST/></button>
            </Show>
            <button class="button icon small quiet" type="button" aria-label=rename_name title="Rename" id=pencil_id(&id.get_value()) on:click=rename><Sign d=pencil/></button>
            <button class="button icon small quiet" type="button" aria-label=copy_name title="Duplicate"
                on:click=move |_| app.duplicate_kept(&id.get_value())><Sign d=copies/></button>
            <button class="button icon small quiet" type="button" aria-label=delete_name title="Delete" on:click=delete><Sign d=bin/></button>
        </li>
    }
}

/// The field for another title: Enter or leaving it takes the title, Esc does not.
#[component]
fn Rename(id: StoredValue<String>, title: String, renaming: RwSignal<bool>) -> impl IntoView {
    let app = App::here();
    let before = title.clone();
    let commit = move |typed: String| {
        // Enter takes the field away, which is leaving it, too.
        if renaming.get_untracked() {
            renaming.set(false);
            if typed.trim() != before {
                app.rename_kept(&id.get_value(), typed.trim());
            }
        }
    };
    let leave = commit.clone();
    let keys = move |ev: ev::KeyboardEvent| match ev.key().as_str() {
        "Enter" => {
            // The key must not reach the button that gets the focus.
            ev.prevent_default();
            commit(event_target_value(&ev));
            go_to(pencil_id(&id.get_value()));
        }
        "Escape" => {
            ev.prevent_default();
            ev.stop_propagation();
            renaming.set(false);
            go_to(pencil_id(&id.get_value()));
        }
        _ => {}
    };
    view! {
        <input class="input" id="new-title" type="text" aria-label="New title" prop:value=title maxlength=LONGEST_TITLE.to_string()
            spellcheck="false" autocomplete="off" on:keydown=keys on:blur=move |ev| leave(event_target_value(&ev))/>
    }
}

/// A line of what was deleted.
#[component]
fn Deleted(kept: Kept) -> impl IntoView {
    let app = App::here();
    let title = said(&kept.title);
    let (back, erase, eraser) = (kept.id.clone(), kept.id.clone(), eraser_id(&kept.id));
    let put_back = move |_| {
        app.put_back(&back);
        go_to(line_id(&back));
    };
    let for_good = move |_| {
        let next = focus::beside(".documents-eraser", &eraser_id(&erase));
        app.erase(&erase);
        go_to(next.unwrap_or_else(|| NEW.to_owned()));
    };
    let names = (format!("Put {title} back"), format!("Delete {title} for good"));
    view! {
        <li class="gallery-kept">
            <span class="documents-title" translate="no">{title}</span>
            <button class="button small" type="button" aria-label=names.0 on:click=put_back>"Put back"</button>
            <button class="button small quiet danger documents-eraser" type="button" id=eraser aria-label=names.1 on:click=for_good>"Delete for good"</button>
        </li>
    }
}
