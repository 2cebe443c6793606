//! Small pieces that every panel uses: glyphs, marks, signs, charts, choices of what to join with, pictures of designs, names, what opens over a button, words for numbers and times.

pub mod chart;
pub mod choices;
pub mod glyph;
pub mod name;
pub mod popover;
pub mod signs;
pub mod thumbnail;
pub mod words;
