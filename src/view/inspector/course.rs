//! The course of a node's headline number over the run so far.

use crate::catalog::Service;
use crate::model::NodeId;
use crate::sim::Reading;
use crate::view::app::App;
use crate::view::parts::{chart, words};
use leptos::prelude::*;

const WIDTH: f64 = 232.0;
const HEIGHT: f64 = 58.0;

/// The chart; nothing before there is something to see, or for a node whose headline is a word.
#[component]
pub fn Course(
    /// The node.
    id: NodeId,
    /// Its service.
    service: &'static Service,
) -> impl IntoView {
    let live = App::here().node(&id);
    let class = format!("course family-{}", service.family.class());
    move || {
        let live = live.get();
        let Reading::Number(value, unit) = live.status.reading else { return None };
        if live.spark.len() < 2 {
            return None;
        }
        let values: Vec<Option<f64>> = live.spark.iter().map(|v| Some(f64::from(*v))).collect();
        let paths = chart::paths(&values, WIDTH, HEIGHT);
        if paths.top <= 0.0 {
            return None;
        }
        let title = match unit {
            "" => "Course",
            unit if unit.starts_with('/') => "Rate",
            unit => unit,
        };
        Some(view! {
            <section class=class.clone()>
                <h3 class="heading">{title}</h3>
                <svg viewBox=format!("0 -16 {WIDTH} {}", HEIGHT + 18.0) role="img"
                    aria-label=format!("{title} over the run: now {}, at most {}", words::number(value), words::number(paths.top))>
                    <path class="area" d=paths.area/>
                    <path class="line" d=paths.line/>
                    <line class="zero" x1="0" x2=WIDTH y1=HEIGHT y2=HEIGHT/>
                    <text class="top" x="0" y="-5">{format!("at most {}", words::number(paths.top))}</text>
                    <text class="last" x=WIDTH y="-5">{words::number(value)}</text>
                </svg>
            </section>
        })
    }
}
