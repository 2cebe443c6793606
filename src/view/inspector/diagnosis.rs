//! "Why is nothing arriving?": what stands between a node and its messages.

use crate::editor::Subject;
use crate::model::NodeId;
use crate::services::CATALOG;
use crate::story::{Finding, diagnosis};
use crate::view::app::App;
use crate::view::meaning::Meaning;
use crate::view::parts::glyph::Mark;
use leptos::prelude::*;

/// The findings; a quiet sentence if there are none.
#[component]
pub fn Diagnosis(
    /// The node.
    id: NodeId,
) -> impl IntoView {
    let app = App::here();
    let open = RwSignal::new(false);
    let found = Memo::new_with_compare(
        move |_| {
            app.beat.track();
            if !open.get() {
                return Vec::new();
            }
            app.editor.with(|editor| app.engine(|engine| diagnosis(engine, editor.diagram(), &CATALOG, &id)))
        },
        |a: Option<&Vec<Finding>>, b: Option<&Vec<Finding>>| a != b,
    );
    let line = move |finding: Finding| {
        let Finding { text, remedy, rule, node, kind } = finding;
        view! {
            <li class="note">
                <span class="note-text"><Mark meaning=Meaning::of(kind)/> " " {text}</span>
                <span class="note-foot">
                    {(!rule.is_empty()).then(|| view! { <span class="rule">{rule}</span> })}
                    <span class="help">{remedy}</span>
                    {node.map(|node| view! {
                        <button class="link" type="button" on:click=move |_| app.inspect(&Subject::Node(node.clone()))>"Show"</button>
                    })}
                </span>
            </li>
        }
    };
    view! {
        <section class="diagnosis">
            <button class="button small" type="button" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|o| *o = !*o)>"Why is nothing arriving?"</button>
            <Show when=move || open.get()>
                <ol class="notes">{move || found.get().into_iter().map(line).collect_view()}</ol>
                <p class="help nothing" hidden=move || !found.with(Vec::is_empty)>
                    "Messages arrive: nothing was filtered, throttled or refused on the way here in the last 5 minutes."
                </p>
            </Show>
        </section>
    }
}
