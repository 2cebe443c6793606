//! Dialogs, one at a time. They are the browser's own `<dialog>`: focus stays inside, Esc closes, the page waits.

mod about;
mod commands;
mod documents;
mod fidelity;
mod gallery;
mod guide;
mod help;
mod share;
mod versions;

use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::batch::Batch;
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use crate::view::record::Record;
use crate::view::ui::Dialog as Which;
use leptos::prelude::*;

/// The open dialog, if there is one.
#[component]
pub fn Dialogs() -> impl IntoView {
    let app = App::here();
    move || {
        let (title, class, body) = match app.ui.dialog.get()? {
            Which::Share => ("Share".to_owned(), "share", view! { <share::Share/> }.into_any()),
            Which::Batch => ("Many runs".to_owned(), "batch", view! { <Batch/> }.into_any()),
            Which::Code(text) => ("Scan to open".to_owned(), "code", view! { <share::LargeCode text/> }.into_any()),
            Which::Commands => ("Commands".to_owned(), "commands", view! { <commands::Finder nodes_only=false/> }.into_any()),
            Which::FindNode => ("Find a node".to_owned(), "commands", view! { <commands::Finder nodes_only=true/> }.into_any()),
            Which::Record => ("Record a video".to_owned(), "record", view! { <Record/> }.into_any()),
            Which::Help => ("Help and shortcuts".to_owned(), "help", view! { <help::Help/> }.into_any()),
            Which::About => ("About Signalbox".to_owned(), "about", view! { <about::About/> }.into_any()),
            Which::Fidelity => ("What is modelled".to_owned(), "fidelity", view! { <fidelity::Fidelity/> }.into_any()),
            Which::Gallery => ("Open".to_owned(), "gallery", view! { <gallery::Gallery/> }.into_any()),
            Which::Guide(key) => {
                let name = CATALOG.get(&key).map_or_else(|| key.clone(), |service| service.name.to_owned());
                (name, "guide", view! { <guide::Guide key/> }.into_any())
            }
            Which::Documents => ("Your designs".to_owned(), "gallery", view! { <documents::Documents/> }.into_any()),
            Which::Versions => ("Versions".to_owned(), "gallery", view! { <versions::Versions/> }.into_any()),
            Which::Notice(title, text) => (
                title,
                "notice-dialog",
                view! {
                    <div class="notice-text">{text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()}</div>
                    <footer class="dialog-foot">
                        <button class="button main" type="button" autofocus=true on:click=move |_| app.ui.dialog.set(None)>"Close"</button>
                    </footer>
                }
                .into_any(),
            ),
        };
        Some(view! { <Frame title class>{body}</Frame> })
    }
}

#[component]
fn Frame(title: String, class: &'static str, children: Children) -> impl IntoView {
    let app = App::here();
    let element = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = element.get()
            && !dialog.open()
        {
            // A dialog that cannot be modal is still shown, as an ordinary part of the page.
            let _ = dialog.show_modal();
        }
    });
    // Closing it, rather than only taking it away, gives the focus back to where it came from.
    on_cleanup(move || {
        if let Some(dialog) = element.try_get_untracked().flatten().filter(|dialog| dialog.open()) {
            dialog.close();
        }
    });
    let close = move || app.ui.dialog.set(None);
    let closed = move |_| {
        // One that was taken away already has made room for another; so has one whose element shows the next by now.
        let gone = element.try_get_untracked().flatten().is_some_and(|dialog| dialog.is_connected() && !dialog.open());
        if gone {
            close();
        }
    };
    let name = title.clone();
    view! {
        <dialog class=format!("dialog {class}") node_ref=element aria-label=name
            on:close=closed
            on:click=move |ev| {
                // A click on the dialog itself is one on the veil around it.
                if crate::browser::focus::hits(&ev, "DIALOG") {
                    close();
                }
            }>
            <div class="dialog-box">
                <header class="dialog-head">
                    <h2>{title}</h2>
                    <button class="button icon small quiet" type="button" aria-label="Close" on:click=move |_| close()><Sign d=signs::CLOSE/></button>
                </header>
                {children()}
            </div>
        </dialog>
    }
}
