//! The rates of API destinations behind a pipe: a call that comes too soon waits its turn, within the five minutes of its
//! execution (EB-30, EB-40).

use super::behaviour::{Batch, OVERDUE, Pipe, RELEASE};
use super::delivery::PATIENCE;
use super::*;
use crate::common::delivering::destination;
use crate::common::delivering::gate::Gate;
use crate::sim::{Class, Context, LinkId, Span, Token};

/// Where a batch is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    Enrichment,
    Target,
}

impl Stage {
    /// By its number.
    pub fn of(n: u64) -> Self {
        if n == Stage::Enrichment as u64 { Stage::Enrichment } else { Stage::Target }
    }
}

/// The gates before enrichment and target, where these are API destinations, and the wires that they are of.
pub type Rates = [Option<(LinkId, Gate)>; 2];

impl Pipe {
    /// Reads the settings. Who waited at a gate that is no more goes on as it is now.
    pub(super) fn read_rates(&mut self, cx: &mut Context) {
        for (stage, link) in [(Stage::Enrichment, self.enrichment), (Stage::Target, self.target)] {
            let mut before = self.rates[stage as usize].take();
            let fresh = link.and_then(|link| {
                let config = cx.link_config(link);
                let fresh = destination::gate(cx.link(link).role, &config, cx.now())?;
                let gate = match before.take_if(|(old, _)| *old == link) {
                    Some((_, mut gate)) => {
                        gate.resize(cx, INVOCATION_LIMIT.of(&config) as f64);
                        gate
                    }
                    None => fresh,
                };
                Some((link, gate))
            });
            self.rates[stage as usize] = fresh;
            for n in before.map(|(_, gate)| gate.opened(cx)).into_iter().flatten() {
                self.in_time(cx, n);
                match stage {
                    Stage::Enrichment => self.begin(cx, n),
                    Stage::Target => self.deliver(cx, n),
                }
            }
            self.watch(cx, stage);
        }
    }

    /// Whether a batch may call now; if not, it waits for its turn.
    pub(super) fn may_call(&mut self, cx: &mut Context, stage: Stage, n: u64) -> bool {
        let Some((link, gate)) = &mut self.rates[stage as usize] else { return true };
        if gate.enter(cx, n) {
            return true;
        }
        if let Some(batch) = self.batches.get_mut(&n) {
            for record in &batch.records {
                cx.note(destination::waits(record.receipt.message, *link));
            }
            batch.overdue = Some(cx.wake_at(Class::Timeout, batch.since + PATIENCE, Token::new(OVERDUE, n)));
        }
        self.watch(cx, stage);
        false
    }

    /// How long a call may take: what is left of the execution's five minutes, of an API destination 5 s at most.
    pub(super) fn patience(&self, cx: &Context, stage: Stage, batch: &Batch) -> Span {
        let left = (batch.since + PATIENCE).since(cx.now());
        if self.rates[stage as usize].is_some() { left.min(destination::PATIENCE) } else { left }
    }

    /// A call was made: those of API destinations have a price.
    pub(super) fn called(&self, cx: &mut Context, stage: Stage) {
        if self.rates[stage as usize].is_some() {
            cx.count(API_CALLS, 1);
        }
    }

    /// Wakes the pipe when the first that waits may call.
    fn watch(&mut self, cx: &mut Context, stage: Stage) {
        if let Some((_, gate)) = &mut self.rates[stage as usize] {
            gate.watch(cx, Token::new(RELEASE, stage as u64));
        }
    }

    /// Those call that may.
    pub(super) fn release(&mut self, cx: &mut Context, stage: Stage) {
        let (Some((_, gate)), batches) = (&mut self.rates[stage as usize], &self.batches) else { return };
        for n in gate.release(cx, |n| batches.contains_key(&n)) {
            self.in_time(cx, n);
            match stage {
                Stage::Enrichment => self.enrich(cx, n),
                Stage::Target => self.call_target(cx, n),
            }
        }
        self.watch(cx, stage);
    }

    /// A batch no longer waits for a rate.
    fn in_time(&mut self, cx: &mut Context, n: u64) {
        if let Some(key) = self.batches.get_mut(&n).and_then(|batch| batch.overdue.take()) {
            cx.cancel(key);
        }
    }

    /// Its five minutes are over, and it still waits.
    pub(super) fn overdue(&mut self, cx: &mut Context, n: u64) {
        self.fail(cx, n, "its five minutes were over before the API destination's rate let it through");
    }
}
