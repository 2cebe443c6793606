//! Every metric of a node under its CloudWatch name: a small chart of its minutes, and what it came to.

use crate::catalog::Service;
use crate::model::NodeId;
use crate::sim::{MetricKind, Minute, Series};
use crate::view::app::App;
use crate::view::parts::chart::{self, Paths};
use crate::view::parts::glyph::humps;
use crate::view::parts::words;
use leptos::prelude::*;

const WIDTH: f64 = 232.0;
const HEIGHT: f64 = 34.0;
/// Minutes that a chart shows.
const MINUTES: usize = 60;

/// What a chart shows.
#[derive(Clone, PartialEq)]
struct Shown {
    paths: Paths,
    now: String,
    facts: String,
    touched: bool,
}

/// The charts of a node.
#[component]
pub fn Metrics(
    /// The node.
    id: NodeId,
    /// Its service.
    service: &'static Service,
) -> impl IntoView {
    let charts = (0..service.metrics.len()).map(|n| view! { <Chart id=id.clone() service n/> }).collect_view();
    view! {
        <p class="help">{format!("{} · by the minute, as CloudWatch shows them", service.namespace)}</p>
        <div class=format!("charts family-{}", service.family.class())>{charts}</div>
        {service.metrics.is_empty().then(|| view! { <p class="help">"It publishes no metrics."</p> })}
    }
}

#[component]
fn Chart(id: NodeId, service: &'static Service, n: usize) -> impl IntoView {
    let app = App::here();
    let metric = service.metrics[n];
    let shown = Memo::new(move |_| {
        app.beat.track();
        app.engine(|engine| {
            let ix = engine.node(&id)?;
            engine.meter().of(ix).get(n).map(show)
        })
    });
    view! {
        <section class="chart" class:quiet=move || shown.with(|s| s.as_ref().is_none_or(|s| !s.touched))>
            <h3 title=metric.help>
                <span class="chart-name">{humps(metric.name)}</span>
                <b class="number">{move || shown.with(|s| s.as_ref().map(|s| s.now.clone()))}</b>
            </h3>
            <svg viewBox=format!("0 -2 {WIDTH} {}", HEIGHT + 4.0) preserveAspectRatio="none" aria-hidden="true">
                <path class="area" d=move || shown.with(|s| s.as_ref().map(|s| s.paths.area.clone()))/>
                <path class="line" d=move || shown.with(|s| s.as_ref().map(|s| s.paths.line.clone()))/>
                <line class="zero" x1="0" x2=WIDTH y1=HEIGHT y2=HEIGHT/>
            </svg>
            <p class="help number">{move || shown.with(|s| s.as_ref().map(|s| s.facts.clone()))}</p>
        </section>
    }
}

fn show(series: &Series) -> Shown {
    let metric = series.metric;
    let of = |minute: &Minute| match metric.kind {
        MetricKind::Counter => minute.sum,
        MetricKind::Gauge => minute.max,
        MetricKind::Sample => minute.average(),
    };
    let mut values: Vec<Option<f64>> = series.finished().map(|(_, minute)| minute.map(of)).collect();
    let open = series.current();
    if open.count > 0 || metric.kind == MetricKind::Counter && series.touched() {
        values.push(Some(of(open)));
    }
    let late = values.len().saturating_sub(MINUTES);
    let total = series.total();
    let said = |value: f64| words::measured(value, metric.unit);
    let facts = match metric.kind {
        _ if !series.touched() => "no data yet".to_owned(),
        MetricKind::Counter => format!("this minute · sum {} · peak {}/min", said(total.sum), said(total.max)),
        MetricKind::Gauge => format!("now · peak {}", said(total.max)),
        MetricKind::Sample => {
            let p99 =
                open.percentile(99.0).or_else(|| series.finished().filter_map(|(_, m)| m?.percentile(99.0)).last());
            let p99 = p99.map(|p| format!(" · p99 {}", said(p))).unwrap_or_default();
            let mean = if total.count > 0 { total.sum / total.count as f64 } else { 0.0 };
            format!("last · mean {}{p99} · peak {}", said(mean), said(total.max))
        }
    };
    let now = if series.touched() { said(total.last) } else { "–".to_owned() };
    Shown { paths: chart::paths(&values[late..], WIDTH, HEIGHT), now, facts, touched: series.touched() }
}
