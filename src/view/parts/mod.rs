//! Small pieces that every panel uses: glyphs, marks, signs, charts, pictures of designs, names, what opens over a button, words for numbers and times.

pub mod chart;
pub mod glyph;
pub mod name;
pub mod popover;
pub mod signs;
pub mod thumbnail;
pub mod words;
