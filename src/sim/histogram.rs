//! How many values fell where: steps of less than 1 %, the same on every machine. New values are only written down; every
//! so many are counted in a window that is looked up at once; when no more come, a window is packed into a list. The few
//! values of a quiet minute stay as they were written down: whoever asks for a percentile puts them in order, and few ever do.

use std::borrow::Cow;

/// Bits of a number's fraction that a step keeps: 128 steps from a number to its double.
const FINE: u32 = 7;
/// The window is at most so wide, 64 doublings; a value outside is searched for its step.
const WIDEST: usize = 64 << FINE;
/// So many values are written down before they are counted. A quiet minute has fewer and needs no window.
const FRESH: usize = 256;
/// The window grows by whole doublings.
const GROWTH: u32 = 1 << FINE;

/// The step of a value: the beginning of its binary form, which is the same on every machine. Nothing and less is 0.
fn step(value: f64) -> u32 {
    if value > 0.0 { (value.to_bits() >> (52 - FINE)) as u32 } else { 0 }
}

/// The middle of a step, within 0.4 % of every value in it.
fn unstep(step: u32) -> f64 {
    let low = u64::from(step) << (52 - FINE);
    if step == 0 { 0.0 } else { f64::from_bits(low | 1 << (51 - FINE)) }
}

/// Counts of values by step.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Histogram {
    /// Steps of values that are not counted yet, as they came.
    fresh: Vec<u32>,
    /// Steps with their counts, in order.
    packed: Vec<(u32, u32)>,
    /// The step of the first place of the window.
    base: u32,
    window: Vec<u32>,
}

impl Histogram {
    /// Counts a value.
    pub fn add(&mut self, value: f64) {
        self.fresh.push(step(value));
        if self.fresh.len() == FRESH {
            self.count();
        }
    }

    /// Counts what is only written down.
    fn count(&mut self) {
        let mut fresh = std::mem::take(&mut self.fresh);
        for step in fresh.drain(..) {
            // Wraps below the base to a place that no window has.
            let place = step.wrapping_sub(self.base) as usize;
            if let Some(count) = self.window.get_mut(place) {
                *count += 1;
            } else if step > 0 && self.reach(step) {
                self.window[(step - self.base) as usize] += 1;
            } else {
                tally(&mut self.packed, step, 1);
            }
        }
        self.fresh = fresh;
    }

    /// Widens the window so that it has this step; false if it would be too wide.
    fn reach(&mut self, step: u32) -> bool {
        let low = step / GROWTH * GROWTH;
        if self.window.is_empty() {
            self.base = low;
        }
        let base = self.base.min(low);
        let end = (self.base + self.window.len() as u32).max(low + GROWTH);
        let width = (end - base) as usize;
        if width > WIDEST {
            return false;
        }
        let mut window = vec![0; width];
        let offset = (self.base - base) as usize;
        window[offset..offset + self.window.len()].copy_from_slice(&self.window);
        (self.base, self.window) = (base, window);
        true
    }

    /// The steps that have values, in order, with their counts.
    fn steps(&self) -> Cow<'_, [(u32, u32)]> {
        if self.window.is_empty() && self.fresh.is_empty() {
            return Cow::Borrowed(&self.packed);
        }
        let split = self.packed.partition_point(|(step, _)| *step < self.base);
        let (below, above) = self.packed.split_at(split);
        let inside = (self.base..).zip(&self.window).filter(|(_, n)| **n > 0).map(|(step, n)| (step, *n));
        let mut steps: Vec<_> = below.iter().copied().chain(inside).chain(above.iter().copied()).collect();
        steps.extend(self.fresh.iter().map(|step| (*step, 1)));
        Cow::Owned(in_order(steps))
    }

    /// Forgets the room for more.
    pub fn pack(&mut self) {
        if self.window.is_empty() && self.packed.is_empty() {
            self.fresh.shrink_to_fit();
        } else if let Cow::Owned(steps) = self.steps() {
            *self = Self { packed: steps, ..Self::default() };
        }
    }

    /// The value below which `p` percent of the values lie (nearest rank), within 0.5 %; `None` without values.
    pub fn percentile(&self, p: f64) -> Option<f64> {
        let steps = self.steps();
        let total: u64 = steps.iter().map(|(_, n)| u64::from(*n)).sum();
        let rank = ((p / 100.0 * total as f64).ceil() as u64).clamp(1, total.max(1));
        let mut seen = 0;
        for (step, n) in steps.iter() {
            seen += u64::from(*n);
            if seen >= rank {
                return Some(unstep(*step));
            }
        }
        None
    }

    /// Lays another one over this.
    pub fn merge(&mut self, other: &Self) {
        let mut steps = self.steps().into_owned();
        steps.extend_from_slice(&other.steps());
        *self = Self { packed: in_order(steps), ..Self::default() };
    }
}

/// Steps in order, each once with all its counts. Lists that are in order already are laid together in one walk.
fn in_order(mut steps: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    steps.sort();
    steps.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0 };
        same
    });
    steps
}

/// Counts `n` more in a step.
fn tally(packed: &mut Vec<(u32, u32)>, step: u32, n: u32) {
    match packed.binary_search_by_key(&step, |(step, _)| *step) {
        Ok(at) => packed[at].1 += n,
        Err(at) => packed.insert(at, (step, n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever comes in whatever order: packed or not, merged or counted at once, the steps are the same.
        #[test]
        fn windows_and_lists_count_alike(values in proptest::collection::vec((-3i32..400, 0.0f64..10.0), 1..900)) {
            let value = |(exponent, part): (i32, f64)| if exponent < 0 { 0.0 } else { (1.0 + part) * libm::exp2(f64::from(exponent) - 200.0) };
            let mut naive = Vec::new();
            let mut whole = Histogram::default();
            let mut halves = [Histogram::default(), Histogram::default()];
            for (n, v) in values.iter().copied().map(value).enumerate() {
                tally(&mut naive, step(v), 1);
                whole.add(v);
                halves[n % 2].add(v);
            }
            prop_assert_eq!(&whole.steps()[..], &naive[..]);
            let [mut merged, odd] = halves;
            merged.merge(&odd);
            prop_assert_eq!(&merged.steps()[..], &naive[..]);
            whole.pack();
            prop_assert_eq!(&whole.steps()[..], &naive[..]);
        }
    }

    #[test]
    fn a_step_is_within_half_a_percent_of_its_values() {
        for value in [1e-9, 0.37, 1.0, 3.0, 1e3, 7.7e12] {
            let mut one = Histogram::default();
            one.add(value);
            let near = one.percentile(50.0).unwrap_or_default();
            assert!((near - value).abs() / value < 0.005, "{value}: {near}");
        }
    }
}
