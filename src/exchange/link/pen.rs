//! Numbers and texts as bits in context. The same calls write and read: a writing pen gives back what it was given, a
//! reading one ignores it and gives what it read, so the two can't come apart.

use super::bits::{CERTAIN, Coder};
use super::predict::{Model, within};

/// Why reading stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Torn {
    /// There is more than a link may hold.
    TooLong,
    /// The bits make no sense.
    Senseless,
}

/// What is known about a number or a text before it is seen, from the general to the particular: what it is, whose it
/// is (a service), and which (a property).
#[derive(Clone, Copy)]
pub struct About {
    /// What kind of thing.
    pub what: u32,
    /// Whose.
    pub whose: u32,
    /// Which.
    pub which: u32,
}

impl About {
    /// A number or text of this kind, of which nothing else is known.
    pub const fn only(what: u32) -> Self {
        Self { what, whose: 0, which: 0 }
    }

    /// One that belongs to somebody.
    pub const fn of(what: u32, whose: u32, which: u32) -> Self {
        Self { what, whose, which }
    }

    fn contexts(self, family: u32) -> [u32; 3] {
        let what = within(family, self.what);
        let whose = within(what, self.whose);
        [what, whose, within(whose, self.which)]
    }
}

/// Families of bits that share their weights.
const NUMBERS: usize = 0;
const LETTERS: usize = 1;
/// Flags stand in other contexts than numbers of the same kind.
const FLAGS: u32 = 2;

/// The end of a text.
const END: u8 = 0;
/// A zero or a one inside a text is written as this and a two or a three, so that [`END`] is the end.
const ESCAPE: u8 = 1;

/// Writes or reads through a model.
pub struct Pen<C> {
    model: Model,
    coder: C,
    left: u32,
}

impl<C: Coder> Pen<C> {
    /// A pen that handles at most so many numbers and letters.
    pub fn new(model: Model, coder: C, most: u32) -> Self {
        Self { model, coder, left: most }
    }

    /// The model, and what the bits went through.
    pub fn finish(self) -> (Model, C) {
        (self.model, self.coder)
    }

    /// How many more numbers and letters it handles.
    pub fn left(&self) -> u32 {
        self.left
    }

    fn spend(&mut self) -> Result<(), Torn> {
        self.left = self.left.checked_sub(1).ok_or(Torn::TooLong)?;
        Ok(())
    }

    /// A whole number: how many bits it has, one by one, then the bits after the first.
    pub fn number(&mut self, about: About, n: u64) -> Result<u64, Torn> {
        self.spend()?;
        let contexts = about.contexts(0);
        let mut code = |place: u32, bit: bool| {
            let here = contexts.map(|context| within(context, place));
            self.model.code(&mut self.coder, NUMBERS, &here, bit)
        };
        let size = 64 - n.leading_zeros();
        let mut bits = 0;
        while bits < 64 && code(bits, size > bits) {
            bits += 1;
        }
        let mut read = u64::from(bits > 0);
        for place in (0..bits.saturating_sub(1)).rev() {
            // What stands before decides, so that numbers that came before cost little; the tail of a large one is noise.
            let before = if read < 4_096 { read as u32 } else { 0 };
            let bit = code(within(64 + bits, before << 6 | place), n >> place & 1 == 1);
            read = read << 1 | u64::from(bit);
        }
        Ok(read)
    }

    /// A byte of which nothing can be known: eight bits.
    pub fn plain(&mut self, byte: u8) -> Result<u8, Torn> {
        self.spend()?;
        let mut bit = |read: u8, place: u32| read << 1 | u8::from(self.coder.code(byte >> place & 1 == 1, CERTAIN / 2));
        Ok((0..8).rev().fold(0, &mut bit))
    }

    /// A whole number that may be negative.
    pub fn signed(&mut self, about: About, n: i64) -> Result<i64, Torn> {
        let folded = self.number(about, (n << 1 ^ n >> 63) as u64)?;
        Ok((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }

    /// One of two.
    pub fn flag(&mut self, about: About, flag: bool) -> Result<bool, Torn> {
        self.spend()?;
        Ok(self.model.code(&mut self.coder, NUMBERS, &about.contexts(FLAGS), flag))
    }

    /// A text.
    pub fn text(&mut self, about: About, text: &str) -> Result<String, Torn> {
        let mut given = Vec::new();
        for byte in text.bytes() {
            if byte <= ESCAPE { given.extend([ESCAPE, byte + 2]) } else { given.push(byte) }
        }
        let mut given = given.into_iter();
        let mut bytes = Vec::new();
        let mut history = History::new(about);
        loop {
            match self.letter(&mut history, given.next().unwrap_or(END))? {
                END => break,
                ESCAPE => bytes.push(self.letter(&mut history, given.next().unwrap_or(END))?.wrapping_sub(2)),
                byte => bytes.push(byte),
            }
        }
        String::from_utf8(bytes).map_err(|_| Torn::Senseless)
    }

    fn letter(&mut self, history: &mut History, byte: u8) -> Result<u8, Torn> {
        self.spend()?;
        let contexts = history.contexts();
        let mut read = 1u32;
        for place in (0..8).rev() {
            let here = contexts.map(|context| within(context, read));
            let bit = self.model.code(&mut self.coder, LETTERS, &here, byte >> place & 1 == 1);
            read = read << 1 | u32::from(bit);
        }
        history.push(read as u8);
        Ok(read as u8)
    }
}

/// What the next letter of a text may depend on.
struct History {
    about: [u32; 3],
    last: u64,
    word: u32,
    whole: u32,
}

impl History {
    fn new(about: About) -> Self {
        Self { about: about.contexts(1), last: 0, word: 0, whole: 0 }
    }

    fn contexts(&self) -> [u32; 7] {
        let last = |letters: u32| {
            let kept = self.last & ((1 << (8 * letters)) - 1);
            within(within(letters, kept as u32), (kept >> 32) as u32)
        };
        [
            self.about[0],
            last(1),
            last(2),
            last(3),
            last(5),
            within(within(9, self.word), self.last as u32 & 0xff),
            within(self.about[2], self.whole),
        ]
    }

    fn push(&mut self, byte: u8) {
        // A word begins after what is no letter, and at a capital: `OrderQueue` is two words.
        let letter = byte.is_ascii_alphabetic() || byte > 127;
        let capital = byte.is_ascii_uppercase() && !(self.last as u8).is_ascii_uppercase();
        let before = if letter && !capital { self.word } else { 0 };
        self.word = if letter { within(before, u32::from(byte.to_ascii_lowercase())) } else { 0 };
        self.whole = within(self.whole, u32::from(byte));
        self.last = self.last << 8 | u64::from(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::super::bits::{Reader, Writer};
    use super::*;
    use proptest::prelude::*;

    const ABOUT: About = About::only(1);

    fn there_and_back(numbers: &[u64], signed: &[i64], texts: &[String]) -> (Vec<u64>, Vec<i64>, Vec<String>) {
        let mut pen = Pen::new(Model::new(), Writer::new(), 1_000_000);
        numbers.iter().for_each(|n| assert_eq!(pen.number(ABOUT, *n), Ok(*n)));
        signed.iter().for_each(|n| assert_eq!(pen.signed(ABOUT, *n), Ok(*n)));
        texts.iter().for_each(|t| assert_eq!(pen.text(ABOUT, t).as_ref(), Ok(t)));
        let bytes = pen.finish().1.finish();
        let mut pen = Pen::new(Model::new(), Reader::new(&bytes), 1_000_000);
        (
            numbers.iter().filter_map(|_| pen.number(ABOUT, 0).ok()).collect(),
            signed.iter().filter_map(|_| pen.signed(ABOUT, 0).ok()).collect(),
            texts.iter().filter_map(|_| pen.text(ABOUT, "").ok()).collect(),
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn numbers_and_texts_come_back(
            numbers in prop::collection::vec(prop_oneof![any::<u64>(), 0..100u64], 0..9),
            signed in prop::collection::vec(prop_oneof![any::<i64>(), -99..99i64], 0..9),
            texts in prop::collection::vec(prop_oneof![any::<String>(), "[\\x00-\\x03a]{0,6}"], 0..4),
        ) {
            prop_assert_eq!(there_and_back(&numbers, &signed, &texts), (numbers, signed, texts));
        }
    }

    #[test]
    fn a_pen_stops_when_there_is_more_than_it_may_handle() {
        let mut pen = Pen::new(Model::new(), Reader::new(&[7, 7, 7]), 3);
        let stopped = (0..4).map(|_| pen.number(ABOUT, 0).is_err()).collect::<Vec<_>>();
        assert_eq!(stopped, [false, false, false, true]);
    }
}
