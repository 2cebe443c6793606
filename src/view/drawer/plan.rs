//! The timed events that are part of the design: a list, and a form for each.

use crate::catalog::Field;
use crate::editor::Edit;
use crate::model::{Config, Happening, NodeId, Value, What};
use crate::services::CATALOG;
use crate::sim::{Span, Time};
use crate::view::app::App;
use crate::view::inspector::Form;
use crate::view::parts::glyph::Sign;
use crate::view::parts::signs;
use crate::view::parts::words::{read_time, settings};
use leptos::prelude::*;

/// Which event is being written: a new one, or one of the list by its place.
#[derive(Clone, Copy, PartialEq)]
enum Writing {
    Nothing,
    New,
    Old(usize),
}

/// The list and its form.
#[component]
pub fn Plan() -> impl IntoView {
    let app = App::here();
    let writing = RwSignal::new(Writing::Nothing);
    let planned = Memo::new(move |_| {
        app.editor.with(|e| {
            let name = |id: &NodeId| e.diagram().nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
            e.diagram().happenings.iter().map(|h| (h.clone(), name(&h.node))).collect::<Vec<_>>()
        })
    });
    view! {
        <section class="faults-plan" aria-label="Planned events">
            <header class="plan-head">
                <h3 class="heading">"Part of the design"</h3>
                <button class="button small" type="button" on:click=move |_| writing.set(Writing::New)>"Add event"</button>
            </header>
            <ul>
                {move || planned.get().into_iter().enumerate().map(|(n, (happening, name))| {
                    view! { <Line n happening name writing/> }
                }).collect_view()}
            </ul>
            <p class="help nothing" hidden=move || planned.with(|p| !p.is_empty()) || writing.get() != Writing::Nothing>
                "Nothing is planned. An event changes settings for a while, at its simulated time, in every run of this design."
            </p>
            {move || match writing.get() {
                Writing::Nothing => None,
                Writing::New => Some(view! { <Write old=None writing/> }),
                Writing::Old(n) => {
                    let old = planned.with_untracked(|p| p.get(n).map(|(h, _)| (n, h.clone())));
                    Some(view! { <Write old writing/> })
                }
            }}
        </section>
    }
}

#[component]
fn Line(n: usize, happening: Happening, name: String, writing: RwSignal<Writing>) -> impl IntoView {
    let app = App::here();
    let (what, lasts) = match &happening.what {
        What::Set { patch, lasts } => (settings(patch), lasts.map(|l| format!(" for {}", Span(l))).unwrap_or_default()),
        What::Do { command, .. } => (command.clone(), String::new()),
    };
    let label = if happening.label.is_empty() { what.clone() } else { happening.label.clone() };
    view! {
        <li class="planned">
            <span class="number planned-at">{Time(happening.at).to_string()}</span>
            <span class="planned-said"><b>{label.clone()}</b> " " <span class="help">{format!("{name}: {what}{lasts}")}</span></span>
            <button class="button icon small quiet" type="button" aria-label=format!("Edit {label}")
                on:click=move |_| writing.set(Writing::Old(n))><Sign d=signs::PENCIL/></button>
            <button class="button icon small quiet" type="button" aria-label=format!("Remove {label}")
                on:click=move |_| { writing.set(Writing::Nothing); app.edit(Edit::RemoveHappening(n)); }><Sign d=signs::BIN/></button>
        </li>
    }
}

/// The form of one event.
#[component]
fn Write(old: Option<(usize, Happening)>, writing: RwSignal<Writing>) -> impl IntoView {
    let app = App::here();
    let nodes = app.editor.with_untracked(|e| {
        let mut all: Vec<(NodeId, String)> =
            e.diagram().nodes.iter().map(|(id, n)| (id.clone(), n.name.clone())).collect();
        all.sort_by_key(|(_, name)| name.to_lowercase());
        all
    });
    let first = app
        .editor
        .with_untracked(|e| e.selection().only_node().cloned())
        .or_else(|| nodes.first().map(|(id, _)| id.clone()));
    let start = old.as_ref().map(|(_, h)| h.clone());
    let node = RwSignal::new(start.as_ref().map(|h| h.node.clone()).or(first));
    let at = RwSignal::new(
        start.as_ref().map_or_else(|| "1:00".to_owned(), |h| Span(h.at).to_string().replace("0 µs", "0 s")),
    );
    let label = RwSignal::new(start.as_ref().map(|h| h.label.clone()).unwrap_or_default());
    let (patch, lasts, command) = match start.map(|h| h.what) {
        Some(What::Set { patch, lasts }) => (patch, lasts.map(|l| Span(l).to_string()).unwrap_or_default(), None),
        Some(What::Do { command, with }) => (with, String::new(), Some(command)),
        None => (Config::default(), "2 min".to_owned(), None),
    };
    let (patch, lasts, command) = (RwSignal::new(patch), RwSignal::new(lasts), RwSignal::new(command));
    let config = Memo::new(move |_| patch.get());
    let service = Memo::new(move |_| {
        let node = node.get()?;
        app.editor.with(|e| e.diagram().nodes.get(&node).and_then(|n| CATALOG.get(&n.service)).map(|s| s.key))
    });
    let fields = move || -> Vec<&'static Field> {
        let Some(service) = service.get().and_then(|key| CATALOG.get(key)) else { return Vec::new() };
        match command.get() {
            None => service.fields.iter().collect(),
            Some(key) => {
                service.commands.iter().find(|c| c.key == key).map(|c| c.fields.iter().collect()).unwrap_or_default()
            }
        }
    };
    let write = Callback::new(move |(name, value): (&'static str, Option<Value>)| {
        patch.update(|patch| match value {
            Some(value) => drop(patch.0.insert(name.to_owned(), value)),
            None => patch.unset(name),
        });
    });
    let problem = RwSignal::new(String::new());
    let place = old.map(|(n, _)| n);
    let done = move |_| {
        let Some(node) = node.get_untracked() else {
            return problem.set("Place a node first: an event happens to one.".into());
        };
        let Some(at) = read_time(&at.get_untracked()) else {
            return problem.set("When? Write it as 90 s, 2 min or 1:30.".into());
        };
        let what = match command.get_untracked() {
            Some(command) => What::Do { command, with: patch.get_untracked() },
            None => {
                let typed = lasts.get_untracked();
                let lasts = match (typed.trim().is_empty(), read_time(&typed)) {
                    (true, _) => None,
                    (_, Some(span)) => Some(span.0),
                    _ => {
                        return problem
                            .set("For how long? Write it as 30 s or 10 min, or leave it empty for ever.".into());
                    }
                };
                if patch.with_untracked(Config::is_empty) {
                    return problem.set("Change at least one setting below.".into());
                }
                What::Set { patch: patch.get_untracked(), lasts }
            }
        };
        let happening = Happening { at: at.0, node, what, label: label.get_untracked().trim().to_owned() };
        let edit = match place {
            Some(n) => Edit::ChangeHappening(n, happening),
            None => Edit::AddHappening(happening),
        };
        if app.edit(edit) {
            writing.set(Writing::Nothing);
        }
    };
    let choose_node = move |ev| {
        node.set(Some(NodeId::new(&event_target_value(&ev))));
        patch.set(Config::default());
        command.set(None);
    };
    let choose_command = move |ev| {
        let key = event_target_value(&ev);
        command.set((!key.is_empty()).then_some(key));
        patch.set(Config::default());
    };
    let commands = move || service.get().and_then(|key| CATALOG.get(key)).map(|s| s.commands).unwrap_or_default();
    view! {
        <div class="writing" role="group" aria-label="Timed event">
            <div class="writing-row">
                <label>"at " <input class="input" type="text" autocomplete="off" aria-label="When" prop:value=move || at.get()
                    on:input=move |ev| at.set(event_target_value(&ev))/></label>
                <label hidden=move || command.with(Option::is_some)>"for " <input class="input" type="text" autocomplete="off" aria-label="For how long" placeholder="ever"
                    prop:value=move || lasts.get() on:input=move |ev| lasts.set(event_target_value(&ev))/></label>
                <label>"called " <input class="input long" type="text" autocomplete="off" aria-label="Label" placeholder="flash sale"
                    prop:value=move || label.get() on:input=move |ev| label.set(event_target_value(&ev))/></label>
            </div>
            <div class="writing-row">
                <select class="select" aria-label="Node of the event" on:change=choose_node>
                    {nodes.into_iter().map(|(id, name)| {
                        let value = id.to_string();
                        view! { <option translate="no" value=value selected=move || node.get().as_ref() == Some(&id)>{name}</option> }
                    }).collect_view()}
                </select>
                <select class="select" aria-label="What happens" hidden=move || commands().is_empty() on:change=choose_command>
                    <option value="" selected=move || command.with(Option::is_none)>"settings change"</option>
                    {move || commands().iter().map(|c| view! {
                        <option value=c.key selected=move || command.get().as_deref() == Some(c.key)>{c.label}</option>
                    }).collect_view()}
                </select>
            </div>
            <div class="writing-fields">{move || view! { <Form fields=fields() config write/> }}</div>
            <p class="field-error" role="alert" hidden=move || problem.with(String::is_empty)>{move || problem.get()}</p>
            <div class="writing-row">
                <button class="button small main" type="button" on:click=done>{if place.is_some() { "Change event" } else { "Add to the design" }}</button>
                <button class="button small quiet" type="button" on:click=move |_| writing.set(Writing::Nothing)>"Cancel"</button>
            </div>
        </div>
    }
}
