//! `signalbox run`: runs a design to its end as fast as it goes.

use super::events::Events;
use super::report::Report;
use super::{Failure, input, say, seeds};
use crate::catalog::assemble;
use crate::exchange::duration::read_duration;
use crate::services::CATALOG;
use crate::sim::{Engine, Span, Stepped, Time};
use clap::Args;
use std::io::Write;

/// What `run` is told.
#[derive(Args)]
pub struct Arguments {
    /// A document, a link, or a file with either; - reads standard input
    #[arg(value_name = "FILE_OR_LINK")]
    design: String,
    /// How long to run in simulated time: 90s, 10m, 1h30m, 2d; a bare number is seconds
    #[arg(long, value_name = "LENGTH", default_value = "10m", value_parser = length)]
    until: Span,
    /// The seed, in place of the design's own
    #[arg(long, value_name = "N", conflicts_with = "seeds")]
    seed: Option<u64>,
    /// Run once with each of these seeds, on all cores, and print means with 95 % intervals: 1..200 (both ends are in it),
    /// 7, or 1,5,9
    #[arg(long, value_name = "SEEDS", value_parser = batch, conflicts_with = "events")]
    seeds: Option<Seeds>,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Write every event as a line of JSON to this file; - is standard output, and the report goes to standard error; off
    /// writes none, as without this option
    #[arg(long, value_name = "FILE")]
    events: Option<String>,
}

/// A list of seeds.
#[derive(Clone)]
struct Seeds(Vec<u64>);

fn batch(text: &str) -> Result<Seeds, String> {
    crate::batch::seeds(text).map(Seeds)
}

fn length(text: &str) -> Result<Span, String> {
    read_duration(text).map(Span::micros)
}

/// Events handled between two looks at the trace, so that the notes in between need little memory.
const SLICE: u64 = 10_000;

/// Runs a design and prints the report.
pub fn run(arguments: &Arguments, out: &mut impl Write) -> Result<(), Failure> {
    let mut diagram = input::design(&arguments.design)?.diagram;
    diagram.seed = arguments.seed.unwrap_or(diagram.seed);
    for node in diagram.nodes.values().filter(|node| CATALOG.get(&node.service).is_none()) {
        say(&format!(
            "{} takes no part in the run: this version does not know the service “{}”.",
            node.name, node.service
        ));
    }
    if let Some(Seeds(all)) = &arguments.seeds {
        let watch = Stopwatch::start();
        return seeds::run(&diagram, all, arguments.until, arguments.json, || watch.seconds(), out);
    }
    let to_stdout = arguments.events.as_deref() == Some("-");
    let mut events = match arguments.events.as_deref() {
        None | Some("off") => Events::none(),
        Some("-") => Events::to(&mut *out, &diagram),
        Some(path) => {
            let file = std::fs::File::create(path).map_err(|error| {
                Failure::Said(format!("{path} could not be written: {error}. Choose another place."))
            })?;
            Events::to(std::io::BufWriter::new(file), &diagram)
        }
    };

    let watch = Stopwatch::start();
    let mut engine = Engine::new(assemble(&diagram, &CATALOG));
    events.drain(&mut engine)?;
    while engine.run_until(Time::START + arguments.until, SLICE) == Stepped::Yielded {
        events.drain(&mut engine)?;
    }
    events.drain(&mut engine)?;
    events.finish()?;
    let report = Report::of(&engine, &diagram, watch.seconds());
    if to_stdout {
        // Lines of events and a report don't mix.
        out.flush()?;
        return print(&report, arguments.json, &mut std::io::stderr());
    }
    print(&report, arguments.json, out)
}

fn print(report: &Report, json: bool, out: &mut impl Write) -> Result<(), Failure> {
    if json {
        serde_json::to_writer_pretty(&mut *out, report)?;
        writeln!(out)?;
        return Ok(());
    }
    report.print(out)?;
    Ok(())
}

/// How long the run takes; nothing in the run depends on it.
#[expect(clippy::disallowed_types, reason = "a stopwatch: it tells a person how long the run took, and nothing else")]
struct Stopwatch(std::time::Instant);

#[expect(clippy::disallowed_types, reason = "a stopwatch: it tells a person how long the run took, and nothing else")]
impl Stopwatch {
    fn start() -> Self {
        Self(std::time::Instant::now())
    }

    fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
