//! The release page in a real browser, used as a person would. One program, not one for each file: linking it takes a while, and
//! the tests of all files fill both cores until the last one.

mod access;
mod axe;
mod batch;
mod canvas;
mod documents;
mod embed;
mod export;
mod focus;
mod journey;
mod keyboard;
mod languages;
mod layout;
mod locked;
mod moment;
mod names;
mod opening;
mod outline;
mod panels;
mod present;
mod remarks;
mod touch;
mod travel;
mod why;
mod wires;
mod words;
