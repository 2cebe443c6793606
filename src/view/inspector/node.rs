//! One node: its name, its kind, and four ways to look at it.

use super::commands::Commands;
use super::course::Course;
use super::form::{Complaints, Form};
use super::messages::Messages;
use super::metrics::Metrics;
use super::name::Name;
use super::notes::Why;
use super::notice::NoticeBox;
use super::tabs::{Tabs, open_id};
use crate::catalog::{Look, Service};
use crate::editor::{Edit, Owner};
use crate::model::NodeId;
use crate::services::CATALOG;
use crate::view::app::App;
use crate::view::embed;
use crate::view::ui::{Dialog, Tab};
use leptos::prelude::*;

/// The panel of a node.
#[component]
pub fn NodePanel(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let app = App::here();
    let service = {
        let id = id.clone();
        Memo::new(move |_| {
            app.editor.with(|e| e.diagram().nodes.get(&id).map(|n| n.service.clone())).unwrap_or_default()
        })
    };
    move || {
        let (id, key) = (id.clone(), service.get());
        match CATALOG.get(&key) {
            Some(service) => view! { <Known id service/> }.into_any(),
            None if key.is_empty() => ().into_any(),
            None => view! {
                <header class="subject"><Name id/></header>
                <p class="help">
                    "This version does not know the service “" {key} "”. The node stays in the design and is saved as it came, but it \
                    takes no part in the run."
                </p>
            }
            .into_any(),
        }
    }
}

#[component]
fn Known(id: NodeId, service: &'static Service) -> impl IntoView {
    let app = App::here();
    let tab = app.ui.tab;
    let subtitle = {
        let id = id.clone();
        Memo::new(move |_| {
            app.editor.with(|e| Look::at_node(e.diagram(), &id, &CATALOG).map(|look| (service.subtitle)(&look)))
        })
    };
    let body = {
        let id = id.clone();
        move || {
            let id = id.clone();
            match tab.get() {
                Tab::Settings => view! { <Settings id service/> }.into_any(),
                Tab::Messages => view! { <Messages id most=100/> }.into_any(),
                Tab::Metrics => view! { <Metrics id service/> }.into_any(),
                Tab::Why if embed::hides_answers() => ().into_any(),
                Tab::Why => view! { <Why id/> }.into_any(),
            }
        }
    };
    let guide = move |_| app.ui.dialog.set(Some(Dialog::Guide(service.key.to_owned())));
    view! {
        <header class="subject">
            <Name id/>
            <button class="kind" type="button" title="Read the guide of this service" on:click=guide>{move || subtitle.get()}</button>
        </header>
        <Tabs/>
        <div class="tab-body" id="tab-body" role="tabpanel" aria-labelledby=move || open_id(tab.get())>{body}</div>
    }
}

#[component]
fn Settings(id: NodeId, service: &'static Service) -> impl IntoView {
    let app = App::here();
    let notice = {
        let live = app.node(&id);
        Memo::new(move |_| live.with(|l| l.status.notice.clone()))
    };
    view! {
        <NoticeBox notice/>
        <NodeForm id=id.clone() service/>
        <Course id=id.clone() service/>
        <Messages id=id.clone() most=3/>
        <Commands id service/>
    }
}

/// The settings of a node, with what the checks say and what is in force now.
#[component]
pub fn NodeForm(
    /// The node.
    id: NodeId,
    /// Its service.
    service: &'static Service,
) -> impl IntoView {
    let app = App::here();
    let config = {
        let id = id.clone();
        Memo::new(move |_| {
            app.editor.with(|e| e.diagram().nodes.get(&id).map(|n| n.config.clone())).unwrap_or_default()
        })
    };
    let force = {
        let id = id.clone();
        Memo::new(move |_| {
            app.beat.track();
            let run = app.engine(|e| e.node(&id).map(|ix| (*e.config(ix)).clone()));
            run.unwrap_or_else(|| config.get())
        })
    };
    let complaints: Complaints = {
        let id = id.clone();
        Memo::new(move |_| app.problems.with(|all| crate::view::problems::of_node(all, &id)))
    };
    let write = Callback::new(move |(field, value): (&'static str, _)| {
        let owner = Owner::Node(id.clone());
        app.edit(Edit::SetConfig { owner, field: field.to_owned(), value });
    });
    view! { <Form fields=service.fields.iter().collect() config force=Some(force) complaints=Some(complaints) write/> }
}
