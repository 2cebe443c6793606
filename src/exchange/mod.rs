//! Documents and links: how a diagram becomes text that a person can keep, compare and share, and how any such text
//! becomes a diagram again; and the shelf on which documents are kept.
//!
//! There is one door in, [`load()`]: files, links, storage and pasted text all go through it. It repairs what it can and
//! says so; it never panics and never loses what it does not know.
//!
//! Absent by design: the browser, simulated state, any service by name. Text in, text out.

mod document;
pub mod duration;
pub mod embed;
mod ends;
mod layout;
pub mod link;
pub mod load;
pub mod png;
pub mod qr;
pub mod remote;
mod restore;
pub mod shelf;
#[cfg(test)]
mod tests;

pub use document::write;
pub use load::{LoadError, Loaded, load, text_of};
