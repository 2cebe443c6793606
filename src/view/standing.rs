//! What there is to say of the open document itself, over the canvas until it is dealt with: no room to keep it, open or
//! changed in another tab. Each sentence comes with a way out.

use super::app::App;
use super::desk::Saved;
use super::parts::glyph::Sign;
use super::parts::signs;
use super::ui::Dialog;
use leptos::prelude::*;

/// What is to be said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// There is no room left.
    Full,
    /// The browser keeps nothing.
    Off,
    /// Another tab changed the document.
    Changed,
    /// Another tab has it open.
    Twice,
}

impl What {
    const fn said(self) -> &'static str {
        match self {
            What::Full => {
                "This browser has no room left, so your latest changes are only in this tab. Save them as a file, or delete designs that you no longer need."
            }
            What::Off => {
                "This browser keeps nothing for this page, perhaps because the window is private. Your design is only in this tab: save it as a file before you close it."
            }
            What::Changed => {
                "This design was changed in another tab. Show what was changed there, or go on with a copy here."
            }
            What::Twice => {
                "This design is open in another tab, too. Change it in one of them only, or continue here as a copy."
            }
        }
    }
}

/// The sentence, if there is one.
#[component]
pub fn Standing() -> impl IntoView {
    let app = App::here();
    let desk = app.desk;
    let what = Memo::new(move |_| match desk.saved.get() {
        _ if desk.put_off.get() => None,
        Saved::Full => Some(What::Full),
        Saved::Off => Some(What::Off),
        _ if desk.changed_elsewhere.get() => Some(What::Changed),
        _ if desk.twice.get() => Some(What::Twice),
        _ => None,
    });
    let show = move |_| {
        if let Some(id) = desk.current() {
            app.open_kept(&id);
        }
    };
    let ways = move |what: What| {
        match what {
        What::Full => view! {
            <button class="button small main" type="button" on:click=move |_| app.save_file()>"Save as a file"</button>
            <button class="button small" type="button" on:click=move |_| app.ui.dialog.set(Some(Dialog::Documents))>"Your designs…"</button>
        }
        .into_any(),
        What::Off => view! {
            <button class="button small main" type="button" on:click=move |_| app.save_file()>"Save as a file"</button>
        }
        .into_any(),
        What::Changed => view! {
            <button class="button small main" type="button" on:click=show>"Show the changes"</button>
            <button class="button small" type="button" on:click=move |_| app.continue_as_copy()>"Continue here as a copy"</button>
        }
        .into_any(),
        What::Twice => view! {
            <button class="button small" type="button" on:click=move |_| app.continue_as_copy()>"Continue here as a copy"</button>
        }
        .into_any(),
    }
    };
    move || {
        what.get().map(|what| {
            view! {
                <div class="strip" role="status" aria-label="About this design">
                    <p>{what.said()}</p>
                    <span class="strip-ways">
                        {ways(what)}
                        <button class="button icon small quiet" type="button" aria-label="Not now" on:click=move |_| desk.put_off.set(true)><Sign d=signs::CLOSE/></button>
                    </span>
                </div>
            }
        })
    }
}
