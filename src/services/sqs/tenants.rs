//! Fair queues (SQS-28): on a standard queue a MessageGroupId names a tenant, and while a tenant is noisy the messages of
//! the quiet ones come first. Nothing is dropped or throttled.

use super::messages::State;
use crate::sim::{Span, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A tenant with more than this share of the messages in flight, and at least so many of them, is noisy; so is one with
/// more than this share of the time that consumers spend.
const SHARE: f64 = 0.1;
const AT_LEAST: u64 = 30;
/// A tenant that sends nothing for so long is quiet again.
const SILENCE: Span = Span::seconds(300);
/// The time of consumers is counted in so many slots of so many seconds: the last minute (a choice of this model).
const SLOTS: usize = 6;
const SLOT_SECONDS: u64 = 10;

/// The tenants of a queue. Messages that name none are each their own tenant: always quiet.
#[derive(Clone, Debug, Default)]
pub struct Tenants {
    all: BTreeMap<Arc<str>, Tenant>,
    /// Visible messages without a tenant, in their order.
    alone: BTreeSet<(Time, u64)>,
    in_flight: u64,
    work: Recent,
}

#[derive(Clone, Debug, Default)]
struct Tenant {
    visible: BTreeSet<(Time, u64)>,
    delayed: u64,
    in_flight: u64,
    work: Recent,
    sent: Time,
}

/// Microseconds of work in the last minute.
#[derive(Clone, Debug, Default)]
struct Recent {
    slots: [u64; SLOTS],
    slot: u64,
}

impl Recent {
    fn roll(&mut self, now: Time) {
        let slot = now.0 / (SLOT_SECONDS * 1_000_000);
        for gone in self.slot + 1..=slot.min(self.slot + SLOTS as u64) {
            self.slots[(gone % SLOTS as u64) as usize] = 0;
        }
        self.slot = slot;
    }

    fn add(&mut self, span: Span, now: Time) {
        self.roll(now);
        self.slots[(self.slot % SLOTS as u64) as usize] += span.0;
    }

    fn sum(&self, now: Time) -> u64 {
        let mut rolled = self.clone();
        rolled.roll(now);
        rolled.slots.iter().sum()
    }
}

/// Messages of quiet tenants, for the metrics.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Quiet {
    pub noisy_groups: u64,
    pub visible: u64,
    pub in_flight: u64,
    pub delayed: u64,
}

impl Tenants {
    /// Whether any message names a tenant.
    pub fn any(&self) -> bool {
        !self.all.is_empty()
    }

    /// The first tenant comes: from now on messages without one are counted too.
    pub fn begin(&mut self, alone: impl Iterator<Item = (Time, u64)>, in_flight: u64) {
        self.alone = alone.collect();
        self.in_flight = in_flight;
    }

    /// A tenant sent a message.
    pub fn sent(&mut self, tenant: &Arc<str>, now: Time) {
        self.all.entry(tenant.clone()).or_default().sent = now;
    }

    fn at(&mut self, tenant: Option<&Arc<str>>) -> Option<&mut Tenant> {
        tenant.map(|tenant| self.all.entry(tenant.clone()).or_default())
    }

    /// A message begins to be in a state, or stops.
    pub fn note(&mut self, tenant: Option<&Arc<str>>, n: u64, state: State, begins: bool) {
        let change = |count: &mut u64| *count = if begins { *count + 1 } else { count.saturating_sub(1) };
        if let State::InFlight(_) = state {
            change(&mut self.in_flight);
        }
        let Some(tenant) = self.at(tenant) else {
            if let State::Visible(at) = state {
                if begins { self.alone.insert((at, n)) } else { self.alone.remove(&(at, n)) };
            }
            return;
        };
        match state {
            State::Delayed(_) => change(&mut tenant.delayed),
            State::InFlight(_) => change(&mut tenant.in_flight),
            State::Visible(at) if begins => drop(tenant.visible.insert((at, n))),
            State::Visible(at) => drop(tenant.visible.remove(&(at, n))),
        }
    }

    /// A consumer has had a message for so long.
    pub fn worked(&mut self, tenant: Option<&Arc<str>>, span: Span, now: Time) {
        self.work.add(span, now);
        if let Some(tenant) = self.at(tenant) {
            tenant.work.add(span, now);
        }
    }

    fn noisy(&self, tenant: &Tenant, now: Time) -> bool {
        let backlog = !tenant.visible.is_empty() || tenant.in_flight > 0;
        if !backlog || now.since(tenant.sent) >= SILENCE {
            return false;
        }
        let crowds = tenant.in_flight >= AT_LEAST && tenant.in_flight as f64 > SHARE * self.in_flight as f64;
        crowds || tenant.work.sum(now) as f64 > SHARE * self.work.sum(now) as f64
    }

    /// The visible message that a receive takes first, and whether it was preferred to an earlier one of a noisy tenant.
    pub fn next(&self, now: Time) -> Option<(u64, bool)> {
        let mut quiet: Option<(Time, u64)> = self.alone.first().copied();
        let mut noisy = BTreeMap::new();
        for (name, tenant) in &self.all {
            let Some(first) = tenant.visible.first().copied() else { continue };
            if self.noisy(tenant, now) {
                noisy.insert((tenant.in_flight, name), first);
            } else {
                quiet = Some(quiet.map_or(first, |q| q.min(first)));
            }
        }
        match quiet {
            Some(first) => Some((first.1, noisy.values().any(|noisy| *noisy < first))),
            // The one with the fewest in flight.
            None => noisy.first_key_value().map(|(_, first)| (first.1, false)),
        }
    }

    /// Those that are noisy.
    pub fn noisy_ones(&self, now: Time) -> BTreeSet<Arc<str>> {
        self.all.iter().filter(|(_, tenant)| self.noisy(tenant, now)).map(|(name, _)| name.clone()).collect()
    }

    /// What the metrics of fair queues show. Tenants with nothing left to say are forgotten.
    pub fn quiet(&mut self, now: Time, all: (u64, u64, u64)) -> Quiet {
        self.all.retain(|_, t| {
            !t.visible.is_empty() || t.in_flight > 0 || t.delayed > 0 || t.work.sum(now) > 0 || now.since(t.sent) < SILENCE
        });
        let noisy: Vec<&Tenant> = self.all.values().filter(|tenant| self.noisy(tenant, now)).collect();
        Quiet {
            noisy_groups: noisy.len() as u64,
            visible: all.0 - noisy.iter().map(|t| t.visible.len() as u64).sum::<u64>(),
            in_flight: all.1 - noisy.iter().map(|t| t.in_flight).sum::<u64>(),
            delayed: all.2 - noisy.iter().map(|t| t.delayed).sum::<u64>(),
        }
    }
}
