//! How much work the wildcards of one field can make.
//!
//! AWS refuses a rule whose wildcards are too ambiguous ("Rule is too complex") and publishes no number. Its matcher
//! measures how many beginnings of wildcard texts one and the same value can satisfy at a time, in the worst case;
//! the refusals and acceptances that are on record agree with a limit of ten. So `*:*:*:*:*:event-bus/*`, with eleven,
//! is refused, and the same text with one `*:` less is accepted.

use super::text::Wildcard;
use std::collections::{BTreeMap, BTreeSet};

/// The highest measure that is accepted.
pub const MOST: usize = 10;

/// A ceiling for the search itself; far above what a pattern of 2,048 characters needs.
const MOST_SETS: usize = 20_000;

/// A point inside a wildcard text. The texts are taken with their quotation marks, as in JSON.
#[derive(Default)]
struct State {
    literal: Vec<(u8, usize)>,
    /// The point after a star that stands here: reached without reading anything.
    star: Option<usize>,
    /// Whether this is the point after a star, which any byte keeps.
    stays: bool,
    /// Starting points do not count.
    start: bool,
}

/// The measure for one field. Each entry of `alternatives` holds the wildcards of one alternative (several for a list
/// inside `anything-but`). Stops counting just above [`MOST`].
pub fn measure(alternatives: &[Vec<&Wildcard>]) -> usize {
    let mut states = Vec::new();
    let starts: BTreeSet<usize> = alternatives.iter().map(|wildcards| add(&mut states, wildcards)).collect();
    let mut bytes: BTreeSet<Option<u8>> =
        states.iter().flat_map(|state| state.literal.iter().map(|(byte, _)| Some(*byte))).collect();
    bytes.insert(None);
    let mut most = 0;
    let mut seen = BTreeSet::new();
    let mut pending = vec![starts];
    while let Some(active) = pending.pop() {
        for byte in &bytes {
            let next = step(&states, &active, *byte);
            let count = next.iter().filter(|at| !states[**at].start).count();
            most = most.max(count);
            if most > MOST {
                return most;
            }
            if !next.is_empty() && seen.len() < MOST_SETS && seen.insert(next.clone()) {
                pending.push(next);
            }
        }
    }
    most
}

/// Adds the wildcards of one alternative and gives its starting point. They share the points up to and including
/// their first star, and the last point.
fn add(states: &mut Vec<State>, wildcards: &[&Wildcard]) -> usize {
    let new = |states: &mut Vec<State>, state: State| {
        states.push(state);
        states.len() - 1
    };
    let start = new(states, State { start: true, ..State::default() });
    let end = new(states, State::default());
    let mut shared: BTreeMap<(usize, u8), usize> = BTreeMap::new();
    for wildcard in wildcards {
        let mut at = start;
        let mut before_star = true;
        for (index, piece) in wildcard.pieces().iter().enumerate() {
            if index > 0 {
                at = match states[at].star {
                    Some(known) => known,
                    None => {
                        let next = new(states, State { stays: true, ..State::default() });
                        states[at].star = Some(next);
                        next
                    }
                };
                before_star = false;
            }
            let quote = (index == 0).then_some(b'"');
            for byte in quote.into_iter().chain(piece.bytes()) {
                let known = if before_star { shared.get(&(at, byte)).copied() } else { None };
                let next = known.unwrap_or_else(|| {
                    let next = new(states, State::default());
                    states[at].literal.push((byte, next));
                    next
                });
                if before_star {
                    shared.insert((at, byte), next);
                }
                at = next;
            }
        }
        states[at].literal.push((b'"', end));
    }
    start
}

/// The points reached by reading one byte (`None`: a byte that no wildcard names).
fn step(states: &[State], active: &BTreeSet<usize>, byte: Option<u8>) -> BTreeSet<usize> {
    let mut next = BTreeSet::new();
    let mut reach = |at: usize| {
        next.insert(at);
        next.extend(states[at].star);
    };
    for at in active {
        if states[*at].stays {
            reach(*at);
        }
        states[*at].literal.iter().filter(|(known, _)| Some(*known) == byte).for_each(|(_, to)| reach(*to));
    }
    next
}
