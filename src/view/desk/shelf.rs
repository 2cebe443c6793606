//! The shelf of this browser.

use crate::browser::{clock, storage};
use crate::exchange::shelf::{Refused, Shelf, Store};

/// The documents of this browser.
pub const SHELF: Shelf<Here> = Shelf(Here);

/// The browser's own storage.
#[derive(Clone, Copy)]
pub struct Here;

impl Store for Here {
    fn read(&self, name: &str) -> Option<String> {
        storage::read(name)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Refused> {
        storage::write(name, text).map_err(|refused| match refused {
            storage::Refused::Off => Refused::Off,
            storage::Refused::Full => Refused::Full,
        })
    }

    fn forget(&self, name: &str) {
        storage::forget(name);
    }

    fn names(&self, prefix: &str) -> Vec<String> {
        storage::names(prefix)
    }
}

/// A name that no document and no tab has.
pub fn new_id() -> String {
    format!("{:x}-{:x}", clock::date() as u64, clock::chance() & 0xffff)
}
