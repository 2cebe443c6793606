//! Bits as fractions of a byte: an arithmetic coder. A bit that was expected costs next to nothing, a surprising one
//! several bits. Whoever calls says how probable a one is; reader and writer must be told the same.

/// One in this scale is certainty; probabilities lie strictly between 0 and this.
pub const CERTAIN: u32 = 1 << 16;

/// Something that bits go through: written, read, or only learnt from.
pub trait Coder {
    /// Writes `bit` and gives it back, or ignores it and gives the bit that was read. `one` is the probability of a one,
    /// from 1 to 65,535.
    fn code(&mut self, bit: bool, one: u32) -> bool;
}

/// Lets bits pass and keeps nothing, so that a model can learn.
pub struct Passer;

impl Coder for Passer {
    fn code(&mut self, bit: bool, _: u32) -> bool {
        bit
    }
}

/// The numbers that what was written so far may stand for: from `low` to `high`, both included.
#[derive(Clone, Copy)]
struct Interval {
    low: u32,
    high: u32,
}

impl Interval {
    const ALL: Interval = Interval { low: 0, high: u32::MAX };

    /// The last number that stands for a one.
    fn split(self, one: u32) -> u32 {
        let width = u64::from(self.high - self.low);
        self.low + (width * u64::from(one) / u64::from(CERTAIN)) as u32
    }

    /// The first byte, once it is settled; the interval moves on to the next.
    fn settled(&mut self) -> Option<u8> {
        let first = (self.low >> 24) as u8;
        if first != (self.high >> 24) as u8 {
            return None;
        }
        self.low <<= 8;
        self.high = self.high << 8 | 0xff;
        Some(first)
    }
}

/// Writes bits.
pub struct Writer {
    interval: Interval,
    bytes: Vec<u8>,
}

impl Writer {
    /// Nothing written yet.
    pub fn new() -> Self {
        Self { interval: Interval::ALL, bytes: Vec::new() }
    }

    /// The bytes: as few as it takes, given that a reader goes on with zeros.
    pub fn finish(mut self) -> Vec<u8> {
        let Interval { low, high } = self.interval;
        for kept in 0..=4 {
            let rest = u32::MAX.checked_shr(8 * kept).unwrap_or(0);
            let candidate = low.checked_add(rest).map(|n| n & !rest);
            if let Some(number) = candidate.filter(|n| *n <= high) {
                self.bytes.extend(&number.to_be_bytes()[..kept as usize]);
                break;
            }
        }
        while self.bytes.last() == Some(&0) {
            self.bytes.pop();
        }
        self.bytes
    }
}

impl Coder for Writer {
    fn code(&mut self, bit: bool, one: u32) -> bool {
        let split = self.interval.split(one);
        if bit {
            self.interval.high = split
        } else {
            self.interval.low = split + 1
        }
        while let Some(byte) = self.interval.settled() {
            self.bytes.push(byte);
        }
        bit
    }
}

/// Reads what a [`Writer`] wrote. From other bytes it reads something, but never panics.
pub struct Reader<'a> {
    interval: Interval,
    number: u32,
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> Reader<'a> {
    /// At the start of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self { interval: Interval::ALL, number: 0, bytes: bytes.iter() };
        (0..4).for_each(|_| reader.next());
        reader
    }

    fn next(&mut self) {
        self.number = self.number << 8 | u32::from(self.bytes.next().copied().unwrap_or(0));
    }
}

impl Coder for Reader<'_> {
    fn code(&mut self, _: bool, one: u32) -> bool {
        let split = self.interval.split(one);
        let bit = self.number <= split;
        if bit {
            self.interval.high = split
        } else {
            self.interval.low = split + 1
        }
        while self.interval.settled().is_some() {
            self.next();
        }
        bit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(bits: &[(bool, u32)]) -> Vec<u8> {
        let mut writer = Writer::new();
        for (bit, one) in bits {
            writer.code(*bit, *one);
        }
        writer.finish()
    }

    #[test]
    fn expected_bits_cost_what_shannon_says() {
        // A bit of probability p costs -log2 p. Of 8,000 bits, 7,500 of probability 15/16 at 0.0931 bits and 500 of
        // probability 1/16 at 4 bits make 2,698 bits: 337.3 bytes.
        let bits: Vec<_> = (0..8_000).map(|n| (n % 16 != 0, CERTAIN / 16 * 15)).collect();
        assert!((338..=339).contains(&written(&bits).len()));
        // A thousand coin tosses cost a thousand bits.
        let bits: Vec<_> = (0..1_000).map(|n| (n % 7 % 2 == 0, CERTAIN / 2)).collect();
        assert!((125..=126).contains(&written(&bits).len()));
    }

    proptest! {
        #[test]
        fn every_bit_comes_back(bits in prop::collection::vec((any::<bool>(), 1..CERTAIN), 0..400)) {
            let bytes = written(&bits);
            let mut reader = Reader::new(&bytes);
            for (bit, one) in bits {
                prop_assert_eq!(reader.code(false, one), bit);
            }
        }
    }
}
