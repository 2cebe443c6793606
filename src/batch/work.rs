//! A batch under way: one run after the other, in slices. A worker does slice after slice; a page without workers does one
//! between two frames.

use super::wire::Word;
use super::{Outcome, Run};
use crate::sim::{Plan, Time};

/// Runs of one plan that are done one after the other.
pub struct Work {
    plan: Plan,
    seeds: Vec<u64>,
    until: Option<Time>,
    place: usize,
    run: Option<Run>,
}

impl Work {
    /// A run for each seed, until an instant or (`None`) to the end.
    pub fn new(plan: Plan, seeds: Vec<u64>, until: Option<Time>) -> Self {
        Self { plan, seeds, until, place: 0, run: None }
    }

    /// Handles so many events of the run that is on, and says how it stands.
    pub fn step(&mut self, budget: u64) -> Word {
        let place = self.place;
        let Some(seed) = self.seeds.get(place) else { return Word::Done };
        let run = self.run.get_or_insert_with(|| Run::new(&self.plan, *seed, self.until));
        if !run.work(budget) {
            return Word::Progress { place, part: run.progress() };
        }
        let outcome: Outcome = run.outcome();
        self.run = None;
        self.place += 1;
        Word::Over { place, outcome }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::assemble;
    use crate::exchange::load;
    use crate::services::CATALOG;

    /// What comes of a design: everything said over the slices, progress aside.
    fn outcomes(document: &str, until: Option<Time>, slice: u64) -> Vec<Outcome> {
        let plan = assemble(&load(document, &CATALOG).expect("a document").diagram, &CATALOG);
        let mut work = Work::new(plan, vec![1, 2, 3], until);
        let (mut all, mut last) = (Vec::new(), 0.0);
        loop {
            match work.step(slice) {
                Word::Progress { place, part } => {
                    assert!(place == all.len() && part >= last, "progress goes forward");
                    last = part;
                }
                Word::Over { place, outcome } => {
                    assert_eq!(place, all.len());
                    last = 0.0;
                    all.push(outcome);
                }
                _ => return all,
            }
        }
    }

    const DESIGN: &str = r#"{"signalbox": 1, "seed": 1,
        "nodes": [{"id": "C", "service": "traffic", "config": {"Rate": 10}}, {"id": "Q", "service": "sqs"}],
        "wires": [{"from": "C.requests", "to": "Q.send"}]}"#;

    #[test]
    fn slices_change_nothing() {
        let until = Some(Time(100_000_000));
        let (whole, sliced) = (outcomes(DESIGN, until, u64::MAX), outcomes(DESIGN, until, 7));
        assert_eq!(whole.iter().map(|o| o.seed).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(whole, sliced);
        assert_ne!(whole[0].digest, whole[1].digest, "seeds make a difference");
    }

    #[test]
    fn a_design_in_which_nothing_happens_ends_at_once() {
        let idle = r#"{"signalbox": 1, "nodes": [{"id": "Q", "service": "sqs"}], "wires": []}"#;
        let all = outcomes(idle, None, 5_000);
        assert_eq!(all.len(), 3);
        assert_eq!(all, outcomes(idle, None, u64::MAX));
        assert!(all.iter().all(|o| o.numbers.iter().all(|(what, x)| !what.node.is_empty() || *x == 0.0)));
    }
}
