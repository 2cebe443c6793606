//! The palette: every service by family, found by name, placed by click, by Enter, or by dragging it to its place.

mod drag;

use crate::catalog::{Family, Service};
use crate::editor::action;
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::parts::glyph::{Glyph, Sign};
use crate::view::parts::signs;
use crate::view::slices::Later;
use crate::view::ui::Ui;
use leptos::ev;
use leptos::prelude::*;

pub use drag::Ghost;

/// The id of the search field, for "Find a service".
pub const SEARCH_FIELD: &str = "find-service";

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let app = App::here();
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move |_| find(&typed.get(), app.ui));
    let keys = move |ev: ev::KeyboardEvent| match ev.key().as_str() {
        "Enter" => {
            if let Some(first) = found.with_untracked(|f| f.first().copied()) {
                place(app, first, false);
            }
        }
        "Escape" => {
            ev.stop_propagation();
            if typed.with_untracked(String::is_empty) {
                crate::browser::focus::drop()
            } else {
                typed.set(String::new())
            }
        }
        "ArrowDown" => {
            ev.prevent_default();
            crate::browser::focus::give_first(".palette-item:not([hidden])");
        }
        _ => {}
    };
    let families = Family::ALL
        .into_iter()
        .filter_map(|family| {
            let members: Vec<&'static Service> =
                CATALOG.services().iter().copied().filter(|s| s.family == family).collect();
            (!members.is_empty()).then(|| view! { <Later><FamilyList family members found/></Later> })
        })
        .collect_view();
    view! {
        <nav class="palette" aria-label="Services" tabindex="-1">
            <div class="palette-search" role="search">
                <input class="input" id=SEARCH_FIELD type="text" aria-label="Find a service" placeholder="Find a service /"
                    autocomplete="off" spellcheck="false" prop:value=move || typed.get()
                    on:input=move |ev| typed.set(event_target_value(&ev)) on:keydown=keys/>
            </div>
            <div class="palette-list scroll" on:keydown=walk>
                {families}
                // After the families: what comes later moves nothing that is there.
                <Later><Remarks typed/></Later>
                <p class="palette-none" hidden=move || found.with(|f| !f.is_empty()) || REMARKS.iter().any(|(_, name, _)| is_remark(app.ui, name, &typed.get()))>
                    "No service of this version is called that. Try what it does: queue, function, alarm."
                </p>
            </div>
        </nav>
    }
}

/// What explains a design and has no part in its run: each with its sign.
const REMARKS: [(&str, &str, &str); 2] = [("add-note", "Note", signs::NOTE), ("add-frame", "Frame", signs::FRAME)];

/// Whether a remark of this name is looked for, in English or in the language of the page.
fn is_remark(ui: Ui, name: &str, typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    [name.to_owned(), ui.said(name)].iter().any(|name| name.to_lowercase().contains(&typed))
}

/// Frames and notes, while nothing else is looked for.
#[component]
fn Remarks(typed: RwSignal<String>) -> impl IntoView {
    let app = App::here();
    let hidden = move |name: &str| !is_remark(app.ui, name, &typed.get());
    let item = |(id, name, sign): (&'static str, &'static str, &'static str)| {
        action(id).map(|action| {
            let idle = move || app.editor.with(|e| !action.enabled(e));
            let add = move |_| {
                app.ui.sheet.set(None);
                app.run(action.command);
            };
            view! {
                <button class="palette-item" type="button" title=action.hint tabindex="-1" hidden=move || hidden(name)
                    disabled=idle on:click=add><Sign d=sign/> <span class="name">{name}</span></button>
            }
        })
    };
    let none = move || REMARKS.iter().all(|(_, name, _)| hidden(name));
    view! {
        <section class="palette-family" hidden=none aria-label="Remarks">
            <h2 class="heading">"Remarks"</h2>
            {REMARKS.map(item).collect_view()}
        </section>
    }
}

#[component]
fn FamilyList(family: Family, members: Vec<&'static Service>, found: Memo<Vec<&'static str>>) -> impl IntoView {
    let keys: Vec<&'static str> = members.iter().map(|s| s.key).collect();
    let shown = Memo::new(move |_| found.with(|f| keys.iter().any(|key| f.contains(key))));
    view! {
        <section class="palette-family" hidden=move || !shown.get() aria-label=family.title()>
            <h2 class="heading">{family.title()}</h2>
            {members.into_iter().map(|service| view! { <Item service found/> }).collect_view()}
        </section>
    }
}

#[component]
fn Item(service: &'static Service, found: Memo<Vec<&'static str>>) -> impl IntoView {
    let app = App::here();
    let hidden = Memo::new(move |_| found.with(|f| !f.contains(&service.key)));
    // One stop for the keyboard; arrows go through the list.
    let first = Memo::new(move |_| found.with(|f| first_shown(f)) == Some(service.key));
    let grip = drag::Grip::new(app, service);
    view! {
        <button class="palette-item" type="button" title=service.tagline hidden=move || hidden.get()
            tabindex=move || if first.get() { "0" } else { "-1" }
            on:pointerdown=move |ev| grip.down(&ev)
            on:pointermove=move |ev| grip.moved(&ev)
            on:pointerup=move |ev| grip.up(&ev)
            on:pointercancel=move |_| grip.cancel()
            on:click=move |ev| grip.clicked(ev.detail() > 0)>
            <Glyph service/>
            <span class="name">{service.name}</span>
        </button>
    }
}

/// The first service of the list, as it is shown, among those that were found.
fn first_shown(found: &[&'static str]) -> Option<&'static str> {
    let of = |family| CATALOG.services().iter().filter(move |s| s.family == family);
    Family::ALL.into_iter().flat_map(of).map(|s| s.key).find(|key| found.contains(key))
}

/// Arrow keys go from service to service.
fn walk(ev: ev::KeyboardEvent) {
    let by = match ev.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    ev.prevent_default();
    ev.stop_propagation();
    crate::browser::focus::walk(".palette-item:not([hidden])", by);
}

/// Places a service where there is room, and says so; `go`: and gives the new node the focus.
fn place(app: App, service: &str, go: bool) {
    match app.change(|editor| editor.place_near(service)) {
        Ok(id) => {
            let name = app.editor.with_untracked(|e| e.diagram().nodes.get(&id).map(|n| n.name.clone()));
            app.ui.announce(format!("Added {}.", name.unwrap_or_default()));
            app.ui.sheet.set(None);
            if go {
                app.ui.focus.set(Some(id));
            }
        }
        Err(refusal) => app.ui.say(refusal.to_string()),
    }
}

/// The keys of the services that answer to what was typed, the best first; all of them if nothing was.
fn find(typed: &str, ui: Ui) -> Vec<&'static str> {
    let words: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let rank = |service: &Service| -> Option<u32> {
        let (name, more) = (
            service.name.to_lowercase(),
            format!("{} {} {}", service.keywords, service.family.title(), ui.said(service.name)).to_lowercase(),
        );
        let place = |word: &String| match () {
            () if name.starts_with(word.as_str()) => Some(8),
            () if name.contains(word.as_str()) => Some(4),
            () if more.split_whitespace().any(|w| w.starts_with(word.as_str())) => Some(2),
            () => more.contains(word.as_str()).then_some(1),
        };
        words.iter().map(place).sum()
    };
    let mut found: Vec<(u32, &'static str)> =
        CATALOG.services().iter().filter_map(|s| Some((rank(s)?, s.key))).collect();
    found.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    found.into_iter().map(|(_, key)| key).collect()
}
