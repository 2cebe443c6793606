//! The list of problems: what is wrong or risky, and what to do about it. A click goes to the spot.

use crate::catalog::Severity;
use crate::check::{Problem, Spot};
use crate::model::Diagram;
use crate::view::app::App;
use leptos::prelude::*;

/// The list.
#[component]
pub fn Problems() -> impl IntoView {
    let app = App::here();
    let sorted = Memo::new(move |_| {
        let mut all = app.problems.get();
        all.sort_by_key(|p| p.severity);
        all
    });
    view! {
        <div class="problems scroll" role="region" aria-label="List of problems" tabindex="0">
            <ul>{move || sorted.get().into_iter().map(|problem| view! { <Line problem/> }).collect_view()}</ul>
            <p class="help nothing" hidden=move || sorted.with(|s| !s.is_empty())>
                "Nothing to remark: every setting is within its range, and every node has what it needs."
            </p>
        </div>
    }
}

#[component]
fn Line(problem: Problem) -> impl IntoView {
    let app = App::here();
    let Problem { severity, spot, what, remedy, rule, field } = problem;
    let (class, word) = match severity {
        Severity::Error => ("m-dead", "error"),
        Severity::Warning => ("m-retrying", "warning"),
        Severity::Hint => ("m-waiting", "hint"),
    };
    let place = app.editor.with_untracked(|e| place(e.diagram(), &spot));
    let idle = spot == Spot::Diagram;
    view! {
        <li>
            <button class=format!("problem {class}") type="button" disabled=idle on:click=move |_| app.go_to(&spot, &field)>
                <span class="problem-word">{word}</span>
                <b class="problem-place">{place}</b>
                <span class="problem-text">{what} " " <span class="problem-remedy">{remedy}</span></span>
                <span class="rule">{rule}</span>
            </button>
        </li>
    }
}

fn place(diagram: &Diagram, spot: &Spot) -> String {
    let name = |id| diagram.nodes.get(id).map_or_else(|| id.to_string(), |n| n.name.clone());
    match spot {
        Spot::Diagram => "the design".to_owned(),
        Spot::Node(id) => name(id),
        Spot::Wire(id) => match diagram.wires.get(id) {
            Some(wire) => format!("{} → {}", name(&wire.from), name(&wire.to)),
            None => id.to_string(),
        },
        Spot::Happening(n) => match diagram.happenings.get(*n) {
            Some(h) if !h.label.is_empty() => h.label.clone(),
            _ => "a timed event".to_owned(),
        },
    }
}
