//! Small pieces that every panel uses: glyphs, marks, signs, charts, pictures of designs, words for numbers and times.

pub mod chart;
pub mod glyph;
pub mod signs;
pub mod thumbnail;
pub mod words;
