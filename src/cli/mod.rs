//! The command line: `signalbox run`, `check`, `link`, `open`, `match`, `filter`, `transform`, `schedule`,
//! `validate`, `map`, `alarm`. What it reads and writes is a contract with graders and pipelines; `signalbox help` and `signalbox help run` tell it.
//!
//! Exit codes: 0, or 1 where something could not be read or a check found an error, or 2 for a command that makes no
//! sense. What a person should know goes to standard error; standard output has only what was asked for.
//!
//! Absent by design: the page, the browser.

mod alarm;
mod check;
mod events;
mod filter;
mod input;
mod lines;
mod link;
mod map;
mod pattern;
mod report;
mod run;
mod schedule;
mod seeds;
mod table;
mod transform;
mod validate;

use clap::{Args, Parser, Subcommand};
use std::io::{self, Write};
use std::process::ExitCode;

/// The same core as the page, for graders, pipelines and people who like a terminal.
#[derive(Parser)]
#[command(name = "signalbox", version, about, max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs a design and prints its messages, metrics and alarms
    Run(run::Arguments),
    /// Lists the problems of a design with a remedy each; the exit code is 1 if there is an error
    Check(Design),
    /// Prints a design as the fragment of a link, #1…
    Link(Design),
    /// Prints the document of a link
    Open(Design),
    /// Prints a design as an SVG picture that opens again
    Picture(Design),
    /// Tests event patterns: JSON Lines in, JSON Lines out
    #[command(after_help = pattern::FORMAT)]
    Match,
    /// Tests subscription filter policies: JSON Lines in, JSON Lines out
    #[command(after_help = filter::FORMAT)]
    Filter,
    /// Applies input transformers to events: JSON Lines in, JSON Lines out
    #[command(after_help = transform::FORMAT)]
    Transform,
    /// Says when schedule expressions fire: JSON Lines in, JSON Lines out
    #[command(after_help = schedule::FORMAT)]
    Schedule,
    /// Holds request bodies against the JSON schema of a model: JSON Lines in, JSON Lines out
    #[command(after_help = validate::FORMAT)]
    Validate,
    /// Applies mapping templates (VTL) to requests: JSON Lines in, JSON Lines out
    #[command(after_help = map::FORMAT)]
    Map,
    /// Evaluates alarms on data points: JSON Lines in, JSON Lines out
    #[command(after_help = alarm::FORMAT)]
    Alarm,
}

/// A design on the command line.
#[derive(Args)]
struct Design {
    /// A document, a link, or a file with either; - reads standard input
    #[arg(value_name = "FILE_OR_LINK")]
    design: String,
}

/// Why a command ended without doing what was asked.
enum Failure {
    /// A sentence for standard error.
    Said(String),
    /// Something could not be written.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Failure::Output(error.into())
    }
}

/// Does what the arguments of the process say.
pub fn main() -> ExitCode {
    let Arguments { command } = Arguments::parse();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let done = match command {
        Command::Run(arguments) => run::run(&arguments, &mut out).map(|()| ExitCode::SUCCESS),
        Command::Check(Design { design }) => check::check(&design, &mut out),
        Command::Link(Design { design }) => link::link(&design, &mut out).map(|()| ExitCode::SUCCESS),
        Command::Open(Design { design }) => link::open(&design, &mut out).map(|()| ExitCode::SUCCESS),
        Command::Picture(Design { design }) => link::picture(&design, &mut out).map(|()| ExitCode::SUCCESS),
        Command::Match => lines::answer(&mut out, pattern::answer).map(|()| ExitCode::SUCCESS),
        Command::Filter => lines::answer(&mut out, filter::answer).map(|()| ExitCode::SUCCESS),
        Command::Transform => lines::answer(&mut out, transform::answer).map(|()| ExitCode::SUCCESS),
        Command::Schedule => lines::answer(&mut out, schedule::answer).map(|()| ExitCode::SUCCESS),
        Command::Validate => lines::answer(&mut out, validate::answer).map(|()| ExitCode::SUCCESS),
        Command::Map => lines::answer(&mut out, map::answer).map(|()| ExitCode::SUCCESS),
        Command::Alarm => lines::answer(&mut out, alarm::answer).map(|()| ExitCode::SUCCESS),
    };
    let done = done.and_then(|code| out.flush().map(|()| code).map_err(Failure::from));
    match done {
        Ok(code) => code,
        // Whoever reads has read enough, as `head` does: nothing went wrong.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => {
            say(&format!("The output could not be written: {error}."));
            ExitCode::FAILURE
        }
        Err(Failure::Said(sentence)) => {
            say(&sentence);
            ExitCode::FAILURE
        }
    }
}

/// A sentence for a person. That nobody listens is no reason to stop.
fn say(sentence: &str) {
    let _ = writeln!(io::stderr(), "{sentence}");
}
