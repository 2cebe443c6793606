//! The panel at the right: what is selected, its settings and its state. Everything here derives from declarations.

mod commands;
mod course;
mod diagnosis;
mod ends;
mod field;
mod form;
mod messages;
mod metrics;
mod name;
mod node;
mod notes;
mod notice;
mod overview;
mod remark;
mod several;
mod tabs;
mod wire;

pub use form::Form;
pub use name::NAME_FIELD;
pub use node::NodeForm;
pub use notes::{NoteLine, show_setting};
pub use wire::{LABEL_FIELD, WireForm};

use super::app::App;
use super::slices::Later;
use crate::model::{NodeId, RemarkId, WireId};
use leptos::ev;
use leptos::prelude::*;

/// What the panel is about.
#[derive(Clone, PartialEq)]
enum Subject {
    Diagram,
    Node(NodeId),
    Wire(WireId),
    Remark(RemarkId),
    Several(usize, usize, usize),
}

/// The inspector.
#[component]
pub fn Inspector() -> impl IntoView {
    let app = App::here();
    let subject = Memo::new(move |_| {
        app.editor.with(|editor| {
            let selection = editor.selection();
            match (selection.only_node(), selection.only_wire(), selection.only_remark()) {
                (Some(node), ..) => Subject::Node(node.clone()),
                (_, Some(wire), _) => Subject::Wire(wire.clone()),
                (.., Some(remark)) => Subject::Remark(remark.clone()),
                _ if selection.is_empty() => Subject::Diagram,
                _ => Subject::Several(selection.nodes.len(), selection.wires.len(), selection.remarks.len()),
            }
        })
    });
    let keys = move |ev: ev::KeyboardEvent| {
        if ev.key() == "Escape" && subject.with_untracked(|subject| *subject != Subject::Diagram) {
            ev.prevent_default();
            ev.stop_propagation();
            app.ui.sheet.set(None);
            app.go_to_canvas();
        }
    };
    view! {
        <aside class="inspector scroll" aria-label="Inspector" tabindex="-1" on:keydown=keys>
            {move || match subject.get() {
                Subject::Diagram => view! { <Later><overview::Overview/></Later> }.into_any(),
                Subject::Node(id) => view! { <node::NodePanel id/> }.into_any(),
                Subject::Wire(id) => view! { <wire::WirePanel id/> }.into_any(),
                Subject::Remark(id) => view! { <remark::RemarkPanel id/> }.into_any(),
                Subject::Several(nodes, wires, remarks) => {
                    view! { <several::Several nodes wires remarks/> }.into_any()
                }
            }}
        </aside>
    }
}
