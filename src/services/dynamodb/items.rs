//! The items of a table: which keys were written, how large each item is, and how much stock is left of it.
//!
//! A run that clones (a key-frame) must not copy every item, and a table only ever grows. So the items are kept in a
//! tree with shared nodes, by a hash of the key: a clone costs nothing, and a write copies a few small nodes at most.

use crate::sim::Time;
use std::sync::Arc;

/// What is kept of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Version {
    /// The size in bytes.
    pub size: u32,
    /// The stored number that a Take lowers, if it was ever taken from.
    pub stock: Option<u64>,
}

/// An item with its last version but one, which a read that is not consistent may still see (DDB-11).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// The item; `None` if it was deleted.
    pub now: Option<Version>,
    /// The item before the last write.
    pub before: Option<Version>,
    /// When it was last written.
    pub written: Time,
}

/// The place of a key: 64 well-mixed bits. Two keys in a million items share one with a chance of 3 in 10⁸.
pub fn place(key: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in key.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

const FAN: usize = 16;
const BITS: u32 = 4;

#[derive(Clone, Debug)]
enum Node {
    Leaf(u64, Record),
    Branch([Option<Arc<Node>>; FAN]),
}

/// Items by the place of their key.
#[derive(Clone, Debug, Default)]
pub struct Items {
    root: Option<Arc<Node>>,
}

fn slot(place: u64, depth: u32) -> usize {
    (place >> (depth * BITS)) as usize % FAN
}

impl Items {
    /// The record at this place.
    pub fn get(&self, place: u64) -> Option<&Record> {
        let (mut node, mut depth) = (self.root.as_deref()?, 0);
        loop {
            match node {
                Node::Leaf(at, record) => return (*at == place).then_some(record),
                Node::Branch(children) => {
                    node = children[slot(place, depth)].as_deref()?;
                    depth += 1;
                }
            }
        }
    }

    /// Puts a record at this place.
    pub fn put(&mut self, place: u64, record: Record) {
        insert(&mut self.root, place, record, 0);
    }

    /// Takes the record at this place away.
    pub fn remove(&mut self, place: u64) {
        cut(&mut self.root, place, 0);
    }
}

fn cut(at: &mut Option<Arc<Node>>, place: u64, depth: u32) {
    let Some(node) = at else { return };
    match &**node {
        Node::Leaf(here, _) if *here == place => *at = None,
        Node::Leaf(..) => {}
        Node::Branch(_) => {
            if let Node::Branch(children) = Arc::make_mut(node) {
                cut(&mut children[slot(place, depth)], place, depth + 1);
            }
        }
    }
}

fn insert(at: &mut Option<Arc<Node>>, place: u64, record: Record, depth: u32) {
    let Some(node) = at else {
        *at = Some(Arc::new(Node::Leaf(place, record)));
        return;
    };
    match Arc::make_mut(node) {
        Node::Leaf(here, old) if *here == place => *old = record,
        Node::Leaf(here, _) => {
            let here = *here;
            let mut children: [Option<Arc<Node>>; FAN] = Default::default();
            children[slot(here, depth)] = Some(node.clone());
            insert(&mut children[slot(place, depth)], place, record, depth + 1);
            *at = Some(Arc::new(Node::Branch(children)));
        }
        Node::Branch(children) => insert(&mut children[slot(place, depth)], place, record, depth + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn record(n: u64) -> Record {
        Record { now: Some(Version { size: n as u32, stock: Some(n) }), before: None, written: Time(n) }
    }

    proptest! {
        /// Against an ordinary map, with places that share their first bits, and clones that must stay as they were.
        #[test]
        fn agrees_with_an_ordinary_map_and_clones_are_independent(
            ops in proptest::collection::vec((0u64..40, 0u32..60, any::<bool>()), 1..300)
        ) {
            let (mut items, mut plain) = (Items::default(), BTreeMap::new());
            let mut frames = Vec::new();
            for (n, (low, shift, put)) in ops.into_iter().enumerate() {
                let place = low << shift;
                if put {
                    items.put(place, record(n as u64));
                    plain.insert(place, record(n as u64));
                } else {
                    items.remove(place);
                    plain.remove(&place);
                }
                if n % 20 == 0 { frames.push((items.clone(), plain.clone())); }
            }
            frames.push((items, plain));
            for (items, plain) in frames {
                for shift in 0..60 {
                    for place in (0..40u64).map(|low| low << shift) {
                        prop_assert_eq!(items.get(place), plain.get(&place));
                    }
                }
            }
        }
    }

    #[test]
    fn places_of_similar_keys_are_spread_over_the_first_four_bits() {
        let mut filled = [0; FAN];
        (0..1600).for_each(|n| filled[slot(place(&format!("order-{n}")), 0)] += 1);
        // 100 each; five standard deviations of a binomial with p = 1/16 are 5·sqrt(1600·p·(1-p)) = 48.
        assert!(filled.iter().all(|n| (52..=148).contains(n)), "{filled:?}");
    }
}
