//! What FIFO queues and FIFO topics share: deduplication (SQS-19, SQS-20, SNS-15) and settings that name a part of the body.

use crate::languages::json_path::JsonPath;
use crate::sim::{MessageId, Parcel, Span, Time};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;
use std::sync::Arc;

/// A deduplication id holds for so long from the first accepted message (SQS-20).
const WINDOW: Span = Span::seconds(300);

/// The deduplication id that a body has (ContentBasedDeduplication): its SHA-256; attributes don't count.
pub fn content_id(body: &str) -> Arc<str> {
    let mut id = String::with_capacity(64);
    for byte in Sha256::digest(body.as_bytes()) {
        let written = write!(id, "{byte:02x}");
        written.expect("a String takes everything");
    }
    id.into()
}

/// Where an id holds: in the whole queue or in one group.
type Key = (Option<Arc<str>>, Arc<str>);

/// The ids of the last five minutes.
#[derive(Clone, Debug)]
pub struct Window<T = MessageId> {
    seen: BTreeMap<Key, T>,
    ends: VecDeque<(Time, Key)>,
}

impl<T> Default for Window<T> {
    fn default() -> Self {
        Self { seen: BTreeMap::new(), ends: VecDeque::new() }
    }
}

impl<T: Copy> Window<T> {
    /// What was first sent with this id, if its window is open: `[t0, t0 + 300 s)`.
    pub fn first(&mut self, key: &Key, now: Time) -> Option<T> {
        while self.ends.front().is_some_and(|(end, _)| *end <= now) {
            self.ends.pop_front().into_iter().for_each(|(_, key)| {
                self.seen.remove(&key);
            });
        }
        self.seen.get(key).copied()
    }

    /// Opens the window of an id.
    pub fn open(&mut self, key: Key, what: T, now: Time) {
        self.ends.push_back((now + WINDOW, key.clone()));
        self.seen.insert(key, what);
    }
}

/// What a setting of a wire says of a message: the text itself, or what stands in the body at a path that begins with `$`.
pub fn said(setting: &str, parcel: &Parcel) -> Option<String> {
    match setting.trim() {
        "" => None,
        path if path.starts_with('$') => JsonPath::parse(path).ok()?.text(parcel.body.json()?),
        text => Some(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqs_19_the_content_id_is_the_sha_256_of_the_body() {
        let id = content_id("abc");
        assert_eq!(
            &*id, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "the vector of FIPS 180-2"
        );
    }
}
