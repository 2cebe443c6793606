//! The words in which a service is declared. Palette, inspector, validation, wires, charts, documents, links, guides and
//! the command line read these declarations and nothing else: there is no list of kinds anywhere.
//!
//! Absent by design: any service by name, the browser, simulated state.

mod assemble;
mod book;
mod family;
pub mod fidelity;
mod field;
mod key;
mod metrics;
pub mod permission;
mod port;
pub mod roles;
mod service;
pub mod wire_fields;

pub use assemble::assemble;
pub use book::{Catalog, Refusal};
pub use family::Family;
pub use field::{Field, FieldKind, Language, Preset};
pub use key::{
    Key, Millis, Seconds, Words, choice, flag, millis, opt_millis, opt_real, opt_seconds, opt_whole, real, seconds,
    text, whole,
};
pub use port::{Port, Role, Side};
pub use service::{Command, Fact, FaultPreset, Fidelity, Finding, Look, Neighbour, Price, Service, Severity};
