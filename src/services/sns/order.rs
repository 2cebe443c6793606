//! The order of a FIFO topic: to each subscriber the copies of one group go one after the other (SNS-2).

use crate::sim::LinkId;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Copies in line, by subscriber and group.
#[derive(Clone, Debug, Default)]
pub struct Lines(BTreeMap<(LinkId, Arc<str>), VecDeque<u64>>);

impl Lines {
    /// A copy joins its line. Whether it is the first and may go.
    pub fn join(&mut self, link: LinkId, group: &Arc<str>, copy: u64) -> bool {
        let line = self.0.entry((link, group.clone())).or_default();
        line.push_back(copy);
        line.len() == 1
    }

    /// The first copy of a line is done with: the next one, if there is one.
    pub fn leave(&mut self, link: LinkId, group: &Arc<str>, copy: u64) -> Option<u64> {
        let key = (link, group.clone());
        let line = self.0.get_mut(&key)?;
        let was_first = line.front() == Some(&copy);
        line.retain(|other| *other != copy);
        let next = line.front().copied().filter(|_| was_first);
        if line.is_empty() {
            self.0.remove(&key);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sns_2_one_at_a_time_for_each_subscriber_and_group() {
        let (mut lines, a, b): (_, Arc<str>, Arc<str>) = (Lines::default(), "a".into(), "b".into());
        let (x, y) = (LinkId(1), LinkId(2));
        assert_eq!([lines.join(x, &a, 1), lines.join(x, &a, 2), lines.join(x, &b, 3), lines.join(y, &a, 4)], [true, false, true, true]);
        assert_eq!(lines.leave(x, &a, 1), Some(2));
        assert_eq!((lines.leave(x, &a, 2), lines.leave(x, &b, 3)), (None, None));
    }

    #[test]
    fn one_that_leaves_from_the_middle_lets_nobody_go() {
        let (mut lines, a): (_, Arc<str>) = (Lines::default(), "a".into());
        for n in 1..=3 {
            lines.join(LinkId(1), &a, n);
        }
        assert_eq!(lines.leave(LinkId(1), &a, 2), None);
        assert_eq!(lines.leave(LinkId(1), &a, 1), Some(3));
    }
}
