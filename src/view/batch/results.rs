//! What many runs came to, as a table: mean, interval, and the range with its extreme runs to open.

use super::course::Tally;
use crate::batch::{Line, Stats};
use crate::browser::{clipboard, files};
use crate::editor::Edit;
use crate::model::NodeId;
use crate::view::app::App;
use crate::view::parts::words::number;
use leptos::prelude::*;

/// The table.
#[component]
pub fn Results(tally: RwSignal<Tally, LocalStorage>) -> impl IntoView {
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
        tally.with(|tally| {
            let shape = |line: Line| {
                let shape = tally.values.get(&line.what).map(|values| shape(values, &line.stats)).unwrap_or_default();
                (line, shape)
            };
            tally.summary.lines().filter(moved).map(shape).collect::<Vec<_>>()
        })
    };
    let alarms = move || {
        tally.with(|Tally { summary, .. }| {
            let runs = summary.runs();
            let name = |id: &String| {
                let id = NodeId::new(id);
                app.editor
                    .with_untracked(|e| e.diagram().nodes.get(&id).map_or_else(|| id.to_string(), |n| n.name.clone()))
            };
            summary.alarms().iter().map(|(id, n)| format!("{} in {n} of {runs}", name(id))).collect::<Vec<_>>()
        })
    };
    let csv = move || {
        let mut text = String::from("node,metric,of,n,mean,half_width_95,deviation,min,max\r\n");
        tally.with_untracked(|Tally { summary, .. }| {
            for Line { what, stats, .. } in summary.lines() {
                let half = stats.half_width().map(|h| h.to_string()).unwrap_or_default();
                let (n, mean, deviation) = (stats.n, stats.mean, stats.deviation());
                text.push_str(&format!(
                    "\"{}\",\"{}\",{},{n},{mean},{half},{deviation},{},{}\r\n",
                    what.node, what.metric, what.of, stats.min, stats.max
                ));
            }
        });
        text
    };
    let save = move |_| files::save("signalbox-runs.csv", "text/csv", &csv());
    let copied = RwSignal::new("");
    let copy = move |_| {
        clipboard::write(csv(), move |done| {
            copied.set(if done { "Copied." } else { "The browser did not allow it. Save it instead." });
        });
    };
    let row = move |(line, shape): (Line, String)| {
        let Line { what, stats, ends } = line;
        let name = if what.node.is_empty() { what.metric.clone() } else { format!("{} ({})", what.metric, what.of) };
        let half = stats.half_width().map_or_else(|| "–".to_owned(), |half| format!("± {}", number(half)));
        let called = name.clone();
        let open = move |seed: u64, value: f64, which: &str| {
            let label = format!("Open the run with the {which} {called}, seed {seed}");
            view! {
                <button class="link number" type="button" title=label.clone() aria-label=label on:click=move |_| {
                    app.ui.dialog.set(None);
                    app.edit(Edit::SetSeed(seed));
                }>{number(value)}</button>
            }
        };
        view! {
            <tr>
                <th scope="row" translate="no">{name}</th>
                <td class="number">{number(stats.mean)}</td>
                <td class="number">{half}</td>
                <td><Range stats shape/></td>
                <td>{open(ends.0, stats.min, "smallest")}</td>
                <td>{open(ends.1, stats.max, "largest")}</td>
            </tr>
        }
    };
    view! {
        <div class="batch-tools">
            <select class="select" aria-label="What to show" on:change=move |ev| shown.set(event_target_value(&ev))>
                <option value="">"Messages"</option>
                {nodes.into_iter().map(|(id, name)| view! { <option translate="no" value=id>{name}</option> }).collect_view()}
            </select>
            <span class="batch-csv">
                <span class="help" role="status">{move || copied.get()}</span>
                <button class="button small" type="button" on:click=copy>"Copy as CSV"</button>
                <button class="button small" type="button" on:click=save>"Save as CSV"</button>
            </span>
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

/// How wide the picture of a distribution is, and how high its tallest bar.
const WIDTH: f64 = 100.0;
const HEIGHT: f64 = 11.0;

/// The distribution of values as bars between the least and the most, as the path of an SVG picture.
fn shape(values: &[f64], stats: &Stats) -> String {
    const BARS: usize = 20;
    let span = stats.max - stats.min;
    // Neither a single value nor a few have a shape.
    if span <= 0.0 || values.len() < 5 {
        return String::new();
    }
    let mut bars = [0u32; BARS];
    for value in values {
        bars[(((value - stats.min) / span * BARS as f64) as usize).min(BARS - 1)] += 1;
    }
    let most = f64::from(bars.iter().copied().max().unwrap_or(1));
    let wide = WIDTH / BARS as f64;
    let bar = |(n, count): (usize, &u32)| {
        let (x, high) = (n as f64 * wide, f64::from(*count) / most * HEIGHT);
        format!("M{x:.1} {HEIGHT}v{:.1}h{:.1}v{high:.1}z", -high, wide - 0.6)
    };
    bars.iter().enumerate().filter(|(_, count)| **count > 0).map(bar).collect()
}

/// The distribution from the least to the most, and below it the interval around the mean.
#[component]
fn Range(stats: Stats, shape: String) -> impl IntoView {
    let span = (stats.max - stats.min).max(f64::MIN_POSITIVE);
    let x = |value: f64| ((value - stats.min) / span).clamp(0.0, 1.0) * WIDTH;
    let half = stats.half_width().unwrap_or_default();
    (stats.max > stats.min).then(|| {
        view! {
            <svg class="range" viewBox="-4 0 108 18" aria-hidden="true">
                <path class="shape" d=shape/>
                <line x1="0" x2=WIDTH y1="14.5" y2="14.5"/>
                <rect x=x(stats.mean - half) width={(x(stats.mean + half) - x(stats.mean - half)).max(1.0)} y="12" height="5" rx="2"/>
                <circle cx=x(stats.mean) cy="14.5" r="2.6"/>
            </svg>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_where_the_values_are() {
        let values = [0.0, 0.0, 0.0, 0.0, 10.0, 10.0];
        let mut stats = Stats::default();
        values.iter().for_each(|x| stats.add(*x));
        // Four in the first bar, which is the tallest, two in the last.
        assert_eq!(shape(&values, &stats), "M0.0 11v-11.0h4.4v11.0zM95.0 11v-5.5h4.4v5.5z");
        assert_eq!(shape(&values[..3], &stats), "", "three values have no shape");
    }
}
