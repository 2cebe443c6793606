//! The commands of this house, standard library only: what is missing gets installed, the page gets built, served and
//! tested. `main.rs` reads the command line; the end-to-end tests use [`server`] to serve `dist/`.

pub mod browser;
pub mod checks;
pub mod lighthouse;
pub mod npm;
pub mod page;
pub mod run;
pub mod serve;
pub mod server;
pub mod setup;

/// What every step answers: a value, or one sentence for the person at the terminal.
pub type Outcome<T = ()> = Result<T, String>;
