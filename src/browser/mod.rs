//! The only wrappers of the browser's interfaces: clocks, storage, clipboard, files, the address, media queries, focus.
//!
//! Absent by design: anything of ours. These functions know nothing of diagrams or runs.

pub mod address;
pub mod clipboard;
pub mod clock;
pub mod fetch;
pub mod files;
pub mod focus;
pub mod frame;
pub mod image;
pub mod listen;
pub mod media;
pub mod outer;
pub mod paper;
pub mod pointer;
pub mod recorder;
pub mod screen;
pub mod sight;
pub mod storage;
pub mod tabs;
pub mod translate;
pub mod worker;

/// The window.
pub(crate) fn window() -> web_sys::Window {
    web_sys::window().expect("a page has a window")
}

/// The document.
pub(crate) fn document() -> web_sys::Document {
    window().document().expect("a window has a document")
}
