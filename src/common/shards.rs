//! What a stream and those who read it share: how keys are spread over shards (KIN-1), how shards and records are named, and
//! the list of shards as a stream tells it.

use crate::sim::Body;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

/// Where a partition key lies in the space of 128 bits: its MD5 as a big-endian number (KIN-1).
pub fn hash(key: &str) -> u128 {
    u128::from_be_bytes(Md5::digest(key.as_bytes()).into())
}

/// The first place of part `n` of `parts` equal ones of that space.
pub fn start(n: u32, parts: u32) -> u128 {
    // 2^128 = whole · parts + rest; the part begins at n · 2^128 / parts, rounded up.
    let (n, parts) = (u128::from(n), u128::from(parts));
    let (whole, rest) = (u128::MAX / parts, u128::MAX % parts + 1);
    n * whole + (n * rest).div_ceil(parts)
}

/// The name of a shard.
pub fn shard_id(shard: u32) -> String {
    format!("shardId-{shard:012}")
}

/// A sequence number as it is written: AWS's have 56 digits, of which only the order matters.
pub fn sequence_number(number: u64) -> String {
    format!("49{number:054}")
}

/// A shard as the stream lists it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Listed {
    /// Its number.
    pub shard: u32,
    /// The shards that it was split off or merged from.
    pub parents: Vec<u32>,
    /// Whether it takes no more records.
    pub closed: bool,
    /// The sequence number of the oldest record in it, or of the next one.
    pub oldest: u64,
    /// The sequence number that the next record would get.
    pub next: u64,
}

/// The list as an answer carries it.
pub fn write(shards: &[Listed]) -> Body {
    Body::new(serde_json::to_string(shards).unwrap_or_default())
}

/// Reads such a list; empty if it is none.
pub fn read(body: &Body) -> Vec<Listed> {
    serde_json::from_str(body.text()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Which of so many equal parts of the space a place is in.
    fn part(place: u128, parts: u32) -> u32 {
        (0..parts).rev().find(|n| start(*n, parts) <= place).unwrap_or(0)
    }

    #[test]
    fn kin_1_keys_lie_where_the_fact_sheet_says() {
        assert_eq!(hash("order-1"), 0x6e7f_85a9_d0fe_9b5d_fb50_4c6f_2991_d744);
        let of_four = |key| part(hash(key), 4);
        assert_eq!(["order-1", "order-2", "customer-42", "a"].map(of_four), [1, 0, 3, 0]);
        assert_eq!(
            [hash("order-2") >> 96, hash("customer-42") >> 96, hash("a") >> 96],
            [0x1889_9d7d, 0xcd8e_59ee, 0x0cc1_75b9]
        );
    }

    proptest! {
        /// floor(place · parts / 2^128), reckoned here by halves so that it fits.
        #[test]
        fn kin_1_a_part_is_the_share_of_the_space(place: u128, parts in 1u32..1_000) {
            let (high, low) = (place >> 64, place & u128::from(u64::MAX));
            let parts_ = u128::from(parts);
            let expected = (high * parts_ + ((low * parts_) >> 64)) >> 64;
            prop_assert_eq!(u128::from(part(place, parts)), expected);
        }
    }

    #[test]
    fn a_list_of_shards_is_read_as_it_was_written() {
        let all = [Listed { shard: 3, parents: vec![0, 1], closed: false, oldest: 7, next: 9 }];
        assert_eq!(read(&write(&all)), all);
        assert!(read(&Body::new("nonsense")).is_empty());
    }
}
