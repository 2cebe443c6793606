//! What this browser keeps: one text per document, a list of them, and which was open last.

use super::Saved;
use crate::browser::clock;
use crate::browser::storage::{self, Refused};
use serde::{Deserialize, Serialize};

const LIST: &str = "signalbox.designs";
const LAST: &str = "signalbox.last";
const ONE: &str = "signalbox.design.";

/// A line of the list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// The name under which it is kept.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it was last changed, in milliseconds since 1970.
    pub changed: f64,
}

/// The documents, the latest first. A list that was lost or damaged is made anew from what is there.
pub fn all() -> Vec<Kept> {
    let listed: Vec<Kept> = storage::read(LIST).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let mut found: Vec<Kept> = storage::names(ONE)
        .into_iter()
        .filter_map(|name| {
            let id = name.strip_prefix(ONE)?.to_owned();
            let known = listed.iter().find(|kept| kept.id == id).cloned();
            Some(known.unwrap_or(Kept { id, title: "Recovered design".to_owned(), changed: 0.0 }))
        })
        .collect();
    found.sort_by(|a, b| b.changed.total_cmp(&a.changed));
    found
}

/// A document's text.
pub fn read(id: &str) -> Option<String> {
    storage::read(&format!("{ONE}{id}"))
}

/// The document that was open last.
pub fn last() -> Option<String> {
    storage::read(LAST)
}

/// This document is open.
pub fn remember(id: &str) {
    // Not to know the last document costs a person one click.
    let _ = storage::write(LAST, id);
}

/// A name that no document has.
pub fn new_id() -> String {
    format!("{:x}-{:x}", clock::date() as u64, clock::chance() & 0xffff)
}

/// Keeps a document.
///
/// # Errors
/// What the header says if the browser does not take it.
pub fn keep(id: &str, title: &str, text: &str) -> Result<(), Saved> {
    storage::write(&format!("{ONE}{id}"), text).map_err(|refused| match refused {
        Refused::Off => Saved::Off,
        Refused::Full => Saved::Full,
    })?;
    let mut list = all();
    list.retain(|kept| kept.id != id);
    list.insert(0, Kept { id: id.to_owned(), title: title.to_owned(), changed: clock::date() });
    // Without the list the documents are still there; it is made anew from them.
    let _ = storage::write(LIST, &serde_json::to_string(&list).unwrap_or_default());
    remember(id);
    Ok(())
}

/// Forgets a document.
pub fn forget(id: &str) {
    storage::forget(&format!("{ONE}{id}"));
    if last().as_deref() == Some(id) {
        storage::forget(LAST);
    }
}
