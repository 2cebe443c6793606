//! The worker's side: takes a job, runs it seed by seed, tells the page of every run. Or rehearses the page's start.

use crate::batch::Work;
use crate::batch::wire::{Errand, Job, Word};
use crate::browser::worker;
use crate::catalog::assemble;
use crate::exchange::load;
use crate::services::CATALOG;
use crate::sim::Time;
use crate::view::rehearsal;

/// Events between two words about progress.
const SLICE: u64 = 100_000;

/// Waits for errands for as long as the worker lives.
pub fn serve() {
    worker::hear(|text| match serde_json::from_str::<Errand>(&text) {
        Ok(Errand::Runs(job)) => run(&job),
        Ok(Errand::Rehearsal(text)) => {
            rehearsal::perform(&text);
            tell(&Word::Done);
        }
        Err(problem) => {
            tell(&Word::Problem(format!("The page asked for something that makes no sense here: {problem}.")))
        }
    });
    tell(&Word::Ready);
}

fn run(job: &Job) {
    let plan = match load(&job.document, &CATALOG) {
        Ok(loaded) => assemble(&loaded.diagram, &CATALOG),
        Err(problem) => return tell(&Word::Problem(problem.to_string())),
    };
    let mut work = Work::new(plan, job.seeds.clone(), job.until.map(Time));
    loop {
        let word = work.step(SLICE);
        tell(&word);
        if word == Word::Done {
            return;
        }
    }
}

fn tell(word: &Word) {
    if let Ok(text) = serde_json::to_string(word) {
        worker::say(&text);
    }
}
