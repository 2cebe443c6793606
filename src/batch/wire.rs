//! What a page and its worker say to each other, as JSON.

use super::Outcome;
use serde::{Deserialize, Serialize};

/// What the page wants of a worker.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Errand {
    /// Many runs.
    Runs(Job),
    /// To open this document or link once, before the page does.
    Rehearsal(String),
}

/// Runs that the page asks for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Job {
    /// The design as a document.
    pub document: String,
    /// The seeds, a run each.
    pub seeds: Vec<u64>,
    /// Simulated microseconds; `None`: to the end.
    pub until: Option<u64>,
}

/// What the worker says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Word {
    /// It is there.
    Ready,
    /// So much of run number `place` is done, from 0 to 1.
    Progress {
        /// The place of the run in the batch, from 0.
        place: usize,
        /// The part of it.
        part: f64,
    },
    /// A run is over.
    Over {
        /// The place of the run in the batch, from 0.
        place: usize,
        /// What it came to.
        outcome: Outcome,
    },
    /// All is done.
    Done,
    /// It cannot go on: why, in a sentence.
    Problem(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_they_were() {
        let outcome = Outcome { seed: 3, numbers: Vec::new(), alarms: vec!["a".into()], digest: "d".into() };
        for word in [Word::Ready, Word::Over { place: 2, outcome }, Word::Done, Word::Problem("x".into())] {
            let text = serde_json::to_string(&word).expect("JSON");
            assert_eq!(serde_json::from_str::<Word>(&text).ok(), Some(word));
        }
    }
}
