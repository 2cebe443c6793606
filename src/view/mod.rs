//! The page: Leptos components around one [`app::App`].
//!
//! Absent by design: any service by name, simulated logic, direct use of the browser's storage or clocks (that is
//! `browser`'s). What a panel shows of a service comes from its declaration.

pub mod app;
mod batch;
pub mod canvas;
mod command;
pub mod desk;
mod dialogs;
mod drawer;
mod effects;
mod embed;
pub mod frames;
mod header;
pub mod inspector;
mod keys;
mod language;
pub mod live;
pub mod meaning;
mod outline;
mod page;
mod palette;
mod paper;
pub mod parts;
mod present;
mod problems;
mod record;
mod rehearsal;
mod run;
mod sheets;
mod slices;
mod standing;
pub mod transport;
pub mod ui;
mod voice;
mod watch;

pub use page::Page;

/// Starts what this copy of the program is for: the page, or in a worker the runs beside it.
pub fn start() {
    if crate::browser::worker::inside() {
        return batch::worker::serve();
    }
    // In a task of its own: the one in which the program arrives is long enough.
    crate::browser::clock::later(0, mount);
}

/// Mounts the page.
pub fn mount() {
    leptos::mount::mount_to_body(Page);
}
