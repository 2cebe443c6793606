//! Faults: those that a service declares, now and for as long as a person says, and those that are part of the design.

use super::plan::Plan;
use crate::catalog::{FaultPreset, Service};
use crate::editor::Edit;
use crate::model::{Config, Happening, NodeId, What};
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::parts::words::read_time;
use leptos::prelude::*;

/// The panel.
#[component]
pub fn Faults() -> impl IntoView {
    let app = App::here();
    let nodes = Memo::new(move |_| {
        app.editor.with(|e| {
            let fit = |(id, n): (&NodeId, &std::sync::Arc<crate::model::Node>)| {
                let service = CATALOG.get(&n.service)?;
                (!service.faults.is_empty()).then(|| (id.clone(), n.name.clone()))
            };
            let mut all: Vec<_> = e.diagram().nodes.iter().filter_map(fit).collect();
            all.sort_by_key(|(_, name)| name.to_lowercase());
            all
        })
    });
    let picked = RwSignal::new(None::<NodeId>);
    // The selected node, if it can fail; else the one that was picked here; else the first.
    let node = Memo::new(move |_| {
        let selected = app.editor.with(|e| e.selection().only_node().cloned());
        let known = |id: &NodeId| nodes.with(|all| all.iter().any(|(other, _)| other == id));
        picked
            .get()
            .filter(known)
            .or(selected.filter(known))
            .or_else(|| nodes.with(|all| all.first().map(|(id, _)| id.clone())))
    });
    Effect::new(move |_| {
        app.editor.with(|e| e.selection().only_node().cloned());
        picked.set(None);
    });
    let choose = move |ev| picked.set(Some(NodeId::new(&event_target_value(&ev))));
    view! {
        <div class="faults scroll">
            <section class="faults-now" aria-label="Faults now">
                <h3 class="heading">"Let something fail now"</h3>
                <Show when=move || nodes.with(|all| !all.is_empty())
                    fallback=|| view! { <p class="help">"No node of this design declares a fault. Any setting can still be changed by a timed event."</p> }>
                    <select class="select" aria-label="Node that fails" on:change=choose>
                        <For each=move || nodes.get() key=|n| n.clone() children=move |(id, name)| {
                            let value = id.to_string();
                            view! { <option translate="no" value=value selected=move || node.get().as_ref() == Some(&id)>{name}</option> }
                        }/>
                    </select>
                    {move || node.get().map(|id| view! { <Presets id/> })}
                </Show>
            </section>
            <Plan/>
        </div>
    }
}

#[component]
fn Presets(id: NodeId) -> impl IntoView {
    let app = App::here();
    let service = app.editor.with_untracked(|e| e.diagram().nodes.get(&id).and_then(|n| CATALOG.get(&n.service)));
    service.map(|service: &'static Service| {
        service.faults.iter().map(|fault| view! { <Preset id=id.clone() fault/> }).collect_view()
    })
}

#[component]
fn Preset(id: NodeId, fault: &'static FaultPreset) -> impl IntoView {
    let app = App::here();
    let lasts = RwSignal::new(crate::sim::Span::seconds(fault.lasts).to_string());
    let span = Memo::new(move |_| read_time(&lasts.get()).filter(|t| t.0 > 0));
    let make = {
        let id = id.clone();
        move |at: u64| {
            let pairs = fault.set.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.value()?)));
            let what = What::Set { patch: Config(pairs.collect()), lasts: span.get_untracked().map(|t| t.0) };
            let name =
                app.editor.with_untracked(|e| e.diagram().nodes.get(&id).map(|n| n.name.clone())).unwrap_or_default();
            Happening { at, node: id.clone(), what, label: format!("{name} {}", fault.label.to_lowercase()) }
        }
    };
    let now = move || app.engine(|e| e.now().0);
    let inject = {
        let make = make.clone();
        move |_| {
            let happening = make(now());
            app.ui.announce(format!("{} begins now.", happening.label));
            app.inject(happening);
        }
    };
    let plan = move |_| {
        app.edit(Edit::AddHappening(make(now())));
    };
    let wrong = move || span.with(Option::is_none);
    view! {
        <div class="fault">
            <div class="fault-said"><b>{fault.label}</b> " " <span class="help">{fault.help}</span></div>
            <label class="fault-lasts">"for "
                <input class="input" type="text" aria-label=format!("How long: {}", fault.label) spellcheck="false" autocomplete="off"
                    prop:value=move || lasts.get() aria-invalid=move || wrong().then_some("true")
                    title="For example 30 s, 10 min, 1:30"
                    on:input=move |ev| lasts.set(event_target_value(&ev))/>
            </label>
            <button class="button small" type="button" aria-label=format!("Inject now: {}", fault.label) disabled=wrong on:click=inject>"Inject now"</button>
            <button class="button small quiet" type="button" aria-label=format!("Plan: {}", fault.label) disabled=wrong
                title="Make it part of the design, at the present simulated time" on:click=plan>"Plan"</button>
        </div>
    }
}
