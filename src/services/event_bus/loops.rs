//! Notices when one event sets off another without end (EB-17): AWS does not stop that, and neither does the bus.

use std::collections::{BTreeMap, VecDeque};

/// So many events of one family are taken for a loop (EB-17, a choice of this model).
pub const SUSPECT: u32 = 100;

/// Families that are remembered; a loop comes back long before its family is forgotten.
const REMEMBERED: usize = 1_024;

/// How many events each of the latest families has put on the bus.
#[derive(Clone, Debug, Default)]
pub struct Families {
    counts: BTreeMap<u64, u32>,
    order: VecDeque<u64>,
}

impl Families {
    /// Counts one more event of the family with this root; how many there are now.
    pub fn count(&mut self, root: u64) -> u32 {
        let count = self.counts.entry(root).or_insert(0);
        *count += 1;
        let count = *count;
        if count == 1 {
            self.order.push_back(root);
            if self.order.len() > REMEMBERED {
                self.order.pop_front().map(|oldest| self.counts.remove(&oldest));
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_counted_apart_and_memory_is_bounded() {
        let mut families = Families::default();
        let counts: Vec<u32> = (1..=3).map(|_| families.count(7)).collect();
        assert_eq!(counts, [1, 2, 3]);
        assert_eq!(families.count(8), 1);
        (100..2_000).for_each(|root| assert_eq!(families.count(root), 1));
        assert_eq!(families.counts.len(), REMEMBERED);
        assert_eq!(families.count(7), 1, "forgotten, as 1,024 others came since");
    }
}
