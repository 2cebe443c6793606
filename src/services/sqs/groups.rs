//! The order of a FIFO queue: strict inside a group, and one receive at a time for each group (SQS-18, SQS-21, SQS-32).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a message of a group is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Delayed,
    Visible,
    InFlight,
}

/// A queue looks for free groups among its first so many messages (SQS-32).
const LOOKS_AT: usize = 120_000;

/// The groups of a queue. Messages are named by their numbers, which grow in the order of storing.
#[derive(Clone, Debug)]
pub struct Groups {
    lines: BTreeMap<Arc<str>, Line>,
    /// The groups that a receive may take from, by their oldest message.
    free: BTreeMap<u64, Arc<str>>,
    /// The first messages of the queue, among which it looks, and the rest.
    near: BTreeSet<u64>,
    far: BTreeSet<u64>,
    looks_at: usize,
}

/// The messages of one group.
#[derive(Clone, Debug, Default)]
struct Line {
    messages: BTreeMap<u64, Standing>,
    in_flight: usize,
    /// Under which message it stands among the free ones.
    listed: Option<u64>,
}

impl Default for Groups {
    fn default() -> Self {
        Self {
            lines: BTreeMap::new(),
            free: BTreeMap::new(),
            near: BTreeSet::new(),
            far: BTreeSet::new(),
            looks_at: LOOKS_AT,
        }
    }
}

impl Groups {
    /// A new message, or one that does something else now.
    pub fn set(&mut self, n: u64, group: &Arc<str>, standing: Standing) {
        let line = self.lines.entry(group.clone()).or_default();
        match line.messages.insert(n, standing) {
            Some(Standing::InFlight) => line.in_flight -= 1,
            Some(_) => {}
            None if self.near.len() < self.looks_at => drop(self.near.insert(n)),
            None => drop(self.far.insert(n)),
        }
        if standing == Standing::InFlight {
            line.in_flight += 1;
        }
        self.list(group);
    }

    /// A message has left.
    pub fn remove(&mut self, n: u64, group: &Arc<str>) -> Option<u64> {
        if let Some(line) = self.lines.get_mut(group)
            && line.messages.remove(&n) == Some(Standing::InFlight)
        {
            line.in_flight -= 1;
        }
        self.list(group);
        if !self.near.remove(&n) {
            self.far.remove(&n);
            return None;
        }
        let next = self.far.pop_first()?;
        self.near.insert(next);
        Some(next)
    }

    /// Files a group among the free ones, or takes it out.
    pub fn list(&mut self, group: &Arc<str>) {
        let Some(line) = self.lines.get_mut(group) else { return };
        let head = line.messages.first_key_value().map(|(n, standing)| (*n, *standing));
        let free = match head {
            Some((n, Standing::Visible)) if line.in_flight == 0 && self.near.contains(&n) => Some(n),
            _ => None,
        };
        if free != line.listed {
            line.listed.take().into_iter().for_each(|n| drop(self.free.remove(&n)));
            line.listed = free;
            free.into_iter().for_each(|n| drop(self.free.insert(n, group.clone())));
        }
        if line.messages.is_empty() {
            self.lines.remove(group);
        }
    }

    /// The free groups, the one with the oldest message first: that message, and the group.
    pub fn free(&self) -> impl Iterator<Item = (u64, &Arc<str>)> {
        self.free.iter().map(|(n, group)| (*n, group))
    }

    /// The message of a group that may be returned after `n` in the same receive.
    pub fn after(&self, n: u64, group: &str) -> Option<u64> {
        let (next, standing) = self.lines.get(group)?.messages.range(n + 1..).next()?;
        (*standing == Standing::Visible && self.near.contains(next)).then_some(*next)
    }

    /// How many groups have messages in flight.
    pub fn busy(&self) -> usize {
        self.lines.values().filter(|line| line.in_flight > 0).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(looks_at: usize) -> (Groups, Arc<str>, Arc<str>) {
        (Groups { looks_at, ..Groups::default() }, Arc::from("a"), Arc::from("b"))
    }

    fn heads(groups: &Groups) -> Vec<u64> {
        groups.free().map(|(n, _)| n).collect()
    }

    #[test]
    fn sqs_21_a_group_is_free_while_none_of_it_is_in_flight() {
        let (mut groups, a, b) = groups(100);
        for (n, group) in [(1, &a), (2, &a), (3, &b)] {
            groups.set(n, group, Standing::Visible);
        }
        assert_eq!(heads(&groups), [1, 3]);
        groups.set(1, &a, Standing::InFlight);
        assert_eq!((heads(&groups), groups.after(1, "a"), groups.busy()), (vec![3], Some(2), 1));
        groups.set(2, &a, Standing::InFlight);
        groups.remove(1, &a);
        assert_eq!(heads(&groups), [3], "the second is still in flight");
        groups.set(2, &a, Standing::Visible);
        assert_eq!(heads(&groups), [2, 3]);
    }

    #[test]
    fn sqs_21_a_delayed_head_holds_its_group() {
        let (mut groups, a, _) = groups(100);
        groups.set(1, &a, Standing::Delayed);
        groups.set(2, &a, Standing::Visible);
        assert!(heads(&groups).is_empty());
        groups.set(1, &a, Standing::Visible);
        assert_eq!(heads(&groups), [1]);
    }

    #[test]
    fn sqs_32_groups_behind_the_first_messages_wait_although_they_are_free() {
        let (mut groups, a, b) = groups(3);
        for (n, group) in [(1, &a), (2, &a), (3, &a), (4, &b)] {
            groups.set(n, group, Standing::Visible);
        }
        assert_eq!(heads(&groups), [1]);
        groups.set(1, &a, Standing::InFlight);
        assert!(heads(&groups).is_empty(), "b is free, but too far back");
        assert_eq!(groups.remove(1, &a), Some(4));
        groups.list(&b);
        assert_eq!(heads(&groups), [2, 4]);
    }
}
