//! What is the next bit? Several contexts (the last letters, the service, the field, …) remember what they saw; their
//! opinions are weighed, and the weights learn who is usually right. Whole numbers only, so that every machine agrees.
//!
//! Contexts find their slots in a table by hashing; one that finds another there begins anew in its place. Nothing but
//! a prediction depends on it.

use super::bits::{CERTAIN, Coder};

/// The most contexts that one bit may have.
pub const MOST: usize = 7;
/// How many families of bits there may be, each with weights of its own.
const FAMILIES: usize = 4;
/// The table has 2 to this power slots.
const POWER: u32 = 18;
/// Opinions are log odds, so that adding them up makes sense: ln(p / (1 - p)), 256 to the unit, from -8 to 8.
const ODDS: i32 = 2_047;
/// One, among weights.
const ONE: i32 = 1 << 16;
/// A slot that saw this many bits learns no more slowly than before.
const SETTLED: u8 = 24;
/// How fast weights learn.
const RATE: i64 = 16;

/// The logistic function in steps of one half, from -8 to 8, in units of [`CERTAIN`].
const LOGISTIC: [i32; 33] = [
    22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11955, 17625, 24743, 32768, 40793, 47911, 53581,
    57724, 60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374, 65438, 65476, 65500, 65514,
];

/// What one context saw.
#[derive(Clone, Copy)]
struct Slot {
    /// The probability of a one, in units of [`CERTAIN`].
    one: u16,
    /// How many bits were seen, up to [`SETTLED`].
    seen: u8,
    /// Whose slot it is: a part of the context's hash that its place does not tell.
    owner: u8,
}

impl Slot {
    const fn of(owner: u8) -> Self {
        Self { one: 1 << 15, seen: 0, owner }
    }

    /// Moves towards what was seen: by five sixths of the way at first, then less and less.
    fn learn(&mut self, bit: bool) {
        let (old, seen) = (i64::from(self.one), i64::from(self.seen));
        let aim = if bit { i64::from(u16::MAX) } else { 0 };
        self.one = (old + (aim - old) * 5 / (5 * seen + 6)) as u16;
        self.seen = (self.seen + 1).min(SETTLED);
    }
}

/// What was learnt so far.
#[derive(Clone)]
pub struct Model {
    slots: Vec<Slot>,
    /// For each family and each number of contexts that know something: a weight for each context.
    weights: [[[i32; MOST]; MOST + 1]; FAMILIES],
    /// The odds of 4,096 probabilities.
    odds: Vec<i16>,
}

impl Model {
    /// Knows nothing.
    pub fn new() -> Self {
        let mut odds = vec![ODDS as i16; 4_096];
        let mut next = 0;
        for of in -ODDS..=ODDS {
            let until = probability(of) as usize / 16;
            for entry in odds.iter_mut().take(until + 1).skip(next) {
                *entry = of as i16;
            }
            next = next.max(until + 1);
        }
        Self { slots: vec![Slot::of(0); 1 << POWER], weights: [[[ONE * 2 / 5; MOST]; MOST + 1]; FAMILIES], odds }
    }

    /// Codes a bit that stands in these contexts (at most [`MOST`]), and learns from it.
    pub fn code(&mut self, coder: &mut impl Coder, family: usize, contexts: &[u32], bit: bool) -> bool {
        let (mut places, mut opinions) = ([0; MOST], [0; MOST]);
        let mut knowing = 0;
        for (n, context) in contexts.iter().enumerate().take(MOST) {
            let spread = context.wrapping_mul(0x9e37_79b1);
            let owner = (spread >> (24 - POWER)) as u8;
            places[n] = (spread >> (32 - POWER)) as usize;
            let slot = &mut self.slots[places[n]];
            if slot.owner != owner {
                *slot = Slot::of(owner);
            }
            opinions[n] = i32::from(self.odds[usize::from(slot.one) / 16]);
            knowing += usize::from(slot.seen > 0);
        }
        let weights = &mut self.weights[family][knowing];
        let sum: i64 = weights.iter().zip(opinions).map(|(w, o)| i64::from(*w) * i64::from(o)).sum();
        let one = probability((sum >> 16).clamp(i64::from(-ODDS), i64::from(ODDS)) as i32);
        let bit = coder.code(bit, one);

        let truth = if bit { CERTAIN } else { 0 };
        let error = i64::from(truth) - i64::from(one);
        for (weight, opinion) in weights.iter_mut().zip(opinions) {
            let step = (i64::from(opinion) * error * RATE + (1 << 17)) >> 18;
            *weight = (i64::from(*weight) + step).clamp(i64::from(-8 * ONE), i64::from(8 * ONE)) as i32;
        }
        for place in places.iter().take(contexts.len()) {
            self.slots[*place].learn(bit);
        }
        bit
    }
}

/// The probability of a one at these odds, in units of [`CERTAIN`], between the entries of the table.
fn probability(odds: i32) -> u32 {
    let from_left = odds + 2_048;
    let (step, rest) = ((from_left >> 7) as usize, from_left & 127);
    let (a, b) = (LOGISTIC[step], LOGISTIC[(step + 1).min(32)]);
    ((a * (128 - rest) + b * rest) >> 7) as u32
}

/// A context inside another: the same two numbers always make the same one.
pub fn within(context: u32, n: u32) -> u32 {
    let mixed = (context.rotate_left(7) ^ n).wrapping_mul(0x85eb_ca6b);
    mixed ^ mixed >> 13
}

#[cfg(test)]
mod tests {
    use super::super::bits::{Reader, Writer};
    use super::*;

    #[test]
    fn probabilities_follow_the_logistic_function() {
        for odds in -ODDS..=ODDS {
            let exact = f64::from(CERTAIN) / (1.0 + libm::exp(-f64::from(odds) / 256.0));
            assert!((f64::from(probability(odds)) - exact).abs() < 0.01 * f64::from(CERTAIN), "{odds}");
        }
    }

    #[test]
    fn odds_undo_probabilities() {
        let model = Model::new();
        for odds in (-1_500..=1_500).step_by(100) {
            let back = i32::from(model.odds[probability(odds) as usize / 16]);
            assert!((back - odds).abs() <= 24, "{odds} came back as {back}");
        }
    }

    #[test]
    fn a_habit_is_learnt_and_read_back() {
        // Of two contexts one tells the bit, the other nothing: soon the bits cost almost nothing.
        let bits: Vec<bool> = (0..2_000u32).map(|n| (n * n / 7) % 3 == 0).collect();
        let contexts = |n: usize, bit: bool| [1, within(2, u32::from(bit)), within(3, n as u32 % 5)];
        let (mut model, mut writer) = (Model::new(), Writer::new());
        for (n, bit) in bits.iter().enumerate() {
            model.code(&mut writer, 0, &contexts(n, *bit), *bit);
        }
        let bytes = writer.finish();
        assert!(bytes.len() < 25, "{} bytes", bytes.len());
        let (mut model, mut reader) = (Model::new(), Reader::new(&bytes));
        for (n, bit) in bits.iter().enumerate() {
            assert_eq!(model.code(&mut reader, 0, &contexts(n, *bit), false), *bit);
        }
    }
}
