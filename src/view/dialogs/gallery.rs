//! The start page: an empty canvas, examples, what this browser keeps, a file, a link.

use crate::browser::clock;
use crate::exchange::shelf::Kept;
use crate::view::app::App;
use crate::view::desk::{Origin, scenarios};
use crate::view::parts::thumbnail::thumbnail;
use crate::view::ui::Dialog;
use leptos::prelude::*;

/// As many of the kept designs are offered here; the dialog of designs has all.
const LATEST: usize = 4;

/// The dialog's body.
#[component]
pub fn Gallery() -> impl IntoView {
    let app = App::here();
    let close = move || app.ui.dialog.set(None);
    let pasted = RwSignal::new(String::new());
    let open_pasted = move || {
        let text = pasted.get_untracked();
        if !text.trim().is_empty() && app.open_text(&text, Origin::Link) {
            close();
        }
    };
    let examples = move |whole: bool| {
        let chosen = scenarios::ALL.iter().enumerate().filter(move |(_, scenario)| scenario.whole == whole);
        let item = move |(n, scenario): (usize, &'static scenarios::Scenario)| {
            view! {
                <li>
                    <button class="gallery-item" type="button" autofocus=n == 0 on:click=move |_| { app.open_scenario(n); close(); }>
                        {thumbnail(scenario.text)}
                        <span class="gallery-words">
                            <b>{scenario.title}</b>
                            <span class="help">{scenario.about}</span>
                        </span>
                    </button>
                </li>
            }
        };
        chosen.map(item).collect_view()
    };
    let kept = Memo::new(move |_| {
        app.desk.shelf.track();
        app.kept()
    });
    let empty = move |_| {
        app.new_design();
        close();
    };
    view! {
        <section>
            <ul class="gallery-list">
                <li>
                    <button class="gallery-item" type="button" on:click=empty>
                        <svg class="thumb" viewBox="0 0 104 56" aria-hidden="true">
                            <rect class="thumb-empty" x="12" y="6" width="80" height="44" rx="5"/>
                            <path class="thumb-plus" d="M52 20v16M44 28h16"/>
                        </svg>
                        <span class="gallery-words">
                            <b>"Empty canvas"</b>
                            <span class="help">"Place services, wire them, press Play."</span>
                        </span>
                    </button>
                </li>
            </ul>
        </section>
        <section>
            <h3 class="heading">"Whole systems"</h3>
            <ul class="gallery-list">{examples(true)}</ul>
        </section>
        <section>
            <h3 class="heading">"One thing at a time"</h3>
            <ul class="gallery-list">{examples(false)}</ul>
        </section>
        <section>
            <h3 class="heading">"Kept in this browser"</h3>
            <ul class="gallery-list">
                <For each=move || kept.get().into_iter().take(LATEST) key=|k| (k.id.clone(), k.title.clone()) children=move |kept| view! { <Line kept/> }/>
            </ul>
            <button class="button small" type="button" hidden=move || kept.with(Vec::is_empty)
                on:click=move |_| app.ui.dialog.set(Some(Dialog::Documents))>"All your designs…"</button>
            <p class="help" hidden=move || kept.with(|k| !k.is_empty())>
                "Nothing yet. A design is kept here by itself as soon as you change it."
            </p>
        </section>
        <section>
            <h3 class="heading">"From elsewhere"</h3>
            <div class="share-link">
                <input class="input" type="text" aria-label="Link or document" placeholder="Paste a link or a document" spellcheck="false" autocomplete="off"
                    prop:value=move || pasted.get() on:input=move |ev| pasted.set(event_target_value(&ev))
                    on:keydown=move |ev| if ev.key() == "Enter" { open_pasted() }/>
                <button class="button" type="button" disabled=move || pasted.with(|p| p.trim().is_empty()) on:click=move |_| open_pasted()>"Open link"</button>
                <button class="button" type="button" on:click=move |_| app.open_file()>"Open file…"</button>
            </div>
        </section>
    }
}

/// A design that is kept, to be opened.
#[component]
fn Line(kept: Kept) -> impl IntoView {
    let app = App::here();
    let Kept { id, title, changed, .. } = kept;
    let said = if title.is_empty() { "Untitled design".to_owned() } else { title };
    let id_now = id.clone();
    let current = Memo::new(move |_| {
        app.desk.shelf.track();
        app.desk.current().as_deref() == Some(id_now.as_str())
    });
    let open = move |_| {
        if app.open_kept(&id) {
            app.ui.dialog.set(None);
        }
    };
    view! {
        <li>
            <button class="gallery-item" type="button" on:click=open>
                <b translate="no">{said}</b>
                <span class="help">
                    {(changed > 0.0).then(|| clock::said(changed))}
                    {move || current.get().then_some(" · open now")}
                </span>
            </button>
        </li>
    }
}
