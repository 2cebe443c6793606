//! What many runs came to, as a table: mean, interval, and the range with its extreme runs to open.

use crate::batch::{Line, Stats, Summary};
use crate::browser::files;
use crate::editor::Edit;
use crate::model::NodeId;
use crate::view::app::App;
use crate::view::parts::words::number;
use leptos::prelude::*;

/// The table.
#[component]
pub fn Results(summary: RwSignal<Summary, LocalStorage>) -> impl IntoView {
    let app = App::here();
    let shown = RwSignal::new(String::new());
    let nodes = app.editor.with_untracked(|e| {
        let mut all: Vec<(String, String)> =
            e.diagram().nodes.iter().map(|(id, n)| (id.to_string(), n.name.clone())).collect();
        all.sort_by_key(|(_, name)| name.to_lowercase());
        all
    });
    let lines = move || {
        let node = shown.get();
        let moved =
            |line: &Line| line.what.node == node && (node.is_empty() || line.stats.max != 0.0 || line.stats.min != 0.0);
        summary.with(|summary| summary.lines().filter(moved).collect::<Vec<_>>())
    };
    let alarms = move || {
        summary.with(|summary| {
            let runs = summary.runs();
            let name = |id: &String| {
                let id = NodeId::new(id);
                app.editor
                    .with_untracked(|e| e.diagram().nodes.get(&id).map_or_else(|| id.to_string(), |n| n.name.clone()))
            };
            summary.alarms().iter().map(|(id, n)| format!("{} in {n} of {runs}", name(id))).collect::<Vec<_>>()
        })
    };
    let save = move |_| {
        let mut text = String::from("node,metric,of,n,mean,half_width_95,deviation,min,max\r\n");
        summary.with_untracked(|summary| {
            for Line { what, stats, .. } in summary.lines() {
                let half = stats.half_width().map(|h| h.to_string()).unwrap_or_default();
                let (n, mean, deviation) = (stats.n, stats.mean, stats.deviation());
                text.push_str(&format!(
                    "\"{}\",\"{}\",{},{n},{mean},{half},{deviation},{},{}\r\n",
                    what.node, what.metric, what.of, stats.min, stats.max
                ));
            }
        });
        files::save("signalbox-runs.csv", "text/csv", &text);
    };
    let row = move |line: Line| {
        let Line { what, stats, ends } = line;
        let name = if what.node.is_empty() { what.metric.clone() } else { format!("{} ({})", what.metric, what.of) };
        let half = stats.half_width().map_or_else(|| "–".to_owned(), |half| format!("± {}", number(half)));
        let open = move |seed: u64, value: f64, which: &str| {
            let label = format!("Open the run with the {which} {name}, seed {seed}", name = what.metric);
            view! {
                <button class="link number" type="button" title=label.clone() aria-label=label on:click=move |_| {
                    app.ui.dialog.set(None);
                    app.edit(Edit::SetSeed(seed));
                }>{number(value)}</button>
            }
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{number(stats.mean)}</td>
                <td class="number">{half}</td>
                <td><Range stats/></td>
                <td>{open(ends.0, stats.min, "smallest")}</td>
                <td>{open(ends.1, stats.max, "largest")}</td>
            </tr>
        }
    };
    view! {
        <div class="batch-tools">
            <select class="select" aria-label="What to show" on:change=move |ev| shown.set(event_target_value(&ev))>
                <option value="">"Messages"</option>
                {nodes.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view()}
            </select>
            <button class="button small" type="button" on:click=save>"Save as CSV"</button>
        </div>
        <div class="batch-table scroll" tabindex="0" role="region" aria-label="Results">
            <table>
                <thead><tr><th scope="col">"Over all runs"</th><th scope="col">"mean"</th><th scope="col">"95 %"</th><th scope="col"></th><th scope="col">"least"</th><th scope="col">"most"</th></tr></thead>
                <tbody>{move || lines().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <p class="help" hidden=move || alarms().is_empty()>{move || format!("In ALARM at some time: {}.", alarms().join(", "))}</p>
    }
}

/// From the least to the most, with the interval around the mean.
#[component]
fn Range(stats: Stats) -> impl IntoView {
    const WIDTH: f64 = 100.0;
    let span = (stats.max - stats.min).max(f64::MIN_POSITIVE);
    let x = |value: f64| ((value - stats.min) / span).clamp(0.0, 1.0) * WIDTH;
    let half = stats.half_width().unwrap_or_default();
    (stats.max > stats.min).then(|| view! {
        <svg class="range" viewBox="-5 0 110 12" aria-hidden="true">
            <line x1="0" x2=WIDTH y1="6" y2="6"/>
            <rect x=x(stats.mean - half) width={(x(stats.mean + half) - x(stats.mean - half)).max(1.0)} y="3" height="6" rx="2"/>
            <circle cx=x(stats.mean) cy="6" r="3.2"/>
        </svg>
    })
}
