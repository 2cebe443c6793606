//! Opening: examples, what this browser keeps, a file, a link.

use crate::browser::clock;
use crate::exchange::load;
use crate::model::Point;
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::desk::{Kept, Origin, scenarios};
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use leptos::prelude::*;

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
                        <Thumbnail text=scenario.text/>
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
    view! {
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
                <For each=move || kept.get() key=|k| (k.id.clone(), k.title.clone()) children=move |kept| view! { <Line kept/> }/>
            </ul>
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

/// A design as a small picture: a bar for each node in the colour of its family, a line for each wire.
#[component]
fn Thumbnail(text: &'static str) -> impl IntoView {
    const NODE: (f64, f64) = (168.0, 84.0);
    let Ok(loaded) = load(text, &CATALOG) else { return ().into_any() };
    let diagram = loaded.diagram;
    let spots: Vec<_> = diagram.nodes.values().map(|node| node.at).collect();
    let least = |of: fn(&Point) -> f64| spots.iter().map(of).fold(f64::MAX, f64::min);
    let most = |of: fn(&Point) -> f64| spots.iter().map(of).fold(f64::MIN, f64::max);
    let (left, top) = (least(|p| p.x), least(|p| p.y));
    let (width, height) = (most(|p| p.x) - left + NODE.0, most(|p| p.y) - top + NODE.1);
    let middle = |id| diagram.nodes.get(id).map(|node| (node.at.x + NODE.0 / 2.0, node.at.y + NODE.1 / 2.0));
    let wires = diagram.wires.values().filter_map(|wire| Some((middle(&wire.from)?, middle(&wire.to)?)));
    let lines: String = wires.map(|(a, b)| format!("M{} {}L{} {}", a.0, a.1, b.0, b.1)).collect();
    let nodes = diagram.nodes.values().map(|node| {
        let family = CATALOG.get(&node.service).map_or("people", |service| service.family.class());
        view! {
            <rect class=format!("thumb-node family-{family}") x=node.at.x y=node.at.y width=NODE.0 height=NODE.1 rx="14"/>
        }
    });
    view! {
        <svg class="thumb" viewBox=format!("{left} {top} {width} {height}") aria-hidden="true">
            <path class="thumb-wires" d=lines/>
            {nodes.collect_view()}
        </svg>
    }
    .into_any()
}

#[component]
fn Line(kept: Kept) -> impl IntoView {
    let app = App::here();
    let Kept { id, title, changed } = kept;
    let said = if title.is_empty() { "Untitled design".to_owned() } else { title };
    let sure = RwSignal::new(false);
    let (open_id, id_now) = (id.clone(), id.clone());
    let current = Memo::new(move |_| {
        app.desk.shelf.track();
        app.desk.current().as_deref() == Some(id_now.as_str())
    });
    let open = move |_| {
        if app.open_kept(&open_id) {
            app.ui.dialog.set(None);
        }
    };
    let delete_name = format!("Delete {said}");
    view! {
        <li class="gallery-kept">
            <button class="gallery-item" type="button" on:click=open>
                <b translate="no">{said.clone()}</b>
                <span class="help">
                    {(changed > 0.0).then(|| clock::said(changed))}
                    {move || current.get().then_some(" · open now")}
                </span>
            </button>
            <Show when=move || sure.get() fallback=move || view! {
                <button class="button icon small quiet" type="button" aria-label=delete_name.clone() on:click=move |_| sure.set(true)><Sign d=signs::BIN/></button>
            }>
                {
                    let id = id.clone();
                    view! {
                        <button class="button small danger" type="button" on:click=move |_| app.forget(&id)>"Delete for good"</button>
                        <button class="button small quiet" type="button" on:click=move |_| sure.set(false)>"Keep"</button>
                    }
                }
            </Show>
        </li>
    }
}
