//! `signalbox run --seeds 1..200`: the same design with many seeds, on all cores; the mean of each metric over the runs
//! with its 95 % interval.

use super::Failure;
use super::table::{Table, figure};
use crate::batch::{Line, Outcome, Run, Stats, Summary};
use crate::catalog::assemble;
use crate::model::{Diagram, NodeId};
use crate::services::CATALOG;
use crate::sim::{Span, Time};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Runs between two summaries: what is done and not yet summed up stays this small.
const CHUNK: usize = 64;

/// What the runs came to.
#[derive(Serialize)]
struct Report<'a> {
    seeds: &'a [u64],
    runs: u64,
    simulated_seconds: f64,
    messages: BTreeMap<String, Numbers>,
    services: BTreeMap<String, Service>,
    /// By id: in how many runs it was ever in ALARM.
    alarms: BTreeMap<String, u64>,
    wall_seconds: f64,
}

#[derive(Serialize)]
struct Service {
    name: String,
    service: String,
    /// By CloudWatch name, then by which number: `sum`, `last`, `mean`, `max`, `p50`, `p99`.
    metrics: BTreeMap<String, BTreeMap<String, Numbers>>,
}

#[derive(Serialize)]
struct Numbers {
    mean: f64,
    /// Half the width of the 95 % interval; null for a single run.
    half_width: Option<f64>,
    deviation: f64,
    min: f64,
    max: f64,
}

impl From<Stats> for Numbers {
    fn from(stats: Stats) -> Self {
        let (half_width, deviation) = (stats.half_width(), stats.deviation());
        Self { mean: stats.mean, half_width, deviation, min: stats.min, max: stats.max }
    }
}

/// Runs the design with every seed and prints what that says.
pub fn run(
    diagram: &Diagram,
    seeds: &[u64],
    until: Span,
    json: bool,
    seconds: impl Fn() -> f64,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let plan = assemble(diagram, &CATALOG);
    let mut summary = Summary::default();
    for (n, chunk) in seeds.chunks(CHUNK).enumerate() {
        let one = |seed: &u64| {
            let mut run = Run::new(&plan, *seed, Some(Time::START + until));
            while !run.work(u64::MAX) {}
            run.outcome()
        };
        let outcomes: Vec<Outcome> = chunk.par_iter().map(one).collect();
        for (k, outcome) in outcomes.into_iter().enumerate() {
            summary.add(n * CHUNK + k, outcome);
        }
    }
    if json {
        serde_json::to_writer_pretty(&mut *out, &report(diagram, seeds, until, &summary, seconds()))?;
        writeln!(out)?;
        return Ok(());
    }
    print(diagram, until, &summary, seconds(), out).map_err(Failure::from)
}

fn report<'a>(diagram: &Diagram, seeds: &'a [u64], until: Span, summary: &Summary, wall_seconds: f64) -> Report<'a> {
    let (mut messages, mut services) = (BTreeMap::new(), BTreeMap::new());
    for Line { what, stats, .. } in summary.lines() {
        if what.node.is_empty() {
            messages.insert(what.metric.replace([' ', '-'], "_"), stats.into());
            continue;
        }
        let node = diagram.nodes.get(&NodeId::new(&what.node));
        let service = services.entry(what.node.clone()).or_insert_with(|| Service {
            name: node.map_or_else(String::new, |n| n.name.clone()),
            service: node.map_or_else(String::new, |n| n.service.clone()),
            metrics: BTreeMap::new(),
        });
        service.metrics.entry(what.metric).or_default().insert(what.of, stats.into());
    }
    let (runs, simulated_seconds) = (summary.runs(), until.as_seconds());
    Report { seeds, runs, simulated_seconds, messages, services, alarms: summary.alarms().clone(), wall_seconds }
}

fn print(diagram: &Diagram, until: Span, summary: &Summary, wall: f64, out: &mut impl Write) -> io::Result<()> {
    let title = if diagram.title.is_empty() { "Untitled" } else { &diagram.title };
    writeln!(out, "{title}: {until}, {} runs in {wall:.2} s", summary.runs())?;
    writeln!(out, "Each ± is half of a 95 % interval: in 95 of 100 batches like this one it covers the true mean.\n")?;
    let interval =
        |stats: &Stats| stats.half_width().map_or_else(|| "–".to_owned(), |half| format!("± {}", figure(half)));
    let mut messages = Table::new(&["messages", "mean", "95 %", "min", "max"]);
    let mut metrics = Table::new(&["service", "metric", "of", "mean", "95 %", "min", "max"]);
    let mut last = String::new();
    for Line { what, stats, .. } in summary.lines() {
        let numbers = [figure(stats.mean), interval(&stats), figure(stats.min), figure(stats.max)];
        if what.node.is_empty() {
            messages.row(std::iter::once(what.metric).chain(numbers).collect());
        } else if stats.min != 0.0 || stats.max != 0.0 {
            let name = diagram.nodes.get(&NodeId::new(&what.node)).map_or(what.node.clone(), |n| n.name.clone());
            let shown = if name == last { String::new() } else { name.clone() };
            metrics.row([shown, what.metric, what.of].into_iter().chain(numbers).collect());
            last = name;
        }
    }
    messages.print(out)?;
    metrics.print(out)?;
    let mut alarms = Table::new(&["alarms", "runs in ALARM"]);
    for (id, n) in summary.alarms() {
        let name = diagram.nodes.get(&NodeId::new(id)).map_or(id.clone(), |n| n.name.clone());
        alarms.row(vec![name, format!("{n} of {}", summary.runs())]);
    }
    alarms.print(out)
}
