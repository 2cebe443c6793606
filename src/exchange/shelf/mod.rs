//! The shelf: documents that are kept by themselves, each with a name, its versions and, once deleted, a place in the bin.
//!
//! Where the texts lie is somebody else's business ([`Store`]); what is kept under which name, what gives way when there is
//! no room left, and what a person may take back is reckoned here. A document always comes before versions and before
//! what was deleted: those give way to it, the oldest first.

mod list;
pub mod tabs;
#[cfg(test)]
mod tests;
mod versions;

pub use list::{Kept, copy_title};
pub use versions::{EVERY, MOST, Reason, Version};

/// The list of documents; made anew from the documents if it is lost.
const LIST: &str = "signalbox.designs";
/// Which document was open last.
const LAST: &str = "signalbox.last";
/// Documents, by id.
const ONE: &str = "signalbox.design.";
/// Histories of documents, by id.
const PAST: &str = "signalbox.versions.";
/// Milliseconds for which a deleted document can be put back.
pub const BIN_TIME: f64 = 30.0 * 24.0 * 3_600_000.0;
/// As many deleted documents are kept at most.
pub const BIN_SIZE: usize = 20;

/// Texts under names, somewhere.
pub trait Store {
    /// The text under a name.
    fn read(&self, name: &str) -> Option<String>;
    /// Puts a text under a name, in place of what was there.
    ///
    /// # Errors
    /// Why it was not taken; what was there before is still there.
    fn write(&self, name: &str, text: &str) -> Result<(), Refused>;
    /// Takes away what is under a name.
    fn forget(&self, name: &str);
    /// The names that begin like this.
    fn names(&self, prefix: &str) -> Vec<String>;
}

/// Why a text was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// Nothing is kept here at all.
    Off,
    /// There is no room left.
    Full,
}

/// The documents of a store. Instants are milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Shelf<S>(pub S);

impl<S: Store> Shelf<S> {
    /// The documents, the latest first.
    pub fn all(&self) -> Vec<Kept> {
        self.listed().into_iter().filter(|kept| kept.deleted.is_none()).collect()
    }

    /// The documents that were deleted and can be put back, the latest first.
    pub fn bin(&self) -> Vec<Kept> {
        let mut bin: Vec<Kept> = self.listed().into_iter().filter(|kept| kept.deleted.is_some()).collect();
        bin.sort_by(|a, b| b.deleted.unwrap_or(0.0).total_cmp(&a.deleted.unwrap_or(0.0)));
        bin
    }

    /// What the list says of a document.
    pub fn line(&self, id: &str) -> Option<Kept> {
        self.listed().into_iter().find(|kept| kept.id == id)
    }

    /// A document's text.
    pub fn read(&self, id: &str) -> Option<String> {
        self.0.read(&format!("{ONE}{id}"))
    }

    /// The document that was open last, unless it was deleted.
    pub fn last(&self) -> Option<String> {
        let id = self.0.read(LAST)?;
        self.all().into_iter().any(|kept| kept.id == id).then_some(id)
    }

    /// This document is open.
    pub fn remember(&self, id: &str) {
        // Not to know the last document costs a person one click.
        let _ = self.0.write(LAST, id);
    }

    /// Keeps a document, new or changed; takes it out of the bin if it was there.
    ///
    /// # Errors
    /// Why it was not taken, although everything gave way that may.
    pub fn keep(&self, id: &str, title: &str, text: &str, now: f64) -> Result<(), Refused> {
        self.put(id, title, text, now)?;
        self.remember(id);
        Ok(())
    }

    /// Keeps a document beside the one that is open: the same as [`Self::keep`], but it is not what opens next time.
    ///
    /// # Errors
    /// Why it was not taken, although everything gave way that may.
    pub fn put(&self, id: &str, title: &str, text: &str, now: f64) -> Result<(), Refused> {
        self.write(&format!("{ONE}{id}"), text, id)?;
        let mut list = self.listed();
        list.retain(|kept| kept.id != id);
        list.insert(0, Kept { id: id.to_owned(), title: title.to_owned(), changed: now, deleted: None });
        // Without the list the documents are still there; it is made anew from them.
        let _ = self.write_list(&list, id);
        Ok(())
    }

    /// Moves a document to the bin, and empties the bin of what is too old or too much.
    ///
    /// # Errors
    /// There is no room to note it; the document stays where it was.
    pub fn delete(&self, id: &str, now: f64) -> Result<(), Refused> {
        self.mark(id, Some(now))?;
        let bin = self.bin();
        let old = |kept: &&Kept| kept.deleted.is_some_and(|at| now - at > BIN_TIME);
        for kept in bin.iter().take(BIN_SIZE).filter(old).chain(bin.iter().skip(BIN_SIZE)) {
            self.erase(&kept.id);
        }
        Ok(())
    }

    /// Takes a document out of the bin.
    ///
    /// # Errors
    /// There is no room to note it; the document stays in the bin.
    pub fn put_back(&self, id: &str) -> Result<(), Refused> {
        self.mark(id, None)
    }

    /// Deletes a document for good, with its versions.
    pub fn erase(&self, id: &str) {
        self.0.forget(&format!("{ONE}{id}"));
        self.0.forget(&format!("{PAST}{id}"));
        // The list follows by itself: it tells only of what is there.
    }

    /// The versions of a document, the latest first.
    pub fn versions(&self, id: &str) -> Vec<Version> {
        let mut versions = self.history(id);
        versions.reverse();
        versions
    }

    /// Adds a version to those of a document, unless the last one has the same text. False if there was no room for it.
    pub fn add_version(&self, id: &str, version: Version, now: f64) -> bool {
        let mut history = self.history(id);
        if history.last().is_some_and(|last| last.text == version.text) {
            return true;
        }
        history.push(version);
        versions::thin(&mut history, MOST, now);
        loop {
            let written = serde_json::to_string(&history).unwrap_or_default();
            if self.0.write(&format!("{PAST}{id}"), &written).is_ok() {
                return true;
            }
            // A history that does not fit is halved until it does; the document itself is kept already.
            let fewer = history.len() / 2;
            if fewer == 0 {
                return false;
            }
            versions::thin(&mut history, fewer, now);
        }
    }

    /// The whole list, the latest first.
    fn listed(&self) -> Vec<Kept> {
        let ids = self.0.names(ONE).into_iter().filter_map(|name| Some(name.strip_prefix(ONE)?.to_owned()));
        list::merged(self.0.read(LIST).as_deref(), ids)
    }

    fn history(&self, id: &str) -> Vec<Version> {
        // A history that cannot be read is none; the document does not depend on it.
        self.0.read(&format!("{PAST}{id}")).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    fn mark(&self, id: &str, deleted: Option<f64>) -> Result<(), Refused> {
        let mut list = self.listed();
        for kept in list.iter_mut().filter(|kept| kept.id == id) {
            kept.deleted = deleted;
        }
        self.write_list(&list, id)
    }

    fn write_list(&self, list: &[Kept], open: &str) -> Result<(), Refused> {
        self.write(LIST, &serde_json::to_string(list).unwrap_or_default(), open)
    }

    /// Writes, and lets others give way as long as there is no room.
    fn write(&self, name: &str, text: &str, open: &str) -> Result<(), Refused> {
        loop {
            match self.0.write(name, text) {
                Err(Refused::Full) if self.give_way(open) => {}
                answer => return answer,
            }
        }
    }

    /// Makes some room: the oldest of the bin, then half of the longest history. False if there is nothing left to take.
    fn give_way(&self, open: &str) -> bool {
        if let Some(oldest) = self.bin().iter().rev().find(|kept| kept.id != open) {
            self.erase(&oldest.id);
            return true;
        }
        let length = |name: &String| self.0.read(name).map_or(0, |text| text.len());
        let Some(longest) = self.0.names(PAST).into_iter().max_by_key(length) else { return false };
        let mut history = self.history(longest.strip_prefix(PAST).unwrap_or_default());
        let (half, latest) = (history.len() / 2, history.last().map_or(0.0, |version| version.at));
        versions::thin(&mut history, half, latest);
        let kept = half > 0 && self.0.write(&longest, &serde_json::to_string(&history).unwrap_or_default()).is_ok();
        if !kept {
            self.0.forget(&longest);
        }
        true
    }
}
