//! The page: Leptos components around one [`app::App`].
//!
//! Absent by design: any service by name, simulated logic, direct use of the browser's storage or clocks (that is
//! `browser`'s). What a panel shows of a service comes from its declaration.

pub mod app;
pub mod canvas;
mod command;
mod effects;
pub mod frames;
mod inspector;
mod keys;
pub mod live;
pub mod meaning;
mod palette;
pub mod parts;
mod problems;
pub mod ui;
