//! The versions of the open design: what it was, and the way back there.

use crate::browser::clock;
use crate::exchange::shelf::Version;
use crate::view::app::App;
use crate::view::parts::thumbnail::thumbnail;
use leptos::prelude::*;

/// The dialog's body.
#[component]
pub fn Versions() -> impl IntoView {
    let app = App::here();
    app.keep();
    let title = app.editor.with_untracked(|editor| editor.diagram().title.clone());
    let versions = app.versions();
    let none = versions.is_empty();
    let item = |version: Version| {
        let when = clock::said(version.at);
        // The title is news only where it was another one.
        let other = (version.title != title).then(|| format!(" · “{}”", version.title));
        let picture = thumbnail(&version.text);
        let why = version.why.said();
        // Two versions can be of the same second: as it was opened, and the first change to it.
        let name = format!("Restore the version of {when} ({why})");
        let restore = move |_| {
            app.ui.dialog.set(None);
            app.restore(&version);
        };
        view! {
            <li class="gallery-kept version">
                {picture}
                <span class="gallery-words">
                    <b>{when}</b>
                    <span class="help">{why}{other}</span>
                </span>
                <button class="button small" type="button" aria-label=name on:click=restore>"Restore"</button>
            </li>
        }
    };
    view! {
        <p class="help">
            "A version is kept every few minutes while you change the design, and before what cannot be undone. To restore one is a step that you can undo. The older they are, the fewer are kept."
        </p>
        <ul class="gallery-list versions">{versions.into_iter().map(item).collect_view()}</ul>
        <p class="help nothing" hidden=!none>"There is no version yet. The first one is kept when you change the design."</p>
    }
}
