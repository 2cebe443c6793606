//! The course of a batch: started, going on in a worker (or, where there is none, between the frames of the page),
//! cancelled or over. What comes in reaches the page a few times a second, however short the runs are.

use crate::batch::wire::{Errand, Job, Word};
use crate::batch::{Summary, What, Work};
use crate::browser::clock;
use crate::browser::worker::Helper;
use crate::catalog::assemble;
use crate::exchange;
use crate::model::Diagram;
use crate::services::CATALOG;
use crate::sim::Time;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Milliseconds between two looks of the page at what came in.
const SHOWN: f64 = 250.0;

/// Milliseconds between two words to screen readers.
const SAID: f64 = 5_000.0;

/// Events between two frames, where the page itself has to do the runs: a few milliseconds.
const SLICE: u64 = 4_000;

/// How a batch stands.
#[derive(Clone, PartialEq)]
pub enum Standing {
    Idle,
    Running,
    Done,
    Cancelled,
    Failed(String),
}

/// What came in so far.
#[derive(Default)]
pub struct Tally {
    /// Means and intervals.
    pub summary: Summary,
    /// Every value, for the shape of its distribution: there are at most as many as runs can be asked for here.
    pub values: BTreeMap<What, Vec<f64>>,
}

/// The batch of the dialog.
#[derive(Clone, Copy)]
pub struct Course {
    pub standing: RwSignal<Standing>,
    pub tally: RwSignal<Tally, LocalStorage>,
    /// How many runs were asked for.
    pub asked: RwSignal<u64>,
    /// What screen readers are told.
    pub spoken: RwSignal<String>,
    /// Whether the page does the runs itself, for want of a worker.
    pub alone: RwSignal<bool>,
    /// The part of the run that is on.
    part: RwSignal<f64>,
    helper: StoredValue<Option<Helper>, LocalStorage>,
    work: StoredValue<Option<Work>, LocalStorage>,
    ready: StoredValue<bool>,
    /// Wall time of the start, of the last look, of the last word to screen readers.
    clock: StoredValue<[f64; 3]>,
}

impl Course {
    /// Nothing asked for yet.
    pub fn new() -> Self {
        let course = Self {
            standing: RwSignal::new(Standing::Idle),
            tally: RwSignal::new_local(Tally::default()),
            asked: RwSignal::new(0),
            spoken: RwSignal::new(String::new()),
            alone: RwSignal::new(false),
            part: RwSignal::new(0.0),
            helper: StoredValue::new_local(None),
            work: StoredValue::new_local(None),
            ready: StoredValue::new(false),
            clock: StoredValue::new([0.0; 3]),
        };
        on_cleanup(move || course.end());
        course
    }

    /// Starts a run for each seed.
    pub fn start(self, diagram: &Diagram, seeds: Vec<u64>, until: Option<Time>) {
        self.end();
        self.asked.set(seeds.len() as u64);
        self.tally.set(Tally::default());
        self.part.set(0.0);
        self.alone.set(false);
        self.ready.set_value(false);
        self.clock.set_value([clock::now(); 3]);
        self.standing.set(Standing::Running);
        let plan = assemble(diagram, &CATALOG);
        let job = Job { document: exchange::write(diagram, &CATALOG), seeds: seeds.clone(), until: until.map(|t| t.0) };
        let errand = Errand::Runs(job);
        let alone = move || {
            // A worker that broke down at the start may say so more than once.
            self.end();
            self.alone.set(true);
            self.work.set_value(Some(Work::new(plan.clone(), seeds.clone(), until)));
            self.turn();
        };
        let without = alone.clone();
        let fail = move |why: String| {
            if self.ready.get_value() {
                self.fail(format!("The background run broke down ({why}). Try fewer or shorter runs."));
            } else {
                without();
            }
        };
        let started = Helper::start(move |text| self.hear(&text, &errand), fail);
        if started.is_none() {
            alone();
        }
        self.helper.set_value(started);
    }

    /// Ends the batch; what came in stays.
    pub fn cancel(self) {
        self.end();
        self.standing.set(Standing::Cancelled);
        self.show();
        self.spoken.set(untrack(|| self.said()));
    }

    /// The part of all runs that is done, from 0 to 1.
    pub fn share(self) -> f64 {
        let all = self.asked.get().max(1) as f64;
        ((self.tally.with(|tally| tally.summary.runs()) as f64 + self.part.get()) / all).min(1.0)
    }

    /// How it stands, in words.
    pub fn said(self) -> String {
        let (runs, all) = (self.tally.with(|tally| tally.summary.runs()), self.asked.get());
        match self.standing.get() {
            Standing::Idle => String::new(),
            Standing::Running => format!("{runs} of {all} runs{}", self.left()),
            Standing::Done => format!("{runs} runs, all over"),
            Standing::Cancelled => format!("Cancelled after {runs} of {all} runs"),
            Standing::Failed(why) => why,
        }
    }

    /// How long it will go on, as far as it went evenly.
    fn left(self) -> String {
        let (share, elapsed) = (self.share(), clock::now() - self.clock.get_value()[0]);
        if share <= 0.0 || elapsed < 1_000.0 {
            return String::new();
        }
        let seconds = (elapsed * (1.0 - share) / share / 1_000.0).ceil();
        if seconds < 90.0 {
            format!(", about {seconds} s left")
        } else {
            format!(", about {:.0} min left", seconds / 60.0)
        }
    }

    fn hear(self, text: &str, errand: &Errand) {
        match serde_json::from_str::<Word>(text) {
            Ok(Word::Ready) => {
                self.ready.set_value(true);
                let text = serde_json::to_string(errand).unwrap_or_default();
                self.helper.with_value(|helper| {
                    if let Some(helper) = helper {
                        helper.say(&text);
                    }
                });
            }
            Ok(word) => self.take(word),
            Err(_) => self.fail("The background run said something unexpected. Reload the page, and try again.".into()),
        }
    }

    fn take(self, word: Word) {
        match word {
            Word::Progress { part, .. } => self.part.set(part),
            Word::Over { place, outcome } => {
                self.part.set(0.0);
                self.tally.update_untracked(|tally| {
                    for (what, x) in &outcome.numbers {
                        tally.values.entry(what.clone()).or_default().push(*x);
                    }
                    tally.summary.add(place, outcome);
                });
            }
            Word::Done => {
                self.end();
                self.standing.set(Standing::Done);
                self.show();
                return self.spoken.set(untrack(|| self.said()));
            }
            Word::Problem(why) => return self.fail(why),
            Word::Ready => {}
        }
        let (now, [start, shown, said]) = (clock::now(), self.clock.get_value());
        if now - shown >= SHOWN {
            self.show();
            self.clock.set_value([start, now, said]);
        }
        if now - said >= SAID {
            self.spoken.set(untrack(|| self.said()));
            self.clock.set_value([start, now, now]);
        }
    }

    fn show(self) {
        self.tally.notify();
    }

    fn fail(self, why: String) {
        self.end();
        self.standing.set(Standing::Failed(why.clone()));
        self.show();
        self.spoken.set(why);
    }

    fn end(self) {
        self.work.set_value(None);
        self.helper.with_value(|helper| {
            // Kept until the next one: this may be its own word that ends it.
            if let Some(helper) = helper {
                helper.end();
            }
        });
    }

    /// The page does a slice before the next frame, and so on.
    fn turn(self) {
        clock::next_frame(move |_| {
            let word = self.work.try_update_value(|work| work.as_mut().map(|work| work.step(SLICE))).flatten();
            let Some(word) = word else { return };
            let over = word == Word::Done;
            self.take(word);
            if !over {
                self.turn();
            }
        });
    }
}
