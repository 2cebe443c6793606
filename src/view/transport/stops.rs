//! "Pause when …": the breakpoints, in a card over their button.

use crate::model::NodeId;
use crate::playback::{Stop, ordinal};
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::parts::glyph::Sign;
use crate::view::parts::popover::Popover;
use crate::view::parts::signs;
use leptos::ev;
use leptos::prelude::*;

/// The receive at which a message is in trouble, unless a person says another.
const RECEIVES: u32 = 3;

/// The button and its card.
#[component]
pub fn Stops() -> impl IntoView {
    let app = App::here();
    let popover = Popover::card(".stops", "stops-button", ".stops-card input");
    let set = RwSignal::new(app.playback(|playback| playback.stops().to_vec()));
    Effect::new(move |_| app.set_stops(set.get()));
    let count = move || set.with(Vec::len);
    view! {
        <div class="stops" on:focusout=move |ev| popover.left(&ev) on:keydown=move |ev| popover.key(&ev)>
            <button class="button" id="stops-button" type="button" aria-label="Pause when…" aria-haspopup="dialog" aria-expanded=move || popover.expanded()
                title="Pause by itself when something happens" on:click=move |_| popover.toggle()>
                <Sign d=signs::FLAG/>
                <span class="wide-only">"Pause when…"</span>
                <Show when=move || { count() > 0 }><span class="badge number">{count}</span></Show>
            </button>
            <Show when=move || popover.is_open()>
                <div class="stops-card" role="dialog" aria-label="Pause when">
                    <h3 class="heading">"Pause when"</h3>
                    <Choice set label="a dead-letter queue gets its first message" stop=Stop::DeadLetter/>
                    <Choice set label="an alarm changes its state" stop=Stop::Alarm/>
                    <Receives set/>
                    <ul class="stops-list">
                        <For each=move || set.get() key=|stop| format!("{stop:?}") children=move |stop| view! { <Added set stop/> }/>
                    </ul>
                    <Handles set/>
                    <Metrics set/>
                </div>
            </Show>
        </div>
    }
}

type Chosen = RwSignal<Vec<Stop>>;

fn has(set: Chosen, stop: &Stop) -> bool {
    set.with(|all| all.contains(stop))
}

fn put(set: Chosen, stop: Stop, on: bool) {
    set.update(|all| {
        all.retain(|s| *s != stop);
        if on {
            all.push(stop);
        }
    });
}

#[component]
fn Choice(set: Chosen, label: &'static str, stop: Stop) -> impl IntoView {
    let (it, other) = (stop.clone(), stop);
    view! {
        <label class="stop">
            <input type="checkbox" prop:checked=move || has(set, &it) on:change=move |ev| put(set, other.clone(), event_target_checked(&ev))/>
            {label}
        </label>
    }
}

#[component]
fn Receives(set: Chosen) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        set.with(|all| all.iter().find_map(|s| if let Stop::Receives(n) = s { Some(*n) } else { None }))
    });
    let nth = RwSignal::new(chosen.get_untracked().unwrap_or(RECEIVES));
    let write = move |on: bool| {
        set.update(|all| {
            all.retain(|s| !matches!(s, Stop::Receives(_)));
            if on {
                all.push(Stop::Receives(nth.get_untracked()));
            }
        });
    };
    let typed = move |ev: ev::Event| {
        if let Some(n) = event_target_value(&ev).parse::<u32>().ok().filter(|n| (1..=1_000).contains(n)) {
            nth.set(n);
            if chosen.get_untracked().is_some() {
                write(true);
            }
        }
    };
    view! {
        <div class="stop">
            <label>
                <input type="checkbox" prop:checked=move || chosen.get().is_some() on:change=move |ev| write(event_target_checked(&ev))/>
                "a message is received for the "
            </label>
            <input class="input tiny" type="number" min="1" max="1000" aria-label="Which receive" prop:value=move || nth.get().to_string() on:input=typed/>
            {move || ordinal(nth.get()).trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()} " time"
        </div>
    }
}

/// A breakpoint that was added below: what it says, and a button to take it away.
#[component]
fn Added(set: Chosen, stop: Stop) -> impl IntoView {
    let app = App::here();
    let name = move |id: &NodeId| {
        app.editor.with(|e| e.diagram().nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone()))
    };
    let text = match &stop {
        Stop::Handles(node) => format!("{} handles something", name(node)),
        Stop::Metric { node, metric, above, value } => {
            format!("{metric} of {} goes {} {value}", name(node), if *above { "above" } else { "below" })
        }
        _ => return None,
    };
    let label = format!("Remove: {text}");
    Some(view! {
        <li class="stop">
            <span>{text}</span>
            <button class="button icon small quiet" type="button" aria-label=label on:click=move |_| put(set, stop.clone(), false)><Sign d=signs::CLOSE/></button>
        </li>
    })
}

/// The nodes of the design by name.
fn nodes(app: App) -> Vec<(NodeId, String)> {
    app.editor.with(|e| {
        let mut all: Vec<_> = e.diagram().nodes.iter().map(|(id, n)| (id.clone(), n.name.clone())).collect();
        all.sort_by_key(|(_, name)| name.to_lowercase());
        all
    })
}

#[component]
fn Handles(set: Chosen) -> impl IntoView {
    let app = App::here();
    let add = move |ev: ev::Event| {
        let id = event_target_value(&ev);
        if !id.is_empty() {
            put(set, Stop::Handles(NodeId::new(&id)), true);
        }
    };
    view! {
        <div class="stop">
            <select class="select" aria-label="A node that handles something" prop:value="" on:change=add>
                <option value="">"a node handles something…"</option>
                {move || nodes(app).into_iter().map(|(id, name)| view! { <option translate="no" value=id.to_string()>{name}</option> }).collect_view()}
            </select>
        </div>
    }
}

#[component]
fn Metrics(set: Chosen) -> impl IntoView {
    let app = App::here();
    let node = RwSignal::new(None::<NodeId>);
    let (metric, above, value) = (RwSignal::new(String::new()), RwSignal::new(true), RwSignal::new("100".to_owned()));
    let names = move || {
        let service = app.editor.with(|e| node.with(|id| id.as_ref().and_then(|id| CATALOG.of(e.diagram(), id))));
        service.map(|s| s.metrics.iter().map(|m| m.name).collect::<Vec<_>>()).unwrap_or_default()
    };
    let choose = move |ev| {
        let id = event_target_value(&ev);
        node.set((!id.is_empty()).then(|| NodeId::new(&id)));
        metric.set(names().first().copied().unwrap_or_default().to_owned());
    };
    let number = Memo::new(move |_| value.with(|v| v.trim().parse::<f64>().ok().filter(|x| x.is_finite())));
    let add = move |_| {
        let (Some(node), Some(value)) = (node.get_untracked(), number.get_untracked()) else { return };
        let (metric, above) = (metric.get_untracked(), above.get_untracked());
        put(set, Stop::Metric { node, metric, above, value }, true);
    };
    view! {
        <div class="stop">
            <select class="select" aria-label="A node whose metric passes a value" on:change=choose>
                <option value="">"a metric passes a value…"</option>
                {move || nodes(app).into_iter().map(|(id, name)| view! { <option translate="no" value=id.to_string()>{name}</option> }).collect_view()}
            </select>
        </div>
        <Show when=move || node.with(Option::is_some)>
            <div class="stop stop-metric">
                <select class="select" aria-label="Metric" on:change=move |ev| metric.set(event_target_value(&ev))>
                    {move || names().into_iter().map(|name| view! { <option translate="no" value=name selected=move || metric.get() == name>{name}</option> }).collect_view()}
                </select>
                <select class="select" aria-label="Direction" on:change=move |ev| above.set(event_target_value(&ev) == "above")>
                    <option value="above">"above"</option>
                    <option value="below">"below"</option>
                </select>
                <input class="input tiny" type="text" inputmode="decimal" aria-label="Value" prop:value=move || value.get()
                    aria-invalid=move || number.get().is_none().then_some("true") on:input=move |ev| value.set(event_target_value(&ev))/>
                <button class="button small" type="button" disabled=move || number.get().is_none() on:click=add>"Add"</button>
            </div>
        </Show>
    }
}
