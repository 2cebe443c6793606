//! The page as a person uses it: a driver for end-to-end tests, in words such as *click the button "Play"*.
//!
//! ```no_run
//! use e2e::{Page, button, textbox};
//!
//! let page = Page::open("");
//! page.type_into(textbox("Name"), "Orders");
//! page.click_button("Play");
//! page.wait_until("a message has arrived", || page.text_of(button("Inbox")).contains("1"));
//! assert_eq!(page.errors(), Vec::<String>::new());
//! ```
//!
//! - Things are found by role and accessible name, as a screen reader would say them: what a test can find, a person
//!   who cannot see the page can find too. See [`Thing`].
//! - Every word waits up to [`PATIENCE`] for what it needs. When that does not come it panics with a sentence that
//!   says what was looked for and what is there, and leaves a picture in `target/shots/`.
//! - Each [`Page`] is a Chromium and a chromedriver of its own; both end with it. Tests may run side by side.
//! - The release page in `dist/` is served under `/play/`: a page that works there works in any folder of any host.

mod acts;
mod browser;
mod looks;
mod page;
mod places;
mod thing;

use std::time::Duration;

pub use page::{Options, Page, dist};
pub use places::{PLACES, Way, back, command, empty, entitle, first, kept, titles};
pub use thing::{
    Place, Thing, button, checkbox, combobox, dialog, heading, link, named, role, slider, status, tab, textbox,
};

/// How long a word waits for the page before it gives up.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// The size of a small laptop's page, in CSS pixels.
pub const LAPTOP: (u32, u32) = (1366, 768);

/// The size of a phone's page, upright, in CSS pixels.
pub const PHONE: (u32, u32) = (390, 844);
