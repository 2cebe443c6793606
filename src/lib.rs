//! Signalbox: a browser playground for event-driven cloud architectures.
//!
//! Layers, from the bottom: `model` (what a person drew), `sim` (the engine), `catalog` (the words in which a
//! service is declared), `languages` (standalone interpreters), `common` (what
//! several services share), `services`, `check`, `editor`, `exchange`,
//! `playback`, `story`, `batch`, and on top the page. `ARCHITECTURE.md` says what must be absent from each.

pub mod batch;
#[cfg(feature = "web")]
pub mod browser;
pub mod catalog;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
mod common;
pub mod editor;
pub mod exchange;
pub mod languages;
pub mod model;
pub mod playback;
pub mod services;
pub mod sim;
pub mod story;
#[cfg(test)]
pub mod testing;
#[cfg(feature = "web")]
pub mod view;
pub mod words;
