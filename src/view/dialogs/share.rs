//! Sharing: the whole design in a link that goes to no server, or as a file.

use crate::browser::{address, clipboard};
use crate::exchange::link::{self, LinkExtras};
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::parts::words::count;
use leptos::prelude::*;

/// What fits where, in characters of the whole address.
const FITS: [(usize, &str); 4] = [
    (400, "It fits a QR code that a phone reads off a projector, and every chat."),
    (1_800, "It fits every chat; for a QR code it is long."),
    (8_000, "It fits e-mail and most chats; some cut links longer than 1,800 characters."),
    (usize::MAX, "It is long: many chats cut such a link. A file is safer."),
];

/// The dialog's body.
#[component]
pub fn Share() -> impl IntoView {
    let app = App::here();
    let copied = RwSignal::new(None::<bool>);
    let made = app.editor.with_untracked(|e| link::write(e.diagram(), &CATALOG, &LinkExtras::default()));
    let link_part = match made {
        Err(problem) => view! { <p class="field-error">{problem.to_string()}</p> }.into_any(),
        Ok(fragment) => {
            let whole = address::with_fragment(fragment.trim_start_matches('#'));
            let length = whole.chars().count();
            let fits = FITS.iter().find(|(most, _)| length <= *most).map_or("", |(_, said)| said);
            let text = whole.clone();
            let copy = move |_| {
                clipboard::write(text.clone(), move |done| {
                    copied.set(Some(done));
                    app.ui.announce(if done { "Link copied." } else { "The link was not copied." });
                });
            };
            view! {
                <div class="share-link">
                    <input class="input mono" type="text" readonly=true aria-label="Link" prop:value=whole
                        on:focus=move |ev| crate::browser::focus::select_all(&ev)/>
                    <button class="button main" type="button" autofocus=true on:click=copy>
                        {move || if copied.get() == Some(true) { "Copied" } else { "Copy link" }}
                    </button>
                </div>
                <p class="help"><b class="number">{format!("{} characters. ", count(length as u64))}</b> {fits}</p>
                <p class="field-error" hidden=move || copied.get() != Some(false)>
                    "The browser did not let this page use the clipboard. Select the link above and copy it."
                </p>
            }
            .into_any()
        }
    };
    view! {
        <section>
            <h3 class="heading">"As a link"</h3>
            {link_part}
            <p class="help">
                "The whole design and its seed are in the link itself; they go to no server. Whoever opens it gets a copy of their own, and the "
                "same run to the last message."
            </p>
        </section>
        <section>
            <h3 class="heading">"As a file"</h3>
            <div class="share-files">
                <button class="button" type="button" on:click=move |_| app.save_file()>"Save file"</button>
                <button class="button" type="button" on:click=move |_| app.open_file()>"Open file…"</button>
            </div>
        </section>
    }
}
