//! The response cache of a stage (APIGW-14 to 17).

use crate::sim::{Body, Span, Time};
use std::collections::{BTreeMap, BTreeSet};

/// A response over 1 MB is never cached (APIGW-15).
const LARGEST: u64 = 1_048_576;

/// What is kept of a response.
#[derive(Clone, Debug)]
pub struct Kept {
    pub status: u16,
    pub body: Option<Body>,
    ends: Time,
    used: u64,
    bytes: u64,
}

/// A cache with a size, from which what was used longest ago leaves first (a choice of this model, APIGW-17).
#[derive(Clone, Debug, Default)]
pub struct Cache {
    entries: BTreeMap<String, Kept>,
    by_use: BTreeSet<(u64, String)>,
    uses: u64,
    bytes: u64,
    /// Bytes that fit in.
    size: u64,
    /// From when on it serves; it is being made before.
    ready: Time,
    pub ttl: Span,
}

impl Cache {
    /// An empty cache that serves from `ready` on.
    pub fn new(size: u64, ttl: Span, ready: Time) -> Self {
        Self { size, ttl, ready, ..Self::default() }
    }

    /// The size that it was made with.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether it serves a method with this time to live (`None`: the cache's own).
    pub fn is_ready(&self, now: Time, ttl: Option<Span>) -> bool {
        now >= self.ready && ttl.unwrap_or(self.ttl) > Span::ZERO
    }

    /// The response for a key, if it is there and not too old.
    pub fn get(&mut self, key: &str, now: Time) -> Option<&Kept> {
        if self.entries.get(key)?.ends <= now {
            self.remove(key);
            return None;
        }
        self.uses += 1;
        let kept = self.entries.get_mut(key)?;
        self.by_use.remove(&(kept.used, key.to_owned()));
        kept.used = self.uses;
        self.by_use.insert((kept.used, key.to_owned()));
        Some(kept)
    }

    /// Keeps a response; false if it is none that is cached.
    pub fn put(&mut self, key: &str, status: u16, body: Option<&Body>, ttl: Option<Span>, now: Time) -> bool {
        let bytes = body.map_or(0, Body::bytes);
        if !self.is_ready(now, ttl) || !(200..300).contains(&status) || bytes > LARGEST {
            return false;
        }
        self.remove(key);
        self.uses += 1;
        let kept = Kept { status, body: body.cloned(), ends: now + ttl.unwrap_or(self.ttl), used: self.uses, bytes };
        self.entries.insert(key.to_owned(), kept);
        self.by_use.insert((self.uses, key.to_owned()));
        self.bytes += bytes;
        while self.bytes > self.size
            && let Some((_, oldest)) = self.by_use.first().cloned()
        {
            self.remove(&oldest);
        }
        true
    }

    /// Takes a response out.
    pub fn remove(&mut self, key: &str) {
        if let Some(kept) = self.entries.remove(key) {
            self.bytes -= kept.bytes;
            self.by_use.remove(&(kept.used, key.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000;

    fn at(seconds: u64) -> Time {
        Time(seconds * SECOND)
    }

    #[test]
    fn apigw_14_an_entry_lives_for_its_ttl() {
        let mut cache = Cache::new(10_000, Span::seconds(300), Time::START);
        assert!(cache.put("a", 200, Some(&Body::new("x")), None, at(1)));
        assert!(cache.get("a", at(300)).is_some_and(|kept| kept.status == 200));
        assert!(cache.get("a", at(301)).is_none());
        assert!(cache.entries.is_empty() && cache.by_use.is_empty() && cache.bytes == 0);
    }

    #[test]
    fn apigw_15_only_successes_up_to_1_mb_are_kept() {
        let mut cache = Cache::new(10_000_000, Span::seconds(300), Time::START);
        let body = |bytes: usize| Body::new("x".repeat(bytes));
        assert!(!cache.put("a", 404, None, None, at(0)) && !cache.put("a", 500, None, None, at(0)) && !cache.put("a", 301, None, None, at(0)));
        assert!(cache.put("a", 200, Some(&body(1_048_576)), None, at(0)));
        assert!(!cache.put("b", 200, Some(&body(1_048_577)), None, at(0)));
    }

    #[test]
    fn apigw_17_what_was_used_longest_ago_leaves_first_and_a_new_cache_takes_time() {
        let mut cache = Cache::new(20, Span::seconds(300), at(240));
        assert!(!cache.put("a", 200, None, None, at(239)));
        let ten = Body::new("0123456789");
        for key in ["a", "b"] {
            cache.put(key, 200, Some(&ten), None, at(240));
        }
        assert!(cache.get("a", at(241)).is_some());
        cache.put("c", 200, Some(&ten), None, at(242));
        let there = ["a", "b", "c"].map(|key| cache.get(key, at(243)).is_some());
        assert_eq!(there, [true, false, true]);
    }
}
